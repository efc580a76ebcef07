/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Occurrence: clause 8.1 (OCC-). */
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_ACTIVITY, F_DUE, F_DONE_ON, F_DONE_BY, F_RESULT, F_SKIP_REASON, F_EVIDENCE, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice result_choices[] = {
    { "ok", "Done well" },
    { "issue_found", "Issue found" },
    { "skipped", "Skipped" },
};

static const struct choice status_choices[] = {
    { "pending", "Pending" },
    { "done", "Done" },
    { "skipped", "Skipped" },
};

static const struct field fields[] = {
    [F_ACTIVITY] = { "activity", "Activity", REF("RecurringActivity"), REQUIRED | LISTED,
        .help = "The recurring activity",
        .inverse = "Occurrences (activity)" },
    [F_DUE] = { "due", "Due", DATE, REQUIRED | LISTED,
        .help = "The date by which it is to be done" },
    [F_DONE_ON] = { "done_on", "Done on", DATE, LISTED },
    [F_DONE_BY] = { "done_by", "Done by", REF("Person"), LISTED,
        .help = "Choose from the register of people",
        .inverse = "Occurrences: done" },
    [F_RESULT] = { "result", "Result", ENUM(result_choices), LISTED,
        .help = "What came of it" },
    [F_SKIP_REASON] = { "skip_reason", "Skip reason", TEXT, SEARCHED,
        .help = "Skip reason of this occurrence" },
    [F_EVIDENCE] = { "evidence", "Evidence", REFS("Evidence"), 0,
        .help = "Evidence records that show it",
        .inverse = "Occurrences" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "done", "done_on done_by result" },
    { "status", "skipped", "skip_reason" },
};
// clang-format on

static int
owner_does_it(struct ctx *c, const struct rec *r)
{
    char *owner = db_get_text(c, SQL("select owner from recurring_activity where key = $key"),
        BINDS(bind_text("key", rec_text(r, F_ACTIVITY))));

    if (actor_has(c, ROLE_IM) || (owner != NULL && c->actor->person != NULL
            && strcmp(owner, c->actor->person) == 0))
        return 0;
    return fail(c, E_DENIED, "This is for the owner of the activity or the ISMS manager.");
}

static int64_t
days_of(const char *frequency)
{
    static const struct { const char *name; int64_t days; } table[] = {
        { "weekly", 7 }, { "monthly", 30 }, { "quarterly", 91 }, { "semiannual", 182 },
        { "annual", 365 }, { "biennial", 730 }, { "triennial", 1095 },
    };

    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (frequency != NULL && strcmp(frequency, table[i].name) == 0)
            return table[i].days;
    return 365;
}

/* The calendar goes on by itself: the next date is entered when one is over. */
static int
plan_next(struct ctx *c, const struct rec *r)
{
    char *frequency = db_get_text(c, SQL("select frequency from recurring_activity "
        "where key = $key and status = 'active'"),
        BINDS(bind_text("key", rec_text(r, F_ACTIVITY))));
    struct rec *next;
    int64_t due = rec_int(r, F_DUE);

    if (frequency == NULL || rec_exists(c, SQL("select 1 from activity_occurrence "
            "where activity = $key and status = 'pending'"), rec_text(r, F_ACTIVITY)))
        return (int)c->err;
    while (due <= c->today)
        due += days_of(frequency);
    next = rec_new(c, r->type);
    rec_set_text(c, next, F_ACTIVITY, rec_text(r, F_ACTIVITY));
    rec_set_int(next, F_DUE, due);
    return rec_create(c, next, SAVE_IMPORT);
}

// clang-format off
static const struct step steps[] = {
    { "finish", "Mark as done", .from = "pending", .to = "done", .who = "EM",
      .sets = "done_on=@today done_by=@me", .asks = "result evidence", .guard = owner_does_it,
      .after = plan_next },
    { "skip", "Skip", .from = "pending", .to = "skipped", .who = "IM", .sets = "result=skipped",
      .asks = "skip_reason", .reason = true, .after = plan_next },
};
// clang-format on

const struct rec_type type_activity_occurrence = {
    .name = "ActivityOccurrence", .table = "activity_occurrence", .slug = "activity-occurrences",
    .label = "Occurrence", .plural = "Occurrences", .prefix = "OCC",
    .clause = "operation",
    .intro = "One date in the calendar and the proof that the work was done.",
    .review = "As the work goes on", .review_months = 0,
    FIELDS(fields), .title = F_ACTIVITY, .named_by = "activity due",
    .state = F_STATUS, .initial = "pending", .final = "done skipped",
    STEPS(steps),
    WHENS(whens),
};
