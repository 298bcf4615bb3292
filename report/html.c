#include <string.h>

#include "base/i18n.h"
#include "report/card_words.h"
#include "report/html_page.h"
#include "report/html_parts.h"
#include "report/page_files.h"
#include "report/words.h"

static void problem(struct lur_html *h, const char *text)
{
  lur_html_raw(h, "<p class=\"problem\">");
  lur_html_text(h, text);
  lur_html_raw(h, "</p>\n");
}

static void facts(struct lur_html *h, const struct lur_report *report)
{
  char length[LUR_WORDS_SIZE], rate[LUR_WORDS_SIZE], text[512];
  const struct lur_recording *r = report->recording;
  lur_words_number(r->sample_rate_hz / 1000.0, r->sample_rate_hz % 1000 ? 1 : 0, h->language, rate);
  snprintf(text, sizeof text, _("%s · %s, %s kHz · %s"),
           lur_words_clock(r->duration_s, 0, h->language, length), r->format, rate,
           report->call->channels == 2 ? _("two channels") : _("one channel"));
  lur_html_raw(h, "<p>");
  if (report->when) {
    lur_html_text(h, report->when);
    lur_html_raw(h, " · ");
  }
  lur_html_text(h, text);
  if (report->title && r->name) {
    lur_html_raw(h, " · ");
    lur_html_text(h, lur_words_base_name(r->name));
  }
  lur_html_raw(h, "</p>\n");
  if (r->note[0]) {
    lur_html_raw(h, "<p>");
    lur_html_text(h, r->note);
    lur_html_raw(h, "</p>\n");
  }
  if (!r->complete && r->problem[0]) problem(h, r->problem);
  for (int i = 0; i < LUR_DOUBT_KINDS; i++)
    if (report->call->doubts.is[i]) problem(h, _(lur_doubt_text((lur_doubt_kind)i)));
}

static void score(struct lur_html *h, const struct lur_scorecard *card)
{
  char total[LUR_CARD_TEXT];
  lur_html_raw(h, "<div class=\"score\"><b>");
  lur_html_text(h, lur_card_total_text(card, h->language, total));
  lur_html_raw(h, "%s</b><small>", card->has_total ? "<i> / 100</i>" : "");
  lur_html_text(h, lur_card_band_text(card, h->language));
  lur_html_raw(h, "</small></div>");
}

static void header(struct lur_html *h, const struct lur_report *report)
{
  lur_html_raw(h, "<header><div><h1>");
  lur_html_text(h, lur_report_heading(report));
  lur_html_raw(h, "</h1>");
  facts(h, report);
  lur_html_raw(h, "</div>");
  if (report->scorecard) score(h, report->scorecard);
  lur_html_raw(h, "</header>\n");
}

static void labelled(struct lur_html *h, const char *id, const char *icon, const char *text, const char *help)
{
  lur_html_raw(h, "<button type=\"button\" id=\"%s\"", id);
  if (help) lur_html_attribute(h, "title", help);
  lur_html_raw(h, ">");
  if (icon) lur_html_icon(h, icon);
  lur_html_raw(h, "<span>");
  lur_html_text(h, text);
  lur_html_raw(h, "</span></button>");
}

static void toggle(struct lur_html *h, const char *id, const char *text, const char *help)
{
  lur_html_raw(h, "<button type=\"button\" id=\"%s\" aria-pressed=\"false\"", id);
  lur_html_attribute(h, "title", help);
  lur_html_raw(h, ">");
  lur_html_text(h, text);
  lur_html_raw(h, "</button>");
}

static void speeds(struct lur_html *h)
{
  static const char *const values[] = {"0.75", "1", "1.25", "1.5", "2"};
  lur_html_raw(h, "<select id=\"speed\"");
  lur_html_attribute(h, "aria-label", _("Speed"));
  lur_html_raw(h, ">");
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    char shown[16];
    snprintf(shown, sizeof shown, "%s", values[i]);
    char *point = strchr(shown, '.');
    if (point) *point = lur_words_point(h->language);
    lur_html_raw(h, "<option value=\"%s\"%s>%s ×</option>", values[i],
                 values[i][1]          ? ""
                 : values[i][0] == '1' ? " selected"
                                       : "",
                 shown);
  }
  lur_html_raw(h, "</select>");
}

static void zoom(struct lur_html *h)
{
  lur_html_raw(h, "<span class=\"zoom\"><button type=\"button\" id=\"narrow\"");
  lur_html_attribute(h, "aria-label", _("Show more of the call"));
  lur_html_raw(h, ">");
  lur_html_icon(h, "minus");
  lur_html_raw(h, "</button><button type=\"button\" id=\"wide\"");
  lur_html_attribute(h, "aria-label", _("Look closer"));
  lur_html_raw(h, ">");
  lur_html_icon(h, "plus");
  lur_html_raw(h, "</button></span>");
}

static bool can_solo(const struct lur_call *call)
{
  return call->channels == 2 && lur_call_track(call, LUR_ROLE_AGENT) && lur_call_track(call, LUR_ROLE_CALLER);
}

static void controls(struct lur_html *h, const struct lur_report *report)
{
  lur_html_raw(h, "<div class=\"controls\" role=\"group\"");
  lur_html_attribute(h, "aria-label", _("Player"));
  lur_html_raw(h, "><button type=\"button\" id=\"play\" class=\"main\"");
  lur_html_attribute(h, "data-play", _("Play"));
  lur_html_attribute(h, "data-pause", _("Pause"));
  lur_html_raw(h, ">");
  lur_html_icon(h, "play");
  lur_html_raw(h, "<span>");
  lur_html_text(h, _("Play"));
  lur_html_raw(h, "</span></button>");
  labelled(h, "previous", "previous", _("Event"), _("Previous event (shift and left arrow)"));
  labelled(h, "next", "next", _("Event"), _("Next event (shift and right arrow)"));
  if (can_solo(report->call)) {
    toggle(h, "agent", _("Agent only"), _("Hear the agent's side alone"));
    toggle(h, "caller", _("Caller only"), _("Hear the caller's side alone"));
  }
  speeds(h);
  toggle(h, "skip", _("Skip silence"), _("Leave out everything but speech: silence, ringing, music"));
  lur_html_raw(h, "</div>\n");
}

/// Everything in which neither party nor a recording speaks for more than a second.
static void skips(struct lur_html *h, const struct lur_scene *scene)
{
  enum { LEAST_S = 1 };
  const double margin_s = 0.25;
  bool some = false;
  double at = 0;
  lur_html_raw(h, " data-skip=\"");
  while (at < scene->duration_s) {
    double next = scene->duration_s, end = at;
    for (size_t i = 0; i < scene->n && scene->shape[i].kind <= LUR_SHAPE_PROMPT; i++) {
      const struct lur_shape *s = &scene->shape[i];
      if (s->start_s <= at && s->end_s > end) end = s->end_s;
      if (s->start_s > at && s->start_s < next) next = s->start_s;
    }
    if (end > at) {
      at = end;
      continue;
    }
    if (next - at > LEAST_S) {
      lur_html_raw(h, "%s", some ? "," : "");
      lur_html_number(h, at > 0 ? at + margin_s : 0);
      lur_html_raw(h, "-");
      lur_html_number(h, next < scene->duration_s ? next - margin_s : next);
      some = true;
    }
    at = next;
  }
  lur_html_raw(h, "\"");
}

static void audio_element(struct lur_html *h, const struct lur_report *report,
                          const struct lur_page_audio *audio, const struct lur_scene *scene)
{
  const struct lur_track *agent = lur_call_track(report->call, LUR_ROLE_AGENT);
  lur_html_raw(h, "<audio id=\"audio\" controls preload=\"auto\" data-agent=\"%d\"",
               agent && agent->channel == 1 ? 1 : 0);
  skips(h, scene);
  if (audio->stream) {
    lur_html_raw(h, " src=\"data:");
    lur_html_text(h, audio->media_type ? audio->media_type : "application/octet-stream");
    lur_html_raw(h, ";base64,");
    lur_html_base64(h, audio->stream);
    lur_html_raw(h, "\"");
  } else {
    lur_html_href(h, "src", audio->href);
  }
  lur_html_raw(h, "></audio>\n");
}

/// The sound's own player shows below the picture when the page gets no script to run.
static void player(struct lur_html *h, const struct lur_report *report, const struct lur_page_audio *audio,
                   const struct lur_scene *scene)
{
  char length[LUR_WORDS_SIZE];
  lur_html_raw(h, "<section class=\"call\" id=\"call\"><div class=\"top\"><h2>");
  lur_html_text(h, _("The call"));
  lur_html_raw(h, "</h2><output id=\"time\" aria-live=\"off\">%s</output>",
               lur_words_clock(report->call->duration_s, 0, h->language, length));
  if (audio) zoom(h);
  lur_html_raw(h, "</div>\n");
  if (audio) controls(h, report);
  lur_html_picture(h, report, scene);
  if (audio) {
    lur_html_raw(h, "<p class=\"hint\">");
    lur_html_text(h, _("Keys: space plays and pauses, arrows go 5 seconds, with shift to the next event."));
    lur_html_raw(h, "</p>\n");
    audio_element(h, report, audio, scene);
  }
  lur_html_raw(h, "</section>\n");
}

static void small_player(struct lur_html *h)
{
  lur_html_raw(h, "<div id=\"small\" hidden><button type=\"button\" class=\"main\"");
  lur_html_attribute(h, "aria-label", _("Play"));
  lur_html_raw(h, ">");
  lur_html_icon(h, "play");
  lur_html_raw(h, "</button><span></span><output></output><i></i></div>\n");
}

static void page(struct lur_html *h, const struct lur_report *report, const struct lur_page_audio *audio,
                 const struct lur_scene *scene)
{
  lur_html_page_begin(h, lur_report_heading(report), lur_page_call_css, audio ? lur_page_call_js : NULL);
  lur_html_raw(h, "<main%s>\n", report->scorecard ? " class=\"scored\"" : "");
  header(h, report);
  player(h, report, audio, scene);
  if (report->scorecard) lur_html_scorecard(h, report, audio != NULL);
  lur_html_measures(h, report->call, audio != NULL);
  lur_html_events(h, report->call, audio != NULL);
  lur_html_page_foot(h);
  lur_html_raw(h, "</main>\n");
  if (audio) small_player(h);
  lur_html_page_end(h, audio ? lur_page_call_js : NULL);
}

lur_status lur_report_html(FILE *out, const struct lur_report *report, const struct lur_page_audio *audio,
                           const struct lur_report_options *options)
{
  struct lur_scene scene;
  struct lur_html h = {.out = out, .language = options ? options->language : NULL};
  if (!report->recording || !report->call) return LUR_BAD_ARG;
  if (audio && !audio->stream && !audio->href) audio = NULL;
  lur_status status = lur_scene_make(report->call, &scene);
  if (status != LUR_OK) return status;
  page(&h, report, audio, &scene);
  lur_scene_clear(&scene);
  return lur_html_end(&h);
}
