/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Training: clause 7.2 (TRN-). */
#include "isms/choices.h"
#include "isms/types.h"

enum {
    F_TITLE, F_KIND, F_PERSONS, F_REQUIREMENTS, F_PLANNED_FOR, F_COMPLETED_ON,
    F_EFFECTIVENESS_METHOD, F_EFFECTIVENESS_ON, F_EFFECTIVENESS_RESULT, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice kind_choices[] = {
    { "course", "Course" },
    { "mentoring", "Mentoring" },
    { "reassignment", "Reassignment" },
    { "hiring", "Hiring" },
    { "contracting", "Contracting" },
};

static const struct choice status_choices[] = {
    { "planned", "Planned" },
    { "done", "Done" },
    { "evaluated", "Evaluated" },
    { "cancelled", "Cancelled" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_KIND] = { "kind", "Kind", ENUM(kind_choices), REQUIRED | LISTED },
    [F_PERSONS] = { "persons", "Persons", REFS("Person"), REQUIRED,
        .help = "Who takes part",
        .inverse = "Persons of trainings" },
    [F_REQUIREMENTS] = { "requirements", "Requirements", REFS("CompetenceRequirement"), 0,
        .help = "Requirements concerned",
        .inverse = "Trainings (requirements)" },
    [F_PLANNED_FOR] = { "planned_for", "Planned for", DATE, REQUIRED | LISTED },
    [F_COMPLETED_ON] = { "completed_on", "Completed on", DATE, LISTED },
    [F_EFFECTIVENESS_METHOD] = { "effectiveness_method", "Effectiveness method", TEXT,
        REQUIRED | SEARCHED,
        .help = "How you will know that it worked" },
    [F_EFFECTIVENESS_ON] = { "effectiveness_on", "Effectiveness on", DATE, LISTED },
    [F_EFFECTIVENESS_RESULT] = { "effectiveness_result", "Effectiveness result", ENUM(choices_effect),
        LISTED },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "done evaluated", "completed_on" },
    { "status", "evaluated", "effectiveness_on effectiveness_result" },
};
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "finish", "Mark as done", .from = "planned", .to = "done", .who = "HR IM",
      .sets = "completed_on=@today" },
    { "evaluate", "Evaluate", .from = "done", .to = "evaluated", .who = "HR IM",
      .sets = "effectiveness_on=@today", .asks = "effectiveness_result" },
    { "cancel", "Cancel", .from = "planned", .to = "cancelled", .who = "HR IM", .reason = true },
};
// clang-format on

const struct rec_type type_training = {
    .name = "Training", .table = "training", .slug = "trainings",
    .label = "Training", .plural = "Trainings", .prefix = "TRN",
    .clause = "competence",
    .intro = "What was done so that people become competent, and whether it worked.",
    .examples = { "Internal auditor course",
        "Risk owner workshop" },
    .review = "Effectiveness within 90 days", .review_months = 3,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "planned", .final = "evaluated cancelled",
    STEPS(steps),
    WHENS(whens),
    .creators = "IM HR", .editors = "IM HR",
};
