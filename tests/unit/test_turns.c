// The state machine of turns, rule by rule, on small conversations made by hand; then on random ones.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/turns.h"
#include "tests/support/dice.h"

enum { A = LUR_PARTY_AGENT, C = LUR_PARTY_CALLER, MOST = 8 };

/// What is wanted of a candidate. offset counts where takes, overlap_end where interrupts; frames of 10 ms.
struct want {
  int party;
  int64_t start, end;
  bool backchannel, takes;
  int64_t offset;
  bool interrupts, took_floor;
  int64_t overlap_end;
};
/// A conversation: segments of each party, what lies between holds, and all candidates and monologues it has.
struct row {
  const char *rule;
  struct lur_range agent[MOST], caller[MOST], away[2]; // up to the first empty one
  struct want spoken[MOST];                            // up to the first without an end
  struct lur_monologue monologue[MOST];
};

static const struct row rows[] = {
    {.rule = "nobody speaks", .agent = {{0, 0}}},
    {.rule = "one party's pauses under 0.5 s are inside a candidate, 0.5 s is not",
     .agent = {{0, 100}, {149, 250}, {300, 420}},
     .spoken = {{.party = A, .start = 0, .end = 250}, {.party = A, .start = 300, .end = 420}},
     .monologue = {{A, 0, 420}}},
    {.rule = "a gap: the floor passes at the other's start",
     .agent = {{0, 200}, {560, 700}},
     .caller = {{250, 500}},
     .spoken = {{.party = A, .start = 0, .end = 200},
                {.party = C, .start = 250, .end = 500, .takes = true, .offset = 50},
                {.party = A, .start = 560, .end = 700, .takes = true, .offset = 60}},
     .monologue = {{A, 0, 200}, {C, 250, 500}, {A, 560, 700}}},
    {.rule = "a short sound while the other goes on is a backchannel",
     .agent = {{0, 600}},
     .caller = {{300, 360}},
     .spoken = {{.party = A, .start = 0, .end = 600},
                {.party = C, .start = 300, .end = 360, .backchannel = true}},
     .monologue = {{A, 0, 600}}},
    {.rule = "1.0 s is no backchannel, and takes nothing: the floor is kept by who started first",
     .agent = {{0, 600}},
     .caller = {{300, 400}},
     .spoken = {{.party = A, .start = 0, .end = 600},
                {.party = C, .start = 300, .end = 400, .interrupts = true, .overlap_end = 400}},
     .monologue = {{A, 0, 600}}},
    {.rule = "a backchannel that outlasts the talk, and the talker goes on within a second",
     .agent = {{0, 300}, {440, 700}},
     .caller = {{280, 340}},
     .spoken = {{.party = A, .start = 0, .end = 300},
                {.party = C, .start = 280, .end = 340, .backchannel = true},
                {.party = A, .start = 440, .end = 700}},
     .monologue = {{A, 0, 700}}},
    {.rule = "the talker goes on after more than a second: it was a turn",
     .agent = {{0, 300}, {441, 700}},
     .caller = {{280, 340}},
     .spoken = {{.party = A, .start = 0, .end = 300},
                {.party = C, .start = 280, .end = 340, .takes = true, .offset = -20},
                {.party = A, .start = 441, .end = 700, .takes = true, .offset = 101}},
     .monologue = {{A, 0, 300}, {C, 280, 340}, {A, 441, 700}}},
    {.rule = "its own party speaks before the talker does: it was a turn",
     .agent = {{0, 300}, {430, 700}},
     .caller = {{280, 340}, {395, 420}},
     .spoken = {{.party = A, .start = 0, .end = 300},
                {.party = C, .start = 280, .end = 340, .takes = true, .offset = -20},
                {.party = C, .start = 395, .end = 420},
                {.party = A, .start = 430, .end = 700, .takes = true, .offset = 10}},
     .monologue = {{A, 0, 300}, {C, 280, 420}, {A, 430, 700}}},
    {.rule = "a short answer in a pause is a turn",
     .agent = {{0, 300}, {380, 600}},
     .caller = {{330, 360}},
     .spoken = {{.party = A, .start = 0, .end = 300},
                {.party = C, .start = 330, .end = 360, .takes = true, .offset = 30},
                {.party = A, .start = 380, .end = 600, .takes = true, .offset = 20}},
     .monologue = {{A, 0, 300}, {C, 330, 360}, {A, 380, 600}}},
    {.rule = "beside a talker of less than a second nothing is a backchannel",
     .agent = {{0, 99}},
     .caller = {{20, 60}},
     .spoken = {{.party = A, .start = 0, .end = 99}, {.party = C, .start = 20, .end = 60}},
     .monologue = {{A, 0, 99}}},
    {.rule = "the floor passes at the end of the turn that was overlapped, with a negative offset",
     .agent = {{0, 300}},
     .caller = {{200, 600}},
     .spoken = {{.party = A, .start = 0, .end = 300},
                {.party = C,
                 .start = 200,
                 .end = 600,
                 .takes = true,
                 .offset = -100,
                 .interrupts = true,
                 .took_floor = true,
                 .overlap_end = 300}},
     .monologue = {{A, 0, 300}, {C, 200, 600}}},
    {.rule = "equal starts: the party that had the floor keeps it",
     .agent = {{0, 200}, {600, 900}},
     .caller = {{250, 500}, {600, 700}},
     .spoken = {{.party = A, .start = 0, .end = 200},
                {.party = C, .start = 250, .end = 500, .takes = true, .offset = 50},
                {.party = C, .start = 600, .end = 700},
                {.party = A, .start = 600, .end = 900, .takes = true, .offset = -100}},
     .monologue = {{A, 0, 200}, {C, 250, 700}, {A, 600, 900}}},
    {.rule = "equal starts at the very beginning: the agent has the floor",
     .agent = {{0, 200}},
     .caller = {{0, 300}},
     .spoken = {{.party = A, .start = 0, .end = 200},
                {.party = C, .start = 0, .end = 300, .takes = true, .offset = -200}},
     .monologue = {{A, 0, 200}, {C, 0, 300}}},
    {.rule = "equal ends: the party that had the floor keeps it",
     .agent = {{0, 400}, {460, 600}},
     .caller = {{250, 400}},
     .spoken = {{.party = A, .start = 0, .end = 400},
                {.party = C, .start = 250, .end = 400, .interrupts = true, .overlap_end = 400},
                {.party = A, .start = 460, .end = 600}},
     .monologue = {{A, 0, 600}}},
    {.rule = "the first to speak may be the caller",
     .agent = {{300, 500}},
     .caller = {{0, 200}},
     .spoken = {{.party = C, .start = 0, .end = 200},
                {.party = A, .start = 300, .end = 500, .takes = true, .offset = 100}},
     .monologue = {{C, 0, 200}, {A, 300, 500}}},
    {.rule = "exactly 0.5 s of talk before, 0.3 s after and 0.8 s long interrupts",
     .agent = {{0, 80}},
     .caller = {{50, 130}},
     .spoken = {{.party = A, .start = 0, .end = 80},
                {.party = C,
                 .start = 50,
                 .end = 130,
                 .takes = true,
                 .offset = -30,
                 .interrupts = true,
                 .took_floor = true,
                 .overlap_end = 80}},
     .monologue = {{A, 0, 80}, {C, 50, 130}}},
    {.rule = "0.79 s long does not",
     .agent = {{0, 80}},
     .caller = {{50, 129}},
     .spoken = {{.party = A, .start = 0, .end = 80},
                {.party = C, .start = 50, .end = 129, .takes = true, .offset = -30}},
     .monologue = {{A, 0, 80}, {C, 50, 129}}},
    {.rule = "0.49 s of talk before does not",
     .agent = {{0, 80}},
     .caller = {{49, 130}},
     .spoken = {{.party = A, .start = 0, .end = 80},
                {.party = C, .start = 49, .end = 130, .takes = true, .offset = -31}},
     .monologue = {{A, 0, 80}, {C, 49, 130}}},
    {.rule = "0.29 s of talk after does not",
     .agent = {{0, 79}},
     .caller = {{50, 130}},
     .spoken = {{.party = A, .start = 0, .end = 79},
                {.party = C, .start = 50, .end = 130, .takes = true, .offset = -29}},
     .monologue = {{A, 0, 79}, {C, 50, 130}}},
    {.rule = "who interrupts in vain does not take the floor",
     .agent = {{0, 700}},
     .caller = {{200, 350}},
     .spoken = {{.party = A, .start = 0, .end = 700},
                {.party = C, .start = 200, .end = 350, .interrupts = true, .overlap_end = 350}},
     .monologue = {{A, 0, 700}}},
    {.rule = "a monologue ends where dead air begins, and the next begins after it",
     .agent = {{0, 200}, {600, 700}, {1099, 1200}},
     .spoken = {{.party = A, .start = 0, .end = 200},
                {.party = A, .start = 600, .end = 700},
                {.party = A, .start = 1099, .end = 1200}},
     .monologue = {{A, 0, 200}, {A, 600, 1200}}},
    {.rule = "backchannels do not end a monologue",
     .agent = {{0, 500}, {560, 900}},
     .caller = {{200, 240}, {480, 520}, {700, 760}},
     .spoken = {{.party = A, .start = 0, .end = 500},
                {.party = C, .start = 200, .end = 240, .backchannel = true},
                {.party = C, .start = 480, .end = 520, .backchannel = true},
                {.party = A, .start = 560, .end = 900},
                {.party = C, .start = 700, .end = 760, .backchannel = true}},
     .monologue = {{A, 0, 900}}},
    {.rule = "no candidate reaches across a hold",
     .agent = {{0, 200}, {230, 400}},
     .away = {{210, 220}},
     .spoken = {{.party = A, .start = 0, .end = 200}, {.party = A, .start = 230, .end = 400}},
     .monologue = {{A, 0, 200}, {A, 230, 400}}},
    {.rule = "no offset reaches across a hold: the floor passes, but is no transfer",
     .agent = {{0, 200}},
     .caller = {{1000, 1200}},
     .away = {{200, 1000}},
     .spoken = {{.party = A, .start = 0, .end = 200}, {.party = C, .start = 1000, .end = 1200}},
     .monologue = {{A, 0, 200}, {C, 1000, 1200}}},
    {.rule = "nobody goes on across a hold: a sound before it is a turn",
     .agent = {{0, 300}, {440, 700}},
     .caller = {{280, 340}},
     .away = {{340, 440}},
     .spoken = {{.party = A, .start = 0, .end = 300},
                {.party = C, .start = 280, .end = 340, .takes = true, .offset = -20},
                {.party = A, .start = 440, .end = 700}},
     .monologue = {{A, 0, 300}, {C, 280, 340}, {A, 440, 700}}},
};

static void fill(struct lur_ranges *list, const struct lur_range *from, size_t most)
{
  for (size_t i = 0; i < most && from[i].end > from[i].start; i++)
    assert_int_equal(lur_ranges_add(list, from[i].start, from[i].end), LUR_OK);
}

static struct lur_talk talk_of(const struct lur_ranges speech[2], const struct lur_ranges *away)
{
  struct lur_turn_rules rules = lur_turn_rules_default();
  struct lur_talk talk = {0};
  assert_int_equal(lur_turns_of(&rules, speech, away, &talk), LUR_OK);
  return talk;
}

static void check_spoken(const char *rule, const struct lur_spoken *s, const struct want *w)
{
  bool same = s->party == w->party && s->start == w->start && s->end == w->end &&
              s->backchannel == w->backchannel && s->takes_floor == w->takes &&
              s->interrupts == w->interrupts && s->took_floor == w->took_floor &&
              (!w->takes || s->offset == w->offset) && (!w->interrupts || s->overlap_end == w->overlap_end);
  if (!same)
    fail_msg(
        "%s: party %d, %d-%d: backchannel %d, takes floor %d (offset %d), interrupts %d (took %d, until %d)",
        rule, s->party, (int)s->start, (int)s->end, s->backchannel, s->takes_floor, (int)s->offset,
        s->interrupts, s->took_floor, (int)s->overlap_end);
}

static void check_row(const struct row *row)
{
  struct lur_ranges speech[2] = {{0}, {0}}, away = {0};
  fill(&speech[A], row->agent, MOST);
  fill(&speech[C], row->caller, MOST);
  fill(&away, row->away, 2);
  struct lur_talk talk = talk_of(speech, &away);
  size_t spoken = 0, monologues = 0;
  while (spoken < MOST && row->spoken[spoken].end) spoken++;
  while (monologues < MOST && row->monologue[monologues].end) monologues++;
  if (talk.n != spoken) fail_msg("%s: %zu candidates", row->rule, talk.n);
  for (size_t i = 0; i < spoken; i++) check_spoken(row->rule, &talk.at[i], &row->spoken[i]);
  if (talk.monologues != monologues) fail_msg("%s: %zu monologues", row->rule, talk.monologues);
  for (size_t i = 0; i < monologues; i++) {
    const struct lur_monologue *m = &talk.monologue[i], *w = &row->monologue[i];
    if (m->party != w->party || m->start != w->start || m->end != w->end)
      fail_msg("%s: monologue %zu is party %d, %d-%d", row->rule, i, m->party, (int)m->start, (int)m->end);
  }
  lur_talk_clear(&talk);
  lur_ranges_clear(&speech[A]);
  lur_ranges_clear(&speech[C]);
  lur_ranges_clear(&away);
}

static void every_rule_by_hand(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) check_row(&rows[i]);
}

/// Each party's talk: segments of 0.1-4 s, pauses of 0.2-3 s; no two starts or ends of both parties are
/// equal, as the agent's are even frames and the caller's odd ones.
static void random_talk(struct dice *d, struct lur_ranges speech[2])
{
  for (int p = 0; p < 2; p++) {
    int64_t at = 2 * dice_below(d, 150) + p;
    while (at < 6000) {
      int64_t end = at + 2 * (5 + dice_below(d, dice_below(d, 2) ? 50 : 195));
      assert_int_equal(lur_ranges_add(&speech[p], at, end), LUR_OK);
      at = end + 2 * (10 + dice_below(d, 140));
    }
  }
}

static void random_away(struct dice *d, struct lur_ranges speech[2], struct lur_ranges *away)
{
  int64_t start = 1000 + dice_below(d, 3000), end = start + 300 + dice_below(d, 1000);
  struct lur_ranges hold = {0};
  assert_int_equal(lur_ranges_add(&hold, start, end), LUR_OK);
  for (int p = 0; p < 2; p++) { // nobody is of the conversation in it
    struct lur_ranges left = {0};
    assert_int_equal(lur_ranges_minus(&speech[p], &hold, &left), LUR_OK);
    lur_ranges_clear(&speech[p]);
    speech[p] = left;
  }
  *away = hold;
}

static void swapping_the_parties_swaps_the_results(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int round = 0; round < 500; round++) {
    struct lur_ranges speech[2] = {{0}, {0}}, away = {0};
    random_talk(&d, speech);
    struct lur_ranges swapped[2] = {speech[C], speech[A]};
    struct lur_talk one = talk_of(speech, &away), two = talk_of(swapped, &away);
    assert_int_equal(one.n, two.n);
    assert_int_equal(one.monologues, two.monologues);
    for (size_t i = 0; i < one.n; i++) {
      struct lur_spoken s = two.at[i];
      s.party = !s.party;
      assert_int_equal(one.at[i].party, s.party);
      assert_int_equal(one.at[i].start, s.start);
      assert_int_equal(one.at[i].backchannel, s.backchannel);
      assert_int_equal(one.at[i].takes_floor, s.takes_floor);
      assert_int_equal(one.at[i].offset, s.offset);
      assert_int_equal(one.at[i].interrupts, s.interrupts);
      assert_int_equal(one.at[i].took_floor, s.took_floor);
    }
    for (size_t i = 0; i < one.monologues; i++) {
      assert_int_equal(one.monologue[i].party, !two.monologue[i].party);
      assert_int_equal(one.monologue[i].start, two.monologue[i].start);
      assert_int_equal(one.monologue[i].end, two.monologue[i].end);
    }
    lur_talk_clear(&one);
    lur_talk_clear(&two);
    lur_ranges_clear(&speech[A]);
    lur_ranges_clear(&speech[C]);
  }
}

/// Rule 5 read off the candidates, with the other party's talk looked at one candidate after the other.
static bool interrupts_by_the_rule(const struct lur_talk *talk, const struct lur_spoken *s)
{
  if (s->backchannel || s->end - s->start < 80) return false;
  for (size_t i = 0; i < talk->n; i++) {
    const struct lur_spoken *o = &talk->at[i];
    if (o->party != s->party && o->start + 50 <= s->start && o->end >= s->start + 30) return true;
  }
  return false;
}

static void check_shape(const struct lur_talk *talk, const struct lur_ranges *away)
{
  for (size_t i = 0; i < talk->n; i++) {
    const struct lur_spoken *s = &talk->at[i];
    if (i) assert_true(talk->at[i - 1].start <= s->start);
    assert_int_equal(s->interrupts, interrupts_by_the_rule(talk, s));
    if (s->backchannel) assert_true(s->end - s->start < 100 && !s->takes_floor);
    assert_int_equal(lur_ranges_within(away, s->start, s->end), 0);
    if (s->takes_floor) { // nothing of a hold between the other's last turn and this one
      int64_t before = s->start - s->offset;
      assert_int_equal(lur_ranges_within(away, before, s->start), 0);
    }
  }
  for (size_t i = 0; i < talk->monologues; i++) {
    const struct lur_monologue *m = &talk->monologue[i];
    assert_true(m->start < m->end);
    assert_int_equal(lur_ranges_within(away, m->start, m->end), 0);
  }
}

static void interruptions_are_those_of_the_rule(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  size_t found = 0, backchannels = 0;
  for (int round = 0; round < 500; round++) {
    struct lur_ranges speech[2] = {{0}, {0}}, away = {0};
    random_talk(&d, speech);
    if (round % 2) random_away(&d, speech, &away);
    struct lur_talk talk = talk_of(speech, &away);
    check_shape(&talk, &away);
    for (size_t i = 0; i < talk.n; i++)
      found += talk.at[i].interrupts, backchannels += talk.at[i].backchannel;
    lur_talk_clear(&talk);
    lur_ranges_clear(&speech[A]);
    lur_ranges_clear(&speech[C]);
    lur_ranges_clear(&away);
  }
  assert_true(found > 500 && backchannels > 500); // the random talk is rich enough to say something
}

/// Rule 3 frame by frame: who has the floor keeps it while its turn runs, then the other has it if that one's
/// turn runs, else nothing changes.
static void check_floor(const struct lur_talk *talk)
{
  bool takes[512] = {false};
  int64_t offset[512] = {0};
  int holder = -1;
  const struct lur_spoken *last[2] = {NULL, NULL}; // latest turn of each party that has begun
  size_t next = 0;
  assert_true(talk->n <= 512);
  for (int64_t f = 0; f < 8000; f++) {
    for (; next < talk->n && talk->at[next].start <= f; next++)
      if (!talk->at[next].backchannel) last[talk->at[next].party] = &talk->at[next];
    bool runs[2] = {last[0] && last[0]->end > f, last[1] && last[1]->end > f};
    if (holder < 0 && (runs[0] || runs[1])) holder = runs[1];
    if (holder < 0 || runs[holder] || !runs[!holder]) continue;
    size_t i = (size_t)(last[!holder] - talk->at);
    takes[i] = true;
    offset[i] = last[!holder]->start - last[holder]->end;
    holder = !holder;
  }
  for (size_t i = 0; i < talk->n; i++) {
    assert_int_equal(talk->at[i].takes_floor, takes[i]);
    if (takes[i]) assert_int_equal(talk->at[i].offset, offset[i]);
  }
}

static void the_floor_is_that_of_the_rule(void **state)
{
  (void)state;
  struct dice d = dice_of_the_day();
  for (int round = 0; round < 500; round++) {
    struct lur_ranges speech[2] = {{0}, {0}}, away = {0};
    random_talk(&d, speech);
    struct lur_talk talk = talk_of(speech, &away);
    check_floor(&talk);
    lur_talk_clear(&talk);
    lur_ranges_clear(&speech[A]);
    lur_ranges_clear(&speech[C]);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_rule_by_hand),
      cmocka_unit_test(swapping_the_parties_swaps_the_results),
      cmocka_unit_test(interruptions_are_those_of_the_rule),
      cmocka_unit_test(the_floor_is_that_of_the_rule),
  };
  return cmocka_run_group_tests_name("turns", tests, NULL, NULL);
}
