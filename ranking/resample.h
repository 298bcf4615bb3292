/// \file
/// How far each entrant's mean could be off: many draws of what it might be, made once for an aspect and a
/// round of a field and shared by every league of them (overall and each class). docs/ranking.md has the
/// method.
#ifndef LUR_RANKING_RESAMPLE_H
#define LUR_RANKING_RESAMPLE_H

#include "ranking/field.h"

/// One entrant's contacts in an aspect and a round.
struct lur_sample {
  int64_t contacts;       ///< that have a score
  int64_t answered;       ///< of them
  int64_t sum_millionths; ///< the mean is sum_millionths / contacts, exactly
  double mean;            ///< 0..100; NAN where there is no contact
  double error;           ///< standard error of the mean, points; NAN where there is no contact or no draw
  bool few;               ///< too few contacts for an interval to be relied on
  bool present;           ///< has a contact of the round, whether scored or not
};

struct lur_resample {
  size_t aspect;
  int round;
  uint64_t seed;
  int draws;
  size_t entrants;
  struct lur_sample *sample; ///< by entrant
  /// Draw d of entrant e is draw[e * draws + d], in points; of an entrant without a contact, zeros. NULL
  /// where draws is 0.
  double *draw;
  /// The entrants in an order that depends on their contacts only, not on names or on the field's order.
  size_t *order;
  uint64_t *key; ///< by entrant: the same for two entrants only if their contacts are alike
};

enum { LUR_RESAMPLE_FEW = 10 }; ///< fewer contacts than this are too few

/// Makes `draws` draws for every entrant; 0: means only. The same contacts, seed and number give the same
/// draws on every machine, whatever the order of entrants and contacts and whatever they are called.
/// *out is yours to free. LUR_BAD_ARG: no such aspect, or draws below 0; LUR_NO_MEM.
LUR_NODISCARD lur_status lur_resample_make(const struct lur_field *field, size_t aspect, int round,
                                           uint64_t seed, int draws, struct lur_resample **out);
/// One without anything in it, to be filled in otherwise: samples and draws are zeros. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_resample_empty(size_t entrants, uint64_t seed, int draws,
                                            struct lur_resample **out);
/// Makes the order from the keys. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_resample_sort(struct lur_resample *resample);
/// The standard deviation of an entrant's draws; draws must be above 0.
double lur_resample_error(const struct lur_resample *resample, size_t entrant);
void lur_resample_free(struct lur_resample *resample); ///< NULL is fine

#endif
