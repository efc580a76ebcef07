/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ctx.h - one request, job or command: who asks, when, over which store, with
 * which memory, and what went wrong.  Passed explicitly; there is no global.
 */
#ifndef ISMENE_CTX_H
#define ISMENE_CTX_H

#include "base/base.h"

struct db;
struct sight;

/* The roles of the permission matrix (domain specification, A2). */
enum role {
    ROLE_TM, ROLE_IM, ROLE_RO, ROLE_CO, ROLE_AO, ROLE_PO, ROLE_DO, ROLE_IA, ROLE_APM,
    ROLE_HR, ROLE_DPO, ROLE_EM, ROLE_EA, ROLE_SYS, N_ROLES
};
#define ROLE_BIT(r) (1u << (r))

struct role_info {
    const char *code, *label, *words;   /* words: within a sentence */
};
extern const struct role_info role_infos[N_ROLES];
bool role_parse(struct slice code, enum role *ret);

/* Who acts.  The command line and jobs act as the system. */
struct actor {
    int64_t account;            /* 0: nobody or the system */
    const char *name, *email;
    const char *person;         /* key of the Person record of this organisation, or NULL */
    unsigned roles;             /* ROLE_BITs held in this organisation */
    const char *audit;          /* key of the Audit to which the membership is limited, or NULL */
    const char *custom;         /* codes of roles of the organisation's own, or NULL */
    bool system;                /* command line, import, scheduler */
    bool admin;                 /* administrator of the installation */
};

struct field_error {
    const char *field, *message;
};

/* What an organisation may use; checked where something is added. */
struct quota {
    int64_t records, bytes;     /* 0: no limit */
    int64_t size;               /* bytes of the store before this change */
};

struct ctx {
    struct arena *arena;
    struct db *db;              /* the organisation's store: a read or a write transaction */
    const struct actor *actor;
    const char *org;            /* slug */
    const char *source;         /* ui api import cli job: kept in the history */
    struct sight *sight;        /* which records the actor can see: rec/sight.h; NULL: not asked yet */
    const struct quota *quota;  /* NULL: no limits */
    bool archived;              /* the organisation is only read */
    int64_t now;                /* UTC microseconds */
    int64_t today;              /* day number in the organisation's time zone */

    bool stale;                 /* a believed snapshot was not the newest (db.h): start over */

    enum err err;
    const char *message;        /* one sentence for people */
    struct field_error *fields;
    size_t nfields, fields_cap;
};

/* Set the error and return it; the first message stays. */
int fail(struct ctx *c, enum err e, const char *fmt, ...) PRINTF(3, 4);
/* Add what is wrong with one field; returns E_INVALID. */
int fail_field(struct ctx *c, const char *field, const char *fmt, ...) PRINTF(3, 4);
void ctx_clear(struct ctx *c);  /* forget the error */

#endif
