/// \file
/// The tables of the store and how they came to be, version by version. For store/ only.
#ifndef LUR_STORE_MIGRATIONS_H
#define LUR_STORE_MIGRATIONS_H

#include "store/db.h"

#define LUR_STORE_APPLICATION 0x6C757221 ///< "lur!": marks the database as a store (application_id)

/// What lies in the file.
typedef enum {
  LUR_STORE_EMPTY,   ///< nothing yet, or nothing that was finished
  LUR_STORE_OLDER,   ///< to be brought up to date
  LUR_STORE_CURRENT, ///< as this lur makes it
  LUR_STORE_NEWER,   ///< made by a newer lur
  LUR_STORE_FOREIGN  ///< another program's database
} lur_store_age;

int lur_store_version(void); ///< what this lur makes
LUR_NODISCARD lur_status lur_store_age_of(lur_store *store, lur_store_age *out, struct lur_diag *diag);
/// Brings the tables up to date: each version in a transaction of its own, so that a step that was cut off is
/// done again. Does nothing where another program was faster.
LUR_NODISCARD lur_status lur_store_migrate(lur_store *store, struct lur_diag *diag);

#endif
