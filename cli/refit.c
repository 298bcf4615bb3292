#include "cli/refit.h"

#include <stdlib.h>
#include <string.h>

static bool replace(char **text, const char *with)
{
  char *copy = strdup(with);
  if (!copy) return false;
  free(*text);
  *text = copy;
  return true;
}

int lur_refit_answers(const struct lur_rubric *rubric, struct lur_answers *answers)
{
  int left_out = 0;
  if (!replace(&answers->rubric, rubric->id) || !replace(&answers->version, rubric->version)) return -1;
  for (size_t i = answers->n; i-- > 0;) {
    struct lur_diag why;
    struct lur_answers one = *answers; // shares its texts
    one.at = &answers->at[i];
    one.n = 1;
    if (lur_answers_check(&one, rubric, &why) != LUR_BAD_INPUT) continue;
    lur_answers_remove(answers, answers->at[i].criterion);
    left_out++;
  }
  return left_out;
}
