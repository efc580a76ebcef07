/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * app.h - the running server: who asks, in which organisation, by which route.
 *
 * A request becomes a struct call.  The dispatcher finds the route, names the
 * actor, checks permission and the token against cross-site requests, begins
 * a read snapshot (GET) or the write transaction (everything else) of the
 * organisation in the path, runs the handler, and commits or rolls back.
 */
#ifndef ISMENE_APP_H
#define ISMENE_APP_H

#include "app/slots.h"
#include "auth/auth.h"
#include "http/http.h"
#include "rules/engine.h"

struct app;                     /* one a process; handlers run in many threads */

struct call {
    struct app *app;
    struct ctx c;
    struct request *req;
    struct response *resp;
    struct buf *out;            /* the body of the response */
    const struct route *route;
    const struct site *site;
    struct actor actor;
    struct account account;     /* id 0: not signed in */
    const char *person;         /* Person key of the actor here, or NULL */
    struct quota quota;
    const char *token;          /* of the session, or NULL */
    uint64_t known;             /* generation of the control store that says who asks */
    char csrf[TOKEN_LEN + 1];
    struct slot *slot;
    uint64_t generation;        /* of the store before this call */
    struct store *store, *past; /* past: the organisation as it stood at `at` */
    const char *base;           /* "/o/demo", "/o/demo@2026-09-30" */
    const char *at;             /* the date in the path, or NULL */
    struct form form;           /* of a request with a form in its body */
    struct verdict *verdict;
    const struct judgement *judgement, *whole;  /* as shown, and with what is restricted */
    struct sight sight;         /* what the actor can see, and what was read of it */
    unsigned nforms;            /* of the page so far */
    size_t nheaders;            /* of the response before the handler set some */
    bool discard;               /* the handler answered, but nothing is to be kept */
    bool believes;              /* the snapshot may be one that is believed to be the newest */
};

/* A part of the address space: its routes and how it tells an error. */
struct site {
    const char *source;         /* kept in the history: "ui", "api" */
    const struct route *routes;
    size_t nroutes;
    void (*error)(struct call *k);      /* writes the response for k->c.err */
    /* The key under which a write may be sent again; NULL: none.  And the headers of the first
     * answer, from its body (may be NULL). */
    const char *(*once)(struct call *k);
    void (*again)(struct call *k, struct slice body);
};

/*
 * perm of a route (entry.c): "public"; "account": signed in; the others name roles
 * in the organisation of the path.
 */
struct entry {
    const char *perm;
    bool anybody, signed_in, admin;
    unsigned roles;             /* ROLE_BITs of those who may call */
    const char *words;          /* who that is, for people */
};
const struct entry *entry_of(const char *perm);
bool call_may(const struct call *k, const char *perm);
/* Route by role as tab-separated lines; with a heading. */
void entry_matrix(const struct site *const *sites, size_t n, struct buf *out);

/* sites: the last one answers for paths that no site has. */
struct app_config {
    const char *dir;
    const struct site *const *sites;
    size_t nsites;
    size_t organisations;       /* kept open at the most; 0: SLOTS_MOST */
    const char *proxies;        /* addresses, blank-separated, whose X-Forwarded-For counts; or NULL */
};
int app_open(struct ctx *c, const struct app_config *cfg, struct app **ret) MUST_USE;
void app_close(struct app *app);        /* takes NULL */
size_t app_limit(void *app, struct request *r);         /* for struct http_config */
void app_handle(void *app, struct request *r, struct response *ret);

struct keeper;
struct store *app_control(struct app *app);
struct keeper *call_keeper(struct call *k);
struct orgs call_orgs(struct call *k);                  /* orgs.h */
const char *app_dir(const struct app *app);
/* A context of the same request for the control store; copy its error back with call_take. */
struct ctx call_control(struct call *k);
int call_take(struct call *k, const struct ctx *from);
/* Drop what this call wrote so far and read on: for a page that tells why. */
int call_start_over(struct call *k) MUST_USE;
/* Commit before the handler ends, with the answer as it is so far. */
int call_commit(struct call *k) MUST_USE;
/* Set the session's cookie (max_age_s 0: end it). */
void call_cookie(struct call *k, const char *token, int max_age_s);
/* The body is a file to keep under that name, never a page of ours. */
void call_download(struct call *k, const char *name, const char *type);

/* The judgement of the organisation as it is in this call's transaction; shared
 * between requests and valid until the call ends. */
int call_judgement(struct call *k, const struct judgement **ret) MUST_USE;
/* For the page of a record that the actor sees: what is found there, were it restricted. */
int call_findings(struct call *k, const char *key, const struct judgement **ret) MUST_USE;
/* What all members are shown: restricted records count and are not named. */
int judgement_veil(struct ctx *c, const struct judgement *from, const struct judgement **ret)
    MUST_USE;
int call_outlook(struct call *k, const struct outlook **ret) MUST_USE;

/* once.c, around the handler of a write: answer again what was answered before; keep the answer. */
int once_replay(struct call *k, bool *ret_replayed) MUST_USE;
int once_remember(struct call *k) MUST_USE;
bool once_has_old(struct ctx *c);               /* rows that are kept no longer? */
int once_sweep(struct ctx *c) MUST_USE;         /* remove them */
char *once_fingerprint(struct call *k);         /* hexadecimal, of what is asked */

/* scope.c: fill s with what the audit of the actor's membership grants. */
int scope_find(struct ctx *c, struct sight *s) MUST_USE;

#endif
