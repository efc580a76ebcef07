/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * migrations.c - how an older store of an organisation becomes one of today's:
 * schema.c makes the tables of a fresh store, this makes the same of an old one.
 * "ismene schema diff" prints the statements that are missing; tests/migrate.t
 * compares both.
 */
#include "rec/store.h"

static const struct migration list[] = {
    { 2, "migrations",
        "create table migration (number INTEGER primary key, name TEXT not null,\n"
        "    hash TEXT not null, at INTEGER not null);\n" },
};

const struct store_kind organisation_store = {
    .product = "ismene", .words = "a store of an organisation", .ddl = schema_tables,
    .create = schema_create,
    .list = list, .n = ARRAY_LEN(list), .after = schema_plan,
};
