#include <math.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/nearest.h"
#include "rubrics/check.h"
#include "rubrics/parsing.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

// Maps as they should be, shown where something is missing: the same in every language.
static const char rubric_example[] =
    "lur: rubric/1, id: service, version: \"1\", title: Service, sections: [...]";
static const char section_example[] = "{id: access, title: Access, weight: 20, criteria: [...]}";
static const char rule_example[] = "[{when: \"not answer.answered\", score: 0, because: Nobody answered}]";
static const char band_example[] = "{id: gold, from: 85}";
static const char coverage_example[] = "{minimum: 0.8}";
static const char attempts_example[] = "{max_wait_s: 300, attempts: 2, unanswered: 0}";

void *lur_parse_room(struct lur_reading *r, size_t n, size_t size)
{
  void *at = calloc(n ? n : 1, size);
  if (!at) lur_reading_no_mem(r);
  return at;
}

static bool id_is_taken(const struct lur_rubric *rubric, const char *id)
{
  for (size_t k = 0; k + 1 < rubric->criteria; k++)
    if (rubric->criterion[k].id && strcmp(rubric->criterion[k].id, id) == 0) return true;
  return false;
}

/// Criteria of all sections stand in one array.
static bool make_room_for_criteria(struct lur_reading *r, struct lur_rubric *rubric,
                                   const struct lur_node *node)
{
  size_t n = rubric->criteria + node->n;
  if (n > LUR_CRITERIA_LIMIT) {
    lur_fault_at(r, node, _("there are more than %d criteria; split the rubric"), LUR_CRITERIA_LIMIT);
    return false;
  }
  struct lur_criterion *at = realloc(rubric->criterion, n * sizeof *at);
  if (at)
    rubric->criterion = at;
  else
    lur_reading_no_mem(r);
  return at;
}

static void read_criteria(struct lur_reading *r, const struct lur_node *node, struct lur_rubric *rubric,
                          struct lur_section *section)
{
  if (!node || !lur_read_is_list(r, node, "[{id: ..., title: ..., ...}]")) return;
  if (!make_room_for_criteria(r, rubric, node)) return;
  for (size_t i = 0; i < node->n; i++) {
    struct lur_criterion *c = &rubric->criterion[rubric->criteria++];
    *c = (struct lur_criterion){.section = rubric->sections - 1};
    section->criteria++;
    lur_parse_criterion(r, node->item[i], rubric, section, c);
    if (c->id && id_is_taken(rubric, c->id)) lur_parse_double_id(r, node->item[i], c->id);
  }
}

/// In a rubric of points each section says what it can give; else it has a weight.
static void read_section_points(struct lur_reading *r, const struct lur_node *node,
                                const struct lur_node *weight, const struct lur_node *points,
                                const struct lur_rubric *rubric, struct lur_section *s)
{
  if (rubric->points == 0 && points)
    lur_fault_at(r, points, "%s",
                 _("only a rubric of points has sections of points; write “points: 500” above “sections”, or "
                   "“weight” here"));
  if (rubric->points == 0) return;
  if (weight)
    lur_fault_at(r, weight, "%s",
                 _("a rubric of points has no weights; write “points” here, the most it gives"));
  else if (!points)
    lur_fault_at(r, node, "%s", _("“points” is missing here: the most this section can give; add it"));
  lur_read_number(r, points, 0, LUR_POINTS_TOTAL_LIMIT, &s->points);
}

/// What a section says that it gives must be what its criteria give.
static void check_section_points(struct lur_reading *r, const struct lur_node *points,
                                 const struct lur_rubric *rubric, const struct lur_section *s)
{
  double sum = 0;
  for (size_t i = s->first; i < s->first + s->criteria; i++) sum += rubric->criterion[i].weight;
  if (fabs(sum - s->points) > 1e-6)
    lur_fault_at(r, points,
                 _("the criteria of this section give %.10g points at most and not %.10g; mend one of "
                   "them"),
                 sum, s->points);
}

static void read_section(struct lur_reading *r, const struct lur_node *node, struct lur_rubric *rubric)
{
  enum { ID, TITLE, WEIGHT, POINTS, WEIGHT_FROM, COMPETENCE, NOTE, SOURCE, CRITERIA, KEYS };
  static const struct lur_key keys[KEYS] = {{"id", true},      {"title", true},        {"weight", false},
                                            {"points", false}, {"weight_from", false}, {"competence", false},
                                            {"note", false},   {"source", false},      {"criteria", true}};
  const struct lur_node *of[KEYS];
  struct lur_section *s = &rubric->section[rubric->sections++];
  s->weight = 1;
  s->first = rubric->criteria;
  if (!lur_read_keys(r, node, keys, KEYS, of, section_example)) return;
  lur_read_id(r, of[ID], true, &s->id);
  lur_read_texts(r, of[TITLE], &s->title);
  lur_parse_weight(r, of[WEIGHT], &s->weight);
  lur_parse_weight_from(r, of[WEIGHT_FROM], &s->weight_from);
  lur_parse_competence(r, of[COMPETENCE], &s->competence);
  lur_read_texts(r, of[NOTE], &s->note);
  lur_read_texts(r, of[SOURCE], &s->source);
  read_section_points(r, node, of[WEIGHT], of[POINTS], rubric, s);
  for (size_t k = 0; s->id && k + 1 < rubric->sections; k++)
    if (rubric->section[k].id && strcmp(rubric->section[k].id, s->id) == 0)
      lur_parse_double_id(r, node, s->id);
  read_criteria(r, of[CRITERIA], rubric, s);
  if (rubric->points > 0 && r->status == LUR_OK) check_section_points(r, of[POINTS], rubric, s);
}

static void read_sections(struct lur_reading *r, const struct lur_node *node, struct lur_rubric *rubric)
{
  if (!node || !lur_read_is_list(r, node, section_example)) return;
  if (node->n > LUR_CRITERIA_LIMIT) {
    lur_fault_at(r, node, _("there are more than %d sections; split the rubric"), LUR_CRITERIA_LIMIT);
    return;
  }
  rubric->section = lur_parse_room(r, node->n, sizeof *rubric->section);
  for (size_t i = 0; rubric->section && i < node->n; i++) read_section(r, node->item[i], rubric);
}

static void read_rules(struct lur_reading *r, const struct lur_node *node, struct lur_rubric *rubric)
{
  if (!node || !lur_read_is_list(r, node, rule_example)) return;
  rubric->rule = lur_parse_room(r, node->n, sizeof *rubric->rule);
  for (size_t i = 0; rubric->rule && i < node->n; i++)
    lur_parse_rule(r, node->item[i], &rubric->rule[rubric->rules++]);
}

static void read_band(struct lur_reading *r, const struct lur_node *node, struct lur_rubric *rubric)
{
  enum { ID, TITLE, FROM, KEYS };
  static const struct lur_key keys[KEYS] = {{"id", true}, {"title", false}, {"from", true}};
  const struct lur_node *of[KEYS];
  struct lur_band *band = &rubric->band[rubric->bands++];
  if (!lur_read_keys(r, node, keys, KEYS, of, band_example)) return;
  lur_read_id(r, of[ID], true, &band->id);
  lur_read_texts(r, of[TITLE], &band->title);
  lur_read_number(r, of[FROM], 0, 100, &band->from);
  if (rubric->bands > 1 && of[FROM] && band->from >= band[-1].from)
    lur_fault_at(
        r, of[FROM],
        _("the bands go from the best to the lowest, and %g does not come below %g; put them in order"),
        band->from, band[-1].from);
  for (size_t k = 0; band->id && k + 1 < rubric->bands; k++)
    if (rubric->band[k].id && strcmp(rubric->band[k].id, band->id) == 0)
      lur_parse_double_id(r, node, band->id);
}

static void read_bands(struct lur_reading *r, const struct lur_node *node, struct lur_rubric *rubric)
{
  if (!node || !lur_read_is_list(r, node, band_example)) return;
  rubric->band = lur_parse_room(r, node->n, sizeof *rubric->band);
  for (size_t i = 0; rubric->band && i < node->n; i++) read_band(r, node->item[i], rubric);
}

static void read_coverage(struct lur_reading *r, const struct lur_node *node, struct lur_rubric *rubric)
{
  static const struct lur_key keys[] = {{"minimum", true}};
  const struct lur_node *of[COUNT(keys)];
  rubric->coverage_minimum = LUR_COVERAGE_DEFAULT;
  if (node && lur_read_keys(r, node, keys, COUNT(keys), of, coverage_example))
    lur_read_number(r, of[0], 0, 1, &rubric->coverage_minimum);
}

static void read_attempts(struct lur_reading *r, const struct lur_node *node, struct lur_attempts *out)
{
  enum { MAX_WAIT, ATTEMPTS, UNANSWERED, KEYS };
  static const struct lur_key keys[KEYS] = {{"max_wait_s", true}, {"attempts", true}, {"unanswered", true}};
  const struct lur_node *of[KEYS];
  double attempts = 1;
  if (!node || !lur_read_keys(r, node, keys, KEYS, of, attempts_example)) return;
  lur_read_number(r, of[MAX_WAIT], 1, 86400, &out->max_wait_s);
  lur_read_number(r, of[ATTEMPTS], 1, 100, &attempts);
  lur_read_number(r, of[UNANSWERED], 0, 100, &out->unanswered);
  if (attempts != floor(attempts))
    lur_fault_at(r, of[ATTEMPTS], "%s", _("attempts are a whole number, such as 2"));
  out->attempts = (int)attempts;
  out->given = true;
}

enum {
  R_LUR,
  R_ID,
  R_VERSION,
  R_TITLE,
  R_NOTE,
  R_SOURCE,
  R_WEIGHT_SOURCE,
  R_POINTS,
  R_OUT_OF,
  R_DEFINITIONS,
  R_SECTIONS,
  R_ATTEMPTS,
  R_TOTALS,
  R_RULES,
  R_COVERAGE,
  R_BANDS,
  R_KEYS
};

/// What is read before the sections, which lean on it.
static void read_measure_of_all(struct lur_reading *r, const struct lur_node *const *of,
                                struct lur_rubric *rubric)
{
  rubric->out_of = 100;
  lur_read_number(r, of[R_POINTS], 1, LUR_POINTS_TOTAL_LIMIT, &rubric->points);
  if (rubric->points > 0) rubric->out_of = rubric->points;
  lur_read_number(r, of[R_OUT_OF], 1, LUR_POINTS_TOTAL_LIMIT, &rubric->out_of);
  lur_parse_definitions(r, of[R_DEFINITIONS], &rubric->definitions);
}

static void check_points(struct lur_reading *r, const struct lur_node *points,
                         const struct lur_rubric *rubric)
{
  double sum = 0;
  for (size_t i = 0; i < rubric->sections; i++) sum += rubric->section[i].points;
  if (fabs(sum - rubric->points) > 1e-6)
    lur_fault_at(r, points, _("the sections give %.10g points together and not %.10g; mend one of them"), sum,
                 rubric->points);
}

static void read_rubric(struct lur_reading *r, const struct lur_node *root, struct lur_rubric *rubric)
{
  static const struct lur_key keys[R_KEYS] = {
      {"lur", true},     {"id", true},           {"version", true},        {"title", true},
      {"note", false},   {"source", false},      {"weight_source", false}, {"points", false},
      {"out_of", false}, {"definitions", false}, {"sections", true},       {"attempts", false},
      {"totals", false}, {"rules", false},       {"coverage", false},      {"bands", false}};
  const struct lur_node *of[R_KEYS];
  if (!lur_read_keys(r, root, keys, R_KEYS, of, rubric_example)) return;
  lur_read_id(r, of[R_ID], true, &rubric->id);
  lur_read_string(r, of[R_VERSION], &rubric->version);
  lur_read_texts(r, of[R_TITLE], &rubric->title);
  lur_read_texts(r, of[R_NOTE], &rubric->note);
  lur_read_texts(r, of[R_SOURCE], &rubric->source);
  lur_read_texts(r, of[R_WEIGHT_SOURCE], &rubric->weight_source);
  read_measure_of_all(r, of, rubric);
  read_sections(r, of[R_SECTIONS], rubric);
  if (rubric->points > 0 && r->status == LUR_OK) check_points(r, of[R_POINTS], rubric);
  read_attempts(r, of[R_ATTEMPTS], &rubric->attempts);
  lur_parse_totals(r, of[R_TOTALS], rubric);
  read_rules(r, of[R_RULES], rubric);
  read_coverage(r, of[R_COVERAGE], rubric);
  read_bands(r, of[R_BANDS], rubric);
}

/// Whether it is a rubric of our version at all: everything else would be a misleading complaint.
static bool is_our_format(struct lur_reading *r, const struct lur_node *root)
{
  const struct lur_node *said = NULL;
  for (size_t k = 0; root->kind == LUR_NODE_MAP && k + 1 < root->n && !said; k += 2)
    if (root->item[k]->kind == LUR_NODE_SCALAR && strcmp(root->item[k]->text, "lur") == 0)
      said = root->item[k + 1];
  if (said && said->kind == LUR_NODE_SCALAR && strcmp(said->text, LUR_RUBRIC_FORMAT) == 0) return true;
  if (said && said->kind == LUR_NODE_SCALAR && strncmp(said->text, "rubric/", 7) == 0) {
    lur_fault_at(r, said, _("this lur reads %s and not %.20s; use a newer lur, or write “lur: %s”"),
                 LUR_RUBRIC_FORMAT, said->text, LUR_RUBRIC_FORMAT);
    if (r->status == LUR_BAD_INPUT) r->status = LUR_UNSUPPORTED;
  } else {
    lur_fault_at(r, said ? said : root,
                 _("this is not a rubric; a rubric file begins with the line “lur: %s”"), LUR_RUBRIC_FORMAT);
  }
  return false;
}

static lur_status hash(const char *text, size_t len, char hex[65])
{
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int n = 0;
  if (EVP_Digest(text, len, bytes, &n, EVP_sha256(), NULL) != 1 || n != 32) return LUR_NO_MEM;
  for (unsigned int i = 0; i < n; i++) snprintf(hex + (size_t)2 * i, 3, "%02x", bytes[i]);
  return LUR_OK;
}

static void read_root(struct lur_reading *r, const struct lur_node *root, struct lur_rubric *rubric)
{
  if (!is_our_format(r, root)) return;
  read_rubric(r, root, rubric);
  // Formulas are judged when every name they may read is in place.
  if (r->status == LUR_OK) lur_rubric_check(r, rubric);
}

lur_status lur_rubric_parse(const char *text, size_t len, const char *name, struct lur_rubric **out,
                            struct lur_diags *faults)
{
  struct lur_reading r = {.name = name, .faults = faults};
  struct lur_node *root = NULL;
  struct lur_diag diag;
  lur_diags_clear(faults);
  struct lur_rubric *rubric = calloc(1, sizeof *rubric);
  if (!rubric) return LUR_NO_MEM;
  r.status = hash(text, len, rubric->sha256);
  if (r.status == LUR_OK) r.status = lur_node_read(text, len, name, &root, &diag);
  if (r.status == LUR_BAD_INPUT) lur_fault(&r, diag.line, diag.column, "%s", diag.text);
  if (r.status == LUR_OK) read_root(&r, root, rubric);
  lur_node_free(root);
  if (r.status == LUR_OK)
    *out = rubric;
  else
    lur_rubric_free(rubric);
  return r.status;
}

lur_status lur_rubric_load(const char *path, struct lur_rubric **out, struct lur_diags *faults)
{
  char *text = NULL;
  size_t len = 0;
  struct lur_diag diag;
  lur_diags_clear(faults);
  lur_status status = lur_file_read(path, LUR_NODE_SIZE_LIMIT, &text, &len, &diag);
  if (status == LUR_OK) {
    status = lur_rubric_parse(text, len, path, out, faults);
  } else if (status != LUR_NO_MEM) {
    struct lur_reading r = {.name = path, .faults = faults};
    lur_fault(&r, 0, 0, "%s", diag.text);
    if (r.status == LUR_NO_MEM) status = LUR_NO_MEM;
  }
  free(text);
  return status;
}
