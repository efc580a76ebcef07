/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * copy.h - rows from one store into another with the same tables, whatever
 * engines are behind them.  `from` is in a transaction, `to` in a write
 * transaction; an error stands in `to`.
 */
#ifndef ISMENE_DB_COPY_H
#define ISMENE_DB_COPY_H

#include "db/describe.h"

/* The tables of a description, those before that others refer to at once. */
int copy_order(struct ctx *c, const struct facts *f, const char ***ret, size_t *ret_n) MUST_USE;

/* A row on its way. */
struct copy {
    struct ctx *from, *to;
    const char *table;
    const struct fact **columns;        /* in the order of the table */
    size_t n;
    struct bind *row;                   /* n values: valid until the next one is read */
    bool keyed;                         /* the column id is left out … */
    int64_t id;                         /* … and stands here */
};
/* keyed: the new rows get numbers of their own. */
void copy_init(struct copy *k, const struct facts *f, const char *table, bool keyed);
/* The rows whose column `where` has that value (where NULL: all): step it with copy_next. */
struct stmt *copy_query(struct copy *k, const char *where, const char *value) MUST_USE;
bool copy_next(struct copy *k, struct stmt *s);
/* Write k->row; ret_id, when wanted, gets the column id of the new row. */
int copy_insert(struct copy *k, int64_t *ret_id) MUST_USE;

/* All rows of all tables but the engine's own kind; what `to` had in them is deleted first. */
int copy_all(struct ctx *from, struct ctx *to, const struct facts *f) MUST_USE;

#endif
