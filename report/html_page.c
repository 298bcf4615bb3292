#include "report/html_page.h"

#include "analysis/analyser.h"
#include "base/i18n.h"
#include "report/page_files.h"
#include "report/words.h"

const char *lur_report_heading(const struct lur_report *report)
{
  if (report->title) return report->title;
  return lur_words_base_name(report->recording->name ? report->recording->name : "");
}

/// The page may load nothing but what it carries and a sound beside it; no script but ours runs, whatever is
/// in a name.
static void policy(struct lur_html *h, const char *script)
{
  lur_html_raw(
      h,
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "media-src data: 'self' file:; base-uri 'none'; form-action 'none'; script-src ");
  lur_html_raw(h, script ? "'sha256-" : "'none'");
  if (script) {
    lur_html_digest(h, script);
    lur_html_raw(h, "'");
  }
  lur_html_raw(h, "\">\n");
}

static void icons(struct lur_html *h)
{
  static const struct {
    const char *name, *path;
  } table[] = {{"play", "M4 2l10 6-10 6z"},
               {"pause", "M3 2h4v12H3zM9 2h4v12H9z"},
               {"previous", "M2 2h3v12H2zM14 2v12L5.5 8z"},
               {"next", "M11 2h3v12h-3zM2 2l8.5 6L2 14z"},
               {"minus", "M2 7h12v2H2z"},
               {"plus", "M7 2h2v5h5v2H9v5H7V9H2V7h5z"}};
  lur_html_raw(h, "<svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\">");
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    lur_html_raw(h, "<symbol id=\"i-%s\" viewBox=\"0 0 16 16\"><path d=\"%s\"/></symbol>", table[i].name,
                 table[i].path);
  lur_html_raw(h, "</svg>\n");
}

void lur_html_page_begin_styled(struct lur_html *h, const char *title, const char *const *style,
                                const char *script)
{
  lur_html_raw(h, "<!doctype html>\n<html");
  lur_html_attribute(h, "lang", h->language && h->language[0] ? h->language : "en");
  lur_html_raw(h, ">\n<head>\n<meta charset=\"utf-8\">\n");
  policy(h, script);
  lur_html_raw(h, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
  lur_html_text(h, title);
  lur_html_raw(h, "</title>\n<style>\n");
  lur_html_literal(h, lur_page_base_css);
  for (; *style; style++) lur_html_literal(h, *style);
  lur_html_raw(h, "</style>\n</head>\n<body>\n");
  icons(h);
}

void lur_html_page_begin(struct lur_html *h, const char *title, const char *style, const char *script)
{
  const char *const one[] = {style, NULL};
  lur_html_page_begin_styled(h, title, one, script);
}

void lur_html_page_foot(struct lur_html *h)
{
  char line[128];
  snprintf(line, sizeof line, _("Made by lur %s"), LUR_ANALYSER_VERSION);
  lur_html_raw(h, "<footer>");
  lur_html_text(h, line);
  lur_html_raw(h, "</footer>\n");
}

void lur_html_page_end(struct lur_html *h, const char *script)
{
  if (script) {
    lur_html_raw(h, "<script>");
    lur_html_literal(h, script);
    lur_html_raw(h, "</script>\n");
  }
  lur_html_raw(h, "</body>\n</html>\n");
}
