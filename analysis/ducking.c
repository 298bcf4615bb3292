#include "analysis/ducking.h"

enum { cell = LUR_FRAME_RATE / 10 }; // frames of a contour's level
/// An announcement takes at least a second and a half, in sentences with pauses of up to a second, and two
/// runs of music are of one piece over no more than this; frames.
enum { least_said = 150, longest_pause = 100, longest_over = 1500 };
/// The line without music is listened to for this long before and after it; the moments just before and after
/// an announcement, which belong to its pauses, are this long; its own beginning and end, this; cells.
enum { floor_reach = 30, margin = 3, inside = 10 };
/// Sound that stays so far above the line's own noise is music; half decibels. Noise varies by as much.
enum { over_noise = 2 * 7 };

static lur_level quietest(struct lur_contour c, int64_t from, int64_t to)
{
  lur_level least = UINT8_MAX;
  for (int64_t k = from < 0 ? 0 : from; k < to && k < (int64_t)c.n; k++)
    if (c.level[k] < least) least = c.level[k];
  return least;
}

/// How quiet the line gets beside the runs `first` to `last` of music; UINT8_MAX: there is nothing beside
/// them.
static lur_level line_noise(struct lur_contour c, const struct lur_ranges *music, size_t first, size_t last)
{
  int64_t start = music->at[first].start / cell, end = (music->at[last].end + cell - 1) / cell;
  lur_level before = quietest(c, start - floor_reach, start - 1),
            after = quietest(c, end + 1, end + 1 + floor_reach);
  return before < after ? before : after;
}

/// First cell of [from, to) in which the line is silent; -1: there is none.
static int64_t silent_at(struct lur_contour c, int64_t from, int64_t to, lur_level noise)
{
  for (int64_t k = from < 0 ? 0 : from; k < to && k < (int64_t)c.n; k++)
    if (c.level[k] <= noise + over_noise) return k;
  return -1;
}

/// Whether the line falls silent as somebody begins to speak and as he ends: *cut is where it has no music.
/// The last of the music may have been taken for his first words.
static bool is_silenced(struct lur_contour c, struct lur_range said, lur_level noise, struct lur_range *cut)
{
  int64_t start = said.start / cell, end = (said.end + cell - 1) / cell,
          begins = silent_at(c, start - margin, start + inside, noise),
          ends = silent_at(c, end - inside, end + margin, noise);
  *cut = (struct lur_range){begins > start ? begins * cell : said.start - cell, said.end + cell};
  return begins >= 0 && ends >= 0;
}

/// Whether the music is heard in all pauses from the one run to the next.
static bool goes_on(struct lur_contour c, struct lur_range gap, lur_level noise)
{
  return quietest(c, gap.start / cell - margin, gap.end / cell + margin) > noise + over_noise;
}

static void join_over(struct lur_contour c, const struct lur_ranges *speech, struct lur_ranges *music)
{
  size_t kept = 0;
  for (size_t i = 1; i < music->n; i++) {
    struct lur_range gap = {music->at[kept].end, music->at[i].start};
    int64_t length = gap.end - gap.start;
    lur_level noise = line_noise(c, music, kept, i);
    if (length <= longest_over && noise < UINT8_MAX &&
        4 * lur_ranges_within(speech, gap.start, gap.end) >= length && goes_on(c, gap, noise))
      music->at[kept].end = music->at[i].end;
    else
      music->at[++kept] = music->at[i];
  }
  if (music->n) music->n = kept + 1;
}

/// What is said in a run of music that falls silent for it. `said` has sentences of one announcement joined.
static lur_status find_silenced(struct lur_contour c, const struct lur_ranges *said,
                                const struct lur_ranges *music, struct lur_ranges *cuts)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < music->n && status == LUR_OK; i++) {
    struct lur_range run = music->at[i];
    lur_level noise = line_noise(c, music, i, i);
    for (size_t k = lur_ranges_seek(said, run.start); k < said->n && said->at[k].start < run.end; k++) {
      struct lur_range r = said->at[k], cut;
      if (noise < UINT8_MAX && r.end - r.start >= least_said && is_silenced(c, r, noise, &cut))
        status = lur_ranges_add(cuts, cut.start, cut.end);
      if (status != LUR_OK) break;
    }
  }
  return status;
}

static lur_status cut_silenced(struct lur_contour c, const struct lur_ranges *speech,
                               struct lur_ranges *music)
{
  struct lur_ranges said = {0}, cuts = {0}, rest = {0};
  lur_status status = LUR_OK;
  for (size_t i = 0; i < speech->n && status == LUR_OK; i++)
    status = lur_ranges_add(&said, speech->at[i].start, speech->at[i].end);
  lur_ranges_join(&said, longest_pause);
  if (status == LUR_OK) status = find_silenced(c, &said, music, &cuts);
  lur_ranges_join(&cuts, 1);
  if (status == LUR_OK) status = lur_ranges_minus(music, &cuts, &rest);
  if (status == LUR_OK) {
    struct lur_ranges old = *music;
    *music = rest;
    rest = old;
  }
  lur_ranges_clear(&said);
  lur_ranges_clear(&cuts);
  lur_ranges_clear(&rest);
  return status;
}

lur_status lur_ducking_settle(struct lur_contour contour, const struct lur_ranges *speech,
                              struct lur_ranges *music)
{
  join_over(contour, speech, music);
  return cut_silenced(contour, speech, music);
}
