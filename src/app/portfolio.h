/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * portfolio.h - the organisations of one account, each with its standing as it
 * was last judged.  What nobody judged is unknown; what was judged before a
 * change or on an earlier day says so, and is judged anew in the background.
 */
#ifndef ISMENE_APP_PORTFOLIO_H
#define ISMENE_APP_PORTFOLIO_H

#include "app/app.h"
#include "app/standing.h"
#include "auth/organisation.h"

enum portfolio_colour { PC_GREEN, PC_AMBER, PC_UNKNOWN, PC_RED, N_PC };

struct portfolio_row {
    struct organisation o;
    unsigned roles;
    bool known;                 /* s holds */
    bool scoped;                /* the membership sees one audit: the whole is not told */
    bool behind;                /* changed since, or of an earlier day */
    struct standing s;
    enum portfolio_colour worst;        /* PC_UNKNOWN: not judged, or nothing to judge yet */
};

struct portfolio {
    struct portfolio_row *rows;
    size_t n;
    size_t count[N_PC];         /* of those that are not archived */
    size_t narchived;
};

/* Read it, by name; asks the keeper for what is unknown or behind. */
int portfolio_read(struct call *k, struct portfolio *ret) MUST_USE;
/* Keep the rows whose name or slug has these words and whose colour is this one (NULL: all;
 * else red, amber, green, unknown or archived), worst first or by name. */
void portfolio_filter(struct portfolio *p, const char *words, const char *colour, bool by_name);
extern const char *const portfolio_colours[N_PC];       /* green amber unknown red */

#endif
