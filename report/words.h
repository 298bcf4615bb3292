/// \file
/// Figures in people's words: lengths of time, measures with their unit, the groups measures are shown in.
#ifndef LUR_REPORT_WORDS_H
#define LUR_REPORT_WORDS_H

#include <stddef.h>

#include "analysis/event.h"
#include "analysis/measures.h"
#include "base/role.h"

enum { LUR_WORDS_SIZE = 96 }; ///< room for every text made here

/// "," for the languages that write 3,5; "." for the others and for NULL.
char lur_words_point(const char *language);

/// "0:07", "12:30", "1:02:30"; with `decimals` 1..3 "0:07.4". Negative and non-finite times count as 0.
/// Returns out.
const char *lur_words_clock(double seconds, int decimals, const char *language, char out[LUR_WORDS_SIZE]);

/// A number with so many decimals and the language's decimal sign; -0.00 is written 0.00. Returns out.
const char *lur_words_number(double number, int decimals, const char *language, char out[LUR_WORDS_SIZE]);

/// Points for people: one decimal, none where it is zero ("71.5", "80"). Returns out.
const char *lur_words_points(double points, const char *language, char out[LUR_WORDS_SIZE]);

/// A known value with its unit: "12.3 s", "2:05", "58 %", "2", "yes", "−23.4 dB". Returns out.
const char *lur_words_value(lur_measure which, const struct lur_value *value, const char *language,
                            char out[LUR_WORDS_SIZE]);

/// A number with its unit, one of the table of measures or any other text: "12.3 s", "58 %", "2", "4 calls".
/// Returns out.
const char *lur_words_with_unit(double number, const char *unit, const char *language,
                                char out[LUR_WORDS_SIZE]);

/// How many decimals a number of that unit has in documents for programs.
int lur_words_decimals(const char *unit);
/// The number rounded so.
double lur_words_round(double number, int decimals);

/// A word of the analysis that is shown to people ("agent", "good"), translated; itself where it is not such
/// a word.
const char *lur_words_text(const char *text);
/// What kind of event it is, translated; of a hole in the sound also why. Borrowed.
const char *lur_words_event(const struct lur_event *event);
/// What a marker says, or a masked stretch is: its words, else its kind, translated. Borrowed.
const char *lur_words_note(const struct lur_events *events, const struct lur_event *event);
const char *lur_words_role(lur_role role); ///< "Agent", "Caller", "Call": translated

/// Measures that belong together.
struct lur_words_group {
  const char *title;      ///< English; translate with _()
  lur_measure first, end; ///< [first, end) of the table
};
enum { LUR_WORDS_GROUPS = 5 };
extern const struct lur_words_group lur_words_groups[LUR_WORDS_GROUPS]; ///< tile the table

/// The figures that say most about a call, in the order they are shown.
enum { LUR_WORDS_HEADLINES = 6 };
extern const lur_measure lur_words_headlines[LUR_WORDS_HEADLINES];

/// The last part of a file's name (`a/b.wav` gives `b.wav`); of two legs `a/b-in.wav+a/b-out.wav` the whole.
const char *lur_words_base_name(const char *path);

#endif
