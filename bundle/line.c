#include "bundle/line.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "rubrics/formula.h"

static const char scored[] = "scored", unanswered[] = "unanswered";
enum { DECIMALS = 1000000 }; // points are published in millionths

// What is read

static bool note_read(void *ctx, const struct lur_formula_read *read)
{
  bool *reads = ctx;
  if (read->measure != LUR_MEASURE_COUNT) reads[read->measure] = true;
  return true;
}

static void scan(const struct lur_formula *formula, bool *reads)
{
  size_t offset;
  // A rubric that was read has no formula that cannot be.
  if (formula->text) (void)!lur_formula_scan(formula->text, note_read, reads, &offset, NULL);
}

bool lur_line_needs_events(const struct lur_rubric *rubric)
{
  return rubric->definitions.dead_air_s > 0 || rubric->definitions.interruption_s > 0;
}

void lur_line_reads(const struct lur_rubric *rubric, bool reads[LUR_MEASURE_COUNT])
{
  static const lur_measure always[] = {LUR_M_ANSWER_ANSWERED, LUR_M_ANSWER_WAIT_S, LUR_M_ANSWER_BUSY,
                                       LUR_M_CALL_DURATION_S};
  for (int m = 0; m < LUR_MEASURE_COUNT; m++) reads[m] = rubric->definitions.given;
  for (size_t i = 0; i < sizeof always / sizeof *always; i++) reads[always[i]] = true;
  for (size_t i = 0; i < rubric->criteria; i++) {
    const struct lur_criterion *c = &rubric->criterion[i];
    if (c->measure != LUR_MEASURE_COUNT) reads[c->measure] = true;
    scan(&c->value, reads);
    scan(&c->ask_when, reads);
    scan(&c->not_applicable_when, reads);
  }
  for (size_t i = 0; i < rubric->rules; i++) {
    scan(&rubric->rule[i].when, reads);
    scan(&rubric->rule[i].limit, reads);
  }
}

// Writing

/// Points to the millionth, as a whole number where they are one; null where there are none.
static json_t *points(double value)
{
  double rounded = round(value * DECIMALS) / DECIMALS;
  if (!isfinite(value)) return json_null();
  return rounded == floor(rounded) && fabs(rounded) < 1e15 ? json_integer((json_int_t)rounded)
                                                           : json_real(rounded);
}

static json_t *score_mark(const struct lur_mark *mark)
{
  json_t *to = json_pack("{s:s, s:o, s:s}", "state", lur_mark_state_name(mark->state), "points",
                         mark->state == LUR_MARK_SCORED ? points(mark->points) : json_null(), "by",
                         lur_by_name(mark->by));
  if (to && mark->gravity != LUR_GRAVITY_NONE)
    json_object_set_new(to, mark->gravity == LUR_GRAVITY_FATAL ? "fatal" : "critical",
                        json_string(lur_fault_kind_name(mark->kind)));
  return to;
}

static json_t *score_sections(const struct lur_scorecard *card)
{
  json_t *to = json_object();
  for (size_t i = 0; i < card->sections; i++)
    json_object_set_new(to, card->section[i].section->id, points(card->section[i].score));
  return to;
}

static json_t *score_competences(const struct lur_scorecard *card)
{
  json_t *to = json_object();
  for (int i = LUR_COMPETENCE_NONE + 1; i < LUR_COMPETENCES; i++)
    if (card->competence[i].scored)
      json_object_set_new(to, lur_competence_name((lur_competence)i), points(card->competence[i].score));
  return to;
}

static json_t *score_criteria(const struct lur_scorecard *card)
{
  json_t *to = json_object();
  for (size_t i = 0; i < card->marks; i++)
    json_object_set_new(to, card->mark[i].criterion->id, score_mark(&card->mark[i]));
  return to;
}

static json_t *score_totals(const struct lur_scorecard *card)
{
  json_t *to = json_object();
  for (size_t i = 0; i < card->furthers; i++)
    json_object_set_new(to, card->further[i].total->id,
                        card->further[i].has ? json_integer(card->further[i].millionths) : json_null());
  return to;
}

static json_t *score_rules(const struct lur_scorecard *card)
{
  json_t *to = json_array();
  for (size_t i = 0; i < card->rules; i++) json_array_append_new(to, json_boolean(card->rule[i].fired));
  return to;
}

json_t *lur_score_json(const struct lur_scorecard *card)
{
  return json_pack("{s:o, s:b, s:s, s:s?, s:b, s:o, s:o, s:o, s:o, s:o, s:o}", "total_millionths",
                   card->has_total ? json_integer(card->total_millionths) : json_null(), "complete",
                   card->complete, "total_from", lur_total_from_name(card->total_from), "band",
                   card->band ? card->band->id : NULL, "unanswered", card->unanswered, "coverage",
                   points(card->coverage), "totals", score_totals(card), "sections", score_sections(card),
                   "competences", score_competences(card), "criteria", score_criteria(card), "rules_fired",
                   score_rules(card));
}

static json_t *print_measures(const struct lur_measures *m)
{
  json_t *to = json_object();
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) {
    const struct lur_value *v = &m->of[i];
    lur_measure_type type = lur_measure_table[i].type;
    if (!v->known) continue;
    json_object_set_new(to, lur_measure_table[i].name,
                        type == LUR_TYPE_TEXT   ? json_string(v->text)
                        : type == LUR_TYPE_BOOL ? json_boolean(v->number > 0)
                        : v->number == floor(v->number) && fabs(v->number) < 1e15
                            ? json_integer((json_int_t)v->number)
                            : json_real(v->number));
  }
  return to;
}

static json_t *print_events(const struct lur_events *events)
{
  json_t *to = json_array();
  for (size_t i = 0; i < events->n; i++) {
    const struct lur_event *e = &events->at[i];
    json_t *item = json_pack("{s:s, s:f, s:f}", "type", lur_event_name(e->type), "start_s", e->start_s,
                             "end_s", e->end_s);
    if (item && e->by != LUR_ROLE_NONE) {
      json_object_set_new(item, "by", json_string(lur_role_name(e->by)));
      json_object_set_new(item, "took_floor", json_boolean(e->took_floor));
    }
    json_array_append_new(to, item);
  }
  return to;
}

/// What the wave said of the criteria that it judges.
static json_t *print_wave(const struct lur_scorecard *card)
{
  json_t *to = json_array();
  for (size_t i = 0; i < card->marks; i++) {
    const struct lur_wave_value *w = card->mark[i].wave;
    if (w)
      json_array_append_new(to, json_pack("{s:s, s:f, s:f, s:f, s:I}", "criterion",
                                          card->mark[i].criterion->id, "mean", w->mean, "low", w->low, "high",
                                          w->high, "participants", (json_int_t)w->participants));
  }
  return to;
}

/// The answers file, which is JSON as well as YAML; null where nobody answered.
static json_t *print_answers(const struct lur_answers_list *answers)
{
  char *text = NULL;
  if (!answers->n) return json_null();
  if (lur_answers_print(&answers->at[0], &text) != LUR_OK) return NULL;
  json_t *read = json_loads(text, 0, NULL);
  free(text);
  return read;
}

/// Writes a number with as few digits as give the same number again; returns where it ends.
static char *shorten(char *to, const char *number, size_t n)
{
  char text[32], shorter[32];
  snprintf(text, sizeof text, "%.*s", (int)n, number);
  double value = strtod(text, NULL);
  int digits = 15;
  do snprintf(shorter, sizeof shorter, "%.*g", digits, value);
  while (strtod(shorter, NULL) != value && digits++ < 17);
  size_t length = strlen(shorter);
  bool better = length < n && strpbrk(shorter, ".e");
  memmove(to, better ? shorter : number, better ? length : n);
  return to + (better ? length : n);
}

/// 8.5899999999999999 as 8.59: jansson writes all digits or loses some.
static void shorten_all(char *text)
{
  char *to = text;
  bool quoted = false;
  for (const char *at = text; *at;) {
    size_t n = quoted ? 0 : strspn(at, "+-.0123456789eE");
    if (n > 2 && n < 30 && strcspn(at, "0123456789") <= 1) {
      to = shorten(to, at, n);
      at += n;
      continue;
    }
    if (*at == '\\' && at[1])
      *to++ = *at++;
    else if (*at == '"')
      quoted = !quoted;
    *to++ = *at++;
  }
  *to = '\0';
}

lur_status lur_line_print(const struct lur_line *line, const struct lur_scorecard *card, char **out)
{
  json_t *document =
      json_pack("{s:s, s:s, s:i, s:I, s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "call", line->call, "counts_as",
                line->unanswered ? unanswered : scored, "round", line->round, "stratum",
                (json_int_t)line->stratum, "agent", line->agent, "rubric", line->rubric, "analyser",
                line->analyser, "analysis", line->analysis, "sound", line->sound, "measures",
                print_measures(&line->measures), "answers", print_answers(&line->answers));
  bool ok = document && json_object_set_new(document, "score", lur_score_json(card)) == 0;
  if (ok && lur_line_needs_events(card->rubric))
    ok = json_object_set_new(document, "events", print_events(&line->events)) == 0;
  json_t *wave = ok ? print_wave(card) : NULL;
  if (json_array_size(wave)) ok = json_object_set(document, "wave", wave) == 0;
  json_decref(wave);
  char *text = ok ? json_dumps(document, JSON_COMPACT | JSON_REAL_PRECISION(17)) : NULL;
  if (text) shorten_all(text);
  size_t n = text ? strlen(text) : 0;
  *out = text ? realloc(text, n + 2) : NULL;
  json_decref(document);
  if (!*out) {
    free(text);
    return LUR_NO_MEM;
  }
  memcpy(*out + n, "\n", 2);
  return LUR_OK;
}

// Reading

static lur_status copy(const json_t *from, const char *key, char **out)
{
  const char *text = json_string_value(json_object_get(from, key));
  if (!text || strlen(text) > 1000) return LUR_BAD_INPUT;
  *out = strdup(text);
  return *out ? LUR_OK : LUR_NO_MEM;
}

static bool read_number(const json_t *value, double least, double most, double *out)
{
  *out = json_number_value(value);
  return json_is_number(value) && *out >= least && *out <= most;
}

static lur_status read_measures(const json_t *from, struct lur_measures *out)
{
  const char *name;
  const json_t *value;
  lur_measures_reset(out, N_("it was not measured"));
  if (!json_is_object(from)) return LUR_BAD_INPUT;
  json_object_foreach((json_t *)(uintptr_t)from, name, value)
  {
    double number = json_is_true(value);
    lur_measure m = lur_measure_find(name);
    if (m == LUR_MEASURE_COUNT) return LUR_BAD_INPUT;
    bool text = lur_measure_table[m].type == LUR_TYPE_TEXT,
         truth = lur_measure_table[m].type == LUR_TYPE_BOOL;
    if (text ? !json_is_string(value) || json_string_length(value) >= sizeof out->of[m].text
             : !(truth ? json_is_boolean(value) : read_number(value, -1e15, 1e15, &number)))
      return LUR_BAD_INPUT;
    if (text)
      lur_measure_set_text(out, m, json_string_value(value));
    else
      lur_measure_set(out, m, number);
  }
  return LUR_OK;
}

static lur_status read_event(const json_t *from, struct lur_events *out)
{
  double start_s, end_s;
  const char *name = json_string_value(json_object_get(from, "type")),
             *by = json_string_value(json_object_get(from, "by"));
  int type = 0;
  while (name && type < LUR_EVENT_TYPES && strcmp(name, lur_event_name((lur_event_type)type)) != 0) type++;
  if (!name || type == LUR_EVENT_TYPES || !read_number(json_object_get(from, "start_s"), 0, 1e9, &start_s) ||
      !read_number(json_object_get(from, "end_s"), start_s, 1e9, &end_s))
    return LUR_BAD_INPUT;
  struct lur_event event = lur_event_of((lur_event_type)type, start_s, end_s);
  for (int i = LUR_ROLE_NONE; by && i <= LUR_ROLE_MIX; i++)
    if (strcmp(by, lur_role_name((lur_role)i)) == 0) event.by = (lur_role)i;
  event.took_floor = json_is_true(json_object_get(from, "took_floor"));
  return lur_events_add(out, &event);
}

static lur_status read_events(const json_t *from, struct lur_events *out)
{
  size_t i;
  const json_t *item;
  lur_status status = !from || json_is_array(from) ? LUR_OK : LUR_BAD_INPUT;
  json_array_foreach(from, i, item) if (status == LUR_OK) status = read_event(item, out);
  return status;
}

static lur_status read_wave(const json_t *from, const struct lur_rubric *rubric, struct lur_line *out)
{
  size_t n = json_array_size(from);
  if (!n || !rubric) return LUR_OK;
  out->wave = calloc(n, sizeof *out->wave);
  if (!out->wave) return LUR_NO_MEM;
  for (size_t i = 0; i < n; i++) {
    struct lur_wave_value *w = &out->wave[i];
    const json_t *item = json_array_get(from, i);
    const char *id = json_string_value(json_object_get(item, "criterion"));
    const struct lur_criterion *c = id ? lur_rubric_find(rubric, id) : NULL;
    json_int_t participants = json_integer_value(json_object_get(item, "participants"));
    if (!c || participants < 1 || !read_number(json_object_get(item, "mean"), -1e15, 1e15, &w->mean) ||
        !read_number(json_object_get(item, "low"), -1e15, 1e15, &w->low) ||
        !read_number(json_object_get(item, "high"), w->low, 1e15, &w->high))
      return LUR_BAD_INPUT;
    w->criterion = c->id;
    w->participants = (size_t)participants;
    out->waves++;
  }
  return LUR_OK;
}

static lur_status read_answers(const json_t *from, const char *call, struct lur_answers_list *out,
                               struct lur_diag *diag)
{
  if (json_is_null(from)) return LUR_OK;
  // Answers of people have no more digits than these, and no more are read.
  char *text = json_is_object(from) ? json_dumps(from, JSON_COMPACT | JSON_REAL_PRECISION(15)) : NULL;
  if (!text) return json_is_object(from) ? LUR_NO_MEM : LUR_BAD_INPUT;
  lur_status status = lur_answers_parse(text, strlen(text), call, out, diag);
  free(text);
  return status == LUR_UNSUPPORTED ? LUR_BAD_INPUT : status;
}

static lur_status read_heading(const json_t *from, struct lur_line *out)
{
  double round, stratum;
  const char *as = json_string_value(json_object_get(from, "counts_as"));
  if (!as || (strcmp(as, scored) != 0 && strcmp(as, unanswered) != 0) ||
      !read_number(json_object_get(from, "round"), 0, 1, &round) ||
      !read_number(json_object_get(from, "stratum"), 0, UINT32_MAX, &stratum))
    return LUR_BAD_INPUT;
  out->round = (int)round;
  out->stratum = (uint32_t)stratum;
  out->unanswered = strcmp(as, unanswered) == 0;
  lur_status status = copy(from, "call", &out->call);
  if (status == LUR_OK) status = copy(from, "rubric", &out->rubric);
  if (status == LUR_OK) status = copy(from, "analyser", &out->analyser);
  if (status == LUR_OK) status = copy(from, "sound", &out->sound);
  if (status == LUR_OK) status = copy(from, "analysis", &out->analysis);
  return status == LUR_OK ? copy(from, "agent", &out->agent) : status;
}

static lur_status read_line(const json_t *from,
                            const struct lur_rubric *(*find)(const char *sha256, void *ctx), void *ctx,
                            struct lur_line *out, const struct lur_rubric **rubric, struct lur_diag *diag)
{
  lur_status status = read_heading(from, out);
  if (status != LUR_OK) return status;
  *rubric = find(out->rubric, ctx);
  status = read_measures(json_object_get(from, "measures"), &out->measures);
  if (status == LUR_OK) status = read_events(json_object_get(from, "events"), &out->events);
  if (status == LUR_OK) status = read_wave(json_object_get(from, "wave"), *rubric, out);
  if (status == LUR_OK)
    status = read_answers(json_object_get(from, "answers"), out->call, &out->answers, diag);
  json_t *score = json_object_get(from, "score");
  if (status == LUR_OK && !json_is_object(score)) status = LUR_BAD_INPUT;
  if (status == LUR_OK) out->score = json_incref(score);
  return status;
}

lur_status lur_line_read(const char *text, size_t size,
                         const struct lur_rubric *(*find)(const char *sha256, void *ctx), void *ctx,
                         struct lur_line *out, const struct lur_rubric **rubric, struct lur_diag *diag)
{
  *rubric = NULL;
  if (diag) *diag = (struct lur_diag){0};
  json_t *document = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
  lur_status status = document ? read_line(document, find, ctx, out, rubric, diag) : LUR_BAD_INPUT;
  json_decref(document);
  if (status != LUR_BAD_INPUT || (diag && diag->text[0])) return status;
  return lur_diag_set(diag, status, "", 0, 0, "%s", _("this is not what a published call looks like"));
}

lur_status lur_line_score(const struct lur_line *line, const struct lur_rubric *rubric,
                          struct lur_scorecard **card, struct lur_diag *diag)
{
  const struct lur_score_input input = {.rubric = rubric,
                                        .measures = &line->measures,
                                        .events = &line->events,
                                        .answers = line->answers.n ? &line->answers.at[0] : NULL,
                                        .wave = line->wave,
                                        .wave_values = line->waves};
  return lur_score_input(&input, card, diag);
}

static bool hide(char **text)
{
  char *hidden = **text ? strdup("(left out)") : NULL;
  if (!**text) return true;
  free(*text);
  *text = hidden;
  return hidden != NULL;
}

lur_status lur_line_hide_words(struct lur_answers *answers, const struct lur_rubric *rubric)
{
  bool ok = true;
  for (size_t i = 0; ok && i < answers->n; i++) {
    struct lur_reply *reply = &answers->at[i];
    const struct lur_criterion *c = lur_rubric_find(rubric, reply->criterion);
    bool written = reply->kind == LUR_REPLY_NOT_APPLICABLE || !c || c->kind == LUR_CRITERION_TEXT;
    ok = (!reply->comment || hide(&reply->comment)) && (!written || hide(&reply->text));
    if (written && reply->kind == LUR_REPLY_NUMBER) reply->kind = LUR_REPLY_TEXT;
  }
  return ok ? LUR_OK : LUR_NO_MEM;
}

void lur_line_clear(struct lur_line *line)
{
  char *const text[] = {line->call, line->rubric, line->analyser, line->sound, line->analysis, line->agent};
  for (size_t i = 0; i < sizeof text / sizeof *text; i++) free(text[i]);
  lur_events_clear(&line->events);
  lur_answers_list_clear(&line->answers);
  free(line->wave);
  json_decref(line->score);
  *line = (struct lur_line){0};
}
