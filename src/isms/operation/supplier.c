/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Supplier: clause 8.1 (SUP-). */
#include "isms/choices.h"
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_NAME, F_SERVICE, F_CRITICALITY, F_DATA_ACCESS, F_CLOUD, F_OWNER, F_AGREEMENT,
    F_SECURITY_CLAUSES, F_DPA, F_ASSURANCE, F_ASSURANCE_VALID_UNTIL, F_EXIT_PLAN,
    F_REVIEW_INTERVAL_MONTHS, F_LAST_REVIEWED_ON, F_ONBOARDED_ON, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice data_access_choices[] = {
    { "none", "None" },
    { "internal", "Internal" },
    { "confidential", "Confidential" },
    { "personal_data", "Personal data" },
};

static const struct choice assurance_choices[] = {
    { "none", "None" },
    { "iso27001", "ISO/IEC 27001" },
    { "soc2", "SOC 2" },
    { "questionnaire", "Questionnaire" },
    { "audit", "Audit" },
};

static const struct choice status_choices[] = {
    { "prospect", "Prospect" },
    { "active", "Active" },
    { "exiting", "Exiting" },
    { "ended", "Ended" },
};

static const struct field fields[] = {
    [F_NAME] = { "name", "Name", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "The name people use" },
    [F_SERVICE] = { "service", "Service", STR(300), REQUIRED | SEARCHED,
        .help = "What they provide" },
    [F_CRITICALITY] = { "criticality", "Criticality", ENUM(choices_level), REQUIRED | LISTED },
    [F_DATA_ACCESS] = { "data_access", "Data access", ENUM(data_access_choices), REQUIRED | LISTED },
    [F_CLOUD] = { "cloud", "Cloud", BOOL, REQUIRED | LISTED },
    [F_OWNER] = { "owner", "Owner", REF("Person"), REQUIRED | LISTED,
        .help = "The person who answers for this",
        .inverse = "Owner of suppliers" },
    [F_AGREEMENT] = { "agreement", "Agreement", REF("Document"), LISTED,
        .help = "Choose from the register of documents",
        .inverse = "Suppliers (agreement)" },
    [F_SECURITY_CLAUSES] = { "security_clauses", "Security clauses", BOOL, REQUIRED | LISTED,
        .help = "A.5.20" },
    [F_DPA] = { "dpa", "Data processing agreement", BOOL, REQUIRED | LISTED,
        .help = "Data processing agreement" },
    [F_ASSURANCE] = { "assurance", "Assurance", ENUM(assurance_choices), REQUIRED | LISTED },
    [F_ASSURANCE_VALID_UNTIL] = { "assurance_valid_until", "Assurance valid until", DATE, LISTED },
    [F_EXIT_PLAN] = { "exit_plan", "Exit plan", BOOL, REQUIRED | LISTED },
    [F_REVIEW_INTERVAL_MONTHS] = { "review_interval_months", "Review interval months", INT(0, 600),
        REQUIRED },
    [F_LAST_REVIEWED_ON] = { "last_reviewed_on", "Last reviewed on", DATE, LISTED },
    [F_ONBOARDED_ON] = { "onboarded_on", "Onboarded on", DATE, REQUIRED | LISTED },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

static int
is_reviewed(struct ctx *c, const struct rec *r)
{
    if (!rec_exists(c, SQL(
            "select 1 from supplier_review where supplier = $key"),
            r->key))
        return fail(c, E_STATE, "Record the first supplier review before you begin.");
    return (int)c->err;
}

// clang-format off
static const struct step steps[] = {
    { "activate", "Activate", .from = "prospect", .to = "active", .who = "@owner IM",
      .guard = is_reviewed },
    { "exit", "Begin the exit", .from = "active", .to = "exiting", .who = "@owner IM" },
    { "end", "End", .from = "exiting", .to = "ended", .who = "@owner IM", .reason = true },
};
// clang-format on

const struct rec_type type_supplier = {
    .name = "Supplier", .table = "supplier", .slug = "suppliers",
    .label = "Supplier", .plural = "Suppliers", .prefix = "SUP",
    .clause = "operation",
    .intro = "Who provides what you depend on: agreement, security clauses, assurance and the "
        "way out.",
    .examples = { "Nimbrel Cloud (fictional)",
        "Keyhaven Identity (fictional)" },
    .review = "By criticality: critical 6, high 12, medium 24, low 36 months", .review_months = 0,
    FIELDS(fields), .title = F_NAME,
    .state = F_STATUS, .initial = "prospect", .final = "ended",
    STEPS(steps),
    .creators = "IM PO", .editors = "IM @owner",
};
