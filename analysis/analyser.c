#include "analysis/analyser.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/access.h"
#include "analysis/conversation.h"
#include "analysis/feed.h"
#include "analysis/heard.h"
#include "analysis/journey.h"
#include "base/i18n.h"

struct lur_analyser {
  struct lur_analyser_config config;
  lur_feed feed;
  bool finished;
  size_t shown_keys[2], shown_bursts[2], shown_music[2]; // previews handed out
};

struct lur_analyser_config lur_analyser_defaults(int sample_rate_hz, int channels)
{
  return (struct lur_analyser_config){
      .sample_rate_hz = sample_rate_hz, .channels = channels, .dead_air_s = 4};
}

lur_status lur_analyser_new(const struct lur_analyser_config *config, lur_analyser **out)
{
  if (config->sample_rate_hz != 8000 && config->sample_rate_hz != 16000) return LUR_UNSUPPORTED;
  if (config->channels != 1 && config->channels != 2) return LUR_UNSUPPORTED;
  if (!(config->dead_air_s >= 0.5 && config->dead_air_s <= 3600)) return LUR_BAD_ARG;
  lur_analyser *a = calloc(1, sizeof *a);
  if (!a) return LUR_NO_MEM;
  a->config = *config;
  lur_status status = lur_feed_start(&a->feed, config->sample_rate_hz, config->channels);
  if (status != LUR_OK) return lur_analyser_free(a), status;
  a->feed.activity.tap = config->tap;
  a->feed.activity.tap_self = config->tap_self;
  *out = a;
  return LUR_OK;
}

lur_status lur_analyser_push(lur_analyser *a, const float *pcm, size_t n)
{
  return a->finished ? LUR_BAD_ARG : lur_feed_push(&a->feed, pcm, n);
}

bool lur_analyser_next(lur_analyser *a, struct lur_event *event)
{
  for (int c = 0; c < a->config.channels; c++) {
    const struct lur_feed_channel *ch = &a->feed.channel[c];
    const struct lur_ranges *music = &a->feed.activity.channel[c].music;
    while (a->shown_bursts[c] < ch->bursts.n && !lur_burst_is_progress(&ch->bursts.at[a->shown_bursts[c]]))
      a->shown_bursts[c]++;
    if (a->shown_keys[c] < ch->keys.n) {
      const struct lur_key *k = &ch->keys.at[a->shown_keys[c]++];
      *event = lur_event_of(LUR_EVENT_DTMF, lur_frames_s(k->start), lur_frames_s(k->end));
      event->digit = k->digit;
    } else if (a->shown_bursts[c] < ch->bursts.n) {
      const struct lur_burst *b = &ch->bursts.at[a->shown_bursts[c]++];
      bool ring =
          b->end - b->start >= 60; // shorter ones are busy or congestion; the cadence decides at the end
      *event = lur_event_of(ring ? LUR_EVENT_RINGBACK : LUR_EVENT_BUSY, lur_frames_s(b->start),
                            lur_frames_s(b->end));
    } else if (a->shown_music[c] < music->n) {
      const struct lur_range *r = &music->at[a->shown_music[c]++];
      *event = lur_event_of(LUR_EVENT_MUSIC, lur_frames_s(r->start), lur_frames_s(r->end));
    } else {
      continue;
    }
    event->channel = c;
    return true;
  }
  return false;
}

static lur_status take_track(const struct lur_ranges *speech, lur_role role, int channel,
                             struct lur_call *call)
{
  struct lur_track *t = &call->track[call->tracks++];
  lur_status status = LUR_OK;
  t->role = role;
  t->channel = channel;
  for (size_t i = 0; i < speech->n && status == LUR_OK; i++)
    status = lur_spans_add(&t->speech, lur_frames_s(speech->at[i].start), lur_frames_s(speech->at[i].end));
  return status;
}

static lur_status take_tracks(const struct lur_journey *j, struct lur_call *call)
{
  call->roles_from = j->roles_from;
  call->roles_confidence = j->roles_confidence;
  call->doubts = j->doubts;
  if (j->mono) return take_track(&j->agent_speech, LUR_ROLE_MIX, j->agent, call);
  for (int c = 0; c < 2; c++) {
    bool agent = c == j->agent;
    lur_status status = take_track(agent ? &j->agent_speech : &j->caller_speech,
                                   agent ? LUR_ROLE_AGENT : LUR_ROLE_CALLER, c, call);
    if (status != LUR_OK) return status;
  }
  return LUR_OK;
}

static double inside(double s, double end)
{
  return s < end ? s : end;
}

/// The last frame may reach past the last sample: nothing that is told does.
static void cut_at_end(struct lur_call *call)
{
  double end = call->duration_s;
  for (size_t t = 0; t < call->tracks; t++) {
    struct lur_spans *speech = &call->track[t].speech;
    if (speech->n) speech->at[speech->n - 1].end_s = inside(speech->at[speech->n - 1].end_s, end);
  }
  for (size_t i = 0; i < call->events.n; i++)
    call->events.at[i].end_s = inside(call->events.at[i].end_s, end);
  for (size_t i = 0; i < call->events.parts.n; i++)
    call->events.parts.at[i].end_s = inside(call->events.parts.at[i].end_s, end);
  if (call->turns) call->turn[call->turns - 1].end_s = inside(call->turn[call->turns - 1].end_s, end);
}

/// What was known before anybody listened: notes, masked stretches and holes, as far as there is sound.
static lur_status add_said(const struct lur_analyser_config *config, struct lur_call *call)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; config->notes && i < config->notes->n && status == LUR_OK; i++)
    if (config->notes->at[i].start_s <= call->duration_s)
      status = lur_events_add_note(&call->events, &config->notes->at[i]);
  for (size_t i = 0; config->dropouts && i < config->dropouts->n && status == LUR_OK; i++) {
    const struct lur_dropout *hole = &config->dropouts->at[i];
    struct lur_event event = lur_event_of(LUR_EVENT_DROPOUT, hole->start_s, hole->end_s);
    event.why = hole->why;
    if (hole->start_s <= call->duration_s) status = lur_events_add(&call->events, &event);
  }
  return status;
}

static lur_status tell(lur_analyser *a, struct lur_call *call)
{
  struct lur_heard heard = {0};
  struct lur_journey journey = {0};
  call->channels = a->config.channels;
  call->duration_s = (double)a->feed.samples / a->config.sample_rate_hz;
  lur_measures_reset(&call->measures, N_("this version of lur does not measure it"));
  lur_measure_set(&call->measures, LUR_M_CALL_DURATION_S, call->duration_s);
  lur_status status = lur_heard_of(&a->feed, &heard);
  if (status == LUR_OK) status = lur_journey_of(&a->config, &heard, &a->feed, &journey);
  if (status == LUR_OK) status = take_tracks(&journey, call);
  if (status == LUR_OK) status = lur_access_of(&heard, &journey, call);
  if (status == LUR_OK)
    status =
        lur_conversation_of(&journey, &a->feed, (int64_t)lround(a->config.dead_air_s * LUR_FRAME_RATE), call);
  if (status == LUR_OK) status = add_said(&a->config, call);
  lur_events_sort(&call->events);
  cut_at_end(call);
  lur_journey_clear(&journey);
  lur_heard_clear(&heard);
  return status;
}

lur_status lur_analyser_finish(lur_analyser *a, struct lur_call **out)
{
  if (a->finished) return LUR_BAD_ARG;
  a->finished = true;
  lur_status status = lur_feed_finish(&a->feed);
  if (status != LUR_OK) return status;
  struct lur_call *call = calloc(1, sizeof *call);
  if (!call) return LUR_NO_MEM;
  status = tell(a, call);
  if (status != LUR_OK) return lur_call_free(call), status;
  *out = call;
  return LUR_OK;
}

void lur_analyser_free(lur_analyser *a)
{
  if (!a) return;
  lur_feed_clear(&a->feed);
  free(a);
}
