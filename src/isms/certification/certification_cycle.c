/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Certification cycle: clause of certification (CER-). */
#include "isms/types.h"

enum {
    F_STANDARD, F_BODY_NAME, F_ACCREDITED, F_SCOPE_TEXT, F_STAGE1, F_STAGE2, F_DECISION_ON,
    F_CERTIFICATE_NO, F_VALID_FROM, F_VALID_TO, F_SURVEILLANCE, F_RECERTIFICATION, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice status_choices[] = {
    { "planned", "Planned" },
    { "stage1_done", "Stage 1 done" },
    { "stage2_done", "Stage 2 done" },
    { "certified", "Certified" },
    { "suspended", "Suspended" },
    { "expired", "Expired" },
};

static const struct field fields[] = {
    [F_STANDARD] = { "standard", "Standard", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "For example ISO/IEC 27001:2022" },
    [F_BODY_NAME] = { "body_name", "Body name", STR(300), REQUIRED | SEARCHED,
        .help = "The certification body" },
    [F_ACCREDITED] = { "accredited", "Accredited", BOOL, REQUIRED | LISTED },
    [F_SCOPE_TEXT] = { "scope_text", "Coverage", TEXT, REQUIRED | SEARCHED,
        .help = "What is covered" },
    [F_STAGE1] = { "stage1", "Stage 1 audit", REF("Audit"), LISTED,
        .help = "Choose from the register of audits",
        .inverse = "Certification cycles (stage 1 audit)" },
    [F_STAGE2] = { "stage2", "Stage 2 audit", REF("Audit"), LISTED,
        .help = "Choose from the register of audits",
        .inverse = "Certification cycles (stage 2 audit)" },
    [F_DECISION_ON] = { "decision_on", "Decision on", DATE, LISTED },
    [F_CERTIFICATE_NO] = { "certificate_no", "Certificate no", STR(300), SEARCHED },
    [F_VALID_FROM] = { "valid_from", "Valid from", DATE, LISTED },
    [F_VALID_TO] = { "valid_to", "Valid to", DATE, LISTED },
    [F_SURVEILLANCE] = { "surveillance", "Surveillance", REFS("Audit"), 0,
        .help = "Any number of audits",
        .inverse = "Certification cycles (surveillance)" },
    [F_RECERTIFICATION] = { "recertification", "Recertification", REF("Audit"), LISTED,
        .help = "Choose from the register of audits",
        .inverse = "Certification cycles (recertification)" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "certified suspended", "decision_on certificate_no valid_from valid_to" },
};
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "stage1", "Stage 1 done", .from = "planned", .to = "stage1_done", .who = "IM",
      .asks = "stage1" },
    { "stage2", "Stage 2 done", .from = "stage1_done", .to = "stage2_done", .who = "IM",
      .asks = "stage2" },
    { "certify", "Certified", .from = "stage2_done suspended", .to = "certified", .who = "IM" },
    { "suspend", "Suspended", .from = "certified", .to = "suspended", .who = "IM",
      .reason = true },
    { "expire", "Expired", .from = "certified suspended", .to = "expired", .who = "IM" },
};
// clang-format on

const struct rec_type type_certification_cycle = {
    .name = "CertificationCycle", .table = "certification_cycle", .slug = "certification-cycles",
    .label = "Certification cycle", .plural = "Certification cycles", .prefix = "CER",
    .clause = "certification",
    .intro = "Three years with the certification body: stage 1, stage 2, surveillance, "
        "recertification.",
    .examples = { "ISO/IEC 27001:2022/Amd 1:2024" },
    .review = "Per cycle", .review_months = 0,
    FIELDS(fields), .title = F_STANDARD,
    .state = F_STATUS, .initial = "planned", .final = "expired",
    STEPS(steps),
    WHENS(whens),
};
