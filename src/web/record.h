/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record.h - the page of one record and its parts. */
#ifndef ISMENE_WEB_RECORD_H
#define ISMENE_WEB_RECORD_H

#include "web/web.h"

struct record_page {
    struct rec *r;
    const struct names *names;
    const struct judgement *j;
    struct backlink *links;
    struct comment *comments;
    struct attachment *files;
    struct event *events;
    size_t nlinks, ncomments, nfiles, nevents, nfindings;
    const char **tags, **groups;        /* groups: to whom it is restricted */
    size_t ntags, ngroups;
    const char *title, *comment;        /* comment: typed and refused */
    bool may_edit, may_delete, more;    /* more: older events are there */
    const char *why_not;                /* nobody edits this, or not this actor */
};

void page_record(struct call *k, struct buf *h, const struct record_page *p);
void record_facts(struct call *k, const struct record_page *p);
void record_flow(struct call *k, const struct record_page *p);
void record_findings(struct call *k, const struct record_page *p);
void record_relations(struct call *k, const struct record_page *p);
void record_add_menu(struct call *k, const struct record_page *p);
void record_history(struct call *k, const struct record_page *p);

/* A page that leads on from some records: whether from this one, for this person. */
struct record_way {
    const char *words;
    const char *before, *after; /* of its key in the address; before NULL: the record's own */
    bool (*leads_on)(struct call *k, const struct record_page *p);
};
void record_ways(struct call *k, const struct record_page *p);
bool estimate_leads_on(struct call *k, const struct record_page *p);
bool quantification_leads_on(struct call *k, const struct record_page *p);
bool access_leads_on(struct call *k, const struct record_page *p);
bool handover_leads_on(struct call *k, const struct record_page *p);

/* {types}/{key} of the path; E_NOTFOUND alike for absent and unreadable ones. */
int web_load(struct call *k, struct rec **ret) MUST_USE;
/* The name behind an actor's mark: a Person key or an e-mail address. */
const char *actor_name(struct call *k, const char *mark);

/* handover.c */
struct handover_page { struct rec *from, **recs; size_t nrecs; };
void page_handover(struct call *k, struct buf *h, const struct handover_page *p, struct ctx *c);
int web_handover_ask(struct call *k);
int web_handover(struct call *k);

int web_record(struct call *k);
int web_access(struct call *k);
int web_access_save(struct call *k);
int web_comment(struct call *k);
int web_tags(struct call *k);
int web_attach(struct call *k);
int web_file(struct call *k);

#endif
