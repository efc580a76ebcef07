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
    { 3, "access-groups",
        "create table access_group (code TEXT primary key, name TEXT not null);\n"
        "create table group_member (grp TEXT not null, who TEXT not null,\n"
        "    primary key (grp, who)) without rowid;\n"
        "create table restricted (key TEXT not null, grp TEXT not null,\n"
        "    primary key (key, grp)) without rowid;\n"
        "create append-only table read_log (id ID, at INTEGER not null, actor TEXT not null,\n"
        "    source TEXT not null, route TEXT not null, key TEXT not null, how TEXT not null);\n"
        "create index read_log_by_key on read_log (key, id);\n" },
    { 4, "custom-roles",
        "create table custom_role (code TEXT primary key, name TEXT not null);\n"
        "create table custom_grant (role TEXT not null, base TEXT not null, type TEXT not null,\n"
        "    action TEXT not null, primary key (role, base, type, action)) without rowid;\n" },
    { 5, "kept-judgement",
        "create table judgement (seq INTEGER primary key, day INTEGER not null,\n"
        "    program TEXT not null, result TEXT not null);\n" },
    { 6, "risk-in-money",
        "alter table \"risk_assessment\" add column \"quantitative\" TEXT;\n"
        "create table \"risk_assessment_quantitative\" (id INTEGER not null\n"
        "    references \"risk_assessment\" (id), a TEXT, b TEXT, c TEXT, num REAL, text TEXT);\n"
        "create index \"risk_assessment_quantitative_by_path\"\n"
        "    on \"risk_assessment_quantitative\" (id, a, b, c);\n"
        "alter table \"risk_method\" add column \"loss_tolerance\" TEXT;\n"
        "create table \"risk_method_loss_tolerance\" (id INTEGER not null\n"
        "    references \"risk_method\" (id), a TEXT, b TEXT, c TEXT, num REAL, text TEXT);\n"
        "create index \"risk_method_loss_tolerance_by_path\"\n"
        "    on \"risk_method_loss_tolerance\" (id, a, b, c);\n" },
    { 7, "calibration",
        "create table calibration (id ID, who TEXT not null, begun INTEGER not null,\n"
        "    draw INTEGER not null, questions TEXT not null, ended INTEGER, hits INTEGER,\n"
        "    asked INTEGER, answers TEXT);\n"
        "create index calibration_by_who on calibration (who, id);\n" },
    { 8, "dependence",
        "alter table \"risk_method\" add column \"dependence\" TEXT;\n"
        "create table \"risk_method_dependence\" (id INTEGER not null\n"
        "    references \"risk_method\" (id), a TEXT, b TEXT, c TEXT, num REAL, text TEXT);\n"
        "create index \"risk_method_dependence_by_path\"\n"
        "    on \"risk_method_dependence\" (id, a, b, c);\n" },
};

const struct store_kind organisation_store = {
    .product = "ismene", .words = "a store of an organisation", .ddl = schema_tables,
    .create = schema_create,
    .list = list, .n = ARRAY_LEN(list), .after = schema_plan,
};
