/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Risk acceptance: clause 6.1.3 (RAC-). */
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_RISK, F_ANALYSIS, F_LEVEL, F_ACCEPTED_BY, F_ACCEPTED_ON, F_RATIONALE, F_CONDITIONS,
    F_VALID_UNTIL, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice status_choices[] = {
    { "active", "Active" },
    { "expired", "Expired" },
    { "revoked", "Revoked" },
};

static const struct field fields[] = {
    [F_RISK] = { "risk", "Risk", REF("Risk"), REQUIRED | LISTED,
        .help = "The risk concerned",
        .inverse = "Risk acceptances" },
    [F_ANALYSIS] = { "analysis", "Analysis", REF("RiskAnalysis"), REQUIRED | LISTED,
        .help = "The analysis it rests on",
        .inverse = "Risk acceptances (analysis)" },
    [F_LEVEL] = { "level", "Level", INT(0, 10), REQUIRED | LISTED },
    [F_ACCEPTED_BY] = { "accepted_by", "Accepted by", REF("Person"), REQUIRED | LISTED,
        .help = "Who takes the responsibility",
        .inverse = "Risk acceptances: accepted" },
    [F_ACCEPTED_ON] = { "accepted_on", "Accepted on", DATE, REQUIRED | LISTED },
    [F_RATIONALE] = { "rationale", "Rationale", TEXT, REQUIRED | LISTED | SEARCHED,
        .help = "Why, in words an outsider follows" },
    [F_CONDITIONS] = { "conditions", "Conditions", TEXT, SEARCHED,
        .help = "Conditions of this risk acceptance" },
    [F_VALID_UNTIL] = { "valid_until", "Valid until", DATE, REQUIRED | LISTED },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

static int
is_over(struct ctx *c, const struct rec *r)
{
    if (!rec_exists(c, SQL(
            "select 1 from risk_acceptance where key = $key and valid_until < $today"),
            r->key))
        return fail(c, E_STATE, "It is still valid.");
    return (int)c->err;
}

/* A risk is accepted by its owner, or by top management; above the owner's
 * authority only by top management; a level of "none" by nobody (6.1.3 f). */
static int
check_authority(struct ctx *c, struct rec *r, const struct rec *old)
{
    const char *risk = rec_text(r, F_RISK), *by = rec_text(r, F_ACCEPTED_BY), *authority, *owner;
    bool top;

    if (old != NULL || risk == NULL || by == NULL)
        return 0;
    if (!c->actor->system && (c->actor->person == NULL || strcmp(c->actor->person, by) != 0))
        return fail_field(c, "accepted_by", "Nobody accepts a risk for somebody else: the person "
            "who accepts it records it.");
    if (!rec_is_null(r, F_ANALYSIS) && db_get_int(c, 1, SQL("select risk <> $risk from "
            "risk_analysis where key = $key"), BINDS(bind_text("risk", risk),
            bind_text("key", rec_text(r, F_ANALYSIS)))) != 0)
        return fail_field(c, "analysis", "This is the analysis of another risk.");
    if (!rec_is_null(r, F_ANALYSIS))
        rec_set_int(r, F_LEVEL, db_get_int(c, rec_int(r, F_LEVEL), SQL("select level from "
            "risk_analysis where key = $key"), BINDS(bind_text("key", rec_text(r, F_ANALYSIS)))));
    top = rec_exists(c, SQL("select 1 from role_assignment a join role o on o.key = a.role "
        "where a.person = $key and a.status = 'active' and o.kind = 'top_management'"), by);
    owner = db_get_text(c, SQL("select owner from risk where key = $key"),
        BINDS(bind_text("key", risk)));
    authority = db_get_text(c, SQL("select x.text from risk_method m join "
        "risk_method_acceptance_authority x on x.id = m.id where m.status = 'approved' "
        "and x.a = cast($level as text) order by m.id limit 1"), BINDS(bind_int("level", rec_int(r, F_LEVEL))));
    if (authority != NULL && strcmp(authority, "none") == 0)
        return fail_field(c, "level", "The method in force lets nobody accept this level.");
    if (!top && authority != NULL && strcmp(authority, "top_management") == 0)
        return fail_field(c, "accepted_by", "The method in force lets only top management accept "
            "this level.");
    if (!top && (owner == NULL || strcmp(owner, by) != 0))
        return fail_field(c, "accepted_by", "Only the risk's owner or top management accepts it.");
    return (int)c->err;
}

// clang-format off
static const struct step steps[] = {
    { "expire", "Mark as expired", .from = "active", .to = "expired", .who = "IM",
      .guard = is_over },
    { "revoke", "Revoke", .from = "active", .to = "revoked", .who = "RO TM", .reason = true },
};
// clang-format on

const struct rec_type type_risk_acceptance = {
    .name = "RiskAcceptance", .table = "risk_acceptance", .slug = "risk-acceptances",
    .label = "Risk acceptance", .plural = "Risk acceptances", .prefix = "RAC",
    .clause = "risk-treatment-process",
    .intro = "The signed decision to live with a risk for a time, by the owner or by top "
        "management where the level demands it.",
    .examples = { "Cost of more control is higher than the harm; contract clauses and leaver "
            "talk exist.",
        "Processing agreement, supplier certificate and insurance cover the rest." },
    .review = "At valid_until; at most 12 months", .review_months = 0,
    .flags = IMMUTABLE,
    FIELDS(fields), .title = F_RATIONALE, .named_by = "risk accepted_on",
    .state = F_STATUS, .initial = "active", .final = "expired revoked",
    STEPS(steps),
    .creators = "RO TM",
    .compute = check_authority,
};
