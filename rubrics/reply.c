/// What a reply says against its criterion: dates, and answers that need a reason.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rubrics/answers.h"

/// Takes exactly n digits; -1 where there are fewer.
static int take_digits(const char **at, int n)
{
  int number = 0;
  for (int i = 0; i < n; i++, (*at)++) {
    if (**at < '0' || **at > '9') return -1;
    number = number * 10 + (**at - '0');
  }
  return number;
}

static bool take(const char **at, const char *among)
{
  if (!**at || !strchr(among, **at)) return false;
  ++*at;
  return true;
}

static int days_of(int year, int month)
{
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return days[month - 1] + (month == 2 && leap);
}

static bool take_day(const char **at)
{
  int year = take_digits(at, 4);
  if (year < 1 || !take(at, "-")) return false;
  int month = take_digits(at, 2);
  if (month < 1 || month > 12 || !take(at, "-")) return false;
  int day = take_digits(at, 2);
  return day >= 1 && day <= days_of(year, month);
}

/// Hours and minutes, and seconds where they are given.
static bool take_time(const char **at)
{
  int hours = take_digits(at, 2);
  if (hours < 0 || hours > 23 || !take(at, ":.")) return false;
  int minutes = take_digits(at, 2);
  if (minutes < 0 || minutes > 59) return false;
  if (!**at) return true;
  if (!take(at, ":.")) return false;
  int seconds = take_digits(at, 2);
  return seconds >= 0 && seconds <= 59;
}

bool lur_moment_fits(lur_moment moment, const char *text)
{
  const char *at = text;
  if (moment != LUR_MOMENT_TIME && !take_day(&at)) return false;
  if (moment == LUR_MOMENT_BOTH && !take(&at, " T")) return false;
  if (moment != LUR_MOMENT_DAY && !take_time(&at)) return false;
  return *at == '\0';
}

static bool is_below(const struct lur_criterion *c, double points)
{
  return c->has_comment_below && points < c->comment_below;
}

static bool several_need_comment(const struct lur_criterion *c, const char *text)
{
  bool *chosen = calloc(c->answers + 1, sizeof *chosen), needs = false, first = true;
  double sum = 0, best = 0, worst = 0;
  if (!chosen || !lur_criterion_chosen(c, text, chosen)) {
    free(chosen);
    return false;
  }
  for (size_t i = 0; i < c->answers; i++) {
    if (!chosen[i]) continue;
    double points = c->answer[i].points;
    sum += points;
    best = first || points > best ? points : best;
    worst = first || points < worst ? points : worst;
    first = false;
    needs = needs || c->answer[i].needs_comment;
  }
  free(chosen);
  return needs || is_below(c, c->combine == LUR_COMBINE_SUM    ? sum
                              : c->combine == LUR_COMBINE_BEST ? best
                                                               : worst);
}

static bool number_needs_comment(const struct lur_criterion *c, double number)
{
  for (size_t i = 0; i < c->answers; i++)
    if (c->answer[i].needs_comment && strtod(c->answer[i].id, NULL) == number) return true;
  return is_below(c, lur_criterion_points(c, number));
}

bool lur_reply_needs_comment(const struct lur_criterion *criterion, const struct lur_reply *reply)
{
  if (reply->kind == LUR_REPLY_NOT_APPLICABLE) return false;
  if (criterion->kind == LUR_CRITERION_SEVERAL) return several_need_comment(criterion, reply->text);
  if (criterion->kind == LUR_CRITERION_SCALE || criterion->kind == LUR_CRITERION_NUMBER)
    return number_needs_comment(criterion, reply->number);
  if (criterion->kind != LUR_CRITERION_CHOICE) return false;
  const struct lur_answer *answer = lur_criterion_answer(criterion, reply->text);
  return answer && (answer->needs_comment || is_below(criterion, answer->points));
}
