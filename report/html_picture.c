#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "report/html_parts.h"
#include "report/words.h"

enum { HEIGHT = 200 }; // of a lane's drawing; it is stretched to the lane

static const char *role_class(lur_role role)
{
  return role == LUR_ROLE_AGENT ? "agent" : role == LUR_ROLE_CALLER ? "caller" : "mix";
}

static void journey(struct lur_html *h, const struct lur_call *call, double duration_s)
{
  char length[LUR_WORDS_SIZE];
  lur_html_raw(h, "<div class=\"journey\">");
  for (size_t i = 0; i < call->phases; i++) {
    const struct lur_phase *p = &call->phase[i];
    lur_words_clock(p->end_s - p->start_s, 0, h->language, length);
    lur_html_raw(h, "<span class=\"phase %s\"", lur_phase_name(p->kind));
    lur_html_place(h, p->start_s, p->end_s, duration_s);
    lur_html_raw(h, " title=\"");
    lur_html_text(h, _(lur_phase_title(p->kind)));
    lur_html_raw(h, " %s\"><span><b>", length);
    lur_html_text(h, _(lur_phase_title(p->kind)));
    lur_html_raw(h, "</b> %s</span></span>", length);
  }
  lur_html_raw(h, "</div>\n");
}

/// One closed outline for each run of columns that sound alike: up along the tops, back along the bottoms.
static void outline(struct lur_html *h, const int *tops, size_t first, size_t end)
{
  lur_html_raw(h, "M%zu %d", first, HEIGHT / 2);
  for (size_t c = first; c < end; c++) lur_html_raw(h, "V%dh1", HEIGHT / 2 - tops[c]);
  for (size_t c = end; c-- > first;) lur_html_raw(h, "V%dh-1", HEIGHT / 2 + tops[c]);
  lur_html_raw(h, "Z");
}

struct wave {
  const struct lur_scene *scene;
  int lane;
  size_t columns;
  const int *tops;
};

static void wave_path(struct lur_html *h, const struct wave *w, lur_shape_kind kind, const char *name)
{
  bool begun = false;
  double step = w->scene->duration_s / (double)w->columns;
  for (size_t c = 0, first = 0; c <= w->columns; c++) {
    bool in = c < w->columns && w->tops[c] > 0 &&
              lur_scene_sound(w->scene, w->lane, ((double)c + 0.5) * step) == kind;
    bool was = c > first;
    if (in) continue;
    if (was) {
      lur_html_raw(h, "%s", begun ? "" : "<path class=\"");
      if (!begun) lur_html_raw(h, "%s\" d=\"", name);
      outline(h, w->tops, first, c);
      begun = true;
    }
    first = c + 1;
  }
  if (begun) lur_html_raw(h, "\"/>");
}

static void wave(struct lur_html *h, const struct lur_peaks *peaks, const struct lur_scene *scene, int lane)
{
  enum { MOST = 2000 };
  int tops[MOST];
  double loudest = lur_scene_loudest(peaks);
  if (!peaks || loudest <= 0) return;
  size_t columns = peaks->columns < MOST ? peaks->columns : MOST;
  for (size_t c = 0; c < columns; c++) {
    double height = lur_scene_height(peaks, loudest, scene->lane[lane].channel, c * peaks->columns / columns);
    tops[c] = (int)lround(height * (HEIGHT / 2 - 4));
  }
  struct wave w = {scene, lane, columns, tops};
  lur_html_raw(h, "<svg viewBox=\"0 0 %zu %d\" preserveAspectRatio=\"none\" aria-hidden=\"true\">", columns,
               HEIGHT);
  wave_path(h, &w, LUR_SHAPE_SILENCE, "quiet");
  wave_path(h, &w, LUR_SHAPE_MUSIC, "played");
  wave_path(h, &w, LUR_SHAPE_TONE, "rung");
  wave_path(h, &w, LUR_SHAPE_PROMPT, "prompt");
  wave_path(h, &w, LUR_SHAPE_SPEECH, "speech");
  lur_html_raw(h, "</svg>");
}

static void lane_shape(struct lur_html *h, const struct lur_shape *s, double duration_s)
{
  static const char *const classes[] = {[LUR_SHAPE_SPEECH] = "said",
                                        [LUR_SHAPE_PROMPT] = "said prompt",
                                        [LUR_SHAPE_TONE] = "tone",
                                        [LUR_SHAPE_MUSIC] = "music"};
  lur_html_raw(h, "<i class=\"%s\"", classes[s->kind]);
  lur_html_place(h, s->start_s, s->end_s, duration_s);
  if (s->event) lur_html_attribute(h, "title", lur_words_event(s->event));
  lur_html_raw(h, "></i>");
}

static void lane(struct lur_html *h, const struct lur_report *report, const struct lur_scene *scene,
                 int index)
{
  const struct lur_lane *l = &scene->lane[index];
  lur_html_raw(h, "<div class=\"lane %s%s\"><b>", role_class(l->role), report->peaks ? "" : " flat");
  lur_html_text(h, lur_words_role(l->role));
  lur_html_raw(h, "</b>");
  wave(h, report->peaks, scene, index);
  for (size_t i = 0; i < scene->n; i++)
    if (scene->shape[i].kind <= LUR_SHAPE_MUSIC && scene->shape[i].lane == index)
      lane_shape(h, &scene->shape[i], scene->duration_s);
  lur_html_raw(h, "</div>\n");
}

static void across(struct lur_html *h, const struct lur_shape *s, const char *name, double duration_s)
{
  char length[LUR_WORDS_SIZE];
  lur_html_raw(h, "<i class=\"%s\"", name);
  lur_html_place(h, s->start_s, s->end_s, duration_s);
  lur_html_attribute(h, "title", s->event ? lur_words_event(s->event) : "");
  lur_html_raw(h, ">");
  if (s->kind != LUR_SHAPE_OVERLAP && s->kind != LUR_SHAPE_GAP) {
    lur_html_raw(h, "<span>");
    lur_html_text(h, lur_words_with_unit(s->end_s - s->start_s, "s", h->language, length));
    lur_html_raw(h, "</span>");
  }
  lur_html_raw(h, "</i>");
}

static void keys(struct lur_html *h, const struct lur_scene *scene, size_t first, size_t n)
{
  lur_html_raw(h, "<span class=\"keys\" style=\"left:");
  lur_html_number(h, 100 * scene->shape[first].start_s / scene->duration_s);
  lur_html_raw(h, "%%\"");
  lur_html_attribute(h, "title", _("keys pressed"));
  lur_html_raw(h, ">");
  for (size_t i = first; i < first + n; i++) {
    char digit[2] = {scene->shape[i].event->digit, '\0'};
    lur_html_raw(h, "<kbd>");
    lur_html_text(h, digit);
    lur_html_raw(h, "</kbd>");
  }
  lur_html_raw(h, "</span>");
}

static void point(struct lur_html *h, const struct lur_shape *s, double duration_s)
{
  lur_html_raw(h, "<span class=\"point\" style=\"left:");
  lur_html_number(h, 100 * s->start_s / duration_s);
  lur_html_raw(h, "%%\"");
  lur_html_attribute(h, "title", lur_words_event(s->event));
  lur_html_raw(h, ">!</span>");
}

static void signs(struct lur_html *h, const struct lur_scene *scene)
{
  lur_html_raw(h, "<div class=\"signs\">");
  for (size_t i = 0; i < scene->n; i++) {
    const struct lur_shape *s = &scene->shape[i];
    if (s->kind == LUR_SHAPE_POINT) point(h, s, scene->duration_s);
    if (s->kind != LUR_SHAPE_KEY) continue;
    size_t n = lur_scene_keys(scene, i);
    keys(h, scene, i, n);
    i += n - 1;
  }
  lur_html_raw(h, "</div>\n");
}

/// One row of times for each width the picture can have; the style sheet shows the one that fits.
static void axes(struct lur_html *h, double duration_s)
{
  static const int most[] = {5, 10, 20, 40, 80};
  char text[LUR_WORDS_SIZE];
  for (size_t i = 0; i < sizeof most / sizeof *most; i++) {
    double step = lur_scene_step_s(duration_s, most[i]);
    lur_html_raw(h, "<div class=\"axis a%d\" aria-hidden=\"true\">", most[i]);
    // A time whose figures would be cut off at the end is left out.
    for (double t = 0; t < duration_s * (1 - 0.45 / most[i]); t += step) {
      lur_html_raw(h, "<span style=\"left:");
      lur_html_number(h, 100 * t / duration_s);
      lur_html_raw(h, "%%\">%s</span>", lur_words_clock(t, 0, h->language, text));
    }
    lur_html_raw(h, "</div>\n");
  }
}

static void legend(struct lur_html *h, const struct lur_scene *scene)
{
  static const struct {
    lur_shape_kind kind;
    const char *name, *meaning;
  } table[] = {{LUR_SHAPE_PROMPT, "prompt", N_("recorded announcement")},
               {LUR_SHAPE_TONE, "tone", N_("ringing or tone")},
               {LUR_SHAPE_MUSIC, "music", N_("music")},
               {LUR_SHAPE_OVERLAP, "overlap", N_("both speak")},
               {LUR_SHAPE_DEAD_AIR, "dead", N_("dead air")},
               {LUR_SHAPE_GAP, "gap", N_("not recorded")},
               {LUR_SHAPE_POINT, "point", N_("interruption, note or fault")}};
  lur_html_raw(h, "<ul class=\"legend\">");
  for (int i = 0; i < scene->lanes; i++) {
    lur_html_raw(h, "<li><i class=\"%s\"></i>", role_class(scene->lane[i].role));
    lur_html_text(h, scene->lane[i].role == LUR_ROLE_MIX ? _("speech") : lur_words_role(scene->lane[i].role));
    lur_html_raw(h, "</li>");
  }
  for (size_t k = 0; k < sizeof table / sizeof *table; k++) {
    size_t i = 0;
    while (i < scene->n && scene->shape[i].kind != table[k].kind) i++;
    if (i == scene->n) continue;
    lur_html_raw(h, "<li><i class=\"%s\">%s</i>", table[k].name, table[k].kind == LUR_SHAPE_POINT ? "!" : "");
    lur_html_text(h, _(table[k].meaning));
    lur_html_raw(h, "</li>");
  }
  lur_html_raw(h, "<li><i class=\"quiet\"></i>");
  lur_html_text(h, _("not speech"));
  lur_html_raw(h, "</li></ul>\n");
}

void lur_html_picture(struct lur_html *h, const struct lur_report *report, const struct lur_scene *scene)
{
  lur_html_raw(h, "<div class=\"scroll\"><div id=\"picture\" class=\"picture\" tabindex=\"0\" "
                  "role=\"slider\" aria-valuemin=\"0\" "
                  "aria-valuenow=\"0\" aria-valuemax=\"");
  lur_html_number(h, scene->duration_s);
  lur_html_raw(h, "\" data-duration=\"");
  lur_html_number(h, scene->duration_s);
  lur_html_raw(h, "\" data-point=\"%c\"", lur_words_point(h->language));
  lur_html_attribute(h, "aria-label", _("Position in the call"));
  lur_html_raw(h, ">\n");
  journey(h, report->call, scene->duration_s);
  lur_html_raw(h, "<div class=\"lanes\">");
  for (int i = 0; i < scene->lanes; i++) lane(h, report, scene, i);
  for (size_t i = 0; i < scene->n; i++) {
    const struct lur_shape *s = &scene->shape[i];
    if (s->kind == LUR_SHAPE_OVERLAP) across(h, s, "overlap", scene->duration_s);
    if (s->kind == LUR_SHAPE_SILENCE) across(h, s, "silence", scene->duration_s);
    if (s->kind == LUR_SHAPE_GAP) across(h, s, "gap", scene->duration_s);
    if (s->kind == LUR_SHAPE_DEAD_AIR) across(h, s, "silence dead", scene->duration_s);
  }
  lur_html_raw(h, "<i id=\"range\" hidden></i></div>\n");
  signs(h, scene);
  axes(h, scene->duration_s);
  lur_html_raw(h, "<i id=\"head\"></i><i id=\"cursor\" hidden><span></span></i></div></div>\n");
  legend(h, scene);
}

void lur_html_strip(struct lur_html *h, const struct lur_call *call, const struct lur_scene *scene)
{
  lur_html_raw(h, "<div class=\"strip\" aria-hidden=\"true\"><div class=\"journey\">");
  for (size_t i = 0; i < call->phases; i++) {
    lur_html_raw(h, "<i class=\"phase %s\"", lur_phase_name(call->phase[i].kind));
    lur_html_place(h, call->phase[i].start_s, call->phase[i].end_s, scene->duration_s);
    lur_html_attribute(h, "title", _(lur_phase_title(call->phase[i].kind)));
    lur_html_raw(h, "></i>");
  }
  lur_html_raw(h, "</div>");
  for (int k = 0; k < scene->lanes; k++) {
    lur_html_raw(h, "<div class=\"lane %s\">", role_class(scene->lane[k].role));
    for (size_t i = 0; i < scene->n; i++)
      if (scene->shape[i].kind <= LUR_SHAPE_PROMPT && scene->shape[i].lane == k)
        lane_shape(h, &scene->shape[i], scene->duration_s);
    lur_html_raw(h, "</div>");
  }
  lur_html_raw(h, "</div>");
}
