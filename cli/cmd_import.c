#define _GNU_SOURCE
#include <getopt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/command.h"
#include "cli/keep.h"
#include "cli/number.h"
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
  lur_exit code = item->status == LUR_OK ? tell(run, i) : lur_say_diag(item->status, &item->diag);
  fflush(stdout); // what is said to be kept is kept, and whoever waits for it sees it
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
  pthread_mutex_destroy(&run->lock);
  free(run->item);
  return code;
}

enum { OPT_WAVE = 256, OPT_PARTICIPANT, OPT_AGENT, OPT_ASSESSOR, OPT_STARTED, OPT_ROLES, OPT_STORE };
static const struct option options[] = {{"wave", required_argument, NULL, OPT_WAVE},
                                        {"participant", required_argument, NULL, OPT_PARTICIPANT},
                                        {"agent", required_argument, NULL, OPT_AGENT},
                                        {"assessor", required_argument, NULL, OPT_ASSESSOR},
                                        {"started", required_argument, NULL, OPT_STARTED},
                                        {"roles", required_argument, NULL, OPT_ROLES},
                                        {"store", required_argument, NULL, OPT_STORE},
                                        {0}};

static lur_exit take_started(struct run *run)
{
  struct lur_diag diag = {0};
  if (lur_when_parse(optarg, &run->about.started, &diag) == LUR_OK) return LUR_EXIT_DONE;
  return lur_say_usage("import", "--started: %s", diag.text);
}

static lur_exit take_option(struct run *run, int which, char *const *argv, int *threads)
{
  switch (which) {
  case OPT_WAVE:
    run->about.wave = optarg;
    return LUR_EXIT_DONE;
  case OPT_PARTICIPANT:
    run->about.participant = optarg;
    if (lur_store_name_ok(optarg)) return LUR_EXIT_DONE;
    return lur_say_usage("import", _("'%s' is no short name: no blanks, no '/', at most 64 letters"), optarg);
  case OPT_AGENT:
    run->about.agent = optarg;
    return LUR_EXIT_DONE;
  case OPT_ASSESSOR:
    run->about.assessor = optarg;
    return LUR_EXIT_DONE;
  case OPT_STARTED:
    return take_started(run);
  case OPT_ROLES:
    if (lur_roles_parse(optarg, run->about.role)) return LUR_EXIT_DONE;
    return lur_say_usage("import", _("--roles is 'caller,agent' or 'agent,caller', not '%s'"), optarg);
  case OPT_STORE:
    run->folder = optarg;
    return LUR_EXIT_DONE;
  case 'j':
    if (lur_count_parse(optarg, 1, 64, threads)) return LUR_EXIT_DONE;
    return lur_say_usage("import", _("-j is a whole number from 1 to 64, not '%s'"), optarg);
  default:
    return lur_say_option("import", which, argv);
  }
}

lur_exit cmd_import(int argc, char **argv)
{
  struct run run = {.about = {.source = LUR_STORE_IMPORTED}};
  int threads = 1;
  opterr = 0;
  for (int which; (which = getopt_long(argc, argv, ":j:", options, NULL)) != -1;) {
    lur_exit code = take_option(&run, which, argv, &threads);
    if (code != LUR_EXIT_DONE) return code;
  }
  if (optind >= argc) return lur_say_usage("import", "%s", _("no file was named"));
  run.name = argv + optind;
  run.n = (size_t)(argc - optind);
  lur_exit code = run_all(&run, threads);
  lur_store_close(run.store);
  return code;
}
