#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/analyser.h"
#include "base/file.h"
#include "base/i18n.h"
#include "bundle/check.h"
#include "cli/command.h"
#include "cli/keys.h"
#include "cli/options.h"
#include "cli/talk.h"
#include "report/utf8.h"

const char lur_usage_verify[] = N_(
    "usage: lur verify [OPTION...] FILE\n"
    "\n"
    "Checks a ranking that was published with 'lur wave publish': who signed it and whether anything was "
    "changed "
    "since; then\n"
    "scores every call anew from its measures and answers, ranks all anew with the same seed, and says "
    "'same', or "
    "what differs:\n"
    "which file, call, criterion and place. It needs nothing but the file.\n"
    "\n"
    "  --key KEY          it must be signed with that key: the key itself, or a file that begins with it\n"
    "  --json             the result as one line of JSON\n"
    "\n"
    "Exit codes: 0 the same, 1 something differs or the signature is not good, 3 the file cannot be read.\n"
    "\n"
    "example:\n"
    "  lur verify autumn.zip\n");

enum { MOST_SHOWN = 40 }; // differences; whoever sees so many needs no more

struct run {
  const char *file, *key;
  lur_form as;
  json_t *list; // of differences
  size_t shown;
  struct lur_bundle_counts counts;
  lur_seal_state seal;
  struct lur_key_public signer;
  bool wrong_key;
  const char *by; // "own", "known", "unknown"
  char name[LUR_KEY_NAME];
};

/// A line whose words are somebody else's: none of them is to move the cursor.
static void print_foreign(const char *line)
{
  char *clean = lur_utf8_clean(line);
  if (clean) printf("%s\n", clean);
  free(clean);
}

static void differs(void *ctx, const struct lur_diag *what)
{
  char line[sizeof *what + 64];
  struct run *run = ctx;
  json_array_append_new(run->list,
                        json_pack("{s:s, s:o, s:s}", "file", what->file, "line",
                                  what->line ? json_integer(what->line) : json_null(), "what", what->text));
  if (run->as == LUR_AS_TEXT && run->shown++ < MOST_SHOWN)
    print_foreign(lur_diag_format(what, line, sizeof line));
}

static void entry_differs(const char *entry, lur_entry_fault fault, void *ctx)
{
  static const char *const words[] = {N_("it was changed after it was published"),
                                      N_("it was published and is missing"),
                                      N_("it was added after publishing")};
  struct lur_diag diag;
  lur_diag_set(&diag, LUR_BAD_INPUT, entry, 0, 0, "%s", _(words[fault]));
  differs(ctx, &diag);
}

// Who signed

static void look_up_signer(struct run *run)
{
  struct lur_key_secret own;
  bool made, mine = false;
  if (lur_keys_own(false, &own, &made, &(struct lur_diag){0}) == LUR_OK) {
    const struct lur_key_public key = lur_key_public_of(&own);
    lur_key_wipe(&own);
    mine = lur_key_same(&key, &run->signer);
  }
  run->by = mine ? "own" : lur_keys_known(&run->signer, run->name) ? "known" : "unknown";
}

static void print_signer(const struct run *run)
{
  char text[LUR_KEY_TEXT], fingerprint[LUR_KEY_TEXT];
  lur_key_fingerprint(&run->signer, fingerprint);
  if (run->seal == LUR_SEAL_NONE)
    printf("%s\n", _("nobody signed it: anybody can have made or changed it"));
  else if (run->seal == LUR_SEAL_BROKEN)
    printf("%s\n", _("the signature does not fit: it was changed after it was signed"));
  else if (run->wrong_key)
    printf(_("it is signed with another key than the one you named: %s\n"), fingerprint);
  else if (strcmp(run->by, "own") == 0)
    printf(_("signed with your own key: %s\n"), fingerprint);
  else if (strcmp(run->by, "known") == 0)
    printf(_("signed with the key of %s: %s\n"), run->name, fingerprint);
  else if (run->key)
    printf(_("signed with the key you named: %s\n"), fingerprint);
  else
    printf(
        _("signed, by a key you have not seen: %s\n"
          "ask whoever published it, by other means, whether that is theirs; then 'lur key trust %s NAME'\n"),
        fingerprint, lur_key_print(&run->signer, text));
}

// The result

static bool is_same(const struct run *run)
{
  return json_array_size(run->list) == 0 && run->seal == LUR_SEAL_GOOD && !run->wrong_key;
}

static void print_heading(const json_t *about)
{
  const char *title = json_string_value(json_object_get(about, "title")),
             *made_with = json_string_value(json_object_get(about, "made_with"));
  if (title) print_foreign(title);
  char *clean = made_with ? lur_utf8_clean(made_with) : NULL;
  if (clean && strcmp(clean, "lur " LUR_ANALYSER_VERSION) != 0)
    lur_say(_("it was published by %.40s and is checked by lur %s; a difference may come from that"), clean,
            LUR_ANALYSER_VERSION);
  free(clean);
}

static void print_result(const struct run *run)
{
  size_t n = json_array_size(run->list);
  if (run->shown > MOST_SHOWN)
    printf(lur_text_n("and %zu more difference\n", "and %zu more differences\n", run->shown - MOST_SHOWN),
           run->shown - MOST_SHOWN);
  print_signer(run);
  printf(_("scored anew: %zu calls of %zu participants; ranked anew: %zu places in %zu leagues\n"),
         run->counts.calls, run->counts.participants, run->counts.places, run->counts.leagues);
  if (n)
    printf(lur_text_n("%zu difference\n", "%zu differences\n", n), n);
  else
    printf("%s\n", is_same(run) ? _("same") : _("the figures are the same, but nobody vouches for them"));
}

static lur_exit print_json(const struct run *run, const json_t *about)
{
  char text[LUR_KEY_TEXT];
  static const char *const seals[] = {"none", "broken", "good"};
  json_t *signature = json_pack("{s:s}", "state", seals[run->seal]);
  if (run->seal == LUR_SEAL_GOOD) {
    json_object_set_new(signature, "key", json_string(lur_key_print(&run->signer, text)));
    json_object_set_new(signature, "by", json_string(run->wrong_key ? "another" : run->by));
    if (run->name[0]) json_object_set_new(signature, "name", json_string(run->name));
  }
  json_t *wave = json_object_get(about, "wave");
  json_t *document = json_pack(
      "{s:b, s:O?, s:o, s:I, s:I, s:I, s:I, s:O}", "same", is_same(run), "wave", wave, "signature", signature,
      "participants", (json_int_t)run->counts.participants, "calls", (json_int_t)run->counts.calls, "leagues",
      (json_int_t)run->counts.leagues, "places", (json_int_t)run->counts.places, "differences", run->list);
  bool ok = document && json_dumpf(document, stdout, JSON_COMPACT) == 0;
  json_decref(document);
  putchar('\n');
  return ok ? LUR_EXIT_DONE : lur_say_diag(LUR_NO_MEM, &(struct lur_diag){0});
}

static lur_status check(struct run *run, struct lur_archive *archive, json_t **about, struct lur_diag *diag)
{
  struct lur_key_public wanted;
  lur_status status =
      lur_manifest_check(archive, run->file, entry_differs, run, about, &run->seal, &run->signer, diag);
  if (status != LUR_OK) return status;
  if (run->as == LUR_AS_TEXT) print_heading(*about);
  if (run->seal == LUR_SEAL_GOOD) {
    look_up_signer(run);
    run->wrong_key = run->key && lur_keys_read(run->key, &wanted) && !lur_key_same(&wanted, &run->signer);
  }
  return lur_bundle_recheck(archive, differs, run, &run->counts);
}

static lur_exit verify(struct run *run)
{
  struct lur_archive archive = {0};
  struct lur_diag diag = {0};
  json_t *about = NULL;
  char *bytes = NULL;
  size_t size = 0;
  lur_status status = lur_file_read(run->file, LUR_ARCHIVE_BYTES, &bytes, &size, &diag);
  if (status == LUR_OK) status = lur_archive_read(bytes, size, run->file, &archive, &diag);
  run->list = json_array();
  if (status == LUR_OK) status = check(run, &archive, &about, &diag);
  lur_exit code = status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
  if (code == LUR_EXIT_DONE && run->as == LUR_AS_JSON) code = print_json(run, about);
  if (code == LUR_EXIT_DONE && run->as == LUR_AS_TEXT) print_result(run);
  if (code == LUR_EXIT_DONE && !is_same(run)) code = LUR_EXIT_BELOW;
  json_decref(about);
  json_decref(run->list);
  lur_archive_clear(&archive);
  return code;
}

lur_exit cmd_verify(int argc, char **argv)
{
  struct run run = {.by = "unknown"};
  struct lur_key_public key;
  const struct lur_option options[] = {
      {"key", .text = &run.key}, {"json", .form = &run.as, .as = LUR_AS_JSON}, {0}};
  lur_exit code = lur_options_take(options, argc, argv);
  if (code != LUR_EXIT_DONE) return code;
  if (optind + 1 != argc)
    return lur_say_usage("verify", "%s",
                         _("name one published ranking, the file that 'lur wave publish' wrote"));
  if (run.key && !lur_keys_read(run.key, &key))
    return lur_say_usage("verify", _("'%s' is no key, nor a file that begins with one"), run.key);
  run.file = argv[optind];
  return verify(&run);
}
