#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/screen.h"
#include "report/words.h"

static const double lamp_s = 4; ///< how long it is said that an input was too loud
/// Below these a page is drawn with less beside the meters, as a few lines only, or not at all.
enum { wide_columns = 64, flow_columns = 40, least_rows = 5, least_columns = 30 };
enum { full_columns = 80, label_columns = 12, most_bar = 120 };
enum { level_columns = 32, short_level_columns = 10, limit_columns = 16, most_message = 2 };

bool lur_screen_fits(int rows, int columns)
{
  return rows >= least_rows && columns >= least_columns;
}

static bool is_wide(const struct lur_page *page)
{
  return page->columns >= wide_columns;
}

static int margin_of(const struct lur_page *page)
{
  return is_wide(page) ? 2 : 0;
}

static int bar_column(const struct lur_page *page)
{
  return margin_of(page) + label_columns;
}

static int end_column(const struct lur_page *page)
{
  return page->columns - margin_of(page);
}

static int at_most(int n, int most)
{
  return n > most ? most : n;
}

// ---- Parts of the page

static void put_rule(struct lur_page *page, int row)
{
  for (int i = 0; i < page->columns; i++) lur_page_put(page, row, i, LUR_STYLE_SOFT, "─");
}

static void room_words(double room_s, char out[LUR_SCREEN_WORDS])
{
  char clock[LUR_WORDS_SIZE];
  out[0] = '\0';
  if (!isfinite(room_s)) return;
  if (room_s >= 2 * 3600)
    snprintf(out, LUR_SCREEN_WORDS, _("disk: %.0f hours left"), floor(room_s / 3600));
  else
    snprintf(out, LUR_SCREEN_WORDS, _("disk: %s left"), lur_words_clock(floor(room_s), 0, NULL, clock));
}

static void put_head(const struct lur_screen *s, struct lur_page *page)
{
  char clock[LUR_WORDS_SIZE], room[LUR_SCREEN_WORDS];
  int end = end_column(page);
  room_words(s->view.room_s, room);
  lur_page_put(page, 0, margin_of(page), LUR_STYLE_ALERT, "●");
  lur_page_put(page, 0, margin_of(page) + 2, LUR_STYLE_STRONG, _("Recording"));
  lur_page_put(page, 0, 0, LUR_STYLE_STRONG, "  ");
  lur_page_put(page, 0, 0, LUR_STYLE_STRONG, lur_words_clock(floor(s->view.recorded_s), 0, NULL, clock));
  int left = end - page->line[0].column - 3;
  if (s->about[0] && (is_wide(page) || left >= lur_page_width(s->about) + 3 + lur_page_width(room))) {
    lur_page_put(page, 0, 0, LUR_STYLE_PLAIN, "   ");
    lur_page_put(page, 0, 0, LUR_STYLE_PLAIN, s->about);
  }
  lur_page_right(page, 0, end, s->view.room_s < LUR_LITTLE_ROOM_S ? LUR_STYLE_ALERT : LUR_STYLE_SOFT, room);
}

static void put_now(const struct lur_screen *s, struct lur_page *page, int row)
{
  char words[LUR_SCREEN_WORDS], clock[LUR_WORDS_SIZE];
  if (is_wide(page)) lur_page_put(page, row, margin_of(page), LUR_STYLE_SOFT, _("Now"));
  lur_page_put(page, row, is_wide(page) ? bar_column(page) : 0, LUR_STYLE_STRONG, lur_screen_now(s, words));
  if (!s->listening) return;
  lur_page_put(page, row, 0, LUR_STYLE_PLAIN, "  ");
  lur_page_put(page, row, 0, LUR_STYLE_STRONG, lur_words_clock(floor(lur_screen_now_s(s)), 0, NULL, clock));
  if (!s->call.keys[0] || s->call.answered) return;
  snprintf(words, sizeof words, _("keys pressed: %s"), s->call.keys);
  if (end_column(page) - page->line[row].column > lur_page_width(words))
    lur_page_right(page, row, end_column(page), LUR_STYLE_SOFT, words);
}

/// What of the limit is left, or that it has passed.
static void put_limit(const struct lur_screen *s, struct lur_page *page, int row, bool over)
{
  lur_page_put(page, row, bar_column(page) + limit_columns, LUR_STYLE_PLAIN, "");
  int room = end_column(page) - page->line[row].column;
  const char *words = _("over the limit: this counts as unanswered");
  if (over && !s->call.answered)
    lur_page_put(page, row, 0, LUR_STYLE_ALERT, lur_page_width(words) > room ? _("over the limit") : words);
  else if (!isnan(s->limit_s))
    lur_page_share(page, row, at_most(room, most_bar), s->call.wait_s / s->limit_s,
                   over ? LUR_STYLE_ALERT : LUR_STYLE_PROMPT, LUR_STYLE_SOFT);
}

/// "1:12 of 5:00", and how much of it has passed.
static void put_wait(const struct lur_screen *s, struct lur_page *page, int row)
{
  char wait[LUR_WORDS_SIZE], limit[LUR_WORDS_SIZE], words[LUR_SCREEN_WORDS];
  bool limited = !isnan(s->limit_s), over = limited && s->call.wait_s > s->limit_s;
  lur_page_put(page, row, margin_of(page), LUR_STYLE_SOFT, s->call.answered ? _("Waited") : _("Waiting"));
  if (!s->listening || !s->call.heard) return;
  lur_words_clock(floor(s->call.wait_s), 0, NULL, wait);
  if (limited)
    snprintf(words, sizeof words, _("%s of %s"), wait, lur_words_clock(floor(s->limit_s), 0, NULL, limit));
  else
    snprintf(words, sizeof words, "%s", wait);
  lur_page_put(page, row, bar_column(page), over ? LUR_STYLE_ALERT : LUR_STYLE_STRONG, words);
  put_limit(s, page, row, over);
}

static void level_text(double dbfs, char out[16])
{
  if (dbfs < -99)
    snprintf(out, 16, "%s", "–");
  else
    snprintf(out, 16, "%.0f", dbfs);
}

static int meter_columns(const struct lur_page *page)
{
  int beside = is_wide(page) ? level_columns : short_level_columns;
  return at_most(end_column(page) - bar_column(page) - beside, most_bar);
}

static bool is_too_loud(const struct lur_screen *s, int c)
{
  return s->view.recorded_s - s->clipped_s[c] < lamp_s;
}

/// What is to be said of a channel beside its level.
static const char *lamp(const struct lur_screen *s, int c, lur_style *style)
{
  *style = LUR_STYLE_ALERT;
  if (s->view.masked) return _("private");
  if (is_too_loud(s, c)) return _("● too loud");
  *style = LUR_STYLE_PLAIN;
  return s->listening && s->call.speaks[c] ? _("speaks") : "";
}

static void put_level(const struct lur_screen *s, struct lur_page *page, int row, int c)
{
  char rms[16], peak[16], words[LUR_SCREEN_WORDS];
  lur_style style;
  const char *beside = lamp(s, c, &style);
  level_text(s->view.level[c].rms_dbfs, rms);
  level_text(s->peak[c], peak);
  if (is_wide(page)) {
    snprintf(words, sizeof words, _("  %3s, peak %3s dB  "), rms, peak);
    lur_page_put(page, row, 0, LUR_STYLE_PLAIN, words);
    lur_page_put(page, row, 0, style, beside);
  } else {
    lur_page_put(page, row, 0, LUR_STYLE_ALERT, is_too_loud(s, c) ? " ●" : "  ");
    lur_page_right(page, row, end_column(page) - 3, LUR_STYLE_PLAIN, rms);
    lur_page_put(page, row, 0, LUR_STYLE_PLAIN, " dB");
  }
}

static lur_style side_style(const struct lur_screen *s, int c)
{
  return lur_screen_is_agent(s, c) ? LUR_STYLE_AGENT : LUR_STYLE_CALLER;
}

static void put_meter(const struct lur_screen *s, struct lur_page *page, int row, int c)
{
  lur_page_put(page, row, margin_of(page), LUR_STYLE_STRONG, lur_screen_label(s, c));
  lur_page_put(page, row, bar_column(page), LUR_STYLE_PLAIN, "");
  lur_page_meter(page, row, meter_columns(page), s->view.level[c].rms_dbfs, s->peak[c], side_style(s, c));
  put_level(s, page, row, c);
}

static void put_moment(const struct lur_screen_moment *m, struct lur_page *page, int row, lur_style style)
{
  static const char *const bars[8] = {"·", "▁", "▂", "▃", "▅", "▆", "▇", "█"};
  if (m->loud && m->sign != 'x')
    lur_page_put(page, row, 0, style, bars[m->loud]);
  else if (m->sign)
    lur_page_put(page, row, 0, m->sign == 'x' ? LUR_STYLE_ALERT : LUR_STYLE_PROMPT,
                 m->sign == '~'   ? "~"
                 : m->sign == 'm' ? "♪"
                                  : "×");
  else
    lur_page_put(page, row, 0, LUR_STYLE_SOFT, "·");
}

/// The seconds up to now, the newest at the right.
static void put_past(const struct lur_screen *s, struct lur_page *page, int row, int c)
{
  int n = at_most(end_column(page) - bar_column(page), LUR_SCREEN_PAST);
  lur_page_put(page, row, margin_of(page), LUR_STYLE_PLAIN, lur_screen_label(s, c));
  lur_page_put(page, row, bar_column(page), LUR_STYLE_PLAIN, "");
  for (int64_t i = s->second - n + 1; i <= s->second; i++)
    if (i < 0)
      lur_page_put(page, row, 0, LUR_STYLE_PLAIN, " ");
    else
      put_moment(&s->past[c][i % LUR_SCREEN_PAST], page, row, side_style(s, c));
}

static void put_talk(const struct lur_screen *s, struct lur_page *page, int row)
{
  const struct lur_preview_view *v = &s->call;
  double agent = v->talk_s[v->agent], both = v->talk_s[0] + v->talk_s[1];
  char words[LUR_SCREEN_WORDS];
  lur_page_put(page, row, margin_of(page), LUR_STYLE_SOFT, _("Who talks"));
  if (s->channels < 2 || both < 1) return;
  int share = (int)lround(100 * agent / both);
  snprintf(words, sizeof words, _("agent %d %%  "), share);
  lur_page_put(page, row, bar_column(page), LUR_STYLE_AGENT, words);
  snprintf(words, sizeof words, _("  %d %% caller"), 100 - share);
  int room = end_column(page) - page->line[row].column - lur_page_width(words);
  if (room < 0) return; // the rest of the hundred is the caller's
  lur_page_share(page, row, at_most(room, most_bar), agent / both, LUR_STYLE_AGENT, LUR_STYLE_CALLER);
  lur_page_put(page, row, 0, LUR_STYLE_CALLER, words);
}

static void put_silence(const struct lur_screen *s, struct lur_page *page, int row)
{
  const struct lur_preview_view *v = &s->call;
  char clock[LUR_WORDS_SIZE], seconds[LUR_WORDS_SIZE], words[LUR_SCREEN_WORDS];
  lur_page_put(page, row, margin_of(page), LUR_STYLE_SOFT, _("Silence"));
  if (!s->listening || !v->answered || v->longest_silence_s < 0.5) return;
  snprintf(words, sizeof words, _("longest %s s, at %s"),
           lur_words_number(v->longest_silence_s, 1, s->language, seconds),
           lur_words_clock(floor(v->longest_at_s), 0, NULL, clock));
  lur_page_put(page, row, bar_column(page), LUR_STYLE_PLAIN, words);
}

static void put_note(const struct lur_note *note, struct lur_page *page, int row)
{
  char clock[LUR_WORDS_SIZE], end[LUR_WORDS_SIZE];
  lur_page_put(page, row, bar_column(page), LUR_STYLE_STRONG,
               lur_words_clock(floor(note->start_s), 0, NULL, clock));
  if (note->end_s > note->start_s) {
    lur_page_put(page, row, 0, LUR_STYLE_STRONG, "–");
    lur_page_put(page, row, 0, LUR_STYLE_STRONG, lur_words_clock(floor(note->end_s), 0, NULL, end));
  }
  lur_page_put(page, row, 0, LUR_STYLE_PLAIN, "  ");
  lur_page_put(page, row, 0, LUR_STYLE_PLAIN, lur_screen_note_words(note));
}

/// The newest notes, as many as there is room for.
static void put_notes(const struct lur_screen *s, struct lur_page *page, int row, int rows)
{
  size_t first = s->notes.n > (size_t)rows ? s->notes.n - (size_t)rows : 0;
  lur_page_put(page, row, margin_of(page), LUR_STYLE_SOFT, _("Notes"));
  for (size_t i = first; i < s->notes.n; i++) put_note(&s->notes.at[i], page, row + (int)(i - first));
}

/// Text from a row on, broken at blanks; what is too long for so many rows is cut.
static void put_broken(struct lur_page *page, int row, int rows, lur_style style, const char *text)
{
  char line[LUR_SCREEN_WORDS];
  for (int i = 0; *text && i < rows; i++) {
    size_t n = strlen(text), cut = n;
    snprintf(line, sizeof line, "%s", text);
    while (i + 1 < rows && lur_page_width(line) > end_column(page) - margin_of(page)) {
      char *blank = strrchr(line, ' ');
      if (!blank) break;
      *blank = '\0';
      cut = (size_t)(blank - line) + 1;
    }
    lur_page_put(page, row + i, margin_of(page), style, line);
    text += cut < n ? cut : n;
  }
}

/// What needs an eye: private, trouble, what has just been done, or that not all is shown.
static void put_message(const struct lur_screen *s, struct lur_page *page, int row, int rows, bool all)
{
  char words[LUR_SCREEN_WORDS];
  lur_screen_trouble(s, words);
  if (s->view.masked)
    put_broken(page, row, rows, LUR_STYLE_ALERT, _("PRIVATE: this is not recorded; p ends it"));
  else if (words[0])
    put_broken(page, row, rows, LUR_STYLE_ALERT, words);
  else if (s->view.recorded_s < s->said_until_s)
    put_broken(page, row, rows, LUR_STYLE_PLAIN, s->said);
  else if (!all)
    put_broken(page, row, rows, LUR_STYLE_SOFT, _("Small window: from 80 by 24 on everything is shown"));
}

/// The words of a note while they are typed, with the cursor; the end of them where they are long.
static void put_typing(const struct lur_screen *s, struct lur_page *page, int row)
{
  const char *words = s->words;
  lur_page_put(page, row, margin_of(page), LUR_STYLE_STRONG, _("Note: "));
  int room = page->columns - 1 - page->line[row].column;
  while (*words && (int)lur_page_width(words) > room) {
    words++;
    while (((unsigned char)*words & 0xC0) == 0x80) words++;
  }
  lur_page_put(page, row, 0, LUR_STYLE_PLAIN, words);
  page->cursor_row = row;
  page->cursor_column = page->line[row].column;
}

// ---- The keys

struct key {
  const char *key, *does;
};
enum { KEYS = 5 };
static const char between_keys[] = "   ";

static size_t usual_keys(const struct lur_screen *s, struct key out[KEYS])
{
  const struct key usual[KEYS] = {{"a", _("answered")},
                                  {"h", isnan(s->hold_s) ? _("hold") : _("hold ends")},
                                  {"n", _("note")},
                                  {"p", s->view.masked ? _("private ends") : _("private")},
                                  {"q", _("stop")}};
  memcpy(out, usual, sizeof usual);
  return KEYS;
}

static size_t typing_keys(struct key out[KEYS])
{
  out[0] = (struct key){_("Enter"), _("keeps the note")};
  out[1] = (struct key){_("Esc"), _("drops it")};
  return 2;
}

static int key_width(const struct key *key)
{
  return lur_page_width(key->key) + 1 + lur_page_width(key->does);
}

/// Rows that the usual keys need, 1 or 2.
static int key_rows(const struct lur_screen *s, const struct lur_page *page)
{
  struct key key[KEYS];
  int width = 0;
  size_t n = usual_keys(s, key);
  for (size_t i = 0; i < n; i++) width += key_width(&key[i]) + (i ? (int)strlen(between_keys) : 0);
  return width > end_column(page) - margin_of(page) ? 2 : 1;
}

static void put_keys(const struct lur_screen *s, struct lur_page *page, int row, int rows)
{
  struct key key[KEYS];
  size_t n = s->typing ? typing_keys(key) : usual_keys(s, key);
  int last = row + rows - 1;
  for (size_t i = 0; i < n; i++) {
    int gap = page->line[row].column > margin_of(page) ? (int)strlen(between_keys) : 0;
    if (row < last && page->line[row].column + gap + key_width(&key[i]) > end_column(page)) {
      row++;
      gap = 0;
    }
    lur_page_put(page, row, margin_of(page), LUR_STYLE_PLAIN, gap ? between_keys : "");
    lur_page_put(page, row, 0, LUR_STYLE_STRONG, key[i].key);
    lur_page_put(page, row, 0, LUR_STYLE_PLAIN, " ");
    lur_page_put(page, row, 0, LUR_STYLE_PLAIN, key[i].does);
  }
}

// ---- The pages

/// What a page has room for, in rows. Blank rows are named by what they stand before.
struct plan {
  int message, keys;
  int talk, silence, past, notes;
  int top_rule, bottom_rule, scale;
  int before_now, before_meters, before_past, before_talk, before_notes, before_message;
};

static int take(int *left, int rows)
{
  if (*left < rows) return 0;
  *left -= rows;
  return rows;
}

/// The most important first. False: not even what must be there.
static bool plan_page(const struct lur_screen *s, const struct lur_page *page, struct plan *p)
{
  *p = (struct plan){.message = 1, .keys = key_rows(s, page)};
  int left = page->rows - 3 - s->channels - p->message - p->keys;
  if (left < 0 || page->columns < flow_columns) return false;
  if (page->columns < full_columns) p->message += take(&left, most_message - 1);
  p->talk = take(&left, 1);
  p->silence = take(&left, 1);
  p->notes = take(&left, 1);
  p->past = take(&left, s->channels);
  p->bottom_rule = take(&left, 1);
  p->top_rule = take(&left, 1);
  p->scale = take(&left, 1);
  int *const blank[] = {&p->before_meters, &p->before_now,   &p->before_past,
                        &p->before_talk,   &p->before_notes, &p->before_message};
  for (size_t i = 0; i < sizeof blank / sizeof *blank; i++) *blank[i] = take(&left, 1);
  if (p->notes) p->notes += left;
  return true;
}

static void draw_short(const struct lur_screen *s, struct lur_page *page)
{
  char words[LUR_SCREEN_WORDS], clock[LUR_WORDS_SIZE];
  int left = page->rows - 2 - s->channels, bar = page->columns - label_columns;
  int keys = left > 1 ? key_rows(s, page) : 1,
      message = left - keys > 0 ? at_most(left - keys + 1, most_message) : 1;
  int foot = page->rows - keys;
  lur_page_put(page, 0, 0, LUR_STYLE_ALERT, "● ");
  lur_page_put(page, 0, 0, LUR_STYLE_STRONG, lur_words_clock(floor(s->view.recorded_s), 0, NULL, clock));
  lur_page_put(page, 0, 0, LUR_STYLE_PLAIN, "  ");
  lur_page_put(page, 0, 0, LUR_STYLE_STRONG, lur_screen_now(s, words));
  for (int c = 0; c < s->channels; c++) {
    lur_page_put(page, 1 + c, 0, LUR_STYLE_PLAIN, lur_screen_label(s, c));
    lur_page_put(page, 1 + c, label_columns, LUR_STYLE_PLAIN, "");
    lur_page_meter(page, 1 + c, at_most(bar, most_bar), s->view.level[c].rms_dbfs, s->peak[c],
                   side_style(s, c));
  }
  if (s->typing)
    put_typing(s, page, foot - 1);
  else
    put_message(s, page, foot - message, message, false);
  put_keys(s, page, foot, keys);
}

/// From the top down to the notes.
static void draw_call(const struct lur_screen *s, struct lur_page *page, const struct plan *p)
{
  int row = 1 + p->top_rule + p->before_now;
  put_head(s, page);
  if (p->top_rule) put_rule(page, 1);
  put_now(s, page, row++);
  put_wait(s, page, row++);
  row += p->before_meters;
  for (int c = 0; c < s->channels; c++) put_meter(s, page, row++, c);
  if (p->scale) lur_page_scale(page, row++, bar_column(page), meter_columns(page));
  row += p->before_past;
  for (int c = 0; c < p->past; c++) put_past(s, page, row++, c);
  row += p->before_talk;
  if (p->talk) put_talk(s, page, row++);
  if (p->silence) put_silence(s, page, row++);
  row += p->before_notes;
  if (p->notes) put_notes(s, page, row, p->notes);
}

static void draw_foot(const struct lur_screen *s, struct lur_page *page, const struct plan *p)
{
  int keys = page->rows - p->keys, message = keys - p->bottom_rule - p->message;
  bool all = p->past && p->notes && is_wide(page);
  if (s->typing)
    put_typing(s, page, message + p->message - 1);
  else
    put_message(s, page, message, p->message, all);
  if (p->bottom_rule) put_rule(page, keys - 1);
  put_keys(s, page, keys, p->keys);
  const char *kind = s->typing ? "" : _("a first impression");
  int last = page->rows - 1;
  if (page->line[last].column + 3 + lur_page_width(kind) <= end_column(page))
    lur_page_right(page, last, end_column(page), LUR_STYLE_SOFT, kind);
}

void lur_screen_draw(const struct lur_screen *s, struct lur_page *page)
{
  struct plan plan;
  if (plan_page(s, page, &plan)) {
    draw_call(s, page, &plan);
    draw_foot(s, page, &plan);
  } else {
    draw_short(s, page);
  }
}
