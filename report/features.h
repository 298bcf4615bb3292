/// \file
/// The picture of a call's features and of what was decided from them: for whoever tunes the analysis.
#ifndef LUR_REPORT_FEATURES_H
#define LUR_REPORT_FEATURES_H

#include "analysis/tap.h"
#include "report/report.h"

/// The frames of a stretch of a recording. Zero-initialise with the stretch; clear with
/// lur_frame_views_clear.
struct lur_frame_views {
  double from_s, to_s; ///< to_s 0: to the end
  struct {
    struct lur_frame_view *at; ///< one for each frame from the first in the stretch on
    size_t n, room;
  } channel[2];
  lur_status status; ///< first failure; later frames are not taken
};
/// Takes a frame where it lies within the stretch: a lur_tap, self is the views.
void lur_frame_views_take(void *self, const struct lur_frame_view *view);
void lur_frame_views_clear(struct lur_frame_views *views);

/// For each channel on one time axis: its bands over the noise, level and noise floor, periodicity, the
/// network's log-odds, and what was decided. options->width as for lur_report_plot, 0 means 1600.
/// LUR_BAD_ARG: there are no frames in the stretch.
LUR_NODISCARD lur_status lur_report_features(FILE *out, const struct lur_report *report,
                                             const struct lur_frame_views *views, lur_picture_format format,
                                             const struct lur_report_options *options);

#endif
