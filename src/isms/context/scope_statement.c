/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Scope statement: clause 4.3 (SCO-). */
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_VERSION, F_PUBLIC_STATEMENT, F_DESCRIPTION, F_ORG_UNITS, F_SITES, F_PROCESSES,
    F_TECHNOLOGY, F_INFORMATION_TYPES, F_EXCLUSIONS, F_EXCLUSION_RATIONALE, F_CONSIDERED_ISSUES,
    F_CONSIDERED_REQUIREMENTS, F_APPROVED_BY, F_APPROVED_ON, F_NEXT_REVIEW_DUE, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice status_choices[] = {
    { "draft", "Draft" },
    { "in_review", "In review" },
    { "approved", "Approved" },
    { "superseded", "Superseded" },
};

static const struct field fields[] = {
    [F_VERSION] = { "version", "Version", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A number or date that tells versions apart" },
    [F_PUBLIC_STATEMENT] = { "public_statement", "Public statement", TEXT, REQUIRED | SEARCHED,
        .help = "The sentence printed on the certificate" },
    [F_DESCRIPTION] = { "description", "Description", TEXT, REQUIRED | SEARCHED,
        .help = "What it is, in a few sentences" },
    [F_ORG_UNITS] = { "org_units", "Org units", STRS(300), REQUIRED | SEARCHED,
        .help = "Departments or teams inside the scope" },
    [F_SITES] = { "sites", "Sites", REFS("Site"), REQUIRED,
        .help = "Places inside the scope",
        .inverse = "Scope statements" },
    [F_PROCESSES] = { "processes", "Processes", REFS("Process"), REQUIRED,
        .help = "Processes concerned",
        .inverse = "Scope statements" },
    [F_TECHNOLOGY] = { "technology", "Technology", TEXT, REQUIRED | SEARCHED,
        .help = "Systems and networks inside the scope" },
    [F_INFORMATION_TYPES] = { "information_types", "Information types", TEXT, REQUIRED | SEARCHED,
        .help = "Kinds of information inside the scope" },
    [F_EXCLUSIONS] = { "exclusions", "Exclusions", TEXT, SEARCHED,
        .help = "What is outside and could be mistaken for inside" },
    [F_EXCLUSION_RATIONALE] = { "exclusion_rationale", "Exclusion rationale", TEXT, SEARCHED,
        .help = "Required when exclusions given" },
    [F_CONSIDERED_ISSUES] = { "considered_issues", "Issues considered", REFS("Issue"), REQUIRED,
        .help = "Issues that shaped it",
        .inverse = "Scope statements" },
    [F_CONSIDERED_REQUIREMENTS] = { "considered_requirements", "Requirements considered", REFS("Requirement"),
        REQUIRED,
        .help = "Requirements that shaped it",
        .inverse = "Scope statements" },
    [F_APPROVED_BY] = { "approved_by", "Approved by", REF("Person"), LISTED | READONLY,
        .help = "Filled by the approval",
        .inverse = "Scope statements: approved" },
    [F_APPROVED_ON] = { "approved_on", "Approved on", DATE, LISTED | READONLY,
        .help = "Filled by the approval" },
    [F_NEXT_REVIEW_DUE] = { "next_review_due", "Next review due", DATE, REQUIRED | LISTED,
        .help = "When somebody looks at this again at the latest" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "approved superseded", "approved_by approved_on" },
};
// clang-format on

static int
supersede_others(struct ctx *c, const struct rec *r)
{
    return rec_supersede(c, r->type, "approved", "superseded", r->key);
}

// clang-format off
static const struct step steps[] = {
    { "submit", "Submit for review", .from = "draft", .to = "in_review", .who = "IM" },
    { "approve", "Approve", .from = "in_review", .to = "approved", .who = "TM",
      .differs = "author", .sets = "approved_by=@me approved_on=@today",
      .after = supersede_others },
    { "return", "Return to draft", .from = "in_review", .to = "draft", .who = "TM IM",
      .reason = true },
};
// clang-format on

const struct rec_type type_scope_statement = {
    .name = "ScopeStatement", .table = "scope_statement", .slug = "scope-statements",
    .label = "Scope statement", .plural = "Scope statements", .prefix = "SCO",
    .clause = "scope",
    .intro = "Where the ISMS begins and ends. One version is in force; top management approves "
        "it, and the certificate repeats its public sentence.",
    .examples = { "1.0" },
    .review = "12 months; at each scope-affecting change", .review_months = 12,
    FIELDS(fields), .title = F_VERSION, .named_by = "@label version",
    .state = F_STATUS, .initial = "draft", .final = "superseded",
    STEPS(steps),
    WHENS(whens),
    .frozen = "in_review approved superseded",
};
