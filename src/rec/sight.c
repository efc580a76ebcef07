/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sight.c - which records an actor can see, as sets of keys and as conditions of SQL. */
#include <stdlib.h>

#include "rec/custom.h"
#include "rec/group.h"
#include "rec/kind.h"

const char *const reading_names[N_READINGS] = {
    [READ_RECORD] = "record", [READ_LIST] = "list", [READ_SEARCH] = "search",
    [READ_NAME] = "name", [READ_FILE] = "file",
};

static int
compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool
key_set_has(const struct key_set *s, const char *key)
{
    return s->n > 0 && key != NULL
        && bsearch(&key, s->p, s->n, sizeof *s->p, compare_keys) != NULL;
}

void
sight_forget(struct ctx *c)
{
    if (c->sight != NULL)
        c->sight->known = false;
}

static bool
is_me(const struct ctx *c, struct slice who)
{
    enum role role;

    if (role_parse(who, &role))
        return (c->actor->roles & ROLE_BIT(role)) != 0;
    return (c->actor->person != NULL && slice_eq(who, c->actor->person))
        || (c->actor->email != NULL && slice_eq(who, c->actor->email));
}

static const char *
keep(const struct sight *s, struct slice text)
{
    return arena_strndup(s->arena, text.p, text.n);
}

static int
read_groups(struct ctx *c, struct sight *s)
{
    struct stmt *q = db_query(c, SQL("select grp, who from group_member order by grp"), NO_BINDS);
    const char *last = "";

    while (db_step(c, q)) {
        if (s->everybody || !is_me(c, db_text(q, 1)) || slice_eq(db_text(q, 0), last))
            continue;
        last = keep(s, db_text(q, 0));
        *arena_push(s->arena, s->groups, s->ngroups, s->groups_cap) = last;
    }
    return db_done(c, q);
}

static bool
has_group(const struct sight *s, struct slice group)
{
    for (size_t i = 0; i < s->ngroups; i++)
        if (slice_eq(group, s->groups[i]))
            return true;
    return false;
}

static void
put_key(struct sight *s, const char *key, bool mine)
{
    struct key_set *set = mine ? &s->own : &s->hidden;

    if (key != NULL)
        *arena_push(s->arena, set->p, set->n, set->cap) = key;
}

/* A record of several groups is for the members of each of them. */
static int
read_restricted(struct ctx *c, struct sight *s)
{
    struct stmt *q = db_query(c, SQL("select key, grp from restricted order by key"), NO_BINDS);
    const char *key = NULL;
    bool mine = false;

    while (db_step(c, q)) {
        if (key == NULL || !slice_eq(db_text(q, 0), key)) {
            put_key(s, key, mine);
            key = keep(s, db_text(q, 0));
            mine = false;
        }
        mine = mine || has_group(s, db_text(q, 1));
    }
    put_key(s, key, mine);
    return db_done(c, q);
}

static int
read_roles(struct ctx *c, struct sight *s)
{
    struct ctx own = *c;

    own.arena = s->arena;
    if (custom_role_list(&own, &s->roles, &s->nroles) == 0)
        return 0;
    s->known = false;
    c->err = own.err;
    c->message = own.message;
    return (int)c->err;
}

/*
 * Is anything restricted?  Over PostgreSQL a question costs a round trip, and the number
 * that an answer is remembered under is the snapshot's own; over SQLite it may be the one
 * before, so there it is asked.
 */
static bool
any_restricted(struct ctx *c)
{
    struct sql q;
    int64_t n;

    sql_init(&q, c);
    sql_add(&q, SQL("select count(*) from (select 1 from restricted limit 1) as one"));
    if (db_kind(c) == DB_POSTGRES) {
        n = sql_count(&q);
    } else {
        struct stmt *s = sql_query(&q);

        n = db_step(c, s) ? db_int(s, 0) : 0;
        (void)!db_done(c, s);
    }
    sql_free(&q);
    return n > 0;
}

struct sight *
sight_of(struct ctx *c)
{
    struct sight *s = c->sight;

    if (s == NULL)
        s = c->sight = arena_new_of(c->arena, struct sight);
    if (s->known)
        return s;
    if (s->arena == NULL)
        s->arena = c->arena;
    s->hidden.n = s->own.n = s->ngroups = 0;
    s->known = true;
    if (c->actor->system && !s->everybody)
        return s;
    if (c->actor->custom != NULL && read_roles(c, s) != 0)
        return s;
    s->scoped = s->scoped || (c->actor->audit != NULL && !s->everybody);
    if (any_restricted(c) && read_groups(c, s) == 0)
        (void)!read_restricted(c, s);
    s->known = c->err == E_OK;
    return s;
}

static size_t
type_index(const struct rec_type *t)
{
    size_t i = 0;

    while (i < n_rec_types && rec_types[i] != t)
        i++;
    return i;
}

static bool
in_scope(const struct sight *s, const char *key)
{
    size_t i;

    if (!s->scoped)
        return true;
    i = type_index(rec_type_by_prefix(slice_of(key)));
    return (i < n_rec_types && s->types != NULL && s->types[i]) || key_set_has(&s->linked, key);
}

bool
sight_hides(const struct sight *s, const char *key)
{
    return !s->known || key_set_has(&s->hidden, key) || !in_scope(s, key);
}

bool
sight_sees(struct ctx *c, const char *key)
{
    return !sight_hides(sight_of(c), key) && c->err == E_OK;
}

bool
sight_sees_all(struct ctx *c)
{
    const struct sight *s = sight_of(c);

    return s->hidden.n == 0 && !s->scoped && c->err == E_OK;
}

bool
sight_is_restricted(struct ctx *c, const char *key)
{
    const struct sight *s = sight_of(c);

    if (!c->actor->system || s->everybody)
        return key_set_has(&s->hidden, key) || key_set_has(&s->own, key);
    return db_get_int(c, 0, SQL("select count(*) from restricted where key = $key"),
        BINDS(bind_text("key", key))) > 0;
}

/* SQL. */

/* Any number of words in one parameter: cells of CELL characters, cut by the statement. */
#define CELL 24
_Static_assert(KEY_MAX == CELL && GROUP_CODE_MAX == CELL, "keys, codes and names fit a cell");

static void
sql_cells(struct sql *q, const char *const *words, size_t n)
{
    char *cells = arena_alloc(q->c->arena, n * CELL + 1);

    memset(cells, ' ', n * CELL);
    for (size_t i = 0; i < n; i++)
        memcpy(cells + i * CELL, words[i], strnlen(words[i], CELL));
    sql_add(q, SQL("(with recursive cell(at) as (select 1 union all select at + 24 from cell "
        "where at + 24 < "));
    sql_bind_int(q, (int64_t)(n * CELL));
    sql_add(q, SQL(") select rtrim(substr("));
    sql_bind_text(q, cells, n * CELL);
    sql_add(q, SQL(", at, 24)) from cell)"));
}

void
sql_keys(struct sql *q, const char *const *keys, size_t n)
{
    sql_cells(q, keys, n);
}

static void
sql_hidden(struct sql *q)
{
    const struct sight *s = sight_of(q->c);

    sql_add(q, SQL("(select x.key from restricted x"));
    if (s->ngroups > 0) {
        sql_add(q, SQL(" where x.key not in (select y.key from restricted y where y.grp in "));
        sql_cells(q, s->groups, s->ngroups);
        sql_add(q, SQL(")"));
    }
    sql_add(q, SQL(")"));
}

/* The keys within the scope of an audit: of whole types, and single ones. */
static void
sql_scope(struct sql *q)
{
    const struct sight *s = sight_of(q->c);
    const char **names = arena_alloc(q->c->arena, (n_rec_types + 1) * sizeof *names);
    size_t n = 0;

    for (size_t i = 0; i < n_rec_types && s->types != NULL; i++)
        if (s->types[i])
            names[n++] = rec_types[i]->name;
    sql_add(q, SQL("(select r.key from record r where r.type in "));
    sql_cells(q, names, n);
    sql_add(q, SQL(" or r.key in "));
    sql_cells(q, s->linked.p, s->linked.n);
    sql_add(q, SQL(")"));
}

void
sql_sight(struct sql *q)
{
    const struct sight *s = sight_of(q->c);

    if (s->hidden.n > 0) {
        sql_add(q, SQL(" and t.key not in "));
        sql_hidden(q);
    }
    if (s->scoped) {
        sql_add(q, SQL(" and t.key in "));
        sql_scope(q);
    }
}

void
sql_sight_of(struct sql *q, const struct rec_type *t, enum action a)
{
    const struct sight *s = sight_of(q->c);

    if (s->hidden.n > 0) {
        sql_add(q, SQL(" and t.key not in "));
        sql_hidden(q);
    }
    if (s->scoped && (s->types == NULL || !s->types[type_index(t)])) {
        sql_add(q, SQL(" and t.key in "));
        sql_cells(q, s->linked.p, s->linked.n);
    }
    for (struct slice l = slice_of(perm_unread_states(q->c, t, a)), w; word_next(&l, &w); ) {
        sql_add(q, SQL(" and t."));
        sql_ident(q, t->fields[t->state].name);
        sql_add(q, SQL(" <> "));
        sql_bind_text(q, w.p, w.n);
    }
}

bool
rec_is_seen(struct ctx *c, const struct rec_type *t, const char *key)
{
    struct stmt *s;
    struct sql q;
    bool found;

    if (!sight_sees(c, key) || perm_unread_states(c, t, ACT_READ) == NULL)
        return sight_sees(c, key);
    sql_init(&q, c);
    sql_add(&q, SQL("select 1 from "));
    sql_ident(&q, t->table);
    sql_add(&q, SQL(" t where t.key = "));
    sql_bind_text(&q, key, strlen(key));
    sql_sight_of(&q, t, ACT_READ);
    s = sql_query(&q);
    found = db_step(c, s);
    db_done(c, s);
    sql_free(&q);
    return found;
}

/* May the field point to something hidden? */
static bool
may_point_to_hidden(struct ctx *c, const struct field *f)
{
    const struct sight *s = sight_of(c);

    for (size_t i = 0; f->shape.kind == K_REF && i < s->hidden.n; i++) {
        const struct rec_type *t = rec_type_by_prefix(slice_of(s->hidden.p[i]));

        if (strcmp(f->shape.targets, "*") == 0
            || (t != NULL && word_in(f->shape.targets, t->name)))
            return true;
    }
    return s->scoped && f->shape.kind == K_REF;
}

/* " in (…)" or " not in (…)": the keys that the actor sees. */
static void
sql_is_seen(struct sql *q)
{
    if (!sight_of(q->c)->scoped) {
        sql_add(q, SQL(" not in "));
        sql_hidden(q);
        return;
    }
    sql_add(q, SQL(" in (select t.key from record t where 1 = 1"));
    sql_sight(q);
    sql_add(q, SQL(")"));
}

void
sql_seen_field(struct sql *q, const struct rec_type *t, const struct field *f)
{
    bool cut = may_point_to_hidden(q->c, f);

    if (cut && f->shape.list) {
        sql_add(q, SQL("case when exists (select 1 from "));
        sql_ident2(q, t->table, f->name);
        sql_add(q, SQL(" l where l.id = t.id and l.ref"));
        sql_is_seen(q);
        sql_add(q, SQL(") then "));
    } else if (cut) {
        sql_add(q, SQL("case when t."));
        sql_ident(q, f->name);
        sql_is_seen(q);
        sql_add(q, SQL(" then "));
    }
    sql_add(q, SQL("t."));
    sql_ident(q, f->name);
    if (cut)
        sql_add(q, SQL(" end"));
}

/* References in values. */

static bool
shows_hidden(struct ctx *c, const struct field *f, const struct value *v)
{
    const struct sight *s = sight_of(c);
    struct slice rest = { v->s, v->n }, key;

    if ((s->hidden.n == 0 && !s->scoped) || f->shape.kind != K_REF || v->t != V_TEXT)
        return false;
    if (!f->shape.list)
        return sight_hides(s, arena_strndup(c->arena, v->s, v->n));
    while (json_array_next(c->arena, &rest, &key))
        if (sight_hides(s, arena_strndup(c->arena, key.p, key.n)))
            return true;
    return false;
}

/* Of a list the keys that are seen, or those that are not; then those of more. */
static struct value
pick_keys(struct ctx *c, const struct value *v, bool hidden, const struct value *more)
{
    const struct value *from[] = { v, more };
    struct value ret = { 0 };
    struct buf b;
    struct json_out j = { &b, false };
    size_t n = 0;

    buf_init(&b, (size_t)1 << 20);
    json_arr(&j);
    for (size_t i = 0; i < ARRAY_LEN(from) && from[i] != NULL; i++) {
        struct slice rest = { from[i]->s, from[i]->n }, key;

        while (from[i]->t == V_TEXT && json_array_next(c->arena, &rest, &key)) {
            bool is = sight_hides(c->sight, arena_strndup(c->arena, key.p, key.n));

            if (is == (hidden || i > 0)) {
                json_str(&j, key.p, key.n);
                n++;
            }
        }
    }
    json_end_arr(&j);
    if (n > 0)
        ret = (struct value){ .t = V_TEXT, .n = b.n, .s = arena_strndup(c->arena, b.p, b.n) };
    buf_free(&b);
    return ret;
}

struct value
sight_value(struct ctx *c, const struct field *f, const struct value *v)
{
    struct masks masks;

    if (f->shape.kind == K_JSON)
        return sight_json_value(c, v, &masks);
    if (!shows_hidden(c, f, v))
        return *v;
    return f->shape.list ? pick_keys(c, v, false, NULL) : (struct value){ 0 };
}

void
sight_redact(struct ctx *c, struct rec *r)
{
    if (sight_sees_all(c))
        return;
    for (size_t i = 0; i < r->type->nfields; i++)
        r->v[i] = sight_value(c, &r->type->fields[i], &r->v[i]);
}

void
sight_restore(struct ctx *c, struct rec *r, const struct rec *old)
{
    if (sight_sees_all(c))
        return;
    for (size_t i = 0; i < r->type->nfields; i++) {
        const struct field *f = &r->type->fields[i];
        struct value seen = sight_value(c, f, &old->v[i]);

        if (value_equal(&seen, &old->v[i]) || value_equal(&r->v[i], &old->v[i]))
            continue;
        if (value_equal(&r->v[i], &seen))
            r->v[i] = old->v[i];
        else if (f->shape.list)
            r->v[i] = pick_keys(c, &r->v[i], false, &old->v[i]);
    }
}

/* Each side of a change of one field as the actor may see it; what is masked is so on both. */
static void
see_pair(struct ctx *c, const struct field *f, json_t *pair)
{
    if (f->shape.kind == K_JSON) {
        struct masks masks;
        json_t *seen = sight_json(c, pair, &masks);

        json_array_clear(pair);
        json_array_extend(pair, seen);
        json_decref(seen);
    }
    for (size_t i = 0; i < json_array_size(pair); i++) {
        struct ctx quiet = *c;
        struct value v = { 0 };
        const char *none = NULL;

        if (f->shape.kind != K_REF
            || value_from_json(&quiet, f, json_array_get(pair, i), &v) != 0
            || !shows_hidden(c, f, &v))
            continue;
        v = sight_value(c, f, &v);
        json_array_set_new(pair, i, v.t == V_NULL ? json_null()
            : json_in(c->arena, (struct slice){ v.s, v.n }, BUF_MAX, &none));
    }
}

/* {"field": [before, after], …} */
const char *
sight_changes(struct ctx *c, const struct rec_type *t, const char *changes)
{
    const char *why, *name;
    json_t *tree, *pair;

    if (sight_sees_all(c) || strchr(changes, '-') == NULL)
        return changes;
    tree = json_in(c->arena, slice_of(changes), BUF_MAX, &why);
    if (tree == NULL)
        return "{}";
    json_object_foreach(tree, name, pair) {
        int at = rec_field_index(t, slice_of(name));

        if (at >= 0)
            see_pair(c, &t->fields[at], pair);
    }
    changes = json_canonical(c->arena, tree);
    json_decref(tree);
    return changes;
}

/* The log of reads. */

void
sight_note(struct ctx *c, const char *key, enum reading how)
{
    struct sight *s = sight_of(c);

    if (!key_set_has(&s->own, key))
        return;
    for (size_t i = 0; i < s->nnotes; i++)
        if (s->notes[i].how == how && strcmp(s->notes[i].key, key) == 0)
            return;
    *arena_push(s->arena, s->notes, s->nnotes, s->notes_cap) = (struct reading_note){ how,
        arena_strdup(s->arena, key) };
}

int
sight_log(struct ctx *c, const char *what)
{
    const struct sight *s = c->sight;

    for (size_t i = 0; s != NULL && i < s->nnotes; i++)
        if (db_exec(c, SQL("insert into read_log (at, actor, source, route, key, how) values "
                "($at, $actor, $source, $route, $key, $how)"), BINDS(bind_int("at", c->now),
                bind_text("actor", c->actor->email), bind_text("source", c->source),
                bind_text("route", what), bind_text("key", s->notes[i].key),
                bind_text("how", reading_names[s->notes[i].how]))) != 0)
            break;
    return (int)c->err;
}

int
reads_list(struct ctx *c, const char *key, int64_t before, size_t limit,
    struct logged_read **ret, size_t *ret_n)
{
    struct logged_read *list = NULL;
    size_t n = 0, cap = 0;
    struct stmt *s = key != NULL
        ? db_query(c, SQL("select id, at, actor, source, route, key, how from read_log "
            "where key = $key and id < $before order by id desc limit $limit"),
            BINDS(bind_text("key", key), bind_int("before", before),
            bind_int("limit", (int64_t)limit)))
        : db_query(c, SQL("select id, at, actor, source, route, key, how from read_log "
            "where id < $before order by id desc limit $limit"),
            BINDS(bind_int("before", before), bind_int("limit", (int64_t)limit)));

    while (db_step(c, s))
        *arena_push(c->arena, list, n, cap) = (struct logged_read){ db_int(s, 0),
            db_int(s, 1), db_strdup(c, s, 2), db_strdup(c, s, 3), db_strdup(c, s, 4),
            db_strdup(c, s, 5), db_strdup(c, s, 6) };
    *ret = list;
    *ret_n = n;
    return db_done(c, s);
}
