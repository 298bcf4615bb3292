#define _GNU_SOURCE
#include "cli/documents.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "bundle/key.h"
#include "cli/sidecar.h"
#include "cli/talk.h"
#include "report/json_tools.h"
#include "report/words.h"

enum { batch = 500 };                           // calls in one transaction
static const size_t longest = (size_t)64 << 20; // line, bytes: hours of call have a hundredth of it

struct run {
  lur_store *store;
  const struct lur_keep_about *about;
  const char *file;
  int line;
  size_t taken, there, begun;
  lur_exit code;
};

// ---- One document

/// One document on its way in.
struct arriving {
  json_t *document;
  struct lur_recording recording;
  struct lur_call *call;
  struct lur_meta meta;
  struct lur_measures measures;
};

static void clear(struct arriving *a)
{
  lur_call_free(a->call);
  lur_recording_clear(&a->recording);
  lur_meta_clear(&a->meta);
  json_decref(a->document);
}

static lur_status bad(const struct run *run, struct lur_diag *diag, const char *text)
{
  return lur_diag_set(diag, LUR_BAD_INPUT, run->file, run->line, 0, "%s", text);
}

static lur_status read_meta(const struct run *run, struct arriving *a, struct lur_diag *diag)
{
  const json_t *told = json_object_get(a->document, "call");
  char *text = told ? json_dumps(told, JSON_COMPACT) : NULL;
  if (!told) return LUR_OK;
  if (!text) return LUR_NO_MEM;
  lur_status status = lur_meta_read_json(text, strlen(text), run->file, &a->meta, diag);
  free(text);
  if (status != LUR_BAD_INPUT) return status;
  diag->line = run->line; // its own line is the line within the member
  diag->column = 0;
  return status;
}

static lur_status read_document(const struct run *run, const char *text, size_t size, struct arriving *a,
                                struct lur_diag *diag)
{
  json_error_t error;
  a->document = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
  if (!a->document)
    return lur_diag_set(
        diag, LUR_BAD_INPUT, run->file, run->line, error.column > 0 ? error.column : 0, "%s",
        _("this is no JSON; there must be one analysis document on each line, as 'lur analyse --json' "
          "prints them"));
  if (!json_is_object(a->document) ||
      lur_report_json_read(text, size, &a->recording, &a->call, diag) == LUR_BAD_INPUT)
    return bad(run, diag, _("this is no analysis document as 'lur analyse --json' prints them"));
  if (!a->call) return LUR_NO_MEM;
  if (!json_is_string(json_object_get(a->document, "analyser")) ||
      lur_json_measures(a->document, &a->measures) != LUR_OK)
    return bad(run, diag,
               _("the analysis document lacks its measures or its analyser's version, or a measure is not "
                 "what it should be"));
  return read_meta(run, a, diag);
}

static const char *either(const char *said, const char *told)
{
  return said ? said : told;
}

/// The call as the store wants it; borrowed from the document and the command line.
static struct lur_store_call call_of(const struct run *run, const struct arriving *a, const char *text,
                                     size_t size)
{
  const struct lur_keep_about *about = run->about;
  const struct lur_recording *r = &a->recording;
  char *const *told = a->meta.text;
  struct lur_store_call call = {.audios = 1,
                                .source = LUR_STORE_DOCUMENT,
                                .started = about->started.known ? about->started : a->meta.started,
                                .wave = either(about->wave, told[LUR_META_WAVE]),
                                .participant = either(about->participant, told[LUR_META_PARTICIPANT]),
                                .agent = either(about->agent, told[LUR_META_AGENT]),
                                .assessor = either(about->assessor, told[LUR_META_ASSESSOR]),
                                .format = r->format,
                                .duration_s = r->duration_s,
                                .channels = r->channels,
                                .sample_rate_hz = r->sample_rate_hz,
                                .roles_from = a->call->roles_from,
                                .complete = r->complete,
                                .problem = r->problem};
  lur_digest_of(text, size, call.audio[0].sha256);
  snprintf(call.audio[0].ext, sizeof call.audio[0].ext, "%s", LUR_STORE_NO_SOUND);
  call.audio[0].bytes = (int64_t)size;
  call.file[0] = lur_words_base_name(r->name);
  memcpy(call.role, r->role, sizeof call.role);
  return call;
}

static lur_status add(struct run *run, const struct arriving *a, char *text, size_t size,
                      struct lur_diag *diag)
{
  struct lur_store_added added = {0};
  struct lur_store_call call = call_of(run, a, text, size);
  const struct lur_store_fact fact[] = {{"id", a->meta.text[LUR_META_ID]},
                                        {"title", a->meta.text[LUR_META_TITLE]}};
  struct lur_store_fact known[2];
  call.fact = known;
  for (size_t i = 0; i < 2; i++)
    if (fact[i].text && fact[i].text[0]) known[call.facts++] = fact[i];
  const struct lur_store_analysis analysis = {.analyser =
                                                  json_string_value(json_object_get(a->document, "analyser")),
                                              .document = text,
                                              .measures = &a->measures};
  lur_status status = lur_store_add_call(run->store, &call, &analysis, &added, diag);
  if (status == LUR_OK) added.duplicate ? run->there++ : run->taken++;
  return status;
}

// ---- Many

static bool is_ours(lur_status status)
{
  return status == LUR_DB || status == LUR_IO || status == LUR_NO_MEM;
}

/// A line, without its end. False: nothing more is to be done.
static bool take_line(struct run *run, char *text, size_t size)
{
  struct arriving a = {0};
  struct lur_diag diag = {0};
  lur_status status = run->begun ? LUR_OK : lur_store_begin(run->store, &diag);
  if (status == LUR_OK) run->begun++;
  if (status == LUR_OK) status = size <= longest ? read_document(run, text, size, &a, &diag) : LUR_BAD_INPUT;
  if (status == LUR_OK) status = add(run, &a, text, size, &diag);
  if (status == LUR_OK && run->begun >= batch) {
    run->begun = 0;
    status = lur_store_commit(run->store, &diag);
  }
  clear(&a);
  if (status == LUR_OK) return true;
  if (!is_ours(status) && !diag.file[0]) {
    snprintf(diag.file, sizeof diag.file, "%s", run->file);
    diag.line = run->line;
  }
  run->code = lur_exit_worse(run->code, lur_say_diag(status, &diag));
  return !is_ours(status);
}

static bool is_blank(const char *text, size_t size)
{
  return strspn(text, " \t\r") == size;
}

static bool take_file(struct run *run, FILE *in)
{
  char *text = NULL;
  size_t room = 0;
  ssize_t n;
  bool going_on = true;
  struct lur_count count = {0};
  while (going_on && (n = getline(&text, &room, in)) >= 0) {
    run->line++;
    while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r')) text[--n] = '\0';
    if (!is_blank(text, (size_t)n)) going_on = take_line(run, text, (size_t)n);
    lur_count_show(&count, run->taken + run->there, run->taken + run->there + 1);
  }
  lur_progress_end();
  free(text);
  return going_on;
}

static bool import_file(struct run *run, const char *name)
{
  bool standard = strcmp(name, "-") == 0;
  FILE *in = standard ? stdin : fopen(name, "re");
  struct lur_diag diag;
  run->file = name;
  run->line = 0;
  if (!in) {
    lur_diag_set(&diag, LUR_BAD_INPUT, name, 0, 0, _("cannot be read (%s)"), strerror(errno));
    run->code = lur_exit_worse(run->code, lur_say_diag(LUR_BAD_INPUT, &diag));
    return true;
  }
  bool going_on = take_file(run, in);
  if (ferror(in)) {
    lur_diag_set(&diag, LUR_IO, name, 0, 0, "%s", _("it could not be read to its end"));
    run->code = lur_exit_worse(run->code, lur_say_diag(LUR_IO, &diag));
  }
  if (!standard) fclose(in);
  return going_on;
}

lur_exit lur_documents_import(lur_store *store, const struct lur_keep_about *about, char *const *file,
                              size_t n)
{
  struct run run = {.store = store, .about = about, .code = LUR_EXIT_DONE};
  struct lur_diag diag = {0};
  bool going_on = true;
  for (size_t i = 0; i < n && going_on; i++) going_on = import_file(&run, file[i]);
  lur_status status = going_on && run.begun ? lur_store_commit(store, &diag) : LUR_OK;
  if (!going_on) lur_store_rollback(store);
  if (status != LUR_OK) return lur_exit_worse(run.code, lur_say_diag(status, &diag));
  if (run.taken || !run.there)
    lur_say(lur_text_n("%zu call was taken in, without sound", "%zu calls were taken in, without sound",
                       run.taken),
            run.taken);
  if (run.there)
    lur_say(lur_text_n("%zu document was there already", "%zu documents were there already", run.there),
            run.there);
  return run.code;
}
