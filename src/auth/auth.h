/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * auth.h - accounts, passwords, sessions and memberships: the control store.
 *
 * One control store serves all organisations of an installation; who may do
 * what inside an organisation is a membership: an account, role codes of
 * matrix A2 and the Person record it stands for.  Functions that take only c
 * run inside a transaction of the control store (db.h).
 */
#ifndef ISMENE_AUTH_H
#define ISMENE_AUTH_H

#include "db/migrate.h"

/* Open DATA/control.db, made or brought up at need.  flags as for store_open. */
int control_open(struct ctx *c, const char *path, unsigned flags, struct store **ret) MUST_USE;
char *control_ddl(struct arena *a);             /* its tables in neutral words */
int control_create(struct ctx *c) MUST_USE;     /* in an empty store */
extern const struct store_kind control_store;   /* its migrations */
/*
 * What one control store (from, in a transaction) knows of an organisation into another
 * (to, in a write transaction), in place of what that knew of it.  Accounts that are there
 * already stay as they are; new ones are administrators of the installation only when
 * `admins`.  An error stands in to.
 */
int control_copy(struct ctx *from, struct ctx *to, const char *org, bool admins,
    int64_t *ret_members) MUST_USE;

#define PASSWORD_MIN 12         /* code points */
#define PASSWORD_MAX 200        /* bytes */

struct account {
    int64_t id;
    const char *email, *name;
    bool admin, disabled;
};

/* Argon2id (RFC 9106) by libsodium; slow on purpose, one at a time.  Never call
 * these inside a transaction. */
int password_hash(struct ctx *c, const char *password, const char **ret) MUST_USE;
bool password_matches(const char *hash, const char *password);
/* Hash in a process of its own from now on; before threads are started and files opened.
 * Without it, or when it dies, hashing goes on in this process. */
void password_helper_start(void);
void password_helper_stop(void);

/* Create or, when the address exists, keep it: *ret_id names it either way.
 * hash NULL: a new account cannot sign in until it gets a password. */
int account_add(struct ctx *c, const char *email, const char *name, const char *hash,
    int64_t *ret_id) MUST_USE;
int account_set_hash(struct ctx *c, int64_t id, const char *hash) MUST_USE;
int account_set_admin(struct ctx *c, int64_t id, bool admin) MUST_USE;
/* E_NOTFOUND when there is none. */
int account_by_email(struct ctx *c, const char *email, struct account *ret) MUST_USE;
const char *account_hash(struct ctx *c, int64_t id);    /* NULL: no password set */

/*
 * Sign in: E_AUTH with the same words whatever was wrong, E_TOOMANY after too
 * many guesses for this address or from this peer.  Takes no transaction.
 */
int sign_in(struct ctx *c, struct store *control, const char *email, const char *password,
    const char *peer, struct account *ret) MUST_USE;

/* Sessions: the store holds only the SHA-256 of a token. */
#define TOKEN_LEN 64
#define SESSION_DAYS 14         /* at the longest */
#define SESSION_IDLE_HOURS 12
int session_new(struct ctx *c, const struct account *a, const char *peer,
    char ret_token[static TOKEN_LEN + 1]) MUST_USE;
struct session_times {
    int64_t touch;              /* from then on session_touch is due */
    int64_t until;              /* the session ends, unless touched before */
};
/* E_AUTH when unknown, ended or idle for too long. */
int session_find(struct ctx *c, const char *token, struct account *ret,
    struct session_times *ret_times) MUST_USE;
int session_touch(struct ctx *c, const char *token) MUST_USE;
int session_end(struct ctx *c, const char *token) MUST_USE;
int session_end_all(struct ctx *c, int64_t account) MUST_USE;
int session_sweep(struct ctx *c) MUST_USE;      /* remove those that ended or were idle for too long */
/* The token against cross-site requests that belongs to a session. */
void session_csrf(const char *token, char ret[static TOKEN_LEN + 1]);

/* How far a membership goes. */
struct terms {
    const char *custom;         /* codes of roles of the organisation's own, or NULL */
    int64_t from, until;        /* first and last day (UTC); 0: no end on that side */
    const char *audit;          /* key of the Audit beyond which nothing is seen, or NULL */
};
bool terms_hold(const struct terms *t, int64_t day);

struct membership {
    struct account account;
    const char *org, *person;   /* person: key of the Person record, or NULL */
    unsigned roles;
    struct terms terms;
};

/* Parse "IM TM" (blanks or commas); everybody but a mere external auditor gets EM too. */
int roles_parse(struct ctx *c, const char *codes, unsigned *ret) MUST_USE;
char *roles_text(struct arena *a, unsigned roles);      /* "TM IM EM" */
int membership_set(struct ctx *c, int64_t account, const char *org, unsigned roles,
    const char *person) MUST_USE;
/* Of a membership that is there. */
int membership_set_terms(struct ctx *c, int64_t account, const char *org, const struct terms *t)
    MUST_USE;
int membership_remove(struct ctx *c, int64_t account, const char *org) MUST_USE;
/* Of one account in one organisation: roles 0 when there is none. */
int membership_get(struct ctx *c, int64_t account, const char *org, struct membership *ret)
    MUST_USE;
/* All of an organisation (org given) or of an account (org NULL). */
int membership_list(struct ctx *c, const char *org, int64_t account, struct membership **ret,
    size_t *ret_n) MUST_USE;

/* Views of registers (filters, columns, order) that an account keeps, by organisation c->org. */
#define VIEWS_MAX 30            /* of a register */
#define VIEW_NAME_MAX 60        /* characters */
#define VIEW_QUERY_MAX 2000
struct saved_view { const char *name, *query; };
int view_list(struct ctx *c, int64_t account, const char *type, struct saved_view **ret,
    size_t *ret_n) MUST_USE;
int view_set(struct ctx *c, int64_t account, const char *type, const char *name,
    const char *query) MUST_USE;
int view_remove(struct ctx *c, int64_t account, const char *type, const char *name) MUST_USE;

#endif
