#include <jansson.h>
#include <string.h>

#include "report/json_tools.h"
#include "report/ranking.h"

enum { DECIMALS = 6 }; // what is stored of a league is rounded to millionths

static json_t *put_list(json_t *to, const char *key)
{
  return lur_json_put(to, key, json_array()) ? json_object_get(to, key) : NULL;
}

static bool put_integer(json_t *to, const char *key, int64_t number)
{
  return lur_json_put(to, key, json_integer(number));
}

static bool put_number(json_t *to, const char *key, double number)
{
  return lur_json_put(to, key, lur_json_number(number, DECIMALS));
}

static bool put_text(json_t *to, const char *key, const char *text)
{
  return lur_json_put(to, key, lur_json_text(text));
}

static bool put_versions(json_t *to, const struct lur_store_version *version, size_t n)
{
  bool ok = to != NULL;
  for (size_t i = 0; ok && i < n; i++) {
    json_t *at = lur_json_append_object(to);
    ok = at && put_text(at, "version", version[i].version) && put_text(at, "sha256", version[i].sha256);
  }
  return ok;
}

static bool put_wave(json_t *to, const struct lur_store_field *wave)
{
  bool ok = put_text(to, "wave", wave->wave) && put_text(to, "title", wave->title);
  json_t *rubric = ok ? lur_json_put_object(to, "rubric") : NULL;
  ok = rubric && put_text(rubric, "id", wave->rubric) && put_text(rubric, "title", wave->rubric_title) &&
       put_versions(put_list(rubric, "versions"), wave->rubric_version, wave->rubric_versions);
  json_t *analysers = ok ? put_list(to, "analysers") : NULL;
  ok = analysers != NULL;
  for (size_t i = 0; ok && i < wave->analysers; i++)
    ok = lur_json_append(analysers, lur_json_text(wave->analyser[i].version));
  return ok && put_integer(to, "contacts", (int64_t)wave->field.contacts) &&
         put_integer(to, "attempts_followed_by_others", wave->passed) &&
         put_integer(to, "calls_without_participant", wave->nameless);
}

static bool put_waves(json_t *to, const struct lur_ranking_source *source)
{
  json_t *list = put_list(to, "waves");
  bool ok = list != NULL;
  for (size_t i = 0; ok && i < source->waves; i++) {
    json_t *at = lur_json_append_object(list);
    ok = at && put_wave(at, source->wave[i]);
  }
  return ok;
}

static bool put_rules(json_t *to, const struct lur_ranking *r)
{
  char name[200];
  json_t *rules = lur_json_put_object(to, "rules");
  bool ok = rules && put_integer(rules, "round", r->rules.round) &&
            put_integer(rules, "minimum_calls", r->rules.minimum_contacts) &&
            put_number(rules, "minimum_score", r->rules.minimum_score) &&
            put_integer(rules, "minimum_participants", r->rules.minimum_ranked);
  json_t *ties = ok ? put_list(rules, "tie_breaks") : NULL;
  ok = ties != NULL;
  for (int i = 0; ok && i < LUR_TIE_BREAKS && r->rules.tie[i].kind != LUR_TIE_NONE; i++)
    ok = lur_json_append(
        ties, lur_json_text(lur_tie_break_name(r->source.field, &r->rules.tie[i], name, sizeof name)));
  json_t *method = ok ? lur_json_put_object(to, "method") : NULL;
  return method && put_text(method, "name", LUR_RANKING_METHOD) &&
         put_integer(method, "seed", (int64_t)r->rules.seed) &&
         put_integer(method, "draws", r->rules.draws) && put_number(method, "level", r->rules.level);
}

/// What is known of entrants beside their contacts is known of one wave's participants.
static bool put_entrants(json_t *to, const struct lur_ranking_source *source)
{
  json_t *list = put_list(to, source->agents ? "agents" : "participants");
  bool ok = list != NULL;
  for (size_t i = 0; ok && i < source->field->entrants; i++) {
    const struct lur_entrant *e = &source->field->entrant[i];
    json_t *at = lur_json_append_object(list);
    ok = at && put_text(at, "name", e->name) && put_text(at, "title", e->title) &&
         put_text(at, "class", e->class_name);
    if (!ok || source->agents || source->merge) continue;
    const struct lur_store_entrant *more = &source->wave[0]->entrant[i];
    ok = put_integer(at, "incomplete", more->incomplete) && put_integer(at, "not_scored", more->unscored) &&
         put_integer(at, "open", more->open) && put_integer(at, "tried_less", more->tried_less);
  }
  return ok;
}

static bool put_chances(json_t *to, const struct lur_league *league, size_t place)
{
  if (!league->chance) return lur_json_put(to, "chances", json_null());
  json_t *list = put_list(to, "chances");
  bool ok = list != NULL;
  for (size_t i = 0; ok && i < league->ranked; i++)
    ok = lur_json_append(list, lur_json_number(league->chance[place * league->places + i], DECIMALS));
  return ok;
}

static json_t *integer_or_null(int64_t number, bool known)
{
  return known ? json_integer(number) : json_null();
}

static bool put_place(json_t *to, const struct lur_field *field, const struct lur_league *league, size_t i)
{
  const struct lur_place *p = &league->place[i];
  bool ranked = p->rank > 0, drawn = ranked && league->chance;
  return put_text(to, "name", field->entrant[p->entrant].name) &&
         lur_json_put(to, "rank", integer_or_null(p->rank, ranked)) &&
         put_text(to, "standing", lur_standing_name(p->standing)) &&
         lur_json_put(to, "tie_broken", json_boolean(p->tie_broken)) && put_number(to, "mean", p->mean) &&
         put_number(to, "low", p->low) && put_number(to, "high", p->high) &&
         put_integer(to, "calls", p->contacts) && put_integer(to, "answered", p->answered) &&
         lur_json_put(to, "few_calls", json_boolean(p->few)) &&
         lur_json_put(to, "rank_low", integer_or_null(p->rank_low, drawn)) &&
         lur_json_put(to, "rank_high", integer_or_null(p->rank_high, drawn)) &&
         lur_json_put(to, "group", integer_or_null(p->group, drawn)) &&
         lur_json_put(to, "chance_of_first",
                      drawn ? lur_json_number(p->share_first, DECIMALS) : json_null()) &&
         put_chances(to, league, i) &&
         lur_json_put(to, "further_calls", integer_or_null(p->further, drawn && p->further >= 0));
}

static bool put_league(json_t *to, const struct lur_ranking *r, const struct lur_league *league)
{
  const struct lur_field *field = r->source.field;
  const struct lur_aspect *aspect = lur_ranking_aspect(r, league);
  const char *class_name = league->rules.class_name;
  json_t *by = lur_json_put_object(to, "aspect");
  bool ok = by && put_text(by, "kind", lur_aspect_kind_name(aspect->kind)) &&
            put_text(by, "id", aspect->id) && put_text(by, "title", aspect->title) &&
            lur_json_put(to, "class", class_name ? lur_json_text(class_name) : json_null());
  json_t *list = ok ? put_list(to, "winners") : NULL;
  ok = list != NULL;
  for (size_t i = 0; ok && i < league->winners; i++)
    ok = lur_json_append(list, lur_json_text(field->entrant[league->place[i].entrant].name));
  list = ok ? put_list(to, "places") : NULL;
  ok = list != NULL;
  for (size_t i = 0; ok && i < league->places; i++) {
    json_t *at = lur_json_append_object(list);
    ok = at && put_place(at, field, league, i);
  }
  return ok;
}

static bool put_leagues(json_t *to, const struct lur_ranking *r)
{
  json_t *list = put_list(to, "leagues");
  bool ok = list != NULL;
  for (size_t i = 0; ok && i < r->leagues; i++) {
    json_t *at = lur_json_append_object(list);
    ok = at && put_league(at, r, r->league[i]);
  }
  return ok;
}

lur_status lur_report_ranking_json(FILE *out, const struct lur_ranking *ranking)
{
  const char *merge = ranking->source.merge;
  json_t *document = json_object();
  bool ok = document && put_text(document, "schema", "lur.ranking/1") &&
            lur_json_put(document, "merge", merge ? lur_json_text(merge) : json_null()) &&
            put_waves(document, &ranking->source) && put_rules(document, ranking) &&
            put_entrants(document, &ranking->source) && put_leagues(document, ranking);
  if (!ok) {
    json_decref(document);
    document = NULL;
  }
  return lur_json_write(document, out);
}
