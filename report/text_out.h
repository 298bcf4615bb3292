/// \file
/// Lines of text for a terminal: columns counted as they are shown, words wrapped, colours only where asked
/// for.
#ifndef LUR_REPORT_TEXT_OUT_H
#define LUR_REPORT_TEXT_OUT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/status.h"

typedef enum {
  LUR_STYLE_PLAIN,
  LUR_STYLE_STRONG,
  LUR_STYLE_SOFT,
  LUR_STYLE_AGENT,
  LUR_STYLE_CALLER,
  LUR_STYLE_PROMPT,
  LUR_STYLE_ALERT,
  LUR_STYLES
} lur_style;

struct lur_text_out {
  FILE *out;
  int width; ///< columns of the terminal
  bool colour;
  int column;        ///< where the next character goes, from 0
  int blanks;        ///< of those columns, blanks not yet written: no line ends in blanks
  lur_status status; ///< first failure; later calls do nothing
};

/// All texts are cleaned on the way (utf8.h), so that a file's name cannot steer the terminal.
void lur_text_put(struct lur_text_out *o, lur_style style, const char *text);
void lur_text_to(struct lur_text_out *o, int column); ///< spaces up to that column; nothing when beyond it
void lur_text_right(struct lur_text_out *o, int column, lur_style style,
                    const char *text);      ///< ends before that column
void lur_text_line(struct lur_text_out *o); ///< ends the line
void lur_text_gap(
    struct lur_text_out *o); ///< a blank before the next word, or a new line where that does not fit
/// Words from the present column on; lines that would pass the width go on at column `indent`. No-break
/// spaces keep words together.
void lur_text_wrap(struct lur_text_out *o, int indent, lur_style style, const char *text);
/// LUR_IO when the stream failed, else the first failure.
lur_status lur_text_end(struct lur_text_out *o);

#endif
