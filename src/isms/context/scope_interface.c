/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Scope interface: clause 4.3 (SIF-). */
#include "isms/types.h"

enum {
    F_SCOPE, F_KIND, F_NAME, F_OTHER_PARTY, F_WHAT_CROSSES, F_RESPONSIBILITY_SPLIT, F_AGREEMENT,
    F_CONTROLS, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice kind_choices[] = {
    { "interface", "Interface" },
    { "dependency", "Dependency" },
};

static const struct choice status_choices[] = {
    { "active", "Active" },
    { "ended", "Ended" },
};

static const struct field fields[] = {
    [F_SCOPE] = { "scope", "Scope", REF("ScopeStatement"), REQUIRED | LISTED,
        .help = "The scope statement it belongs to",
        .inverse = "Scope interfaces (scope)" },
    [F_KIND] = { "kind", "Kind", ENUM(kind_choices), REQUIRED | LISTED },
    [F_NAME] = { "name", "Name", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "The name people use" },
    [F_OTHER_PARTY] = { "other_party", "Other party", REF("*"), LISTED,
        .help = "Supplier, InterestedParty, Site",
        .inverse = "Scope interfaces" },
    [F_WHAT_CROSSES] = { "what_crosses", "What crosses", TEXT, REQUIRED | SEARCHED,
        .help = "Information, access, services" },
    [F_RESPONSIBILITY_SPLIT] = { "responsibility_split", "Responsibility split", TEXT,
        REQUIRED | SEARCHED,
        .help = "Who answers for what on each side" },
    [F_AGREEMENT] = { "agreement", "Agreement", REF("Document"), LISTED,
        .help = "Choose from the register of documents",
        .inverse = "Scope interfaces (agreement)" },
    [F_CONTROLS] = { "controls", "Controls", REFS("Control"), 0,
        .help = "Controls that act here",
        .inverse = "Scope interfaces" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "end", "End", .from = "active", .to = "ended", .who = "IM" },
};
// clang-format on

const struct rec_type type_scope_interface = {
    .name = "ScopeInterface", .table = "scope_interface", .slug = "scope-interfaces",
    .label = "Scope interface", .plural = "Scope interfaces", .prefix = "SIF",
    .clause = "scope",
    .intro = "What crosses the boundary of the scope and who answers for it. Auditors look here "
        "for what was quietly left outside.",
    .examples = { "Cloud hosting",
        "Customer single sign-on" },
    .review = "12 months", .review_months = 12,
    FIELDS(fields), .title = F_NAME,
    .state = F_STATUS, .initial = "active", .final = "ended",
    STEPS(steps),
};
