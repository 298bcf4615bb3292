#define _GNU_SOURCE
#include "cli/bundle_publish.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/analyser.h"
#include "base/i18n.h"
#include "bundle/check.h"
#include "cli/bundle_names.h"
#include "cli/keep.h"
#include "cli/keys.h"
#include "cli/options.h"
#include "cli/places.h"
#include "cli/rank_rules.h"
#include "cli/talk.h"
#include "store/field.h"
#include "store/waves.h"

struct run {
  const char *folder, *rubric, *wave, *file;
  bool anonymous, words;
  struct lur_rank_asked asked;
  lur_store *store;
  struct lur_store_wave_rules plan;
  struct lur_store_field *from;
  struct lur_key_secret key;
  struct lur_bundle_names names;
  struct lur_standings_rules rules;
  struct lur_kept_rubrics rubrics;
  struct lur_archive archive;
  struct lur_when newest; // scorecard
  bool open;              ///< the wave is not closed
  size_t differences;
  struct lur_diag first; // of these
};

static const char readme[] =
    "This file is a published ranking of service calls, with everything it was made of.\n"
    "\n"
    "  ranking.json         the leagues: places, means, intervals, the seed of the draws, the rules\n"
    "  participants.json    who took part, in which class, and how many calls did not count, and why\n"
    "  calls/               a file for each participant; a line for each call: what was measured, what the "
    "assessor\n"
    "                       answered, and the points that came of it\n"
    "  rubrics/             the rubrics, as they were when the calls were scored\n"
    "  manifest.json        every file with its size and SHA-256\n"
    "  signature.json       who vouches for manifest.json: an Ed25519 key and its signature\n"
    "\n"
    "To check it: 'lur verify FILE' compares every file with the manifest and the manifest with the "
    "signature, scores\n"
    "every call anew by its rubric, ranks all anew with the same seed, and says 'same' or what differs.\n"
    "\n"
    "Without lur: the SHA-256 of each file must be the one in manifest.json, and the signature over the "
    "bytes of\n"
    "manifest.json must fit the key. Ask whoever published it, on another way, whether that key is theirs.\n"
    "\n"
    "Names of assessors and of those who answered are replaced by pseudonyms. Where it says '(left out)', "
    "what people\n"
    "wrote was left out. Measures of sound are as the analyser took them; the sound itself is not in here.\n";

static lur_status add_text(struct run *run, const char *name, const char *text)
{
  char *copy = strdup(text);
  return copy ? lur_archive_add(&run->archive, name, copy, strlen(copy)) : LUR_NO_MEM;
}

/// Takes the document.
static lur_status add_json(struct run *run, const char *name, json_t *document)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = document ? open_memstream(&text, &size) : NULL;
  bool ok = out && json_dumpf(document, out, JSON_INDENT(1) | JSON_REAL_PRECISION(12)) == 0 &&
            fputc('\n', out) != EOF;
  if (out && fclose(out) != 0) ok = false;
  json_decref(document);
  if (ok) return lur_archive_add(&run->archive, name, text, size);
  free(text);
  return LUR_NO_MEM;
}

// ---- Rules

/// The rubric that is ranked by, and the field it makes.
static lur_status find_field(struct run *run, struct lur_diag *diag)
{
  struct lur_store_field_wish wish = {.rubric = run->rubric};
  lur_status status = lur_store_wave_rules(run->store, run->wave, &run->plan, diag);
  if (status == LUR_OK && run->plan.planned) lur_rank_rubric_id(run->plan.rubric);
  if (!wish.rubric && run->plan.planned && run->plan.rubric[0]) wish.rubric = run->plan.rubric;
  if (status == LUR_OK) status = lur_store_field(run->store, run->wave, &wish, &run->from, diag);
  if (status != LUR_OK || run->from->field.contacts) return status;
  if (run->rubric)
    return lur_diag_set(
        diag, LUR_BAD_INPUT, "", 0, 0,
        _("no call of the wave '%s' was scored by the rubric '%s'; 'lur score %s --rubric %s' does it"),
        run->from->wave, run->rubric, run->from->wave, run->rubric);
  return lur_diag_set(diag, LUR_BAD_INPUT, "", 0, 0,
                      _("no call of %s counts yet, so there is nothing to publish; 'lur rank %s' tells more"),
                      run->from->wave, run->from->wave);
}

// ---- Calls

static bool is_published(const struct run *run, const char *name)
{
  return lur_archive_find(&run->archive, name) != NULL;
}

static lur_status add_rubric(struct run *run, const struct lur_kept *kept)
{
  char name[200];
  snprintf(name, sizeof name, LUR_RUBRICS "%s-%.12s.yaml", kept->rubric->id, kept->rubric->sha256);
  return is_published(run, name) ? LUR_OK : add_text(run, name, kept->entry->rubric);
}

static lur_status hide(const struct run *run, struct lur_kept *kept, const char *call)
{
  char text[80];
  struct lur_answers *answers = kept->answers.n ? &kept->answers.at[0] : NULL;
  if (!answers) return LUR_OK;
  lur_bundle_pseudonym(&run->names, "assessor", answers->assessor, text, sizeof text);
  free(answers->assessor);
  free(answers->call);
  free(answers->file);
  answers->assessor = strdup(text);
  answers->call = strdup(call);
  answers->file = strdup("");
  if (!answers->assessor || !answers->call || !answers->file) return LUR_NO_MEM;
  return run->words ? LUR_OK : lur_line_hide_words(answers, kept->rubric);
}

/// Only what the rubric reads is published.
static lur_status take_measures(struct run *run, const struct lur_kept *kept, struct lur_line *line,
                                struct lur_diag *diag)
{
  bool reads[LUR_MEASURE_COUNT];
  lur_status status =
      lur_store_measures(run->store, kept->entry->row.scorecard.analysis, &line->measures, diag);
  lur_line_reads(kept->rubric, reads);
  for (int m = 0; m < LUR_MEASURE_COUNT; m++)
    if (!reads[m]) line->measures.of[m].known = false;
  if (status != LUR_OK || !lur_line_needs_events(kept->rubric)) return status;
  const struct lur_events *all = &kept->call->events;
  for (size_t i = 0; i < all->n && status == LUR_OK; i++)
    if (all->at[i].type == LUR_EVENT_INTERRUPTION || all->at[i].type == LUR_EVENT_MUTUAL_SILENCE) {
      struct lur_event event = lur_event_of(all->at[i].type, all->at[i].start_s, all->at[i].end_s);
      event.by = all->at[i].by;
      event.took_floor = all->at[i].took_floor;
      status = lur_events_add(&line->events, &event);
    }
  return status;
}

/// What the line says of where it comes from; false: no memory.
static bool take_heading(const struct run *run, const struct lur_kept *kept,
                         const struct lur_contact *contact, struct lur_line *line)
{
  char call[80], agent[80], digest[65] = "";
  const struct lur_store_row *row = &kept->entry->row;
  const struct lur_attempts *rules = &kept->rubric->attempts;
  bool newest = row->scorecard.analysis == row->analysis.id, sound = row->call.audios == 1;
  const char *pseudonym = run->from->field.agents ? run->from->field.agent[contact->agent] : "";
  lur_bundle_call_name(&run->names, contact->entrant, contact->call, call, sizeof call);
  if (newest && kept->entry->analysis)
    lur_digest_of(kept->entry->analysis, strlen(kept->entry->analysis), digest);
  if (run->anonymous) pseudonym = lur_bundle_pseudonym(&run->names, "agent", pseudonym, agent, sizeof agent);
  line->call = strdup(call);
  line->rubric = strdup(kept->rubric->sha256);
  line->analyser = strdup(row->analysis.analyser);
  line->analysis = strdup(run->anonymous ? "" : digest);
  line->sound = strdup(sound && !run->anonymous ? row->call.audio[0].sha256 : "");
  line->agent = strdup(pseudonym);
  line->round = contact->round;
  line->stratum = contact->stratum;
  line->unanswered = rules->given && !contact->answered && !kept->card->unanswered;
  return line->call && line->rubric && line->analyser && line->analysis && line->sound && line->agent;
}

static lur_status print_call(struct run *run, const struct lur_contact *contact, struct lur_kept *kept,
                             FILE *out, struct lur_diag *diag)
{
  struct lur_line line = {0};
  char *text = NULL;
  lur_status status = take_heading(run, kept, contact, &line) ? LUR_OK : LUR_NO_MEM;
  if (status == LUR_OK) status = take_measures(run, kept, &line, diag);
  if (status == LUR_OK) status = hide(run, kept, line.call);
  if (status == LUR_OK) {
    line.answers = kept->answers;
    status = lur_line_print(&line, kept->card, &text);
    line.answers = (struct lur_answers_list){0};
  }
  if (status == LUR_OK && fputs(text, out) == EOF) status = LUR_NO_MEM;
  free(text);
  lur_line_clear(&line);
  return status;
}

static lur_status add_call(struct run *run, const struct lur_contact *contact, FILE *out,
                           struct lur_diag *diag)
{
  struct lur_kept kept = {0};
  lur_status status = lur_kept_load(run->store, contact->call, run->from->rubric, &run->rubrics, &kept, diag);
  if (status == LUR_OK && !kept.card)
    status = lur_diag_set(
        diag, LUR_BAD_INPUT, kept.name, 0, 0, "%s",
        _("the rubric it was scored by was not kept, so it cannot be published; score it again"));
  if (status == LUR_OK) {
    const struct lur_when *made = &kept.entry->row.scorecard.made;
    if (!run->newest.known || made->unix_ms > run->newest.unix_ms) run->newest = *made;
    status = add_rubric(run, &kept);
  }
  if (status == LUR_OK) status = print_call(run, contact, &kept, out, diag);
  lur_kept_clear(&kept);
  return status;
}

/// A contact of a participant, and the name it is published under.
struct published {
  const struct lur_contact *contact;
  char name[80];
};

static int by_name(const void *a, const void *b)
{
  const struct published *first = a, *second = b;
  return strcmp(first->name, second->name);
}

static int by_call(const void *a, const void *b)
{
  const struct published *first = a, *second = b;
  return (first->contact->call > second->contact->call) - (first->contact->call < second->contact->call);
}

static lur_status add_participant_calls(struct run *run, size_t entrant, struct lur_diag *diag)
{
  char file[LUR_ARCHIVE_NAME], *text = NULL;
  size_t n = 0, size = 0;
  const struct lur_field *field = &run->from->field;
  struct published *list = calloc(field->contacts + 1, sizeof *list);
  FILE *out = list ? open_memstream(&text, &size) : NULL;
  lur_status status = out ? LUR_OK : LUR_NO_MEM;
  for (size_t i = 0; i < field->contacts && out; i++) {
    if (field->contact[i].entrant != entrant) continue;
    list[n].contact = &field->contact[i];
    lur_bundle_call_name(&run->names, entrant, field->contact[i].call, list[n].name, sizeof list[n].name);
    n++;
  }
  if (list) qsort(list, n, sizeof *list, run->anonymous ? by_name : by_call);
  for (size_t i = 0; i < n && status == LUR_OK; i++) status = add_call(run, list[i].contact, out, diag);
  if (out && fclose(out) != 0) status = LUR_NO_MEM;
  free(list);
  if (status == LUR_OK)
    return lur_archive_add(&run->archive, lur_bundle_calls_file(&run->names, entrant, file, sizeof file),
                           text, size);
  free(text);
  return status;
}

static lur_status add_calls(struct run *run, struct lur_diag *diag)
{
  struct lur_count count = {0};
  lur_status status = LUR_OK;
  for (size_t i = 0; i < run->names.n && status == LUR_OK; i++) {
    status = add_participant_calls(run, run->names.order[i], diag);
    lur_count_show(&count, i + 1, run->names.n);
  }
  lur_progress_end();
  return status;
}

static lur_status add_participants(struct run *run)
{
  char file[LUR_ARCHIVE_NAME];
  json_t *list = json_array();
  for (size_t i = 0; i < run->names.n; i++) {
    size_t e = run->names.order[i];
    const struct lur_store_entrant *left = &run->from->entrant[e];
    json_array_append_new(
        list, json_pack("{s:s, s:s, s:s, s:s, s:{s:I, s:I, s:I}}", "participant", run->names.participant[e],
                        "title", run->names.title[e], "class", run->from->field.entrant[e].class_name, "file",
                        lur_bundle_calls_file(&run->names, e, file, sizeof file), "does_not_count",
                        "incomplete", (json_int_t)left->incomplete, "not_scored", (json_int_t)left->unscored,
                        "to_be_tried_again", (json_int_t)left->open));
  }
  json_t *document = json_pack("{s:o, s:I}", "participants", list, "calls_without_participant",
                               (json_int_t)run->from->nameless);
  if (document && json_array_size(list) == run->names.n) return add_json(run, LUR_PARTICIPANTS, document);
  json_decref(document);
  return LUR_NO_MEM;
}

// ---- The ranking, from what is in the archive alone

static void note_difference(void *ctx, const struct lur_diag *what)
{
  struct run *run = ctx;
  if (!run->differences++) run->first = *what;
}

/// The sum of an entrant's scores, to compare fields by.
static int64_t sum_of(const struct lur_field *field, const char *name, size_t aspect)
{
  int64_t sum = 0;
  for (size_t i = 0; i < field->contacts; i++) {
    int64_t score = field->score[i * field->aspects + aspect];
    if (score != LUR_NO_SCORE && strcmp(field->entrant[field->contact[i].entrant].name, name) == 0)
      sum += score + 1000000000;
  }
  return sum;
}

/// Whether the archive gives what the store ranks by; whose scores differ is told.
static lur_status compare_fields(const struct run *run, const struct lur_field *made, struct lur_diag *diag)
{
  const struct lur_field *from = &run->from->field;
  for (size_t i = 0; i < from->entrants; i++)
    for (size_t aspect = 0; aspect < 2; aspect++)
      if (sum_of(from, from->entrant[i].name, aspect) != sum_of(made, run->names.participant[i], aspect))
        return lur_diag_set(
            diag, LUR_BAD_INPUT, from->entrant[i].name, 0, 0, "%s",
            _("the kept scores are not those that come of the kept measures and answers; score the "
              "wave again, then publish"));
  return LUR_OK;
}

static lur_status rank(struct run *run, struct lur_diag *diag)
{
  struct lur_field field = {0};
  struct lur_bundle_counts counts;
  json_t *standings = NULL;
  lur_status status = lur_bundle_recount(&run->archive, note_difference, run, &field, &counts);
  if (status == LUR_OK && run->differences) {
    *diag = run->first;
    status = LUR_BAD_INPUT;
  }
  if (status == LUR_OK) status = compare_fields(run, &field, diag);
  if (status == LUR_OK) status = lur_standings_make(&field, &run->rules, &standings);
  if (status == LUR_BAD_ARG)
    status = lur_diag_set(
        diag, LUR_BAD_INPUT, "", 0, 0, "%s",
        _("ties are to be broken by a section, competence or total that the rubric does not have"));
  lur_field_clear(&field);
  return status == LUR_OK ? add_json(run, LUR_STANDINGS, standings) : status;
}

static json_t *versions(const struct lur_store_version *at, size_t n, bool digests)
{
  json_t *list = json_array();
  for (size_t i = 0; i < n; i++)
    json_array_append_new(list,
                          digests ? json_pack("{s:s, s:s}", "version", at[i].version, "sha256", at[i].sha256)
                                  : json_string(at[i].version));
  return list;
}

/// When and as what the wave was closed; null while it is open.
static lur_status tell_closing(struct run *run, json_t *about, struct lur_diag *diag)
{
  char when[LUR_WHEN_SIZE];
  struct lur_store_closing closing = {0};
  lur_status status = lur_store_closing(run->store, run->wave, &closing, diag);
  if (status != LUR_OK) return status;
  run->open = !closing.closed;
  closing.when.offset_min = 0;
  json_t *told = run->open
                     ? json_null()
                     : json_pack("{s:s, s:s}", "when", lur_when_format(&closing.when, when, sizeof when),
                                 "sha256", closing.sha256);
  lur_store_closing_clear(&closing);
  return json_object_set_new(about, "closed", told) == 0 ? LUR_OK : LUR_NO_MEM;
}

/// The plan itself stays at home: it names callers, numbers and answers.
static lur_status tell_plan(struct run *run, json_t *about, struct lur_diag *diag)
{
  struct lur_store_plan plan = {0};
  lur_status status = lur_store_get_plan(run->store, run->wave, &plan, diag);
  bool there = status == LUR_OK;
  if (!there && status != LUR_NOT_FOUND) return status;
  json_t *told =
      there ? json_pack("{s:s, s:I}", "sha256", plan.sha256, "seed", (json_int_t)plan.seed) : json_null();
  lur_store_plan_clear(&plan);
  return json_object_set_new(about, "plan", told) == 0 ? LUR_OK : LUR_NO_MEM;
}

static lur_status seal(struct run *run, struct lur_diag *diag)
{
  char newest[LUR_WHEN_SIZE];
  const struct lur_store_field *f = run->from;
  run->newest.offset_min = 0; // in UTC, whoever publishes
  json_t *about = json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:b, s:b, s:I, s:I, s:I}", "wave", f->wave,
                            "title", f->title, "made_with", "lur " LUR_ANALYSER_VERSION, "newest_scorecard",
                            lur_when_format(&run->newest, newest, sizeof newest), "rubric", f->rubric,
                            "rubric_versions", versions(f->rubric_version, f->rubric_versions, true),
                            "analysers", versions(f->analyser, f->analysers, false),
                            "participants_are_letters", run->anonymous, "words_are_in_it", run->words,
                            "contacts", (json_int_t)f->field.contacts, "attempts_that_were_followed",
                            (json_int_t)f->passed, "calls_without_participant", (json_int_t)f->nameless);
  if (!about) return LUR_NO_MEM;
  lur_status status = tell_closing(run, about, diag);
  if (status == LUR_OK) status = tell_plan(run, about, diag);
  if (status == LUR_OK) status = lur_manifest_seal(&run->archive, about, &run->key);
  json_decref(about);
  return status;
}

static lur_status write_archive(FILE *out, void *self)
{
  return lur_archive_write(self, out);
}

static lur_status make(struct run *run, struct lur_diag *diag)
{
  lur_status status = add_text(run, "README.txt", readme);
  if (status == LUR_OK) status = add_participants(run);
  if (status == LUR_OK) status = add_calls(run, diag);
  if (status == LUR_OK) status = rank(run, diag);
  if (status == LUR_OK) status = seal(run, diag);
  if (status == LUR_UNSUPPORTED)
    return lur_diag_set(diag, status, "", 0, 0, "%s", _("the wave is too large for one file"));
  return status == LUR_OK ? lur_place_write(run->file, write_archive, &run->archive, diag) : status;
}

static void say_done(const struct run *run, bool made_key)
{
  char path[4096], text[LUR_KEY_TEXT];
  const struct lur_key_public key = lur_key_public_of(&run->key);
  if (made_key)
    lur_say(_("your key to sign with was made: %s; keep a copy in a safe place"),
            lur_keys_path(path, sizeof path));
  lur_say(_("%s: %zu calls of %zu participants, signed with your key %s"), run->file,
          run->from->field.contacts, run->from->field.entrants, lur_key_fingerprint(&key, text));
  if (run->open)
    lur_say(_("the wave is still open, and may come to rank otherwise; 'lur wave close %s' freezes it"),
            run->from->wave);
  if (!run->anonymous) return;
  for (size_t i = 0; i < run->names.n; i++)
    printf("%s  %s\n", run->names.participant[run->names.order[i]],
           run->from->field.entrant[run->names.order[i]].name);
}

/// All that is published from. Says what is wrong.
static lur_exit find(struct run *run, bool *made_key)
{
  struct lur_league_rules rules;
  struct lur_diag diag = {0};
  lur_status status = find_field(run, &diag);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  lur_exit code = lur_rank_rules(&run->from->field, &run->plan, &run->asked, &rules);
  if (code != LUR_EXIT_DONE) return code;
  run->rules = lur_standings_rules_of(&run->from->field, &rules);
  status = lur_keys_own(true, &run->key, made_key, &diag);
  if (status == LUR_OK)
    status = lur_bundle_names_make(&run->from->field, &run->key, run->anonymous, &run->names);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
}

static void clear(struct run *run)
{
  lur_key_wipe(&run->key);
  lur_archive_clear(&run->archive);
  lur_kept_rubrics_clear(&run->rubrics);
  lur_bundle_names_clear(&run->names);
  lur_store_field_free(run->from);
  lur_store_wave_rules_clear(&run->plan);
  lur_store_close(run->store);
}

static lur_exit publish(struct run *run)
{
  struct lur_diag diag = {0};
  bool made_key = false;
  lur_exit code = lur_keep_open(run->folder, LUR_STORE_READ, &run->store);
  if (code == LUR_EXIT_DONE) code = find(run, &made_key);
  if (code == LUR_EXIT_DONE) {
    lur_status status = make(run, &diag);
    if (status == LUR_OK)
      say_done(run, made_key);
    else
      code = lur_say_diag(status, &diag);
  }
  clear(run);
  return code;
}

lur_exit lur_wave_publish(int argc, char **argv)
{
  struct run run = {.asked = lur_rank_asked_nothing()};
  const struct lur_option options[] = {
      {"rubric", .text = &run.rubric},
      {"anonymous", .flag = &run.anonymous},
      {"with-words", .flag = &run.words},
      {"seed", .take = lur_take_rank_seed, .place = &run.asked},
      {"draws", .take = lur_take_rank_draws, .place = &run.asked},
      {"level", .take = lur_take_rank_level, .place = &run.asked},
      {"ties", .text = &run.asked.ties},
      {"minimum-calls", .take = lur_take_rank_calls, .place = &run.asked},
      {"minimum-participants", .take = lur_take_rank_participants, .place = &run.asked},
      {"minimum-score", .take = lur_take_rank_score, .place = &run.asked},
      {"store", .text = &run.folder},
      {0}};
  lur_exit code = lur_options_take(options, argc, argv);
  if (code != LUR_EXIT_DONE) return code;
  if (argc - optind != 2)
    return lur_say_usage("wave", "%s", _("after 'publish' come the wave and the file to write"));
  run.wave = argv[optind];
  run.file = argv[optind + 1];
  return publish(&run);
}
