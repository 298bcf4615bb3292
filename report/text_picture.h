/// \file
/// The call as a few lines of characters: time, journey, a lane for each party, signs, legend.
#ifndef LUR_REPORT_TEXT_PICTURE_H
#define LUR_REPORT_TEXT_PICTURE_H

#include "analysis/call.h"
#include "report/text_out.h"

/// LUR_NO_MEM; failures of writing are kept in `o`.
LUR_NODISCARD lur_status lur_text_picture(struct lur_text_out *o, const struct lur_call *call,
                                          const char *language);

#endif
