#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "analysis/analyser.h"
#include "base/i18n.h"
#include "cli/command.h"
#include "cli/places.h"
#include "cli/talk.h"

const struct lur_command lur_commands[] = {
    {"analyse", N_("measure calls: who speaks when, waiting, silence, interruptions ..."), lur_usage_analyse,
     cmd_analyse},
    {"score", N_("score calls with a rubric"), lur_usage_score, cmd_score},
    {"report", N_("make pages to read and replay calls, best to worst"), lur_usage_report, cmd_report},
    {"rubric", N_("begin, check, compare and publish rubrics"), lur_usage_rubric, cmd_rubric},
    {"import", N_("take recordings into the store"), lur_usage_import, cmd_import},
    {"list", N_("list the calls of the store"), lur_usage_list, cmd_list},
    {"show", N_("show a call of the store"), lur_usage_show, cmd_show},
    {"wave", N_("begin and list waves, name their participants"), lur_usage_wave, cmd_wave},
    {"rank", N_("rank a wave's participants"), lur_usage_rank, cmd_rank},
    {"verify", N_("check a published ranking: score and rank it anew"), lur_usage_verify, cmd_verify},
    {"key", N_("show and make the key that signs what you publish"), lur_usage_key, cmd_key},
    {"record", N_("record a call from a sound device, and measure it"), lur_usage_record, cmd_record},
    {"devices", N_("list the sound devices to record from"), lur_usage_devices, cmd_devices},
    {"doctor", N_("look whether all that lur needs is there, and how the sound is"), lur_usage_doctor,
     cmd_doctor},
    {"repair", N_("make a recording whole that was cut off"), lur_usage_repair, cmd_repair},
    {0},
};

lur_exit lur_exit_of(lur_status status)
{
  switch (status) {
  case LUR_OK:
  case LUR_END:
    return LUR_EXIT_DONE;
  case LUR_BAD_INPUT:
  case LUR_UNSUPPORTED:
  case LUR_NOT_FOUND:
    return LUR_EXIT_INPUT;
  case LUR_NO_MEM:
  case LUR_BAD_ARG:
  case LUR_IO:
  case LUR_DEVICE:
  case LUR_DB:
    return LUR_EXIT_SYSTEM;
  }
  return LUR_EXIT_SYSTEM;
}

lur_exit lur_exit_worse(lur_exit a, lur_exit b)
{
  return a > b ? a : b;
}

const struct lur_command *lur_command_find(const char *name)
{
  for (const struct lur_command *c = lur_commands; c->name; c++)
    if (strcmp(c->name, name) == 0) return c;
  return NULL;
}

void lur_command_help(const struct lur_command *command)
{
  printf("lur %s: %s\n\n%s", command->name, _(command->summary), _(command->usage));
}

static lur_exit list_commands(void)
{
  printf("%s\n\n", _("lur listens to service calls: it measures, scores and shows them."));
  printf("%s\n\n", _("usage: lur COMMAND [OPTION...] FILE..."));
  for (const struct lur_command *c = lur_commands; c->name; c++)
    printf("  %-10s %s\n", c->name, _(c->summary));
  printf("\n%s\n", _("'lur COMMAND --help' explains a command and gives an example."));
  printf(
      "%s\n",
      _("Exit codes: 0 done, 1 below --fail-under or a check failed, 2 wrong usage, 3 bad input, 4 system."));
  return LUR_EXIT_DONE;
}

static lur_exit help(int argc, char **argv)
{
  const struct lur_command *c = argc > 1 ? lur_command_find(argv[1]) : NULL;
  if (argc > 1 && !c) return lur_say_usage(NULL, _("there is no command '%s'"), argv[1]);
  if (c) lur_command_help(c);
  return c ? LUR_EXIT_DONE : list_commands();
}

static bool asks_for_help(int argc, char **argv)
{
  for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) return true;
  return false;
}

/// Whether nobody reads what was written: `lur analyse x | head`. The reader had enough; there is nothing to
/// complain about.
static bool reader_has_gone(void)
{
  struct pollfd out = {.fd = STDOUT_FILENO};
  return poll(&out, 1, 0) == 1 && (out.revents & (POLLERR | POLLHUP));
}

/// A standard stream that is closed keeps its number, so that no file or pipe of ours gets it; what is read
/// or written there fails as before.
static void occupy_streams(void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl(fd, F_GETFD) < 0) (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv)
{
  char locale[4096];
  occupy_streams();
  lur_i18n_init(lur_place_locale(locale, sizeof locale));
  signal(SIGPIPE, SIG_IGN); // half-written files beside the result are tidied up first
  signal(SIGXFSZ, SIG_IGN); // a limit on the size of files is a full disk, and said like one
  const char *name = argc > 1 ? argv[1] : "--help";
  lur_exit code;
  const struct lur_command *c = lur_command_find(name);
  if (c && asks_for_help(argc - 1, argv + 1)) {
    lur_command_help(c);
    code = LUR_EXIT_DONE;
  } else if (c) {
    code = c->run(argc - 1, argv + 1);
  } else if (strcmp(name, "--version") == 0 || strcmp(name, "version") == 0) {
    printf("lur %s\n", LUR_ANALYSER_VERSION);
    code = LUR_EXIT_DONE;
  } else if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
    code = help(argc > 1 ? argc - 1 : 1, argc > 1 ? argv + 1 : argv);
  } else {
    code = lur_say_usage(NULL, _("there is no command '%s'"), name);
  }
  if (fflush(stdout) != 0 || ferror(stdout)) {
    if (!reader_has_gone()) lur_say("%s", _("the result could not be written to the end"));
    code = LUR_EXIT_SYSTEM;
  }
  return (int)code;
}
