/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Recurring activity: clause 8.1 (OBL-). */
#include "isms/types.h"

enum {
    F_TITLE, F_CLAUSE, F_FREQUENCY, F_OWNER, F_BASIS, F_CRITICAL, F_GRACE_DAYS, F_NEXT_DUE,
    F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice frequency_choices[] = {
    { "weekly", "Weekly" },
    { "monthly", "Monthly" },
    { "quarterly", "Quarterly" },
    { "semiannual", "Semiannual" },
    { "annual", "Annual" },
    { "biennial", "Biennial" },
    { "triennial", "Triennial" },
};

static const struct choice basis_choices[] = {
    { "standard", "Standard" },
    { "own_plan", "Own plan" },
    { "legal", "Legal" },
    { "contractual", "Contractual" },
    { "convention", "Convention" },
};

static const struct choice status_choices[] = {
    { "active", "Active" },
    { "paused", "Paused" },
    { "retired", "Retired" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_CLAUSE] = { "clause", "Clause", STR(300), REQUIRED | SEARCHED,
        .help = "The clause it serves" },
    [F_FREQUENCY] = { "frequency", "Frequency", ENUM(frequency_choices), REQUIRED | LISTED },
    [F_OWNER] = { "owner", "Owner", REF("Person"), REQUIRED | LISTED,
        .help = "The person who answers for this",
        .inverse = "Owner of recurring activities" },
    [F_BASIS] = { "basis", "Basis", ENUM(basis_choices), REQUIRED | LISTED },
    [F_CRITICAL] = { "critical", "Critical activity", BOOL, REQUIRED | LISTED },
    [F_GRACE_DAYS] = { "grace_days", "Grace days", INT(0, 3650), REQUIRED },
    [F_NEXT_DUE] = { "next_due", "Next due", DATE, REQUIRED | LISTED },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "pause", "Pause", .from = "active", .to = "paused", .who = "IM", .reason = true },
    { "resume", "Resume", .from = "paused", .to = "active", .who = "IM" },
    { "retire", "Retire", .from = "active paused", .to = "retired", .who = "IM", .reason = true },
};
// clang-format on

const struct rec_type type_recurring_activity = {
    .name = "RecurringActivity", .table = "recurring_activity", .slug = "recurring-activities",
    .label = "Recurring activity", .plural = "Recurring activities", .prefix = "OBL",
    .clause = "operation",
    .intro = "The calendar of the ISMS: what has to be done again and again, and who does it.",
    .examples = { "Internal audit programme: yearly full cycle",
        "Management review" },
    .review = "12 months", .review_months = 12,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "active", .final = "retired",
    STEPS(steps),
    .editors = "IM @owner",
};
