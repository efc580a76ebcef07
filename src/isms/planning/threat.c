/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Threat: clause 6.1.2 (THR-). */
#include "isms/types.h"

enum {
    F_NAME, F_CATEGORY, F_DESCRIPTION, N_FIELDS
};

// clang-format off
static const struct choice category_choices[] = {
    { "physical", "Physical" },
    { "natural", "Natural" },
    { "infrastructure", "Infrastructure" },
    { "technical_failure", "Technical failure" },
    { "human_deliberate", "Human deliberate" },
    { "human_error", "Human error" },
    { "organisational", "Organisational" },
    { "supply_chain", "Supply chain" },
};

static const struct field fields[] = {
    [F_NAME] = { "name", "Name", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "The name people use" },
    [F_CATEGORY] = { "category", "Category", ENUM(category_choices), REQUIRED | LISTED },
    [F_DESCRIPTION] = { "description", "Description", TEXT, SEARCHED,
        .help = "What it is, in a few sentences" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

const struct rec_type type_threat = {
    .name = "Threat", .table = "threat", .slug = "threats",
    .label = "Threat", .plural = "Threats", .prefix = "THR",
    .clause = "risk-assessment-process",
    .intro = "The catalogue of what can do harm, to name in risks.",
    .examples = { "Ransomware or other malware",
        "Phishing and credential theft" },
    .review = "12 months", .review_months = 12,
    FIELDS(fields), .title = F_NAME,
    NO_STATE,
};
