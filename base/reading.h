/// \file
/// Taking values out of a tree of nodes; what is wrong is gathered, with its place and its mend.
#ifndef LUR_BASE_READING_H
#define LUR_BASE_READING_H

#include "base/node.h"

struct lur_reading {
  const char *name; ///< of the file, for messages
  struct lur_diags *faults;
  lur_status status; ///< the worst so far: LUR_OK, LUR_BAD_INPUT, LUR_UNSUPPORTED, LUR_NO_MEM
};

/// Adds a fault and makes the status LUR_BAD_INPUT (unless it is worse). Beyond LUR_FAULTS_LIMIT only the
/// status changes.
void lur_fault(struct lur_reading *r, int line, int column, const char *format, ...) LUR_PRINTF(4, 5);
void lur_fault_at(struct lur_reading *r, const struct lur_node *node, const char *format, ...)
    LUR_PRINTF(3, 4);
void lur_reading_no_mem(struct lur_reading *r);

/// A key that a map may have.
struct lur_key {
  const char *name;
  bool required;
};
/// Sorts the values of a map by key: of[i] is the value of keys[i], or NULL. Faults: not a map, an unknown,
/// doubled or missing key. `example` shows a map as it should be. False when it is no map at all.
bool lur_read_keys(struct lur_reading *r, const struct lur_node *node, const struct lur_key *keys, size_t n,
                   const struct lur_node **of, const char *example);

// The following leave *out alone and say what is wrong when the node does not hold what is asked; a NULL node
// is left alone.

void lur_read_string(struct lur_reading *r, const struct lur_node *node, char **out); ///< not empty
/// An identifier: letters, digits, "_", and with `dashes` also "-" and "."; at most 64 characters.
void lur_read_id(struct lur_reading *r, const struct lur_node *node, bool dashes, char **out);
void lur_read_number(struct lur_reading *r, const struct lur_node *node, double low, double high,
                     double *out);
/// One of the n names; its index goes to *out.
void lur_read_name(struct lur_reading *r, const struct lur_node *node, const char *const *names, size_t n,
                   size_t *out);
/// true or false.
void lur_read_truth(struct lur_reading *r, const struct lur_node *node, bool *out);
bool lur_read_is_list(struct lur_reading *r, const struct lur_node *node,
                      const char *example); ///< says what is wrong if not

/// A number in plain writing: 12, -0.5, 1e3; at most 15 digits from the first that is not 0. False: it is
/// none.
bool lur_number_read(const char *text, double *out);
/// How many of the bytes, from the first, are well-formed UTF-8: `len` when all are.
size_t lur_utf8_length(const char *text, size_t len);

#endif
