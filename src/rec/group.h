/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * group.h - access groups: named sets of persons and roles, and the records
 * that are restricted to them.  Nobody belongs to a group by being the
 * system administrator; whoever changes a group is in its history, which its
 * members read.
 */
#ifndef ISMENE_REC_GROUP_H
#define ISMENE_REC_GROUP_H

#include "rec/store.h"

#define GROUP_CODE_MAX 24       /* a-z, 0-9 and "-" */
#define GROUP_NAME_MAX 80       /* characters */
#define GROUPS_MAX 50           /* of an organisation */
#define GROUPS_OF_RECORD 8
#define GROUP_MEMBERS_MAX 200

struct access_group {
    const char *code, *name;
    const char **members;       /* keys of persons, e-mail addresses of accounts, role codes */
    size_t nmembers;
    bool mine;                  /* the actor belongs to it */
};
int group_list(struct ctx *c, struct access_group **ret, size_t *ret_n) MUST_USE;
int group_get(struct ctx *c, const char *code, struct access_group *ret) MUST_USE;
/* Make it, or give it this name and these members; with an event when something changes. */
int group_set(struct ctx *c, const struct access_group *g) MUST_USE;

/* May records of this type be restricted?  Not what every page names. */
bool type_is_restrictable(const struct rec_type *t);
/* The groups of a record, by code. */
int restriction_list(struct ctx *c, const char *key, const char ***ret, size_t *ret_n) MUST_USE;
/* Restrict the record to these groups; none: everybody may read it again. */
int restriction_set(struct ctx *c, const struct rec *r, const char *const *groups, size_t n,
    const char *reason) MUST_USE;
/* 0, or why this actor may not (in c). */
int restriction_allowed(struct ctx *c, const struct rec *r) MUST_USE;

#endif
