/// \file
/// What the tests of the store share: a folder of their own, made-up sound, calls and figures.
#ifndef LUR_TESTS_TEST_STORE_TOOLS_H
#define LUR_TESTS_TEST_STORE_TOOLS_H

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/store.h"

/// Of one test: where its store lies.
struct place {
  char folder[64]; ///< of the test
  char store[80];  ///< inside it; made by who opens it
};

static inline int place_setup(void **state)
{
  struct place *p = calloc(1, sizeof *p);
  if (!p) return -1;
  snprintf(p->folder, sizeof p->folder, "/tmp/lur-store-test-XXXXXX");
  if (!mkdtemp(p->folder)) return -1;
  snprintf(p->store, sizeof p->store, "%s/store", p->folder);
  *state = p;
  return 0;
}

static inline int place_remove(const char *path, const struct stat *st, int what, struct FTW *at)
{
  (void)st, (void)what, (void)at;
  return remove(path);
}

static inline int place_teardown(void **state)
{
  struct place *p = *state;
  int left = nftw(p->folder, place_remove, 16, FTW_DEPTH | FTW_PHYS);
  free(p);
  return left;
}

#define store_test(name) cmocka_unit_test_setup_teardown(name, place_setup, place_teardown)

/// Opens or fails the test, with the sentence.
static inline lur_store *open_store(const struct place *p, lur_store_mode mode)
{
  struct lur_store_options options = lur_store_options_default(mode);
  struct lur_diag diag = {0};
  lur_store *store = NULL;
  lur_status status = lur_store_open(p->store, &options, &store, &diag);
  if (status != LUR_OK) fail_msg("the store does not open: %d %s", status, diag.text);
  return store;
}

/// The status and sentence of an opening that is to fail.
static inline lur_status try_open(const struct place *p, lur_store_mode mode, struct lur_diag *diag)
{
  struct lur_store_options options = lur_store_options_default(mode);
  lur_store *store = NULL;
  options.busy_ms = 200;
  memset(diag, 0, sizeof *diag);
  lur_status status = lur_store_open(p->store, &options, &store, diag);
  lur_store_close(store);
  return status;
}

static inline void check_ok(lur_status status, const struct lur_diag *diag)
{
  if (status != LUR_OK) fail_msg("%d: %s", status, diag->text);
}

/// Writes that text into a file of the test's folder; returns its path in out[100].
static inline const char *write_file(const struct place *p, const char *name, const char *text, char *out)
{
  snprintf(out, 100, "%s/%s", p->folder, name);
  FILE *f = fopen(out, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
  assert_int_equal(fclose(f), 0);
  return out;
}

/// Takes a made-up sound in whose bytes are that text.
static inline struct lur_store_audio take_text(const struct place *p, lur_store *store, const char *text)
{
  char path[100];
  struct lur_diag diag = {0};
  struct lur_store_audio audio = {.bytes = -1};
  check_ok(lur_store_take_audio(store, write_file(p, "sound.wav", text, path), LUR_STORE_COPY, &audio, &diag),
           &diag);
  return audio;
}

static inline struct lur_store_call made_call(struct lur_store_audio audio)
{
  struct lur_store_call c = {.audio = {audio},
                             .audios = 1,
                             .file = {"sound.wav", NULL},
                             .format = "WAV PCM16",
                             .duration_s = 61.5,
                             .channels = 2,
                             .sample_rate_hz = 8000,
                             .role = {LUR_ROLE_CALLER, LUR_ROLE_AGENT},
                             .complete = true};
  return c;
}

/// Measures that differ from call to call; answer.wait_s is `wait_s`.
static inline struct lur_measures made_measures(double wait_s)
{
  struct lur_measures m;
  lur_measures_reset(&m, "made up");
  lur_measure_set(&m, LUR_M_ANSWER_ANSWERED, 1);
  lur_measure_set(&m, LUR_M_ANSWER_WAIT_S, wait_s);
  lur_measure_set(&m, LUR_M_TALK_AGENT_RATIO, 0.625);
  lur_measure_set_text(&m, LUR_M_CLOSING_LAST_SPEAKER, "agent");
  return m;
}

static inline struct lur_store_analysis made_analysis(const struct lur_measures *m)
{
  struct lur_store_analysis a = {
      .analyser = "0.1.0", .document = "{\"schema\": \"lur.analysis/1\"}\n", .measures = m};
  return a;
}

static inline struct lur_store_scorecard made_card(const char *rubric, int64_t millionths)
{
  struct lur_store_scorecard s = {.rubric = rubric,
                                  .version = "1",
                                  .rubric_sha256 = "00",
                                  .assessor = "Ada",
                                  .has_total = true,
                                  .total_millionths = millionths,
                                  .complete = true,
                                  .band = "gold",
                                  .document = "{\"schema\": \"lur.scorecard/1\"}\n"};
  return s;
}

/// Adds a call that sounds like `text`, analysed with that waiting time; wave and participant may be NULL.
static inline int64_t add_call(const struct place *p, lur_store *store, const char *text, const char *wave,
                               const char *participant, double wait_s)
{
  struct lur_diag diag = {0};
  struct lur_store_added added = {0};
  struct lur_store_call call = made_call(take_text(p, store, text));
  struct lur_measures m = made_measures(wait_s);
  struct lur_store_analysis a = made_analysis(&m);
  call.wave = wave;
  call.participant = participant;
  check_ok(lur_store_add_call(store, &call, &a, &added, &diag), &diag);
  assert_false(added.duplicate);
  return added.call;
}

static inline void add_score(lur_store *store, int64_t call, const char *rubric, int64_t millionths)
{
  struct lur_diag diag = {0};
  struct lur_store_scorecard card = made_card(rubric, millionths);
  check_ok(lur_store_add_scorecard(store, call, &card, NULL, &diag), &diag);
}

/// Collects ids as "c1 c2 c3".
struct ids {
  char text[2000];
  int most; ///< stop after so many; 0: never
  int n;
};
static inline bool collect_id(const struct lur_store_row *row, void *ctx)
{
  struct ids *ids = ctx;
  char name[24];
  size_t used = strlen(ids->text);
  snprintf(ids->text + used, sizeof ids->text - used, "%s%s", used ? " " : "",
           lur_store_call_name(row->call.id, name, sizeof name));
  return ++ids->n != ids->most;
}
static inline void check_list(lur_store *store, const struct lur_store_filter *filter, const char *want)
{
  struct ids ids = {.most = 0};
  struct lur_diag diag = {0};
  check_ok(lur_store_each_call(store, filter, collect_id, &ids, &diag), &diag);
  assert_string_equal(ids.text, want);
}

/// Runs `work` in a process of its own, which ends with what it returns.
static inline int in_child(int (*work)(const struct place *), const struct place *p)
{
  int status = 0;
  fflush(stdout);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    int end = work(p);
    fflush(stdout);
    _exit(end);
  }
  assert_int_equal(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

#endif
