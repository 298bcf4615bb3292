#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "waves/parsing.h"
#include "waves/table.h"

/// Where the reading of a wave file stands.
struct parse {
  struct lur_reading r;
  struct lur_plan *plan;
  lur_plan_fetch *fetch;
  void *ctx;
};

enum {
  P_LUR,
  P_ID,
  P_TITLE,
  P_RUBRIC,
  P_FROM,
  P_UNTIL,
  P_WINDOWS,
  P_EXCLUDED,
  P_QUOTA,
  P_DAY,
  P_HOUR,
  P_TWICE,
  P_ATTEMPTS,
  P_FINAL,
  P_RANKING,
  P_SEED,
  P_TARGETS,
  P_CALLERS,
  P_SCENARIOS,
  P_KEYS
};
static const struct lur_key keys[P_KEYS] = {
    {"lur", true},          {"id", true},           {"title", false},         {"rubric", false},
    {"from", true},         {"until", true},        {"windows", true},        {"excluded", false},
    {"quota", true},        {"calls_a_day", false}, {"calls_an_hour", false}, {"twice_running", false},
    {"attempts", false},    {"final", false},       {"ranking", false},       {"seed", false},
    {"participants", true}, {"callers", true},      {"scenarios", false}};

static void read_day(struct lur_reading *r, const struct lur_node *node, int32_t *out)
{
  if (!node) return;
  if (node->kind != LUR_NODE_SCALAR || !lur_day_parse(node->text, out))
    lur_fault_at(r, node, _("a day is expected here, as in %s"), "2026-09-01");
}

static void read_count(struct lur_reading *r, const struct lur_node *node, int low, int high, int *out)
{
  double number = *out;
  if (!node) return;
  lur_read_number(r, node, low, high, &number);
  if (number != (double)(int)number)
    lur_fault_at(r, node, _("“%.40s” does not fit here; write a whole number from %d to %d"), node->text, low,
                 high);
  else
    *out = (int)number;
}

static void read_seed(struct lur_reading *r, const struct lur_node *node, int64_t *out)
{
  double number = (double)*out;
  if (!node) return;
  lur_read_number(r, node, 0, (double)LUR_SEED_LIMIT, &number);
  if (number != (double)(int64_t)number)
    lur_fault_at(r, node, "%s", _("a seed is a whole number of at most 15 digits"));
  else
    *out = (int64_t)number;
}

static void read_attempts(struct lur_reading *r, const struct lur_node *node, struct lur_plan *plan)
{
  static const struct lur_key of[] = {{"max_wait_s", true}, {"attempts", true}};
  const struct lur_node *at[2];
  plan->attempts = 1;
  if (!node || !lur_read_keys(r, node, of, 2, at, "attempts: {max_wait_s: 300, attempts: 2}")) return;
  plan->attempts_given = true;
  lur_read_number(r, at[0], 1, 86400, &plan->max_wait_s);
  read_count(r, at[1], 1, 10, &plan->attempts);
}

static void read_final(struct lur_reading *r, const struct lur_node *node, struct lur_plan_final *out)
{
  static const struct lur_key of[] = {{"places", true}, {"quota", true}, {"from", true}, {"until", true}};
  const struct lur_node *at[4];
  if (!node || !lur_read_keys(r, node, of, 4, at,
                              "final: {places: 3, quota: 10, from: 2026-11-30, until: 2026-12-04}"))
    return;
  out->given = true;
  read_count(r, at[0], 1, 1000, &out->places);
  read_count(r, at[1], 1, 10000, &out->quota);
  read_day(r, at[2], &out->from);
  read_day(r, at[3], &out->until);
}

static bool is_tie(const char *word)
{
  static const char *const kinds[] = {"section.", "competence.", "further."};
  if (strcmp(word, "answered") == 0 || strcmp(word, "wait") == 0) return true;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    size_t n = strlen(kinds[i]);
    if (strncmp(word, kinds[i], n) == 0 && word[n]) return true;
  }
  return false;
}

static void read_ties(struct lur_reading *r, const struct lur_node *node, const struct lur_node *at,
                      struct lur_plan_words *out)
{
  struct lur_sheet_cell cell;
  if (!node) return;
  lur_cell_of(r, node, at, &cell);
  lur_cell_words(r, &cell, out);
  free(cell.text);
  for (size_t i = 0; i < out->n; i++)
    if (!is_tie(out->at[i]))
      lur_fault_at(
          r, node,
          _("“%.60s” breaks no tie; what can: answered, wait, section.ID, competence.ID, further.ID"),
          out->at[i]);
  if (out->n > 4) lur_fault_at(r, node, "%s", _("at most four things can break ties; remove the others"));
}

/// 0 is as good as not said: so printed plans have it.
static void read_draws(struct lur_reading *r, const struct lur_node *node, int *out)
{
  enum { LEAST = 100, MOST = 1000000 };
  int draws = 0;
  read_count(r, node, 0, MOST, &draws);
  if (draws > 0 && draws < LEAST)
    lur_fault_at(r, node, _("“%.40s” does not fit here; write a whole number from %d to %d"), node->text,
                 LEAST, MOST);
  else
    *out = draws;
}

static void read_ranking(struct lur_reading *r, const struct lur_node *node, struct lur_plan_ranking *out)
{
  static const struct lur_key of[] = {{"minimum_calls", false},
                                      {"minimum_score", false},
                                      {"tie_breaks", false},
                                      {"seed", false},
                                      {"draws", false}};
  const struct lur_node *at[5];
  out->seed = 1;
  if (!node || !lur_read_keys(r, node, of, 5, at, "ranking: {minimum_calls: 15, minimum_score: 60}")) return;
  read_count(r, at[0], 0, 1000000, &out->minimum_calls);
  lur_read_number(r, at[1], 0, 100, &out->minimum_score);
  read_ties(r, at[2], node, &out->ties);
  read_seed(r, at[3], &out->seed);
  read_draws(r, at[4], &out->draws);
}

static void read_windows(struct lur_reading *r, const struct lur_node *node, const struct lur_node *root,
                         struct lur_plan *plan)
{
  struct lur_sheet_cell cell;
  if (!node) return;
  lur_cell_of(r, node, root, &cell);
  if (cell.text && !cell.text[0])
    lur_fault_at(r, node, "%s", _("the windows are missing; write them as in: windows: mon-fri 09:00-15:00"));
  lur_cell_hours(r, &cell, &plan->windows);
  free(cell.text);
}

static void read_excluded(struct lur_reading *r, const struct lur_node *node, const struct lur_node *root,
                          struct lur_plan *plan)
{
  struct lur_sheet_cell cell;
  if (!node) return;
  lur_cell_of(r, node, root, &cell);
  lur_cell_days(r, &cell, &plan->excluded);
  free(cell.text);
}

// ---- Tables: in the file, or beside it

static void read_inline(struct parse *p, const struct lur_rows *rows, const struct lur_node *list)
{
  struct lur_key of[LUR_SHEET_COLUMNS];
  const struct lur_node *at[LUR_SHEET_COLUMNS];
  struct lur_sheet_cell cell[LUR_SHEET_COLUMNS];
  for (size_t c = 0; c < rows->n; c++)
    of[c] = (struct lur_key){rows->columns[c].name, rows->columns[c].required};
  if (list->n > LUR_PLAN_ROWS_LIMIT) {
    lur_fault_at(&p->r, list, _("there are more than %d of them; this is too large a wave"),
                 (int)LUR_PLAN_ROWS_LIMIT);
    return;
  }
  for (size_t i = 0; i < list->n && p->r.status != LUR_NO_MEM; i++) {
    const struct lur_node *item = list->item[i];
    if (!lur_read_keys(&p->r, item, of, rows->n, at, rows->example)) continue;
    for (size_t c = 0; c < rows->n; c++) {
      lur_cell_of(&p->r, at[c], item, &cell[c]);
      if (at[c] && rows->columns[c].required && cell[c].text && !cell[c].text[0])
        lur_fault_at(&p->r, at[c], _("“%s” is empty; fill it in"), rows->columns[c].name);
    }
    rows->take(&p->r, cell, item->line, p->plan);
    for (size_t c = 0; c < rows->n; c++) free(cell[c].text);
  }
}

static void read_table(struct parse *p, const struct lur_rows *rows, const struct lur_node *node)
{
  struct lur_diag diag = {0};
  char *text = NULL;
  size_t len = 0;
  const char *name = p->r.name;
  lur_status status = LUR_NOT_FOUND;
  if (p->fetch)
    status = p->fetch(p->ctx, node->text, &text, &len, &diag);
  else
    lur_diag_set(&diag, status, "", 0, 0, "%s", _("tables beside the file cannot be read here"));
  if (status == LUR_NO_MEM) {
    lur_reading_no_mem(&p->r);
  } else if (status != LUR_OK) {
    lur_fault_at(&p->r, node, _("the table “%.80s” cannot be read: %s"), node->text, diag.text);
  } else {
    p->r.name = node->text;
    lur_sheet_read(&p->r, text, len, rows->columns, rows->n, LUR_PLAN_ROWS_LIMIT, rows->take, p->plan);
    p->r.name = name;
  }
  free(text);
}

static void read_rows(struct parse *p, lur_rows_kind kind, const struct lur_node *node)
{
  const struct lur_rows *rows = &lur_rows[kind];
  if (!node) return;
  if (node->kind == LUR_NODE_LIST)
    read_inline(p, rows, node);
  else if (node->kind == LUR_NODE_SCALAR && node->text[0])
    read_table(p, rows, node);
  else
    lur_fault_at(&p->r, node,
                 _("a list, or the name of a table such as %s.csv, is expected here; a list begins: %s"),
                 rows->key, rows->example);
}

// ---- The whole

static bool is_ours(struct parse *p, const struct lur_node *node)
{
  const char *text = node && node->kind == LUR_NODE_SCALAR ? node->text : "";
  if (!node || strcmp(text, "wave/1") == 0) return true;
  if (strncmp(text, "wave/", 5) == 0 && strspn(text + 5, "0123456789") == strlen(text + 5) && text[5]) {
    lur_fault_at(&p->r, node, _("“%.40s” is made for a newer lur; this one reads wave/1"), text);
    p->r.status = LUR_UNSUPPORTED;
    return false;
  }
  lur_fault_at(&p->r, node, _("this is no wave file; its first line is: %s"), "lur: wave/1");
  return false;
}

static void read_id(struct lur_reading *r, const struct lur_node *node, char **out)
{
  struct lur_sheet_cell cell;
  if (!node) return;
  if (node->kind != LUR_NODE_SCALAR) {
    lur_fault_at(r, node, "%s", _("a text is expected here"));
    return;
  }
  if (!node->text[0]) lur_fault_at(r, node, _("“%s” is empty; fill it in"), "id");
  lur_cell_of(r, node, node, &cell);
  lur_cell_name(r, &cell, out);
  free(cell.text);
}

static void read_heads(struct parse *p, const struct lur_node *const *of, const struct lur_node *root)
{
  struct lur_reading *r = &p->r;
  struct lur_plan *plan = p->plan;
  read_id(r, of[P_ID], &plan->id);
  lur_read_string(r, of[P_TITLE] ? of[P_TITLE] : of[P_ID], &plan->title);
  lur_read_string(r, of[P_RUBRIC], &plan->rubric);
  read_day(r, of[P_FROM], &plan->from);
  read_day(r, of[P_UNTIL], &plan->until);
  read_windows(r, of[P_WINDOWS], root, plan);
  read_excluded(r, of[P_EXCLUDED], root, plan);
  read_count(r, of[P_QUOTA], 1, 10000, &plan->quota);
  read_count(r, of[P_DAY], 1, 1000, &plan->calls_a_day);
  read_count(r, of[P_HOUR], 1, 60, &plan->calls_an_hour);
  lur_read_truth(r, of[P_TWICE], &plan->twice_running);
  read_attempts(r, of[P_ATTEMPTS], plan);
  read_final(r, of[P_FINAL], &plan->final);
  read_ranking(r, of[P_RANKING], &plan->ranking);
  read_seed(r, of[P_SEED], &plan->seed);
}

static void read_plan(struct parse *p, const struct lur_node *root)
{
  const struct lur_node *of[P_KEYS];
  static const char example[] =
      "from: 2026-09-07, until: 2026-11-27, windows: mon-fri 09:00-15:00, quota: 20, "
      "participants: participants.csv, callers: callers.csv";
  if (!lur_read_keys(&p->r, root, keys, P_KEYS, of, example)) return;
  if (!is_ours(p, of[P_LUR])) return;
  read_heads(p, of, root);
  read_rows(p, LUR_ROWS_TARGETS, of[P_TARGETS]);
  read_rows(p, LUR_ROWS_CALLERS, of[P_CALLERS]);
  read_rows(p, LUR_ROWS_SCENARIOS, of[P_SCENARIOS]);
  if (p->r.status == LUR_OK) lur_plan_check(&p->r, root, p->plan);
}

struct lur_plan *lur_plan_new(void)
{
  struct lur_plan *plan = calloc(1, sizeof *plan);
  if (!plan) return NULL;
  plan->seed = -1;
  plan->calls_an_hour = 4;
  plan->attempts = 1;
  plan->rubric = strdup("");
  if (plan->rubric) return plan;
  free(plan);
  return NULL;
}

lur_status lur_plan_parse(const char *text, size_t len, const char *name, lur_plan_fetch *fetch, void *ctx,
                          struct lur_plan **out, struct lur_diags *faults)
{
  struct lur_diag diag = {0};
  struct lur_node *root = NULL;
  lur_diags_clear(faults);
  struct parse p = {.r = {.name = name ? name : "", .faults = faults}, .fetch = fetch, .ctx = ctx};
  p.plan = lur_plan_new();
  if (!p.plan) return LUR_NO_MEM;
  lur_status status = lur_node_read(text, len, p.r.name, &root, &diag);
  if (status == LUR_OK)
    read_plan(&p, root);
  else if (status == LUR_NO_MEM)
    lur_reading_no_mem(&p.r);
  else
    lur_fault(&p.r, diag.line, diag.column, "%s", diag.text);
  lur_node_free(root);
  if (p.r.status == LUR_OK)
    *out = p.plan;
  else
    lur_plan_free(p.plan);
  return p.r.status;
}
