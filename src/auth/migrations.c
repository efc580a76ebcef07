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
    { 5, "organisations",
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
        "create table secret (name TEXT primary key, value TEXT not null);\n" },
    { 6, "jobs",
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
        "create index job_by_due on job (state, due);\n" },
};

const struct store_kind control_store = {
    .product = "ismene-control", .words = "a control store", .ddl = control_ddl,
    .create = control_create, .list = list, .n = ARRAY_LEN(list),
};
