#define _GNU_SOURCE
#include "cli/cards.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/list.h"
#include "cli/table.h"
#include "cli/talk.h"
#include "report/text_out.h"
#include "report/words.h"

/// What of a scorecard is kept; its owned parts are zero where memory ran out.
static lur_status fill(struct lur_card_line *line, const char *name, const struct lur_scorecard *card)
{
  *line = (struct lur_card_line){.name = strdup(name),
                                 .rubric = card->rubric,
                                 .has_total = card->has_total,
                                 .complete = card->complete,
                                 .total_millionths = card->total_millionths,
                                 .band = card->band,
                                 .section = calloc(card->sections + 1, sizeof *line->section),
                                 .fired = calloc(card->rules + 1, sizeof *line->fired)};
  if (!line->name || !line->section || !line->fired) return LUR_NO_MEM;
  if (card->sections) memcpy(line->section, card->section, card->sections * sizeof *line->section);
  for (size_t i = 0; i < card->rules; i++) {
    if (card->rule[i].fired) line->fired[line->fireds++] = card->rule[i].rule;
    if (card->rule[i].decided) line->decided = card->rule[i].rule;
  }
  return LUR_OK;
}

static void clear_line(struct lur_card_line *line)
{
  free(line->name);
  free(line->section);
  free(line->fired);
}

lur_status lur_cards_add(struct lur_cards *cards, const char *name, const struct lur_scorecard *card)
{
  struct lur_card_line line, *grown = lur_grow(cards->at, &cards->room, cards->n, sizeof *grown);
  if (!grown) return LUR_NO_MEM;
  cards->at = grown;
  lur_status status = fill(&line, name, card);
  if (status == LUR_OK)
    cards->at[cards->n++] = line;
  else
    clear_line(&line);
  return status;
}

void lur_cards_clear(struct lur_cards *cards)
{
  for (size_t i = 0; i < cards->n; i++) clear_line(&cards->at[i]);
  free(cards->at);
  *cards = (struct lur_cards){0};
}

/// The score that decides the place; -1: too little was answered for one; -2: none.
static int64_t rank_of(const struct lur_card_line *line)
{
  if (!line->has_total) return -2;
  return line->complete ? line->total_millionths : -1;
}

/// Names in people's order: c9 before c10.
static int best_first(const void *pa, const void *pb)
{
  const struct lur_card_line *a = pa, *b = pb;
  int64_t ra = rank_of(a), rb = rank_of(b);
  if (ra != rb) return ra > rb ? -1 : 1;
  return strverscmp(a->name, b->name);
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

static double total_of(const struct lur_card_line *line)
{
  return (double)line->total_millionths / 1e6;
}

static void put_head(struct lur_text_out *o, const char *language, size_t place,
                     const struct lur_card_line *line)
{
  char text[32];
  snprintf(text, sizeof text, "%zu.", place);
  if (rank_of(line) >= 0) lur_text_right(o, TEXT_FROM - 1, LUR_STYLE_PLAIN, text);
  lur_text_to(o, TEXT_FROM);
  lur_text_put(o, LUR_STYLE_STRONG, line->name);
  // A long name has a line of its own, and its figure still stands below the others.
  if (o->column > FIGURE_END - 7) lur_text_line(o);
  if (line->has_total) put_figure(o, language, total_of(line));
  lur_text_to(o, WORDS_FROM);
  if (line->band) lur_text_put(o, LUR_STYLE_PLAIN, lur_band_title(line->band, language));
  if (!line->complete) lur_text_put(o, LUR_STYLE_PLAIN, _("incomplete"));
  lur_text_line(o);
}

static void put_card(struct lur_text_out *o, const char *language, size_t place,
                     const struct lur_card_line *line)
{
  put_head(o, language, place, line);
  for (size_t i = 0; i < line->rubric->sections; i++) {
    const struct lur_section_mark *s = &line->section[i];
    if (!s->scored) continue;
    lur_text_to(o, TEXT_FROM);
    put_bar(o, s->score);
    put_figure(o, language, s->score);
    lur_text_wrap(o, WORDS_FROM, LUR_STYLE_PLAIN, lur_texts_pick(&s->section->title, language));
    lur_text_line(o);
  }
  for (size_t i = 0; i < line->fireds; i++) {
    lur_text_to(o, TEXT_FROM);
    lur_text_wrap(o, TEXT_FROM, LUR_STYLE_PLAIN, lur_texts_pick(&line->fired[i]->because, language));
    lur_text_line(o);
  }
}

/// Sorted, under their rubric's name; false where there are none.
static bool begin(struct lur_cards *cards, const char *language)
{
  if (!cards->n) return false;
  qsort(cards->at, cards->n, sizeof *cards->at, best_first);
  const struct lur_rubric *rubric = cards->at[0].rubric;
  printf("%s · %s\n", lur_texts_pick(&rubric->title, language), rubric->version);
  return true;
}

/// Equal scores share a place.
static size_t place_of(const struct lur_cards *cards, size_t i, size_t before)
{
  return i && rank_of(&cards->at[i]) == rank_of(&cards->at[i - 1]) ? before : i + 1;
}

lur_exit lur_cards_print(struct lur_cards *cards, const char *language)
{
  struct lur_text_out o = {
      .out = stdout, .width = lur_columns(STDOUT_FILENO), .colour = lur_colours(STDOUT_FILENO)};
  if (!begin(cards, language)) return LUR_EXIT_DONE;
  for (size_t i = 0, place = 0; i < cards->n; i++) {
    place = place_of(cards, i, place);
    lur_text_line(&o);
    put_card(&o, language, place, &cards->at[i]);
  }
  return o.status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(o.status, &(struct lur_diag){0});
}

static void put_row(struct lur_table *table, const char *language, size_t place,
                    const struct lur_card_line *line)
{
  char text[LUR_WORDS_SIZE];
  if (rank_of(line) >= 0)
    lur_table_put_number(table, (int64_t)place);
  else
    lur_table_put(table, "");
  lur_table_put(table, line->name);
  lur_table_put(table, line->has_total ? lur_words_number(total_of(line), 1, language, text) : "–");
  lur_table_put(table, !line->complete ? _("incomplete")
                       : line->band    ? lur_band_title(line->band, language)
                                       : "");
  lur_table_put(table, line->decided ? lur_texts_pick(&line->decided->because, language) : "");
}

lur_exit lur_cards_list(struct lur_cards *cards, const char *language)
{
  static const char *const head[] = {N_("rank"), N_("call"), N_("score"), N_("class"), ""};
  struct lur_table table = {.columns = sizeof head / sizeof *head, .right = 0x5};
  if (!begin(cards, language)) return LUR_EXIT_DONE;
  putchar('\n');
  for (size_t i = 0; i < table.columns; i++) lur_table_put(&table, *head[i] ? _(head[i]) : "");
  for (size_t i = 0, place = 0; i < cards->n; i++) {
    place = place_of(cards, i, place);
    put_row(&table, language, place, &cards->at[i]);
  }
  lur_status status = table.status;
  if (status == LUR_OK) lur_table_print(&table, stdout);
  lur_table_clear(&table);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &(struct lur_diag){0});
}
