#include "report/result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TOTAL, ANSWERED };

// ---- The league

static const struct lur_league *league_of(const struct lur_league *const *league, size_t n, size_t entrant,
                                          const struct lur_place **place)
{
  for (size_t l = 0; l < n; l++)
    for (size_t p = 0; p < league[l]->places; p++)
      if (league[l]->place[p].entrant == entrant) {
        *place = &league[l]->place[p];
        return league[l];
      }
  return NULL;
}

/// "A" for the first line, "Z", "AA" ...
static char *letters(size_t i)
{
  char text[16], *at = text + sizeof text - 1;
  *at = '\0';
  for (size_t left = i + 1; left; left = (left - 1) / 26) *--at = (char)('A' + (left - 1) % 26);
  return strdup(at);
}

lur_status lur_result_lines_make(const struct lur_field *field, const struct lur_league *league, size_t own,
                                 bool named, struct lur_result_line **out)
{
  struct lur_result_line *line = calloc(league->places + 1, sizeof *line);
  bool whole = line != NULL;
  for (size_t i = 0; whole && i < league->places; i++) {
    line[i].place = &league->place[i];
    line[i].own = line[i].place->entrant == own;
    line[i].label = line[i].own || named ? strdup(field->entrant[line[i].place->entrant].title) : letters(i);
    whole = line[i].label != NULL;
  }
  if (whole)
    *out = line;
  else
    lur_result_lines_free(line, league->places);
  return whole ? LUR_OK : LUR_NO_MEM;
}

void lur_result_lines_free(struct lur_result_line *line, size_t lines)
{
  for (size_t i = 0; line && i < lines; i++) free(line[i].label);
  free(line);
}

// ---- Means and how the class lies

struct sum {
  int64_t millionths, n;
};

static double mean_of(const struct sum *sum)
{
  return sum->n ? (double)sum->millionths / (double)sum->n / 1e6 : (double)NAN;
}

static bool counts(const struct lur_result *r, const struct lur_contact *c)
{
  return c->round == r->league->rules.round;
}

/// Of an aspect, for each entrant; free() it.
static struct sum *sums_of(const struct lur_result *r, size_t aspect)
{
  const struct lur_field *field = r->wave->field;
  struct sum *sum = calloc(field->entrants + 1, sizeof *sum);
  for (size_t i = 0; sum && i < field->contacts; i++) {
    int64_t score = field->score[i * field->aspects + aspect];
    if (score == LUR_NO_SCORE || !counts(r, &field->contact[i])) continue;
    sum[field->contact[i].entrant].millionths += score;
    sum[field->contact[i].entrant].n++;
  }
  return sum;
}

static int rising(const void *pa, const void *pb)
{
  const double *a = pa, *b = pb;
  return (*a > *b) - (*a < *b);
}

/// Between the two values next to it (the quantile that spreadsheets give).
static double quantile(const double *sorted, size_t n, double share)
{
  if (!n) return (double)NAN;
  double at = share * (double)(n - 1);
  size_t below = (size_t)at;
  return below + 1 < n ? sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below])
                       : sorted[n - 1];
}

static lur_status make_total(const struct lur_result *r, size_t aspect, struct lur_result_total *out)
{
  struct sum *sum = sums_of(r, aspect);
  double *mean = calloc(r->lines + 1, sizeof *mean);
  size_t n = 0;
  for (size_t i = 0; sum && mean && i < r->lines; i++)
    if (sum[r->line[i].place->entrant].n) mean[n++] = mean_of(&sum[r->line[i].place->entrant]);
  lur_status status = sum && mean ? LUR_OK : LUR_NO_MEM;
  if (status == LUR_OK) {
    out->own = mean_of(&sum[r->entrant]);
    out->contacts = sum[r->entrant].n;
    status = lur_spread_make(mean, n, &out->spread);
  }
  free(sum);
  free(mean);
  return status;
}

static lur_status make_sections(struct lur_result *r)
{
  const struct lur_field *field = r->wave->field;
  r->section = calloc(field->aspects + 1, sizeof *r->section);
  lur_status status = r->section ? LUR_OK : LUR_NO_MEM;
  for (size_t a = 0; a < field->aspects && status == LUR_OK; a++) {
    struct lur_result_total total;
    if (field->aspect[a].kind != LUR_ASPECT_SECTION) continue;
    status = make_total(r, a, &total);
    if (status == LUR_OK && total.spread.n)
      r->section[r->sections++] = (struct lur_result_section){.id = field->aspect[a].id,
                                                              .title = field->aspect[a].title,
                                                              .own = total.own,
                                                              .contacts = total.contacts,
                                                              .spread = total.spread};
  }
  return status;
}

// ---- What costs points

static bool is_own(const struct lur_result *r, size_t contact)
{
  const struct lur_contact *c = &r->wave->field->contact[contact];
  return c->entrant == r->entrant && counts(r, c);
}

/// What each cause takes from the mean of each entrant: taken[entrant * causes + cause]; free() it.
static double *taken_of(const struct lur_result *r, const struct sum *total)
{
  const struct lur_result_facts *facts = r->wave->facts;
  const struct lur_field *field = r->wave->field;
  double *taken = calloc(field->entrants * facts->causes + 1, sizeof *taken);
  for (size_t i = 0; taken && i < facts->losses; i++) {
    const struct lur_result_loss *loss = &facts->loss[i];
    const struct lur_contact *c = &field->contact[loss->contact];
    if (counts(r, c) && total[c->entrant].n)
      taken[c->entrant * facts->causes + loss->cause] += loss->lost / (double)total[c->entrant].n;
  }
  return taken;
}

/// The least that a cause takes from anybody of the class with calls enough to tell.
static double least_taken(const struct lur_result *r, const struct sum *total, const double *taken,
                          size_t cause)
{
  size_t causes = r->wave->facts->causes;
  double least = taken[r->entrant * causes + cause];
  int64_t enough = r->league->rules.minimum_contacts;
  if (enough < LUR_RESULT_AGENT_CALLS) enough = LUR_RESULT_AGENT_CALLS;
  for (size_t i = 0; i < r->lines; i++) {
    size_t entrant = r->line[i].place->entrant;
    if (total[entrant].n >= enough) least = fmin(least, taken[entrant * causes + cause]);
  }
  return least;
}

static int dearest_first(const void *pa, const void *pb)
{
  const struct lur_result_cost *a = pa, *b = pb;
  if (a->mean != b->mean) return a->mean > b->mean ? -1 : 1;
  return (a->cause > b->cause) - (a->cause < b->cause);
}

static double gain(const struct lur_result_cost *cost)
{
  return cost->mean - cost->best;
}

static int most_to_win_first(const void *pa, const void *pb)
{
  const struct lur_result_cost *a = pa, *b = pb;
  if (gain(a) != gain(b)) return gain(a) > gain(b) ? -1 : 1;
  return (a->cause > b->cause) - (a->cause < b->cause);
}

static void count_reason(struct lur_result_reason *reasons, size_t *n, const char *text)
{
  size_t i = 0;
  while (i < *n && reasons[i].text != text) i++;
  if (i == *n) reasons[(*n)++] = (struct lur_result_reason){text, 0};
  reasons[i].calls++;
}

static int most_often_first(const void *pa, const void *pb)
{
  const struct lur_result_reason *a = pa, *b = pb;
  if (a->calls != b->calls) return a->calls > b->calls ? -1 : 1;
  return strcmp(a->text, b->text);
}

static void take_reasons(struct lur_result_cost *cost, struct lur_result_reason *reasons, size_t n)
{
  if (n) qsort(reasons, n, sizeof *reasons, most_often_first);
  for (size_t i = 0; i < n && cost->reasons < LUR_RESULT_REASONS; i++)
    if (reasons[i].text[0]) cost->reason[cost->reasons++] = reasons[i];
}

/// A loss before another as evidence: what can be heard first, then the larger, then the earlier call.
static bool tells_more(const struct lur_result_loss *a, const struct lur_result_loss *b)
{
  if ((a->spans > 0) != (b->spans > 0)) return a->spans > 0;
  if (a->lost != b->lost) return a->lost > b->lost;
  return a->contact < b->contact;
}

static void keep_evidence(const struct lur_result_loss **best, const struct lur_result_loss *loss)
{
  for (size_t i = 0; i < LUR_RESULT_PLACES; i++) {
    if (best[i] && !tells_more(loss, best[i])) continue;
    for (size_t k = LUR_RESULT_PLACES - 1; k > i; k--) best[k] = best[k - 1];
    best[i] = loss;
    return;
  }
}

static void take_evidence(const struct lur_result *r, struct lur_result_cost *cost,
                          const struct lur_result_loss **best)
{
  const struct lur_result_facts *facts = r->wave->facts;
  for (size_t i = 0; i < LUR_RESULT_PLACES && best[i]; i++)
    cost->evidence[cost->evidences++] =
        (struct lur_result_evidence){.moment = &facts->moment[best[i]->contact],
                                     .call = r->wave->field->contact[best[i]->contact].call,
                                     .at = facts->span.at ? facts->span.at + best[i]->span : NULL,
                                     .n = best[i]->spans};
}

/// The participant's losses, and room for what is gathered of one cause.
struct gathered {
  const struct lur_result_loss **loss;
  size_t losses;
  double *value;
  struct lur_result_reason *reason;
};

static void gather(const struct lur_result *r, struct lur_result_cost *cost, const struct gathered *room)
{
  const struct lur_result_facts *facts = r->wave->facts;
  const struct lur_result_loss *best[LUR_RESULT_PLACES] = {0};
  size_t values = 0, reasons = 0;
  for (size_t i = 0; i < room->losses; i++) {
    const struct lur_result_loss *loss = room->loss[i];
    if (&facts->cause[loss->cause] != cost->cause) continue;
    cost->calls++;
    if (isfinite(loss->value)) room->value[values++] = loss->value;
    count_reason(room->reason, &reasons, facts->reason[loss->reason]);
    keep_evidence(best, loss);
  }
  if (values) qsort(room->value, values, sizeof *room->value, rising);
  cost->value = quantile(room->value, values, 0.5);
  take_reasons(cost, room->reason, reasons);
  take_evidence(r, cost, best);
}

static lur_status make_room(const struct lur_result *r, struct gathered *room)
{
  const struct lur_result_facts *facts = r->wave->facts;
  room->loss = calloc(facts->losses + 1, sizeof *room->loss);
  if (!room->loss) return LUR_NO_MEM;
  for (size_t i = 0; i < facts->losses; i++)
    if (is_own(r, facts->loss[i].contact)) room->loss[room->losses++] = &facts->loss[i];
  room->value = calloc(room->losses + 1, sizeof *room->value);
  room->reason = calloc(room->losses + 1, sizeof *room->reason);
  return room->value && room->reason ? LUR_OK : LUR_NO_MEM;
}

static void fill_costs(struct lur_result *r, const struct sum *total, const double *taken,
                       const struct gathered *room)
{
  const struct lur_result_facts *facts = r->wave->facts;
  for (size_t k = 0; k < facts->causes; k++) {
    struct lur_result_cost cost = {.cause = &facts->cause[k], .mean = taken[r->entrant * facts->causes + k]};
    if (!(cost.mean > 0)) continue;
    cost.best = least_taken(r, total, taken, k);
    gather(r, &cost, room);
    r->cost[r->costs++] = cost;
    if (gain(&cost) > 0) r->move[r->moves++] = cost;
  }
  if (r->costs) qsort(r->cost, r->costs, sizeof *r->cost, dearest_first);
  if (r->moves) qsort(r->move, r->moves, sizeof *r->move, most_to_win_first);
}

static lur_status make_costs(struct lur_result *r)
{
  const struct lur_result_facts *facts = r->wave->facts;
  struct gathered room = {0};
  struct sum *total = sums_of(r, TOTAL);
  double *taken = total ? taken_of(r, total) : NULL;
  r->cost = calloc(facts->causes + 1, sizeof *r->cost);
  r->move = calloc(facts->causes + 1, sizeof *r->move);
  lur_status status = taken && r->cost && r->move ? make_room(r, &room) : LUR_NO_MEM;
  if (status == LUR_OK) fill_costs(r, total, taken, &room);
  free(room.loss);
  free(room.value);
  free(room.reason);
  free(taken);
  free(total);
  return status;
}

// ---- Calls

/// The earlier call first where they came to the same.
static int best_call_first(const void *pa, const void *pb)
{
  const struct lur_result_call *a = pa, *b = pb;
  if (a->total_millionths != b->total_millionths) return a->total_millionths > b->total_millionths ? -1 : 1;
  return (a->moment > b->moment) - (a->moment < b->moment);
}

static struct lur_result_call call_of(const struct lur_result *r, size_t i)
{
  const struct lur_field *field = r->wave->field;
  const struct lur_contact *c = &field->contact[i];
  return (struct lur_result_call){.moment = &r->wave->facts->moment[i],
                                  .call = c->call,
                                  .total_millionths = field->score[i * field->aspects + TOTAL],
                                  .agent = c->agent < field->agents ? field->agent[c->agent] : ""};
}

/// What cost those calls most.
static void find_causes(const struct lur_result *r, struct lur_result_call *calls, size_t n)
{
  const struct lur_result_facts *facts = r->wave->facts;
  for (size_t i = 0; i < facts->losses; i++)
    for (size_t k = 0; k < n; k++)
      if (calls[k].moment == &facts->moment[facts->loss[i].contact] && facts->loss[i].lost > calls[k].lost) {
        calls[k].lost = facts->loss[i].lost;
        calls[k].cause = &facts->cause[facts->loss[i].cause];
      }
}

static size_t at_most(size_t n)
{
  return n < LUR_RESULT_CALLS ? n : LUR_RESULT_CALLS;
}

/// No call is both to praise and to learn from; of very few neither can be chosen.
static lur_status make_calls(struct lur_result *r)
{
  const struct lur_field *field = r->wave->field;
  struct lur_result_call *call = calloc(field->contacts + 1, sizeof *call);
  size_t n = 0;
  if (!call) return LUR_NO_MEM;
  for (size_t i = 0; i < field->contacts; i++)
    if (is_own(r, i) && field->contact[i].answered && field->score[i * field->aspects] != LUR_NO_SCORE)
      call[n++] = call_of(r, i);
  if (n) qsort(call, n, sizeof *call, best_call_first);
  r->praises = r->learns = n < LUR_RESULT_CHOICE ? 0 : at_most(n / 2);
  for (size_t i = 0; i < r->praises; i++) r->praise[i] = call[i];
  for (size_t i = 0; i < r->learns; i++) r->learn[i] = call[n - 1 - i];
  free(call);
  find_causes(r, r->praise, r->praises);
  find_causes(r, r->learn, r->learns);
  return LUR_OK;
}

static lur_status make_share(struct lur_result *r)
{
  const struct lur_field *field = r->wave->field;
  for (size_t i = 0; i < field->contacts; i++) {
    if (!is_own(r, i) || field->score[i * field->aspects + TOTAL] == LUR_NO_SCORE) continue;
    r->contacts++;
    r->answered_contacts += field->contact[i].answered;
  }
  return lur_share_make(r->answered_contacts, r->contacts, r->league->rules.level, &r->share);
}

// ---- Hours

static void find_hours(struct lur_result *r)
{
  const struct lur_result_facts *facts = r->wave->facts;
  r->first_hour = r->last_hour = -1;
  for (size_t i = 0; i < facts->moments; i++) {
    int hour = facts->moment[i].hour;
    if (hour < 0 || hour > 23) continue;
    if (r->first_hour < 0 || hour < r->first_hour) r->first_hour = hour;
    if (hour > r->last_hour) r->last_hour = hour;
  }
}

static void make_hour(const struct lur_result *r, int hour, double *wait, struct lur_result_hour *out)
{
  const struct lur_field *field = r->wave->field;
  size_t n = 0;
  for (size_t i = 0; i < field->contacts; i++) {
    const struct lur_contact *c = &field->contact[i];
    if (!is_own(r, i) || r->wave->facts->moment[i].hour != hour) continue;
    out->contacts++;
    out->answered += c->answered;
    if (c->answered && isfinite(c->wait_s)) wait[n++] = c->wait_s;
  }
  if (n) qsort(wait, n, sizeof *wait, rising);
  out->waits = (int64_t)n;
  out->median = quantile(wait, n, 0.5);
  out->longest = quantile(wait, n, 1);
}

static lur_status make_hours(struct lur_result *r)
{
  const struct lur_field *field = r->wave->field;
  double *wait = calloc(field->contacts + 1, sizeof *wait);
  if (!wait) return LUR_NO_MEM;
  find_hours(r);
  for (int h = 0; h < 24; h++) make_hour(r, h, wait, &r->hour[h]);
  for (size_t i = 0; i < field->contacts; i++)
    r->hourless += is_own(r, i) && r->wave->facts->moment[i].hour < 0;
  free(wait);
  return LUR_OK;
}

// ---- Agents

static int best_agent_first(const void *pa, const void *pb)
{
  const struct lur_result_agent *a = pa, *b = pb;
  if (a->mean != b->mean) return a->mean > b->mean ? -1 : 1;
  return strcmp(a->name, b->name);
}

/// Those who are above the participant's mean of answered contacts.
static lur_status make_agents(struct lur_result *r)
{
  const struct lur_field *field = r->wave->field;
  struct sum *sum = calloc(field->agents + 1, sizeof *sum);
  struct lur_result_agent *agent = calloc(field->agents + 1, sizeof *agent);
  size_t n = 0;
  for (size_t i = 0; sum && i < field->contacts; i++) {
    const struct lur_contact *c = &field->contact[i];
    int64_t score = field->score[i * field->aspects + TOTAL];
    if (!is_own(r, i) || !c->answered || !c->agent || c->agent >= field->agents || score == LUR_NO_SCORE)
      continue;
    sum[c->agent].millionths += score;
    sum[c->agent].n++;
  }
  for (size_t i = 1; sum && agent && i < field->agents; i++)
    if (sum[i].n >= LUR_RESULT_AGENT_CALLS && mean_of(&sum[i]) > r->answered.own)
      agent[n++] = (struct lur_result_agent){field->agent[i], sum[i].n, mean_of(&sum[i])};
  if (agent && n) qsort(agent, n, sizeof *agent, best_agent_first);
  for (r->agents = 0; agent && r->agents < n && r->agents < LUR_RESULT_AGENTS; r->agents++)
    r->agent[r->agents] = agent[r->agents];
  bool ok = sum && agent;
  free(sum);
  free(agent);
  return ok ? LUR_OK : LUR_NO_MEM;
}

static void find_past(struct lur_result *r)
{
  const struct lur_result_past *past = r->wave->past;
  for (size_t i = 0; past && i < past->field->entrants; i++)
    if (strcmp(past->field->entrant[i].name, r->name) == 0)
      league_of(past->league, past->leagues, i, &r->past);
  if (r->past && !r->past->contacts) r->past = NULL;
}

lur_status lur_result_make(const struct lur_result_wave *wave, size_t entrant, bool named,
                           struct lur_result **out)
{
  const struct lur_place *place = NULL;
  if (entrant >= wave->field->entrants || wave->field->aspects <= ANSWERED ||
      wave->facts->moments != wave->field->contacts)
    return LUR_BAD_ARG;
  const struct lur_league *league = league_of(wave->league, wave->leagues, entrant, &place);
  if (!league) return LUR_BAD_ARG;
  struct lur_result *r = calloc(1, sizeof *r);
  if (!r) return LUR_NO_MEM;
  r->wave = wave;
  r->entrant = entrant;
  r->name = wave->field->entrant[entrant].name;
  r->title = wave->field->entrant[entrant].title;
  r->class_name = wave->field->entrant[entrant].class_name;
  r->named = named;
  r->league = league;
  r->place = place;
  lur_status status = lur_result_lines_make(wave->field, league, entrant, named, &r->line);
  if (status == LUR_OK) r->lines = league->places;
  if (status == LUR_OK) status = make_total(r, TOTAL, &r->all);
  if (status == LUR_OK) status = make_total(r, ANSWERED, &r->answered);
  if (status == LUR_OK) status = make_sections(r);
  if (status == LUR_OK) status = make_costs(r);
  if (status == LUR_OK) status = make_calls(r);
  if (status == LUR_OK) status = make_hours(r);
  if (status == LUR_OK) status = make_agents(r);
  if (status == LUR_OK) status = make_share(r);
  find_past(r);
  if (status == LUR_OK)
    *out = r;
  else
    lur_result_free(r);
  return status;
}

void lur_result_free(struct lur_result *r)
{
  if (!r) return;
  lur_result_lines_free(r->line, r->lines);
  free(r->section);
  free(r->cost);
  free(r->move);
  free(r);
}
