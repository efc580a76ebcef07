/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* shared.c - problems, bodies, preconditions and repeated requests. */
#include <inttypes.h>
#include <stdio.h>

#include "api/api.h"

struct json_out
api_json(struct call *k, int status)
{
    k->resp->status = status;
    k->resp->type = "application/json";
    return (struct json_out){ k->out, false };
}

void
api_problem(struct call *k)
{
    struct json_out j = api_json(k, k->resp->status);
    const struct ctx *c = &k->c;

    k->resp->type = "application/problem+json";
    if (k->resp->status >= 500)
        fprintf(stderr, "%s %s: %s\n", method_name(k->req->method), k->req->path, c->message);
    if (c->err == E_TOOMANY || k->resp->status == 503)
        resp_header(c->arena, k->resp, "Retry-After", c->err == E_TOOMANY ? "900" : "2");
    json_obj(&j);
    json_kv(&j, "type", arena_printf(c->arena, "urn:ismene:problem:%s", err_name(c->err)));
    json_kv(&j, "title", c->nfields > 0 ? "The request has errors." : c->message);
    json_key(&j, "status");
    json_num(&j, k->resp->status);
    if (c->message != NULL)
        json_kv(&j, "detail", c->message);
    if (c->nfields > 0) {
        json_key(&j, "errors");
        json_arr(&j);
        for (size_t i = 0; i < c->nfields; i++) {
            json_obj(&j);
            json_kv(&j, "field", c->fields[i].field);
            json_kv(&j, "message", c->fields[i].message);
            json_end_obj(&j);
        }
        json_end_arr(&j);
    }
    json_end_obj(&j);
}

int
api_type(struct call *k, const struct rec_type **ret)
{
    *ret = rec_type_by_slug(slice_of(req_param(k->req, "types")));
    return *ret != NULL ? 0 : fail(&k->c, E_NOTFOUND, "There is no register of this name.");
}

int
api_record(struct call *k, struct rec **ret)
{
    const char *key = req_param(k->req, "key");
    const struct rec_type *t;

    if (api_type(k, &t) != 0)
        return (int)k->c.err;
    if (rec_type_by_prefix(slice_of(key)) != t)
        return fail(&k->c, E_NOTFOUND, "There is no such record.");
    if (rec_load(&k->c, t, key, ret) != 0)
        return (int)k->c.err;
    return rec_may_read(&k->c, *ret) ? 0 : fail(&k->c, E_NOTFOUND, "There is no such record.");
}

int
api_body(struct call *k, json_t **ret)
{
    const char *why;
    json_t *j;

    if (!req_is_type(k->req, "application/json")
        && !req_is_type(k->req, "application/merge-patch+json"))
        return fail(&k->c, E_INVALID, "Send Content-Type: application/json.");
    j = json_in(k->c.arena, k->req->body, k->req->body.n, &why);
    if (j == NULL)
        return fail(&k->c, E_INVALID, "The body is not valid JSON: %s.", why);
    if (!json_is_object(j)) {
        json_decref(j);
        return fail(&k->c, E_INVALID, "The body must be a JSON object.");
    }
    *ret = j;
    return 0;
}

int
api_body_of(struct call *k, const char *names, json_t **ret)
{
    const char *name;
    json_t *value;

    if (api_body(k, ret) != 0)
        return (int)k->c.err;
    json_object_foreach(*ret, name, value)
        if (!word_in(names, name))
            fail_field(&k->c, name, "This is not asked for here.");
    if (k->c.err != E_OK)
        json_decref(*ret);
    return (int)k->c.err;
}

const char *
api_text(struct call *k, const json_t *body, const char *name)
{
    return arena_strdup(k->c.arena, json_string_value(json_object_get(body, name)));
}

static const char *
etag(struct call *k, const struct rec *r)
{
    return arena_printf(k->c.arena, "\"%" PRId64 "\"", r->revision);
}

int
api_precondition(struct call *k, const struct rec *r)
{
    const char *match = req_header(k->req, "If-Match");

    if (match == NULL)
        return fail(&k->c, E_PRECONDITION, "Send If-Match with the ETag of the record as you "
            "read it, so that nobody's change is lost.");
    if (strcmp(match, "*") != 0 && strcmp(match, etag(k, r)) != 0)
        return fail(&k->c, E_STALE, "%s is at revision %" PRId64 " now, changed by %s: read it "
            "again.", r->key, r->revision, r->updated_by != NULL ? r->updated_by : "the system");
    return 0;
}

void
api_one(struct call *k, const struct rec *r, int status)
{
    struct json_out j = api_json(k, status);

    resp_header(k->c.arena, k->resp, "ETag", etag(k, r));
    rec_json(&j, r);
}

/* What the first answer said in its header is in its body as well. */
void
api_again(struct call *k, struct slice body)
{
    const char *why;
    json_t *j = json_in(k->c.arena, body, body.n, &why);
    const json_t *revision = json_object_get(j, "revision");
    const char *key = json_string_value(json_object_get(j, "key"));
    const struct rec_type *t = key != NULL ? rec_type_by_prefix(slice_of(key)) : NULL;

    if (json_is_integer(revision))
        resp_header(k->c.arena, k->resp, "ETag", arena_printf(k->c.arena, "\"%" PRId64 "\"",
            (int64_t)json_integer_value(revision)));
    if (t != NULL && k->resp->status == 201)
        api_location(k, t, key);
    json_decref(j);
}

void
api_location(struct call *k, const struct rec_type *t, const char *key)
{
    resp_header(k->c.arena, k->resp, "Location", arena_printf(k->c.arena, "%s/api/v1/%s/%s",
        k->base, t->slug, key));
}

const char *
api_once(struct call *k)
{
    return req_header(k->req, "Idempotency-Key");
}
