#include "rubrics/answers_csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/i18n.h"
#include "rubrics/answers.h"
#include "rubrics/reading.h"

/// What a column holds: the name of a criterion and a facet of its reply, or a fact about the call.
typedef enum {
  COLUMN_CALL,
  COLUMN_ASSESSOR,
  COLUMN_RUBRIC,
  COLUMN_VERSION,
  COLUMN_ANSWER,
  COLUMN_COMMENT,
  COLUMN_NA,
  COLUMN_AT
} column_kind;
struct column {
  column_kind kind;
  char *criterion; ///< for the last four
};

struct table {
  struct lur_csv csv;
  struct column *column;
  size_t columns, columns_room;
};

static lur_status fail(struct table *t, const char *message)
{
  return lur_csv_fail(&t->csv, message);
}

static const char *cell_text(const struct table *t)
{
  return lur_csv_text(&t->csv);
}

/// Splits "greeting.comment" and knows the columns that are about the call.
static column_kind kind_of(const char *title, size_t *criterion_length)
{
  static const char *const facts[] = {"call", "assessor", "rubric", "version"};
  static const char *const facets[] = {".comment", ".na", ".at"};
  for (size_t i = 0; i < 4; i++)
    if (strcmp(title, facts[i]) == 0) return (column_kind)(COLUMN_CALL + i);
  size_t n = strlen(title);
  for (size_t i = 0; i < 3; i++) {
    size_t m = strlen(facets[i]);
    if (n > m && strcmp(title + n - m, facets[i]) == 0) {
      *criterion_length = n - m;
      return (column_kind)(COLUMN_COMMENT + i);
    }
  }
  *criterion_length = n;
  return COLUMN_ANSWER;
}

static bool same_column(const struct column *a, const struct column *b)
{
  return a->kind == b->kind && (!a->criterion || strcmp(a->criterion, b->criterion) == 0);
}

static lur_status add_column(struct table *t)
{
  const char *title = cell_text(t);
  size_t length = 0;
  if (!title[0])
    return fail(t, _("this column has no name; write the id of a criterion above it, or remove it"));
  if (t->columns >= LUR_CSV_COLUMNS_LIMIT)
    return fail(t, _("there are too many columns; is this the right file?"));
  struct column *at = lur_grow(t->column, &t->columns_room, t->columns, sizeof *at);
  if (!at) return LUR_NO_MEM;
  t->column = at;
  struct column c = {.kind = kind_of(title, &length)};
  if (c.kind >= COLUMN_ANSWER && !(c.criterion = strndup(title, length))) return LUR_NO_MEM;
  at[t->columns++] = c;
  for (size_t i = 0; i + 1 < t->columns; i++)
    if (same_column(&at[i], &c))

      return lur_diag_set(t->csv.diag, LUR_BAD_INPUT, t->csv.name, t->csv.cell_line, t->csv.cell_column,
                          _("the column “%.60s” stands here twice; remove one of them"), title);
  return LUR_OK;
}

static lur_status read_header(struct table *t)
{
  bool last = false;
  while (!last) {
    lur_status status = lur_csv_cell(&t->csv, &last);
    if (status == LUR_OK) status = add_column(t);
    if (status != LUR_OK) return status;
  }
  for (size_t i = 0; i < t->columns; i++)
    if (t->column[i].kind == COLUMN_CALL) return LUR_OK;
  t->csv.cell_column = 1;
  return fail(t, _("the column “call” is missing; add it and name the recording of each row in it"));
}

static lur_status replace(char **text, const char *with)
{
  char *copy = strdup(with);
  if (!copy) return LUR_NO_MEM;
  free(*text);
  *text = copy;
  return LUR_OK;
}

/// The reply of a criterion, made when it is not there yet.
static struct lur_reply *reply_for(struct table *t, struct lur_answers *a, const char *criterion)
{
  struct lur_reply *found = (struct lur_reply *)lur_answers_reply(a, criterion);
  if (found) return found;
  if (lur_answers_put(a, criterion, LUR_REPLY_TEXT, "", 0, "") != LUR_OK) return NULL;
  found = &a->at[a->n - 1];
  found->line = t->csv.cell_line;
  found->column = t->csv.cell_column;
  return found;
}

/// A number; with a decimal comma where the comma does not separate cells.
static bool read_number(const struct table *t, const char *text, double *out)
{
  char copy[40];
  size_t n = strlen(text);
  if (lur_number_read(text, out)) return true;
  if (t->csv.separator == ',' || n >= sizeof copy) return false;
  memcpy(copy, text, n + 1);
  char *comma = strchr(copy, ',');
  if (!comma) return false;
  *comma = '.';
  return lur_number_read(copy, out);
}

/// "12.3-15.0", seconds.
static lur_status read_at(struct table *t, struct lur_reply *reply)
{
  const char *text = cell_text(t), *dash = strchr(text, '-');
  char start[40] = "";
  size_t n = dash ? (size_t)(dash - text) : sizeof start;
  double from, to;
  if (n < sizeof start) memcpy(start, text, n);
  if (!dash || n >= sizeof start || !read_number(t, start, &from) || !read_number(t, dash + 1, &to) ||
      from < 0 || to < from)
    return lur_diag_set(t->csv.diag, LUR_BAD_INPUT, t->csv.name, t->csv.cell_line, t->csv.cell_column,
                        _("“%.40s” is no place in the call; write start and end in seconds, as in 12.3-15.0"),
                        text);
  reply->has_at = true;
  reply->at = (struct lur_span){from, to};
  return LUR_OK;
}

static lur_status take_answer(struct table *t, struct lur_reply *reply)
{
  if (reply->kind == LUR_REPLY_NOT_APPLICABLE)
    return fail(t, _("this criterion is answered and not applicable at once; empty one of the two cells"));
  if (read_number(t, cell_text(t), &reply->number)) reply->kind = LUR_REPLY_NUMBER;
  return replace(&reply->text, cell_text(t));
}

static lur_status take_na(struct table *t, struct lur_reply *reply)
{
  if (reply->text[0])
    return fail(t, _("this criterion is answered and not applicable at once; empty one of the two cells"));
  reply->kind = LUR_REPLY_NOT_APPLICABLE;
  return replace(&reply->text, cell_text(t));
}

static lur_status take_cell(struct table *t, const struct column *c, struct lur_answers *a)
{
  if (!cell_text(t)[0]) return LUR_OK;
  char **facts[] = {&a->call, &a->assessor, &a->rubric, &a->version};
  if (c->kind < COLUMN_ANSWER) return replace(facts[c->kind], cell_text(t));
  struct lur_reply *reply = reply_for(t, a, c->criterion);
  if (!reply) return LUR_NO_MEM;
  if (c->kind == COLUMN_ANSWER) return take_answer(t, reply);
  if (c->kind == COLUMN_NA) return take_na(t, reply);
  if (c->kind == COLUMN_AT) return read_at(t, reply);
  return replace(&reply->comment, cell_text(t));
}

/// A comment without an answer would be lost; a row without a call would belong to nobody.
static lur_status check_row(struct table *t, const struct lur_answers *a, const struct lur_answers_list *out)
{
  for (size_t i = 0; i < a->n; i++)
    if (!a->at[i].text[0])
      return lur_diag_set(t->csv.diag, LUR_BAD_INPUT, t->csv.name, a->at[i].line, a->at[i].column,
                          _("“%s” has a comment or a place but no answer; add the answer"),
                          a->at[i].criterion);
  if (!a->call[0])
    return lur_diag_set(t->csv.diag, LUR_BAD_INPUT, t->csv.name, a->line, 1, "%s",
                        _("the cell “call” is empty; name the recording of this row"));
  for (size_t i = 0; i < out->n; i++)
    if (strcmp(out->at[i].call, a->call) == 0)
      return lur_diag_set(
          t->csv.diag, LUR_BAD_INPUT, t->csv.name, a->line, 1,
          _("the call “%s” stands in the table twice (first in line %d); remove one of the rows"), a->call,
          out->at[i].line);
  return LUR_OK;
}

static lur_status start_row(struct table *t, struct lur_answers *a)
{
  *a = (struct lur_answers){.line = t->csv.line, .column = 1};
  lur_csv_row(&t->csv);
  lur_status status = replace(&a->file, t->csv.name ? t->csv.name : "");
  if (status == LUR_OK) status = replace(&a->call, "");
  if (status == LUR_OK) status = replace(&a->rubric, "");
  if (status == LUR_OK) status = replace(&a->version, "");
  return status == LUR_OK ? replace(&a->assessor, "") : status;
}

/// *blank: nothing stood in any cell.
static lur_status read_cells(struct table *t, struct lur_answers *a, bool *blank)
{
  bool last = false;
  *blank = true;
  for (size_t i = 0; !last; i++) {
    lur_status status = lur_csv_cell(&t->csv, &last);
    if (status != LUR_OK) return status;
    if (cell_text(t)[0]) *blank = false;
    if (i < t->columns)
      status = take_cell(t, &t->column[i], a);
    else if (cell_text(t)[0])
      status = fail(
          t, _("this cell has no column above it; does a text that holds the separator lack its quotes?"));
    if (status != LUR_OK) return status;
  }
  return LUR_OK;
}

static lur_status keep_row(struct lur_answers *a, struct lur_answers_list *out)
{
  struct lur_answers *at = lur_grow(out->at, &out->room, out->n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  out->at = at;
  at[out->n++] = *a;
  *a = (struct lur_answers){0};
  return LUR_OK;
}

static lur_status read_row(struct table *t, struct lur_answers_list *out)
{
  struct lur_answers a;
  bool blank = false;
  lur_status status = start_row(t, &a);
  if (status == LUR_OK) status = read_cells(t, &a, &blank);
  if (status == LUR_OK && !blank) status = check_row(t, &a, out);
  if (status == LUR_OK && !blank) status = keep_row(&a, out);
  lur_answers_clear(&a);
  return status;
}

/// Spreadsheets still like to save in the encoding of the country.
static lur_status check_encoding(struct table *t)
{
  size_t valid = lur_utf8_length(t->csv.at, (size_t)(t->csv.end - t->csv.at));
  if (valid == (size_t)(t->csv.end - t->csv.at)) return LUR_OK;
  t->csv.cell_line = 1;
  for (size_t i = 0; i < valid; i++) t->csv.cell_line += t->csv.at[i] == '\n';
  return fail(t, _("this is not UTF-8 text; save the table again, as “CSV UTF-8”"));
}

static lur_status read_table(struct table *t, struct lur_answers_list *out)
{
  lur_status status = check_encoding(t);
  if (status == LUR_OK) status = read_header(t);
  while (status == LUR_OK && !lur_csv_ended(&t->csv)) {
    lur_csv_row(&t->csv);
    if (out->n >= LUR_CSV_ROWS_LIMIT) return fail(t, _("the table has too many rows; split it"));
    status = read_row(t, out);
  }
  return status;
}

lur_status lur_answers_parse_csv(const char *text, size_t len, const char *name, struct lur_answers_list *out,
                                 struct lur_diag *diag)
{
  lur_answers_list_clear(out);
  if (len > LUR_CSV_SIZE_LIMIT)
    return lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0, _("the table is larger than 32 MiB; split it"));
  struct table t = {.columns = 0};
  lur_csv_begin(&t.csv, text, len, name, diag);
  lur_status status = read_table(&t, out);
  for (size_t i = 0; i < t.columns; i++) free(t.column[i].criterion);
  free(t.column);
  lur_csv_clear(&t.csv);
  if (status != LUR_OK) lur_answers_list_clear(out);
  return status;
}
