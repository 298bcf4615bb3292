// Wave files and the tables beside them: what is read, and what is said of what is wrong.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "waves/draw.h"
#include "waves/table.h"

#define HEAD                                                                                                 \
  "lur: wave/1\n"                                                                                            \
  "id: autumn\n"                                                                                             \
  "from: 2026-09-01\n"                                                                                       \
  "until: 2026-09-30\n"                                                                                      \
  "windows: mon-fri 09:00-15:00\n"                                                                           \
  "quota: 5\n"
#define TABLES                                                                                               \
  "participants: [{name: north, class: bank}, {name: west}]\n"                                               \
  "callers: [{name: Eva Berg, not: north}, {name: Bo}]\n"

struct beside {
  const char *name, *text;
};

static lur_status fetch(void *ctx, const char *name, char **text, size_t *len, struct lur_diag *diag)
{
  const struct beside *b = ctx;
  if (!b || strcmp(name, b->name) != 0)
    return lur_diag_set(diag, LUR_NOT_FOUND, name, 0, 0, "there is no such file");
  *text = strdup(b->text);
  *len = strlen(b->text);
  return *text ? LUR_OK : LUR_NO_MEM;
}

static struct lur_plan *parse(const char *text, struct beside *beside)
{
  struct lur_diags faults = {0};
  struct lur_plan *plan = NULL;
  if (lur_plan_parse(text, strlen(text), "w.yaml", fetch, beside, &plan, &faults) != LUR_OK)
    fail_msg("%d: %s", faults.n ? faults.at[0].line : 0, faults.n ? faults.at[0].text : "no fault");
  lur_diags_clear(&faults);
  return plan;
}

static void a_wave_file_is_read(void **state)
{
  (void)state;
  struct lur_plan *p =
      parse(HEAD "title: Autumn\nrubric: sm\nexcluded: [2026-09-07, 2026-09-10..2026-09-11]\n"
                 "calls_a_day: 8\ncalls_an_hour: 2\ntwice_running: true\nseed: 7\n"
                 "attempts: {max_wait_s: 300, attempts: 2}\n"
                 "final: {places: 3, quota: 4, from: 2026-10-01, until: 2026-10-02}\n"
                 "ranking: {minimum_calls: 15, minimum_score: 60.5, tie_breaks: [section.care, wait],"
                 " seed: 3, draws: 500}\n"
                 "scenarios: [{id: lost, briefing: b, answer: a, share: 2}]\n" TABLES,
            NULL);
  assert_string_equal(p->title, "Autumn");
  assert_string_equal(p->rubric, "sm");
  assert_int_equal(p->until - p->from, 29);
  assert_int_equal(p->excluded.n, 2);
  assert_true(lur_days_hold(&p->excluded, p->from + 10));
  assert_int_equal(p->calls_a_day, 8);
  assert_int_equal(p->calls_an_hour, 2);
  assert_true(p->twice_running);
  assert_int_equal(p->seed, 7);
  assert_true(p->attempts_given && p->attempts == 2);
  assert_true(p->final.given && p->final.places == 3 && p->final.quota == 4);
  assert_int_equal(p->ranking.minimum_calls, 15);
  assert_true(p->ranking.minimum_score > 60.4999 && p->ranking.minimum_score < 60.5001);
  assert_int_equal(p->ranking.ties.n, 2);
  assert_string_equal(p->ranking.ties.at[0], "section.care");
  assert_int_equal(p->targets, 2);
  assert_string_equal(p->target[0].title, "north");
  assert_string_equal(p->caller[0].name, "Eva Berg");
  assert_false(lur_plan_may_call(&p->caller[0], &p->target[0]));
  assert_true(lur_plan_may_call(&p->caller[0], &p->target[1]));
  assert_int_equal(p->scenario[0].share, 2);
  lur_plan_free(p);
}

static void what_is_printed_reads_back_the_same(void **state)
{
  (void)state;
  struct lur_plan *
      p =
         parse(HEAD "final: {places: 3, quota: 4, from: 2026-10-01, until: 2026-10-02}\n"
                    "participants: [{name: north, title: \"The \\\"North\\\"\\tä\", hours: mon-thu 8-18; fri "
                    "8-16, language: sv, quota: 3, number: \"+46 8\", note: \"line\\nline\"}]\n"
                    "callers: [{name: Eva, languages: [sv, da], absent: [2026-09-02], calls: 4, "
                    "calls_a_day: 2, hours: \"9-12\"}]\n",
               NULL),
     *q;
  char *first = NULL, *second = NULL;
  assert_int_equal(lur_plan_print(p, &first), LUR_OK);
  q = parse(first, NULL);
  assert_int_equal(lur_plan_print(q, &second), LUR_OK);
  assert_string_equal(first, second);
  assert_string_equal(q->target[0].title, "The \"North\"\tä");
  assert_string_equal(q->target[0].note, "line\nline");
  assert_int_equal(q->caller[0].calls, 4);
  free(first);
  free(second);
  lur_plan_free(p);
  lur_plan_free(q);
}

static void tables_of_nordic_spreadsheets_are_read(void **state)
{
  (void)state;
  struct beside table = {"p.csv", "\xEF\xBB\xBFName;Class;title;x-mine\r\n"
                                  "north;bank;\"Nordbanken; AB\";1\r\n;;;\r\nwest;bank;;\r\n"};
  struct lur_plan *p = parse(HEAD "participants: p.csv\ncallers: [{name: Eva}]\n", &table);
  assert_int_equal(p->targets, 2);
  assert_string_equal(p->target[0].title, "Nordbanken; AB");
  assert_string_equal(p->target[1].class_name, "bank");
  lur_plan_free(p);
}

struct wrong {
  const char *text;
  int line, column;
  const char *says;
};

static void check_wrong(const struct wrong *w, struct beside *beside)
{
  struct lur_diags faults = {0};
  struct lur_plan *plan = NULL;
  bool said = false;
  assert_int_not_equal(lur_plan_parse(w->text, strlen(w->text), "w.yaml", fetch, beside, &plan, &faults),
                       LUR_OK);
  for (size_t i = 0; i < faults.n; i++)
    said = said || (strstr(faults.at[i].text, w->says) && faults.at[i].line == w->line &&
                    (!w->column || faults.at[i].column == w->column));
  if (!said)
    fail_msg("“%s” is not said at %d:%d but %d:%d %s", w->says, w->line, w->column,
             faults.n ? faults.at[0].line : 0, faults.n ? faults.at[0].column : 0,
             faults.n ? faults.at[0].text : "");
  lur_diags_clear(&faults);
}

static void what_is_wrong_is_said_with_its_place(void **state)
{
  (void)state;
  static const struct wrong all[] = {
      {"", 0, 0, "the file is empty"},
      {"lur: wave/2\n" TABLES, 1, 6, "made for a newer lur"},
      {"lur: rubric/1\n", 1, 6, "this is no wave file"},
      {"lur: wave/1\nid: a\n", 1, 1, "“participants” is missing"},
      {"lur: wave/1\nid: a b\nfrom: 2026-09-01\n", 2, 5, "is no short name"},
      {"lur: wave/1\nid:\n", 2, 0, "“id” is empty"},
      {"lur: wave/1\nid: [a]\n", 2, 5, "a text is expected here"},
      {"lur: wave/1\nfrom: 2026-02-30\n", 2, 7, "a day is expected here"},
      {"lur: wave/1\nwindows: monday 9-15\n", 2, 10, "cannot be read as hours"},
      {"lur: wave/1\nwindows: mon-fri 15-9\n", 2, 10, "cannot be read as hours"},
      {"lur: wave/1\nquota: 2.5\n", 2, 8, "write a whole number"},
      {"lur: wave/1\nquotta: 2\n", 2, 1, "did you mean “quota”?"},
      {"lur: wave/1\nseed: -1\n", 2, 7, "out of range; write a number from 0 to 999999999999999"},
      {"lur: wave/1\nranking: {draws: 99}\n", 2, 18, "from 100 to 1000000"},
      {"lur: wave/1\nexcluded: [2026-12-24, soon]\n", 2, 11, "“soon” is no day"},
      {"lur: wave/1\nranking: {tie_breaks: [luck]}\n", 2, 0, "“luck” breaks no tie"},
      {"lur: wave/1\nparticipants: [{title: x}]\n", 2, 16, "“name” is missing"},
      {"lur: wave/1\nparticipants: [{name: \"\"}]\n", 2, 23, "“name” is empty"},
      {"lur: wave/1\nparticipants: [{name: a}, {name: A}]\n", 2, 34, "stands here twice"},
      {"lur: wave/1\nparticipants: [{name: a, language: Svenska}]\n", 2, 36, "is no language"},
      {"lur: wave/1\nparticipants: other.csv\n", 2, 15, "there is no such file"},
      {HEAD "participants: []\ncallers: [{name: b}]\n", 7, 15, "there are no participants"},
      {HEAD "participants: [{name: a}]\ncallers: []\n", 8, 10, "there are no callers"},
      {HEAD "participants: [{name: a}]\ncallers: [{name: b, not: c}]\n", 8, 11,
       "there is no such participant"},
      {HEAD "participants: [{name: a, language: da}]\ncallers: [{name: b}]\n", 8, 11,
       "which languages b speaks"},
      {HEAD TABLES "scenarios: [{id: s, classes: [ship]}]\n", 9, 13, "no participant is in it"},
      {HEAD TABLES "scenarios: [{id: s, classes: [bank]}]\n", 7, 44, "none of the scenarios is for west"},
      {HEAD TABLES "final: {places: 1, quota: 1, from: 2026-09-20, until: 2026-10-20}\n", 9, 8,
       "begins before the wave has ended"},
      {"lur: wave/1\nid: a\nfrom: 2026-09-02\nuntil: 2026-09-01\nwindows: 9-15\nquota: 1\n" TABLES, 4, 8,
       "ends before it begins"}};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) check_wrong(&all[i], NULL);
}

static void what_is_wrong_in_a_table_is_said_with_its_place(void **state)
{
  (void)state;
  static const struct {
    const char *table;
    int line, column;
    const char *says;
  } all[] = {{"nam,class\nnorth,bank\n", 1, 1, "did you mean “name”?"},
             {"name,phone number\nnorth,1\n", 1, 2, "there is no column “phone number”"},
             {"class\nbank\n", 1, 1, "the column “name” is missing"},
             {"name\nc12\n", 2, 1, "which names a call"},
             {"name,name\na,b\n", 1, 2, "stands here twice"},
             {"name,class\nnorth,bank\n,bank\n", 3, 1, "the cell “name” is empty"},
             {"name,quota\nnorth,many\n", 2, 2, "“many” does not fit here"},
             {"name,hours\nnorth,all day\n", 2, 2, "cannot be read as hours"},
             {"name\nnorth,bank\n", 2, 2, "has no column above it"},
             {"name,title\nnorth,\"never closed\n", 2, 2, "quote"},
             {"name\nv\xE4st\n", 2, 0, "not UTF-8"},
             {"name\n", 7, 0, "there are no participants"}};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    struct beside beside = {"p.csv", all[i].table};
    const struct wrong w = {HEAD "participants: p.csv\ncallers: [{name: Eva}]\n", all[i].line, all[i].column,
                            all[i].says};
    check_wrong(&w, &beside);
  }
}

static void days_and_hours_are_those_of_the_calendar(void **state)
{
  (void)state;
  int32_t day = 0;
  char text[LUR_DAY_SIZE], hours[200];
  struct lur_openings o;
  assert_true(lur_day_parse("1970-01-01", &day) && day == 0 && lur_weekday(day) == 3);
  assert_true(lur_day_parse("2026-11-22", &day) && day == 20779 && lur_weekday(day) == 6);
  assert_true(lur_day_parse("2000-02-29", &day) && !lur_day_parse("2100-02-29", &day));
  for (int32_t d = 0; d < 40000; d += 13) {
    assert_true(lur_day_parse(lur_day_format(d, text), &day));
    assert_int_equal(day, d);
  }
  assert_true(lur_openings_parse("mon-thu 8-18; fri 8.30-16:15, sat+sun 10-12", &o));
  assert_string_equal(lur_openings_format(&o, hours, sizeof hours),
                      "mon-thu 08:00-18:00; fri 08:30-16:15; sat-sun 10:00-12:00");
  assert_true(lur_openings_hold(&o, 20779, 600)); // a Sunday
  assert_false(lur_openings_hold(&o, 20779, 720));
  assert_true(lur_openings_parse("fri-mon 9-10", &o) && o.at[0].days == 0x71);
  assert_false(lur_openings_parse("mon-fri", &o));
  assert_false(lur_openings_parse("25-26", &o));
}

static void a_draw_is_the_smallest_digests(void **state)
{
  (void)state;
  // As sha256sum has it of 42:c1, 42:c2 and so on: 8755..., 0300..., 116b..., a9b8..., 990f...
  const char *names[] = {"c1", "c2", "c3", "c4", "c5"}, *turned[] = {"c5", "c3", "c1", "c4", "c2"};
  size_t picked[5], other[5], n = 0, m = 0;
  char *list = NULL, *again = NULL, sha256[65], sha256_again[65];
  assert_int_equal(lur_draw(names, 5, 3, 42, picked, &n), LUR_OK);
  assert_int_equal(lur_draw(turned, 5, 3, 42, other, &m), LUR_OK);
  assert_int_equal(n, 3);
  assert_int_equal(m, 3);
  for (size_t i = 0; i < n; i++) assert_string_equal(names[picked[i]], turned[other[i]]);
  const char *expected[] = {"c2", "c3", "c1"};
  for (size_t i = 0; i < n; i++) assert_string_equal(names[picked[i]], expected[i]);
  assert_int_equal(lur_draw(names, 5, 9, 42, picked, &n), LUR_OK);
  assert_int_equal(n, 5);
  assert_int_equal(lur_draw_list(names, 5, &list, sha256), LUR_OK);
  assert_int_equal(lur_draw_list(turned, 5, &again, sha256_again), LUR_OK);
  assert_string_equal(list, "c1\nc2\nc3\nc4\nc5\n");
  assert_string_equal(list, again);
  assert_string_equal(sha256, sha256_again);
  free(list);
  free(again);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_wave_file_is_read),
      cmocka_unit_test(what_is_printed_reads_back_the_same),
      cmocka_unit_test(tables_of_nordic_spreadsheets_are_read),
      cmocka_unit_test(what_is_wrong_is_said_with_its_place),
      cmocka_unit_test(what_is_wrong_in_a_table_is_said_with_its_place),
      cmocka_unit_test(days_and_hours_are_those_of_the_calendar),
      cmocka_unit_test(a_draw_is_the_smallest_digests),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
