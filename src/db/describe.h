/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * describe.h - the tables of a live store as a sorted list of facts in words
 * that are the same for every engine, and how two such lists differ.
 */
#ifndef ISMENE_DB_DESCRIBE_H
#define ISMENE_DB_DESCRIBE_H

#include "db/db.h"

enum fact_kind {
    FACT_TABLE,         /* name: ""; text: "full text" when it is the engine's own kind */
    FACT_COLUMN,        /* name: the column; text: INTEGER, TEXT …, "not null", "default x" */
    FACT_PRIMARY,       /* name: ""; text: the columns, "key, tag" */
    FACT_UNIQUE,        /* name: the columns */
    FACT_CHECK,         /* name: the condition in canonical words (sql_canonical) */
    FACT_FOREIGN,       /* name: the columns; text: "person (key) deferred" */
    FACT_INDEX,         /* name: its name; text: "(key, seq) unique where …" */
    FACT_TRIGGER,       /* name: its name; "append-only": rows are neither changed nor deleted */
};

struct fact {
    enum fact_kind kind;
    const char *table, *name, *text;    /* text: "" when the name says all */
    int64_t place;                      /* of a column in its table */
};

struct facts {
    struct fact *p;
    size_t n, cap;
};

/* In a transaction: what is there, sorted by table, kind and name. */
int db_describe(struct ctx *c, struct facts *ret) MUST_USE;
bool db_has_table(struct ctx *c, const char *table);

/* NULL: none. */
const struct fact *facts_find(const struct facts *f, enum fact_kind kind, const char *table,
    const char *name);
/* How the live tables differ from those wanted, and the statements of the DDL (in neutral
 * words) that are missing; returns how many differences there are. */
size_t facts_diff(struct arena *a, const struct facts *want, const struct facts *live,
    const char *ddl, struct buf *out);

/* Reading SQL text (sqltext.c). */
/* A condition in words that the texts of both engines come to: no parentheses, casts or
 * quotes of names; "in" for "= any". */
char *sql_canonical(struct arena *a, struct slice text);
/* The next part of a list separated by commas outside of parentheses. */
bool sql_part(struct slice *list, struct slice *ret);
/* What stands in the first parentheses of a text, and what follows them. */
bool sql_inside(struct slice text, struct slice *ret, struct slice *ret_rest);
/* Does the text have these words (blank-separated, lower case), and what follows them? */
bool sql_words(struct slice text, const char *words, struct slice *ret_rest);
struct slice sql_name(struct slice text);           /* the first word, without its quotes */
/* The next statement of a script, without its semicolon. */
bool sql_statement(struct slice *script, struct slice *ret);

#endif
