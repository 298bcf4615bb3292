#include "bundle/wave_said.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct lur_wave_said {
  const struct lur_rubric *rubric;
  size_t participants;
  lur_wave_means *means;
  struct lur_wave_value
      *value; ///< participant after participant, one for each criterion; criterion NULL: not said
  struct lur_wave_value *range; ///< of each criterion, by the first call that told it
};

lur_status lur_wave_said_new(const struct lur_rubric *rubric, size_t participants, lur_wave_said **out)
{
  *out = NULL;
  if (!lur_rubric_needs_wave(rubric)) return LUR_OK;
  lur_wave_said *said = calloc(1, sizeof *said);
  if (!said) return LUR_NO_MEM;
  said->rubric = rubric;
  said->participants = participants;
  said->value = calloc(participants * rubric->criteria + 1, sizeof *said->value);
  said->range = calloc(rubric->criteria + 1, sizeof *said->range);
  lur_status status =
      said->value && said->range ? lur_wave_means_new(rubric, participants, &said->means) : LUR_NO_MEM;
  if (status == LUR_OK)
    *out = said;
  else
    lur_wave_said_free(said);
  return status;
}

/// Sums of the same figures in another order differ in their last digits.
static bool near(double a, double b)
{
  return fabs(a - b) <= 1e-9 * fmax(1, fmax(fabs(a), fabs(b)));
}

static bool same_range(const struct lur_wave_value *a, const struct lur_wave_value *b)
{
  return near(a->low, b->low) && near(a->high, b->high) && a->participants == b->participants;
}

static bool same(const struct lur_wave_value *a, const struct lur_wave_value *b)
{
  return near(a->mean, b->mean) && same_range(a, b);
}

static size_t index_of(const lur_wave_said *said, const char *criterion)
{
  const struct lur_criterion *c = lur_rubric_find(said->rubric, criterion);
  return c ? (size_t)(c - said->rubric->criterion) : 0;
}

const char *lur_wave_said_add(lur_wave_said *said, size_t participant, const struct lur_line *line,
                              const struct lur_scorecard *card)
{
  const char *other = NULL;
  if (participant >= said->participants) return NULL;
  lur_wave_means_add(said->means, participant, card);
  for (size_t i = 0; i < line->waves; i++) {
    const struct lur_wave_value *told = &line->wave[i];
    size_t c = index_of(said, told->criterion);
    struct lur_wave_value *own = &said->value[participant * said->rubric->criteria + c],
                          *all = &said->range[c];
    bool agrees = (!own->criterion || same(own, told)) && (!all->criterion || same_range(all, told)) &&
                  told->mean >= told->low && told->mean <= told->high;
    if (!agrees && !other) other = told->criterion;
    if (!own->criterion) *own = *told;
    if (!all->criterion) *all = *told;
    own->criterion = all->criterion = said->rubric->criterion[c].id; // the line is let go
  }
  return other;
}

const char *lur_wave_said_check(lur_wave_said *said, size_t participant)
{
  size_t n;
  const struct lur_wave_value *made = lur_wave_means_of(said->means, participant, &n);
  for (size_t i = 0; i < n; i++) {
    const struct lur_wave_value *told =
        &said->value[participant * said->rubric->criteria + index_of(said, made[i].criterion)];
    if (told->criterion && !same(told, &made[i])) return made[i].criterion;
  }
  return NULL;
}

void lur_wave_said_free(lur_wave_said *said)
{
  if (!said) return;
  lur_wave_means_free(said->means);
  free(said->value);
  free(said->range);
  free(said);
}
