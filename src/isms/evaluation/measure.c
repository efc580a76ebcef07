/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Measure: clause 9.1 (MSR-). */
#include "isms/choices.h"
#include "isms/types.h"

enum {
    F_NAME, F_INFORMATION_NEED, F_KIND, F_OBJECTS, F_BASE_MEASURES, F_FORMULA, F_UNIT, F_TARGET,
    F_AMBER_THRESHOLD, F_RED_THRESHOLD, F_DIRECTION, F_IMPLEMENTATION_EVIDENCE,
    F_FREQUENCY_COLLECT, F_FREQUENCY_ANALYSE, F_FREQUENCY_REPORT, F_INFORMATION_OWNER,
    F_COLLECTOR, F_ANALYST, F_DATA_SOURCE, F_REPORTING_FORMAT, F_VERSION, F_VALID_FROM,
    F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice kind_choices[] = {
    { "performance", "Performance" },
    { "effectiveness", "Effectiveness" },
};

static const struct choice direction_choices[] = {
    { "higher_is_better", "Higher is better" },
    { "lower_is_better", "Lower is better" },
};

static const struct choice frequency_collect_choices[] = {
    { "weekly", "Weekly" },
    { "monthly", "Monthly" },
    { "quarterly", "Quarterly" },
    { "semiannual", "Semiannual" },
    { "annual", "Annual" },
};

static const struct choice status_choices[] = {
    { "draft", "Draft" },
    { "active", "Active" },
    { "retired", "Retired" },
};

static const struct field fields[] = {
    [F_NAME] = { "name", "Name", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "The name people use" },
    [F_INFORMATION_NEED] = { "information_need", "Information need", TEXT, REQUIRED | SEARCHED,
        .help = "The question a decision maker needs answered" },
    [F_KIND] = { "kind", "Kind", ENUM(kind_choices), REQUIRED | LISTED,
        .help = "Of processes / of controls" },
    [F_OBJECTS] = { "objects", "Objects", REFS("*"), REQUIRED,
        .help = "Process, Control, Objective",
        .inverse = "Measures" },
    [F_BASE_MEASURES] = { "base_measures", "Base measures", TEXT, REQUIRED | SEARCHED,
        .help = "What is counted" },
    [F_FORMULA] = { "formula", "Formula", TEXT, REQUIRED | SEARCHED,
        .help = "How base measures give the value" },
    [F_UNIT] = { "unit", "Unit", STR(300), REQUIRED | SEARCHED,
        .help = "For example % or days" },
    [F_TARGET] = { "target", "Target", DEC, REQUIRED,
        .help = "The value or state to reach" },
    [F_AMBER_THRESHOLD] = { "amber_threshold", "Amber threshold", DEC, REQUIRED },
    [F_RED_THRESHOLD] = { "red_threshold", "Red threshold", DEC, REQUIRED },
    [F_DIRECTION] = { "direction", "Direction", ENUM(direction_choices), REQUIRED | LISTED },
    [F_IMPLEMENTATION_EVIDENCE] = { "implementation_evidence", "Implementation evidence", TEXT,
        REQUIRED | SEARCHED,
        .help = "What shows that the measure is really taken" },
    [F_FREQUENCY_COLLECT] = { "frequency_collect", "Frequency collect", ENUM(frequency_collect_choices),
        REQUIRED | LISTED },
    [F_FREQUENCY_ANALYSE] = { "frequency_analyse", "Frequency analyse", ENUM(choices_frequency),
        REQUIRED | LISTED },
    [F_FREQUENCY_REPORT] = { "frequency_report", "Frequency report", ENUM(choices_frequency),
        REQUIRED | LISTED },
    [F_INFORMATION_OWNER] = { "information_owner", "Information owner", REF("Person"),
        REQUIRED | LISTED,
        .help = "Who owns the data",
        .inverse = "Information owner of measures" },
    [F_COLLECTOR] = { "collector", "Collector", REF("Person"), REQUIRED | LISTED,
        .help = "Who collects",
        .inverse = "Collector of measures" },
    [F_ANALYST] = { "analyst", "Analyst", REF("Person"), REQUIRED | LISTED,
        .help = "27004 'measurement client/customer' side: who analyses and evaluates",
        .inverse = "Analyst of measures" },
    [F_DATA_SOURCE] = { "data_source", "Data source", STR(300), REQUIRED | SEARCHED,
        .help = "Where the data come from" },
    [F_REPORTING_FORMAT] = { "reporting_format", "Reporting format", STR(300),
        REQUIRED | SEARCHED,
        .help = "How results are shown" },
    [F_VERSION] = { "version", "Version", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A changed formula = new version, keeps results comparable" },
    [F_VALID_FROM] = { "valid_from", "Valid from", DATE, REQUIRED | LISTED },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "activate", "Activate", .from = "draft", .to = "active", .who = "IM" },
    { "retire", "Retire", .from = "active", .to = "retired", .who = "IM" },
};
// clang-format on

const struct rec_type type_measure = {
    .name = "Measure", .table = "measure", .slug = "measures",
    .label = "Measure", .plural = "Measures", .prefix = "MSR",
    .clause = "monitoring",
    .intro = "What is measured to know whether processes and controls do their work, and who "
        "judges the figures.",
    .examples = { "Critical flaws fixed in time",
        "Awareness completion" },
    .review = "12 months", .review_months = 12,
    FIELDS(fields), .title = F_NAME,
    .state = F_STATUS, .initial = "draft", .final = "retired",
    STEPS(steps),
    .editors = "IM @information_owner @analyst",
};
