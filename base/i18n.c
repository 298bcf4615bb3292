#include "base/i18n.h"

#include <libintl.h>
#include <locale.h>

static const char domain[] = "lur";

const char *lur_text(const char *id)
{
  return dgettext(domain, id);
}

const char *lur_text_n(const char *one, const char *many, unsigned long n)
{
  return dngettext(domain, one, many, n);
}

void lur_i18n_init(const char *locale_dir)
{
  setlocale(LC_MESSAGES, "");
  setlocale(LC_CTYPE, "");
  bindtextdomain(domain, locale_dir);
  bind_textdomain_codeset(domain, "UTF-8");
}
