#include "cli/asking.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/asking_parts.h"
#include "cli/typing.h"

/// What the assessor wants after a question.
typedef enum { GO_ON, GO_BACK, ASK_AGAIN, END } next_step;

static const char blanks[] = " \t\r\n";
enum { LINE = 1000 };

/// Where a line that is never finished belongs.
struct place {
  const struct lur_asking *a;
  const char *criterion; ///< NULL: it is of no criterion, and is not kept
  const char *before;    ///< what was typed for it already, as in one line
  const char *begun;     ///< what stands there at once; NULL: nothing
};

static void keep_begun(void *self, const char *text)
{
  const struct place *p = self;
  char line[2 * LINE];
  snprintf(line, sizeof line, "%s%s", p->before, text);
  if (p->criterion && p->a->begin) p->a->begin(p->a->beginner, p->criterion, line);
}

static bool read_typed(const struct place *p, const char *prompt, char *line, size_t size)
{
  const struct lur_typing typing = {p->a->in, p->a->out, p->begun, keep_begun, (void *)p};
  if (!lur_typing_line(&typing, prompt, line, size)) return false;
  if (p->criterion && p->a->begin) p->a->begin(p->a->beginner, p->criterion, "");
  return true;
}

/// The line as it comes.
static bool read_plain(const struct place *p, const char *prompt, char *line, size_t size)
{
  fputs(prompt, p->a->out);
  fflush(p->a->out);
  if (!fgets(line, (int)size, p->a->in)) return false;
  size_t n = strlen(line);
  if (n == size - 1 && line[n - 1] != '\n')
    for (int c; (c = getc(p->a->in)) != EOF && c != '\n';) continue;
  return true;
}

/// The line without its end and surrounding blanks; NULL at the end of the input.
static char *read_line(const struct place *p, const char *prompt, char *line, size_t size)
{
  bool typed = lur_typing_can(p->a->in, p->a->out);
  if (!(typed ? read_typed : read_plain)(p, prompt, line, size)) return NULL;
  size_t n = strlen(line);
  while (n && strchr(blanks, line[n - 1])) line[--n] = '\0';
  return line + strspn(line, blanks);
}

/// Reads what must be said; NULL: nothing was, and *next says what then. `before`: what was typed already.
static char *ask_words(const struct lur_asking *a, const struct lur_criterion *c, const char *before,
                       const char *question, char *line, next_step *next)
{
  char prompt[LINE];
  const struct place place = {a, c->id, before, NULL};
  snprintf(prompt, sizeof prompt, "  %s ", question);
  char *words = read_line(&place, prompt, line, LINE);
  *next = !words ? END : *words ? GO_ON : ASK_AGAIN;
  return words && *words ? words : NULL;
}

static bool is_same(const struct lur_reply *a, const struct lur_reply *b)
{
  if (a->kind != b->kind) return false;
  return a->kind == LUR_REPLY_NUMBER ? a->number == b->number : strcmp(a->text, b->text) == 0;
}

static lur_status put_reply(const struct lur_asking *a, const struct lur_criterion *c, char *line,
                            struct lur_answers *answers, next_step *next)
{
  char text[LINE], word[LINE], more[LINE], before_more[LINE + 1];
  struct lur_reply reply = {.criterion = c->id, .text = text, .comment = more};
  const char *comment;
  snprintf(word, sizeof word, "%.*s", (int)strcspn(line, blanks), line);
  snprintf(before_more, sizeof before_more, "%s ", line);
  *next = ASK_AGAIN;
  if (!lur_asking_reply(a, c, line, text, sizeof text, &reply.number, &reply.kind, &comment)) {
    fprintf(a->out, _("  “%s” is none of the answers; ? explains\n"), word);
    return LUR_OK;
  }
  *next = GO_ON;
  more[0] = '\0';
  const struct lur_reply *before = a->scored ? lur_answers_reply(answers, c->id) : NULL;
  if (before && !*comment && is_same(before, &reply)) return LUR_OK;
  if (!*comment && (before || lur_reply_needs_comment(c, &reply)))
    comment = ask_words(a, c, before_more,
                        before ? _("Why is it changed? It must be said:") : _("Why so? It must be said:"),
                        more, next);
  if (!comment) return LUR_OK;
  return lur_answers_put(answers, c->id, reply.kind, text, reply.number, comment);
}

static lur_status set_aside(const struct lur_asking *a, const struct lur_criterion *c, const char *given,
                            struct lur_answers *answers, next_step *next)
{
  char line[LINE];
  *next = ASK_AGAIN;
  if (c->na_refused) {
    lur_asking_line(a, _("The rubric wants an answer here; this cannot be left out as not applicable."));
    return LUR_OK;
  }
  *next = GO_ON;
  const char *reason = *given ? given : ask_words(a, c, "n ", _("Why does it not apply?"), line, next);
  return reason ? lur_answers_put(answers, c->id, LUR_REPLY_NOT_APPLICABLE, reason, 0, NULL) : LUR_OK;
}

static void hear(const struct lur_asking *a, const struct lur_spans *evidence, const char *which)
{
  size_t chosen = (size_t)strtoul(which, NULL, 10);
  const char *why = NULL;
  if (!a->play)
    why = _("There is nothing to play it by here.");
  else if (!evidence->n)
    why = _("No place in the call is named for this.");
  else if (*which && (chosen < 1 || chosen > evidence->n))
    why = _("So many places are not named here.");
  else
    why = a->play(a->player, evidence->at + (*which ? chosen - 1 : 0), *which ? 1 : evidence->n);
  if (why) lur_asking_line(a, why);
}

/// Whether the line begins with that command, and not with an answer of that name.
static bool is_command(const struct lur_criterion *c, const char *word, char command)
{
  if (word[0] != command || (word[1] && !strchr(blanks, word[1]))) return false;
  const char name[2] = {command, '\0'};
  return !lur_criterion_answer(c, name);
}

static lur_status take_line(const struct lur_asking *a, const struct lur_mark *mark, char *line,
                            struct lur_answers *answers, next_step *next)
{
  const struct lur_criterion *c = mark->criterion;
  bool alone = !line[strcspn(line, blanks)], words = c->kind == LUR_CRITERION_TEXT;
  const char *rest = line + strcspn(line, blanks);
  rest += strspn(rest, blanks);
  bool place = !rest[strspn(rest, "0123456789")];
  *next = GO_ON;
  if (!*line) return LUR_OK;
  if (is_command(c, line, 'n') && (alone || !words)) return set_aside(a, c, rest, answers, next);
  *next = ASK_AGAIN;
  if (is_command(c, line, 'p') && place)
    hear(a, &mark->evidence, rest);
  else if (alone && is_command(c, line, 'b'))
    *next = GO_BACK;
  else if (alone && is_command(c, line, 'q'))
    *next = END;
  else if (alone && is_command(c, line, '?'))
    lur_asking_instructions(a);
  else
    return put_reply(a, c, line, answers, next);
  return LUR_OK;
}

/// Asks one criterion until it is answered, passed over or left.
static lur_status ask_one(const struct lur_asking *a, const struct lur_mark *mark, size_t number, size_t of,
                          struct lur_answers *answers, next_step *next)
{
  lur_status status = LUR_OK;
  char line[LINE];
  const char *id = mark->criterion->id;
  const struct lur_reply *before = lur_answers_reply(answers, id);
  struct place place = {a, id, "", NULL};
  lur_asking_question(a, mark, number, of, before);
  if (!before && a->begun && strcmp(a->begun_criterion, id) == 0) place.begun = a->begun;
  do {
    char *typed = read_line(&place, "> ", line, sizeof line);
    place.begun = NULL;
    *next = END;
    if (typed) status = take_line(a, mark, typed, answers, next);
  } while (status == LUR_OK && *next == ASK_AGAIN);
  return status;
}

/// Whether nobody answered it yet; what does not apply now may do so after another answer.
static bool is_open(const struct lur_mark *mark)
{
  return lur_criterion_asked(mark->criterion->kind) && mark->state != LUR_MARK_SCORED &&
         mark->state != LUR_MARK_NOTED && mark->state != LUR_MARK_SET_ASIDE;
}

/// The criteria to be asked, in order; *n of them. all: also those that are answered. NULL when memory is
/// out.
static size_t *list_open(const struct lur_scorecard *card, bool all, size_t *n, bool *any)
{
  size_t *open = calloc(card->marks + 1, sizeof *open);
  *n = 0;
  *any = false;
  for (size_t i = 0; open && i < card->marks; i++) {
    if (!is_open(&card->mark[i]) && !(all && lur_criterion_asked(card->mark[i].criterion->kind))) continue;
    open[(*n)++] = i;
    *any = *any || card->mark[i].state != LUR_MARK_NOT_APPLICABLE;
  }
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

/// How many of the first n in the list apply.
static size_t applying(const struct lur_scorecard *card, const size_t *open, size_t n)
{
  size_t count = 0;
  for (size_t i = 0; i < n; i++) count += card->mark[open[i]].state != LUR_MARK_NOT_APPLICABLE;
  return count;
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
    if (mark->state != LUR_MARK_NOT_APPLICABLE) {
      status = ask_one(a, mark, applying(card, open, i + 1), applying(card, open, n), answers, &next);
      if (status == LUR_OK && a->keep) status = a->keep(a->keeper, answers);
    }
    i = next == GO_BACK ? (i ? i - 1 : 0) : i + 1;
  }
  lur_scorecard_free(card);
  return status;
}

/// Whether the answers of a scored call are to be gone through again, and by whom.
static bool is_wanted_again(const struct lur_asking *a)
{
  char line[LINE], prompt[LINE];
  const struct place place = {a, NULL, "", NULL};
  if (!a->scored) return false;
  fprintf(a->out, "%s\n", a->scored);
  lur_asking_line(a, _("Enter: leave it so. c: change answers."));
  const char *typed = read_line(&place, "> ", line, sizeof line);
  if (!typed || typed[0] != 'c' || typed[1]) return false;
  if (!a->who) return true;
  snprintf(prompt, sizeof prompt, "%s ", _("Your name:"));
  typed = read_line(&place, prompt, line, sizeof line);
  if (typed) snprintf(a->who, a->who_size, "%s", typed);
  return typed && *typed;
}

static lur_status ask_list(const struct lur_asking *a, const size_t *open, size_t n,
                           struct lur_answers *answers)
{
  fprintf(a->out, "%s\n", lur_texts_pick(&a->rubric->title, a->language));
  lur_asking_instructions(a);
  lur_status status = ask_all(a, open, n, answers);
  fputc('\n', a->out);
  return status;
}

lur_status lur_ask(const struct lur_asking *asking, struct lur_answers *answers)
{
  struct lur_scorecard *card = NULL;
  struct lur_asking first = *asking; // changes are told of only where all was answered
  size_t n = 0;
  bool any = false;
  lur_status status = score(asking, answers, &card);
  size_t *open = status == LUR_OK ? list_open(card, false, &n, &any) : NULL;
  if (status == LUR_OK && any) {
    first.scored = NULL;
  } else if (open && is_wanted_again(asking)) {
    free(open);
    open = list_open(card, true, &n, &any);
  }
  lur_scorecard_free(card);
  if (status == LUR_OK && !open) status = LUR_NO_MEM;
  if (status == LUR_OK && any) status = ask_list(&first, open, n, answers);
  free(open);
  return status;
}
