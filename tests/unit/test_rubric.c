/// Rubric files: what is read, and what is said about files that are wrong.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>

#include "base/nearest.h"
#include "rubrics/library.h"
#include "rubrics/rubric.h"

static const char library[] = LUR_SOURCE_DIR "/rubrics/library";

static struct lur_rubric *parse(const char *text)
{
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  lur_status status = lur_rubric_parse(text, strlen(text), "test", &rubric, &faults);
  if (status != LUR_OK) fail_msg("%d:%d: %s", faults.at[0].line, faults.at[0].column, faults.at[0].text);
  lur_diags_clear(&faults);
  return rubric;
}

static const char design_example[] =
    "lur: rubric/1\n"
    "id: sm-contactcenter\n"
    "version: \"2026.1\"\n"
    "title: {sv: \"Kundservice, kontaktcenter\", en: \"Customer service, contact centre\"}\n"
    "sections:\n"
    "  - id: access\n"
    "    title: {sv: Tillgänglighet, en: Access}\n"
    "    weight: 20\n"
    "    criteria:\n"
    "      - id: time_to_answer\n"
    "        title: {sv: Svarstid, en: Time to answer}\n"
    "        measure: answer.wait_s                       # measured from the audio\n"
    "        points: [[0, 100], [20, 100], [60, 70], [180, 20], [300, 0]]\n"
    "        weight: 2\n"
    "  - id: treatment\n"
    "    title: {sv: Bemötande, en: Treatment}\n"
    "    weight: 40\n"
    "    competence: personal-service\n"
    "    criteria:\n"
    "      - id: greeting\n"
    "        title: {sv: Korrekt hälsningsfras, en: Correct greeting}\n"
    "        ask: {sv: \"Presenterade sig medarbetaren?\", en: \"Did the agent say a name?\"}\n"
    "        answers: [{id: all, points: 100}, {id: partly, points: 50}, {id: none, points: 0, critical: "
    "customer}]\n"
    "        not_applicable_when: \"not answer.answered\"\n"
    "        evidence: greeting\n"
    "      - id: patience\n"
    "        title: {en: Lets the caller finish}\n"
    "        value: \"interruption.agent_count + 2 * overlap.ratio\"\n"
    "        points: [[0, 100], [3, 40], [6, 0]]\n"
    "attempts: {max_wait_s: 300, attempts: 2, unanswered: 0}\n"
    "rules:\n"
    "  - {when: \"not answer.answered\", score: 0, because: {en: \"Nobody answered within the limit\"}}\n"
    "  - {when: \"criteria.greeting == 0\", cap: 60, because: {en: \"No greeting\"}}\n"
    "coverage: {minimum: 0.8}\n"
    "bands: [{id: gold, from: 85}, {id: silver, from: 75}, {id: bronze, from: 65}]\n";

static void reads_every_part(void **state)
{
  (void)state;
  struct lur_rubric *r = parse(design_example);
  assert_string_equal(r->id, "sm-contactcenter");
  assert_string_equal(r->version, "2026.1");
  assert_string_equal(lur_texts_pick(&r->title, "sv"), "Kundservice, kontaktcenter");
  assert_int_equal(r->sections, 2);
  assert_int_equal(r->criteria, 3);
  assert_true(r->section[0].weight == 20 && r->section[1].weight == 40);
  assert_int_equal(r->section[1].first, 1);
  assert_int_equal(r->section[1].criteria, 2);
  const struct lur_criterion *wait = &r->criterion[0], *greeting = &r->criterion[1],
                             *patience = &r->criterion[2];
  assert_int_equal(wait->kind, LUR_CRITERION_MEASURE);
  assert_int_equal(wait->measure, LUR_M_ANSWER_WAIT_S);
  assert_true(wait->weight == 2 && wait->points.n == 5 && wait->points.at[3].value == 180 &&
              wait->points.at[3].points == 20);
  assert_int_equal(greeting->kind, LUR_CRITERION_CHOICE);
  assert_int_equal(greeting->competence, LUR_COMPETENCE_PERSONAL_SERVICE);
  assert_true(greeting->weight == 1 && greeting->answers == 3);
  assert_int_equal(lur_criterion_answer(greeting, "none")->gravity, LUR_GRAVITY_CRITICAL);
  assert_int_equal(lur_criterion_answer(greeting, "none")->kind, LUR_FAULT_CUSTOMER);
  assert_string_equal(greeting->not_applicable_when.text, "not answer.answered");
  assert_string_equal(greeting->evidence[0], "greeting");
  assert_int_equal(patience->kind, LUR_CRITERION_VALUE);
  assert_true(r->attempts.given && r->attempts.max_wait_s == 300 && r->attempts.attempts == 2);
  assert_true(r->rules == 2 && !r->rule[0].caps && r->rule[1].caps && r->rule[1].score == 60);
  assert_true(r->bands == 3 && r->band[2].from == 65);
  assert_true(r->coverage_minimum == 0.8);
  lur_rubric_free(r);
}

static void keeps_the_hash_of_the_bytes(void **state)
{
  (void)state;
  const char *text = "lur: rubric/1\nid: a\nversion: \"1\"\ntitle: A\nsections: [{id: s, title: S, criteria: "
                     "[{id: c, title: C, measure: hold.count, points: [[0, 100]]}]}]\n";
  struct lur_rubric *r = parse(text);
  // printf '...' | sha256sum
  assert_string_equal(r->sha256, "f41f60ec6c5e252f5fe72e530aa7ef4406c459836d0a2fb32c01d235d12ac110");
  lur_rubric_free(r);
}

static void picks_the_language(void **state)
{
  (void)state;
  struct lur_texts t = {0};
  assert_string_equal(lur_texts_pick(&t, "sv"), "");
  assert_int_equal(lur_texts_add(&t, "nb", "Hilsen"), LUR_OK);
  assert_string_equal(lur_texts_pick(&t, "sv"), "Hilsen");
  assert_int_equal(lur_texts_add(&t, "en", "Greeting"), LUR_OK);
  assert_int_equal(lur_texts_add(&t, "sv", "Hälsning"), LUR_OK);
  assert_string_equal(lur_texts_pick(&t, "sv"), "Hälsning");
  assert_string_equal(lur_texts_pick(&t, "sv_SE.UTF-8"), "Hälsning");
  assert_string_equal(lur_texts_pick(&t, "no"), "Hilsen");
  assert_string_equal(lur_texts_pick(&t, "nn"), "Hilsen");
  assert_string_equal(lur_texts_pick(&t, "da"), "Greeting");
  assert_string_equal(lur_texts_pick(&t, NULL), "Greeting");
  assert_string_equal(lur_texts_pick(&t, "C"), "Greeting");
  lur_texts_clear(&t);
}

static void follows_the_curve(void **state)
{
  (void)state;
  struct lur_point at[] = {{0, 100}, {20, 100}, {60, 70}, {180, 20}, {300, 0}};
  struct lur_curve curve = {at, 5};
  const double want[][2] = {{-5, 100}, {0, 100},  {10, 100}, {20, 100}, {40, 85}, {60, 70},
                            {120, 45}, {180, 20}, {240, 10}, {300, 0},  {1e9, 0}};
  for (size_t i = 0; i < sizeof want / sizeof *want; i++)
    assert_true(lur_curve_points(&curve, want[i][0]) == want[i][1]);
}

static void spots_typing_slips(void **state)
{
  (void)state;
  assert_int_equal(lur_typing_slips("weight", "wieght"), 1);
  assert_int_equal(lur_typing_slips("weight", "weigth"), 1);
  assert_int_equal(lur_typing_slips("title", "titel"), 1);
  assert_int_equal(lur_typing_slips("", "abc"), 3);
  assert_int_equal(lur_typing_slips("Answers", "answer"), 1);
  assert_int_equal(lur_typing_slips("kitten", "sitting"), 3);
}

/// All faults as "line:column: text" lines.
static char *faults_text(const struct lur_diags *faults)
{
  char *text = NULL;
  size_t size = 0;
  FILE *to = open_memstream(&text, &size);
  assert_non_null(to);
  for (size_t i = 0; i < faults->n; i++)
    fprintf(to, "%d:%d: %s\n", faults->at[i].line, faults->at[i].column, faults->at[i].text);
  fclose(to);
  return text;
}

static char *read_all(const char *path)
{
  FILE *f = fopen(path, "rb");
  if (!f) fail_msg("%s is missing", path);
  char *text = calloc(1, 20001);
  assert_non_null(text);
  assert_true(fread(text, 1, 20000, f) < 20000);
  fclose(f);
  return text;
}

/// tests/rubrics/bad/NAME.yaml and what must be said about it, NAME.expect.
static void check_bad_file(const char *folder, const char *name)
{
  char path[600];
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  snprintf(path, sizeof path, "%s/%s", folder, name);
  lur_status status = lur_rubric_load(path, &rubric, &faults);
  if (status != LUR_BAD_INPUT && status != LUR_UNSUPPORTED) fail_msg("%s: status %d", name, (int)status);
  char *said = faults_text(&faults);
  snprintf(path, sizeof path, "%s/%.*s.expect", folder, (int)(strlen(name) - 5), name);
  if (getenv("LUR_ACCEPT")) {
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(said, f);
    fclose(f);
  }
  char *expected = read_all(path);
  if (strcmp(said, expected) != 0) fail_msg("%s:\n%sinstead of\n%s", name, said, expected);
  free(expected);
  free(said);
  lur_diags_clear(&faults);
}

static void says_what_is_wrong(void **state)
{
  (void)state;
  const char *folder = LUR_SOURCE_DIR "/tests/rubrics/bad";
  DIR *open = opendir(folder);
  int n = 0;
  assert_non_null(open);
  for (struct dirent *e; (e = readdir(open));) {
    size_t length = strlen(e->d_name);
    if (length < 5 || strcmp(e->d_name + length - 5, ".yaml") != 0) continue;
    check_bad_file(folder, e->d_name);
    n++;
  }
  closedir(open);
  assert_true(n >= 130);
}

static void refuses_what_is_too_large(void **state)
{
  (void)state;
  size_t size = (1 << 20) + 1;
  char *text = malloc(size);
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  assert_non_null(text);
  memset(text, '#', size);
  assert_int_equal(lur_rubric_parse(text, size, "big", &rubric, &faults), LUR_BAD_INPUT);
  assert_non_null(strstr(faults.at[0].text, "larger than 1 MiB"));
  lur_diags_clear(&faults);
  free(text);
}

static void says_what_cannot_be_read(void **state)
{
  (void)state;
  struct lur_rubric *rubric = NULL;
  struct lur_diags faults = {0};
  assert_int_equal(lur_rubric_load("/nowhere/rubric.yaml", &rubric, &faults), LUR_NOT_FOUND);
  assert_int_equal(faults.n, 1);
  assert_string_equal(faults.at[0].file, "/nowhere/rubric.yaml");
  assert_string_equal(faults.at[0].text, "there is no such file; check its name");
  assert_int_equal(lur_rubric_load("/", &rubric, &faults), LUR_BAD_INPUT);
  assert_int_equal(faults.n, 1);
  assert_string_equal(faults.at[0].text, "this is a folder; name a file");
  lur_diags_clear(&faults);
}

static void reads_any_name_of_windows_lines(void **state)
{
  (void)state;
  struct lur_rubric *r = parse(
      "\xEF\xBB\xBFlur: rubric/1\r\nid: a\r\nversion: 2026.10\r\ntitle: A\r\nsections:\r\n- id: s\r\n"
      "  title: S\r\n  criteria:\r\n  - {id: c, title: C, measure: hold.count, points: [[0, 100]]}\r\n");
  assert_string_equal(r->version, "2026.10");
  lur_rubric_free(r);
}

static void the_library_is_found_by_name(void **state)
{
  (void)state;
  struct lur_library list = {0};
  char *path = NULL;
  struct lur_diag diag;
  char folders[600];
  snprintf(folders, sizeof folders, "/nowhere:%s", library);
  assert_int_equal(lur_library_list(folders, &list), LUR_OK);
  assert_true(list.n >= 3);
  lur_library_clear(&list);
  assert_int_equal(lur_library_find(folders, "measured", &path, &diag), LUR_OK);
  assert_non_null(strstr(path, "/rubrics/library/measured.yaml"));
  char *same = NULL;
  assert_int_equal(lur_library_find("", path, &same, &diag), LUR_OK);
  assert_string_equal(same, path);
  free(same);
  free(path);
  assert_int_equal(lur_library_find(folders, "mesured", &path, &diag), LUR_NOT_FOUND);
  assert_string_equal(diag.text, "there is no rubric “mesured”; did you mean “measured”?");
  assert_int_equal(lur_library_find("", "measured", &path, &diag), LUR_NOT_FOUND);
}

static void check_shipped(const char *path)
{
  struct lur_rubric *r = NULL;
  struct lur_diags faults = {0};
  lur_status status = lur_rubric_load(path, &r, &faults);
  if (status != LUR_OK)
    fail_msg("%s:%d:%d: %s", path, faults.at[0].line, faults.at[0].column, faults.at[0].text);
  assert_true(r->source.n && r->weight_source.n && r->note.n);
  for (size_t i = 0; i < r->sections; i++) assert_int_not_equal(r->section[i].weight_from, LUR_FROM_UNSAID);
  for (size_t i = 0; i < r->criteria; i++)
    if (r->criterion[i].counts == LUR_COUNTS_SCORED && r->criterion[i].weight_from == LUR_FROM_UNSAID)
      fail_msg("%s: %s does not say where its weight comes from", path, r->criterion[i].id);
  lur_rubric_free(r);
  lur_diags_clear(&faults);
}

static void shipped_rubrics_are_valid_and_say_their_source(void **state)
{
  (void)state;
  struct lur_library list = {0};
  assert_int_equal(lur_library_list(library, &list), LUR_OK);
  for (size_t i = 0; i < list.n; i++) check_shipped(list.path[i]);
  lur_library_clear(&list);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_every_part),
      cmocka_unit_test(keeps_the_hash_of_the_bytes),
      cmocka_unit_test(picks_the_language),
      cmocka_unit_test(follows_the_curve),
      cmocka_unit_test(spots_typing_slips),
      cmocka_unit_test(says_what_is_wrong),
      cmocka_unit_test(refuses_what_is_too_large),
      cmocka_unit_test(says_what_cannot_be_read),
      cmocka_unit_test(reads_any_name_of_windows_lines),
      cmocka_unit_test(the_library_is_found_by_name),
      cmocka_unit_test(shipped_rubrics_are_valid_and_say_their_source),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
