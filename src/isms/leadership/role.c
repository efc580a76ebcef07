/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Role: clause 5.3 (ROL-). */
#include "isms/types.h"

enum {
    F_TITLE, F_KIND, F_RESPONSIBILITIES, F_AUTHORITIES, F_COVERS, F_REPORTS_TO, F_KEY_ROLE,
    F_INCOMPATIBLE_WITH, F_NEXT_REVIEW_DUE, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice kind_choices[] = {
    { "top_management", "Top management" },
    { "isms_manager", "ISMS manager" },
    { "risk_owner", "Risk owner" },
    { "control_owner", "Control owner" },
    { "asset_owner", "Asset owner" },
    { "process_owner", "Process owner" },
    { "document_owner", "Document owner" },
    { "internal_auditor", "Internal auditor" },
    { "audit_programme_manager", "Audit programme manager" },
    { "people_lead", "People lead" },
    { "dpo", "Data protection officer" },
    { "incident_manager", "Incident manager" },
    { "security_engineer", "Security engineer" },
    { "employee", "Employee" },
    { "other", "Other" },
};

static const struct choice covers_choices[] = {
    { "conformity", "Conformity" },
    { "performance_reporting", "Performance reporting" },
};

static const struct choice status_choices[] = {
    { "active", "Active" },
    { "retired", "Retired" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_KIND] = { "kind", "Kind", ENUM(kind_choices), REQUIRED | LISTED },
    [F_RESPONSIBILITIES] = { "responsibilities", "Responsibilities", TEXT, REQUIRED | SEARCHED,
        .help = "What the holder has to do" },
    [F_AUTHORITIES] = { "authorities", "Authorities", TEXT, REQUIRED | SEARCHED,
        .help = "What the holder may decide alone" },
    [F_COVERS] = { "covers", "Covers", ENUMS(covers_choices), 0,
        .help = "5.3 a) and b)" },
    [F_REPORTS_TO] = { "reports_to", "Reports to", REF("Role"), LISTED,
        .help = "Choose from the register of roles",
        .inverse = "Reported to by" },
    [F_KEY_ROLE] = { "key_role", "Key role", BOOL, REQUIRED | LISTED,
        .help = "Needs a deputy" },
    [F_INCOMPATIBLE_WITH] = { "incompatible_with", "Incompatible with", REFS("Role"), 0,
        .help = "Any number of roles",
        .inverse = "Incompatible with" },
    [F_NEXT_REVIEW_DUE] = { "next_review_due", "Next review due", DATE, REQUIRED | LISTED,
        .help = "When somebody looks at this again at the latest" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "retire", "Retire", .from = "active", .to = "retired", .who = "TM" },
};
// clang-format on

const struct rec_type type_role = {
    .name = "Role", .table = "role", .slug = "roles",
    .label = "Role", .plural = "Roles", .prefix = "ROL",
    .clause = "roles",
    .intro = "The roles of the ISMS with their duties and powers. Two of them must cover "
        "conformity and reporting to top management.",
    .examples = { "Top management",
        "ISMS manager" },
    .review = "12 months", .review_months = 12,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "active", .final = "retired",
    STEPS(steps),
    .creators = "IM TM", .editors = "IM TM",
};
