#include "cli/meters.h"

#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "report/text_out.h"
#include "report/words.h"

static const double floor_dbfs = -60; ///< left end of a bar; telephone noise is below it
static const double hold_s = 1.5;     ///< a peak stays so long
static const double tell_every_s = 10;
static const double quiet_s = 2; ///< longer than any usual pause between two blocks

enum { label_columns = 12, figure_columns = 34, least_columns = 10, most_columns = 60 };

static struct lur_text_out text_out(const struct lur_meters *m)
{
  return (struct lur_text_out){.out = m->out, .width = m->columns, .colour = m->colour};
}

/// Columns of a bar of that width which are filled.
static int filled(double dbfs, int width)
{
  double share = 1 - dbfs / floor_dbfs;
  return (int)lround(fmin(fmax(share, 0), 1) * width);
}

/// What stands in a column of a bar: the level, the held peak or nothing.
static const char *cell(int column, int full, int peak, int hot, lur_style *style)
{
  *style = column >= hot ? LUR_STYLE_ALERT : column < full ? LUR_STYLE_AGENT : LUR_STYLE_STRONG;
  if (column < full) return "█";
  if (column == peak - 1) return "┃";
  *style = LUR_STYLE_SOFT;
  return "·";
}

static void put_bar(struct lur_text_out *o, const struct lur_level *level, double peak_dbfs, int width)
{
  char run[4 * most_columns] = ""; // cells of one style
  lur_style style = LUR_STYLE_PLAIN, next;
  int full = filled(level->rms_dbfs, width), peak = filled(peak_dbfs, width), hot = filled(-6, width);
  size_t used = 0;
  for (int i = 0; i < width; i++) {
    const char *text = cell(i, full, peak, hot, &next);
    if (next != style) {
      lur_text_put(o, style, run);
      used = 0;
    }
    style = next;
    used += (size_t)snprintf(run + used, sizeof run - used, "%s", text);
  }
  lur_text_put(o, style, run);
}

static void level_text(double dbfs, char out[16])
{
  if (dbfs < -99)
    snprintf(out, 16, "%s", "–");
  else
    snprintf(out, 16, "%.0f", dbfs);
}

/// "-23, peak -12 dBFS"
static void put_figures(struct lur_text_out *o, const struct lur_level *level, double peak_dbfs)
{
  char rms[16], peak[16], line[80];
  level_text(level->rms_dbfs, rms);
  level_text(peak_dbfs, peak);
  snprintf(line, sizeof line, _("%s, peak %s dBFS"), rms, peak);
  lur_text_put(o, LUR_STYLE_PLAIN, line);
}

static void put_clipped(struct lur_text_out *o, const struct lur_level *level)
{
  if (!level->clipped) return;
  lur_text_put(o, LUR_STYLE_PLAIN, "  ");
  lur_text_put(o, LUR_STYLE_ALERT, _("too loud"));
}

static void hold_peaks(struct lur_meters *m, const struct lur_recorder_view *view)
{
  for (int c = 0; c < m->channels; c++)
    if (!m->lines || view->level[c].peak_dbfs >= m->peak[c] || view->recorded_s - m->held_s[c] > hold_s) {
      m->peak[c] = view->level[c].peak_dbfs;
      m->held_s[c] = view->recorded_s;
    }
}

static void put_channel(struct lur_meters *m, const struct lur_recorder_view *view, int c)
{
  struct lur_text_out o = text_out(m);
  int width = m->columns - label_columns - figure_columns;
  lur_text_put(&o, LUR_STYLE_PLAIN, m->label[c]);
  lur_text_to(&o, label_columns);
  if (width < least_columns) width = least_columns;
  put_bar(&o, &view->level[c], m->peak[c], width > most_columns ? most_columns : width);
  lur_text_put(&o, LUR_STYLE_PLAIN, "  ");
  put_figures(&o, &view->level[c], m->peak[c]);
  put_clipped(&o, &view->level[c]);
  lur_text_line(&o);
}

/// What is not as it should be, after the time; "" when all is well.
static void trouble(const struct lur_recorder_view *view, char *out, size_t size)
{
  out[0] = '\0';
  if (view->quiet_s > quiet_s)
    snprintf(out, size, _("nothing has come from the device for %.0f s"), view->quiet_s);
  else if (view->dropouts)
    snprintf(
        out, size,
        lur_text_n("%.2f s lost in %zu place", "%.2f s lost in %zu places", (unsigned long)view->dropouts),
        view->dropouts_s, view->dropouts);
}

static void put_time(struct lur_meters *m, const struct lur_recorder_view *view)
{
  struct lur_text_out o = text_out(m);
  char clock[LUR_WORDS_SIZE], what[120];
  trouble(view, what, sizeof what);
  lur_text_put(&o, LUR_STYLE_STRONG, lur_words_clock(view->recorded_s, 0, NULL, clock));
  lur_text_to(&o, label_columns);
  if (what[0])
    lur_text_put(&o, LUR_STYLE_ALERT, what);
  else
    lur_text_put(&o, LUR_STYLE_SOFT, view->ended ? "" : _("recording; q or Ctrl-C ends it"));
  lur_text_line(&o);
}

static void draw(struct lur_meters *m, const struct lur_recorder_view *view)
{
  if (m->lines) fprintf(m->out, "\033[%dA\r\033[J", m->lines);
  for (int c = 0; c < m->channels; c++) put_channel(m, view, c);
  put_time(m, view);
  m->lines = m->channels + 1;
}

/// "1:20  caller -23, peak -12 dBFS; agent ..."
static void tell(struct lur_meters *m, const struct lur_recorder_view *view)
{
  struct lur_text_out o = text_out(m);
  char clock[LUR_WORDS_SIZE], what[120];
  trouble(view, what, sizeof what);
  lur_text_put(&o, LUR_STYLE_PLAIN, lur_words_clock(view->recorded_s, 0, NULL, clock));
  for (int c = 0; c < m->channels; c++) {
    lur_text_put(&o, LUR_STYLE_PLAIN, c ? "; " : "  ");
    lur_text_put(&o, LUR_STYLE_PLAIN, m->label[c]);
    lur_text_put(&o, LUR_STYLE_PLAIN, " ");
    put_figures(&o, &view->level[c], view->level[c].peak_dbfs);
    put_clipped(&o, &view->level[c]);
  }
  if (what[0]) lur_text_put(&o, LUR_STYLE_PLAIN, "; "), lur_text_put(&o, LUR_STYLE_ALERT, what);
  lur_text_line(&o);
  m->told_s = view->recorded_s;
}

void lur_meters_show(struct lur_meters *m, const struct lur_recorder_view *view)
{
  hold_peaks(m, view);
  if (m->live)
    draw(m, view);
  else if (view->recorded_s - m->told_s >= tell_every_s)
    tell(m, view);
  fflush(m->out);
}

void lur_meters_end(struct lur_meters *m, const struct lur_recorder_view *view)
{
  struct lur_recorder_view last = *view;
  last.ended = true;
  last.quiet_s = 0;
  hold_peaks(m, &last);
  if (m->live)
    draw(m, &last);
  else
    tell(m, &last);
  fflush(m->out);
}
