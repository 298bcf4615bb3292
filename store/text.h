/// \file
/// File names can hold any bytes, the store's texts cannot. For store/ only.
#ifndef LUR_STORE_TEXT_H
#define LUR_STORE_TEXT_H

#include <stdbool.h>

bool lur_store_text_whole(const char *text); ///< it is UTF-8 throughout (RFC 3629)
/// The text with each byte that belongs to no character replaced by U+FFFD; to free(). NULL: out of memory.
char *lur_store_text_clean(const char *text);

#endif
