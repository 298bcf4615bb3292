/// Any bytes as answers: the first byte chooses between YAML and CSV.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rubrics/answers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int truth)
{
  if (!truth) abort();
}

static void check_print(const struct lur_answers *answers)
{
  struct lur_answers_list again = {0};
  struct lur_diag diag = {0};
  char *text = NULL;
  must(lur_answers_print(answers, &text) == LUR_OK);
  must(lur_answers_parse(text, strlen(text), "printed", &again, &diag) == LUR_OK);
  must(again.n == 1 && again.at[0].n == answers->n);
  for (size_t i = 0; i < answers->n; i++) {
    must(strcmp(again.at[0].at[i].criterion, answers->at[i].criterion) == 0);
    must(strcmp(again.at[0].at[i].comment, answers->at[i].comment) == 0);
  }
  free(text);
  lur_answers_list_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct lur_answers_list list = {0};
  struct lur_diag diag = {0};
  if (size == 0) return 0;
  bool table = data[0] == 'c';
  const char *text = (const char *)data + 1;
  lur_status status = table ? lur_answers_parse_csv(text, size - 1, "fuzz", &list, &diag)
                            : lur_answers_parse(text, size - 1, "fuzz", &list, &diag);
  must(status == LUR_OK || diag.text[0]);
  if (status == LUR_OK && !table) check_print(&list.at[0]);
  lur_answers_list_clear(&list);
  return 0;
}
