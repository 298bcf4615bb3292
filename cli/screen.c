#include "cli/screen.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "report/words.h"

static const double hold_peak_s = 1.5; ///< a peak stays so long
static const double lamp_s = 4;        ///< and the lamp of an input that was too loud
static const double said_s = 4;
static const double quiet_s = 1.5; ///< longer than any usual pause between two blocks
static const double slow_disk_s = 2;
/// Where things stand on a page; what is smaller gets the short one.
enum { full_rows = 24, full_columns = 80, least_rows = 5, least_columns = 30 };
enum { margin = 2, label_columns = 12, right_columns = 32, most_bar = 120 };

void lur_screen_start(struct lur_screen *s)
{
  for (int c = 0; c < 2; c++) {
    s->peak[c] = s->view.level[c].peak_dbfs = s->view.level[c].rms_dbfs = -HUGE_VAL;
    s->clipped_s[c] = -HUGE_VAL;
  }
  s->hold_s = (double)NAN;
  s->view.room_s = HUGE_VAL;
}

bool lur_screen_fits(int rows, int columns)
{
  return rows >= least_rows && columns >= least_columns;
}

// ---- Keeping up to date

static void hold_peak(struct lur_screen *s, int c)
{
  const struct lur_level *level = &s->view.level[c];
  double now = s->view.recorded_s;
  if (level->peak_dbfs >= s->peak[c] || now - s->peak_s[c] > hold_peak_s) {
    s->peak[c] = level->peak_dbfs;
    s->peak_s[c] = now;
  }
  if (level->clipped > s->clipped[c]) s->clipped_s[c] = now;
  s->clipped[c] = level->clipped;
}

/// What is heard of the other side that is no speech.
static char sign_of(const struct lur_screen *s, int c)
{
  if (s->view.masked) return 'x';
  if (!s->listening || (s->channels == 2 && c != s->call.agent)) return '\0';
  switch (s->call.now) {
  case LUR_NOW_RINGING:
  case LUR_NOW_BUSY:
    return '~';
  case LUR_NOW_QUEUE:
  case LUR_NOW_HOLD:
    return 'm';
  default:
    return '\0';
  }
}

/// Whether nothing comes: what was heard last is no level of now.
static bool is_quiet(const struct lur_recorder_view *v)
{
  return v->device == LUR_SOUND_STUCK || v->device == LUR_SOUND_GONE || v->quiet_s > quiet_s;
}

/// From -48 dBFS on, in steps of 6 dB.
static uint8_t loudness(double rms_dbfs)
{
  double step = (rms_dbfs + 48) / 6;
  return (uint8_t)(step < 1 ? 1 : step > 7 ? 7 : step);
}

static void keep_moment(struct lur_screen *s)
{
  int64_t second = (int64_t)s->view.recorded_s;
  for (int c = 0; c < s->channels; c++) {
    for (int64_t i = s->second + 1; i <= second && i <= s->second + LUR_SCREEN_PAST; i++)
      s->past[c][i % LUR_SCREEN_PAST] = (struct lur_screen_moment){0};
    struct lur_screen_moment *m = &s->past[c][second % LUR_SCREEN_PAST];
    uint8_t loud = s->listening && s->call.speaks[c] ? loudness(s->view.level[c].rms_dbfs) : 0;
    if (loud > m->loud) m->loud = loud;
    m->sign = sign_of(s, c);
  }
  s->second = second;
}

void lur_screen_look(struct lur_screen *s, const struct lur_recorder_view *view,
                     const struct lur_preview_view *call)
{
  if (view->masked && !s->view.masked) s->masked_s = view->recorded_s;
  s->view = *view;
  s->listening = call != NULL;
  if (call) s->call = *call;
  for (int c = 0; c < s->channels; c++) {
    if (is_quiet(view)) s->peak[c] = s->view.level[c].peak_dbfs = s->view.level[c].rms_dbfs = -HUGE_VAL;
    hold_peak(s, c);
  }
  keep_moment(s);
}

void lur_screen_say(struct lur_screen *s, const char *text)
{
  snprintf(s->said, sizeof s->said, "%s", text);
  s->said_until_s = s->view.recorded_s + said_s;
}

// ---- Words

static bool is_agent(const struct lur_screen *s, int channel)
{
  return s->channels == 2 && channel == (s->listening ? s->call.agent : s->agent);
}

const char *lur_screen_label(const struct lur_screen *s, int channel)
{
  if (s->channels == 1) return _("call");
  return is_agent(s, channel) ? _("agent") : _("caller");
}

static const char *talk_words(const struct lur_screen *s)
{
  const struct lur_preview_view *v = &s->call;
  bool agent = v->speaks[v->agent], caller = s->channels == 2 && v->speaks[1 - v->agent];
  if (s->channels == 1) return agent ? _("somebody speaks") : _("nobody speaks");
  if (agent && caller) return _("conversation, both speak");
  return agent    ? _("conversation, the agent speaks")
         : caller ? _("conversation, the caller speaks")
                  : _("conversation, nobody speaks");
}

const char *lur_screen_now(const struct lur_screen *s, char out[LUR_SCREEN_WORDS])
{
  const struct lur_preview_view *v = &s->call;
  const char *text = "";
  if (s->view.masked)
    text = _("private");
  else if (!s->listening)
    text = _("recording");
  else if (!isnan(s->hold_s))
    text = _("on hold, as you say");
  else if (v->now == LUR_NOW_DIALLING)
    text = v->heard ? _("nothing to be heard") : _("nothing heard yet");
  else if (v->now == LUR_NOW_BUSY)
    text = v->answered ? _("the other side has hung up") : _("busy tone");
  else if (v->now == LUR_NOW_VOICE)
    text = v->keys[0] ? _("a voice: menu or person") : _("a voice: person or menu");
  else if (v->now == LUR_NOW_QUEUE)
    text = _("queue, music");
  else if (v->now == LUR_NOW_HOLD)
    text = _("on hold, music");
  else
    text = talk_words(s);
  if (s->listening && v->now == LUR_NOW_RINGING && !s->view.masked && isnan(s->hold_s))
    snprintf(out, LUR_SCREEN_WORDS,
             lur_text_n("ringing, %d ring", "ringing, %d rings", (unsigned long)v->rings), v->rings);
  else
    snprintf(out, LUR_SCREEN_WORDS, "%s", text);
  return out;
}

const char *lur_screen_note_words(const struct lur_note *note)
{
  static const char *const what[LUR_NOTE_KINDS] = {N_("note"), N_("answered"), N_("on hold"), N_("private")};
  return note->text[0] ? note->text : _(what[note->kind]);
}

double lur_screen_now_s(const struct lur_screen *s)
{
  const struct lur_preview_view *v = &s->call;
  if (s->view.masked) return fmax(0, s->view.recorded_s - s->masked_s);
  double since = !s->listening ? 0 : !isnan(s->hold_s) ? s->hold_s : v->since_s;
  if (s->listening && isnan(s->hold_s) && v->now == LUR_NOW_TALK && v->silence_s > 0) return v->silence_s;
  return fmax(0, s->view.recorded_s - since);
}

const char *lur_screen_trouble(const struct lur_screen *s, char out[LUR_SCREEN_WORDS])
{
  const struct lur_recorder_view *v = &s->view;
  char clock[LUR_WORDS_SIZE];
  out[0] = '\0';
  if (v->device == LUR_SOUND_GONE)
    snprintf(out, LUR_SCREEN_WORDS,
             _("the sound device has gone (%.0f s); the recording goes on when it is back"), v->device_s);
  else if (is_quiet(v))
    snprintf(out, LUR_SCREEN_WORDS, _("nothing has come from the device for %.0f s"),
             fmax(v->quiet_s, v->device == LUR_SOUND_STUCK ? v->device_s : 0));
  else if (v->room_s < LUR_LITTLE_ROOM_S)
    snprintf(out, LUR_SCREEN_WORDS, _("the disk has room for %s only"),
             lur_words_clock(floor(v->room_s), 0, NULL, clock));
  else if (v->waiting_s > slow_disk_s)
    snprintf(out, LUR_SCREEN_WORDS, _("the disk is slow; %.0f s of sound wait for it, and nothing is lost"),
             v->waiting_s);
  else if (v->dropouts)
    snprintf(out, LUR_SCREEN_WORDS,
             lur_text_n("%s s lost in %zu place", "%s s lost in %zu places", (unsigned long)v->dropouts),
             lur_words_number(v->dropouts_s, 2, s->language, clock), v->dropouts);
  return out;
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
  lur_page_put(page, 0, margin, LUR_STYLE_ALERT, "●");
  lur_page_put(page, 0, margin + 2, LUR_STYLE_STRONG, _("Recording"));
  lur_page_put(page, 0, 0, LUR_STYLE_STRONG, "  ");
  lur_page_put(page, 0, 0, LUR_STYLE_STRONG, lur_words_clock(floor(s->view.recorded_s), 0, NULL, clock));
  if (s->about[0]) lur_page_put(page, 0, 0, LUR_STYLE_PLAIN, "   ");
  lur_page_put(page, 0, 0, LUR_STYLE_PLAIN, s->about);
  room_words(s->view.room_s, room);
  lur_page_right(page, 0, page->columns - margin,
                 s->view.room_s < LUR_LITTLE_ROOM_S ? LUR_STYLE_ALERT : LUR_STYLE_SOFT, room);
  put_rule(page, 1);
}

static void put_now(const struct lur_screen *s, struct lur_page *page, int row)
{
  char words[LUR_SCREEN_WORDS], clock[LUR_WORDS_SIZE];
  lur_page_put(page, row, margin, LUR_STYLE_SOFT, _("Now"));
  lur_page_put(page, row, margin + label_columns, LUR_STYLE_STRONG, lur_screen_now(s, words));
  if (!s->listening) return;
  lur_page_put(page, row, 0, LUR_STYLE_PLAIN, "  ");
  lur_page_put(page, row, 0, LUR_STYLE_STRONG, lur_words_clock(floor(lur_screen_now_s(s)), 0, NULL, clock));
  if (s->call.keys[0] && !s->call.answered) {
    snprintf(words, sizeof words, _("keys pressed: %s"), s->call.keys);
    lur_page_right(page, row, page->columns - margin, LUR_STYLE_SOFT, words);
  }
}

/// "1:12 of 5:00", and how much of it has passed.
static void put_wait(const struct lur_screen *s, struct lur_page *page, int row)
{
  char wait[LUR_WORDS_SIZE], limit[LUR_WORDS_SIZE], words[LUR_SCREEN_WORDS];
  bool limited = !isnan(s->limit_s), over = limited && s->call.wait_s > s->limit_s;
  lur_page_put(page, row, margin, LUR_STYLE_SOFT, s->call.answered ? _("Waited") : _("Waiting"));
  if (!s->listening || !s->call.heard) return;
  lur_words_clock(floor(s->call.wait_s), 0, NULL, wait);
  if (limited)
    snprintf(words, sizeof words, _("%s of %s"), wait, lur_words_clock(floor(s->limit_s), 0, NULL, limit));
  else
    snprintf(words, sizeof words, "%s", wait);
  lur_page_put(page, row, margin + label_columns, over ? LUR_STYLE_ALERT : LUR_STYLE_STRONG, words);
  lur_page_put(page, row, margin + label_columns + 16, LUR_STYLE_PLAIN, "");
  if (over && !s->call.answered)
    lur_page_put(page, row, 0, LUR_STYLE_ALERT, _("over the limit: this counts as unanswered"));
  else if (limited)
    lur_page_share(page, row,
                   page->columns - margin - page->line[row].column > most_bar
                       ? most_bar
                       : page->columns - margin - page->line[row].column,
                   s->call.wait_s / s->limit_s, over ? LUR_STYLE_ALERT : LUR_STYLE_PROMPT, LUR_STYLE_SOFT);
}

static void level_text(double dbfs, char out[16])
{
  if (dbfs < -99)
    snprintf(out, 16, "%s", "–");
  else
    snprintf(out, 16, "%.0f", dbfs);
}

static int bar_columns(const struct lur_page *page)
{
  int n = page->columns - 2 * margin - label_columns - right_columns;
  return n > most_bar ? most_bar : n;
}

/// What is to be said of a channel beside its level.
static const char *lamp(const struct lur_screen *s, int c, lur_style *style)
{
  *style = LUR_STYLE_ALERT;
  if (s->view.masked) return _("private");
  if (s->view.recorded_s - s->clipped_s[c] < lamp_s) return _("● too loud");
  *style = LUR_STYLE_PLAIN;
  return s->listening && s->call.speaks[c] ? _("speaks") : "";
}

static void put_meter(const struct lur_screen *s, struct lur_page *page, int row, int c)
{
  char rms[16], peak[16], words[LUR_SCREEN_WORDS];
  lur_style style;
  const struct lur_level *level = &s->view.level[c];
  const char *beside = lamp(s, c, &style);
  lur_page_put(page, row, margin, LUR_STYLE_STRONG, lur_screen_label(s, c));
  lur_page_put(page, row, margin + label_columns, LUR_STYLE_PLAIN, "");
  lur_page_meter(page, row, bar_columns(page), level->rms_dbfs, s->peak[c],
                 is_agent(s, c) ? LUR_STYLE_AGENT : LUR_STYLE_CALLER);
  level_text(level->rms_dbfs, rms);
  level_text(s->peak[c], peak);
  snprintf(words, sizeof words, _("  %3s, peak %3s dB  "), rms, peak);
  lur_page_put(page, row, 0, LUR_STYLE_PLAIN, words);
  lur_page_put(page, row, 0, style, beside);
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
  int n = page->columns - 2 * margin - label_columns;
  if (n > LUR_SCREEN_PAST) n = LUR_SCREEN_PAST;
  lur_page_put(page, row, margin, LUR_STYLE_PLAIN, lur_screen_label(s, c));
  lur_page_put(page, row, margin + label_columns, LUR_STYLE_PLAIN, "");
  for (int64_t i = s->second - n + 1; i <= s->second; i++)
    if (i < 0)
      lur_page_put(page, row, 0, LUR_STYLE_PLAIN, " ");
    else
      put_moment(&s->past[c][i % LUR_SCREEN_PAST], page, row,
                 is_agent(s, c) ? LUR_STYLE_AGENT : LUR_STYLE_CALLER);
}

static void put_talk(const struct lur_screen *s, struct lur_page *page, int row)
{
  const struct lur_preview_view *v = &s->call;
  double agent = v->talk_s[v->agent], both = v->talk_s[0] + v->talk_s[1];
  char words[LUR_SCREEN_WORDS];
  lur_page_put(page, row, margin, LUR_STYLE_SOFT, _("Who talks"));
  if (s->channels < 2 || both < 1) return;
  int share = (int)lround(100 * agent / both);
  snprintf(words, sizeof words, _("agent %d %%  "), share);
  lur_page_put(page, row, margin + label_columns, LUR_STYLE_AGENT, words);
  snprintf(words, sizeof words, _("  %d %% caller"), 100 - share);
  int room = page->columns - margin - page->line[row].column - lur_page_width(words);
  lur_page_share(page, row, room > most_bar ? most_bar : room, agent / both, LUR_STYLE_AGENT,
                 LUR_STYLE_CALLER);
  lur_page_put(page, row, 0, LUR_STYLE_CALLER, words);
}

static void put_silence(const struct lur_screen *s, struct lur_page *page, int row)
{
  const struct lur_preview_view *v = &s->call;
  char clock[LUR_WORDS_SIZE], seconds[LUR_WORDS_SIZE], words[LUR_SCREEN_WORDS];
  lur_page_put(page, row, margin, LUR_STYLE_SOFT, _("Silence"));
  if (!s->listening || !v->answered || v->longest_silence_s < 0.5) return;
  snprintf(words, sizeof words, _("longest %s s, at %s"),
           lur_words_number(v->longest_silence_s, 1, s->language, seconds),
           lur_words_clock(floor(v->longest_at_s), 0, NULL, clock));
  lur_page_put(page, row, margin + label_columns, LUR_STYLE_PLAIN, words);
}

static void put_note(const struct lur_note *note, struct lur_page *page, int row)
{
  char clock[LUR_WORDS_SIZE], end[LUR_WORDS_SIZE];
  lur_page_put(page, row, margin + label_columns, LUR_STYLE_STRONG,
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
  lur_page_put(page, row, margin, LUR_STYLE_SOFT, _("Notes"));
  for (size_t i = first; i < s->notes.n; i++) put_note(&s->notes.at[i], page, row + (int)(i - first));
}

/// One line that says what needs an eye: private, trouble, or what has just been done.
static void put_message(const struct lur_screen *s, struct lur_page *page, int row, int column)
{
  char words[LUR_SCREEN_WORDS];
  lur_screen_trouble(s, words);
  if (s->view.masked)
    lur_page_put(page, row, column, LUR_STYLE_ALERT, _("PRIVATE: this is not recorded; p ends it"));
  else if (words[0])
    lur_page_put(page, row, column, LUR_STYLE_ALERT, words);
  else if (s->view.recorded_s < s->said_until_s)
    lur_page_put(page, row, column, LUR_STYLE_PLAIN, s->said);
}

/// The words of a note while they are typed, with the cursor; the end of them where they are long.
static void put_typing(const struct lur_screen *s, struct lur_page *page, int row, int column)
{
  const char *words = s->words;
  lur_page_put(page, row, column, LUR_STYLE_STRONG, _("Note: "));
  int room = page->columns - 1 - page->line[row].column;
  while (*words && (int)lur_page_width(words) > room) {
    words++;
    while (((unsigned char)*words & 0xC0) == 0x80) words++;
  }
  lur_page_put(page, row, 0, LUR_STYLE_PLAIN, words);
  page->cursor_row = row;
  page->cursor_column = page->line[row].column;
}

struct key {
  const char *key, *does;
};

static void put_keys(const struct key *keys, size_t n, struct lur_page *page, int row, int column)
{
  for (size_t i = 0; i < n; i++) {
    if (i) lur_page_put(page, row, 0, LUR_STYLE_PLAIN, "   ");
    lur_page_put(page, row, i ? 0 : column, LUR_STYLE_STRONG, keys[i].key);
    lur_page_put(page, row, 0, LUR_STYLE_PLAIN, " ");
    lur_page_put(page, row, 0, LUR_STYLE_PLAIN, keys[i].does);
  }
}

static void put_help(const struct lur_screen *s, struct lur_page *page, int row, int column)
{
  const struct key typing[] = {{_("Enter"), _("keeps the note")}, {_("Esc"), _("drops it")}};
  const struct key usual[] = {{"a", _("answered")},
                              {"h", isnan(s->hold_s) ? _("hold") : _("hold ends")},
                              {"n", _("note")},
                              {"p", s->view.masked ? _("private ends") : _("private")},
                              {"q", _("stop")}};
  if (s->typing)
    put_keys(typing, sizeof typing / sizeof *typing, page, row, column);
  else
    put_keys(usual, sizeof usual / sizeof *usual, page, row, column);
}

// ---- The pages

static void draw_short(const struct lur_screen *s, struct lur_page *page)
{
  char words[LUR_SCREEN_WORDS], clock[LUR_WORDS_SIZE];
  int last = page->rows - 1, bar = page->columns - label_columns;
  lur_page_put(page, 0, 0, LUR_STYLE_ALERT, "● ");
  lur_page_put(page, 0, 0, LUR_STYLE_STRONG, lur_words_clock(floor(s->view.recorded_s), 0, NULL, clock));
  lur_page_put(page, 0, 0, LUR_STYLE_PLAIN, "  ");
  lur_page_put(page, 0, 0, LUR_STYLE_STRONG, lur_screen_now(s, words));
  for (int c = 0; c < s->channels; c++) {
    lur_page_put(page, 1 + c, 0, LUR_STYLE_PLAIN, lur_screen_label(s, c));
    lur_page_put(page, 1 + c, label_columns, LUR_STYLE_PLAIN, "");
    lur_page_meter(page, 1 + c, bar > most_bar ? most_bar : bar, s->view.level[c].rms_dbfs, s->peak[c],
                   is_agent(s, c) ? LUR_STYLE_AGENT : LUR_STYLE_CALLER);
  }
  if (s->typing)
    put_typing(s, page, last - 1, 0);
  else
    put_message(s, page, last - 1, 0);
  put_help(s, page, last, 0);
}

static void draw_full(const struct lur_screen *s, struct lur_page *page)
{
  int last = page->rows - 1, past = 8 + s->channels;
  put_head(s, page);
  put_now(s, page, 3);
  put_wait(s, page, 4);
  for (int c = 0; c < s->channels; c++) put_meter(s, page, 6 + c, c);
  lur_page_scale(page, 6 + s->channels, margin + label_columns, bar_columns(page));
  for (int c = 0; c < s->channels; c++) put_past(s, page, past + c, c);
  put_talk(s, page, past + s->channels + 1);
  put_silence(s, page, past + s->channels + 2);
  int notes = past + s->channels + 4;
  put_notes(s, page, notes, last - 3 - notes);
  if (s->typing)
    put_typing(s, page, last - 2, margin);
  else
    put_message(s, page, last - 2, margin);
  put_rule(page, last - 1);
  put_help(s, page, last, margin);
  const char *kind = s->typing ? "" : _("a first impression");
  if (page->line[last].column + 3 + lur_page_width(kind) <= page->columns - margin)
    lur_page_right(page, last, page->columns - margin, LUR_STYLE_SOFT, kind);
}

void lur_screen_draw(const struct lur_screen *s, struct lur_page *page)
{
  if (page->rows >= full_rows && page->columns >= full_columns)
    draw_full(s, page);
  else
    draw_short(s, page);
}
