/// \file
/// Criteria that are judged by the place among the participants of a wave (`scale: {over: wave}`): the means
/// of the participants, and what each call is then scored with.
#ifndef LUR_RUBRICS_WAVE_H
#define LUR_RUBRICS_WAVE_H

#include "rubrics/scorecard.h"

typedef struct lur_wave_means lur_wave_means;

/// Whether the rubric has any criterion that needs the wave.
bool lur_rubric_needs_wave(const struct lur_rubric *rubric);
/// Begins for a rubric, which is borrowed, and so many participants. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_wave_means_new(const struct lur_rubric *rubric, size_t participants,
                                            lur_wave_means **out);
/// Adds a call's scorecard, made with or without a wave: the values it read count for its participant, an
/// index below `participants`. A criterion without a value adds nothing.
void lur_wave_means_add(lur_wave_means *means, size_t participant, const struct lur_scorecard *card);
/// What to score that participant's calls with: *n values for lur_score_input, valid until the next call with
/// the same participant or lur_wave_means_free. A criterion of which the participant has no value is not
/// among them.
const struct lur_wave_value *lur_wave_means_of(lur_wave_means *means, size_t participant, size_t *n);
void lur_wave_means_free(lur_wave_means *means); ///< NULL is fine

#endif
