/// \file
/// What published calls say of criteria that are judged by the place in the wave: whether they agree with
/// each other, and with the means of the calls themselves.
#ifndef LUR_BUNDLE_WAVE_SAID_H
#define LUR_BUNDLE_WAVE_SAID_H

#include "bundle/line.h"
#include "rubrics/wave.h"

typedef struct lur_wave_said lur_wave_said;

/// For a rubric, which is borrowed, and so many participants. *out is NULL where the rubric needs no wave.
/// LUR_NO_MEM.
LUR_NODISCARD lur_status lur_wave_said_new(const struct lur_rubric *rubric, size_t participants,
                                           lur_wave_said **out);
/// Adds a call that was scored with what its line says. Returns the first criterion of which it says
/// something else than an earlier call; NULL: none.
const char *lur_wave_said_add(lur_wave_said *said, size_t participant, const struct lur_line *line,
                              const struct lur_scorecard *card);
/// Once all calls that the wave counted are added: the first criterion of which that participant's calls say
/// something else than comes of all of them; NULL: none.
const char *lur_wave_said_check(lur_wave_said *said, size_t participant);
void lur_wave_said_free(lur_wave_said *said); ///< NULL is fine

#endif
