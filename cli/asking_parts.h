/// \file
/// Internal to cli/asking.c: how a question is shown, and what a typed line means.
#ifndef LUR_CLI_ASKING_PARTS_H
#define LUR_CLI_ASKING_PARTS_H

#include "cli/asking.h"

/// A line, its words kept whole and two columns in.
void lur_asking_line(const struct lur_asking *a, const char *text);
/// What can be typed at any question.
void lur_asking_instructions(const struct lur_asking *a);
/// A question with its help, the places to hear, its answers and what was answered before.
void lur_asking_question(const struct lur_asking *a, const struct lur_mark *mark, size_t number, size_t of,
                         const struct lur_reply *before);

/// Whether answers are typed by their place in the list; else their ids are numbers themselves.
bool lur_asking_by_place(const struct lur_criterion *c);
/// The answer that a word names, by its place, its id or its title; NULL: none.
const struct lur_answer *lur_asking_answer(const struct lur_asking *a, const struct lur_criterion *c,
                                           const char *word);
/// Reads a reply from a typed line, which is cut: *kind, *text (in `line` or a static text) and *number are
/// what lur_answers_put wants, *comment is the rest. `text` has room for `size` bytes. False: it is none of
/// the answers.
bool lur_asking_reply(const struct lur_asking *a, const struct lur_criterion *c, char *line, char *text,
                      size_t size, double *number, lur_reply_kind *kind, const char **comment);
/// Cuts the line after its first word; returns what follows.
char *lur_asking_cut(char *line);

#endif
