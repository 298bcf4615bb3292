// What the tests of reports share: a report's output as a string, and a strict look at markup.
#ifndef LUR_TEST_REPORT_TOOLS_H
#define LUR_TEST_REPORT_TOOLS_H

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on

#include "tests/unit/test_report_fixture.h"

/// A stream into memory: open, write, close, look at text.
struct capture {
  FILE *stream;
  char *text;
  size_t size;
};

static inline FILE *capture_open(struct capture *c)
{
  *c = (struct capture){0};
  c->stream = open_memstream(&c->text, &c->size);
  assert_non_null(c->stream);
  return c->stream;
}

static inline const char *capture_close(struct capture *c)
{
  assert_int_equal(fclose(c->stream), 0);
  return c->text;
}

/// The whole of a file as a string to free(); NULL when it is not there.
static inline char *file_text(const char *path)
{
  FILE *file = fopen(path, "rb");
  if (!file) return NULL;
  size_t room = 1 << 22, n;
  char *text = calloc(1, room);
  assert_non_null(text);
  n = fread(text, 1, room - 1, file);
  assert_true(n < room - 1);
  fclose(file);
  return text;
}

static inline size_t count_of(const char *text, const char *part)
{
  size_t n = 0;
  for (const char *at = text; (at = strstr(at, part)); at += strlen(part)) n++;
  return n;
}

/// Compares with tests/golden/NAME; on a difference writes what came out to the present folder for a look.
static inline void assert_golden(const char *name, const char *got)
{
  char path[1024];
  snprintf(path, sizeof path, "%s/tests/golden/%s", LUR_SOURCE_DIR, name);
  char *want = file_text(path);
  if (!want || strcmp(want, got) != 0) {
    FILE *file = fopen(name, "wb");
    if (file) {
      fputs(got, file);
      fclose(file);
    }
    print_error("%s differs; what came out is in ./%s of the test's folder\n", path, name);
  }
  bool same = want && strcmp(want, got) == 0;
  free(want);
  assert_true(same);
}

enum { MARKUP_DEPTH = 64 };

static inline bool is_void_element(const char *name)
{
  static const char *const names[] = {"meta", "link", "br", "img", "input", "hr", "!doctype"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(names[i], name) == 0) return true;
  return false;
}

/// Past one attribute; NULL where it is not NAME="value" or NAME, or where the value holds what must be
/// escaped.
static inline const char *markup_attribute(const char *at)
{
  size_t name = strcspn(at, " =>/\"'<\n");
  if (!name) return NULL;
  at += name;
  if (*at != '=') return at;
  if (at[1] != '"') return NULL;
  at += 2;
  at += strcspn(at, "\"<");
  return *at == '"' ? at + 1 : NULL;
}

/// Every element closed in order, every attribute quoted, every & part of a reference. NULL when all is well,
/// else the place.
static inline const char *markup_fault(const char *text)
{
  char open[MARKUP_DEPTH][24];
  size_t depth = 0;
  for (const char *at = text; *at;) {
    if (*at == '&' && !strchr("agqln#", at[1])) return at;
    if (*at == '>') return at;
    if (*at++ != '<') continue;
    const char *tag = at - 1;
    bool closing = *at == '/';
    at += closing;
    size_t length = strcspn(at, " >/\n");
    if (!length || length >= sizeof open[0]) return tag;
    char name[24];
    snprintf(name, sizeof name, "%.*s", (int)length, at);
    at += length;
    while (*at == ' ' || *at == '\n') {
      at++;
      if (!(at = markup_attribute(at))) return tag;
    }
    bool empty = *at == '/';
    at += empty;
    if (*at++ != '>') return tag;
    if (closing && (depth == 0 || strcmp(open[--depth], name) != 0)) return tag;
    if (closing || empty || is_void_element(name)) continue;
    if (depth == MARKUP_DEPTH) return tag;
    snprintf(open[depth++], sizeof open[0], "%s", name);
    if (strcmp(name, "script") != 0 && strcmp(name, "style") != 0) continue;
    char end[32];
    snprintf(end, sizeof end, "</%s>", name);
    if (!(at = strstr(at, end))) return tag;
  }
  return depth ? text + strlen(text) : NULL;
}

static inline void assert_markup(const char *text)
{
  const char *fault = markup_fault(text);
  if (fault) print_error("markup is broken at: %.120s\n", fault);
  assert_null(fault);
}

#endif
