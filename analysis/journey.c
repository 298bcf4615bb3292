#include "analysis/journey.h"
#include "analysis/roles.h"

#include <stdlib.h>

/// Speech of the callee's side this close together is one announcement (measures: pauses under 1.5 s are
/// inside it).
enum { prompt_pause = 150 };
/// Conversation begins when the caller speaks for this long, soon after somebody on the other side has.
enum { least_reply = 25, reply_within = 800 };
/// A greeting is no shorter than this, or goes on after a short pause.
enum { least_greeting = 20, greeting_pause = 100 };
/// In mono, so much speech between two machine sounds is a conversation: more than any menu before a key or a
/// ring, or than an announcement before music.
enum { most_mono_menu = 2500, most_mono_announcement = 800 };
/// Holds, as measures define them.
enum { least_hold_music = 200, least_mute = 500, announcement_gap = 1500 };
static const int mute_step = 2 * 6; // half decibels by which a muted line's floor differs
/// Speech after a busy tone from which on both parties still talk: more than that tone's own sounds.
enum { least_return = 100 };
/// What an interval of a journey is sure of, by how it was found.
static const double sure = 0.99, likely = 0.9, guessed = 0.7;

static int64_t frame_of(double s)
{
  return (int64_t)(s * LUR_FRAME_RATE + 0.5);
}

static int64_t max64(int64_t a, int64_t b)
{
  return a > b ? a : b;
}

static void assign_roles(const struct lur_analyser_config *config, const struct lur_heard *heard,
                         struct lur_journey *j)
{
  j->mono = heard->channels == 1;
  if (j->mono) {
    j->roles_from = LUR_ROLES_DETECTED;
    j->roles_confidence = 1;
    return;
  }
  if (config->role[0] == LUR_ROLE_AGENT || config->role[1] == LUR_ROLE_CALLER)
    j->agent = 0;
  else if (config->role[0] == LUR_ROLE_CALLER || config->role[1] == LUR_ROLE_AGENT)
    j->agent = 1;
  else
    j->agent = -1;
  j->roles_from = config->roles_from;
  j->roles_confidence = 1;
  bool any_sound = heard->tones.n || heard->keys[0].n || heard->keys[1].n || heard->speech[0].n ||
                   heard->speech[1].n || heard->music[0].n || heard->music[1].n;
  if (j->agent < 0 || j->roles_from == LUR_ROLES_DEFAULT) {
    j->roles_from = any_sound ? LUR_ROLES_DETECTED : LUR_ROLES_DEFAULT;
    j->agent = any_sound ? lur_roles_detect(heard, &j->roles_confidence) : 1;
    if (!any_sound) j->roles_confidence = 0.5;
  }
  j->caller = 1 - j->agent;
}

/// First moment at which the caller replies to somebody who is no machine for certain; INT64_MAX when never.
static int64_t dialogue_start(const struct lur_heard *heard, const struct lur_journey *j)
{
  const struct lur_ranges *caller = &heard->speech[j->caller], *agent = &heard->speech[j->agent];
  for (size_t i = 0; i < caller->n; i++) {
    const struct lur_range *r = &caller->at[i];
    if (r->end - r->start < least_reply || lur_ranges_contain(&heard->music[j->agent], r->start)) continue;
    if (lur_ranges_within(agent, r->start - reply_within, r->end) >= least_reply) return r->start;
  }
  return INT64_MAX;
}

/// Machine sounds (tones before the answer, music, keys), in order of start.
static lur_status machine_sounds(const struct lur_heard *heard, const struct lur_journey *j,
                                 struct lur_ranges *out)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < heard->tones.n && status == LUR_OK; i++) {
    const struct lur_event *e = &heard->tones.at[i];
    if (e->type == LUR_EVENT_RINGBACK && e->channel == j->agent)
      status = lur_ranges_add(out, frame_of(e->start_s), frame_of(e->end_s));
  }
  for (size_t i = 0; i < heard->music[j->agent].n && status == LUR_OK; i++)
    status = lur_ranges_add(out, heard->music[j->agent].at[i].start, heard->music[j->agent].at[i].end);
  for (size_t i = 0; i < heard->keys[j->caller].n && status == LUR_OK; i++)
    status = lur_ranges_add(out, heard->keys[j->caller].at[i].start, heard->keys[j->caller].at[i].end);
  lur_ranges_sort(out);
  return status;
}

/// End of the last machine sound before people talk to each other: who speaks on the agent's side before it
/// is recorded.
static int64_t machines_end(const struct lur_heard *heard, const struct lur_journey *j,
                            const struct lur_ranges *machines)
{
  int64_t dialogue = j->mono ? INT64_MAX : dialogue_start(heard, j), end = 0;
  for (size_t i = 0; i < machines->n && machines->at[i].start < dialogue; i++) {
    const struct lur_range *m = &machines->at[i];
    bool music = lur_ranges_contain(&heard->music[j->agent], m->start);
    int64_t most = music ? most_mono_announcement : most_mono_menu;
    if (j->mono && i > 0 && lur_ranges_within(&heard->speech[0], end, m->start) > most) break;
    end = max64(end, m->end);
  }
  return end;
}

/// A busy or congestion tone on the agent's channel that starts at `from` or later; its start, or -1.
static int64_t busy_from(const struct lur_heard *heard, const struct lur_journey *j, int64_t from)
{
  for (size_t i = 0; i < heard->tones.n; i++) {
    const struct lur_event *e = &heard->tones.at[i];
    int64_t start = frame_of(e->start_s);
    if (lur_event_is_busy(e->type) && e->channel == j->agent && start >= from) return start;
  }
  return -1;
}

/// A lone sound too short for a word of greeting.
static bool is_blip(const struct lur_ranges *speech, size_t i)
{
  const struct lur_range *r = &speech->at[i];
  return r->end - r->start < least_greeting && (i + 1 == speech->n || r[1].start - r->end > greeting_pause);
}

/// Parts the agent's channel into recorded announcements and the agent, at the answer.
static lur_status find_answer(const struct lur_heard *heard, const struct lur_ranges *machines,
                              struct lur_journey *j)
{
  const struct lur_ranges *speech = &heard->speech[j->agent];
  int64_t pre = machines_end(heard, j, machines), slack = 10;
  lur_status status = LUR_OK;
  j->answer = -1;
  for (size_t i = 0; i < speech->n && status == LUR_OK; i++) {
    const struct lur_range *r = &speech->at[i];
    if (j->answer < 0 && is_blip(speech, i)) continue;
    if (j->answer < 0 && r->start < pre - slack) {
      status = lur_ranges_add(&j->prompts, r->start, r->end);
      continue;
    }
    if (j->answer < 0) j->answer = r->start;
    status = lur_ranges_add(&j->agent_speech, r->start, r->end);
  }
  bool silent_caller = !j->mono && heard->speech[j->caller].n == 0;
  if (j->answer >= 0 && silent_caller && machines->n && busy_from(heard, j, j->answer) >= 0) {
    // somebody speaks, nobody replies, and the exchange hangs up: an announcement
    j->answer = -1;
    for (size_t i = 0; i < j->agent_speech.n && status == LUR_OK; i++)
      status = lur_ranges_add(&j->prompts, j->agent_speech.at[i].start, j->agent_speech.at[i].end);
    lur_ranges_clear(&j->agent_speech);
  }
  j->busy = j->answer < 0 && busy_from(heard, j, 0) >= 0;
  return status;
}

/// Last frame with speech before `frame`, as an end; `least` when there is none after it.
static int64_t word_before(const struct lur_ranges *a, const struct lur_ranges *b, int64_t frame,
                           int64_t least)
{
  int64_t end = least;
  const struct lur_ranges *lists[2] = {a, b};
  for (int k = 0; k < 2; k++) {
    size_t i = lur_ranges_seek(lists[k], frame - 1);
    if (i < lists[k]->n && lists[k]->at[i].start < frame) return frame; // speaking at that moment
    if (i > 0) end = max64(end, lists[k]->at[i - 1].end);
  }
  return end;
}

/// First start of speech at or after `frame`; -1 when there is none.
static int64_t word_after(const struct lur_ranges *a, const struct lur_ranges *b, int64_t frame)
{
  int64_t start = INT64_MAX;
  const struct lur_ranges *lists[2] = {a, b};
  for (int k = 0; k < 2; k++) {
    size_t i = lur_ranges_seek(lists[k], frame);
    if (i < lists[k]->n && lists[k]->at[i].start >= frame && lists[k]->at[i].start < start)
      start = lists[k]->at[i].start;
    if (i < lists[k]->n && lists[k]->at[i].start < frame && frame < start) start = frame;
  }
  return start == INT64_MAX ? -1 : start;
}

/// Adds the stretch from the last word before [start, end) to the first word after, if there are both.
static lur_status add_away(const struct lur_journey *j, int64_t start, int64_t end, struct lur_ranges *out)
{
  int64_t from = word_before(&j->agent_speech, &j->caller_speech, start, j->answer);
  int64_t to = word_after(&j->agent_speech, &j->caller_speech, end);
  return to > from ? lur_ranges_add(out, from, to) : LUR_OK;
}

/// Music, and announcements between pieces of it that nobody replies to.
static lur_status hold_music(const struct lur_journey *j, struct lur_ranges *out)
{
  struct lur_ranges runs = {0};
  lur_status status = LUR_OK;
  for (size_t i = 0; i < j->music.n && status == LUR_OK; i++) {
    struct lur_range m = j->music.at[i];
    if (m.start < j->answer || m.end - m.start < least_hold_music) continue;
    struct lur_range *last = runs.n ? &runs.at[runs.n - 1] : NULL;
    bool same = last && m.start - last->end < announcement_gap &&
                !lur_ranges_within(&j->caller_speech, last->end, m.start);
    if (same && !j->mono)
      last->end = m.end;
    else
      status = lur_ranges_add(&runs, m.start, m.end);
  }
  for (size_t i = 0; i < runs.n && status == LUR_OK; i++)
    status = add_away(j, runs.at[i].start, runs.at[i].end, out);
  lur_ranges_clear(&runs);
  return status;
}

/// Usual level of a channel in [start, end) where nobody on it speaks, in half decibels; -1 when there is too
/// little of it.
static int quiet_level(const struct lur_feed_channel *ch, const struct lur_ranges *speech, int64_t start,
                       int64_t end)
{
  const int64_t cell = LUR_FRAME_RATE / 10;
  int64_t sum = 0, n = 0;
  for (int64_t i = max64(start, 0) / cell + 1; (i + 1) * cell <= end && i < (int64_t)ch->contours; i++) {
    if (lur_ranges_within(speech, (i - 1) * cell, (i + 2) * cell)) continue;
    sum += ch->contour[i];
    n++;
  }
  return n >= 5 ? (int)(sum / n) : -1;
}

/// A long mutual silence during which the agent's line changes its noise floor and changes back: muted.
static bool is_mute(const struct lur_feed_channel *ch, const struct lur_journey *j, int64_t start,
                    int64_t end)
{
  int inside = quiet_level(ch, &j->agent_speech, start + 50, end - 50);
  int before = quiet_level(ch, &j->agent_speech, start - 1500, start);
  int after = quiet_level(ch, &j->agent_speech, end, end + 1500);
  if (inside < 0 || before < 0 || after < 0) return false;
  return abs(inside - before) >= mute_step && abs(inside - after) >= mute_step &&
         (inside > before) == (inside > after);
}

static lur_status mutes(const lur_feed *feed, const struct lur_journey *j, struct lur_ranges *out)
{
  struct lur_ranges words = {0};
  lur_status status = lur_ranges_or(&j->agent_speech, &j->caller_speech, &words);
  for (size_t i = 1; i < words.n && status == LUR_OK; i++) {
    int64_t start = words.at[i - 1].end, end = words.at[i].start;
    if (start < j->answer || end - start < least_mute) continue;
    if (is_mute(&feed->channel[j->agent], j, start, end)) status = lur_ranges_add(out, start, end);
  }
  lur_ranges_clear(&words);
  return status;
}

/// Ringing after the conversation began: the caller is passed on.
static lur_status find_transfers(const struct lur_heard *heard, struct lur_journey *j)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < heard->tones.n && status == LUR_OK; i++) {
    const struct lur_event *e = &heard->tones.at[i];
    if (e->type == LUR_EVENT_RINGBACK && e->channel == j->agent && frame_of(e->start_s) > j->answer)
      status = add_away(j, frame_of(e->start_s), frame_of(e->end_s), &j->transfers);
  }
  lur_ranges_sort(&j->transfers);
  lur_ranges_join(&j->transfers, 1);
  return status;
}

static lur_status find_holds(const lur_feed *feed, struct lur_journey *j)
{
  struct lur_ranges found = {0};
  lur_status status = hold_music(j, &found);
  if (status == LUR_OK && !j->mono) status = mutes(feed, j, &found);
  lur_ranges_sort(&found);
  lur_ranges_join(&found, 1);
  if (status == LUR_OK) status = lur_ranges_minus(&found, &j->transfers, &j->holds);
  lur_ranges_clear(&found);
  return status;
}

/// Announcements inside holds and transfers are no words of the agent: they become prompts.
static lur_status part_announcements(struct lur_journey *j)
{
  struct lur_ranges away = {0}, said = {0}, live = {0};
  lur_status status = lur_ranges_or(&j->holds, &j->transfers, &away);
  if (status == LUR_OK && !j->mono) {
    status = lur_ranges_and(&j->agent_speech, &away, &said);
    if (status == LUR_OK) status = lur_ranges_minus(&j->agent_speech, &away, &live);
    for (size_t i = 0; i < said.n && status == LUR_OK; i++)
      status = lur_ranges_add(&j->prompts, said.at[i].start, said.at[i].end);
    if (status == LUR_OK) {
      lur_ranges_clear(&j->agent_speech);
      j->agent_speech = live;
      live = (struct lur_ranges){0};
    }
  }
  lur_ranges_clear(&away);
  lur_ranges_clear(&said);
  lur_ranges_clear(&live);
  return status;
}

/// Last frame after which at least `least` frames of the list lie; -1 when it has fewer.
static int64_t lasts_until(const struct lur_ranges *list, int64_t least)
{
  int64_t sum = 0;
  for (size_t i = list->n; i-- > 0;) {
    sum += list->at[i].end - list->at[i].start;
    if (sum >= least) return list->at[i].start + (sum - least);
  }
  return -1;
}

/// Start of the busy or congestion tone after which the two do not talk any more; -1 when there is none. A
/// busy tone that they talk after is that of somebody the caller was to be passed on to.
static int64_t hung_up(const struct lur_heard *heard, const struct lur_journey *j)
{
  int64_t agent = lasts_until(&j->agent_speech, least_return),
          caller = lasts_until(&j->caller_speech, least_reply), both = agent < caller ? agent : caller;
  for (size_t i = 0; i < heard->tones.n; i++) {
    const struct lur_event *e = &heard->tones.at[i];
    int64_t start = frame_of(e->start_s);
    if (lur_event_is_busy(e->type) && e->channel == j->agent && start >= j->answer &&
        frame_of(e->end_s) > both)
      return start;
  }
  return -1;
}

/// What sounds like speech after the line went busy is no word of the call.
static void cut_at(struct lur_ranges *speech, int64_t frame)
{
  size_t kept = 0;
  for (size_t i = 0; i < speech->n && speech->at[i].start < frame; i++) {
    speech->at[kept] = speech->at[i];
    if (speech->at[kept].end > frame) speech->at[kept].end = frame;
    kept++;
  }
  speech->n = kept;
}

static lur_status find_talk(struct lur_journey *j)
{
  struct lur_ranges whole = {0}, without = {0};
  const struct lur_ranges *lists[2] = {&j->agent_speech, &j->caller_speech};
  j->last_word = j->answer;
  for (int k = 0; k < 2; k++)
    if (lists[k]->n) j->last_word = max64(j->last_word, lists[k]->at[lists[k]->n - 1].end);
  lur_status status = lur_ranges_add(&whole, j->answer, j->last_word);
  if (status == LUR_OK) status = lur_ranges_minus(&whole, &j->holds, &without);
  if (status == LUR_OK) status = lur_ranges_minus(&without, &j->transfers, &j->talk);
  lur_ranges_clear(&whole);
  lur_ranges_clear(&without);
  return status;
}

static lur_status mark(struct lur_journey *j, int64_t start, lur_phase_kind kind, double confidence)
{
  struct lur_mark *at = lur_grow(j->phases.at, &j->phases.room, j->phases.n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  j->phases.at = at;
  at[j->phases.n++] = (struct lur_mark){start, kind, confidence};
  return LUR_OK;
}

static int by_start(const void *pa, const void *pb)
{
  const struct lur_mark *a = pa, *b = pb;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  return (a->kind > b->kind) - (a->kind < b->kind);
}

/// Phases before the answer (or the end): ringing, menus, queue. Announcements after the first music belong
/// to the queue.
static lur_status mark_access(const struct lur_heard *heard, struct lur_journey *j, int64_t until)
{
  lur_status status = LUR_OK;
  int64_t queue = INT64_MAX;
  for (size_t i = 0; i < j->music.n && status == LUR_OK; i++)
    if (j->music.at[i].start < until) {
      if (queue == INT64_MAX) queue = j->music.at[i].start;
      status = mark(j, j->music.at[i].start, LUR_PHASE_QUEUE, likely);
    }
  for (size_t i = 0; i < heard->tones.n && status == LUR_OK; i++) {
    const struct lur_event *e = &heard->tones.at[i];
    if (e->type == LUR_EVENT_RINGBACK && e->channel == j->agent && frame_of(e->start_s) < until)
      status = mark(j, frame_of(e->start_s), LUR_PHASE_RING, sure);
  }
  for (size_t i = 0; i < j->prompts.n && status == LUR_OK; i++) {
    int64_t start = j->prompts.at[i].start;
    if (start < until) status = mark(j, start, start < queue ? LUR_PHASE_IVR : LUR_PHASE_QUEUE, guessed);
  }
  return status;
}

static lur_status mark_ranges(struct lur_journey *j, const struct lur_ranges *list, lur_phase_kind kind)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < list->n && status == LUR_OK; i++) status = mark(j, list->at[i].start, kind, likely);
  return status;
}

/// Sorts the marks, drops those that repeat the phase before, and starts at 0.
static void tidy_marks(struct lur_journey *j)
{
  size_t kept = 0;
  qsort(j->phases.at, j->phases.n, sizeof *j->phases.at, by_start);
  for (size_t i = 0; i < j->phases.n; i++) {
    struct lur_mark *last = kept ? &j->phases.at[kept - 1] : NULL;
    bool tie = i + 1 < j->phases.n && j->phases.at[i + 1].start == j->phases.at[i].start;
    if (tie) continue; // the later kind of the journey wins
    if (!last || last->kind != j->phases.at[i].kind) j->phases.at[kept++] = j->phases.at[i];
  }
  j->phases.n = kept;
}

static lur_status mark_phases(const struct lur_heard *heard, struct lur_journey *j)
{
  bool answered = j->answer >= 0;
  int64_t busy = busy_from(heard, j, 0), end = answered ? j->last_word : busy >= 0 ? busy : heard->frames;
  lur_status status = heard->frames ? mark(j, 0, LUR_PHASE_DIAL, likely) : LUR_OK;
  if (status == LUR_OK) status = mark_access(heard, j, answered ? j->answer : end);
  if (status == LUR_OK && answered) status = mark_ranges(j, &j->talk, LUR_PHASE_CONVERSATION);
  if (status == LUR_OK && answered) status = mark_ranges(j, &j->holds, LUR_PHASE_HOLD);
  if (status == LUR_OK && answered) status = mark_ranges(j, &j->transfers, LUR_PHASE_TRANSFER);
  if (status == LUR_OK && end < heard->frames) status = mark(j, end, LUR_PHASE_END, likely);
  if (status == LUR_OK && j->phases.n) tidy_marks(j);
  return status;
}

/// All the caller says is the track; the ratios take only what lies in the conversation.
static lur_status take_caller(const struct lur_heard *heard, struct lur_journey *j)
{
  lur_status status = LUR_OK;
  const struct lur_ranges *speech = &heard->speech[j->caller];
  for (size_t i = 0; i < speech->n && status == LUR_OK; i++)
    status = lur_ranges_add(&j->caller_speech, speech->at[i].start, speech->at[i].end);
  return status;
}

lur_status lur_journey_of(const struct lur_analyser_config *config, const struct lur_heard *heard,
                          const lur_feed *feed, struct lur_journey *j)
{
  struct lur_ranges machines = {0};
  assign_roles(config, heard, j);
  lur_status status = machine_sounds(heard, j, &machines);
  if (status == LUR_OK) status = find_answer(heard, &machines, j);
  lur_ranges_clear(&machines);
  for (size_t i = 0; i < heard->music[j->agent].n && status == LUR_OK; i++)
    status = lur_ranges_add(&j->music, heard->music[j->agent].at[i].start, heard->music[j->agent].at[i].end);
  if (status == LUR_OK && !j->mono) status = take_caller(heard, j);
  j->last_word = -1;
  int64_t busy = j->answer >= 0 ? hung_up(heard, j) : -1;
  if (busy >= 0) {
    cut_at(&j->agent_speech, busy);
    cut_at(&j->caller_speech, busy);
  }
  if (status == LUR_OK && j->answer >= 0) {
    status = find_transfers(heard, j);
    if (status == LUR_OK) status = find_holds(feed, j);
    if (status == LUR_OK) status = part_announcements(j);
    if (status == LUR_OK) status = find_talk(j);
  }
  return status == LUR_OK ? mark_phases(heard, j) : status;
}

void lur_journey_clear(struct lur_journey *j)
{
  lur_ranges_clear(&j->agent_speech);
  lur_ranges_clear(&j->caller_speech);
  lur_ranges_clear(&j->prompts);
  lur_ranges_clear(&j->music);
  lur_ranges_clear(&j->holds);
  lur_ranges_clear(&j->transfers);
  lur_ranges_clear(&j->talk);
  free(j->phases.at);
  *j = (struct lur_journey){0};
}
