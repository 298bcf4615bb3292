// Pictures for documents: whole files of the asked width, with the colours where the speech is.
#include "tests/unit/test_report_tools.h"

#include <cairo.h>

#include "report/features.h"

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

/// The picture that was captured; frees what was captured.
static cairo_surface_t *png_in(struct capture *c)
{
  capture_close(c);
  struct bytes bytes = {c->text, c->size};
  cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(read_bytes, &bytes);
  assert_int_equal(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
  assert_int_equal(bytes.left, 0);
  free(c->text);
  return surface;
}

static cairo_surface_t *png_of(const struct fixture *f, int width)
{
  struct capture c;
  struct lur_report_options options = {.width = width};
  assert_int_equal(lur_report_plot(capture_open(&c), &f->report, LUR_PICTURE_PNG, &options), LUR_OK);
  return png_in(&c);
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

/// Two channels of a made-up tap: all bands 35 dB over the noise from 30 to 31 s, nothing before and after.
static void fill_views(struct lur_frame_views *views)
{
  for (int64_t frame = 0; frame < 6000; frame++)
    for (int c = 0; c < 2; c++) {
      struct lur_frame_view view = {
          .channel = c, .frame = frame, .level_db = -30, .floor_db = -40, .speech = -4};
      if (frame >= 3000 && frame < 3100) memset(view.over, 70, sizeof view.over);
      lur_frame_views_take(views, &view);
    }
  assert_int_equal(views->status, LUR_OK);
}

static void features_show_what_the_tap_saw(void **state)
{
  (void)state;
  struct capture c;
  struct fixture *f = fixture_new("a.wav");
  struct lur_frame_views views = {.from_s = 25, .to_s = 35};
  fill_views(&views);
  assert_int_equal(views.channel[0].n, 1000);
  assert_int_equal(views.channel[1].at[0].frame, 2500);
  const struct lur_report_options options = {.width = 1174}; // a pixel for each frame
  assert_int_equal(lur_report_features(capture_open(&c), &f->report, &views, LUR_PICTURE_PNG, &options),
                   LUR_OK);
  cairo_surface_t *surface = png_in(&c);
  enum { LEFT = 150, BANDS = 130, DARK = 0x440154, BRIGHT = 0xfde725, AGENT = 0x0072b2 };
  assert_int_equal(pixel(surface, LEFT + 498, BANDS), DARK);
  assert_int_equal(pixel(surface, LEFT + 503, BANDS), BRIGHT);
  assert_int_equal(pixel(surface, LEFT + 597, BANDS), BRIGHT);
  assert_int_equal(pixel(surface, LEFT + 602, BANDS), DARK);
  int speaks = 0; // the agent does at 30 s: a block among the decisions
  for (int y = 0; y < cairo_image_surface_get_height(surface); y++)
    speaks += pixel(surface, LEFT + 505, y) == AGENT;
  assert_true(speaks >= 8);
  cairo_surface_destroy(surface);
  lur_frame_views_clear(&views);
  fixture_free(f);
}

static void features_need_frames_and_room_on_the_disk(void **state)
{
  (void)state;
  struct capture c;
  struct fixture *f = fixture_new("<&\"'\xff>.wav");
  struct lur_frame_views none = {.from_s = 100}, all = {0};
  fill_views(&none);
  fill_views(&all);
  assert_int_equal(lur_report_features(capture_open(&c), &f->report, &none, LUR_PICTURE_SVG, NULL),
                   LUR_BAD_ARG);
  capture_close(&c);
  free(c.text);
  assert_int_equal(lur_report_features(capture_open(&c), &f->report, &all, LUR_PICTURE_SVG, NULL), LUR_OK);
  assert_markup(strstr(capture_close(&c), "<svg "));
  free(c.text);
  FILE *full = fopen("/dev/full", "w");
  if (full) {
    assert_int_equal(lur_report_features(full, &f->report, &all, LUR_PICTURE_PNG, NULL), LUR_IO);
    fclose(full);
  }
  lur_frame_views_clear(&none);
  lur_frame_views_clear(&all);
  fixture_free(f);
}

static void ringing_and_music_have_colours_of_their_own(void **state)
{
  (void)state;
  enum { TONE = 0x009e73, MUSIC = 0xcc79a7 };
  struct fixture *f = fixture_new("a.wav");
  const struct lur_event *tone = NULL, *music = NULL;
  for (size_t i = 0; i < f->call->events.n; i++) {
    const struct lur_event *e = &f->call->events.at[i];
    if (e->type == LUR_EVENT_RINGBACK) tone = e;
    if (e->type == LUR_EVENT_MUSIC) music = e;
  }
  cairo_surface_t *surface = png_of(f, 1200);
  assert_non_null(tone);
  assert_true(coloured(surface, tone->start_s + 0.3, TONE) > 0);
  assert_non_null(music);
  assert_true(coloured(surface, (music->start_s + music->end_s) / 2, MUSIC) > 0);
  cairo_surface_destroy(surface);
  fixture_free(f);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ringing_and_music_have_colours_of_their_own),
      cmocka_unit_test(features_show_what_the_tap_saw),
      cmocka_unit_test(features_need_frames_and_room_on_the_disk),
      cmocka_unit_test(colour_is_where_the_speech_is),
      cmocka_unit_test(has_the_width_that_was_asked_for),
      cmocka_unit_test(an_svg_is_well_formed),
      cmocka_unit_test(the_same_call_gives_the_same_bytes),
      cmocka_unit_test(a_full_disk_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
