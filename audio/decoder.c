#include "audio/decoder.h"

#include <stdlib.h>

lur_status lur_decoder_open(struct lur_input *in, const struct lur_container *container, const char *name,
                            lur_decoder **out, struct lur_diag *diag)
{
  if (container->kind == LUR_CONTAINER_MPEG) return lur_decoder_open_mpeg(in, container, name, out, diag);
  return lur_decoder_open_sndfile(in, container, name, out, diag);
}

void lur_decoder_clear_info(struct lur_decoder_info *info)
{
  free(info->title);
  free(info->comment);
  free(info->date);
  info->title = info->comment = info->date = NULL;
}

void lur_decoder_close(lur_decoder *d)
{
  if (d) d->close(d);
}
