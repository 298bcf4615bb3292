#include "cli/rubric_life.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/keep.h"
#include "cli/named.h"
#include "cli/scoring.h"
#include "cli/table.h"
#include "cli/talk.h"
#include "report/text_out.h"
#include "rubrics/diff.h"

// Two versions side by side.

static const char *const diff_head[] = {"what", "part", "id", "title", "key", "language", "before", "after"};
enum { DIFF_COLUMNS = sizeof diff_head / sizeof *diff_head };

static lur_exit print_table(const struct lur_differences *all, lur_form as)
{
  struct lur_table t = {.columns = DIFF_COLUMNS};
  for (size_t c = 0; c < DIFF_COLUMNS; c++) lur_table_put(&t, diff_head[c]);
  for (size_t i = 0; i < all->n; i++) {
    const struct lur_difference *d = &all->at[i];
    const char *cells[DIFF_COLUMNS] = {lur_diff_kind_name(d->kind),
                                       lur_rubric_part_name(d->part),
                                       d->id,
                                       d->title,
                                       d->key,
                                       d->lang,
                                       d->before,
                                       d->after};
    for (size_t c = 0; c < DIFF_COLUMNS; c++) lur_table_put(&t, cells[c]);
  }
  lur_status status = t.status;
  if (status == LUR_OK && as == LUR_AS_JSON) lur_table_json(&t, stdout);
  if (status == LUR_OK && as == LUR_AS_CSV) lur_table_csv(&t, stdout);
  lur_table_clear(&t);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &(struct lur_diag){0});
}

static bool same_part(const struct lur_difference *a, const struct lur_difference *b)
{
  return a->part == b->part && a->kind == b->kind && strcmp(a->id, b->id) == 0;
}

/// What changed, in words; "points" and the like stay as the file calls them.
static const char *key_words(const char *key)
{
  if (strcmp(key, "order") == 0) return _("order");
  return strcmp(key, "share") == 0 ? _("part of the whole") : key;
}

static void wrapped(const char *text)
{
  struct lur_text_out o = {.out = stdout, .width = lur_columns(STDOUT_FILENO)};
  lur_text_to(&o, 4);
  lur_text_wrap(&o, 6, LUR_STYLE_PLAIN, text);
  lur_text_line(&o);
}

static void print_change(const struct lur_difference *d)
{
  char *text = NULL;
  size_t size = 0;
  FILE *to = open_memstream(&text, &size);
  if (!to) return;
  fputs(key_words(d->key), to);
  if (*d->lang) fprintf(to, " (%s)", d->lang);
  if (*d->before && *d->after)
    fprintf(to, ": %s  →  %s", d->before, d->after);
  else if (*d->after)
    fprintf(to, _(": new: %s"), d->after);
  else
    fprintf(to, _(": no longer: %s"), d->before);
  if (fclose(to) == 0) wrapped(text);
  free(text);
}

static void print_part(const struct lur_difference *d)
{
  static const char *const words[] = {N_("new"), N_("gone"), N_("changed")};
  printf("  %s: %s", _(words[d->kind]), _(lur_rubric_part_title(d->part)));
  if (*d->title && strcmp(d->title, d->id) != 0) printf(" “%s”", d->title);
  if (*d->id) printf(" [%s]", d->id);
  const char *figure = *d->before ? d->before : d->after;
  if (d->kind != LUR_DIFF_CHANGED && *figure) printf(": %s", figure);
  putchar('\n');
}

static void print_words(const struct lur_rubric *a, const struct lur_rubric *b,
                        const struct lur_differences *all)
{
  printf(_("%s, version %s  →  %s, version %s\n"), a->id, a->version, b->id, b->version);
  if (all->n == 0 && strcmp(a->sha256, b->sha256) == 0)
    printf("  %s\n", _("They are the same file."));
  else if (all->n == 0)
    printf("  %s\n", _("They say the same; only comments and layout differ."));
  for (size_t i = 0; i < all->n; i++) {
    const struct lur_difference *d = &all->at[i];
    if (d->part != LUR_PART_RUBRIC && (i == 0 || !same_part(d, d - 1))) print_part(d);
    if (d->kind == LUR_DIFF_CHANGED) print_change(d);
  }
}

static lur_exit diff(const struct lur_rubric_request *request, const struct lur_rubric *a,
                     const struct lur_rubric *b)
{
  struct lur_differences all = {0};
  lur_exit code = LUR_EXIT_DONE;
  lur_status status = lur_rubric_diff(a, b, request->language, &all);
  if (status != LUR_OK)
    code = lur_say_diag(status, &(struct lur_diag){0});
  else if (request->as == LUR_AS_TEXT)
    print_words(a, b, &all);
  else
    code = print_table(&all, request->as);
  lur_differences_clear(&all);
  return code;
}

lur_exit lur_rubric_show_diff(const struct lur_rubric_request *request, const char *a, const char *b)
{
  struct lur_rubric *first = NULL, *second = NULL;
  lur_exit code = lur_named_rubric(a, request->store, &first, NULL);
  if (code == LUR_EXIT_DONE) code = lur_named_rubric(b, request->store, &second, NULL);
  if (code == LUR_EXIT_DONE) code = diff(request, first, second);
  lur_rubric_free(first);
  lur_rubric_free(second);
  return code;
}

// Published versions.

static lur_exit publish(const struct lur_rubric_request *request, const char *path,
                        const struct lur_rubric *rubric, const char *text)
{
  lur_store *store = NULL;
  bool again = false;
  struct lur_diag diag = {0};
  const struct lur_store_published published = {
      .rubric = rubric->id, .version = rubric->version, .sha256 = rubric->sha256, .made_by = request->by};
  lur_exit code = lur_keep_open(request->store, LUR_STORE_CREATE, &store);
  if (code != LUR_EXIT_DONE) return code;
  lur_status status = lur_store_publish(store, &published, text, &again, &diag);
  lur_store_close(store);
  if (status == LUR_BAD_INPUT && !diag.file[0]) snprintf(diag.file, sizeof diag.file, "%s", path);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  if (again)
    printf(_("%s, version %s, is published already, with the same contents\n"), rubric->id, rubric->version);
  else
    printf(_("%s, version %s, is published (SHA-256 %.12s…) and does not change any more\n"), rubric->id,
           rubric->version, rubric->sha256);
  return LUR_EXIT_DONE;
}

lur_exit lur_rubric_publish_file(const struct lur_rubric_request *request, const char *path)
{
  struct lur_rubric *rubric = NULL;
  char *text = NULL;
  lur_exit code = lur_scoring_rubric_text(path, &rubric, &text);
  if (code == LUR_EXIT_DONE) code = publish(request, path, rubric, text);
  lur_rubric_free(rubric);
  free(text);
  return code;
}

/// For the lines of a list.
struct listing {
  lur_store *store;
  const char *language;
};

static bool list_published(const struct lur_store_published *p, void *self)
{
  const struct listing *listing = self;
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  struct lur_diag diag;
  char *text = NULL, when[LUR_WHEN_SIZE];
  if (lur_store_rubric_text(listing->store, p->sha256, &text, &diag) == LUR_OK &&
      lur_rubric_parse(text, strlen(text), p->rubric, &rubric, &faults) == LUR_OK)
    printf(_("%-18s %-8s %s (published %s)\n"), p->rubric, p->version,
           lur_texts_pick(&rubric->title, listing->language), lur_kept_when(&p->made, when, sizeof when));
  lur_rubric_free(rubric);
  lur_diags_clear(&faults);
  free(text);
  return true;
}

lur_exit lur_rubric_list_published(const struct lur_rubric_request *request)
{
  const struct lur_store_options options = lur_store_options_default(LUR_STORE_READ);
  struct listing listing = {.language = request->language};
  struct lur_diag diag = {0};
  lur_status status = lur_store_open(request->store, &options, &listing.store, &diag);
  if (status == LUR_NOT_FOUND) return LUR_EXIT_DONE;
  if (status == LUR_OK) status = lur_store_each_published(listing.store, list_published, &listing, &diag);
  lur_store_close(listing.store);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
}
