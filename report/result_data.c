#include <math.h>
#include <string.h>

#include "analysis/analyser.h"
#include "report/csv_out.h"
#include "report/json_out.h"
#include "report/result_words.h"

// ---- JSON

static void put_text(struct lur_json_out *to, const char *key, const char *text)
{
  lur_json_out_key(to, key);
  lur_json_out_text(to, text ? text : "");
}

/// Text that may not be there.
static void put_known(struct lur_json_out *to, const char *key, const char *text)
{
  lur_json_out_key(to, key);
  if (text && text[0])
    lur_json_out_text(to, text);
  else
    lur_json_out_null(to);
}

static void put_number(struct lur_json_out *to, const char *key, double number)
{
  lur_json_out_key(to, key);
  lur_json_out_number(to, number, 6);
}

static void put_bool(struct lur_json_out *to, const char *key, bool yes)
{
  lur_json_out_key(to, key);
  lur_json_out_bool(to, yes);
}

static void begin(struct lur_json_out *to, const char *key, char bracket)
{
  if (key) lur_json_out_key(to, key);
  lur_json_out_begin(to, bracket);
}

static void put_wave(struct lur_json_out *to, const struct lur_result *r)
{
  const struct lur_result_wave *w = r->wave;
  begin(to, "wave", '{');
  put_text(to, "name", w->name);
  put_text(to, "title", w->title);
  put_known(to, "from", w->from);
  put_known(to, "to", w->to);
  lur_json_out_end(to, '}');
  begin(to, "rubric", '{');
  put_text(to, "title", w->rubric);
  put_text(to, "version", w->version);
  put_known(to, "sha256", w->sha256);
  lur_json_out_end(to, '}');
  begin(to, "participant", '{');
  put_text(to, "name", r->name);
  put_text(to, "title", r->title);
  put_text(to, "class", r->class_name);
  lur_json_out_end(to, '}');
}

static const char *standing_name(lur_place_standing standing)
{
  static const char *const names[] = {[LUR_PLACE_FULL] = "full",
                                      [LUR_PLACE_TOO_FEW] = "too_few",
                                      [LUR_PLACE_TOO_LOW] = "too_low",
                                      [LUR_PLACE_NO_SCORE] = "no_score"};
  return names[standing];
}

static void put_rank(struct lur_json_out *to, const char *key, int rank)
{
  if (rank)
    put_number(to, key, rank);
  else
    put_number(to, key, (double)NAN);
}

static void put_place_figures(struct lur_json_out *to, const struct lur_place *p)
{
  put_rank(to, "rank", p->rank);
  put_number(to, "mean", p->mean);
  put_number(to, "low", p->low);
  put_number(to, "high", p->high);
  put_bool(to, "few", p->few);
  put_number(to, "calls", (double)p->contacts);
  put_rank(to, "group", p->group);
}

static void put_place(struct lur_json_out *to, const struct lur_result *r)
{
  const struct lur_place *p = r->place;
  begin(to, "place", '{');
  put_place_figures(to, p);
  put_text(to, "standing", standing_name(p->standing));
  put_rank(to, "rank_low", p->rank_low);
  put_rank(to, "rank_high", p->rank_high);
  put_number(to, "chance_first", r->league->chance && p->rank ? p->share_first : (double)NAN);
  put_number(to, "further_calls", (double)p->further);
  put_bool(to, "tie_broken", p->tie_broken);
  lur_json_out_end(to, '}');
}

static void put_method(struct lur_json_out *to, const struct lur_result *r)
{
  const struct lur_league_rules *rules = &r->league->rules;
  char seed[32];
  snprintf(seed, sizeof seed, "%llu",
           (unsigned long long)rules->seed); // more digits than JSON's numbers hold
  begin(to, "method", '{');
  put_number(to, "level", rules->level);
  put_number(to, "draws", rules->draws);
  put_text(to, "seed", seed);
  put_number(to, "minimum_calls", (double)rules->minimum_contacts);
  put_number(to, "minimum_score", rules->minimum_score);
  put_text(to, "analyser", LUR_ANALYSER_VERSION);
  lur_json_out_end(to, '}');
}

static void put_league(struct lur_json_out *to, const struct lur_result *r)
{
  put_bool(to, "anonymous", !r->named);
  begin(to, "league", '[');
  for (size_t i = 0; i < r->lines; i++) {
    begin(to, NULL, '{');
    put_text(to, "label", r->line[i].label);
    put_bool(to, "own", r->line[i].own);
    put_place_figures(to, r->line[i].place);
    lur_json_out_end(to, '}');
  }
  lur_json_out_end(to, ']');
}

static void put_spread(struct lur_json_out *to, const struct lur_spread *s)
{
  begin(to, "class", '{');
  put_number(to, "participants", (double)s->n);
  put_number(to, "mean", s->mean);
  put_number(to, "worst", s->least);
  put_number(to, "lower_quartile", s->low_quarter);
  put_number(to, "median", s->middle);
  put_number(to, "upper_quartile", s->high_quarter);
  put_number(to, "best", s->most);
  lur_json_out_end(to, '}');
}

static void put_total(struct lur_json_out *to, const char *key, const struct lur_result_total *t)
{
  begin(to, key, '{');
  put_number(to, "mean", t->own);
  put_number(to, "calls", (double)t->contacts);
  put_spread(to, &t->spread);
  lur_json_out_end(to, '}');
}

static void put_totals(struct lur_json_out *to, const struct lur_result *r)
{
  begin(to, "totals", '{');
  put_total(to, "all", &r->all);
  put_total(to, "answered", &r->answered);
  lur_json_out_end(to, '}');
  begin(to, "answered", '{');
  put_number(to, "calls", (double)r->contacts);
  put_number(to, "answered", (double)r->answered_contacts);
  put_number(to, "share", r->share.share);
  put_number(to, "low", r->share.low);
  put_number(to, "high", r->share.high);
  lur_json_out_end(to, '}');
}

static void put_sections(struct lur_json_out *to, const struct lur_result *r)
{
  begin(to, "sections", '[');
  for (size_t i = 0; i < r->sections; i++) {
    const struct lur_result_section *s = &r->section[i];
    begin(to, NULL, '{');
    put_text(to, "id", s->id);
    put_text(to, "title", s->title);
    put_number(to, "mean", s->own);
    put_number(to, "calls", (double)s->contacts);
    put_spread(to, &s->spread);
    lur_json_out_end(to, '}');
  }
  lur_json_out_end(to, ']');
}

static void put_moment(struct lur_json_out *to, const struct lur_result_moment *moment)
{
  put_text(to, "call", moment->call);
  put_known(to, "when", moment->when);
}

static void put_evidence(struct lur_json_out *to, const struct lur_result_cost *c)
{
  begin(to, "evidence", '[');
  for (size_t i = 0; i < c->evidences; i++) {
    const struct lur_result_evidence *e = &c->evidence[i];
    begin(to, NULL, '{');
    put_moment(to, e->moment);
    begin(to, "at", '[');
    for (size_t k = 0; k < e->n; k++) {
      begin(to, NULL, '[');
      lur_json_out_number(to, e->at[k].start_s, 3);
      lur_json_out_number(to, e->at[k].end_s, 3);
      lur_json_out_end(to, ']');
    }
    lur_json_out_end(to, ']');
    lur_json_out_end(to, '}');
  }
  lur_json_out_end(to, ']');
}

static void put_cost(struct lur_json_out *to, const struct lur_result_cost *c)
{
  begin(to, NULL, '{');
  put_text(to, "kind", c->cause->is_rule ? "rule" : "criterion");
  put_known(to, "id", c->cause->id);
  put_text(to, "title", c->cause->title);
  put_known(to, "section", c->cause->section);
  put_number(to, "points", c->mean);
  put_number(to, "points_of_best", c->best);
  put_number(to, "calls", (double)c->calls);
  put_number(to, "typical_value", c->value);
  put_known(to, "unit", c->cause->unit);
  begin(to, "reasons", '[');
  for (size_t i = 0; i < c->reasons; i++) {
    begin(to, NULL, '{');
    put_text(to, "answer", c->reason[i].text);
    put_number(to, "calls", (double)c->reason[i].calls);
    lur_json_out_end(to, '}');
  }
  lur_json_out_end(to, ']');
  put_evidence(to, c);
  lur_json_out_end(to, '}');
}

static void put_calls(struct lur_json_out *to, const char *key, const struct lur_result_call *call, size_t n)
{
  begin(to, key, '[');
  for (size_t i = 0; i < n; i++) {
    begin(to, NULL, '{');
    put_moment(to, call[i].moment);
    put_number(to, "total", (double)call[i].total_millionths / 1e6);
    put_known(to, "agent", call[i].agent);
    put_known(to, "cost_most", call[i].cause ? call[i].cause->title : "");
    lur_json_out_end(to, '}');
  }
  lur_json_out_end(to, ']');
}

static void put_hours(struct lur_json_out *to, const struct lur_result *r)
{
  begin(to, "hours", '[');
  for (int h = r->first_hour; h >= 0 && h <= r->last_hour; h++) {
    const struct lur_result_hour *of = &r->hour[h];
    begin(to, NULL, '{');
    put_number(to, "hour", h);
    put_number(to, "calls", (double)of->contacts);
    put_number(to, "answered", (double)of->answered);
    put_number(to, "median_wait_s", of->median);
    put_number(to, "longest_wait_s", of->longest);
    lur_json_out_end(to, '}');
  }
  lur_json_out_end(to, ']');
  put_number(to, "calls_without_time", (double)r->hourless);
}

static void put_agents(struct lur_json_out *to, const struct lur_result *r)
{
  begin(to, "agents_to_praise", '[');
  for (size_t i = 0; i < r->agents; i++) {
    begin(to, NULL, '{');
    put_text(to, "agent", r->agent[i].name);
    put_number(to, "mean", r->agent[i].mean);
    put_number(to, "calls", (double)r->agent[i].contacts);
    lur_json_out_end(to, '}');
  }
  lur_json_out_end(to, ']');
}

static void put_past(struct lur_json_out *to, const struct lur_result *r)
{
  if (!r->past) {
    lur_json_out_key(to, "earlier");
    lur_json_out_null(to);
    return;
  }
  begin(to, "earlier", '{');
  put_text(to, "title", r->wave->past->title);
  put_place_figures(to, r->past);
  lur_json_out_end(to, '}');
}

lur_status lur_result_json(FILE *out, const struct lur_result *r, const struct lur_result_options *options)
{
  struct lur_json_out to = {0};
  begin(&to, NULL, '{');
  put_text(&to, "schema", "lur.result/1");
  put_known(&to, "language", options ? options->language : NULL);
  put_wave(&to, r);
  put_place(&to, r);
  put_method(&to, r);
  put_league(&to, r);
  put_totals(&to, r);
  put_sections(&to, r);
  begin(&to, "costs", '[');
  for (size_t i = 0; i < r->costs; i++) put_cost(&to, &r->cost[i]);
  lur_json_out_end(&to, ']');
  put_calls(&to, "praise", r->praise, r->praises);
  put_calls(&to, "learn", r->learn, r->learns);
  put_hours(&to, r);
  put_agents(&to, r);
  put_past(&to, r);
  lur_json_out_end(&to, '}');
  return lur_json_out_write(&to, out);
}

// ---- CSV

/// The aspects that have a column: sections.
static bool has_column(const struct lur_field *field, size_t aspect)
{
  return field->aspect[aspect].kind == LUR_ASPECT_SECTION;
}

static lur_status csv_head(FILE *out, const struct lur_result *r)
{
  static const char *const first[] = {"call", "when", "answered", "wait_s", "agent", "total"};
  const struct lur_field *field = r->wave->field;
  struct lur_csv row = {out, false};
  for (size_t i = 0; i < sizeof first / sizeof *first; i++) lur_csv_plain(&row, first[i]);
  for (size_t a = 0; a < field->aspects; a++) {
    if (!has_column(field, a)) continue;
    lur_csv_next(&row);
    fprintf(out, "sections.%s", field->aspect[a].id);
  }
  for (size_t k = 0; k < r->wave->facts->causes; k++) {
    const struct lur_result_cause *cause = &r->wave->facts->cause[k];
    lur_csv_next(&row);
    fprintf(out, cause->is_rule ? "lost.rule_%s" : "lost.%s", cause->id);
  }
  return lur_csv_end(&row);
}

static void csv_score(struct lur_csv *row, int64_t millionths)
{
  if (millionths == LUR_NO_SCORE)
    lur_csv_empty(row);
  else
    lur_csv_number(row, (double)millionths / 1e6, 6);
}

/// The losses of contact i begin at *loss, which moves on to those of the next.
static void csv_losses(struct lur_csv *row, const struct lur_result_facts *facts, size_t i, size_t *loss)
{
  while (*loss < facts->losses && facts->loss[*loss].contact < i) ++*loss;
  size_t end = *loss;
  while (end < facts->losses && facts->loss[end].contact == i) end++;
  for (size_t k = 0; k < facts->causes; k++) {
    double lost = 0;
    for (size_t at = *loss; at < end; at++)
      if (facts->loss[at].cause == k) lost += facts->loss[at].lost;
    lur_csv_number(row, lost, 6);
  }
}

static lur_status csv_row(FILE *out, const struct lur_result *r, size_t i, size_t *loss)
{
  const struct lur_field *field = r->wave->field;
  const struct lur_contact *c = &field->contact[i];
  const struct lur_result_moment *moment = &r->wave->facts->moment[i];
  const int64_t *score = &field->score[i * field->aspects];
  struct lur_csv row = {out, false};
  lur_status status = lur_csv_put(&row, moment->call);
  if (status == LUR_OK) status = lur_csv_put(&row, moment->when);
  lur_csv_bool(&row, c->answered);
  if (isfinite(c->wait_s))
    lur_csv_number(&row, c->wait_s, 3);
  else
    lur_csv_empty(&row);
  if (status == LUR_OK) status = lur_csv_put(&row, c->agent < field->agents ? field->agent[c->agent] : "");
  csv_score(&row, score[0]);
  for (size_t a = 0; a < field->aspects; a++)
    if (has_column(field, a)) csv_score(&row, score[a]);
  csv_losses(&row, r->wave->facts, i, loss);
  return status == LUR_OK ? lur_csv_end(&row) : status;
}

lur_status lur_result_csv(FILE *out, const struct lur_result *r, const struct lur_result_options *options)
{
  (void)options; // for programs, the same in every language
  const struct lur_field *field = r->wave->field;
  size_t loss = 0;
  lur_status status = csv_head(out, r);
  for (size_t i = 0; i < field->contacts && status == LUR_OK; i++)
    if (field->contact[i].entrant == r->entrant && field->contact[i].round == r->league->rules.round)
      status = csv_row(out, r, i, &loss);
  if (status == LUR_OK && fflush(out) != 0) status = LUR_IO;
  return status;
}
