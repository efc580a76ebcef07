/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* records.c - registers and records as JSON. */
#include "api/api.h"
#include "rec/kind.h"

#define PAGE 50

int
api_list(struct call *k)
{
    struct rec_query q = { .sort = -1, .limit = PAGE };

    if (api_type(k, &q.type) != 0)
        return (int)k->c.err;
    for (size_t i = 0; i < k->req->nquery; i++) {
        const struct pair *p = &k->req->query[i];

        if (strcmp(p->name, "open") == 0) {
            if (!word_in("true false", p->value.p))
                return fail_field(&k->c, "open", "open is true or false.");
            q.open_only = strcmp(p->value.p, "true") == 0;
        } else if (query_set(&k->c, &q, p->name, p->value.p) != 0)
            return (int)k->c.err;
    }
    api_json(k, 200);
    return rec_list_json(&k->c, &q, k->out);
}

int
api_create(struct call *k)
{
    const struct rec_type *t;
    struct rec *r;
    json_t *body;

    if (api_type(k, &t) != 0)
        return (int)k->c.err;
    if (!rec_may_create(&k->c, t))      /* before anything is said about the body */
        return fail(&k->c, E_DENIED, "Your roles may not add to %s.", t->plural);
    if (api_body(k, &body) != 0)
        return (int)k->c.err;
    r = rec_new(&k->c, t);
    if (rec_read_json(&k->c, r, body) == 0 && rec_create(&k->c, r, 0) == 0) {
        api_one(k, r, 201);
        api_location(k, t, r->key);
    }
    json_decref(body);
    return (int)k->c.err;
}

int
api_get(struct call *k)
{
    struct rec *r;

    if (api_record(k, &r) != 0)
        return (int)k->c.err;
    api_one(k, r, 200);
    return 0;
}

int
api_patch(struct call *k)
{
    struct rec *r;
    json_t *body;

    if (api_record(k, &r) != 0)
        return (int)k->c.err;
    if (!rec_may_edit(&k->c, r))
        return fail(&k->c, E_DENIED, "Your roles may not edit %s.", r->key);
    if (api_precondition(k, r) != 0 || api_body(k, &body) != 0)
        return (int)k->c.err;
    if (rec_read_json(&k->c, r, body) == 0 && rec_update(&k->c, r, NULL) == 0)
        api_one(k, r, 200);
    json_decref(body);
    return (int)k->c.err;
}

int
api_delete(struct call *k)
{
    struct rec *r;

    if (api_record(k, &r) != 0 || api_precondition(k, r) != 0)
        return (int)k->c.err;
    k->resp->status = 204;
    return rec_delete(&k->c, r, req_query(k->req, "reason"));
}

/* Members of a step's body: reason, override, and the fields that it asks for. */
static int
read_step(struct call *k, struct rec *r, const struct step *s, const json_t *body,
    struct step_input *in)
{
    const char *asked = rec_step_fields(&k->c, r, s), *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)body, name, value) {
        int i = rec_field_index(r->type, slice_of(name));

        if (strcmp(name, "reason") == 0)
            in->reason = json_string_value(value);
        else if (strcmp(name, "override") == 0)
            in->override = json_string_value(value);
        else if (i < 0 || !word_in(asked, name))
            return fail_field(&k->c, name, "This step does not ask for this field.");
        else if (value_from_json(&k->c, &r->type->fields[i], value, &r->v[i]) != 0)
            return (int)k->c.err;
    }
    return 0;
}

int
api_step(struct call *k)
{
    struct step_input in = { 0 };
    const struct step *s;
    json_t *body = NULL;
    struct rec *r;

    if (api_record(k, &r) != 0)
        return (int)k->c.err;
    if (req_header(k->req, "If-Match") != NULL && api_precondition(k, r) != 0)
        return (int)k->c.err;
    s = rec_step_find(r->type, req_param(k->req, "step"), rec_state(r));
    if (s == NULL && rec_step_find(r->type, req_param(k->req, "step"), NULL) == NULL)
        return fail(&k->c, E_NOTFOUND, "%s has no step of this name.", r->type->label);
    if (s == NULL)
        return fail(&k->c, E_STATE, "%s is %s: this step is not possible from here.", r->key,
            rec_state(r));
    if (k->req->body.n > 0 && api_body(k, &body) != 0)
        return (int)k->c.err;
    if ((body == NULL || read_step(k, r, s, body, &in) == 0) && rec_step(&k->c, r, s, &in) == 0)
        api_one(k, r, 200);
    json_decref(body);
    return (int)k->c.err;
}

static void
write_event(struct json_out *j, const struct event *e)
{
    char at[TIME_LEN + 1];

    time_format(e->at, at);
    json_obj(j);
    json_key(j, "seq");
    json_num(j, e->seq);
    json_kv(j, "at", at);
    json_kv(j, "actor", e->actor);
    json_kv(j, "source", e->source);
    json_kv(j, "action", e->action);
    json_key(j, "revision");
    json_num(j, e->revision);
    json_key(j, "changes");
    json_raw(j, e->changes, strlen(e->changes));
    json_kv(j, "reason", e->reason);
    json_end_obj(j);
}

int
api_history(struct call *k)
{
    const char *before = req_query(k->req, "before");
    int64_t seq = INT64_MAX;
    struct json_out j;
    struct event *list;
    struct rec *r;
    size_t n;

    if (before != NULL && !slice_int(slice_of(before), &seq))
        return fail_field(&k->c, "before", "before is the seq of an event.");
    if (api_record(k, &r) != 0)
        return (int)k->c.err;
    if (!perm_may(&k->c, r, ACT_HISTORY))
        return fail(&k->c, E_NOTFOUND, "There is no history to see.");
    if (event_list(&k->c, r->key, seq, PAGE, &list, &n) != 0)
        return (int)k->c.err;
    j = api_json(k, 200);
    json_obj(&j);
    json_key(&j, "items");
    json_arr(&j);
    for (size_t i = 0; i < n; i++)
        write_event(&j, &list[i]);
    json_end_arr(&j);
    json_key(&j, "next");
    if (n == PAGE)
        json_num(&j, list[n - 1].seq);
    else
        json_none(&j);
    json_end_obj(&j);
    return 0;
}
