/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * matrix.h - the test generator over route x actor x object x action (promises
 * S11 and S12), in two organisations.
 *
 * A cell is one request of one actor to one route about one object.  The routes
 * are the program's own tables; a route whose parameters or body nobody has
 * described here makes the test fail with words.
 *
 *   world.c   the two organisations, the actors and what is secret to whom
 *   make.c    keys, values and records from the type tables
 *   oracle.c  who may do what by the type tables, said a second time
 *   fill.c    from a route and an object to a request
 *   wire.c    a quick client, and a view into the stores beside the server
 *   matrix.c  the tests, counts and comparisons
 *   reads.c   every reading route; foreign and absent answer alike
 *   writes.c  writes: refused ones change nothing, allowed ones what they say
 *   assign.c  mass assignment: every known field to every route that writes
 */
#ifndef ISMENE_TEST_MATRIX_H
#define ISMENE_TEST_MATRIX_H

#include "../client.h"

#include "app/app.h"
#include "rec/kind.h"
#include "rec/store.h"

/* world.c */

enum { HOME, AWAY, NOWHERE };           /* organisation of a path, seen from the actor */
#define SIDES 2

struct thing {
    const struct rec_type *type;
    const char *key, *state;            /* as imported; state NULL: it has none */
    bool draft, restricted;             /* restricted: to the group "board" */
    int64_t file;                       /* the file that is attached to it */
};

/* One of the two organisations. */
struct side {
    const char *slug;
    const char *canary, *draft, *secret;        /* in every text; of a draft; of a restricted one */
    const char *far;                    /* in registers that no audit of AUD-01 is about */
    char digit;                         /* of keys that are here alone */
    struct thing *things;
    size_t nthings, *first;             /* first: of each type; [n_rec_types] is the end */
    struct store *store;                /* read beside the server */
    int64_t files;                      /* the last id of an attachment */
};
extern struct side sides[SIDES];

enum actor_kind { LIVE, NOBODY, ENDED, DISABLED, REMOVED, EXPIRED, ADMIN };
struct asker {
    const char *name;
    const char *roles[SIDES];           /* codes in either organisation, or NULL */
    int home;                           /* the side that its cells are about */
    enum actor_kind kind;
    const char *option, *value;         /* of "ismene user add": --until DAY, --audit KEY, … */
    bool board[SIDES];                  /* belongs to the group "board" as a person */
    const char *email;                  /* NULL: made of the name; several rows share one */
    unsigned bits[SIDES];               /* filled from here on */
    const char *person[SIDES];
    struct session *session;
};
extern struct asker actors[];
extern const size_t n_actors;

/* Roles of the organisation's own stand for built-in ones on some types. */
unsigned roles_on(const struct asker *a, int side, const struct rec_type *t);
/* What the membership is limited to, or NULL. */
const char *audit_of(const struct asker *a);
#define AUDITED "6.1"                   /* the clauses that audits are about */
/* Does a membership for one audit see all records of the type? */
bool is_audited(const struct rec_type *t);
bool is_on_board(const struct asker *a, int side);
int world_up(void **state);
int world_down(void **state);
/* Texts that an answer below /o/SLUG (side; -1: none) must not hold for this actor: NULL-ended. */
const char *const *secrets_from(const struct asker *a, int side);

extern bool drafts_have_moved;          /* steps were taken: what was a draft may be none */

/* make.c */

size_t type_index(const struct rec_type *t);
/* The i-th record (round and round) of a type at a side, and keys that only one side or no side
 * has; all of a type have the same length. */
const struct thing *thing_of(const struct side *s, const struct rec_type *t, size_t i);
const char *alone_key(const struct side *s, const struct rec_type *t);
const char *absent_key(const struct rec_type *t);
#define NO_SLUG "none"
#define NO_WORD "qznoneqz"

/* A valid value of a field, n tells values apart; words: what texts hold. */
struct maker {
    const struct side *side;
    const char *words;
    bool fresh;                         /* references go to records in their first state */
    bool named;                         /* those that give the name go to no draft */
    const char *person;                 /* for references to people, or NULL */
};
json_t *value_for(const struct maker *m, const struct field *f, size_t n);
/* A record with all fields that a form may set. */
json_t *record_for(const struct maker *m, const struct rec_type *t, size_t n);

struct tally;

/* wire.c */

struct body {
    const char *type;                   /* media type; NULL: no body */
    struct slice data;
};
struct answer {
    int status;
    struct slice head, body;            /* in mem */
};
/* headers: lines or NULL; with a session the cookie, and its token unless headers has one. */
struct answer send_to(const struct session *s, const char *method, const char *path,
    const struct body *body, const char *headers);
const char *head_of(const struct answer *a, const char *name);

struct rec *peek(const struct side *s, const struct rec_type *t, const char *key);  /* or NULL */
int64_t peek_last(const struct side *s);        /* the ledger's size */
size_t peek_events(const struct side *s, int64_t since, struct event **ret);
bool peek_wrote(const struct side *s, const char *key, const char *email);
int64_t peek_account(const char *email);        /* its id */
bool peek_restricted(const struct side *s, const char *key);
char *peek_people(void);                /* accounts and memberships, as text */
/* All that both organisations and the control store hold, as text; sessions left out. */
char *peek_all(void);

/* All records and the ledgers' sizes, to be compared: what changed has an event. */
struct picture {
    json_t *records[SIDES];             /* by key */
    int64_t last[SIDES];
};
struct picture picture_take(void);
void picture_compare(struct picture *before, struct tally *t);  /* takes it */

/* fill.c */

struct question {
    const struct site *site;
    const struct route *route;
    const struct asker *actor;
    int side;                           /* of the organisation in the path; -1: none of them */
    const char *org;                    /* as written in the path */
    const struct rec_type *type;
    const char *key, *id, *step, *rule, *clause, *name;
    const char *query;                  /* without "?", or NULL */
    size_t n;                           /* tells bodies apart */
};
struct filled {
    const char *path, *headers;
    struct body body;
};
/* MAY: 2xx, or refused for what was sent; MAY_NOT: 403; NOT_NOW: 409; GONE: 404; OUT: 401. */
enum ruling { MAY, MAY_NOT, NOT_NOW, GONE, OUT };
/* What of the type's table a route asks beyond its own permission. */
enum need { N_READ, N_EDIT, N_CREATE, N_DELETE, N_STEP, N_COMMENT, N_WAIVE, N_HANDOVER, N_BULK,
    N_RESTRICT, N_READERS, N_ESTIMATE, N_SELF };

/* What is known about a route beyond its row; a default for those that only read. */
struct knowledge {
    enum method method;
    const char *pattern;
    enum need need;
    void (*body)(const struct question *c, struct filled *f);
    const char *query;                  /* what a plain question needs */
    bool heavy, last;                   /* slow: few actors; ends sessions or moves much: at the end */
};
const struct knowledge *known(const struct route *r);
bool has_param(const struct route *r, const char *name);
const char *unknown_param(const struct route *r);       /* "{foo}", or NULL */
bool knows_perm(const char *perm);
void fill(const struct question *c, struct filled *ret);
char *cell_words(const struct question *c);
void form_field(struct buf *b, const char *name, const char *value);
void form_value(struct buf *b, const char *name, const json_t *v);
struct body form_body(struct buf *b);           /* frees b */
struct body json_body(const json_t *o);
/* A field of text that everybody who edits may set; a change of one record sends it. */
const struct field *text_field(const struct rec_type *t);
json_t *new_record(const struct question *c);       /* of the cell's type, by its actor */

/* oracle.c */

enum ruling expect(const struct question *c);
/* Does the answer agree? */
bool agrees(const struct question *c, enum ruling v, const struct answer *a);
bool may_read(const struct asker *a, int side, const struct rec *r);
bool may_edit(const struct asker *a, int side, const struct rec *r);
bool may_create(const struct asker *a, int side, const struct rec_type *t);
/* The step of that name from the state of the record, or NULL. */
const struct step *step_here(const struct rec *r, const char *name);

/* matrix.c */

enum deed { A_READ, A_WRITE, A_LIST, A_SEARCH, A_EXPORT, A_HISTORY, A_ATTACHMENT,
    A_AUTOCOMPLETE, N_DEEDS };
enum deed deed_of(const struct route *r, const char *query);
struct tally { size_t cells, bad, shown, by_deed[N_DEEDS]; };
extern struct tally leaks, changes;
void complain(struct tally *t, const char *fmt, ...) PRINTF(2, 3);
void test_begins(void **state);         /* and test_ends fails when there were complaints since */
void test_ends(void);
extern bool full;                       /* ISMENE_MATRIX=full: the whole product */
/* Is this combination in the covering design?  Every two of the three meet. */
bool chosen(size_t a, size_t b, size_t c);
/* The next route of the program's tables; false after the last. */
bool next_route(size_t *i, struct question *ret);
/* Memory of one cell: mem until cell_end. */
void cell_begin(void);
void cell_end(void);
struct answer ask_cell(const struct question *c);   /* and look for secrets in the answer */
struct answer ask_filled(const struct question *c, const struct filled *f);     /* this request */
struct answer check_cell(const struct question *c); /* and for the status that the oracle expects */
void turn_to(struct question *c, int org);            /* org: HOME, AWAY or NOWHERE */
void choose_rest(struct question *c, size_t n);     /* all but the object; n goes round */
/* One route, type and actor about every object; refused_alone: those that the tables refuse. */
void ask_objects(struct question c, size_t n, bool refused_alone);
/* Two answers that differ in an echoed word of one length alone. */
void must_be_alike(const struct question *a, const struct answer *x, const char *ax,
    const struct question *b, const struct answer *y, const char *by);

/* writes.c */

struct before {
    int64_t last[SIDES];                /* the ledgers' sizes */
    struct rec *rec;                    /* of the cell, or NULL */
};
struct before look_before(const struct question *c);
/* The names of the fields in which two versions differ, blank-separated. */
const char *changed_fields(const struct rec *a, const struct rec *b);
/* The fields that an allowed request may change: what it sends, and what its step sets. */
const char *fields_of(const struct question *c, const struct before *b);
/* A record was added by this actor, in its first state; or nothing was. */
void check_new(struct tally *t, const struct question *c, const struct before *b,
    const struct answer *a);
/* What was done is only about this record and by this actor; fields: those that may differ. */
void only_this_changed(struct tally *t, const struct question *c, const struct before *b,
    const struct answer *a, const char *fields);

/* reads.c, writes.c, assign.c */
void reads_agree_and_leak_nothing(void **state);
void the_past_is_no_way_round(void **state);
void words_of_the_other_side_find_nothing(void **state);
void refused_writes_change_nothing(void **state);
void requests_from_elsewhere_change_nothing(void **state);
void references_to_the_other_side_lead_nowhere(void **state);
void allowed_writes_change_what_they_say(void **state);
void fields_are_set_by_nobody_else(void **state);
void sessions_end(void **state);

#endif
