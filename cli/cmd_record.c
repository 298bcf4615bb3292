#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "analysis/analyser.h"
#include "base/i18n.h"
#include "capture/recorder.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/leftovers.h"
#include "cli/named.h"
#include "cli/number.h"
#include "cli/options.h"
#include "cli/orphans.h"
#include "cli/pick.h"
#include "cli/record.h"
#include "cli/talk.h"
#include "report/words.h"
#include "store/waves.h"

const char lur_usage_record[] = N_(
    "usage: lur record [OPTION...] [OUT.wav]\n"
    "\n"
    "Records a call from a sound device, shows meanwhile what it is doing, and measures it at the end.\n"
    "While it records: a somebody answered, h on hold, n a note, p private (silence is recorded), q or "
    "Ctrl-C "
    "ends it.\n"
    "With OUT.wav the recording becomes that file; without, it is kept in the store. Whatever happens,\n"
    "all but the last second is there.\n"
    "\n"
    "  --device D         its number or name in 'lur devices', or a part of the name; file:PATH plays a "
    "recording instead\n"
    "  --channels N       1 or 2 (default: 2 where the device has them)\n"
    "  --roles A,B        who is on the left and on the right channel: caller,agent or agent,caller\n"
    "  --seconds N        end after so many seconds\n"
    "  --rubric RUBRIC    score the call at once; what is asked is asked in the terminal\n"
    "  --score            the same by the rubric that the wave was scored by so far, or its plan names\n"
    "  --wave W           the wave of the store that the call belongs to\n"
    "  --participant P    who is called (default: whom the wave's plan has the --assessor call next)\n"
    "  --agent A          who answered\n"
    "  --assessor NAME    who calls\n"
    "  --consent TEXT     what was agreed about recording; kept with the call\n"
    "  --lines            lines in place of the screen\n"
    "  --keep-wav         keep the WAV file; else the store keeps FLAC, which is smaller and the same sound\n"
    "  --store DIR        the folder of the store (default: lur's folder among your data)\n"
    "\n"
    "example:\n"
    "  lur record --wave spring --participant telia --assessor Eva --rubric sm-contactcenter\n"
    "  lur record --device 2 --roles caller,agent call.wav\n");

// ---- The device

static lur_status open_device(const struct lur_record *run, struct lur_sound **out, struct lur_diag *diag)
{
  struct lur_pick pick = {0};
  lur_status status = lur_pick_device(&pick, run->device, diag);
  if (status == LUR_OK) {
    lur_pick_say(&pick);
    lur_pick_say_doubt(&pick);
    FILE *talk = lur_hush();
    status = lur_sound_open_device(pick.device, run->channels, out, diag);
    lur_unhush(talk);
  }
  if (status == LUR_OK && pick.why == LUR_DEVICE_NAMED) (void)lur_pick_remember(&pick);
  lur_pick_clear(&pick);
  return status;
}

static lur_status open_sound(const struct lur_record *run, struct lur_sound **out, struct lur_diag *diag)
{
  const char *device = run->device ? run->device : "";
  if (strncmp(device, "file:", 5) == 0)
    return lur_sound_open_file(device + 5, run->channels, LUR_SOUND_IN_TIME, out, diag);
  if (strncmp(device, "fast:", 5) == 0) // for tests: as fast as the disk takes it
    return lur_sound_open_file(device + 5, run->channels, LUR_SOUND_AT_ONCE, out, diag);
  return open_device(run, out, diag);
}

/// What is kept of the call beside its own columns.
static void add_facts(struct lur_record *run, const struct lur_sound *sound)
{
  struct lur_keep_about *about = &run->about;
  run->fact[about->facts++] = (struct lur_store_fact){"device", sound->name};
  run->fact[about->facts++] = (struct lur_store_fact){"software", "lur " LUR_ANALYSER_VERSION};
  if (run->consent) run->fact[about->facts++] = (struct lur_store_fact){"consent", run->consent};
  if (run->offer.slot[0]) run->fact[about->facts++] = (struct lur_store_fact){"slot", run->offer.slot};
  about->fact = run->fact;
}

/// A call of less than an hour fits, or it is said before it begins.
static void look_for_room(const struct lur_record *run, const struct lur_sound *sound)
{
  char clock[LUR_WORDS_SIZE];
  double room_s = lur_recorder_room_s(run->path, sound->rate_hz, sound->channels);
  if (room_s < 3600)
    lur_say(_("%s: the disk has room for %s of recording only"), run->path,
            lur_words_clock(floor(room_s), 0, NULL, clock));
}

static lur_exit run_recording(struct lur_record *run, struct lur_sound *sound)
{
  struct lur_recorded done = {0};
  struct lur_diag diag = {0};
  run->about.started = lur_when_now();
  add_facts(run, sound);
  look_for_room(run, sound);
  lur_status status = lur_record_run(run, sound, &done, &diag);
  lur_exit code = status == LUR_OK ? lur_record_finish(run, &done) : lur_say_diag(status, &diag);
  lur_recorded_clear(&done);
  return code;
}

// ---- Before it begins

/// The file in the store's own folder: told apart by time, participant and process.
static lur_exit name_file(struct lur_record *run, const char *folder)
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

/// The wave takes calls; where no participant is named its plan may know whom the caller is to call.
static lur_status prepare_wave(struct lur_record *run, lur_store *store, struct lur_diag *diag)
{
  if (!run->about.wave) return LUR_OK;
  lur_status status = lur_store_takes_calls(store, run->about.wave, diag);
  if (status != LUR_OK || run->about.participant || !run->about.assessor) return status;
  status = lur_wave_offer(store, run->about.wave, run->about.assessor, &run->offer, diag);
  if (status == LUR_OK && run->offer.participant[0]) run->about.participant = run->offer.participant;
  return status;
}

/// What would fail after the call fails before it.
static lur_exit prepare_store(struct lur_record *run)
{
  char folder[4096];
  struct lur_diag diag = {0};
  lur_store *store = NULL;
  if (run->about.participant && !lur_store_name_ok(run->about.participant))
    return lur_say_usage("record", _("'%s' is no short name for a participant"), run->about.participant);
  lur_exit code = lur_keep_open_now(run->store, LUR_STORE_CREATE, &store);
  if (code != LUR_EXIT_DONE) return code;
  lur_status status = prepare_wave(run, store, &diag);
  if (status == LUR_OK) status = lur_store_recordings_folder(store, folder, sizeof folder, &diag);
  lur_store_close(store);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  lur_leftovers_mend(folder);
  return name_file(run, folder);
}

static lur_exit prepare_file(struct lur_record *run)
{
  size_t n = strlen(run->out);
  if (n < 5 || n >= sizeof run->path || strcasecmp(run->out + n - 4, ".wav") != 0)
    return lur_say_usage("record", _("a recording is made as a WAV file; name it as in '%s'"), "call.wav");
  if (run->store || run->about.wave || run->about.participant || run->about.agent)
    return lur_say_usage("record", _("'%s' is not kept in the store; leave its name out to keep the call"),
                         run->out);
  memcpy(run->path, run->out, n + 1);
  lur_leftovers_mend_beside(run->path);
  return LUR_EXIT_DONE;
}

/// The rubric that the wave was scored by so far, or is to be scored by.
static lur_exit find_rubric(struct lur_record *run)
{
  if (!run->about.wave)
    return lur_say_usage("record", "%s", _("--score needs --wave or --rubric, to know what to score by"));
  run->rubric = run->found_rubric;
  return lur_rubric_of_wave("record", run->about.wave, run->store, run->found_rubric,
                            sizeof run->found_rubric);
}

static lur_exit prepare(struct lur_record *run)
{
  struct lur_rubric *rubric = NULL;
  lur_exit code = run->score && !run->rubric ? find_rubric(run) : LUR_EXIT_DONE;
  if (code == LUR_EXIT_DONE && run->rubric) code = lur_named_rubric(run->rubric, run->store, &rubric, NULL);
  if (rubric) run->attempts = rubric->attempts;
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
  struct lur_record *run = place;
  run->roles = value;
  return lur_take_roles(run->about.role, command, value);
}

lur_exit cmd_record(int argc, char **argv)
{
  struct lur_record run = {.about.source = LUR_STORE_RECORDED};
  struct lur_diag diag = {0};
  struct lur_sound *sound = NULL;
  const struct lur_option options[] = {{"device", .text = &run.device},
                                       {"channels", .take = take_channels, .place = &run.channels},
                                       {"roles", .take = take_roles, .place = &run},
                                       {"seconds", .take = take_seconds, .place = &run.seconds},
                                       {"rubric", .text = &run.rubric},
                                       {"score", .flag = &run.score},
                                       {"lines", .flag = &run.lines},
                                       {"wave", .text = &run.about.wave},
                                       {"participant", .text = &run.about.participant},
                                       {"agent", .text = &run.about.agent},
                                       {"assessor", .text = &run.about.assessor},
                                       {"store", .text = &run.store},
                                       {"consent", .text = &run.consent},
                                       {"keep-wav", .flag = &run.keep_wav},
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
  FILE *talk = lur_hush();
  lur_sound_close(sound);
  lur_unhush(talk);
  if (run.out) lur_orphans_tell_beside(run.path);
  return code;
}
