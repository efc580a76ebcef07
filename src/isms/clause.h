/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * clause.h - the clauses of ISO/IEC 27001 by stable slugs.  The number shown
 * follows Organization.edition: 2022 with Amendment 1, or 2013 (the numbering
 * of ISO/IEC 27003:2017).  Texts are our own words.
 */
#ifndef ISMENE_CLAUSE_H
#define ISMENE_CLAUSE_H

#include "base/base.h"

struct clause {
    const char *slug, *number, *number_2013, *title;    /* number_2013 "": only in 2022 */
    const char *guidance;       /* what to do, by ISO/IEC 27003 */
    const char *questions;      /* what an auditor asks for */
    const char *pitfalls;       /* typical nonconformities */
};

extern const struct clause clauses[];   /* in the order of the 2013 numbers, X last */
extern const size_t n_clauses;

const struct clause *clause_by_slug(const char *slug);      /* NULL: none */
const char *clause_number(const struct clause *cl, bool edition_2013);

/* The chapters: "4" Context … "10" Improvement, and "X" for the certificate. */
struct clause_group { const char *number, *title; };
#define N_CLAUSE_GROUPS 8
extern const struct clause_group clause_groups[N_CLAUSE_GROUPS];
bool clause_in_group(const struct clause *cl, const struct clause_group *g, bool edition_2013);

/* What must exist, clause by clause (isms/requirement.c). */
struct requirement {
    const char *id, *clause, *text, *rules;     /* rules: ids with commas, or "" */
};

extern const struct requirement requirements[];
extern const size_t n_requirements;

#endif
