/// \file
/// A YAML (or JSON) text as a tree of nodes that remember where they stood. Anchors, aliases and tags are
/// refused, depth and size are limited: an input can cost no more than its own length.
#ifndef LUR_BASE_NODE_H
#define LUR_BASE_NODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"

enum { LUR_NODE_SIZE_LIMIT = 1 << 20, LUR_NODE_DEPTH_LIMIT = 16 };

typedef enum { LUR_NODE_SCALAR, LUR_NODE_LIST, LUR_NODE_MAP } lur_node_kind;
struct lur_node {
  lur_node_kind kind;
  int line, column; ///< 1-based, of its first character
  char *text;       ///< SCALAR: UTF-8 without zero characters; else NULL
  bool plain;       ///< SCALAR: without quotes
  bool exact;      ///< SCALAR: on one line and without escapes: character k of text stands at text_column + k
  int text_column; ///< SCALAR: column of the first character inside the quotes
  struct lur_node **item; ///< LIST: the items; MAP: key, value, key, value ...
  size_t n, room;
};

/// Reads one document. `name` is the file's name for messages. LUR_BAD_INPUT: diag says where and why.
/// LUR_NO_MEM.
LUR_NODISCARD lur_status lur_node_read(const char *text, size_t len, const char *name, struct lur_node **out,
                                       struct lur_diag *diag);
void lur_node_free(struct lur_node *node); ///< NULL is fine

#endif
