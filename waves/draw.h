/// \file
/// Drawing at random in a way that anybody can repeat with a common tool: each name gets the SHA-256 of
/// "SEED:NAME", and those with the smallest digests are drawn. The digest of the list says what it was drawn
/// from.
#ifndef LUR_WAVES_DRAW_H
#define LUR_WAVES_DRAW_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/// Draws `wanted` of n different names (all where there are no more): their indexes in the order drawn go to
/// picked, which has room for as many. *drawn: how many. The order of the names makes no difference.
/// LUR_NO_MEM.
LUR_NODISCARD lur_status lur_draw(const char *const *names, size_t n, size_t wanted, int64_t seed,
                                  size_t *picked, size_t *drawn);
/// The list as it is kept: names sorted by their bytes, a line each. *out is a string to free(); sha256 gets
/// 64 hexadecimal digits of it and an end. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_draw_list(const char *const *names, size_t n, char **out, char sha256[65]);
/// SHA-256 of a text. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_draw_digest(const char *text, char sha256[65]);

#endif
