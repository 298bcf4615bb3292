#include "cli/cards.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/talk.h"
#include "report/text_out.h"
#include "report/words.h"

/// The score that decides the place; -1: too little was answered for one; -2: none.
static int64_t rank_of(const struct lur_scorecard *card)
{
  if (!card->has_total) return -2;
  return card->complete ? card->total_millionths : -1;
}

static int best_first(const void *pa, const void *pb)
{
  const struct lur_card_line *a = pa, *b = pb;
  int64_t ra = rank_of(a->card), rb = rank_of(b->card);
  if (ra != rb) return ra > rb ? -1 : 1;
  return strcmp(a->name, b->name);
}

/// A bar of 20 cells; points may be below 0 or above 100.
static void put_bar(struct lur_text_out *o, double points)
{
  int cells = points <= 0 ? 0 : points >= 100 ? 20 : (int)(points / 5 + 0.5);
  for (int i = 0; i < 20; i++) lur_text_put(o, LUR_STYLE_PLAIN, i < cells ? "█" : "·");
}

enum { TEXT_FROM = 5, FIGURE_END = 31, WORDS_FROM = 33 }; // columns

static void put_figure(struct lur_text_out *o, const char *language, double points)
{
  char text[LUR_WORDS_SIZE];
  lur_text_right(o, FIGURE_END, LUR_STYLE_PLAIN, lur_words_number(points, 1, language, text));
  lur_text_to(o, WORDS_FROM);
}

static void put_head(struct lur_text_out *o, const char *language, size_t place,
                     const struct lur_card_line *line)
{
  char text[32];
  const struct lur_scorecard *c = line->card;
  snprintf(text, sizeof text, "%zu.", place);
  if (rank_of(c) >= 0) lur_text_right(o, TEXT_FROM - 1, LUR_STYLE_PLAIN, text);
  lur_text_to(o, TEXT_FROM);
  lur_text_put(o, LUR_STYLE_STRONG, line->name);
  // A long name has a line of its own, and its figure still stands below the others.
  if (o->column > FIGURE_END - 7) lur_text_line(o);
  if (c->has_total) put_figure(o, language, c->total);
  lur_text_to(o, WORDS_FROM);
  if (c->band) lur_text_put(o, LUR_STYLE_PLAIN, lur_band_title(c->band, language));
  if (!c->complete) lur_text_put(o, LUR_STYLE_PLAIN, _("incomplete"));
  lur_text_line(o);
}

static void put_card(struct lur_text_out *o, const char *language, size_t place,
                     const struct lur_card_line *line)
{
  const struct lur_scorecard *c = line->card;
  put_head(o, language, place, line);
  for (size_t i = 0; i < c->sections; i++) {
    const struct lur_section_mark *s = &c->section[i];
    if (!s->scored) continue;
    lur_text_to(o, TEXT_FROM);
    put_bar(o, s->score);
    put_figure(o, language, s->score);
    lur_text_wrap(o, WORDS_FROM, LUR_STYLE_PLAIN, lur_texts_pick(&s->section->title, language));
    lur_text_line(o);
  }
  for (size_t i = 0; i < c->rules; i++) {
    if (!c->rule[i].fired) continue;
    lur_text_to(o, TEXT_FROM);
    lur_text_wrap(o, TEXT_FROM, LUR_STYLE_PLAIN, lur_texts_pick(&c->rule[i].rule->because, language));
    lur_text_line(o);
  }
}

lur_exit lur_cards_print(struct lur_card_line *line, size_t n, const char *language)
{
  struct lur_text_out o = {
      .out = stdout, .width = lur_columns(STDOUT_FILENO), .colour = lur_colours(STDOUT_FILENO)};
  if (!n) return LUR_EXIT_DONE;
  qsort(line, n, sizeof *line, best_first);
  const struct lur_rubric *rubric = line[0].card->rubric;
  printf("%s · %s\n", lur_texts_pick(&rubric->title, language), rubric->version);
  for (size_t i = 0, place = 1; i < n; i++) {
    if (i && rank_of(line[i].card) != rank_of(line[i - 1].card)) place = i + 1; // equal scores share a place
    lur_text_line(&o);
    put_card(&o, language, place, &line[i]);
  }
  return o.status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(o.status, &(struct lur_diag){0});
}
