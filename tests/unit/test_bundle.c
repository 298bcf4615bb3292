/// The file a ranking is published in: archive, keys, manifest, and the comparison of what was published with
/// what comes out.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "bundle/check.h"

// ---- Archives

static void add(struct lur_archive *archive, const char *name, const char *text)
{
  assert_int_equal(lur_archive_add(archive, name, strdup(text), strlen(text)), LUR_OK);
}

static char *written(const struct lur_archive *archive, size_t *size)
{
  char *bytes = NULL;
  FILE *out = open_memstream(&bytes, size);
  assert_non_null(out);
  assert_int_equal(lur_archive_write(archive, out), LUR_OK);
  assert_int_equal(fclose(out), 0);
  return bytes;
}

static char *copy_of(const char *bytes, size_t size)
{
  char *copy = malloc(size + 1);
  assert_non_null(copy);
  memcpy(copy, bytes, size);
  return copy;
}

static void gives_back_what_was_added(void **state)
{
  (void)state;
  size_t size, again_size;
  struct lur_archive archive = {0}, read;
  struct lur_diag diag = {0};
  add(&archive, "README.txt", "read me\n");
  add(&archive, "calls/b\xc3\xa4r.jsonl", "");
  add(&archive, "rubrics/a.yaml", "lur: rubric/1\n");
  char *bytes = written(&archive, &size);
  assert_int_equal(lur_archive_read(copy_of(bytes, size), size, "x.zip", &read, &diag), LUR_OK);
  assert_int_equal(read.n, 3);
  for (size_t i = 0; i < 3; i++) {
    assert_string_equal(read.at[i].name, archive.at[i].name);
    assert_int_equal(read.at[i].size, archive.at[i].size);
    assert_memory_equal(read.at[i].bytes, archive.at[i].bytes, archive.at[i].size);
    assert_true(read.at[i].intact);
  }
  assert_null(lur_archive_find(&read, "calls"));
  assert_string_equal(lur_archive_find(&read, "README.txt")->name, "README.txt");
  char *again = written(&read, &again_size);
  assert_int_equal(again_size, size);
  assert_memory_equal(again, bytes, size);
  free(again);
  free(bytes);
  lur_archive_clear(&read);
  lur_archive_clear(&archive);
}

static void refuses_names_that_lead_elsewhere(void **state)
{
  (void)state;
  static const char *const names[] = {"",   "/etc/passwd", "../x", "a/../b", "a/./b", ".",
                                      "..", "a//b",        "a/",   "a\\b",   "a\nb",  "a\x7f"};
  struct lur_archive archive = {0};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    assert_int_equal(lur_archive_add(&archive, names[i], strdup("x"), 1), LUR_BAD_ARG);
  add(&archive, "..a/b..", "x");
  assert_int_equal(lur_archive_add(&archive, "..a/b..", strdup("y"), 1), LUR_BAD_ARG);
  lur_archive_clear(&archive);
}

static void says_that_a_file_is_none(void **state)
{
  (void)state;
  static const char *const texts[] = {"", "PK", "fLaC and more", "PK\3\4", "PK\5\6"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct lur_archive read;
    struct lur_diag diag = {0};
    size_t n = strlen(texts[i]);
    assert_int_equal(lur_archive_read(copy_of(texts[i], n), n, "x.zip", &read, &diag), LUR_BAD_INPUT);
    assert_string_equal(diag.file, "x.zip");
    assert_true(strlen(diag.text) > 20);
    lur_archive_clear(&read);
  }
}

// ---- Keys

static struct lur_key_secret test_key(void)
{
  struct lur_key_secret key;
  assert_true(lur_key_parse_secret("lur-ed25519-secret-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", &key));
  return key;
}

static void keys_are_read_as_they_are_written(void **state)
{
  (void)state;
  char text[LUR_KEY_TEXT], longer[LUR_KEY_TEXT + 20];
  struct lur_key_secret key = test_key(), again;
  struct lur_key_public public_key = lur_key_public_of(&key), read;
  // RFC 8032's algorithm gives this public key for that seed; checked with OpenSSL.
  assert_string_equal(lur_key_print(&public_key, text),
                      "lur-ed25519-A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg");
  snprintf(longer, sizeof longer, "%s Anna's key\n", text);
  assert_true(lur_key_parse(longer, &read));
  assert_true(lur_key_same(&read, &public_key));
  assert_true(lur_key_parse_secret(lur_key_print_secret(&key, text), &again));
  assert_memory_equal(&again, &key, sizeof key);
  assert_int_equal(strlen(lur_key_fingerprint(&public_key, text)), 39);
  static const char *const none[] = {"",
                                     "lur-ed25519-",
                                     "lur-ed25519-AAAA",
                                     "ed25519-x",
                                     "lur-ed25519-A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbgA",
                                     "lur-ed25519-A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVM*g"};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) assert_false(lur_key_parse(none[i], &read));
}

static void signatures_hold_for_what_was_signed(void **state)
{
  (void)state;
  struct lur_key_secret key = test_key(), other;
  struct lur_key_public mine = lur_key_public_of(&key);
  struct lur_signature signature, again;
  char text[LUR_KEY_TEXT];
  assert_int_equal(lur_key_make(&other), LUR_OK);
  struct lur_key_public theirs = lur_key_public_of(&other);
  assert_int_equal(lur_key_sign(&key, "ranking", 7, &signature), LUR_OK);
  assert_true(lur_key_signed(&mine, "ranking", 7, &signature));
  assert_false(lur_key_signed(&mine, "rankinh", 7, &signature));
  assert_false(lur_key_signed(&mine, "ranking", 6, &signature));
  assert_false(lur_key_signed(&theirs, "ranking", 7, &signature));
  assert_true(lur_signature_parse(lur_signature_print(&signature, text), &again));
  assert_memory_equal(&again, &signature, sizeof signature);
  assert_int_equal(lur_key_sign(&key, "ranking", 7, &again),
                   LUR_OK); // no chance in it: the same bytes every time
  assert_memory_equal(&again, &signature, sizeof signature);
  lur_key_wipe(&other);
}

static void digests_are_those_of_the_standard(void **state)
{
  (void)state;
  char digest[65], other[65];
  struct lur_key_secret key = test_key();
  assert_string_equal(lur_digest_of("abc", 3, digest),
                      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert_string_not_equal(lur_digest_under(&key, "north", digest), lur_digest_under(&key, "west", other));
  assert_string_equal(lur_digest_under(&key, "north", other), digest);
}

// ---- Manifests

struct told {
  int n;
  char text[8][500];
};

static void tell_entry(const char *entry, lur_entry_fault fault, void *ctx)
{
  struct told *told = ctx;
  if (told->n < 8) snprintf(told->text[told->n], sizeof told->text[0], "%s %d", entry, (int)fault);
  told->n++;
}

static void make_sealed(struct lur_archive *archive)
{
  struct lur_key_secret key = test_key();
  json_t *about = json_pack("{s:s}", "wave", "autumn");
  add(archive, "b.txt", "second");
  add(archive, "a.txt", "first");
  assert_int_equal(lur_manifest_seal(archive, about, &key), LUR_OK);
  json_decref(about);
}

/// Looks the archive through; says in *told what is wrong.
static lur_seal_state look(const struct lur_archive *archive, struct told *told)
{
  json_t *about = NULL;
  lur_seal_state seal = LUR_SEAL_NONE;
  struct lur_key_public key;
  *told = (struct told){0};
  assert_int_equal(lur_manifest_check(archive, "x.zip", tell_entry, told, &about, &seal, &key, NULL), LUR_OK);
  assert_string_equal(json_string_value(json_object_get(about, "wave")), "autumn");
  json_decref(about);
  return seal;
}

static void a_sealed_archive_is_whole(void **state)
{
  (void)state;
  struct lur_archive archive = {0};
  struct told told;
  make_sealed(&archive);
  assert_int_equal(look(&archive, &told), LUR_SEAL_GOOD);
  assert_int_equal(told.n, 0);
  lur_archive_clear(&archive);
}

static void changed_missing_and_added_entries_are_named(void **state)
{
  (void)state;
  struct lur_archive archive = {0};
  struct told told;
  make_sealed(&archive);
  archive.at[0].own[0] = 'S';
  assert_int_equal(look(&archive, &told), LUR_SEAL_GOOD);
  assert_int_equal(told.n, 1);
  assert_string_equal(told.text[0], "b.txt 0");
  archive.at[0].name[0] = 'c';
  look(&archive, &told);
  assert_int_equal(told.n, 2);
  assert_string_equal(told.text[0], "b.txt 1");
  assert_string_equal(told.text[1], "c.txt 2");
  lur_archive_clear(&archive);
}

static void a_changed_manifest_is_not_what_was_signed(void **state)
{
  (void)state;
  struct lur_archive archive = {0};
  struct told told;
  make_sealed(&archive);
  char *manifest = archive.at[2].own, *digit = strstr(manifest, "sha256\": \"");
  assert_string_equal(archive.at[2].name, LUR_MANIFEST);
  assert_non_null(digit);
  digit[10] = digit[10] == '0' ? '1' : '0';
  assert_int_equal(look(&archive, &told), LUR_SEAL_BROKEN);
  assert_int_equal(told.n, 1);
  archive.at[3].name[0] = 'S'; // signature.json by another name is none
  assert_int_equal(look(&archive, &told), LUR_SEAL_NONE);
  lur_archive_clear(&archive);
}

/// Whatever byte of the file is changed, it is noticed: it cannot be read, or an entry is named, or the seal
/// is broken.
static void no_byte_can_be_changed_unseen(void **state)
{
  (void)state;
  size_t size, seen = 0;
  struct lur_archive archive = {0}, read;
  struct told told;
  make_sealed(&archive);
  char *bytes = written(&archive, &size);
  for (size_t i = 0; i < size; i++) {
    char *changed = copy_of(bytes, size);
    changed[i] ^= (char)(1 << i % 8);
    json_t *about = NULL;
    lur_seal_state seal = LUR_SEAL_NONE;
    struct lur_key_public key;
    told = (struct told){0};
    lur_status status = lur_archive_read(changed, size, "x.zip", &read, NULL);
    if (status == LUR_OK)
      status = lur_manifest_check(&read, "x.zip", tell_entry, &told, &about, &seal, &key, NULL);
    bool noticed = status != LUR_OK || told.n > 0 || seal != LUR_SEAL_GOOD;
    if (!noticed) print_error("byte %zu of %zu\n", i, size);
    seen += noticed;
    json_decref(about);
    lur_archive_clear(&read);
  }
  assert_int_equal(seen, size);
  free(bytes);
  lur_archive_clear(&archive);
}

static void cut_and_lengthened_files_are_refused(void **state)
{
  (void)state;
  size_t size;
  struct lur_archive archive = {0}, read;
  make_sealed(&archive);
  char *bytes = written(&archive, &size);
  for (size_t n = 0; n < size; n++)
    assert_int_equal(lur_archive_read(copy_of(bytes, n), n, "x.zip", &read, NULL), LUR_BAD_INPUT);
  char *longer = copy_of(bytes, size);
  longer[size] = 'x';
  assert_int_equal(lur_archive_read(longer, size + 1, "x.zip", &read, NULL), LUR_BAD_INPUT);
  free(bytes);
  lur_archive_clear(&archive);
}

static void a_later_format_is_named_as_such(void **state)
{
  (void)state;
  struct lur_archive archive = {0};
  struct told told = {0};
  struct lur_diag diag = {0};
  json_t *about;
  lur_seal_state seal;
  struct lur_key_public key;
  add(&archive, LUR_MANIFEST, "{\"schema\": \"lur.bundle/2\", \"files\": []}");
  assert_int_equal(lur_manifest_check(&archive, "x", tell_entry, &told, &about, &seal, &key, &diag),
                   LUR_UNSUPPORTED);
  assert_non_null(strstr(diag.text, "newer"));
  lur_archive_clear(&archive);
  add(&archive, LUR_MANIFEST, "{\"schema\": \"lur.scorecard/1\"}");
  assert_int_equal(lur_manifest_check(&archive, "x", tell_entry, &told, &about, &seal, &key, &diag),
                   LUR_BAD_INPUT);
  lur_archive_clear(&archive);
}

// ---- Comparing

static void note(void *ctx, const struct lur_diag *what)
{
  struct told *told = ctx;
  if (told->n < 8) snprintf(told->text[told->n], sizeof told->text[0], "%s", what->text);
  told->n++;
}

static struct told compared(const char *published, const char *made)
{
  struct told told = {0};
  const struct lur_diag where = {.file = "f", .line = 3};
  json_t *a = json_loads(published, 0, NULL), *b = json_loads(made, 0, NULL);
  assert_true(a && b);
  lur_documents_compare(a, b, "c1", &where, note, &told);
  json_decref(a);
  json_decref(b);
  return told;
}

static void differences_are_named_by_what_they_are_of(void **state)
{
  (void)state;
  struct told told = compared("{\"criteria\": {\"greeting\": {\"points\": 50}}}",
                              "{\"criteria\": {\"greeting\": {\"points\": 100}}}");
  assert_int_equal(told.n, 1);
  assert_string_equal(told.text[0], "c1, criteria, greeting, points: published is 50, and 100 comes out");
  told = compared("{\"places\": [{\"participant\": \"north\", \"rank\": 1}]}",
                  "{\"places\": [{\"participant\": \"west\", \"rank\": 1}]}");
  assert_int_equal(told.n, 1);
  assert_string_equal(told.text[0],
                      "c1, places, place 1, west, participant: published is north, and west comes out");
  told = compared("{\"a\": 1, \"b\": null}", "{\"a\": 1}");
  assert_int_equal(told.n, 1);
  told = compared("{\"list\": [1, 2]}", "{\"list\": [1]}");
  assert_int_equal(told.n, 1);
}

static void figures_are_the_same_to_their_last_published_digit(void **state)
{
  (void)state;
  assert_int_equal(compared("{\"m\": 84.375001}", "{\"m\": 84.375}").n, 0);
  assert_int_equal(compared("{\"m\": 84.375003}", "{\"m\": 84.375}").n, 1);
  assert_int_equal(compared("{\"m\": 84.0}", "{\"m\": 84}").n, 0);
  assert_int_equal(compared("{\"m\": 84000001}", "{\"m\": 84000000}").n, 1);
  assert_int_equal(compared("{\"m\": null}", "{\"m\": 0}").n, 1);
  assert_int_equal(compared("{\"m\": true}", "{\"m\": false}").n, 1);
}

// ---- Rules

static void rules_are_read_as_they_are_written(void **state)
{
  (void)state;
  const struct lur_league_rules usual = lur_league_rules_default();
  struct lur_standings_rules rules = lur_standings_rules_of(&(struct lur_field){0}, &usual), read;
  rules.minimum_ranked = 3;
  rules.seed = UINT64_MAX;
  rules.minimum_contacts = 15;
  rules.minimum_score = 62.5;
  rules.tie[0] = (struct lur_standings_tie){LUR_TIE_ASPECT, LUR_ASPECT_SECTION, "access"};
  rules.tie[1].kind = LUR_TIE_WAIT;
  json_t *written_rules = lur_standings_rules_json(&rules);
  assert_int_equal(lur_standings_rules_read(written_rules, &read), LUR_OK);
  assert_true(read.seed == UINT64_MAX && read.draws == rules.draws && read.minimum_contacts == 15 &&
              read.minimum_ranked == 3);
  assert_true(read.minimum_score == 62.5 && read.level == rules.level);
  assert_true(read.tie[0].kind == LUR_TIE_ASPECT && read.tie[0].aspect == LUR_ASPECT_SECTION);
  assert_string_equal(read.tie[0].id, "access");
  assert_true(read.tie[1].kind == LUR_TIE_WAIT && read.tie[2].kind == LUR_TIE_NONE);
  json_object_set_new(written_rules, "draws", json_integer(2000000000)); // nobody is to wait for that
  assert_int_equal(lur_standings_rules_read(written_rules, &read), LUR_BAD_INPUT);
  json_decref(written_rules);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gives_back_what_was_added),
      cmocka_unit_test(refuses_names_that_lead_elsewhere),
      cmocka_unit_test(says_that_a_file_is_none),
      cmocka_unit_test(keys_are_read_as_they_are_written),
      cmocka_unit_test(signatures_hold_for_what_was_signed),
      cmocka_unit_test(digests_are_those_of_the_standard),
      cmocka_unit_test(a_sealed_archive_is_whole),
      cmocka_unit_test(changed_missing_and_added_entries_are_named),
      cmocka_unit_test(a_changed_manifest_is_not_what_was_signed),
      cmocka_unit_test(no_byte_can_be_changed_unseen),
      cmocka_unit_test(cut_and_lengthened_files_are_refused),
      cmocka_unit_test(a_later_format_is_named_as_such),
      cmocka_unit_test(differences_are_named_by_what_they_are_of),
      cmocka_unit_test(figures_are_the_same_to_their_last_published_digit),
      cmocka_unit_test(rules_are_read_as_they_are_written),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
