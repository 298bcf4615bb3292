#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/i18n.h"
#include "base/list.h"
#include "cli/number.h"
#include "cli/talk.h"
#include "cli/wave.h"
#include "waves/draw.h"

// ---- Closing

/// What is open when the wave is closed is said; closing is the lead's decision.
static void say_open(struct lur_wave_run *run, const char *wave)
{
  struct lur_wave_book book = {0};
  size_t open = 0;
  if (lur_wave_book_read(run->opened, wave, 0, &book, NULL) == LUR_OK)
    for (size_t i = 0; i < book.slots; i++) open += book.progress[i].state != LUR_SLOT_DONE;
  if (open)
    lur_say(lur_text_n("%zu planned contact was not made", "%zu planned contacts were not made", open), open);
  lur_wave_book_clear(&book);
}

lur_exit lur_wave_close(struct lur_wave_run *run, int n, char **word)
{
  char sha256[65] = "";
  struct lur_diag diag = {0};
  (void)n;
  lur_exit code = lur_wave_open(run, LUR_STORE_WRITE);
  if (code != LUR_EXIT_DONE) return code;
  lur_status status = lur_store_close_wave(run->opened, word[0], run->by ? run->by : "", sha256, &diag);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  say_open(run, word[0]);
  lur_say(_("the wave '%s' is closed; what a ranking of it rests on has the digest:"), word[0]);
  printf("%s\n", sha256);
  return LUR_EXIT_DONE;
}

lur_exit lur_wave_reopen(struct lur_wave_run *run, int n, char **word)
{
  struct lur_diag diag = {0};
  (void)n;
  lur_exit code = lur_wave_open(run, LUR_STORE_WRITE);
  if (code != LUR_EXIT_DONE) return code;
  lur_status status =
      lur_store_reopen_wave(run->opened, word[0], run->by ? run->by : "", run->because, &diag);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  lur_say(_("the wave '%s' is open again"), word[0]);
  return LUR_EXIT_DONE;
}

// ---- Drawing

/// The names of calls that can be drawn.
struct names {
  char **at;
  size_t n, room;
  lur_status status;
};

static bool take_scored(const struct lur_store_row *row, void *ctx)
{
  struct names *names = ctx;
  char name[24];
  if (!row->scorecard.id || !row->call.participant[0]) return true;
  char **at = lur_grow(names->at, &names->room, names->n, sizeof *at);
  if (at) names->at = at;
  char *copy = at ? strdup(lur_store_call_name(row->call.id, name, sizeof name)) : NULL;
  if (copy) at[names->n++] = copy;
  names->status = copy ? LUR_OK : LUR_NO_MEM;
  return copy != NULL;
}

static void clear_names(struct names *names)
{
  for (size_t i = 0; i < names->n; i++) free(names->at[i]);
  free(names->at);
}

static const char *column(size_t i)
{
  static const char *const names[] = {N_("draw"), N_("place"),      N_("call"),
                                      N_("seed"), N_("drawn from"), N_("list")};
  return names[i];
}

static void put_draw(struct lur_wave_run *run, const struct lur_store_draw *draw)
{
  char name[32];
  int64_t place = 1, of = 0;
  for (const char *s = draw->list; *s; s++) of += *s == '\n';
  for (const char *s = draw->drawn; *s; place++) {
    size_t n = strcspn(s, "\n");
    snprintf(name, sizeof name, "%.*s", (int)n, s);
    lur_table_put_number(&run->table, draw->id);
    lur_table_put_number(&run->table, place);
    lur_table_put(&run->table, name);
    lur_table_put_number(&run->table, draw->seed);
    lur_table_put_number(&run->table, of);
    lur_table_put(&run->table, draw->sha256);
    s += n + (s[n] == '\n');
  }
}

static void put_head(struct lur_wave_run *run)
{
  const char *names[6];
  for (size_t i = 0; i < 6; i++) names[i] = column(i);
  lur_wave_head(run, names, 6, 0x1B);
}

/// The drawn names, a line each; NULL: no memory.
static char *lines_of(const struct names *names, const size_t *picked, size_t n)
{
  size_t room = 1, used = 0;
  for (size_t i = 0; i < n; i++) room += strlen(names->at[picked[i]]) + 1;
  char *text = calloc(1, room);
  for (size_t i = 0; text && i < n; i++)
    used += (size_t)snprintf(text + used, room - used, "%s\n", names->at[picked[i]]);
  return text;
}

/// Draws, keeps and shows. picked: room for as many as there are names.
static lur_status draw(struct lur_wave_run *run, const char *wave, const struct names *names, size_t *picked,
                       struct lur_store_draw *made, struct lur_diag *diag)
{
  char sha256[65] = "", *list = NULL, *lines = NULL;
  size_t n = 0;
  const char *const *at = (const char *const *)names->at;
  lur_status status = lur_draw(at, names->n, (size_t)made->wanted, made->seed, picked, &n);
  if (status == LUR_OK) status = lur_draw_list(at, names->n, &list, sha256);
  if (status == LUR_OK && !(lines = lines_of(names, picked, n))) status = LUR_NO_MEM;
  made->list = list;
  made->sha256 = sha256;
  made->drawn = lines;
  made->made_by = run->by ? run->by : "";
  if (status == LUR_OK) status = lur_store_add_draw(run->opened, wave, made, &made->id, diag);
  if (status == LUR_OK) {
    put_head(run);
    put_draw(run, made);
  }
  free(list);
  free(lines);
  return status;
}

static lur_exit draw_from(struct lur_wave_run *run, const char *wave, const struct names *names,
                          struct lur_store_draw *made)
{
  struct lur_diag diag = {0};
  if (names->n == 0) {
    lur_say(_("no call of '%s' has been scored yet, so none can be drawn for a second scoring"), wave);
    return LUR_EXIT_INPUT;
  }
  size_t *picked = calloc(names->n, sizeof *picked);
  lur_status status = picked ? draw(run, wave, names, picked, made, &diag) : LUR_NO_MEM;
  free(picked);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  if ((int64_t)names->n < made->wanted)
    lur_say(_("only %zu calls have been scored; all of them are drawn"), names->n);
  lur_say(_("draw %lld, seed %lld; docs/waves.md tells how anybody can repeat it"), (long long)made->id,
          (long long)made->seed);
  return lur_wave_print(run);
}

static bool choose_seed(const struct lur_wave_run *run, int64_t *out)
{
  uint32_t chance = 0;
  if (run->seed) return lur_wave_seed(run->seed, out);
  *out = 0;
  if (getrandom(&chance, sizeof chance, 0) != (ssize_t)sizeof chance) {
    lur_say("%s", _("the system gives no random number; choose one with --seed"));
    return false;
  }
  *out = chance;
  return true;
}

lur_exit lur_wave_draw(struct lur_wave_run *run, int n, char **word)
{
  struct names names = {0};
  struct lur_diag diag = {0};
  struct lur_store_draw made = {0};
  const struct lur_store_filter filter = {.wave = word[0], .order = LUR_STORE_BY_ID};
  int wanted = 0;
  (void)n;
  if (!lur_count_parse(word[1], 1, 100000, &wanted))
    return lur_say_usage("wave", _("how many calls are drawn is a number from 1 to 100000, not '%s'"),
                         word[1]);
  made.wanted = wanted;
  if (!choose_seed(run, &made.seed)) return LUR_EXIT_USAGE;
  lur_exit code = lur_wave_open(run, LUR_STORE_WRITE);
  if (code != LUR_EXIT_DONE) return code;
  lur_status status = lur_store_each_call(run->opened, &filter, take_scored, &names, &diag);
  if (status == LUR_OK) status = names.status;
  code = status == LUR_OK ? draw_from(run, word[0], &names, &made) : lur_say_diag(status, &diag);
  clear_names(&names);
  return code;
}

static bool show_draw(const struct lur_store_draw *draw, void *ctx)
{
  put_draw(ctx, draw);
  return true;
}

lur_exit lur_wave_draws(struct lur_wave_run *run, int n, char **word)
{
  struct lur_diag diag = {0};
  (void)n;
  lur_exit code = lur_wave_open(run, LUR_STORE_READ);
  if (code != LUR_EXIT_DONE) return code;
  put_head(run);
  lur_status status = lur_store_each_draw(run->opened, word[0], show_draw, run, &diag);
  return status == LUR_OK ? lur_wave_print(run) : lur_say_diag(status, &diag);
}
