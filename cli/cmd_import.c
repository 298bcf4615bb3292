#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/command.h"
#include "cli/keep.h"
#include "cli/options.h"
#include "cli/pool.h"
#include "cli/talk.h"
#include "report/words.h"

const char lur_usage_import[] = N_(
    "usage: lur import [OPTION...] FILE...\n"
    "\n"
    "Takes recordings into the store and analyses them at once. The sound is copied as it is and never "
    "changed; the same sound\n"
    "is kept once, whatever its file is called. FILE is a recording, or two mono files as the two sides of "
    "one call,\n"
    "'caller.wav+agent.wav'; then both are kept.\n"
    "\n"
    "  --wave W           the wave they belong to; 'lur wave new' begins one\n"
    "  --participant P    who was called; a new name makes a new participant\n"
    "  --agent A          who answered\n"
    "  --assessor X       who called\n"
    "  --started WHEN     when the call was made, as in 2026-05-01T09:30\n"
    "  --roles A,B        who is on channel 0 and 1: caller,agent or agent,caller\n"
    "  -j N               work on N files at a time\n"
    "  --store DIR        the folder of the store (default: lur's folder among your data)\n"
    "\n"
    "example:\n"
    "  lur import --wave autumn --participant north calls/*.wav\n");

/// What becomes of one file, from work to show.
struct item {
  struct lur_keeping keeping;
  lur_status status;
  struct lur_diag diag;
};

struct run {
  const char *folder;
  struct lur_keep_about about;
  lur_store *store;
  pthread_mutex_t lock; // one thread at a time in the store
  char **name;
  size_t n;
  struct item *item;
  struct lur_count count;
};

static void work(void *self, size_t i)
{
  struct run *run = self;
  struct item *item = &run->item[i];
  pthread_mutex_lock(&run->lock);
  item->status = lur_keep_sound(run->store, run->name[i], LUR_STORE_COPY, &item->keeping, &item->diag);
  pthread_mutex_unlock(&run->lock);
  if (item->status == LUR_OK)
    item->status = lur_keep_listen(run->store, &run->about, &item->keeping, &item->diag);
  if (item->status == LUR_OK || item->status == LUR_NO_MEM) return;
  // The sound was read from its place in the store; a person knows it by its own name.
  snprintf(item->diag.file, sizeof item->diag.file, "%s", run->name[i]);
}

static lur_exit tell(const struct run *run, size_t i)
{
  const struct item *item = &run->item[i];
  const struct lur_recording *r = &item->keeping.session.recording;
  char call[24], length[LUR_WORDS_SIZE];
  lur_store_call_name(item->keeping.added.call, call, sizeof call);
  if (item->keeping.added.new_participant) lur_say(_("the participant '%s' is new"), run->about.participant);
  if (item->keeping.added.duplicate) {
    printf(_("%s: already %s"), run->name[i], call);
    putchar('\n');
    return LUR_EXIT_DONE;
  }
  printf("%s: %s, %s\n", run->name[i], call, lur_words_clock(r->duration_s, 0, NULL, length));
  if (r->complete) return LUR_EXIT_DONE;
  lur_say("%s: %s", run->name[i], r->problem);
  return LUR_EXIT_INPUT;
}

static lur_exit show(void *self, size_t i)
{
  struct run *run = self;
  struct item *item = &run->item[i];
  if (item->status == LUR_OK) {
    pthread_mutex_lock(&run->lock);
    item->status = lur_keep_call(run->store, &run->about, &item->keeping, &item->diag);
    pthread_mutex_unlock(&run->lock);
  }
  bool talks = item->status != LUR_OK || item->keeping.added.new_participant ||
               (item->keeping.session.call && !item->keeping.session.recording.complete);
  if (talks) lur_progress_end();
  lur_exit code = item->status == LUR_OK ? tell(run, i) : lur_say_diag(item->status, &item->diag);
  fflush(stdout); // what is said to be kept is kept, and whoever waits for it sees it
  // Where the lines run over the terminal they are progress enough.
  if (!isatty(STDOUT_FILENO)) lur_count_show(&run->count, i + 1, run->n);
  lur_keeping_clear(&item->keeping);
  return code;
}

static lur_exit run_all(struct run *run, int threads)
{
  struct lur_diag diag = {0};
  lur_exit code = lur_keep_open(run->folder, LUR_STORE_CREATE, &run->store);
  if (code != LUR_EXIT_DONE) return code;
  if (run->about.wave) {
    lur_status status = lur_store_has_wave(run->store, run->about.wave, &diag);
    if (status != LUR_OK) return lur_say_diag(status, &diag);
  }
  run->item = calloc(run->n, sizeof *run->item);
  if (!run->item) return lur_say_diag(LUR_NO_MEM, &diag);
  pthread_mutex_init(&run->lock, NULL);
  code = lur_pool_run(run->n, threads, work, show, run);
  lur_progress_end();
  pthread_mutex_destroy(&run->lock);
  free(run->item);
  return code;
}

static lur_exit take_started(void *place, const char *command, const char *value)
{
  struct lur_diag diag = {0};
  if (lur_when_parse(value, place, &diag) == LUR_OK) return LUR_EXIT_DONE;
  return lur_say_usage(command, "--started: %s", diag.text);
}

static lur_exit take_participant(void *place, const char *command, const char *value)
{
  *(const char **)place = value;
  if (lur_store_name_ok(value)) return LUR_EXIT_DONE;
  return lur_say_usage(command, _("'%s' is no short name: no blanks, no '/', at most 64 letters"), value);
}

lur_exit cmd_import(int argc, char **argv)
{
  struct run run = {.about = {.source = LUR_STORE_IMPORTED}};
  struct lur_keep_about *about = &run.about;
  int threads = 1;
  const struct lur_option options[] = {
      {"wave", .text = &about->wave},
      {"participant", .take = take_participant, .place = &about->participant},
      {"agent", .text = &about->agent},
      {"assessor", .text = &about->assessor},
      {"started", .take = take_started, .place = &about->started},
      {"roles", .take = lur_take_roles, .place = about->role},
      {"j", .take = lur_take_threads, .place = &threads},
      {"store", .text = &run.folder},
      {0}};
  lur_exit code = lur_options_take(options, argc, argv);
  if (code != LUR_EXIT_DONE) return code;
  if (optind >= argc) return lur_say_usage("import", "%s", _("no file was named"));
  run.name = argv + optind;
  run.n = (size_t)(argc - optind);
  code = run_all(&run, threads);
  lur_store_close(run.store);
  return code;
}
