#include "cli/rows.h"

#include <stdio.h>

#include "base/i18n.h"
#include "cli/keep.h"
#include "report/words.h"

static const char *const people_head[] = {N_("call"),        N_("made"),  N_("wave"),
                                          N_("participant"), N_("agent"), N_("length"),
                                          N_("score"),       N_("class"), N_("file")};
enum { PEOPLE = sizeof people_head / sizeof *people_head };

static const char *const all_head[] = {
    "call",     "wave",       "participant", "agent",     "assessor",      "started",        "added",
    "source",   "file",       "second_file", "sha256",    "second_sha256", "format",         "sample_rate_hz",
    "channels", "duration_s", "complete",    "problem",   "dropouts",      "analyser",       "analysed",
    "rubric",   "version",    "scored",      "scored_by", "total",         "score_complete", "band"};
enum { ALL = sizeof all_head / sizeof *all_head };
enum { FIGURES = 1 << 13 | 1 << 14 | 1 << 15 | 1 << 18 | 1 << 25, YES_NO = 1 << 16 | 1 << 26 };

struct lur_table lur_rows_begin(bool for_people)
{
  struct lur_table t = {.columns = for_people ? PEOPLE : ALL};
  t.right = for_people ? 1 << 5 | 1 << 6 : FIGURES;
  t.logic = for_people ? 0 : YES_NO;
  for (size_t i = 0; i < t.columns; i++) lur_table_put(&t, for_people ? _(people_head[i]) : all_head[i]);
  return t;
}

static void add_for_people(struct lur_table *t, const struct lur_store_row *row, const char *language)
{
  char text[LUR_WORDS_SIZE], file[1024];
  const struct lur_store_call *c = &row->call;
  const struct lur_store_scored *s = &row->scorecard;
  lur_table_put(t, lur_store_call_name(c->id, text, sizeof text));
  lur_table_put(t, lur_kept_when(c->started.known ? &c->started : &c->added, text, sizeof text));
  lur_table_put(t, c->wave);
  lur_table_put(t, c->participant);
  lur_table_put(t, c->agent);
  lur_table_put(t, lur_words_clock(c->duration_s, 0, language, text));
  lur_table_put(t,
                s->has_total ? lur_words_number((double)s->total_millionths / 1e6, 1, language, text) : "");
  lur_table_put(t, s->id && !s->complete ? _("incomplete") : s->band);
  lur_table_put(t, lur_kept_file(c, file, sizeof file));
}

static void put_when(struct lur_table *t, const struct lur_when *when)
{
  char text[LUR_WHEN_SIZE];
  lur_table_put(t, lur_when_format(when, text, sizeof text));
}

static void put_yes_no(struct lur_table *t, bool yes)
{
  lur_table_put(t, yes ? "true" : "false");
}

static void add_call(struct lur_table *t, const struct lur_store_call *c)
{
  char text[64];
  lur_table_put(t, lur_store_call_name(c->id, text, sizeof text));
  lur_table_put(t, c->wave);
  lur_table_put(t, c->participant);
  lur_table_put(t, c->agent);
  lur_table_put(t, c->assessor);
  put_when(t, &c->started);
  put_when(t, &c->added);
  lur_table_put(t, lur_store_source_name(c->source));
  lur_table_put(t, c->file[0]);
  lur_table_put(t, c->file[1]);
  lur_table_put(t, c->audio[0].sha256);
  lur_table_put(t, c->audios == 2 ? c->audio[1].sha256 : "");
  lur_table_put(t, c->format);
  lur_table_put_number(t, c->sample_rate_hz);
  lur_table_put_number(t, c->channels);
  lur_table_put_millionths(t, (int64_t)(c->duration_s * 1e3 + 0.5) * 1000);
  put_yes_no(t, c->complete);
  lur_table_put(t, c->problem);
  lur_table_put_number(t, (int64_t)c->dropout.n);
}

static void add_results(struct lur_table *t, const struct lur_store_row *row)
{
  const struct lur_store_scored *s = &row->scorecard;
  lur_table_put(t, row->analysis.id ? row->analysis.analyser : "");
  put_when(t, &row->analysis.made);
  lur_table_put(t, s->id ? s->rubric : "");
  lur_table_put(t, s->id ? s->version : "");
  put_when(t, &s->made);
  lur_table_put(t, s->id ? s->assessor : "");
  if (s->has_total)
    lur_table_put_millionths(t, s->total_millionths);
  else
    lur_table_put(t, "");
  if (s->id)
    put_yes_no(t, s->complete);
  else
    lur_table_put(t, "");
  lur_table_put(t, s->id ? s->band : "");
}

void lur_rows_add(struct lur_table *t, const struct lur_store_row *row, bool for_people, const char *language)
{
  if (for_people) {
    add_for_people(t, row, language);
  } else {
    add_call(t, &row->call);
    add_results(t, row);
  }
}
