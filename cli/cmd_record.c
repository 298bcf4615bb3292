#define _GNU_SOURCE // asprintf
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/signalfd.h>
#include <sys/statvfs.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"
#include "capture/recorder.h"
#include "cli/command.h"
#include "cli/keep.h"
#include "cli/leftovers.h"
#include "cli/meters.h"
#include "cli/number.h"
#include "cli/options.h"
#include "cli/pick.h"
#include "cli/scoring.h"
#include "cli/talk.h"
#include "report/words.h"

const char lur_usage_record[] = N_(
    "usage: lur record [OPTION...] [OUT.wav]\n"
    "\n"
    "Records a call from a sound device, shows the levels meanwhile, and measures it at the end. q or Ctrl-C "
    "ends the recording.\n"
    "With OUT.wav the recording is that file; without it is kept in the store. Whatever happens, all but the "
    "last second is there.\n"
    "\n"
    "  --device D         its number or name in 'lur devices', or a part of the name; file:PATH plays a "
    "recording instead\n"
    "  --channels N       1 or 2 (default: 2 where the device has them)\n"
    "  --roles A,B        who is on channel 0 and 1: caller,agent or agent,caller\n"
    "  --seconds N        end after so many seconds\n"
    "  --rubric RUBRIC    score the call at once; what is asked is asked in the terminal\n"
    "  --wave W           the wave of the store that the call belongs to\n"
    "  --participant P    who is called\n"
    "  --agent A          who answered\n"
    "  --assessor NAME    who calls\n"
    "  --store DIR        the folder of the store (default: lur's folder among your data)\n"
    "\n"
    "example:\n"
    "  lur record --wave spring --participant telia --assessor Eva --rubric sm-contactcenter\n"
    "  lur record --device 2 --roles caller,agent call.wav\n");

struct run {
  const char *out, *device, *rubric, *store, *roles;
  struct lur_keep_about about;
  int channels;
  double seconds;
  char path[4400]; ///< of the file that is recorded
};

// ---- The terminal and the signals

struct console {
  sigset_t old_signals;
  struct termios old_terminal;
  bool keys; ///< the terminal gives each key at once
  int signals;
};

/// Ctrl-C and the like become something to read, before any thread starts; a stop (Ctrl-Z) waits.
static bool open_console(struct console *c)
{
  sigset_t ends;
  *c = (struct console){.signals = -1};
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGHUP);
  sigset_t blocked = ends;
  sigaddset(&blocked, SIGTSTP);
  if (sigprocmask(SIG_BLOCK, &blocked, &c->old_signals) != 0) return false;
  c->signals = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
  bool ours = isatty(STDIN_FILENO) && tcgetpgrp(STDIN_FILENO) == getpgrp();
  if (ours && tcgetattr(STDIN_FILENO, &c->old_terminal) == 0) {
    struct termios raw = c->old_terminal;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    c->keys = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
  }
  return c->signals >= 0;
}

static void close_console(struct console *c)
{
  if (c->keys) tcsetattr(STDIN_FILENO, TCSAFLUSH, &c->old_terminal);
  if (c->signals >= 0) close(c->signals); // what came in meanwhile has done its work
  sigprocmask(SIG_SETMASK, &c->old_signals, NULL);
}

/// Waits a tenth of a second. True: the user or the system wants the recording to end.
static bool told_to_end(struct console *c)
{
  struct pollfd wait[2] = {{.fd = c->signals, .events = POLLIN},
                           {.fd = c->keys ? STDIN_FILENO : -1, .events = POLLIN}};
  char key = 0;
  struct signalfd_siginfo signal;
  if (poll(wait, 2, 100) <= 0) return false;
  bool signalled = false;
  while (read(c->signals, &signal, sizeof signal) == (ssize_t)sizeof signal) signalled = true;
  if (signalled) return true;
  if (!(wait[1].revents & (POLLIN | POLLHUP | POLLERR))) return false;
  if (read(STDIN_FILENO, &key, 1) <= 0) c->keys = false; // the terminal has gone; the signal will follow
  return key == 'q' || key == 'Q';
}

// ---- The device

/// Sound libraries write on standard error as they like, and nobody can make use of it: it leads nowhere
/// until unhush. Returns what still leads to the user.
static FILE *hush(void)
{
  int null = open("/dev/null", O_WRONLY | O_CLOEXEC), kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  FILE *talk = null >= 0 && kept >= 0 ? fdopen(kept, "w") : NULL;
  fflush(stderr);
  if (talk) (void)dup2(null, STDERR_FILENO);
  if (!talk && kept >= 0) close(kept);
  if (null >= 0) close(null);
  return talk ? talk : stderr;
}

static void unhush(FILE *talk)
{
  if (talk == stderr) return;
  fflush(talk);
  (void)dup2(fileno(talk), STDERR_FILENO);
  fclose(talk);
}

static lur_status open_device(const struct run *run, struct lur_sound **out, struct lur_diag *diag)
{
  struct lur_pick pick = {0};
  lur_status status = lur_pick_device(&pick, run->device, diag);
  if (status == LUR_OK) {
    lur_pick_say(&pick);
    FILE *talk = hush();
    status = lur_sound_open_device(pick.device, run->channels, out, diag);
    unhush(talk);
  }
  if (status == LUR_OK && pick.why == LUR_DEVICE_NAMED) (void)lur_pick_remember(&pick);
  lur_pick_clear(&pick);
  return status;
}

static lur_status open_sound(const struct run *run, struct lur_sound **out, struct lur_diag *diag)
{
  const char *device = run->device ? run->device : "";
  if (strncmp(device, "file:", 5) == 0)
    return lur_sound_open_file(device + 5, run->channels, LUR_SOUND_IN_TIME, out, diag);
  if (strncmp(device, "fast:", 5) == 0) // for tests: as fast as the disk takes it
    return lur_sound_open_file(device + 5, run->channels, LUR_SOUND_AT_ONCE, out, diag);
  return open_device(run, out, diag);
}

// ---- The recording

static const char *label(const struct run *run, const struct lur_sound *sound, int channel)
{
  if (sound->channels == 1) return _("level");
  if (run->about.role[channel] == LUR_ROLE_CALLER) return _("caller");
  if (run->about.role[channel] == LUR_ROLE_AGENT) return _("agent");
  return channel ? _("channel 1") : _("channel 0");
}

static struct lur_meters meters_of(const struct run *run, const struct lur_sound *sound, FILE *talk)
{
  const char *term = getenv("TERM");
  int fd = fileno(talk);
  struct lur_meters m = {.out = talk,
                         .live = isatty(fd) && term && strcmp(term, "dumb") != 0,
                         .columns = lur_columns(fd),
                         .channels = sound->channels};
  m.colour = m.live && lur_colours(fd);
  for (int c = 0; c < sound->channels; c++) m.label[c] = label(run, sound, c);
  return m;
}

/// A call of less than an hour fits, or it is said.
static void look_for_room(const struct run *run, const struct lur_sound *sound, FILE *talk)
{
  struct statvfs disk;
  double a_second = 2.0 * sound->channels * sound->rate_hz;
  if (statvfs(run->path, &disk) != 0) return;
  double minutes = (double)disk.f_bavail * (double)disk.f_frsize / a_second / 60;
  if (minutes >= 60) return;
  fputs("lur: ", talk);
  fprintf(talk, _("%s: the disk has room for %.0f minutes only"), run->path, minutes);
  fputc('\n', talk);
}

static void say_start(const struct run *run, const struct lur_sound *sound, FILE *talk)
{
  fprintf(talk,
          lur_text_n("Recording %d channel at %d Hz from '%s' into %s\n",
                     "Recording %d channels at %d Hz from '%s' into %s\n", (unsigned long)sound->channels),
          sound->channels, sound->rate_hz, sound->name, run->path);
  look_for_room(run, sound, talk);
  fflush(talk);
}

static void watch(lur_recorder *recorder, struct console *console, struct lur_meters *meters)
{
  struct lur_recorder_view view;
  bool over = false;
  while (!over) {
    over = told_to_end(console);
    lur_recorder_look(recorder, &view);
    over = over || view.ended;
    if (!over) lur_meters_show(meters, &view);
  }
  lur_meters_end(meters, &view);
}

static lur_status record(const struct run *run, struct lur_sound *sound, struct console *console,
                         struct lur_recorded *done, struct lur_diag *diag)
{
  struct lur_recorder_options options = {.path = run->path, .seconds = run->seconds};
  lur_recorder *recorder = NULL;
  memcpy(options.role, run->about.role, sizeof options.role);
  FILE *talk = hush();
  struct lur_meters meters = meters_of(run, sound, talk);
  lur_status status = lur_recorder_start(sound, &options, &recorder, diag);
  if (status == LUR_OK) {
    say_start(run, sound, talk);
    watch(recorder, console, &meters);
    status = lur_recorder_stop(recorder, done, diag);
  }
  unhush(talk);
  return status;
}

static void say_dropouts(const struct lur_recorded *done)
{
  enum { most = 20 };
  const struct lur_spans *list = &done->dropouts;
  for (size_t i = 0; i < list->n && i < most; i++) {
    char clock[LUR_WORDS_SIZE];
    lur_say(_("%.2f s of sound were lost at %s and are silence in the recording"),
            list->at[i].end_s - list->at[i].start_s, lur_words_clock(list->at[i].start_s, 1, NULL, clock));
  }
  if (list->n > most)
    lur_say(_("in all %.2f s of sound were lost in %zu places"), lur_spans_total_s(list), list->n);
}

/// What the user should know of the recording. The exit code is bad only where it ended too early.
static lur_exit say_result(const struct run *run, const struct lur_recorded *done)
{
  say_dropouts(done);
  for (int c = 0; c < done->channels; c++) {
    if (done->clipped[c] > 0)
      lur_say(_("channel %d was too loud for the input now and then; turn its level down"), c);
    if (done->silent[c])
      lur_say(_("nothing was heard on channel %d from beginning to end; look at its plug and its level"), c);
  }
  if (done->twins && done->duration_s > 1)
    lur_say("%s", _("both channels carry the same sound, so the two sides of the call cannot be told apart; "
                    "--channels 1 records it as one"));
  if (!done->problem[0]) return LUR_EXIT_DONE;
  lur_say("%s", done->problem);
  if (run->out) lur_say(_("what was recorded until then is in %s"), run->path);
  return LUR_EXIT_SYSTEM;
}

// ---- What follows

/// Runs another command, as if it had been typed: name, then `arguments` (NULLs left out), then `what`.
static lur_exit follow(const char *name, const char *const arguments[], size_t n, const char *what)
{
  const char *argv[16] = {name};
  int argc = 1;
  for (size_t i = 0; i + 1 < n; i += 2)
    if (arguments[i + 1]) {
      argv[argc++] = arguments[i];
      argv[argc++] = arguments[i + 1];
    }
  argv[argc++] = "--";
  argv[argc++] = what;
  optind = 0; // getopt begins anew
  return lur_command_find(name)->run(argc, (char **)argv);
}

/// The recording is analysed, scored if wanted, and shown as the other commands do.
static lur_exit show_file(const struct run *run)
{
  const char *const as_score[] = {"--rubric",          run->rubric, "--assessor",
                                  run->about.assessor, "--roles",   run->roles};
  const char *const as_analyse[] = {"--roles", run->roles};
  if (run->rubric) return follow("score", as_score, 6, run->path);
  return follow("analyse", as_analyse, 2, run->path);
}

static lur_exit show_call(const struct run *run, int64_t id)
{
  char call[24];
  lur_store_call_name(id, call, sizeof call);
  const char *const as_score[] = {"--rubric",          run->rubric, "--assessor",
                                  run->about.assessor, "--store",   run->store};
  const char *const as_show[] = {"--store", run->store};
  if (run->rubric) return follow("score", as_score, 6, call);
  return follow("show", as_show, 2, call);
}

/// From the recordings' folder into the store, as a call. The first name goes when all is kept.
static lur_exit keep(const struct run *run, const struct lur_recorded *done, int64_t *id)
{
  struct lur_keeping keeping = {0};
  struct lur_keep_about about = run->about;
  struct lur_diag diag = {0};
  lur_store *store = NULL;
  about.dropout = &done->dropouts;
  lur_exit code = lur_keep_open(run->store, LUR_STORE_WRITE, &store);
  if (code == LUR_EXIT_DONE) {
    lur_status status = lur_keep_add(store, run->path, LUR_STORE_LINK, &about, &keeping, &diag);
    code = status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
  }
  if (code == LUR_EXIT_DONE) {
    char call[24];
    *id = keeping.added.call;
    unlink(run->path);
    lur_say(_("kept as %s"), lur_store_call_name(*id, call, sizeof call));
  } else {
    lur_say(_("the recording is in %s"), run->path);
  }
  lur_keeping_clear(&keeping);
  lur_store_close(store);
  return code;
}

static lur_exit keep_and_show(const struct run *run, const struct lur_recorded *done)
{
  int64_t id = 0;
  lur_exit code = keep(run, done, &id);
  return code == LUR_EXIT_DONE ? show_call(run, id) : code;
}

static lur_exit finish(const struct run *run, const struct lur_recorded *done)
{
  lur_exit code = say_result(run, done);
  if (done->duration_s > 0) return lur_exit_worse(code, run->out ? show_file(run) : keep_and_show(run, done));
  unlink(run->path);
  lur_say("%s", _("no sound came from the device, so nothing was kept"));
  return LUR_EXIT_SYSTEM;
}

static lur_exit run_recording(struct run *run, struct lur_sound *sound)
{
  struct console console;
  struct lur_recorded done = {0};
  struct lur_diag diag = {0};
  run->about.started = lur_when_now();
  lur_status status = LUR_OK;
  if (!open_console(&console)) status = lur_diag_set(&diag, LUR_IO, "", 0, 0, "%s", strerror(errno));
  if (status == LUR_OK) status = record(run, sound, &console, &done, &diag);
  close_console(&console);
  lur_exit code = status == LUR_OK ? finish(run, &done) : lur_say_diag(status, &diag);
  lur_recorded_clear(&done);
  return code;
}

// ---- Before it begins

/// The file in the store's own folder: told apart by time, participant and process.
static lur_exit name_file(struct run *run, const char *folder)
{
  char moment[32];
  struct tm tm;
  time_t now = time(NULL);
  const char *who = run->about.participant;
  if (!localtime_r(&now, &tm) || !strftime(moment, sizeof moment, "%Y%m%d-%H%M%S", &tm)) moment[0] = '\0';
  int n = snprintf(run->path, sizeof run->path, "%s/%s%s%s-%ld.wav", folder, moment, who ? "-" : "",
                   who ? who : "", (long)getpid());
  if (n > 0 && (size_t)n < sizeof run->path) return LUR_EXIT_DONE;
  lur_say(_("%s: this name is too long"), folder);
  return LUR_EXIT_INPUT;
}

/// What would fail after the call fails before it.
static lur_exit prepare_store(struct run *run)
{
  char folder[4096];
  struct lur_diag diag = {0};
  lur_store *store = NULL;
  if (run->about.participant && !lur_store_name_ok(run->about.participant))
    return lur_say_usage("record", _("'%s' is no short name for a participant"), run->about.participant);
  lur_exit code = lur_keep_open(run->store, LUR_STORE_CREATE, &store);
  if (code != LUR_EXIT_DONE) return code;
  lur_status status = run->about.wave ? lur_store_has_wave(store, run->about.wave, &diag) : LUR_OK;
  if (status == LUR_OK) status = lur_store_recordings_folder(store, folder, sizeof folder, &diag);
  lur_store_close(store);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  lur_leftovers_say(folder);
  return name_file(run, folder);
}

static lur_exit prepare_file(struct run *run)
{
  size_t n = strlen(run->out);
  if (n < 5 || n >= sizeof run->path || strcasecmp(run->out + n - 4, ".wav") != 0)
    return lur_say_usage("record", _("a recording is made as a WAV file; name it as in '%s'"), "call.wav");
  if (run->store || run->about.wave || run->about.participant || run->about.agent)
    return lur_say_usage("record", _("'%s' is not kept in the store; leave its name out to keep the call"),
                         run->out);
  memcpy(run->path, run->out, n + 1);
  return LUR_EXIT_DONE;
}

static lur_exit prepare(struct run *run)
{
  struct lur_rubric *rubric = NULL;
  lur_exit code = run->rubric ? lur_scoring_rubric(run->rubric, &rubric) : LUR_EXIT_DONE;
  lur_rubric_free(rubric);
  if (code != LUR_EXIT_DONE) return code;
  return run->out ? prepare_file(run) : prepare_store(run);
}

static lur_exit take_channels(void *place, const char *command, const char *value)
{
  if (lur_count_parse(value, 1, 2, place)) return LUR_EXIT_DONE;
  return lur_say_usage(command, _("--channels is 1 or 2, not '%s'"), value);
}

static lur_exit take_seconds(void *place, const char *command, const char *value)
{
  if (lur_number_parse(value, 0.1, 86400, place)) return LUR_EXIT_DONE;
  return lur_say_usage(command, _("--seconds is a number from 0.1 to 86400, not '%s'"), value);
}

/// As they were typed too, for the command that follows.
static lur_exit take_roles(void *place, const char *command, const char *value)
{
  struct run *run = place;
  run->roles = value;
  return lur_take_roles(run->about.role, command, value);
}

lur_exit cmd_record(int argc, char **argv)
{
  struct run run = {.about.source = LUR_STORE_RECORDED};
  struct lur_diag diag = {0};
  struct lur_sound *sound = NULL;
  const struct lur_option options[] = {{"device", .text = &run.device},
                                       {"channels", .take = take_channels, .place = &run.channels},
                                       {"roles", .take = take_roles, .place = &run},
                                       {"seconds", .take = take_seconds, .place = &run.seconds},
                                       {"rubric", .text = &run.rubric},
                                       {"wave", .text = &run.about.wave},
                                       {"participant", .text = &run.about.participant},
                                       {"agent", .text = &run.about.agent},
                                       {"assessor", .text = &run.about.assessor},
                                       {"store", .text = &run.store},
                                       {0}};
  lur_exit code = lur_options_take(options, argc, argv);
  if (code != LUR_EXIT_DONE) return code;
  if (argc - optind > 1) return lur_say_usage("record", _("'%s' is not wanted here"), argv[optind + 1]);
  run.out = argv[optind];
  code = prepare(&run);
  if (code != LUR_EXIT_DONE) return code;
  lur_status status = open_sound(&run, &sound, &diag);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  if (run.roles && sound->channels == 1)
    code = lur_say_usage("record", "%s", _("--roles needs two channels, and this is recorded with one"));
  else
    code = run_recording(&run, sound);
  FILE *talk = hush();
  lur_sound_close(sound);
  unhush(talk);
  return code;
}
