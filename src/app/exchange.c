/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* exchange.c - a whole organisation from and to JSON. */
#include <stdlib.h>

#include "app/org.h"
#include "rec/group.h"
#include "rec/kind.h"

/* Which record an error belongs to, in front of the message. */
static int
in_record(struct ctx *c, size_t i, const char *key)
{
    if (c->err != E_OK && c->nfields > 0)
        c->message = arena_printf(c->arena, "Record %zu (%s), %s: %s", i + 1,
            key != NULL ? key : "no key", c->fields[0].field, c->fields[0].message);
    else if (c->err != E_OK)
        c->message = arena_printf(c->arena, "Record %zu (%s): %s", i + 1,
            key != NULL ? key : "no key", c->message != NULL ? c->message : err_name(c->err));
    c->nfields = 0;
    return (int)c->err;
}

/* All keys are entered first: references may point forward. */
static int
enter(struct ctx *c, const json_t *j, struct rec **ret)
{
    const char *type = json_string_value(json_object_get(j, "type"));
    const char *key = json_string_value(json_object_get(j, "key"));
    const struct rec_type *t = type != NULL ? rec_type_by_name(slice_of(type)) : NULL;
    struct rec *r;
    struct stmt *s;

    if (t == NULL)
        return fail_field(c, "type", "%.40s is not a record type.", type != NULL ? type : "(none)");
    if (key == NULL || rec_type_by_prefix(slice_of(key)) != t)
        return fail_field(c, "key", "A key of %s is %s- and a number.", t->label, t->prefix);
    r = rec_alloc(c, t);
    r->key = arena_strdup(c->arena, key);
    s = db_query(c, SQL("insert into record (type, key) values ($type, $key) "
        "on conflict (key) do nothing returning id"),
        BINDS(bind_text("type", t->name), bind_text("key", key)));
    if (db_step(c, s))
        r->id = db_int(s, 0);
    if (db_done(c, s) != 0)
        return (int)c->err;
    if (r->id == 0)
        return fail_field(c, "key", "%s is taken.", key);
    *ret = r;
    return rec_key_taken(c, r);
}

static void
shift(struct rec *r, int64_t days)
{
    for (size_t i = 0; i < r->type->nfields; i++)
        if (r->type->fields[i].shape.kind == K_DATE && r->v[i].t == V_INT)
            r->v[i].i += days;
}

static int
take_record(struct ctx *c, struct rec *r, const json_t *object, int64_t days)
{
    if (rec_read_json(c, r, object) != 0)
        return (int)c->err;
    shift(r, days);
    return rec_create(c, r, SAVE_IMPORT);
}

/* With a report, what is wrong with one record is noted there and the rest is looked at;
 * without one, or when the store fails, it ends here. */
static bool
go_on(struct ctx *c, const json_t *j, struct buf *report)
{
    const char *type = json_string_value(json_object_get(j, "type"));
    const char *key = json_string_value(json_object_get(j, "key"));

    if (report == NULL || (c->err != E_INVALID && c->err != E_CONFLICT))
        return false;
    for (size_t k = 0; k < c->nfields; k++)
        buf_printf(report, "%s\t%s\t%s: %s\n", type != NULL ? type : "?",
            key != NULL ? key : "?", c->fields[k].field, c->fields[k].message);
    if (c->nfields == 0)
        buf_printf(report, "%s\t%s\t%s\n", type != NULL ? type : "?", key != NULL ? key : "?",
            c->message);
    ctx_clear(c);
    return true;
}

/* A list of words in the arena. */
static int
read_words(struct ctx *c, const json_t *list, const char *name, const char ***ret, size_t *ret_n)
{
    *ret_n = json_array_size(list);
    *ret = arena_alloc(c->arena, (*ret_n + 1) * sizeof **ret);
    for (size_t i = 0; i < *ret_n; i++)
        if (((*ret)[i] = arena_strdup(c->arena,
                json_string_value(json_array_get(list, i)))) == NULL)
            return fail_field(c, name, "A word is expected.");
    return json_is_array(list) ? 0 : fail_field(c, name, "A list is expected.");
}

/* A group that the file does not describe is made without members: nobody reads on. */
static int
restrict_to(struct ctx *c, const struct rec *r, const json_t *list)
{
    const char **groups;
    size_t n;

    if (read_words(c, list, "restricted_to", &groups, &n) != 0)
        return (int)c->err;
    for (size_t i = 0; i < n; i++) {
        struct access_group g;

        if (group_get(c, groups[i], &g) != E_NOTFOUND)
            continue;
        ctx_clear(c);
        g = (struct access_group){ .code = groups[i], .name = groups[i] };
        if (group_set(c, &g) != 0)
            return (int)c->err;
    }
    return restriction_set(c, r, groups, n, NULL);
}

/* Tags and access groups stand beside the fields; most records have none. */
static int
take(struct ctx *c, struct rec *r, const json_t *object, int64_t days)
{
    const json_t *tags = json_object_get(object, "tags");
    const json_t *groups = json_object_get(object, "restricted_to");
    json_t *rest;
    int e;

    if (tags == NULL && groups == NULL)
        return take_record(c, r, object, days);
    rest = json_copy((json_t *)(uintptr_t)object);
    json_object_del(rest, "tags");
    json_object_del(rest, "restricted_to");
    e = take_record(c, r, rest, days);
    json_decref(rest);
    if (e == 0 && tags != NULL)
        e = tag_set_json(c, r, tags);
    return e == 0 && groups != NULL ? restrict_to(c, r, groups) : e;
}

static int
take_groups(struct ctx *c, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *j = json_array_get(list, i);
        struct access_group g = {
            .code = arena_strdup(c->arena, json_string_value(json_object_get(j, "code"))),
            .name = arena_strdup(c->arena, json_string_value(json_object_get(j, "name"))),
        };

        if (g.code == NULL || g.name == NULL)
            return fail_field(c, "groups", "An access group has a code and a name.");
        if (read_words(c, json_object_get(j, "members"), "members", &g.members, &g.nmembers) != 0
            || group_set(c, &g) != 0)
            return (int)c->err;
    }
    return 0;
}

static int
take_all(struct ctx *c, const json_t *list, int64_t days, struct buf *report)
{
    size_t n = json_array_size(list), bad = 0;
    struct rec **recs = arena_alloc(c->arena, (n + 1) * sizeof *recs);

    for (size_t i = 0; i < n; i++) {
        const json_t *j = json_array_get(list, i);

        if (enter(c, j, &recs[i]) == 0)
            continue;
        recs[i] = NULL;
        bad++;
        if (!go_on(c, j, report))
            return in_record(c, i, json_string_value(json_object_get(j, "key")));
    }
    for (size_t i = 0; i < n; i++) {
        if (recs[i] == NULL)
            continue;
        if (take(c, recs[i], json_array_get(list, i), days) == 0) {
            if (report != NULL)
                buf_printf(report, "%s\t%s\tok\n", recs[i]->type->name, recs[i]->key);
            continue;
        }
        bad++;
        if (!go_on(c, json_array_get(list, i), report))
            return in_record(c, i, recs[i]->key);
    }
    if (bad > 0)
        return fail(c, E_INVALID, "%zu of %zu records cannot be imported.", bad, n);
    if (rec_retitle_all(c) != 0)        /* references may have pointed forward */
        return (int)c->err;
    return db_get_int(c, 0, SQL("select count(*) from record where type = 'Organization'"),
        NO_BINDS) > 1 ? fail(c, E_CONFLICT, "There is exactly one organisation profile, and it "
        "exists already.") : (int)c->err;
}

int
org_import(struct ctx *c, struct slice text, int64_t shift_days, struct buf *report)
{
    const char *why = "";
    json_t *tree = json_in(c->arena, text, IMPORT_MAX, &why), *list;

    if (tree == NULL)
        return fail(c, E_INVALID, "This is not valid JSON: %s.", why);
    list = json_object_get(tree, "records");
    if (!json_is_array(list))
        fail(c, E_INVALID, "The file needs a list \"records\".");
    else if (store_is_archived(c))
        archived_refuse(c);
    else if (quota_check(c, (int64_t)json_array_size(list), text.n) == 0
        && take_all(c, list, shift_days, report) == 0)
        take_groups(c, json_object_get(tree, "groups"));
    json_decref(tree);
    return (int)c->err;
}

static void
write_words(struct json_out *j, const char *name, const char *const *words, size_t n)
{
    json_key(j, name);
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        json_text(j, words[i]);
    json_end_arr(j);
}

/* Access groups, when there are any. */
static int
export_groups(struct ctx *c, struct buf *out)
{
    struct json_out j = { out, true };
    struct access_group *list;
    size_t n;

    if (group_list(c, &list, &n) != 0 || n == 0)
        return (int)c->err;
    json_key(&j, "groups");
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        json_obj(&j);
        json_kv(&j, "code", list[i].code);
        json_kv(&j, "name", list[i].name);
        write_words(&j, "members", list[i].members, list[i].nmembers);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    return 0;
}

/* Members in the order of the table, empty fields left out. */
static int
write_record(struct ctx *c, struct buf *out, const struct rec *r)
{
    struct json_out j = { out, false };
    const char **tags, **groups;
    size_t n, ngroups;

    if (tag_list(c, r->key, &tags, &n) != 0
        || restriction_list(c, r->key, &groups, &ngroups) != 0)
        return (int)c->err;

    json_obj(&j);
    json_kv(&j, "type", r->type->name);
    json_kv(&j, "key", r->key);
    for (size_t i = 0; i < r->type->nfields; i++) {
        if (r->v[i].t == V_NULL)
            continue;
        json_key(&j, r->type->fields[i].name);
        value_to_json(&j, &r->type->fields[i], &r->v[i]);
    }
    if (n > 0)
        write_words(&j, "tags", tags, n);
    if (ngroups > 0)
        write_words(&j, "restricted_to", groups, ngroups);
    json_end_obj(&j);
    return 0;
}

static int
export_type(struct ctx *c, const struct rec_type *t, struct buf *out, bool *first)
{
    struct rec_query q = { .type = t, .sort = -1, .limit = 200 };
    struct rec **list;
    size_t n;

    do {
        if (rec_list(c, &q, &list, &n, &q.after) != 0)
            return (int)c->err;
        for (size_t i = 0; i < n; i++) {
            buf_puts(out, *first ? "\n" : ",\n");
            *first = false;
            if (write_record(c, out, list[i]) != 0)
                return (int)c->err;
        }
    } while (q.after != NULL);
    return 0;
}

int
org_export(struct ctx *c, struct buf *out)
{
    struct json_out j = { out, false };
    bool first = true;

    buf_lit(out, "{\"organization\":");
    json_text(&j, db_get_text(c, SQL("select name from organization"), NO_BINDS));
    if (export_groups(c, out) != 0)
        return (int)c->err;
    buf_lit(out, ",\"records\":[");
    for (size_t i = 0; i < n_rec_types; i++)
        if (export_type(c, rec_types[i], out, &first) != 0)
            return (int)c->err;
    buf_lit(out, "\n]}\n");
    if (out->over)
        return fail(c, E_LIMIT, "The export is too large.");
    return (int)c->err;
}
