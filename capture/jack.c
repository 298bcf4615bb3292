#include "capture/jack.h"

#include <stdlib.h>
#include <string.h>

#ifdef LUR_HAVE_JACK
#include <jack/jack.h>

struct lur_jack {
  jack_client_t *client;
  char name[128]; ///< as in struct lur_device: the name of the client that is heard
};

lur_jack *lur_jack_open(const struct lur_device *device)
{
  if (!strstr(device->host, "JACK")) return NULL;
  lur_jack *j = calloc(1, sizeof *j);
  if (!j) return NULL;
  memcpy(j->name, device->name, sizeof j->name);
  j->client = jack_client_open("lur-watch", JackNoStartServer, NULL);
  if (j->client) return j;
  free(j);
  return NULL;
}

bool lur_jack_is_there(const lur_jack *j)
{
  if (!j) return true;
  size_t length = strlen(j->name);
  bool found = false;
  const char **ports = jack_get_ports(j->client, NULL, NULL, JackPortIsOutput);
  for (const char **port = ports; port && *port && !found; port++)
    found = strncmp(*port, j->name, length) == 0 && (*port)[length] == ':';
  jack_free((void *)ports);
  return found;
}

void lur_jack_close(lur_jack *j)
{
  if (!j) return;
  jack_client_close(j->client);
  free(j);
}

#else

lur_jack *lur_jack_open(const struct lur_device *device)
{
  (void)device;
  return NULL;
}

bool lur_jack_is_there(const lur_jack *j)
{
  (void)j;
  return true;
}

void lur_jack_close(lur_jack *j)
{
  (void)j;
}
#endif
