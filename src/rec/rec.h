/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * rec.h - what the platform knows about one type of record.
 *
 * A record type is one file with a const struct rec_type.  Storage, API,
 * OpenAPI, forms, lists, filters, import, export, search and history are all
 * derived from it.  Nothing here does work; store.h does.
 */
#ifndef ISMENE_REC_H
#define ISMENE_REC_H

#include "db/ctx.h"

struct rec;

/* The kinds of value.  A list kind is its element kind plus LIST. */
enum kind_id {
    K_STR, K_TEXT, K_INT, K_DEC, K_BOOL, K_DATE, K_MONEY, K_ENUM, K_JSON, K_REF, N_KINDS
};

enum field_flags {
    REQUIRED = 1,               /* must be filled when the record leaves draft */
    LISTED = 2,                 /* a column of the register, a filter and a sort key */
    SEARCHED = 4,               /* full-text search */
    READONLY = 8,               /* set by steps or computed, never by a form or a PATCH */
    UNIQUE = 16,
    PERSONAL = 32,              /* personal data */
};

struct choice {
    const char *name;           /* stored, in JSON and CSV */
    const char *label;          /* for people */
};

struct shape {                  /* what values a field takes */
    enum kind_id kind;
    bool list;
    int64_t min, max;           /* of an integer, or of the length of a text (code points) */
    const struct choice *choices;
    size_t nchoices;
    const char *targets;        /* K_REF: type names, blank-separated; "*": any type */
};

#define STR(n)        { .kind = K_STR, .max = (n) }
#define TEXT          { .kind = K_TEXT, .max = 20000 }
#define INT(a, b)     { .kind = K_INT, .min = (a), .max = (b) }
#define DEC           { .kind = K_DEC }
#define BOOL          { .kind = K_BOOL }
#define DATE          { .kind = K_DATE }
#define MONEY         { .kind = K_MONEY }
#define ENUM(c)       { .kind = K_ENUM, .choices = (c), .nchoices = ARRAY_LEN(c) }
#define JSON          { .kind = K_JSON, .max = 20000 }
#define LONG_JSON     { .kind = K_JSON, .max = 200000 }
#define REF(t)        { .kind = K_REF, .targets = (t) }
#define STRS(n)       { .kind = K_STR, .list = true, .max = (n) }
#define ENUMS(c)      { .kind = K_ENUM, .list = true, .choices = (c), .nchoices = ARRAY_LEN(c) }
#define REFS(t)       { .kind = K_REF, .list = true, .targets = (t) }

struct value;

struct field {
    const char *name;           /* column, JSON member, form name, CSV heading */
    const char *label;          /* "Next review" */
    struct shape shape;
    unsigned flags;
    const char *help;           /* one line under the field in forms */
    const char *inverse;        /* refs: the heading seen from the other end ("Risks treated") */
    /* Is a value that is written sound, whatever the route (imports too)?  Asked when it is
     * filled and not what stood there (old; NULL: nothing did); fail_field()s.  May be NULL. */
    int (*check)(struct ctx *c, const struct field *f, const struct value *v,
        const struct value *old);
};

/* Fields that become required by the value of another (specification A1, R-X-07). */
struct when {
    const char *field;
    const char *values;         /* blank-separated: enum names, or "true"/"false" */
    const char *required;       /* blank-separated field names */
};

/*
 * One edge of the work flow.
 *
 * who: blank-separated role codes (IM TM …) and @field: the person in that
 * field of the record.  A role code of an owner kind (RO CO AO PO DO) acts
 * for the records its person owns (field "owner"); TM acts for all.
 */
struct step {
    const char *name;           /* in the URL: "approve" */
    const char *label;          /* on the button: "Approve" */
    const char *from;           /* states, blank-separated; "*": any other state */
    const char *to;
    const char *who;
    const char *differs;        /* four eyes: @field or "author" (who created the record):
                                 * the actor must be none of these persons */
    const char *sets;           /* "approved_by=@me approved_on=@today published_on=@today" */
    const char *asks;           /* fields the dialogue asks for besides those required by "to" */
    bool reason;                /* a written reason is required */
    int (*guard)(struct ctx *c, const struct rec *r);           /* 0, or fail()… */
    int (*after)(struct ctx *c, const struct rec *r);           /* effects in the same transaction */
};

enum type_flags {
    SINGLETON = 1,              /* exactly one an organisation */
    IMMUTABLE = 2,              /* never edited after it was recorded */
};

struct rec_type {
    const char *name;           /* "RiskAssessment": in JSON, import, export */
    const char *table;          /* "risk_assessment" */
    const char *slug;           /* "risk-assessments": in URLs */
    const char *label, *plural; /* "Risk assessment", "Risk assessments" */
    const char *prefix;         /* of the key: "RAM" */
    const char *clause;         /* slug of clause.h */
    const char *intro;          /* empty register: what belongs here, why an auditor asks */
    const char *examples[2];    /* two example lines for the empty register */
    const char *review;         /* the review interval in words */
    int review_months;          /* default of next_review_due; 0: none */
    unsigned flags;

    const struct field *fields;
    size_t nfields;
    int title;                  /* index of the field that names the record */
    const char *named_by;       /* or the fields that do together: "document version"; "@label" */
    const char *(*naming)(struct ctx *c, const struct rec *r);  /* or a function; NULL: the key */
    int state;                  /* index of the enum field with its state; -1: none */
    const char *initial;        /* state of a new record */
    const char *final;          /* closed states, blank-separated: not open work */
    const struct step *steps;
    size_t nsteps;
    const struct when *whens;
    size_t nwhens;

    const char *creators;       /* who may create: role codes ("IM TM EM"); NULL: IM only */
    const char *editors;        /* who may edit: role codes and @field; NULL: IM only */
    const char *frozen;         /* states in which nobody edits, blank-separated; NULL: none */

    /* Fill computed fields and check across fields before a save; may be NULL.
     * old is NULL on create. */
    int (*compute)(struct ctx *c, struct rec *r, const struct rec *old);
    /* May this record be created, edited or deleted now (frozen parents)?  May be NULL. */
    int (*editable)(struct ctx *c, const struct rec *r);
};

#define FIELDS(a) .fields = (a), .nfields = ARRAY_LEN(a)
#define STEPS(a)  .steps = (a), .nsteps = ARRAY_LEN(a)
#define WHENS(a)  .whens = (a), .nwhens = ARRAY_LEN(a)
#define NO_STATE  .state = -1
#define ALL_DECLARED(a, n) _Static_assert(ARRAY_LEN(a) == (n), "declare every field")

/* All types, in the order of the clauses (isms/registry.c). */
extern const struct rec_type *const rec_types[];
extern const size_t n_rec_types;

const struct rec_type *rec_type_by_name(struct slice name);
const struct rec_type *rec_type_by_slug(struct slice slug);
/* The type of a key: a prefix, "-" and a number; imported ones as "PTK-1.1" too. */
#define KEY_MAX 24
const struct rec_type *rec_type_by_prefix(struct slice key);
int rec_field_index(const struct rec_type *t, struct slice name);       /* -1: none */
const struct choice *rec_choice(const struct field *f, struct slice name);
/* Fields stand in groups on pages and forms: what it is, whose and when, what it is connected to. */
enum field_group { GROUP_FACTS, GROUP_PEOPLE_DATES, GROUP_LINKS, N_FIELD_GROUPS };
extern const char *const field_group_labels[N_FIELD_GROUPS];
bool rec_is_named_by_others(const struct rec_type *t);     /* its title is in the directory */
enum field_group field_group(const struct field *f);
bool rec_state_is_final(const struct rec_type *t, const char *state);

/*
 * A record: its type and one value a field.  Lists and JSON are the canonical
 * JSON text; everything else is an integer or a text (references: the key).
 */
struct value {
    enum { V_NULL, V_INT, V_TEXT } t;
    int64_t i;
    const char *s;
    size_t n;
};

struct rec {
    const struct rec_type *type;
    int64_t id;                 /* 0: not saved yet */
    const char *key;
    int64_t revision;
    int64_t created_at, updated_at;
    const char *created_by, *updated_by;    /* Person keys, or the account's e-mail, or NULL */
    struct value *v;            /* type->nfields values */
};

bool rec_is_null(const struct rec *r, int field);
int64_t rec_int(const struct rec *r, int field);            /* 0 when null */
const char *rec_text(const struct rec *r, int field);       /* NULL when null */
void rec_set_int(struct rec *r, int field, int64_t v);
void rec_set_text(struct ctx *c, struct rec *r, int field, const char *s);  /* copied; "" is null */
void rec_set_null(struct rec *r, int field);
const char *rec_state(const struct rec *r);                 /* NULL without a work flow */
const char *rec_title(struct ctx *c, const struct rec *r);  /* never NULL: falls back to the key */

#endif
