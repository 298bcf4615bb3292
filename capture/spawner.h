/// \file
/// Internal to capture/. A process that starts others on behalf of a program with threads.
///
/// Where a program has threads, a process that it forks may find any lock held by a thread that it does not
/// have: malloc's, a sound library's. So the spawner is forked before there are threads, has none itself, and
/// forks whenever it is asked to. It keeps nothing of the program open, does not mean its terminal's signals,
/// and ends with it, and whatever it has started ends with it. Should it be ended itself, a second one, which
/// has waited beside it, takes its place.
#ifndef LUR_CAPTURE_SPAWNER_H
#define LUR_CAPTURE_SPAWNER_H

#include <stdbool.h>

#include "base/status.h"

typedef struct lur_spawner lur_spawner;

/// What a new process does. door: the socket that was handed over for it, beside the standard streams, which
/// lead nowhere, all that it has open. Should it return, the process ends.
typedef void lur_spawner_run(const void *self, int door);

/// To be called before the program has threads; it ends when the thread that called it does. `self` is
/// borrowed as it is now: what is changed later is changed for this program only, except in shared memory.
/// LUR_IO with errno: no process can be had; LUR_NO_MEM.
LUR_NODISCARD lur_status lur_spawner_new(lur_spawner_run *run, const void *self, lur_spawner **out);
/// Has it start a process, which is handed a copy of `door`; the one before is ended if it still runs. False:
/// there is no spawner any more.
bool lur_spawner_ask(lur_spawner *s, int door);
/// Whether the process that was asked for last has ended, or could not be started. One thread at a time.
bool lur_spawner_has_ended(lur_spawner *s);
/// Ends all of them; none is left when it returns. NULL is fine.
void lur_spawner_free(lur_spawner *s);

#endif
