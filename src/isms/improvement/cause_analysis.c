/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Cause analysis: clause 10.1 (RCA-). */
#include "isms/types.h"

enum {
    F_NONCONFORMITY, F_METHOD, F_WHYS, F_ROOT_CAUSE, F_CAUSE_CATEGORY, F_ANALYSED_BY,
    F_ANALYSED_ON, N_FIELDS
};

// clang-format off
static const struct choice method_choices[] = {
    { "five_whys", "Five whys" },
    { "fishbone", "Fishbone" },
    { "fault_tree", "Fault tree" },
    { "other", "Other" },
};

static const struct choice cause_category_choices[] = {
    { "people", "People" },
    { "process", "Process" },
    { "technology", "Technology" },
    { "supplier", "Supplier" },
    { "management", "Management" },
    { "environment", "Environment" },
    { "documentation", "Documentation" },
};

static const struct field fields[] = {
    [F_NONCONFORMITY] = { "nonconformity", "Nonconformity", REF("Nonconformity"),
        REQUIRED | LISTED,
        .help = "The nonconformity concerned",
        .inverse = "Cause analyses" },
    [F_METHOD] = { "method", "Method", ENUM(method_choices), REQUIRED | LISTED,
        .help = "The risk method used" },
    [F_WHYS] = { "whys", "Causes found", JSON, 0,
        .help = "[\"why 1\", …] for five_whys; {people:[],process:[],technology:[],…} for "
            "fishbone" },
    [F_ROOT_CAUSE] = { "root_cause", "Root cause", TEXT, REQUIRED | LISTED | SEARCHED,
        .help = "The cause without which it would not have happened" },
    [F_CAUSE_CATEGORY] = { "cause_category", "Cause category", ENUM(cause_category_choices),
        REQUIRED | LISTED },
    [F_ANALYSED_BY] = { "analysed_by", "Analysed by", REF("Person"), REQUIRED | LISTED,
        .help = "Who judged",
        .inverse = "Cause analyses: analysed" },
    [F_ANALYSED_ON] = { "analysed_on", "Analysed on", DATE, REQUIRED | LISTED },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

const struct rec_type type_cause_analysis = {
    .name = "CauseAnalysis", .table = "cause_analysis", .slug = "cause-analyses",
    .label = "Cause analysis", .plural = "Cause analyses", .prefix = "RCA",
    .clause = "nonconformity",
    .intro = "Why a nonconformity came about, so that it does not come again.",
    .examples = { "The leaver checklist has no owner and no link to the asset inventory.",
        "The product writes exports without label and the policy does not name "
            "exports." },
    .review = "As the work goes on", .review_months = 0,
    FIELDS(fields), .title = F_ROOT_CAUSE, .named_by = "nonconformity @label",
    NO_STATE,
    .creators = "IM RO CO AO PO DO",
};
