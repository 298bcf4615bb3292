#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/nearest.h"
#include "rubrics/parsing.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char rule_example[] = "{when: \"not answer.answered\", score: 0, because: Nobody answered}";
static const char total_example[] =
    "{id: agent, title: The agent, contacts: answered, sections: [treatment]}";
static const char definitions_example[] = "{dead_air_s: 5, talk_ratio: of_talk}";

/// A cap is a number, or a formula such as sections.competence.
static bool is_formula(const struct lur_node *node)
{
  if (node->kind != LUR_NODE_SCALAR) return false;
  double number;
  return !lur_number_read(node->text, &number) && strpbrk(node->text, ".(*/") && !strchr(node->text, ',');
}

void lur_parse_rule(struct lur_reading *r, const struct lur_node *node, struct lur_rule *rule)
{
  enum { WHEN, SCORE, CAP, BECAUSE, KEYS };
  static const struct lur_key keys[KEYS] = {
      {"when", true}, {"score", false}, {"cap", false}, {"because", true}};
  const struct lur_node *of[KEYS];
  if (!lur_read_keys(r, node, keys, KEYS, of, rule_example)) return;
  lur_read_formula(r, of[WHEN], &rule->when);
  rule->caps = of[CAP];
  if (of[CAP] && is_formula(of[CAP]))
    lur_read_formula(r, of[CAP], &rule->limit);
  else
    lur_read_number(r, of[CAP] ? of[CAP] : of[SCORE], 0, 100, &rule->score);
  lur_read_texts(r, of[BECAUSE], &rule->because);
  if (!of[SCORE] && !of[CAP])
    lur_fault_at(r, node, "%s", _("a rule sets the total or limits it; add “score: 0” or “cap: 60”"));
  if (of[SCORE] && of[CAP])
    lur_fault_at(r, of[CAP], "%s", _("a rule has either “score” or “cap”; split it in two"));
}

void lur_parse_definitions(struct lur_reading *r, const struct lur_node *node, struct lur_definitions *out)
{
  enum { NAME, DEAD_AIR, INTERRUPTION, TALK_RATIO, WAIT_FROM, KEYS };
  static const struct lur_key keys[KEYS] = {{"name", false},
                                            {"dead_air_s", false},
                                            {"interruption_s", false},
                                            {"talk_ratio", false},
                                            {"wait_from", false}};
  static const char *const ratios[] = {"of_talk", "of_conversation"}, *const waits[] = {"first_sound",
                                                                                        "queue"};
  const struct lur_node *of[KEYS];
  size_t ratio = 0, wait = 0;
  if (!node || !lur_read_keys(r, node, keys, KEYS, of, definitions_example)) return;
  lur_read_texts(r, of[NAME], &out->name);
  lur_read_number(r, of[DEAD_AIR], 0.2, 600, &out->dead_air_s);
  lur_read_number(r, of[INTERRUPTION], 0.3, 60, &out->interruption_s);
  lur_read_name(r, of[TALK_RATIO], ratios, COUNT(ratios), &ratio);
  lur_read_name(r, of[WAIT_FROM], waits, COUNT(waits), &wait);
  out->ratio_of_conversation = ratio == 1;
  out->wait_from_queue = wait == 1;
  out->given = true;
}

static void read_total_section(struct lur_reading *r, const struct lur_node *node,
                               const struct lur_rubric *rubric, struct lur_total *total)
{
  struct lur_nearest near = {.word = ""};
  char *id = NULL;
  lur_read_string(r, node, &id);
  if (!id) return;
  near.word = id;
  for (size_t i = 0; i < rubric->sections; i++) {
    const char *name = rubric->section[i].id ? rubric->section[i].id : "";
    lur_nearest_try(&near, name);
    if (strcmp(name, id) != 0) continue;
    total->section[total->sections++] = i;
    free(id);
    return;
  }
  if (near.best)
    lur_fault_at(r, node, _("there is no section “%.64s” in this rubric; did you mean “%s”?"), id, near.best);
  else
    lur_fault_at(r, node, _("there is no section “%.64s” in this rubric; write the id of one"), id);
  free(id);
}

static bool has_section(const struct lur_total *total, size_t section)
{
  for (size_t i = 0; i + 1 < total->sections; i++)
    if (total->section[i] == section) return true;
  return false;
}

static void read_total_sections(struct lur_reading *r, const struct lur_node *node,
                                const struct lur_rubric *rubric, struct lur_total *total)
{
  if (!node || !lur_read_is_list(r, node, "[treatment, content]")) return;
  total->section = lur_parse_room(r, node->n, sizeof *total->section);
  for (size_t i = 0; total->section && i < node->n; i++) {
    size_t before = total->sections;
    read_total_section(r, node->item[i], rubric, total);
    if (total->sections > before && has_section(total, total->section[before]))
      lur_fault_at(r, node->item[i], _("the section “%s” stands here twice; remove one of them"),
                   node->item[i]->text);
  }
}

static void read_total(struct lur_reading *r, const struct lur_node *node, struct lur_rubric *rubric)
{
  enum { ID, TITLE, CONTACTS, SECTIONS, KEYS };
  static const struct lur_key keys[KEYS] = {
      {"id", true}, {"title", true}, {"contacts", false}, {"sections", false}};
  const char *contacts[] = {lur_contacts_name(LUR_CONTACTS_ALL), lur_contacts_name(LUR_CONTACTS_ANSWERED)};
  const struct lur_node *of[KEYS];
  size_t which = 0;
  struct lur_total *total = &rubric->total[rubric->totals++];
  if (!lur_read_keys(r, node, keys, KEYS, of, total_example)) return;
  lur_read_id(r, of[ID], true, &total->id);
  lur_read_texts(r, of[TITLE], &total->title);
  lur_read_name(r, of[CONTACTS], contacts, COUNT(contacts), &which);
  total->contacts = (lur_contacts)which;
  read_total_sections(r, of[SECTIONS], rubric, total);
  for (size_t k = 0; total->id && k + 1 < rubric->totals; k++)
    if (rubric->total[k].id && strcmp(rubric->total[k].id, total->id) == 0)
      lur_parse_double_id(r, node, total->id);
}

void lur_parse_totals(struct lur_reading *r, const struct lur_node *node, struct lur_rubric *rubric)
{
  if (!node || !lur_read_is_list(r, node, total_example)) return;
  rubric->total = lur_parse_room(r, node->n, sizeof *rubric->total);
  for (size_t i = 0; rubric->total && i < node->n; i++) read_total(r, node->item[i], rubric);
}
