#include "analysis/journey.h"

#include <stdlib.h>

#include "analysis/answer.h"
#include "analysis/away.h"
#include "analysis/roles.h"
#include "analysis/sides.h"
#include "analysis/trust.h"

/// Speech after a busy tone from which on both parties still talk: more than that tone's own sounds; and
/// words of the caller that are no cough.
enum { least_return = 100, least_reply = 25 };
/// From here on what is heard is held against roles that were given.
static const double certain = 0.95;
/// So much speech of one party, and so little of the other, is a call with one side.
enum { least_heard = 500, most_unheard = 30 };

static int64_t max64(int64_t a, int64_t b)
{
  return a > b ? a : b;
}

/// One channel has both parties, or both have the same.
static bool is_mono(const struct lur_heard *heard, const lur_feed *feed, struct lur_journey *j)
{
  int64_t delay = 0;
  if (heard->channels == 1) return true;
  if (!lur_sides_are_same(feed, &delay)) return false;
  j->agent = j->caller = lur_sides_louder(feed);
  j->doubts.is[LUR_DOUBT_DUPLICATE] = true;
  j->doubts.delay_s = lur_frames_s(delay);
  return true;
}

static void assign_roles(const struct lur_analyser_config *config, const struct lur_heard *heard,
                         const lur_feed *feed, struct lur_journey *j)
{
  j->mono = is_mono(heard, feed, j);
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
  } else if (any_sound) {
    double confidence;
    j->doubts.is[LUR_DOUBT_SWAPPED] =
        lur_roles_detect(heard, &confidence) != j->agent && confidence >= certain;
  }
  j->caller = 1 - j->agent;
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
    int64_t start = lur_frames_at(e->start_s);
    if (lur_event_is_busy(e->type) && e->channel == j->agent && start >= j->answer &&
        lur_frames_at(e->end_s) > both)
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

/// End of the last word of a list outside holds and transfers.
static int64_t last_word_of(const struct lur_ranges *speech, const struct lur_ranges *away, int64_t least)
{
  for (size_t i = speech->n; i-- > 0;) {
    int64_t start = speech->at[i].start, end = speech->at[i].end;
    size_t k = lur_ranges_seek(away, end - 1);
    bool inside = k < away->n && away->at[k].start < end;
    if (inside) end = away->at[k].start;
    if (end > start) return max64(end, least);
  }
  return least;
}

lur_status lur_journey_away(const struct lur_journey *j, struct lur_ranges *out)
{
  struct lur_ranges left = {0};
  lur_status status = lur_ranges_or(&j->holds, &j->transfers, &left);
  if (status == LUR_OK) status = lur_ranges_or(&left, &j->unheard, out);
  lur_ranges_clear(&left);
  return status;
}

static lur_status find_talk(struct lur_journey *j)
{
  struct lur_ranges whole = {0}, away = {0};
  lur_status status = lur_journey_away(j, &away);
  j->last_word = last_word_of(&j->agent_speech, &away, j->answer);
  j->last_word = last_word_of(&j->caller_speech, &away, j->last_word);
  if (status == LUR_OK) status = lur_ranges_add(&whole, j->answer, j->last_word);
  if (status == LUR_OK) status = lur_ranges_minus(&whole, &away, &j->talk);
  lur_ranges_clear(&whole);
  lur_ranges_clear(&away);
  return status;
}

static lur_status mark(struct lur_journey *j, int64_t start, lur_phase_kind kind)
{
  struct lur_mark *at = lur_grow(j->phases.at, &j->phases.room, j->phases.n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  j->phases.at = at;
  at[j->phases.n++] = (struct lur_mark){.start = start, .kind = kind};
  return LUR_OK;
}

static int by_start(const void *pa, const void *pb)
{
  const struct lur_mark *a = pa, *b = pb;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  return (a->kind > b->kind) - (a->kind < b->kind);
}

/// Start of the queue: its first music, or an announcement that is played again though no key is pressed.
static int64_t queue_start(const struct lur_heard *heard, const struct lur_journey *j, int64_t until)
{
  int64_t start = j->music.n && j->music.at[0].start < until ? j->music.at[0].start : INT64_MAX;
  for (size_t i = 0; i < j->repeats.n && j->repeats.at[i].range.start < until; i++) {
    int64_t first = j->repeats.at[i].range.start - j->repeats.at[i].lag;
    if (first < start && !lur_heard_key(heard, j->caller, first, until)) start = first;
  }
  return start;
}

/// Phases before the answer (or the end): ringing, menus, queue. Announcements after its start belong to the
/// queue.
static lur_status mark_access(const struct lur_heard *heard, struct lur_journey *j, int64_t until)
{
  lur_status status = LUR_OK;
  int64_t queue = queue_start(heard, j, until);
  for (size_t i = 0; i < j->music.n && j->music.at[i].start < until && status == LUR_OK; i++)
    status = mark(j, j->music.at[i].start, LUR_PHASE_QUEUE);
  for (size_t i = 0; i < heard->tones.n && status == LUR_OK; i++) {
    const struct lur_event *e = &heard->tones.at[i];
    if (e->type == LUR_EVENT_RINGBACK && e->channel == j->agent && lur_frames_at(e->start_s) < until)
      status = mark(j, lur_frames_at(e->start_s), LUR_PHASE_RING);
  }
  for (size_t i = 0; i < j->prompts.n && j->prompts.at[i].start < until && status == LUR_OK; i++) {
    int64_t start = j->prompts.at[i].start;
    status = mark(j, start, start < queue ? LUR_PHASE_IVR : LUR_PHASE_QUEUE);
  }
  return status;
}

static lur_status mark_all(struct lur_journey *j, const struct lur_ranges *list, lur_phase_kind kind)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < list->n && status == LUR_OK; i++) status = mark(j, list->at[i].start, kind);
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

static int64_t last_end(const struct lur_ranges *list)
{
  return list->n ? list->at[list->n - 1].end : 0;
}

/// Where nothing of the call is left: after the last word, the wait that the caller gave up, the message, or
/// when the line went busy.
static int64_t call_end(const struct lur_heard *heard, const struct lur_journey *j)
{
  if (j->answer >= 0) return max64(j->last_word, max64(last_end(&j->holds), last_end(&j->transfers)));
  if (j->message >= 0) return j->message;
  int64_t busy = lur_answer_busy_from(heard, j, 0);
  return busy >= 0 ? busy : heard->frames;
}

static lur_status mark_phases(const struct lur_heard *heard, struct lur_journey *j)
{
  bool answered = j->answer >= 0;
  int64_t end = call_end(heard, j);
  lur_status status = heard->frames ? mark(j, 0, LUR_PHASE_DIAL) : LUR_OK;
  if (status == LUR_OK) status = mark_access(heard, j, answered ? j->answer : end);
  if (status == LUR_OK && answered) status = mark_all(j, &j->talk, LUR_PHASE_CONVERSATION);
  if (status == LUR_OK && answered) status = mark_all(j, &j->holds, LUR_PHASE_HOLD);
  if (status == LUR_OK && answered) status = mark_all(j, &j->transfers, LUR_PHASE_TRANSFER);
  if (status == LUR_OK && end < heard->frames) status = mark(j, end, LUR_PHASE_END);
  if (status == LUR_OK && j->phases.n) tidy_marks(j);
  if (status == LUR_OK) lur_trust_phases(heard, j);
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

/// The music of the agent's channel: what was heard before, and what starts anew.
static lur_status take_music(const struct lur_heard *heard, const lur_feed *feed, struct lur_journey *j)
{
  const struct lur_ranges *music = &heard->music[j->agent];
  const struct lur_prints *prints = &feed->channel[j->agent].prints;
  lur_status status = LUR_OK;
  for (size_t i = 0; i < music->n && status == LUR_OK; i++)
    status = lur_ranges_add(&j->music, music->at[i].start, music->at[i].end);
  if (status == LUR_OK) status = lur_repeats_of_music(prints, music, &j->music_repeats);
  return status == LUR_OK ? lur_repeats_loops(prints, music, &j->loops) : status;
}

/// Nothing that is heard after the other side hung up is a word of the call.
static void end_at_busy(const struct lur_heard *heard, struct lur_journey *j)
{
  int64_t busy = j->answer >= 0 ? hung_up(heard, j) : -1;
  if (busy < 0) return;
  cut_at(&j->agent_speech, busy);
  cut_at(&j->caller_speech, busy);
}

/// Whether both parties are heard, and at the same time.
static void doubt_sides(const struct lur_heard *heard, struct lur_journey *j)
{
  int64_t agent = lur_ranges_total(&heard->speech[j->agent]), caller = lur_ranges_total(&j->caller_speech);
  bool tones =
      heard->tones.n || heard->music[0].n || heard->music[1].n; // then the exchange is heard, at least
  j->doubts.is[LUR_DOUBT_ONE_WAY] =
      (j->answer >= 0 && caller <= most_unheard && lur_ranges_total(&j->agent_speech) >= least_heard) ||
      (agent <= most_unheard && caller >= least_heard && !tones);
  if (j->answer < 0) return;
  int64_t shift = lur_sides_shift(&j->agent_speech, &j->caller_speech);
  j->doubts.is[LUR_DOUBT_SHIFTED] = shift != 0;
  if (shift) j->doubts.delay_s = lur_frames_s(shift);
}

/// Adds a stretch, as far as there are frames.
static lur_status take_stretch(double start_s, double end_s, int64_t frames, struct lur_ranges *to)
{
  int64_t start = lur_frames_at(start_s), end = lur_frames_at(end_s);
  return start < frames ? lur_ranges_add(to, start, end < frames ? end : frames) : LUR_OK;
}

/// Holds as the caller noted them; and what was masked or lost.
static lur_status take_said(const struct lur_analyser_config *config, int64_t frames, struct lur_journey *j)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; config->notes && i < config->notes->n && status == LUR_OK; i++) {
    const struct lur_note *note = &config->notes->at[i];
    if (note->kind == LUR_NOTE_HOLD || note->kind == LUR_NOTE_MASKED)
      status = take_stretch(note->start_s, note->end_s, frames,
                            note->kind == LUR_NOTE_HOLD ? &j->said_holds : &j->unheard);
  }
  for (size_t i = 0; config->dropouts && i < config->dropouts->n && status == LUR_OK; i++)
    status =
        take_stretch(config->dropouts->at[i].start_s, config->dropouts->at[i].end_s, frames, &j->unheard);
  lur_ranges_sort(&j->said_holds);
  lur_ranges_join(&j->said_holds, 1);
  lur_ranges_sort(&j->unheard);
  lur_ranges_join(&j->unheard, 1);
  return status;
}

lur_status lur_journey_of(const struct lur_analyser_config *config, const struct lur_heard *heard,
                          const lur_feed *feed, struct lur_journey *j)
{
  assign_roles(config, heard, feed, j);
  j->last_word = -1;
  lur_status status = lur_answer_find(heard, feed, j);
  if (status == LUR_OK) status = take_music(heard, feed, j);
  if (status == LUR_OK && !j->mono) status = take_caller(heard, j);
  end_at_busy(heard, j);
  if (status == LUR_OK) status = take_said(config, heard->frames, j);
  if (status == LUR_OK) status = lur_away_find(heard, feed, j);
  if (status == LUR_OK && j->answer >= 0) status = find_talk(j);
  if (status == LUR_OK && !j->mono) doubt_sides(heard, j);
  return status == LUR_OK ? mark_phases(heard, j) : status;
}

void lur_journey_clear(struct lur_journey *j)
{
  lur_ranges_clear(&j->agent_speech);
  lur_ranges_clear(&j->caller_speech);
  lur_ranges_clear(&j->prompts);
  lur_ranges_clear(&j->music);
  lur_ranges_clear(&j->said_holds);
  lur_ranges_clear(&j->unheard);
  lur_ranges_clear(&j->holds);
  lur_ranges_clear(&j->transfers);
  lur_ranges_clear(&j->talk);
  lur_repeats_clear(&j->repeats);
  lur_repeats_clear(&j->music_repeats);
  lur_repeats_clear(&j->loops);
  free(j->phases.at);
  *j = (struct lur_journey){0};
}
