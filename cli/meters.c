#include "cli/meters.h"

#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "report/text_out.h"
#include "report/words.h"

static const double tell_every_s = 10;

static struct lur_text_out text_out(const struct lur_meters *m)
{
  return (struct lur_text_out){.out = m->out, .width = m->columns};
}

static void level_text(double dbfs, char out[16])
{
  if (dbfs < -99)
    snprintf(out, 16, "%s", "–");
  else
    snprintf(out, 16, "%.0f", dbfs);
}

/// "-23, peak -12 dB"
static void put_figures(struct lur_text_out *o, const struct lur_level *level)
{
  char rms[16], peak[16], line[80];
  level_text(level->rms_dbfs, rms);
  level_text(level->peak_dbfs, peak);
  snprintf(line, sizeof line, _("%s, peak %s dB"), rms, peak);
  lur_text_put(o, LUR_STYLE_PLAIN, line);
  if (level->clipped) lur_text_put(o, LUR_STYLE_PLAIN, "  ");
  if (level->clipped) lur_text_put(o, LUR_STYLE_PLAIN, _("too loud"));
}

static void put_time(struct lur_text_out *o, const struct lur_screen *s)
{
  char clock[LUR_WORDS_SIZE];
  lur_text_put(o, LUR_STYLE_PLAIN, lur_words_clock(floor(s->view.recorded_s), 0, NULL, clock));
  lur_text_put(o, LUR_STYLE_PLAIN, "  ");
}

/// "1:20  queue, music; caller -23, peak -12 dB; agent ..."
static void tell(struct lur_meters *m, const struct lur_screen *s)
{
  struct lur_text_out o = text_out(m);
  char words[LUR_SCREEN_WORDS];
  put_time(&o, s);
  if (s->listening) lur_text_put(&o, LUR_STYLE_PLAIN, lur_screen_now(s, words));
  for (int c = 0; c < s->channels; c++) {
    lur_text_put(&o, LUR_STYLE_PLAIN, c || s->listening ? "; " : "");
    lur_text_put(&o, LUR_STYLE_PLAIN, lur_screen_label(s, c));
    lur_text_put(&o, LUR_STYLE_PLAIN, " ");
    put_figures(&o, &s->view.level[c]);
  }
  lur_screen_trouble(s, words);
  if (words[0]) lur_text_put(&o, LUR_STYLE_PLAIN, "; ");
  lur_text_put(&o, LUR_STYLE_PLAIN, words);
  lur_text_line(&o);
  m->told_s = s->view.recorded_s;
}

/// Trouble that counts its seconds is told when it comes, and again with the usual lines. A device that goes
/// or comes back is told at once, whatever else is not as it should be.
static bool new_trouble(struct lur_meters *m, const struct lur_screen *s)
{
  char words[LUR_SCREEN_WORDS];
  bool is = !m->trouble[0] && lur_screen_trouble(s, words)[0];
  is = is || (s->view.device != m->device && s->view.device != LUR_SOUND_ENDED);
  m->device = s->view.device;
  lur_screen_trouble(s, m->trouble);
  return is;
}

void lur_meters_show(struct lur_meters *m, const struct lur_screen *s)
{
  bool change = s->listening && s->call.now != m->now;
  bool trouble = new_trouble(m, s);
  if (change || trouble || s->view.recorded_s - m->told_s >= tell_every_s) tell(m, s);
  if (s->listening) m->now = s->call.now;
  fflush(m->out);
}

void lur_meters_say(struct lur_meters *m, const struct lur_screen *s, const char *text)
{
  struct lur_text_out o = text_out(m);
  put_time(&o, s);
  lur_text_put(&o, LUR_STYLE_PLAIN, text);
  lur_text_line(&o);
  fflush(m->out);
}

void lur_meters_end(struct lur_meters *m, const struct lur_screen *s)
{
  tell(m, s);
  fflush(m->out);
}
