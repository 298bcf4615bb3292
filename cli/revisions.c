#include "cli/revisions.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/utf8.h"
#include "report/words.h"

/// What is gathered while the store is read.
struct reading {
  struct lur_revisions *out;
  struct lur_answers_list before; // of the scorecard before
  char sha256[65];                // of its rubric
  struct lur_diag *diag;
  lur_status status;
};

static const char *said(const struct lur_reply *reply)
{
  if (!reply) return "";
  return reply->kind == LUR_REPLY_NOT_APPLICABLE ? "n/a" : reply->text;
}

static const char *why(const struct lur_reply *reply)
{
  if (!reply) return "";
  return reply->kind == LUR_REPLY_NOT_APPLICABLE ? reply->text : reply->comment ? reply->comment : "";
}

static void add_change(struct reading *r, struct lur_revision *to, const char *criterion,
                       const struct lur_reply *before, const struct lur_reply *after)
{
  if (strcmp(said(before), said(after)) == 0 && strcmp(why(before), why(after)) == 0) return;
  struct lur_revision_change *grown = lur_grow(to->change, &to->changes_room, to->changes, sizeof *grown);
  if (!grown) {
    r->status = LUR_NO_MEM;
    return;
  }
  to->change = grown;
  struct lur_revision_change *c = &to->change[to->changes++];
  *c = (struct lur_revision_change){strdup(criterion), strdup(said(before)), strdup(said(after)),
                                    strdup(why(after))};
  if (!c->criterion || !c->before || !c->after || !c->reason) r->status = LUR_NO_MEM;
}

static const struct lur_answers *only(const struct lur_answers_list *list)
{
  return list->n ? &list->at[0] : NULL;
}

static void compare(struct reading *r, struct lur_revision *to, const struct lur_answers_list *now)
{
  const struct lur_answers *old = only(&r->before), *new = only(now);
  for (size_t i = 0; new &&i < new->n; i++)
    add_change(r, to, new->at[i].criterion, old ? lur_answers_reply(old, new->at[i].criterion) : NULL,
               &new->at[i]);
  for (size_t i = 0; old && i < old->n; i++)
    if (!new || !lur_answers_reply(new, old->at[i].criterion))
      add_change(r, to, old->at[i].criterion, &old->at[i], NULL);
}

static void copy_facts(struct reading *r, struct lur_revision *to, const struct lur_store_scored *s)
{
  *to = (struct lur_revision){.scorecard = s->id,
                              .rubric = strdup(s->rubric),
                              .version = strdup(s->version),
                              .made_by = strdup(*s->made_by ? s->made_by : s->assessor),
                              .assessor = strdup(s->assessor),
                              .made = s->made,
                              .has_total = s->has_total,
                              .complete = s->complete,
                              .other_rubric = r->sha256[0] && strcmp(r->sha256, s->rubric_sha256) != 0,
                              .total_millionths = s->total_millionths};
  if (!to->rubric || !to->version || !to->made_by || !to->assessor) r->status = LUR_NO_MEM;
  snprintf(r->sha256, sizeof r->sha256, "%s", s->rubric_sha256);
}

static bool see(const struct lur_store_revision *revision, void *self)
{
  struct reading *r = self;
  struct lur_answers_list now = {0};
  struct lur_revision *grown = lur_grow(r->out->at, &r->out->room, r->out->n, sizeof *grown);
  if (!grown) {
    r->status = LUR_NO_MEM;
    return false;
  }
  r->out->at = grown;
  struct lur_revision *to = &r->out->at[r->out->n++];
  copy_facts(r, to, &revision->scored);
  if (r->status == LUR_OK && revision->answers[0])
    r->status = lur_answers_parse(revision->answers, strlen(revision->answers), "", &now, r->diag);
  if (r->status == LUR_OK) compare(r, to, &now);
  lur_answers_list_clear(&r->before);
  r->before = now;
  return r->status == LUR_OK;
}

lur_status lur_revisions_load(lur_store *store, int64_t call, const char *rubric, struct lur_revisions *out,
                              struct lur_diag *diag)
{
  struct reading r = {.out = out, .diag = diag, .status = LUR_OK};
  lur_status status = lur_store_each_revision(store, call, rubric, see, &r, diag);
  lur_answers_list_clear(&r.before);
  return status == LUR_OK ? r.status : status;
}

void lur_revisions_clear(struct lur_revisions *revisions)
{
  for (size_t i = 0; i < revisions->n; i++) {
    struct lur_revision *r = &revisions->at[i];
    for (size_t k = 0; k < r->changes; k++) {
      free(r->change[k].criterion);
      free(r->change[k].before);
      free(r->change[k].after);
      free(r->change[k].reason);
    }
    free(r->change);
    free(r->rubric);
    free(r->version);
    free(r->made_by);
    free(r->assessor);
  }
  free(revisions->at);
  *revisions = (struct lur_revisions){0};
}

// For people.

/// Texts come from people: nothing in them may steer the terminal.
static void put_clean(FILE *out, const char *text)
{
  char *clean = lur_utf8_clean(text);
  if (clean) fputs(clean, out);
  free(clean);
}

static void print_said(FILE *out, const struct lur_criterion *c, const char *text, const char *language)
{
  const struct lur_answer *answer = c && *text ? lur_criterion_answer(c, text) : NULL;
  if (answer && c->kind == LUR_CRITERION_SCALE) {
    fprintf(out, "%s (", text);
    put_clean(out, lur_answer_title(answer, language));
    fputs(")", out);
  } else if (answer)
    put_clean(out, lur_answer_title(answer, language));
  else if (strcmp(text, "n/a") == 0)
    fputs(_("does not apply"), out);
  else if (*text)
    put_clean(out, text);
  else
    fputs(c && !lur_criterion_asked(c->kind) ? _("as measured") : _("no answer"), out);
}

static void print_change(FILE *out, const struct lur_revision_change *change, const struct lur_rubric *rubric,
                         const char *language)
{
  const struct lur_criterion *c = rubric ? lur_rubric_find(rubric, change->criterion) : NULL;
  fputs("      ", out);
  put_clean(out, c ? lur_texts_pick(&c->title, language) : change->criterion);
  fputs(": ", out);
  print_said(out, c, change->before, language);
  fputs(" → ", out);
  print_said(out, c, change->after, language);
  if (change->reason[0]) {
    fputs(" (", out);
    put_clean(out, change->reason);
    fputs(")", out);
  }
  fputc('\n', out);
}

static void print_revision(FILE *out, const struct lur_revision *r, bool first,
                           const struct lur_rubric *rubric, const char *language)
{
  char when[LUR_WHEN_SIZE], total[LUR_WORDS_SIZE] = "–";
  if (r->has_total) lur_words_number((double)r->total_millionths / 1e6, 1, language, total);
  fprintf(out, "  %s  ", lur_kept_when(&r->made, when, sizeof when));
  if (r->made_by[0]) {
    put_clean(out, r->made_by);
    fputs("  ", out);
  }
  fprintf(out, _("version %s: %s points"), r->version, total);
  if (!r->complete) fprintf(out, ", %s", _("incomplete"));
  if (first && r->changes) fprintf(out, lur_text_n(", %zu answer", ", %zu answers", r->changes), r->changes);
  fputc('\n', out);
  for (size_t i = 0; !first && i < r->changes; i++) print_change(out, &r->change[i], rubric, language);
}

void lur_revisions_print(const struct lur_revisions *revisions, const struct lur_rubric *rubric,
                         const char *language, FILE *out)
{
  fprintf(out, "\n%s\n", _("Changes of the scorecard"));
  for (size_t i = 0; i < revisions->n; i++) print_revision(out, &revisions->at[i], i == 0, rubric, language);
}

// For programs.

static json_t *text_or_null(const char *text)
{
  return *text ? json_string(text) : json_null();
}

static json_t *change_json(const struct lur_revision_change *c)
{
  return json_pack("{s:s, s:o, s:o, s:o}", "criterion", c->criterion, "before", text_or_null(c->before),
                   "after", text_or_null(c->after), "reason", text_or_null(c->reason));
}

static json_t *revision_json(const struct lur_revision *r)
{
  char when[LUR_WHEN_SIZE];
  json_t *changes = json_array();
  for (size_t i = 0; changes && i < r->changes; i++)
    if (json_array_append_new(changes, change_json(&r->change[i])) != 0) {
      json_decref(changes);
      return NULL;
    }
  return json_pack("{s:s, s:o, s:o, s:s, s:s, s:o, s:b, s:o}", "made",
                   lur_when_format(&r->made, when, sizeof when), "by", text_or_null(r->made_by), "assessor",
                   text_or_null(r->assessor), "rubric", r->rubric, "version", r->version, "total",
                   r->has_total ? json_real((double)r->total_millionths / 1e6) : json_null(), "complete",
                   r->complete, "changes", changes);
}

lur_status lur_revisions_json(const struct lur_revisions *revisions, FILE *out)
{
  json_t *all = json_array();
  lur_status status = all ? LUR_OK : LUR_NO_MEM;
  for (size_t i = 0; i < revisions->n && status == LUR_OK; i++)
    if (json_array_append_new(all, revision_json(&revisions->at[i])) != 0) status = LUR_NO_MEM;
  if (status == LUR_OK && json_dumpf(all, out, JSON_COMPACT | JSON_REAL_PRECISION(12)) != 0) status = LUR_IO;
  json_decref(all);
  return status;
}
