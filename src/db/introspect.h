/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* introspect.h - shared by the descriptions of both engines; see describe.h. */
#ifndef ISMENE_DB_INTROSPECT_H
#define ISMENE_DB_INTROSPECT_H

#include "db/describe.h"

void facts_add(struct ctx *c, struct facts *f, struct fact fact);   /* NULL members are "" */
/* From a row of table, column, type and "not null", default, place. */
void facts_add_column(struct ctx *c, struct facts *f, struct stmt *s);
/* where.p NULL: none. */
void facts_add_index(struct ctx *c, struct facts *f, struct fact fact, bool unique,
    struct slice list, struct slice where);

int describe_sqlite(struct ctx *c, struct facts *f) MUST_USE;       /* introspect_lite.c */
bool has_table_sqlite(struct ctx *c, const char *table);
int describe_pg(struct ctx *c, struct facts *f) MUST_USE;           /* introspect_pg.c */
bool has_table_pg(struct ctx *c, const char *table);

#endif
