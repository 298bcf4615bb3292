/// Any bytes as metadata, in JSON and as a table: what is refused has a reason, and nothing of it is left.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/sidecar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_json(const char *text, size_t size)
{
  struct lur_meta meta = {0};
  struct lur_diag diag = {0};
  lur_status status = lur_meta_read_json(text, size, "x.json", &meta, &diag);
  if (status != LUR_OK && (!diag.text[0] || meta.source)) abort();
  for (int i = 0; i < LUR_META_KEYS; i++)
    if (meta.text[i] && (meta.line[i] < 1 || meta.column[i] < 1)) abort();
  lur_meta_clear(&meta);
}

static void check_csv(const char *text, size_t size)
{
  struct lur_meta_table table = {0};
  struct lur_diag diag = {0};
  lur_status status = lur_meta_read_csv(text, size, "metadata.csv", &table, &diag);
  if (status != LUR_OK && (!diag.text[0] || table.n)) abort();
  for (size_t i = 0; i < table.n; i++) {
    const struct lur_meta_row *row = &table.at[i];
    const char *file = row->file ? row->file : "", *id = row->meta.text[LUR_META_ID];
    if (lur_meta_table_find(&table, file, row->file || !id ? "" : id) != &row->meta) abort();
  }
  lur_meta_table_clear(&table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  check_json((const char *)data, size);
  check_csv((const char *)data, size);
  return 0;
}
