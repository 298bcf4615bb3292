#define _GNU_SOURCE
#include "cli/due.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/list.h"
#include "cli/attempts.h"
#include "cli/keep.h"
#include "cli/named.h"
#include "cli/table.h"
#include "cli/talk.h"
#include "report/words.h"

/// How many calls wait for one assessor.
struct share {
  char *assessor; // "": nobody is named
  size_t calls;
};

struct run {
  const struct lur_due_request *request;
  struct lur_rubric *rubric;
  lur_store *store;
  struct lur_table table;
  struct share *share;
  size_t shares, room, calls;
  struct lur_passed passed;
  lur_status status;
  struct lur_diag diag;
};

static const char *const people_head[] = {N_("call"), N_("made"),   N_("wave"),  N_("participant"),
                                          N_("for"),  N_("length"), N_("state"), N_("file")};
static const char *const all_head[] = {"call",     "made",       "wave",  "participant",
                                       "assessor", "duration_s", "state", "file"};
enum { COLUMNS = sizeof all_head / sizeof *all_head };

/// What there is of a scorecard: for programs in English, and as it stands there.
static const char *state_of(const struct run *run, const struct lur_store_row *row)
{
  char *draft = NULL;
  const struct lur_store_scored *s = &row->scorecard;
  if (!row->analysis.id) return N_("not analysed");
  bool begun = lur_store_draft(run->store, row->call.id, run->rubric->id, &draft, NULL) == LUR_OK;
  free(draft);
  if (begun) return N_("begun");
  if (!s->id) return N_("not scored");
  if (strcmp(s->version, run->rubric->version) != 0) return N_("scored by another version");
  if (s->analysis != row->analysis.id) return N_("analysed anew since");
  return N_("incomplete");
}

static lur_status count(struct run *run, const char *assessor)
{
  for (size_t i = 0; i < run->shares; i++)
    if (strcmp(run->share[i].assessor, assessor) == 0) return (void)run->share[i].calls++, LUR_OK;
  struct share *grown = lur_grow(run->share, &run->room, run->shares, sizeof *grown);
  if (!grown) return LUR_NO_MEM;
  run->share = grown;
  run->share[run->shares] = (struct share){strdup(assessor), 1};
  return run->share[run->shares].assessor ? (void)run->shares++, LUR_OK : LUR_NO_MEM;
}

static bool add(const struct lur_store_row *row, void *context)
{
  char text[LUR_WORDS_SIZE], file[1024];
  struct run *run = context;
  struct lur_table *t = &run->table;
  const struct lur_store_call *c = &row->call;
  bool people = run->request->as == LUR_AS_TEXT;
  const struct lur_when *made = c->started.known ? &c->started : &c->added;
  const char *state = state_of(run, row);
  bool passed = false;
  run->status = lur_passed_has(&run->passed, c->wave, c->id, &passed, &run->diag);
  if (run->status != LUR_OK || passed) return run->status == LUR_OK;
  lur_table_put(t, lur_store_call_name(c->id, text, sizeof text));
  lur_table_put(t,
                people ? lur_kept_when(made, text, sizeof text) : lur_when_format(made, text, sizeof text));
  lur_table_put(t, c->wave);
  lur_table_put(t, c->participant);
  lur_table_put(t, c->assessor);
  if (people)
    lur_table_put(t, lur_words_clock(c->duration_s, 0, run->request->language, text));
  else
    lur_table_put_millionths(t, (int64_t)(c->duration_s * 1e3 + 0.5) * 1000);
  lur_table_put(t, people ? _(state) : state);
  lur_table_put(t, lur_kept_file(c, file, sizeof file));
  run->calls++;
  if (t->status == LUR_OK) t->status = count(run, c->assessor);
  return t->status == LUR_OK;
}

/// "3 calls are due: Anna 2, nobody named 1"
static void say_shares(const struct run *run)
{
  char text[1000] = "";
  size_t n = 0;
  for (size_t i = 0; i < run->shares && n < sizeof text; i++)
    n += (size_t)snprintf(text + n, sizeof text - n, "%s%s %zu", i ? ", " : "",
                          run->share[i].assessor[0] ? run->share[i].assessor : _("nobody named"),
                          run->share[i].calls);
  lur_say(lur_text_n("%zu call is to be scored: %s", "%zu calls are to be scored: %s", run->calls),
          run->calls, text);
}

static lur_exit print(const struct run *run)
{
  if (run->table.status != LUR_OK) return lur_say_diag(run->table.status, &(struct lur_diag){0});
  if (run->request->as == LUR_AS_JSON)
    lur_table_json(&run->table, stdout);
  else if (run->request->as == LUR_AS_CSV)
    lur_table_csv(&run->table, stdout);
  else if (run->calls)
    lur_table_print(&run->table, stdout);
  fflush(stdout);
  if (run->calls)
    say_shares(run);
  else
    lur_say("%s", _("all of it is scored already"));
  return LUR_EXIT_DONE;
}

static lur_exit find(struct run *run)
{
  const struct lur_due_request *request = run->request;
  struct lur_diag diag = {0};
  struct lur_store_filter due = {.rubric = run->rubric->id,
                                 .version = run->rubric->version,
                                 .assessor = request->assessor,
                                 .due = LUR_STORE_DUE_ANSWERS,
                                 .order = LUR_STORE_OLDEST_FIRST};
  lur_status status = LUR_OK;
  run->passed = (struct lur_passed){.store = run->store, .rules = &run->rubric->attempts};
  for (size_t i = 0; i < (request->n ? request->n : 1) && status == LUR_OK; i++) {
    due.wave = request->n ? request->wave[i] : NULL;
    status = lur_store_each_call(run->store, &due, add, run, &diag);
    if (status == LUR_OK) status = run->status;
  }
  return status == LUR_OK ? print(run) : lur_say_diag(status, run->status == LUR_OK ? &diag : &run->diag);
}

static void clear(struct run *run)
{
  for (size_t i = 0; i < run->shares; i++) free(run->share[i].assessor);
  free(run->share);
  lur_passed_clear(&run->passed);
  lur_table_clear(&run->table);
  lur_store_close(run->store);
  lur_rubric_free(run->rubric);
}

lur_exit lur_due_list(const struct lur_due_request *request)
{
  struct run run = {.request = request, .table = {.columns = COLUMNS, .right = 1 << 5}};
  bool people = request->as == LUR_AS_TEXT;
  for (size_t i = 0; i < COLUMNS; i++) lur_table_put(&run.table, people ? _(people_head[i]) : all_head[i]);
  lur_exit code = lur_named_rubric(request->rubric, request->store, &run.rubric, NULL);
  if (code == LUR_EXIT_DONE) code = lur_keep_open(request->store, LUR_STORE_READ, &run.store);
  if (code == LUR_EXIT_DONE) code = find(&run);
  clear(&run);
  return code;
}
