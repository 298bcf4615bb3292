/// Bad input: each has its status and one sentence that names the file; what can be read of a cut file is
/// read and said so.
#include "tests/support/audio_files.h"

#include <sys/stat.h>

enum { N = 8000 };

static const struct {
  int format, channels;
  const char *path;
} kinds[] = {
    {SF_FORMAT_WAV | SF_FORMAT_PCM_16, 2, "a.wav"},   {SF_FORMAT_WAV | SF_FORMAT_ULAW, 2, "u.wav"},
    {SF_FORMAT_WAV | SF_FORMAT_GSM610, 1, "g.wav"},   {SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 2, "i.wav"},
    {SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, 2, "m.wav"}, {SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 2, "a.rf64"},
    {SF_FORMAT_W64 | SF_FORMAT_PCM_16, 2, "a.w64"},   {SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 2, "a.aiff"},
    {SF_FORMAT_AU | SF_FORMAT_ULAW, 2, "a.au"},       {SF_FORMAT_CAF | SF_FORMAT_PCM_16, 2, "a.caf"},
    {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 2, "a.flac"}, {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 2, "a.ogg"},
    {SF_FORMAT_OGG | SF_FORMAT_OPUS, 2, "a.opus"},    {SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 2, "a.mp3"},
    {SF_FORMAT_CAF | SF_FORMAT_ALAC_16, 2, "l.caf"},
};

/// A numbers maker that is the same on every machine.
static uint32_t next_number(uint32_t *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

static void check_refusal(const struct heard *h, const char *what, const char *file)
{
  if (h->opened != LUR_BAD_INPUT && h->opened != LUR_UNSUPPORTED)
    fail_msg("%s: status %d", what, (int)h->opened);
  if (!h->diag.text[0] || strcmp(h->diag.file, file) != 0)
    fail_msg("%s: '%s' for '%s'", what, h->diag.text, h->diag.file);
}

static void check_cut(const char *path, const unsigned char *bytes, size_t cut, size_t whole)
{
  // A copy of its own size, so that reading a byte too far is seen by the address sanitizer.
  unsigned char *copy = malloc(cut ? cut : 1);
  assert_non_null(copy);
  memcpy(copy, bytes, cut);
  struct heard h = hear_bytes(copy, cut);
  if (h.opened != LUR_OK) {
    check_refusal(&h, path, "memory");
  } else {
    if (h.ended != LUR_END) fail_msg("%s cut at %zu: ended with %d", path, cut, (int)h.ended);
    if (h.n > whole) fail_msg("%s cut at %zu: %zu samples of %zu", path, cut, h.n, whole);
    if (h.n < whole && h.recording.complete)
      fail_msg("%s cut at %zu: %zu of %zu samples are 'complete'", path, cut, h.n, whole);
    if (!h.recording.complete && !h.recording.problem[0])
      fail_msg("%s cut at %zu: no word about it", path, cut);
  }
  heard_clear(&h);
  free(copy);
}

static void a_cut_file_is_never_complete(void **state)
{
  (void)state;
  uint32_t seed = 20240607;
  print_message("seed %u\n", (unsigned)seed);
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
    assert_true(write_tone(kinds[k].path, kinds[k].format, 8000, kinds[k].channels, N));
    size_t size;
    unsigned char *bytes = load(kinds[k].path, &size);
    struct heard whole = hear_bytes(bytes, size);
    assert_int_equal(whole.opened, LUR_OK);
    assert_true(whole.recording.complete && whole.n >= N);
    for (size_t cut = 0; cut < size && cut < 150; cut++) check_cut(kinds[k].path, bytes, cut, whole.n);
    for (size_t cut = size - 50; cut < size; cut++) check_cut(kinds[k].path, bytes, cut, whole.n);
    for (int i = 0; i < 100; i++) check_cut(kinds[k].path, bytes, next_number(&seed) % size, whole.n);
    heard_clear(&whole);
    free(bytes);
  }
}

static void half_a_file_is_read_as_far_as_it_goes(void **state)
{
  (void)state;
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
    size_t n = 10 * N, size; // long enough that half of it holds some pages of every kind
    assert_true(write_tone(kinds[k].path, kinds[k].format, 8000, kinds[k].channels, n));
    unsigned char *bytes = load(kinds[k].path, &size);
    struct heard h = hear_bytes(bytes, size / 2);
    free(bytes);
    if (h.opened != LUR_OK) fail_msg("%s: %s", kinds[k].path, h.diag.text);
    if (h.n < n / 4 || h.n > n * 3 / 4)
      fail_msg("%s: %zu of %zu samples from half the file", kinds[k].path, h.n, n);
    assert_false(h.recording.complete);
    if (!strstr(h.recording.problem, "cut short")) fail_msg("%s: %s", kinds[k].path, h.recording.problem);
    heard_clear(&h);
  }
}

static void spoilt_bytes_never_harm(void **state)
{
  (void)state;
  uint32_t seed = 97531;
  print_message("seed %u\n", (unsigned)seed);
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
    assert_true(write_tone(kinds[k].path, kinds[k].format, 8000, kinds[k].channels, N));
    size_t size;
    unsigned char *bytes = load(kinds[k].path, &size);
    for (int i = 0; i < 60; i++) {
      unsigned char kept[8];
      size_t at = next_number(&seed) % (i % 2 ? size - 8 : 100);
      memcpy(kept, bytes + at, 8);
      for (int b = 0; b < 8; b++) bytes[at + (size_t)b] = (unsigned char)next_number(&seed);
      struct heard h = hear_bytes(bytes, size);
      if (h.opened != LUR_OK) check_refusal(&h, kinds[k].path, "memory");
      for (size_t s = 0; s < h.n * (size_t)h.recording.channels; s++) assert_true(isfinite(h.pcm[s]));
      heard_clear(&h);
      memcpy(bytes + at, kept, 8);
    }
    free(bytes);
  }
}

/// A header of 44 bytes with what the arguments say, and `there` bytes of sound after it.
static size_t make_wav(unsigned char *to, int tag, int channels, int rate, int bits, int align, uint32_t data,
                       size_t there)
{
  const uint32_t riff = 36 + data, sixteen = 16;
  memcpy(to, "RIFF\0\0\0\0WAVEfmt ", 16);
  const uint32_t field32[] = {riff, sixteen, (uint32_t)rate, (uint32_t)(rate * align), data};
  const size_t at32[] = {4, 16, 24, 28, 40};
  for (size_t i = 0; i < 5; i++)
    for (int b = 0; b < 4; b++) to[at32[i] + (size_t)b] = (unsigned char)(field32[i] >> (8 * b));
  const int field16[] = {tag, channels, align, bits};
  const size_t at16[] = {20, 22, 32, 34};
  for (size_t i = 0; i < 4; i++)
    for (int b = 0; b < 2; b++) to[at16[i] + (size_t)b] = (unsigned char)(field16[i] >> (8 * b));
  memcpy(to + 36, "data", 4);
  for (size_t i = 0; i < there; i++)
    to[44 + i] = (unsigned char)(200 + i % 40); // no name of a chunk, not zero
  return 44 + there;
}

static void lying_headers_are_refused(void **state)
{
  (void)state;
  static const struct {
    int tag, channels, rate, bits, align;
    lur_status status;
    const char *says;
  } headers[] = {
      {1, 0, 8000, 16, 2, LUR_BAD_INPUT, "no channels"},
      {1, 3, 8000, 16, 6, LUR_UNSUPPORTED, "3 channels"},
      {1, 2, 0, 16, 4, LUR_BAD_INPUT, "sample rate"},
      {1, 2, -1, 16, 4, LUR_BAD_INPUT, "sample rate"},
      {1, 2, 4000, 16, 4, LUR_UNSUPPORTED, "4000 Hz"},
      {1, 2, 384000, 16, 4, LUR_UNSUPPORTED, "384000 Hz"},
      {1, 2, 8000, 16, 2, LUR_BAD_INPUT, "contradicts"},
      {7, 2, 8000, 16, 4, LUR_BAD_INPUT, "contradicts"},
      {1, 2, 8000, 99, 26, LUR_BAD_INPUT, "99 bits"},
      {1, 2, 8000, 16, 0, LUR_BAD_INPUT, "no size"},
      {0x83, 1, 8000, 0, 10, LUR_UNSUPPORTED, "G.729"},
      {0x7777, 1, 8000, 16, 2, LUR_UNSUPPORTED, "0x7777"},
      {1, 40000, 8000, 16, 14464, LUR_UNSUPPORTED, "40000"},
  };
  for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
    unsigned char file[4096];
    size_t size = make_wav(file, headers[i].tag, headers[i].channels, headers[i].rate, headers[i].bits,
                           headers[i].align, 1600, 1600);
    struct heard h = hear_bytes(file, size);
    if (h.opened != headers[i].status)
      fail_msg("%s: status %d (%s)", headers[i].says, (int)h.opened, h.diag.text);
    if (!strstr(h.diag.text, headers[i].says))
      fail_msg("'%s' does not say '%s'", h.diag.text, headers[i].says);
    assert_string_equal(h.diag.file, "memory");
  }
}

static void files_without_sound_are_refused(void **state)
{
  (void)state;
  unsigned char file[64];
  size_t size = make_wav(file, 1, 1, 8000, 16, 2, 0, 0);
  struct heard h = hear_bytes(file, size);
  assert_int_equal(h.opened, LUR_BAD_INPUT);
  assert_non_null(strstr(h.diag.text, "no sound"));
  h = hear_bytes(file, 30);
  assert_int_equal(h.opened, LUR_BAD_INPUT);
  assert_non_null(strstr(h.diag.text, "no sound follows"));
  h = hear_bytes("", 0);
  assert_int_equal(h.opened, LUR_BAD_INPUT);
  assert_non_null(strstr(h.diag.text, "empty"));
  assert_true(write_tone("none.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 8000, 1, 0));
  h = hear("none.flac");
  assert_int_equal(h.opened, LUR_BAD_INPUT);
  assert_string_equal(h.diag.file, "none.flac");
}

static void a_recorder_that_was_killed_leaves_a_readable_file(void **state)
{
  (void)state;
  static const struct {
    uint32_t data;
    bool complete;
  } sizes[] = {{0, false}, {800, false}, {UINT32_MAX, true}, {0x7FFFF000, true}, {1600, true}};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    unsigned char file[4096];
    size_t size = make_wav(file, 1, 1, 8000, 16, 2, sizes[i].data, 1600);
    struct heard h = hear_bytes(file, size);
    if (h.opened != LUR_OK) fail_msg("%u: %s", (unsigned)sizes[i].data, h.diag.text);
    assert_int_equal(h.n, 800);
    if (h.recording.complete != sizes[i].complete)
      fail_msg("%u: complete is %d", (unsigned)sizes[i].data, h.recording.complete);
    if (!sizes[i].complete) assert_non_null(strstr(h.recording.problem, "never finished"));
    heard_clear(&h);
  }
}

static void a_killed_recording_may_begin_silent(void **state)
{
  (void)state;
  for (uint32_t data = 0; data <= 800; data += 800) { // never brought up to date, and once
    unsigned char file[4096];
    size_t size = make_wav(file, 1, 1, 8000, 16, 2, data, 1600);
    memset(file + 44, 0, 1500);
    struct heard h = hear_bytes(file, size);
    assert_int_equal(h.opened, LUR_OK);
    assert_int_equal(h.n, 800);
    assert_false(h.recording.complete);
    heard_clear(&h);
  }
}

static void lengths_past_all_bounds_are_no_length(void **state)
{
  (void)state;
  assert_true(write_tone("big.rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 8000, 1, 800));
  size_t size;
  unsigned char *bytes = load("big.rf64", &size);
  for (int high = 0; high < 256; high += 15) {
    memset(bytes + 28, high, 8); // the data size in ds64
    struct heard h = hear_bytes(bytes, size);
    if (h.opened == LUR_OK) assert_in_range(h.n, 1, 800);
    heard_clear(&h);
  }
  free(bytes);
}

static void lurs_own_recording_without_a_length_is_unfinished(void **state)
{
  (void)state;
  SF_INFO info = {.samplerate = 8000, .channels = 2, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
  SNDFILE *f = sf_open("k.wav", SFM_WRITE, &info);
  assert_non_null(f);
  sf_set_string(f, SF_STR_COMMENT, "lur: roles=agent,caller");
  short pcm[1600];
  for (int i = 0; i < 1600; i++) pcm[i] = (short)(i * 20 - 16000);
  assert_int_equal(sf_writef_short(f, pcm, 800), 800);
  sf_close(f);
  size_t size;
  unsigned char *bytes = load("k.wav", &size);
  unsigned char *data = NULL;
  for (size_t i = 0; i + 4 < size && !data; i++)
    if (memcmp(bytes + i, "data", 4) == 0) data = bytes + i;
  assert_non_null(data);
  memset(data + 4, 0xFF, 4);
  struct heard h = hear_bytes(bytes, size);
  assert_int_equal(h.n, 800);
  assert_false(h.recording.complete);
  assert_int_equal(h.recording.roles_from, LUR_ROLES_METADATA);
  heard_clear(&h);
  free(bytes);
}

static void tails_of_other_programs_are_no_sound(void **state)
{
  (void)state;
  static const char *const tails[] = {"TAG of 128 bytes, say", "LIST\x04\0\0\0INFO",
                                      "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"};
  for (size_t i = 0; i < 3; i++) {
    unsigned char file[4096];
    size_t size = make_wav(file, 1, 1, 8000, 16, 2, 1600, 1600);
    memcpy(file + size, tails[i], 12);
    struct heard h = hear_bytes(file, size + 12);
    assert_int_equal(h.n, 800);
    assert_true(h.recording.complete);
    heard_clear(&h);
  }
}

static void odd_sound_may_be_padded_or_not(void **state)
{
  (void)state;
  for (size_t padding = 0; padding < 2; padding++) {
    unsigned char file[4096];
    size_t size = make_wav(file, 1, 1, 8000, 8, 1, 801, 801);
    file[size] = 0;
    memcpy(file + size + padding, "LIST\x04\0\0\0INFO", 12);
    struct heard h = hear_bytes(file, size + padding + 12);
    assert_int_equal(h.n, 801);
    assert_true(h.recording.complete);
    heard_clear(&h);
  }
}

static void what_is_no_number_is_silence(void **state)
{
  (void)state;
  float pcm[1000];
  for (int i = 0; i < 1000; i++) pcm[i] = 0.25f;
  pcm[10] = NAN;
  pcm[20] = INFINITY;
  pcm[30] = -INFINITY;
  pcm[40] = 1e30f;
  SF_INFO info = {.samplerate = 8000, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT};
  SNDFILE *f = sf_open("nan.wav", SFM_WRITE, &info);
  assert_non_null(f);
  assert_int_equal(sf_write_float(f, pcm, 1000), 1000);
  sf_close(f);
  struct heard h = hear("nan.wav");
  assert_int_equal(h.n, 1000);
  for (size_t i = 0; i < 1000; i++)
    assert_true(h.pcm[i] == (i == 10 || i == 20 || i == 30 || i == 40 ? 0.0f : 0.25f));
  assert_false(h.recording.complete);
  assert_non_null(strstr(h.recording.problem, "4 samples that are not numbers"));
  heard_clear(&h);
}

static void things_that_are_no_recordings_are_named(void **state)
{
  (void)state;
  assert_int_equal(mkdir("folder", 0777), 0);
  save("letter.txt", "Dear customer,\nthank you for your call.\n", 40);
  save("empty.wav", "", 0);
  save("film.mp4",
       "\0\0\0\x20"
       "ftypisom\0\0\0\0",
       16);
  save("noise.bin", "\x91\x02\x83\x04\x95\x06\x87\x08\x99\x10\x81\x02\x83\x04\x85\x06", 16);
  save("fake.mp3", "\xFF\xFB\x90\x00 and then nothing", 20);
  save("fake.ogg", "OggS and then nothing that is a page of it", 40);
  static const struct {
    const char *name;
    lur_status status;
    const char *says;
  } things[] = {
      {"folder", LUR_BAD_INPUT, "folder"},
      {"letter.txt", LUR_BAD_INPUT, "text file"},
      {"empty.wav", LUR_BAD_INPUT, "empty"},
      {"film.mp4", LUR_UNSUPPORTED, "MPEG-4"},
      {"noise.bin", LUR_BAD_INPUT, "not a recording"},
      {"fake.mp3", LUR_BAD_INPUT, "MP3"},
      {"fake.ogg", LUR_BAD_INPUT, "damaged"},
      {"gone.wav", LUR_NOT_FOUND, "no such file"},
      {"letter.txt/a.wav", LUR_NOT_FOUND, "no such file"},
      {"/dev/null", LUR_BAD_INPUT, "device"},
  };
  for (size_t i = 0; i < sizeof things / sizeof *things; i++) {
    struct heard h = hear(things[i].name);
    if (h.opened != things[i].status)
      fail_msg("%s: status %d (%s)", things[i].name, (int)h.opened, h.diag.text);
    if (!strstr(h.diag.text, things[i].says)) fail_msg("%s: %s", things[i].name, h.diag.text);
    assert_string_equal(h.diag.file, things[i].name);
  }
}

static void files_of_others_are_refused(void **state)
{
  (void)state;
  if (geteuid() == 0) { // the superuser may read everything: this can only be tried as somebody else
    assert_int_equal(chmod(".", 0755), 0);
    assert_int_equal(seteuid(65534), 0);
  }
  struct heard h = hear("/etc/shadow");
  if (getuid() == 0) assert_int_equal(seteuid(0), 0);
  assert_int_equal(h.opened, LUR_BAD_INPUT);
  assert_string_equal(h.diag.file, "/etc/shadow");
  assert_non_null(strstr(h.diag.text, "permission"));
}

static long file_size(FILE *f)
{
  struct stat st;
  assert_int_equal(fstat(fileno(f), &st), 0);
  return (long)st.st_size;
}

/// Reads the bytes, all and cut at many places, with both outputs caught; what was printed, in bytes.
static long printed_about(const unsigned char *bytes, size_t size)
{
  fflush(stdout);
  fflush(stderr);
  FILE *caught = tmpfile();
  assert_non_null(caught);
  int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
  assert_true(out >= 0 && err >= 0);
  assert_true(dup2(fileno(caught), STDOUT_FILENO) >= 0 && dup2(fileno(caught), STDERR_FILENO) >= 0);
  for (size_t cut = size; cut > 60; cut = cut * 7 / 8) {
    struct heard h = hear_bytes(bytes, cut);
    heard_clear(&h);
  }
  fflush(stdout);
  fflush(stderr);
  assert_true(dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0);
  close(out);
  close(err);
  long printed = file_size(caught);
  fclose(caught);
  return printed;
}

/// libmpg123 within libsndfile prints about damaged MP3, libsndfile itself about damaged ALAC; neither must
/// reach a terminal.
static void damage_is_never_printed(void **state)
{
  (void)state;
  size_t size;
  assert_true(write_tone("d.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 8000, 2, N));
  unsigned char *bytes = load("d.mp3", &size);
  memset(bytes + size / 2, 0x55, 700);
  assert_int_equal(printed_about(bytes, size), 0);
  free(bytes);
  assert_true(write_tone("d.caf", SF_FORMAT_CAF | SF_FORMAT_ALAC_16, 8000, 2, 20 * N));
  bytes = load("d.caf", &size);
  unsigned char *table = NULL;
  for (size_t i = 0; i + 60 < size && !table; i++)
    if (memcmp(bytes + i, "pakt\0\0\0\0", 8) == 0) table = bytes + i;
  assert_non_null(table);
  memset(table + 12 + 24, 0xFF, 7); // a number without an end
  assert_int_equal(printed_about(bytes, size), 0);
  struct heard h = hear_bytes(bytes, size);
  check_refusal(&h, "d.caf", "memory");
  free(bytes);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_cut_file_is_never_complete),
      cmocka_unit_test(half_a_file_is_read_as_far_as_it_goes),
      cmocka_unit_test(spoilt_bytes_never_harm),
      cmocka_unit_test(lying_headers_are_refused),
      cmocka_unit_test(files_without_sound_are_refused),
      cmocka_unit_test(a_recorder_that_was_killed_leaves_a_readable_file),
      cmocka_unit_test(a_killed_recording_may_begin_silent),
      cmocka_unit_test(lengths_past_all_bounds_are_no_length),
      cmocka_unit_test(lurs_own_recording_without_a_length_is_unfinished),
      cmocka_unit_test(tails_of_other_programs_are_no_sound),
      cmocka_unit_test(odd_sound_may_be_padded_or_not),
      cmocka_unit_test(what_is_no_number_is_silence),
      cmocka_unit_test(things_that_are_no_recordings_are_named),
      cmocka_unit_test(files_of_others_are_refused),
      cmocka_unit_test(damage_is_never_printed),
  };
  return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
