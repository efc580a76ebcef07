/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * once.c - a write that is sent again with its key has its effect once: the answer is
 * kept in the transaction of the change, for a day.  So whoever got no answer, or one
 * that says the outcome is unknown, repeats the request and learns it.
 */
#include <inttypes.h>

#include "app/app.h"

#define KEPT INT64_C(86400000000)

/* A key belongs to the account. */
static const char *
own_key(struct call *k)
{
    const char *key = k->site->once(k);

    return key == NULL ? NULL : arena_printf(k->c.arena, "%" PRId64 " %s", k->account.id, key);
}

/* By target and body; the parts of a form alone, for its boundary is new each time. */
char *
once_fingerprint(struct call *k)
{
    const struct form *f = &k->form;
    struct sha256_part *parts = arena_alloc(k->c.arena, (f->nparts * 4 + 2) * sizeof *parts);
    unsigned char digest[SHA256_LEN];
    char *hex = arena_alloc(k->c.arena, 2 * SHA256_LEN + 1);
    size_t n = 0;

    parts[n++] = (struct sha256_part){ k->req->target, strlen(k->req->target) + 1 };
    for (size_t i = 0; i < f->nparts; i++) {
        const struct part *p = &f->parts[i];

        parts[n++] = (struct sha256_part){ p->name, strlen(p->name) + 1 };
        parts[n++] = (struct sha256_part){ p->file_name != NULL ? p->file_name : "",
            p->file_name != NULL ? strlen(p->file_name) + 1 : 1 };
        parts[n++] = (struct sha256_part){ &p->data.n, sizeof p->data.n };
        parts[n++] = (struct sha256_part){ p->data.p, p->data.n };
    }
    if (f->nparts == 0)
        parts[n++] = (struct sha256_part){ k->req->body.p, k->req->body.n };
    sha256_parts(parts, n, digest);
    hex_encode(digest, sizeof digest, hex);
    return hex;
}

/* The record of the path, or the one in the first answer, may have been restricted meanwhile. */
static bool
may_see_again(struct call *k, struct slice body)
{
    const char *why, *key, *of_path = req_param(k->req, "key");
    json_t *j = json_in(k->c.arena, body, body.n, &why);
    bool ok;

    key = arena_strdup(k->c.arena, json_string_value(json_object_get(j, "key")));
    json_decref(j);
    ok = (key == NULL || sight_sees(&k->c, key)) && (of_path == NULL || sight_sees(&k->c, of_path));
    if (ok && key != NULL)
        sight_note(&k->c, key, READ_RECORD);
    return ok;
}

static int
answer_again(struct call *k, int status, struct slice body)
{
    if (!may_see_again(k, body))
        return fail(&k->c, E_NOTFOUND, "There is no such record.");
    k->resp->status = status;
    resp_header(k->c.arena, k->resp, "Idempotency-Replayed", "true");
    if (status == 303) {
        resp_redirect(k->c.arena, k->resp, arena_strndup(k->c.arena, body.p, body.n));
        return 0;
    }
    if (body.n > 0)
        k->resp->type = "application/json";
    buf_add(k->out, body.p, body.n);
    if (k->site->again != NULL)
        k->site->again(k, body);
    return 0;
}

int
once_replay(struct call *k, bool *ret_replayed)
{
    const char *key = own_key(k);
    struct stmt *s;

    *ret_replayed = false;
    if (key == NULL)
        return 0;
    if (strlen(key) > 300)
        return fail(&k->c, E_INVALID, "An Idempotency-Key has at most 255 characters.");
    s = db_query(&k->c, SQL("select request, status, body from idempotency where key = $key"),
        BINDS(bind_text("key", key)));
    if (db_step(&k->c, s)) {
        *ret_replayed = true;
        if (!slice_eq(db_text(s, 0), once_fingerprint(k)))
            fail(&k->c, E_INVALID, "This Idempotency-Key was used for another request.");
        else
            (void)(answer_again(k, (int)db_int(s, 1), db_text(s, 2)) != 0);
    }
    return db_done(&k->c, s);
}

static const char *
location_of(const struct response *r)
{
    for (size_t i = 0; i < r->nheaders; i++)
        if (strcmp(r->headers[i].name, "Location") == 0)
            return r->headers[i].value.p;
    return "";
}

bool
once_has_old(struct ctx *c)
{
    return db_get_int(c, 0, SQL("select count(*) from idempotency where at < $before"),
        BINDS(bind_int("before", c->now - KEPT))) > 0;
}

int
once_sweep(struct ctx *c)
{
    return db_exec(c, SQL("delete from idempotency where at < $before"),
        BINDS(bind_int("before", c->now - KEPT)));
}

int
once_remember(struct call *k)
{
    const char *key = own_key(k);
    const struct response *r = k->resp;
    struct slice body = { k->out->p != NULL ? k->out->p : "", k->out->n };

    if (key == NULL || (body.n > 0 && strcmp(r->type, "application/json") != 0))
        return 0;
    if (r->status == 303)
        body = slice_of(location_of(r));
    if (once_sweep(&k->c) != 0)
        return (int)k->c.err;
    return db_exec(&k->c, SQL("insert into idempotency (key, at, request, status, body) values "
        "($key, $at, $request, $status, $body)"), BINDS(bind_text("key", key),
        bind_int("at", k->c.now), bind_text("request", once_fingerprint(k)),
        bind_int("status", r->status), bind_slice("body", body)));
}
