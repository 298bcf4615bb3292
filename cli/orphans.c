#define _GNU_SOURCE // asprintf, flock
#include "cli/orphans.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/i18n.h"
#include "capture/repair.h"
#include "cli/talk.h"
#include "report/words.h"

static const char ending[] = ".wav" LUR_REPAIR_JOURNAL;

/// Where ".wav" begins in the name of a journal, also of one that was put aside (NAME.wav.journal.1); NULL:
/// it is no journal's name. *aside: it was put aside.
static const char *find_ending(const char *name, bool *aside)
{
  const char *at = NULL;
  for (const char *next = name; (next = strstr(next, ending)); next++) at = next; // the last one
  if (!at || at == name || name[0] == '.') return NULL;
  const char *number = at + sizeof ending - 1;
  *aside = *number == '.';
  if (!*number) return at;
  return *aside && number[1] && strspn(number + 1, "0123456789") == strlen(number + 1) ? at : NULL;
}

/// Whoever keeps a recording holds its journal locked until the last.
static bool is_held(const char *path)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  bool held = fd < 0 || flock(fd, LOCK_SH | LOCK_NB) != 0;
  if (fd >= 0) close(fd);
  return held;
}

static void say(const char *path, const struct lur_orphan *orphan)
{
  char length[LUR_WORDS_SIZE];
  lur_words_clock(orphan->sound_s, 0, NULL, length);
  if (orphan->notes)
    lur_say(
        lur_text_n("%s: here stands %zu note of a recording (%s) that is no longer beside it; move both to a "
                   "folder of their own under the recording's name, and 'lur repair' brings them together; "
                   "else remove this file",
                   "%s: here stand %zu notes of a recording (%s) that is no longer beside it; move both to a "
                   "folder of their own under the recording's name, and 'lur repair' brings them together; "
                   "else remove this file",
                   (unsigned long)orphan->notes),
        path, orphan->notes, length);
  else
    lur_say(_("%s: it belongs to a recording (%s) that is no longer beside it, and holds no notes; it can be "
              "removed, unless that recording was cut off and is still to be repaired"),
            path, length);
}

static void look(const char *folder, const char *name)
{
  bool aside;
  const char *at = find_ending(name, &aside);
  char *path = NULL, *recording = NULL;
  struct lur_orphan orphan;
  if (!at || asprintf(&path, "%s/%s", folder, name) < 0) return;
  if (asprintf(&recording, "%s/%.*s.wav", folder, (int)(at - name), name) < 0) recording = NULL;
  bool alone = recording && (aside || access(recording, F_OK) != 0) && !is_held(path);
  if (alone && lur_repair_look(path, &orphan)) {
    if (orphan.idle)
      unlink(path);
    else
      say(path, &orphan);
  }
  free(recording);
  free(path);
}

void lur_orphans_tell_beside(const char *path)
{
  struct dirent **entry = NULL;
  const char *slash = strrchr(path, '/');
  char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
  int n = folder ? scandir(folder, &entry, NULL, alphasort) : 0;
  for (int i = 0; i < n; i++) {
    look(folder, entry[i]->d_name);
    free(entry[i]);
  }
  free(entry);
  free(folder);
}
