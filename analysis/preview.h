/// \file
/// What a call is doing now, told within a second while it is recorded. It looks at the same frames as the
/// analyser and asks the same first network, but cannot wait for what follows: nothing of it is kept, and the
/// analyser decides afterwards.
#ifndef LUR_ANALYSIS_PREVIEW_H
#define LUR_ANALYSIS_PREVIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/role.h"
#include "base/status.h"

typedef enum {
  LUR_NOW_DIALLING, ///< nothing has been heard yet
  LUR_NOW_RINGING,
  LUR_NOW_BUSY,  ///< before the answer the line is busy; after it the other side has hung up
  LUR_NOW_VOICE, ///< a voice on the agent's side to which nobody has replied: a menu, or a person
  LUR_NOW_QUEUE, ///< music, and what is said in between, before a person answers
  LUR_NOW_TALK,
  LUR_NOW_HOLD,
  LUR_NOW_KINDS
} lur_now_kind;

struct lur_preview_view {
  double now_s; ///< what is told is true of this moment of the recording
  lur_now_kind now;
  double since_s;
  int rings;                ///< heard since it last began to ring
  char keys[16];            ///< the last keys that were pressed, in order
  bool speaks[2];           ///< each channel
  int agent;                ///< the agent's channel
  bool heard;               ///< something has been heard of the other side
  bool answered;            ///< as far as can be told, or as the caller said
  double wait_s;            ///< from the first thing heard to the answer, or to now
  double talk_s[2];         ///< speech of each channel in the conversation
  double silence_s;         ///< for how long nobody has spoken in the conversation
  double longest_silence_s; ///< the longest of these
  double longest_at_s;      ///< where that began
};

typedef struct lur_preview lur_preview;
/// rate: 8000 or 16000; role: of each channel, NONE: not known (channel 1 is the agent's until tones or music
/// tell). LUR_NO_MEM.
LUR_NODISCARD lur_status lur_preview_new(int rate, int channels, const lur_role role[2], lur_preview **out);
/// pcm: n samples per channel, interleaved, nominal [-1, 1]. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_preview_push(lur_preview *p, const float *pcm, size_t n);
void lur_preview_look(const lur_preview *p, struct lur_preview_view *out);
/// The caller says that a person answered at at_s. Believed over what is heard.
void lur_preview_answered(lur_preview *p, double at_s);
/// The caller says that a hold began, or ended.
void lur_preview_hold(lur_preview *p, bool on);
/// What is pushed from now on is masked, or no more: it counts for nothing.
void lur_preview_mask(lur_preview *p, bool on);
void lur_preview_free(lur_preview *p); ///< NULL is fine

#endif
