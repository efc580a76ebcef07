/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Person: clause 7.2 (PER-). */
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_NAME, F_EMAIL, F_KIND, F_JOB_TITLE, F_DEPARTMENT, F_MANAGER, F_SITE, F_START_DATE,
    F_END_DATE, F_IN_SCOPE, F_USER_ROLES, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice kind_choices[] = {
    { "employee", "Employee" },
    { "contractor", "Contractor" },
    { "temp", "Temp" },
    { "external", "External" },
};

static const struct choice user_roles_choices[] = {
    { "top_management", "Top management" },
    { "isms_manager", "ISMS manager" },
    { "risk_owner", "Risk owner" },
    { "control_owner", "Control owner" },
    { "asset_owner", "Asset owner" },
    { "process_owner", "Process owner" },
    { "document_owner", "Document owner" },
    { "internal_auditor", "Internal auditor" },
    { "audit_programme_manager", "Audit programme manager" },
    { "people_lead", "People lead" },
    { "dpo", "Data protection officer" },
    { "employee", "Employee" },
    { "read_only_auditor", "Read only auditor" },
    { "sys_admin", "Sys admin" },
};

static const struct choice status_choices[] = {
    { "active", "Active" },
    { "leaver", "Leaver" },
    { "left", "Left" },
};

static const struct field fields[] = {
    [F_NAME] = { "name", "Name", STR(300), REQUIRED | LISTED | SEARCHED | PERSONAL,
        .help = "The name people use" },
    [F_EMAIL] = { "email", "E-mail", STR(300), REQUIRED | SEARCHED | PERSONAL,
        .help = "The address at work" },
    [F_KIND] = { "kind", "Kind", ENUM(kind_choices), REQUIRED | LISTED },
    [F_JOB_TITLE] = { "job_title", "Job title", STR(300), REQUIRED | SEARCHED | PERSONAL,
        .help = "The position" },
    [F_DEPARTMENT] = { "department", "Department", STR(300), REQUIRED | SEARCHED,
        .help = "Team or department" },
    [F_MANAGER] = { "manager", "Manager", REF("Person"), LISTED | PERSONAL,
        .help = "Who runs it",
        .inverse = "Manager of people" },
    [F_SITE] = { "site", "Site", REF("Site"), LISTED,
        .help = "Choose from the register of sites",
        .inverse = "People" },
    [F_START_DATE] = { "start_date", "Start date", DATE, REQUIRED | LISTED },
    [F_END_DATE] = { "end_date", "End date", DATE, LISTED },
    [F_IN_SCOPE] = { "in_scope", "In scope", BOOL, REQUIRED | LISTED },
    [F_USER_ROLES] = { "user_roles", "Roles in the software", ENUMS(user_roles_choices), 0,
        .help = "Permission roles in the software" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "leaver left", "end_date" },
};
// clang-format on

static int
nothing_owned(struct ctx *c, const struct rec *r)
{
    struct backlink *links;
    size_t n;

    if (rec_backlinks(c, r->key, &links, &n) != 0)
        return (int)c->err;
    for (size_t i = 0; i < n; i++)
        if (strcmp(links[i].field->name, "owner") == 0 && links[i].state != NULL
            && !rec_state_is_final(links[i].type, links[i].state))
            return fail(c, E_STATE, "%s still owns %s (%s): hand it over first.", r->key,
                links[i].key, links[i].title);
    return 0;
}

// clang-format off
static const struct step steps[] = {
    { "leave", "Register leaving", .from = "active", .to = "leaver", .who = "HR IM",
      .asks = "end_date" },
    { "left", "Mark as left", .from = "leaver", .to = "left", .who = "HR IM",
      .guard = nothing_owned },
    { "return", "Back to active", .from = "leaver", .to = "active", .who = "HR IM",
      .reason = true },
};
// clang-format on

const struct rec_type type_person = {
    .name = "Person", .table = "person", .slug = "persons",
    .label = "Person", .plural = "People", .prefix = "PER",
    .clause = "competence",
    .intro = "Everybody who does work under your control, contractors too. Ownership, competence "
        "and awareness are counted over these records.",
    .examples = { "Maeve Corrigan",
        "Tomas Lindqvist" },
    .review = "Continuous (HR feed)", .review_months = 0,
    FIELDS(fields), .title = F_NAME,
    .state = F_STATUS, .initial = "active", .final = "left",
    STEPS(steps),
    WHENS(whens),
    .creators = "IM HR SYS", .editors = "IM HR",
};
