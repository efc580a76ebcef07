/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Interested party: clause 4.2 (IPA-). */
#include "isms/choices.h"
#include "isms/types.h"

enum {
    F_NAME, F_GROUP, F_SIDE, F_RELEVANT, F_INFLUENCE, F_INTEREST, F_CONTACT, F_OWNER,
    F_NEXT_REVIEW_DUE, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice group_choices[] = {
    { "customers", "Customers" },
    { "personnel", "Personnel" },
    { "owners_investors", "Owners and investors" },
    { "regulators_authorities", "Regulators and authorities" },
    { "suppliers_partners", "Suppliers and partners" },
    { "insurers", "Insurers" },
    { "certification_body", "Certification body" },
    { "professional_groups", "Professional groups" },
    { "society_media", "Society and media" },
};

static const struct choice status_choices[] = {
    { "active", "Active" },
    { "inactive", "Inactive" },
};

static const struct field fields[] = {
    [F_NAME] = { "name", "Name", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "The name people use" },
    [F_GROUP] = { "group", "Group", ENUM(group_choices), REQUIRED | LISTED },
    [F_SIDE] = { "side", "Side", ENUM(choices_side), REQUIRED | LISTED },
    [F_RELEVANT] = { "relevant", "Relevant", BOOL, REQUIRED | LISTED },
    [F_INFLUENCE] = { "influence", "Influence", INT(1, 5), 0,
        .help = "From 1 (low) to 5 (high)" },
    [F_INTEREST] = { "interest", "Interest", INT(1, 5), 0,
        .help = "From 1 (low) to 5 (high)" },
    [F_CONTACT] = { "contact", "Contact", STR(300), SEARCHED | PERSONAL },
    [F_OWNER] = { "owner", "Owner", REF("Person"), REQUIRED | LISTED,
        .help = "The person who answers for this",
        .inverse = "Owner of interested parties" },
    [F_NEXT_REVIEW_DUE] = { "next_review_due", "Next review due", DATE, REQUIRED | LISTED,
        .help = "When somebody looks at this again at the latest" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "deactivate", "Deactivate", .from = "active", .to = "inactive", .who = "IM" },
    { "activate", "Activate", .from = "inactive", .to = "active", .who = "IM" },
};
// clang-format on

const struct rec_type type_interested_party = {
    .name = "InterestedParty", .table = "interested_party", .slug = "interested-parties",
    .label = "Interested party", .plural = "Interested parties", .prefix = "IPA",
    .clause = "interested-parties",
    .intro = "Who has a say in your information security: customers, staff, owners, authorities, "
        "suppliers. Each relevant party has at least one requirement.",
    .examples = { "Customers (clinics, care groups)",
        "Persons whose data are in customer accounts" },
    .review = "12 months", .review_months = 12,
    FIELDS(fields), .title = F_NAME,
    .state = F_STATUS, .initial = "active", .final = "inactive",
    STEPS(steps),
    .editors = "IM @owner",
};
