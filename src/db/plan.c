/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* plan.c - how selective the indexes are, told to the planner of SQLite. */
#include "db/db.h"

/* SQLite reads what we say here as if ANALYZE had counted it. */
int
db_plan(struct ctx *c, const struct index_rows *list, size_t n)
{
    if (db_script(c, SQL("analyze meta")) != 0)
        return (int)c->err;
    for (size_t i = 0; i < n; i++) {
        const char *stat = arena_printf(c->arena, "1000000 %d 1", list[i].rows);

        if (db_exec(c, SQL("insert into sqlite_stat1 (tbl, idx, stat) "
                "values ($tbl, $idx, $stat)"), BINDS(bind_text("tbl", list[i].table),
                bind_text("idx", list[i].index), bind_text("stat", stat))) != 0)
            return (int)c->err;
    }
    return db_script(c, SQL("analyze sqlite_schema"));
}
