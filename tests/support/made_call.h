/// \file
/// Made-up calls for tests of the analyser: two channels that are filled sound by sound.
#ifndef LUR_TESTS_SUPPORT_MADE_CALL_H
#define LUR_TESTS_SUPPORT_MADE_CALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/analyser.h"
#include "tests/support/call_check.h"
#include "tests/support/synth.h"

struct made_call {
  struct lur_synth *caller, *agent;
};

/// Line noise on both channels at that level, different on each; nothing else yet.
static inline struct made_call made_call_new(int rate, double seconds, double noise_dbov)
{
  struct made_call m = {lur_synth_new(rate, seconds), lur_synth_new(rate, seconds)};
  assert_non_null(m.caller);
  assert_non_null(m.agent);
  lur_synth_noise(m.caller, 0, seconds, noise_dbov, 101);
  lur_synth_noise(m.agent, 0, seconds, noise_dbov, 202);
  return m;
}

static inline void made_call_free(struct made_call *m)
{
  lur_synth_free(m->caller);
  lur_synth_free(m->agent);
}

/// The voices; what is said depends on when.
static inline void made_call_caller(struct made_call *m, double start_s, double end_s)
{
  struct lur_synth_voice v = {195, 1.15, (uint32_t)(start_s * 100)};
  lur_synth_speech(m->caller, start_s, end_s, &v, -26);
}

static inline void made_call_agent(struct made_call *m, double start_s, double end_s)
{
  struct lur_synth_voice v = {118, 1, (uint32_t)(start_s * 100) + 7};
  lur_synth_speech(m->agent, start_s, end_s, &v, -24);
}

/// Ringing of Denmark and its neighbours.
static inline void made_call_ring(struct made_call *m, double start_s, size_t rings)
{
  lur_synth_bursts(m->agent, start_s, 425, 1, 4, rings, -22);
}

static inline struct lur_call *made_call_run(const struct lur_analyser_config *config, const float *pcm,
                                             size_t n)
{
  lur_analyser *a = NULL;
  struct lur_call *call = NULL;
  assert_int_equal(lur_analyser_new(config, &a), LUR_OK);
  assert_int_equal(lur_analyser_push(a, pcm, n), LUR_OK);
  assert_int_equal(lur_analyser_finish(a, &call), LUR_OK);
  lur_analyser_free(a);
  const char *wrong = call_check(call);
  if (wrong) fail_msg("%s", wrong);
  return call;
}

/// The caller's channel first, roles to be found.
static inline struct lur_call *made_call_analyse(const struct made_call *m)
{
  struct lur_analyser_config config = lur_analyser_defaults(m->caller->sample_rate_hz, 2);
  size_t n = 0;
  float *pcm = lur_synth_interleave(m->caller, m->agent, &n);
  assert_non_null(pcm);
  struct lur_call *call = made_call_run(&config, pcm, n);
  free(pcm);
  return call;
}

#endif
