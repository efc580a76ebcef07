/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* directory.c - names of records by their keys, and who points to whom. */
#include "rec/kind.h"
#include "rec/store.h"

char *
rec_stored_title(struct ctx *c, const char *key)
{
    return db_get_text(c, SQL("select title from record where key = $key"),
        BINDS(bind_text("key", key)));
}

int
rec_names(struct ctx *c, const char *const *keys, size_t n, struct rec_name *ret)
{
    for (size_t i = 0; i < n && c->err == E_OK; i++) {
        const struct rec_type *t = rec_type_by_prefix(slice_of(keys[i]));
        char *title = t != NULL && rec_is_seen(c, t, keys[i]) ? rec_stored_title(c, keys[i]) : NULL;

        if (title != NULL)
            sight_note(c, keys[i], READ_NAME);
        ret[i] = (struct rec_name){ keys[i], title != NULL ? title : keys[i], t };
    }
    return (int)c->err;
}

const char *
rec_name_of(struct ctx *c, const char *key)
{
    struct rec_name name = { .title = key };

    if (key == NULL)
        return "";
    return rec_names(c, &key, 1, &name) == 0 ? name.title : key;
}

/* The engines fold other letters differently: only those of ASCII are folded, on both sides. */
char *
rec_person_by_email(struct ctx *c, const char *email)
{
    return db_get_text(c, SQL("select key from person where lower(email) = $email "
        "order by id limit 1"), BINDS(bind_text("email", ascii_lower(c->arena, email))));
}

static bool
points_at(const struct field *f, const struct rec_type *t)
{
    return f->shape.kind == K_REF
        && (strcmp(f->shape.targets, "*") == 0 || word_in(f->shape.targets, t->name));
}

static void
sql_backlinks(struct sql *q, const struct rec_type *t, const struct field *f, const char *key)
{
    sql_add(q, SQL("select t.key, (select title from record where key = t.key), "));
    if (t->state >= 0) {
        sql_add(q, SQL("t."));
        sql_ident(q, t->fields[t->state].name);
    } else {
        sql_add(q, SQL("null"));
    }
    sql_add(q, SQL(" from "));
    sql_ident(q, t->table);
    sql_add(q, SQL(" t where "));
    if (f->shape.list) {
        sql_add(q, SQL("t.id in (select id from "));
        sql_ident2(q, t->table, f->name);
        sql_add(q, SQL(" where ref = "));
        sql_bind_text(q, key, strlen(key));
        sql_add(q, SQL(")"));
    } else {
        sql_add(q, SQL("t."));
        sql_ident(q, f->name);
        sql_add(q, SQL(" = "));
        sql_bind_text(q, key, strlen(key));
    }
}

struct links {
    struct backlink *p;
    size_t n, cap;
};

static void
collect(struct ctx *c, struct links *l, const struct rec_type *t, const struct field *f,
    const char *key, bool whole)
{
    struct sql q;
    struct stmt *s;

    sql_init(&q, c);
    sql_backlinks(&q, t, f, key);
    if (!whole)
        sql_sight_of(&q, t, ACT_READ);
    sql_add(&q, SQL(" order by t.id limit "));
    sql_bind_int(&q, BACKLINKS_MOST);
    s = sql_query(&q);
    while (db_step(c, s)) {
        struct backlink *b = arena_push(c->arena, l->p, l->n, l->cap);

        *b = (struct backlink){ t, f, db_strdup(c, s, 0), db_strdup(c, s, 1),
            db_strdup(c, s, 2) };
        if (b->title == NULL)
            b->title = b->key;
        if (!whole)
            sight_note(c, b->key, READ_NAME);
    }
    db_done(c, s);
    sql_free(&q);
}

static int
backlinks(struct ctx *c, const char *key, bool whole, struct backlink **ret, size_t *ret_n)
{
    const struct rec_type *to = rec_type_by_prefix(slice_of(key));
    struct links l = { 0 };

    for (size_t i = 0; to != NULL && i < n_rec_types; i++)
        for (size_t k = 0; k < rec_types[i]->nfields && c->err == E_OK; k++)
            if (points_at(&rec_types[i]->fields[k], to))
                collect(c, &l, rec_types[i], &rec_types[i]->fields[k], key, whole);
    *ret = l.p;
    *ret_n = l.n;
    return (int)c->err;
}

int
rec_backlinks(struct ctx *c, const char *key, struct backlink **ret, size_t *ret_n)
{
    return backlinks(c, key, false, ret, ret_n);
}

int
rec_pointers(struct ctx *c, const char *key, struct backlink **ret, size_t *ret_n)
{
    return backlinks(c, key, true, ret, ret_n);
}

static bool
has_pointer(struct ctx *c, const struct rec_type *t, const struct field *f, const char *key)
{
    struct stmt *s;
    struct sql q;
    bool found;

    sql_init(&q, c);
    sql_backlinks(&q, t, f, key);
    sql_add(&q, SQL(" limit 1"));
    s = sql_query(&q);
    found = db_step(c, s);
    db_done(c, s);
    sql_free(&q);
    return found;
}

int
rec_is_pointed_at(struct ctx *c, const char *key, bool *ret)
{
    const struct rec_type *to = rec_type_by_prefix(slice_of(key));

    *ret = false;
    for (size_t i = 0; to != NULL && i < n_rec_types && !*ret; i++)
        for (size_t k = 0; k < rec_types[i]->nfields && c->err == E_OK && !*ret; k++)
            *ret = points_at(&rec_types[i]->fields[k], to)
                && has_pointer(c, rec_types[i], &rec_types[i]->fields[k], key);
    return (int)c->err;
}
