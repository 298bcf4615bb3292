#include "cli/refusals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/intake.h"
#include "cli/table.h"
#include "cli/talk.h"

struct list {
  struct lur_intake intake; ///< nothing is taken in by it
  struct lur_table table;
  size_t n;
};

/// How the file is now.
typedef enum { AS_IT_WAS, CHANGED, GONE } state;

/// The reason for people of today in why[size]; else what was written.
static state look_again(struct list *list, const struct lur_store_arrival *a, char *why, size_t size)
{
  struct lur_intake_item item = {0};
  long long newest_s;
  snprintf(why, size, "%s", a->why);
  if (access(a->path, F_OK) != 0) return GONE;
  if (lur_intake_item_of(a->path, LUR_SIDES_COMING, &item) != LUR_OK) return AS_IT_WAS;
  item.stamp = lur_intake_stamp(&list->intake.tables, &item, &newest_s);
  bool same = item.stamp && strcmp(item.stamp, a->stamp) == 0;
  if (same) lur_intake_try(&list->intake, &item);
  if (same && item.end == LUR_INTAKE_REFUSED) lur_intake_reason(&item, why, size);
  lur_intake_item_clear(&item);
  return same ? AS_IT_WAS : CHANGED;
}

static bool add(const struct lur_store_arrival *a, void *context)
{
  struct list *list = context;
  char seen[LUR_WHEN_SIZE], why[800];
  (void)look_again(list, a, why, sizeof why);
  lur_table_put(&list->table, a->path);
  lur_table_put(&list->table, lur_when_format(&a->seen, seen, sizeof seen));
  lur_table_put(&list->table, why);
  return list->table.status == LUR_OK;
}

static bool print(const struct lur_store_arrival *a, void *context)
{
  struct list *list = context;
  char seen[LUR_WHEN_SIZE], why[800];
  state now = look_again(list, a, why, sizeof why);
  printf("%s  %s: %s%s\n", lur_kept_when(&a->seen, seen, sizeof seen), a->path, why,
         now == GONE      ? _(" (the file is no longer there)")
         : now == CHANGED ? _(" (the file has changed since)")
                          : "");
  list->n++;
  return true;
}

static lur_status print_table(struct list *list, lur_form as, struct lur_diag *diag)
{
  static const char *const head[] = {"file", "refused", "reason"};
  list->table.columns = 3;
  for (size_t i = 0; i < 3; i++) lur_table_put(&list->table, head[i]);
  lur_status status = lur_store_each_refused(list->intake.store, add, list, diag);
  if (status == LUR_OK) status = list->table.status;
  if (status == LUR_OK && as == LUR_AS_JSON) lur_table_json(&list->table, stdout);
  if (status == LUR_OK && as == LUR_AS_CSV) lur_table_csv(&list->table, stdout);
  lur_table_clear(&list->table);
  return status;
}

lur_exit lur_refusals_list(const char *store, lur_form as)
{
  struct list list = {.intake = {.strict = true, .stop_fd = -1}};
  struct lur_diag diag = {0};
  lur_status status;
  lur_exit code = lur_keep_open(store, LUR_STORE_READ, &list.intake.store);
  if (code != LUR_EXIT_DONE) return code;
  if (as == LUR_AS_TEXT) {
    status = lur_store_each_refused(list.intake.store, print, &list, &diag);
    if (status == LUR_OK && !list.n) lur_say("%s", _("nothing was refused"));
  } else {
    status = print_table(&list, as, &diag);
  }
  lur_intake_clear(&list.intake);
  lur_store_close(list.intake.store);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
}
