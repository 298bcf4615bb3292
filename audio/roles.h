/// \file
/// Internal to audio/ and capture/. lur's own words in a file's comment field: "lur: roles=caller,agent",
/// then a line break and the user's comment.
#ifndef LUR_AUDIO_ROLES_H
#define LUR_AUDIO_ROLES_H

#include <stdbool.h>

#include "base/role.h"

/// CALLER and AGENT in some order.
bool lur_roles_pair(const lur_role role[2]);
/// Finds lur's words at the start of a comment (NULL is fine). True: they are there; role[] is what they say,
/// NONE where they do not. *rest is the user's part, "" where there is none.
bool lur_roles_read(const char *comment, lur_role role[2], const char **rest);
/// The comment field to write; role[] that is no pair and a NULL comment are left out. Yours to free(); NULL:
/// out of memory.
char *lur_roles_write(const lur_role role[2], const char *comment);
/// A copy as UTF-8 without control characters but tabs and line breaks: what is not UTF-8 is taken as
/// Latin-1. Yours to free(); NULL: out of memory.
char *lur_roles_text(const char *stored);

#endif
