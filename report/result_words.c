#include "report/result_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/analyser.h"
#include "base/i18n.h"
#include "report/words.h"

enum { MANY = 1000 };                // further calls that nobody will make
enum { NAMED = 5, NAME_BYTES = 90 }; // competitors named in a sentence; of each so much

const char *lur_result_number(double number, const char *language, char out[LUR_RESULT_TEXT])
{
  char text[LUR_WORDS_SIZE];
  snprintf(out, LUR_RESULT_TEXT, "%s", isfinite(number) ? lur_words_number(number, 1, language, text) : "–");
  return out;
}

static const char *share_text(double share, const char *language, char out[LUR_WORDS_SIZE])
{
  return lur_words_with_unit(share, "1", language, out);
}

// ---- The place

static size_t ranked(const struct lur_result *r)
{
  size_t n = 0;
  for (size_t i = 0; i < r->lines; i++) n += r->line[i].place->rank > 0;
  return n;
}

static bool is_shared(const struct lur_result *r)
{
  for (size_t i = 0; i < r->lines; i++)
    if (!r->line[i].own && r->line[i].place->rank == r->place->rank) return true;
  return false;
}

const char *lur_result_place_text(const struct lur_result *r, char out[LUR_RESULT_TEXT])
{
  if (r->place->rank)
    snprintf(out, LUR_RESULT_TEXT, is_shared(r) ? _("Place %d of %zu, shared") : _("Place %d of %zu"),
             r->place->rank, ranked(r));
  else
    snprintf(out, LUR_RESULT_TEXT, "%s", _("No place"));
  return out;
}

const char *lur_result_short_text(const char *text, size_t bytes, char out[LUR_RESULT_TEXT])
{
  size_t n = strlen(text);
  bool cut = n > bytes;
  if (cut)
    for (n = bytes; n && ((unsigned char)text[n] & 0xc0) == 0x80;) n--;
  snprintf(out, LUR_RESULT_TEXT, "%.*s%s", (int)n, text, cut ? "…" : "");
  return out;
}

static void add_name(char *out, const char *between, const char *name)
{
  char text[LUR_RESULT_TEXT];
  size_t used = strlen(out);
  lur_result_short_text(name, NAME_BYTES, text);
  snprintf(out + used, LUR_RESULT_TEXT - used, "%.16s%.100s", between, text);
}

/// Whom the calls do not tell it apart from: of the first of a group all others of it, of the others the
/// first. "A, B and C", best first.
static size_t group_names(const struct lur_result *r, char out[LUR_RESULT_TEXT])
{
  size_t first = 0, end = 0, n = 0, shown = 0;
  out[0] = '\0';
  while (first < r->lines && r->line[first].place->group != r->place->group) first++;
  for (end = first; end < r->lines && r->line[end].place->group == r->place->group;) end++;
  if (!r->line[first].own) end = first + 1;
  for (size_t i = first; i < end; i++) n += !r->line[i].own;
  for (size_t i = first; i < end && shown < NAMED; i++) {
    if (r->line[i].own) continue;
    add_name(out, !shown ? "" : shown + 1 == n ? _(" and ") : ", ", r->line[i].label);
    shown++;
  }
  if (n > shown) {
    char more[64];
    size_t used = strlen(out);
    snprintf(more, sizeof more, lur_text_n(" and %zu more", " and %zu more", n - shown), n - shown);
    snprintf(out + used, LUR_RESULT_TEXT - used, "%s", more);
  }
  return n;
}

static void interval_text(const struct lur_result *r, const char *language, char out[LUR_RESULT_TEXT])
{
  char mean[LUR_WORDS_SIZE], low[LUR_WORDS_SIZE], high[LUR_WORDS_SIZE], level[LUR_WORDS_SIZE], calls[128];
  const struct lur_place *p = r->place;
  lur_words_number(p->mean, 1, language, mean);
  snprintf(calls, sizeof calls, lur_text_n("%ld call", "%ld calls", (unsigned long)p->contacts),
           (long)p->contacts);
  if (isfinite(p->low) && isfinite(p->high))
    snprintf(
        out, LUR_RESULT_TEXT,
        _("The mean of %s comes from %s. Which calls happen to be made is partly luck: with %s certainty "
          "the mean of many such calls lies between %s and %s."),
        mean, calls, share_text(r->league->rules.level, language, level),
        lur_words_number(p->low, 1, language, low), lur_words_number(p->high, 1, language, high));
  else
    snprintf(out, LUR_RESULT_TEXT, _("The mean of %s comes from %s: too few to say how much of it is luck."),
             mean, calls);
}

static void rank_range_text(const struct lur_result *r, const char *language, char out[LUR_RESULT_TEXT])
{
  char chance[LUR_WORDS_SIZE];
  const struct lur_place *p = r->place;
  if (p->rank_low == p->rank_high)
    snprintf(out, LUR_RESULT_TEXT, "%s",
             _("The place is clear: luck does not explain the distance to the others."));
  else if (p->rank_low > 1)
    snprintf(out, LUR_RESULT_TEXT, _("Allowing for luck, every place from %d to %d is possible."),
             p->rank_low, p->rank_high);
  else if (p->share_first < 0.01)
    snprintf(out, LUR_RESULT_TEXT,
             _("Allowing for luck, every place from %d to %d is possible; the chance of being the best is "
               "below %s."),
             p->rank_low, p->rank_high, share_text(0.01, language, chance));
  else
    snprintf(
        out, LUR_RESULT_TEXT,
        _("Allowing for luck, every place from %d to %d is possible; the chance of being the best is %s."),
        p->rank_low, p->rank_high, share_text(p->share_first, language, chance));
}

static bool group_text(const struct lur_result *r, char out[LUR_RESULT_TEXT])
{
  char names[LUR_RESULT_TEXT];
  if (!r->place->group || !group_names(r, names)) return false;
  snprintf(out, LUR_RESULT_TEXT, _("The distance to %.900s can be luck."), names);
  return true;
}

static bool standing_text(const struct lur_result *r, const char *language, char out[LUR_RESULT_TEXT])
{
  char least[LUR_WORDS_SIZE];
  if (r->place->standing == LUR_PLACE_TOO_FEW)
    snprintf(out, LUR_RESULT_TEXT,
             _("A place needs at least %ld calls that count; here there are fewer, so there is none."),
             (long)r->league->rules.minimum_contacts);
  else if (r->place->standing == LUR_PLACE_TOO_LOW)
    snprintf(out, LUR_RESULT_TEXT, _("A winner needs a mean of at least %s."),
             lur_words_points(r->league->rules.minimum_score, language, least));
  else if (r->place->rank == 1 && !r->league->winners)
    snprintf(out, LUR_RESULT_TEXT, "%s", _("No winner is named: too few participants have a place."));
  else
    return false;
  return true;
}

/// Two digits are enough of an estimate: 894 is about 890.
static long about(int64_t n)
{
  int64_t unit = 1;
  while (n / unit >= 100) unit *= 10;
  return (long)((n + unit / 2) / unit * unit);
}

/// Most of it only where the league was drawn.
static size_t sure_text(const struct lur_result *r, const char *language, char (*out)[LUR_RESULT_TEXT])
{
  size_t n = 0;
  const struct lur_place *p = r->place;
  if (r->lines < 2 || !p->rank || !r->league->chance) return 0;
  rank_range_text(r, language, out[n++]);
  n += group_text(r, out[n]);
  if (p->further > MANY)
    snprintf(out[n++], LUR_RESULT_TEXT, "%s",
             _("This place and the next one are so much alike that even a thousand more calls to each would "
               "hardly "
               "tell them apart."));
  else if (p->further > 0)
    snprintf(out[n++], LUR_RESULT_TEXT,
             lur_text_n("About %ld more call to each would tell this place from the next one.",
                        "About %ld more calls to each would tell this place from the next one.",
                        (unsigned long)p->further),
             about(p->further));
  return n;
}

size_t lur_result_standing_text(const struct lur_result *r, const char *language,
                                char out[LUR_RESULT_SENTENCES][LUR_RESULT_TEXT])
{
  size_t n = 0;
  const struct lur_place *p = r->place;
  if (!p->contacts) {
    snprintf(out[n++], LUR_RESULT_TEXT, "%s", _("No call counts yet, so there is no mean and no place."));
    return n;
  }
  interval_text(r, language, out[n++]);
  if (p->few && isfinite(p->low))
    snprintf(out[n++], LUR_RESULT_TEXT, "%s",
             _("That is few calls: take the mean, the place and everything below with care."));
  if (r->lines < 2)
    snprintf(out[n++], LUR_RESULT_TEXT, "%s",
             _("Nobody else is in its class: there is nothing to compare with."));
  n += sure_text(r, language, out + n);
  if (p->tie_broken)
    snprintf(out[n++], LUR_RESULT_TEXT, "%s",
             _("Another has the same mean; the wave's rule for equal means decided."));
  n += standing_text(r, language, out[n]);
  return n;
}

const char *lur_result_distance_text(const struct lur_result *r, const char *language,
                                     char out[LUR_RESULT_TEXT])
{
  char best[LUR_WORDS_SIZE], gap[LUR_WORDS_SIZE], mean[LUR_WORDS_SIZE];
  const struct lur_spread *s = &r->all.spread;
  out[0] = '\0';
  if (!isfinite(r->all.own) || s->n < 2) return out;
  lur_words_number(s->most, 1, language, best);
  lur_words_number(s->mean, 1, language, mean);
  if (s->most > r->all.own)
    snprintf(out, LUR_RESULT_TEXT, _("The best has %s, %s points more; the mean of all is %s."), best,
             lur_words_number(s->most - r->all.own, 1, language, gap), mean);
  else
    snprintf(out, LUR_RESULT_TEXT, _("Nobody has a higher mean; the mean of all is %s."), mean);
  return out;
}

const char *lur_result_answered_text(const struct lur_result *r, const char *language,
                                     char out[LUR_RESULT_TEXT])
{
  char share[LUR_WORDS_SIZE], low[LUR_WORDS_SIZE], high[LUR_WORDS_SIZE], level[LUR_WORDS_SIZE];
  out[0] = '\0';
  if (!r->contacts) return out;
  snprintf(
      out, LUR_RESULT_TEXT,
      lur_text_n("%ld of %ld call was answered: %s. With %s certainty the share lies between %s and %s.",
                 "%ld of %ld calls were answered: %s. With %s certainty the share lies between %s and %s.",
                 (unsigned long)r->contacts),
      (long)r->answered_contacts, (long)r->contacts, share_text(r->share.share, language, share),
      share_text(r->league->rules.level, language, level), share_text(r->share.low, language, low),
      share_text(r->share.high, language, high));
  return out;
}

/// Half the width of the interval of a difference, from those of the two means; NAN where one is not known.
static double half_of_difference(const struct lur_place *a, const struct lur_place *b)
{
  double first = (a->high - a->low) / 2, second = (b->high - b->low) / 2;
  return sqrt(first * first + second * second);
}

const char *lur_result_past_text(const struct lur_result *r, const char *language, char out[LUR_RESULT_TEXT])
{
  char before[LUR_WORDS_SIZE], by[LUR_WORDS_SIZE];
  out[0] = '\0';
  if (!r->past || !r->place->contacts) return out;
  double change = r->place->mean - r->past->mean, half = half_of_difference(r->place, r->past);
  lur_words_number(r->past->mean, 1, language, before);
  lur_words_number(fabs(change), 1, language, by);
  const char *title = r->wave->past->title;
  if (!isfinite(half) || r->place->few || r->past->few)
    snprintf(out, LUR_RESULT_TEXT,
             _("In “%.200s” the mean was %s. There are too few calls to say whether it is getting better."),
             title, before);
  else if (fabs(change) <= half)
    snprintf(out, LUR_RESULT_TEXT, _("In “%.200s” the mean was %s. A difference of %s points can be luck."),
             title, before, by);
  else if (change > 0)
    snprintf(out, LUR_RESULT_TEXT,
             _("In “%.200s” the mean was %s: it has become better by %s points, more than luck explains."),
             title, before, by);
  else
    snprintf(out, LUR_RESULT_TEXT,
             _("In “%.200s” the mean was %s: it has become worse by %s points, more than luck explains."),
             title, before, by);
  return out;
}

// ---- Causes and calls

const char *lur_result_often_text(const struct lur_result *r, const struct lur_result_cost *cost,
                                  char out[LUR_RESULT_TEXT])
{
  snprintf(out, LUR_RESULT_TEXT,
           lur_text_n("in %ld of %ld call", "in %ld of %ld calls", (unsigned long)r->all.contacts),
           (long)cost->calls, (long)r->all.contacts);
  return out;
}

const char *lur_result_reasons_text(const struct lur_result_cost *cost, const char *language,
                                    char out[LUR_RESULT_TEXT])
{
  char value[LUR_WORDS_SIZE];
  size_t used = 0;
  out[0] = '\0';
  for (size_t i = 0; i < cost->reasons && used + 300 < LUR_RESULT_TEXT; i++) {
    const struct lur_result_reason *reason = &cost->reason[i];
    used += (size_t)snprintf(out + used, LUR_RESULT_TEXT - used, "%s", i ? " · " : "");
    used += (size_t)snprintf(
        out + used, LUR_RESULT_TEXT - used,
        lur_text_n("“%.200s” in %ld call", "“%.200s” in %ld calls", (unsigned long)reason->calls),
        reason->text, (long)reason->calls);
  }
  if (!cost->reasons && isfinite(cost->value))
    snprintf(out, LUR_RESULT_TEXT, _("typically %s there"),
             lur_words_with_unit(cost->value, cost->cause->unit, language, value));
  return out;
}

const char *lur_result_move_text(const struct lur_result *r, const struct lur_result_cost *cost,
                                 const char *language, char out[LUR_RESULT_TEXT])
{
  char own[LUR_WORDS_SIZE], best[LUR_WORDS_SIZE], often[LUR_RESULT_TEXT];
  snprintf(out, LUR_RESULT_TEXT, _("costs %s points, the best %s; %.200s"),
           lur_words_number(cost->mean, 1, language, own), lur_words_number(cost->best, 1, language, best),
           lur_result_often_text(r, cost, often));
  return out;
}

const char *lur_result_moment_text(const struct lur_result_moment *moment, char out[LUR_RESULT_TEXT])
{
  snprintf(out, LUR_RESULT_TEXT, "%s%s%s", moment->call, moment->when[0] ? " · " : "", moment->when);
  return out;
}

const char *lur_result_agent_text(const char *agent, char out[LUR_RESULT_TEXT])
{
  bool number = agent[0] && strspn(agent, "0123456789") == strlen(agent);
  snprintf(out, LUR_RESULT_TEXT, number ? _("agent %.300s") : "%.300s", agent);
  return out;
}

const char *lur_result_call_text(const struct lur_result_call *call, bool praise, const char *language,
                                 char out[LUR_RESULT_TEXT])
{
  char lost[LUR_WORDS_SIZE];
  double all = 100 - (double)call->total_millionths / 1e6;
  if (praise && call->cause)
    snprintf(out, LUR_RESULT_TEXT, _("%s points lost"), lur_words_points(all, language, lost));
  else if (call->cause)
    snprintf(out, LUR_RESULT_TEXT, _("cost most: %.300s, %s points"), call->cause->title,
             lur_words_points(call->lost, language, lost));
  else
    snprintf(out, LUR_RESULT_TEXT, "%s", _("nothing was lost"));
  return out;
}

// ---- Head and foot

const char *lur_result_wave_text(const struct lur_result_wave *w, bool titled, char out[LUR_RESULT_TEXT])
{
  bool days = w->from && w->from[0], several = days && w->to && strcmp(w->from, w->to) != 0;
  snprintf(out, LUR_RESULT_TEXT, "%.300s%s%s%s%s%s%.300s %.60s", titled ? w->title : "", titled ? " · " : "",
           days ? w->from : "", several ? " – " : "", several ? w->to : "", days ? " · " : "", w->rubric,
           w->version);
  return out;
}

const char *lur_result_league_text(const struct lur_league *league, char out[LUR_RESULT_TEXT])
{
  const char *name = league->rules.class_name;
  bool named = name && name[0], final = league->rules.round > 0;
  out[0] = '\0';
  if (named) snprintf(out, LUR_RESULT_TEXT, _("Class %.300s"), name);
  size_t used = strlen(out);
  if (final)
    snprintf(out + used, LUR_RESULT_TEXT - used, "%s%s", named ? ", " : "", named ? _("final") : _("Final"));
  return out;
}

const char *lur_result_names_text(const struct lur_result *r)
{
  if (r->lines < 2 || r->named) return "";
  return _("The other participants are shown by letters, the best first.");
}

const char *lur_result_method_text(const struct lur_result *r, const char *language,
                                   char out[LUR_RESULT_TEXT])
{
  char level[LUR_WORDS_SIZE];
  const struct lur_league_rules *rules = &r->league->rules;
  snprintf(
      out, LUR_RESULT_TEXT,
      _("Every contact counts once, also those that nobody answered. Places are decided by the means before "
        "rounding. Intervals: %s, from %d draws, seed %llu. Rubric %.60s, SHA-256 %.16s. Made by lur %s."),
      share_text(rules->level, language, level), rules->draws, (unsigned long long)rules->seed,
      r->wave->version, r->wave->sha256 ? r->wave->sha256 : "", LUR_ANALYSER_VERSION);
  return out;
}

// ---- Scales

struct lur_result_scale lur_result_scale_of(double low, double high)
{
  static const double steps[] = {1, 2, 5, 10, 20};
  if (!isfinite(low) || !isfinite(high) || high < low) return (struct lur_result_scale){0, 100, 20};
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    double step = steps[i], from = fmax(floor(low / step) * step, 0),
           to = fmin(ceil(high / step) * step, 100);
    if (to - from > 6 * step) continue;
    // Where all figures are alike there is still something to see them against.
    while (to - from < 4 * step && (from > 0 || to < 100)) {
      from = fmax(from - step, 0);
      to = fmin(to + step, 100);
    }
    return (struct lur_result_scale){from, to, step};
  }
  return (struct lur_result_scale){0, 100, 20};
}

struct lur_result_scale lur_result_league_scale(const struct lur_league *league)
{
  double low = (double)NAN, high = (double)NAN;
  for (size_t i = 0; i < league->places; i++) {
    const struct lur_place *p = &league->place[i];
    low = fmin(low, fmin(p->mean, p->low));
    high = fmax(high, fmax(p->mean, p->high));
  }
  return lur_result_scale_of(low, high);
}

struct lur_result_scale lur_result_section_scale(const struct lur_result *r)
{
  double low = (double)NAN, high = (double)NAN;
  for (size_t i = 0; i < r->sections; i++) {
    low = fmin(low, r->section[i].spread.least);
    high = fmax(high, r->section[i].spread.most);
  }
  return lur_result_scale_of(low, high);
}

double lur_result_along(const struct lur_result_scale *scale, double value)
{
  return fmin(fmax((value - scale->from) / (scale->to - scale->from), 0), 1);
}

double lur_result_longest_wait(const struct lur_result *r)
{
  double longest = 1;
  for (int h = 0; h < 24; h++)
    if (r->hour[h].waits) longest = fmax(longest, r->hour[h].longest);
  return longest;
}
