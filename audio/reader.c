#include "audio/reader.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/roles.h"
#include "audio/source.h"
#include "base/i18n.h"

enum { STEP = 4096 }; ///< samples of one leg that are woven into the pair at once

struct lur_reader {
  struct lur_recording recording;
  struct lur_source source[2];
  char *leg_name[2]; ///< NULL where the recording is one file
  int sources;
  float *leg; ///< STEP samples of one leg
  bool leg_ended[2];
  bool ended;
};

struct lur_reader_options lur_reader_options_default(void)
{
  return (struct lur_reader_options){.role = {LUR_ROLE_NONE, LUR_ROLE_NONE}};
}

static lur_status check_options(const struct lur_reader_options *o, const char *name, struct lur_diag *diag)
{
  bool none = o->role[0] == LUR_ROLE_NONE && o->role[1] == LUR_ROLE_NONE;
  if (!none && !lur_roles_pair(o->role))
    return lur_diag_set(diag, LUR_BAD_ARG, name, 0, 0,
                        _("needs one caller and one agent; give each role once"));
  if (o->read_rate_hz != 0 && (o->read_rate_hz < 8000 || o->read_rate_hz > 192000))
    return lur_diag_set(diag, LUR_BAD_ARG, name, 0, 0, _("cannot be read at %d Hz; choose 8000 to 192000 Hz"),
                        o->read_rate_hz);
  return LUR_OK;
}

static bool exists(const char *path)
{
  return access(path, F_OK) == 0;
}

/// The plus sign between the names of two legs: the first that leaves two existing files, else the first with
/// a name on both sides. NULL: this is one name.
static const char *find_join(const char *name, char *buffer)
{
  const char *fallback = NULL;
  if (exists(name)) return NULL;
  for (const char *plus = strchr(name, '+'); plus; plus = strchr(plus + 1, '+')) {
    if (plus == name || !plus[1]) continue;
    memcpy(buffer, name, (size_t)(plus - name));
    buffer[plus - name] = '\0';
    if (exists(buffer) && exists(plus + 1)) return plus;
    if (!fallback) fallback = plus;
  }
  return fallback;
}

static lur_status split_name(lur_reader *r, const char *name)
{
  char *buffer = strdup(name);
  if (!buffer) return LUR_NO_MEM;
  const char *plus = find_join(name, buffer);
  r->sources = plus ? 2 : 1;
  lur_status status = LUR_OK;
  if (plus) {
    r->leg_name[0] = strndup(name, (size_t)(plus - name));
    r->leg_name[1] = strdup(plus + 1);
    if (!r->leg_name[0] || !r->leg_name[1]) status = LUR_NO_MEM;
  }
  free(buffer);
  return status;
}

static lur_status open_legs(lur_reader *r, struct lur_diag *diag)
{
  if (strcmp(r->leg_name[0], "-") == 0 && strcmp(r->leg_name[1], "-") == 0)
    return lur_diag_set(diag, LUR_BAD_INPUT, r->recording.name, 0, 0,
                        _("names standard input twice; only one side of the call can come from it"));
  for (int i = 0; i < 2; i++) {
    lur_status status = lur_source_open(r->leg_name[i], NULL, 0, &r->source[i], diag);
    if (status != LUR_OK) return status;
    if (r->source[i].channels != 1)
      return lur_diag_set(
          diag, LUR_UNSUPPORTED, r->leg_name[i], 0, 0,
          _("has two channels, and each of the two sides of a call must have one; give this file alone"));
  }
  return LUR_OK;
}

/// 16 kHz where the recording has it, else telephone band.
static int analysis_rate(int file_rate_hz)
{
  return file_rate_hz >= 16000 ? 16000 : 8000;
}

static bool copy_text(const char *stored, char **to)
{
  *to = stored && *stored ? lur_roles_text(stored) : NULL;
  return !stored || !*stored || *to;
}

static void set_roles(struct lur_recording *to, const struct lur_reader_options *o,
                      const struct lur_source *first, bool legs)
{
  if (to->channels == 1) {
    to->role[0] = LUR_ROLE_MIX;
    to->role[1] = LUR_ROLE_NONE;
    return;
  }
  const lur_role *role = (const lur_role[2]){LUR_ROLE_CALLER, LUR_ROLE_AGENT};
  to->roles_from = LUR_ROLES_DEFAULT;
  if (lur_roles_pair(o->role)) {
    role = o->role;
    to->roles_from = LUR_ROLES_OPTION;
  } else if (!legs && lur_roles_pair(first->role)) {
    role = first->role;
    to->roles_from = LUR_ROLES_METADATA;
  }
  memcpy(to->role, role, sizeof to->role);
}

static double expected_s(const struct lur_source *s)
{
  int64_t n = s->container.promised >= 0 ? s->container.promised : s->decoder->info.samples;
  return n < 0 ? (double)NAN : (double)n / s->rate_hz;
}

static lur_status describe(lur_reader *r, const struct lur_reader_options *o)
{
  struct lur_recording *to = &r->recording;
  const struct lur_source *a = &r->source[0], *b = r->sources == 2 ? &r->source[1] : a;
  to->sample_rate_hz = a->rate_hz > b->rate_hz ? a->rate_hz : b->rate_hz;
  to->channels = r->sources == 2 ? 2 : a->channels;
  to->read_rate_hz = o->native_rate    ? to->sample_rate_hz
                     : o->read_rate_hz ? o->read_rate_hz
                                       : analysis_rate(to->sample_rate_hz);
  to->expected_s = fmax(expected_s(a), expected_s(b));
  to->complete = true;
  const char *first = a->decoder->info.format, *second = b->decoder->info.format;
  bool same = strcmp(first, second) == 0;
  snprintf(to->format, sizeof to->format, "%.22s%s%.22s", first, same ? "" : " + ", same ? "" : second);
  set_roles(to, o, a, r->sources == 2);
  bool copied = copy_text(a->decoder->info.title, &to->title) && copy_text(a->comment, &to->comment) &&
                copy_text(a->decoder->info.date, &to->date);
  return copied ? LUR_OK : LUR_NO_MEM;
}

static lur_status start(lur_reader *r, const struct lur_reader_options *options, struct lur_diag *diag)
{
  lur_status status = describe(r, options);
  for (int i = 0; i < r->sources && status == LUR_OK; i++)
    status = lur_source_start(&r->source[i], r->recording.read_rate_hz, i, options, diag);
  if (status == LUR_OK && r->sources == 2 && !(r->leg = malloc(STEP * sizeof *r->leg))) status = LUR_NO_MEM;
  return status;
}

static lur_status open_any(const void *bytes, size_t size, const char *name,
                           const struct lur_reader_options *options, lur_reader **out, struct lur_diag *diag)
{
  const struct lur_reader_options defaults = lur_reader_options_default();
  if (!options) options = &defaults;
  lur_status status = check_options(options, name, diag);
  if (status != LUR_OK) return status;
  lur_reader *r = calloc(1, sizeof *r);
  if (r) r->recording.name = strdup(name);
  if (!r || !r->recording.name) status = LUR_NO_MEM;
  if (status == LUR_OK && bytes) r->sources = 1;
  if (status == LUR_OK && !bytes) status = split_name(r, name);
  if (status == LUR_OK)
    status = r->sources == 2 ? open_legs(r, diag)
                             : lur_source_open(r->recording.name, bytes, size, &r->source[0], diag);
  if (status == LUR_OK) status = start(r, options, diag);
  if (status == LUR_NO_MEM) lur_diag_set(diag, status, name, 0, 0, "%s", lur_status_text(status));
  if (status != LUR_OK) {
    lur_reader_close(r);
    return status;
  }
  *out = r;
  return LUR_OK;
}

lur_status lur_reader_open(const char *name, const struct lur_reader_options *options, lur_reader **out,
                           struct lur_diag *diag)
{
  return open_any(NULL, 0, name, options, out, diag);
}

lur_status lur_reader_open_memory(const void *bytes, size_t size, const char *name,
                                  const struct lur_reader_options *options, lur_reader **out,
                                  struct lur_diag *diag)
{
  return open_any(bytes ? bytes : "", bytes ? size : 0, name, options, out, diag);
}

/// Fills n samples of one channel of the pair; after the leg's end with silence. *most becomes the most that
/// any leg gave.
static lur_status read_leg(lur_reader *r, int i, float *pcm, size_t n, size_t *most)
{
  size_t done = 0;
  while (done < n && !r->leg_ended[i]) {
    size_t got;
    lur_status status = lur_source_read(&r->source[i], r->leg, n - done, &got);
    if (status == LUR_END)
      r->leg_ended[i] = true;
    else if (status != LUR_OK)
      return status;
    for (size_t k = 0; k < got; k++) pcm[(done + k) * 2 + (size_t)i] = r->leg[k];
    done += got;
  }
  if (done > *most) *most = done;
  for (; done < n; done++) pcm[done * 2 + (size_t)i] = 0;
  return LUR_OK;
}

static lur_status read_pair(lur_reader *r, float *pcm, size_t n, size_t *got)
{
  size_t most = 0;
  if (n > STEP) n = STEP;
  for (int i = 0; i < 2; i++) {
    lur_status status = read_leg(r, i, pcm, n, &most);
    if (status != LUR_OK) return status;
  }
  *got = most;
  return most > 0 || n == 0 ? LUR_OK : LUR_END;
}

/// Which leg was padded, and by how much.
static void note_padding(lur_reader *r)
{
  double length_s[2];
  for (int i = 0; i < 2; i++) length_s[i] = (double)r->source[i].samples / r->source[i].rate_hz;
  double missing_s = fabs(length_s[0] - length_s[1]);
  if (missing_s < 0.0005) return;
  int shorter = length_s[0] > length_s[1];
  snprintf(r->recording.note, sizeof r->recording.note,
           _("%.120s is %.3f s shorter than %.120s; silence was added at its end"), r->leg_name[shorter],
           missing_s, r->leg_name[!shorter]);
}

static void judge(lur_reader *r)
{
  struct lur_recording *to = &r->recording;
  for (int i = r->sources - 1; i >= 0; i--) { // the first leg's problem stays
    char problem[300];
    if (lur_source_judge(&r->source[i], problem, sizeof problem)) continue;
    to->complete = false;
    if (r->sources == 2)
      snprintf(to->problem, sizeof to->problem, "%.90s: %s", r->leg_name[i], problem);
    else
      snprintf(to->problem, sizeof to->problem, "%s", problem);
  }
  if (r->sources == 2) note_padding(r);
}

static void count(lur_reader *r)
{
  struct lur_recording *to = &r->recording;
  to->samples = 0;
  for (int i = 0; i < r->sources; i++) {
    const struct lur_source *s = &r->source[i];
    double length_s = s->ended ? (double)s->samples / s->rate_hz : (double)s->given / to->read_rate_hz;
    if (i == 0 || length_s > to->duration_s) to->duration_s = length_s;
  }
  to->samples = llround(to->duration_s * to->sample_rate_hz);
}

lur_status lur_reader_read(lur_reader *r, float *pcm, size_t n, size_t *got)
{
  *got = 0;
  if (r->ended) return LUR_END;
  lur_status status =
      r->sources == 2 ? read_pair(r, pcm, n, got) : lur_source_read(&r->source[0], pcm, n, got);
  count(r);
  if (status == LUR_END || status == LUR_IO) judge(r);
  r->ended = status == LUR_END;
  return status;
}

const struct lur_recording *lur_reader_recording(const lur_reader *r)
{
  return &r->recording;
}

void lur_reader_close(lur_reader *r)
{
  if (!r) return;
  for (int i = 0; i < 2; i++) {
    if (r->sources > i) lur_source_close(&r->source[i]);
    free(r->leg_name[i]);
  }
  free(r->leg);
  lur_recording_clear(&r->recording);
  free(r);
}
