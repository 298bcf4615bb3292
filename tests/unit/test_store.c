#define _GNU_SOURCE
#include "tests/unit/test_store_tools.h"

#include <math.h>

#define DAY 86400000

static void names_are_short_and_plain(void **state)
{
  (void)state;
  const char *good[] = {"w1", "spring-2026", "Åhléns", "c", "c12x", "a.b_c", "123", "C3PO"};
  const char *bad[] = {"",
                       "c12",
                       "C9",
                       "-x",
                       ".x",
                       "a b",
                       "a/b",
                       "a\tb",
                       "a\nb",
                       "\"",
                       "a\\b",
                       "\xff",
                       "123456789012345678901234567890123456789012345678901234567890abcde"};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) assert_true(lur_store_name_ok(good[i]));
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(lur_store_name_ok(bad[i]));
  assert_false(lur_store_name_ok(NULL));
}

static void calls_are_named_by_number(void **state)
{
  (void)state;
  char name[24];
  int64_t id = 0;
  assert_true(lur_store_call_id("c12", &id));
  assert_int_equal(id, 12);
  assert_true(lur_store_call_id("C7", &id));
  assert_int_equal(id, 7);
  const char *bad[] = {"c", "c0", "12", "c-1", "c1x", "cc1", "", "c99999999999999999999"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(lur_store_call_id(bad[i], &id));
  assert_string_equal(lur_store_call_name(INT64_MAX, name, sizeof name), "c9223372036854775807");
}

struct seen {
  char text[500];
};
static bool see_wave(const struct lur_store_wave *w, void *ctx)
{
  struct seen *s = ctx;
  size_t used = strlen(s->text);
  snprintf(s->text + used, sizeof s->text - used, "%s|%s|%d|%d;", w->name, w->title, (int)w->participants,
           (int)w->calls);
  assert_true(w->made.known);
  return true;
}
static bool see_participant(const struct lur_store_participant *p, void *ctx)
{
  struct seen *s = ctx;
  size_t used = strlen(s->text);
  snprintf(s->text + used, sizeof s->text - used, "%s|%s|%d;", p->name, p->title, (int)p->calls);
  return true;
}

static void waves_and_participants_are_kept(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  bool made = false;
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  check_ok(lur_store_add_wave(store, "spring", "Spring 2026", &diag), &diag);
  check_ok(lur_store_add_wave(store, "autumn", NULL, &diag), &diag);
  assert_int_equal(lur_store_add_wave(store, "SPRING", NULL, &diag), LUR_BAD_INPUT);
  assert_non_null(strstr(diag.text, "already"));
  assert_int_equal(lur_store_add_wave(store, "a b", NULL, &diag), LUR_BAD_INPUT);
  assert_non_null(strstr(diag.text, "a b"));
  check_ok(lur_store_add_participant(store, "spring", "nordbank", "Nordbank AB", &made, &diag), &diag);
  assert_true(made);
  check_ok(lur_store_add_participant(store, "spring", "NordBank", NULL, &made, &diag), &diag);
  assert_false(made);
  check_ok(lur_store_add_participant(store, NULL, "elverk", NULL, &made, &diag), &diag);
  assert_true(made);
  assert_int_equal(lur_store_add_participant(store, "nowhere", "x", NULL, &made, &diag), LUR_NOT_FOUND);
  assert_non_null(strstr(diag.text, "autumn, spring"));
  (void)add_call(p, store, "one", "spring", "nordbank", 10);
  lur_store_close(store);

  store = open_store(p, LUR_STORE_READ);
  struct seen waves = {""}, some = {""}, all = {""};
  check_ok(lur_store_each_wave(store, see_wave, &waves, &diag), &diag);
  assert_string_equal(waves.text, "spring|Spring 2026|1|1;autumn|autumn|0|0;");
  check_ok(lur_store_each_participant(store, "spring", see_participant, &some, &diag), &diag);
  assert_string_equal(some.text, "nordbank|Nordbank AB|1;");
  check_ok(lur_store_each_participant(store, NULL, see_participant, &all, &diag), &diag);
  assert_string_equal(all.text, "elverk|elverk|0;nordbank|Nordbank AB|1;");
  check_ok(lur_store_has_wave(store, "Spring", &diag), &diag);
  assert_int_equal(lur_store_has_wave(store, "winter", &diag), LUR_NOT_FOUND);
  lur_store_close(store);
}

/// A call with every field set.
static struct lur_store_call full_call(const struct place *p, lur_store *store)
{
  static struct lur_dropout holes[] = {{1.5, 1.75, LUR_DROPOUT_UNKNOWN}, {3, 3.25, LUR_DROPOUT_DEVICE}};
  struct lur_store_call c = made_call(take_text(p, store, "left"));
  c.audio[1] = take_text(p, store, "right");
  c.audios = 2;
  c.file[0] = "in \xff.wav"; // no UTF-8
  c.file[1] = "ut \xc3\xa5.wav";
  c.source = LUR_STORE_RECORDED;
  c.started.known = true;
  c.started.unix_ms = 1777620600123;
  c.started.offset_min = 120;
  c.wave = "w";
  c.participant = "new-one";
  c.agent = "Bo \"the agent\"";
  c.assessor = "Ada";
  c.roles_from = LUR_ROLES_OPTION;
  c.complete = false;
  c.problem = "cut off";
  c.dropout.at = holes;
  c.dropout.n = 2;
  return c;
}

static void a_call_comes_back_as_it_was(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct lur_store_added added = {0};
  struct lur_store_entry *e = NULL;
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  check_ok(lur_store_add_wave(store, "w", "The wave", &diag), &diag);
  struct lur_store_call c = full_call(p, store);
  struct lur_measures m = made_measures(12.5);
  struct lur_store_analysis a = made_analysis(&m);
  check_ok(lur_store_add_call(store, &c, &a, &added, &diag), &diag);
  assert_true(added.new_participant && added.call == 1 && added.analysis == 1);
  lur_store_close(store);

  store = open_store(p, LUR_STORE_READ);
  check_ok(lur_store_get(store, added.call, NULL, &e, &diag), &diag);
  const struct lur_store_call *r = &e->row.call;
  assert_int_equal(r->audios, 2);
  for (int i = 0; i < 2; i++) {
    assert_string_equal(r->audio[i].sha256, c.audio[i].sha256);
    assert_string_equal(r->audio[i].ext, "wav");
    assert_int_equal(r->audio[i].bytes, i ? 5 : 4);
  }
  assert_string_equal(r->file[0], "in \xef\xbf\xbd.wav");
  assert_string_equal(r->file[1], c.file[1]);
  assert_int_equal(r->source, LUR_STORE_RECORDED);
  assert_true(r->added.known && r->added.unix_ms > 1700000000000);
  assert_memory_equal(&r->started.unix_ms, &c.started.unix_ms, sizeof r->started.unix_ms);
  assert_int_equal(r->started.offset_min, 120);
  assert_string_equal(r->wave, "w");
  assert_string_equal(e->row.wave_title, "The wave");
  assert_string_equal(r->participant, "new-one");
  assert_string_equal(e->row.participant_title, "new-one");
  assert_string_equal(r->agent, c.agent);
  assert_string_equal(r->assessor, c.assessor);
  assert_string_equal(r->format, c.format);
  assert_true(r->duration_s == 61.5 && r->channels == 2 && r->sample_rate_hz == 8000);
  assert_true(r->role[0] == LUR_ROLE_CALLER && r->role[1] == LUR_ROLE_AGENT &&
              r->roles_from == LUR_ROLES_OPTION);
  assert_false(r->complete);
  assert_string_equal(r->problem, "cut off");
  assert_int_equal(r->dropout.n, 2);
  assert_true(r->dropout.at[1].start_s == 3 && r->dropout.at[1].end_s == 3.25);
  assert_int_equal(r->dropout.at[0].why, LUR_DROPOUT_UNKNOWN);
  assert_int_equal(r->dropout.at[1].why, LUR_DROPOUT_DEVICE);
  assert_string_equal(e->analysis, a.document);
  assert_string_equal(e->row.analysis.analyser, "0.1.0");
  assert_true(e->row.analyses == 1 && e->row.scorecards == 0);
  assert_null(e->scorecard);
  lur_store_entry_free(e);
  assert_int_equal(lur_store_get(store, 99, NULL, &e, &diag), LUR_NOT_FOUND);
  assert_non_null(strstr(diag.text, "c99"));
  lur_store_close(store);
}

static void the_metadata_lies_beside_the_sound(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct lur_store_added added = {0};
  char path[300], text[3000] = "";
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  check_ok(lur_store_add_wave(store, "w", NULL, &diag), &diag);
  struct lur_store_call c = full_call(p, store);
  check_ok(lur_store_add_call(store, &c, NULL, &added, &diag), &diag);
  snprintf(path, sizeof path, "%s/audio/%.2s/%s+%s.json", p->store, c.audio[0].sha256, c.audio[0].sha256,
           c.audio[1].sha256);
  FILE *f = fopen(path, "rb");
  assert_non_null(f);
  assert_true(fread(text, 1, sizeof text - 1, f) > 0);
  fclose(f);
  const char *parts[] = {"\"schema\": \"lur.sidecar/1\"",
                         "\"call\": \"c1\"",
                         "\"started\": \"2026-05-01T09:30:00.123+02:00\"",
                         "\"participant\": \"new-one\"",
                         "\"agent\": \"Bo \\\"the agent\\\"\"",
                         "\"complete\": false",
                         "\"source\": \"record\"",
                         "\"caller\"",
                         "cut off"};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (!strstr(text, parts[i])) fail_msg("%s is not in %s", parts[i], text);
  lur_store_close(store);
}

static void the_same_sound_is_noticed(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct lur_store_added added = {0};
  int64_t id = 0;
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  int64_t first = add_call(p, store, "one", NULL, NULL, 10);
  struct lur_store_audio audio = take_text(p, store, "one"), other = take_text(p, store, "two");
  struct lur_store_call again = made_call(audio);
  again.agent = "somebody else";
  check_ok(lur_store_add_call(store, &again, NULL, &added, &diag), &diag);
  assert_true(added.duplicate && added.call == first && added.analysis == 0);
  check_ok(lur_store_find_audio(store, &audio, NULL, &id, &diag), &diag);
  assert_int_equal(id, first);
  assert_int_equal(lur_store_find_audio(store, &other, NULL, &id, &diag), LUR_NOT_FOUND);
  // As one leg of two it is another call.
  again.audio[1] = other;
  again.audios = 2;
  again.file[1] = "two.wav";
  check_ok(lur_store_add_call(store, &again, NULL, &added, &diag), &diag);
  assert_false(added.duplicate);
  check_ok(lur_store_find_audio(store, &audio, &other, &id, &diag), &diag);
  assert_int_equal(id, added.call);
  check_list(store, NULL, "c2 c1");
  lur_store_close(store);
}

static void what_does_not_fit_is_refused_whole(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct lur_store_added added = {0};
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  struct lur_store_call c = made_call(take_text(p, store, "one"));
  c.wave = "nowhere";
  c.participant = "new";
  assert_int_equal(lur_store_add_call(store, &c, NULL, &added, &diag), LUR_NOT_FOUND);
  assert_non_null(strstr(diag.text, "lur wave new nowhere"));
  c.wave = NULL;
  c.audio[0].sha256[0] = c.audio[0].sha256[0] == 'a' ? 'b' : 'a'; // a sound that nobody took in
  assert_int_equal(lur_store_add_call(store, &c, NULL, &added, &diag), LUR_NOT_FOUND);
  assert_non_null(strstr(diag.text, "sound"));
  c.participant = "c1";
  assert_int_equal(lur_store_add_call(store, &c, NULL, &added, &diag), LUR_BAD_INPUT);
  c.duration_s = (double)NAN;
  assert_int_equal(lur_store_add_call(store, &c, NULL, &added, &diag), LUR_BAD_ARG);
  struct seen all = {""};
  check_ok(lur_store_each_participant(store, NULL, see_participant, &all, &diag), &diag);
  assert_string_equal(all.text, ""); // "new" was taken back with its call
  check_list(store, NULL, "");
  lur_store_close(store);
}

static bool see_analysis(const struct lur_store_analysed *a, const char *document, void *ctx)
{
  struct seen *s = ctx;
  size_t used = strlen(s->text);
  snprintf(s->text + used, sizeof s->text - used, "%d|%s|%s;", (int)a->id, a->analyser, document);
  return true;
}
static bool see_card(const struct lur_store_scored *c, const char *document, void *ctx)
{
  struct seen *s = ctx;
  size_t used = strlen(s->text);
  snprintf(s->text + used, sizeof s->text - used, "%d|%s|%d|%s;", (int)c->id, c->rubric,
           (int)c->total_millionths, document);
  return true;
}

static void the_newest_counts_and_the_older_stay(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct lur_store_entry *e = NULL;
  int64_t second = 0;
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  int64_t id = add_call(p, store, "one", NULL, NULL, 10);
  add_score(store, id, "r", 50000000);
  struct lur_measures m = made_measures(20);
  struct lur_store_analysis newer = {"0.2.0", "{\"newer\": true}", &m};
  check_ok(lur_store_add_analysis(store, id, &newer, &second, &diag), &diag);
  assert_int_equal(second, 2);
  struct lur_store_scorecard card = made_card("r", 60000000);
  card.document = "{\"second\": true}";
  card.rubric_text = "lur: rubric/1\n";
  card.answers = "lur: answers/1\n";
  check_ok(lur_store_add_scorecard(store, id, &card, NULL, &diag), &diag);
  add_score(store, id, "other", 70000000);

  check_ok(lur_store_get(store, id, "r", &e, &diag), &diag);
  assert_string_equal(e->analysis, newer.document);
  assert_string_equal(e->scorecard, card.document);
  assert_string_equal(e->rubric, card.rubric_text);
  assert_string_equal(e->answers, card.answers);
  assert_int_equal(e->row.scorecard.analysis, second);
  assert_int_equal(e->row.scorecard.total_millionths, 60000000);
  assert_string_equal(e->row.scorecard.band, "gold");
  assert_true(e->row.scorecard.complete && e->row.analyses == 2 && e->row.scorecards == 3);
  lur_store_entry_free(e);
  check_ok(lur_store_get(store, id, NULL, &e, &diag), &diag);
  assert_string_equal(e->row.scorecard.rubric, "other");
  assert_null(e->answers);
  lur_store_entry_free(e);

  struct seen analyses = {""}, cards = {""};
  check_ok(lur_store_each_analysis(store, id, see_analysis, &analyses, &diag), &diag);
  assert_string_equal(analyses.text, "2|0.2.0|{\"newer\": true};1|0.1.0|{\"schema\": \"lur.analysis/1\"}\n;");
  check_ok(lur_store_each_scorecard(store, id, see_card, &cards, &diag), &diag);
  assert_string_equal(cards.text,
                      "3|other|70000000|{\"schema\": \"lur.scorecard/1\"}\n;2|r|60000000|{\"second\": true};"
                      "1|r|50000000|{\"schema\": \"lur.scorecard/1\"}\n;");
  lur_store_close(store);
}

static void scorecards_rest_on_an_analysis_of_their_call(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct lur_store_added added = {0};
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  int64_t analysed = add_call(p, store, "one", NULL, NULL, 10);
  struct lur_store_call c = made_call(take_text(p, store, "two"));
  check_ok(lur_store_add_call(store, &c, NULL, &added, &diag), &diag);
  struct lur_store_scorecard card = made_card("r", 1);
  assert_int_equal(lur_store_add_scorecard(store, added.call, &card, NULL, &diag), LUR_NOT_FOUND);
  assert_non_null(strstr(diag.text, "lur analyse c2"));
  card.analysis = 1; // of the other call
  assert_int_equal(lur_store_add_scorecard(store, added.call, &card, NULL, &diag), LUR_NOT_FOUND);
  assert_int_equal(lur_store_add_scorecard(store, 77, &card, NULL, &diag), LUR_NOT_FOUND);
  assert_non_null(strstr(diag.text, "c77"));
  check_ok(lur_store_add_scorecard(store, analysed, &card, NULL, &diag), &diag);
  card.total_millionths = 100000001;
  assert_int_equal(lur_store_add_scorecard(store, analysed, &card, NULL, &diag), LUR_BAD_ARG);
  lur_store_close(store);
}

static void measures_come_back_as_they_were(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct lur_measures m = made_measures(0.1 + 0.2), back;
  lur_measure_set(&m, LUR_M_SILENCE_LONGEST_S, (double)INFINITY);
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  int64_t id = add_call(p, store, "one", NULL, NULL, 1), analysis = 0;
  struct lur_store_analysis a = made_analysis(&m);
  check_ok(lur_store_add_analysis(store, id, &a, &analysis, &diag), &diag);
  lur_store_close(store);
  store = open_store(p, LUR_STORE_READ);
  check_ok(lur_store_measures(store, analysis, &back, &diag), &diag);
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) {
    assert_int_equal(back.of[i].known, m.of[i].known);
    if (!m.of[i].known)
      assert_string_equal(back.of[i].why, m.of[i].why);
    else if (lur_measure_table[i].type == LUR_TYPE_TEXT)
      assert_string_equal(back.of[i].text, m.of[i].text);
    else
      assert_true(back.of[i].number == m.of[i].number); // to the last bit
  }
  assert_int_equal(lur_store_measures(store, 99, &back, &diag), LUR_NOT_FOUND);
  lur_store_close(store);
}

/// Four calls in two waves: c1 and c2 nordbank, c3 elverk, c4 nobody and no wave, not analysed.
static lur_store *filled(const struct place *p)
{
  struct lur_diag diag = {0};
  struct lur_store_added added = {0};
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  check_ok(lur_store_add_wave(store, "w1", NULL, &diag), &diag);
  check_ok(lur_store_add_wave(store, "w2", NULL, &diag), &diag);
  const char *wave[] = {"w1", "w1", "w2", NULL}, *participant[] = {"nordbank", "nordbank", "elverk", NULL};
  const char *agent[] = {"Bo", "Kim", "bo", ""};
  for (int i = 0; i < 4; i++) {
    char text[2] = {(char)('a' + i), '\0'};
    struct lur_store_call c = made_call(take_text(p, store, text));
    struct lur_measures m = made_measures(10 * (i + 1));
    struct lur_store_analysis a = made_analysis(&m);
    if (i == 1) lur_measure_unknown(&m, LUR_M_TALK_AGENT_RATIO, "made up");
    c.wave = wave[i];
    c.participant = participant[i];
    c.agent = agent[i];
    c.started.known = i < 3;
    c.started.unix_ms = 1777593600000 + (3 - i) * (int64_t)DAY; // c1 is the latest of the three
    check_ok(lur_store_add_call(store, &c, i < 3 ? &a : NULL, &added, &diag), &diag);
  }
  add_score(store, 1, "r", 80000000);
  add_score(store, 2, "r", 90000000);
  add_score(store, 3, "r", 70000000);
  add_score(store, 3, "q", 10000000);
  return store;
}

static void lists_know_waves_people_and_times(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  lur_store *store = filled(p);
  struct lur_store_filter f = {0};
  check_list(store, NULL, "c4 c1 c2 c3"); // c4 was added now, later than all
  f.order = LUR_STORE_OLDEST_FIRST;
  check_list(store, &f, "c3 c2 c1 c4");
  f.order = LUR_STORE_BY_ID;
  f.limit = 3;
  check_list(store, &f, "c1 c2 c3");
  f.limit = 0;
  f.wave = "W1";
  check_list(store, &f, "c1 c2");
  f.wave = "";
  check_list(store, &f, "c4");
  f.wave = NULL;
  f.participant = "elverk";
  check_list(store, &f, "c3");
  f.participant = "";
  check_list(store, &f, "c4");
  f.participant = NULL;
  f.agent = "BO";
  check_list(store, &f, "c1 c3");
  f.agent = "B";
  check_list(store, &f, "");
  f.agent = NULL;
  f.from.known = f.to.known = true;
  f.from.unix_ms = 1777593600000 + DAY;
  f.to.unix_ms = 1777593600000 + 3 * (int64_t)DAY;
  check_list(store, &f, "c2 c3"); // from is included, to is not
  f.participant = "nobody-here";
  struct ids ids = {.most = 0};
  assert_int_equal(lur_store_each_call(store, &f, collect_id, &ids, &diag), LUR_NOT_FOUND);
  assert_non_null(strstr(diag.text, "elverk, nordbank"));
  lur_store_close(store);
}

static void lists_know_scores(void **state)
{
  struct place *p = *state;
  lur_store *store = filled(p);
  struct lur_store_filter f = {.order = LUR_STORE_BEST_FIRST, .rubric = "r"};
  check_list(store, &f, "c2 c1 c3 c4");
  f.order = LUR_STORE_WORST_FIRST;
  check_list(store, &f, "c3 c1 c2 c4");
  f.rubric = NULL; // the newest scorecard of c3 is that of q
  f.has_score_max = true;
  f.score_max_millionths = 10000000;
  check_list(store, &f, "c3");
  f.rubric = "r";
  f.score_max_millionths = 80000000;
  check_list(store, &f, "c3 c1");
  f.has_score_min = true;
  f.score_min_millionths = 80000000;
  check_list(store, &f, "c1");
  f.version = "2";
  check_list(store, &f, "");
  lur_store_close(store);
}

static void lists_know_measures(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  lur_store *store = filled(p);
  static const struct {
    const char *condition, *want;
  } table[] = {{"answer.wait_s>20", "c3"},          {"answer.wait_s>=20", "c2 c3"},
               {"answer.wait_s<20", "c1"},          {"answer.wait_s<=20", "c1 c2"},
               {"answer.wait_s=20", "c2"},          {"answer.wait_s!=20", "c1 c3"},
               {"talk.agent_ratio<1", "c1 c3"}, // that of c2 is not known
               {"answer.answered=yes", "c1 c2 c3"}, {"closing.last_speaker=agent", "c1 c2 c3"},
               {"closing.last_speaker!=agent", ""}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    struct lur_store_condition c;
    check_ok(lur_store_condition_parse(table[i].condition, &c, &diag), &diag);
    struct lur_store_filter f = {.condition = &c, .conditions = 1, .order = LUR_STORE_BY_ID};
    check_list(store, &f, table[i].want);
  }
  struct lur_store_condition many[LUR_STORE_MOST_CONDITIONS];
  for (int i = 0; i < LUR_STORE_MOST_CONDITIONS; i++)
    check_ok(
        lur_store_condition_parse(i ? "answer.wait_s>10" : "closing.last_speaker=agent", &many[i], &diag),
        &diag);
  struct lur_store_filter f = {.wave = "w1",
                               .participant = "nordbank",
                               .agent = "kim",
                               .assessor = "",
                               .rubric = "r",
                               .version = "1",
                               .has_score_min = true,
                               .condition = many,
                               .conditions = LUR_STORE_MOST_CONDITIONS,
                               .due = LUR_STORE_DUE_ANALYSIS,
                               .analyser = "0.2.0",
                               .limit = 10};
  check_list(store, &f, "c2");
  f.conditions++;
  assert_int_equal(lur_store_each_call(store, &f, collect_id, &(struct ids){.most = 0}, &diag), LUR_BAD_ARG);
  lur_store_close(store);
}

static void a_visit_may_end_early(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct ids ids = {.most = 2};
  lur_store *store = filled(p);
  check_ok(lur_store_each_call(store, NULL, collect_id, &ids, &diag), &diag);
  assert_string_equal(ids.text, "c4 c1");
  (void)add_call(p, store, "later", "w1", NULL, 1); // nothing is left open that would hold the store
  lur_store_close(store);
}

static void what_is_due_is_known(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  lur_store *store = filled(p);
  struct lur_store_filter f = {.due = LUR_STORE_DUE_ANALYSIS, .analyser = "0.1.0", .order = LUR_STORE_BY_ID};
  check_list(store, &f, "c4");
  f.analyser = "0.2.0";
  check_list(store, &f, "c1 c2 c3 c4");
  struct lur_store_filter s = {
      .due = LUR_STORE_DUE_SCORE, .rubric = "r", .version = "1", .order = LUR_STORE_BY_ID};
  check_list(store, &s, "c4");
  s.version = "2";
  check_list(store, &s, "c1 c2 c3 c4");
  s.rubric = "q";
  s.version = "1";
  check_list(store, &s, "c1 c2 c4");
  s.rubric = "r";
  struct lur_measures m = made_measures(1);
  struct lur_store_analysis newer = {"0.2.0", "{}", &m};
  check_ok(lur_store_add_analysis(store, 1, &newer, NULL, &diag), &diag);
  check_list(store, &s, "c1 c4"); // its scorecard is of the older analysis
  struct lur_store_scorecard open = made_card("r", 5);
  open.complete = false;
  check_ok(lur_store_add_scorecard(store, 2, &open, NULL, &diag), &diag);
  check_list(store, &s, "c1 c4");
  s.due = LUR_STORE_DUE_ANSWERS;
  check_list(store, &s, "c1 c2 c4");
  lur_store_close(store);
}

static void answers_that_are_begun_are_kept_and_forgotten(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  char *answers = NULL;
  lur_store *store = filled(p);
  assert_int_equal(lur_store_draft(store, 1, "r", &answers, &diag), LUR_NOT_FOUND);
  check_ok(lur_store_put_draft(store, 1, "r", "first", &diag), &diag);
  check_ok(lur_store_put_draft(store, 1, "r", "second", &diag), &diag);
  check_ok(lur_store_put_draft(store, 1, "q", "other", &diag), &diag);
  check_ok(lur_store_draft(store, 1, "r", &answers, &diag), &diag);
  assert_string_equal(answers, "second");
  free(answers);
  check_ok(lur_store_put_draft(store, 1, "r", NULL, &diag), &diag);
  assert_int_equal(lur_store_draft(store, 1, "r", &answers, &diag), LUR_NOT_FOUND);
  check_ok(lur_store_draft(store, 1, "q", &answers, &diag), &diag);
  assert_string_equal(answers, "other");
  free(answers);
  assert_int_equal(lur_store_put_draft(store, 99, "r", "lost", &diag), LUR_NOT_FOUND);
  assert_non_null(strstr(diag.text, "c99"));
  lur_store_close(store);
}

static void many_facts_are_kept_as_one(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct lur_store_added added = {0};
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  struct lur_store_call one = made_call(take_text(p, store, "one")),
                        two = made_call(take_text(p, store, "two"));
  check_ok(lur_store_begin(store, &diag), &diag);
  assert_int_equal(lur_store_begin(store, &diag), LUR_BAD_ARG);
  check_ok(lur_store_add_call(store, &one, NULL, &added, &diag), &diag);
  lur_store_rollback(store);
  check_list(store, NULL, "");

  check_ok(lur_store_begin(store, &diag), &diag);
  check_ok(lur_store_add_call(store, &one, NULL, &added, &diag), &diag);
  two.wave = "nowhere"; // fails, and takes only itself back
  assert_int_equal(lur_store_add_call(store, &two, NULL, &added, &diag), LUR_NOT_FOUND);
  lur_store *other = open_store(p, LUR_STORE_READ);
  check_list(other, NULL, ""); // nobody sees it before it is committed
  check_ok(lur_store_commit(store, &diag), &diag);
  check_list(other, NULL, "c1");
  lur_store_close(other);

  check_ok(lur_store_begin(store, &diag), &diag);
  two.wave = NULL;
  check_ok(lur_store_add_call(store, &two, NULL, &added, &diag), &diag);
  lur_store_close(store); // not committed
  store = open_store(p, LUR_STORE_READ);
  check_list(store, NULL, "c1");
  assert_int_equal(lur_store_commit(store, &diag), LUR_BAD_ARG);
  lur_store_close(store);
}

static void reading_changes_nothing(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  lur_store_close(filled(p));
  lur_store *store = open_store(p, LUR_STORE_READ);
  assert_int_equal(lur_store_add_wave(store, "w9", NULL, &diag), LUR_IO);
  assert_non_null(strstr(diag.text, "cannot be"));
  check_ok(lur_store_check(store, &diag), &diag);
  lur_store_close(store);
}

static void texts_are_only_texts(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  const char *nasty = "x'; DROP TABLE call; --";
  lur_store *store = filled(p);
  struct lur_store_filter f = {.agent = nasty, .rubric = nasty, .version = nasty, .assessor = nasty};
  check_list(store, &f, "");
  check_ok(lur_store_add_wave(store, "w';--", nasty, &diag), &diag);
  f = (struct lur_store_filter){.wave = "w';--"};
  check_list(store, &f, "");
  check_list(store, NULL, "c4 c1 c2 c3");
  lur_store_close(store);
}

static void the_default_place_follows_the_environment(void **state)
{
  (void)state;
  char out[100];
  struct lur_diag diag = {0};
  setenv("XDG_DATA_HOME", "/data", 1);
  setenv("HOME", "/people/ada", 1);
  check_ok(lur_store_default_folder(out, sizeof out, &diag), &diag);
  assert_string_equal(out, "/data/lur");
  setenv("XDG_DATA_HOME", "not/absolute", 1);
  check_ok(lur_store_default_folder(out, sizeof out, &diag), &diag);
  assert_string_equal(out, "/people/ada/.local/share/lur");
  assert_int_equal(lur_store_default_folder(out, 10, &diag), LUR_NOT_FOUND);
  unsetenv("XDG_DATA_HOME");
  unsetenv("HOME");
  assert_int_equal(lur_store_default_folder(out, sizeof out, &diag), LUR_NOT_FOUND);
  assert_non_null(strstr(diag.text, "--store"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_are_short_and_plain),
      cmocka_unit_test(calls_are_named_by_number),
      store_test(waves_and_participants_are_kept),
      store_test(a_call_comes_back_as_it_was),
      store_test(the_metadata_lies_beside_the_sound),
      store_test(the_same_sound_is_noticed),
      store_test(what_does_not_fit_is_refused_whole),
      store_test(the_newest_counts_and_the_older_stay),
      store_test(scorecards_rest_on_an_analysis_of_their_call),
      store_test(measures_come_back_as_they_were),
      store_test(lists_know_waves_people_and_times),
      store_test(lists_know_scores),
      store_test(lists_know_measures),
      store_test(a_visit_may_end_early),
      store_test(what_is_due_is_known),
      store_test(answers_that_are_begun_are_kept_and_forgotten),
      store_test(many_facts_are_kept_as_one),
      store_test(reading_changes_nothing),
      store_test(texts_are_only_texts),
      cmocka_unit_test(the_default_place_follows_the_environment),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
