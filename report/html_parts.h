/// \file
/// The parts of a call's page, each a section that stands by itself.
#ifndef LUR_REPORT_HTML_PARTS_H
#define LUR_REPORT_HTML_PARTS_H

#include "report/html_out.h"
#include "report/report.h"
#include "report/scene.h"

/// Journey, lanes, signs, axis, playhead, legend.
void lur_html_picture(struct lur_html *h, const struct lur_report *report, const struct lur_scene *scene);
/// The measures: the headline figures, then all groups, then what could not be measured and why. `playable`:
/// the page has sound.
void lur_html_measures(struct lur_html *h, const struct lur_call *call, bool playable);
/// Everything that happened, in order, each to be played.
void lur_html_events(struct lur_html *h, const struct lur_call *call, bool playable);
void lur_html_scorecard(struct lur_html *h, const struct lur_report *report, bool playable);
/// A small strip of the call for lists: journey and speech, without words.
void lur_html_strip(struct lur_html *h, const struct lur_call *call, const struct lur_scene *scene);
/// The button that plays stretches of the recording; `what` names them for readers. Nothing where there is
/// nothing to play.
void lur_html_play_button(struct lur_html *h, const struct lur_span *at, size_t n, const char *what);

#endif
