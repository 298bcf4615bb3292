/// \file
/// Internal to capture/. ALSA's configuration: one of our own for a source of the sound server, and what the
/// system's says of a device.
#ifndef LUR_CAPTURE_ALSA_CONFIG_H
#define LUR_CAPTURE_ALSA_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"

/// What lur_alsa_confine calls the source.
#define LUR_ALSA_SOURCE "lur_source"

/// Makes ALSA in this process know nothing but that source of the sound server, under the name
/// LUR_ALSA_SOURCE, until lur_alsa_release: PortAudio asks for every device ALSA knows when it starts, and a
/// broken one makes it abort. The environment is changed only where another source was confined before, or
/// none: no other thread may run then. LUR_DEVICE: the system refused; diag says why.
LUR_NODISCARD lur_status lur_alsa_confine(const char *source, struct lur_diag *diag);
/// Gives ALSA the system's configuration back. Nothing is done where there was no lur_alsa_confine.
void lur_alsa_release(void);

/// The configuration's text: source as one quoted word, whatever is in it. Returns what snprintf does.
int lur_alsa_text(const char *source, char *out, size_t size);

/// What an ALSA device stands for.
struct lur_alsa_real {
  bool by_server;   ///< a source of the sound server
  bool by_jack;     ///< JACK's input, which PortAudio lists itself
  char source[256]; ///< its name; "": the server's default
  char card[128];   ///< or a card's name; "": unknown
};
/// Follows a name of the system's configuration ("default") to what it stands for; all empty where that
/// cannot be told. ALSA must have been started.
struct lur_alsa_real lur_alsa_behind(const char *name);

#endif
