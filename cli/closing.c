#define _GNU_SOURCE // asprintf
#include "cli/closing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "base/i18n.h"
#include "capture/keepsake.h"
#include "capture/repair.h"
#include "cli/about.h"
#include "cli/talk.h"

/// Whether the disk gives back what was recorded; says so where not. A recording that is there already
/// without its journal has been looked at.
static lur_exit verify(const char *path)
{
  struct lur_diag diag = {0};
  lur_status status = lur_keepsake_verify(path, &diag);
  return status == LUR_OK || status == LUR_NOT_FOUND ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
}

/// "a.wav" is "a.flac", to free(). NULL: no memory.
static char *flac_name(const char *path)
{
  char *out = NULL;
  size_t n = strlen(path);
  return asprintf(&out, "%.*s.flac", (int)(n > 4 ? n - 4 : n), path) < 0 ? NULL : out;
}

/// What is to be kept: the FLAC file, or the recording itself.
static const char *choose(const char *path, const char *flac, bool keep_wav)
{
  struct lur_diag diag = {0};
  if (verify(path) != LUR_EXIT_DONE || keep_wav) return path;
  lur_status status = lur_keepsake_flac(path, flac, &diag);
  if (status == LUR_OK) return flac;
  (void)lur_say_diag(status, &diag);
  return path;
}

lur_status lur_closing_keep(lur_store *store, const char *path, const struct lur_keep_about *about,
                            bool keep_wav, struct lur_keeping *keeping, struct lur_diag *diag)
{
  char *flac = flac_name(path);
  if (!flac) return LUR_NO_MEM;
  lur_progress("%s", _("the recording is read again and made smaller"));
  // Where the WAV file has gone already, the work was cut off at its end.
  const char *chosen = access(path, F_OK) == 0 ? choose(path, flac, keep_wav) : flac;
  lur_progress_end();
  lur_status status = lur_keep_add(store, chosen, LUR_STORE_LINK, about, keeping, diag);
  if (status == LUR_OK) {
    unlink(path);
    unlink(flac);
    lur_keepsake_drop(path); // the journal goes last: until then the next lur looks after the rest
  }
  free(flac);
  return status;
}

static lur_status write_beside(const char *path, const char *text, struct lur_diag *diag)
{
  lur_atomic_file *file = NULL;
  char *name = NULL;
  if (asprintf(&name, "%s.json", path) < 0) return LUR_NO_MEM;
  bool there = access(name, F_OK) == 0; // somebody's own words are stronger
  lur_status status = there ? LUR_OK : lur_atomic_file_open(name, &file, diag);
  free(name);
  if (there) return LUR_OK;
  if (status != LUR_OK) return status;
  fprintf(lur_atomic_file_stream(file), "%s\n", text); // what does not fit is found by the commit
  return lur_atomic_file_commit(file, diag);
}

static void drop_journal(const char *path)
{
  char *name = NULL;
  if (asprintf(&name, "%s" LUR_REPAIR_JOURNAL, path) < 0) return;
  unlink(name);
  free(name);
}

lur_exit lur_closing_file(const char *path, const struct lur_keep_about *about,
                          const struct lur_dropouts *dropouts, const struct lur_notes *notes)
{
  struct lur_diag diag = {0};
  lur_exit code = verify(path);
  char *text = lur_about_write(about, false, dropouts, notes);
  lur_status status = text ? write_beside(path, text, &diag) : LUR_NO_MEM;
  free(text);
  if (status != LUR_OK) code = lur_exit_worse(code, lur_say_diag(status, &diag));
  if (code == LUR_EXIT_DONE) drop_journal(path);
  return code;
}
