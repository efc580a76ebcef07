/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Process: clause 4.4 (PRC-). */
#include "isms/types.h"

enum {
    F_NAME, F_KIND, F_CORE_FUNCTION, F_OWNER, F_PURPOSE, F_INPUTS, F_OUTPUTS, F_CRITERIA,
    F_UPSTREAM, F_DOWNSTREAM, F_SITES, F_DOCUMENTS, F_EXTERNALLY_PROVIDED, F_SUPPLIER,
    F_IN_SCOPE, F_NEXT_REVIEW_DUE, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice kind_choices[] = {
    { "isms", "ISMS" },
    { "business", "Business" },
};

static const struct choice core_function_choices[] = {
    { "leadership_planning", "Leadership and planning" },
    { "risk_management", "Risk management" },
    { "document_control", "Document control" },
    { "competence_awareness", "Competence and awareness" },
    { "communication", "Communication" },
    { "change_management", "Change management" },
    { "supplier_management", "Supplier management" },
    { "incident_management", "Incident management" },
    { "monitoring_measurement", "Monitoring and measurement" },
    { "internal_audit", "Internal audit" },
    { "management_review", "Management review" },
    { "nonconformity_ca", "Nonconformity and corrective action" },
    { "none", "None" },
};

static const struct choice status_choices[] = {
    { "draft", "Draft" },
    { "active", "Active" },
    { "retired", "Retired" },
};

static const struct field fields[] = {
    [F_NAME] = { "name", "Name", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "The name people use" },
    [F_KIND] = { "kind", "Kind", ENUM(kind_choices), REQUIRED | LISTED },
    [F_CORE_FUNCTION] = { "core_function", "Core function", ENUM(core_function_choices),
        REQUIRED | LISTED },
    [F_OWNER] = { "owner", "Owner", REF("Person"), REQUIRED | LISTED,
        .help = "The person who answers for this",
        .inverse = "Owner of processes" },
    [F_PURPOSE] = { "purpose", "Purpose", TEXT, REQUIRED | SEARCHED,
        .help = "What it is for" },
    [F_INPUTS] = { "inputs", "Inputs", TEXT, REQUIRED | SEARCHED,
        .help = "What goes in, from whom" },
    [F_OUTPUTS] = { "outputs", "Outputs", TEXT, REQUIRED | SEARCHED,
        .help = "What comes out, for whom" },
    [F_CRITERIA] = { "criteria", "Criteria", TEXT, SEARCHED,
        .help = "2022 8.1: what 'under control' means; required for kind = isms" },
    [F_UPSTREAM] = { "upstream", "Upstream", REFS("Process"), 0,
        .help = "Any number of processes",
        .inverse = "Feeds into" },
    [F_DOWNSTREAM] = { "downstream", "Downstream", REFS("Process"), 0,
        .help = "Any number of processes",
        .inverse = "Fed by" },
    [F_SITES] = { "sites", "Sites", REFS("Site"), 0,
        .help = "Places inside the scope",
        .inverse = "Processes" },
    [F_DOCUMENTS] = { "documents", "Documents", REFS("Document"), 0,
        .help = "Documents that describe it",
        .inverse = "Processes" },
    [F_EXTERNALLY_PROVIDED] = { "externally_provided", "Externally provided", BOOL,
        REQUIRED | LISTED },
    [F_SUPPLIER] = { "supplier", "Supplier", REF("Supplier"), LISTED,
        .help = "The supplier",
        .inverse = "Processes" },
    [F_IN_SCOPE] = { "in_scope", "In scope", BOOL, REQUIRED | LISTED },
    [F_NEXT_REVIEW_DUE] = { "next_review_due", "Next review due", DATE, REQUIRED | LISTED,
        .help = "When somebody looks at this again at the latest" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "kind", "isms", "criteria" },
};
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "activate", "Activate", .from = "draft", .to = "active", .who = "IM" },
    { "retire", "Retire", .from = "active", .to = "retired", .who = "IM" },
};
// clang-format on

const struct rec_type type_process = {
    .name = "Process", .table = "process", .slug = "processes",
    .label = "Process", .plural = "Processes", .prefix = "PRC",
    .clause = "isms",
    .intro = "The processes of the ISMS and of the business: owner, inputs, outputs and what "
        "\"under control\" means.",
    .examples = { "Govern and plan the ISMS",
        "Manage information security risk" },
    .review = "12 months", .review_months = 12,
    FIELDS(fields), .title = F_NAME,
    .state = F_STATUS, .initial = "draft", .final = "retired",
    STEPS(steps),
    WHENS(whens),
    .editors = "IM @owner",
};
