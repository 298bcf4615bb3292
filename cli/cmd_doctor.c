#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/doctor.h"
#include "cli/leftovers.h"
#include "cli/number.h"
#include "cli/pick.h"
#include "cli/places.h"
#include "cli/table.h"
#include "cli/talk.h"
#include "rubrics/library.h"
#include "store/store.h"

const char lur_usage_doctor[] =
    N_("usage: lur doctor [--json] [--store DIR]\n"
       "       lur doctor --audio [OPTION...]\n"
       "\n"
       "Says whether lur finds all it needs: rubrics, the store and room on its disk, a sound device.\n"
       "With --audio it listens to the device while you speak, and says what is wrong with the sound: "
       "silence, too "
       "quiet, too loud,\n"
       "hum, channels that are the same or swapped, echo of the other side.\n"
       "\n"
       "  --audio            listen to the sound device\n"
       "  --device D         as for 'lur record': its number or name, or a part of the name\n"
       "  --channels N       1 or 2 (default: 2 where the device has them)\n"
       "  --roles A,B        who is on the left and on the right channel: caller,agent or agent,caller\n"
       "  --seconds N        how long to listen (default 3)\n"
       "  --store DIR        the folder of the store (default: lur's folder among your data)\n"
       "  --json             one line of JSON for each check\n"
       "\n"
       "example:\n"
       "  lur doctor --audio --device 2\n");

/// One thing that was looked at.
struct finding {
  const char *check;
  bool ok;
  char text[600];
};

static struct finding look_for_rubrics(void)
{
  char folders[4096];
  struct finding f = {.check = "rubrics"};
  struct lur_library library = {0};
  lur_status status = lur_library_list(lur_place_rubrics(folders, sizeof folders), &library);
  f.ok = status == LUR_OK && library.n;
  if (f.ok)
    snprintf(f.text, sizeof f.text, lur_text_n("%zu rubric", "%zu rubrics", (unsigned long)library.n),
             library.n);
  else
    snprintf(f.text, sizeof f.text, _("no rubric in %.400s; install lur anew, or set LUR_RUBRICS"), folders);
  lur_library_clear(&library);
  return f;
}

/// Hours of recordings with two channels that the disk has room for; below 0: unknown.
static double hours_of_room(const char *folder)
{
  struct statvfs disk;
  if (statvfs(folder, &disk) != 0) return -1;
  return (double)disk.f_bavail * (double)disk.f_frsize / (2 * 2 * 48000.0) / 3600;
}

/// Where a store would be made, something else is.
static bool is_no_folder(const char *folder)
{
  struct stat there;
  return folder && stat(folder, &there) == 0 && !S_ISDIR(there.st_mode);
}

static void say_absence(const char *folder, lur_status status, const struct lur_diag *diag, struct finding *f)
{
  char line[600];
  f->ok = status == LUR_NOT_FOUND && !is_no_folder(folder);
  if (f->ok)
    snprintf(f->text, sizeof f->text, "%s", _("none yet; it is made when the first call is kept"));
  else if (status == LUR_NOT_FOUND)
    snprintf(f->text, sizeof f->text, _("%.400s: is there already and is no folder; choose another name"),
             folder);
  else
    snprintf(f->text, sizeof f->text, "%s", lur_diag_format(diag, line, sizeof line));
}

static struct finding look_at_store(const char *folder)
{
  struct finding f = {.check = "store"};
  struct lur_diag diag = {0};
  lur_store *store = NULL;
  const struct lur_store_options options = lur_store_options_default(LUR_STORE_READ);
  lur_status status = lur_store_open(folder, &options, &store, &diag);
  if (status == LUR_OK) {
    double hours = hours_of_room(lur_store_folder(store));
    f.ok = hours >= 1;
    snprintf(f.text, sizeof f.text,
             f.ok ? _("%.400s, with room for %.0f hours of recordings")
                  : _("%.400s: less than an hour of recordings fits on its disk; make room"),
             lur_store_folder(store), hours);
  } else {
    say_absence(folder, status, &diag, &f);
  }
  lur_store_close(store);
  return f;
}

/// Those that were cut off are repaired and kept on the way.
static struct finding look_for_recordings(const char *folder)
{
  struct finding f = {.check = "recordings"};
  size_t left = lur_leftovers_keep_in(folder);
  f.ok = left == 0;
  if (f.ok)
    snprintf(f.text, sizeof f.text, "%s", _("none is left that was cut off"));
  else
    snprintf(f.text, sizeof f.text,
             lur_text_n("%zu recording that was cut off could not be kept; see above why",
                        "%zu recordings that were cut off could not be kept; see above why",
                        (unsigned long)left),
             left);
  return f;
}

static struct finding look_for_device(void)
{
  struct finding f = {.check = "sound"};
  struct lur_pick pick = {0};
  struct lur_diag diag = {0};
  lur_status status = lur_pick_device(&pick, NULL, &diag);
  f.ok = status == LUR_OK && !*pick.list.problem;
  if (status != LUR_OK)
    snprintf(f.text, sizeof f.text, "%s", diag.text);
  else if (f.ok)
    snprintf(f.text, sizeof f.text,
             lur_pick_is_doubtful(&pick)
                 ? _("'%s' would be used, which hears what this computer plays, not a "
                     "microphone or a telephone adapter; 'lur devices' lists what else there is")
                 : _("'%s' would be used; 'lur doctor --audio' listens to it"),
             pick.device->title);
  else
    snprintf(f.text, sizeof f.text, "%s", pick.list.problem);
  lur_pick_clear(&pick);
  return f;
}

static lur_status print_json(const struct finding *f, size_t n)
{
  static const char *const head[] = {"check", "ok", "text"};
  struct lur_table t = {.columns = 3, .logic = 2};
  for (size_t i = 0; i < 3; i++) lur_table_put(&t, head[i]);
  for (size_t i = 0; i < n; i++) {
    lur_table_put(&t, f[i].check);
    lur_table_put(&t, f[i].ok ? "true" : "false");
    lur_table_put(&t, f[i].text);
  }
  if (t.status == LUR_OK) lur_table_json(&t, stdout);
  lur_status status = t.status;
  lur_table_clear(&t);
  return status;
}

static const char *title_of(const char *check)
{
  return strcmp(check, "rubrics") == 0 ? _("Rubrics")
         : strcmp(check, "store") == 0 ? _("Store")
         : strcmp(check, "sound") == 0 ? _("Sound device")
                                       : _("Recordings");
}

static lur_exit look_at_all(const char *store, lur_form as)
{
  const struct finding f[] = {look_for_rubrics(), look_for_recordings(store), look_at_store(store),
                              look_for_device()};
  enum { N = sizeof f / sizeof *f };
  lur_exit code = LUR_EXIT_DONE;
  for (size_t i = 0; i < N; i++) {
    if (!f[i].ok) code = LUR_EXIT_BELOW;
    if (as == LUR_AS_TEXT) printf("%c %s: %s\n", f[i].ok ? ' ' : '!', title_of(f[i].check), f[i].text);
  }
  lur_status status = as == LUR_AS_JSON ? print_json(f, N) : LUR_OK;
  return status == LUR_OK ? code : lur_say_diag(status, &(struct lur_diag){0});
}

static lur_exit take_channels(void *place, const char *command, const char *value)
{
  if (lur_count_parse(value, 1, 2, place)) return LUR_EXIT_DONE;
  return lur_say_usage(command, _("--channels is 1 or 2, not '%s'"), value);
}

static lur_exit take_seconds(void *place, const char *command, const char *value)
{
  if (lur_number_parse(value, 1, 60, place)) return LUR_EXIT_DONE;
  return lur_say_usage(command, _("--seconds is a number from 1 to 60, not '%s'"), value);
}

lur_exit cmd_doctor(int argc, char **argv)
{
  struct lur_doctor order = {.seconds = 3};
  const char *store = NULL;
  bool audio = false;
  const struct lur_option options[] = {{"audio", .flag = &audio},
                                       {"device", .text = &order.device},
                                       {"channels", .take = take_channels, .place = &order.channels},
                                       {"roles", .take = lur_take_roles, .place = order.role},
                                       {"seconds", .take = take_seconds, .place = &order.seconds},
                                       {"store", .text = &store},
                                       {"json", .form = &order.as, .as = LUR_AS_JSON},
                                       {0}};
  lur_exit code = lur_options_take(options, argc, argv);
  if (code != LUR_EXIT_DONE) return code;
  if (optind < argc) return lur_say_usage("doctor", _("'%s' is not wanted here"), argv[optind]);
  if (!audio && (order.device || order.channels || order.role[0] || order.seconds != 3.0))
    return lur_say_usage("doctor", "%s", _("a device is listened to with --audio only"));
  return audio ? lur_doctor_audio(&order) : look_at_all(store, order.as);
}
