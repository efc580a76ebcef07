/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* control.c - the control store: its tables. */
#include "auth/auth.h"

static const char schema[] =
    "create table if not exists meta (name TEXT primary key, value TEXT not null);\n"
    "insert into meta (name, value) values ('product', 'ismene-control'), ('schema', '1')\n"
    "    on conflict (name) do nothing;\n"
    "create table if not exists account (\n"
    "    id ID,\n"
    "    email TEXT not null unique,\n"
    "    name TEXT not null,\n"
    "    password TEXT,\n"
    "    admin INTEGER not null default 0,\n"
    "    disabled INTEGER not null default 0,\n"
    "    created_at INTEGER not null\n"
    ");\n"
    "create table if not exists session (\n"
    "    token TEXT primary key,\n"
    "    account INTEGER not null references account (id) on delete cascade,\n"
    "    peer TEXT,\n"
    "    created_at INTEGER not null,\n"
    "    seen_at INTEGER not null\n"
    ");\n"
    "create table if not exists membership (\n"
    "    account INTEGER not null references account (id) on delete cascade,\n"
    "    org TEXT not null,\n"
    "    roles TEXT not null,\n"
    "    person TEXT,\n"
    "    primary key (account, org)\n"
    ");\n"
    "create table if not exists view (\n"
    "    account INTEGER not null references account (id) on delete cascade,\n"
    "    org TEXT not null,\n"
    "    type TEXT not null,\n"
    "    name TEXT not null,\n"
    "    query TEXT not null,\n"
    "    primary key (account, org, type, name)\n"
    ");\n"
    "create index if not exists membership_by_org on membership (org);\n";

int
control_open(struct ctx *c, const char *path, unsigned flags, struct store **ret)
{
    struct store *s;

    if (store_open(c, path, flags | STORE_CREATE, &s) != 0)
        return (int)c->err;
    if (store_write(c, s) == 0) {
        if (db_script(c, schema) != 0)
            store_rollback(c);
        else if (store_commit(c) == 0) {
            *ret = s;
            return 0;
        }
    }
    store_close(s);
    return (int)c->err;
}
