/// \file
/// Holes in a recording: sound that was lost on the way, with silence of the same length in its place, so
/// that all times stay true.
#ifndef LUR_BASE_DROPOUTS_H
#define LUR_BASE_DROPOUTS_H

#include <stddef.h>

#include "base/status.h"

/// Why the sound is missing. The numbers stand in journals and stay as they are.
typedef enum {
  LUR_DROPOUT_UNKNOWN,   ///< nothing says so
  LUR_DROPOUT_LOST,      ///< the device or the sound server lost it without a word
  LUR_DROPOUT_DEVICE,    ///< the device was away, or the sound server did not answer
  LUR_DROPOUT_DISK,      ///< the disk was slow for longer than the memory held
  LUR_DROPOUT_SUSPENDED, ///< the computer slept
  LUR_DROPOUT_REASONS
} lur_dropout_why;

/// "lost", "device", "disk", "suspended"; "" for what is not known.
const char *lur_dropout_name(lur_dropout_why why);
/// The other way round; UNKNOWN for any other name, or NULL.
lur_dropout_why lur_dropout_why_of(const char *name);

struct lur_dropout {
  double start_s, end_s; ///< seconds from the start of the recording, end_s >= start_s
  lur_dropout_why why;
};
/// Zero-initialise; clear with lur_dropouts_clear.
struct lur_dropouts {
  struct lur_dropout *at;
  size_t n, room;
};

/// Puts it at the end. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_dropouts_add(struct lur_dropouts *list, double start_s, double end_s,
                                          lur_dropout_why why);
/// Silence was put into the recording: it comes to its place in a list that is in order, and what begins
/// after its start moves by its length. One that goes on where the last one ended, for the same reason, makes
/// that longer. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_dropouts_insert(struct lur_dropouts *list, const struct lur_dropout *dropout);
/// length_s seconds were put into the recording at `at_s`: what lies behind moves, what lies round it grows.
void lur_dropouts_shift(struct lur_dropouts *list, double at_s, double length_s);
/// Puts them in order, and makes one of those that follow each other for the same reason at less than near_s.
void lur_dropouts_tidy(struct lur_dropouts *list, double near_s);
double lur_dropouts_total_s(const struct lur_dropouts *list);
void lur_dropouts_clear(struct lur_dropouts *list); ///< frees; the list is empty and usable again

#endif
