// result_tool FOLDER: results of made-up participants as pages, papers and documents, for tests that open
// them. result_tool FOLDER PARTICIPANTS CALLS CLASSES [long] [named]: of a wave of that size.
#include "tests/support/made_result.h"

#include <errno.h>

#include "base/i18n.h"

static FILE *open_in(const char *folder, const char *name)
{
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *out = fopen(path, "wb");
  if (!out) {
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    exit(1);
  }
  return out;
}

/// A second of silence, so that something is played.
static lur_status silence(void *self, int64_t call, const struct lur_span *at, FILE **stream,
                          const char **type)
{
  static const unsigned char head[] = {'R', 'I', 'F',  'F',  0xa4, 0x3e, 0,    0,    'W',  'A', 'V',
                                       'E', 'f', 'm',  't',  ' ',  16,   0,    0,    0,    1,   0,
                                       1,   0,   0x40, 0x1f, 0,    0,    0x80, 0x3e, 0,    0,   2,
                                       0,   16,  0,    'd',  'a',  't',  'a',  0x80, 0x3e, 0,   0};
  (void)self, (void)call, (void)at;
  FILE *f = tmpfile();
  if (!f) return LUR_IO;
  fwrite(head, 1, sizeof head, f);
  for (int i = 0; i < 16000; i++) fputc(0, f);
  rewind(f);
  *stream = f;
  *type = "audio/wav";
  return LUR_OK;
}

typedef lur_status writer(FILE *out, const struct lur_result *result,
                          const struct lur_result_options *options);

static void write_all(const char *folder, const struct lur_result *result,
                      const struct lur_result_options *options)
{
  static const struct {
    const char *file;
    writer *write;
  } all[] = {{"result.html", lur_result_html},        {"result.pdf", lur_result_pdf},
             {"manager.html", lur_result_brief_html}, {"manager.pdf", lur_result_brief_pdf},
             {"result.json", lur_result_json},        {"result.csv", lur_result_csv}};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    FILE *out = open_in(folder, all[i].file);
    made_must(all[i].write(out, result, options));
    if (fclose(out) != 0) exit(1);
  }
}

static bool said(int argc, char **argv, const char *word)
{
  for (int i = 5; i < argc; i++)
    if (strcmp(argv[i], word) == 0) return true;
  return false;
}

int main(int argc, char **argv)
{
  struct lur_result *result = NULL;
  if (argc < 2 || (argc > 2 && argc < 5)) {
    fprintf(stderr,
            "usage: result_tool FOLDER [PARTICIPANTS CALLS CLASSES [long] [named] [unanswered] [day]]\n");
    return 2;
  }
  struct made_wave_options of = {.participants = 9, .calls = 25, .classes = 1, .seed = 7, .draws = 2000};
  if (argc > 4) {
    of.participants = strtoul(argv[2], NULL, 10);
    of.calls = strtoul(argv[3], NULL, 10);
    of.classes = strtoul(argv[4], NULL, 10);
  }
  of.long_names = said(argc, argv, "long");
  of.all_day = said(argc, argv, "day");
  of.all_unanswered = said(argc, argv, "unanswered");
  const char *catalogs = getenv("LUR_LOCALE"), *language = getenv("LUR_TOOL_LANGUAGE");
  if (catalogs) lur_i18n_init(catalogs);
  if (language) (void)lur_i18n_use(language);
  struct made_wave *made = made_wave_new(&of);
  const struct lur_result_options options = {.language = language, .clip = silence};
  size_t which = of.participants > 2 ? 2 : 0;
  made_must(lur_result_make(&made->wave, which, said(argc, argv, "named"), &result));
  write_all(argv[1], result, &options);
  lur_result_free(result);
  made_wave_free(made);
  return 0;
}
