/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* register_csv.c - what a register shows, as a file (RFC 4180). */
#include "rec/kind.h"
#include "web/register.h"

#define CSV_ROWS 10000
#define CSV_PAGE 200

/* "Aoife Brennan (PER-03)": for people, and still a key. */
static void
named(struct buf *b, const struct names *names, const char *key)
{
    buf_printf(b, "%s%s (%s)", b->n > 0 ? ", " : "", name_in(names, key), key);
}

static void
value_cell(struct call *k, const struct field *f, const struct value *v, const struct names *names)
{
    struct slice rest = { v->s, v->n }, key;
    struct buf b;

    buf_init(&b, (size_t)1 << 20);
    if (f->shape.kind != K_REF || v->t == V_NULL)
        value_to_text(&k->c, &b, f, v);
    else if (!f->shape.list)
        named(&b, names, v->s);
    else
        while (json_array_next(k->c.arena, &rest, &key))
            named(&b, names, arena_strndup(k->c.arena, key.p, key.n));
    csv_cell(k->out, b.p != NULL ? b.p : "", b.n, false);
    buf_free(&b);
}

static void
csv_header(struct call *k, const struct register_view *v)
{
    csv_cell(k->out, "Key", 3, true);
    for (size_t i = 0; i < v->ncols; i++) {
        const char *label = v->type->fields[v->cols[i]].label;

        csv_cell(k->out, label, strlen(label), false);
    }
    buf_lit(k->out, "\r\n");
}

static void
csv_row(struct call *k, const struct register_view *v, const struct rec *r,
    const struct names *names)
{
    csv_cell(k->out, r->key, strlen(r->key), true);
    for (size_t i = 0; i < v->ncols; i++)
        value_cell(k, &v->type->fields[v->cols[i]], &r->v[v->cols[i]], names);
    buf_lit(k->out, "\r\n");
}

/* The rows of one page; their memory goes with it. */
static int
csv_page(struct call *k, struct register_view *v)
{
    struct arena *whole = k->c.arena;
    struct rec_page p = { 0 };

    k->c.arena = arena_new();
    if (rec_list(&k->c, &v->q, &p.rows, &p.n, &p.next) == 0) {
        const struct names *names;

        register_forget_hidden(v, &p);
        names = names_of(k, (const struct rec *const *)p.rows, p.n);
        for (size_t i = 0; i < p.n; i++)
            csv_row(k, v, p.rows[i], names);
    }
    v->q.after = arena_strdup(whole, p.next);
    if (k->c.err != E_OK) {
        enum err e = k->c.err;

        ctx_clear(&k->c);
        k->c.err = e;
        k->c.message = "The rows could not be read.";
    }
    arena_free(k->c.arena);
    k->c.arena = whole;
    return (int)k->c.err;
}

int
register_csv(struct call *k, struct register_view *v)
{
    struct arena *a = k->c.arena;

    if (v->problem != NULL)
        return fail(&k->c, E_INVALID, "%s", v->problem);
    if (v->mark != GREY && register_judge(k, v) != 0)
        return (int)k->c.err;
    k->resp->type = "text/csv; charset=utf-8; header=present";
    resp_header(a, k->resp, "Content-Disposition", arena_printf(a,
        "attachment; filename=\"%s-%s.csv\"", k->c.org, v->type->slug));
    csv_header(k, v);
    v->q.after = NULL;
    v->q.limit = CSV_PAGE;
    v->q.action = ACT_EXPORT;
    for (size_t total = 0; total < CSV_ROWS; total += CSV_PAGE)
        if (csv_page(k, v) != 0 || v->q.after == NULL)
            break;
    return (int)k->c.err;
}
