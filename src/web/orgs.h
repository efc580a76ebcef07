/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* orgs.h - pages over several organisations: the portfolio and the installation. */
#ifndef ISMENE_WEB_ORGS_H
#define ISMENE_WEB_ORGS_H

#include "app/erase.h"
#include "app/portfolio.h"
#include "web/admin.h"

/* Where people go who belong to no organisation in the path; active: "orgs", "installation". */
void page_outside(struct call *k, struct buf *h, const char *active);

struct orgs_page {
    struct portfolio p;         /* filtered */
    size_t all;                 /* before that */
    const char *words, *colour, *title;
    bool by_name;
};
void html_strip(struct buf *h, const struct portfolio_row *r);
void page_orgs(struct call *k, struct buf *h, const struct orgs_page *p);

/* installation.c */
struct installation_page {
    struct organisation *rows;
    size_t n;
    int64_t *sizes;
    struct erasure *erasures;
    size_t nerasures;
    const char *public_key;
    const struct form *form;    /* what was entered and refused, or NULL */
    struct refusal refused;
};
void page_installation(struct call *k, struct buf *h, const struct installation_page *p);
struct installation_org_page {
    struct organisation o;
    struct usage usage;
    const char *unreadable;     /* why its use is not known, or NULL */
    bool pending;
    struct erasure erasure;     /* asked for */
    const struct form *form;
    struct refusal refused;
};
void page_installation_org(struct call *k, struct buf *h, const struct installation_org_page *p);

#endif
