/// \file
/// Taking what rubrics hold beside plain values out of a tree of nodes. As in base/reading.h a value that is
/// not what is asked leaves *out alone and is said; a NULL node is left alone.
#ifndef LUR_RUBRICS_READING_H
#define LUR_RUBRICS_READING_H

#include "base/reading.h"
#include "rubrics/rubric.h"

void lur_read_texts(struct lur_reading *r, const struct lur_node *node, struct lur_texts *out);
void lur_read_formula(struct lur_reading *r, const struct lur_node *node, struct lur_formula *out);

#endif
