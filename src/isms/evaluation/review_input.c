/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Review input: clause 9.3 (MRI-). */
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_REVIEW, F_CATEGORY, F_SUMMARY, F_SOURCES, F_TREND, N_FIELDS
};

// clang-format off
static const struct choice category_choices[] = {
    { "a_previous_actions", "a) Earlier actions" },
    { "b_issue_changes", "b) Changes of issues" },
    { "c_party_changes", "c) Changes of interested parties" },
    { "d1_nonconformities", "d1) Nonconformities" },
    { "d2_measurement", "d2) Measurement results" },
    { "d3_audit_results", "d3) Audit results" },
    { "d4_objectives", "d4) Objectives" },
    { "e_party_feedback", "e) Feedback of interested parties" },
    { "f_risk_and_treatment", "f) Risks and treatment" },
    { "g_improvement", "g) Improvement" },
};

static const struct choice trend_choices[] = {
    { "improving", "Improving" },
    { "stable", "Stable" },
    { "worsening", "Worsening" },
    { "n_a", "Not applicable" },
};

static const struct field fields[] = {
    [F_REVIEW] = { "review", "Review", REF("ManagementReview"), REQUIRED | LISTED,
        .help = "The management review",
        .inverse = "Review inputs (review)" },
    [F_CATEGORY] = { "category", "Category", ENUM(category_choices), REQUIRED | LISTED },
    [F_SUMMARY] = { "summary", "Summary", TEXT, REQUIRED | LISTED | SEARCHED,
        .help = "The main points in a few sentences" },
    [F_SOURCES] = { "sources", "Sources", REFS("*"), 0,
        .help = "Records it rests on",
        .inverse = "Review inputs" },
    [F_TREND] = { "trend", "Trend", ENUM(trend_choices), LISTED },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

static int
review_is_open(struct ctx *c, const struct rec *r)
{
    if (!rec_exists(c, SQL(
            "select 1 from management_review where key = $key and status in ('planned', 'prepared')"),
            rec_text(r, F_REVIEW) != NULL ? rec_text(r, F_REVIEW) : ""))
        return fail(c, E_STATE, "This review was held: its inputs are frozen.");
    return (int)c->err;
}

const struct rec_type type_review_input = {
    .name = "ReviewInput", .table = "review_input", .slug = "review-inputs",
    .label = "Review input", .plural = "Review inputs", .prefix = "MRI",
    .clause = "management-review",
    .intro = "What top management looked at, one record for each subject the standard names.",
    .examples = { "First review; project board actions all closed.",
        "Labour market worse; NIS2 clauses arrive." },
    .review = "Per review", .review_months = 0,
    FIELDS(fields), .title = F_SUMMARY, .named_by = "review category",
    NO_STATE,
    .editable = review_is_open,
};
