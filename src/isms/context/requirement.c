/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: clause 4.2 (REQ-). */
#include "isms/types.h"

enum {
    F_TITLE, F_PARTY, F_KIND, F_REFERENCE, F_SUMMARY, F_CLIMATE_RELATED, F_ADDRESSED_BY_ISMS,
    F_RATIONALE_IF_NOT, F_FULFILLED_BY, F_COMPLIANCE_STATUS, F_LAST_EVALUATED_ON, F_OWNER,
    F_VALID_FROM, F_VALID_TO, F_NEXT_REVIEW_DUE, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice kind_choices[] = {
    { "legal", "Legal" },
    { "regulatory", "Regulatory" },
    { "contractual", "Contractual" },
    { "standard", "Standard" },
    { "internal", "Internal" },
    { "expectation", "Expectation" },
};

static const struct choice addressed_by_isms_choices[] = {
    { "yes", "Yes" },
    { "partially", "Partially" },
    { "no", "No" },
    { "undecided", "Undecided" },
};

static const struct choice compliance_status_choices[] = {
    { "unknown", "Unknown" },
    { "compliant", "Compliant" },
    { "partially_compliant", "Partially compliant" },
    { "non_compliant", "Non compliant" },
};

static const struct choice status_choices[] = {
    { "draft", "Draft" },
    { "active", "Active" },
    { "ended", "Ended" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_PARTY] = { "party", "Party", REF("InterestedParty"), REQUIRED | LISTED,
        .help = "Whose requirement it is",
        .inverse = "Requirements (party)" },
    [F_KIND] = { "kind", "Kind", ENUM(kind_choices), REQUIRED | LISTED },
    [F_REFERENCE] = { "reference", "Reference", STR(300), LISTED | SEARCHED,
        .help = "Citation: law article, contract clause, standard number" },
    [F_SUMMARY] = { "summary", "Summary", TEXT, REQUIRED | SEARCHED,
        .help = "Paraphrase, not the legal text" },
    [F_CLIMATE_RELATED] = { "climate_related", "Climate related", BOOL, REQUIRED | LISTED },
    [F_ADDRESSED_BY_ISMS] = { "addressed_by_isms", "Addressed by ISMS", ENUM(addressed_by_isms_choices),
        REQUIRED | LISTED,
        .help = "2022: 4.2 c)" },
    [F_RATIONALE_IF_NOT] = { "rationale_if_not", "Rationale if not", TEXT, SEARCHED,
        .help = "Needed when the answer is no" },
    [F_FULFILLED_BY] = { "fulfilled_by", "Fulfilled by", REFS("*"), 0,
        .help = "Control, Process, Objective, Document",
        .inverse = "Requirements" },
    [F_COMPLIANCE_STATUS] = { "compliance_status", "Compliance status", ENUM(compliance_status_choices),
        REQUIRED | LISTED },
    [F_LAST_EVALUATED_ON] = { "last_evaluated_on", "Last evaluated on", DATE, LISTED },
    [F_OWNER] = { "owner", "Owner", REF("Person"), REQUIRED | LISTED,
        .help = "The person who answers for this",
        .inverse = "Owner of requirements" },
    [F_VALID_FROM] = { "valid_from", "Valid from", DATE, LISTED },
    [F_VALID_TO] = { "valid_to", "Valid to", DATE, LISTED },
    [F_NEXT_REVIEW_DUE] = { "next_review_due", "Next review due", DATE, REQUIRED | LISTED,
        .help = "When somebody looks at this again at the latest" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "addressed_by_isms", "no", "rationale_if_not" },
    { "status", "ended", "valid_to" },
};
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "activate", "Activate", .from = "draft", .to = "active", .who = "IM DPO" },
    { "end", "End", .from = "active", .to = "ended", .who = "IM", .asks = "valid_to" },
};
// clang-format on

const struct rec_type type_requirement = {
    .name = "Requirement", .table = "requirement", .slug = "requirements",
    .label = "Requirement", .plural = "Requirements", .prefix = "REQ",
    .clause = "interested-parties",
    .intro = "The legal and contract register: what interested parties demand, and whether the "
        "ISMS answers it.",
    .examples = { "Security of processing of personal data",
        "Personal data breach notice within 72 hours" },
    .review = "12 months; legal: at each change of law", .review_months = 12,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "draft", .final = "ended",
    STEPS(steps),
    WHENS(whens),
    .creators = "IM DPO", .editors = "IM DPO @owner",
};
