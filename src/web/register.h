/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * register.h - one register as its address says it: which rows, which
 * columns, in which order.  The address holds all of it: field=value,
 * field.min, field.max, q, sort, limit and after (store.h), and
 *
 *   open=true       without final states
 *   mark=red|amber  only records that an open rule hits with that colour
 *   cols=a,b        columns in this order        group=FIELD  headings
 *   panel=…         an opened panel: filter, columns, views
 *   format=csv      the same rows as a file
 */
#ifndef ISMENE_WEB_REGISTER_H
#define ISMENE_WEB_REGISTER_H

#include "web/web.h"

#define COLS_MAX 24
#define SELECT_MAX 200          /* records changed at once */
#define DUE_DAYS 30             /* "due soon" of the title */

struct register_view {
    const struct rec_type *type;
    struct rec_query q;
    struct pair *state;         /* what the address says, without after, panel and format */
    size_t nstate;
    int cols[COLS_MAX];
    size_t ncols;
    int owner, due;             /* fields of the type; -1: none */
    int group;                  /* field; -1: none */
    enum colour mark;           /* GREY: all */
    const char *panel;          /* or NULL */
    const char *problem;        /* what of the address was left out, and why; or NULL */
    bool untidy;                /* empty or repeated parameters: a shorter address says the same */
    bool select;                /* this person may change several at once */
    const struct outlook *outlook;

    const char *const *chosen;  /* keys of a refused bulk change: ticked again */
    size_t nchosen;
};

/* register_view.c: the address in and out. */
int register_read(struct call *k, const struct pair *query, size_t n, struct register_view *ret)
    MUST_USE;
/* What is open, and with it the rows that v->mark asks for.  Not while something is being
 * written: a new judgement begins a transaction of its own. */
int register_judge(struct call *k, struct register_view *v) MUST_USE;
/* "/o/demo/r/risks?…" with one parameter changed (value NULL: without it), for an attribute. */
void register_href(struct call *k, const struct register_view *v, const char *name,
    const char *value);
char *register_path(struct call *k, const struct register_view *v);     /* plain, in the arena */
const char *register_get(const struct register_view *v, const char *name);      /* or NULL */
/* Hidden fields for everything but the named parameters (blank-separated). */
void register_hidden(struct call *k, const struct register_view *v, const char *without);
bool register_has_filters(const struct register_view *v);
bool field_filterable(const struct field *f);
bool field_sortable(const struct field *f);

/* register_filter.c: filters in words, panels. */
void register_chips(struct call *k, const struct register_view *v);
void register_panel(struct call *k, const struct register_view *v);
/* Options of a select with the records that this field points to now. */
void register_used(struct call *k, const struct rec_type *t, const struct field *f,
    const char *chosen);

/* register_rows.c: the table. */
struct rec_page {
    struct rec **rows;
    size_t n;
    const char *next;           /* cursor, or NULL */
};
/* References in hidden columns become empty: their names need no look-up. */
void register_forget_hidden(const struct register_view *v, const struct rec_page *p);
void register_table(struct call *k, const struct register_view *v, const struct rec_page *p);

/* register.c */
struct register_counts {
    int64_t all, shown, late, soon;     /* at most COUNT_CAP + 1 */
    int64_t marked[RED + 1];            /* by colour of what is open */
    int64_t *by_state;                  /* by choice of the state's field; NULL: no work flow */
};
struct register_page {
    struct register_view *v;
    struct rec_page rows;
    struct register_counts n;
    const char *title;
    const char *refused;        /* a bulk change that was refused, and why */
    const struct field_error *refusals; /* field: key of the record */
    size_t nrefusals;
};
/* "15 risks", "1 risk", "more than 1,000 risks". */
const char *register_counted(struct call *k, const struct rec_type *t, int64_t n);
/* The page; err and fields of k->c are shown on it as a refused change. */
int register_show(struct call *k, struct register_view *v);
void page_register(struct call *k, struct buf *h, const struct register_page *p);

/* register_csv.c */
int register_csv(struct call *k, struct register_view *v);

/* register_bulk.c */
bool register_may_select(const struct call *k, const struct rec_type *t);
void register_bulk_bar(struct call *k, const struct register_view *v);

/* register_saved.c */
void register_saved(struct call *k, const struct register_view *v);
void register_saved_panel(struct call *k, const struct register_view *v);

#endif
