#define _GNU_SOURCE
#include "cli/keep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "analysis/analyser.h"
#include "base/i18n.h"
#include "cli/leftovers.h"
#include "cli/said.h"
#include "cli/talk.h"
#include "cli/wave_scores.h"
#include "report/words.h"

bool lur_name_could_be_wave(const char *name)
{
  const char *dot = strrchr(name, '.');
  bool ending = dot && strlen(dot) >= 3 && strlen(dot) <= 5 && dot[1] > '9';
  return !ending && !strchr(name, '+') && lur_store_name_ok(name);
}

static bool is_file(const char *name)
{
  struct stat st;
  return stat(name, &st) == 0 && !S_ISDIR(st.st_mode);
}

lur_name_kind lur_name_kind_of(const char *name, int64_t *call)
{
  if (is_file(name)) return LUR_NAME_FILE;
  if (lur_store_call_id(name, call)) return LUR_NAME_CALL;
  return lur_name_could_be_wave(name) ? LUR_NAME_WAVE : LUR_NAME_FILE;
}

lur_exit lur_keep_open(const char *folder, lur_store_mode mode, lur_store **store)
{
  lur_exit code = lur_keep_open_now(folder, mode, store);
  if (code != LUR_EXIT_DONE) return code;
  if (mode == LUR_STORE_READ)
    lur_leftovers_tell(*store);
  else
    lur_leftovers_keep(*store);
  return code;
}

lur_exit lur_keep_open_now(const char *folder, lur_store_mode mode, lur_store **store)
{
  struct lur_diag diag = {0};
  const struct lur_store_options options = lur_store_options_default(mode);
  lur_status status = lur_store_open(folder, &options, store, &diag);
  if (status == LUR_OK) return LUR_EXIT_DONE;
  *store = NULL;
  return lur_say_diag(status, &diag);
}

/// The place where two legs join; NULL: it is one file. Numbers in names of files have a plus sign, too.
static const char *joint(const char *name)
{
  const char *plus = access(name, F_OK) == 0 ? NULL : strchr(name, '+'), *first = plus;
  for (; plus; plus = strchr(plus + 1, '+')) {
    char *before = strndup(name, (size_t)(plus - name));
    bool both = before && access(before, F_OK) == 0 && access(plus + 1, F_OK) == 0;
    free(before);
    if (both) return plus;
  }
  return first;
}

static lur_status take_leg(lur_store *store, const char *path, lur_store_take take,
                           struct lur_keeping *keeping, struct lur_diag *diag)
{
  size_t i = keeping->audios;
  keeping->file[i] = strdup(lur_words_base_name(path));
  if (!keeping->file[i]) return LUR_NO_MEM;
  lur_status status = lur_store_take_audio(store, path, take, &keeping->audio[i], diag);
  if (status == LUR_OK) keeping->audios++;
  return status;
}

static lur_status take_legs(lur_store *store, const char *name, lur_store_take take,
                            struct lur_keeping *keeping, struct lur_diag *diag)
{
  const char *plus = joint(name);
  if (!plus) return take_leg(store, name, take, keeping, diag);
  char *first = strndup(name, (size_t)(plus - name));
  lur_status status = first ? take_leg(store, first, take, keeping, diag) : LUR_NO_MEM;
  if (status == LUR_OK) status = take_leg(store, plus + 1, take, keeping, diag);
  free(first);
  return status;
}

lur_status lur_keep_sound(lur_store *store, const char *name, lur_store_take take,
                          struct lur_keeping *keeping, struct lur_diag *diag)
{
  if (strcmp(name, "-") == 0)
    return lur_diag_set(diag, LUR_BAD_INPUT, name, 0, 0, "%s",
                        _("the store keeps files; save the sound in one and name that"));
  lur_reader *reader = NULL; // only recordings come in
  lur_status status = lur_reader_open(name, NULL, &reader, diag);
  lur_reader_close(reader);
  if (status == LUR_OK) status = take_legs(store, name, take, keeping, diag);
  if (status == LUR_OK) status = lur_said_beside(name, &keeping->notes, &keeping->dropouts);
  if (status != LUR_OK) return status;
  status = lur_store_find_audio(store, &keeping->audio[0], keeping->audios == 2 ? &keeping->audio[1] : NULL,
                                &keeping->added.call, diag);
  keeping->added.duplicate = status == LUR_OK;
  return status == LUR_NOT_FOUND ? LUR_OK : status;
}

/// The call as the store wants it, with what is known before its analysis; borrowed from keeping.
static struct lur_store_call call_of(const struct lur_keeping *keeping)
{
  struct lur_store_call call = {.audios = keeping->audios};
  for (size_t i = 0; i < keeping->audios; i++) {
    call.audio[i] = keeping->audio[i];
    call.file[i] = keeping->file[i];
  }
  return call;
}

lur_status lur_kept_path(const lur_store *store, const struct lur_store_call *call, char *out, size_t size)
{
  size_t used = 0;
  out[0] = '\0';
  for (size_t i = 0; i < call->audios && call->source != LUR_STORE_DOCUMENT; i++) {
    if (i && used + 2 < size) out[used++] = '+';
    lur_status status = lur_store_audio_path(store, &call->audio[i], out + used, size - used);
    if (status != LUR_OK) return status;
    used += strlen(out + used);
  }
  return LUR_OK;
}

const char *lur_kept_file(const struct lur_store_call *call, char *out, size_t size)
{
  snprintf(out, size, "%s%s%s", call->file[0], call->audios == 2 ? "+" : "",
           call->audios == 2 ? call->file[1] : "");
  return out;
}

const char *lur_kept_when(const struct lur_when *when, char *out, size_t size)
{
  time_t wall = (time_t)(when->unix_ms / 1000 + 60 * (int64_t)when->offset_min);
  struct tm parts;
  out[0] = '\0';
  if (!when->known || !gmtime_r(&wall, &parts)) return out;
  if (strftime(out, size, "%Y-%m-%d %H:%M", &parts) == 0) out[0] = '\0';
  return out;
}

char *lur_kept_document(const struct lur_session *session, const char *file, const char *sha256)
{
  char *text = NULL;
  size_t size;
  struct lur_recording recording = session->recording; // shares its texts
  char *name = strdup(file);
  FILE *out = name ? open_memstream(&text, &size) : NULL;
  recording.name = name;
  const struct lur_report report = {.recording = &recording, .call = session->call, .sha256 = sha256};
  bool ok = out && lur_report_json(out, &report) == LUR_OK;
  if (out && fclose(out) != 0) ok = false;
  free(name);
  if (ok) return text;
  free(text);
  return NULL;
}

lur_status lur_keep_listen(const lur_store *store, const struct lur_keep_about *about,
                           struct lur_keeping *keeping, struct lur_diag *diag)
{
  char path[8192], file[1024];
  if (keeping->added.duplicate) return LUR_OK;
  const struct lur_store_call call = call_of(keeping);
  const struct lur_session_options options = {.role = {about->role[0], about->role[1]},
                                              .roles_from = about->roles_from,
                                              .notes = about->notes ? about->notes : &keeping->notes,
                                              .dropouts =
                                                  about->dropout ? about->dropout : &keeping->dropouts};
  lur_status status = lur_kept_path(store, &call, path, sizeof path);
  if (status == LUR_OK) status = lur_session_run(path, &options, &keeping->session, diag);
  if (status != LUR_OK) return status;
  keeping->document = lur_kept_document(&keeping->session, lur_kept_file(&call, file, sizeof file),
                                        call.audios == 1 ? call.audio[0].sha256 : NULL);
  return keeping->document ? LUR_OK : LUR_NO_MEM;
}

/// When the call was made: as said, or as the file says, or not known.
static struct lur_when started(const struct lur_keep_about *about, const struct lur_recording *recording)
{
  struct lur_when when = about->started;
  if (!when.known && recording->date && strlen(recording->date) >= 10 &&
      lur_when_parse(recording->date, &when, NULL) != LUR_OK)
    when = (struct lur_when){0};
  return when;
}

lur_status lur_keep_call(lur_store *store, const struct lur_keep_about *about, struct lur_keeping *keeping,
                         struct lur_diag *diag)
{
  if (keeping->added.duplicate) return LUR_OK;
  const struct lur_recording *r = &keeping->session.recording;
  const struct lur_call *heard = keeping->session.call;
  struct lur_store_call call = call_of(keeping);
  call.source = about->source;
  call.started = started(about, r);
  call.wave = about->wave;
  call.participant = about->participant;
  call.agent = about->agent;
  call.assessor = about->assessor;
  call.format = r->format;
  call.duration_s = r->duration_s;
  call.channels = r->channels;
  call.sample_rate_hz = r->sample_rate_hz;
  memcpy(call.role, r->role, sizeof call.role);
  for (size_t i = 0; r->channels == 2 && i < heard->tracks; i++)
    call.role[heard->track[i].channel] = heard->track[i].role;
  call.roles_from = heard->roles_from;
  call.complete = r->complete;
  call.problem = r->problem;
  call.fact = about->fact;
  call.facts = about->facts;
  call.dropout = about->dropout ? *about->dropout : keeping->dropouts;
  call.notes = about->notes ? *about->notes : keeping->notes;
  const struct lur_store_analysis analysis = {
      .analyser = LUR_ANALYSER_VERSION, .document = keeping->document, .measures = &heard->measures};
  return lur_store_add_call(store, &call, &analysis, &keeping->added, diag);
}

lur_status lur_keep_add(lur_store *store, const char *name, lur_store_take take,
                        const struct lur_keep_about *about, struct lur_keeping *keeping,
                        struct lur_diag *diag)
{
  lur_status status = lur_keep_sound(store, name, take, keeping, diag);
  if (status == LUR_OK) status = lur_keep_listen(store, about, keeping, diag);
  return status == LUR_OK ? lur_keep_call(store, about, keeping, diag) : status;
}

void lur_keeping_clear(struct lur_keeping *keeping)
{
  free(keeping->file[0]);
  free(keeping->file[1]);
  free(keeping->document);
  lur_session_clear(&keeping->session);
  lur_notes_clear(&keeping->notes);
  lur_dropouts_clear(&keeping->dropouts);
  *keeping = (struct lur_keeping){0};
}

static const struct lur_rubric *known_rubric(const struct lur_kept_rubrics *rubrics, const char *sha256)
{
  for (size_t i = 0; i < rubrics->n; i++)
    if (strcmp(rubrics->at[i]->sha256, sha256) == 0) return rubrics->at[i];
  return NULL;
}

/// The rubric of the kept scorecard: one that was read before, or read now.
static lur_status find_rubric(const struct lur_store_entry *entry, struct lur_kept_rubrics *rubrics,
                              const struct lur_rubric **out, struct lur_diag *diag)
{
  struct lur_diags faults = {0};
  *out = known_rubric(rubrics, entry->row.scorecard.rubric_sha256);
  if (*out) return LUR_OK;
  struct lur_rubric **grown = lur_grow(rubrics->at, &rubrics->room, rubrics->n, sizeof *grown), *read = NULL;
  if (!grown) return LUR_NO_MEM;
  rubrics->at = grown;
  lur_status status =
      lur_rubric_parse(entry->rubric, strlen(entry->rubric), entry->row.scorecard.rubric, &read, &faults);
  if (status != LUR_OK && faults.n && diag) *diag = faults.at[0];
  lur_diags_clear(&faults);
  if (status == LUR_OK) *out = rubrics->at[rubrics->n++] = read;
  return status;
}

void lur_kept_rubrics_clear(struct lur_kept_rubrics *rubrics)
{
  for (size_t i = 0; i < rubrics->n; i++) lur_rubric_free(rubrics->at[i]);
  free(rubrics->at);
  *rubrics = (struct lur_kept_rubrics){0};
}

static lur_status load_answers(struct lur_kept *kept, struct lur_diag *diag)
{
  const struct lur_store_entry *entry = kept->entry;
  if (!entry->row.scorecard.id || !entry->answers || !entry->answers[0]) return LUR_OK;
  return lur_answers_parse(entry->answers, strlen(entry->answers), kept->name, &kept->answers, diag);
}

/// The scorecard again, from the rubric and the answers that were kept with it.
static lur_status load_card(lur_store *store, struct lur_kept_rubrics *rubrics, struct lur_kept *kept,
                            struct lur_diag *diag)
{
  const struct lur_store_entry *entry = kept->entry;
  struct lur_measures measures;
  struct lur_score_input input = {.measures = &measures};
  if (!entry->rubric || !entry->row.scorecard.id || !kept->call) return LUR_OK;
  lur_status status = find_rubric(entry, rubrics ? rubrics : &kept->own, &kept->rubric, diag);
  if (status == LUR_OK) status = load_answers(kept, diag);
  // It rests on the analysis it was made from, which need not be the newest.
  if (status == LUR_OK) status = lur_store_measures(store, entry->row.scorecard.analysis, &measures, diag);
  if (status != LUR_OK) return status;
  status = lur_wave_scores_read(entry->scorecard, kept->rubric, &kept->wave, &input.wave_values);
  if (status != LUR_OK) return status;
  input.rubric = kept->rubric;
  input.events = &kept->call->events;
  input.answers = kept->answers.n ? &kept->answers.at[0] : NULL;
  input.wave = kept->wave;
  return lur_score_input(&input, &kept->card, diag);
}

static lur_status load_call(lur_store *store, int64_t id, const char *rubric, struct lur_kept *out,
                            struct lur_diag *diag)
{
  lur_store_call_name(id, out->name, sizeof out->name);
  lur_status status = lur_store_get(store, id, rubric, &out->entry, diag);
  if (status != LUR_OK) return status;
  lur_kept_when(&out->entry->row.call.started, out->when, sizeof out->when);
  if (!out->entry->analysis) return LUR_OK;
  status = lur_report_json_read(out->entry->analysis, strlen(out->entry->analysis), &out->recording,
                                &out->call, diag);
  if (status != LUR_OK) return status;
  return lur_store_measures(store, out->entry->row.analysis.id, &out->call->measures, diag);
}

lur_status lur_kept_load(lur_store *store, int64_t id, const char *rubric, struct lur_kept_rubrics *rubrics,
                         struct lur_kept *out, struct lur_diag *diag)
{
  lur_status status = load_call(store, id, rubric, out, diag);
  return status == LUR_OK ? load_card(store, rubrics, out, diag) : status;
}

lur_status lur_kept_load_to_score(lur_store *store, int64_t id, const char *rubric, struct lur_kept *out,
                                  struct lur_diag *diag)
{
  lur_status status = load_call(store, id, rubric, out, diag);
  return status == LUR_OK ? load_answers(out, diag) : status;
}

void lur_kept_clear(struct lur_kept *kept)
{
  lur_scorecard_free(kept->card);
  free(kept->wave);
  lur_kept_rubrics_clear(&kept->own);
  lur_answers_list_clear(&kept->answers);
  lur_call_free(kept->call);
  lur_recording_clear(&kept->recording);
  lur_store_entry_free(kept->entry);
  *kept = (struct lur_kept){0};
}

struct lur_report lur_kept_report(const struct lur_kept *kept, const char *title)
{
  const struct lur_store_call *call = &kept->entry->row.call;
  return (struct lur_report){.recording = &kept->recording,
                             .call = kept->call,
                             .scorecard = kept->card,
                             .title = title,
                             .when = kept->when[0] ? kept->when : NULL,
                             .sha256 = call->audios == 1 ? call->audio[0].sha256 : NULL,
                             .analyser = kept->entry->row.analysis.analyser};
}

struct id_list {
  int64_t *at;
  size_t n, room;
  bool full;
};

static bool add_id(const struct lur_store_row *row, void *context)
{
  struct id_list *list = context;
  int64_t *grown = lur_grow(list->at, &list->room, list->n, sizeof *grown);
  list->full = !grown;
  if (!grown) return false;
  list->at = grown;
  list->at[list->n++] = row->call.id;
  return true;
}

lur_status lur_kept_ids(lur_store *store, const struct lur_store_filter *filter, int64_t **ids, size_t *n,
                        struct lur_diag *diag)
{
  struct id_list list = {0};
  lur_status status = lur_store_each_call(store, filter, add_id, &list, diag);
  if (status == LUR_OK && list.full) status = LUR_NO_MEM;
  if (status != LUR_OK) free(list.at);
  *ids = status == LUR_OK ? list.at : NULL;
  *n = status == LUR_OK ? list.n : 0;
  return status;
}
