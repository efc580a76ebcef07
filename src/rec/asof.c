/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * asof.c - the records as they stood at a time: the history is read in order
 * up to that time and the last values are written into a store in memory, so
 * that every page, list and rule works on it unchanged.
 */
#include "rec/custom.h"
#include "rec/kind.h"
#include "rec/store.h"

/* One record while it is being put together. */
struct past {
    struct rec *r;
    bool gone;
};

static int
apply(struct ctx *c, struct rec *r, const char *changes)
{
    const char *why = "", *name;
    json_t *tree = json_in(c->arena, slice_of(changes), BUF_MAX, &why), *pair;

    if (tree == NULL)
        return fail(c, E_DB, "The history of %s cannot be read: %s.", r->key, why);
    json_object_foreach(tree, name, pair) {
        int i = rec_field_index(r->type, slice_of(name));

        if (i >= 0 && json_is_array(pair))
            value_from_json(c, &r->type->fields[i], json_array_get(pair, 1), &r->v[i]);
    }
    json_decref(tree);
    return (int)c->err;
}

/* The events of one record, oldest first, up to the time. */
static int
rebuild(struct ctx *c, const char *key, int64_t at, struct past *p)
{
    const struct rec_type *t = rec_type_by_prefix(slice_of(key));
    struct stmt *s = db_query(c, SQL("select at, action, revision, changes, actor from event "
        "where key = $key and at <= $at order by seq"), BINDS(bind_text("key", key),
        bind_int("at", at)));

    while (t != NULL && c->err == E_OK && db_step(c, s)) {
        const char *action = db_strdup(c, s, 1);

        if (strcmp(action, "create") == 0) {
            *p = (struct past){ .r = rec_alloc(c, t) };
            p->r->key = key;
            p->r->created_at = db_int(s, 0);
            p->r->created_by = db_strdup(c, s, 4);
        }
        if (p->r == NULL || word_in("comment attach tag restrict", action))
            continue;
        p->gone = strcmp(action, "delete") == 0;
        p->r->revision = db_int(s, 2);
        p->r->updated_at = db_int(s, 0);
        p->r->updated_by = db_strdup(c, s, 4);
        if (!p->gone)
            apply(c, p->r, db_strdup(c, s, 3));
    }
    return db_done(c, s);
}

struct past_list {
    struct past *p;
    size_t n, cap;
};

static int
read_past(struct ctx *c, int64_t at, struct past_list *list)
{
    struct stmt *s = db_query(c, SQL("select key from event where action = 'create' and at <= $at "
        "order by seq"), BINDS(bind_int("at", at)));

    while (c->err == E_OK && db_step(c, s)) {
        struct past p = { 0 };

        if (rebuild(c, db_strdup(c, s, 0), at, &p) == 0 && p.r != NULL && !p.gone)
            *arena_push(c->arena, list->p, list->n, list->cap) = p;
    }
    return db_done(c, s);
}

struct pairs {
    struct { const char *name, *value; } *p;
    size_t n, cap;
};

static int
read_pairs(struct ctx *c, struct stmt *s, struct pairs *out)
{

    while (db_step(c, s)) {
        size_t i = out->n;

        (void)arena_push(c->arena, out->p, out->n, out->cap);
        out->p[i].name = db_strdup(c, s, 0);
        out->p[i].value = db_strdup(c, s, 1);
    }
    return db_done(c, s);
}

static int
write_past(struct ctx *c, struct past_list *list)
{
    for (size_t i = 0; i < list->n && c->err == E_OK; i++) {
        struct rec *r = list->p[i].r;

        r->id = (int64_t)i + 1;
        if (db_exec(c, SQL("insert into record (id, type, key) values ($id, $type, $key)"),
                BINDS(bind_int("id", r->id), bind_text("type", r->type->name),
                bind_text("key", r->key))) != 0 || rec_write(c, r, true) != 0)
            return (int)c->err;
    }
    return (int)c->err;
}

static int
write_pairs(struct ctx *c, const char *insert, const struct pairs *set)
{
    for (size_t i = 0; i < set->n; i++)
        if (db_exec(c, insert, BINDS(bind_text("n", set->p[i].name),
                bind_text("v", set->p[i].value))) != 0)
            break;
    return (int)c->err;
}

/* What does not go back in time: settings, and who may read what, as of today. */
struct present {
    struct pairs settings, groups, members, restricted;
    struct custom_role *roles;
    size_t nroles;
};

static int
read_present(struct ctx *c, struct present *p)
{
    if (read_pairs(c, db_query(c, SQL("select name, value from setting"), NO_BINDS),
            &p->settings) != 0
        || read_pairs(c, db_query(c, SQL("select code, name from access_group"), NO_BINDS),
            &p->groups) != 0
        || read_pairs(c, db_query(c, SQL("select grp, who from group_member"), NO_BINDS),
            &p->members) != 0
        || custom_role_list(c, &p->roles, &p->nroles) != 0)
        return (int)c->err;
    return read_pairs(c, db_query(c, SQL("select key, grp from restricted"), NO_BINDS),
        &p->restricted);
}

static int
write_present(struct ctx *c, const struct present *p)
{
    if (write_pairs(c, SQL("insert into setting (name, value) values ($n, $v)"),
            &p->settings) != 0
        || write_pairs(c, SQL("insert into access_group (code, name) values ($n, $v)"),
            &p->groups) != 0
        || write_pairs(c, SQL("insert into group_member (grp, who) values ($n, $v)"),
            &p->members) != 0)
        return (int)c->err;
    for (size_t i = 0; i < p->nroles; i++)
        if (custom_role_write(c, &p->roles[i]) != 0)
            return (int)c->err;
    return write_pairs(c, SQL("insert into restricted (key, grp) values ($n, $v)"),
        &p->restricted);
}

int
asof_build(struct ctx *c, struct store *from, int64_t at, struct store **ret)
{
    struct past_list list = { 0 };
    struct present present = { 0 };
    struct store *to = NULL;
    int e;

    store_rollback(c);
    if (store_read(c, from) != 0)
        return (int)c->err;
    e = read_past(c, at, &list);
    if (e == 0)
        e = read_present(c, &present);
    store_rollback(c);
    if (e != 0 || store_open(c, NULL, STORE_MEMORY, &to) != 0)
        return (int)c->err;
    if (store_write(c, to) == 0 && schema_create(c) == 0 && write_present(c, &present) == 0
        && write_past(c, &list) == 0 && rec_retitle_all(c) == 0 && store_commit(c) == 0) {
        *ret = to;
        return 0;
    }
    store_rollback(c);
    store_close(to);
    return (int)c->err;
}
