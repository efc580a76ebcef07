/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Management review: clause 9.3 (MRV-). */
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_TITLE, F_PLANNED_FOR, F_HELD_ON, F_CHAIR, F_PARTICIPANTS, F_PERIOD_COVERED, F_MINUTES,
    F_MINUTES_APPROVED_ON, F_NEXT_PLANNED, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice status_choices[] = {
    { "planned", "Planned" },
    { "prepared", "Prepared" },
    { "held", "Held" },
    { "minutes_approved", "Minutes approved" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_PLANNED_FOR] = { "planned_for", "Planned for", DATE, REQUIRED | LISTED },
    [F_HELD_ON] = { "held_on", "Held on", DATE, LISTED },
    [F_CHAIR] = { "chair", "Chair", REF("Person"), REQUIRED | LISTED,
        .help = "Who leads the review",
        .inverse = "Chair of management reviews" },
    [F_PARTICIPANTS] = { "participants", "Participants", REFS("Person"), REQUIRED,
        .help = "Who took part",
        .inverse = "Participants of management reviews" },
    [F_PERIOD_COVERED] = { "period_covered", "Period covered", STR(300), REQUIRED | SEARCHED,
        .help = "The time looked at" },
    [F_MINUTES] = { "minutes", "Minutes", REF("Document"), LISTED,
        .help = "Choose from the register of documents",
        .inverse = "Management reviews (minutes)" },
    [F_MINUTES_APPROVED_ON] = { "minutes_approved_on", "Minutes approved on", DATE,
        LISTED | READONLY },
    [F_NEXT_PLANNED] = { "next_planned", "Next planned", DATE, LISTED },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "held minutes_approved", "held_on" },
    { "status", "minutes_approved", "minutes minutes_approved_on" },
};
// clang-format on

static int
all_inputs(struct ctx *c, const struct rec *r)
{
    if (!rec_exists(c, SQL(
            "select 1 where (select count(distinct category) from review_input where review = $key) >= case when exists (select 1 from organization where edition = '2013_27003') then 9 else 10 end"),
            r->key))
        return fail(c, E_STATE, "Some inputs are still missing: one record for each subject the standard names.");
    return (int)c->err;
}

// clang-format off
static const struct step steps[] = {
    { "prepare", "Prepared", .from = "planned", .to = "prepared", .who = "IM",
      .guard = all_inputs },
    { "hold", "Held", .from = "prepared", .to = "held", .who = "IM", .sets = "held_on=@today" },
    { "approve", "Approve the minutes", .from = "held", .to = "minutes_approved", .who = "@chair TM",
      .sets = "minutes_approved_on=@today", .asks = "minutes" },
};
// clang-format on

const struct rec_type type_management_review = {
    .name = "ManagementReview", .table = "management_review", .slug = "management-reviews",
    .label = "Management review", .plural = "Management reviews", .prefix = "MRV",
    .clause = "management-review",
    .intro = "The regular look of top management at the ISMS: inputs, decisions and minutes.",
    .examples = { "Management review 2026-1",
        "Management review 2026-2 (with missing input of stage 1)" },
    .review = "12 months (many hold two a year)", .review_months = 6,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "planned", .final = "minutes_approved",
    STEPS(steps),
    WHENS(whens),
    .creators = "IM TM", .editors = "IM @chair", .frozen = "minutes_approved",
};
