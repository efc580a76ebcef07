/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* roles.c - roles of the organisation's own. */
#include "api/api.h"
#include "rec/custom.h"

static void
write_role(struct call *k, struct json_out *j, const struct custom_role *r)
{
    json_obj(j);
    json_kv(j, "code", r->code);
    json_kv(j, "name", r->name);
    json_key(j, "grants");
    json_arr(j);
    for (size_t i = 0; i < r->ngrants; i++)
        json_text(j, custom_grant_text(k->c.arena, &r->grants[i]));
    json_end_arr(j);
    json_end_obj(j);
}

int
api_roles(struct call *k)
{
    struct custom_role *list;
    struct json_out j;
    size_t n;

    if (custom_role_list(&k->c, &list, &n) != 0)
        return (int)k->c.err;
    j = api_json(k, 200);
    json_obj(&j);
    json_key(&j, "items");
    json_arr(&j);
    for (size_t i = 0; i < n; i++)
        write_role(k, &j, &list[i]);
    json_end_arr(&j);
    json_end_obj(&j);
    return 0;
}

static int
read_grants(struct call *k, const json_t *list, struct custom_role *r)
{
    r->ngrants = json_array_size(list);
    r->grants = arena_alloc(k->c.arena, (r->ngrants + 1) * sizeof *r->grants);
    for (size_t i = 0; i < r->ngrants; i++) {
        const char *text = arena_strdup(k->c.arena, json_string_value(json_array_get(list, i)));

        if (custom_grant_parse(&k->c, slice_of(text), &r->grants[i]) != 0)
            break;
    }
    return (int)k->c.err;
}

/* The body is {"name": "…", "grants": ["DO Document edit", …]}. */
int
api_role_set(struct call *k)
{
    struct custom_role r = { .code = req_param(k->req, "role") };
    json_t *body;

    if (api_body_of(k, "name grants", &body) != 0)
        return (int)k->c.err;
    r.name = api_text(k, body, "name");
    (void)!read_grants(k, json_object_get(body, "grants"), &r);
    json_decref(body);
    return k->c.err != E_OK || custom_role_set(&k->c, &r) != 0 ? (int)k->c.err : api_roles(k);
}

int
api_role_remove(struct call *k)
{
    k->resp->status = 204;
    return custom_role_remove(&k->c, req_param(k->req, "role"));
}
