// A JACK client to record from: two ports that count, 1 .. 20000 on the first and one more on the second,
// such that PortAudio makes these very numbers of them. Usage: jack_ramp NAME; ends with its standard input.
#include <jack/jack.h>
#include <stdio.h>
#include <unistd.h>

struct ramp {
  jack_port_t *port[2];
  unsigned long at;
};

static int make(jack_nframes_t n, void *self)
{
  struct ramp *r = self;
  float *out[2];
  for (int c = 0; c < 2; c++) out[c] = jack_port_get_buffer(r->port[c], n);
  for (jack_nframes_t i = 0; i < n; i++, r->at++)
    for (int c = 0; c < 2; c++) out[c][i] = ((float)(r->at % 20000 + 1) + (float)c + 0.5F) / 32767.0F;
  return 0;
}

int main(int argc, char **argv)
{
  struct ramp r = {0};
  char byte;
  jack_client_t *client = argc > 1 ? jack_client_open(argv[1], JackNoStartServer, NULL) : NULL;
  if (!client) return 1;
  for (int c = 0; c < 2; c++) {
    r.port[c] =
        jack_port_register(client, c ? "right" : "left", JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
    if (!r.port[c]) return 1;
  }
  if (jack_set_process_callback(client, make, &r) != 0 || jack_activate(client) != 0) return 1;
  puts("ready");
  fflush(stdout);
  while (read(STDIN_FILENO, &byte, 1) > 0) continue;
  jack_client_close(client);
  return 0;
}
