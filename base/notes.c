#include "base/notes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"

static const char *const names[LUR_NOTE_KINDS] = {"marker", "answered", "hold", "masked"};

const char *lur_note_name(lur_note_kind kind)
{
  return names[kind];
}

bool lur_note_kind_of(const char *name, lur_note_kind *kind)
{
  for (int i = 0; i < LUR_NOTE_KINDS; i++)
    if (strcmp(names[i], name) == 0) {
      *kind = (lur_note_kind)i;
      return true;
    }
  return false;
}

struct lur_note lur_note_of(lur_note_kind kind, double start_s, double end_s, const char *text)
{
  struct lur_note note = {.kind = kind, .start_s = start_s, .end_s = end_s};
  size_t n = text ? strlen(text) : 0;
  if (n >= sizeof note.text) {
    n = sizeof note.text - 1;
    while (n && ((unsigned char)text[n] & 0xC0) == 0x80) n--; // not in the middle of a character
  }
  for (size_t i = 0; i < n; i++)
    note.text[i] = (char)((unsigned char)text[i] < ' ' || text[i] == 0x7F ? ' ' : text[i]);
  return note;
}

lur_status lur_notes_add(struct lur_notes *list, const struct lur_note *note)
{
  if (!(note->start_s >= 0 && note->end_s >= note->start_s && isfinite(note->end_s))) return LUR_BAD_ARG;
  struct lur_note *at = lur_grow(list->at, &list->room, list->n, sizeof *at);
  if (!at) return LUR_NO_MEM;
  list->at = at;
  size_t place = list->n++;
  for (; place > 0 && at[place - 1].start_s > note->start_s; place--) at[place] = at[place - 1];
  at[place] = *note;
  return LUR_OK;
}

lur_status lur_notes_copy(const struct lur_notes *list, struct lur_notes *out)
{
  for (size_t i = 0; i < list->n; i++) {
    lur_status status = lur_notes_add(out, &list->at[i]);
    if (status != LUR_OK) return lur_notes_clear(out), status;
  }
  return LUR_OK;
}

void lur_notes_shift(struct lur_notes *list, double at_s, double length_s)
{
  for (size_t i = 0; i < list->n; i++) {
    struct lur_note *note = &list->at[i];
    if (note->end_s > at_s || note->start_s >= at_s) note->end_s += length_s;
    if (note->start_s >= at_s) note->start_s += length_s;
  }
}

void lur_notes_clear(struct lur_notes *list)
{
  free(list->at);
  *list = (struct lur_notes){0};
}
