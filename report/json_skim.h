/// \file
/// Documents made shorter before they are read: members that nobody wants need not be taken apart.
#ifndef LUR_REPORT_JSON_SKIM_H
#define LUR_REPORT_JSON_SKIM_H

#include <stddef.h>

/// A copy of the document in which the values of these members of the outermost object are `null`; key ends
/// with NULL. What is no JSON is copied so far as it cannot be understood, for the reader to refuse it. *kept
/// is the copy's size; to free(). NULL: no memory.
char *lur_json_skim(const char *text, size_t size, const char *const *key, size_t *kept);

#endif
