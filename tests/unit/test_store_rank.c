#define _GNU_SOURCE
#include "tests/unit/test_store_tools.h"

#include "tests/support/dice.h"

/// "1 a 90 2; 0 b - 0": rank, name, mean, counted.
static void check_ranking(lur_store *store, const char *rubric, const char *want)
{
  struct lur_store_ranking *r = NULL;
  struct lur_diag diag = {0};
  char text[1000] = "";
  check_ok(lur_store_rank(store, "w", rubric, &r, &diag), &diag);
  for (size_t i = 0; i < r->places; i++) {
    const struct lur_store_place *p = &r->place[i];
    size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "%s%d %s %.2f %d+%d+%d", i ? "; " : "", p->rank, p->participant,
             p->counted ? p->mean : -1.0, (int)p->counted, (int)p->incomplete, (int)p->unscored);
  }
  assert_string_equal(text, want);
  lur_store_ranking_free(r);
}

static lur_store *with_wave(const struct place *p)
{
  struct lur_diag diag = {0};
  lur_store *store = open_store(p, LUR_STORE_CREATE);
  check_ok(lur_store_add_wave(store, "w", "The wave", &diag), &diag);
  check_ok(lur_store_add_wave(store, "other", NULL, &diag), &diag);
  return store;
}

/// A call of that participant with a scorecard of rubric r for each total; each sounds different.
static void add_totals(const struct place *p, lur_store *store, const char *participant, const int64_t *total,
                       size_t n)
{
  for (size_t i = 0; i < n; i++) {
    char text[100];
    snprintf(text, sizeof text, "%s %zu %lld", participant, i, (long long)total[i]);
    add_score(store, add_call(p, store, text, "w", participant, 1), "r", total[i]);
  }
}

static void equal_means_share_a_rank(void **state)
{
  struct place *p = *state;
  lur_store *store = with_wave(p);
  add_totals(p, store, "d", (const int64_t[]){50000000}, 1);
  add_totals(p, store, "b", (const int64_t[]){80000000, 60000000}, 2);
  add_totals(p, store, "a", (const int64_t[]){70000000}, 1);
  add_totals(p, store, "e", (const int64_t[]){90000000, 10000000}, 2);
  add_totals(p, store, "c", (const int64_t[]){90000000}, 1);
  check_ranking(store, "r",
                "1 c 90.00 1+0+0; 2 a 70.00 1+0+0; 2 b 70.00 2+0+0; 4 d 50.00 1+0+0; 4 e "
                "50.00 2+0+0");
  lur_store_close(store);
}

static void a_millionth_decides(void **state)
{
  struct place *p = *state;
  lur_store *store = with_wave(p);
  // The means are 66 666 666.666... and 66 666 666.5 millionths: apart by less than is ever shown.
  add_totals(p, store, "a", (const int64_t[]){66666666, 66666667}, 2);
  add_totals(p, store, "b", (const int64_t[]){66666667, 66666667, 66666666}, 3);
  check_ranking(store, NULL, "1 b 66.67 3+0+0; 2 a 66.67 2+0+0");
  lur_store_close(store);
}

static void what_does_not_count_is_told_apart(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  lur_store *store = with_wave(p);
  struct lur_store_scorecard open = made_card("r", 99000000);
  open.complete = false;
  add_totals(p, store, "a", (const int64_t[]){40000000}, 1);
  (void)add_call(p, store, "unscored", "w", "a", 1);
  int64_t incomplete = add_call(p, store, "incomplete", "w", "a", 1);
  check_ok(lur_store_add_scorecard(store, incomplete, &open, NULL, &diag), &diag);
  open.complete = true;
  open.has_total = false; // nothing of it applied
  check_ok(lur_store_add_scorecard(store, add_call(p, store, "empty", "w", "a", 1), &open, NULL, &diag),
           &diag);
  check_ok(lur_store_add_participant(store, "w", "b", NULL, NULL, &diag), &diag);
  add_score(store, add_call(p, store, "nobody's", "w", NULL, 1), "r", 95000000);
  add_score(store, add_call(p, store, "elsewhere", "other", "a", 1), "r", 100000000);
  check_ranking(store, "r", "1 a 40.00 1+2+1; 0 b -1.00 0+0+0; 0  95.00 1+0+0");
  // A later scorecard of the same call is the one that counts.
  add_score(store, incomplete, "r", 60000000);
  check_ranking(store, "r", "1 a 50.00 2+1+1; 0 b -1.00 0+0+0; 0  95.00 1+0+0");
  lur_store_close(store);
}

static void the_rubric_is_asked_for_where_there_are_several(void **state)
{
  struct place *p = *state;
  struct lur_diag diag = {0};
  struct lur_store_ranking *r = NULL;
  lur_store *store = with_wave(p);
  int64_t id = add_call(p, store, "one", "w", "a", 1);
  check_ranking(store, NULL, "0 a -1.00 0+0+1");
  add_score(store, id, "r", 10000000);
  struct lur_store_scorecard card = made_card("r", 30000000);
  card.version = "2";
  int64_t second = add_call(p, store, "two", "w", "a", 1);
  check_ok(lur_store_add_scorecard(store, second, &card, NULL, &diag), &diag);
  check_ok(lur_store_rank(store, "W", NULL, &r, &diag), &diag);
  assert_string_equal(r->rubric, "r");
  assert_string_equal(r->wave, "w");
  assert_string_equal(r->title, "The wave");
  assert_int_equal(r->versions, 2);
  lur_store_ranking_free(r);
  add_score(store, id, "q", 20000000);
  assert_int_equal(lur_store_rank(store, "w", NULL, &r, &diag), LUR_BAD_INPUT);
  assert_non_null(strstr(diag.text, "q, r"));
  check_ranking(store, "q", "1 a 20.00 1+0+1");
  assert_int_equal(lur_store_rank(store, "nowhere", NULL, &r, &diag), LUR_NOT_FOUND);
  lur_store_close(store);
}

/// A participant as the plain way would count it.
struct tally {
  int64_t sum, n;
};

/// Whatever the totals, ranks agree with the fractions compared in wide numbers, and names play no part.
static void ranks_agree_with_exact_fractions(void **state)
{
  struct place *p = *state;
  struct dice dice = dice_of_the_day();
  struct lur_diag diag = {0};
  struct tally tally[6] = {{0, 0}};
  lur_store *store = with_wave(p);
  for (int i = 0; i < 60; i++) {
    char name[2] = {(char)('a' + i % 6), '\0'};
    int64_t total = 50000000 + dice_below(&dice, 3); // close together, so that ties are common
    if (i / 6 > 1 && dice_below(&dice, 2)) continue;
    char text[40];
    snprintf(text, sizeof text, "sound %d", i);
    add_score(store, add_call(p, store, text, "w", name, 1), "r", total);
    tally[i % 6].sum += total;
    tally[i % 6].n++;
  }
  struct lur_store_ranking *r = NULL;
  check_ok(lur_store_rank(store, "w", "r", &r, &diag), &diag);
  assert_int_equal(r->places, 6);
  for (size_t i = 0; i < 6; i++) {
    const struct tally *mine = &tally[r->place[i].participant[0] - 'a'];
    int better = 0;
    for (size_t j = 0; j < 6; j++) // sums are below 1e9 and counts below 20, so this fits
      better += tally[j].sum * mine->n > mine->sum * tally[j].n;
    assert_int_equal(r->place[i].rank, better + 1);
    assert_int_equal(r->place[i].sum_millionths, mine->sum);
    assert_int_equal(r->place[i].counted, mine->n);
  }
  lur_store_ranking_free(r);
  lur_store_close(store);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      store_test(equal_means_share_a_rank),
      store_test(a_millionth_decides),
      store_test(what_does_not_count_is_told_apart),
      store_test(the_rubric_is_asked_for_where_there_are_several),
      store_test(ranks_agree_with_exact_fractions),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
