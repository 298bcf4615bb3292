#include "cli/screen.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "report/words.h"

static const double hold_peak_s = 1.5; ///< a peak stays so long
static const double said_s = 4;
static const double quiet_s = 1.5; ///< longer than any usual pause between two blocks
static const double slow_disk_s = 2;
void lur_screen_start(struct lur_screen *s)
{
  for (int c = 0; c < 2; c++) {
    s->peak[c] = s->view.level[c].peak_dbfs = s->view.level[c].rms_dbfs = -HUGE_VAL;
    s->clipped_s[c] = -HUGE_VAL;
  }
  s->hold_s = (double)NAN;
  s->view.room_s = HUGE_VAL;
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

/// For how long.
static double quiet_time_s(const struct lur_recorder_view *v)
{
  bool told = v->device == LUR_SOUND_STUCK || v->device == LUR_SOUND_GONE;
  return fmax(v->quiet_s, told ? v->device_s : 0);
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
  if (is_quiet(view)) s->call.speaks[0] = s->call.speaks[1] = false; // what was heard last is over
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

bool lur_screen_is_agent(const struct lur_screen *s, int channel)
{
  return s->channels == 2 && channel == (s->listening ? s->call.agent : s->agent);
}

const char *lur_screen_label(const struct lur_screen *s, int channel)
{
  if (s->channels == 1) return _("call");
  return lur_screen_is_agent(s, channel) ? _("agent") : _("caller");
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
  else if (is_quiet(&s->view))
    text = _("no sound from the device");
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
  bool ringing = s->listening && v->now == LUR_NOW_RINGING && isnan(s->hold_s);
  if (ringing && !s->view.masked && !is_quiet(&s->view))
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
  if (is_quiet(&s->view)) return quiet_time_s(&s->view);
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
    snprintf(out, LUR_SCREEN_WORDS, _("nothing has come from the device for %.0f s"), quiet_time_s(v));
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
