/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Role assignment: clause 5.3 (RAS-). */
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_ROLE, F_PERSON, F_IS_DEPUTY, F_ASSIGNED_BY, F_START_DATE, F_END_DATE, F_COMMUNICATED_ON,
    F_ACCEPTED_ON, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice status_choices[] = {
    { "proposed", "Proposed" },
    { "active", "Active" },
    { "ended", "Ended" },
};

static const struct field fields[] = {
    [F_ROLE] = { "role", "Role", REF("Role"), REQUIRED | LISTED,
        .help = "The role concerned",
        .inverse = "Role assignments" },
    [F_PERSON] = { "person", "Person", REF("Person"), REQUIRED | LISTED,
        .help = "The person concerned",
        .inverse = "Person of role assignments" },
    [F_IS_DEPUTY] = { "is_deputy", "Is deputy", BOOL, REQUIRED | LISTED },
    [F_ASSIGNED_BY] = { "assigned_by", "Assigned by", REF("Person"), REQUIRED | LISTED,
        .help = "Who gave the role",
        .inverse = "Role assignments: assigned" },
    [F_START_DATE] = { "start_date", "Start date", DATE, REQUIRED | LISTED },
    [F_END_DATE] = { "end_date", "End date", DATE, LISTED },
    [F_COMMUNICATED_ON] = { "communicated_on", "Communicated on", DATE, LISTED },
    [F_ACCEPTED_ON] = { "accepted_on", "Accepted on", DATE, LISTED },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "ended", "end_date" },
};
// clang-format on

/* Key roles are given by top management (5.3). */
static int
key_role_by_top(struct ctx *c, const struct rec *r)
{
    if (actor_has(c, ROLE_TM) || rec_text(r, F_ROLE) == NULL)
        return 0;
    if (rec_exists(c, SQL("select 1 from role where key = $key and key_role = 1"),
            rec_text(r, F_ROLE)))
        return fail(c, E_DENIED, "This is a key role: top management assigns it.");
    return (int)c->err;
}

// clang-format off
static const struct step steps[] = {
    { "activate", "Activate", .from = "proposed", .to = "active", .who = "TM IM",
      .guard = key_role_by_top },
    { "end", "End", .from = "active", .to = "ended", .who = "TM IM", .sets = "end_date=@today",
      .asks = "end_date" },
};
// clang-format on

const struct rec_type type_role_assignment = {
    .name = "RoleAssignment", .table = "role_assignment", .slug = "role-assignments",
    .label = "Role assignment", .plural = "Role assignments", .prefix = "RAS",
    .clause = "roles",
    .intro = "Who holds which role, since when, and whether it was told and accepted.",
    .review = "At leaver/mover events; 12 months", .review_months = 12,
    FIELDS(fields), .title = F_ROLE, .named_by = "role person",
    .state = F_STATUS, .initial = "proposed", .final = "ended",
    STEPS(steps),
    WHENS(whens),
    .creators = "IM TM", .editors = "IM TM",
};
