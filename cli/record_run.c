#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/analyser.h"
#include "base/i18n.h"
#include "capture/recorder.h"
#include "cli/about.h"
#include "cli/console.h"
#include "cli/live.h"
#include "cli/meters.h"
#include "cli/options.h"
#include "cli/record.h"
#include "cli/scoring.h"
#include "cli/screen.h"
#include "cli/talk.h"
#include "cli/terminal.h"
#include "report/words.h"

/// A recording while it is made, and how it is shown.
struct run {
  const struct lur_record *order;
  lur_recorder *recorder;
  lur_live *live; ///< NULL: nobody listens along
  struct lur_console console;
  FILE *talk;
  struct lur_screen screen;
  struct lur_meters meters;
  lur_terminal *terminal; ///< NULL: lines
  struct lur_page *page;
  char about[256], language[LUR_LANGUAGE_SIZE];
  double note_s; ///< the moment of the note that is typed
};

static void tell(struct run *r, const char *text)
{
  if (r->terminal)
    lur_screen_say(&r->screen, text);
  else
    lur_meters_say(&r->meters, &r->screen, text);
}

// ---- What the caller does

static void note(struct run *r, lur_note_kind kind, double start_s, double end_s, const char *text)
{
  const struct lur_note made = lur_note_of(kind, start_s, end_s, text);
  lur_status status = lur_notes_add(&r->screen.notes, &made);
  if (status == LUR_OK && kind != LUR_NOTE_MASKED) status = lur_recorder_note(r->recorder, &made);
  tell(r, status == LUR_OK ? _("noted") : lur_status_text(status));
}

static void say_live(struct run *r, lur_note_kind what, bool on, double at_s)
{
  if (r->live) lur_live_say(r->live, what, on, at_s);
}

static void press_answered(struct run *r, double now_s)
{
  if (r->screen.answered) {
    tell(r, _("that somebody answered is noted already"));
    return;
  }
  r->screen.answered = true;
  note(r, LUR_NOTE_ANSWERED, now_s, now_s, NULL);
  say_live(r, LUR_NOTE_ANSWERED, true, now_s);
}

static void press_hold(struct run *r, double now_s)
{
  bool begins = isnan(r->screen.hold_s);
  say_live(r, LUR_NOTE_HOLD, begins, now_s);
  if (begins) {
    r->screen.hold_s = now_s;
    tell(r, _("on hold from here on"));
  } else {
    note(r, LUR_NOTE_HOLD, r->screen.hold_s, now_s, NULL);
    r->screen.hold_s = (double)NAN;
  }
  lur_recorder_hold(r->recorder, r->screen.hold_s);
}

static void press_private(struct run *r)
{
  bool on = !r->screen.view.masked;
  lur_status status = lur_recorder_mask(r->recorder, on);
  if (status == LUR_OK) say_live(r, LUR_NOTE_MASKED, on, 0);
  tell(r, status != LUR_OK ? lur_status_text(status)
          : on             ? _("private: silence is recorded until p is pressed again")
                           : _("recording again"));
}

/// What has been typed by now is on the disk within a second, whatever happens to the program.
static void keep_typed(struct run *r)
{
  const struct lur_note typed = lur_note_of(LUR_NOTE_MARKER, r->note_s, r->note_s, r->screen.words);
  lur_recorder_typing(r->recorder, r->screen.typing ? &typed : NULL);
}

static void press_note(struct run *r, double now_s)
{
  r->note_s = now_s;
  if (!r->terminal) {
    note(r, LUR_NOTE_MARKER, now_s, now_s, NULL);
    return;
  }
  r->screen.typing = true;
  r->screen.words[0] = '\0';
  keep_typed(r);
}

/// True: the recording is to end.
static bool press(struct run *r, int key)
{
  double now_s = lur_recorder_now_s(r->recorder);
  switch (key) {
  case 'a':
  case 'A':
    press_answered(r, now_s);
    break;
  case 'h':
  case 'H':
    press_hold(r, now_s);
    break;
  case 'n':
  case 'N':
  case 'm':
  case 'M':
    press_note(r, now_s);
    break;
  case 'p':
  case 'P':
    press_private(r);
    break;
  case 'q':
  case 'Q':
    return true;
  default:
    break;
  }
  return false;
}

// ---- Words of a note

static void drop_last(char *words)
{
  size_t n = strlen(words);
  while (n && ((unsigned char)words[n - 1] & 0xC0) == 0x80) n--;
  words[n ? n - 1 : 0] = '\0';
}

/// Appends a character, as UTF-8, where it fits.
static void add_character(char *words, size_t size, int c)
{
  char out[5] = {0};
  size_t n = strlen(words), bytes = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  static const int first[] = {0, 0, 0xC0, 0xE0, 0xF0};
  if (n + bytes >= size) return;
  for (size_t i = bytes; i-- > 1; c >>= 6) out[i] = (char)(0x80 | (c & 0x3F));
  out[0] = (char)(first[bytes] | c);
  memcpy(words + n, out, bytes + 1);
}

/// The note is kept as it is.
static void end_typing(struct run *r)
{
  r->screen.typing = false;
  note(r, LUR_NOTE_MARKER, r->note_s, r->note_s, r->screen.words);
  keep_typed(r); // last: at every moment one of both is there
}

static void type(struct run *r, int key)
{
  struct lur_screen *s = &r->screen;
  if (key == LUR_KEY_ENTER) {
    end_typing(r);
    return;
  }
  if (key == LUR_KEY_ESCAPE) s->typing = false;
  if (key == LUR_KEY_BACKSPACE) drop_last(s->words);
  if (key >= ' ') add_character(s->words, sizeof s->words, key);
  keep_typed(r);
}

/// All that has been pressed. True: the recording is to end.
static bool take_keys(struct run *r)
{
  int key;
  bool end = false;
  if (!r->terminal) {
    key = lur_console_key(&r->console);
    return key >= 0 && press(r, key);
  }
  while (!end && (key = lur_terminal_key(r->terminal)) != LUR_KEY_NONE) {
    if (r->screen.typing)
      type(r, key);
    else
      end = press(r, key);
  }
  return end;
}

// ---- The screen

/// "spring · telia · Eva"
static void name_call(struct run *r)
{
  const struct lur_keep_about *about = &r->order->about;
  const char *part[] = {about->wave, about->participant, about->assessor, r->order->out};
  size_t used = 0;
  for (size_t i = 0; i < sizeof part / sizeof *part && used < sizeof r->about; i++)
    if (part[i] && *part[i])
      used += (size_t)snprintf(r->about + used, sizeof r->about - used, "%s%s", used ? " · " : "", part[i]);
}

static bool wants_screen(const struct run *r)
{
  const char *term = getenv("TERM");
  int rows, columns;
  if (r->order->lines || !r->console.keys || !term || !*term || strcmp(term, "dumb") == 0) return false;
  return lur_terminal_measure(r->talk, &rows, &columns) && lur_screen_fits(rows, columns);
}

static void open_screen(struct run *r, const struct lur_sound *sound)
{
  r->screen =
      (struct lur_screen){.channels = sound->channels,
                          .agent = r->order->about.role[0] == LUR_ROLE_AGENT ? 0 : 1,
                          .about = r->about,
                          .language = r->language,
                          .limit_s = r->order->attempts.given ? r->order->attempts.max_wait_s : (double)NAN};
  lur_screen_start(&r->screen);
  r->meters = (struct lur_meters){.out = r->talk, .columns = lur_columns(fileno(r->talk))};
  r->page = wants_screen(r) ? lur_page_new() : NULL;
  if (r->page) r->terminal = lur_terminal_open(r->talk, stdin);
}

static void close_screen(struct run *r)
{
  if (r->terminal)
    lur_terminal_close(r->terminal);
  else
    lur_meters_end(&r->meters, &r->screen);
  r->terminal = NULL;
  free(r->page);
  lur_notes_clear(&r->screen.notes);
}

/// Whether a terminal or a pipe takes what is written at once. One that is stuck must not hold up whoever
/// waits for keys and signals.
static bool can_show(const struct run *r)
{
  struct pollfd out = {.fd = fileno(r->talk), .events = POLLOUT};
  return poll(&out, 1, 0) == 1 && (out.revents & POLLOUT);
}

static void show(struct run *r)
{
  int rows, columns;
  if (!can_show(r)) return;
  if (!r->terminal) {
    lur_meters_show(&r->meters, &r->screen);
    return;
  }
  lur_terminal_size(r->terminal, &rows, &columns);
  lur_page_clear(r->page, rows, columns);
  lur_screen_draw(&r->screen, r->page);
  lur_terminal_show(r->terminal, r->page);
}

static void look(struct run *r, struct lur_recorder_view *view)
{
  struct lur_preview_view call;
  lur_recorder_look(r->recorder, view);
  bool listening = r->live && lur_live_look(r->live, &call);
  lur_screen_look(&r->screen, view, listening ? &call : NULL);
}

static void watch(struct run *r)
{
  struct lur_recorder_view view;
  bool over = false;
  look(r, &view);
  while (!over) {
    show(r);
    unsigned told = lur_console_wait(&r->console);
    look(r, &view);
    if ((told & LUR_TOLD_SIZE) && r->terminal) lur_terminal_resized(r->terminal);
    if (told & LUR_TOLD_STOP) tell(r, _("a recording is not stopped by Ctrl-Z; it goes on"));
    bool key = (told & LUR_TOLD_KEY) && take_keys(r);
    over = key || (told & LUR_TOLD_END) || view.ended;
  }
  // What was begun is kept as far as it got: whoever closed the terminal cannot be asked.
  if (r->screen.typing) end_typing(r);
  if (!isnan(r->screen.hold_s)) press_hold(r, lur_recorder_now_s(r->recorder));
}

// ---- All of it

static void say_start(const struct run *r, const struct lur_sound *sound)
{
  fprintf(r->talk,
          lur_text_n("Recording %d channel at %d Hz from '%s' into %s\n",
                     "Recording %d channels at %d Hz from '%s' into %s\n", (unsigned long)sound->channels),
          sound->channels, sound->rate_hz, sound->name, r->order->path);
  fflush(r->talk);
}

static lur_status record(struct run *r, struct lur_sound *sound, struct lur_recorded *done,
                         struct lur_diag *diag)
{
  name_call(r);
  lur_scoring_language(NULL, r->language, sizeof r->language);
  char *about = lur_about_write(&r->order->about, r->order->keep_wav, NULL, NULL);
  struct lur_recorder_options options = {.path = r->order->path,
                                         .seconds = r->order->seconds,
                                         .title = r->about,
                                         .software = "lur " LUR_ANALYSER_VERSION,
                                         .about = about};
  memcpy(options.role, r->order->about.role, sizeof options.role);
  // Without it nothing is shown of what the call does, and the recording is as good.
  if (lur_live_start(sound->rate_hz, sound->channels, options.role, &r->live) != LUR_OK) r->live = NULL;
  options.tap = r->live ? lur_live_take : NULL;
  options.tap_self = r->live;
  lur_status status = lur_recorder_start(sound, &options, &r->recorder, diag);
  if (status == LUR_OK) {
    say_start(r, sound);
    open_screen(r, sound);
    watch(r);
    status = lur_recorder_stop(r->recorder, done, diag); // first: a terminal that is stuck can wait
    close_screen(r);
  }
  lur_live_stop(r->live);
  free(about);
  return status;
}

lur_status lur_record_run(const struct lur_record *order, struct lur_sound *sound, struct lur_recorded *done,
                          struct lur_diag *diag)
{
  struct run *r = calloc(1, sizeof *r);
  if (!r) return LUR_NO_MEM;
  lur_status status = LUR_OK;
  r->order = order;
  if (!lur_console_open(&r->console)) status = lur_diag_set(diag, LUR_IO, "", 0, 0, "%s", strerror(errno));
  if (status == LUR_OK) {
    r->talk = lur_hush();
    status = record(r, sound, done, diag);
    lur_unhush(r->talk);
  }
  lur_console_close(&r->console);
  free(r);
  return status;
}
