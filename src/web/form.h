/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * form.h - forms over the fields of a record: create, edit, delete, steps.
 *
 * Between a form and a record stand inputs: for each field the words as they
 * were typed or as they are stored, so that a form shown again holds what the
 * person wrote, letter by letter.  Names of form parts that are no fields
 * begin with "_", which no field does.
 */
#ifndef ISMENE_WEB_FORM_H
#define ISMENE_WEB_FORM_H

#include "web/web.h"

#define FORM_BODY ((size_t)4 << 20)     /* of a request: ten long texts, percent-encoded */

struct input {
    const struct field *f;
    struct slice *words;        /* one of a scalar, one an element of a list; typed lists: parts */
    size_t n;
    bool given;                 /* was in the form or the query */
    bool required;
    const char *need;           /* "required", "required when …", or NULL */
    const char *error;
};

/* An error put aside, so that a page can be written after it. */
struct trouble {
    enum err err;
    const char *message;
    struct field_error *fields;
    size_t nfields;
};

/* Records that a reference may point to (pick.c). */
struct pick {
    const char *key, *title;
    const struct rec_type *type;
};
#define PICKS_SHOWN 150         /* more are searched for, not listed */
struct picks {
    struct picks *next;
    const char *targets;
    struct pick *p;
    size_t n;
    bool all;                   /* every record that there is */
};

struct form_page {
    const struct rec_type *type;
    const struct rec *rec;      /* key NULL: a new one */
    struct input *inputs;       /* one a field of the type */
    struct trouble trouble;
    struct picks *picks;        /* looked up once a page */
    const struct rule *rule;    /* why the person came, or NULL */
    const char *back, *reason;
    const char *from;           /* query that prefilled a new one: drafts are kept apart by it */
};

/* input.c: the inputs of a form as HTML. */
void html_input(struct call *k, struct form_page *p, const struct input *in);
bool input_filled(const struct input *in);

/* typed.c: between forms, inputs and records. */
struct input *inputs_of(struct call *k, const struct rec *r);
void inputs_set(struct call *k, struct input *in, const struct value *v);
void inputs_prefill(struct call *k, const struct rec_type *t, struct input *inputs);
/* From the form; asked: the fields that may be there, NULL: all that a form sets.
 * Other names are errors (in k->c), and so are values that inputs_apply cannot read. */
void inputs_read(struct call *k, const struct rec_type *t, struct input *inputs,
    const char *asked);
/* Into the record: the fields that were given. */
int inputs_apply(struct call *k, const struct input *inputs, struct rec *r) MUST_USE;
/* What is required now, and what is wrong. */
void inputs_judge(struct call *k, const struct rec *r, struct input *inputs,
    const struct trouble *t);

/* trouble.c: after an error the page is written in a clean snapshot. */
struct trouble trouble_take(struct call *k);            /* undoes what the call wrote */
void trouble_put(struct call *k, const struct trouble *t);
void trouble_show(struct call *k, const struct trouble *t);     /* the summary on top */
const char *trouble_at(const struct trouble *t, const char *field);    /* of a field, or NULL */
void trouble_tidy(struct trouble *t);                   /* one error a field */
bool trouble_tells(const struct call *k);               /* else the error page says it */
const char *form_lower(struct call *k, const char *label);      /* within a sentence */
/* The beginning of a text, cut between characters, for messages. */
const char *form_short(struct call *k, struct slice s, size_t max);
int form_type(struct call *k, const struct rec_type **ret) MUST_USE;
int form_record(struct call *k, struct rec **ret) MUST_USE;
/* A page that says in words why something is not possible. */
int form_refused(struct call *k, const struct rec_type *t, const struct rec *r, const char *what);

/* form.c: E_STATE in the past; r->revision is what the form saw; why, for the history, or NULL. */
int form_not_then(struct call *k);
int form_revision(struct call *k, struct rec *r) MUST_USE;
const char *form_reason(struct call *k);

/* saved.c: keep the change now and say what it did. */
int form_saved(struct call *k, const char *said, const struct judgement *before,
    const struct rule *rule) MUST_USE;

/* conflict.c: somebody else saved first. */
int form_conflict(struct call *k, struct form_page *p, struct rec *mine);

/* pick.c */
const struct picks *picks_of(struct call *k, struct form_page *p, const char *targets);
/* The key that a person meant: "RSK-07", "RSK-07 · Title" or a title; NULL: none or several. */
const char *pick_key(struct call *k, const char *targets, struct slice words);
bool targets_take(const char *targets, const struct rec_type *t);

/* Templates. */
void page_form(struct call *k, struct buf *h, struct form_page *p);
struct refused_page {
    const struct rec_type *type;
    const struct rec *rec;
    const char *what, *why;
    const struct backlink *links;       /* what still points to it */
    size_t nlinks;
};
void page_refused(struct call *k, struct buf *h, const struct refused_page *p);
struct delete_page {
    const struct rec *rec;
    size_t nattachments, ncomments;
    struct trouble trouble;
    const char *reason;
};
void page_delete(struct call *k, struct buf *h, const struct delete_page *p);
struct change {                 /* a field in which two versions differ */
    struct input *in;
    const struct value *mine, *theirs;
    const char *keep;           /* "mine", "theirs", or NULL: the person has to say */
    const char *note;
};
struct conflict_page {
    struct form_page *form;
    const struct rec *now;
    struct change *changes;
    size_t n;
    const struct names *names;
    const char *who;
};
void page_conflict(struct call *k, struct buf *h, const struct conflict_page *p);
struct step_page {
    struct form_page form;
    const struct step *step;
    const char *asked;          /* field names */
    bool override;              /* four eyes may be set aside with a reason */
    const char *override_text, *four_eyes;
    const char *guard;          /* why it would be refused as it stands, or NULL */
    const struct field **missing;       /* needed first, and not asked here */
    size_t nmissing;
    const char **effects;       /* what will happen, in words */
    size_t neffects;
};
void page_step(struct call *k, struct buf *h, struct step_page *p);

/* Handlers. */
int web_new(struct call *k);
int web_create(struct call *k);
int web_edit(struct call *k);
int web_update(struct call *k);
int web_delete_ask(struct call *k);
int web_delete(struct call *k);
int web_step_ask(struct call *k);
int web_step(struct call *k);
int web_pick(struct call *k);

#endif
