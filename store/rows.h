/// \file
/// How a call, its newest analysis and a scorecard are read from a row of an answer. For store/ only.
#ifndef LUR_STORE_ROWS_H
#define LUR_STORE_ROWS_H

#include "store/db.h"

/// The columns that lur_row_read reads, over call c, wave w, participant p, audio x and y, analysis a,
/// scorecard s.
#define LUR_ROW_COLUMNS                                                                                      \
  "c.id, c.audio, x.ext, x.bytes, c.audio2, y.ext, y.bytes, c.file, c.file2, c.source, c.added_ms,"          \
  " c.added_offset, c.started_ms, c.started_offset, w.name, w.title, p.name, p.title, c.agent, c.assessor,"  \
  " c.format, c.duration_s, c.channels, c.rate_hz, c.role0, c.role1, c.roles_from, c.complete, c.problem,"   \
  " c.dropouts, a.id, a.analyser, a.made_ms, a.made_offset, " LUR_SCORED_COLUMNS
#define LUR_ROW_WIDTH 46 ///< how many they are
#define LUR_SCORED_COLUMNS                                                                                   \
  "s.id, s.analysis, s.rubric, s.version, s.rubric_sha256, s.assessor, s.band, s.made_ms, s.made_offset,"    \
  " s.total, s.complete, s.made_by"
/// What they are read from; the scorecard is joined after it.
#define LUR_ROW_TABLES                                                                                       \
  " FROM call c JOIN audio x ON x.sha256 = c.audio LEFT JOIN audio y ON y.sha256 = c.audio2"                 \
  " LEFT JOIN wave w ON w.id = c.wave LEFT JOIN participant p ON p.id = c.participant"                       \
  " LEFT JOIN analysis a ON a.id = c.analysis"

void lur_row_read(struct sqlite3_stmt *stmt, struct lur_store_row *out); ///< texts valid until the next row
/// The columns of LUR_SCORED_COLUMNS from `first` on.
void lur_row_read_scored(struct sqlite3_stmt *stmt, int first, struct lur_store_scored *out);

#endif
