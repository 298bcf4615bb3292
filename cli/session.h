/// \file
/// The one loop: a recording read, analysed and pictured in one pass.
#ifndef LUR_CLI_SESSION_H
#define LUR_CLI_SESSION_H

#include "analysis/analyser.h"
#include "audio/peaks.h"
#include "audio/reader.h"
#include "report/features.h"

struct lur_session_options {
  lur_role role[2];          ///< said by the user; NONE, NONE: not
  lur_roles_from roles_from; ///< how `role` was learnt; DEFAULT: as OPTION
  double dead_air_s;         ///< 0: the default
  size_t columns;            ///< of the picture's peaks; 0: none
  bool sha256;               ///< also take the file's digest
  bool progress;             ///< show it on a terminal
  /// Where both are NULL, what the file beside the recording says (said.h) is taken.
  const struct lur_notes *notes;       ///< made while it was recorded; NULL: none. Borrowed
  const struct lur_dropouts *dropouts; ///< holes filled with silence; NULL: none. Borrowed
  struct lur_frame_views *frames;      ///< takes the frames of its stretch; NULL: none are wanted. Borrowed
};
/// Zero-initialise; clear with lur_session_clear.
struct lur_session {
  struct lur_recording recording;
  struct lur_call *call;
  struct lur_peaks peaks;
  char sha256[65]; ///< "" when not asked for
};

/// name as for lur_reader_open. A damaged recording is LUR_OK with recording.complete false. Errors as
/// lur_reader_open and lur_reader_read; diag says what.
LUR_NODISCARD lur_status lur_session_run(const char *name, const struct lur_session_options *options,
                                         struct lur_session *out, struct lur_diag *diag);
void lur_session_clear(struct lur_session *s);

/// Reads "caller,agent" or "agent,caller" (the roles of channel 0 and 1). False: something else.
bool lur_roles_parse(const char *text, lur_role role[2]);

#endif
