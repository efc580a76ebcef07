/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * visitors.h - who asked lately, in which organisation, with which roles: saves
 * reading session, account and membership again for each request.
 *
 * An entry holds for one generation of the control store.  Every commit there
 * (sign-out, a role taken away, an account disabled) makes all entries void at
 * once; the next request of each visitor reads the store.
 */
#ifndef ISMENE_APP_VISITORS_H
#define ISMENE_APP_VISITORS_H

#include "auth/organisation.h"

struct visit {
    struct account account;
    struct session_times times;
    const char *person;         /* of the membership, or NULL */
    unsigned roles;
    struct terms terms;         /* of the membership: looked at with each request */
    struct limits limits;       /* of the organisation */
    char csrf[TOKEN_LEN + 1];
};

struct visitors;
struct visitors *visitors_new(void);
void visitors_free(struct visitors *v);

/* True when known in this generation; texts are copied into the arena. */
bool visitors_find(struct visitors *v, struct arena *a, uint64_t generation, const char *token,
    const char *org, struct visit *ret);
void visitors_keep(struct visitors *v, uint64_t generation, const char *token, const char *org,
    const struct visit *visit);

#endif
