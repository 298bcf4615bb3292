/// Who looks at the analyser's frames sees each of them once, and changes nothing.
#include <string.h>

#include "tests/support/made_call.h"

enum { seconds = 20, frames = 100 * seconds };

struct seen {
  int64_t next[2];
  float speech[2][frames];
  int tones, keys;
  bool in_order;
};

static void look(void *self, const struct lur_frame_view *view)
{
  struct seen *s = self;
  if (view->channel < 0 || view->channel > 1 || view->frame >= frames) {
    s->in_order = false;
    return;
  }
  if (view->frame != s->next[view->channel]++) s->in_order = false;
  s->speech[view->channel][view->frame] = view->speech;
  s->tones += view->tone;
  s->keys += view->key;
}

static float mean(const struct seen *s, int channel, int from_s, int to_s)
{
  double sum = 0;
  for (int i = 100 * from_s; i < 100 * to_s; i++) sum += (double)s->speech[channel][i];
  return (float)(sum / (100 * (to_s - from_s)));
}

static void each_frame_is_seen_once_and_nothing_changes(void **state)
{
  (void)state;
  static struct seen seen; // too large for a stack
  size_t n = 0;
  memset(&seen, 0, sizeof seen);
  seen.in_order = true;
  struct made_call m = made_call_new(8000, seconds, -65);
  made_call_ring(&m, 1, 1);
  made_call_agent(&m, 7, 10);
  made_call_caller(&m, 11, 15);
  struct lur_analyser_config config = lur_analyser_defaults(8000, 2);
  float *pcm = lur_synth_interleave(m.caller, m.agent, &n);
  assert_non_null(pcm);
  struct lur_call *alone = made_call_run(&config, pcm, n);
  config.tap = look;
  config.tap_self = &seen;
  struct lur_call *watched = made_call_run(&config, pcm, n);
  assert_true(seen.in_order);
  assert_int_equal(seen.next[0], frames);
  assert_int_equal(seen.next[1], frames);
  assert_in_range(seen.tones, 90, 120); // one ring of a second, on one channel
  assert_int_equal(seen.keys, 0);
  assert_true(mean(&seen, 1, 8, 9) > 0 && mean(&seen, 0, 8, 9) < 0);
  assert_true(mean(&seen, 0, 12, 14) > 0 && mean(&seen, 1, 12, 14) < 0);
  assert_int_equal(alone->events.n, watched->events.n);
  for (size_t i = 0; i < alone->events.n; i++) {
    assert_int_equal(alone->events.at[i].type, watched->events.at[i].type);
    assert_true(alone->events.at[i].start_s == watched->events.at[i].start_s);
  }
  lur_call_free(alone);
  lur_call_free(watched);
  free(pcm);
  made_call_free(&m);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(each_frame_is_seen_once_and_nothing_changes)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
