#include "capture/recorder.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"
#include "base/list.h"
#include "capture/meter.h"
#include "capture/pace.h"
#include "capture/sleep.h"
#include "capture/tape.h"

static const int64_t sync_every_ns = 500000000;
static const double ring_s = 15; ///< a disk that sleeps or a laptop that swaps was back within that
static const double level_s = 0.1;
static const double mask_margin_s = 0.5; ///< a device hands over what it heard some time ago
static const double fill_margin_s = 1;   ///< sound on its way is not yet missing
static const double length_margin_s = 3; ///< a device that falls silent before the end may still catch up
static const int64_t least_sleep_ns = 100000000; ///< less than that is two clocks not looked at at once
static const int64_t watch_every_ns = 50000000, room_every_ns = 2000000000;

/// Samples as they arrived, [from, to).
struct mask {
  int64_t from, to;
};

struct lur_recorder {
  struct lur_sound *sound;
  lur_ring *ring;
  lur_tape *tape;
  char *path;
  pthread_t thread, watcher;
  atomic_bool stop, unwatched;
  pthread_mutex_t lock; ///< of view and what stands under it
  struct lur_recorder_view view;
  struct lur_notes notes;
  double hold_s; ///< since when the caller is on hold; NAN: not
  bool typing;   ///< a note, as it is by now
  struct lur_note typed;
  struct mask *mask; ///< in order; the last may be open: `to` is INT64_MAX
  size_t masks, masks_room;
  int64_t shown_arrived, shown_ns; ///< `arrived` and `end_ns` when view was made

  // The recorder's thread only, until it has ended.
  lur_recorder_tap *tap;
  void *tap_self;
  int16_t *pcm;
  size_t pcm_room;    ///< samples per channel
  int64_t arrived;    ///< samples per channel from the sound, with those the ring had no room for
  int64_t inserted;   ///< silence that was put in against the clock
  int64_t most;       ///< samples at which it ends by itself; INT64_MAX: none
  int64_t arrived_ns; ///< when the newest did
  int64_t end_ns;     ///< the moment that the end of the file stands for
  int64_t begun_ns;
  unsigned leg;      ///< of the newest block
  unsigned forgot;   ///< one more than the last leg that forget_stray was through with
  int64_t leg_start; ///< samples that had arrived before it
  struct lur_pace pace;
  int64_t (*slept)(void *self); ///< see lur_recorder_options.slept_ns
  void *slept_self;
  int64_t slept_ns; ///< that is in the recording, or was before it
  struct lur_meter meter[2];
  bool differ; ///< the two channels did at some sample
  struct lur_recorded result;
  struct lur_diag trouble;
};

static int64_t now_ns(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static double seconds(const lur_recorder *r, int64_t samples)
{
  return (double)samples / r->sound->rate_hz;
}

/// Samples that the file may still grow by.
static int64_t room_left(const lur_recorder *r)
{
  return r->most - lur_tape_samples(r->tape);
}

/// Puts silence into the file before its sample `at`, and into the list of what was lost.
static lur_status lose(lur_recorder *r, int64_t at, int64_t n, lur_dropout_why why)
{
  if (n > room_left(r)) n = room_left(r);
  if (n <= 0) return LUR_OK;
  const struct lur_dropout span = {seconds(r, at), seconds(r, at + n), why};
  lur_status status = lur_tape_insert_silence(r->tape, at, n, why, &r->trouble);
  if (status == LUR_OK) status = lur_dropouts_insert(&r->result.dropouts, &span);
  if (status != LUR_OK) return status;
  pthread_mutex_lock(&r->lock);
  lur_notes_shift(&r->notes, span.start_s, span.end_s - span.start_s);
  if (r->hold_s >= span.start_s) r->hold_s += span.end_s - span.start_s;
  if (r->typed.start_s >= span.start_s) r->typed.end_s = r->typed.start_s += span.end_s - span.start_s;
  pthread_mutex_unlock(&r->lock);
  return LUR_OK;
}

static lur_status make_room(lur_recorder *r, size_t n)
{
  if (n <= r->pcm_room) return LUR_OK;
  int16_t *more = realloc(r->pcm, n * (size_t)r->sound->channels * sizeof *more);
  if (!more) return LUR_NO_MEM;
  r->pcm = more;
  r->pcm_room = n;
  return LUR_OK;
}

static void measure(lur_recorder *r, size_t n)
{
  size_t channels = (size_t)r->sound->channels;
  for (size_t c = 0; c < channels; c++) lur_meter_push(&r->meter[c], r->pcm + c, n, channels);
  for (size_t i = 0; channels == 2 && !r->differ && i < n; i++)
    r->differ = r->pcm[2 * i] != r->pcm[2 * i + 1];
}

/// Adds [from, to) of the file to what is masked; it goes on where the last mask ended.
static lur_status note_mask(lur_recorder *r, int64_t from, int64_t to)
{
  double start_s = seconds(r, from), end_s = seconds(r, to), near_s = 0.5 / r->sound->rate_hz;
  for (size_t i = r->notes.n; i > 0; i--) {
    struct lur_note *note = &r->notes.at[i - 1];
    if (note->kind != LUR_NOTE_MASKED || fabs(note->end_s - start_s) > near_s) continue;
    note->end_s = end_s;
    return LUR_OK;
  }
  const struct lur_note note = lur_note_of(LUR_NOTE_MASKED, start_s, end_s, NULL);
  return lur_notes_add(&r->notes, &note);
}

/// Silences what is private among the n samples in r->pcm, the first of which is sample `start` of those that
/// arrived and will be sample `at` of the file.
static lur_status hide(lur_recorder *r, int64_t start, size_t n, int64_t at)
{
  size_t channels = (size_t)r->sound->channels;
  lur_status status = LUR_OK;
  pthread_mutex_lock(&r->lock);
  for (size_t i = 0; i < r->masks && status == LUR_OK; i++) {
    int64_t from = r->mask[i].from - start, to = r->mask[i].to - start;
    if (from < 0) from = 0;
    if (to > (int64_t)n) to = (int64_t)n;
    if (from >= to) continue;
    memset(r->pcm + (size_t)from * channels, 0, (size_t)(to - from) * channels * sizeof *r->pcm);
    status = note_mask(r, at + from, at + to);
  }
  pthread_mutex_unlock(&r->lock);
  return status;
}

/// What was heard of something else, before that was noticed, is no part of the call. Once for each leg.
static lur_status forget_stray(lur_recorder *r)
{
  int64_t good = 0, end = lur_tape_samples(r->tape);
  if (r->forgot == r->leg + 1 || !r->sound->strayed || !r->sound->strayed(r->sound, r->leg, &good))
    return LUR_OK;
  r->forgot = r->leg + 1;
  int64_t n = r->arrived - r->leg_start - good;
  if (n <= 0 || n > end) return LUR_OK;
  const struct lur_dropout hole = {seconds(r, end - n), seconds(r, end), LUR_DROPOUT_DEVICE};
  lur_status status = lur_tape_silence(r->tape, end - n, n, hole.why, &r->trouble);
  return status == LUR_OK ? lur_dropouts_insert(&r->result.dropouts, &hole) : status;
}

/// A device that was away is back with this block: what was missed between is silence.
static lur_status begin_leg(lur_recorder *r, const struct lur_ring_block *block)
{
  struct lur_sound *sound = r->sound;
  int64_t ns = 0, samples = 0;
  lur_status status = forget_stray(r); // where a slow disk kept it from being seen while the device was away
  r->leg = block->flags >> LUR_SOUND_LEG;
  r->leg_start = r->arrived;
  if (status != LUR_OK || !sound->by_the_clock) return status;
  if (!sound->began || !sound->began(sound, r->leg, &ns, &samples)) {
    ns = now_ns();
    samples = block->start + block->n;
  }
  int64_t missed = lur_pace_resume(&r->pace, ns, r->arrived + samples);
  r->inserted += missed;
  return lose(r, lur_tape_samples(r->tape), missed, LUR_DROPOUT_DEVICE);
}

/// One block out of the ring and into the file, after what is missing before it.
static lur_status take_block(lur_recorder *r, const struct lur_ring_block *block)
{
  lur_status status = make_room(r, block->n);
  if (status != LUR_OK) return status;
  lur_ring_take(r->ring, r->pcm);
  if (block->flags >> LUR_SOUND_LEG != r->leg) status = begin_leg(r, block);
  int64_t start = r->leg_start + block->start;
  if (status == LUR_OK) status = lose(r, lur_tape_samples(r->tape), start - r->arrived, LUR_DROPOUT_DISK);
  size_t n = block->n < room_left(r) ? block->n : (size_t)room_left(r);
  int64_t at = lur_tape_samples(r->tape);
  if (status == LUR_OK) status = hide(r, start, n, at);
  if (status == LUR_OK) status = lur_tape_write(r->tape, r->pcm, n, &r->trouble);
  if (status == LUR_OK && r->tap) r->tap(r->tap_self, r->pcm, n, at);
  r->arrived = start + block->n;
  r->result.overruns += (block->flags & LUR_SOUND_OVERRUN) != 0;
  measure(r, n);
  return status;
}

/// Everything that is in the ring now.
static lur_status take_all(lur_recorder *r)
{
  struct lur_ring_block block;
  struct lur_pace_loss loss;
  int64_t before = r->arrived;
  lur_status status = LUR_OK;
  while (status == LUR_OK && lur_ring_peek(r->ring, &block)) status = take_block(r, &block);
  if (status != LUR_OK || r->arrived == before) return status;
  r->arrived_ns = r->end_ns = now_ns();
  if (!r->sound->by_the_clock || !lur_pace_arrived(&r->pace, r->arrived_ns, before, r->arrived, &loss))
    return LUR_OK;
  status = lose(r, loss.at + r->inserted, loss.n, LUR_DROPOUT_LOST);
  r->inserted += loss.n;
  return status;
}

/// While the device is away the recording grows by the clock, so that what is there of it is true at any
/// time, and its length as well.
static lur_status fill(lur_recorder *r)
{
  int64_t now = now_ns(), second = r->sound->rate_hz;
  int64_t n = lur_pace_missing(&r->pace, now, r->arrived) - llrint(fill_margin_s * (double)second);
  if (!r->sound->by_the_clock || n < second / 10) return LUR_OK;
  lur_pace_fill(&r->pace, n);
  r->inserted += n;
  r->end_ns = now - (int64_t)(fill_margin_s * 1e9);
  return lose(r, lur_tape_samples(r->tape), n, LUR_DROPOUT_DEVICE);
}

/// The computer has slept: what would have sounded meanwhile is silence. What it still had of before comes
/// first, as far as it is here by now. Nothing can be said of sleep before the first sound.
static lur_status note_sleep(lur_recorder *r)
{
  int64_t slept = r->slept(r->slept_self), ns = slept - r->slept_ns;
  if (!r->sound->by_the_clock || ns < least_sleep_ns) return LUR_OK;
  r->slept_ns = slept;
  if (!r->pace.started) return LUR_OK;
  int64_t n = llrint((double)ns * 1e-9 * r->sound->rate_hz);
  r->inserted += n;
  return lose(r, lur_tape_samples(r->tape), n, LUR_DROPOUT_SUSPENDED);
}

static void show(lur_recorder *r)
{
  struct lur_recorder_view *v = &r->view;
  pthread_mutex_lock(&r->lock);
  v->recorded_s = seconds(r, lur_tape_samples(r->tape));
  for (int c = 0; c < r->sound->channels; c++) {
    if ((double)r->meter[c].n >= level_s * r->sound->rate_hz)
      lur_meter_read(&r->meter[c], &v->level[c].peak_dbfs, &v->level[c].rms_dbfs);
    v->level[c].clipped = r->meter[c].clipped;
  }
  v->dropouts = r->result.dropouts.n;
  v->dropouts_s = lur_dropouts_total_s(&r->result.dropouts);
  v->quiet_s = (double)(now_ns() - r->arrived_ns) * 1e-9;
  r->shown_arrived = r->arrived;
  r->shown_ns = r->end_ns;
  pthread_mutex_unlock(&r->lock);
}

/// Why the recording ends before it was told to, for the user.
static void say_problem(lur_recorder *r, lur_status status)
{
  struct lur_diag *d = &r->trouble;
  if (!d->text[0]) (void)lur_diag_set(d, status, "", 0, 0, "%s", lur_status_text(status));
  lur_diag_format(d, r->result.problem, sizeof r->result.problem);
}

/// What the device owes at the end: it fell silent some time before.
static lur_status settle(lur_recorder *r, lur_sound_state state)
{
  struct lur_pace_loss loss;
  if (!r->sound->by_the_clock || !lur_pace_end(&r->pace, now_ns(), r->arrived, &loss)) return LUR_OK;
  return lose(r, loss.at + r->inserted, loss.n,
              state == LUR_SOUND_RUNS ? LUR_DROPOUT_LOST : LUR_DROPOUT_DEVICE);
}

/// So long by the clock that what has not come by now will not come.
static bool is_past_end(const lur_recorder *r)
{
  if (!r->sound->by_the_clock || r->most == INT64_MAX) return false;
  return (double)(now_ns() - r->begun_ns) * 1e-9 > seconds(r, r->most) + length_margin_s;
}

/// The device is not there at the end: the user is to know that the recording lacks something.
static void say_gone(lur_recorder *r)
{
  const char *name = r->sound->name;
  if (r->sound->comes_back)
    (void)lur_diag_set(&r->trouble, LUR_DEVICE, "", 0, 0,
                       _("the sound device '%s' had gone and was not back when the recording ended"), name);
  else
    (void)lur_diag_set(&r->trouble, LUR_DEVICE, "", 0, 0,
                       _("the sound device '%s' has gone; the recording ends there"), name);
}

/// Longer than any recording: a repair cuts it to what there is.
static const double no_end_s = 1e8;

/// Brings what is there to the disk, and what was noted with it. The disk may take its time over that:
/// nothing is written under the lock, which whoever notes waits for.
static lur_status sync_all(lur_recorder *r)
{
  struct lur_notes notes = {0};
  pthread_mutex_lock(&r->lock);
  lur_status copied = lur_notes_copy(&r->notes, &notes);
  double hold_s = r->hold_s;
  bool typing = r->typing;
  const struct lur_note typed = r->typed;
  pthread_mutex_unlock(&r->lock);
  const struct lur_note hold = lur_note_of(LUR_NOTE_HOLD, hold_s, hold_s + no_end_s, NULL);
  if (copied == LUR_OK && !isnan(hold_s)) copied = lur_notes_add(&notes, &hold);
  if (copied == LUR_OK && typing) copied = lur_notes_add(&notes, &typed);
  if (copied == LUR_OK) lur_tape_notes(r->tape, &notes); // else they are told with the next sync
  lur_notes_clear(&notes);
  return lur_tape_sync(r->tape, &r->trouble);
}

/// One look at the sound: takes what has come. *over: that was the last.
static lur_status take(lur_recorder *r, bool *over, bool *gone)
{
  bool stop = atomic_load(&r->stop) || is_past_end(r), was_gone = *gone;
  lur_sound_state state = r->sound->state(r->sound);
  lur_status status = take_all(r); // after asking: what came before the end is in the ring by now
  if (status == LUR_OK) status = note_sleep(r);
  *gone = state == LUR_SOUND_GONE;
  bool ends = state == LUR_SOUND_ENDED || (*gone && !r->sound->comes_back);
  *over = stop || ends || room_left(r) == 0;
  if (status == LUR_OK && *gone && !was_gone) status = forget_stray(r);
  if (status == LUR_OK && *gone && !ends) status = fill(r);
  if (status == LUR_OK && *gone && !was_gone) status = sync_all(r);
  if (status == LUR_OK && (stop || *gone) && *over) status = settle(r, state);
  if (status == LUR_OK && *gone && *over) say_gone(r);
  return status;
}

/// Until it is stopped, is long enough, or the sound ends or something fails.
static lur_status record(lur_recorder *r)
{
  const struct timespec moment = {.tv_nsec = 20000000};
  int64_t synced_ns = now_ns();
  lur_status status = LUR_OK;
  bool over = false, gone = false;
  while (!over && status == LUR_OK) {
    status = take(r, &over, &gone);
    if (status == LUR_OK && now_ns() - synced_ns >= sync_every_ns) {
      status = sync_all(r);
      synced_ns = now_ns();
    }
    show(r);
    if (!over && status == LUR_OK) nanosleep(&moment, NULL);
  }
  return status;
}

static void *run(void *self)
{
  lur_recorder *r = self;
  lur_status status = record(r);
  if (status != LUR_OK || r->trouble.text[0]) say_problem(r, status);
  pthread_mutex_lock(&r->lock);
  r->view.ended = true;
  pthread_mutex_unlock(&r->lock);
  return NULL;
}

/// Looks at the device and at how far the disk is behind.
static void look_round(lur_recorder *r, int64_t now, int64_t *since, double room_s)
{
  size_t room, unit = (size_t)r->sound->channels * sizeof(int16_t);
  lur_sound_state device = r->sound->state(r->sound);
  double waiting_s = seconds(r, (int64_t)(lur_ring_waiting(r->ring, &room) / unit));
  pthread_mutex_lock(&r->lock);
  if (device != r->view.device) *since = now;
  r->view.device = device;
  r->view.device_s = (double)(now - *since) * 1e-9;
  r->view.waiting_s = waiting_s;
  r->view.room_s = room_s;
  pthread_mutex_unlock(&r->lock);
}

/// The second thread: never waits for the writing of the file.
static void *watch(void *self)
{
  lur_recorder *r = self;
  const struct timespec moment = {.tv_nsec = watch_every_ns};
  int64_t since = now_ns(), looked = 0;
  double room_s = (double)INFINITY;
  while (!atomic_load(&r->unwatched)) {
    int64_t now = now_ns();
    if (now - looked >= room_every_ns) {
      room_s = lur_recorder_room_s(r->path, r->sound->rate_hz, r->sound->channels);
      looked = now;
    }
    look_round(r, now, &since, room_s);
    nanosleep(&moment, NULL);
  }
  return NULL;
}

static void date_of_now(char out[32])
{
  time_t now = time(NULL);
  struct tm tm;
  if (!localtime_r(&now, &tm) || !strftime(out, 32, "%Y-%m-%dT%H:%M:%S%z", &tm)) out[0] = '\0';
}

static lur_status prepare(lur_recorder *r, const struct lur_recorder_options *o, struct lur_diag *diag)
{
  size_t unit = (size_t)r->sound->channels * sizeof(int16_t);
  double wait_s = o->ring_s > 0 ? o->ring_s : ring_s;
  char date[32];
  date_of_now(date);
  const struct lur_tape_options tape = {.path = o->path,
                                        .rate_hz = r->sound->rate_hz,
                                        .channels = r->sound->channels,
                                        .role = {o->role[0], o->role[1]},
                                        .date = date,
                                        .software = o->software,
                                        .title = o->title,
                                        .about = o->about};
  r->path = strdup(o->path);
  if (!r->path) return LUR_NO_MEM;
  lur_status status = lur_ring_new((size_t)(wait_s * r->sound->rate_hz) * unit, unit, &r->ring);
  if (status == LUR_OK) status = make_room(r, 4096);
  if (status == LUR_OK) status = lur_tape_open(&tape, &r->tape, diag);
  return status;
}

/// Starts both threads. Signals are the program's: one for a file that grows too large is to be a failed
/// write in here.
static int begin_threads(lur_recorder *r)
{
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  int error = pthread_create(&r->watcher, NULL, watch, r);
  if (error == 0) {
    error = pthread_create(&r->thread, NULL, run, r);
    if (error) {
      atomic_store(&r->unwatched, true);
      pthread_join(r->watcher, NULL);
    }
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return error;
}

static lur_status begin(lur_recorder *r, struct lur_diag *diag)
{
  lur_status status = r->sound->start(r->sound, r->ring, diag);
  if (status != LUR_OK) return status;
  r->begun_ns = r->arrived_ns = r->end_ns = r->shown_ns = now_ns();
  r->slept_ns = r->slept(r->slept_self);
  int error = begin_threads(r);
  if (error == 0) return LUR_OK;
  r->sound->stop(r->sound);
  return lur_diag_set(diag, LUR_NO_MEM, "", 0, 0, "%s", strerror(error));
}

static void release(lur_recorder *r)
{
  lur_ring_free(r->ring);
  lur_recorded_clear(&r->result);
  lur_notes_clear(&r->notes);
  free(r->mask);
  free(r->path);
  pthread_mutex_destroy(&r->lock);
  free(r->pcm);
  free(r);
}

static lur_recorder *new_recorder(struct lur_sound *sound, double length_s)
{
  lur_recorder *r = calloc(1, sizeof *r);
  if (!r) return NULL;
  r->hold_s = (double)NAN;
  r->sound = sound;
  r->most = length_s > 0 ? llrint(length_s * sound->rate_hz) : INT64_MAX;
  r->view.room_s = (double)INFINITY;
  for (int c = 0; c < 2; c++)
    r->view.level[c] = (struct lur_level){.peak_dbfs = -HUGE_VAL, .rms_dbfs = -HUGE_VAL};
  lur_pace_init(&r->pace, sound->rate_hz);
  atomic_init(&r->stop, false);
  atomic_init(&r->unwatched, false);
  pthread_mutex_init(&r->lock, NULL);
  return r;
}

static int64_t slept_here(void *self)
{
  (void)self;
  return lur_sleep_ns();
}

lur_status lur_recorder_start(struct lur_sound *sound, const struct lur_recorder_options *options,
                              lur_recorder **out, struct lur_diag *diag)
{
  lur_recorder *r = new_recorder(sound, options->seconds);
  if (!r) return LUR_NO_MEM;
  r->tap = options->tap;
  r->tap_self = options->tap_self;
  r->slept = options->slept_ns ? options->slept_ns : slept_here;
  r->slept_self = options->slept_self;
  lur_status status = prepare(r, options, diag);
  if (status == LUR_OK) status = begin(r, diag);
  if (status != LUR_OK) {
    if (r->tape && lur_tape_close(r->tape, NULL) == LUR_OK) lur_tape_remove(options->path);
    release(r);
    return status;
  }
  *out = r;
  return LUR_OK;
}

void lur_recorder_look(lur_recorder *r, struct lur_recorder_view *out)
{
  pthread_mutex_lock(&r->lock);
  *out = r->view;
  pthread_mutex_unlock(&r->lock);
}

/// Samples that sounded since the end of the file that view knows of, to the best of the clock. Under the
/// lock.
static int64_t since_shown(const lur_recorder *r)
{
  if (!r->sound->by_the_clock) return 0;
  return llrint((double)(now_ns() - r->shown_ns) * 1e-9 * r->sound->rate_hz);
}

/// Samples that have come since then, or are on their way: not more than so long by the clock, and none where
/// a device that is away sends none. Under the lock.
static int64_t come_since(const lur_recorder *r, double on_the_way_s)
{
  size_t room, unit = (size_t)r->sound->channels * sizeof(int16_t);
  int64_t waiting = (int64_t)(lur_ring_waiting(r->ring, &room) / unit);
  int64_t way = llrint(on_the_way_s * r->sound->rate_hz), by_clock = since_shown(r);
  return by_clock < waiting + way ? by_clock : waiting + way;
}

double lur_recorder_now_s(lur_recorder *r)
{
  pthread_mutex_lock(&r->lock);
  double now_s = r->view.recorded_s + seconds(r, since_shown(r));
  pthread_mutex_unlock(&r->lock);
  return now_s;
}

lur_status lur_recorder_note(lur_recorder *r, const struct lur_note *note)
{
  pthread_mutex_lock(&r->lock);
  lur_status status = lur_notes_add(&r->notes, note);
  pthread_mutex_unlock(&r->lock);
  return status;
}

void lur_recorder_hold(lur_recorder *r, double since_s)
{
  pthread_mutex_lock(&r->lock);
  r->hold_s = since_s;
  pthread_mutex_unlock(&r->lock);
}

void lur_recorder_typing(lur_recorder *r, const struct lur_note *note)
{
  pthread_mutex_lock(&r->lock);
  r->typing = note != NULL;
  if (note) r->typed = *note;
  pthread_mutex_unlock(&r->lock);
}

/// Under the lock.
static lur_status begin_mask(lur_recorder *r, int64_t from)
{
  struct mask *at = lur_grow(r->mask, &r->masks_room, r->masks, sizeof *at);
  if (!at) return LUR_NO_MEM;
  r->mask = at;
  at[r->masks++] = (struct mask){from, INT64_MAX};
  return LUR_OK;
}

lur_status lur_recorder_mask(lur_recorder *r, bool on)
{
  lur_status status = LUR_OK;
  pthread_mutex_lock(&r->lock);
  int64_t margin = r->sound->by_the_clock ? llrint(mask_margin_s * r->sound->rate_hz) : 0;
  if (on && !r->view.masked) status = begin_mask(r, r->shown_arrived + come_since(r, 0));
  if (!on && r->view.masked) r->mask[r->masks - 1].to = r->shown_arrived + come_since(r, 1) + margin;
  if (status == LUR_OK) r->view.masked = on;
  pthread_mutex_unlock(&r->lock);
  return status;
}

lur_status lur_recorder_stop(lur_recorder *r, struct lur_recorded *out, struct lur_diag *diag)
{
  atomic_store(&r->stop, true);
  pthread_join(r->thread, NULL);
  *out = r->result;
  r->result = (struct lur_recorded){0};
  atomic_store(&r->unwatched, true);
  pthread_join(r->watcher, NULL);
  out->notes = r->notes;
  r->notes = (struct lur_notes){0};
  out->rate_hz = r->sound->rate_hz;
  out->channels = r->sound->channels;
  out->duration_s = seconds(r, lur_tape_samples(r->tape));
  for (size_t i = 0; i < out->notes.n; i++) { // "now" was the clock's guess
    struct lur_note *note = &out->notes.at[i];
    note->start_s = fmin(note->start_s, out->duration_s);
    note->end_s = fmin(note->end_s, out->duration_s);
  }
  for (int c = 0; c < r->sound->channels; c++) {
    out->clipped[c] = r->meter[c].clipped;
    out->silent[c] = r->meter[c].loudest == 0;
  }
  out->twins = r->sound->channels == 2 && !r->differ && !out->silent[0];
  lur_tape_notes(r->tape, &out->notes);
  out->claim = lur_tape_claim(r->tape);
  struct lur_diag trouble = {0};
  lur_status status = lur_tape_close(r->tape, &trouble);
  if (status != LUR_OK && out->duration_s > 0) { // what there is of the call is worth more than a failure
    if (!out->problem[0]) lur_diag_format(&trouble, out->problem, sizeof out->problem);
    status = LUR_OK;
  }
  if (status != LUR_OK) (void)lur_diag_set(diag, status, trouble.file, 0, 0, "%s", trouble.text);
  r->sound->stop(r->sound); // last: a sound server that hangs holds up nothing of the recording
  release(r);
  return status;
}

void lur_recorded_clear(struct lur_recorded *r)
{
  lur_dropouts_clear(&r->dropouts);
  lur_notes_clear(&r->notes);
  if (r->claim) (void)fclose(r->claim);
  *r = (struct lur_recorded){0};
}
