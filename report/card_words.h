/// \file
/// A scorecard's facts in people's words, shared by the terminal and the page.
#ifndef LUR_REPORT_CARD_WORDS_H
#define LUR_REPORT_CARD_WORDS_H

#include <stddef.h>

#include "rubrics/scorecard.h"

enum { LUR_CARD_TEXT = 640 }; ///< room for every text made here

/// What was read or answered and who gave it: "19.3 s, measured", "All parts, assessor Anna", "not answered".
/// Returns out.
const char *lur_card_mark_text(const struct lur_scorecard *card, const struct lur_mark *mark,
                               const char *language, char out[LUR_CARD_TEXT]);
/// What stands beside a section's heading: "weight 40 · 28.6 of 40 points", in a rubric of points "315 of 350
/// points"; "" where it has no part in the total. Returns out.
const char *lur_card_heading_text(const struct lur_scorecard *card, const struct lur_section_mark *section,
                                  const char *language, char out[LUR_CARD_TEXT]);
/// What it adds to the total, "9.4 of 12.5 points"; "does not count" where its points are only shown; ""
/// where there are none. Returns out or a static text.
const char *lur_card_won_text(const struct lur_mark *mark, const char *language, char out[LUR_CARD_TEXT]);
/// The same of a section: "28.6 of 40 points"; "" where nothing in it is scored.
const char *lur_card_section_text(const struct lur_section_mark *section, const char *language,
                                  char out[LUR_CARD_TEXT]);
/// The total in the rubric's own measure, "435 of 500"; "" where that is 100. Returns out.
const char *lur_card_own_total_text(const struct lur_scorecard *card, const char *language,
                                    char out[LUR_CARD_TEXT]);
/// A further total: "All contacts: 61.3"; where this call does not count for it, that. Returns out.
const char *lur_card_further_text(const struct lur_total_mark *total, const char *language,
                                  char out[LUR_CARD_TEXT]);
/// What the criteria of the competences came to: "Communication 71.5 · Personal service 80"; "" where none is
/// named. Returns out.
const char *lur_card_competences_text(const struct lur_scorecard *card, const char *language,
                                      char out[LUR_CARD_TEXT]);
/// What the scorecard rests on: the rubric's id, version and digest, the analyser, who answered. analyser
/// NULL: this one. Returns out.
const char *lur_card_origin_text(const struct lur_scorecard *card, const char *analyser,
                                 char out[LUR_CARD_TEXT]);
/// The free text that was answered; "" for other questions and where nothing was written. Borrowed.
const char *lur_card_said_text(const struct lur_mark *mark);
/// "71.5"; "–" where there are no points; "" where the rubric gives none for it. Returns out or a static
/// text.
const char *lur_card_points_text(const struct lur_mark *mark, const char *language, char out[LUR_CARD_TEXT]);
/// How long a bar for the mark is, 0..100: its part of what could be won.
double lur_card_bar(const struct lur_mark *mark);
/// "71.5", or "no score". Returns out.
const char *lur_card_total_text(const struct lur_scorecard *card, const char *language,
                                char out[LUR_CARD_TEXT]);
/// The band's title, "incomplete", or "" where there is neither. Borrowed or static.
const char *lur_card_band_text(const struct lur_scorecard *card, const char *language);
/// What a fired rule did: "No greeting: at most 60 points". Returns out.
const char *lur_card_rule_text(const struct lur_rule_mark *mark, const char *language,
                               char out[LUR_CARD_TEXT]);
/// The grave faults of the whole call, likewise.
const char *lur_card_faults_text(const struct lur_scorecard *card, char out[LUR_CARD_TEXT]);
/// The grave faults of a mark, "critical fault: customer (2), business", or "". Translated.
const char *lur_card_fault_text(const struct lur_mark *mark, char out[LUR_CARD_TEXT]);

#endif
