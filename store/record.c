#include "store/record.h"

#include <stdlib.h>

const char *lur_store_source_name(lur_store_source source)
{
  switch (source) {
  case LUR_STORE_IMPORTED:
    return "import";
  case LUR_STORE_RECORDED:
    return "record";
  case LUR_STORE_DOCUMENT:
    return "document";
  }
  return "import";
}

void lur_store_entry_free(struct lur_store_entry *entry)
{
  if (!entry) return;
  lur_dropouts_clear(&entry->row.call.dropout);
  lur_notes_clear(&entry->row.call.notes);
  free(entry->fact);
  for (size_t i = 0; i < entry->texts; i++) free(entry->text[i]);
  free(entry->text);
  free(entry->analysis);
  free(entry->scorecard);
  free(entry->answers);
  free(entry->rubric);
  free(entry);
}

void lur_store_ranking_free(struct lur_store_ranking *ranking)
{
  if (!ranking) return;
  for (size_t i = 0; i < ranking->places; i++) {
    free(ranking->place[i].participant);
    free(ranking->place[i].title);
  }
  free(ranking->place);
  free(ranking->wave);
  free(ranking->title);
  free(ranking->rubric);
  free(ranking);
}
