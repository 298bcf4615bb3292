#include "audio/recording.h"

#include <stdlib.h>
#include <string.h>

static bool copy_text(const char *from, char **to)
{
  *to = from ? strdup(from) : NULL;
  return !from || *to;
}

lur_status lur_recording_copy(const struct lur_recording *from, struct lur_recording *out)
{
  *out = *from;
  out->name = out->title = out->comment = out->date = NULL;
  if (copy_text(from->name, &out->name) && copy_text(from->title, &out->title) &&
      copy_text(from->comment, &out->comment) && copy_text(from->date, &out->date))
    return LUR_OK;
  lur_recording_clear(out);
  return LUR_NO_MEM;
}

void lur_recording_clear(struct lur_recording *r)
{
  free(r->name);
  free(r->title);
  free(r->comment);
  free(r->date);
  *r = (struct lur_recording){0};
}
