/// \file
/// Internal to capture/. The list of what was lost in a recording.
#ifndef LUR_CAPTURE_DROPOUTS_H
#define LUR_CAPTURE_DROPOUTS_H

#include "capture/recorder.h"

/// Silence has been put in at `span`, in the recording's time: adds it to result->dropouts and ->why in its
/// place; later ones move by its length. One that goes on where the last one ended, for the same reason,
/// makes that longer. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_dropouts_add(struct lur_recorded *result, struct lur_span span,
                                          lur_dropout_why why);

#endif
