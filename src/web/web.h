/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * web.h - the pages: handlers (one row of routes.c each), templates
 * (pages/name.html becomes a function page_name) and what they share.
 * Everything written with html_text is escaped; there is no other way for a
 * text of users into a page.
 */
#ifndef ISMENE_WEB_H
#define ISMENE_WEB_H

#include "app/app.h"

extern const struct site web_site;

/* html.c: pieces of pages. */
void html_text(struct buf *h, const char *s);           /* NULL writes nothing */
void html_slice(struct buf *h, struct slice s);
void html_url(struct buf *h, const char *s);
void html_icon(struct buf *h, const char *name);        /* an icon of Tabler, hidden from readers */
/* Shape and word of a colour: ● ▲ ■ ○; word false: the word only for screen readers. */
void html_mark(struct buf *h, enum colour colour, bool word);
void html_date(struct buf *h, int64_t day, int64_t today);      /* "in 12 days", ISO on hover */
void html_day(struct buf *h, int64_t day);              /* "30 Sep 2026" */
void html_time(struct buf *h, int64_t at);
void html_person(struct buf *h, const char *name);      /* initials and name */
void html_count(struct buf *h, size_t n, const char *one, const char *many);
const char *colour_word(enum colour colour);

/* frame.c: what surrounds a page. */
struct frame {
    const char *title;
    const char *active;         /* "board", "work", "settings", "members", … or a clause's slug */
    const struct rec_type *type;        /* its register is marked in the navigation, or NULL */
    bool money;                 /* the page of risks in money is marked instead of its clause */
    bool bare;                  /* without navigation */
    bool outside;               /* of no organisation: with the navigation of the installation */
};
/* Begin and end a page; NULL when the judgement for the navigation failed. */
struct buf *page_begin(struct call *k, const struct frame *f);
void page_end(struct call *k, const struct frame *f);
void page_token(struct call *k);        /* the hidden field of a form that sets what it says */
void page_csrf(struct call *k);         /* the hidden fields of all other forms: sent once */
void page_errors(struct call *k);                       /* the summary on top of a form */
const char *page_error(const struct call *k, const char *field);        /* of one field, or NULL */
const char *local_path(struct call *k, const char *path, const char *fallback);
/* "…/o/demo" + path, in the arena. */
char *here(struct call *k, const char *fmt, ...) PRINTF(2, 3);
void flash_set(struct call *k, const char *text);       /* said once on the next page */

/* value.c: values for people. */
struct names;                   /* titles of referenced records, looked up once a page */
struct names *names_of(struct call *k, const struct rec *const *recs, size_t n);
const char *name_in(const struct names *names, const char *key);
void html_value(struct call *k, const struct field *f, const struct value *v,
    const struct names *names, bool brief);
void html_href(struct call *k, const char *key);        /* the address of a record's page */
void html_link(struct call *k, const char *key, const char *title);
void html_detail(struct call *k, const char *text);     /* of a finding */

/* Templates. */
struct sign_in_page { const char *email, *next; bool demo; };
void page_sign_in(struct call *k, struct buf *h, const struct sign_in_page *p);
void page_sidebar(struct call *k, struct buf *h, const struct frame *f);
void page_top(struct call *k, struct buf *h, const char *flash);
void page_account(struct call *k, struct buf *h);
struct error_page { int status; const char *title, *message; };
void page_error_text(struct call *k, struct buf *h, const struct error_page *p);
/* board.c: shared by board, clause page and my work. */
void html_item(struct call *k, const struct item *it, bool owner);
void html_trend(struct call *k, const struct trend *t);         /* TREND_WEEKS of them */
bool mends_here(const struct rule *rule, const struct rec_type *type);
void html_mend_href(struct call *k, const struct rule *rule, const struct rec_type *type,
    const char *key);
struct board_page {
    const struct judgement *j;
    const struct outlook *o;
    bool old;                   /* numbers of the 2013 edition */
    size_t nred, namber, nadvice, mine, nactors;
    const char *actor;          /* who changed most within the week */
    int64_t changes;
};
void page_board(struct call *k, struct buf *h, const struct board_page *p);

/* clause.c */
struct clause_page {
    const struct clause *clause;
    size_t index;               /* of the clause */
    const struct clause_result *r;
    const struct judgement *j;
    const struct outlook *o;
    bool old;
    size_t count[4];            /* rules of each colour */
};
const struct rule_result *result_of(const struct judgement *j, struct slice id);
enum colour requirement_colour(const struct judgement *j, const struct requirement *q);
void html_shown_by(struct call *k, const struct judgement *j, const struct requirement *q);
void html_offenders(struct call *k, const struct rule_result *r);
void html_guidance(struct buf *h, const char *text);
void page_clause(struct call *k, struct buf *h, const struct clause_page *p);
struct waive_page { const struct rule *rule; const char *key, *reason, *until; };
void page_waive(struct call *k, struct buf *h, const struct waive_page *p);

/* work.c */
struct waiting { const char *key, *title; const struct step *step; };
struct work_page {
    const struct outlook *o;
    struct duty *duties;
    struct waiting *waiting;    /* for a decision of this actor */
    size_t nduties, nwaiting, nmine;
    int64_t until;
};
bool item_is_mine(const struct call *k, const struct item *it);
void page_work(struct call *k, struct buf *h, const struct work_page *p);

/* Handlers. */
int web_work(struct call *k);
int web_clause(struct call *k);
int web_quantification(struct call *k);
/* A result in money that was kept with an assessment; false: j is none. */
bool html_kept_result(struct call *k, const json_t *j);
int web_quantification_keep(struct call *k);
int web_quantification_file(struct call *k);
int web_waive_form(struct call *k);
int web_waive(struct call *k);
int web_board(struct call *k);
int web_as_of(struct call *k);
int web_root(struct call *k);
int web_orgs(struct call *k);
int web_installation(struct call *k);   /* installation.c */
int web_installation_make(struct call *k);
int web_installation_org(struct call *k);
int web_installation_do(struct call *k);
int web_proof(struct call *k);
int web_seal(struct call *k);
int web_health(struct call *k);
int web_asset(struct call *k);
int web_sign_in_form(struct call *k);
int web_sign_in(struct call *k);
int web_sign_out(struct call *k);
int web_theme(struct call *k);
int web_account(struct call *k);
int web_password(struct call *k);
int web_register(struct call *k);       /* register*.c */
int web_bulk(struct call *k);
int web_bulk_ways(struct call *k);
int web_views(struct call *k);
int web_search(struct call *k);
int web_key(struct call *k);
int web_settings(struct call *k);
int web_settings_save(struct call *k);
int web_permissions(struct call *k);
int web_roles(struct call *k);
int web_roles_save(struct call *k);
int web_groups(struct call *k);
int web_groups_save(struct call *k);
int web_reads(struct call *k);
int web_members(struct call *k);
int web_members_save(struct call *k);
void web_error(struct call *k);
const char *web_once(struct call *k);

#endif
