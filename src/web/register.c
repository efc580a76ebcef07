/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* register.c - the page of one register: what is in it, and which rows to look at. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "rec/kind.h"
#include "web/register.h"

/* "Risks" within a sentence; "SoA entries" stays. */
static const char *
lower_first(struct call *k, const char *label)
{
    char *s = arena_strdup(k->c.arena, label);

    if (s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'a' && s[1] <= 'z'
        && strcspn(s, " ") == strspn(s + 1, "abcdefghijklmnopqrstuvwxyz-") + 1)
        s[0] = (char)(s[0] + ('a' - 'A'));
    return s;
}

const char *
register_counted(struct call *k, const struct rec_type *t, int64_t n)
{
    const char *words = lower_first(k, n == 1 ? t->label : t->plural);

    return n > COUNT_CAP ? arena_printf(k->c.arena, "more than 1,000 %s", words)
        : arena_printf(k->c.arena, "%" PRId64 " %s", n, words);
}

/* Counts of all that is in the register, whatever is filtered. */
static int64_t
count_due(struct call *k, const struct register_view *v, bool late)
{
    struct rec_query q = { .type = v->type, .sort = -1, .limit = 1, .open_only = true };

    if (!late)
        q.filters[q.nfilters++] = (struct filter){ .field = v->due, .op = OP_MIN, .nvalues = 1,
            .value = { int_value(k->c.today) } };
    q.filters[q.nfilters++] = (struct filter){ .field = v->due, .op = OP_MAX, .nvalues = 1,
        .value = { int_value(k->c.today + (late ? -1 : DUE_DAYS)) } };
    return rec_count(&k->c, &q);
}

static void
count_states(struct call *k, struct register_counts *n, const struct rec_type *t)
{
    const struct field *f = &t->fields[t->state];

    n->by_state = arena_alloc(k->c.arena, (f->shape.nchoices + 1) * sizeof *n->by_state);
    for (size_t i = 0; i < f->shape.nchoices; i++) {
        const char *state = f->shape.choices[i].name;
        struct rec_query q = { .type = t, .sort = -1, .limit = 1, .nfilters = 1,
            .filters = { { .field = t->state, .op = OP_EQ, .nvalues = 1,
                .value = { { .t = V_TEXT, .s = state, .n = strlen(state) } } } } };

        n->by_state[i] = rec_count(&k->c, &q);
    }
}

static void
count_all(struct call *k, const struct register_view *v, struct register_counts *n)
{
    struct rec_query all = { .type = v->type, .sort = -1, .limit = 1 };

    n->all = rec_count(&k->c, &all);
    n->shown = register_has_filters(v) ? rec_count(&k->c, &v->q) : n->all;
    for (size_t i = 0; i < v->outlook->nitems; i++)
        if (v->outlook->items[i].type == v->type && v->outlook->items[i].key != NULL)
            n->marked[v->outlook->items[i].colour]++;
    if (v->due >= 0) {
        n->late = count_due(k, v, true);
        n->soon = count_due(k, v, false);
    }
    if (v->type->state >= 0)
        count_states(k, n, v->type);
}

/* A cursor of another order, or made up: begin again at the first row. */
static int
read_rows(struct call *k, struct register_view *v, struct rec_page *p)
{
    if (rec_list(&k->c, &v->q, &p->rows, &p->n, &p->next) == 0)
        return 0;
    if (k->c.err != E_INVALID || v->q.after == NULL)
        return (int)k->c.err;
    ctx_clear(&k->c);
    v->problem = "The address named a page that does not exist; this is the first one.";
    v->q.after = NULL;
    return rec_list(&k->c, &v->q, &p->rows, &p->n, &p->next);
}

int
register_show(struct call *k, struct register_view *v)
{
    struct frame f = { .active = v->type->clause };
    const char *message = k->c.message;
    struct ctx errors = k->c;
    struct register_page p = { .v = v };

    ctx_clear(&k->c);
    if (register_judge(k, v) != 0 || read_rows(k, v, &p.rows) != 0)
        return (int)k->c.err;
    count_all(k, v, &p.n);
    if (k->c.err != E_OK)
        return (int)k->c.err;
    p.refusals = errors.fields;
    p.nrefusals = errors.nfields;
    p.refused = message;
    p.title = register_counted(k, v->type, p.n.all);
    f.title = v->type->plural;
    if (v->problem != NULL)
        k->resp->status = 400;
    page_register(k, page_begin(k, &f), &p);
    page_end(k, &f);
    return (int)k->c.err;
}

/* There is one: its page is the register. */
static bool
redirect_singleton(struct call *k, const struct rec_type *t)
{
    struct rec *r;

    if (t == NULL || !(t->flags & SINGLETON))
        return false;
    if (rec_load_singleton(&k->c, t, &r) != 0) {
        if (k->c.err == E_NOTFOUND)
            ctx_clear(&k->c);
        return false;
    }
    resp_redirect(k->c.arena, k->resp, here(k, "/r/%s/%s", t->slug, r->key));
    return true;
}

int
web_register(struct call *k)
{
    const char *format = req_query(k->req, "format");
    struct register_view v;

    if (redirect_singleton(k, rec_type_by_slug(slice_of(req_param(k->req, "types")))))
        return 0;
    if (register_read(k, k->req->query, k->req->nquery, &v) != 0)
        return (int)k->c.err;
    if (format != NULL && strcmp(format, "csv") == 0)
        return register_csv(k, &v);
    if (v.untidy && v.problem == NULL) {
        resp_redirect(k->c.arena, k->resp, register_path(k, &v));
        return 0;
    }
    return register_show(k, &v);
}
