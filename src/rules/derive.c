/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* derive.c - R-X-05, R-X-06 and R-X-07: queries over all types, from their tables. */
#include <stdio.h>

#include "rec/rec.h"
#include "rules/rule.h"

static void
next(struct buf *b)
{
    if (b->n > 0)
        buf_lit(b, "\nunion all ");
}

static char *
done(struct arena *a, struct buf *b)
{
    char *s = arena_strndup(a, b->p, b->n);

    buf_free(b);
    return s;
}

/* The target of a reference must exist and be of a type the field takes. */
char *
rule_derive_references(struct arena *a)
{
    struct buf b;

    buf_init(&b, BUF_MAX);
    for (size_t i = 0; i < n_rec_types; i++) {
        const struct rec_type *t = rec_types[i];

        for (size_t k = 0; k < t->nfields; k++) {
            const struct field *f = &t->fields[k];
            char col[80];

            if (f->shape.kind != K_REF)
                continue;
            snprintf(col, sizeof col, f->shape.list ? "l.ref" : "t.\"%s\"", f->name);
            next(&b);
            buf_printf(&b, "select t.key, 'red', '%s points to ' || %s || ', which is missing or "
                "of another type', null from \"%s\" t", f->label, col, t->table);
            if (f->shape.list)
                buf_printf(&b, " join \"%s_%s\" l on l.id = t.id", t->table, f->name);
            buf_printf(&b, " where %s is not null and not exists (select 1 from record r "
                "where r.key = %s", col, col);
            if (strcmp(f->shape.targets, "*") != 0)
                buf_printf(&b, " and r.type = '%s'", f->shape.targets);
            buf_lit(&b, ")");
        }
    }
    return done(a, &b);
}

static void
not_draft(struct buf *b, const struct rec_type *t)
{
    if (t->state >= 0)
        buf_lit(b, " and coalesce(t.status, '') <> 'draft'");
}

/* One row a record, naming the first empty field. */
char *
rule_derive_required(struct arena *a)
{
    struct buf b;

    buf_init(&b, BUF_MAX);
    for (size_t i = 0; i < n_rec_types; i++) {
        const struct rec_type *t = rec_types[i];
        struct buf cond;

        buf_init(&cond, BUF_MAX);
        next(&b);
        buf_lit(&b, "select t.key, 'amber', case");
        for (size_t k = 0; k < t->nfields; k++) {
            if (!(t->fields[k].flags & REQUIRED))
                continue;
            buf_printf(&b, " when t.\"%s\" is null then '%s is empty'", t->fields[k].name,
                t->fields[k].label);
            buf_printf(&cond, "%st.\"%s\" is null", cond.n ? " or " : "", t->fields[k].name);
        }
        buf_printf(&b, " end, null from \"%s\" t where (%s)", t->table, cond.p);
        not_draft(&b, t);
        buf_free(&cond);
    }
    return done(a, &b);
}

static void
one_when(struct buf *b, const struct rec_type *t, const struct when *w, const struct field *f)
{
    bool first = true;

    for (struct slice l = slice_of(w->required), word; word_next(&l, &word); ) {
        int at = rec_field_index(t, word);

        if (at < 0)
            continue;
        next(b);
        buf_printf(b, "select t.key, 'amber', '%s is needed here', null from \"%s\" t where "
            "t.\"%s\" is null and t.\"%s\" in (", t->fields[at].label, t->table,
            t->fields[at].name, f->name);
        first = true;
        for (struct slice vl = slice_of(w->values), v; word_next(&vl, &v); first = false)
            if (f->shape.kind == K_BOOL)
                buf_printf(b, "%s%s", first ? "" : ", ", slice_eq(v, "true") ? "1" : "0");
            else
                buf_printf(b, "%s'%.*s'", first ? "" : ", ", (int)v.n, v.p);
        buf_lit(b, ")");
    }
}

char *
rule_derive_state_required(struct arena *a)
{
    struct buf b;

    buf_init(&b, BUF_MAX);
    for (size_t i = 0; i < n_rec_types; i++)
        for (size_t k = 0; k < rec_types[i]->nwhens; k++) {
            const struct when *w = &rec_types[i]->whens[k];
            int at = rec_field_index(rec_types[i], slice_of(w->field));

            if (at >= 0)
                one_when(&b, rec_types[i], w, &rec_types[i]->fields[at]);
        }
    return done(a, &b);
}
