#include "cli/session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/said.h"
#include "cli/sha256.h"
#include "cli/talk.h"

enum { block = 2048 }; // pairs of samples: what a processor keeps close by

bool lur_roles_parse(const char *text, lur_role role[2])
{
  bool caller_first = strcmp(text, "caller,agent") == 0;
  role[0] = caller_first ? LUR_ROLE_CALLER : LUR_ROLE_AGENT;
  role[1] = lur_role_other(role[0]);
  return caller_first || strcmp(text, "agent,caller") == 0;
}

static void show_progress(const struct lur_recording *r)
{
  if (r->expected_s > 0)
    lur_progress(_("%s: %.0f %%"), r->name, fmin(100, 100 * r->duration_s / r->expected_s));
  else
    lur_progress(_("%s: %.0f minutes"), r->name, r->duration_s / 60);
}

/// Reads to the end, in blocks.
static lur_status pump(lur_reader *reader, lur_analyser *analyser, lur_peaks_maker *peaks, bool progress)
{
  static const double show_every_s = 600;
  double shown = 0;
  float *pcm = malloc(2 * block * sizeof *pcm);
  if (!pcm) return LUR_NO_MEM;
  lur_status status;
  size_t got;
  while ((status = lur_reader_read(reader, pcm, block, &got)) == LUR_OK) {
    if ((status = lur_analyser_push(analyser, pcm, got)) != LUR_OK) break;
    if (peaks) lur_peaks_push(peaks, pcm, got);
    const struct lur_recording *r = lur_reader_recording(reader);
    if (progress && r->duration_s - shown >= show_every_s) {
      shown = r->duration_s;
      show_progress(r);
    }
  }
  if (progress && shown > 0) lur_progress_end();
  free(pcm);
  return status == LUR_END ? LUR_OK : status;
}

static lur_status analyse(lur_reader *reader, const struct lur_session_options *o, struct lur_session *out)
{
  const struct lur_recording *r = lur_reader_recording(reader);
  struct lur_analyser_config config = lur_analyser_defaults(r->read_rate_hz, r->channels);
  lur_analyser *analyser = NULL;
  lur_peaks_maker *peaks = NULL;
  if (r->channels == 2 && r->roles_from != LUR_ROLES_DEFAULT) {
    memcpy(config.role, r->role, sizeof config.role);
    config.roles_from = r->roles_from;
  }
  if (config.roles_from == LUR_ROLES_OPTION && o->roles_from) config.roles_from = o->roles_from;
  if (o->dead_air_s > 0) config.dead_air_s = o->dead_air_s;
  config.notes = o->notes;
  config.dropouts = o->dropouts;
  if (o->frames) config.tap = lur_frame_views_take;
  config.tap_self = o->frames;
  lur_status status = lur_analyser_new(&config, &analyser);
  if (status == LUR_OK && o->columns)
    status = lur_peaks_new(o->columns, r->channels, r->read_rate_hz, &peaks);
  if (status == LUR_OK) status = pump(reader, analyser, peaks, o->progress);
  if (status == LUR_OK) status = lur_analyser_finish(analyser, &out->call);
  if (status == LUR_OK && o->frames) status = o->frames->status;
  if (status == LUR_OK && peaks) status = lur_peaks_finish(peaks, &out->peaks);
  if (status == LUR_OK) status = lur_recording_copy(r, &out->recording);
  if (status == LUR_OK && r->roles_from == LUR_ROLES_OPTION) out->recording.roles_from = config.roles_from;
  lur_peaks_free(peaks);
  lur_analyser_free(analyser);
  return status;
}

lur_status lur_session_run(const char *name, const struct lur_session_options *options,
                           struct lur_session *out, struct lur_diag *diag)
{
  struct lur_reader_options how = lur_reader_options_default();
  struct lur_session_options with = *options;
  struct lur_notes notes = {0};
  struct lur_dropouts dropouts = {0};
  lur_reader *reader = NULL;
  memcpy(how.role, options->role, sizeof how.role);
  lur_status status = lur_reader_open(name, &how, &reader, diag);
  if (status != LUR_OK) return status;
  if (options->sha256)
    status = lur_sha256_file(name, out->sha256, diag); // before the work, as it may be refused
  if (status == LUR_OK && !with.notes && !with.dropouts) {
    status = lur_said_beside(name, &notes, &dropouts);
    with.notes = &notes;
    with.dropouts = &dropouts;
  }
  if (status == LUR_OK) status = analyse(reader, &with, out);
  lur_notes_clear(&notes);
  lur_dropouts_clear(&dropouts);
  if (status != LUR_OK && !diag->text[0])
    (void)lur_diag_set(diag, status, name, 0, 0, "%s", lur_status_text(status));
  lur_reader_close(reader);
  return status;
}

void lur_session_clear(struct lur_session *s)
{
  lur_recording_clear(&s->recording);
  lur_call_free(s->call);
  lur_peaks_clear(&s->peaks);
  *s = (struct lur_session){0};
}
