/// \file
/// Answers about a bare file that are given in the terminal and saved nowhere: they are kept among the
/// program's own files until all questions are answered, so that whoever is interrupted can go on.
#ifndef LUR_CLI_UNSAVED_H
#define LUR_CLI_UNSAVED_H

#include "rubrics/answers.h"

enum { LUR_UNSAVED_PATH = 4096 }; ///< room for a path

/// Where they lie: a file in $XDG_STATE_HOME/lur/answers (default ~/.local/state), named after the recording
/// and the rubric. False: there is no such place; nothing is kept then.
bool lur_unsaved_path(const char *recording, const char *rubric, char out[LUR_UNSAVED_PATH]);
/// What was answered before, if it still fits the rubric; *out is cleared first and needs
/// lur_answers_list_clear. Empty where there is nothing.
void lur_unsaved_load(const char *path, const struct lur_rubric *rubric, struct lur_answers_list *out);
/// Writes a text into a file there, whole or not at all, in a folder that only its owner can read. diag may
/// be NULL.
lur_status lur_unsaved_put(const char *path, const char *text, struct lur_diag *diag);
/// Keeps them, in a folder that only its owner can read.
LUR_NODISCARD lur_status lur_unsaved_keep(const char *path, const struct lur_answers *answers,
                                          struct lur_diag *diag);
void lur_unsaved_forget(const char *path); ///< nothing happens where there are none

#endif
