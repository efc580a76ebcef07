/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* session.c - sign in and out. */
#include "api/api.h"

static void
write_session(struct call *k, const struct account *a, const char *csrf, int status)
{
    struct json_out j = api_json(k, status);

    json_obj(&j);
    json_kv(&j, "csrf", csrf);
    json_kv(&j, "email", a->email);
    json_kv(&j, "name", a->name);
    json_end_obj(&j);
}

static int
open_session(struct call *k, const struct account *a)
{
    struct ctx cc = call_control(k);
    char token[TOKEN_LEN + 1], csrf[TOKEN_LEN + 1];

    if (store_write(&cc, app_control(k->app)) != 0)
        return call_take(k, &cc);
    if (session_new(&cc, a, k->req->peer, token) != 0 || store_commit(&cc) != 0) {
        store_rollback(&cc);
        return call_take(k, &cc);
    }
    call_cookie(k, token, SESSION_DAYS * 86400);
    session_csrf(token, csrf);
    write_session(k, a, csrf, 201);
    return 0;
}

int
api_sign_in(struct call *k)
{
    const char *email, *password;
    struct ctx cc = call_control(k);
    struct account a;
    json_t *body;

    k->discard = true;
    store_rollback(&k->c);
    if (api_body_of(k, "email password", &body) != 0)
        return (int)k->c.err;
    email = api_text(k, body, "email");
    password = api_text(k, body, "password");
    json_decref(body);
    if (email == NULL || password == NULL)
        return fail_field(&k->c, email == NULL ? "email" : "password", "This is missing.");
    if (sign_in(&cc, app_control(k->app), email, password, k->req->peer, &a) != 0)
        return call_take(k, &cc);
    return open_session(k, &a);
}

int
api_session(struct call *k)
{
    write_session(k, &k->account, k->csrf, 200);
    return 0;
}

int
api_sign_out(struct call *k)
{
    struct ctx cc = call_control(k);

    if (store_write(&cc, app_control(k->app)) == 0
        && (session_end(&cc, k->token) != 0 || store_commit(&cc) != 0))
        store_rollback(&cc);
    call_cookie(k, "", 0);
    k->resp->status = 204;
    return call_take(k, &cc);
}
