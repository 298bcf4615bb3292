#include "base/i18n.h"

#include <libintl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static bool is_plain(const char *locale)
{
  return !locale || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0;
}

/// gettext does not look at LANGUAGE in the plain C locale.
static void look_at_language(void)
{
  setlocale(LC_MESSAGES, "C.UTF-8");
  setlocale(LC_CTYPE, "C.UTF-8");
}

void lur_i18n_init(const char *locale_dir)
{
  bindtextdomain(domain, locale_dir);
  bind_textdomain_codeset(domain, "UTF-8");
  setlocale(LC_CTYPE, "");
  const char *locale = asked(), *language = getenv("LANGUAGE"), *all = getenv("LC_ALL");
  bool installed = setlocale(LC_MESSAGES, "") != NULL;
  if (installed && !is_plain(locale)) return; // gettext finds its way
  if (all && *all && is_plain(all)) return;   // a script that wants English
  // A language that is asked for but not installed on this computer: the catalogs are lur's own and do
  // without.
  if (language && *language)
    look_at_language();
  else if (!is_plain(locale))
    lur_i18n_use(locale);
}

/// Whether there is a catalog for the language, or for it without its country.
static bool has_catalog(const char *code)
{
  char path[4200];
  const char *folder = bindtextdomain(domain, NULL);
  for (size_t n = strlen(code); n; n = n == strcspn(code, "_") ? 0 : strcspn(code, "_")) {
    snprintf(path, sizeof path, "%s/%.*s/LC_MESSAGES/%s.mo", folder ? folder : "", (int)n, code, domain);
    if (access(path, R_OK) == 0) return true;
  }
  return strncmp(code, "en", 2) == 0 && (code[2] == '\0' || code[2] == '_');
}

bool lur_i18n_use(const char *language)
{
  char code[32];
  size_t n = strcspn(language, ".@:");
  if (n == 0 || n >= sizeof code) return false;
  memcpy(code, language, n);
  code[n] = '\0';
  if (strcmp(code, "no") == 0 || strncmp(code, "no_", 3) == 0)
    memcpy(code, "nb", 3); // Norwegian, as catalogs call it
  setenv("LANGUAGE", code, 1);
  look_at_language();
  return has_catalog(code);
}
