#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "capture/line.h"
#include "capture/sound.h"

static const int64_t ms = 1000000; ///< ns

enum { look_every_ms = 20 };
static const int64_t open_within = 8000 * ms;    ///< a sound server that starts takes so long
static const int64_t first_within = 15000 * ms;  ///< who waits for the first leg is the one to lose patience
static const int64_t again_after = 1000 * ms;    ///< from the end of one leg to the next
static const int64_t close_within = 1000 * ms;   ///< JACK's end has been seen never to come
static const int64_t stuck_after = 1300 * ms;    ///< longer than a busy computer held sound up; below 2 s
static const int64_t stalled_after = 3000 * ms;  ///< a card that stands still has to be opened anew
static const int64_t hopeless_after = 8000 * ms; ///< a server that has not answered for so long

struct keeper {
  const struct lur_line_order *order;
  struct lur_line *line;
  pid_t worker;       ///< the present leg's process; 0: none
  int64_t begun_ns;   ///< when it began
  int64_t ended_ns;   ///< when the last one ended, or began to
  int64_t heard_ns;   ///< when the newest sound came
  int64_t flows_ns;   ///< since when the sound server says that sound should come
  long long heard;    ///< samples of this leg
  bool is_idle_again; ///< opened anew because nothing came, and nothing comes: so it is with this device
};

static void set_state(struct keeper *k, lur_sound_state state)
{
  atomic_store(&k->line->state, state);
}

static lur_leg_phase phase_of(const struct keeper *k)
{
  return (lur_leg_phase)atomic_load(&k->line->phase);
}

static void begin_leg(struct keeper *k, unsigned leg)
{
  struct lur_line *line = k->line;
  long keeper = (long)getpid();
  atomic_store(&line->began[leg % LUR_LINE_LEGS].ns, 0);
  atomic_store(&line->leg, leg);
  line->listener.leg = leg;
  atomic_store(&line->listener.heard, 0);
  atomic_store(&line->server, LUR_SERVER_UNKNOWN);
  atomic_store(&line->phase, LUR_LEG_OPENS);
  k->heard = 0;
  k->begun_ns = k->heard_ns = k->flows_ns = lur_line_now_ns();
  atomic_store(&line->alive_ns, k->begun_ns);
  k->worker = fork();
  if (k->worker == 0) {
    if (!lur_line_settle(keeper)) _exit(EXIT_FAILURE);
    lur_leg_run(k->order);
  }
  if (k->worker < 0) k->worker = 0, k->ended_ns = k->begun_ns;
}

static void note_end(struct keeper *k)
{
  k->worker = 0;
  k->ended_ns = lur_line_now_ns();
  atomic_store(&k->line->listener.open, false);
  if (phase_of(k) != LUR_LEG_FAILED) atomic_store(&k->line->phase, LUR_LEG_ENDED);
  set_state(k, LUR_SOUND_GONE);
}

static void kill_leg(struct keeper *k)
{
  if (!k->worker) return;
  kill(k->worker, SIGKILL);
  while (waitpid(k->worker, NULL, 0) < 0 && errno == EINTR) continue;
  note_end(k);
}

static void note_sound(struct keeper *k, int64_t now)
{
  struct lur_line *line = k->line;
  unsigned at = atomic_load(&line->leg) % LUR_LINE_LEGS;
  long long heard = atomic_load(&line->listener.heard);
  if (heard == k->heard) return;
  if (!k->heard) {
    atomic_store(&line->began[at].samples, heard);
    atomic_store(&line->began[at].ns, now);
  }
  k->heard = heard;
  k->heard_ns = now;
  k->is_idle_again = false;
  set_state(k, LUR_SOUND_RUNS);
}

/// For how long the sound server has said without a break that sound should come.
static int64_t flows_for(struct keeper *k, int64_t now)
{
  if (atomic_load(&k->line->server) != LUR_SERVER_FLOWS) k->flows_ns = now;
  return now - k->flows_ns;
}

/// Nothing has come for some time. Where the sound server says that nothing plays, that is all; else
/// something is wrong: a server or a device that hangs, or a stream that stands still though all is well,
/// which a sound library may leave behind when it was too late.
static void judge_quiet(struct keeper *k, int64_t now)
{
  const struct lur_line *line = k->line;
  int server = atomic_load(&line->server);
  int64_t quiet = now - k->heard_ns, flows = flows_for(k, now);
  bool hangs = now - atomic_load(&line->alive_ns) > stuck_after;
  if (quiet < stuck_after) return;
  if (!hangs && (server == LUR_SERVER_FINE || k->is_idle_again)) {
    set_state(k, LUR_SOUND_RUNS);
    return;
  }
  if (atomic_load(&line->state) == LUR_SOUND_RUNS) set_state(k, LUR_SOUND_STUCK);
  bool asked = server != LUR_SERVER_UNKNOWN || line->source[0], stalls = !asked || flows >= stalled_after;
  if (quiet < (hangs || !stalls ? hopeless_after : stalled_after)) return;
  k->is_idle_again = !hangs && stalls && !k->heard;
  if (k->is_idle_again) return;
  kill_leg(k);
}

static void watch_leg(struct keeper *k, int64_t now)
{
  lur_leg_phase phase = phase_of(k);
  if (waitpid(k->worker, NULL, WNOHANG) != 0) {
    note_sound(k, now);
    note_end(k);
    return;
  }
  if (phase == LUR_LEG_ENDED && atomic_load(&k->line->state) != LUR_SOUND_GONE) {
    set_state(k, LUR_SOUND_GONE);
    k->ended_ns = now;
  }
  if (phase == LUR_LEG_ENDED) {
    if (now - k->ended_ns > close_within) kill_leg(k);
    return;
  }
  int64_t patience = k->line->rate_hz ? open_within : first_within;
  if (phase == LUR_LEG_OPENS && now - k->begun_ns > patience) kill_leg(k);
  if (phase != LUR_LEG_HEARS) return;
  note_sound(k, now);
  judge_quiet(k, now);
}

/// Lets the leg end by itself, which gives the device back in order; or ends it.
static void end_leg(struct keeper *k)
{
  int64_t until = lur_line_now_ns() + close_within;
  atomic_store(&k->line->over, true);
  while (k->worker && lur_line_now_ns() < until) {
    if (waitpid(k->worker, NULL, WNOHANG) != 0) k->worker = 0;
    if (k->worker) (void)poll(NULL, 0, 5);
  }
  kill_leg(k);
}

void lur_keeper_run(const struct lur_line_order *order)
{
  struct keeper k = {.order = order, .line = order->line};
  struct pollfd door = {.fd = order->door, .events = 0}; // only its end is waited for
  // Where an earlier keeper was ended its legs are not counted again.
  bool follows = atomic_load(&k.line->phase) != LUR_LEG_OPENS;
  begin_leg(&k, follows ? atomic_load(&k.line->leg) + 1 : 0);
  while (poll(&door, 1, look_every_ms) <= 0) {
    int64_t now = lur_line_now_ns();
    atomic_store(&k.line->kept_ns, now);
    if (k.worker)
      watch_leg(&k, now);
    else if (now - k.ended_ns >= again_after)
      begin_leg(&k, atomic_load(&k.line->leg) + (k.heard > 0)); // one that heard nothing is not counted
  }
  end_leg(&k);
  _exit(EXIT_SUCCESS);
}
