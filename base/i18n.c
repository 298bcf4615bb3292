#include "base/i18n.h"

#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

static const char domain[] = "lur";

const char *lur_text(const char *id)
{
  return dgettext(domain, id);
}

const char *lur_text_n(const char *one, const char *many, unsigned long n)
{
  return dngettext(domain, one, many, n);
}

/// The first of the environment's names for the language of messages that is set; NULL when none is.
static const char *asked(void)
{
  static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *value = getenv(names[i]);
    if (value && *value) return value;
  }
  return NULL;
}

void lur_i18n_init(const char *locale_dir)
{
  bindtextdomain(domain, locale_dir);
  bind_textdomain_codeset(domain, "UTF-8");
  setlocale(LC_CTYPE, "");
  const char *language = asked();
  // a language that is asked for but not installed on this computer: the catalogs are lur's own and do
  // without
  if (!setlocale(LC_MESSAGES, "") && language) lur_i18n_use(language);
}

void lur_i18n_use(const char *language)
{
  char code[32];
  size_t n = strcspn(language, ".@:");
  if (n >= sizeof code) return;
  memcpy(code, language, n);
  code[n] = '\0';
  if (strcmp(code, "no") == 0 || strncmp(code, "no_", 3) == 0)
    memcpy(code, "nb", 3); // Norwegian, as catalogs call it
  setenv("LANGUAGE", code, 1);
  setlocale(LC_MESSAGES, "C.UTF-8"); // gettext does not look at LANGUAGE in the plain C locale
  setlocale(LC_CTYPE, "C.UTF-8");
}
