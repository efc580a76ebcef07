/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * outlook.h - what a judgement means for people: one item a record with the
 * weightiest rule that hits it, ordered by urgency, and for each clause whose
 * it is and the next date.
 */
#ifndef ISMENE_OUTLOOK_H
#define ISMENE_OUTLOOK_H

#include "rules/engine.h"

struct item {
    const struct rule *rule;            /* the weightiest that hits the record */
    const struct rec_type *type;        /* of the record, or where the mend begins */
    const char *key, *title;            /* key NULL: no single record */
    const char *detail;
    const char *owner, *owner_name;     /* person who answers for it, or NULL */
    enum colour colour;
    size_t nrules;
    bool has_due;
    int64_t due, weight;                /* weight and the rule's place: for the order alone */
    size_t order;
};

#define TREND_WEEKS 13          /* twelve weeks and today */
struct trend {
    int64_t day;                /* 0: no snapshot of that week */
    size_t n[4];                /* rules of each colour */
};
struct moves {
    const struct rule **p;
    size_t n, cap;
};

struct clause_outlook {
    struct trend trend[TREND_WEEKS];    /* oldest first; the last is today */
    const struct item *worst;           /* NULL: nothing is open */
    const char *owner_name;             /* who owns most of what is open, else of the next date */
    bool has_next;
    int64_t next;                       /* the next date in its registers, today or later */
    const char *next_key, *next_title;
};

struct outlook {
    struct item *items;                 /* most urgent first */
    size_t nitems;
    const struct item **by_key;         /* those of a record, for outlook_item */
    size_t nby_key;
    struct clause_outlook *clauses;     /* as many as n_clauses */
    bool has_audit;
    int64_t audit;                      /* day of the next external audit */
    const char *audit_name;
    struct trend trend[TREND_WEEKS];
    struct moves better, worse;         /* rules whose colour changed since a week ago */
};

/* The item of a record, or NULL. */
const struct item *outlook_item(const struct outlook *o, const char *key);
int outlook_make(struct ctx *c, const struct judgement *j, struct outlook **ret) MUST_USE;
int outlook_trend(struct ctx *c, const struct judgement *j, struct outlook *o) MUST_USE;

/* The field that names the person who answers for a record; -1: none. */
int type_owner_field(const struct rec_type *t);
/* The field with the date by which something has to happen next; -1: none. */
int type_due_field(const struct rec_type *t);

/* What a person owns and is due within so many days: open records by date. */
struct duty {
    const struct rec_type *type;
    const char *key, *title;
    int64_t due;
};
int duties_of(struct ctx *c, const char *person, int64_t until, struct duty **ret, size_t *ret_n)
    MUST_USE;

#endif
