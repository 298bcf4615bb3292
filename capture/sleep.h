/// \file
/// Internal to capture/. A computer that sleeps: its monotonic clock stands still, and so does all that goes
/// by it.
#ifndef LUR_CAPTURE_SLEEP_H
#define LUR_CAPTURE_SLEEP_H

#include <stdint.h>

/// For how long it has slept since it was started, nanoseconds; at times a little less than that, never more.
int64_t lur_sleep_ns(void);

#endif
