#include "store/attempts.h"

#include "store/contacts.h"
#include "store/names.h"

static lur_status find(lur_store *store, const char *wave, const char *participant,
                       struct lur_contacts_wish *wish, struct lur_diag *diag)
{
  lur_status status = LUR_OK;
  if (wave && *wave) status = lur_names_wave(store, wave, &wish->wave, diag);
  if (status == LUR_OK && participant && *participant)
    status = lur_names_participant(store, participant, &wish->participant, diag);
  return status;
}

lur_status lur_store_each_attempt(lur_store *store, const char *wave, const char *participant,
                                  const struct lur_attempts *rules,
                                  bool (*visit)(const struct lur_store_attempt *attempt, void *ctx),
                                  void *ctx, struct lur_diag *diag)
{
  struct lur_contacts_wish wish = {0};
  struct lur_contact_rows contacts = {0};
  lur_status status = lur_db_look(store, diag);
  if (status != LUR_OK) return status;
  status = find(store, wave, participant, &wish, diag);
  if (status == LUR_OK && (wish.wave || wish.participant))
    status = lur_contacts_read(store, &wish, rules, &contacts, diag);
  lur_db_look_away(store);
  bool more = status == LUR_OK;
  for (size_t i = 0; i < contacts.n && more; i++) {
    const struct lur_contacts_row *row = &contacts.at[i];
    more = visit(&(struct lur_store_attempt){row->call, row->earlier, row->stand}, ctx);
  }
  lur_contacts_clear(&contacts);
  return status;
}
