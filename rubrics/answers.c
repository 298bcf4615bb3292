#include "rubrics/answers.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/nearest.h"
#include "base/quote.h"
#include "rubrics/answers_csv.h"
#include "rubrics/reading.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char answers_example[] =
    "{lur: answers/1, rubric: service, version: \"1\", assessor: Kim, answers: {greeting: {answer: all}}}";
static const char reply_example[] = "{answer: partly, comment: \"no name\"} or {na: \"line too bad\"}";

static void clear_reply(struct lur_reply *reply)
{
  free(reply->criterion);
  free(reply->text);
  free(reply->comment);
  *reply = (struct lur_reply){0};
}

void lur_answers_clear(struct lur_answers *answers)
{
  for (size_t i = 0; i < answers->n; i++) clear_reply(&answers->at[i]);
  free(answers->at);
  free(answers->call);
  free(answers->rubric);
  free(answers->version);
  free(answers->assessor);
  free(answers->file);
  *answers = (struct lur_answers){0};
}

void lur_answers_list_clear(struct lur_answers_list *list)
{
  for (size_t i = 0; i < list->n; i++) lur_answers_clear(&list->at[i]);
  free(list->at);
  *list = (struct lur_answers_list){0};
}

const struct lur_reply *lur_answers_reply(const struct lur_answers *answers, const char *criterion)
{
  for (size_t i = 0; i < answers->n; i++)
    if (strcmp(answers->at[i].criterion, criterion) == 0) return &answers->at[i];
  return NULL;
}

void lur_answers_remove(struct lur_answers *answers, const char *criterion)
{
  for (size_t i = 0; i < answers->n; i++) {
    if (strcmp(answers->at[i].criterion, criterion) != 0) continue;
    clear_reply(&answers->at[i]);
    memmove(&answers->at[i], &answers->at[i + 1], (answers->n - i - 1) * sizeof *answers->at);
    answers->n--;
    return;
  }
}

lur_status lur_answers_put(struct lur_answers *answers, const char *criterion, lur_reply_kind kind,
                           const char *text, double number, const char *comment)
{
  struct lur_reply *at = lur_grow(answers->at, &answers->room, answers->n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  answers->at = at;
  struct lur_reply reply = {.kind = kind, .number = number};
  reply.criterion = strdup(criterion);
  reply.text = strdup(text ? text : "");
  reply.comment = strdup(comment ? comment : "");
  if (!reply.criterion || !reply.text || !reply.comment) {
    clear_reply(&reply);
    return LUR_NO_MEM;
  }
  lur_answers_remove(answers, criterion);
  answers->at[answers->n++] = reply;
  return LUR_OK;
}

static bool is_text(const char *text, size_t n, const char *what)
{
  return strlen(what) == n && strncmp(text, what, n) == 0;
}

/// Whether `call` is the file of n bytes, with or without folder and ending.
static bool fits_file(const char *call, const char *file, size_t n)
{
  size_t base = n, dot = n;
  while (base && file[base - 1] != '/') base--;
  while (dot > base && file[dot - 1] != '.') dot--;
  if (is_text(file, n, call) || is_text(file + base, n - base, call)) return true;
  return dot > base + 1 && is_text(file + base, dot - 1 - base, call);
}

/// Two legs go by the name of both or of the first.
static bool fits_call(const char *call, const char *name)
{
  return fits_file(call, name, strlen(name)) || fits_file(call, name, strcspn(name, "+"));
}

const struct lur_answers *lur_answers_find(const struct lur_answers_list *list, const char *name)
{
  for (size_t i = 0; i < list->n; i++)
    if (list->at[i].call[0] && fits_call(list->at[i].call, name)) return &list->at[i];
  return list->n == 1 && !list->at[0].call[0] ? &list->at[0] : NULL;
}

// Reading YAML

/// [start, end] in seconds, or one moment.
static void read_at(struct lur_reading *r, const struct lur_node *node, struct lur_reply *reply)
{
  double start = -1, end = -1;
  if (!node) return;
  if (node->kind == LUR_NODE_LIST && node->n == 2) {
    lur_read_number(r, node->item[0], 0, 1e6, &start);
    lur_read_number(r, node->item[1], 0, 1e6, &end);
    if (start >= 0 && end >= 0 && end < start)
      lur_fault_at(r, node, "%s", _("the end lies before the start; write [start, end] in seconds"));
  } else if (node->kind == LUR_NODE_SCALAR) {
    lur_read_number(r, node, 0, 1e6, &start);
    end = start;
  } else {
    lur_fault_at(r, node, "%s", _("the place in the call is written as seconds, as in at: [12.3, 15]"));
  }
  reply->has_at = start >= 0 && end >= start;
  if (reply->has_at) reply->at = (struct lur_span){start, end};
}

/// [a, c]: kept as "a+c"; an empty list as "-".
static void read_answer_list(struct lur_reading *r, const struct lur_node *node, struct lur_reply *reply)
{
  size_t size = 2, n = 0;
  for (size_t i = 0; i < node->n; i++)
    size += node->item[i]->kind == LUR_NODE_SCALAR ? strlen(node->item[i]->text) + 1 : 0;
  reply->text = calloc(size, 1);
  if (!reply->text) {
    lur_reading_no_mem(r);
    return;
  }
  if (node->n == 0) reply->text[0] = '-';
  for (size_t i = 0; i < node->n; i++) {
    char *id = NULL;
    lur_read_id(r, node->item[i], true, &id);
    if (id) n += (size_t)snprintf(reply->text + n, size - n, "%s%s", n ? "+" : "", id);
    free(id);
  }
}

static void read_answer(struct lur_reading *r, const struct lur_node *node, struct lur_reply *reply)
{
  if (node->kind == LUR_NODE_LIST) {
    read_answer_list(r, node, reply);
    return;
  }
  lur_read_string(r, node, &reply->text);
  if (reply->text && lur_number_read(reply->text, &reply->number)) reply->kind = LUR_REPLY_NUMBER;
}

static void read_reply_map(struct lur_reading *r, const struct lur_node *node, struct lur_reply *reply)
{
  enum { ANSWER, NA, COMMENT, AT, KEYS };
  static const struct lur_key keys[KEYS] = {
      {"answer", false}, {"na", false}, {"comment", false}, {"at", false}};
  const struct lur_node *of[KEYS];
  if (!lur_read_keys(r, node, keys, KEYS, of, reply_example)) return;
  if (of[ANSWER] && of[NA])
    lur_fault_at(r, of[NA], "%s",
                 _("a criterion is either answered or not applicable; remove “answer” or “na”"));
  else if (!of[ANSWER] && !of[NA])
    lur_fault_at(r, node, _("“answer” is missing here; add it, as in: %s"), reply_example);
  else if (of[ANSWER])
    read_answer(r, of[ANSWER], reply);
  else
    lur_read_string(r, of[NA], &reply->text);
  if (of[NA]) reply->kind = LUR_REPLY_NOT_APPLICABLE;
  if (of[COMMENT] && (of[COMMENT]->kind != LUR_NODE_SCALAR || of[COMMENT]->text[0]))
    lur_read_string(r, of[COMMENT], &reply->comment);
  read_at(r, of[AT], reply);
}

static void complete(struct lur_reading *r, char **text)
{
  if (!*text) *text = strdup("");
  if (!*text) lur_reading_no_mem(r);
}

static void read_reply(struct lur_reading *r, const struct lur_node *key, const struct lur_node *value,
                       struct lur_answers *answers)
{
  struct lur_reply *at = lur_grow(answers->at, &answers->room, answers->n, sizeof *at);
  if (!at) {
    lur_reading_no_mem(r);
    return;
  }
  answers->at = at;
  struct lur_reply reply = {.line = value->line, .column = value->column};
  lur_read_id(r, key, false, &reply.criterion);
  if (value->kind != LUR_NODE_MAP)
    read_answer(r, value, &reply);
  else
    read_reply_map(r, value, &reply);
  if (reply.criterion && lur_answers_reply(answers, reply.criterion))
    lur_fault_at(r, key, _("“%s” is answered twice; remove one of the answers"), reply.criterion);
  complete(r, &reply.criterion);
  complete(r, &reply.text);
  complete(r, &reply.comment);
  if (reply.criterion && reply.text && reply.comment)
    at[answers->n++] = reply;
  else
    clear_reply(&reply);
}

static void read_replies(struct lur_reading *r, const struct lur_node *node, struct lur_answers *answers)
{
  if (!node) return;
  if (node->kind != LUR_NODE_MAP || node->n > 2 * LUR_CRITERIA_LIMIT) {
    lur_fault_at(r, node, _("the criteria with their answers are expected here, as in: %s"),
                 "{greeting: {answer: all}, clarity: {answer: 4}}");
    return;
  }
  for (size_t k = 0; k + 1 < node->n; k += 2) read_reply(r, node->item[k], node->item[k + 1], answers);
}

/// Whether it says that it is an answers file of our version.
static bool check_format(struct lur_reading *r, const struct lur_node *said)
{
  if (!said) return false;
  if (said->kind == LUR_NODE_SCALAR && strcmp(said->text, LUR_ANSWERS_FORMAT) == 0) return true;
  bool later = said->kind == LUR_NODE_SCALAR && strncmp(said->text, "answers/", 8) == 0;
  lur_fault_at(r, said, _("this is not an answers file that this lur reads; it must say “lur: %s”"),
               LUR_ANSWERS_FORMAT);
  if (later && r->status == LUR_BAD_INPUT) r->status = LUR_UNSUPPORTED;
  return false;
}

static void read_root(struct lur_reading *r, const struct lur_node *root, struct lur_answers *a)
{
  enum { LUR, RUBRIC, VERSION, ASSESSOR, CALL, ANSWERS, KEYS };
  static const struct lur_key keys[KEYS] = {{"lur", true},       {"rubric", true}, {"version", true},
                                            {"assessor", false}, {"call", false},  {"answers", true}};
  const struct lur_node *of[KEYS];
  if (!lur_read_keys(r, root, keys, KEYS, of, answers_example) || !check_format(r, of[LUR])) return;
  lur_read_id(r, of[RUBRIC], true, &a->rubric);
  lur_read_string(r, of[VERSION], &a->version);
  lur_read_string(r, of[ASSESSOR], &a->assessor);
  lur_read_string(r, of[CALL], &a->call);
  a->line = root->line;
  a->column = root->column;
  read_replies(r, of[ANSWERS], a);
}

/// Puts `answers` into the emptied list, or frees it.
static lur_status hand_over(struct lur_answers *answers, struct lur_answers_list *out)
{
  struct lur_answers *at = lur_grow(out->at, &out->room, out->n, sizeof *at);
  if (!at) {
    lur_answers_clear(answers);
    return LUR_NO_MEM;
  }
  out->at = at;
  at[out->n++] = *answers;
  return LUR_OK;
}

lur_status lur_answers_parse(const char *text, size_t len, const char *name, struct lur_answers_list *out,
                             struct lur_diag *diag)
{
  struct lur_diags faults = {0};
  struct lur_reading r = {.name = name, .faults = &faults};
  struct lur_answers a = {0};
  struct lur_node *root = NULL;
  lur_answers_list_clear(out);
  r.status = lur_node_read(text, len, name, &root, diag);
  if (r.status == LUR_OK) read_root(&r, root, &a);
  lur_node_free(root);
  if (faults.n && diag) *diag = faults.at[0];
  lur_diags_clear(&faults);
  a.file = strdup(name ? name : "");
  if (!a.file) lur_reading_no_mem(&r);
  complete(&r, &a.call);
  complete(&r, &a.rubric);
  complete(&r, &a.version);
  complete(&r, &a.assessor);
  if (r.status == LUR_OK) return hand_over(&a, out);
  lur_answers_clear(&a);
  return r.status;
}

static bool is_table(const char *path)
{
  const char *dot = strrchr(path, '.');
  char lower[5] = "";
  for (size_t i = 0; dot && dot[i] && i < sizeof lower - 1; i++)
    lower[i] = (char)tolower((unsigned char)dot[i]);
  return dot && strlen(dot) == 4 && (strcmp(lower, ".csv") == 0 || strcmp(lower, ".tsv") == 0);
}

lur_status lur_answers_load(const char *path, struct lur_answers_list *out, struct lur_diag *diag)
{
  char *text = NULL;
  size_t len = 0;
  lur_answers_list_clear(out);
  bool table = is_table(path);
  lur_status status =
      lur_file_read(path, table ? LUR_CSV_SIZE_LIMIT : LUR_NODE_SIZE_LIMIT, &text, &len, diag);
  if (status == LUR_OK)
    status = table ? lur_answers_parse_csv(text, len, path, out, diag)
                   : lur_answers_parse(text, len, path, out, diag);
  free(text);
  return status;
}

// Against a rubric

static lur_status bad(const struct lur_answers *a, const struct lur_reply *reply, struct lur_diag *diag,
                      const char *format, ...) LUR_PRINTF(4, 5);

static lur_status bad(const struct lur_answers *a, const struct lur_reply *reply, struct lur_diag *diag,
                      const char *format, ...)
{
  char text[400];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  return lur_diag_set(diag, LUR_BAD_INPUT, a->file, reply ? reply->line : a->line,
                      reply ? reply->column : a->column, "%s", text);
}

static lur_status check_identity(const struct lur_answers *a, const struct lur_rubric *rubric,
                                 struct lur_diag *diag)
{
  if (a->rubric && a->rubric[0] && strcmp(a->rubric, rubric->id) != 0)
    return bad(a, NULL, diag,
               _("these answers are for the rubric “%s” and not for “%s”; score with --rubric %s"), a->rubric,
               rubric->id, a->rubric);
  if (a->version && a->version[0] && strcmp(a->version, rubric->version) != 0)
    return bad(
        a, NULL, diag,
        _("these answers are for version %s of the rubric and not for %s; use that version, or answer anew"),
        a->version, rubric->version);
  return LUR_OK;
}

static lur_status bad_criterion(const struct lur_answers *a, const struct lur_reply *reply,
                                const struct lur_rubric *rubric, struct lur_diag *diag)
{
  struct lur_nearest near = {.word = reply->criterion};
  for (size_t i = 0; i < rubric->criteria; i++) lur_nearest_try(&near, rubric->criterion[i].id);
  if (near.best)
    return bad(a, reply, diag, _("the rubric has no criterion “%s”; did you mean “%s”?"), reply->criterion,
               near.best);
  return bad(a, reply, diag, _("the rubric has no criterion “%s”; “lur rubric show %s” lists them"),
             reply->criterion, rubric->id);
}

static lur_status bad_choice(const struct lur_answers *a, const struct lur_reply *reply,
                             const struct lur_criterion *c, struct lur_diag *diag)
{
  char all[200] = "";
  for (size_t i = 0; i < c->answers; i++) {
    size_t used = strlen(all);
    snprintf(all + used, sizeof all - used, "%s%s", i ? ", " : "", c->answer[i].id);
  }
  return bad(a, reply, diag, _("“%.40s” is no answer to “%s”; the answers are: %s"), reply->text, c->id, all);
}

static lur_status check_choice(const struct lur_answers *a, const struct lur_reply *reply,
                               const struct lur_criterion *c, struct lur_diag *diag)
{
  return lur_criterion_answer(c, reply->text) ? LUR_OK : bad_choice(a, reply, c, diag);
}

static lur_status check_several(const struct lur_answers *a, const struct lur_reply *reply,
                                const struct lur_criterion *c, struct lur_diag *diag)
{
  bool *chosen = calloc(c->answers + 1, sizeof *chosen);
  if (!chosen) return LUR_NO_MEM;
  bool fits = lur_criterion_chosen(c, reply->text, chosen);
  free(chosen);
  if (!fits) return bad_choice(a, reply, c, diag);
  if (c->combine != LUR_COMBINE_SUM && c->counts != LUR_COUNTS_NOTED && strcmp(reply->text, "-") == 0)
    return bad(a, reply, diag, _("“%s” needs at least one answer; the best or the worst of none is nothing"),
               c->id);
  return LUR_OK;
}

static lur_status check_date(const struct lur_answers *a, const struct lur_reply *reply,
                             const struct lur_criterion *c, struct lur_diag *diag)
{
  static const char *const examples[] = {"2026-11-22", "14:05", "2026-11-22 14:05"};
  if (lur_moment_fits(c->moment, reply->text)) return LUR_OK;
  return bad(a, reply, diag, _("“%.40s” is no answer to “%s”; write it as in %s"), reply->text, c->id,
             examples[c->moment]);
}

static lur_status check_range(const struct lur_answers *a, const struct lur_reply *reply,
                              const struct lur_criterion *c, struct lur_diag *diag)
{
  bool whole = c->kind == LUR_CRITERION_SCALE;
  bool right = reply->kind == LUR_REPLY_NUMBER && reply->number >= c->from && reply->number <= c->to;
  if (right && (!whole || reply->number == floor(reply->number))) return LUR_OK;
  if (whole)
    return bad(a, reply, diag, _("“%.40s” is no answer to “%s”; write a whole number from %g to %g"),
               reply->text, c->id, c->from, c->to);
  return bad(a, reply, diag, _("“%.40s” is no answer to “%s”; write a number from %g to %g"), reply->text,
             c->id, c->from, c->to);
}

/// What was measured gives way to a person only with a reason.
static lur_status check_overrule(const struct lur_answers *a, const struct lur_reply *reply,
                                 const struct lur_criterion *c, struct lur_diag *diag)
{
  if (lur_criterion_reads_text(c))
    return bad(a, reply, diag,
               _("“%s” is a measured text that gives no points; it cannot be overruled, set it aside"),
               c->id);
  if (reply->kind != LUR_REPLY_NUMBER)
    return bad(a, reply, diag, _("“%s” is measured; to overrule it, write the right value as a number"),
               reply->criterion);
  if (!reply->comment || !reply->comment[0])
    return bad(a, reply, diag, _("“%s” is measured; to overrule it, add a comment that says why"),
               reply->criterion);
  return LUR_OK;
}

static lur_status check_kind(const struct lur_answers *a, const struct lur_reply *reply,
                             const struct lur_criterion *c, struct lur_diag *diag)
{
  switch (c->kind) {
  case LUR_CRITERION_CHOICE:
    return check_choice(a, reply, c, diag);
  case LUR_CRITERION_SEVERAL:
    return check_several(a, reply, c, diag);
  case LUR_CRITERION_SCALE:
  case LUR_CRITERION_NUMBER:
    return check_range(a, reply, c, diag);
  case LUR_CRITERION_DATE:
    return check_date(a, reply, c, diag);
  case LUR_CRITERION_TEXT:
    return LUR_OK;
  default:
    return check_overrule(a, reply, c, diag);
  }
}

static lur_status check_reply(const struct lur_answers *a, const struct lur_reply *reply,
                              const struct lur_rubric *rubric, struct lur_diag *diag)
{
  const struct lur_criterion *c = lur_rubric_find(rubric, reply->criterion);
  if (!c) return bad_criterion(a, reply, rubric, diag);
  if (reply->kind == LUR_REPLY_NOT_APPLICABLE) {
    if (c->na_refused)
      return bad(a, reply, diag, _("“%s” may not be set aside in this rubric; answer it"), reply->criterion);
    if (reply->text[strspn(reply->text, " \t\n")]) return LUR_OK;
    return bad(a, reply, diag, _("say why “%s” does not apply"), reply->criterion);
  }
  lur_status status = check_kind(a, reply, c, diag);
  bool says_why = reply->comment && reply->comment[strspn(reply->comment, " \t\n")];
  if (status == LUR_OK && !says_why && lur_reply_needs_comment(c, reply))
    return bad(a, reply, diag, _("this answer to “%s” needs a comment; add one that says why"), c->id);
  return status;
}

lur_status lur_answers_check(const struct lur_answers *answers, const struct lur_rubric *rubric,
                             struct lur_diag *diag)
{
  lur_status status = check_identity(answers, rubric, diag);
  for (size_t i = 0; i < answers->n && status == LUR_OK; i++)
    status = check_reply(answers, &answers->at[i], rubric, diag);
  return status;
}

// Writing

static void print_reply(FILE *to, const struct lur_reply *reply)
{
  fputs("    ", to);
  lur_quote(to, reply->criterion);
  fputs(reply->kind == LUR_REPLY_NOT_APPLICABLE ? ": {\"na\": " : ": {\"answer\": ", to);
  if (reply->kind == LUR_REPLY_NUMBER)
    fprintf(to, "%.15g", reply->number);
  else
    lur_quote(to, reply->text);
  if (reply->comment[0]) {
    fputs(", \"comment\": ", to);
    lur_quote(to, reply->comment);
  }
  if (reply->has_at) fprintf(to, ", \"at\": [%.15g, %.15g]", reply->at.start_s, reply->at.end_s);
  fputc('}', to);
}

static void print_field(FILE *to, const char *key, const char *text)
{
  if (!text || !text[0]) return;
  fprintf(to, "  \"%s\": ", key);
  lur_quote(to, text);
  fputs(",\n", to);
}

lur_status lur_answers_print(const struct lur_answers *answers, char **out)
{
  char *text = NULL;
  size_t size = 0;
  FILE *to = open_memstream(&text, &size);
  if (!to) return LUR_NO_MEM;
  fprintf(to, "{\n  \"lur\": \"%s\",\n", LUR_ANSWERS_FORMAT);
  print_field(to, "rubric", answers->rubric);
  print_field(to, "version", answers->version);
  print_field(to, "assessor", answers->assessor);
  print_field(to, "call", answers->call);
  fputs("  \"answers\": {", to);
  for (size_t i = 0; i < answers->n; i++) {
    fputs(i ? ",\n" : "\n", to);
    print_reply(to, &answers->at[i]);
  }
  fputs(answers->n ? "\n  }\n}\n" : "}\n}\n", to);
  bool failed = ferror(to);
  if (fclose(to) != 0 || failed) {
    free(text);
    return LUR_NO_MEM;
  }
  *out = text;
  return LUR_OK;
}
