/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * migrate.h - numbered changes of a store's tables, forward only.
 *
 * A fresh store is made of today's tables and marked as being at the newest
 * number; an older one gets what is missing, one transaction a migration, which
 * also records the number and the SHA-256 of the text.  Schema 1 is what the
 * first release made; migrations begin at 2.  A migration that was released is
 * never changed.  doc/operations.md says how one is added and tested.
 */
#ifndef ISMENE_DB_MIGRATE_H
#define ISMENE_DB_MIGRATE_H

#include "db/describe.h"

struct migration {
    int number;                 /* 2, 3, … without a gap */
    const char *name;           /* what it is about: "saved-views" */
    /*
     * Statements in the neutral words of db_script, and "remake table NAME (…)": the whole
     * definition, for what "alter table" cannot change on both engines (checks).
     */
    const char *text;
};

/* A kind of store: an organisation's, or the control store. */
struct store_kind {
    const char *product;        /* in the table meta: "ismene" */
    const char *words;          /* "a store of an organisation" */
    char *(*ddl)(struct arena *a);      /* the tables of a fresh store, in neutral words */
    int (*create)(struct ctx *c);       /* make them, and mark them */
    const struct migration *list;
    size_t n;
    int (*after)(struct ctx *c);        /* in the transaction of the last one; may be NULL */
};

int kind_newest(const struct store_kind *k);    /* the number that this program works with */

/* In a write transaction: the tables were just made; record them as the newest. */
int migrate_mark(struct ctx *c, const struct store_kind *k) MUST_USE;
/*
 * In a transaction: the number the store is at.  E_DB in words when it is not
 * of this kind, is newer than the program, or had other migrations.
 */
int migrate_number(struct ctx *c, const struct store_kind *k, int *ret) MUST_USE;
/* The same, and E_STATE in words when migrations are missing. */
int migrate_check(struct ctx *c, const struct store_kind *k) MUST_USE;
/*
 * Run what is missing; may be interrupted at any time and called again, also by
 * several servers at once.  ret_from: the number it was at; NULL when not wanted.
 */
int migrate_run(struct ctx *c, struct store *s, const struct store_kind *k, int *ret_from)
    MUST_USE;

/* The text of a migration, in a transaction of store_write_tables (remake.c). */
int db_remake(struct ctx *c, const char *text) MUST_USE;
/* In no transaction: what a fresh store of this kind is like (see facts_diff). */
int kind_facts(struct ctx *c, const struct store_kind *k, struct facts *ret) MUST_USE;

#endif
