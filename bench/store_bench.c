/// How fast is the store? Fills one with made-up calls and prints how long its questions take; passes and
/// fails nothing.
///
///     store_bench FOLDER [CALLS]
///
/// FOLDER must not be there yet and is left behind. CALLS is 10000 if not given; half of them are in the wave
/// asked about.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/store.h"
#include "tests/support/dice.h"

#define DOCUMENT 20000 ///< bytes: what the analysis of a call of some minutes has
#define BATCH 200      ///< calls kept as one
#define ROUNDS 9       ///< of each question; the median is told

struct filling {
  lur_store *store;
  struct dice dice;
  char document[DOCUMENT + 1];
  char folder[300];
};

static double seconds(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void must(lur_status status, const struct lur_diag *diag)
{
  if (status == LUR_OK) return;
  fprintf(stderr, "store_bench: %d: %s\n", status, diag->text);
  exit(1);
}

static struct lur_store_audio made_sound(struct filling *f, int i)
{
  struct lur_diag diag = {0};
  struct lur_store_audio audio;
  char path[400];
  snprintf(path, sizeof path, "%s/sound.wav", f->folder);
  FILE *file = fopen(path, "wb");
  if (!file) exit(1);
  fprintf(file, "made-up sound %d", i);
  fclose(file);
  must(lur_store_take_audio(f->store, path, LUR_STORE_COPY, &audio, &diag), &diag);
  return audio;
}

static void add_one(struct filling *f, int i, struct lur_store_audio audio)
{
  struct lur_diag diag = {0};
  struct lur_store_added added;
  struct lur_measures m;
  char participant[20], agent[20];
  snprintf(participant, sizeof participant, "p%02d", dice_below(&f->dice, 40));
  snprintf(agent, sizeof agent, "agent %d", dice_below(&f->dice, 300));
  struct lur_store_call call = {.audio = {audio},
                                .audios = 1,
                                .file = {"sound.wav", NULL},
                                .wave = i % 2 ? "asked" : "other",
                                .participant = participant,
                                .agent = agent,
                                .duration_s = 180,
                                .channels = 2,
                                .sample_rate_hz = 8000,
                                .complete = true};
  lur_measures_reset(&m, "made up");
  for (int k = 0; k < LUR_MEASURE_COUNT; k++)
    if (lur_measure_table[k].type != LUR_TYPE_TEXT)
      lur_measure_set(&m, (lur_measure)k, dice_between(&f->dice, 0, 1));
  struct lur_store_analysis a = {"0.1.0", f->document, &m};
  struct lur_store_scorecard s = {.rubric = "r",
                                  .version = "1",
                                  .rubric_sha256 = "0",
                                  .has_total = true,
                                  .total_millionths = dice_below(&f->dice, 100000001),
                                  .complete = true,
                                  .document = f->document};
  must(lur_store_add_call(f->store, &call, &a, &added, &diag), &diag);
  must(lur_store_add_scorecard(f->store, added.call, &s, NULL, &diag), &diag);
}

static void fill(struct filling *f, int calls)
{
  struct lur_diag diag = {0};
  static struct lur_store_audio audio[BATCH];
  must(lur_store_add_wave(f->store, "asked", NULL, &diag), &diag);
  must(lur_store_add_wave(f->store, "other", NULL, &diag), &diag);
  double sound = 0, facts = 0;
  for (int i = 0; i < calls; i += BATCH) {
    int n = calls - i < BATCH ? calls - i : BATCH;
    double begin = seconds();
    for (int k = 0; k < n; k++) audio[k] = made_sound(f, i + k);
    double middle = seconds();
    must(lur_store_begin(f->store, &diag), &diag);
    for (int k = 0; k < n; k++) add_one(f, i + k, audio[k]);
    must(lur_store_commit(f->store, &diag), &diag);
    sound += middle - begin;
    facts += seconds() - middle;
  }
  printf("%d calls filled: %.2f ms each for the sound, %.2f ms for the facts\n", calls, 1e3 * sound / calls,
         1e3 * facts / calls);
}

static bool count(const struct lur_store_row *row, void *ctx)
{
  *(int *)ctx += row->call.id > 0;
  return true;
}

/// What is asked each round, opening and closing the store included: as a command would.
struct question {
  const char *what;
  struct lur_store_filter filter;
  enum { LIST, GET, RANK } kind;
};

static int ask(const char *folder, const struct question *q, int calls)
{
  struct lur_store_options options = lur_store_options_default(LUR_STORE_READ);
  struct lur_diag diag = {0};
  struct lur_store_entry *e = NULL;
  struct lur_store_ranking *r = NULL;
  lur_store *store = NULL;
  int n = 0;
  must(lur_store_open(folder, &options, &store, &diag), &diag);
  if (q->kind == LIST) must(lur_store_each_call(store, &q->filter, count, &n, &diag), &diag);
  if (q->kind == GET) must(lur_store_get(store, calls / 2, NULL, &e, &diag), &diag);
  if (q->kind == RANK) must(lur_store_rank(store, "asked", "r", &r, &diag), &diag);
  if (r) n = (int)r->places;
  if (e) n = 1;
  lur_store_entry_free(e);
  lur_store_ranking_free(r);
  lur_store_close(store);
  return n;
}

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void tell(const char *folder, const struct question *q, int calls)
{
  double taken[ROUNDS];
  int rows = 0;
  for (int i = 0; i < ROUNDS; i++) {
    double begin = seconds();
    rows = ask(folder, q, calls);
    taken[i] = seconds() - begin;
  }
  qsort(taken, ROUNDS, sizeof *taken, ascending);
  printf("%-52s %7d rows %8.2f ms (slowest %.2f)\n", q->what, rows, 1e3 * taken[ROUNDS / 2],
         1e3 * taken[ROUNDS - 1]);
}

static void tell_all(const char *folder, int calls)
{
  struct lur_store_condition c[2];
  struct lur_diag diag = {0};
  must(lur_store_condition_parse("talk.agent_ratio>0.5", &c[0], &diag), &diag);
  must(lur_store_condition_parse("answer.wait_s<0.5", &c[1], &diag), &diag);
  const struct question table[] = {
      {"list: all", {.wave = NULL}, LIST},
      {"list: the newest 50", {.limit = 50}, LIST},
      {"list: a wave", {.wave = "asked"}, LIST},
      {"list: a participant of a wave", {.wave = "asked", .participant = "p07"}, LIST},
      {"list: an agent", {.agent = "Agent 7"}, LIST},
      {"list: a wave, best first", {.wave = "asked", .order = LUR_STORE_BEST_FIRST}, LIST},
      {"list: scores of 90 or more", {.has_score_min = true, .score_min_millionths = 90000000}, LIST},
      {"list: talk.agent_ratio>0.5", {.condition = c, .conditions = 1}, LIST},
      {"list: talk.agent_ratio>0.5 and answer.wait_s<0.5", {.condition = c, .conditions = 2}, LIST},
      {"list: due for a score of the next version",
       {.due = LUR_STORE_DUE_SCORE, .rubric = "r", .version = "2"},
       LIST},
      {"get: a call with its documents", {.wave = NULL}, GET},
      {"rank: a wave", {.wave = NULL}, RANK},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) tell(folder, &table[i], calls);
}

int main(int argc, char **argv)
{
  static struct filling f;
  struct lur_store_options options = lur_store_options_default(LUR_STORE_CREATE);
  struct lur_diag diag = {0};
  int calls = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 10000;
  if (argc < 2 || calls < 1 || mkdir(argv[1], 0700) != 0) {
    fprintf(stderr, "usage: store_bench FOLDER [CALLS]; FOLDER must not be there yet\n");
    return 2;
  }
  f.dice = dice_of_the_day();
  snprintf(f.folder, sizeof f.folder, "%s", argv[1]);
  memset(f.document, 'x', DOCUMENT);
  must(lur_store_open(argv[1], &options, &f.store, &diag), &diag);
  fill(&f, calls);
  lur_store_close(f.store);
  tell_all(argv[1], calls);
  return 0;
}
