/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Resource: clause 7.1 (RES-). */
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_TITLE, F_CATEGORY, F_PERIOD, F_AMOUNT, F_FTE, F_PURPOSE, F_REQUESTED_BY, F_REQUESTED_ON,
    F_DECISION, F_DECIDED_BY, F_DECIDED_ON, F_LINKED, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice category_choices[] = {
    { "people", "People" },
    { "budget", "Budget" },
    { "tools_infrastructure", "Tools and infrastructure" },
    { "external_service", "External service" },
};

static const struct choice decision_choices[] = {
    { "pending", "Pending" },
    { "approved", "Approved" },
    { "partially_approved", "Partially approved" },
    { "rejected", "Rejected" },
};

static const struct choice status_choices[] = {
    { "open", "Open" },
    { "decided", "Decided" },
    { "spent", "Spent" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_CATEGORY] = { "category", "Category", ENUM(category_choices), REQUIRED | LISTED },
    [F_PERIOD] = { "period", "Period", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "E.g. FY2026" },
    [F_AMOUNT] = { "amount", "Amount", MONEY, 0 },
    [F_FTE] = { "fte", "Full-time equivalents", DEC, 0 },
    [F_PURPOSE] = { "purpose", "Purpose", TEXT, REQUIRED | SEARCHED,
        .help = "What it is for" },
    [F_REQUESTED_BY] = { "requested_by", "Requested by", REF("Person"), REQUIRED | LISTED,
        .help = "Who asks for it",
        .inverse = "Resources: requested" },
    [F_REQUESTED_ON] = { "requested_on", "Requested on", DATE, REQUIRED | LISTED },
    [F_DECISION] = { "decision", "Decision", ENUM(decision_choices), REQUIRED | LISTED },
    [F_DECIDED_BY] = { "decided_by", "Decided by", REF("Person"), LISTED | READONLY,
        .help = "Who decided",
        .inverse = "Resources: decided" },
    [F_DECIDED_ON] = { "decided_on", "Decided on", DATE, LISTED | READONLY },
    [F_LINKED] = { "linked", "Related records", REFS("*"), 0,
        .help = "Related records of any type",
        .inverse = "Resources" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "decision", "approved partially_approved rejected", "decided_by decided_on" },
};
// clang-format on

static int
is_decided(struct ctx *c, const struct rec *r)
{
    const char *decision = rec_text(r, F_DECISION);

    if (decision == NULL || strcmp(decision, "pending") == 0)
        return fail_field(c, "decision", "Choose the decision: approved, partly or rejected.");
    return 0;
}

// clang-format off
static const struct step steps[] = {
    { "decide", "Decide", .from = "open", .to = "decided", .who = "TM",
      .differs = "@requested_by author", .sets = "decided_by=@me decided_on=@today",
      .asks = "decision", .guard = is_decided },
    { "spend", "Mark as spent", .from = "decided", .to = "spent", .who = "@requested_by IM" },
};
// clang-format on

const struct rec_type type_resource_allocation = {
    .name = "ResourceAllocation", .table = "resource_allocation", .slug = "resource-allocations",
    .label = "Resource", .plural = "Resources", .prefix = "RES",
    .clause = "resources",
    .intro = "People, money, tools and services the ISMS needs, and what top management decided.",
    .examples = { "Security and certification budget",
        "Security engineer and deputy time" },
    .review = "Per budget period", .review_months = 0,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "open", .final = "spent",
    STEPS(steps),
    WHENS(whens),
    .creators = "EM", .editors = "IM @requested_by", .frozen = "decided spent",
};
