/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* control.c - the control store: its tables. */
#include "auth/auth.h"

static const char tables[] =
    "create table meta (name TEXT primary key, value TEXT not null);\n"
    "create table migration (number INTEGER primary key, name TEXT not null,\n"
    "    hash TEXT not null, at INTEGER not null);\n"
    "create table account (\n"
    "    id ID,\n"
    "    email TEXT not null unique,\n"
    "    name TEXT not null,\n"
    "    password TEXT,\n"
    "    admin INTEGER not null default 0,\n"
    "    disabled INTEGER not null default 0,\n"
    "    created_at INTEGER not null\n"
    ");\n"
    "create table session (\n"
    "    token TEXT primary key,\n"
    "    account INTEGER not null references account (id) on delete cascade,\n"
    "    peer TEXT,\n"
    "    created_at INTEGER not null,\n"
    "    seen_at INTEGER not null\n"
    ");\n"
    "create table membership (\n"
    "    account INTEGER not null references account (id) on delete cascade,\n"
    "    org TEXT not null,\n"
    "    roles TEXT not null,\n"
    "    person TEXT,\n"
    "    custom TEXT,\n"
    "    valid_from INTEGER,\n"
    "    valid_until INTEGER,\n"
    "    audit TEXT,\n"
    "    primary key (account, org)\n"
    ");\n"
    "create table view (\n"
    "    account INTEGER not null references account (id) on delete cascade,\n"
    "    org TEXT not null,\n"
    "    type TEXT not null,\n"
    "    name TEXT not null,\n"
    "    query TEXT not null,\n"
    "    primary key (account, org, type, name)\n"
    ");\n"
    "create index membership_by_org on membership (org);\n"
    "create table guess (\n"
    "    id TEXT primary key,\n"
    "    since INTEGER not null,\n"
    "    n INTEGER not null\n"
    ");\n"
    "create index guess_by_since on guess (since);\n"
    "create table organisation (\n"
    "    org TEXT primary key,\n"
    "    name TEXT,\n"
    "    state TEXT not null check (state in ('active', 'archived', 'erased')),\n"
    "    template INTEGER not null default 0,\n"
    "    origin TEXT,\n"
    "    created_at INTEGER not null,\n"
    "    changed_at INTEGER not null,\n"
    "    limit_records INTEGER not null default 0,\n"
    "    limit_bytes INTEGER not null default 0,\n"
    "    limit_users INTEGER not null default 0\n"
    ");\n"
    "create table standing (\n"
    "    org TEXT primary key,\n"
    "    seq INTEGER not null,\n"
    "    day INTEGER not null,\n"
    "    judged_at INTEGER not null,\n"
    "    changed_at INTEGER not null,\n"
    "    stamp TEXT not null,\n"
    "    timezone TEXT not null,\n"
    "    readiness INTEGER not null,\n"
    "    majors INTEGER not null,\n"
    "    red INTEGER not null,\n"
    "    amber INTEGER not null,\n"
    "    late INTEGER not null,\n"
    "    records INTEGER not null,\n"
    "    colours TEXT not null,\n"
    "    due TEXT not null\n"
    ");\n"
    "create table erasure (\n"
    "    id ID,\n"
    "    slug TEXT not null,\n"
    "    reason TEXT not null,\n"
    "    asked_by TEXT not null,\n"
    "    asked_id INTEGER not null,\n"
    "    asked_at INTEGER not null,\n"
    "    confirmed_by TEXT,\n"
    "    confirmed_id INTEGER,\n"
    "    confirmed_at INTEGER,\n"
    "    proof TEXT,\n"
    "    removed_at INTEGER\n"
    ");\n"
    "create table secret (name TEXT primary key, value TEXT not null);\n"
    "create table job (\n"
    "    id ID,\n"
    "    kind TEXT not null,\n"
    "    org TEXT,\n"
    "    recurring TEXT unique,\n"
    "    period INTEGER not null,\n"
    "    due INTEGER not null,\n"
    "    state TEXT not null check (state in ('ready', 'taken', 'done', 'failed')),\n"
    "    taken_by TEXT,\n"
    "    lease INTEGER not null default 0,\n"
    "    attempts INTEGER not null default 0,\n"
    "    error TEXT,\n"
    "    done_at INTEGER\n"
    ");\n"
    "create index job_by_due on job (state, due);\n";

char *
control_ddl(struct arena *a)
{
    return arena_strdup(a, tables);
}

int
control_create(struct ctx *c)
{
    return db_script(c, tables) != 0 ? (int)c->err : migrate_mark(c, &control_store);
}

/* Make the tables when there are none yet. */
static int
make(struct ctx *c, struct store *s)
{
    if (store_write(c, s) != 0)
        return (int)c->err;
    if (!db_has_table(c, "meta") && control_create(c) == 0)
        return store_commit(c);
    store_rollback(c);
    return (int)c->err;
}

int
control_open(struct ctx *c, const char *path, unsigned flags, struct store **ret)
{
    struct store *s;

    if (store_open(c, path, flags | STORE_CREATE, &s) != 0)
        return (int)c->err;
    if (make(c, s) == 0 && migrate_run(c, s, &control_store, NULL) == 0) {
        *ret = s;
        return 0;
    }
    store_close(s);
    return (int)c->err;
}
