/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Asset: clause 6.1.2 (AST-). */
#include "isms/choices.h"
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_NAME, F_KIND, F_PRIMARY, F_OWNER, F_CUSTODIAN, F_CLASSIFICATION, F_CONFIDENTIALITY,
    F_INTEGRITY, F_AVAILABILITY, F_CRITICALITY, F_CONTAINS_PERSONAL_DATA, F_DEPENDS_ON, F_SITE,
    F_SUPPLIER, F_IN_SCOPE, F_IN_USE_SINCE, F_RETIRED_ON, F_NEXT_REVIEW_DUE, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice kind_choices[] = {
    { "information", "Information" },
    { "business_process", "Business process" },
    { "hardware", "Hardware" },
    { "software", "Software" },
    { "network", "Network" },
    { "cloud_service", "Cloud service" },
    { "site", "Site" },
    { "people", "People" },
    { "other", "Other" },
};

static const struct choice status_choices[] = {
    { "planned", "Planned" },
    { "in_use", "In use" },
    { "retired", "Retired" },
    { "disposed", "Disposed" },
};

static const struct field fields[] = {
    [F_NAME] = { "name", "Name", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "The name people use" },
    [F_KIND] = { "kind", "Kind", ENUM(kind_choices), REQUIRED | LISTED },
    [F_PRIMARY] = { "primary", "Primary asset", BOOL, REQUIRED | LISTED,
        .help = "Information and processes are primary; the rest supporting" },
    [F_OWNER] = { "owner", "Owner", REF("Person"), REQUIRED | LISTED,
        .help = "The person who answers for this",
        .inverse = "Owner of assets" },
    [F_CUSTODIAN] = { "custodian", "Custodian", REF("Person"), LISTED,
        .help = "Choose from the register of people",
        .inverse = "Custodian of assets" },
    [F_CLASSIFICATION] = { "classification", "Classification", ENUM(choices_classification),
        REQUIRED | LISTED },
    [F_CONFIDENTIALITY] = { "confidentiality", "Confidentiality", INT(1, 4), REQUIRED,
        .help = "From 1 (low) to 4 (critical)" },
    [F_INTEGRITY] = { "integrity", "Integrity", INT(1, 4), REQUIRED,
        .help = "From 1 (low) to 4 (critical)" },
    [F_AVAILABILITY] = { "availability", "Availability", INT(1, 4), REQUIRED,
        .help = "From 1 (low) to 4 (critical)" },
    [F_CRITICALITY] = { "criticality", "Criticality", ENUM(choices_level), REQUIRED | LISTED,
        .help = "Left empty, the highest of the three above gives it" },
    [F_CONTAINS_PERSONAL_DATA] = { "contains_personal_data", "Contains personal data", BOOL,
        REQUIRED | LISTED },
    [F_DEPENDS_ON] = { "depends_on", "Depends on", REFS("Asset"), 0,
        .help = "Any number of assets",
        .inverse = "Needed by" },
    [F_SITE] = { "site", "Site", REF("Site"), LISTED,
        .help = "Choose from the register of sites",
        .inverse = "Assets" },
    [F_SUPPLIER] = { "supplier", "Supplier", REF("Supplier"), LISTED,
        .help = "The supplier",
        .inverse = "Assets" },
    [F_IN_SCOPE] = { "in_scope", "In scope", BOOL, REQUIRED | LISTED },
    [F_IN_USE_SINCE] = { "in_use_since", "In use since", DATE, LISTED },
    [F_RETIRED_ON] = { "retired_on", "Retired on", DATE, LISTED },
    [F_NEXT_REVIEW_DUE] = { "next_review_due", "Next review due", DATE, REQUIRED | LISTED,
        .help = "When somebody looks at this again at the latest" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "retired disposed", "retired_on" },
};
// clang-format on

static int
disposal_shown(struct ctx *c, const struct rec *r)
{
    if (!rec_exists(c, SQL(
            "select 1 from evidence e join evidence_supports s on s.id = e.id where s.ref = $key"),
            r->key))
        return fail(c, E_STATE, "Add the evidence of disposal first (A.7.14): an evidence record that supports this asset.");
    return (int)c->err;
}

/* Unless said otherwise, the most demanding of C, I and A gives the criticality. */
static int
set_criticality(struct ctx *c, struct rec *r, const struct rec *old)
{
    static const char *const levels[] = { "low", "low", "medium", "high", "critical" };
    int64_t top = rec_int(r, F_CONFIDENTIALITY);

    (void)old;
    if (rec_int(r, F_INTEGRITY) > top)
        top = rec_int(r, F_INTEGRITY);
    if (rec_int(r, F_AVAILABILITY) > top)
        top = rec_int(r, F_AVAILABILITY);
    if (rec_is_null(r, F_CRITICALITY) && top >= 1 && top <= 4)
        rec_set_text(c, r, F_CRITICALITY, levels[top]);
    return 0;
}

// clang-format off
static const struct step steps[] = {
    { "use", "Put into use", .from = "planned", .to = "in_use", .who = "@owner IM",
      .sets = "in_use_since=@today" },
    { "retire", "Retire", .from = "in_use", .to = "retired", .who = "@owner IM",
      .sets = "retired_on=@today" },
    { "dispose", "Record disposal", .from = "retired", .to = "disposed", .who = "@owner IM",
      .guard = disposal_shown },
};
// clang-format on

const struct rec_type type_asset = {
    .name = "Asset", .table = "asset", .slug = "assets",
    .label = "Asset", .plural = "Assets", .prefix = "AST",
    .clause = "risk-assessment-process",
    .intro = "What is worth protecting, with an owner and a classification.",
    .examples = { "Customer account data",
        "Source code of Quillbeck Roster" },
    .review = "12 months", .review_months = 12,
    FIELDS(fields), .title = F_NAME,
    .state = F_STATUS, .initial = "planned", .final = "retired disposed",
    STEPS(steps),
    WHENS(whens),
    .creators = "IM AO", .editors = "IM @owner @custodian",
    .compute = set_criticality,
};
