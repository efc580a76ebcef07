/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * rule.h - what a conformity rule is (domain specification, A3).
 *
 * A rule is a row of a const table.  Its query yields one row for each
 * offender and nothing where all is well:
 *
 *   1  record key   text; NULL where the finding belongs to no single record
 *   2  colour       'red' or 'amber'
 *   3  detail       text for people: what is missing, in a few words
 *   4  due          day number (days since 1970-01-01) that the finding turns
 *                   on, or NULL; the engine prints it and ranks by lateness
 *
 * Parameters are bound by name: $today (day number) and every parameter of
 * param.h ($due_soon_days ...).  The SQL is the common subset of SQLite 3.40
 * and PostgreSQL 15.
 */
#ifndef ISMENE_RULES_RULE_H
#define ISMENE_RULES_RULE_H

#include <stdbool.h>
#include <stddef.h>

enum severity { SEV_OBS = 1, SEV_MINOR = 2, SEV_MAJOR = 3 };    /* = weight in the index */

/* S: the standard asks; P: own plan, law or contract; C: advice. */
enum basis { BASIS_S = 'S', BASIS_P = 'P', BASIS_C = 'C' };

struct arena;

struct rule {
    const char *id;             /* R-4.1-01: never changes */
    const char *clause;         /* slug of clause.h: "context" */
    enum severity severity;
    enum basis basis;
    const char *title;
    const char *condition;      /* what is judged */
    const char *colours;        /* when it turns amber or red */
    const char *why, *fix;      /* one sentence each */
    const char *requirements;   /* "4.1-R1,4.1-R2" or "" */
    const char *type;           /* record type where the mend begins, e.g. "Issue" */
    const char *field;          /* the field to mend, or NULL */
    const char *query;          /* the offenders; NULL when derive writes it */
    const char *population;     /* yields a row when there is something to judge;
                                 * NULL for a rule that demands presence (never grey) */
    char *(*derive)(struct arena *);    /* writes a query over all types from their tables */
    bool composite;             /* judged from the other rules by the engine */
};

struct rule_group {
    const struct rule *rules;
    size_t n;
};

/* Queries over all record types, written from their tables (derive.c). */
char *rule_derive_references(struct arena *a);
char *rule_derive_required(struct arena *a);
char *rule_derive_state_required(struct arena *a);

/* One table a clause file, in the order of the clauses. */
extern const struct rule_group rules_4_context, rules_5_leadership, rules_6_isms,
    rules_6_assessment, rules_6_treatment, rules_6_objectives, rules_7_people,
    rules_7_documents, rules_8_operation, rules_9_audit, rules_9_review,
    rules_10_improvement, rules_x_cross;

#endif
