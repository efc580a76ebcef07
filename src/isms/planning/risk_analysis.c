/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Risk analysis: clause 6.1.2 (RAN-). */
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_RISK, F_ASSESSMENT, F_METHOD, F_KIND, F_DATE, F_LIKELIHOOD, F_CONSEQUENCE,
    F_CONSEQUENCE_DIMENSIONS, F_LEVEL, F_RATIONALE, F_ANALYST, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice kind_choices[] = {
    { "inherent", "Inherent" },
    { "current", "Current" },
    { "residual", "Residual" },
};

static const struct choice status_choices[] = {
    { "recorded", "Recorded" },
};

static const struct field fields[] = {
    [F_RISK] = { "risk", "Risk", REF("Risk"), REQUIRED | LISTED,
        .help = "The risk concerned",
        .inverse = "Risk analyses" },
    [F_ASSESSMENT] = { "assessment", "Assessment", REF("RiskAssessment"), REQUIRED | LISTED,
        .help = "The assessment it belongs to",
        .inverse = "Risk analyses (assessment)" },
    [F_METHOD] = { "method", "Method", REF("RiskMethod"), REQUIRED | LISTED,
        .help = "The risk method used",
        .inverse = "Risk analyses (method)" },
    [F_KIND] = { "kind", "Kind", ENUM(kind_choices), REQUIRED | LISTED,
        .help = "Residual = expected after the approved treatment" },
    [F_DATE] = { "date", "Date", DATE, REQUIRED | LISTED },
    [F_LIKELIHOOD] = { "likelihood", "Likelihood", INT(1, 10), REQUIRED | LISTED },
    [F_CONSEQUENCE] = { "consequence", "Consequence", INT(1, 10), REQUIRED | LISTED },
    [F_CONSEQUENCE_DIMENSIONS] = { "consequence_dimensions", "Consequence dimensions", JSON, 0,
        .help = "{confidentiality, integrity, availability, financial, legal, reputation, "
            "safety}" },
    [F_LEVEL] = { "level", "Level", INT(0, 10), REQUIRED | LISTED | READONLY,
        .help = "= method.matrix[consequence][likelihood]; computed, stored, verified" },
    [F_RATIONALE] = { "rationale", "Rationale", TEXT, REQUIRED | LISTED | SEARCHED,
        .help = "Why, in words an outsider follows" },
    [F_ANALYST] = { "analyst", "Analyst", REF("Person"), REQUIRED | LISTED,
        .help = "Who judged",
        .inverse = "Analyst of risk analyses" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

/* The level is never typed in: it is the cell of the method's matrix. */
static int
set_level(struct ctx *c, struct rec *r, const struct rec *old)
{
    int64_t level;

    (void)old;
    if (rec_is_null(r, F_METHOD) || rec_is_null(r, F_LIKELIHOOD) || rec_is_null(r, F_CONSEQUENCE))
        return 0;
    level = db_get_int(c, 0, SQL("select case when cast(x.num as bigint) > x.num "
        "then cast(x.num as bigint) - 1 else cast(x.num as bigint) end from risk_method m "
        "join risk_method_matrix x on x.id = m.id where m.key = $method "
        "and x.a = cast($consequence - 1 as text) and x.b = cast($likelihood - 1 as text) "
        "and x.num between 0 and 1000000"),
        BINDS(bind_text("method", rec_text(r, F_METHOD)),
            bind_int("consequence", rec_int(r, F_CONSEQUENCE)),
            bind_int("likelihood", rec_int(r, F_LIKELIHOOD))));
    if (level == 0)
        return fail_field(c, "likelihood", "The matrix of %s has no cell for this likelihood and "
            "consequence.", rec_text(r, F_METHOD));
    rec_set_int(r, F_LEVEL, level);
    return (int)c->err;
}

const struct rec_type type_risk_analysis = {
    .name = "RiskAnalysis", .table = "risk_analysis", .slug = "risk-analyses",
    .label = "Risk analysis", .plural = "Risk analyses", .prefix = "RAN",
    .clause = "risk-assessment-process",
    .intro = "A snapshot of likelihood and consequence at a date. It is never edited: a newer "
        "one takes its place, and the history stays.",
    .examples = { "Without our controls; sector experience and own history.",
        "With the controls now working; incidents of the last two years." },
    .review = "New snapshot per assessment", .review_months = 0,
    .flags = IMMUTABLE,
    FIELDS(fields), .title = F_RATIONALE, .named_by = "risk kind",
    .state = F_STATUS, .initial = "recorded",
    .creators = "IM RO",
    .compute = set_level,
};
