/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Effectiveness review: clause 10.1 (EFR-). */
#include "isms/choices.h"
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_NONCONFORMITY, F_REVIEWED_BY, F_REVIEWED_ON, F_CRITERIA, F_EVIDENCE_TEXT, F_RESULT,
    F_FOLLOW_UP, N_FIELDS
};

// clang-format off
static const struct field fields[] = {
    [F_NONCONFORMITY] = { "nonconformity", "Nonconformity", REF("Nonconformity"),
        REQUIRED | LISTED,
        .help = "The nonconformity concerned",
        .inverse = "Effectiveness reviews" },
    [F_REVIEWED_BY] = { "reviewed_by", "Reviewed by", REF("Person"), REQUIRED | LISTED,
        .help = "Who reviewed",
        .inverse = "Effectiveness reviews: reviewed" },
    [F_REVIEWED_ON] = { "reviewed_on", "Reviewed on", DATE, REQUIRED | LISTED },
    [F_CRITERIA] = { "criteria", "Criteria", TEXT, REQUIRED | LISTED | SEARCHED,
        .help = "Agreed before the action: what would show it worked" },
    [F_EVIDENCE_TEXT] = { "evidence_text", "Evidence", TEXT, REQUIRED | SEARCHED,
        .help = "What was seen" },
    [F_RESULT] = { "result", "Result", ENUM(choices_effect), REQUIRED | LISTED,
        .help = "What came of it" },
    [F_FOLLOW_UP] = { "follow_up", "Follow up", REF("Action"), LISTED,
        .help = "Choose from the register of actions",
        .inverse = "Effectiveness reviews (follow up)" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

static int
check_reviewer(struct ctx *c, struct rec *r, const struct rec *old)
{
    (void)old;
    if (rec_is_null(r, F_NONCONFORMITY) || rec_is_null(r, F_REVIEWED_BY))
        return 0;
    if (db_get_int(c, 0, SQL("select 1 from nonconformity n join nonconformity_actions l "
            "on l.id = n.id join action a on a.key = l.ref where n.key = $ncr "
            "and a.owner = $person limit 1"),
            BINDS(bind_text("ncr", rec_text(r, F_NONCONFORMITY)),
                bind_text("person", rec_text(r, F_REVIEWED_BY)))) != 0)
        return fail_field(c, "reviewed_by", "The reviewer must not own one of the actions.");
    return (int)c->err;
}

const struct rec_type type_effectiveness_review = {
    .name = "EffectivenessReview", .table = "effectiveness_review", .slug = "effectiveness-reviews",
    .label = "Effectiveness review", .plural = "Effectiveness reviews", .prefix = "EFR",
    .clause = "nonconformity",
    .intro = "Whether a corrective action worked, judged by somebody who did not do it.",
    .examples = { "Next quarterly restore with the large tenant under 4 h" },
    .review = "Planned 1–3 months after the action", .review_months = 0,
    FIELDS(fields), .title = F_CRITERIA, .named_by = "nonconformity @label",
    NO_STATE,
    .creators = "IM IA TM CO PO RO AO",
    .compute = check_reviewer,
};
