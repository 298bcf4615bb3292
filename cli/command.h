/// \file
/// The program's commands: one table, one file each, exit codes for scripts.
#ifndef LUR_CLI_COMMAND_H
#define LUR_CLI_COMMAND_H

#include "base/status.h"

typedef enum {
  LUR_EXIT_DONE = 0,
  LUR_EXIT_BELOW = 1, ///< done, but below --fail-under, or a check failed
  LUR_EXIT_USAGE = 2, ///< wrong usage
  LUR_EXIT_INPUT = 3, ///< bad input
  LUR_EXIT_SYSTEM = 4 ///< device, disk, memory, database
} lur_exit;

/// The exit code of a status.
lur_exit lur_exit_of(lur_status status);
/// The graver of two: with many files each is tried and the code is the worst.
lur_exit lur_exit_worse(lur_exit a, lur_exit b);

struct lur_command {
  const char *name;
  const char *summary; ///< one line, English; translate with _()
  const char *usage;   ///< what --help prints after the summary, English; translate with _()
  lur_exit (*run)(int argc, char **argv); ///< argv[0] is the command's name
};
extern const struct lur_command lur_commands[]; ///< ends with name NULL

/// Prints the command's --help on stdout.
void lur_command_help(const struct lur_command *command);
/// The table's entry of that name; NULL when there is none.
const struct lur_command *lur_command_find(const char *name);

lur_exit cmd_analyse(int argc, char **argv);
lur_exit cmd_score(int argc, char **argv);
lur_exit cmd_report(int argc, char **argv);
lur_exit cmd_rubric(int argc, char **argv);
lur_exit cmd_devices(int argc, char **argv);
lur_exit cmd_doctor(int argc, char **argv);
lur_exit cmd_import(int argc, char **argv);
lur_exit cmd_key(int argc, char **argv);
lur_exit cmd_list(int argc, char **argv);
lur_exit cmd_show(int argc, char **argv);
lur_exit cmd_verify(int argc, char **argv);
lur_exit cmd_wave(int argc, char **argv);
lur_exit cmd_rank(int argc, char **argv);
lur_exit cmd_record(int argc, char **argv);
lur_exit cmd_repair(int argc, char **argv);

extern const char lur_usage_import[], lur_usage_list[], lur_usage_show[], lur_usage_wave[], lur_usage_rank[];
extern const char lur_usage_key[], lur_usage_verify[];
extern const char lur_usage_analyse[], lur_usage_score[], lur_usage_report[], lur_usage_rubric[],
    lur_usage_devices[], lur_usage_doctor[], lur_usage_record[], lur_usage_repair[];

#endif
