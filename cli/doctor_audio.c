#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "capture/listen.h"
#include "capture/soundcheck.h"
#include "cli/console.h"
#include "cli/doctor.h"
#include "cli/options.h"
#include "cli/pick.h"
#include "cli/scoring.h"
#include "cli/table.h"
#include "cli/talk.h"
#include "report/words.h"

/// What was heard.
struct heard {
  const struct lur_doctor *order;
  char name[128];
  int rate_hz, channels;
  double seconds;
  struct lur_soundcheck check;
};

// ---- In words

/// Names of the checks for programs, by kind.
static const char *const check_name[LUR_CHECK_KINDS] = {"silent", "faint", "clipping", "dc",
                                                        "hum",    "twins", "echo",     "swapped"};

static const char *const mend[LUR_CHECK_KINDS] = {
    [LUR_CHECK_SILENT] = N_("Look at the plug, and whether the input is muted."),
    [LUR_CHECK_FAINT] = N_("Turn the input level up."),
    [LUR_CHECK_CLIPPING] = N_("Turn the input level down."),
    [LUR_CHECK_DC] =
        N_("Use another input or another adapter: this one is faulty, or gives power for a microphone."),
    [LUR_CHECK_HUM] = N_("Keep the cables away from power supplies, and use one socket for all devices."),
    [LUR_CHECK_TWINS] = N_("Use an adapter that keeps the two sides apart, or record with --channels 1."),
    [LUR_CHECK_ECHO] = N_("Turn the levels down, use a headset in place of a loudspeaker, or another cable."),
};

static lur_role role_of(const struct heard *h, int channel)
{
  bool turned = h->order->role[0] == LUR_ROLE_AGENT || h->order->role[1] == LUR_ROLE_CALLER;
  return (channel == 1) != turned ? LUR_ROLE_AGENT : LUR_ROLE_CALLER;
}

static const char *who(const struct heard *h, int channel)
{
  if (h->channels == 1) return _("the only channel");
  return role_of(h, channel) == LUR_ROLE_CALLER ? _("caller") : _("agent");
}

static void say_channel(const struct heard *h, const struct lur_finding *f, char *out, size_t size)
{
  const char *name = who(h, f->channel);
  switch (f->kind) {
  case LUR_CHECK_SILENT:
    snprintf(out, size, _("%s: nothing at all is heard"), name);
    break;
  case LUR_CHECK_FAINT:
    snprintf(out, size, _("%s: very quiet, %.0f dB at its loudest"), name, f->level_db);
    break;
  case LUR_CHECK_CLIPPING:
    snprintf(out, size, _("%s: too loud, the sound is cut off"), name);
    break;
  case LUR_CHECK_DC:
    snprintf(out, size, _("%s: the input is pushed to one side by a steady voltage, %.0f dB"), name,
             f->level_db);
    break;
  case LUR_CHECK_HUM:
    snprintf(out, size, _("%s: hum from the mains, %d Hz, %.0f dB"), name, f->hz, f->level_db);
    break;
  default:
    snprintf(out, size, _("%s: the other side is heard as well, %.0f dB weaker and %.0f ms later"), name,
             fabs(f->level_db), f->lag_s * 1000);
  }
}

static void say_finding(const struct heard *h, const struct lur_finding *f, char *out, size_t size)
{
  if (f->kind == LUR_CHECK_TWINS)
    snprintf(out, size, "%s", _("both channels carry the same sound"));
  else if (f->kind == LUR_CHECK_SWAPPED)
    snprintf(
        out, size, "%s",
        _("the channels seem to be swapped: a voice on the agent's, or the line's tone on the caller's"));
  else
    say_channel(h, f, out, size);
}

/// Nobody was asked to speak there.
static bool is_quiet_line(const struct heard *h, const struct lur_finding *f)
{
  bool quiet = f->kind == LUR_CHECK_SILENT || f->kind == LUR_CHECK_FAINT;
  return quiet && h->channels == 2 && role_of(h, f->channel) == LUR_ROLE_AGENT;
}

static void say_mend(const struct heard *h, const struct lur_finding *f, char *out, size_t size)
{
  if (is_quiet_line(h, f))
    snprintf(out, size, "%s",
             _("Look at the plug and the input level, unless there was nothing to be heard on the line."));
  else if (f->kind == LUR_CHECK_SWAPPED)
    snprintf(out, size, _("If it was you who spoke, record with --roles %s."),
             role_of(h, 0) == LUR_ROLE_CALLER ? "agent,caller" : "caller,agent");
  else
    snprintf(out, size, "%s", _(mend[f->kind]));
}

static bool is_voiceless(const struct heard *h)
{
  return !h->check.channel[0].voice && !h->check.channel[1].voice;
}

// ---- For people

static void print_channel(const struct heard *h, int channel)
{
  const struct lur_heard_channel *c = &h->check.channel[channel];
  const char *what = c->voice ? _("a voice") : c->tone ? _("a telephone's tone") : _("no voice");
  if (isinf(c->peak_dbfs))
    printf(_("  %s: silence\n"), who(h, channel));
  else
    printf(_("  %s: peak %.0f dB, mean %.0f dB, %s\n"), who(h, channel), c->peak_dbfs, c->rms_dbfs, what);
}

static void print_text(const struct heard *h)
{
  char text[400], language[LUR_LANGUAGE_SIZE], length[LUR_WORDS_SIZE];
  lur_scoring_language(NULL, language, sizeof language);
  printf(lur_text_n("%s: %d channel, %d Hz, %s s\n", "%s: %d channels, %d Hz, %s s\n",
                    (unsigned long)h->channels),
         h->name, h->channels, h->rate_hz, lur_words_number(h->seconds, 1, language, length));
  for (int c = 0; c < h->channels; c++) print_channel(h, c);
  putchar('\n');
  for (size_t i = 0; i < h->check.n; i++) {
    say_finding(h, &h->check.finding[i], text, sizeof text);
    printf("! %s\n", text);
    say_mend(h, &h->check.finding[i], text, sizeof text);
    printf("  %s\n", text);
  }
  if (is_voiceless(h))
    printf("%s\n", _("No voice was heard: speak meanwhile, so that echo and swapped channels can be told."));
  else if (!h->check.n)
    printf("%s\n", _("Nothing is wrong with it."));
}

// ---- For programs

static const struct lur_finding *finding_of(const struct heard *h, lur_check_kind kind, int channel)
{
  for (size_t i = 0; i < h->check.n; i++)
    if (h->check.finding[i].kind == kind && h->check.finding[i].channel == channel)
      return &h->check.finding[i];
  return NULL;
}

/// A number if it is one and there is something that it tells of.
static void put_level(struct lur_table *t, bool there, double value, const char *format)
{
  char text[40] = "";
  if (there && isfinite(value)) snprintf(text, sizeof text, *format == '3' ? "%.3f" : "%.1f", value);
  lur_table_put(t, text);
}

static void put_check(struct lur_table *t, const struct heard *h, lur_check_kind kind, int channel)
{
  char text[400] = "", way[400] = "";
  const struct lur_finding *f = finding_of(h, kind, channel);
  if (f) say_finding(h, f, text, sizeof text);
  if (f) say_mend(h, f, way, sizeof way);
  lur_table_put(t, check_name[kind]);
  lur_table_put(t, channel < 0 ? "" : channel ? "1" : "0");
  lur_table_put(t, channel < 0 || h->channels == 1 ? "" : lur_role_name(role_of(h, channel)));
  lur_table_put(t, f ? "false" : "true");
  put_level(t, f && f->level_db < 0, f ? f->level_db : 0, "1");
  put_level(t, f && kind == LUR_CHECK_ECHO, f ? f->lag_s : 0, "3");
  if (f && f->hz)
    lur_table_put_number(t, f->hz);
  else
    lur_table_put(t, "");
  lur_table_put(t, text);
  lur_table_put(t, way);
}

static struct lur_table begin_table(void)
{
  static const char *const head[] = {"check", "channel", "role", "ok",  "level_db",
                                     "lag_s", "hz",      "text", "mend"};
  struct lur_table t = {.columns = sizeof head / sizeof *head, .right = 0x72, .logic = 0x08};
  for (size_t i = 0; i < t.columns; i++) lur_table_put(&t, head[i]);
  return t;
}

static lur_exit end_table(struct lur_table *t)
{
  lur_status status = t->status;
  if (status == LUR_OK) lur_table_json(t, stdout);
  lur_table_clear(t);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &(struct lur_diag){0});
}

static lur_exit print_json(const struct heard *h)
{
  struct lur_table t = begin_table();
  const char *const voice[] = {"voice", "", "", is_voiceless(h) ? "false" : "true", "", "", "", "", ""};
  for (lur_check_kind kind = LUR_CHECK_SILENT; kind < LUR_CHECK_KINDS; kind++) {
    bool both = kind == LUR_CHECK_TWINS || kind == LUR_CHECK_SWAPPED;
    if (h->channels == 1 && kind >= LUR_CHECK_TWINS) continue;
    for (int c = both ? -1 : 0; c < (both ? 0 : h->channels); c++) put_check(&t, h, kind, c);
  }
  for (size_t i = 0; i < t.columns; i++) lur_table_put(&t, voice[i]);
  return end_table(&t);
}

/// A device that gives no sound at all is something that programs want to hear of as well.
static lur_exit print_trouble(const struct lur_doctor *order, lur_status status, const struct lur_diag *diag)
{
  lur_exit code = lur_say_diag(status, diag);
  if (order->as != LUR_AS_JSON) return code;
  struct lur_table t = begin_table();
  const char *const cells[] = {
      "device", "", "", "false", "", "", "", *diag->text ? diag->text : lur_status_text(status), ""};
  for (size_t i = 0; i < t.columns; i++) lur_table_put(&t, cells[i]);
  return lur_exit_worse(code, end_table(&t));
}

// ---- Listening

static lur_status open_sound(const struct lur_doctor *order, struct lur_sound **out, struct lur_diag *diag)
{
  struct lur_pick pick = {0};
  if (order->device && strncmp(order->device, "file:", 5) == 0)
    return lur_sound_open_file(order->device + 5, order->channels, LUR_SOUND_AT_ONCE, out, diag);
  lur_status status = lur_pick_device(&pick, order->device, diag);
  if (status == LUR_OK) {
    lur_pick_say(&pick);
    lur_pick_say_doubt(&pick);
    FILE *talk = lur_hush();
    status = lur_sound_open_device(pick.device, order->channels, out, diag);
    lur_unhush(talk);
  }
  lur_pick_clear(&pick);
  return status;
}

static lur_status hear(const struct lur_doctor *order, struct lur_sound *sound, struct heard *h,
                       struct lur_diag *diag)
{
  int16_t *pcm = NULL;
  size_t n = 0;
  FILE *talk = lur_hush();
  lur_status status = lur_listen(sound, order->seconds, &pcm, &n, diag);
  lur_unhush(talk);
  if (status != LUR_OK) return status;
  memcpy(h->name, sound->name, sizeof h->name);
  h->order = order;
  h->rate_hz = sound->rate_hz;
  h->channels = sound->channels;
  h->seconds = (double)n / sound->rate_hz;
  status = lur_soundcheck_of(pcm, n, sound->channels, sound->rate_hz, order->role, &h->check);
  free(pcm);
  return status;
}

lur_exit lur_doctor_audio(const struct lur_doctor *order)
{
  struct heard h = {0};
  struct lur_diag diag = {0};
  struct lur_sound *sound = NULL;
  lur_status status = open_sound(order, &sound, &diag);
  if (status == LUR_OK) {
    if (sound->by_the_clock)
      lur_say(_("listening to '%s' for %.0f seconds; lift the receiver, so that its tone is heard, and speak "
                "into the telephone now"),
              sound->name, order->seconds);
    status = hear(order, sound, &h, &diag);
    FILE *talk = lur_hush();
    lur_sound_close(sound);
    lur_unhush(talk);
  }
  if (status != LUR_OK) return print_trouble(order, status, &diag);
  lur_exit code = h.check.n ? LUR_EXIT_BELOW : LUR_EXIT_DONE;
  if (order->as == LUR_AS_JSON) return lur_exit_worse(code, print_json(&h));
  print_text(&h);
  return code;
}
