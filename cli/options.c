#define _GNU_SOURCE
#include "cli/options.h"

#include <getopt.h>

#include "base/i18n.h"
#include "cli/number.h"
#include "cli/scoring.h"
#include "cli/session.h"
#include "cli/talk.h"

enum { first_long = 256 }; // what getopt_long returns for the table's first entry

static bool has_value(const struct lur_option *option)
{
  return option->text || option->take;
}

static bool is_letter(const struct lur_option *option)
{
  return option->name[0] && !option->name[1];
}

/// The table in getopt's own words. letters: room for 2 + 2 * LUR_MOST_OPTIONS.
static void tell_getopt(const struct lur_option *table, struct option *words, char *letters)
{
  *letters++ = ':';
  for (int i = 0; table[i].name && i < LUR_MOST_OPTIONS; i++) {
    int value = has_value(&table[i]) ? required_argument : no_argument;
    if (is_letter(&table[i])) {
      *letters++ = table[i].name[0];
      if (value == required_argument) *letters++ = ':';
    } else {
      *words++ = (struct option){table[i].name, value, NULL, first_long + i};
    }
  }
  *letters = '\0';
  *words = (struct option){0};
}

static const struct lur_option *find(const struct lur_option *table, int which)
{
  for (int i = 0; table[i].name; i++)
    if (is_letter(&table[i]) ? which == table[i].name[0] : which == first_long + i) return &table[i];
  return NULL;
}

static lur_exit fill(const struct lur_option *option, const char *command)
{
  if (option->take) return option->take(option->place, command, optarg);
  if (option->text) *option->text = optarg;
  if (option->flag) *option->flag = true;
  if (option->form) *option->form = option->as;
  return LUR_EXIT_DONE;
}

lur_exit lur_options_take(const struct lur_option *table, int argc, char **argv)
{
  struct option words[LUR_MOST_OPTIONS + 1];
  char letters[2 + 2 * LUR_MOST_OPTIONS];
  tell_getopt(table, words, letters);
  opterr = 0;
  for (int which; (which = getopt_long(argc, argv, letters, words, NULL)) != -1;) {
    const struct lur_option *option = which == ':' || which == '?' ? NULL : find(table, which);
    lur_exit code = option ? fill(option, argv[0]) : lur_say_option(argv[0], which, argv);
    if (code != LUR_EXIT_DONE) return code;
  }
  return LUR_EXIT_DONE;
}

lur_exit lur_take_roles(void *place, const char *command, const char *value)
{
  if (lur_roles_parse(value, place)) return LUR_EXIT_DONE;
  return lur_say_usage(command, _("--roles is 'caller,agent' or 'agent,caller', not '%s'"), value);
}

lur_exit lur_take_threads(void *place, const char *command, const char *value)
{
  if (lur_count_parse(value, 1, 64, place)) return LUR_EXIT_DONE;
  return lur_say_usage(command, _("-j is a whole number from 1 to 64, not '%s'"), value);
}

lur_exit lur_take_language(void *place, const char *command, const char *value)
{
  (void)command;
  lur_scoring_language(value, place, LUR_LANGUAGE_SIZE);
  lur_speak(value);
  return LUR_EXIT_DONE;
}
