/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* integrity.c - is the store's file whole?  The pragmas are SQLite's. */
#include "db/db.h"

int
store_integrity(struct ctx *c)
{
    struct stmt *s = db_query(c, SQL("pragma integrity_check(1)"), NO_BINDS);

    if (db_step(c, s) && !slice_eq(db_text(s, 0), "ok"))
        fail(c, E_DB, "The store's file is damaged: %s.", db_strdup(c, s, 0));
    db_done(c, s);
    s = db_query(c, SQL("pragma foreign_key_check"), NO_BINDS);
    if (db_step(c, s))
        fail(c, E_DB, "A reference in table %s leads nowhere.", db_strdup(c, s, 0));
    return db_done(c, s);
}
