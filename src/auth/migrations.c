/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* migrations.c - how an older control store becomes one of today's (see control.c). */
#include "auth/auth.h"

static const struct migration list[] = {
    { 2, "migrations",
        "create table migration (number INTEGER primary key, name TEXT not null,\n"
        "    hash TEXT not null, at INTEGER not null);\n" },
    { 3, "guesses",
        "create table guess (\n"
        "    id TEXT primary key,\n"
        "    since INTEGER not null,\n"
        "    n INTEGER not null\n"
        ");\n"
        "create index guess_by_since on guess (since);\n" },
    { 4, "terms-of-membership",
        "alter table membership add column custom TEXT;\n"
        "alter table membership add column valid_from INTEGER;\n"
        "alter table membership add column valid_until INTEGER;\n"
        "alter table membership add column audit TEXT;\n" },
};

const struct store_kind control_store = {
    .product = "ismene-control", .words = "a control store", .ddl = control_ddl,
    .create = control_create, .list = list, .n = ARRAY_LEN(list),
};
