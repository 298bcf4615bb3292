#include "bundle/check.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "bundle/wave_said.h"

/// What is being checked.
struct checking {
  const struct lur_archive *archive;
  lur_bundle_differs *differs;
  void *ctx;
  struct lur_rubric **rubric;
  size_t rubrics, room;
  lur_wave_said **wave; ///< of each rubric; NULL: it needs none
  bool left_out;        ///< some calls of the wave are not here
  struct names {
    char **at;
    size_t n, room;
  } calls;
  struct lur_field *field;
  struct lur_bundle_counts *counts;
};

static void tell(struct checking *c, const char *file, int line, const char *format, ...) LUR_PRINTF(4, 5);

static void tell(struct checking *c, const char *file, int line, const char *format, ...)
{
  char text[400];
  struct lur_diag diag;
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  lur_diag_set(&diag, LUR_BAD_INPUT, file, line, 0, "%s", text);
  c->differs(c->ctx, &diag);
}

// Rubrics

static lur_status read_rubric(struct checking *c, const struct lur_archive_entry *entry)
{
  struct lur_diags faults = {0};
  struct lur_rubric **grown = lur_grow(c->rubric, &c->room, c->rubrics, sizeof *grown), *read = NULL;
  if (!grown) return LUR_NO_MEM;
  c->rubric = grown;
  lur_status status = lur_rubric_parse(entry->bytes, entry->size, entry->name, &read, &faults);
  if (status == LUR_OK)
    c->rubric[c->rubrics++] = read;
  else if (status != LUR_NO_MEM)
    tell(c, entry->name, faults.n ? faults.at[0].line : 0, _("the rubric cannot be read: %s"),
         faults.n ? faults.at[0].text : lur_status_text(status));
  lur_diags_clear(&faults);
  return status == LUR_NO_MEM ? status : LUR_OK;
}

static lur_status read_rubrics(struct checking *c)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < c->archive->n && status == LUR_OK; i++)
    if (strncmp(c->archive->at[i].name, LUR_RUBRICS, strlen(LUR_RUBRICS)) == 0)
      status = read_rubric(c, &c->archive->at[i]);
  return status == LUR_OK
             ? lur_standings_aspects((const struct lur_rubric *const *)c->rubric, c->rubrics, c->field)
             : status;
}

static const struct lur_rubric *find_rubric(const char *sha256, void *ctx)
{
  const struct checking *c = ctx;
  for (size_t i = 0; i < c->rubrics; i++)
    if (strcmp(c->rubric[i]->sha256, sha256) == 0) return c->rubric[i];
  return NULL;
}

// Calls

static lur_status compare_call(struct checking *c, const struct lur_line *line,
                               const struct lur_scorecard *card, const struct lur_diag *where)
{
  json_t *made = lur_score_json(card);
  if (!made) return LUR_NO_MEM;
  lur_documents_compare(line->score, made, line->call, where, c->differs, c->ctx);
  json_decref(made);
  return LUR_OK;
}

/// Whether the call says of the wave what the others say.
static void check_wave(struct checking *c, size_t entrant, const struct lur_line *line,
                       const struct lur_scorecard *card, const struct lur_diag *where)
{
  size_t i = 0;
  while (i < c->rubrics && c->rubric[i] != card->rubric) i++;
  lur_wave_said *said = i < c->rubrics ? c->wave[i] : NULL;
  const char *other = said ? lur_wave_said_add(said, entrant, line, card) : NULL;
  if (other)
    tell(c, where->file, where->line, _("%s, criteria, %s: other calls say something else of the wave"),
         line->call, other);
}

static bool may_be_unanswered(const struct lur_line *line, const struct lur_rubric *rubric)
{
  const struct lur_value *answered = &line->measures.of[LUR_M_ANSWER_ANSWERED],
                         *wait = &line->measures.of[LUR_M_ANSWER_WAIT_S];
  bool in_time =
      answered->known && answered->number > 0 && !(wait->known && wait->number > rubric->attempts.max_wait_s);
  return rubric->attempts.given && !in_time;
}

static lur_status count_call(struct checking *c, size_t entrant, const struct lur_line *line,
                             const struct lur_rubric *rubric, const struct lur_diag *where)
{
  struct lur_scorecard *card = NULL;
  struct lur_diag diag = {0};
  lur_status status = lur_line_score(line, rubric, &card, &diag);
  if (status == LUR_BAD_INPUT) {
    tell(c, where->file, where->line, _("%s cannot be scored: %s"), line->call, diag.text);
    return LUR_OK;
  }
  if (status == LUR_OK) status = compare_call(c, line, card, where);
  if (status == LUR_OK) check_wave(c, entrant, line, card, where);
  if (status == LUR_OK && line->unanswered && !may_be_unanswered(line, rubric))
    tell(c, where->file, where->line, _("%s counts as unanswered, and somebody answered it in time"),
         line->call);
  else if (status == LUR_OK && (line->unanswered || (card->complete && card->has_total)))
    status = lur_standings_add(c->field, entrant, line, card);
  else if (status == LUR_OK)
    tell(c, where->file, where->line, _("%s does not count, as it is not answered completely"), line->call);
  lur_scorecard_free(card);
  return status;
}

static lur_status note_name(struct checking *c, const char *name)
{
  char **grown = lur_grow(c->calls.at, &c->calls.room, c->calls.n, sizeof *grown);
  if (!grown) return LUR_NO_MEM;
  c->calls.at = grown;
  grown[c->calls.n] = strdup(name);
  return grown[c->calls.n] ? (c->calls.n++, LUR_OK) : LUR_NO_MEM;
}

static lur_status check_line(struct checking *c, size_t entrant, const char *text, size_t size,
                             const struct lur_diag *where)
{
  struct lur_line line = {0};
  const struct lur_rubric *rubric = NULL;
  struct lur_diag diag = {0};
  c->counts->calls++;
  lur_status status = lur_line_read(text, size, find_rubric, c, &line, &rubric, &diag);
  if (status == LUR_OK) status = note_name(c, line.call);
  if (status == LUR_BAD_INPUT) {
    tell(c, where->file, where->line, "%s", diag.text);
    status = LUR_OK;
  } else if (status == LUR_OK && !rubric) {
    tell(c, where->file, where->line, _("%s was scored by a rubric that is not in %s"), line.call,
         LUR_RUBRICS);
  } else if (status == LUR_OK) {
    status = count_call(c, entrant, &line, rubric, where);
  }
  lur_line_clear(&line);
  return status;
}

static lur_status check_calls(struct checking *c, size_t entrant, const struct lur_archive_entry *entry)
{
  const char *at = entry->bytes, *end = at + entry->size;
  struct lur_diag where = {0};
  lur_status status = LUR_OK;
  snprintf(where.file, sizeof where.file, "%.255s", entry->name);
  while (at < end && status == LUR_OK) {
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    if (!stop) stop = end;
    where.line++;
    status = check_line(c, entrant, at, (size_t)(stop - at), &where);
    at = stop < end ? stop + 1 : end;
  }
  return status;
}

// Participants

static lur_status check_participant(struct checking *c, const json_t *item)
{
  const char *name = json_string_value(json_object_get(item, "participant")),
             *title = json_string_value(json_object_get(item, "title")),
             *class_name = json_string_value(json_object_get(item, "class")),
             *file = json_string_value(json_object_get(item, "file"));
  size_t entrant;
  const char *why;
  json_t *left = json_object_get(item, "does_not_count"), *number;
  json_object_foreach(left, why, number) c->left_out = c->left_out || json_integer_value(number) != 0;
  if (!name || !title || !class_name || !file) {
    tell(c, LUR_PARTICIPANTS, 0, "%s", _("a participant lacks its name, title, class or file"));
    return LUR_OK;
  }
  for (size_t i = 0; i < c->field->entrants; i++)
    if (strcmp(c->field->entrant[i].name, name) == 0) {
      tell(c, LUR_PARTICIPANTS, 0, _("%s is listed twice"), name);
      return LUR_OK;
    }
  c->counts->participants++;
  const struct lur_archive_entry *entry = lur_archive_find(c->archive, file);
  lur_status status = lur_field_add_entrant(c->field, name, title, class_name, &entrant);
  if (status == LUR_OK && !entry)
    tell(c, LUR_PARTICIPANTS, 0, _("the calls of %s are missing: %s"), name, file);
  return status == LUR_OK && entry ? check_calls(c, entrant, entry) : status;
}

static int by_text(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static lur_status prepare_waves(struct checking *c, size_t participants)
{
  lur_status status = LUR_OK;
  c->wave = calloc(c->rubrics + 1, sizeof *c->wave);
  if (!c->wave) return LUR_NO_MEM;
  for (size_t i = 0; i < c->rubrics && status == LUR_OK; i++)
    status = lur_wave_said_new(c->rubric[i], participants, &c->wave[i]);
  return status;
}

/// What the wave is said to have been, made again; that takes all of its calls, by one version of the rubric.
static void recheck_waves(struct checking *c)
{
  if (c->left_out || c->rubrics != 1 || !c->wave[0]) return;
  for (size_t i = 0; i < c->field->entrants; i++) {
    const char *other = lur_wave_said_check(c->wave[0], i);
    if (other)
      tell(c, "", 0, _("%s, criteria, %s: the place in the wave is not what comes of its calls"),
           c->field->entrant[i].name, other);
  }
}

/// A call may count once only.
static void check_names(struct checking *c)
{
  struct names *calls = &c->calls;
  if (calls->n) qsort(calls->at, calls->n, sizeof *calls->at, by_text);
  for (size_t i = 1; i < calls->n; i++)
    if (strcmp(calls->at[i - 1], calls->at[i]) == 0 &&
        (i == 1 || strcmp(calls->at[i - 2], calls->at[i]) != 0))
      tell(c, "", 0, _("%s is there more than once"), calls->at[i]);
}

/// The entry as a document; NULL where it is not there or cannot be read, which is told.
static json_t *load(struct checking *c, const char *name)
{
  const struct lur_archive_entry *entry = lur_archive_find(c->archive, name);
  json_t *read = entry ? json_loadb(entry->bytes, entry->size, JSON_REJECT_DUPLICATES, NULL) : NULL;
  if (!entry)
    tell(c, name, 0, "%s", _("it is missing"));
  else if (!read)
    tell(c, name, 0, "%s", _("it cannot be read"));
  return read;
}

lur_status lur_bundle_recount(const struct lur_archive *archive, lur_bundle_differs *differs, void *ctx,
                              struct lur_field *field, struct lur_bundle_counts *counts)
{
  struct checking c = {.archive = archive, .differs = differs, .ctx = ctx, .field = field, .counts = counts};
  size_t i;
  const json_t *item;
  *counts = (struct lur_bundle_counts){0};
  lur_status status = read_rubrics(&c);
  json_t *about = status == LUR_OK ? load(&c, LUR_PARTICIPANTS) : NULL;
  const json_t *participants = json_object_get(about, "participants");
  if (about && !json_is_array(participants))
    tell(&c, LUR_PARTICIPANTS, 0, "%s", _("it names no participants"));
  c.left_out = json_integer_value(json_object_get(about, "calls_without_participant")) != 0;
  if (participants) status = prepare_waves(&c, json_array_size(participants));
  json_array_foreach(participants, i, item) if (status == LUR_OK) status = check_participant(&c, item);
  if (status == LUR_OK) check_names(&c);
  if (status == LUR_OK && participants) recheck_waves(&c);
  json_decref(about);
  for (i = 0; c.wave && i < c.rubrics; i++) lur_wave_said_free(c.wave[i]);
  free(c.wave);
  for (i = 0; i < c.rubrics; i++) lur_rubric_free(c.rubric[i]);
  for (i = 0; i < c.calls.n; i++) free(c.calls.at[i]);
  free(c.calls.at);
  free(c.rubric);
  return status;
}

static lur_status compare_standings(struct checking *c, const json_t *published)
{
  struct lur_standings_rules rules;
  json_t *made = NULL;
  struct lur_diag where = {.file = LUR_STANDINGS};
  lur_status status = lur_standings_rules_read(json_object_get(published, "rules"), &rules);
  if (status == LUR_OK) status = lur_standings_make(c->field, &rules, &made);
  if (status == LUR_BAD_INPUT || status == LUR_BAD_ARG || status == LUR_UNSUPPORTED) {
    tell(c, LUR_STANDINGS, 0, "%s", _("its rules cannot be followed, so the places cannot be checked"));
    return LUR_OK;
  }
  if (status != LUR_OK) return status;
  const json_t *leagues = json_object_get(made, "leagues"), *league;
  size_t i;
  c->counts->leagues = json_array_size(leagues);
  json_array_foreach(leagues, i, league) c->counts->places +=
      json_array_size(json_object_get(league, "places"));
  lur_documents_compare(json_object_get(published, "leagues"), leagues, "", &where, c->differs, c->ctx);
  json_decref(made);
  return LUR_OK;
}

lur_status lur_bundle_recheck(const struct lur_archive *archive, lur_bundle_differs *differs, void *ctx,
                              struct lur_bundle_counts *counts)
{
  struct lur_field field = {0};
  struct checking c = {.archive = archive, .differs = differs, .ctx = ctx, .field = &field, .counts = counts};
  lur_status status = lur_bundle_recount(archive, differs, ctx, &field, counts);
  json_t *published = status == LUR_OK ? load(&c, LUR_STANDINGS) : NULL;
  if (published) status = compare_standings(&c, published);
  json_decref(published);
  lur_field_clear(&field);
  return status;
}
