/// \file
/// Recordings that a power cut or a kill has left behind.
#ifndef LUR_CLI_LEFTOVERS_H
#define LUR_CLI_LEFTOVERS_H

/// Says on standard error which WAV files in the folder are recordings that nobody is making any more, and
/// how to take them into the store.
void lur_leftovers_say(const char *folder);

#endif
