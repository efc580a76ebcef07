/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* admin.h - pages for finding things and for running the organisation. */
#ifndef ISMENE_WEB_ADMIN_H
#define ISMENE_WEB_ADMIN_H

#include "app/orgs.h"
#include "rec/custom.h"
#include "rec/group.h"
#include "rules/param.h"
#include "web/web.h"

/*
 * A form was refused: drop what was written, answer with the status of the
 * error and go on reading for the page that tells why.  The fields' messages
 * stay for page_error().
 */
struct refusal { enum err err; const char *message; };
int call_refused(struct call *k, struct refusal *ret) MUST_USE;
void html_refusal(struct call *k, const struct refusal *r);     /* the summary on top */

/* search.c */
struct search_group {
    const struct rec_type *type;
    const struct hit *hits[6];
    size_t nhits;               /* kept in hits */
    size_t n;                   /* found */
};
struct search_page {
    const char *words;          /* NULL: nothing asked yet */
    struct search_group *groups;
    size_t ngroups, n;
    bool more;                  /* than were counted */
    const struct rec_type **types;      /* registers by their name */
    size_t ntypes;
    const struct clause **clauses;
    size_t nclauses;
    bool old;                   /* numbers of the 2013 edition */
};
void html_snippet(struct buf *h, const struct hit *hit);
void page_search(struct call *k, struct buf *h, const struct search_page *p);

/* settings.c */
struct setting_group {
    const char *title, *help, *params;
};
extern const struct setting_group setting_groups[];
extern const size_t n_setting_groups;
struct settings_page {
    const char *org_key;        /* of the Organization record, or NULL */
    const char *edition;
    struct usage usage;
    struct limits limits;
    bool override;              /* four eyes may be set aside */
    const struct form *form;    /* what was entered and refused, or NULL */
    struct refusal refused;
};
/* What the field of a parameter shows: as entered, else as stored. */
const char *setting_shown(struct call *k, const struct settings_page *p,
    const struct rule_param *param);
void page_settings(struct call *k, struct buf *h, const struct settings_page *p);

/* permissions.c */
struct permissions_page {
    const struct rec_type *type;        /* this register alone, or NULL */
    int role;                   /* what this role may do alone; -1: all */
    const struct custom_role *own;      /* or this one; NULL: none is asked for */
    struct custom_role *roles;  /* of the organisation's own */
    size_t nroles;
    bool old;                   /* numbers of the 2013 edition */
};
const char *permission_action(const struct perm_row *row);
bool permission_fits(const struct permissions_page *p, const struct perm_row *row);
void html_who(struct buf *h, const struct permissions_page *p, const struct perm_row *row);
void html_states(struct buf *h, const struct perm_row *row);
void page_permissions(struct call *k, struct buf *h, const struct permissions_page *p);

/* roles.c */
struct roles_page {
    struct custom_role *roles;
    size_t n;
    bool manages;
    const struct form *form;    /* what was entered and refused, or NULL */
    struct refusal refused;
};
void page_roles(struct call *k, struct buf *h, const struct roles_page *p);

/* access.c */
struct groups_page {
    struct access_group *groups;
    size_t n;
    struct event **events;      /* of each group, newest first */
    size_t *nevents;
    bool manages;               /* the actor may change them */
    const struct form *form;    /* what was entered and refused, or NULL */
    struct refusal refused;
};
struct access_page {
    struct rec *r;
    const char *title, *why_not;
    struct access_group *groups;
    size_t n;
    const char **now;           /* codes of its groups */
    size_t nnow;
    struct logged_read *reads;
    size_t nreads;
    const struct form *form;
    struct refusal refused;
};
struct reads_page { struct logged_read *reads; size_t n; bool more; };
void html_group_change(struct call *k, const struct event *e);
const char *member_words(struct call *k, const char *who);
const char *access_group_name(const struct access_page *p, const char *code);
void html_read(struct call *k, const struct logged_read *r, bool with_key);
void page_groups(struct call *k, struct buf *h, const struct groups_page *p);
void page_access(struct call *k, struct buf *h, const struct access_page *p);
void page_reads(struct call *k, struct buf *h, const struct reads_page *p);

/* members.c */
struct person_choice {
    const char *key, *name, *email;
};
struct members_page {
    struct membership *m;
    size_t n;
    struct person_choice *people, *audits;
    size_t npeople, naudits;
    struct custom_role *roles;  /* of the organisation's own */
    size_t nroles;
    int64_t open;               /* account whose form is open; 0: none, -1: a new one */
    bool may_reset;             /* its password may be set here */
    const struct form *form;    /* what was entered and refused, or NULL */
    struct refusal refused;
};
extern const char *const role_helps[N_ROLES];
const char *person_name_in(const struct members_page *p, const char *key);
void page_members(struct call *k, struct buf *h, const struct members_page *p);

#endif
