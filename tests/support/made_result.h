// A wave made up: participants of different worth, calls through the day, causes with reasons and evidence.
// The same seed gives the same wave.
#ifndef LUR_TEST_MADE_RESULT_H
#define LUR_TEST_MADE_RESULT_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/result.h"
#include "tests/support/dice.h"

struct made_wave_options {
  size_t participants, calls, classes; // calls: of each participant
  uint64_t seed;
  int draws;
  bool all_unanswered, long_names, all_day;
};

struct made_wave {
  struct lur_field field, past_field;
  struct lur_result_facts facts;
  struct lur_league **league, **past_league;
  const struct lur_league **league_view, **past_view;
  struct lur_result_past past;
  struct lur_result_wave wave;
  size_t classes;
};

// Names as they are in the field's countries; each is told by its whole, so that a test can look for it.
static const char *const made_names[] = {
    "Ångström Energi",    "Øresund Bank",       "Großmann Versicherung", "Nordlys Tele",   "Kvarnby Kommune",
    "Fjällräven Support", "Smørrebrød Sverige", "Van der Meer Wonen",    "Ytterdal Kraft", "Zuiderzee Zorg",
    "Havnens Forsikring", "Lindqvist El",       "Brugg Rejser",          "Tuinstra Post",  "Hålogaland Buss",
    "Æbelø Færgefart",    "Jönköping Vatten",   "Dijkstra Fietsen",      "Sæterbø Hotell", "Malmö Optik"};
enum { MADE_NAMES = sizeof made_names / sizeof *made_names };
static const char *const made_sections[] = {"Access", "First impression", "Needs and content", "Closing"};
static const char *const made_criteria[] = {"Time to answer",
                                            "Menu steps",
                                            "Greeting by the book",
                                            "Friendly tone",
                                            "Asks what it is about",
                                            "Gives the right answer",
                                            "Explains without jargon",
                                            "Lets the caller finish",
                                            "Sums up what was agreed",
                                            "Asks whether there is anything else",
                                            "Says goodbye with the caller's name"};
enum { MADE_SECTIONS = 4, MADE_CRITERIA = 11 };
static const size_t made_section_of[MADE_CRITERIA] = {0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 3};

static inline void made_must(lur_status status)
{
  if (status == LUR_OK) return;
  fprintf(stderr, "the wave cannot be made up: %s\n", lur_status_text(status));
  exit(1);
}

static inline void made_title(const struct made_wave_options *options, size_t i, char *out, size_t size)
{
  const char *tail = options->long_names
                         ? " – Kundesenter for hele Nordvestlandet og Øvrige Regioner AS (tidligere "
                           "Samferdselsforbundets Informasjonstjeneste)"
                         : "";
  if (i < MADE_NAMES)
    snprintf(out, size, "%s%s", made_names[i], tail);
  else
    snprintf(out, size, "%s %zu%s", made_names[i % MADE_NAMES], i / MADE_NAMES + 1, tail);
}

static inline void made_aspects(struct lur_field *field)
{
  char id[32];
  size_t index;
  made_must(lur_field_add_aspect(field, LUR_ASPECT_TOTAL, "total", "Total", &index));
  made_must(lur_field_add_aspect(field, LUR_ASPECT_ANSWERED, "answered", "Answered", &index));
  for (size_t s = 0; s < MADE_SECTIONS; s++) {
    snprintf(id, sizeof id, "s%zu", s);
    made_must(lur_field_add_aspect(field, LUR_ASPECT_SECTION, id, made_sections[s], &index));
  }
}

static inline void made_causes(struct lur_result_facts *facts)
{
  char id[32], title[200], section[100], unit[8], unanswered[] = "Nobody answered within the limit";
  size_t index;
  for (size_t k = 0; k < MADE_CRITERIA; k++) {
    snprintf(id, sizeof id, "c%zu", k);
    snprintf(title, sizeof title, "%s", made_criteria[k]);
    snprintf(section, sizeof section, "%s", made_sections[made_section_of[k]]);
    snprintf(unit, sizeof unit, "%s", k == 0 ? "s" : "");
    struct lur_result_cause cause = {id, title, section, unit, false};
    made_must(lur_result_add_cause(facts, &cause, &index));
  }
  struct lur_result_cause rule = {unanswered + 7, unanswered, unanswered + sizeof unanswered - 1,
                                  unanswered + sizeof unanswered - 1, true};
  snprintf(id, sizeof id, "1");
  rule.id = id;
  made_must(lur_result_add_cause(facts, &rule, &index));
}

static inline void made_loss(struct lur_result_facts *facts, size_t contact, size_t k, double lost,
                             double value, struct dice *dice)
{
  double from = dice_between(dice, 5, 60);
  const struct lur_span at[] = {{from, from + 3.5}, {from + 20, from + 24}};
  const char *const reason[] = {NULL, "Missing", "Partly"};
  const struct lur_result_loss loss = {.contact = contact, .cause = k, .lost = lost, .value = value};
  made_must(lur_result_add_loss(facts, &loss, k == 0 || k == MADE_CRITERIA ? NULL : reason[lost > 4 ? 1 : 2],
                                at, k < 9 ? 1 + k % 2 : 0));
}

// Each criterion is worth as much of its section; sections weigh the same.
static inline void made_call(struct made_wave *made, struct lur_field *field, size_t entrant, double worth,
                             const struct made_wave_options *options, struct dice *dice, int64_t call)
{
  int64_t score[2 + MADE_SECTIONS];
  double section[MADE_SECTIONS] = {0}, in[MADE_SECTIONS] = {0}, total = 0;
  bool facts = field == &made->field, answered = !options->all_unanswered && dice_between(dice, 0, 1) > 0.08;
  size_t contact = field->contacts;
  int hour = options->all_day ? dice_below(dice, 24) : 9 + dice_below(dice, 7);
  if (hour == 13) hour = 12; // nobody calls in the middle of the day
  double wait = -60 * log(dice_between(dice, 0, 1) + 1e-9) * (hour == 11 ? 2.2 : 1);
  for (size_t k = 0; k < MADE_CRITERIA; k++) {
    double points = dice_between(dice, 0, 1) < worth ? 100 : dice_between(dice, 0, 1) < 0.6 ? 50 : 0;
    if (k == 0) points = fmax(0, 100 - wait / 3);
    section[made_section_of[k]] += points;
    in[made_section_of[k]]++;
  }
  for (size_t s = 0; s < MADE_SECTIONS; s++) total += section[s] / in[s] / MADE_SECTIONS;
  if (facts && answered) {
    // What was lost in a section is laid to its criteria by turns: the sums are right, and that is enough.
    for (size_t s = 0; s < MADE_SECTIONS; s++) {
      double lost = (100 - section[s] / in[s]) / MADE_SECTIONS;
      size_t k = s == 0 ? 0 : s == 1 ? 2 + contact % 2 : s == 2 ? 4 + contact % 4 : 8 + contact % 3;
      made_loss(&made->facts, contact, k, lost, k == 0 ? wait : (double)NAN, dice);
    }
  } else if (facts) {
    made_loss(&made->facts, contact, MADE_CRITERIA, 100, (double)NAN, dice);
  }
  score[0] = answered ? (int64_t)(total * 1e6) : 0;
  score[1] = answered ? score[0] : LUR_NO_SCORE;
  for (size_t s = 0; s < MADE_SECTIONS; s++)
    score[2 + s] = answered ? (int64_t)(section[s] / in[s] * 1e6) : LUR_NO_SCORE;
  char agent[32];
  uint32_t who = 0;
  snprintf(agent, sizeof agent, "%u", 1 + (unsigned)dice_below(dice, 5));
  if (answered) made_must(lur_field_agent(field, agent, &who));
  const struct lur_contact c = {.entrant = entrant,
                                .call = call,
                                .answered = answered,
                                .wait_s = answered ? wait : (double)NAN,
                                .stratum = (uint32_t)(hour % 3),
                                .agent = who};
  made_must(lur_field_add_contact(field, &c, score));
  if (!facts) return;
  struct lur_result_moment moment = {.hour = hour};
  snprintf(moment.call, sizeof moment.call, "c%lld", (long long)call);
  snprintf(moment.when, sizeof moment.when, "2026-05-%02d %02d:%02d", 1 + (int)dice_below(dice, 28), hour,
           (int)dice_below(dice, 60));
  made_must(lur_result_add_moment(&made->facts, &moment));
}

static inline void made_field(struct made_wave *made, struct lur_field *field,
                              const struct made_wave_options *options, double lift)
{
  char name[32], title[400], class_name[32] = "";
  struct dice dice = {options->seed + (field == &made->field)};
  int64_t call = 0;
  made_aspects(field);
  for (size_t i = 0; i < options->participants; i++) {
    size_t index;
    snprintf(name, sizeof name, "p%zu", i);
    made_title(options, i, title, sizeof title);
    if (options->classes > 1) snprintf(class_name, sizeof class_name, "Class-%zu", i % options->classes);
    made_must(lur_field_add_entrant(field, name, title, class_name, &index));
  }
  for (size_t i = 0; i < options->participants; i++) {
    double worth = 0.45 + 0.4 * dice_between(&dice, 0, 1) + lift;
    for (size_t k = 0; k < options->calls; k++) made_call(made, field, i, worth, options, &dice, ++call);
  }
}

static inline struct lur_league **made_leagues(const struct lur_field *field,
                                               const struct made_wave_options *options)
{
  struct lur_league **league = calloc(options->classes + 1, sizeof *league);
  if (!league) exit(1);
  for (size_t c = 0; c < options->classes; c++) {
    char name[32];
    struct lur_league_rules rules = lur_league_rules_default();
    snprintf(name, sizeof name, "Class-%zu", c);
    rules.class_name = options->classes > 1 ? name : NULL;
    rules.draws = options->draws;
    made_must(lur_league_make(field, &rules, &league[c]));
  }
  return league;
}

static inline struct made_wave *made_wave_new(const struct made_wave_options *options)
{
  struct made_wave *made = calloc(1, sizeof *made);
  if (!made) exit(1);
  made->classes = options->classes;
  made_causes(&made->facts);
  made_field(made, &made->field, options, 0.05);
  made_field(made, &made->past_field, options, 0);
  made->league = made_leagues(&made->field, options);
  made->past_league = made_leagues(&made->past_field, options);
  made->league_view = calloc(options->classes + 1, sizeof *made->league_view);
  made->past_view = calloc(options->classes + 1, sizeof *made->past_view);
  if (!made->league_view || !made->past_view) exit(1);
  for (size_t c = 0; c < options->classes; c++) {
    made->league_view[c] = made->league[c];
    made->past_view[c] = made->past_league[c];
  }
  made->past = (struct lur_result_past){"Autumn 2025", &made->past_field, made->past_view, options->classes};
  made->wave =
      (struct lur_result_wave){.name = "spring",
                               .title = "Spring 2026",
                               .rubric = "Customer service, contact centre",
                               .version = "2026.1",
                               .sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                               .from = "2026-05-01",
                               .to = "2026-05-28",
                               .field = &made->field,
                               .facts = &made->facts,
                               .league = made->league_view,
                               .leagues = options->classes,
                               .past = &made->past};
  return made;
}

static inline void made_wave_free(struct made_wave *made)
{
  for (size_t c = 0; c < made->classes; c++) {
    lur_league_free(made->league[c]);
    lur_league_free(made->past_league[c]);
  }
  free(made->league);
  free(made->past_league);
  free(made->league_view);
  free(made->past_view);
  lur_field_clear(&made->field);
  lur_field_clear(&made->past_field);
  lur_result_facts_clear(&made->facts);
  free(made);
}

#endif
