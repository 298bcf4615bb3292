#include "cli/pick.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/places.h"
#include "cli/talk.h"

/// lur's folder among the user's settings. False: there is none.
static bool place(char *folder, char *path, size_t size)
{
  const char *own = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
  bool whole = own && *own == '/'; // the specification has others left aside
  if (!whole && !(home && *home)) return false;
  int n = snprintf(folder, size, "%s%s/lur", whole ? own : home, whole ? "" : "/.config");
  int m = snprintf(path, size, "%s%s/lur/device", whole ? own : home, whole ? "" : "/.config");
  return n > 0 && m > 0 && (size_t)m < size;
}

static void recall(struct lur_pick *pick)
{
  char folder[4096], path[4096];
  struct lur_diag diag = {0};
  if (!place(folder, path, sizeof path)) return;
  lur_status status = lur_choice_recall(path, &pick->remembered, &diag);
  if (status != LUR_OK && status != LUR_NOT_FOUND) lur_say_diag(status, &diag);
}

lur_status lur_pick_device(struct lur_pick *pick, const char *wanted, struct lur_diag *diag)
{
  recall(pick);
  lur_status status = lur_devices_list(&pick->list, diag);
  if (status != LUR_OK) return status;
  return lur_devices_choose(&pick->list, wanted, &pick->remembered, &pick->device, &pick->why, diag);
}

/// Nobody has chosen it, neither now nor before.
static bool is_by_itself(const struct lur_pick *pick)
{
  return pick->why == LUR_DEVICE_DEFAULT || pick->why == LUR_DEVICE_FIRST;
}

bool lur_pick_is_doubtful(const struct lur_pick *pick)
{
  return pick->device && pick->device->is_monitor && is_by_itself(pick);
}

void lur_pick_say(const struct lur_pick *pick)
{
  if (*pick->list.problem) lur_say(_("not all sound devices could be listed: %s"), pick->list.problem);
  if (*pick->remembered.name && is_by_itself(pick) && pick->device)
    lur_say(_("the sound device '%s', which was used before, is not there; using '%s'"),
            pick->remembered.title, pick->device->title);
}

void lur_pick_say_doubt(const struct lur_pick *pick)
{
  if (lur_pick_is_doubtful(pick))
    lur_say(
        _("'%s' hears what this computer plays, not a microphone or a telephone adapter; 'lur devices' lists "
          "what else there is"),
        pick->device->title);
}

bool lur_pick_remember(const struct lur_pick *pick)
{
  char folder[4096], path[4096];
  struct lur_diag diag = {0};
  struct lur_remembered now = lur_choice_of(pick->device);
  if (lur_choice_is(&pick->remembered, pick->device)) return false;
  if (!place(folder, path, sizeof path)) {
    lur_say("%s", _("the sound device cannot be remembered: neither HOME nor XDG_CONFIG_HOME is set"));
    return false;
  }
  if (!lur_place_make(folder)) return false;
  lur_status status = lur_choice_remember(path, &now, &diag);
  if (status != LUR_OK) lur_say_diag(status, &diag);
  return status == LUR_OK;
}

lur_status lur_pick_forget(struct lur_diag *diag)
{
  char folder[4096], path[4096];
  if (!place(folder, path, sizeof path) || unlink(path) == 0 || errno == ENOENT) return LUR_OK;
  return lur_diag_set(diag, LUR_IO, path, 0, 0, _("cannot be removed (%s)"), strerror(errno));
}

void lur_pick_clear(struct lur_pick *pick)
{
  lur_devices_clear(&pick->list);
  *pick = (struct lur_pick){0};
}
