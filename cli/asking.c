#include "cli/asking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/text_out.h"
#include "report/words.h"

/// What the assessor wants after a question.
typedef enum { GO_ON, GO_BACK, ASK_AGAIN, END } next_step;

static const char blanks[] = " \t\r\n";

/// The line without its end and surrounding blanks; NULL at the end of the input.
static char *read_line(const struct lur_asking *a, char *line, size_t size)
{
  fflush(a->out);
  if (!fgets(line, (int)size, a->in)) return NULL;
  size_t n = strlen(line);
  if (n == size - 1 && line[n - 1] != '\n')
    for (int c; (c = getc(a->in)) != EOF && c != '\n';) continue;
  while (n && strchr(blanks, line[n - 1])) line[--n] = '\0';
  return line + strspn(line, blanks);
}

static struct lur_text_out text_out(const struct lur_asking *a)
{
  return (struct lur_text_out){.out = a->out, .width = a->width > 0 ? a->width : 80};
}

/// A line, its words kept whole and two columns in.
static void put_line(const struct lur_asking *a, const char *text)
{
  struct lur_text_out o = text_out(a);
  lur_text_to(&o, 2);
  lur_text_wrap(&o, 2, LUR_STYLE_PLAIN, text);
  lur_text_line(&o);
}

static void put_instructions(const struct lur_asking *a)
{
  put_line(a,
           _("Type an answer, and after it a comment if you like. Enter: later. n: does not apply. b: back. "
             "q: end the questions."));
}

static void put_evidence(const struct lur_asking *a, const struct lur_spans *evidence)
{
  struct lur_text_out o = text_out(a);
  if (!evidence->n) return;
  lur_text_to(&o, 2);
  lur_text_put(&o, LUR_STYLE_PLAIN, _("listen at"));
  for (size_t i = 0; i < evidence->n; i++) {
    char from[LUR_WORDS_SIZE], to[LUR_WORDS_SIZE], span[2 * LUR_WORDS_SIZE + 8];
    lur_words_clock(evidence->at[i].start_s, 1, a->language, from);
    lur_words_clock(evidence->at[i].end_s, 1, a->language, to);
    snprintf(span, sizeof span, "%s–%s%s", from, to, i + 1 < evidence->n ? ";" : "");
    lur_text_gap(&o);
    lur_text_wrap(&o, 4, LUR_STYLE_PLAIN, span);
  }
  lur_text_line(&o);
}

static bool is_number(const char *id)
{
  return id[strspn(id, "0123456789")] == '\0';
}

/// Answers are typed by their ids where these are numbers themselves, else by their place in the list or
/// their ids.
static bool typed_by_place(const struct lur_criterion *c)
{
  for (size_t i = 0; i < c->answers; i++)
    if (is_number(c->answer[i].id)) return false;
  return true;
}

static void put_choices(const struct lur_asking *a, const struct lur_criterion *c)
{
  for (size_t i = 0; i < c->answers; i++) {
    const struct lur_answer *answer = &c->answer[i];
    const char *title = lur_answer_title(answer, a->language);
    if (typed_by_place(c))
      fprintf(a->out, "  %zu  %s\n", i + 1, title);
    else
      fprintf(a->out, "  %s  %s\n", answer->id, title);
  }
}

/// What was answered before, for those who come back.
static void put_given(const struct lur_asking *a, const struct lur_criterion *c,
                      const struct lur_reply *reply)
{
  char line[1200];
  if (!reply) return;
  const struct lur_answer *answer =
      c->kind == LUR_CRITERION_CHOICE ? lur_criterion_answer(c, reply->text) : NULL;
  const char *text = answer ? lur_answer_title(answer, a->language) : reply->text;
  if (reply->kind == LUR_REPLY_NOT_APPLICABLE)
    snprintf(line, sizeof line, _("so far: does not apply (%s)"), text);
  else
    snprintf(line, sizeof line, _("so far: %s"), text);
  put_line(a, line);
  if (reply->comment[0]) put_line(a, reply->comment);
}

static void put_question(const struct lur_asking *a, const struct lur_mark *mark, size_t number, size_t of,
                         const struct lur_answers *answers)
{
  const struct lur_criterion *c = mark->criterion;
  const char *question = lur_texts_pick(&c->ask, a->language);
  fprintf(a->out, "\n%zu/%zu  %s\n", number, of, lur_texts_pick(&c->title, a->language));
  if (*question) put_line(a, question);
  put_evidence(a, &mark->evidence);
  if (c->kind == LUR_CRITERION_CHOICE) put_choices(a, c);
  if (c->kind == LUR_CRITERION_SCALE) fprintf(a->out, _("  a whole number from %g to %g\n"), c->from, c->to);
  if (c->kind == LUR_CRITERION_NUMBER)
    fprintf(a->out, _("  a number from %g to %g %s\n"), c->from, c->to, lur_criterion_unit(c));
  put_given(a, c, lur_answers_reply(answers, c->id));
}

static void put_help(const struct lur_asking *a, const struct lur_criterion *c)
{
  const char *help = lur_texts_pick(&c->help, a->language);
  if (*help) put_line(a, help);
  put_instructions(a);
}

/// The answer that was typed, or NULL.
static const struct lur_answer *find_answer(const struct lur_criterion *c, const char *word)
{
  const struct lur_answer *answer = lur_criterion_answer(c, word);
  if (answer || !typed_by_place(c) || !*word || !is_number(word) || strlen(word) > 4) return answer;
  size_t place = (size_t)strtoul(word, NULL, 10);
  return place >= 1 && place <= c->answers ? &c->answer[place - 1] : NULL;
}

/// Reads a number typed with a point or a comma.
static bool take_number(char *word, double *out)
{
  char *comma = strchr(word, ','), *end;
  if (comma) *comma = '.';
  *out = strtod(word, &end);
  return end != word && *end == '\0' && isfinite(*out);
}

static lur_status put_reply(const struct lur_asking *a, const struct lur_criterion *c, char *word,
                            const char *comment, struct lur_answers *answers, next_step *next)
{
  const struct lur_answer *answer = c->kind == LUR_CRITERION_CHOICE ? find_answer(c, word) : NULL;
  double number = 0;
  *next = GO_ON;
  if (answer) return lur_answers_put(answers, c->id, LUR_REPLY_TEXT, answer->id, 0, comment);
  bool ranged = c->kind == LUR_CRITERION_SCALE || c->kind == LUR_CRITERION_NUMBER;
  bool fits = ranged && take_number(word, &number) && number >= c->from && number <= c->to;
  if (fits && (c->kind == LUR_CRITERION_NUMBER || number == floor(number)))
    return lur_answers_put(answers, c->id, LUR_REPLY_NUMBER, word, number, comment);
  *next = ASK_AGAIN;
  fprintf(a->out, _("  “%s” is none of the answers; ? explains\n"), word);
  return LUR_OK;
}

static lur_status ask_why_not(const struct lur_asking *a, const struct lur_criterion *c, const char *given,
                              struct lur_answers *answers, next_step *next)
{
  char line[1000];
  const char *reason = given;
  if (!*reason) {
    fprintf(a->out, "  %s ", _("Why does it not apply?"));
    reason = read_line(a, line, sizeof line);
  }
  *next = !reason ? END : *reason ? GO_ON : ASK_AGAIN;
  return *next == GO_ON ? lur_answers_put(answers, c->id, LUR_REPLY_NOT_APPLICABLE, reason, 0, NULL) : LUR_OK;
}

/// Cuts the line after its first word; returns what follows.
static char *cut_word(char *line)
{
  char *rest = line + strcspn(line, blanks);
  if (*rest) *rest++ = '\0';
  return rest + strspn(rest, blanks);
}

static bool is_command(const struct lur_criterion *c, const char *word, const char *command)
{
  return strcmp(word, command) == 0 && !(c->kind == LUR_CRITERION_CHOICE && lur_criterion_answer(c, word));
}

static lur_status take_line(const struct lur_asking *a, const struct lur_criterion *c, char *line,
                            struct lur_answers *answers, next_step *next)
{
  char whole[1000];
  snprintf(whole, sizeof whole, "%s", line);
  char *comment = cut_word(line);
  bool alone = !*comment;
  *next = GO_ON;
  if (!*line) return LUR_OK;
  if (is_command(c, line, "n") && (alone || c->kind != LUR_CRITERION_TEXT))
    return ask_why_not(a, c, comment, answers, next);
  if (alone && is_command(c, line, "b")) {
    *next = GO_BACK;
  } else if (alone && is_command(c, line, "q")) {
    *next = END;
  } else if (alone && is_command(c, line, "?")) {
    *next = ASK_AGAIN;
    put_help(a, c);
  } else if (c->kind == LUR_CRITERION_TEXT) {
    return lur_answers_put(answers, c->id, LUR_REPLY_TEXT, whole, 0, NULL);
  } else {
    return put_reply(a, c, line, comment, answers, next);
  }
  return LUR_OK;
}

/// Asks one criterion until it is answered, passed over or left.
static lur_status ask_one(const struct lur_asking *a, const struct lur_mark *mark, size_t number, size_t of,
                          struct lur_answers *answers, next_step *next)
{
  lur_status status = LUR_OK;
  char line[1000];
  put_question(a, mark, number, of, answers);
  do {
    fputs("> ", a->out);
    char *typed = read_line(a, line, sizeof line);
    *next = END;
    if (typed) status = take_line(a, mark->criterion, typed, answers, next);
  } while (status == LUR_OK && *next == ASK_AGAIN);
  return status;
}

static bool is_open(const struct lur_mark *mark)
{
  return lur_criterion_asked(mark->criterion->kind) &&
         (mark->state == LUR_MARK_UNANSWERED || mark->state == LUR_MARK_NOT_MEASURED);
}

/// The criteria to be asked, in order; *n of them. NULL when memory is out.
static size_t *list_open(const struct lur_scorecard *card, size_t *n)
{
  size_t *open = calloc(card->marks + 1, sizeof *open);
  *n = 0;
  for (size_t i = 0; open && i < card->marks; i++)
    if (is_open(&card->mark[i])) open[(*n)++] = i;
  return open;
}

/// Scores what is answered so far: what applies, and what to play, may have changed with the last answer.
static lur_status score(const struct lur_asking *a, const struct lur_answers *answers,
                        struct lur_scorecard **card)
{
  lur_scorecard_free(*card);
  *card = NULL;
  return lur_score(a->rubric, a->measures, a->events, answers, card, NULL);
}

/// Goes through the list, forth and back.
static lur_status ask_all(const struct lur_asking *a, const size_t *open, size_t n,
                          struct lur_answers *answers)
{
  struct lur_scorecard *card = NULL;
  lur_status status = LUR_OK;
  next_step next = GO_ON;
  for (size_t i = 0; i < n && next != END && status == LUR_OK;) {
    status = score(a, answers, &card);
    if (status != LUR_OK) break;
    const struct lur_mark *mark = &card->mark[open[i]];
    // Passed over in the direction of travel; backwards at the first question there is no way but forth.
    if (mark->state == LUR_MARK_NOT_APPLICABLE && next == GO_BACK && i == 0) next = GO_ON;
    if (mark->state != LUR_MARK_NOT_APPLICABLE) status = ask_one(a, mark, i + 1, n, answers, &next);
    if (status == LUR_OK && a->keep) status = a->keep(a->keeper, answers);
    i = next == GO_BACK ? (i ? i - 1 : 0) : i + 1;
  }
  lur_scorecard_free(card);
  return status;
}

lur_status lur_ask(const struct lur_asking *asking, struct lur_answers *answers)
{
  struct lur_scorecard *card = NULL;
  size_t n = 0;
  lur_status status = score(asking, answers, &card);
  size_t *open = status == LUR_OK ? list_open(card, &n) : NULL;
  lur_scorecard_free(card);
  if (status == LUR_OK && !open) status = LUR_NO_MEM;
  if (status == LUR_OK && n) {
    fprintf(asking->out, "%s\n", lur_texts_pick(&asking->rubric->title, asking->language));
    put_instructions(asking);
    status = ask_all(asking, open, n, answers);
    fputc('\n', asking->out);
  }
  free(open);
  return status;
}
