/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* account.c - signing in and out, the choice of an organisation, the own password. */
#include <unistd.h>

#include "web/web.h"

static int
show_sign_in(struct call *k, const char *email)
{
    struct frame f = { .title = "Sign in", .bare = true };
    struct sign_in_page p = { .email = email };

    p.next = k->req->method == M_GET ? req_query(k->req, "next") : form_get(&k->form, "next");
    p.demo = store_exists(&k->c, org_path(&k->c, app_dir(k->app), "demo"));
    page_sign_in(k, page_begin(k, &f), &p);
    page_end(k, &f);
    return 0;
}

int
web_sign_in_form(struct call *k)
{
    return show_sign_in(k, "");
}

static int
open_session(struct call *k, const struct account *a)
{
    struct ctx cc = call_control(k);
    char token[TOKEN_LEN + 1];

    if (store_write(&cc, app_control(k->app)) != 0)
        return call_take(k, &cc);
    if (session_new(&cc, a, k->req->peer, token) != 0 || store_commit(&cc) != 0) {
        store_rollback(&cc);
        return call_take(k, &cc);
    }
    call_cookie(k, token, SESSION_DAYS * 86400);
    return 0;
}

int
web_sign_in(struct call *k)
{
    const char *email = form_get(&k->form, "email"), *password = form_get(&k->form, "password");
    struct ctx cc = call_control(k);
    struct account a;

    if (email == NULL || password == NULL)
        return fail(&k->c, E_INVALID, "E-mail and password are needed.");
    if (sign_in(&cc, app_control(k->app), email, password, k->req->peer, &a) != 0) {
        call_take(k, &cc);
        k->resp->status = err_http(k->c.err);
        show_sign_in(k, email);
        ctx_clear(&k->c);
        return 0;
    }
    if (open_session(k, &a) == 0)
        resp_redirect(k->c.arena, k->resp, local_path(k, form_get(&k->form, "next"), "/"));
    return (int)k->c.err;
}

int
web_sign_out(struct call *k)
{
    struct ctx cc = call_control(k);

    if (k->token != NULL && store_write(&cc, app_control(k->app)) == 0
        && (session_end(&cc, k->token) != 0 || store_commit(&cc) != 0))
        store_rollback(&cc);
    call_cookie(k, "", 0);
    resp_redirect(k->c.arena, k->resp, "/signin");
    return call_take(k, &cc);
}

int
web_theme(struct call *k)
{
    const char *theme = form_get(&k->form, "theme");

    if (theme == NULL || !word_in("light dark auto", theme))
        theme = "auto";
    resp_cookie(k->c.arena, k->resp, "theme", theme, 365 * 86400, false);
    resp_redirect(k->c.arena, k->resp, local_path(k, form_get(&k->form, "next"), "/"));
    return 0;
}

int
web_account(struct call *k)
{
    struct frame f = { .title = "Your password", .bare = true };

    page_account(k, page_begin(k, &f));
    page_end(k, &f);
    return 0;
}

static int
change_password(struct call *k, const char *now, const char *wanted)
{
    struct ctx cc = call_control(k);
    struct account a;
    const char *hash;

    if (sign_in(&cc, app_control(k->app), k->account.email, now, k->req->peer, &a) != 0) {
        if (cc.err != E_AUTH)
            return call_take(k, &cc);
        return fail_field(&k->c, "now", "This is not your present password.");
    }
    if (password_hash(&k->c, wanted, &hash) != 0)
        return (int)k->c.err;
    if (store_write(&cc, app_control(k->app)) == 0
        && (account_set_hash(&cc, a.id, hash) != 0 || session_end_all(&cc, a.id) != 0
            || store_commit(&cc) != 0))
        store_rollback(&cc);
    return call_take(k, &cc);
}

/* All sessions of the account end; this browser gets a new one. */
int
web_password(struct call *k)
{
    const char *now = form_get(&k->form, "now"), *wanted = form_get(&k->form, "password");

    if (change_password(k, now != NULL ? now : "", wanted != NULL ? wanted : "") != 0) {
        k->resp->status = err_http(k->c.err);
        web_account(k);
        ctx_clear(&k->c);
        return 0;
    }
    flash_set(k, "Your password is changed. All other browsers were signed out.");
    if (open_session(k, &k->account) == 0)
        resp_redirect(k->c.arena, k->resp, "/orgs");
    return (int)k->c.err;
}
