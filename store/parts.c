#define _GNU_SOURCE
#include "store/parts.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rubrics/scorecard.h"

/// Far above all that a rubric can give; sums of so many of them fit, too.
static const double largest = 1e6;

/// Ids of rubrics have no blanks; what an id in a damaged document has would be read as another part.
static bool is_id(const char *id)
{
  for (const char *c = id; *c; c++)
    if ((unsigned char)*c <= ' ') return false;
  return *id != '\0';
}

static void put(FILE *to, lur_part_kind kind, const char *id, double score)
{
  if (fabs(score) <= largest && is_id(id)) fprintf(to, "%c %s %lld\n", (char)kind, id, llround(score * 1e6));
}

static void put_card(FILE *to, const struct lur_scorecard *card)
{
  if (card->unanswered) put(to, LUR_PART_UNANSWERED, "-", 0);
  for (size_t i = 0; i < card->furthers; i++)
    if (card->further[i].has) put(to, LUR_PART_FURTHER, card->further[i].total->id, card->further[i].value);
  for (size_t i = 0; i < card->sections; i++)
    if (card->section[i].scored)
      put(to, LUR_PART_SECTION, card->section[i].section->id, card->section[i].score);
  for (int i = LUR_COMPETENCE_NONE + 1; i < LUR_COMPETENCES; i++)
    if (card->competence[i].scored)
      put(to, LUR_PART_COMPETENCE, lur_competence_name((lur_competence)i), card->competence[i].score);
  for (size_t i = 0; i < card->marks; i++)
    if (card->mark[i].state == LUR_MARK_SCORED)
      put(to, LUR_PART_CRITERION, card->mark[i].criterion->id, card->mark[i].points);
}

static lur_status finish(FILE *to, char **text, char **out)
{
  bool ok = fclose(to) == 0 && *text;
  if (ok)
    *out = *text;
  else
    free(*text);
  return ok ? LUR_OK : LUR_NO_MEM;
}

lur_status lur_parts_of_card(const struct lur_scorecard *card, char **out)
{
  char *text = NULL;
  size_t size;
  FILE *to = open_memstream(&text, &size);
  if (!to) return LUR_NO_MEM;
  put_card(to, card);
  return finish(to, &text, out);
}

/// A member of that name, where it is a number; the object's "id" names the part.
static void put_member(FILE *to, lur_part_kind kind, const json_t *object, const char *member)
{
  const char *id = json_string_value(json_object_get(object, "id"));
  const json_t *number = json_object_get(object, member);
  if (id && json_is_number(number)) put(to, kind, id, json_number_value(number));
}

static void put_sections(FILE *to, const json_t *sections)
{
  size_t i, k;
  json_t *section, *criterion;
  json_array_foreach(sections, i, section)
  {
    put_member(to, LUR_PART_SECTION, section, "score");
    json_array_foreach(json_object_get(section, "criteria"), k, criterion)
        put_member(to, LUR_PART_CRITERION, criterion, "points");
  }
}

static void put_document(FILE *to, json_t *root)
{
  size_t i;
  const char *name;
  json_t *item;
  if (json_is_true(json_object_get(root, "unanswered"))) put(to, LUR_PART_UNANSWERED, "-", 0);
  json_array_foreach(json_object_get(root, "totals"), i, item)
      put_member(to, LUR_PART_FURTHER, item, "total");
  json_object_foreach(json_object_get(root, "competences"), name, item) if (json_is_number(item))
      put(to, LUR_PART_COMPETENCE, name, json_number_value(item));
  put_sections(to, json_object_get(root, "sections"));
}

lur_status lur_parts_of_document(const char *document, char **out)
{
  char *text = NULL;
  size_t size;
  FILE *to = open_memstream(&text, &size);
  if (!to) return LUR_NO_MEM;
  json_t *root = document ? json_loads(document, 0, NULL) : NULL;
  if (root) put_document(to, root);
  json_decref(root);
  return finish(to, &text, out);
}

/// Reads "k id 123" from a line of that length.
static bool read_line(const char *line, size_t length, struct lur_part *out)
{
  char *end;
  const char *blank = length > 4 ? memrchr(line, ' ', length) : NULL;
  if (!blank || line[1] != ' ' || blank < line + 3 || !strchr("utskc", line[0])) return false;
  *out = (struct lur_part){.kind = (lur_part_kind)line[0],
                           .id = line + 2,
                           .id_length = (size_t)(blank - line - 2),
                           .millionths = strtoll(blank + 1, &end, 10)};
  return end == line + length && end != blank + 1 && fabs((double)out->millionths) <= largest * 1e6;
}

bool lur_parts_next(const char **text, struct lur_part *out)
{
  while (**text) {
    const char *line = *text;
    size_t length = strcspn(line, "\n");
    *text = line + length + (line[length] == '\n');
    if (read_line(line, length, out)) return true;
  }
  return false;
}
