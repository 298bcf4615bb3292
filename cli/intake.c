#define _GNU_SOURCE
#include "cli/intake.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/pool.h"
#include "report/words.h"

void lur_intake_item_clear(struct lur_intake_item *item)
{
  free(item->name);
  free(item->path[0]);
  free(item->path[1]);
  free(item->stamp);
  lur_meta_clear(&item->json);
  lur_meta_clear(&item->row);
  lur_keeping_clear(&item->keeping);
  *item = (struct lur_intake_item){0};
}

void lur_intake_clear(struct lur_intake *intake)
{
  for (size_t i = 0; i < intake->n; i++) lur_intake_item_clear(&intake->item[i]);
  free(intake->item);
  intake->item = NULL;
  intake->n = intake->room = 0;
  lur_meta_cache_clear(&intake->tables);
}

// ---- Which files, and which are one call

bool lur_intake_is_sound(const char *name)
{
  static const char *const endings[] = {"wav", "wave", "flac", "mp3", "ogg", "oga",  "opus", "gsm", "au",
                                        "snd", "aif",  "aiff", "caf", "w64", "rf64", "aifc", "mp2"};
  const char *dot = strrchr(name, '.');
  for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
    if (strcasecmp(dot + 1, endings[i]) == 0) return true;
  return false;
}

lur_writers lur_intake_writers(const char *path)
{
  // A lease for reading is not given while somebody may write.
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return LUR_WRITERS_UNKNOWN;
  bool given = fcntl(fd, F_SETLEASE, F_RDLCK) == 0;
  int why = errno;
  if (given) (void)fcntl(fd, F_SETLEASE, F_UNLCK);
  close(fd);
  if (given) return LUR_WRITERS_NONE;
  return why == EAGAIN || why == EBUSY ? LUR_WRITERS_SOME : LUR_WRITERS_UNKNOWN;
}

static bool is_there(const char *path)
{
  return access(path, F_OK) == 0;
}

/// A file that can be read without waiting for somebody.
static bool is_file(const char *path)
{
  struct stat st;
  return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool is_side(lur_leg leg)
{
  return leg == LUR_LEG_IN || leg == LUR_LEG_OUT;
}

/// The two sides that a name belongs to; false: to none.
static bool names_of_sides(const char *path, const struct lur_pbx *pbx, char in[PATH_MAX], char out[PATH_MAX])
{
  return lur_pbx_side(path, pbx, LUR_LEG_IN, in, PATH_MAX) &&
         lur_pbx_side(path, pbx, LUR_LEG_OUT, out, PATH_MAX);
}

/// Recordings of two channels are whole calls, whatever they are called: the calls that came in and that went
/// out.
static bool has_two_channels(const char *path)
{
  lur_reader *reader = NULL;
  struct lur_diag unread = {0};
  if (!is_file(path) || lur_reader_open(path, NULL, &reader, &unread) != LUR_OK) return false;
  bool two = lur_reader_recording(reader)->channels == 2;
  lur_reader_close(reader);
  return two;
}

static bool are_sides(const char *in, const char *out, lur_sides sides)
{
  if (sides == LUR_SIDES_BY_NAME || sides == LUR_SIDES_NONE) return sides == LUR_SIDES_BY_NAME;
  bool in_there = is_there(in), out_there = is_there(out);
  if (sides == LUR_SIDES_THERE && !(in_there && out_there)) return false;
  return !(in_there && has_two_channels(in)) && !(out_there && has_two_channels(out));
}

bool lur_intake_is_mix_of_sides(const char *path)
{
  struct lur_pbx pbx;
  char in[PATH_MAX], out[PATH_MAX];
  lur_pbx_read(path, &pbx);
  return !is_side(pbx.leg) && names_of_sides(path, &pbx, in, out) && are_sides(in, out, LUR_SIDES_THERE);
}

static lur_status fill_item(struct lur_intake_item *item, const char *first, const char *second)
{
  lur_pbx_read(first, &item->pbx);
  item->path[0] = strdup(first);
  item->path[1] = second ? strdup(second) : NULL;
  item->paths = second ? 2 : 1;
  if (!item->path[0] || (second && !item->path[1])) return LUR_NO_MEM;
  if (!second) return (item->name = strdup(first)) ? LUR_OK : LUR_NO_MEM;
  if (asprintf(&item->name, "%s+%s", first, second) >= 0) return LUR_OK;
  item->name = NULL;
  return LUR_NO_MEM;
}

lur_status lur_intake_item_of(const char *path, lur_sides sides, struct lur_intake_item *item)
{
  struct lur_pbx pbx;
  char in[PATH_MAX], out[PATH_MAX];
  lur_pbx_read(path, &pbx);
  bool both = is_side(pbx.leg) && names_of_sides(path, &pbx, in, out) && are_sides(in, out, sides);
  lur_status status = both ? fill_item(item, in, out) : fill_item(item, path, NULL);
  if (status != LUR_OK) lur_intake_item_clear(item);
  return status;
}

static lur_status add_item(struct lur_intake *intake, struct lur_intake_item *item)
{
  for (size_t i = 0; i < intake->n; i++)
    if (item->paths == 2 && strcmp(intake->item[i].name, item->name) == 0) {
      lur_intake_item_clear(item); // its other side was here before
      return LUR_OK;
    }
  struct lur_intake_item *at = lur_grow(intake->item, &intake->room, intake->n, sizeof *at);
  if (!at) {
    lur_intake_item_clear(item);
    return LUR_NO_MEM;
  }
  intake->item = at;
  at[intake->n++] = *item;
  return LUR_OK;
}

static lur_status add_file(struct lur_intake *intake, const char *path)
{
  struct lur_intake_item item = {0};
  lur_status status;
  if (!is_there(path)) { // two legs with a plus sign, or a name that the reader finds fault with
    status = fill_item(&item, path, NULL);
  } else {
    status = lur_intake_item_of(path, LUR_SIDES_THERE, &item);
  }
  return status == LUR_OK ? add_item(intake, &item) : status;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
  return strcmp((*a)->d_name, (*b)->d_name);
}

static int not_hidden(const struct dirent *entry)
{
  return entry->d_name[0] != '.';
}

static lur_exit gather_folder(struct lur_intake *intake, const char *folder, int depth);

static lur_exit gather_entry(struct lur_intake *intake, const char *path, int depth)
{
  struct stat st;
  if (lstat(path, &st) != 0) return LUR_EXIT_DONE;
  if (S_ISDIR(st.st_mode)) return depth ? gather_folder(intake, path, depth - 1) : LUR_EXIT_DONE;
  if (!lur_intake_is_sound(path) || !is_file(path) || lur_intake_is_mix_of_sides(path)) return LUR_EXIT_DONE;
  if (lur_intake_writers(path) == LUR_WRITERS_SOME) {
    lur_say(_("%s: is still being written and left alone"), path);
    return LUR_EXIT_DONE;
  }
  lur_status status = add_file(intake, path);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &(struct lur_diag){0});
}

static lur_exit gather_folder(struct lur_intake *intake, const char *folder, int depth)
{
  struct dirent **entry = NULL;
  lur_exit code = LUR_EXIT_DONE;
  int n = scandir(folder, &entry, not_hidden, by_name);
  if (n < 0) {
    lur_say(_("%s: the folder cannot be read (%s)"), folder, strerror(errno));
    return LUR_EXIT_INPUT;
  }
  for (int i = 0; i < n; i++) {
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name) < (int)sizeof path)
      code = lur_exit_worse(code, gather_entry(intake, path, depth));
    free(entry[i]);
  }
  free(entry);
  return code;
}

enum { DEEPEST = 32 }; // folders within folders

lur_exit lur_intake_gather(struct lur_intake *intake, char *const *name, size_t n)
{
  lur_exit code = LUR_EXIT_DONE;
  struct stat st;
  for (size_t i = 0; i < n; i++) {
    if (stat(name[i], &st) == 0 && S_ISDIR(st.st_mode)) {
      code = lur_exit_worse(code, gather_folder(intake, name[i], DEEPEST));
      continue;
    }
    lur_status status = add_file(intake, name[i]);
    if (status != LUR_OK) code = lur_exit_worse(code, lur_say_diag(status, &(struct lur_diag){0}));
  }
  return code;
}

// ---- The steps

static bool stopping(const struct lur_intake *intake)
{
  struct pollfd fd = {.fd = intake->stop_fd, .events = POLLIN};
  return intake->stop_fd >= 0 && poll(&fd, 1, 0) == 1;
}

/// Reads it through, for whoever wants whole recordings only.
static lur_status check_whole(struct lur_intake_item *item)
{
  enum { BLOCK = 8192 };
  lur_reader *reader = NULL;
  size_t got;
  lur_status status = lur_reader_open(item->name, NULL, &reader, &item->diag);
  float *pcm = status == LUR_OK ? malloc(2 * BLOCK * sizeof *pcm) : NULL;
  if (status == LUR_OK && !pcm) status = LUR_NO_MEM;
  while (status == LUR_OK) status = lur_reader_read(reader, pcm, BLOCK, &got);
  if (status == LUR_END) {
    const struct lur_recording *r = lur_reader_recording(reader);
    status =
        r->complete ? LUR_OK : lur_diag_set(&item->diag, LUR_BAD_INPUT, item->name, 0, 0, "%s", r->problem);
  }
  free(pcm);
  lur_reader_close(reader);
  return status;
}

static lur_intake_end end_of(lur_status status)
{
  if (status == LUR_OK) return LUR_INTAKE_TAKEN;
  bool of_the_files = status == LUR_BAD_INPUT || status == LUR_UNSUPPORTED || status == LUR_NOT_FOUND;
  return of_the_files ? LUR_INTAKE_REFUSED : LUR_INTAKE_FAILED;
}

/// Whether the files look as they did when they were found to be ready.
static bool is_as_before(const struct lur_intake_item *item)
{
  long long newest;
  char *stamp = lur_intake_sound_stamp(item, &newest);
  bool same = stamp && strncmp(stamp, item->stamp, strlen(stamp)) == 0 && item->stamp[strlen(stamp)] == '|';
  free(stamp);
  return same;
}

static void work(void *self, size_t i)
{
  struct lur_intake *intake = self;
  struct lur_intake_item *item = &intake->item[i];
  if (stopping(intake)) {
    item->end = LUR_INTAKE_STOPPED;
    return;
  }
  if (item->status == LUR_OK && intake->strict) item->status = check_whole(item);
  if (item->status == LUR_OK) {
    pthread_mutex_lock(intake->lock);
    item->status = lur_keep_sound(intake->store, item->name, LUR_STORE_COPY, &item->keeping, &item->diag);
    pthread_mutex_unlock(intake->lock);
  }
  bool same = !intake->strict || is_as_before(item);
  if (item->status == LUR_OK && same)
    item->status = lur_keep_listen(intake->store, &item->about, &item->keeping, &item->diag);
  item->end = same ? end_of(item->status) : LUR_INTAKE_CHANGED;
  // The sound was read from its place in the store; a person knows it by its own name.
  if (item->status != LUR_OK && item->status != LUR_NO_MEM && item->keeping.audios)
    snprintf(item->diag.file, sizeof item->diag.file, "%s", item->name);
}

void lur_intake_try(struct lur_intake *intake, struct lur_intake_item *item)
{
  if (item->status == LUR_OK && lur_intake_lacks_side(item)) lur_intake_refuse_side(item);
  if (item->status == LUR_OK) item->status = lur_intake_prepare(intake, item);
  if (item->status == LUR_OK) item->status = check_whole(item);
  item->end = end_of(item->status);
}

/// What is remembered of the item's files.
static lur_status put_arrivals(struct lur_intake *intake, const struct lur_intake_item *item, const char *why)
{
  char path[PATH_MAX];
  lur_status status = LUR_OK;
  for (size_t i = 0; i < item->paths && status == LUR_OK; i++) {
    if (!realpath(item->path[i], path)) continue;
    const struct lur_store_arrival arrival = {
        .path = path, .stamp = item->stamp, .call = why ? 0 : item->keeping.added.call, .why = why};
    status = lur_store_put_arrival(intake->store, &arrival, NULL);
  }
  return status;
}

/// The call, and that its files are taken: both or neither.
static lur_status keep(struct lur_intake *intake, struct lur_intake_item *item)
{
  lur_status status = lur_store_begin(intake->store, &item->diag);
  if (status != LUR_OK) return status;
  status = lur_keep_call(intake->store, &item->about, &item->keeping, &item->diag);
  if (status == LUR_OK && item->stamp) status = put_arrivals(intake, item, NULL);
  if (status == LUR_OK) return lur_store_commit(intake->store, &item->diag);
  lur_store_rollback(intake->store);
  return status;
}

const char *lur_intake_reason(const struct lur_intake_item *item, char *out, size_t size)
{
  const struct lur_diag *d = &item->diag;
  if (!d->text[0]) {
    snprintf(out, size, "%s", lur_status_text(item->status));
    return out;
  }
  // A long name is there with its end only. Of two sides it is said which one is meant.
  size_t n = strlen(d->file), all = strlen(item->name);
  bool cut = n + 1 == sizeof d->file, ends_so = n <= all && strcmp(item->name + all - n, d->file) == 0;
  bool itself = !d->line && (!n || (ends_so && (item->paths == 1 || n == all || cut)));
  if (!itself) return lur_diag_format(d, out, size);
  snprintf(out, size, "%s", d->text);
  return out;
}

static lur_exit tell_taken(const struct lur_intake_item *item)
{
  const struct lur_recording *r = &item->keeping.session.recording;
  char call[24], length[LUR_WORDS_SIZE];
  lur_store_call_name(item->keeping.added.call, call, sizeof call);
  if (item->keeping.added.new_participant) lur_say(_("the participant '%s' is new"), item->about.participant);
  if (item->keeping.added.duplicate) {
    printf(_("%s: already %s"), item->name, call);
    putchar('\n');
    return LUR_EXIT_DONE;
  }
  printf("%s: %s, %s\n", item->name, call, lur_words_clock(r->duration_s, 0, NULL, length));
  if (r->complete) return LUR_EXIT_DONE;
  lur_say("%s: %s", item->name, r->problem);
  return LUR_EXIT_INPUT;
}

static lur_exit tell_refused(struct lur_intake *intake, const struct lur_intake_item *item)
{
  char why[800];
  lur_intake_reason(item, why, sizeof why);
  if (item->end == LUR_INTAKE_REFUSED && intake->strict && item->stamp) {
    pthread_mutex_lock(intake->lock);
    lur_status status = put_arrivals(intake, item, why);
    pthread_mutex_unlock(intake->lock);
    if (status != LUR_OK) lur_say("%s: %s", item->name, lur_status_text(status));
  }
  lur_say("%s: %s", item->name, why);
  return lur_exit_of(item->status);
}

static lur_exit show(void *self, size_t i)
{
  struct lur_intake *intake = self;
  struct lur_intake_item *item = &intake->item[i];
  if (item->end == LUR_INTAKE_TAKEN) {
    pthread_mutex_lock(intake->lock);
    item->status = keep(intake, item);
    pthread_mutex_unlock(intake->lock);
    item->end = end_of(item->status);
  }
  bool talks = item->status != LUR_OK || item->keeping.added.new_participant ||
               (item->keeping.session.call && !item->keeping.session.recording.complete);
  if (talks) lur_progress_end();
  lur_exit code = item->end == LUR_INTAKE_CHANGED || item->end == LUR_INTAKE_STOPPED ? LUR_EXIT_DONE
                  : item->end == LUR_INTAKE_TAKEN                                    ? tell_taken(item)
                                                  : tell_refused(intake, item);
  fflush(stdout); // what is said to be kept is kept, and whoever waits for it sees it
  // Where the lines run over the terminal they are progress enough.
  if (!isatty(STDOUT_FILENO)) lur_count_show(&intake->count, i + 1, intake->n);
  lur_keeping_clear(&item->keeping);
  return code;
}

lur_exit lur_intake_run(struct lur_intake *intake, int threads)
{
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  intake->lock = &lock;
  lur_exit code = lur_pool_run(intake->n, threads, work, show, intake);
  lur_progress_end();
  pthread_mutex_destroy(&lock);
  intake->lock = NULL;
  return code;
}
