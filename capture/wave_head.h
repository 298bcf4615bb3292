/// \file
/// Internal to capture/. The first 512 bytes of a recording, which a disk writes as one: a WAV header that
/// becomes RF64 in place when the sound outgrows 4 GB, the room for that being kept from the start.
#ifndef LUR_CAPTURE_WAVE_HEAD_H
#define LUR_CAPTURE_WAVE_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/role.h"
#include "base/status.h"

enum { LUR_WAVE_HEAD = 512 }; ///< bytes before the sound
/// The most bytes of sound that the 32 bits of a WAV header are trusted with.
#define LUR_WAVE_MOST (0xFFFFFFFFLL - 65536)

struct lur_wave_texts {
  lur_role role[2];                    ///< CALLER and AGENT in some order, or nothing is kept of them
  const char *date, *software, *title; ///< NULL: none. What does not fit is cut, the title first
};

/// What a header says.
struct lur_wave_said {
  int rate_hz, channels;
  uint64_t id;        ///< of this recording; its journal carries the same
  bool finished;      ///< closed properly, or repaired
  int64_t data_bytes; ///< of sound
  bool intact;        ///< the header's own checksum is right
};

/// A header for 16-bit samples. LUR_NO_MEM.
LUR_NODISCARD lur_status lur_wave_head_make(const struct lur_wave_said *said,
                                            const struct lur_wave_texts *texts,
                                            unsigned char head[LUR_WAVE_HEAD]);
/// Puts another length into it; with more than `most` bytes of sound it is RF64.
void lur_wave_head_resize(unsigned char head[LUR_WAVE_HEAD], int64_t data_bytes, int64_t most);
void lur_wave_head_finish(unsigned char head[LUR_WAVE_HEAD]); ///< it says from now on that it is finished
/// False: this is no header that lur_wave_head_make made, or it is too damaged to say how the sound lies.
bool lur_wave_head_read(const unsigned char head[LUR_WAVE_HEAD], struct lur_wave_said *out);

#endif
