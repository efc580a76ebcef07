/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Project task: clause of certification (PTK-). */
#include "isms/types.h"

enum {
    F_PHASE, F_WBS, F_TITLE, F_CLAUSE, F_DURATION_DAYS, F_DEPENDS_ON, F_OWNER, F_DELIVERABLE,
    F_PLANNED_START, F_PLANNED_END, F_ACTUAL_END, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice status_choices[] = {
    { "not_started", "Not started" },
    { "running", "Running" },
    { "blocked", "Blocked" },
    { "done", "Done" },
};

static const struct field fields[] = {
    [F_PHASE] = { "phase", "Phase", REF("ProjectPhase"), REQUIRED | LISTED,
        .help = "The phase it belongs to",
        .inverse = "Project tasks (phase)" },
    [F_WBS] = { "wbs", "Number", STR(300), REQUIRED | SEARCHED,
        .help = "Number in the project plan" },
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_CLAUSE] = { "clause", "Clause", STR(300), SEARCHED,
        .help = "The clause it serves" },
    [F_DURATION_DAYS] = { "duration_days", "Duration days", INT(0, 3650), REQUIRED },
    [F_DEPENDS_ON] = { "depends_on", "Depends on", REFS("ProjectTask"), 0,
        .help = "Any number of project tasks",
        .inverse = "Needed by" },
    [F_OWNER] = { "owner", "Owner", REF("Person"), REQUIRED | LISTED,
        .help = "The person who answers for this",
        .inverse = "Owner of project tasks" },
    [F_DELIVERABLE] = { "deliverable", "Deliverable", STR(300), REQUIRED | SEARCHED,
        .help = "What there is when it is done" },
    [F_PLANNED_START] = { "planned_start", "Planned start", DATE, REQUIRED | LISTED },
    [F_PLANNED_END] = { "planned_end", "Planned end", DATE, REQUIRED | LISTED },
    [F_ACTUAL_END] = { "actual_end", "Actual end", DATE, LISTED },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "done", "actual_end" },
};
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "start", "Start", .from = "not_started", .to = "running", .who = "@owner IM" },
    { "block", "Blocked", .from = "running", .to = "blocked", .who = "@owner IM", .reason = true },
    { "resume", "Go on", .from = "blocked", .to = "running", .who = "@owner IM" },
    { "finish", "Mark as done", .from = "running", .to = "done", .who = "@owner IM",
      .sets = "actual_end=@today" },
};
// clang-format on

const struct rec_type type_project_task = {
    .name = "ProjectTask", .table = "project_task", .slug = "project-tasks",
    .label = "Project task", .plural = "Project tasks", .prefix = "PTK",
    .clause = "certification",
    .intro = "What has to be done on the way to the certificate, in which order.",
    .examples = { "Sponsor and mandate",
        "Project plan and team" },
    .review = "Weekly", .review_months = 0,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "not_started", .final = "done",
    STEPS(steps),
    WHENS(whens),
    .editors = "IM @owner",
};
