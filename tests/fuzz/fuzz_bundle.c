/// Any bytes as a published ranking: looked through, scored and ranked anew, without a crash and without end.
/// A first byte other than 'P' means that the rest is a call's line instead, as nearly all archives are
/// refused.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "bundle/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore_entry(const char *entry, lur_entry_fault fault, void *ctx)
{
  (void)entry, (void)fault, (void)ctx;
}

static void must_say(void *ctx, const struct lur_diag *what)
{
  (void)ctx;
  if (!what->text[0]) abort();
}

static void add(struct lur_archive *archive, const char *name, const char *bytes, size_t size)
{
  char *copy = malloc(size + 1);
  if (!copy) abort();
  memcpy(copy, bytes, size);
  if (lur_archive_add(archive, name, copy, size) != LUR_OK) abort();
}

static void check(const struct lur_archive *archive)
{
  json_t *about = NULL;
  lur_seal_state seal;
  struct lur_key_public key;
  struct lur_bundle_counts counts;
  if (lur_manifest_check(archive, "x", ignore_entry, NULL, &about, &seal, &key, NULL) != LUR_OK && about)
    abort();
  json_decref(about);
  if (lur_bundle_recheck(archive, must_say, NULL, &counts) != LUR_OK) abort();
}

/// The bytes as the calls of one of two participants, beside a small rubric.
static void check_lines(const char *bytes, size_t size)
{
  static const char participants[] =
      "{\"participants\":[{\"participant\":\"a\",\"title\":\"A\",\"class\":\"\",\"file\":\"calls/a.jsonl\"},"
      "{\"participant\":\"b\",\"title\":\"B\",\"class\":\"x\",\"file\":\"calls/a.jsonl\"}]}";
  static const char rubric[] =
      "lur: rubric/1\nid: r\nversion: \"1\"\ntitle: R\nsections:\n  - id: s\n    title: S\n    criteria:\n"
      "      - {id: w, title: W, measure: answer.wait_s, scale: {over: wave, better: low}}\n"
      "      - {id: g, title: G, ask: G, answers: [{id: y, points: 100}, {id: n, points: 0}]}\n";
  static const char ranking[] = "{\"rules\":{\"seed\":\"1\",\"draws\":20,\"level\":0.95,\"minimum_contacts\":"
                                "0,\"minimum_score\":0,\"minimum_participants\":0,"
                                "\"tie_breaks\":[{\"by\":\"wait\"}]},\"leagues\":[]}";
  struct lur_archive archive = {0};
  add(&archive, LUR_PARTICIPANTS, participants, sizeof participants - 1);
  add(&archive, LUR_RUBRICS "r.yaml", rubric, sizeof rubric - 1);
  add(&archive, LUR_STANDINGS, ranking, sizeof ranking - 1);
  add(&archive, "calls/a.jsonl", bytes, size);
  check(&archive);
  lur_archive_clear(&archive);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct lur_archive archive;
  struct lur_diag diag = {0};
  if (size > 0 && data[0] != 'P') {
    check_lines((const char *)data + 1, size - 1);
    return 0;
  }
  char *copy = malloc(size + 1);
  if (!copy) abort();
  memcpy(copy, data, size);
  lur_status status = lur_archive_read(copy, size, "x", &archive, &diag);
  if (status == LUR_BAD_INPUT && !diag.text[0]) abort();
  if (status == LUR_OK) check(&archive);
  lur_archive_clear(&archive);
  return 0;
}
