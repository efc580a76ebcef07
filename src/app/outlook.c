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

static int
compare_items(const void *pa, const void *pb)
{
    const struct item *a = pa, *b = pb;

    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return strcmp(a->key != NULL ? a->key : "", b->key != NULL ? b->key : "");
}

#define ITEMS_MAX 2000          /* beyond that the registers are the place to look */

/* The weightiest finding of an item speaks for it. */
static void
add_finding(const struct judgement *j, const struct outlook *o, struct item *it,
    const struct rule_result *r, const struct offender *f)
{
    int64_t w = weigh(j, o, r->rule, f);

    it->nrules++;
    if (f->colour > it->colour)
        it->colour = f->colour;
    if (w <= it->weight)
        return;
    it->weight = w;
    it->order = (size_t)(r - j->rules);
    it->rule = r->rule;
    it->detail = f->detail;
    it->has_due = f->has_due;
    it->due = f->due;
}

static struct item *
new_item(struct ctx *c, struct outlook *o, size_t *cap, const struct rule *rule, const char *key)
{
    struct item *it = arena_push(c->arena, o->items, o->nitems, *cap);

    *it = (struct item){ .key = key,
        .type = key != NULL ? rec_type_by_prefix(slice_of(key)) : NULL };
    if (it->type == NULL)
        it->type = rec_type_by_name(slice_of(rule->type));
    return it;
}

/* One item a record, and one for what a rule finds without a record. */
static void
collect(struct ctx *c, const struct judgement *j, struct outlook *o)
{
    struct item *it = NULL;
    size_t cap = 0;

    for (size_t i = 0; i < j->nremarks; i++) {
        const struct remark *m = &j->remarks[i];

        if (m->offender->waived || m->rule->rule->composite)
            continue;
        if (it == NULL || strcmp(it->key, m->key) != 0)
            it = new_item(c, o, &cap, m->rule->rule, m->key);
        add_finding(j, o, it, m->rule, m->offender);
    }
    for (size_t i = 0; i < j->nrules; i++) {
        const struct rule_result *r = &j->rules[i];

        it = NULL;
        for (size_t k = 0; k < r->n && !r->rule->composite; k++) {
            if (r->offenders[k].key != NULL || r->offenders[k].waived)
                continue;
            if (it == NULL)
                it = new_item(c, o, &cap, r->rule, NULL);
            add_finding(j, o, it, r, &r->offenders[k]);
        }
    }
}

static int
compare_keys(const void *pa, const void *pb)
{
    const struct item *const *a = pa, *const *b = pb;

    return strcmp((*a)->key, (*b)->key);
}

static void
index_items(struct ctx *c, struct outlook *o)
{
    o->by_key = arena_alloc(c->arena, (o->nitems + 1) * sizeof *o->by_key);
    for (size_t i = 0; i < o->nitems; i++)
        if (o->items[i].key != NULL)
            o->by_key[o->nby_key++] = &o->items[i];
    qsort(o->by_key, o->nby_key, sizeof *o->by_key, compare_keys);
}

const struct item *
outlook_item(const struct outlook *o, const char *key)
{
    const struct item want = { .key = key }, *p = &want, **found;

    found = o->nby_key == 0 ? NULL
        : bsearch(&p, o->by_key, o->nby_key, sizeof *o->by_key, compare_keys);
    return found != NULL ? *found : NULL;
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

/* Owners of items, numbered: distinct keys in order. */
struct owners {
    const char **keys;
    size_t n, *counts;
};

static int
compare_texts(const void *pa, const void *pb)
{
    const char *const *a = pa, *const *b = pb;

    return strcmp(*a, *b);
}

static struct owners
owners_of(struct ctx *c, const struct outlook *o)
{
    struct owners w = { arena_alloc(c->arena, (o->nitems + 1) * sizeof *w.keys), 0,
        arena_alloc(c->arena, (o->nitems + 1) * sizeof *w.counts) };
    size_t n = 0;

    for (size_t i = 0; i < o->nitems; i++)
        if (o->items[i].owner != NULL)
            w.keys[n++] = o->items[i].owner;
    qsort(w.keys, n, sizeof *w.keys, compare_texts);
    for (size_t i = 0; i < n; i++)
        if (w.n == 0 || strcmp(w.keys[w.n - 1], w.keys[i]) != 0)
            w.keys[w.n++] = w.keys[i];
    return w;
}

static size_t *
count_of(const struct owners *w, const struct item *it, const char *clause)
{
    const char **at;

    if (it->owner == NULL || strcmp(it->rule->clause, clause) != 0)
        return NULL;
    at = bsearch(&it->owner, w->keys, w->n, sizeof *w->keys, compare_texts);
    return at != NULL ? &w->counts[at - w->keys] : NULL;
}

/* Whose name stands most often among the open items of the clause. */
static const char *
chief_owner(const struct outlook *o, const struct owners *w, const char *clause)
{
    const char *best = NULL;
    size_t most = 0, *n;

    memset(w->counts, 0, w->n * sizeof *w->counts);
    for (size_t i = 0; i < o->nitems; i++)
        if ((n = count_of(w, &o->items[i], clause)) != NULL)
            ++*n;
    for (size_t i = 0; i < o->nitems; i++) {
        n = count_of(w, &o->items[i], clause);
        if (n != NULL && *n > most) {
            most = *n;
            best = o->items[i].owner_name;
        }
    }
    return best;
}

static void
look_at_clauses(struct ctx *c, struct outlook *o)
{
    struct owners owners = owners_of(c, o);

    o->clauses = arena_alloc(c->arena, n_clauses * sizeof *o->clauses);
    for (size_t i = 0; i < n_clauses; i++) {
        struct clause_outlook *co = &o->clauses[i];

        for (size_t k = 0; k < o->nitems && co->worst == NULL; k++)
            if (strcmp(o->items[k].rule->clause, clauses[i].slug) == 0)
                co->worst = &o->items[k];
        co->owner_name = chief_owner(o, &owners, clauses[i].slug);
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
        "and key not in (select key from restricted) "
        "order by planned_from, id limit 1"), BINDS(bind_int("today", c->today)));

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
    qsort(o->items, o->nitems, sizeof *o->items, compare_items);
    if (o->nitems > ITEMS_MAX)
        o->nitems = ITEMS_MAX;
    name_items(c, o);
    index_items(c, o);
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
    if (n > 1)
        qsort(list, n, sizeof *list, compare_duties);
    *ret = list;
    *ret_n = n;
    return (int)c->err;
}
