/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* access.c - access groups, the groups of a record, and who read restricted records. */
#include "api/api.h"
#include "rec/group.h"

static void
write_list(struct json_out *j, const char *name, const char *const *list, size_t n)
{
    json_key(j, name);
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        json_text(j, list[i]);
    json_end_arr(j);
}

static void
write_group(struct json_out *j, const struct access_group *g)
{
    json_obj(j);
    json_kv(j, "code", g->code);
    json_kv(j, "name", g->name);
    write_list(j, "members", g->members, g->nmembers);
    json_key(j, "mine");
    json_flag(j, g->mine);
    json_end_obj(j);
}

/* Groups of others are for those who manage them. */
int
api_groups(struct call *k)
{
    struct access_group *list;
    struct json_out j;
    size_t n;

    if (group_list(&k->c, &list, &n) != 0)
        return (int)k->c.err;
    j = api_json(k, 200);
    json_obj(&j);
    json_key(&j, "items");
    json_arr(&j);
    for (size_t i = 0; i < n; i++)
        if (list[i].mine || call_may(k, "manage"))
            write_group(&j, &list[i]);
    json_end_arr(&j);
    json_end_obj(&j);
    return 0;
}

/* A list of words, kept by the call. */
static int
read_words(struct call *k, const json_t *body, const char *name, const char ***ret, size_t *ret_n)
{
    const json_t *list = json_object_get(body, name);
    size_t n = json_array_size(list);

    if (!json_is_array(list))
        return fail_field(&k->c, name, "A list of words is expected.");
    *ret = arena_alloc(k->c.arena, (n + 1) * sizeof **ret);
    *ret_n = n;
    for (size_t i = 0; i < n; i++)
        if (((*ret)[i] = arena_strdup(k->c.arena,
                json_string_value(json_array_get(list, i)))) == NULL)
            return fail_field(&k->c, name, "A word is expected.");
    return 0;
}

int
api_group_set(struct call *k)
{
    struct access_group g = { .code = req_param(k->req, "group") };
    struct json_out j;
    json_t *body;

    if (api_body_of(k, "name members", &body) != 0)
        return (int)k->c.err;
    g.name = api_text(k, body, "name");
    (void)!read_words(k, body, "members", &g.members, &g.nmembers);
    json_decref(body);
    if (k->c.err != E_OK || group_set(&k->c, &g) != 0 || group_get(&k->c, g.code, &g) != 0)
        return (int)k->c.err;
    j = api_json(k, 200);
    write_group(&j, &g);
    return 0;
}

int
api_access(struct call *k)
{
    const char **groups;
    struct json_out j;
    struct rec *r;
    size_t n;

    if (api_record(k, &r) != 0 || restriction_list(&k->c, r->key, &groups, &n) != 0)
        return (int)k->c.err;
    j = api_json(k, 200);
    json_obj(&j);
    write_list(&j, "groups", groups, n);
    json_end_obj(&j);
    return 0;
}

/* The body is {"groups": […], "reason": "…"}: these groups and no others. */
int
api_access_set(struct call *k)
{
    const char **groups, *reason;
    struct json_out j;
    struct rec *r;
    json_t *body;
    size_t n;

    if (api_record(k, &r) != 0 || restriction_allowed(&k->c, r) != 0
        || api_body_of(k, "groups reason", &body) != 0)
        return (int)k->c.err;
    reason = api_text(k, body, "reason");
    (void)!read_words(k, body, "groups", &groups, &n);
    json_decref(body);
    if (k->c.err != E_OK || restriction_set(&k->c, r, groups, n, reason) != 0
        || restriction_list(&k->c, r->key, &groups, &n) != 0)
        return (int)k->c.err;
    j = api_json(k, 200);
    json_obj(&j);
    write_list(&j, "groups", groups, n);
    json_end_obj(&j);
    return 0;
}

#define READS 100

/* Who reads the log and not the record is told that there is one, not which. */
static int
write_reads(struct call *k, const char *key)
{
    const char *before = req_query(k->req, "before");
    struct logged_read *list;
    int64_t id = INT64_MAX;
    struct json_out j;
    size_t n;

    if (before != NULL && !slice_int(slice_of(before), &id))
        return fail_field(&k->c, "before", "before is the id of an entry.");
    if (reads_list(&k->c, key, id, READS, &list, &n) != 0)
        return (int)k->c.err;
    j = api_json(k, 200);
    json_obj(&j);
    json_key(&j, "items");
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        char at[TIME_LEN + 1];

        time_format(list[i].at, at);
        json_obj(&j);
        json_key(&j, "id");
        json_num(&j, list[i].id);
        json_kv(&j, "at", at);
        json_kv(&j, "actor", list[i].actor);
        json_kv(&j, "source", list[i].source);
        json_kv(&j, "route", list[i].route);
        json_kv(&j, "key", sight_sees(&k->c, list[i].key) ? list[i].key : NULL);
        json_kv(&j, "how", list[i].how);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return 0;
}

int
api_reads(struct call *k)
{
    return write_reads(k, NULL);
}

int
api_record_reads(struct call *k)
{
    struct rec *r;

    if (api_record(k, &r) != 0)
        return (int)k->c.err;
    if (!sight_is_restricted(&k->c, r->key) && !call_may(k, "audit"))
        return fail(&k->c, E_DENIED, "Who read %s while it was restricted is for auditors.", r->key);
    return write_reads(k, r->key);
}
