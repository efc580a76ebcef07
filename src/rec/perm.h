/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * perm.h - who may do what (domain specification, matrix A2): one table of
 * grants, made of the rows of the record types and a few that hold for all.
 * perm_ask() evaluates it, perm_rows() prints it; both read the same grants.
 */
#ifndef ISMENE_REC_PERM_H
#define ISMENE_REC_PERM_H

#include "rec/rec.h"

enum action {
    ACT_READ, ACT_HISTORY, ACT_EXPORT, ACT_CREATE, ACT_EDIT, ACT_DELETE, ACT_STEP,
    ACT_COMMENT, ACT_ATTACH, ACT_TAG, ACT_RESTRICT, ACT_RELEASE, N_ACTIONS
};
extern const char *const action_names[N_ACTIONS];       /* "read", in the matrix and in JSON */

/*
 * Who may take an action on the records of a type.
 *
 * who: role codes, @field and "author" as in struct step, and "member": whoever belongs to
 * the organisation as more than an external auditor.
 * states: "*": any; "a b": these, or all but these; "": none.
 * fields: "all", "content" (what people fill in), or the names of fields.
 */
struct grant {
    enum action action;
    const struct step *step;    /* ACT_STEP */
    const char *who, *states, *fields;
    bool but;                   /* all states but these */
    const char *differs;        /* four eyes: the actor is none of these */
};

#define GRANTS_MOST 3           /* of one action */
size_t perm_grants(const struct rec_type *t, enum action a, const struct step *s,
    struct grant ret[static GRANTS_MOST]);

struct perm_question {
    const struct rec_type *type;
    const struct rec *rec;      /* NULL: ACT_CREATE, and what holds for some record */
    enum action action;
    const struct step *step;    /* ACT_STEP */
};
enum perm { PERM_OK, PERM_EYES, PERM_STATE, PERM_WHO };  /* …but for four eyes, the state, the role */
enum perm perm_ask(const struct ctx *c, const struct perm_question *q);

/* Is the actor one of these (words as in grant.who)? */
bool actor_has(const struct ctx *c, enum role role);
bool actor_is(const struct ctx *c, const struct rec *r, const char *who);
bool perm_may(const struct ctx *c, const struct rec *r, enum action a);
bool rec_may_read(const struct ctx *c, const struct rec *r);
bool rec_may_create(const struct ctx *c, const struct rec_type *t);
bool rec_may_edit(const struct ctx *c, const struct rec *r);
/* The states in which this actor may not take it (ACT_READ, ACT_EXPORT); NULL: there are none. */
const char *perm_unread_states(const struct ctx *c, const struct rec_type *t, enum action a);
/* Is there a type of which this actor does not read some state? */
bool actor_hides_drafts(const struct ctx *c);

/* The matrix: a row an action and its grant. */
enum cell { CELL_NO, CELL_OWN, CELL_YES };
enum cell perm_cell(const struct rec_type *t, const struct grant *g, enum role role);
struct perm_row {
    const struct rec_type *type;
    struct grant grant;
    const char *action;         /* "edit", or the name of the step */
    enum cell cells[N_ROLES];
    const char *named;          /* "@owner author": whatever their role; "" */
    bool also;                  /* a further condition of the type: a guard, an open parent */
};
size_t perm_rows(struct arena *a, const struct rec_type *t, struct perm_row **ret);
/* The same as tab-separated lines; with a heading. */
void perm_matrix(struct arena *a, struct buf *out);
const char *cell_name(enum cell cell);                  /* "-" "own" "yes" */

#endif
