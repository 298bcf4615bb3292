/// \file
/// What assessors answered about calls: answers files in YAML, JSON or CSV. The formats: docs/rubrics.md.
#ifndef LUR_RUBRICS_ANSWERS_H
#define LUR_RUBRICS_ANSWERS_H

#include "rubrics/rubric.h"

#define LUR_ANSWERS_FORMAT "answers/1" ///< what `lur:` must say in an answers file

typedef enum {
  LUR_REPLY_TEXT,   ///< an answer's id, several with "+" between, a date, or a free text; may also be a
                    ///< number in writing
  LUR_REPLY_NUMBER, ///< a number
  LUR_REPLY_NOT_APPLICABLE ///< the assessor says that it does not apply, and why
} lur_reply_kind;

/// One criterion answered.
struct lur_reply {
  char *criterion; ///< its id
  lur_reply_kind kind;
  char *text;    ///< the answer as written, also of a NUMBER; the reason of a NOT_APPLICABLE; never NULL
  double number; ///< NUMBER
  char *comment; ///< "" when there is none; when a measured criterion is overruled, the reason
  bool has_at;
  struct lur_span at; ///< where the assessor heard it
  int line, column;   ///< where it stood in the file; 0 when it was not read from one
};

/// The answers of one assessor about one call. Zero-initialise; clear with lur_answers_clear.
struct lur_answers {
  char *call;     ///< the file or id they are about; "" when the file does not say
  char *rubric;   ///< rubric id; "" when not said (CSV)
  char *version;  ///< rubric version; "" when not said
  char *assessor; ///< "" when not said
  char *file;     ///< name of the answers file, for messages; "" for none
  int line, column;
  struct lur_reply *at; ///< no criterion twice
  size_t n, room;
};
/// A file may hold many. Zero-initialise; clear with lur_answers_list_clear.
struct lur_answers_list {
  struct lur_answers *at;
  size_t n, room;
};

/// Reads YAML or JSON (one call). `name` is the file's name for messages. *out (cleared first) then holds one
/// item. LUR_BAD_INPUT and LUR_UNSUPPORTED: diag says where and why; LUR_NO_MEM.
LUR_NODISCARD lur_status lur_answers_parse(const char *text, size_t len, const char *name,
                                           struct lur_answers_list *out, struct lur_diag *diag);
/// Reads CSV, a row a call: columns `call`, a criterion each, CRITERION.comment, CRITERION.na, CRITERION.at,
/// assessor, rubric, version. Separated by comma, semicolon or tab. Errors as above.
LUR_NODISCARD lur_status lur_answers_parse_csv(const char *text, size_t len, const char *name,
                                               struct lur_answers_list *out, struct lur_diag *diag);
/// Reads a file, CSV when its name ends in .csv or .tsv. LUR_NOT_FOUND, LUR_IO: it cannot be read.
LUR_NODISCARD lur_status lur_answers_load(const char *path, struct lur_answers_list *out,
                                          struct lur_diag *diag);

/// The answers about a call: those whose `call` is `name`, or its last path component, with or without its
/// extension; of two legs `a.wav+b.wav` also the first of them. A lone item that names no call fits any.
/// NULL: none.
const struct lur_answers *lur_answers_find(const struct lur_answers_list *list, const char *name);

/// Whether the answers fit the rubric: its id and version, known criteria, known answers, numbers in range,
/// reasons where they must stand. LUR_BAD_INPUT: they do not; diag says where and what to do.
LUR_NODISCARD lur_status lur_answers_check(const struct lur_answers *answers, const struct lur_rubric *rubric,
                                           struct lur_diag *diag);

/// Whether a text is a real day (2026-11-22), a time (14:05, 14:05:30) or both with a blank or T between.
bool lur_moment_fits(lur_moment moment, const char *text);
/// Whether that reply must say why (`comment_below`, or an answer with `comment: true`), whether it does or
/// not. The reply fits the criterion.
bool lur_reply_needs_comment(const struct lur_criterion *criterion, const struct lur_reply *reply);

/// The reply for that criterion, or NULL.
const struct lur_reply *lur_answers_reply(const struct lur_answers *answers, const char *criterion);
/// Adds or replaces the reply of `criterion` with copies of the texts (NULL counts as ""). LUR_NO_MEM.
LUR_NODISCARD lur_status lur_answers_put(struct lur_answers *answers, const char *criterion,
                                         lur_reply_kind kind, const char *text, double number,
                                         const char *comment);
void lur_answers_remove(struct lur_answers *answers,
                        const char *criterion); ///< nothing happens when there is none
/// Writes an answers file (YAML that is also JSON). *out is a string to free(). LUR_NO_MEM.
LUR_NODISCARD lur_status lur_answers_print(const struct lur_answers *answers, char **out);

void lur_answers_clear(struct lur_answers *answers);
void lur_answers_list_clear(struct lur_answers_list *list);

#endif
