/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * custom.h - roles of the organisation's own: a name and a set of grants of the
 * built-in roles ("the document owner's, on documents").  They combine what
 * the matrix gives and never add to it; four eyes hold for them as for all.
 */
#ifndef ISMENE_REC_CUSTOM_H
#define ISMENE_REC_CUSTOM_H

#include "rec/store.h"

#define ROLE_CODE_MAX 24        /* a-z, 0-9 and "-": never a built-in code */
#define CUSTOM_ROLES_MAX 30
#define CUSTOM_GRANTS_MAX 60    /* of one role */

/* Of this built-in role; type NULL: on all types; action -1: all it may do, or an enum action. */
struct custom_grant {
    enum role base;
    const struct rec_type *type;
    int action;
};

struct custom_role {
    const char *code, *name;
    struct custom_grant *grants;
    size_t ngrants;
};

int custom_role_list(struct ctx *c, struct custom_role **ret, size_t *ret_n) MUST_USE;
bool role_is_known(struct ctx *c, const char *code);    /* of the organisation's own */
/* "DO", "DO Document", "DO Document edit", "DO * edit"; E_INVALID on field "grants". */
int custom_grant_parse(struct ctx *c, struct slice words, struct custom_grant *ret) MUST_USE;
const char *custom_grant_text(struct arena *a, const struct custom_grant *g);
/* Make it, or give it this name and these grants; with an event when something changes. */
int custom_role_set(struct ctx *c, const struct custom_role *r) MUST_USE;
int custom_role_write(struct ctx *c, const struct custom_role *r) MUST_USE;   /* without an event */
int custom_role_remove(struct ctx *c, const char *code) MUST_USE;

/* What it may in a row of the matrix. */
enum cell custom_cell(const struct custom_role *r, const struct perm_row *row);
/* The built-in roles that the actor's own roles stand for, on a type, for an action. */
unsigned custom_bits(const struct ctx *c, const struct rec_type *t, enum action a);

#endif
