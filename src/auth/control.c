/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* control.c - the control store: its tables. */
#include "auth/auth.h"

static const char schema[] =
    "create table if not exists meta (name text primary key, value text not null);\n"
    "insert into meta (name, value) values ('product', 'ismene-control'), ('schema', '1')\n"
    "    on conflict (name) do nothing;\n"
    "create table if not exists account (\n"
    "    id integer primary key,\n"
    "    email text not null unique,\n"
    "    name text not null,\n"
    "    password text,\n"
    "    admin integer not null default 0,\n"
    "    disabled integer not null default 0,\n"
    "    created_at integer not null\n"
    ");\n"
    "create table if not exists session (\n"
    "    token text primary key,\n"
    "    account integer not null references account (id) on delete cascade,\n"
    "    peer text,\n"
    "    created_at integer not null,\n"
    "    seen_at integer not null\n"
    ");\n"
    "create table if not exists membership (\n"
    "    account integer not null references account (id) on delete cascade,\n"
    "    org text not null,\n"
    "    roles text not null,\n"
    "    person text,\n"
    "    primary key (account, org)\n"
    ");\n"
    "create table if not exists view (\n"
    "    account integer not null references account (id) on delete cascade,\n"
    "    org text not null,\n"
    "    type text not null,\n"
    "    name text not null,\n"
    "    query text not null,\n"
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
