#include "analysis/heard.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/ducking.h"

/// A key that shows on both channels within this time is one key and its echo; so it is on its own channel,
/// in a room that rings, when it is so much weaker.
enum { echo_reach = 35 };
static const float own_echo_db = 15;
/// Speech is an echo of the other channel when it is so much weaker, half decibels, and its prints differ in
/// no more than these shares from what was said there up to 0.6 s before.
enum { most_echo_lag = 12, least_echo = 8, sure_echo = 16, least_echo_loss = 12, echo_cells = 4 };
static const double most_of_echo = 0.3, most_of_short_echo = 0.22;
enum { cell = LUR_FRAME_RATE / 10 }; // frames of a contour's level
/// Somebody in the room, and not on the telephone, is so much weaker than the party, half decibels. How loud
/// the party gets is told by the loudest twentieth of the speech, or by ten seconds of it where that is less:
/// a long wait among others who talk counts for no more. Looked at again without those, it may be more.
enum { room_loss = 2 * 14, most_loud_cells = 100, levels = 256, most_looks = 8, room_reach = 2000 };
/// Music begins and ends where its level does: within this many tenths of a second of where it was
/// recognised.
enum { edge_reach = 15 };
/// A sound this short, this close to a tone or key, is a part of it; frames.
enum { longest_edge = 18, edge_margin = 12 };
/// So much else between two bursts of a ringing parts it; music shorter than this beside a tone is the tone.
enum { least_between = 150, least_left = 200, ring_edge = 50 };
enum {
  longest_note = 25,
  note_margin = 30,
  note_reach = 150,
  longest_chord = 80,
  first_chord = 60,
  last_chord = 40,
  touching = 5,
  longest_inside = 130,
  alone_reach = 150,
  music_reach = 200
};
/// The voicemail's tone comes this soon after its announcement, which has at least so much speech in the time
/// before.
enum { beep_reach = 400, announcement_reach = 1500, least_announcement = 100 };
/// Half decibels under the music's mean: sound that the networks did not take for music belongs to it down to
/// edge_rise, sound that they did is none from edge_drop on.
static const lur_level edge_rise = 2 * 6, edge_drop = 2 * 12;

static int64_t overlap(int64_t a_start, int64_t a_end, int64_t b_start, int64_t b_end)
{
  int64_t start = a_start > b_start ? a_start : b_start, end = a_end < b_end ? a_end : b_end;
  return end > start ? end - start : 0;
}

/// Tones and keys of a channel with their margins.
static lur_status edges_of(const struct lur_feed_channel *ch, struct lur_ranges *out)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < ch->bursts.n && status == LUR_OK; i++)
    status = lur_ranges_add(out, ch->bursts.at[i].start - edge_margin, ch->bursts.at[i].end + edge_margin);
  for (size_t i = 0; i < ch->keys.n && status == LUR_OK; i++)
    status = lur_ranges_add(out, ch->keys.at[i].start - edge_margin, ch->keys.at[i].end + edge_margin);
  lur_ranges_sort(out);
  lur_ranges_join(out, 1);
  return status;
}

/// Speech, less what is left of a tone or a key beside its steady part: short sounds at its edges.
static lur_status copy_speech(const struct lur_feed_channel *ch, struct lur_ranges *out)
{
  struct lur_ranges edges = {0};
  lur_status status = edges_of(ch, &edges);
  for (size_t i = 0; i < ch->segments && status == LUR_OK; i++) {
    struct lur_range r = ch->segment[i].range;
    bool edge = r.end - r.start < longest_edge && lur_ranges_within(&edges, r.start, r.end) > 0;
    if (!edge) status = lur_ranges_add(out, r.start, r.end);
  }
  lur_ranges_clear(&edges);
  return status;
}

/// Share of bits in which n prints of a channel differ from what the other channel carried at the most alike
/// moment up to 0.6 s before.
static double echo_differs(const lur_feed *feed, int channel, int64_t at, int64_t n)
{
  const struct lur_prints *own = &feed->channel[channel].prints, *other = &feed->channel[1 - channel].prints;
  int least = (int)n * lur_print_bits;
  for (int64_t lag = 0; lag <= most_echo_lag && lag <= at; lag++) {
    if (at - lag + n > (int64_t)other->n || at + n > (int64_t)own->n) continue;
    int differ = lur_prints_differ(own->at + at, other->at + at - lag, (size_t)n, least);
    if (differ < least) least = differ;
  }
  return (double)least / (double)(n * lur_print_bits);
}

static lur_level mean_level(const struct lur_feed_channel *ch, size_t from, size_t to)
{
  uint64_t sum = 0;
  for (size_t i = from; i < to; i++) sum += ch->contour[i];
  if (to <= from) return 0;
  return (lur_level)(sum / (to - from));
}

/// The other party's voice that comes back: weaker, a little late, and the same from beginning to end.
static bool is_echo_of_other(const lur_feed *feed, int channel, struct lur_range r)
{
  const struct lur_feed_channel *own = &feed->channel[channel], *other = &feed->channel[1 - channel];
  int64_t at = r.start / lur_print_frames + 1, n = r.end / lur_print_frames - at;
  size_t from = (size_t)r.start / cell, to = (size_t)(r.end + cell - 1) / cell,
         late = echo_cells < from ? echo_cells : from;
  if (n < least_echo || to > own->contours || to > other->contours) return false;
  if (mean_level(own, from, to) + least_echo_loss > mean_level(other, from - late, to - late / 2))
    return false;
  return echo_differs(feed, channel, at, n) <= (n < sure_echo ? most_of_short_echo : most_of_echo);
}

static void drop_echoes(const lur_feed *feed, int channel, struct lur_ranges *speech)
{
  size_t kept = 0;
  for (size_t i = 0; i < speech->n; i++)
    if (!is_echo_of_other(feed, channel, speech->at[i])) speech->at[kept++] = speech->at[i];
  speech->n = kept;
}

/// End of the cells that a range touches.
static size_t cells_end(const struct lur_feed_channel *ch, struct lur_range r)
{
  size_t end = (size_t)(r.end + cell - 1) / cell;
  return end < ch->contours ? end : ch->contours;
}

/// How loud the party of a channel gets.
static int party_level(const struct lur_feed_channel *ch, const struct lur_ranges *speech)
{
  size_t cells[levels] = {0}, all = 0, louder = 0;
  for (size_t i = 0; i < speech->n; i++)
    for (size_t k = (size_t)speech->at[i].start / cell; k < cells_end(ch, speech->at[i]); k++, all++)
      cells[ch->contour[k]]++;
  size_t enough = all / 20 < most_loud_cells ? all / 20 + 1 : most_loud_cells;
  for (int level = levels - 1; level > 0; level--)
    if ((louder += cells[level]) >= enough) return level;
  return 0;
}

static int strongest(const struct lur_feed_channel *ch, struct lur_range r)
{
  int most = 0;
  for (size_t k = (size_t)r.start / cell; k < cells_end(ch, r); k++)
    if (ch->contour[k] > most) most = ch->contour[k];
  return most;
}

/// One look over the speech with what is known of the party's level; the end of its own words so far is kept,
/// and the next of them sought only once.
static void drop_quiet(const struct lur_feed_channel *ch, bool exchange, int party, struct lur_ranges *speech)
{
  size_t kept = 0, next = 0;
  int64_t said = INT64_MIN / 2;
  for (size_t i = 0; i < speech->n; i++) {
    struct lur_range r = speech->at[i];
    if (next < i) next = i;
    while (next < speech->n && strongest(ch, speech->at[next]) + room_loss < party) next++;
    bool own = next == i || next == speech->n;
    if (exchange && !own) own = r.start - said > room_reach || speech->at[next].start - r.end > room_reach;
    if (next == i) said = r.end;
    if (own) speech->at[kept++] = r;
  }
  speech->n = kept;
}

/// Drops what others in the room say. Before the party has spoken nobody knows how loud that is, so it is
/// done once the whole call is there. A voice that is quiet to the end is no other's: the party may have
/// moved away from the telephone. Where an exchange is heard, a quiet agent may follow a loud menu and be put
/// on hold: there only what is said shortly after and shortly before loud words is another's.
static void drop_room(const struct lur_feed_channel *ch, bool exchange, struct lur_ranges *speech)
{
  size_t before = 0;
  for (int look = 0; look < most_looks && before != speech->n; look++) {
    before = speech->n;
    drop_quiet(ch, exchange, party_level(ch, speech), speech);
  }
}

/// Rings, busy signs and music come from where the agent is.
static bool carries_exchange(const lur_feed *feed, int channel)
{
  const struct lur_feed_channel *own = &feed->channel[channel], *other = &feed->channel[1 - channel];
  const lur_activity *a = &feed->activity;
  return own->bursts.n + a->channel[channel].music.n > other->bursts.n + a->channel[1 - channel].music.n;
}

/// Moves the edges of a music run to where the sound begins and ends, but not into speech.
static struct lur_range music_edges(const struct lur_feed_channel *ch, const struct lur_ranges *speech,
                                    struct lur_range run)
{
  int64_t first = run.start / cell, last = run.end / cell, cells = (int64_t)ch->contours;
  if (last > cells) last = cells;
  lur_level mean = mean_level(ch, (size_t)first, (size_t)last),
            least = mean > edge_drop ? (lur_level)(mean - edge_drop) : 0,
            enough = mean > edge_rise ? (lur_level)(mean - edge_rise) : 0;
  int64_t start = first, end = last;
  while (start > 0 && first - start < edge_reach && ch->contour[start - 1] >= enough &&
         !lur_ranges_within(speech, (start - 1) * cell, start * cell))
    start--;
  while (start < last - 10 && start - first < edge_reach && ch->contour[start] < least) start++;
  while (end < cells && end - last < edge_reach && ch->contour[end] >= enough &&
         !lur_ranges_within(speech, end * cell, (end + 1) * cell))
    end++;
  while (end > start + 10 && last - end < edge_reach && ch->contour[end - 1] < least) end--;
  return (struct lur_range){start * cell, end * cell};
}

static lur_status copy_music(const struct lur_feed_channel *ch, const struct lur_ranges *runs,
                             const struct lur_ranges *speech, struct lur_ranges *out)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < runs->n && status == LUR_OK; i++) {
    struct lur_range r = music_edges(ch, speech, runs->at[i]);
    status = lur_ranges_add(out, r.start, r.end);
  }
  lur_ranges_join(out, 1);
  return status;
}

/// A sound of some length that lies on a start or an end of music, part within and part without, or that only
/// touches it: its chord that fades. A word that is spoken then is longer.
static bool is_over_edge(const struct lur_ranges *music, struct lur_range r)
{
  int64_t within = lur_ranges_within(music, r.start, r.end), length = r.end - r.start;
  bool before = lur_ranges_within(music, r.end, r.end + touching) > 0 && !lur_ranges_contain(music, r.start);
  bool after =
      lur_ranges_within(music, r.start - touching, r.start) > 0 && !lur_ranges_contain(music, r.end - 1);
  return (before && length <= first_chord) || (after && length <= last_chord) ||
         (length <= longest_chord && 3 * within >= length && within < length);
}

/// A single short sound in the middle of music that plays on: a chord. Whoever speaks into music says more,
/// or the music makes room.
static bool is_inside(const struct lur_ranges *music, const struct lur_ranges *speech, struct lur_range r)
{
  int64_t from = r.start - music_reach, to = r.end + music_reach;
  return r.end - r.start <= longest_inside && lur_ranges_within(music, from, to) == to - from &&
         lur_ranges_within(speech, r.start - alone_reach, r.end + alone_reach) == r.end - r.start;
}

/// Takes out short sounds at the edges of music: a first or last note; and where the other party has a
/// channel of its own, those inside it.
static lur_status drop_notes(struct lur_ranges *speech, const struct lur_ranges *music, bool inside)
{
  struct lur_ranges all = {0};
  size_t kept = 0;
  lur_status status = LUR_OK;
  for (size_t i = 0; i < speech->n && inside && status == LUR_OK; i++)
    if (!is_inside(music, speech, speech->at[i]))
      status = lur_ranges_add(&all, speech->at[i].start, speech->at[i].end);
  if (inside && status == LUR_OK) {
    lur_ranges_clear(speech);
    *speech = all;
    all = (struct lur_ranges){0};
  }
  lur_ranges_clear(&all);
  for (size_t i = 0; i < speech->n; i++) {
    struct lur_range r = speech->at[i];
    bool note = r.end - r.start <= longest_note &&
                lur_ranges_within(music, r.start - note_margin, r.end + note_margin) > 0;
    if (!note && !is_over_edge(music, r)) speech->at[kept++] = r;
  }
  speech->n = kept;
  return status;
}

/// Index of the first key that ends after `frame`; n when there is none.
static size_t seek_key(const struct lur_keys *keys, int64_t frame)
{
  size_t low = 0, high = keys->n;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (keys->at[mid].end > frame)
      high = mid;
    else
      low = mid + 1;
  }
  return low;
}

/// A key of this channel that is louder on the other one at the same time came from there.
static bool is_echo(const struct lur_key *key, const struct lur_keys *others)
{
  int64_t from = key->start - echo_reach, until = key->end + echo_reach;
  for (size_t i = seek_key(others, from); i < others->n && others->at[i].start < until; i++)
    if (others->at[i].digit == key->digit && others->at[i].level_db > key->level_db) return true;
  return false;
}

/// The i-th key is what a room sends back of the one before it.
static bool is_own_echo(const struct lur_keys *own, size_t i)
{
  const struct lur_key *key = &own->at[i], *before = i ? key - 1 : NULL;
  return before && before->digit == key->digit && key->start - before->end < echo_reach &&
         key->level_db < before->level_db - own_echo_db;
}

static const float note_stands_db = 25; // a note is no louder than this over its tune

/// Whether a key is far louder than what sounds on its channel just before and after.
static bool stands_out(const struct lur_feed_channel *ch, const struct lur_key *key)
{
  const int64_t reach = 10; // cells
  int64_t from = key->start / cell - 1, to = key->end / cell + 2;
  if (from < reach || to + reach > (int64_t)ch->contours) return false;
  float before = lur_level_db(mean_level(ch, (size_t)(from - reach), (size_t)from)),
        after = lur_level_db(mean_level(ch, (size_t)to, (size_t)(to + reach)));
  return key->level_db > before + note_stands_db && key->level_db > after + note_stands_db;
}

/// Two notes of the music of that channel, about as loud as the rest of it. On a single channel the caller
/// may press a key while music plays. Music that goes on for little longer than the key is the key, held for
/// long.
static bool is_note(const lur_feed *feed, int channel, const struct lur_key *key,
                    const struct lur_ranges *music)
{
  int64_t length = key->end - key->start, margin = length + note_reach;
  if (feed->channels != 2 || lur_ranges_within(music, key->start, key->end) * 2 <= length) return false;
  if (stands_out(&feed->channel[channel], key)) return false;
  int64_t beside = lur_ranges_within(music, key->start - margin, key->start) +
                   lur_ranges_within(music, key->end, key->end + margin);
  return beside > length && beside > note_reach;
}

static lur_status copy_keys(const lur_feed *feed, int channel, const struct lur_ranges *music,
                            struct lur_keys *out)
{
  static const struct lur_keys none = {0};
  const struct lur_keys *own = &feed->channel[channel].keys;
  const struct lur_keys *other = feed->channels == 2 ? &feed->channel[1 - channel].keys : &none;
  for (size_t i = 0; i < own->n; i++) {
    if (is_echo(&own->at[i], other) || is_own_echo(own, i) || is_note(feed, channel, &own->at[i], music))
      continue;
    struct lur_key *at = lur_grow(out->at, &out->room, out->n, sizeof *at);
    if (!at) return LUR_NO_MEM;
    out->at = at;
    at[out->n++] = own->at[i];
  }
  return LUR_OK;
}

static int64_t frame_of(double s)
{
  return (int64_t)(s * LUR_FRAME_RATE + 0.5);
}

/// The tone events of one channel, in order, and the level of each one's first burst, dB.
struct toned {
  struct lur_events events;
  float *level;
};

static lur_status tones_of(struct lur_bursts *bursts, int channel, struct toned *out)
{
  lur_status status = lur_cadence_events(bursts->at, bursts->n, channel, &out->events);
  if (status != LUR_OK) return status;
  out->level = malloc((out->events.n + 1) * sizeof *out->level);
  if (!out->level) return LUR_NO_MEM;
  for (size_t i = 0, k = 0; i < out->events.n; i++) {
    int64_t start = frame_of(out->events.at[i].start_s);
    while (k + 1 < bursts->n && bursts->at[k].start < start) k++; // each event starts with a burst
    out->level[i] = bursts->at[k].level_db;
  }
  return LUR_OK;
}

/// Index of the first event that ends after a time; n when there is none.
static size_t seek_event(const struct lur_events *events, double s)
{
  size_t low = 0, high = events->n;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (events->at[mid].end_s > s)
      high = mid;
    else
      low = mid + 1;
  }
  return low;
}

/// A tone that is louder on the other channel at the same time.
static bool is_copy(const struct toned *own, size_t which, const struct toned *other)
{
  const struct lur_event *e = &own->events.at[which], *o = other->events.at;
  int64_t start = frame_of(e->start_s), end = frame_of(e->end_s);
  for (size_t i = seek_event(&other->events, e->start_s); i < other->events.n && o[i].start_s < e->end_s; i++)
    if (2 * overlap(start, end, frame_of(o[i].start_s), frame_of(o[i].end_s)) >= end - start &&
        other->level[i] > own->level[which])
      return true;
  return false;
}

/// A note of the music round it.
static bool is_tone_of(const struct lur_ranges *music, const struct lur_event *e)
{
  int64_t start = frame_of(e->start_s), end = frame_of(e->end_s);
  return lur_ranges_within(music, start, end) * 2 > end - start;
}

/// The last of a run of music: nothing of it follows.
static bool ends_music(const struct lur_ranges *music, const struct lur_event *e)
{
  int64_t start = frame_of(e->start_s), end = frame_of(e->end_s);
  size_t i = lur_ranges_seek(music, start);
  return i < music->n && start - music->at[i].start >= least_left && music->at[i].end <= end + ring_edge;
}

/// An exchange's tone that keeps a plan for so long that no tune does by chance, or that is all there is
/// after the music of a queue, where an agent may answer at the first ring: it is itself, whatever the
/// networks took it for.
static bool is_exchange(const struct lur_ranges *music, const struct lur_event *e)
{
  bool busy = lur_event_is_busy(e->type), two = e->cadence_ms[2] > 0;
  if ((!busy && e->type != LUR_EVENT_RINGBACK) || strcmp(e->plan, "unknown") == 0) return false;
  size_t least = busy ? 3 : two ? 4 : 2;
  return e->parts >= least || (!busy && e->parts >= least / 2 && ends_music(music, e));
}

/// Somebody has just spoken on the beep's channel, and it is no key: the tone after an announcement.
static bool is_after_words(const struct lur_heard *heard, int channel, const struct lur_event *e)
{
  int64_t start = frame_of(e->start_s), end = frame_of(e->end_s);
  const struct lur_keys *keys = &heard->keys[channel];
  size_t i = seek_key(keys, start - edge_margin);
  if (i < keys->n && keys->at[i].start < end + edge_margin) return false;
  return lur_ranges_within(&heard->speech[channel], start - beep_reach, start) > 0 &&
         lur_ranges_within(&heard->speech[channel], start - announcement_reach, start) >= least_announcement;
}

/// Something else was heard on the channel between two bursts.
static bool is_broken(const struct lur_heard *heard, int channel, const struct lur_span *burst)
{
  int64_t start = frame_of(burst[0].end_s) + edge_margin, end = frame_of(burst[1].start_s) - edge_margin;
  return lur_ranges_within(&heard->speech[channel], start, end) >= least_between ||
         lur_ranges_within(&heard->music[channel], start, end) >= least_between;
}

/// Adds the tone; ringing that words or music part as two, for it began anew, though in step.
static lur_status add_tone(struct lur_heard *heard, int channel, const struct lur_event *e,
                           const struct lur_span *burst)
{
  lur_status status = e->parts ? LUR_OK : lur_events_add(&heard->tones, e);
  for (size_t first = 0, i = 1; i <= e->parts && status == LUR_OK; i++) {
    bool cut = i < e->parts && e->type == LUR_EVENT_RINGBACK && is_broken(heard, channel, &burst[i - 1]);
    if (i < e->parts && !cut) continue;
    struct lur_event part = *e;
    part.start_s = first ? burst[first].start_s : e->start_s;
    part.end_s = i == e->parts ? e->end_s : burst[i - 1].end_s;
    status = lur_events_add_parts(&heard->tones, part, burst + first, i - first);
    first = i;
  }
  return status;
}

/// The bursts of a tone and the pauses that its cadence has; where it paused for longer it began anew.
static lur_status sounding(const struct lur_event *e, const struct lur_span *burst, struct lur_ranges *out)
{
  double pause = 1.2 * (double)fmaxf(e->cadence_ms[1], e->cadence_ms[3]) / 1000;
  lur_status status = LUR_OK;
  for (size_t i = 0; i < e->parts && status == LUR_OK; i++) {
    bool on = i + 1 < e->parts && burst[i + 1].start_s - burst[i].end_s <= pause;
    status =
        lur_ranges_add(out, frame_of(burst[i].start_s), frame_of(on ? burst[i + 1].start_s : burst[i].end_s));
  }
  return status;
}

/// Takes an exchange's tones out of the music, and what little is left of it beside them.
static lur_status cut_music(const struct lur_events *events, struct lur_ranges *music)
{
  struct lur_ranges tones = {0}, rest = {0};
  lur_status status = LUR_OK;
  for (size_t i = 0; i < events->n && status == LUR_OK; i++) {
    const struct lur_event *e = &events->at[i];
    if (is_exchange(music, e)) status = sounding(e, events->parts.at + e->first_part, &tones);
  }
  lur_ranges_sort(&tones);
  lur_ranges_join(&tones, 1);
  if (status == LUR_OK) status = lur_ranges_minus(music, &tones, &rest);
  if (status == LUR_OK) music->n = 0;
  for (size_t i = 0; i < rest.n && status == LUR_OK; i++) {
    struct lur_range r = rest.at[i];
    bool left = r.end - r.start < least_left && lur_ranges_within(&tones, r.start - 1, r.end + 1) > 0;
    if (!left) status = lur_ranges_add(music, r.start, r.end);
  }
  lur_ranges_clear(&tones);
  lur_ranges_clear(&rest);
  return status;
}

static lur_status copy_tones(lur_feed *feed, struct lur_heard *heard)
{
  struct toned toned[2] = {{.level = NULL}, {.level = NULL}};
  lur_status status = LUR_OK;
  for (int c = 0; c < feed->channels && status == LUR_OK; c++)
    status = tones_of(&feed->channel[c].bursts, c, &toned[c]);
  for (int c = 0; c < feed->channels && status == LUR_OK; c++)
    status = cut_music(&toned[c].events, &heard->music[c]);
  for (int c = 0; c < feed->channels; c++)
    for (size_t i = 0; i < toned[c].events.n && status == LUR_OK; i++) {
      const struct lur_events *all = &toned[c].events;
      const struct lur_event *e = &all->at[i];
      if (e->type == LUR_EVENT_BEEP && !is_after_words(heard, c, e)) continue;
      bool note = is_tone_of(&heard->music[c], e) && !is_exchange(&heard->music[c], e);
      if (!note && !is_copy(&toned[c], i, &toned[1 - c]))
        status = add_tone(heard, c, e, all->parts.at + e->first_part);
    }
  for (int c = 0; c < 2; c++) {
    lur_events_clear(&toned[c].events);
    free(toned[c].level);
  }
  lur_events_sort(&heard->tones);
  return status;
}

/// Nobody speaks on a line while it is busy: what sounds like it lies between the bursts.
static lur_status drop_in_busy(struct lur_heard *heard)
{
  struct lur_ranges busy[2] = {{0}, {0}};
  lur_status status = LUR_OK;
  for (size_t i = 0; i < heard->tones.n && status == LUR_OK; i++) {
    const struct lur_event *e = &heard->tones.at[i];
    if (lur_event_is_busy(e->type))
      status = lur_ranges_add(&busy[e->channel], frame_of(e->start_s), frame_of(e->end_s));
  }
  for (int c = 0; c < 2; c++) {
    struct lur_ranges *speech = &heard->speech[c];
    size_t kept = 0;
    for (size_t i = 0; i < speech->n; i++) {
      struct lur_range r = speech->at[i];
      if (2 * lur_ranges_within(&busy[c], r.start, r.end) <= r.end - r.start) speech->at[kept++] = r;
    }
    speech->n = kept;
    lur_ranges_clear(&busy[c]);
  }
  return status;
}

lur_status lur_heard_of(lur_feed *feed, struct lur_heard *heard)
{
  heard->channels = feed->channels;
  heard->frames = lur_feed_frames(feed);
  lur_status status = LUR_OK;
  for (int c = 0; c < feed->channels && status == LUR_OK; c++) {
    status = copy_speech(&feed->channel[c], &heard->speech[c]);
    if (feed->channels == 2) drop_echoes(feed, c, &heard->speech[c]);
    if (feed->channels == 2) drop_room(&feed->channel[c], carries_exchange(feed, c), &heard->speech[c]);
    if (status == LUR_OK)
      status = copy_music(&feed->channel[c], &feed->activity.channel[c].music, &heard->speech[c],
                          &heard->music[c]);
    if (status == LUR_OK)
      status = lur_ducking_settle((struct lur_contour){feed->channel[c].contour, feed->channel[c].contours},
                                  &heard->speech[c], &heard->music[c]);
    if (status == LUR_OK) status = drop_notes(&heard->speech[c], &heard->music[c], feed->channels == 2);
    if (status == LUR_OK) status = copy_keys(feed, c, &heard->music[c], &heard->keys[c]);
  }
  if (status == LUR_OK) status = copy_tones(feed, heard);
  return status == LUR_OK ? drop_in_busy(heard) : status;
}

bool lur_heard_key(const struct lur_heard *heard, int channel, int64_t start, int64_t end)
{
  const struct lur_keys *keys = &heard->keys[channel];
  size_t i = seek_key(keys, start);
  while (i < keys->n && keys->at[i].start < start) i++;
  return i < keys->n && keys->at[i].start < end;
}

void lur_heard_clear(struct lur_heard *heard)
{
  for (int c = 0; c < 2; c++) {
    lur_ranges_clear(&heard->speech[c]);
    lur_ranges_clear(&heard->music[c]);
    free(heard->keys[c].at);
  }
  lur_events_clear(&heard->tones);
  *heard = (struct lur_heard){0};
}
