/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Competence requirement: clause 7.2 (CRQ-). */
#include "isms/types.h"

enum {
    F_ROLE, F_TOPIC, F_REQUIRED_LEVEL, F_MEANS, F_REASON, F_NEXT_REVIEW_DUE, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice means_choices[] = {
    { "education", "Education" },
    { "training", "Training" },
    { "experience", "Experience" },
    { "certification", "Certification" },
};

static const struct choice status_choices[] = {
    { "active", "Active" },
    { "retired", "Retired" },
};

static const struct field fields[] = {
    [F_ROLE] = { "role", "Role", REF("Role"), REQUIRED | LISTED,
        .help = "The role concerned",
        .inverse = "Competence requirements" },
    [F_TOPIC] = { "topic", "Topic", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "The subject" },
    [F_REQUIRED_LEVEL] = { "required_level", "Required level", INT(0, 4), REQUIRED,
        .help = "0 none … 4 expert" },
    [F_MEANS] = { "means", "Means", ENUMS(means_choices), REQUIRED },
    [F_REASON] = { "reason", "Reason", TEXT, SEARCHED,
        .help = "Why it is needed" },
    [F_NEXT_REVIEW_DUE] = { "next_review_due", "Next review due", DATE, REQUIRED | LISTED,
        .help = "When somebody looks at this again at the latest" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "retire", "Retire", .from = "active", .to = "retired", .who = "IM HR" },
};
// clang-format on

const struct rec_type type_competence_requirement = {
    .name = "CompetenceRequirement", .table = "competence_requirement", .slug = "competence-requirements",
    .label = "Competence requirement", .plural = "Competence requirements", .prefix = "CRQ",
    .clause = "competence",
    .intro = "What the holder of a role has to know, and to which level.",
    .examples = { "ISO/IEC 27001 implementation",
        "Risk assessment method" },
    .review = "12 months", .review_months = 12,
    FIELDS(fields), .title = F_TOPIC,
    .state = F_STATUS, .initial = "active", .final = "retired",
    STEPS(steps),
    .creators = "IM HR", .editors = "IM HR",
};
