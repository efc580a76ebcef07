/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Measurement: clause 9.1 (MEA-). */
#include "isms/types.h"

enum {
    F_MEASURE, F_PERIOD, F_MEASURED_ON, F_VALUE, F_COLLECTED_BY, F_ANALYSED_BY, F_ANALYSED_ON,
    F_CONCLUSION, F_EVALUATION, F_ACTIONS, N_FIELDS
};

// clang-format off
static const struct choice conclusion_choices[] = {
    { "on_target", "On target" },
    { "watch", "Watch" },
    { "off_target", "Off target" },
};

static const struct field fields[] = {
    [F_MEASURE] = { "measure", "Measure", REF("Measure"), REQUIRED | LISTED,
        .help = "The measure",
        .inverse = "Measurements" },
    [F_PERIOD] = { "period", "Period", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "The time it covers" },
    [F_MEASURED_ON] = { "measured_on", "Measured on", DATE, REQUIRED | LISTED },
    [F_VALUE] = { "value", "Value", DEC, REQUIRED },
    [F_COLLECTED_BY] = { "collected_by", "Collected by", REF("Person"), REQUIRED | LISTED,
        .help = "Who collected it",
        .inverse = "Measurements: collected" },
    [F_ANALYSED_BY] = { "analysed_by", "Analysed by", REF("Person"), LISTED,
        .help = "Who judged",
        .inverse = "Measurements: analysed" },
    [F_ANALYSED_ON] = { "analysed_on", "Analysed on", DATE, LISTED },
    [F_CONCLUSION] = { "conclusion", "Conclusion", ENUM(conclusion_choices), LISTED },
    [F_EVALUATION] = { "evaluation", "Evaluation", TEXT, SEARCHED,
        .help = "What the figure means and what follows" },
    [F_ACTIONS] = { "actions", "Actions", REFS("Action"), 0,
        .help = "Actions that follow",
        .inverse = "Measurements" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

const struct rec_type type_measurement = {
    .name = "Measurement", .table = "measurement", .slug = "measurements",
    .label = "Measurement", .plural = "Measurements", .prefix = "MEA",
    .clause = "monitoring",
    .intro = "One result of a measure with its evaluation.",
    .examples = { "2026-06",
        "2026-07" },
    .review = "As the work goes on", .review_months = 0,
    FIELDS(fields), .title = F_PERIOD, .named_by = "measure period",
    NO_STATE,
    .creators = "IM CO PO AO RO", .editors = "IM @collected_by @analysed_by",
};
