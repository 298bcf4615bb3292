/// \file
/// Messages for people go through gettext's catalog "lur" (po/*.po). A program binds the domain once, at its
/// start (lur_i18n_init); a library user who does not gets English.
#ifndef LUR_BASE_I18N_H
#define LUR_BASE_I18N_H

#include <stdbool.h>

/// The text in the user's language; `id` itself where there is no translation. Borrowed, valid for the whole
/// run.
__attribute__((format_arg(1))) const char *lur_text(const char *id);

/// The plural form for n; borrowed as above.
__attribute__((format_arg(1))) __attribute__((format_arg(2))) const char *
lur_text_n(const char *one, const char *many, unsigned long n);

/// Sets the language of messages and character classification from the environment (LC_ALL, LC_MESSAGES,
/// LANG, LANGUAGE), installed on this computer or not; LC_ALL=C is English. Numbers stay in the C locale, so
/// that JSON and CSV never get a decimal comma. `locale_dir` holds LANG/LC_MESSAGES/lur.mo.
void lur_i18n_init(const char *locale_dir);
/// Messages in this language from now on, "sv", "nb_NO", "nl" ..., installed on this computer or not. Before
/// threads start: it changes the environment. False: there is no catalog for it, and messages are English.
bool lur_i18n_use(const char *language);

#define _(id) lur_text(id)
/// Marks a text of a table for the catalog; translate it with _() where it is shown.
#define N_(id) id

#endif
