// Pictures for documents: whole files of the asked width, with the colours where the speech is.
#include "tests/unit/test_report_tools.h"

#include <cairo.h>

/// Fontconfig forgets a pattern while it reads its settings, once a run; that is not ours to mend.
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
  return "leak:libfontconfig";
}

struct bytes {
  const char *at;
  size_t left;
};

static cairo_status_t read_bytes(void *closure, unsigned char *to, unsigned n)
{
  struct bytes *b = closure;
  if (n > b->left) return CAIRO_STATUS_READ_ERROR;
  memcpy(to, b->at, n);
  b->at += n;
  b->left -= n;
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *png_of(const struct fixture *f, int width)
{
  struct capture c;
  struct lur_report_options options = {.width = width};
  assert_int_equal(lur_report_plot(capture_open(&c), &f->report, LUR_PICTURE_PNG, &options), LUR_OK);
  capture_close(&c);
  struct bytes bytes = {c.text, c.size};
  cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(read_bytes, &bytes);
  assert_int_equal(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
  assert_int_equal(bytes.left, 0);
  free(c.text);
  return surface;
}

static uint32_t pixel(cairo_surface_t *surface, int x, int y)
{
  uint32_t value;
  const unsigned char *row =
      cairo_image_surface_get_data(surface) + (ptrdiff_t)y * cairo_image_surface_get_stride(surface);
  memcpy(&value, row + 4 * x, sizeof value);
  return value & 0xffffff;
}

/// Pixels of that colour in a column of the picture.
static int coloured(cairo_surface_t *surface, double at_s, uint32_t rgb)
{
  int width = cairo_image_surface_get_width(surface), n = 0;
  int x = 24 + (int)((width - 48) * at_s / 60);
  for (int y = 0; y < cairo_image_surface_get_height(surface); y++) n += pixel(surface, x, y) == rgb;
  return n;
}

static void colour_is_where_the_speech_is(void **state)
{
  (void)state;
  enum { AGENT = 0x0072b2, CALLER = 0xd55e00 };
  struct fixture *f = fixture_new("a.wav");
  for (int peaks = 0; peaks < 2; peaks++) {
    f->report.peaks = peaks ? &f->peaks : NULL;
    cairo_surface_t *surface = png_of(f, 1200);
    assert_true(coloured(surface, 30, AGENT) > 20);
    assert_int_equal(coloured(surface, 30, CALLER), 0);
    assert_true(coloured(surface, 23, CALLER) > 20);
    assert_int_equal(coloured(surface, 23, AGENT), 0);
    assert_int_equal(coloured(surface, 16, AGENT) + coloured(surface, 16, CALLER), 0);
    cairo_surface_destroy(surface);
  }
  fixture_free(f);
}

static void has_the_width_that_was_asked_for(void **state)
{
  (void)state;
  static const int asked[] = {0, 400, 2000, 1, 1000000}, got[] = {1200, 400, 2000, 320, 8000};
  struct fixture *f = fixture_new("a.wav");
  for (int i = 0; i < 5; i++) {
    cairo_surface_t *surface = png_of(f, asked[i]);
    assert_int_equal(cairo_image_surface_get_width(surface), got[i]);
    cairo_surface_destroy(surface);
  }
  fixture_free(f);
}

static void an_svg_is_well_formed(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("<&\"'\xff>.wav");
  struct capture c;
  f->report.scorecard = NULL;
  assert_int_equal(lur_report_plot(capture_open(&c), &f->report, LUR_PICTURE_SVG, NULL), LUR_OK);
  const char *text = capture_close(&c);
  const char *root = strstr(text, "<svg ");
  assert_non_null(root);
  assert_markup(root);
  assert_non_null(strstr(root, "width=\"1200px\""));
  free(c.text);
  fixture_free(f);
}

static void the_same_call_gives_the_same_bytes(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  struct capture a, b;
  assert_int_equal(lur_report_plot(capture_open(&a), &f->report, LUR_PICTURE_PNG, NULL), LUR_OK);
  assert_int_equal(lur_report_plot(capture_open(&b), &f->report, LUR_PICTURE_PNG, NULL), LUR_OK);
  capture_close(&a);
  capture_close(&b);
  assert_int_equal(a.size, b.size);
  assert_memory_equal(a.text, b.text, a.size);
  free(a.text);
  free(b.text);
  fixture_free(f);
}

static void a_full_disk_is_an_error(void **state)
{
  (void)state;
  struct fixture *f = fixture_new("a.wav");
  FILE *full = fopen("/dev/full", "w");
  if (!full) skip();
  assert_int_equal(lur_report_plot(full, &f->report, LUR_PICTURE_PNG, NULL), LUR_IO);
  assert_int_equal(lur_report_plot(full, &f->report, LUR_PICTURE_SVG, NULL), LUR_IO);
  fclose(full);
  fixture_free(f);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(colour_is_where_the_speech_is), cmocka_unit_test(has_the_width_that_was_asked_for),
      cmocka_unit_test(an_svg_is_well_formed),         cmocka_unit_test(the_same_call_gives_the_same_bytes),
      cmocka_unit_test(a_full_disk_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
