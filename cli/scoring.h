/// \file
/// Rubrics and answers as the command line names them, with what is wrong said on standard error.
#ifndef LUR_CLI_SCORING_H
#define LUR_CLI_SCORING_H

#include "cli/command.h"
#include "rubrics/answers.h"
#include "rubrics/rubric.h"

/// Loads a rubric by path or id. Says every fault; *out is yours to free with lur_rubric_free where the
/// result is LUR_EXIT_DONE.
lur_exit lur_scoring_rubric(const char *name, struct lur_rubric **out);
/// The same, and *text is what stands in its file, to free().
lur_exit lur_scoring_rubric_text(const char *name, struct lur_rubric **out, char **text);
/// Loads an answers file, or of a folder (*.yaml, *.yml, *.json, *.csv) all but those for other rubrics than
/// `rubric`, an id (one that names no call is about
/// the call of its own name); says what is wrong. *out must be zero-initialised, and cleared whatever the
/// result.
lur_exit lur_scoring_answers(const char *path, const char *rubric, struct lur_answers_list *out);
/// Answers and the name of their call as it was when they were sorted: who scores them may give them another.
struct lur_scoring_key {
  const struct lur_answers *answers;
  const char *call;
};
/// Answers by the name of their call, so that thousands are found at once. Zero-initialise; free() `at`.
struct lur_scoring_index {
  const struct lur_answers_list *list;
  struct lur_scoring_key
      *at; ///< by name, those of one name in the order of the list; the names are part of it
};
/// The list must stay where it is, and as long, meanwhile. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_scoring_index_make(const struct lur_answers_list *list,
                                                struct lur_scoring_index *out);
/// As lur_answers_find.
const struct lur_answers *lur_scoring_index_find(const struct lur_scoring_index *index, const char *name);
/// The user's language, "sv", "nb", "en" ...: `asked` where it is not NULL, else from the environment as
/// gettext takes it. Writes at most size bytes; returns out.
const char *lur_scoring_language(const char *asked, char *out, size_t size);
/// File name of a recording without folder and extension; of two legs, of the first. Writes at most size
/// bytes; returns out.
const char *lur_scoring_stem(const char *name, char *out, size_t size);

#endif
