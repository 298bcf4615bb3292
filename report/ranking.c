#define _GNU_SOURCE
#include "report/ranking.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/list.h"

const char *lur_aspect_kind_name(lur_aspect_kind kind)
{
  static const char *const name[] = {"total", "answered", "further", "section", "competence", "criterion"};
  return (size_t)kind < sizeof name / sizeof *name ? name[kind] : "";
}

const char *lur_standing_name(lur_place_standing standing)
{
  static const char *const name[] = {"ranked", "too_few_calls", "below_minimum_score", "no_score"};
  return (size_t)standing < sizeof name / sizeof *name ? name[standing] : "";
}

const char *lur_tie_break_name(const struct lur_field *field, const struct lur_tie_break *tie, char *out,
                               size_t size)
{
  out[0] = '\0';
  if (tie->kind == LUR_TIE_ANSWERED) snprintf(out, size, "answered");
  if (tie->kind == LUR_TIE_WAIT) snprintf(out, size, "wait");
  if (tie->kind == LUR_TIE_ASPECT)
    snprintf(out, size, "%s.%s", lur_aspect_kind_name(field->aspect[tie->aspect].kind),
             field->aspect[tie->aspect].id);
  return out;
}

const struct lur_aspect *lur_ranking_aspect(const struct lur_ranking *ranking,
                                            const struct lur_league *league)
{
  const struct lur_ranking_source *s = &ranking->source;
  return s->merge ? &s->wave[0]->field.aspect[s->merged_by] : &s->field->aspect[league->rules.aspect];
}

static int by_text(const void *first, const void *second)
{
  const char *const *a = first, *const *b = second;
  return strcmp(*a, *b);
}

lur_status lur_ranking_classes(const struct lur_field *field, const char ***list, size_t *n)
{
  *n = 0;
  *list = calloc(field->entrants + 1, sizeof **list);
  if (!*list) return LUR_NO_MEM;
  for (size_t i = 0; i < field->entrants; i++) (*list)[i] = field->entrant[i].class_name;
  qsort(*list, field->entrants, sizeof **list, by_text);
  for (size_t i = 0; i < field->entrants; i++)
    if (*n == 0 || strcmp((*list)[*n - 1], (*list)[i]) != 0) (*list)[(*n)++] = (*list)[i];
  return LUR_OK;
}

/// Takes the league over, also where it fails.
static lur_status add(struct lur_ranking *r, struct lur_league *league)
{
  struct lur_league **grown = lur_grow(r->league, &r->room, r->leagues, sizeof *grown);
  if (!grown) {
    lur_league_free(league);
    return LUR_NO_MEM;
  }
  r->league = grown;
  grown[r->leagues++] = league;
  return LUR_OK;
}

static lur_status add_class(struct lur_ranking *r, const struct lur_resample *resample,
                            const struct lur_league_rules *shared, const char *class_name)
{
  struct lur_league *league = NULL;
  struct lur_league_rules rules = *shared;
  rules.class_name = class_name;
  lur_status status = lur_league_from(r->source.field, resample, &rules, &league);
  return status == LUR_OK ? add(r, league) : status;
}

/// One aspect: all leagues share the draws.
static lur_status add_aspect(struct lur_ranking *r, size_t aspect, const char *const *class_name,
                             size_t classes)
{
  struct lur_resample *resample = NULL;
  struct lur_league_rules rules = r->rules;
  rules.aspect = aspect;
  lur_status status =
      lur_resample_make(r->source.field, aspect, rules.round, rules.seed, rules.draws, &resample);
  for (size_t i = 0; i < classes && status == LUR_OK; i++)
    status = add_class(r, resample, &rules, class_name[i]);
  lur_resample_free(resample);
  return status;
}

static lur_status no_class(const char *name, const char *const *there, size_t n, struct lur_diag *diag)
{
  char list[300] = "";
  size_t used = 0;
  for (size_t i = 0; i < n && used + 70 < sizeof list; i++)
    if (there[i][0])
      used += (size_t)snprintf(list + used, sizeof list - used, "%s%.64s", used ? ", " : "", there[i]);
  if (!used)
    return lur_diag_set(diag, LUR_NOT_FOUND, "", 0, 0, "%s",
                        _("the participants of this wave have no classes"));
  return lur_diag_set(diag, LUR_NOT_FOUND, "", 0, 0, _("there is no class “%.64s”; there are: %s"), name,
                      list);
}

/// Which classes get a league; NULL among them is all together. *list is to free().
static lur_status choose_classes(const struct lur_field *field, const char *only, const char ***list,
                                 size_t *n, struct lur_diag *diag)
{
  const char **there;
  size_t classes;
  lur_status status = lur_ranking_classes(field, &there, &classes);
  if (status != LUR_OK) return status;
  *list = calloc(classes + 1, sizeof **list); // the first stays NULL: all
  *n = only || classes < 2 ? 1 : classes + 1;
  status = *list ? LUR_OK : LUR_NO_MEM;
  for (size_t i = 0; i < classes && *list && !only && classes > 1; i++) (*list)[i + 1] = there[i];
  for (size_t i = 0; i < classes && *list && only; i++)
    if (strcasecmp(there[i], only) == 0) (*list)[0] = there[i];
  if (only && *list && !(*list)[0]) status = no_class(only, there, classes, diag);
  free(there);
  return status;
}

lur_status lur_ranking_make(const struct lur_ranking_source *source, const struct lur_ranking_wish *wish,
                            struct lur_ranking **out, struct lur_diag *diag)
{
  const char **class_name = NULL;
  size_t classes = 0;
  struct lur_ranking *r = calloc(1, sizeof *r);
  if (!r) return LUR_NO_MEM;
  r->source = *source;
  r->rules = wish->rules;
  // A class in which nobody is known to have answered is a class all the same.
  const struct lur_field *classed =
      wish->class_name && source->agents && source->waves ? &source->wave[0]->field : source->field;
  lur_status status = choose_classes(classed, wish->class_name, &class_name, &classes, diag);
  for (size_t i = 0; i < wish->aspects && status == LUR_OK; i++)
    status = add_aspect(r, wish->aspect[i], class_name, classes);
  free(class_name);
  if (status == LUR_OK)
    *out = r;
  else
    lur_ranking_free(r);
  return status;
}

lur_status lur_ranking_of(const struct lur_ranking_source *source, struct lur_league *league,
                          struct lur_ranking **out)
{
  struct lur_ranking *r = calloc(1, sizeof *r);
  if (!r) {
    lur_league_free(league);
    return LUR_NO_MEM;
  }
  r->source = *source;
  r->rules = league->rules;
  lur_status status = add(r, league);
  if (status == LUR_OK)
    *out = r;
  else
    lur_ranking_free(r);
  return status;
}

void lur_ranking_free(struct lur_ranking *ranking)
{
  if (!ranking) return;
  for (size_t i = 0; i < ranking->leagues; i++) lur_league_free(ranking->league[i]);
  free(ranking->league);
  free(ranking);
}
