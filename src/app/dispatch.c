/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* dispatch.c - from a request to a handler inside a transaction, and back. */
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <strings.h>

#include "app/app.h"
#include "app/jobs.h"
#include "app/keeper.h"
#include "app/orgs.h"
#include "app/visitors.h"

struct app {
    char *dir;
    struct store *control;
    struct slots *slots;
    struct visitors *visitors;
    const struct site *const *sites;
    size_t nsites;
    const char *proxies;
    struct keeper *keeper;
    struct jobs *jobs;
    pthread_mutex_t rewinding;  /* one view of the past is built at a time */
};

int
app_open(struct ctx *c, const struct app_config *cfg, struct app **ret)
{
    struct app *app = calloc(1, sizeof *app);

    if (app == NULL || (app->dir = strdup(cfg->dir)) == NULL)
        abort();
    app->sites = cfg->sites;
    app->nsites = cfg->nsites;
    app->proxies = cfg->proxies;
    if (orgs_control(c, cfg->dir, &app->control) != 0) {
        free(app->dir);
        free(app);
        return (int)c->err;
    }
    app->slots = slots_new(cfg->dir, cfg->organisations);
    app->visitors = visitors_new();
    pthread_mutex_init(&app->rewinding, NULL);
    app->keeper = keeper_start(app->dir, app->control, app->slots);
    app->jobs = jobs_start(&(struct jobs_at){ app->dir, app->control, app->slots, app->keeper });
    *ret = app;
    return 0;
}

void
app_close(struct app *app)
{
    if (app == NULL)
        return;
    jobs_stop(app->jobs);
    keeper_stop(app->keeper);
    slots_free(app->slots);
    visitors_free(app->visitors);
    store_close(app->control);
    pthread_mutex_destroy(&app->rewinding);
    free(app->dir);
    free(app);
}

struct store *
app_control(struct app *app)
{
    return app->control;
}

struct orgs
call_orgs(struct call *k)
{
    return (struct orgs){ .dir = k->app->dir, .control = k->app->control,
        .slots = k->app->slots };
}

struct keeper *
call_keeper(struct call *k)
{
    return k->app->keeper;
}

const char *
app_dir(const struct app *app)
{
    return app->dir;
}

/* The row of the route; *ret_site is the one that answers either way. */
static enum route_result
find(struct app *app, struct request *r, const struct site **ret_site, const struct route **ret,
    const char **ret_allow)
{
    enum route_result result = ROUTE_NONE;

    for (size_t i = 0; i < app->nsites; i++) {
        const char *allow;
        enum route_result one = route_find(&app->sites[i]->routes, &app->sites[i]->nroutes, 1,
            r->method, r, ret, &allow);

        if (one == ROUTE_NONE)
            continue;
        *ret_allow = allow;
        *ret_site = app->sites[i];
        result = one;
        if (one == ROUTE_FOUND)
            return one;
    }
    if (result == ROUTE_NONE)
        *ret_site = strstr(r->path, "/api/") != NULL ? app->sites[0]
            : app->sites[app->nsites - 1];
    return result;
}

size_t
app_limit(void *app, struct request *r)
{
    const struct route *row;
    const struct site *site;
    const char *allow;

    if (find(app, r, &site, &row, &allow) != ROUTE_FOUND || row->max_body == 0)
        return (size_t)64 << 10;
    return row->max_body;
}

struct ctx
call_control(struct call *k)
{
    return (struct ctx){ .arena = k->c.arena, .actor = k->c.actor, .org = k->c.org,
        .source = k->c.source, .now = k->c.now, .today = k->c.today };
}

int
call_take(struct call *k, const struct ctx *from)
{
    if (from->err == E_OK || k->c.err != E_OK)
        return (int)k->c.err;
    k->c.err = from->err;
    k->c.message = from->message;
    k->c.fields = from->fields;
    k->c.nfields = from->nfields;
    k->c.fields_cap = from->fields_cap;
    return (int)k->c.err;
}

int
call_start_over(struct call *k)
{
    store_rollback(&k->c);
    k->discard = true;
    sight_forget(&k->c);
    if (store_read(&k->c, k->store) != 0)
        return (int)k->c.err;
    org_set_today(&k->c);
    return 0;
}

/* Behind a proxy with TLS the cookie is Secure and bound to the host. */
void
call_cookie(struct call *k, const char *token, int max_age_s)
{
    const char *proto = req_header(k->req, "X-Forwarded-Proto");
    bool secure = proto != NULL && strcmp(proto, "https") == 0;

    resp_cookie(k->c.arena, k->resp, "ismene", token, max_age_s, secure);
}

void
call_download(struct call *k, const char *name, const char *type)
{
    struct buf b;

    buf_init(&b, 4096);
    url_escape(&b, name, strlen(name));
    k->resp->type = type;
    resp_header(k->c.arena, k->resp, "Content-Disposition", arena_printf(k->c.arena,
        "attachment; filename*=UTF-8''%s", b.p != NULL && !b.over ? b.p : "file"));
    buf_free(&b);
}

/* Secure connections use the __Host- name (RFC 6265bis). */
static const char *
session_token(struct call *k)
{
    const char *cookie = req_cookie(k->req, "__Host-ismene");

    return cookie != NULL ? cookie : req_cookie(k->req, "ismene");
}

static int
limits_of(struct ctx *cc, struct limits *ret)
{
    struct organisation o = { 0 };

    if (cc->org != NULL && organisation_get(cc, cc->org, &o) != 0 && cc->err == E_NOTFOUND
        && !organisation_was_erased(cc, cc->org))
        ctx_clear(cc);          /* not in the list yet: whether it is there is seen later */
    *ret = o.limits;
    return (int)cc->err;
}

/* Does the dispatcher begin a transaction of the organisation?  Whether one exists is not told
 * to those who have yet to sign in; signing in hashes a password, and none may wait for that. */
static bool
begins(const struct call *k)
{
    return k->c.org != NULL && k->route != NULL && strcmp(k->route->perm, "public") != 0
        && strcmp(k->route->perm, "account") != 0;
}

/*
 * Session, account and membership from the control store.  Other servers may have changed
 * it: what is remembered here is compared when the organisation's transaction begins, and
 * without one it is not used.
 */
static int
look_up(struct call *k, const char *token, struct visit *v, bool *ret_found)
{
    bool compared = !place_is_server(k->app->dir) || (begins(k) && !k->route->apart);
    struct ctx cc = call_control(k);
    struct membership m = { 0 };

    k->known = store_generation(k->app->control);
    *ret_found = compared
        && visitors_find(k->app->visitors, k->c.arena, k->known, token, k->c.org, v);
    if (*ret_found)
        return 0;
    if (store_read(&cc, k->app->control) != 0)
        return call_take(k, &cc);
    k->known = db_generation(&cc);
    if (session_find(&cc, token, &v->account, &v->times) == 0) {
        session_csrf(token, v->csrf);
        if (k->c.org == NULL || membership_get(&cc, v->account.id, k->c.org, &m) == 0) {
            v->person = m.person;
            v->roles = m.roles;
            v->terms = m.terms;
            *ret_found = limits_of(&cc, &v->limits) == 0;
        }
    } else if (cc.err == E_AUTH) {
        ctx_clear(&cc);
    }
    store_rollback(&cc);
    if (*ret_found)
        visitors_keep(k->app->visitors, k->known, token, k->c.org, v);
    return call_take(k, &cc);
}

static int
touch(struct call *k, const char *token)
{
    struct ctx cc = call_control(k);

    if (store_write(&cc, k->app->control) == 0
        && (session_touch(&cc, token) != 0 || store_commit(&cc) != 0))
        store_rollback(&cc);
    return call_take(k, &cc);
}

/* Name the actor: account, roles and person in the organisation of the path. */
static int
identify(struct call *k)
{
    const char *token = session_token(k);
    struct visit v = { 0 };
    bool found;

    k->token = k->person = NULL;
    k->account = (struct account){ 0 };
    k->actor = (struct actor){ .name = "", .email = "" };
    if (token == NULL || strlen(token) != TOKEN_LEN)
        return 0;
    if (look_up(k, token, &v, &found) != 0 || !found || v.times.until <= k->c.now)
        return (int)k->c.err;
    if (!terms_hold(&v.terms, k->c.today)) {    /* not yet, or no more, a member */
        v.person = NULL;
        v.roles = 0;
        v.terms = (struct terms){ 0 };
    }
    k->token = token;
    k->account = v.account;
    k->quota = (struct quota){ .records = v.limits.most[LIMIT_RECORDS],
        .bytes = v.limits.most[LIMIT_BYTES] };
    k->person = v.person;
    memcpy(k->csrf, v.csrf, sizeof k->csrf);
    k->actor = (struct actor){ .account = v.account.id, .name = v.account.name,
        .email = v.account.email, .person = v.person, .admin = v.account.admin,
        .audit = v.terms.audit, .custom = v.terms.custom,
        .roles = v.roles | (v.account.admin ? ROLE_BIT(ROLE_SYS) : 0) };
    return v.times.touch < k->c.now ? touch(k, token) : 0;
}

static int
check_permission(struct call *k)
{
    if (call_may(k, k->route->perm))
        return 0;
    if (k->account.id == 0)
        return fail(&k->c, E_AUTH, "Sign in first.");
    if (strcmp(k->route->perm, "admin") == 0)
        return fail(&k->c, E_DENIED, "This is for administrators of the installation.");
    if (k->actor.roles == 0)    /* whether the organisation exists is nobody's business */
        return fail(&k->c, E_NOTFOUND, "There is no such organisation, or you do not belong "
            "to it.");
    return fail(&k->c, E_DENIED, "This is for the %s.", entry_of(k->route->perm)->words);
}

/* Unsafe requests: not from another site, and with the session's token. */
static int
check_origin(struct call *k)
{
    const char *site = req_header(k->req, "Sec-Fetch-Site");
    const char *origin = req_header(k->req, "Origin"), *host = req_header(k->req, "Host");
    const char *token = req_header(k->req, "X-CSRF-Token");
    const char *after;

    if (k->req->method == M_GET || k->req->method == M_HEAD)
        return 0;
    if (site != NULL && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
        return fail(&k->c, E_DENIED, "This request came from another site.");
    if (origin != NULL && ((after = strstr(origin, "://")) == NULL || host == NULL
            || strcmp(after + 3, host) != 0))
        return fail(&k->c, E_DENIED, "This request came from another site.");
    if (k->token == NULL)
        return 0;
    if (token == NULL)
        token = form_get(&k->form, "_csrf");
    if (token == NULL || strlen(token) != TOKEN_LEN
        || sodium_memcmp(token, k->csrf, TOKEN_LEN) != 0)
        return fail(&k->c, E_DENIED, "The page was too old, or the request came from elsewhere: "
            "open the page again and repeat.");
    return 0;
}

static int
read_form(struct call *k)
{
    const char *why;
    int e;

    if (k->req->method == M_GET || (!req_is_type(k->req, "application/x-www-form-urlencoded")
            && !req_is_type(k->req, "multipart/form-data")))
        return 0;
    e = form_parse(k->req, &k->form, &why);
    return e != 0 ? fail(&k->c, (enum err)e, "The form cannot be read: %s", why) : 0;
}

/* {org} is "demo", or "demo@2026-09-30": as it stood at the end of that day. */
static int
find_org(struct call *k)
{
    const char *org = req_param(k->req, "org"), *at;
    int64_t day;

    if (org == NULL)
        return 0;
    k->base = arena_printf(k->c.arena, "/o/%s", org);
    at = strchr(org, '@');
    if (at != NULL) {
        if (!date_parse(slice_of(at + 1), &day))
            return fail(&k->c, E_NOTFOUND, "A date is written YYYY-MM-DD.");
        k->at = at + 1;
        org = arena_strndup(k->c.arena, org, (size_t)(at - org));
    }
    if (!org_slug_ok(org))
        return fail(&k->c, E_NOTFOUND, "There is no such organisation.");
    k->c.org = org;
    return 0;
}

/* Rebuild the organisation as it stood; the rules take that day as today. */
static int
rewind_to(struct call *k)
{
    int64_t t;
    int e;

    if (!time_parse(slice_of(k->at), &t) || !date_parse(slice_of(k->at), &k->c.today))
        return fail(&k->c, E_NOTFOUND, "A date is written YYYY-MM-DD.");
    store_rollback(&k->c);      /* nobody waits for the other views with a connection in hand */
    pthread_mutex_lock(&k->app->rewinding);
    e = asof_build(&k->c, k->store, t, &k->past);
    pthread_mutex_unlock(&k->app->rewinding);
    sight_forget(&k->c);
    return e != 0 ? e : store_read(&k->c, k->past);
}

static int
begin(struct call *k)
{
    struct ctx *c = &k->c;
    bool reads = k->req->method == M_GET || k->req->method == M_HEAD;
    bool believes = k->believes && k->at == NULL;

    if (!begins(k))
        return 0;
    if (slot_get(c, k->app->slots, c->org, &k->slot) != 0)
        return (int)c->err;
    k->store = slot_store(k->slot);
    k->generation = store_generation(k->store);
    if (k->at != NULL && !reads)
        return fail(c, E_STATE, "The past cannot be changed.");
    if (k->route->apart)
        return 0;
    if ((!reads ? store_write(c, k->store) : believes ? store_read_believed(c, k->store)
            : store_read(c, k->store)) != 0)
        return (int)c->err;
    if (store_generation(k->app->control) != k->known
        && (identify(k) != 0 || check_permission(k) != 0))
        return (int)c->err;     /* accounts or sessions changed meanwhile */
    slot_set_today(c, k->slot);
    if (k->actor.audit != NULL && scope_find(c, &k->sight) != 0)
        return (int)c->err;
    if (!reads && c->archived)
        return archived_refuse(c);
    if (!reads && k->quota.bytes > 0)
        k->quota.size = org_size(c, k->app->dir, c->org);
    c->quota = &k->quota;
    return k->at != NULL ? rewind_to(k) : 0;
}

static const char *
route_name(struct call *k)
{
    return arena_printf(k->c.arena, "%s %s%s%s", method_name(k->req->method), k->route->pattern,
        k->at != NULL ? " @" : "", k->at != NULL ? k->at : "");
}

/* What was read of restricted records is on record before it is given away, or it is not given. */
static void
log_reads(struct call *k)
{
    struct ctx *c = &k->c;

    if (c->err != E_OK || k->sight.nnotes == 0)
        return;
    if (store_write(c, k->store) == 0 && sight_log(c, route_name(k)) == 0 && store_commit(c) == 0)
        return;
    store_rollback(c);
    c->err = E_BUSY;
    c->message = "This touches restricted records, and the log of their readers cannot be "
        "written now: try again later.";
    c->nfields = 0;
}

static void
finish(struct call *k)
{
    bool reads = k->req->method == M_GET || k->req->method == M_HEAD;
    struct ctx *c = &k->c;

    if (c->db == NULL || reads || k->discard || c->err != E_OK) {
        store_rollback(c);
        log_reads(k);
    } else if ((k->sight.nnotes > 0 && sight_log(c, route_name(k)) != 0) || store_commit(c) != 0) {
        store_rollback(c);
    }
    if (k->verdict != NULL)
        verdict_drop(k->slot, k->verdict);
    if (k->slot != NULL && store_generation(k->store) != k->generation)
        keeper_note(k->app->keeper, k->c.org);
    slot_put(k->app->slots, k->slot);
    store_close(k->past);
}

static void
security_headers(struct call *k)
{
    struct arena *a = k->c.arena;

    resp_header(a, k->resp, "Content-Security-Policy", "default-src 'none'; script-src 'self'; "
        "style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    resp_header(a, k->resp, "X-Content-Type-Options", "nosniff");
    resp_header(a, k->resp, "Referrer-Policy", "same-origin");
    resp_header(a, k->resp, "Cross-Origin-Opener-Policy", "same-origin");
    if (k->resp->fixed == NULL)
        resp_header(a, k->resp, "Cache-Control", "no-store");
}

static void
handle(struct call *k)
{
    bool replayed;

    if (!store_is_writing(&k->c)) {
        k->route->handler(k);
        return;
    }
    if (once_replay(k, &replayed) != 0 || replayed)
        return;
    if (k->route->handler(k) == 0 && k->c.err == E_OK && !k->discard && store_is_writing(&k->c))
        (void)(once_remember(k) != 0);
}

int
call_commit(struct call *k)
{
    if (once_remember(k) != 0)
        return (int)k->c.err;
    k->discard = true;
    return store_commit(&k->c);
}

static void
serve(struct call *k)
{
    struct ctx *c = &k->c;
    const char *allow = "";

    switch (find(k->app, k->req, &k->site, &k->route, &allow)) {
    case ROUTE_NONE:
        fail(c, E_NOTFOUND, "There is nothing at this address.");
        identify(k);
        return;
    case ROUTE_METHOD:
        resp_header(c->arena, k->resp, "Allow", allow);
        k->resp->status = 405;
        fail(c, E_INVALID, "This address takes %s.", allow);
        return;
    case ROUTE_FOUND:
        break;
    }
    c->source = k->site->source;
    if (find_org(k) != 0 || read_form(k) != 0 || identify(k) != 0 || check_permission(k) != 0
        || check_origin(k) != 0 || begin(k) != 0)
        return;
    k->nheaders = k->resp->nheaders;
    handle(k);
}

/*
 * Behind a proxy (on this machine, or one of --proxy) all visitors would share one
 * address, and one of them could use up the guesses of all: what the proxy added last to
 * X-Forwarded-For is the visitor.  From elsewhere the header is nobody's word.
 */
static const char *
visitor(const struct app *app, const struct request *r)
{
    struct slice rest = { 0 }, last = { 0 };

    if (!word_in("127.0.0.1 ::1", r->peer) && !word_in(app->proxies, r->peer))
        return r->peer;
    for (size_t i = 0; i < r->nheaders; i++)
        if (strcasecmp(r->headers[i].name, "X-Forwarded-For") == 0)
            rest = r->headers[i].value;
    while (rest.n > 0)
        last = slice_trim(slice_cut(&rest, ','));
    if (last.n == 0 || last.n > 45
        || strspn(last.p, "0123456789abcdefABCDEF.:") < last.n)
        return r->peer;
    return arena_strndup(r->arena, last.p, last.n);
}

/* False: what was believed was not so, and nothing of it may be given away. */
static bool
answer(struct app *app, struct request *r, struct response *ret, bool believes)
{
    struct call k = { .app = app, .req = r, .resp = ret, .out = &ret->body, .base = "",
        .actor = { .name = "", .email = "" }, .believes = believes };

    k.c = (struct ctx){ .arena = r->arena, .now = clock_now(), .source = "ui",
        .actor = &k.actor };
    k.c.today = clock_today("UTC", k.c.now);
    k.c.sight = &k.sight;
    k.sight.arena = r->arena;
    serve(&k);
    finish(&k);
    if (k.c.stale)
        return false;
    if (k.c.err != E_OK) {
        buf_reset(k.out);
        ret->fixed = NULL;
        if (ret->status != 405) {
            ret->status = err_http(k.c.err);
            ret->nheaders = k.nheaders;         /* a Location of what was not saved is none */
        }
        k.site->error(&k);
    }
    security_headers(&k);
    return true;
}

void
app_handle(void *app, struct request *r, struct response *ret)
{
    struct response before = *ret;

    r->peer = visitor(app, r);
    if (answer(app, r, ret, true))
        return;
    before.body = ret->body;
    buf_reset(&before.body);
    *ret = before;
    (void)answer(app, r, ret, false);
}
