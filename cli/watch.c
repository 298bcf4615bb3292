#define _GNU_SOURCE
#include "cli/watch.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <search.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"

/// What is known of a recording.
typedef enum {
  WAITING, ///< it changed not long ago, or waits for its other side
  REFUSED,
  TAKEN
} node_state;

struct node {
  char *path;       ///< of the file, or of the first of two sides; the key
  char *stamp;      ///< as it was seen last; NULL: not yet
  int64_t since_ms; ///< when it was first seen so, by the clock that never jumps
  int64_t due_ms;   ///< WAITING: when to look again
  node_state state;
  size_t paths;   ///< TAKEN: of its item
  unsigned round; ///< of the last look at its folder in which it was there
};

struct folder {
  char *path;
  int watch; ///< of inotify; -1: none
};

enum {
  BATCH = 64,
  DEEPEST = 32,
  FAILED_WAIT_MS = 30000,
  UNSEEN_SETTLE = 10 ///< where nobody tells who writes, so many times as long
};

struct watch {
  const struct lur_watch_options *o;
  struct lur_intake *intake;
  int inotify, signals;
  void *tree; ///< the nodes by path
  struct node **node;
  size_t nodes, nodes_room;
  struct folder *folder;
  size_t folders, folders_room;
  struct stat store; ///< its folder is none of recordings
  int64_t started_ms, next_scan_ms;
  unsigned round;
  bool told_limit, failed; ///< the system watches no more folders; the store or the disk failed
  lur_status status;
  lur_exit code;
};

struct lur_watch_options lur_watch_options_default(const char *folder)
{
  return (struct lur_watch_options){
      .folder = folder, .settle_s = 3, .side_s = 600, .rescan_s = 60, .threads = 1};
}

static int64_t now_ms(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t ms_of(double seconds)
{
  return (int64_t)ceil(seconds * 1000);
}

// ---- Nodes

static int by_path(const void *a, const void *b)
{
  return strcmp(((const struct node *)a)->path, ((const struct node *)b)->path);
}

static void free_node(struct node *n)
{
  free(n->path);
  free(n->stamp);
  free(n);
}

static struct node *find_node(const struct watch *w, const char *path)
{
  const struct node key = {.path = (char *)path};
  struct node *const *found = tfind(&key, &w->tree, by_path);
  return found ? *found : NULL;
}

static struct node *add_node(struct watch *w, const char *path)
{
  struct node *n = calloc(1, sizeof *n), **list = lur_grow(w->node, &w->nodes_room, w->nodes, sizeof *list);
  if (list) w->node = list;
  if (n) n->path = strdup(path);
  if (n && n->path && list && tsearch(n, &w->tree, by_path)) return list[w->nodes++] = n;
  if (n) free_node(n);
  w->status = LUR_NO_MEM;
  return NULL;
}

static void remove_node(struct watch *w, size_t i)
{
  struct node *n = w->node[i];
  tdelete(n, &w->tree, by_path);
  w->node[i] = w->node[--w->nodes];
  free_node(n);
}

/// The node of a recording that is taken and has this file; NULL: there is none.
static struct node *find_taken(const struct watch *w, const char *path)
{
  struct lur_intake_item item = {0};
  struct node *n = find_node(w, path);
  if (n && n->state == TAKEN) return n;
  if (lur_intake_item_of(path, LUR_SIDES_BY_NAME, &item) != LUR_OK) return NULL;
  n = find_node(w, item.path[0]);
  if (n && (n->state != TAKEN || n->paths != item.paths)) n = NULL;
  lur_intake_item_clear(&item);
  return n;
}

static struct node *find_or_add(struct watch *w, const char *path)
{
  struct lur_intake_item item = {0};
  if (lur_intake_is_mix_of_sides(path)) return NULL;
  if (lur_intake_item_of(path, LUR_SIDES_COMING, &item) != LUR_OK) {
    w->status = LUR_NO_MEM;
    return NULL;
  }
  struct node *n = find_node(w, item.path[0]);
  if (!n) n = add_node(w, item.path[0]);
  lur_intake_item_clear(&item);
  return n;
}

/// A file is there: the recording that it is, or is one side of, is looked at soon.
static void see_file(struct watch *w, const char *path)
{
  struct node *n = find_taken(w, path); // most are, and need no look into the file
  if (!n) n = find_or_add(w, path);
  if (!n) return;
  n->round = w->round;
  n->due_ms = 0;
}

// ---- Folders

static struct folder *folder_by_watch(struct watch *w, int watch)
{
  for (size_t i = 0; i < w->folders; i++)
    if (w->folder[i].watch == watch) return &w->folder[i];
  return NULL;
}

static void forget_folder(struct watch *w, int watch)
{
  struct folder *f = folder_by_watch(w, watch);
  if (!f) return;
  free(f->path);
  *f = w->folder[--w->folders];
}

static void watch_folder(struct watch *w, const char *path)
{
  const uint32_t what = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ATTRIB | IN_ONLYDIR | IN_EXCL_UNLINK;
  int watch = w->inotify < 0 ? -1 : inotify_add_watch(w->inotify, path, what);
  if (watch < 0) {
    if (w->inotify >= 0 && errno == ENOSPC && !w->told_limit)
      lur_say(_("the system watches no more folders; what appears in the others is seen every %.0f seconds"),
              w->o->rescan_s);
    w->told_limit = w->told_limit || errno == ENOSPC;
    return;
  }
  forget_folder(w, watch); // it may have had another name
  struct folder *list = lur_grow(w->folder, &w->folders_room, w->folders, sizeof *list);
  if (list) w->folder = list;
  char *copy = list ? strdup(path) : NULL;
  if (copy)
    list[w->folders++] = (struct folder){copy, watch};
  else
    w->status = LUR_NO_MEM;
}

static bool is_store(const struct watch *w, const struct stat *st)
{
  return st->st_dev == w->store.st_dev && st->st_ino == w->store.st_ino;
}

static void scan_folder(struct watch *w, const char *path, int depth);

static void scan_entry(struct watch *w, const char *folder, const char *name, int depth)
{
  char path[PATH_MAX];
  struct stat st;
  // Programs that copy give their files hidden names until they are whole.
  if (name[0] == '.' || snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) return;
  if (lstat(path, &st) != 0) return;
  if (S_ISDIR(st.st_mode) && depth && !is_store(w, &st)) scan_folder(w, path, depth - 1);
  if (S_ISDIR(st.st_mode) || !lur_intake_is_sound(name)) return;
  if (stat(path, &st) == 0 && S_ISREG(st.st_mode)) see_file(w, path);
}

static void scan_folder(struct watch *w, const char *path, int depth)
{
  watch_folder(w, path); // first: what appears while the names are read is told
  DIR *dir = opendir(path);
  for (const struct dirent *e; dir && (e = readdir(dir));) scan_entry(w, path, e->d_name, depth);
  if (dir) closedir(dir);
}

/// Looks at everything, and forgets what has gone.
static void scan_all(struct watch *w)
{
  w->round++;
  scan_folder(w, w->o->folder, DEEPEST);
  for (size_t i = w->nodes; i-- > 0;)
    if (w->node[i]->round != w->round) remove_node(w, i);
  w->next_scan_ms = now_ms() + ms_of(w->o->rescan_s);
}

/// Something that belongs to recordings changed: all that are not taken are looked at again.
static void look_again(struct watch *w)
{
  for (size_t i = 0; i < w->nodes; i++)
    if (w->node[i]->state != TAKEN) w->node[i]->due_ms = 0;
}

static void take_event(struct watch *w, const struct inotify_event *e)
{
  if (e->mask & IN_Q_OVERFLOW) w->next_scan_ms = 0;
  if (e->mask & IN_IGNORED) forget_folder(w, e->wd);
  const struct folder *f = folder_by_watch(w, e->wd);
  if (!f || !e->len) return;
  char folder[PATH_MAX];
  snprintf(folder, sizeof folder, "%s", f->path); // the list may move
  if (e->mask & IN_ISDIR || lur_intake_is_sound(e->name))
    scan_entry(w, folder, e->name, DEEPEST);
  else
    look_again(w);
}

static void take_events(struct watch *w)
{
  _Alignas(struct inotify_event) char bytes[1 << 14];
  ssize_t n;
  while (w->inotify >= 0 && (n = read(w->inotify, bytes, sizeof bytes)) > 0)
    for (char *at = bytes; at < bytes + n;) {
      const struct inotify_event *e = (const struct inotify_event *)at;
      take_event(w, e);
      at += sizeof *e + e->len;
    }
}

// ---- What is to be done about a recording

/// Whether the two stamps tell of the same files; `whole`: and of the same that came with them.
static bool same_stamp(const char *a, const char *b, bool whole)
{
  size_t n = strcspn(a, "|");
  return whole ? strcmp(a, b) == 0 : n == strcspn(b, "|") && strncmp(a, b, n) == 0;
}

/// What the store knows of a recording that is seen for the first time.
static void ask_store(struct watch *w, struct node *n, const struct lur_intake_item *item)
{
  char path[PATH_MAX], *stamp = NULL, *why = NULL;
  int64_t call = 0;
  struct lur_diag diag = {0};
  for (size_t i = 0; i < item->paths; i++) {
    if (!realpath(item->path[i], path)) continue;
    lur_status status = lur_store_arrival(w->intake->store, path, &call, &stamp, &why, &diag);
    if (status == LUR_OK && call && same_stamp(stamp, n->stamp, false)) n->state = TAKEN;
    if (status == LUR_OK && !call && !w->o->retry && same_stamp(stamp, n->stamp, true)) n->state = REFUSED;
    free(stamp);
    free(why);
    return; // both sides are remembered together
  }
}

/// Notes how the recording looks now; what has changed must settle first.
static void note_change(struct watch *w, struct node *n, const struct lur_intake_item *item)
{
  bool first = !n->stamp;
  if (!first && same_stamp(n->stamp, item->stamp, n->state != TAKEN)) return;
  if (n->state == TAKEN) lur_say(_("%s: has changed since it was taken, and is taken once more"), item->name);
  free(n->stamp);
  n->stamp = strdup(item->stamp);
  n->since_ms = now_ms();
  n->state = WAITING;
  if (!n->stamp)
    w->status = LUR_NO_MEM;
  else if (first)
    ask_store(w, n, item);
}

/// The other side may still come; after a while it is said that it did not.
static bool wait_for_side(const struct watch *w, struct node *n, struct lur_intake_item *item,
                          long long newest_s)
{
  double age_s = (double)(time(NULL) - newest_s);
  if (age_s < w->o->side_s) {
    n->due_ms = now_ms() + ms_of(fmin(w->o->side_s - age_s, w->o->rescan_s)) + 1;
    return true;
  }
  lur_intake_refuse_side(item);
  return false;
}

static lur_writers writers_of(const struct lur_intake_item *item)
{
  lur_writers worst = LUR_WRITERS_NONE;
  for (size_t i = 0; i < item->paths; i++) {
    lur_writers now = lur_intake_writers(item->path[i]);
    if (now == LUR_WRITERS_SOME || worst == LUR_WRITERS_NONE) worst = now;
  }
  return worst;
}

/// When nobody writes to it any more, as far as can be told; with once nobody who writes is waited for.
static int64_t free_at_ms(const struct watch *w, const struct node *n, const struct lur_intake_item *item)
{
  lur_writers writers = writers_of(item);
  if (writers == LUR_WRITERS_UNKNOWN) return n->since_ms + UNSEEN_SETTLE * ms_of(w->o->settle_s);
  if (writers == LUR_WRITERS_NONE) return 0;
  return w->o->once ? INT64_MAX : now_ms() + ms_of(w->o->settle_s) + 1;
}

/// Whether the recording is to be taken now; else when to look again.
static bool is_ready(struct watch *w, struct node *n, struct lur_intake_item *item, long long newest_s)
{
  int64_t settled_ms = n->since_ms + ms_of(w->o->settle_s);
  if (n->state != WAITING) return false;
  n->due_ms = settled_ms;
  if (now_ms() < settled_ms) return false;
  n->due_ms = INT64_MAX; // until something happens to it
  if (lur_intake_lacks_side(item) && wait_for_side(w, n, item, newest_s)) return false;
  int64_t again_ms = free_at_ms(w, n, item);
  if (again_ms > now_ms()) {
    n->due_ms = again_ms;
    return false;
  }
  return item->has_meta || item->status != LUR_OK || !w->o->needs_meta;
}

static lur_status add_ready(struct watch *w, struct lur_intake_item *item)
{
  struct lur_intake *in = w->intake;
  struct lur_intake_item *at = lur_grow(in->item, &in->room, in->n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  in->item = at;
  at[in->n++] = *item;
  *item = (struct lur_intake_item){0};
  return LUR_OK;
}

/// Of what is taken only the sound counts: what came with it has been read.
static bool is_still_taken(const struct node *n, const struct lur_intake_item *item)
{
  long long newest_s;
  char *now = n->state == TAKEN ? lur_intake_sound_stamp(item, &newest_s) : NULL;
  bool still = now && same_stamp(now, n->stamp, false);
  free(now);
  return still;
}

static void look_at(struct watch *w, struct node *n)
{
  struct lur_intake_item item = {0};
  long long newest_s;
  lur_sides sides = n->state != TAKEN ? LUR_SIDES_COMING : n->paths == 2 ? LUR_SIDES_BY_NAME : LUR_SIDES_NONE;
  w->status = lur_intake_item_of(n->path, sides, &item);
  if (w->status != LUR_OK) return;
  n->paths = item.paths;
  n->due_ms = INT64_MAX;
  if (!is_still_taken(n, &item)) {
    item.stamp = lur_intake_stamp(&w->intake->tables, &item, &newest_s);
    if (!item.stamp) w->status = LUR_NO_MEM;
    // What has gone is forgotten by the next scan.
    if (w->status == LUR_OK && newest_s >= 0) note_change(w, n, &item);
    if (w->status == LUR_OK && newest_s >= 0 && is_ready(w, n, &item, newest_s))
      w->status = add_ready(w, &item);
  }
  lur_intake_item_clear(&item);
}

static void gather(struct watch *w)
{
  int64_t now = now_ms();
  for (size_t i = 0; i < w->nodes && w->status == LUR_OK && w->intake->n < BATCH; i++)
    if (w->node[i]->due_ms <= now) look_at(w, w->node[i]);
}

static void settle(struct watch *w, const struct lur_intake_item *item)
{
  struct node *n = find_node(w, item->path[0]);
  if (!n) return;
  n->due_ms = INT64_MAX;
  if (item->end == LUR_INTAKE_TAKEN) n->state = TAKEN;
  if (item->end == LUR_INTAKE_REFUSED) n->state = REFUSED;
  if (item->end == LUR_INTAKE_CHANGED) n->due_ms = 0;
  if (item->end == LUR_INTAKE_FAILED) {
    w->failed = true;
    n->due_ms = now_ms() + FAILED_WAIT_MS;
  }
}

static void take_batch(struct watch *w)
{
  struct lur_intake *in = w->intake;
  for (size_t i = 0; i < in->n; i++) {
    struct lur_intake_item *item = &in->item[i];
    if (item->status == LUR_OK) item->status = lur_intake_prepare(in, item);
  }
  in->count = (struct lur_count){0};
  w->code = lur_exit_worse(w->code, lur_intake_run(in, w->o->threads));
  for (size_t i = 0; i < in->n; i++) {
    settle(w, &in->item[i]);
    lur_intake_item_clear(&in->item[i]);
  }
  in->n = 0;
}

// ---- The loop

/// When the next recording is due; INT64_MAX: none waits.
static int64_t next_due(const struct watch *w)
{
  int64_t due = INT64_MAX;
  for (size_t i = 0; i < w->nodes; i++)
    if (w->node[i]->due_ms < due) due = w->node[i]->due_ms;
  return due;
}

/// With once: what has not settled by then is still being written, or waits for something else.
static bool is_done(const struct watch *w)
{
  int64_t last = w->started_ms + (UNSEEN_SETTLE + 1) * ms_of(w->o->settle_s);
  return w->o->once && (w->failed || next_due(w) > last);
}

/// False: told to end.
static bool wait_for_something(struct watch *w)
{
  struct pollfd fd[2] = {{.fd = w->signals, .events = POLLIN}, {.fd = w->inotify, .events = POLLIN}};
  int64_t due = next_due(w), now = now_ms();
  if (w->next_scan_ms < due) due = w->next_scan_ms;
  int64_t wait = due > now ? due - now : 0;
  (void)poll(fd, 2, (int)(wait < INT_MAX ? wait : INT_MAX));
  return !(fd[0].revents & POLLIN);
}

static void loop(struct watch *w)
{
  do {
    if (now_ms() >= w->next_scan_ms) scan_all(w);
    take_events(w);
    gather(w);
    if (w->intake->n) take_batch(w);
  } while (w->status == LUR_OK && !is_done(w) && wait_for_something(w));
}

/// Catches the signals that end it; false: it cannot.
static bool begin(struct watch *w, sigset_t *before)
{
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGHUP);
  if (sigprocmask(SIG_BLOCK, &ends, before) != 0) return false;
  w->signals = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
  w->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK); // where there is none, looking again does it
  w->intake->stop_fd = w->signals;
  return w->signals >= 0;
}

static void end(struct watch *w, const sigset_t *before)
{
  struct signalfd_siginfo gone;
  while (w->signals >= 0 && read(w->signals, &gone, sizeof gone) > 0) continue;
  if (w->signals >= 0) close(w->signals);
  if (w->inotify >= 0) close(w->inotify);
  w->intake->stop_fd = -1;
  sigprocmask(SIG_SETMASK, before, NULL);
  while (w->nodes) remove_node(w, w->nodes - 1);
  free(w->node);
  for (size_t i = 0; i < w->folders; i++) free(w->folder[i].path);
  free(w->folder);
}

lur_exit lur_watch_run(struct lur_intake *intake, const struct lur_watch_options *o)
{
  struct watch w = {.o = o, .intake = intake, .inotify = -1, .signals = -1, .started_ms = now_ms()};
  struct stat st;
  sigset_t before;
  if (stat(o->folder, &st) != 0 || !S_ISDIR(st.st_mode)) {
    lur_say(_("%s: is no folder; name the one whose recordings are to be taken in"), o->folder);
    return LUR_EXIT_INPUT;
  }
  (void)stat(lur_store_folder(intake->store), &w.store);
  intake->strict = true;
  if (!begin(&w, &before)) w.status = LUR_IO;
  if (!o->once) lur_say(_("watching %s; Ctrl-C ends it"), o->folder);
  if (w.status == LUR_OK) loop(&w);
  end(&w, &before);
  if (w.status != LUR_OK) return lur_say_diag(w.status, &(struct lur_diag){0});
  return o->once ? w.code : LUR_EXIT_DONE;
}
