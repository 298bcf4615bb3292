#include "analysis/turns.h"

#include <stdlib.h>

struct lur_turn_rules lur_turn_rules_default(void)
{
  return (struct lur_turn_rules){.join = 50,
                                 .backchannel = 100,
                                 .resume = 100,
                                 .interruption = 80,
                                 .talking = 50,
                                 .going_on = 30,
                                 .dead_air = 400};
}

void lur_talk_clear(struct lur_talk *talk)
{
  free(talk->at);
  free(talk->monologue);
  *talk = (struct lur_talk){0};
}

static lur_status add_spoken(struct lur_talk *talk, int party, struct lur_range r)
{
  struct lur_spoken *at = lur_grow(talk->at, &talk->room, talk->n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  talk->at = at;
  at[talk->n++] = (struct lur_spoken){.party = party, .start = r.start, .end = r.end};
  return LUR_OK;
}

static int by_start(const void *pa, const void *pb)
{
  const struct lur_spoken *a = pa, *b = pb;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  return (a->party > b->party) - (a->party < b->party);
}

/// Candidates of both parties: segments joined over short own pauses, but never over a hold.
static lur_status make_candidates(const struct lur_turn_rules *rules, const struct lur_ranges speech[2],
                                  const struct lur_ranges *away, struct lur_ranges joined[2],
                                  struct lur_talk *talk)
{
  lur_status status = LUR_OK;
  for (int p = 0; p < 2 && status == LUR_OK; p++) {
    for (size_t i = 0; i < speech[p].n && status == LUR_OK; i++) {
      struct lur_range r = speech[p].at[i], *last = joined[p].n ? &joined[p].at[joined[p].n - 1] : NULL;
      if (last && r.start - last->end < rules->join && !lur_ranges_within(away, last->end, r.start))
        last->end = r.end;
      else
        status = lur_ranges_add(&joined[p], r.start, r.end);
    }
    for (size_t i = 0; i < joined[p].n && status == LUR_OK; i++)
      status = add_spoken(talk, p, joined[p].at[i]);
  }
  if (talk->n) qsort(talk->at, talk->n, sizeof *talk->at, by_start);
  return status;
}

/// Rule 2: short, begun while a long candidate of the other runs, who is still speaking at its end or speaks
/// again soon, before this party does.
static bool is_backchannel(const struct lur_turn_rules *rules, const struct lur_spoken *s,
                           const struct lur_ranges *own, const struct lur_ranges *other,
                           const struct lur_ranges *away)
{
  if (s->end - s->start >= rules->backchannel) return false;
  size_t i = lur_ranges_seek(other, s->start);
  bool running = i < other->n && other->at[i].start < s->start &&
                 other->at[i].end - other->at[i].start >= rules->backchannel;
  if (!running) return false;
  if (other->at[i].end >= s->end) return true;
  size_t next = lur_ranges_seek(other, s->end);
  if (next >= other->n || other->at[next].start - s->end > rules->resume) return false;
  if (lur_ranges_within(away, s->end, other->at[next].start)) return false;
  size_t mine = lur_ranges_seek(own, s->end);
  return mine >= own->n || own->at[mine].start >= other->at[next].start;
}

/// Rule 5, against the other party's candidates.
static void judge_interruption(const struct lur_turn_rules *rules, struct lur_spoken *s,
                               const struct lur_ranges *other)
{
  size_t i = lur_ranges_seek(other, s->start);
  if (i >= other->n || s->end - s->start < rules->interruption) return;
  const struct lur_range *o = &other->at[i];
  if (s->start - o->start < rules->talking || o->end - s->start < rules->going_on) return;
  s->interrupts = true;
  s->took_floor = o->end < s->end;
  s->overlap_end = o->end < s->end ? o->end : s->end;
}

/// The floor as it passes: who has it, since when, and each party's running or last turn.
struct floor {
  int party;
  int64_t since;
  struct lur_spoken *turn[2]; // latest turn of each party, NULL before the first
};

static lur_status end_monologue(struct lur_talk *talk, const struct floor *f, int64_t end)
{
  if (end <= f->since) return LUR_OK;
  struct lur_monologue *at = lur_grow(talk->monologue, &talk->monologues_room, talk->monologues, sizeof *at);
  if (!at) return LUR_NO_MEM;
  talk->monologue = at;
  at[talk->monologues++] = (struct lur_monologue){f->party, f->since, end};
  return LUR_OK;
}

static int64_t last_word(const struct floor *f)
{
  return f->turn[f->party] ? f->turn[f->party]->end : f->since;
}

/// The floor passes to the other party by turn `t`; its monologue ran to its last word.
static lur_status pass(struct lur_talk *talk, struct floor *f, struct lur_spoken *t,
                       const struct lur_ranges *away)
{
  lur_status status = end_monologue(talk, f, last_word(f));
  int64_t end = last_word(f), low = end < t->start ? end : t->start, high = end < t->start ? t->start : end;
  bool across = lur_ranges_within(away, low, high) > 0;
  t->takes_floor = !across && f->turn[f->party];
  t->offset = t->start - end;
  f->party = t->party;
  f->since = t->start;
  return status;
}

/// Rules 3 and 6 for the next turn: the floor may pass at the end of a turn that overlapped it, or at its
/// start.
static lur_status take_turn(const struct lur_turn_rules *rules, struct lur_talk *talk, struct floor *f,
                            struct lur_spoken *t, const struct lur_ranges *away)
{
  lur_status status = LUR_OK;
  struct lur_spoken *holder = f->turn[f->party], *other = f->turn[!f->party];
  // the other began before the holder's turn ended and went on after it
  if (holder && other && other->start < holder->end && other->end > holder->end && holder->end <= t->start &&
      other->start >= f->since)
    status = pass(talk, f, other, away);
  if (status != LUR_OK) return status;
  holder = f->turn[f->party];
  if (!holder) { // the very first turn; the agent has the floor before it
    f->party = t->party;
    f->since = t->start;
  } else if (t->party == f->party) {
    bool broken =
        t->start - holder->end >= rules->dead_air || lur_ranges_within(away, holder->end, t->start) > 0;
    if (broken) {
      status = end_monologue(talk, f, holder->end);
      f->since = t->start;
    }
  } else if (holder->end <= t->start) {
    status = pass(talk, f, t, away);
  }
  f->turn[t->party] = t;
  return status;
}

lur_status lur_turns_of(const struct lur_turn_rules *rules, const struct lur_ranges speech[2],
                        const struct lur_ranges *away, struct lur_talk *talk)
{
  struct lur_ranges joined[2] = {{0}, {0}};
  struct floor f = {.party = LUR_PARTY_AGENT};
  lur_status status = make_candidates(rules, speech, away, joined, talk);
  for (size_t i = 0; i < talk->n && status == LUR_OK; i++) {
    if (i + 1 < talk->n && talk->at[i + 1].start == talk->at[i].start && talk->at[i].party != f.party) {
      struct lur_spoken keeper = talk->at[i + 1]; // at equal starts the party that has the floor keeps it
      talk->at[i + 1] = talk->at[i];
      talk->at[i] = keeper;
    }
    struct lur_spoken *s = &talk->at[i];
    s->backchannel = is_backchannel(rules, s, &joined[s->party], &joined[!s->party], away);
    if (s->backchannel) continue;
    judge_interruption(rules, s, &joined[!s->party]);
    status = take_turn(rules, talk, &f, s, away);
  }
  struct lur_spoken *holder = f.turn[f.party], *other = f.turn[!f.party];
  if (status == LUR_OK && holder && other && other->start < holder->end && other->end > holder->end &&
      other->start >= f.since)
    status = pass(talk, &f, other, away);
  if (status == LUR_OK && f.turn[f.party]) status = end_monologue(talk, &f, last_word(&f));
  for (int p = 0; p < 2; p++) lur_ranges_clear(&joined[p]);
  return status;
}
