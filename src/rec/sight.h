/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sight.h - which records an actor can see at all.  A record may be restricted
 * to access groups (group.h): for everybody else it does not exist, in lists,
 * searches, counts, relations, titles and findings.  What is read of such a
 * record is noted here and written to the read log when the request ends.
 *
 * Everything goes through c->sight.  The command line and jobs act as the
 * system and see all.
 */
#ifndef ISMENE_REC_SIGHT_H
#define ISMENE_REC_SIGHT_H

#include "base/json.h"
#include "db/db.h"
#include "rec/perm.h"

enum reading { READ_RECORD, READ_LIST, READ_SEARCH, READ_NAME, READ_FILE, N_READINGS };
extern const char *const reading_names[N_READINGS];     /* "record", in the log */

struct key_set {                /* sorted */
    const char **p;
    size_t n, cap;
};
bool key_set_has(const struct key_set *s, const char *key);

struct custom_role;
struct reading_note { enum reading how; const char *key; };

struct sight {
    struct arena *arena;        /* NULL: that of the context that asks first */
    bool known;                 /* what follows was read in this transaction */
    bool everybody;             /* as if in no group: what all members may see */
    struct key_set hidden;      /* restricted to groups of others */
    struct key_set own;         /* restricted, and readable for the actor */
    const char **groups;        /* of the actor */
    size_t ngroups, groups_cap;
    struct custom_role *roles;  /* of the organisation's own, when the actor has some */
    size_t nroles;
    bool scoped;                /* granted for one audit (scope.c of app): beyond it nothing is seen */
    bool *types;                /* by index in rec_types: all of the type */
    struct key_set linked;      /* and these records */
    struct reading_note *notes; /* what was read of own; kept across transactions */
    size_t nnotes, notes_cap;
};

/* A new transaction has begun, or groups changed: look again when asked next. */
void sight_forget(struct ctx *c);
/* Never NULL, unless the store failed (c->err): then nothing is to be shown. */
struct sight *sight_of(struct ctx *c);
/* May this actor know of the record?  True for keys that do not exist. */
bool sight_sees(struct ctx *c, const char *key);
bool sight_sees_all(struct ctx *c);     /* nothing is hidden from this actor */
bool sight_hides(const struct sight *s, const char *key);        /* the same of what was read */
/* The same, and in a state that the actor may read. */
bool rec_is_seen(struct ctx *c, const struct rec_type *t, const char *key);
bool sight_is_restricted(struct ctx *c, const char *key);       /* for whomever */

/* " and …" over the alias t of a table with a column key: without what is hidden. */
void sql_sight(struct sql *q);
/* The same and without the states of the type that the actor may not read. */
void sql_sight_of(struct sql *q, const struct rec_type *t, enum action a);
/* A subquery of these keys, any number in one parameter. */
void sql_keys(struct sql *q, const char *const *keys, size_t n);
/* "t.field", or null where it points to a hidden record. */
void sql_seen_field(struct sql *q, const struct rec_type *t, const struct field *f);

/* Take references to hidden records out of r, out of one value, out of an event's changes. */
void sight_redact(struct ctx *c, struct rec *r);
struct value sight_value(struct ctx *c, const struct field *f, const struct value *v);
const char *sight_changes(struct ctx *c, const struct rec_type *t, const char *changes);
/* Put those of the stored record back: nobody removes what he does not see. */
void sight_restore(struct ctx *c, struct rec *r, const struct rec *old);

/*
 * JSON values name records too, by a text or a member that is a key: of what is hidden there
 * stands "restricted-1", numbered as it is met in the value, so that the rest can be read and
 * sent back.  All of the above does so.
 */
struct masks {
    const char **keys;          /* [n] what "restricted-1" and so on stand for */
    size_t n, cap;
};
bool sight_is_mask(const char *text);
const char *masks_key(const struct masks *m, const char *text);         /* text itself: no mask */
/* A tree of its own, for json_decref(). */
json_t *sight_json(struct ctx *c, const json_t *tree, struct masks *ret);
struct value sight_json_value(struct ctx *c, const struct value *v, struct masks *ret);
/* Of values that were changed: masks become keys again; E_INVALID when one was taken out. */
int sight_put_back(struct ctx *c, struct rec *r, const struct rec *old) MUST_USE;

/* Something of this record is shown to the actor. */
void sight_note(struct ctx *c, const char *key, enum reading how);
/* Write the notes in c's write transaction; what: method and route. */
int sight_log(struct ctx *c, const char *what) MUST_USE;

struct logged_read { int64_t id, at; const char *actor, *source, *route, *key, *how; };
/* Of one record, or of all (key NULL); newest first. */
int reads_list(struct ctx *c, const char *key, int64_t before, size_t limit,
    struct logged_read **ret, size_t *ret_n) MUST_USE;

#endif
