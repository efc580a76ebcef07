/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * standing.h - what the last judgement of an organisation said, in one row of
 * the control store: the portfolio reads fifty of them without opening fifty
 * stores.  It holds counts, colours and dates, and no content of a record.
 */
#ifndef ISMENE_APP_STANDING_H
#define ISMENE_APP_STANDING_H

#include "app/outlook.h"

#define STANDING_GROUPS 7       /* clauses 4 to 10 */
#define STANDING_DUE 3

struct standing {
    const char *org;
    int64_t seq, day;           /* what was judged: the history's size, and the day */
    int64_t judged_at;          /* when */
    int64_t changed_at;         /* when somebody last changed a record; 0: never */
    const char *stamp;          /* org_stamp at that time */
    const char *timezone;
    int64_t readiness;          /* 0..100; -1: nothing to judge */
    int64_t majors;             /* major rules that are not met */
    int64_t red, amber;         /* open findings */
    int64_t late;               /* records that are past their date */
    int64_t records;
    enum colour colours[STANDING_GROUPS];
    struct { int64_t day; const char *what; } due[STANDING_DUE];
    size_t ndue;
};

/* Sum up a judgement within a transaction of the organisation. */
struct standing standing_of(struct ctx *c, const struct judgement *j, const struct outlook *o);
enum colour standing_worst(const struct standing *s);

/* In the control store. */
int standing_set(struct ctx *c, const struct standing *s) MUST_USE;
int standing_set_stamp(struct ctx *c, const char *org, const char *stamp) MUST_USE;
int standing_remove(struct ctx *c, const char *org) MUST_USE;
/* False: nobody judged it yet. */
bool standing_get(struct ctx *c, const char *org, struct standing *ret);

#endif
