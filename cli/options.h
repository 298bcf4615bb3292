/// \file
/// A command's options as a table: what each is called, and the place it fills.
#ifndef LUR_CLI_OPTIONS_H
#define LUR_CLI_OPTIONS_H

#include <stdbool.h>

#include "cli/command.h"

/// In which form a command prints its result.
typedef enum { LUR_AS_TEXT, LUR_AS_JSON, LUR_AS_CSV } lur_form;

/// One option. Exactly one of text, flag, form and take is set.
struct lur_option {
  const char *name;  ///< "json" for --json; of one letter, "j" for -j
  const char **text; ///< gets its value as it stands, borrowed from argv
  bool *flag;        ///< becomes true; the option has no value
  lur_form *form;    ///< becomes `as`; the option has no value
  lur_form as;
  /// Reads its value into `place`; says what is wrong with it. argv[0] of the command is `command`.
  lur_exit (*take)(void *place, const char *command, const char *value);
  void *place;
};
#define LUR_MOST_OPTIONS 20

/// Fills the places from the command line. table: ends with name NULL, at most LUR_MOST_OPTIONS entries.
/// What is left of argv begins at getopt's optind. Says what is wrong.
lur_exit lur_options_take(const struct lur_option *table, int argc, char **argv);

// What several commands take; `place` is the type named.
lur_exit lur_take_roles(void *place, const char *command, const char *value);   ///< lur_role[2]
lur_exit lur_take_threads(void *place, const char *command, const char *value); ///< int
/// char[LUR_LANGUAGE_SIZE]; lur's own words are in that language from then on.
lur_exit lur_take_language(void *place, const char *command, const char *value);
#define LUR_LANGUAGE_SIZE 32

#endif
