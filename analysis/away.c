#include "analysis/away.h"

#include <stdlib.h>

#include "analysis/voice.h"

/// Holds, as measures define them; and the least music that a caller who gives up is left with.
enum { least_hold_music = 200, least_mute = 500, announcement_gap = 1500, least_left_music = 400 };
/// People finish a word while music begins, and greet while it ends, for no longer than this.
enum { most_straddle = 200 };
/// Callers who are put away do not talk for so much of the time; nor for half of that in turns with somebody.
enum { least_talk = 300, talk_share = 2, least_turn = 80 };
/// Half decibels by which a muted line's floor differs; and by which a word stands over it, for so many
/// tenths of a second at most in which the line is only back.
enum { mute_step = 2 * 6, word_step = 2 * 6, most_hiss = 15 };
/// Speech is one phrase over shorter pauses.
enum { phrase_pause = 40 };
/// How far before and after a hold an agent's voice is compared, and from which distance on (voice.h) it is
/// certainly another's, dB; over so much speech of each.
enum { voice_reach = 6000, least_voice = 500 };
static const double other_agent_db = 3.3;
enum { cell = LUR_FRAME_RATE / 10 }; // of a contour

static int64_t max64(int64_t a, int64_t b)
{
  return a > b ? a : b;
}

/// Last frame with speech before `frame`, as an end; `least` when there is none after it. A word that is
/// being spoken then counts to its end, if that comes soon.
static int64_t word_before(const struct lur_journey *j, int64_t frame, int64_t least)
{
  int64_t end = least;
  const struct lur_ranges *lists[2] = {&j->agent_speech, &j->caller_speech};
  for (int k = 0; k < 2; k++) {
    size_t i = lur_ranges_seek(lists[k], frame - 1);
    if (i < lists[k]->n && lists[k]->at[i].start < frame)
      end = max64(end, lists[k]->at[i].end - frame < most_straddle ? lists[k]->at[i].end : frame);
    else if (i > 0)
      end = max64(end, lists[k]->at[i - 1].end);
  }
  return end;
}

/// First start of speech at or after `frame`; -1 when there is none. A word that is being spoken then counts
/// from its start, if that was just before.
static int64_t word_after(const struct lur_journey *j, int64_t frame)
{
  int64_t start = INT64_MAX;
  const struct lur_ranges *lists[2] = {&j->agent_speech, &j->caller_speech};
  for (int k = 0; k < 2; k++) {
    size_t i = lur_ranges_seek(lists[k], frame);
    if (i >= lists[k]->n) continue;
    int64_t from = lists[k]->at[i].start;
    if (from < frame && frame - from >= most_straddle) from = frame;
    if (from < start) start = from;
  }
  return start == INT64_MAX ? -1 : start;
}

/// Adds the stretch from the last word before [start, end) to the first word after; to its end where nobody
/// says a word any more and `left` allows it.
static lur_status add_away(const struct lur_journey *j, int64_t start, int64_t end, bool left,
                           struct lur_ranges *out)
{
  int64_t from = word_before(j, start, j->answer), to = word_after(j, end);
  if (to < 0 && left) to = end;
  return to > from ? lur_ranges_add(out, from, to) : LUR_OK;
}

/// The two talk all the while: it is no music that the caller was put away with.
static bool is_talked_over(const struct lur_journey *j, struct lur_range m)
{
  int64_t caller = lur_ranges_within(&j->caller_speech, m.start, m.end),
          agent = lur_ranges_within(&j->agent_speech, m.start, m.end), length = m.end - m.start;
  if (j->mono || caller < least_talk) return false;
  return talk_share * caller >= length || (2 * talk_share * caller >= length && agent >= least_turn);
}

/// Music joined over announcements between pieces of it that the caller does not reply to.
static lur_status music_runs(const struct lur_journey *j, struct lur_ranges *runs)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < j->music.n && status == LUR_OK; i++) {
    struct lur_range m = j->music.at[i];
    if (m.start < j->answer || m.end - m.start < least_hold_music || is_talked_over(j, m)) continue;
    struct lur_range *last = runs->n ? &runs->at[runs->n - 1] : NULL;
    bool same = last && m.start - last->end < announcement_gap &&
                !lur_ranges_within(&j->caller_speech, last->end, m.start);
    if (same && !j->mono)
      last->end = m.end;
    else
      status = lur_ranges_add(runs, m.start, m.end);
  }
  return status;
}

static lur_status hold_music(const struct lur_journey *j, struct lur_ranges *out)
{
  struct lur_ranges runs = {0};
  lur_status status = music_runs(j, &runs);
  for (size_t i = 0; i < runs.n && status == LUR_OK; i++) {
    const struct lur_range *r = &runs.at[i];
    status = add_away(j, r->start, r->end, r->end - r->start >= least_left_music, out);
  }
  lur_ranges_clear(&runs);
  return status;
}

/// Usual level of a channel in [start, end) where nobody on it speaks, in half decibels; -1 when there is too
/// little of it.
static int quiet_level(const struct lur_feed_channel *ch, const struct lur_ranges *speech, int64_t start,
                       int64_t end)
{
  int64_t sum = 0, n = 0;
  for (int64_t i = max64(start, 0) / cell + 1; (i + 1) * cell <= end && i < (int64_t)ch->contours; i++) {
    if (lur_ranges_within(speech, (i - 1) * cell, (i + 2) * cell)) continue;
    sum += ch->contour[i];
    n++;
  }
  return n >= 5 ? (int)(sum / n) : -1;
}

/// A long mutual silence during which the agent's line changes its noise floor and changes back: muted.
/// *back: the floor after it.
static bool is_mute(const struct lur_feed_channel *ch, const struct lur_journey *j, int64_t start,
                    int64_t end, int *back)
{
  int inside = quiet_level(ch, &j->agent_speech, start + 50, end - 50);
  int before = quiet_level(ch, &j->agent_speech, start - 1500, start);
  int after = *back = quiet_level(ch, &j->agent_speech, end, end + 1500);
  if (inside < 0 || before < 0 || after < 0) return false;
  return abs(inside - before) >= mute_step && abs(inside - after) >= mute_step &&
         (inside > before) == (inside > after);
}

/// Where the word begins that ends a mute: the line's noise that comes back a little before it is no word.
static int64_t true_start(const struct lur_feed_channel *ch, int64_t start, int back)
{
  int64_t first = start / cell, i = first;
  while (i < first + most_hiss && i < (int64_t)ch->contours && (int)ch->contour[i] < back + word_step) i++;
  return i > first && i < first + most_hiss ? i * cell : start;
}

/// Cuts what lies before `from` off the agent's segment that starts at `start`.
static void start_later(struct lur_ranges *speech, int64_t start, int64_t from)
{
  size_t i = lur_ranges_seek(speech, start);
  if (i < speech->n && speech->at[i].start == start && speech->at[i].end > from) speech->at[i].start = from;
}

static lur_status mutes(const lur_feed *feed, struct lur_journey *j, struct lur_ranges *out)
{
  const struct lur_feed_channel *ch = &feed->channel[j->agent];
  struct lur_ranges words = {0};
  lur_status status = lur_ranges_or(&j->agent_speech, &j->caller_speech, &words);
  for (size_t i = 1; i < words.n && status == LUR_OK; i++) {
    int64_t start = words.at[i - 1].end, end = words.at[i].start;
    int back;
    bool sounds = lur_ranges_within(&j->transfers, start, end) || lur_ranges_within(&j->music, start, end) ||
                  lur_ranges_within(&j->unheard, start, end);
    if (start < j->answer || end - start < least_mute || sounds || !is_mute(ch, j, start, end, &back))
      continue;
    int64_t from = true_start(ch, end, back);
    if (!lur_ranges_within(&j->caller_speech, end, from)) {
      start_later(&j->agent_speech, end, from);
      end = from;
    }
    status = lur_ranges_add(out, start, end);
  }
  lur_ranges_clear(&words);
  return status;
}

/// Ringing after the conversation began: the caller is passed on.
static lur_status second_ringing(const struct lur_heard *heard, struct lur_journey *j)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < heard->tones.n && status == LUR_OK; i++) {
    const struct lur_event *e = &heard->tones.at[i];
    if (e->type == LUR_EVENT_RINGBACK && e->channel == j->agent && lur_frames_at(e->start_s) > j->answer)
      status = add_away(j, lur_frames_at(e->start_s), lur_frames_at(e->end_s), true, &j->transfers);
  }
  lur_ranges_sort(&j->transfers);
  lur_ranges_join(&j->transfers, 1);
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

/// What was played before in the call, of all that is recorded.
static lur_status find_repeats(const lur_feed *feed, struct lur_journey *j)
{
  struct lur_ranges phrases = {0};
  lur_status status = LUR_OK;
  for (size_t i = 0; i < j->prompts.n && status == LUR_OK; i++)
    status = lur_ranges_add(&phrases, j->prompts.at[i].start, j->prompts.at[i].end);
  lur_ranges_join(&phrases, phrase_pause);
  if (status == LUR_OK)
    status = lur_repeats_of_speech(&feed->channel[j->agent].prints, &phrases, &j->repeats);
  lur_ranges_clear(&phrases);
  return status;
}

/// The agent who speaks after a hold is certainly not the one before it.
static bool is_other_agent(const lur_feed *feed, const struct lur_journey *j, const struct lur_range *hold)
{
  const struct lur_feed_channel *ch = &feed->channel[j->agent];
  struct lur_voice before = lur_voice_of(ch, max64(j->answer, hold->start - voice_reach), hold->start);
  struct lur_voice after = lur_voice_of(ch, hold->end, hold->end + voice_reach);
  if (before.frames < least_voice || after.frames < least_voice) return false;
  return lur_voice_distance(&before, &after) >= other_agent_db;
}

/// Something in the hold was played before the answer too: it is the queue again. What is played more than
/// once in the hold alone is the agent's own system asking for patience.
static bool is_queue(const struct lur_journey *j, const struct lur_range *hold)
{
  const struct lur_repeat *r = lur_repeats_within(&j->repeats, hold->start, hold->end);
  for (; r && r < j->repeats.at + j->repeats.n && r->range.start < hold->end; r++)
    if (r->range.start - r->lag < j->answer) return true;
  return false;
}

/// Holds that were transfers: the caller waited in a queue again, or somebody else answered.
static lur_status part_transfers(const lur_feed *feed, struct lur_journey *j)
{
  size_t kept = 0;
  lur_status status = LUR_OK;
  for (size_t i = 0; i < j->holds.n && status == LUR_OK && !j->mono; i++) {
    struct lur_range h = j->holds.at[i];
    if (is_queue(j, &h) || is_other_agent(feed, j, &h))
      status = lur_ranges_add(&j->transfers, h.start, h.end);
    else
      j->holds.at[kept++] = h;
  }
  if (!j->mono) j->holds.n = kept;
  lur_ranges_sort(&j->transfers);
  return status;
}

/// What the caller noted as a hold is one, from the last word before to the first word after.
static lur_status said_holds(const struct lur_journey *j, struct lur_ranges *out)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < j->said_holds.n && status == LUR_OK; i++) {
    struct lur_range said = j->said_holds.at[i];
    if (said.end > j->answer) status = add_away(j, max64(said.start, j->answer), said.end, true, out);
  }
  return status;
}

static lur_status find_holds(const lur_feed *feed, struct lur_journey *j)
{
  struct lur_ranges found = {0};
  lur_status status = hold_music(j, &found);
  if (status == LUR_OK && !j->mono) status = mutes(feed, j, &found);
  if (status == LUR_OK) status = said_holds(j, &found);
  lur_ranges_sort(&found);
  lur_ranges_join(&found, 1);
  if (status == LUR_OK) status = lur_ranges_minus(&found, &j->transfers, &j->holds);
  lur_ranges_clear(&found);
  return status;
}

lur_status lur_away_find(const struct lur_heard *heard, const lur_feed *feed, struct lur_journey *j)
{
  lur_status status = LUR_OK;
  if (j->answer >= 0) {
    status = second_ringing(heard, j);
    if (status == LUR_OK) status = find_holds(feed, j);
    if (status == LUR_OK) status = part_announcements(j);
  }
  if (status == LUR_OK) status = find_repeats(feed, j);
  return status == LUR_OK && j->answer >= 0 ? part_transfers(feed, j) : status;
}
