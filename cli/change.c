#include "cli/change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/asking_parts.h"
#include "cli/talk.h"

enum { LONGEST = 1000 }; // what one answer may be

lur_exit lur_take_change(void *place, const char *command, const char *value)
{
  struct lur_changes *changes = place;
  const char *sign = strchr(value, '=');
  if (!sign || sign == value || !sign[1])
    return lur_say_usage(command,
                         _("--change is a criterion and its answer, as in greeting=partly, not '%s'"), value);
  if (changes->n == LUR_MOST_CHANGES)
    return lur_say_usage(command, _("more than %d answers are changed with --answers FILE"),
                         LUR_MOST_CHANGES);
  changes->at[changes->n++] = value;
  return LUR_EXIT_DONE;
}

/// What was typed as a reply; what cannot be understood stays as it is, for the check to tell of.
static lur_reply_kind understand(const struct lur_rubric *rubric, const struct lur_criterion *c,
                                 const char *language, const char *typed, char text[LONGEST], double *number)
{
  char line[LONGEST], *end;
  const char *rest = "";
  lur_reply_kind kind = LUR_REPLY_TEXT;
  const struct lur_asking how = {.rubric = rubric, .language = language};
  const struct lur_answer *answer = c ? lur_asking_answer(&how, c, typed) : NULL;
  snprintf(line, sizeof line, "%s", answer ? answer->id : typed); // a title may have blanks
  if (c && lur_criterion_asked(c->kind) &&
      lur_asking_reply(&how, c, line, text, LONGEST, number, &kind, &rest) && !*rest)
    return kind;
  snprintf(text, LONGEST, "%s", typed);
  *number = strtod(text, &end);
  return end != text && !*end ? LUR_REPLY_NUMBER : LUR_REPLY_TEXT;
}

/// Where it was heard stays true.
static void keep_place(struct lur_answers *answers, const char *criterion, const struct lur_reply *before)
{
  struct lur_reply *now = (struct lur_reply *)lur_answers_reply(answers, criterion);
  if (!now || !before->has_at) return;
  now->has_at = true;
  now->at = before->at;
}

static lur_status change_one(const struct lur_changes *changes, const char *change,
                             const struct lur_rubric *rubric, const char *language,
                             struct lur_answers *answers)
{
  char criterion[70], text[LONGEST];
  double number = 0;
  size_t n = strcspn(change, "=");
  const char *typed = change + n + 1;
  snprintf(criterion, sizeof criterion, "%.*s", (int)n, change);
  const struct lur_criterion *c = lur_rubric_find(rubric, criterion);
  const struct lur_reply *found = lur_answers_reply(answers, criterion);
  const struct lur_reply before = found ? *found : (struct lur_reply){0}; // its texts are not looked at
  lur_status status;
  if (strcmp(typed, "na") == 0 && !(c && lur_criterion_answer(c, typed)))
    return lur_answers_put(answers, criterion, LUR_REPLY_NOT_APPLICABLE, changes->because, 0, NULL);
  lur_reply_kind kind = understand(rubric, c, language, typed, text, &number);
  status = lur_answers_put(answers, criterion, kind, text, number, changes->because);
  if (status == LUR_OK) keep_place(answers, criterion, &before);
  return status;
}

lur_status lur_changes_make(const struct lur_changes *changes, const struct lur_rubric *rubric,
                            const char *language, struct lur_answers *answers, struct lur_diag *diag)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < changes->n && status == LUR_OK; i++)
    status = change_one(changes, changes->at[i], rubric, language, answers);
  return status == LUR_OK ? lur_answers_check(answers, rubric, diag) : status;
}
