/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* store.c - load, check and save one record, with its event and ledger leaf. */
#include <inttypes.h>

#include "rec/kind.h"
#include "rec/store.h"

static const char *
actor_mark(const struct ctx *c)
{
    if (c->actor->person != NULL)
        return c->actor->person;
    return c->actor->system ? NULL : c->actor->email;
}

struct rec *
rec_new(struct ctx *c, const struct rec_type *t)
{
    struct rec *r = rec_alloc(c, t);
    int review = rec_field_index(t, slice_of("next_review_due"));
    int owner = rec_field_index(t, slice_of("owner"));

    if (t->state >= 0)
        rec_set_text(c, r, t->state, t->initial);
    if (review >= 0 && t->review_months > 0)
        rec_set_int(r, review, c->today + t->review_months * 365 / 12);
    if (owner >= 0 && t->fields[owner].shape.kind == K_REF && c->actor->person != NULL)
        rec_set_text(c, r, owner, c->actor->person);
    return r;
}

int
rec_load_stored(struct ctx *c, const struct rec_type *t, const char *key, struct rec **ret)
{
    struct sql q;
    struct stmt *s;
    bool found;

    sql_init(&q, c);
    sql_add(&q, SQL("select "));
    sql_columns(&q, t);
    sql_add(&q, SQL(" from "));
    sql_ident(&q, t->table);
    sql_add(&q, SQL(" t"));
    if (key != NULL) {
        sql_add(&q, SQL(" where t.key = "));
        sql_bind_text(&q, key, strlen(key));
    } else {
        sql_add(&q, SQL(" order by t.id limit 1"));
    }
    s = sql_query(&q);
    found = db_step(c, s);
    if (found)
        rec_from_row(c, t, s, ret);
    db_done(c, s);
    sql_free(&q);
    if (c->err != E_OK)
        return (int)c->err;
    return found ? 0 : fail(c, E_NOTFOUND, "There is no %s %s.", t->label,
        key != NULL ? key : "");
}

/* As it is stored, when the actor may know of it. */
static int
load_seen(struct ctx *c, const struct rec_type *t, const char *key, struct rec **ret)
{
    if (rec_load_stored(c, t, key, ret) != 0)
        return (int)c->err;
    if (!rec_may_read(c, *ret) || !sight_sees(c, (*ret)->key))
        return fail(c, E_NOTFOUND, "There is no %s %s.", t->label, key != NULL ? key : "");
    return 0;
}

static int
load_where(struct ctx *c, const struct rec_type *t, const char *key, struct rec **ret)
{
    if (load_seen(c, t, key, ret) != 0)
        return (int)c->err;
    sight_redact(c, *ret);
    sight_note(c, (*ret)->key, READ_RECORD);
    return 0;
}

int
rec_load(struct ctx *c, const struct rec_type *t, const char *key, struct rec **ret)
{
    return load_where(c, t, key, ret);
}

int
rec_load_singleton(struct ctx *c, const struct rec_type *t, struct rec **ret)
{
    return load_where(c, t, NULL, ret);
}

int
rec_load_any(struct ctx *c, const char *key, struct rec **ret)
{
    const struct rec_type *t = rec_type_by_prefix(slice_of(key));

    if (t == NULL)
        return fail(c, E_NOTFOUND, "There is no record %.20s.", key);
    return load_where(c, t, key, ret);
}

/* A record sent back as it was read is welcome; one that claims to be another is not. */
static void
check_identity(struct ctx *c, const struct rec *r, const char *name, const char *value)
{
    const char *is = strcmp(name, "type") == 0 ? r->type->name : r->key;

    if (is == NULL)
        fail_field(c, name, "The key is given when the record is added: leave it out.");
    else if (value == NULL || strcmp(value, is) != 0)
        fail_field(c, name, "The %s of this record is %s and never changes.", name, is);
}

int
rec_read_json(struct ctx *c, struct rec *r, const json_t *object)
{
    const char *name;
    json_t *v;

    if (!json_is_object(object))
        return fail(c, E_INVALID, "A JSON object is expected.");
    json_object_foreach((json_t *)(uintptr_t)object, name, v) {
        int i = rec_field_index(r->type, slice_of(name));

        if (strcmp(name, "revision") == 0)
            continue;
        if (strcmp(name, "key") == 0 || strcmp(name, "type") == 0)
            check_identity(c, r, name, json_string_value(v));
        else if (i < 0)
            fail_field(c, name, "%s has no field of this name.", r->type->label);
        else
            value_from_json(c, &r->type->fields[i], v, &r->v[i]);
    }
    return (int)c->err;
}

/* References. */

static int
check_ref(struct ctx *c, const struct field *f, struct slice key)
{
    struct ctx probe = *c;      /* other fields may be wrong already: this one is looked up still */
    char *type;

    probe.err = E_OK;
    probe.sight = sight_of(&probe);
    type = db_get_text(&probe, SQL("select type from record where key = $key"),
        BINDS(bind_slice("key", key)));
    if (probe.err != E_OK)
        return fail(c, probe.err, "%s", probe.message);
    if (type == NULL || !sight_sees(&probe, arena_strndup(c->arena, key.p, key.n)))
        return fail_field(c, f->name, "%s points to %.*s, which does not exist.", f->label,
            (int)key.n, key.p);
    return 0;
}

/* Was it there before?  Then it is not the actor's to prove. */
static bool
was_there(struct ctx *c, const struct value *old, struct slice key)
{
    struct slice rest = { old->s, old->n }, one;

    while (old->t == V_TEXT && json_array_next(c->arena, &rest, &one))
        if (one.n == key.n && memcmp(one.p, key.p, key.n) == 0)
            return true;
    return false;
}

/* Only what changed is looked up. */
static int
check_refs(struct ctx *c, const struct rec *r, const struct rec *old)
{
    for (size_t i = 0; i < r->type->nfields; i++) {
        const struct field *f = &r->type->fields[i];
        const struct value *v = &r->v[i];
        struct slice rest = { v->s, v->n }, key;

        if (f->shape.kind != K_REF || v->t == V_NULL || (old && value_equal(v, &old->v[i])))
            continue;
        if (!f->shape.list)
            check_ref(c, f, rest);
        else
            while ((c->err == E_OK || c->err == E_INVALID)
                && json_array_next(c->arena, &rest, &key))
                if (old == NULL || !was_there(c, &old->v[i], key))
                    check_ref(c, f, key);
    }
    return (int)c->err;
}

/* Required fields. */

static bool
value_among(const struct field *f, const struct value *v, const char *values)
{
    if (f->shape.kind == K_BOOL)
        return v->t == V_INT && word_in(values, v->i ? "true" : "false");
    return v->t == V_TEXT && word_in_n(values, v->s, v->n);
}

static void
require(struct ctx *c, const struct rec *r, int i, const char *why)
{
    if (i >= 0 && r->v[i].t == V_NULL)
        fail_field(c, r->type->fields[i].name, "%s is needed%s.", r->type->fields[i].label, why);
}

int
rec_check_required(struct ctx *c, const struct rec *r)
{
    const struct rec_type *t = r->type;
    const char *state = rec_state(r);
    bool draft = state != NULL && strcmp(state, "draft") == 0;

    for (size_t i = 0; i < t->nfields && !draft; i++)
        if (t->fields[i].flags & REQUIRED)
            require(c, r, (int)i, "");
    for (size_t i = 0; i < t->nwhens; i++) {
        int at = rec_field_index(t, slice_of(t->whens[i].field));

        if (at < 0 || !value_among(&t->fields[at], &r->v[at], t->whens[i].values))
            continue;
        for (struct slice l = slice_of(t->whens[i].required), w; word_next(&l, &w); )
            require(c, r, rec_field_index(t, w), " here");
    }
    return (int)c->err;
}

/* What was stored before its field was checked so stays until somebody changes it. */
static int
check_values(struct ctx *c, const struct rec *r, const struct rec *old)
{
    for (size_t i = 0; i < r->type->nfields; i++) {
        const struct field *f = &r->type->fields[i];
        const struct value *was = old != NULL ? &old->v[i] : NULL;

        if (f->check != NULL && r->v[i].t != V_NULL
            && (was == NULL || !value_equal(&r->v[i], was))
            && f->check(c, f, &r->v[i], was) != 0 && c->err != E_INVALID)
            break;
    }
    return (int)c->err;
}

/*
 * What the actor wrote beside what he saw, which differ from what is stored where something is
 * hidden from him: both are checked, so that a key that he does not see is none to him, though
 * it may stand there.
 */
struct writing {
    struct rec *r;
    const struct rec *old;      /* NULL: it is new */
    const struct rec *written, *seen;
};

static struct writing
begin_writing(struct ctx *c, struct rec *r, const struct rec *old)
{
    struct writing w = { r, old, r, old };
    struct rec *seen;

    if (sight_sees_all(c))
        return w;
    w.written = rec_copy(c, r);
    w.seen = seen = rec_copy(c, old);
    sight_redact(c, seen);
    return w;
}

/* The title is always needed: a record without a name cannot be found again. */
static int
check_all(struct ctx *c, const struct writing *w, unsigned flags)
{
    struct rec *r = w->r;
    const struct rec *old = w->old;

    if (check_values(c, w->written, w->seen) == 0
        && (old == NULL || sight_put_back(c, r, old) == 0)
        && r->type->compute != NULL && !(flags & SAVE_IMPORT)
        && r->type->compute(c, r, old) != 0)
        return (int)c->err;
    if (!(flags & SAVE_IMPORT)) {
        if (r->type->fields[r->type->title].flags & REQUIRED)
            require(c, r, r->type->title, "");
        if (c->err == E_OK)
            rec_check_required(c, r);
    }
    return check_refs(c, w->written, w->seen);
}

/* Fields that forms and the API may not set keep their value. */
static int
check_readonly(struct ctx *c, const struct rec *r, const struct rec *old)
{
    for (size_t i = 0; i < r->type->nfields; i++) {
        const struct field *f = &r->type->fields[i];

        if (!(f->flags & READONLY) || value_equal(&r->v[i], &old->v[i]))
            continue;
        fail_field(c, f->name, (int)i == r->type->state
            ? "%s changes only by the steps of the work flow."
            : "%s is set by the work flow or computed; it cannot be written.", f->label);
    }
    return (int)c->err;
}

/* Keys. */

static int
next_key(struct ctx *c, struct rec *r)
{
    int64_t n;

    if (db_exec(c, SQL("insert into key_counter (type, last) values ($type, 1) "
            "on conflict (type) do update set last = key_counter.last + 1"),
            BINDS(bind_text("type", r->type->name))) != 0)
        return (int)c->err;
    n = db_get_int(c, 0, SQL("select last from key_counter where type = $type"),
        BINDS(bind_text("type", r->type->name)));
    r->key = arena_printf(c->arena, "%s-%02" PRId64, r->type->prefix, n);
    return (int)c->err;
}

/* The counter stays ahead of imported numbers. */
int
rec_key_taken(struct ctx *c, const struct rec *r)
{
    int64_t n;

    if (!slice_int(slice_of(r->key + 4), &n) || n < 1)
        return 0;
    return db_exec(c, SQL("insert into key_counter (type, last) values ($type, $n) on conflict "
        "(type) do update set last = case when key_counter.last < $n then $n "
        "else key_counter.last end"),
        BINDS(bind_text("type", r->type->name), bind_int("n", n)));
}

static int
take_key(struct ctx *c, const struct rec *r)
{
    if (rec_type_by_prefix(slice_of(r->key)) != r->type)
        return fail_field(c, "key", "%.24s is not a key of %s: %s- and a number.", r->key,
            r->type->label, r->type->prefix);
    return rec_key_taken(c, r);
}

static int
enter_directory(struct ctx *c, struct rec *r)
{
    struct stmt *s = db_query(c, SQL("insert into record (type, key) values ($type, $key) "
        "on conflict (key) do nothing returning id"),
        BINDS(bind_text("type", r->type->name), bind_text("key", r->key)));

    if (db_step(c, s))
        r->id = db_int(s, 0);
    db_done(c, s);
    if (c->err == E_OK && r->id == 0)
        fail_field(c, "key", "%s is taken.", r->key);
    return (int)c->err;
}

static int
check_singleton(struct ctx *c, const struct rec_type *t)
{
    if (!(t->flags & SINGLETON))
        return 0;
    if (db_get_int(c, 0, SQL("select count(*) from record where type = $type"),
            BINDS(bind_text("type", t->name))) > 0)
        return fail(c, E_CONFLICT, "There is exactly one %s, and it exists already.", t->label);
    return (int)c->err;
}

int
rec_create_allowed(struct ctx *c, const struct rec_type *t)
{
    if (c->archived)
        return archived_refuse(c);
    if (!rec_may_create(c, t))
        return fail(c, E_DENIED, "Your roles may not add to %s. This is for %s.", t->plural,
            rec_who_words(c, t, t->creators != NULL ? t->creators : "IM"));
    return check_singleton(c, t);
}

static int
may_create(struct ctx *c, const struct rec *r)
{
    if (!rec_may_create(c, r->type))
        return fail(c, E_DENIED, "Your roles may not add to %s.", r->type->plural);
    if (r->type->editable != NULL && r->type->editable(c, r) != 0)
        return (int)c->err;
    return check_readonly(c, r, rec_new(c, r->type));
}

/* Bulk import enters all keys first (references may point forward): then the
 * id is there and the row is not. */
int
rec_create(struct ctx *c, struct rec *r, unsigned flags)
{
    size_t n;

    if (!(flags & SAVE_IMPORT) && (may_create(c, r) != 0 || quota_check(c, 1, 0) != 0))
        return (int)c->err;
    if (r->id == 0) {
        if (check_singleton(c, r->type) != 0)
            return (int)c->err;
        if ((r->key == NULL ? next_key(c, r) : take_key(c, r)) != 0 || enter_directory(c, r) != 0)
            return (int)c->err;
    }
    if (check_all(c, &(struct writing){ r, NULL, r, NULL }, flags) != 0)
        return (int)c->err;
    r->revision = 1;
    r->created_at = r->updated_at = c->now;
    r->created_by = r->updated_by = actor_mark(c);
    if (rec_write(c, r, true) != 0)
        return (int)c->err;
    return event_write(c, "create", r, changes_json(c, NULL, r, &n), NULL);
}

static int
save(struct ctx *c, struct rec *r, const struct rec *old, const char *action, const char *reason)
{
    size_t n;
    char *changes = changes_json(c, old, r, &n);

    if (n == 0)
        return 0;
    r->revision = old->revision + 1;
    r->updated_at = c->now;
    r->updated_by = actor_mark(c);
    if (rec_write(c, r, false) != 0)
        return (int)c->err;
    return event_write(c, action, r, changes, reason);
}

int
rec_edit_allowed(struct ctx *c, const struct rec *r)
{
    enum perm answer = perm_ask(c, &(struct perm_question){ r->type, r, ACT_EDIT, NULL });

    if (c->archived)
        return archived_refuse(c);
    if (answer == PERM_WHO)
        return fail(c, E_DENIED, "Your roles may not edit %s. This is for %s.", r->key,
            rec_who_words(c, r->type, r->type->editors != NULL ? r->type->editors : "IM"));
    if (r->type->flags & IMMUTABLE)
        return fail(c, E_STATE, "%s is never edited once it is recorded: add a new one.",
            r->type->label);
    if (answer == PERM_STATE)
        return fail(c, E_STATE, "%s is %s: what was decided stays as it is.", r->key,
            rec_choice(&r->type->fields[r->type->state], slice_of(rec_state(r)))->label);
    return r->type->editable != NULL ? r->type->editable(c, r) : 0;
}

int
rec_update(struct ctx *c, struct rec *r, const char *reason)
{
    struct writing w;
    struct rec *old;

    if (load_seen(c, r->type, r->key, &old) != 0)
        return (int)c->err;
    if (rec_may_edit(c, old) && old->revision != r->revision)
        return fail(c, E_STALE, "%s was changed by %s meanwhile.", r->key,
            old->updated_by != NULL ? old->updated_by : "the system");
    if (rec_edit_allowed(c, old) != 0)
        return (int)c->err;
    w = begin_writing(c, r, old);
    sight_restore(c, r, old);
    if (check_readonly(c, w.written, w.seen) != 0 || check_all(c, &w, 0) != 0
        || save(c, r, old, "update", reason) != 0)
        return (int)c->err;
    sight_redact(c, r);
    return 0;
}

int
rec_save_system(struct ctx *c, struct rec *r, const char *action, const char *reason)
{
    struct rec *old;

    if (rec_load_stored(c, r->type, r->key, &old) != 0)
        return (int)c->err;
    sight_restore(c, r, old);
    return check_refs(c, r, old) != 0 ? (int)c->err : save(c, r, old, action, reason);
}

/* What was ever approved is superseded, withdrawn or closed, never deleted (A1). */
int
rec_delete_allowed(struct ctx *c, const struct rec *r)
{
    enum perm answer = perm_ask(c, &(struct perm_question){ r->type, r, ACT_DELETE, NULL });
    struct backlink *links;
    size_t n;
    bool more;

    if (c->archived)
        return archived_refuse(c);
    if (answer == PERM_WHO)
        return fail(c, E_DENIED, "Your roles may not delete %s.", r->key);
    if (r->type->flags & (SINGLETON | IMMUTABLE))
        return fail(c, E_STATE, "%s is never deleted.", r->type->label);
    if (answer == PERM_STATE)
        return fail(c, E_STATE, "%s has left its first state and stays in the records: close it "
            "instead.", r->key);
    if (r->type->editable != NULL && r->type->editable(c, r) != 0)
        return (int)c->err;
    if (rec_backlinks(c, r->key, &links, &n) != 0 || rec_is_pointed_at(c, r->key, &more) != 0)
        return (int)c->err;
    if (more && n == 0)
        return fail(c, E_CONFLICT, "Another record still points to %s: it stays.", r->key);
    if (n > 0)
        return fail(c, E_CONFLICT, "%s still points to %s: remove that reference first.",
            links[0].key, r->key);
    return 0;
}

static int
delete_from(struct ctx *c, const struct rec *r, const struct field *side)
{
    struct sql q;
    int e;

    sql_init(&q, c);
    sql_add(&q, SQL("delete from "));
    if (side != NULL)
        sql_ident2(&q, r->type->table, side->name);
    else
        sql_ident(&q, r->type->table);
    sql_add(&q, SQL(" where id = "));
    sql_bind_int(&q, r->id);
    e = sql_exec(&q);
    sql_free(&q);
    return e;
}

int
rec_delete(struct ctx *c, struct rec *r, const char *reason)
{
    struct rec *empty = rec_alloc(c, r->type);
    struct rec *old;
    size_t n;

    if (load_seen(c, r->type, r->key, &old) != 0)
        return (int)c->err;
    if (old->revision != r->revision)
        return fail(c, E_STALE, "%s was changed meanwhile.", r->key);
    if (rec_delete_allowed(c, old) != 0 || reason_check(c, "reason", reason) != 0)
        return (int)c->err;
    for (size_t i = 0; i < r->type->nfields; i++)
        if ((r->type->fields[i].shape.list || r->type->fields[i].shape.kind == K_JSON)
            && delete_from(c, old, &r->type->fields[i]) != 0)
            return (int)c->err;
    if (delete_from(c, old, NULL) != 0
        || db_exec(c, SQL("delete from record where id = $id"), BINDS(bind_int("id", old->id)))
        || db_exec(c, SQL("delete from tag where key = $key"), BINDS(bind_text("key", old->key)))
        || search_remove(c, old->id) != 0)
        return (int)c->err;
    empty->key = old->key;
    empty->revision = old->revision + 1;
    return event_write(c, "delete", empty, changes_json(c, old, empty, &n), reason);
}

int
rec_supersede(struct ctx *c, const struct rec_type *t, const char *from, const char *to,
    const char *except_key)
{
    struct rec_query q = { .type = t, .sort = -1, .limit = 200, .nfilters = 1, .whole = true };
    struct rec **list;
    const char *next;
    size_t n;

    q.filters[0] = (struct filter){ .field = t->state, .op = OP_EQ, .nvalues = 1,
        .value = { { .t = V_TEXT, .s = from, .n = strlen(from) } } };
    if (rec_list(c, &q, &list, &n, &next) != 0)
        return (int)c->err;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(list[i]->key, except_key) == 0)
            continue;
        rec_set_text(c, list[i], t->state, to);
        if (rec_save_system(c, list[i], "superseded", NULL) != 0)
            return (int)c->err;
    }
    return 0;
}

bool
rec_exists(struct ctx *c, const char *sql, const char *key)
{
    return db_get_int(c, 0, sql, BINDS(bind_text("key", key), bind_int("today", c->today))) != 0;
}
