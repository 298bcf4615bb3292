/// \file
/// Texts from files and people, made fit to be shown: always valid UTF-8, without control characters.
#ifndef LUR_REPORT_UTF8_H
#define LUR_REPORT_UTF8_H

#include <stddef.h>

/// A copy to free(): bytes that are not UTF-8 become U+FFFD; control characters (also those that would steer
/// a terminal or turn the direction of writing) become spaces. NULL: memory is out.
char *lur_utf8_clean(const char *text);

/// How many columns of a terminal the text takes: 0 for combining characters, 2 for wide ones. `text` is
/// valid UTF-8.
size_t lur_utf8_width(const char *text);

/// The longest beginning of at most `columns` columns, in bytes; *width gets its columns.
size_t lur_utf8_fit(const char *text, size_t columns, size_t *width);

#endif
