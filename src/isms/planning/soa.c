/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Statement of Applicability: clause 6.1.3 (SOA-). */
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_VERSION, F_EDITION, F_SCOPE, F_ASSESSMENT, F_CHANGE_SUMMARY, F_APPROVED_BY, F_APPROVED_ON,
    F_NEXT_REVIEW_DUE, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice edition_choices[] = {
    { "2022", "2022" },
    { "2013", "2013" },
};

static const struct choice status_choices[] = {
    { "draft", "Draft" },
    { "in_review", "In review" },
    { "approved", "Approved" },
    { "superseded", "Superseded" },
};

static const struct field fields[] = {
    [F_VERSION] = { "version", "Version", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A number or date that tells versions apart" },
    [F_EDITION] = { "edition", "Edition", ENUM(edition_choices), REQUIRED | LISTED },
    [F_SCOPE] = { "scope", "Scope", REF("ScopeStatement"), REQUIRED | LISTED,
        .help = "The scope statement it belongs to",
        .inverse = "Statements of Applicability (scope)" },
    [F_ASSESSMENT] = { "assessment", "Assessment", REF("RiskAssessment"), REQUIRED | LISTED,
        .help = "The assessment it belongs to",
        .inverse = "Statements of Applicability (assessment)" },
    [F_CHANGE_SUMMARY] = { "change_summary", "Change summary", TEXT, REQUIRED | SEARCHED,
        .help = "What changed since the version before" },
    [F_APPROVED_BY] = { "approved_by", "Approved by", REF("Person"), LISTED | READONLY,
        .help = "Filled by the approval",
        .inverse = "Statements of Applicability: approved" },
    [F_APPROVED_ON] = { "approved_on", "Approved on", DATE, LISTED | READONLY,
        .help = "Filled by the approval" },
    [F_NEXT_REVIEW_DUE] = { "next_review_due", "Next review due", DATE, REQUIRED | LISTED,
        .help = "When somebody looks at this again at the latest" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "approved superseded", "approved_by approved_on" },
};
// clang-format on

static int
supersede_others(struct ctx *c, const struct rec *r)
{
    return rec_supersede(c, r->type, "approved", "superseded", r->key);
}

static int
is_complete(struct ctx *c, const struct rec *r)
{
    if (!rec_exists(c, SQL(
            "select 1 from soa s where s.key = $key and (select count(distinct e.control_ref) from soa_entry e join annex_a a on a.control = e.control_ref and a.edition = s.edition where e.soa = s.key) = (select count(*) from annex_a a where a.edition = s.edition) and not exists (select 1 from soa_entry e where e.soa = s.key and e.justification is null)"),
            r->key))
        return fail(c, E_STATE, "Every Annex A control needs exactly one entry with a justification before the review.");
    return (int)c->err;
}

// clang-format off
static const struct step steps[] = {
    { "submit", "Submit for review", .from = "draft", .to = "in_review", .who = "IM",
      .guard = is_complete },
    { "approve", "Approve", .from = "in_review", .to = "approved", .who = "TM",
      .differs = "author", .sets = "approved_by=@me approved_on=@today",
      .after = supersede_others },
    { "return", "Return to draft", .from = "in_review", .to = "draft", .who = "TM IM",
      .reason = true },
};
// clang-format on

const struct rec_type type_soa = {
    .name = "SoA", .table = "soa", .slug = "soas",
    .label = "Statement of Applicability", .plural = "Statements of Applicability", .prefix = "SOA",
    .clause = "risk-treatment-process",
    .intro = "The header of the list of controls: which edition, which scope, which assessment. "
        "One version is in force.",
    .examples = { "1.0" },
    .review = "12 months; after each risk assessment", .review_months = 12,
    FIELDS(fields), .title = F_VERSION, .named_by = "@label version",
    .state = F_STATUS, .initial = "draft", .final = "superseded",
    STEPS(steps),
    WHENS(whens),
    .frozen = "in_review approved superseded",
};
