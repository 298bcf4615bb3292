#include "report/words.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"

const struct lur_words_group lur_words_groups[LUR_WORDS_GROUPS] = {
    {N_("Before the answer"), LUR_M_ANSWER_ANSWERED, LUR_M_CALL_DURATION_S},
    {N_("Conversation"), LUR_M_CALL_DURATION_S, LUR_M_HOLD_COUNT},
    {N_("Holds, transfers and closing"), LUR_M_HOLD_COUNT, LUR_M_RATE_AGENT_SYL_PER_S},
    {N_("Voices"), LUR_M_RATE_AGENT_SYL_PER_S, LUR_M_QUALITY_AGENT_SNR_DB},
    {N_("Quality of the recording"), LUR_M_QUALITY_AGENT_SNR_DB, LUR_MEASURE_COUNT},
};

const lur_measure lur_words_headlines[LUR_WORDS_HEADLINES] = {
    LUR_M_ANSWER_WAIT_S,     LUR_M_CALL_CONVERSATION_S,      LUR_M_TALK_AGENT_RATIO,
    LUR_M_SILENCE_LONGEST_S, LUR_M_INTERRUPTION_AGENT_COUNT, LUR_M_HOLD_TOTAL_S,
};

char lur_words_point(const char *language)
{
  static const char *const comma[] = {"sv", "da", "nb", "nn", "no", "nl", "de",
                                      "fi", "fr", "es", "it", "pl", "pt", "is"};
  for (size_t i = 0; language && i < sizeof comma / sizeof *comma; i++)
    if (strncmp(language, comma[i], 2) == 0) return ',';
  return '.';
}

static void localise(char *text, const char *language)
{
  char *point = strchr(text, '.');
  if (point) *point = lur_words_point(language);
}

const char *lur_words_clock(double seconds, int decimals, const char *language, char out[LUR_WORDS_SIZE])
{
  if (!isfinite(seconds) || seconds < 0) seconds = 0;
  if (seconds > 1e9) seconds = 1e9;
  double whole = lur_words_round(seconds, decimals);
  long minutes = (long)(whole / 60);
  double rest = whole - 60.0 * (double)minutes;
  int width = decimals > 0 ? 3 + decimals : 2;
  if (minutes >= 60)
    snprintf(out, LUR_WORDS_SIZE, "%ld:%02ld:%0*.*f", minutes / 60, minutes % 60, width, decimals, rest);
  else
    snprintf(out, LUR_WORDS_SIZE, "%ld:%0*.*f", minutes, width, decimals, rest);
  localise(out, language);
  return out;
}

const char *lur_words_number(double number, int decimals, const char *language, char out[LUR_WORDS_SIZE])
{
  double rounded = lur_words_round(number, decimals);
  // A true minus sign: a hyphen is too short to be seen before a figure.
  snprintf(out, LUR_WORDS_SIZE, "%s%.*f", rounded < 0 ? "\u2212" : "", decimals, fabs(rounded));
  localise(out, language);
  return out;
}

const char *lur_words_points(double points, const char *language, char out[LUR_WORDS_SIZE])
{
  double tenths = lur_words_round(points, 1);
  return lur_words_number(tenths, tenths == floor(tenths) ? 0 : 1, language, out);
}

int lur_words_decimals(const char *unit)
{
  static const struct {
    const char *unit;
    int decimals;
  } table[] = {{"s", 3},  {"1", 6},  {"n", 0},  {"1/min", 3}, {"1/s", 3},
               {"Hz", 1}, {"st", 2}, {"dB", 2}, {"dBov", 2},  {"LUFS", 2}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (strcmp(table[i].unit, unit) == 0) return table[i].decimals;
  return 3;
}

double lur_words_round(double number, int decimals)
{
  double scale = pow(10, decimals);
  double rounded = round(number * scale) / scale;
  return rounded == 0 ? 0 : rounded;
}

const char *lur_words_text(const char *text)
{
  static const char *const words[] = {N_("agent"), N_("caller"), N_("good"), N_("fair"), N_("poor")};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(words[i], text) == 0) return _(words[i]);
  return text;
}

const char *lur_words_note(const struct lur_events *events, const struct lur_event *event)
{
  static const char *const what[LUR_NOTE_KINDS] = {
      [LUR_NOTE_MARKER] = N_("noted"),
      [LUR_NOTE_ANSWERED] = N_("noted: somebody answered"),
      [LUR_NOTE_HOLD] = N_("noted: on hold"),
      [LUR_NOTE_MASKED] = N_("private: the recording is silent"),
  };
  const char *words = lur_events_words(events, event);
  return words[0] ? words : _(what[event->type == LUR_EVENT_MASKED ? LUR_NOTE_MASKED : event->note]);
}

const char *lur_words_event(const struct lur_event *event)
{
  static const char *const holes[LUR_DROPOUT_REASONS] = {
      [LUR_DROPOUT_LOST] = N_("hole in the sound: the sound device lost it"),
      [LUR_DROPOUT_DEVICE] = N_("hole in the sound: the sound device was away"),
      [LUR_DROPOUT_DISK] = N_("hole in the sound: the disk was too slow"),
      [LUR_DROPOUT_SUSPENDED] = N_("hole in the sound: the computer slept"),
  };
  const char *hole = event->type == LUR_EVENT_DROPOUT ? holes[event->why] : NULL;
  return _(hole ? hole : lur_event_title(event->type));
}

const char *lur_words_role(lur_role role)
{
  if (role == LUR_ROLE_AGENT) return _("Agent");
  return role == LUR_ROLE_CALLER ? _("Caller") : _("Call");
}

static void put_seconds(double s, const char *language, char out[LUR_WORDS_SIZE])
{
  char figure[LUR_WORDS_SIZE];
  if (s == 0)
    snprintf(out, LUR_WORDS_SIZE, _("%s s"), "0");
  else if (fabs(s) >= 60)
    lur_words_clock(s, 0, language, out);
  else
    snprintf(out, LUR_WORDS_SIZE, _("%s s"), lur_words_number(s, 1, language, figure));
}

static void put_share(double ratio, const char *language, char out[LUR_WORDS_SIZE])
{
  char figure[LUR_WORDS_SIZE];
  // Small shares (overload) must not read 0 when they are not.
  int decimals = ratio > 0 && ratio < 0.01 ? 2 : 0;
  snprintf(out, LUR_WORDS_SIZE, _("%s %%"), lur_words_number(100 * ratio, decimals, language, figure));
}

static const char *unit_word(const char *unit)
{
  static const struct {
    const char *unit, *word;
  } table[] = {{"1/min", N_("a minute")}, {"1/s", N_("a second")}, {"st", N_("semitones")}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (strcmp(table[i].unit, unit) == 0) return _(table[i].word);
  return unit;
}

const char *lur_words_with_unit(double number, const char *unit, const char *language,
                                char out[LUR_WORDS_SIZE])
{
  char figure[LUR_WORDS_SIZE];
  bool counts = strcmp(unit, "n") == 0 || unit[0] == '\0';
  bool whole = counts ? number == floor(number) : strcmp(unit, "Hz") == 0;
  if (strcmp(unit, "s") == 0) {
    put_seconds(number, language, out);
  } else if (strcmp(unit, "1") == 0) {
    put_share(number, language, out);
  } else {
    lur_words_number(number, whole ? 0 : counts ? 2 : 1, language, figure);
    snprintf(out, LUR_WORDS_SIZE, "%.30s%s%.60s", figure, counts ? "" : " ", counts ? "" : unit_word(unit));
  }
  return out;
}

/// "DK,NO" reads better as "DK, NO".
static void put_text(const char *text, char out[LUR_WORDS_SIZE])
{
  size_t n = 0;
  for (const char *c = lur_words_text(text); *c && n + 3 < LUR_WORDS_SIZE; c++) {
    out[n++] = *c;
    if (*c == ',' && c[1] && c[1] != ' ') out[n++] = ' ';
  }
  out[n] = '\0';
}

const char *lur_words_value(lur_measure which, const struct lur_value *value, const char *language,
                            char out[LUR_WORDS_SIZE])
{
  const struct lur_measure_info *info = &lur_measure_table[which];
  if (info->type == LUR_TYPE_TEXT && value->text[0] == '\0')
    snprintf(out, LUR_WORDS_SIZE, "%s", _("none"));
  else if (info->type == LUR_TYPE_TEXT)
    put_text(value->text, out);
  else if (info->type == LUR_TYPE_BOOL)
    snprintf(out, LUR_WORDS_SIZE, "%s", value->number != 0 ? _("yes") : _("no"));
  else
    lur_words_with_unit(value->number, info->unit, language, out);
  return out;
}

const char *lur_words_base_name(const char *path)
{
  if (strchr(path, '+')) return path;
  const char *slash = strrchr(path, '/');
  return slash && slash[1] ? slash + 1 : path;
}
