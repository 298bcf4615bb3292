#include "capture/pulse.h"

#include <pulse/pulseaudio.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"
#include "base/list.h"

struct lur_pulse {
  pa_mainloop *loop;
  pa_context *context;
};

static int64_t now_ms(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/// Lets libpulse work until something has happened. False: the time is over.
static bool turn(lur_pulse *p, int64_t until_ms)
{
  int64_t left = until_ms - now_ms();
  if (left <= 0) return false;
  if (left > 60000) left = 60000;
  return pa_mainloop_prepare(p->loop, (int)left * 1000) >= 0 && pa_mainloop_poll(p->loop) >= 0 &&
         pa_mainloop_dispatch(p->loop) >= 0;
}

// ---- The connection

static lur_status no_answer(int limit_ms, struct lur_diag *diag)
{
  return lur_diag_set(diag, LUR_DEVICE, "", 0, 0,
                      _("the sound server did not answer within %d seconds; restart the sound server"),
                      (limit_ms + 999) / 1000);
}

static lur_status connect_within(lur_pulse *p, int limit_ms, struct lur_diag *diag)
{
  int64_t until_ms = now_ms() + limit_ms;
  int begun = pa_context_connect(p->context, NULL, PA_CONTEXT_NOAUTOSPAWN, NULL);
  while (begun >= 0) {
    pa_context_state_t state = pa_context_get_state(p->context);
    if (state == PA_CONTEXT_READY) return LUR_OK;
    if (!PA_CONTEXT_IS_GOOD(state)) break;
    if (!turn(p, until_ms)) return no_answer(limit_ms, diag);
  }
  int error = pa_context_errno(p->context);
  if (error == PA_ERR_CONNECTIONREFUSED || error == PA_ERR_INVALIDSERVER)
    return lur_diag_set(diag, LUR_NOT_FOUND, "", 0, 0, "%s",
                        _("there is no PulseAudio or PipeWire sound server"));
  return lur_diag_set(diag, LUR_DEVICE, "", 0, 0,
                      _("the sound server cannot be asked (%s); restart the sound server"),
                      pa_strerror(error));
}

lur_status lur_pulse_open(int limit_ms, lur_pulse **out, struct lur_diag *diag)
{
  lur_pulse *p = calloc(1, sizeof *p);
  if (!p) return LUR_NO_MEM;
  p->loop = pa_mainloop_new();
  p->context = p->loop ? pa_context_new(pa_mainloop_get_api(p->loop), "lur") : NULL;
  lur_status status = p->context ? connect_within(p, limit_ms, diag) : LUR_NO_MEM;
  if (status == LUR_OK)
    *out = p;
  else
    lur_pulse_close(p);
  return status;
}

void lur_pulse_close(lur_pulse *p)
{
  if (!p) return;
  if (p->context) {
    pa_context_disconnect(p->context);
    pa_context_unref(p->context);
  }
  if (p->loop) pa_mainloop_free(p->loop);
  free(p);
}

/// Waits for an answer, whose parts the operation's callback takes.
static lur_status wait_for(lur_pulse *p, pa_operation *asked, int64_t until_ms, int limit_ms,
                           struct lur_diag *diag)
{
  if (!asked) return no_answer(limit_ms, diag);
  while (pa_operation_get_state(asked) == PA_OPERATION_RUNNING &&
         PA_CONTEXT_IS_GOOD(pa_context_get_state(p->context)))
    if (!turn(p, until_ms)) break;
  bool answered = pa_operation_get_state(asked) == PA_OPERATION_DONE;
  if (!answered) pa_operation_cancel(asked);
  pa_operation_unref(asked);
  if (answered) return LUR_OK;
  if (PA_CONTEXT_IS_GOOD(pa_context_get_state(p->context))) return no_answer(limit_ms, diag);
  return lur_diag_set(diag, LUR_DEVICE, "", 0, 0, "%s", _("the sound server has ended; start it again"));
}

// ---- The sources

struct listing {
  struct lur_sources *list;
  char standard[256]; ///< the default source
  bool full;          ///< memory is out
};

static void take_server(pa_context *context, const pa_server_info *info, void *self)
{
  struct listing *l = self;
  (void)context;
  if (!info) return;
  bool pipewire = info->server_name && strstr(info->server_name, "PipeWire");
  snprintf(l->list->server, sizeof l->list->server, "%s", pipewire ? "PipeWire" : "PulseAudio");
  if (info->default_source_name) snprintf(l->standard, sizeof l->standard, "%s", info->default_source_name);
}

static void take_source(pa_context *context, const pa_source_info *info, int end, void *self)
{
  struct listing *l = self;
  (void)context;
  if (end || !info || l->full || strlen(info->name) >= sizeof l->standard) return;
  struct lur_source *at = lur_grow(l->list->at, &l->list->room, l->list->n, sizeof *at);
  l->full = !at;
  if (!at) return;
  l->list->at = at;
  at += l->list->n++;
  *at = (struct lur_source){.is_monitor = info->monitor_of_sink != PA_INVALID_INDEX,
                            .is_default = strcmp(info->name, l->standard) == 0,
                            .channels = info->sample_spec.channels,
                            .rate_hz = (int)info->sample_spec.rate};
  snprintf(at->name, sizeof at->name, "%s", info->name);
  snprintf(at->title, sizeof at->title, "%s", info->description ? info->description : info->name);
}

lur_status lur_pulse_list(lur_pulse *p, int limit_ms, struct lur_sources *out, struct lur_diag *diag)
{
  struct listing l = {.list = out};
  int64_t until_ms = now_ms() + limit_ms;
  lur_status status =
      wait_for(p, pa_context_get_server_info(p->context, take_server, &l), until_ms, limit_ms, diag);
  if (status == LUR_OK)
    status =
        wait_for(p, pa_context_get_source_info_list(p->context, take_source, &l), until_ms, limit_ms, diag);
  return status == LUR_OK && l.full ? LUR_NO_MEM : status;
}

void lur_sources_clear(struct lur_sources *s)
{
  free(s->at);
  *s = (struct lur_sources){0};
}

static void take_presence(pa_context *context, const pa_source_info *info, int end, void *there)
{
  (void)context;
  if (!end && info) *(bool *)there = true;
}

lur_status lur_pulse_has(lur_pulse *p, const char *source, int limit_ms, struct lur_diag *diag)
{
  bool there = false;
  lur_status status =
      wait_for(p, pa_context_get_source_info_by_name(p->context, source, take_presence, &there),
               now_ms() + limit_ms, limit_ms, diag);
  return status == LUR_OK && !there ? LUR_NOT_FOUND : status;
}

// ---- A recording's source

struct hearing {
  char pid[24];
  uint32_t stream, source; ///< the newest stream of the process; PA_INVALID_INDEX: none
  char *name;
  size_t size;
  bool stopped, runs; ///< the stream; the source
};

static void take_stream(pa_context *context, const pa_source_output_info *info, int end, void *self)
{
  struct hearing *h = self;
  (void)context;
  const char *pid = end || !info ? NULL : pa_proplist_gets(info->proplist, PA_PROP_APPLICATION_PROCESS_ID);
  if (!pid || strcmp(pid, h->pid) != 0) return;
  if (h->stream != PA_INVALID_INDEX && info->index < h->stream) return;
  h->stream = info->index;
  h->source = info->source;
  h->stopped = info->corked;
}

static void take_name(pa_context *context, const pa_source_info *info, int end, void *self)
{
  struct hearing *h = self;
  (void)context;
  if (end || !info) return;
  snprintf(h->name, h->size, "%s", info->name);
  h->runs = info->state == PA_SOURCE_RUNNING;
}

lur_status lur_pulse_heard_by(lur_pulse *p, long pid, int limit_ms, char *source, size_t size, bool *flows,
                              struct lur_diag *diag)
{
  struct hearing h = {.stream = PA_INVALID_INDEX, .source = PA_INVALID_INDEX, .name = source, .size = size};
  int64_t until_ms = now_ms() + limit_ms;
  snprintf(h.pid, sizeof h.pid, "%ld", pid);
  source[0] = '\0';
  lur_status status = wait_for(p, pa_context_get_source_output_info_list(p->context, take_stream, &h),
                               until_ms, limit_ms, diag);
  if (status == LUR_OK && h.source != PA_INVALID_INDEX)
    status = wait_for(p, pa_context_get_source_info_by_index(p->context, h.source, take_name, &h), until_ms,
                      limit_ms, diag);
  *flows = h.stopped || h.runs;
  return status == LUR_OK && !*source ? LUR_NOT_FOUND : status;
}
