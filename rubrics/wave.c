#include "rubrics/wave.h"

#include <stdlib.h>

/// Sum and number of one participant's values of one criterion.
struct cell {
  double sum;
  size_t n;
};

struct lur_wave_means {
  const struct lur_rubric *rubric;
  size_t participants;
  struct cell *cell;            ///< participant after participant, a cell for each criterion
  struct lur_wave_value *value; ///< participant after participant, room for each criterion
};

bool lur_rubric_needs_wave(const struct lur_rubric *rubric)
{
  for (size_t i = 0; i < rubric->criteria; i++)
    if (rubric->criterion[i].scale.given) return true;
  return false;
}

lur_status lur_wave_means_new(const struct lur_rubric *rubric, size_t participants, lur_wave_means **out)
{
  lur_wave_means *means = calloc(1, sizeof *means);
  if (!means) return LUR_NO_MEM;
  means->rubric = rubric;
  means->participants = participants;
  means->cell = calloc(participants * rubric->criteria + 1, sizeof *means->cell);
  means->value = calloc(participants * rubric->criteria + 1, sizeof *means->value);
  if (means->cell && means->value) {
    *out = means;
    return LUR_OK;
  }
  lur_wave_means_free(means);
  return LUR_NO_MEM;
}

static struct cell *cell_of(const lur_wave_means *means, size_t participant, size_t criterion)
{
  return &means->cell[participant * means->rubric->criteria + criterion];
}

void lur_wave_means_add(lur_wave_means *means, size_t participant, const struct lur_scorecard *card)
{
  for (size_t i = 0; i < card->marks && i < means->rubric->criteria; i++) {
    const struct lur_mark *mark = &card->mark[i];
    bool out = mark->state == LUR_MARK_NOT_APPLICABLE || mark->state == LUR_MARK_SET_ASIDE;
    const struct lur_value *value = mark->overruled ? &mark->value : &mark->machine;
    if (out || !mark->criterion->scale.given || !value->known) continue;
    cell_of(means, participant, i)->sum += value->number;
    cell_of(means, participant, i)->n++;
  }
}

static void find_range(const lur_wave_means *means, size_t criterion, struct lur_wave_value *out)
{
  for (size_t p = 0; p < means->participants; p++) {
    const struct cell *cell = cell_of(means, p, criterion);
    if (cell->n == 0) continue;
    double mean = cell->sum / (double)cell->n;
    if (out->participants == 0 || mean < out->low) out->low = mean;
    if (out->participants == 0 || mean > out->high) out->high = mean;
    out->participants++;
  }
}

const struct lur_wave_value *lur_wave_means_of(lur_wave_means *means, size_t participant, size_t *n)
{
  struct lur_wave_value *at = &means->value[participant * means->rubric->criteria];
  *n = 0;
  for (size_t i = 0; i < means->rubric->criteria; i++) {
    const struct cell *cell = cell_of(means, participant, i);
    if (cell->n == 0) continue;
    at[*n] = (struct lur_wave_value){.criterion = means->rubric->criterion[i].id,
                                     .mean = cell->sum / (double)cell->n};
    find_range(means, i, &at[(*n)++]);
  }
  return at;
}

void lur_wave_means_free(lur_wave_means *means)
{
  if (!means) return;
  free(means->cell);
  free(means->value);
  free(means);
}
