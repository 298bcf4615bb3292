#include "analysis/conversation.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/turns.h"
#include "base/i18n.h"

/// Mutual silences from this length on are listed as events; shorter ones are pauses between words (an
/// inter-pausal unit ends at 200 ms) and count only in the total.
enum { least_listed_silence = 20 };

static const char *const not_answered = N_("nobody answered");
static const char *const one_channel = N_("both parties are on one channel");
static const char *const same_sound = N_("both channels carry the same sound");
static const char *const no_agent = N_("the agent was not heard");
static const char *const no_caller = N_("the caller was not heard");
static const char *const no_talk = N_("nobody spoke in the conversation");

/// Everything the measures are taken from, in frames, inside the conversation.
struct scene {
  struct lur_ranges speech[2]; // by party
  struct lur_ranges overlap, silence, away;
  struct lur_talk talk;
  int64_t talk_frames;
};

static lur_role role_of(int party)
{
  return party == LUR_PARTY_AGENT ? LUR_ROLE_AGENT : LUR_ROLE_CALLER;
}

static lur_status set_scene(const struct lur_journey *j, int64_t dead_air, struct scene *s)
{
  struct lur_ranges words = {0};
  struct lur_turn_rules rules = lur_turn_rules_default();
  rules.dead_air = dead_air;
  s->talk_frames = lur_ranges_total(&j->talk);
  lur_status status = lur_ranges_and(&j->agent_speech, &j->talk, &s->speech[LUR_PARTY_AGENT]);
  if (status == LUR_OK) status = lur_ranges_and(&j->caller_speech, &j->talk, &s->speech[LUR_PARTY_CALLER]);
  if (status == LUR_OK) status = lur_ranges_and(&s->speech[0], &s->speech[1], &s->overlap);
  if (status == LUR_OK) status = lur_ranges_or(&s->speech[0], &s->speech[1], &words);
  if (status == LUR_OK) status = lur_ranges_minus(&j->talk, &words, &s->silence);
  if (status == LUR_OK) status = lur_journey_away(j, &s->away);
  if (status == LUR_OK && !j->mono) status = lur_turns_of(&rules, s->speech, &s->away, &s->talk);
  lur_ranges_clear(&words);
  return status;
}

static void clear_scene(struct scene *s)
{
  for (int p = 0; p < 2; p++) lur_ranges_clear(&s->speech[p]);
  lur_ranges_clear(&s->overlap);
  lur_ranges_clear(&s->silence);
  lur_ranges_clear(&s->away);
  lur_talk_clear(&s->talk);
}

static lur_status add(struct lur_call *call, lur_event_type type, int64_t start, int64_t end, lur_role track)
{
  struct lur_event e = lur_event_of(type, lur_frames_s(start), lur_frames_s(end));
  e.track = track;
  return lur_events_add(&call->events, &e);
}

static lur_status add_ranges(struct lur_call *call, lur_event_type type, const struct lur_ranges *list,
                             int64_t least)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < list->n && status == LUR_OK; i++)
    if (list->at[i].end - list->at[i].start >= least)
      status = add(call, type, list->at[i].start, list->at[i].end, LUR_ROLE_NONE);
  return status;
}

static lur_status add_spoken(struct lur_call *call, const struct lur_spoken *s)
{
  lur_role role = role_of(s->party);
  if (s->backchannel) return add(call, LUR_EVENT_BACKCHANNEL, s->start, s->end, role);
  if (!s->interrupts) return LUR_OK;
  struct lur_event e =
      lur_event_of(LUR_EVENT_INTERRUPTION, lur_frames_s(s->start), lur_frames_s(s->overlap_end));
  e.track = e.by = role;
  e.took_floor = s->took_floor;
  return lur_events_add(&call->events, &e);
}

static lur_status add_turn(struct lur_call *call, const struct lur_spoken *s)
{
  struct lur_turn *at = lur_grow(call->turn, &call->turns_room, call->turns, sizeof *at);
  if (!at) return LUR_NO_MEM;
  call->turn = at;
  at[call->turns++] = (struct lur_turn){.track = role_of(s->party),
                                        .start_s = lur_frames_s(s->start),
                                        .end_s = lur_frames_s(s->end),
                                        .backchannel = s->backchannel,
                                        .takes_floor = s->takes_floor,
                                        .offset_s = s->takes_floor ? lur_frames_s(s->offset) : (double)NAN};
  return LUR_OK;
}

/// The agent's first turn; empty when the agent says nothing outside holds. Mono has no turns, so its first
/// segments joined as a turn's are.
static struct lur_range greeting_of(const struct lur_journey *j, const struct scene *s)
{
  for (size_t i = 0; i < s->talk.n; i++)
    if (s->talk.at[i].party == LUR_PARTY_AGENT && !s->talk.at[i].backchannel)
      return (struct lur_range){s->talk.at[i].start, s->talk.at[i].end};
  const struct lur_ranges *a = &j->agent_speech;
  struct lur_range r = a->n ? a->at[0] : (struct lur_range){0, 0};
  for (size_t i = 1; i < a->n && a->at[i].start - r.end < lur_turn_rules_default().join; i++)
    r.end = a->at[i].end;
  return r;
}

static lur_status add_events(const struct lur_journey *j, const struct scene *s, int64_t dead_air,
                             struct lur_call *call)
{
  struct lur_range greeting = greeting_of(j, s);
  lur_role greeter = j->mono ? LUR_ROLE_MIX : LUR_ROLE_AGENT;
  lur_status status = LUR_OK;
  if (greeting.end > greeting.start)
    status = add(call, LUR_EVENT_GREETING, greeting.start, greeting.end, greeter);
  if (status == LUR_OK) status = add_ranges(call, LUR_EVENT_HOLD, &j->holds, 1);
  if (status == LUR_OK) status = add_ranges(call, LUR_EVENT_TRANSFER, &j->transfers, 1);
  if (status == LUR_OK) status = add_ranges(call, LUR_EVENT_OVERLAP, &s->overlap, 1);
  if (status == LUR_OK)
    status = add_ranges(call, LUR_EVENT_MUTUAL_SILENCE, &s->silence, least_listed_silence);
  if (status == LUR_OK) status = add_ranges(call, LUR_EVENT_DEAD_AIR, &s->silence, dead_air);
  for (size_t i = 0; i < s->talk.n && status == LUR_OK; i++) {
    status = add_spoken(call, &s->talk.at[i]);
    if (status == LUR_OK) status = add_turn(call, &s->talk.at[i]);
  }
  for (size_t i = 0; i < s->talk.monologues && status == LUR_OK; i++) {
    const struct lur_monologue *m = &s->talk.monologue[i];
    status = add(call, LUR_EVENT_MONOLOGUE, m->start, m->end, role_of(m->party));
  }
  return status;
}

static void set_s(struct lur_call *call, lur_measure which, int64_t frames)
{
  lur_measure_set(&call->measures, which, lur_frames_s(frames));
}

static void set_greeting(const struct lur_journey *j, const struct scene *s, struct lur_call *call)
{
  struct lur_range greeting = greeting_of(j, s);
  if (greeting.end > greeting.start)
    set_s(call, LUR_M_ANSWER_GREETING_S, greeting.end - greeting.start);
  else
    lur_measure_unknown(&call->measures, LUR_M_ANSWER_GREETING_S, no_agent);
}

static void set_ratio(struct lur_call *call, lur_measure which, int64_t part, int64_t whole, const char *why)
{
  if (whole > 0)
    lur_measure_set(&call->measures, which, (double)part / (double)whole);
  else
    lur_measure_unknown(&call->measures, which, why);
}

static int64_t longest(const struct lur_ranges *list)
{
  int64_t most = 0;
  for (size_t i = 0; i < list->n; i++)
    if (list->at[i].end - list->at[i].start > most) most = list->at[i].end - list->at[i].start;
  return most;
}

static void set_silence(const struct scene *s, int64_t dead_air, struct lur_call *call)
{
  int64_t count = 0, sum = 0;
  for (size_t i = 0; i < s->silence.n; i++) {
    int64_t length = s->silence.at[i].end - s->silence.at[i].start;
    if (length >= dead_air) count++, sum += length;
  }
  set_s(call, LUR_M_SILENCE_MUTUAL_S, lur_ranges_total(&s->silence));
  set_ratio(call, LUR_M_SILENCE_MUTUAL_RATIO, lur_ranges_total(&s->silence), s->talk_frames, no_talk);
  set_s(call, LUR_M_SILENCE_LONGEST_S, longest(&s->silence));
  lur_measure_set(&call->measures, LUR_M_SILENCE_DEAD_AIR_COUNT, (double)count);
  set_s(call, LUR_M_SILENCE_DEAD_AIR_S, sum);
}

static void set_talk(const struct scene *s, struct lur_call *call)
{
  int64_t agent = lur_ranges_total(&s->speech[LUR_PARTY_AGENT]),
          caller = lur_ranges_total(&s->speech[LUR_PARTY_CALLER]);
  set_s(call, LUR_M_TALK_AGENT_S, agent);
  set_s(call, LUR_M_TALK_CALLER_S, caller);
  set_ratio(call, LUR_M_TALK_AGENT_RATIO, agent, agent + caller, no_talk);
  set_ratio(call, LUR_M_TALK_CALLER_RATIO, caller, agent + caller, no_talk);
  set_s(call, LUR_M_OVERLAP_TOTAL_S, lur_ranges_total(&s->overlap));
  set_ratio(call, LUR_M_OVERLAP_RATIO, lur_ranges_total(&s->overlap), s->talk_frames, no_talk);
  lur_measure_set(&call->measures, LUR_M_OVERLAP_COUNT, (double)s->overlap.n);
  set_s(call, LUR_M_OVERLAP_LONGEST_S, longest(&s->overlap));
}

/// Counts of one party over the candidates.
static void set_party(const struct scene *s, int party, struct lur_call *call)
{
  static const lur_measure count[2] = {LUR_M_INTERRUPTION_AGENT_COUNT, LUR_M_INTERRUPTION_CALLER_COUNT};
  static const lur_measure floor[2] = {LUR_M_INTERRUPTION_AGENT_FLOOR_COUNT,
                                       LUR_M_INTERRUPTION_CALLER_FLOOR_COUNT};
  static const lur_measure time[2] = {LUR_M_INTERRUPTION_AGENT_S, LUR_M_INTERRUPTION_CALLER_S};
  static const lur_measure backchannels[2] = {LUR_M_BACKCHANNEL_AGENT_COUNT, LUR_M_BACKCHANNEL_CALLER_COUNT};
  static const lur_measure monologue[2] = {LUR_M_MONOLOGUE_AGENT_LONGEST_S, LUR_M_MONOLOGUE_CALLER_LONGEST_S};
  int64_t interruptions = 0, took = 0, overlapped = 0, signals = 0, most = 0;
  for (size_t i = 0; i < s->talk.n; i++) {
    const struct lur_spoken *t = &s->talk.at[i];
    if (t->party != party) continue;
    signals += t->backchannel;
    interruptions += t->interrupts;
    took += t->interrupts && t->took_floor;
    if (t->interrupts) overlapped += lur_ranges_within(&s->overlap, t->start, t->overlap_end);
  }
  for (size_t i = 0; i < s->talk.monologues; i++) {
    const struct lur_monologue *m = &s->talk.monologue[i];
    if (m->party == party && m->end - m->start > most) most = m->end - m->start;
  }
  lur_measure_set(&call->measures, count[party], (double)interruptions);
  lur_measure_set(&call->measures, floor[party], (double)took);
  set_s(call, time[party], overlapped);
  lur_measure_set(&call->measures, backchannels[party], (double)signals);
  if (s->speech[party].n)
    set_s(call, monologue[party], most);
  else
    lur_measure_unknown(&call->measures, monologue[party], party == LUR_PARTY_AGENT ? no_agent : no_caller);
}

static int by_size(const void *pa, const void *pb)
{
  int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;
  return (a > b) - (a < b);
}

/// Value at a share of n sorted ones, straight line between neighbours.
static double percentile_s(const int64_t *sorted, size_t n, double share)
{
  double at = share * (double)(n - 1);
  size_t i = (size_t)at;
  double low = (double)sorted[i], high = (double)sorted[i + 1 < n ? i + 1 : i];
  return (low + (at - (double)i) * (high - low)) / LUR_FRAME_RATE;
}

static lur_status set_responses(const struct scene *s, int party, struct lur_call *call)
{
  static const lur_measure median[2] = {LUR_M_RESPONSE_AGENT_MEDIAN_S, LUR_M_RESPONSE_CALLER_MEDIAN_S};
  static const lur_measure slow[2] = {LUR_M_RESPONSE_AGENT_P90_S, LUR_M_RESPONSE_CALLER_P90_S};
  int64_t *offset = malloc((s->talk.n + 1) * sizeof *offset);
  size_t n = 0;
  if (!offset) return LUR_NO_MEM;
  for (size_t i = 0; i < s->talk.n; i++)
    if (s->talk.at[i].party == party && s->talk.at[i].takes_floor) offset[n++] = s->talk.at[i].offset;
  if (n) {
    qsort(offset, n, sizeof *offset, by_size);
    lur_measure_set(&call->measures, median[party], percentile_s(offset, n, 0.5));
    lur_measure_set(&call->measures, slow[party], percentile_s(offset, n, 0.9));
  } else {
    const char *why = party == LUR_PARTY_AGENT ? N_("the agent never took the word from the caller")
                                               : N_("the caller never took the word from the agent");
    lur_measure_unknown(&call->measures, median[party], why);
    lur_measure_unknown(&call->measures, slow[party], why);
  }
  free(offset);
  return LUR_OK;
}

static void set_turns(const struct scene *s, struct lur_call *call)
{
  int64_t turns = 0, transfers = 0;
  for (size_t i = 0; i < s->talk.n; i++) {
    turns += !s->talk.at[i].backchannel;
    transfers += s->talk.at[i].takes_floor;
  }
  lur_measure_set(&call->measures, LUR_M_TURN_COUNT, (double)turns);
  if (s->talk_frames > 0)
    lur_measure_set(&call->measures, LUR_M_TURN_CHANGES_PER_MINUTE,
                    (double)transfers * 60 * LUR_FRAME_RATE / (double)s->talk_frames);
  else
    lur_measure_unknown(&call->measures, LUR_M_TURN_CHANGES_PER_MINUTE, no_talk);
}

static void set_holds(const struct lur_journey *j, struct lur_call *call)
{
  int64_t music = 0;
  for (size_t i = 0; i < j->holds.n; i++)
    music += lur_ranges_within(&j->music, j->holds.at[i].start, j->holds.at[i].end);
  lur_measure_set(&call->measures, LUR_M_HOLD_COUNT, (double)j->holds.n);
  set_s(call, LUR_M_HOLD_TOTAL_S, lur_ranges_total(&j->holds));
  set_s(call, LUR_M_HOLD_LONGEST_S, longest(&j->holds));
  set_s(call, LUR_M_HOLD_MUSIC_S, music);
  lur_measure_set(&call->measures, LUR_M_TRANSFER_COUNT, (double)j->transfers.n);
}

static int64_t last_end(const struct lur_ranges *list)
{
  return list->n ? list->at[list->n - 1].end : -1;
}

static void set_closing(const struct lur_journey *j, const struct scene *s, struct lur_call *call)
{
  double trailing = call->duration_s - lur_frames_s(j->last_word);
  lur_measure_set(&call->measures, LUR_M_CLOSING_TRAILING_S, trailing > 0 ? trailing : 0);
  int64_t caller = last_end(&s->speech[LUR_PARTY_CALLER]), agent = last_end(&s->speech[LUR_PARTY_AGENT]);
  if (caller < 0 && agent < 0)
    lur_measure_unknown(&call->measures, LUR_M_CLOSING_LAST_SPEAKER, no_talk);
  else
    lur_measure_set_text(&call->measures, LUR_M_CLOSING_LAST_SPEAKER,
                         lur_role_name(caller > agent ? LUR_ROLE_CALLER : LUR_ROLE_AGENT));
}

/// Level and loudness of one channel over its segments that are that party's speech in the conversation.
static lur_status levels_of(const struct lur_feed_channel *ch, const struct lur_ranges *speech, double *level,
                            double *loudness)
{
  struct lur_p56_sums sums = {0};
  float *block = malloc((ch->blocks + 1) * sizeof *block);
  size_t n = 0;
  if (!block) return LUR_NO_MEM;
  for (size_t i = 0; i < ch->segments; i++) {
    const struct lur_segment *s = &ch->segment[i];
    if (!lur_ranges_within(speech, s->range.start, s->range.end)) continue;
    lur_p56_add(&sums, &s->p56);
    for (size_t k = 0; k < s->blocks; k++) block[n++] = ch->block[s->first_block + k];
  }
  *level = lur_p56_level_dbov(&sums);
  *loudness = lur_loudness_integrated(block, n);
  free(block);
  return LUR_OK;
}

static void set_level(struct lur_call *call, lur_measure which, double value, const char *why)
{
  if (isfinite(value))
    lur_measure_set(&call->measures, which, value);
  else
    lur_measure_unknown(&call->measures, which, why);
}

static lur_status set_levels(const struct lur_journey *j, const lur_feed *feed, const struct scene *s,
                             struct lur_call *call)
{
  double agent, caller, agent_lufs, caller_lufs;
  lur_status status = levels_of(&feed->channel[j->agent], &s->speech[LUR_PARTY_AGENT], &agent, &agent_lufs);
  if (status == LUR_OK)
    status = levels_of(&feed->channel[j->caller], &s->speech[LUR_PARTY_CALLER], &caller, &caller_lufs);
  if (status != LUR_OK) return status;
  set_level(call, LUR_M_LEVEL_AGENT_DBOV, agent, no_agent);
  set_level(call, LUR_M_LEVEL_CALLER_DBOV, caller, no_caller);
  set_level(call, LUR_M_LEVEL_DIFFERENCE_DB, agent - caller, isfinite(agent) ? no_caller : no_agent);
  set_level(call, LUR_M_LOUDNESS_AGENT_LUFS, agent_lufs, no_agent);
  set_level(call, LUR_M_LOUDNESS_CALLER_LUFS, caller_lufs, no_caller);
  return LUR_OK;
}

/// What one channel with both voices cannot tell, and why; the reasons are set before, here only what can be
/// told.
static lur_status set_separate(const struct lur_journey *j, const lur_feed *feed, const struct scene *s,
                               struct lur_call *call)
{
  lur_status status = LUR_OK;
  set_talk(s, call);
  set_turns(s, call);
  set_closing(j, s, call);
  for (int p = 0; p < 2 && status == LUR_OK; p++) {
    set_party(s, p, call);
    status = set_responses(s, p, call);
  }
  return status == LUR_OK ? set_levels(j, feed, s, call) : status;
}

static void set_reasons(const struct lur_journey *j, struct lur_call *call)
{
  const char *together = j->doubts.is[LUR_DOUBT_DUPLICATE] ? same_sound : one_channel;
  const char *why = j->answer < 0 ? not_answered : together;
  for (int i = LUR_M_CALL_CONVERSATION_S; i <= LUR_M_CLOSING_TRAILING_S; i++)
    lur_measure_unknown(&call->measures, (lur_measure)i, why);
  for (int i = LUR_M_LEVEL_AGENT_DBOV; i <= LUR_M_LOUDNESS_CALLER_LUFS; i++)
    lur_measure_unknown(&call->measures, (lur_measure)i, why);
  lur_measure_unknown(&call->measures, LUR_M_ANSWER_GREETING_S, why);
}

lur_status lur_conversation_of(const struct lur_journey *j, const lur_feed *feed, int64_t dead_air,
                               struct lur_call *call)
{
  struct scene s = {0};
  set_reasons(j, call);
  if (j->answer < 0) return LUR_OK;
  lur_status status = set_scene(j, dead_air, &s);
  if (status == LUR_OK) status = add_events(j, &s, dead_air, call);
  if (status == LUR_OK) {
    if (!j->mono) set_greeting(j, &s, call); // on one channel the caller's reply may be part of it
    set_s(call, LUR_M_CALL_CONVERSATION_S, s.talk_frames);
    set_silence(&s, dead_air, call);
    set_holds(j, call);
    if (j->mono)
      lur_measure_set(&call->measures, LUR_M_CLOSING_TRAILING_S,
                      fmax(0, call->duration_s - lur_frames_s(j->last_word)));
    else
      status = set_separate(j, feed, &s, call);
  }
  clear_scene(&s);
  return status;
}
