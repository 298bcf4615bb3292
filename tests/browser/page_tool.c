// page_tool DIR: writes the pages that the browser test opens and the documents that the schemas are tried
// on, from a call whose sound and contents are known: each party is a tone of its own where the fixture says
// that it speaks.
#include <stdint.h>

#include "tests/unit/test_report_fixture.h"

enum { RATE = 8000, SECONDS = 60, SAMPLES = RATE * SECONDS };

static void put_le(FILE *out, uint32_t value, int bytes)
{
  for (int i = 0; i < bytes; i++) fputc((int)(value >> (8 * i) & 0xff), out);
}

static void put_header(FILE *out, uint32_t data)
{
  fputs("RIFF", out);
  put_le(out, 36 + data, 4);
  fputs("WAVEfmt ", out);
  put_le(out, 16, 4);
  put_le(out, 1, 2);
  put_le(out, 2, 2);
  put_le(out, RATE, 4);
  put_le(out, RATE * 4, 4);
  put_le(out, 4, 2);
  put_le(out, 16, 2);
  fputs("data", out);
  put_le(out, data, 4);
}

static bool speaks(const struct lur_spans *speech, double at)
{
  for (size_t i = 0; i < speech->n; i++)
    if (speech->at[i].start_s <= at && at < speech->at[i].end_s) return true;
  return false;
}

static void write_sound(const char *path, const struct lur_call *call)
{
  static const double hertz[] = {220, 440};
  FILE *out = fopen(path, "wb");
  if (!out) exit(1);
  put_header(out, SAMPLES * 4);
  for (int i = 0; i < SAMPLES; i++) {
    double t = (double)i / RATE;
    for (int channel = 0; channel < 2; channel++) {
      double level = speaks(&call->track[channel].speech, t) ? 0.3 : 0;
      int16_t sample = (int16_t)(32767 * level * sin(2 * 3.14159265358979 * hertz[channel] * t));
      put_le(out, (uint16_t)sample, 2);
    }
  }
  if (fclose(out) != 0) exit(1);
}

static FILE *open_in(const char *dir, const char *name, const char *mode)
{
  char path[1024];
  snprintf(path, sizeof path, "%s/%s", dir, name);
  FILE *file = fopen(path, mode);
  if (file) return file;
  fprintf(stderr, "page_tool: cannot open %s\n", path);
  exit(1);
}

static void finish(lur_status status, FILE *out)
{
  if (fclose(out) == 0 && status == LUR_OK) return;
  fprintf(stderr, "page_tool: %s\n", lur_status_text(status));
  exit(1);
}

static void write_page(const char *dir, const char *name, const struct lur_report *report, const char *href)
{
  struct lur_report_options options = {.language = "en"};
  FILE *sound = href ? NULL : open_in(dir, "call.wav", "rb"), *out = open_in(dir, name, "wb");
  struct lur_page_audio audio = {.stream = sound, .media_type = "audio/wav", .href = href};
  finish(lur_report_html(out, report, &audio, &options), out);
  if (sound) fclose(sound);
}

static void write_index(const char *dir, const struct lur_report *report)
{
  struct lur_scorecard worse = *report->scorecard;
  worse.total = 40.5;
  worse.total_millionths = 40500000;
  worse.band = NULL;
  struct lur_report reports[] = {*report, *report, *report};
  static const char *const pages[] = {"linked.html", "call.html", NULL};
  struct lur_index_row rows[3] = {0};
  reports[0].scorecard = &worse;
  reports[1].title = "Best call";
  reports[2].scorecard = NULL;
  reports[2].title = "Call without a score";
  struct lur_report_options options = {.language = "en"};
  FILE *out = open_in(dir, "index.html", "wb");
  lur_status status = LUR_OK;
  for (int i = 0; i < 3 && status == LUR_OK; i++)
    status = lur_index_row_make(&reports[i], pages[i], &options, &rows[i]);
  finish(status == LUR_OK ? lur_report_html_index(out, rows, 3, "Spring wave", &options) : status, out);
  for (int i = 0; i < 3; i++) lur_index_row_clear(&rows[i]);
}

static void write_documents(const char *dir, const struct lur_report *report)
{
  FILE *out = open_in(dir, "analysis.json", "wb");
  finish(lur_report_json(out, report), out);
  out = open_in(dir, "scorecard.json", "wb");
  finish(lur_report_scorecard_json(out, report, NULL), out);
}

int main(int argc, char **argv)
{
  if (argc != 2) return 2;
  char path[1024];
  struct fixture *f = fixture_new("kund-042.wav");
  snprintf(path, sizeof path, "%s/call.wav", argv[1]);
  write_sound(path, f->call);
  f->report.when = "2026-04-14 10:42";
  write_page(argv[1], "call.html", &f->report, NULL);
  write_page(argv[1], "linked.html", &f->report, "call.wav");
  write_index(argv[1], &f->report);
  write_documents(argv[1], &f->report);
  f->recording.name = fixture_text("<script>window.attacked=1</script>\"'&.wav");
  f->report.title = "\"><img src=x onerror=window.attacked=1>";
  f->mark[2].comment = fixture_text("</q><script>window.attacked=1</script>");
  write_page(argv[1], "attack.html", &f->report, NULL);
  fixture_free(f);
  return 0;
}
