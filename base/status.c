#include "base/status.h"

#include "base/i18n.h"

const char *lur_status_text(lur_status s)
{
  switch (s) {
  case LUR_OK:
    return _("done");
  case LUR_END:
    return _("there is no more");
  case LUR_NO_MEM:
    return _("the computer is out of memory");
  case LUR_BAD_ARG:
    return _("lur called itself wrongly; please report this");
  case LUR_BAD_INPUT:
    return _("the input is malformed");
  case LUR_UNSUPPORTED:
    return _("this kind of input is not supported");
  case LUR_NOT_FOUND:
    return _("not found");
  case LUR_IO:
    return _("reading or writing failed");
  case LUR_DEVICE:
    return _("the sound device failed");
  case LUR_DB:
    return _("the database failed");
  }
  return _("unknown result");
}
