#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/asking_parts.h"
#include "report/text_out.h"
#include "report/words.h"

static struct lur_text_out text_out(const struct lur_asking *a)
{
  return (struct lur_text_out){.out = a->out, .width = a->width > 0 ? a->width : 80};
}

static void indented(const struct lur_asking *a, int indent, const char *text)
{
  struct lur_text_out o = text_out(a);
  if (!*text) return;
  lur_text_to(&o, indent);
  lur_text_wrap(&o, indent, LUR_STYLE_PLAIN, text);
  lur_text_line(&o);
}

void lur_asking_line(const struct lur_asking *a, const char *text)
{
  indented(a, 2, text);
}

void lur_asking_instructions(const struct lur_asking *a)
{
  lur_asking_line(
      a, _("Type an answer, and after it a comment if you like. Enter: later. n: does not apply. b: back. "
           "q: end the questions."));
  if (a->play) lur_asking_line(a, _("p: hear the places named, p 2: the second of them."));
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

/// An answer with what it means and how it sounds.
static void put_choice(const struct lur_asking *a, const char *sign, const struct lur_answer *answer)
{
  char text[1200];
  const char *example = lur_texts_pick(&answer->example, a->language);
  struct lur_text_out o = text_out(a);
  snprintf(text, sizeof text, "  %s  ", sign);
  lur_text_put(&o, LUR_STYLE_PLAIN, text);
  lur_text_wrap(&o, o.column, LUR_STYLE_PLAIN, lur_answer_title(answer, a->language));
  lur_text_line(&o);
  indented(a, 5, lur_texts_pick(&answer->help, a->language));
  if (!*example) return;
  snprintf(text, sizeof text, _("for example: %s"), example);
  indented(a, 5, text);
}

static void put_choices(const struct lur_asking *a, const struct lur_criterion *c)
{
  char place[24];
  for (size_t i = 0; i < c->answers; i++) {
    snprintf(place, sizeof place, "%zu", i + 1);
    put_choice(a, lur_asking_by_place(c) ? place : c->answer[i].id, &c->answer[i]);
  }
}

/// How the answer is written, where it is not chosen from a list.
static void put_manner(const struct lur_asking *a, const struct lur_criterion *c)
{
  static const char *const moments[] = {[LUR_MOMENT_DAY] = N_("a day, as in 2026-11-22"),
                                        [LUR_MOMENT_TIME] = N_("a time, as in 14:05"),
                                        [LUR_MOMENT_BOTH] = N_("a day and a time, as in 2026-11-22 14:05")};
  char text[300];
  if (c->kind == LUR_CRITERION_SCALE) {
    snprintf(text, sizeof text, _("a whole number from %g to %g"), c->from, c->to);
    lur_asking_line(a, text);
  } else if (c->kind == LUR_CRITERION_NUMBER) {
    snprintf(text, sizeof text, _("a number from %g to %g %s"), c->from, c->to, lur_criterion_unit(c));
    lur_asking_line(a, text);
  } else if (c->kind == LUR_CRITERION_DATE) {
    lur_asking_line(a, _(moments[c->moment]));
  } else if (c->kind == LUR_CRITERION_SEVERAL) {
    lur_asking_line(a, _("any of them, as in 1+3; - for none"));
  }
}

/// The titles of several answers.
static void put_titles(const struct lur_asking *a, const struct lur_criterion *c, const bool *chosen,
                       char *text, size_t size)
{
  size_t n = 0;
  snprintf(text, size, "%s", _("none of them"));
  for (size_t i = 0; i < c->answers && n < size; i++)
    if (chosen[i])
      n += (size_t)snprintf(text + n, size - n, "%s%s", n ? "; " : "",
                            lur_answer_title(&c->answer[i], a->language));
}

/// What was answered before, for those who come back.
static void put_before(const struct lur_asking *a, const struct lur_criterion *c,
                       const struct lur_reply *reply)
{
  char line[1200], titles[1000];
  bool chosen[LUR_CRITERIA_LIMIT] = {false};
  if (!reply) return;
  const struct lur_answer *answer =
      c->kind == LUR_CRITERION_CHOICE ? lur_criterion_answer(c, reply->text) : NULL;
  const char *text = answer ? lur_answer_title(answer, a->language) : reply->text;
  if (reply->kind == LUR_REPLY_TEXT && c->kind == LUR_CRITERION_SEVERAL && c->answers <= LUR_CRITERIA_LIMIT &&
      lur_criterion_chosen(c, reply->text, chosen)) {
    put_titles(a, c, chosen, titles, sizeof titles);
    text = titles;
  }
  snprintf(line, sizeof line,
           reply->kind == LUR_REPLY_NOT_APPLICABLE ? _("so far: does not apply (%s)") : _("so far: %s"),
           text);
  lur_asking_line(a, line);
  lur_asking_line(a, reply->comment);
}

void lur_asking_question(const struct lur_asking *a, const struct lur_mark *mark, size_t number, size_t of,
                         const struct lur_reply *before)
{
  const struct lur_criterion *c = mark->criterion;
  fprintf(a->out, "\n%zu/%zu  %s\n", number, of, lur_texts_pick(&c->title, a->language));
  if (strcmp(lur_texts_pick(&c->ask, a->language), lur_texts_pick(&c->title, a->language)) != 0)
    lur_asking_line(a, lur_texts_pick(&c->ask, a->language));
  lur_asking_line(a, lur_texts_pick(&c->help, a->language));
  put_evidence(a, &mark->evidence);
  put_choices(a, c);
  put_manner(a, c);
  put_before(a, c, before);
}
