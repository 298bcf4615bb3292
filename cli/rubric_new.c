#define _GNU_SOURCE
#include "cli/rubric_new.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/quote.h"
#include "cli/number.h"
#include "cli/places.h"
#include "cli/talk.h"
#include "rubrics/rubric.h"

/// What can be measured to begin with; the curves are those of the rubric `measured`.
static const struct measured {
  const char *name, *id, *title, *how, *points, *evidence;
} can_measure[] = {{"waiting", "time_to_answer", N_("Waiting time"), "measure: answer.wait_s",
                    "[[0, 100], [20, 100], [60, 80], [120, 55], [180, 35], [300, 0]]", NULL},
                   {"menus", "menus", N_("Menu steps before somebody answers"), "measure: answer.ivr_levels",
                    "[[1, 100], [2, 70], [4, 20], [6, 0]]", NULL},
                   {"holds", "hold", N_("Time on hold"), "measure: hold.longest_s",
                    "[[0, 100], [30, 85], [60, 65], [120, 25], [180, 0]]", "hold"},
                   {"interruptions", "patience", N_("Lets the caller finish"),
                    "value: \"interruption.agent_count * 300 / math.max(call.conversation_s, 60)\"\n        "
                    "unit: \"in 5 min\"",
                    "[[0, 100], [1, 90], [3, 40], [6, 0]]", "interruption by agent"},
                   {"overlap", "overlap", N_("Not both at once"), "measure: overlap.ratio",
                    "[[0.05, 100], [0.1, 60], [0.2, 0]]", NULL},
                   {"silence", "dead_air", N_("No dead air"), "measure: silence.longest_s",
                    "[[3, 100], [5, 80], [10, 45], [15, 20], [25, 0]]", "dead_air"},
                   {"balance", "room_to_speak", N_("The caller has room to speak"),
                    "measure: talk.agent_ratio",
                    "[[0.1, 0], [0.25, 50], [0.35, 100], [0.65, 100], [0.75, 50], [0.9, 0]]", NULL}};
enum { MEASURES = sizeof can_measure / sizeof *can_measure, LINE_SIZE = 600, ID_SIZE = 60 };

typedef enum { YES_PARTLY_NO, YES_NO, ONE_TO_FIVE } answer_kind;

/// A question as it is going to be asked.
struct question {
  char text[LINE_SIZE], id[ID_SIZE];
  answer_kind answers;
  int weight;
};
/// All that goes into the file.
struct plan {
  char title[LINE_SIZE], id[ID_SIZE];
  bool measure[MEASURES];
  struct question question[LUR_MOST_QUESTIONS];
  size_t questions;
  int measured_weight; // of 100
};

lur_exit lur_rubric_take_question(void *place, const char *command, const char *value)
{
  struct lur_rubric_start *start = place;
  if (start->questions == LUR_MOST_QUESTIONS)
    return lur_say_usage(command, _("at most %d questions can be given"), LUR_MOST_QUESTIONS);
  start->question[start->questions++] = value;
  return LUR_EXIT_DONE;
}

// Names made of texts.

/// The letter without its marks; 0: it has none of a to z.
static char plain_letter(const char *at, size_t *bytes)
{
  static const struct {
    const char *from;
    char to;
  } marked[] = {{"å", 'a'}, {"ä", 'a'}, {"á", 'a'}, {"à", 'a'}, {"ö", 'o'}, {"ø", 'o'}, {"ó", 'o'},
                {"é", 'e'}, {"è", 'e'}, {"ë", 'e'}, {"ü", 'u'}, {"æ", 'a'}, {"ï", 'i'}, {"ñ", 'n'},
                {"Å", 'a'}, {"Ä", 'a'}, {"Ö", 'o'}, {"Ø", 'o'}, {"É", 'e'}, {"Ü", 'u'}, {"Æ", 'a'}};
  *bytes = 1;
  if ((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9')) return *at;
  if (*at >= 'A' && *at <= 'Z') return (char)(*at - 'A' + 'a');
  for (size_t i = 0; i < sizeof marked / sizeof *marked; i++)
    if (strncmp(at, marked[i].from, strlen(marked[i].from)) == 0) {
      *bytes = strlen(marked[i].from);
      return marked[i].to;
    }
  return 0;
}

/// "Did the agent say a name?" becomes "did_the_agent_say_a_name": whole words, at most 40 letters.
static void make_id(const char *text, char between, const char *otherwise, char *out)
{
  size_t used = 0, whole = 0, bytes = 1;
  bool gap = false;
  const char *at = text;
  for (; *at && used < 40; at += bytes) {
    char letter = plain_letter(at, &bytes);
    if (*at == '\'') continue;
    if (!letter) {
      if (used && !gap) whole = used;
      gap = gap || (used && ((unsigned char)*at & 0xC0u) != 0x80u);
      continue;
    }
    if (gap && used) out[used++] = between;
    gap = false;
    out[used++] = letter;
  }
  if (!*at) whole = used;
  out[whole ? whole : used] = '\0';
  if (!out[0] || (out[0] >= '0' && out[0] <= '9')) snprintf(out, ID_SIZE, "%s", otherwise);
}

static bool id_taken(const struct plan *plan, size_t n, const char *id)
{
  for (size_t i = 0; i < n; i++)
    if (strcmp(plan->question[i].id, id) == 0) return true;
  for (size_t i = 0; i < MEASURES; i++)
    if (strcmp(can_measure[i].id, id) == 0) return true;
  return false;
}

static void name_questions(struct plan *plan)
{
  for (size_t i = 0; i < plan->questions; i++) {
    char id[ID_SIZE - 12];
    struct question *q = &plan->question[i];
    char made[ID_SIZE] = "";
    make_id(q->text, '_', "question", made);
    snprintf(id, sizeof id, "%.47s", made);
    snprintf(q->id, sizeof q->id, "%s", id);
    for (int k = 2; id_taken(plan, i, q->id); k++) snprintf(q->id, sizeof q->id, "%s_%d", id, k);
  }
}

// The file.

static void write_measured(FILE *to, const struct measured *m)
{
  fprintf(to, "      - id: %s\n        title: ", m->id);
  lur_quote(to, _(m->title));
  fprintf(to, "\n        %s\n        points: %s\n        weight: 1\n", m->how, m->points);
  if (strcmp(m->name, "menus") == 0) fputs("        not_applicable_when: \"not answer.answered\"\n", to);
  if (m->evidence) fprintf(to, "        evidence: %s\n", m->evidence);
}

static void write_answer(FILE *to, const char *id, int points, const char *title)
{
  fprintf(to, "          - {id: %s, points: %d, title: ", id, points);
  lur_quote(to, title);
  fputs("}\n", to);
}

static void write_question(FILE *to, const struct question *q)
{
  fprintf(to, "      - id: %s\n        title: ", q->id);
  lur_quote(to, q->text);
  fputs("\n        ask: ", to);
  lur_quote(to, q->text);
  fprintf(to, "\n        weight: %d\n", q->weight);
  if (q->answers == ONE_TO_FIVE) {
    fputs("        scale: {from: 1, to: 5}\n        steps:\n          - {at: 1, title: ", to);
    lur_quote(to, _("Very bad"));
    fputs("}\n          - {at: 5, title: ", to);
    lur_quote(to, _("Very good"));
    fputs("}\n", to);
  } else {
    fputs("        answers:\n", to);
    write_answer(to, "\"yes\"", 100, _("Yes"));
    if (q->answers == YES_PARTLY_NO) write_answer(to, "partly", 50, _("Partly"));
    write_answer(to, "\"no\"", 0, _("No"));
  }
  fputs("        not_applicable_when: \"not answer.answered\"\n", to);
}

static void write_section(FILE *to, const char *id, const char *title, int weight)
{
  fprintf(to, "  - id: %s\n    title: ", id);
  lur_quote(to, title);
  fprintf(to, "\n    weight: %d\n    criteria:\n", weight);
}

static size_t measured(const struct plan *plan)
{
  size_t n = 0;
  for (size_t i = 0; i < MEASURES; i++) n += plan->measure[i];
  return n;
}

static void write_comment(FILE *to, const char *text)
{
  fprintf(to, "# %s\n", text);
}

/// Many editors complete and check by this line.
static void write_schema(FILE *to)
{
  char path[4096];
  if (lur_place_rubric_schema(path, sizeof path)[0])
    fprintf(to, "# yaml-language-server: $schema=%s\n", path);
}

static void write_head(FILE *to, const struct plan *plan)
{
  write_schema(to);
  write_comment(
      to, _("Begun with 'lur rubric new'. Change it as you like; 'lur rubric check FILE' says whether it is "
            "in order."));
  write_comment(
      to, _("Weights are compared with those beside them. points: [value, points] pairs, straight lines "
            "between."));
  write_comment(to, _("All that can stand here: docs/rubrics.md, or 'man 5 lur-rubric'."));
  fprintf(to, "lur: rubric/1\nid: %s\nversion: \"1\"\ntitle: ", plan->id);
  lur_quote(to, plan->title);
  fputs("\nsections:\n", to);
}

static void write_end(FILE *to)
{
  fputs("attempts: {max_wait_s: 300, attempts: 2, unanswered: 0}\nrules:\n"
        "  - {when: \"not answer.answered\", score: 0, because: ",
        to);
  lur_quote(to, _("Nobody answered"));
  fputs("}\ncoverage: {minimum: 0.8}\nbands:\n", to);
  static const struct {
    const char *id, *title;
    int from;
  } bands[] = {{"excellent", N_("Excellent"), 90},
               {"good", N_("Good"), 75},
               {"fair", N_("Fair"), 60},
               {"weak", N_("Needs work"), 0}};
  for (size_t i = 0; i < sizeof bands / sizeof *bands; i++) {
    fprintf(to, "  - {id: %s, from: %d, title: ", bands[i].id, bands[i].from);
    lur_quote(to, _(bands[i].title));
    fputs("}\n", to);
  }
}

static void write_plan(FILE *to, const struct plan *plan)
{
  bool both = measured(plan) && plan->questions;
  write_head(to, plan);
  if (measured(plan)) write_section(to, "measured", _("Measured"), both ? plan->measured_weight : 1);
  for (size_t i = 0; i < MEASURES; i++)
    if (plan->measure[i]) write_measured(to, &can_measure[i]);
  if (plan->questions) write_section(to, "judged", _("Judged"), both ? 100 - plan->measured_weight : 1);
  for (size_t i = 0; i < plan->questions; i++) write_question(to, &plan->question[i]);
  write_end(to);
}

static lur_status write_text(FILE *out, void *text)
{
  return fputs(text, out) < 0 ? LUR_IO : LUR_OK;
}

/// What is written is read first: a title can hold anything.
static lur_exit check_and_keep(char *text, const char *path)
{
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  struct lur_diag diag = {0};
  lur_status status = lur_rubric_parse(text, strlen(text), path, &rubric, &faults);
  if (status == LUR_OK)
    status = lur_place_write(path, write_text, text, &diag);
  else if (faults.n)
    diag = faults.at[0];
  lur_rubric_free(rubric);
  lur_diags_clear(&faults);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
}

static lur_exit keep(const struct plan *plan, const char *path)
{
  char *text = NULL;
  size_t size = 0;
  FILE *to = open_memstream(&text, &size);
  if (to) write_plan(to, plan);
  if (!to || fclose(to) != 0) {
    free(text);
    return lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
  }
  lur_exit code = check_and_keep(text, path);
  free(text);
  if (code != LUR_EXIT_DONE) return code;
  printf(_("%s is written. It can be used as it is:\n"), path);
  printf("  lur rubric show %s\n  lur rubric check %s\n  lur score --rubric %s CALL.wav\n", path, path, path);
  printf("%s\n  lur rubric publish %s\n", _("When everybody agrees on it:"), path);
  return LUR_EXIT_DONE;
}

// From the command line.

static lur_exit take_measures(const char *list, struct plan *plan)
{
  char names[LINE_SIZE], *rest = names;
  snprintf(names, sizeof names, "%s", list);
  if (strcmp(list, "none") == 0) return LUR_EXIT_DONE;
  for (char *name = strsep(&rest, ","); name; name = strsep(&rest, ",")) {
    size_t i = 0;
    name += strspn(name, " ");
    while (i < MEASURES && strcmp(name, can_measure[i].name) != 0) i++;
    if (i == MEASURES)
      return lur_say_usage(
          "rubric",
          _("'%s' is nothing to measure here; take some of waiting, menus, holds, interruptions, "
            "overlap, silence and balance, or none"),
          name);
    plan->measure[i] = true;
  }
  return LUR_EXIT_DONE;
}

/// So that nothing carries more than half.
static int usual_weight(const struct plan *plan)
{
  return plan->questions < 2 ? 50 : measured(plan) < 2 ? 30 : 40;
}

static lur_exit plan_from_options(const struct lur_rubric_start *start, struct plan *plan)
{
  lur_exit code = LUR_EXIT_DONE;
  snprintf(plan->title, sizeof plan->title, "%s", start->title);
  if (start->id)
    snprintf(plan->id, sizeof plan->id, "%s", start->id);
  else
    make_id(start->title, '-', "rubric", plan->id);
  for (size_t i = 0; i < MEASURES; i++) plan->measure[i] = !start->measures;
  if (start->measures) code = take_measures(start->measures, plan);
  for (size_t i = 0; i < start->questions; i++) {
    struct question *q = &plan->question[plan->questions++];
    snprintf(q->text, sizeof q->text, "%s", start->question[i]);
    q->weight = 1;
  }
  plan->measured_weight = usual_weight(plan);
  if (code == LUR_EXIT_DONE && !measured(plan) && !plan->questions)
    code = lur_say_usage("rubric", "%s", _("a rubric needs something to measure or --ask QUESTION"));
  return code;
}

// In the terminal.

/// Shows the words and "> ", and reads a line without the blanks around it. False: the input has ended.
static bool ask(const char *words, char *out, size_t size)
{
  char line[LINE_SIZE];
  fprintf(stderr, "%s\n> ", words);
  fflush(stderr);
  if (!fgets(line, sizeof line, stdin)) return false;
  char *from = line + strspn(line, " \t\r\n"), *end = from + strlen(from);
  while (end > from && strchr(" \t\r\n", end[-1])) *--end = '\0';
  snprintf(out, size, "%s", from);
  return true;
}

/// A whole number, or `usual` for an empty line; asks again until it is one.
static bool ask_number(const char *words, int low, int high, int usual, int *out)
{
  char line[LINE_SIZE];
  double number;
  for (;;) {
    if (!ask(words, line, sizeof line)) return false;
    *out = usual;
    if (!line[0]) return true;
    *out = lur_number_parse(line, low, high, &number) ? (int)number : low - 1;
    if (*out >= low && (double)*out == number) return true;
    fprintf(stderr, _("  a whole number from %d to %d, please\n"), low, high);
  }
}

static bool ask_title(struct plan *plan)
{
  char words[LINE_SIZE], id[ID_SIZE] = "", line[LINE_SIZE] = "";
  while (!plan->title[0])
    if (!ask(_("What do people call this rubric?"), plan->title, sizeof plan->title)) return false;
  make_id(plan->title, '-', "rubric", id);
  snprintf(words, sizeof words, _("Its short name, without blanks (Enter: %s)"), id);
  if (!ask(words, line, sizeof line)) return false;
  make_id(line[0] ? line : id, '-', id, plan->id);
  return true;
}

/// Numbers with blanks or commas between; none: all.
static bool ask_measures(struct plan *plan)
{
  char line[LINE_SIZE];
  fprintf(stderr, "%s\n", _("lur can measure by itself:"));
  for (size_t i = 0; i < MEASURES; i++) fprintf(stderr, "  %zu  %s\n", i + 1, _(can_measure[i].title));
  if (!ask(_("Which of them shall count? Their numbers, 0 for none (Enter: all)"), line, sizeof line))
    return false;
  for (size_t i = 0; i < MEASURES; i++) plan->measure[i] = !line[0];
  for (const char *at = line; *at; at++)
    if (*at >= '1' && *at < '1' + MEASURES) plan->measure[*at - '1'] = true;
  return true;
}

static bool ask_question(struct question *q)
{
  int answers;
  if (!ask_number(_("  Answered with: 1 yes, partly or no; 2 yes or no; 3 a number from 1 to 5 (Enter: 1)"),
                  1, 3, 1, &answers))
    return false;
  q->answers = answers == 1 ? YES_PARTLY_NO : answers == 2 ? YES_NO : ONE_TO_FIVE;
  return ask_number(_("  How much does it count beside the other questions, 1 to 10? (Enter: 1)"), 1, 10, 1,
                    &q->weight);
}

static bool ask_questions(struct plan *plan)
{
  while (plan->questions < LUR_MOST_QUESTIONS) {
    struct question *q = &plan->question[plan->questions];
    const char *words =
        plan->questions ? _("The next question (Enter: no more)")
                        : _("What shall a person judge? Write a question, such as: Did the agent say a name? "
                            "(Enter: nothing)");
    if (!ask(words, q->text, sizeof q->text)) return false;
    if (!q->text[0]) break;
    if (!ask_question(q)) return false;
    plan->questions++;
  }
  return true;
}

static bool ask_weight(struct plan *plan)
{
  char words[LINE_SIZE];
  plan->measured_weight = usual_weight(plan);
  if (!measured(plan) || !plan->questions) return true;
  snprintf(
      words, sizeof words,
      _("Of 100 parts, how many shall what is measured be? The rest is what a person judges (Enter: %d)"),
      plan->measured_weight);
  return ask_number(words, 1, 99, plan->measured_weight, &plan->measured_weight);
}

static lur_exit plan_from_terminal(struct plan *plan)
{
  bool whole = ask_title(plan) && ask_measures(plan) && ask_questions(plan);
  if (whole && !measured(plan) && !plan->questions) {
    lur_say("%s", _("there is nothing to judge by; nothing was written"));
    return LUR_EXIT_INPUT;
  }
  if (whole && ask_weight(plan)) return LUR_EXIT_DONE;
  fputc('\n', stderr);
  lur_say("%s", _("the questions ended early; nothing was written"));
  return LUR_EXIT_INPUT;
}

lur_exit lur_rubric_begin(const struct lur_rubric_start *start, const char *path)
{
  if (access(path, F_OK) == 0)
    return lur_say_usage("rubric", _("'%s' is there already; choose another name"), path);
  if (!start->title && !(isatty(STDIN_FILENO) && isatty(STDERR_FILENO)))
    return lur_say_usage("rubric", "%s",
                         _("nobody is at a terminal to be asked; give --title, and --ask QUESTION"));
  struct plan *plan = calloc(1, sizeof *plan);
  if (!plan) return lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
  lur_exit code = start->title ? plan_from_options(start, plan) : plan_from_terminal(plan);
  name_questions(plan);
  if (code == LUR_EXIT_DONE) code = keep(plan, path);
  free(plan);
  return code;
}
