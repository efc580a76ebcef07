/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* outlook.c - from offenders to what to do next, whose it is and by when. */
#include <stdlib.h>

#include "app/outlook.h"

/* First match wins: who answers for a record, and when something is due for it. */
static const char *const owner_names[] = { "owner", "responsible", "handler", "lead", "person",
    "chair", "auditor", "author", "requester", "requested_by", "analyst" };
static const char *const due_names[] = { "due", "next_due", "next_review_due", "planned_for",
    "planned_end", "expires_on", "valid_until", "valid_to", "next_planned", "response_due",
    "planned_to" };

static int
first_field(const struct rec_type *t, const char *const *names, size_t n, enum kind_id kind)
{
    for (size_t i = 0; i < n; i++) {
        int f = rec_field_index(t, slice_of(names[i]));

        if (f >= 0 && t->fields[f].shape.kind == kind && !t->fields[f].shape.list
            && (kind != K_REF || strcmp(t->fields[f].shape.targets, "Person") == 0))
            return f;
    }
    return -1;
}

int
type_owner_field(const struct rec_type *t)
{
    return first_field(t, owner_names, ARRAY_LEN(owner_names), K_REF);
}

int
type_due_field(const struct rec_type *t)
{
    return first_field(t, due_names, ARRAY_LEN(due_names), K_DATE);
}

static char *
owner_of(struct ctx *c, const struct rec_type *t, const char *key)
{
    int f = type_owner_field(t);
    char *owner = NULL;
    struct stmt *s;
    struct sql q;

    if (strcmp(t->name, "Person") == 0 || f < 0)
        return NULL;
    sql_init(&q, c);
    sql_add(&q, SQL("select "));
    sql_ident(&q, t->fields[f].name);
    sql_add(&q, SQL(" from "));
    sql_ident(&q, t->table);
    sql_add(&q, SQL(" where key = "));
    sql_bind_text(&q, key, strlen(key));
    s = sql_query(&q);
    if (db_step(c, s))
        owner = db_strdup(c, s, 0);
    db_done(c, s);
    sql_free(&q);
    return owner;
}

/* Severity, then basis, then colour, then lateness; an audit soon lifts what the standard asks. */
static int64_t
weigh(const struct judgement *j, const struct outlook *o, const struct rule *rule,
    const struct offender *f)
{
    int64_t basis = rule->basis == BASIS_S ? 10 : rule->basis == BASIS_P ? 8 : 3;
    int64_t late = f->has_due && f->due < j->today ? j->today - f->due : 0;
    int64_t away = o->has_audit ? o->audit - j->today : 365;

    if (rule->basis == BASIS_S && away >= 0 && away < 60)
        basis += (60 - away) / 10;
    return (int64_t)rule->severity * basis * (f->colour == RED ? 3 : 1)
        * (100 + (late > 180 ? 180 : late));
}

static struct item *
item_of(struct ctx *c, struct outlook *o, size_t *cap, const struct rule *rule, const char *key)
{
    struct item *it;

    for (size_t i = 0; key != NULL && i < o->nitems; i++)
        if (o->items[i].key != NULL && strcmp(o->items[i].key, key) == 0)
            return &o->items[i];
    it = arena_push(c->arena, o->items, o->nitems, *cap);
    *it = (struct item){ .key = key,
        .type = key != NULL ? rec_type_by_prefix(slice_of(key)) : NULL };
    if (it->type == NULL)
        it->type = rec_type_by_name(slice_of(rule->type));
    return it;
}

static int
compare_items(const void *pa, const void *pb)
{
    const struct item *a = pa, *b = pb;

    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    return strcmp(a->key != NULL ? a->key : "", b->key != NULL ? b->key : "");
}

#define ITEMS_MAX 2000          /* beyond that the registers are the place to look */

static void
collect(struct ctx *c, const struct judgement *j, struct outlook *o)
{
    size_t cap = 0;

    for (size_t i = 0; i < j->nrules; i++) {
        const struct rule_result *r = &j->rules[i];

        for (size_t k = 0; k < r->n && !r->rule->composite && o->nitems < ITEMS_MAX; k++) {
            const struct offender *f = &r->offenders[k];
            struct item *it;
            int64_t w;

            if (f->waived)
                continue;
            it = item_of(c, o, &cap, r->rule, f->key);
            it->nrules++;
            w = weigh(j, o, r->rule, f);
            if (f->colour > it->colour)
                it->colour = f->colour;
            if (w <= it->weight)
                continue;
            it->weight = w;
            it->rule = r->rule;
            it->detail = f->detail;
            it->has_due = f->has_due;
            it->due = f->due;
        }
    }
}

static void
name_items(struct ctx *c, struct outlook *o)
{
    for (size_t i = 0; i < o->nitems; i++) {
        struct item *it = &o->items[i];

        it->title = it->rule->title;
        if (it->key == NULL || it->type == NULL)
            continue;
        it->title = rec_name_of(c, it->key);
        it->owner = owner_of(c, it->type, it->key);
        if (it->owner != NULL)
            it->owner_name = rec_name_of(c, it->owner);
    }
}

static void
next_date(struct ctx *c, const struct rec_type *t, struct clause_outlook *co)
{
    int f = type_due_field(t);
    struct rec_query q = { .type = t, .sort = f, .limit = 1, .open_only = true,
        .filters = { { .field = f, .op = OP_MIN, .nvalues = 1,
            .value = { { .t = V_INT, .i = c->today } } } }, .nfilters = 1 };
    struct rec **list;
    const char *next, *owner;
    size_t n;

    if (f < 0 || rec_list(c, &q, &list, &n, &next) != 0 || n == 0)
        return;
    if (co->has_next && co->next <= rec_int(list[0], f))
        return;
    co->has_next = true;
    co->next = rec_int(list[0], f);
    co->next_key = list[0]->key;
    co->next_title = rec_title(c, list[0]);
    owner = owner_of(c, t, list[0]->key);
    if (co->worst == NULL && owner != NULL)
        co->owner_name = rec_name_of(c, owner);
}

/* Whose name stands most often among the open items of the clause. */
static const char *
chief_owner(const struct outlook *o, const char *clause)
{
    const char *best = NULL;
    size_t most = 0;

    for (size_t i = 0; i < o->nitems; i++) {
        size_t n = 0;

        if (o->items[i].owner == NULL || strcmp(o->items[i].rule->clause, clause) != 0)
            continue;
        for (size_t k = i; k < o->nitems; k++)
            n += o->items[k].owner != NULL && strcmp(o->items[k].rule->clause, clause) == 0
                && strcmp(o->items[k].owner, o->items[i].owner) == 0;
        if (n > most) {
            most = n;
            best = o->items[i].owner_name;
        }
    }
    return best;
}

static void
look_at_clauses(struct ctx *c, struct outlook *o)
{
    o->clauses = arena_alloc(c->arena, n_clauses * sizeof *o->clauses);
    for (size_t i = 0; i < n_clauses; i++) {
        struct clause_outlook *co = &o->clauses[i];

        for (size_t k = 0; k < o->nitems && co->worst == NULL; k++)
            if (strcmp(o->items[k].rule->clause, clauses[i].slug) == 0)
                co->worst = &o->items[k];
        co->owner_name = chief_owner(o, clauses[i].slug);
        for (size_t t = 0; t < n_rec_types; t++)
            if (strcmp(rec_types[t]->clause, clauses[i].slug) == 0)
                next_date(c, rec_types[t], co);
    }
}

static void
find_audit(struct ctx *c, struct outlook *o)
{
    struct stmt *s = db_query(c, SQL("select planned_from, title from audit where kind in "
        "('stage1', 'stage2', 'surveillance', 'recertification') and planned_from >= $today "
        "order by planned_from limit 1"), BINDS(bind_int("today", c->today)));

    if (db_step(c, s)) {
        o->has_audit = true;
        o->audit = db_int(s, 0);
        o->audit_name = db_strdup(c, s, 1);
    }
    db_done(c, s);
}

int
outlook_make(struct ctx *c, const struct judgement *j, struct outlook **ret)
{
    struct outlook *o = arena_new_of(c->arena, struct outlook);

    find_audit(c, o);
    collect(c, j, o);
    name_items(c, o);
    qsort(o->items, o->nitems, sizeof *o->items, compare_items);
    look_at_clauses(c, o);
    *ret = o;
    return outlook_trend(c, j, o);
}

static int
compare_duties(const void *pa, const void *pb)
{
    const struct duty *a = pa, *b = pb;

    return a->due != b->due ? (a->due < b->due ? -1 : 1) : strcmp(a->key, b->key);
}

int
duties_of(struct ctx *c, const char *person, int64_t until, struct duty **ret, size_t *ret_n)
{
    struct duty *list = NULL;
    size_t n = 0, cap = 0;

    for (size_t t = 0; t < n_rec_types; t++) {
        int f = type_due_field(rec_types[t]), o = type_owner_field(rec_types[t]);
        struct rec_query q = { .type = rec_types[t], .sort = f, .limit = 50, .open_only = true,
            .nfilters = 2, .filters = {
                { .field = o, .op = OP_EQ, .nvalues = 1,
                    .value = { { .t = V_TEXT, .s = person, .n = strlen(person) } } },
                { .field = f, .op = OP_MAX, .nvalues = 1,
                    .value = { { .t = V_INT, .i = until } } } } };
        struct rec **recs;
        const char *next;
        size_t found;

        if (f < 0 || o < 0)
            continue;
        if (rec_list(c, &q, &recs, &found, &next) != 0)
            return (int)c->err;
        for (size_t i = 0; i < found; i++)
            *arena_push(c->arena, list, n, cap) = (struct duty){ rec_types[t], recs[i]->key,
                rec_title(c, recs[i]), rec_int(recs[i], f) };
    }
    qsort(list, n, sizeof *list, compare_duties);
    *ret = list;
    *ret_n = n;
    return (int)c->err;
}
