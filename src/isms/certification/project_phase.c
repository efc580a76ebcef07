/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Project phase: clause of certification (PHS-). */
#include "isms/types.h"

enum {
    F_WBS, F_TITLE, F_PLANNED_START, F_PLANNED_END, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice status_choices[] = {
    { "not_started", "Not started" },
    { "running", "Running" },
    { "done", "Done" },
};

static const struct field fields[] = {
    [F_WBS] = { "wbs", "Number", STR(300), REQUIRED | SEARCHED,
        .help = "Number in the project plan" },
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_PLANNED_START] = { "planned_start", "Planned start", DATE, REQUIRED | LISTED },
    [F_PLANNED_END] = { "planned_end", "Planned end", DATE, REQUIRED | LISTED },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "start", "Start", .from = "not_started", .to = "running", .who = "IM" },
    { "finish", "Mark as done", .from = "running", .to = "done", .who = "IM" },
};
// clang-format on

const struct rec_type type_project_phase = {
    .name = "ProjectPhase", .table = "project_phase", .slug = "project-phases",
    .label = "Project phase", .plural = "Project phases", .prefix = "PHS",
    .clause = "certification",
    .intro = "The phases of the way to the certificate.",
    .examples = { "Mandate and gap analysis",
        "Context, scope, leadership" },
    .review = "Weekly", .review_months = 0,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "not_started", .final = "done",
    STEPS(steps),
};
