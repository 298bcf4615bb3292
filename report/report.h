/// \file
/// One call and its scorecard for people and for programs: text, JSON, CSV, a page, a picture. Every function
/// takes plain records, writes to a stream the caller opened (base/atomic_file makes it whole or not there)
/// and changes nothing. All answer LUR_OK, LUR_IO (the stream took less than was written), LUR_NO_MEM or
/// LUR_BAD_ARG (a required record is NULL).
#ifndef LUR_REPORT_REPORT_H
#define LUR_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "analysis/call.h"
#include "audio/peaks.h"
#include "audio/recording.h"
#include "base/diag.h"
#include "base/status.h"
#include "rubrics/scorecard.h"

/// The sound that a page plays: a whole file that browsers play (audio/browser_audio.h), or the name of one
/// beside the page.
struct lur_page_audio {
  FILE *stream;           ///< read from where it stands to its end, and embedded; NULL: see href; borrowed
  const char *media_type; ///< of the stream: "audio/flac"
  const char
      *href; ///< where stream is NULL: a relative file name, unescaped UTF-8; NULL: the page has no player
};

/// What a report is about. Everything is borrowed for the time of the call of a function.
struct lur_report {
  const struct lur_recording *recording; ///< required
  const struct lur_call *call;           ///< required
  const struct lur_scorecard *scorecard; ///< NULL: the call is not scored
  const struct lur_peaks
      *peaks;           ///< of the file's channels; 1000 columns are plenty; NULL: lanes without a waveform
  const char *title;    ///< heading; NULL: the recording's file name without its folder
  const char *when;     ///< when the call was made, as a person writes it; NULL: not known
  const char *sha256;   ///< of the recording, 64 hexadecimal digits; NULL: not asked for
  const char *analyser; ///< version that the call was analysed by; NULL: this one
};

struct lur_report_options {
  const char *language; ///< "sv", "pt-BR": of the rubric's texts and of the page; NULL: English. lur's own
                        ///< words come from gettext
  bool colour;          ///< text: ANSI colours, never the only sign
  int width;            ///< text: columns, 0 means 80, 60 is the least; pictures: pixels, 0 means 1200
};

/// The analysis document (schema lur.analysis/1, docs/analysis-document.md): one object on one line, ended by
/// a newline.
LUR_NODISCARD lur_status lur_report_json(FILE *out, const struct lur_report *report);
/// Reads an analysis document back. Times are to the millisecond, as they stand there. Measures are rounded
/// in documents and are therefore not read: all are unknown, for whoever kept the exact ones to fill in. Nor
/// are turns. *recording needs lur_recording_clear and *call lur_call_free. LUR_BAD_INPUT: it is no such
/// document; diag (may be NULL) says what to do. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_report_json_read(const char *text, size_t size, struct lur_recording *recording,
                                              struct lur_call **call, struct lur_diag *diag);
/// The scorecard's document (schema lur.scorecard/1): one object on one line. Needs report->scorecard.
LUR_NODISCARD lur_status lur_report_scorecard_json(FILE *out, const struct lur_report *report,
                                                   const struct lur_report_options *options);
/// The call at a glance, the measures in plain words and the scorecard, for a terminal.
LUR_NODISCARD lur_status lur_report_text(FILE *out, const struct lur_report *report,
                                         const struct lur_report_options *options);

/// CSV (RFC 4180, UTF-8, lines end in CR LF): the header of a table of calls scored with that rubric; NULL:
/// not scored. Numbers as in the analysis document, nothing where there is none; a text that a spreadsheet
/// would take for a formula gets an apostrophe before it.
LUR_NODISCARD lur_status lur_report_csv_header(FILE *out, const struct lur_rubric *rubric);
/// A row under the header made with `rubric`. A call without a scorecard of that rubric and version leaves
/// its columns empty.
LUR_NODISCARD lur_status lur_report_csv_row(FILE *out, const struct lur_report *report,
                                            const struct lur_rubric *rubric);

/// One page that needs no network and no other file (unless audio->href names one). audio may be NULL.
LUR_NODISCARD lur_status lur_report_html(FILE *out, const struct lur_report *report,
                                         const struct lur_page_audio *audio,
                                         const struct lur_report_options *options);

/// A call in the index of many: what is shown of it, made while the call is at hand, and small, so that
/// thousands fit in memory. Zero-initialise; clear with lur_index_row_clear.
struct lur_index_row {
  char *cells; ///< HTML: name; from score_at the score; from call_at the rest
  size_t score_at, call_at;
  int64_t rank_by;                 ///< total in millionths; -1: too little was answered for one; -2: none
  uint32_t shows;                  ///< what the legend is to explain
  const struct lur_rubric *rubric; ///< what it is scored by, borrowed from the scorecard; NULL: it is not
};
/// href: relative name of its page, unescaped UTF-8; NULL: no link. Nothing but the rubric is needed later.
LUR_NODISCARD lur_status lur_index_row_make(const struct lur_report *report, const char *href,
                                            const struct lur_report_options *options,
                                            struct lur_index_row *out);
void lur_index_row_clear(struct lur_index_row *row);

/// A page that lists calls best to worst; calls without a score come last, in the order given. title NULL:
/// "Calls".
LUR_NODISCARD lur_status lur_report_html_index(FILE *out, const struct lur_index_row *rows, size_t n,
                                               const char *title, const struct lur_report_options *options);

struct lur_store_ranking; // store/record.h
struct lur_result_wave;   // report/result.h
/// The page of a wave: its leagues with intervals, each name leading to the calls behind it, and the calls of
/// each participant, best to worst. wave: only its field and leagues are looked at; without leagues (nothing
/// counts yet) the ranking is shown as a plain table. participant[i] is the name of whom rows[i] is about, as
/// in the ranking ("": nobody named). title NULL: the wave's.
LUR_NODISCARD lur_status lur_report_html_league(FILE *out, const struct lur_store_ranking *ranking,
                                                const struct lur_result_wave *wave,
                                                const struct lur_index_row *rows,
                                                const char *const *participant, size_t n, const char *title,
                                                const struct lur_report_options *options);

typedef enum {
  LUR_PICTURE_SVG,
  LUR_PICTURE_PNG,
  LUR_PICTURE_PDF ///< 96 pixels are an inch
} lur_picture_format;
/// The picture of the call for documents: title, journey, lanes, axis, legend; options->width pixels wide, on
/// white.
LUR_NODISCARD lur_status lur_report_plot(FILE *out, const struct lur_report *report,
                                         lur_picture_format format, const struct lur_report_options *options);

/// The scorecard on paper, A4, as PDF: the call's picture, every criterion with its points, answer, comment
/// and evidence, what decided, and what it rests on. Needs report->scorecard.
LUR_NODISCARD lur_status lur_report_scorecard_pdf(FILE *out, const struct lur_report *report,
                                                  const struct lur_report_options *options);

/// Many of them in one PDF, each from a page of its own on, with contents for viewers. out: borrowed until
/// the end; name: what the document is called. LUR_NO_MEM.
typedef struct lur_pdf_book lur_pdf_book;
LUR_NODISCARD lur_status lur_pdf_book_new(FILE *out, const char *name, lur_pdf_book **book);
/// As lur_report_scorecard_pdf.
LUR_NODISCARD lur_status lur_pdf_book_add(lur_pdf_book *book, const struct lur_report *report,
                                          const struct lur_report_options *options);
/// Writes what is left to write, and releases the book. LUR_IO, LUR_NO_MEM.
LUR_NODISCARD lur_status lur_pdf_book_end(lur_pdf_book *book);

#endif
