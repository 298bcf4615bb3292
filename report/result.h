/// \file
/// What a participant of a wave is handed: its place and how sure that is, its sections beside its class,
/// what costs it most and where to hear it, its calls, its waits by the hour. Made from plain records;
/// competitors are already without names in it where they are to be, so that nothing which writes it can give
/// them away.
#ifndef LUR_REPORT_RESULT_H
#define LUR_REPORT_RESULT_H

#include "base/list.h"
#include "ranking/league.h"
#include "ranking/share.h"
#include "ranking/spread.h"
#include "report/report.h"

// ---- What is known of a wave beyond its scores

/// Something that can cost points: a criterion, or a rule of the rubric.
struct lur_result_cause {
  char *id, *title;
  char *section; ///< title; "" of a rule
  char *unit;    ///< of what was measured or answered; "" where there is none
  bool is_rule;
};
/// What a cause took from one contact.
struct lur_result_loss {
  size_t contact; ///< index in the field
  size_t cause;
  double lost;        ///< points of the contact's total, of 100; above 0
  double value;       ///< what was measured or answered, in the cause's unit; NAN: no number
  size_t reason;      ///< index in `reason`: the answer that was given; 0: none
  size_t span, spans; ///< range of `span`: where it can be heard
};
/// When a contact was made.
struct lur_result_moment {
  char call[24]; ///< "c12"
  char when[32]; ///< "2026-05-01 09:30"; "" not known
  int hour;      ///< 0..23; -1 not known
};
/// Zero-initialise; clear with lur_result_facts_clear.
struct lur_result_facts {
  struct lur_result_moment *moment; ///< one for each contact of the field, in its order
  size_t moments, moments_room;
  struct lur_result_cause *cause;
  size_t causes, causes_room;
  struct lur_result_loss *loss; ///< contact after contact
  size_t losses, losses_room;
  char **reason; ///< reason[0] is ""
  size_t reasons, reasons_room;
  struct lur_spans span;
};
/// Copies the texts; *index: of the new cause. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_result_add_cause(struct lur_result_facts *facts,
                                              const struct lur_result_cause *cause, size_t *index);
/// loss->reason and the range of spans are filled in from reason (NULL: none) and at. A loss of nothing is
/// left out. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_result_add_loss(struct lur_result_facts *facts,
                                             const struct lur_result_loss *loss, const char *reason,
                                             const struct lur_span *at, size_t n);
LUR_NODISCARD lur_status lur_result_add_moment(struct lur_result_facts *facts,
                                               const struct lur_result_moment *moment);
void lur_result_facts_clear(struct lur_result_facts *facts);

/// An earlier wave, to compare with.
struct lur_result_past {
  const char *title;
  const struct lur_field *field;
  const struct lur_league *const *league; ///< of its classes
  size_t leagues;
};
/// All of a wave. Everything is borrowed.
struct lur_result_wave {
  const char *name, *title;
  const char *rubric, *version, *sha256; ///< rubric: its title
  const char *from, *to;                 ///< days of the first and the last call, "2026-05-01"; "" not known
  const struct lur_field *field;         ///< its first two aspects are the total and the answered
  const struct lur_result_facts *facts;
  const struct lur_league *const *league; ///< of the total, one for each class, with draws
  size_t leagues;
  const struct lur_result_past *past; ///< NULL: none
};

// ---- The result of one participant

enum {
  LUR_RESULT_CAUSES = 5,
  LUR_RESULT_REASONS = 3,
  LUR_RESULT_PLACES = 3, ///< calls named as evidence of a cause
  LUR_RESULT_CALLS = 3,  ///< to praise, and to learn from
  LUR_RESULT_CHOICE = 4, ///< fewer answered calls are too few to choose from
  LUR_RESULT_AGENTS = 3,
  LUR_RESULT_AGENT_CALLS = 3 ///< fewer calls than that do not praise an agent
};

/// A line of the league as the reader may see it.
struct lur_result_line {
  char *label; ///< its title, or a letter; owned
  bool own;
  const struct lur_place *place;
};
struct lur_result_section {
  const char *id, *title;
  double own; ///< mean of the contacts that have it; NAN: none
  int64_t contacts;
  struct lur_spread spread; ///< how the class lies: of the means of its participants
};
struct lur_result_reason {
  const char *text;
  int64_t calls;
};
/// Where a cause can be heard.
struct lur_result_evidence {
  const struct lur_result_moment *moment;
  int64_t call;
  const struct lur_span *at;
  size_t n;
};
/// What a cause cost.
struct lur_result_cost {
  const struct lur_result_cause *cause;
  double mean;   ///< points of the mean over all contacts
  int64_t calls; ///< in so many of the contacts
  double value;  ///< the middle one of what was measured there; NAN
  struct lur_result_reason reason[LUR_RESULT_REASONS];
  size_t reasons;
  struct lur_result_evidence evidence[LUR_RESULT_PLACES];
  size_t evidences;
  double best; ///< what it costs the one of the class whom it costs least (that has enough calls)
};
struct lur_result_call {
  const struct lur_result_moment *moment;
  int64_t call;
  int64_t total_millionths;
  const char *agent;
  const struct lur_result_cause *cause; ///< what cost it most; NULL: nothing did
  double lost;
};
struct lur_result_hour {
  int64_t contacts, answered;
  int64_t waits;          ///< contacts whose wait is known
  double median, longest; ///< of them, seconds; NAN where there is none
};
struct lur_result_agent {
  const char *name;
  int64_t contacts;
  double mean;
};
/// The mean of some contacts beside the class.
struct lur_result_total {
  double own; ///< NAN: none counts
  int64_t contacts;
  struct lur_spread spread; ///< how the class lies: of the means of its participants
};

struct lur_result {
  const struct lur_result_wave *wave; ///< borrowed
  size_t entrant;
  const char *name, *title, *class_name;
  bool named;
  const struct lur_league *league; ///< of its class
  const struct lur_place *place;
  struct lur_result_line *line; ///< of the class, in the league's order
  size_t lines;
  struct lur_result_total all, answered;
  int64_t contacts, answered_contacts;
  struct lur_share share; ///< answered of them; at the league's level
  struct lur_result_section *section;
  size_t sections;
  struct lur_result_cost *cost; ///< all causes that cost something, dearest first
  size_t costs;
  struct lur_result_cost *move; ///< all that the best of the class does better, by what it would bring
  size_t moves;
  struct lur_result_call praise[LUR_RESULT_CALLS], learn[LUR_RESULT_CALLS];
  size_t praises, learns;
  struct lur_result_hour hour[24];
  int first_hour, last_hour; ///< of all calls of the wave, both included; -1: no hour is known
  int64_t hourless;          ///< contacts whose hour is not known
  struct lur_result_agent agent[LUR_RESULT_AGENTS];
  size_t agents;
  const struct lur_place *past; ///< of the earlier wave; NULL: none
};

/// named: competitors by their titles, not by letters. *out is yours to free; the wave must outlive it.
/// LUR_BAD_ARG: there is no such entrant, or it is in no league. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_result_make(const struct lur_result_wave *wave, size_t entrant, bool named,
                                         struct lur_result **out);
void lur_result_free(struct lur_result *result); ///< NULL is fine

/// The lines of a league: all by their titles, or those other than `own` (an entrant; SIZE_MAX: none) by
/// letters. *out is to be freed with lur_result_lines_free. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_result_lines_make(const struct lur_field *field, const struct lur_league *league,
                                               size_t own, bool named, struct lur_result_line **out);
void lur_result_lines_free(struct lur_result_line *line, size_t lines); ///< NULL is fine

// ---- Written

/// A stretch of a call as a sound that browsers play, for the page to hold. LUR_NOT_FOUND: there is none.
/// *stream is closed by the page.
typedef lur_status lur_result_clip(void *self, int64_t call, const struct lur_span *at, FILE **stream,
                                   const char **media_type);
struct lur_result_options {
  const char *language;  ///< as in lur_report_options
  lur_result_clip *clip; ///< NULL: nothing is played
  void *self;
};
/// The participant's page, whole in one file.
LUR_NODISCARD lur_status lur_result_html(FILE *out, const struct lur_result *result,
                                         const struct lur_result_options *options);
/// The same on paper, A4.
LUR_NODISCARD lur_status lur_result_pdf(FILE *out, const struct lur_result *result,
                                        const struct lur_result_options *options);
/// For the manager: one page.
LUR_NODISCARD lur_status lur_result_brief_html(FILE *out, const struct lur_result *result,
                                               const struct lur_result_options *options);
LUR_NODISCARD lur_status lur_result_brief_pdf(FILE *out, const struct lur_result *result,
                                              const struct lur_result_options *options);
/// For whoever runs the wave, who knows all names: the leagues, and links to the results. href: of each
/// entrant a relative file name or NULL; or NULL.
LUR_NODISCARD lur_status lur_result_overview_html(FILE *out, const struct lur_result_wave *wave,
                                                  const char *const *href,
                                                  const struct lur_result_options *options);
/// A league by itself as a picture; line: all of its places. title: its heading.
LUR_NODISCARD lur_status lur_league_picture(FILE *out, lur_picture_format format,
                                            const struct lur_league *league,
                                            const struct lur_result_line *line, size_t lines,
                                            const char *title, const struct lur_result_wave *wave,
                                            const char *language);
/// One document on one line (schema lur.result/1, report/result.schema.json).
LUR_NODISCARD lur_status lur_result_json(FILE *out, const struct lur_result *result,
                                         const struct lur_result_options *options);
/// CSV as in lur_report_csv_row: a row for each contact, with its sections and what each cause took.
LUR_NODISCARD lur_status lur_result_csv(FILE *out, const struct lur_result *result,
                                        const struct lur_result_options *options);

#endif
