#include "base/node.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/i18n.h"
#include "base/list.h"

struct reader {
  yaml_parser_t parser;
  const char *name, *text;
  struct lur_diag *diag;
};

/// libyaml's words for what people get wrong, and ours.
static const struct {
  const char *theirs, *ours;
  bool at_start; ///< what is wrong is told where the thing began
} wording[] = {
    {"found character that cannot start any token",
     N_("this character cannot stand here; indent with spaces instead of tabs, and put texts with special "
        "characters in quotes"),
     false},
    {"mapping values are not allowed in this context",
     N_("a colon is not expected here; check the indentation, or put a text that holds a colon in quotes"),
     false},
    {"did not find expected key",
     N_("this does not fit the lines before it; check its indentation, and the quotes and brackets before "
        "it"),
     false},
    {"did not find expected '-' indicator",
     N_("this does not fit the list before it; start each item with “- ”, all with the same indentation"),
     false},
    {"did not find expected ',' or ']'",
     N_("the list that begins with “[” is not closed properly; separate items with “,”, end it with “]”, and "
        "put texts with “:” or “,” in quotes"),
     true},
    {"did not find expected ',' or '}'",
     N_("what begins with “{” is not closed properly; separate items with “,”, end it with “}”, and put "
        "texts with “:” or “,” in quotes"),
     true},
    {"could not find expected ':'", N_("a name must be followed by a colon and a space, as in “weight: 2”"),
     true},
    {"found unexpected end of stream", N_("a text in quotes is not closed; add the missing quote"), true},
    {"did not find expected node content", N_("something is missing here; write a value"), false},
    {"did not find expected <document start>",
     N_("there must be one document in the file; remove what comes after it"), false},
    {"found unknown escape character",
     N_("there is no such escape with “\\”; write “\\\\” for a backslash, or use single quotes"), false},
    {"block sequence entries are not allowed in this context",
     N_("a list cannot begin here; put the first “- ” on a line of its own"), false},
    {"",
     N_("this cannot be read as YAML; check indentation, quotes and brackets here and in the line before"),
     false},
};

/// The row for libyaml's problem; the last one stands for all others.
static size_t wording_of(const char *problem)
{
  size_t last = sizeof wording / sizeof *wording - 1, i = 0;
  while (i < last && !(problem && strcmp(problem, wording[i].theirs) == 0)) i++;
  return i;
}

static int line_at(const char *text, size_t offset)
{
  int line = 1;
  for (size_t i = 0; i < offset; i++) line += text[i] == '\n';
  return line;
}

static lur_status fail_parse(struct reader *r)
{
  const yaml_parser_t *p = &r->parser;
  if (p->error == YAML_MEMORY_ERROR) return LUR_NO_MEM;
  if (p->error == YAML_READER_ERROR)
    return lur_diag_set(r->diag, LUR_BAD_INPUT, r->name, line_at(r->text, p->problem_offset), 0,
                        _("this is not UTF-8 text; save the file with the encoding UTF-8"));
  size_t i = wording_of(p->problem);
  const yaml_mark_t *mark = wording[i].at_start && p->context ? &p->context_mark : &p->problem_mark;
  return lur_diag_set(r->diag, LUR_BAD_INPUT, r->name, (int)mark->line + 1, (int)mark->column + 1, "%s",
                      _(wording[i].ours));
}

static lur_status fail_at(struct reader *r, const yaml_event_t *e, const char *message)
{
  return lur_diag_set(r->diag, LUR_BAD_INPUT, r->name, (int)e->start_mark.line + 1,
                      (int)e->start_mark.column + 1, "%s", message);
}

static struct lur_node *node_new(lur_node_kind kind, const yaml_event_t *e)
{
  struct lur_node *node = calloc(1, sizeof *node);
  if (!node) return NULL;
  node->kind = kind;
  node->line = (int)e->start_mark.line + 1;
  node->column = (int)e->start_mark.column + 1;
  return node;
}

static size_t count_characters(const char *text)
{
  size_t n = 0;
  for (; *text; text++) n += ((unsigned char)*text & 0xC0u) != 0x80u;
  return n;
}

/// Where the text's characters stand, if that is simple enough to tell.
static void note_place(struct lur_node *node, const yaml_event_t *e)
{
  yaml_scalar_style_t style = e->data.scalar.style;
  bool quoted = style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
  node->plain = style == YAML_PLAIN_SCALAR_STYLE;
  node->text_column = node->column + quoted;
  node->exact = (node->plain || quoted) && e->start_mark.line == e->end_mark.line &&
                e->end_mark.column - e->start_mark.column == count_characters(node->text) + (quoted ? 2 : 0);
}

static lur_status read_scalar(struct reader *r, const yaml_event_t *e, struct lur_node **out)
{
  const char *text = (const char *)e->data.scalar.value;
  if (strlen(text) != e->data.scalar.length)
    return fail_at(r, e, _("this text holds a zero character; remove it"));
  struct lur_node *node = node_new(LUR_NODE_SCALAR, e);
  if (!node) return LUR_NO_MEM;
  node->text = strdup(text);
  if (!node->text) {
    lur_node_free(node);
    return LUR_NO_MEM;
  }
  note_place(node, e);
  *out = node;
  return LUR_OK;
}

static lur_status read_node(struct reader *r, yaml_event_t *e, int depth, struct lur_node **out);

static lur_status add_item(struct lur_node *parent, struct lur_node *item)
{
  struct lur_node **at = lur_grow(parent->item, &parent->room, parent->n, sizeof *at);
  if (!at) {
    lur_node_free(item);
    return LUR_NO_MEM;
  }
  parent->item = at;
  at[parent->n++] = item;
  return LUR_OK;
}

/// Reads the items up to the end of a list or map.
static lur_status read_items(struct reader *r, int depth, struct lur_node *parent)
{
  for (;;) {
    yaml_event_t e;
    if (!yaml_parser_parse(&r->parser, &e)) return fail_parse(r);
    bool end = e.type == YAML_SEQUENCE_END_EVENT || e.type == YAML_MAPPING_END_EVENT;
    struct lur_node *item = NULL;
    lur_status status = end ? LUR_OK : read_node(r, &e, depth + 1, &item);
    yaml_event_delete(&e);
    if (end || status != LUR_OK) return status;
    status = add_item(parent, item);
    if (status != LUR_OK) return status;
  }
}

static lur_status read_collection(struct reader *r, const yaml_event_t *e, int depth, struct lur_node **out)
{
  if (depth >= LUR_NODE_DEPTH_LIMIT)
    return fail_at(r, e, _("this is nested too deeply; a file needs far fewer levels"));
  struct lur_node *node = node_new(e->type == YAML_MAPPING_START_EVENT ? LUR_NODE_MAP : LUR_NODE_LIST, e);
  if (!node) return LUR_NO_MEM;
  lur_status status = read_items(r, depth, node);
  if (status == LUR_OK)
    *out = node;
  else
    lur_node_free(node);
  return status;
}

static bool is_marked(const yaml_event_t *e)
{
  if (e->type == YAML_SCALAR_EVENT) return e->data.scalar.anchor || e->data.scalar.tag;
  if (e->type == YAML_SEQUENCE_START_EVENT)
    return e->data.sequence_start.anchor || e->data.sequence_start.tag;
  return e->data.mapping_start.anchor || e->data.mapping_start.tag;
}

static lur_status read_node(struct reader *r, yaml_event_t *e, int depth, struct lur_node **out)
{
  if (e->type == YAML_ALIAS_EVENT)
    return fail_at(
        r, e, _("references with “*” are not used in these files; write the value out, or put it in quotes"));
  if (is_marked(e))
    return fail_at(
        r, e,
        _("“&” and “!” before a value are not used in these files; remove them, or put the text in quotes"));
  if (e->type == YAML_SCALAR_EVENT) return read_scalar(r, e, out);
  return read_collection(r, e, depth, out);
}

/// Takes the next event, which must be of that type.
static lur_status expect(struct reader *r, yaml_event_type_t type)
{
  yaml_event_t e;
  if (!yaml_parser_parse(&r->parser, &e)) return fail_parse(r);
  lur_status status = LUR_OK;
  if (e.type == YAML_STREAM_END_EVENT && type != YAML_STREAM_END_EVENT)
    status = lur_diag_set(r->diag, LUR_BAD_INPUT, r->name, 0, 0,
                          _("the file is empty; write into it, or name another file"));
  else if (e.type != type)
    status = fail_at(r, &e, _("there must be one document in the file; remove what comes after it"));
  yaml_event_delete(&e);
  return status;
}

static lur_status read_document(struct reader *r, struct lur_node **out)
{
  lur_status status = expect(r, YAML_STREAM_START_EVENT);
  if (status == LUR_OK) status = expect(r, YAML_DOCUMENT_START_EVENT);
  if (status != LUR_OK) return status;
  yaml_event_t e;
  if (!yaml_parser_parse(&r->parser, &e)) return fail_parse(r);
  status = read_node(r, &e, 0, out);
  yaml_event_delete(&e);
  if (status == LUR_OK) status = expect(r, YAML_DOCUMENT_END_EVENT);
  if (status == LUR_OK) status = expect(r, YAML_STREAM_END_EVENT);
  return status;
}

lur_status lur_node_read(const char *text, size_t len, const char *name, struct lur_node **out,
                         struct lur_diag *diag)
{
  if (len > LUR_NODE_SIZE_LIMIT)
    return lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0,
                        _("the file is larger than 1 MiB; it cannot be what is asked for"));
  if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
    // A byte order mark would shift the first line by a column, and with it the indentation.
    text += 3;
    len -= 3;
  }
  struct reader r = {.name = name, .text = text, .diag = diag};
  if (!yaml_parser_initialize(&r.parser)) return LUR_NO_MEM;
  yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&r.parser, (const unsigned char *)text, len);
  struct lur_node *root = NULL;
  lur_status status = read_document(&r, &root);
  yaml_parser_delete(&r.parser);
  if (status == LUR_OK)
    *out = root;
  else
    lur_node_free(root);
  return status;
}

void lur_node_free(struct lur_node *node)
{
  if (!node) return;
  for (size_t i = 0; i < node->n; i++) lur_node_free(node->item[i]);
  free(node->item);
  free(node->text);
  free(node);
}
