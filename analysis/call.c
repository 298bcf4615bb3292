#include "analysis/call.h"

#include <stdlib.h>

#include "base/i18n.h"

static const struct {
  const char *name, *title;
} texts[LUR_PHASE_KINDS] = {
    [LUR_PHASE_DIAL] = {"dial", N_("Before ringing")},
    [LUR_PHASE_RING] = {"ring", N_("Ringing")},
    [LUR_PHASE_IVR] = {"ivr", N_("Menu")},
    [LUR_PHASE_QUEUE] = {"queue", N_("Queue")},
    [LUR_PHASE_CONVERSATION] = {"conversation", N_("Conversation")},
    [LUR_PHASE_HOLD] = {"hold", N_("On hold")},
    [LUR_PHASE_TRANSFER] = {"transfer", N_("Transfer")},
    [LUR_PHASE_END] = {"end", N_("After the call")},
};

const char *lur_phase_name(lur_phase_kind kind)
{
  return texts[kind].name;
}

const char *lur_phase_title(lur_phase_kind kind)
{
  return texts[kind].title;
}

static const struct {
  const char *name, *text;
} doubts[LUR_DOUBT_KINDS] = {
    [LUR_DOUBT_SWAPPED] = {"swapped",
                           N_("the two sides seem to be swapped: ringing, menus and music are on the "
                              "caller's; say --roles the other way round if it is so")},
    [LUR_DOUBT_DUPLICATE] = {"duplicate", N_("both channels carry the same sound, so the two sides cannot be "
                                             "told apart; look at how the call is recorded")},
    [LUR_DOUBT_SHIFTED] = {"shifted",
                           N_("one side seems to be late against the other, so do not rely on pauses "
                              "and interruptions; look at how the call is recorded")},
    [LUR_DOUBT_ONE_WAY] = {"one_way",
                           N_("only one side of the call is heard; look at how the call is recorded")},
};

const char *lur_doubt_name(lur_doubt_kind kind)
{
  return doubts[kind].name;
}

const char *lur_doubt_text(lur_doubt_kind kind)
{
  return doubts[kind].text;
}

const struct lur_track *lur_call_track(const struct lur_call *call, lur_role role)
{
  for (size_t i = 0; i < call->tracks; i++)
    if (call->track[i].role == role) return &call->track[i];
  return NULL;
}

void lur_call_free(struct lur_call *call)
{
  if (!call) return;
  for (size_t i = 0; i < 2; i++) lur_spans_clear(&call->track[i].speech);
  free(call->phase);
  free(call->turn);
  lur_events_clear(&call->events);
  free(call);
}
