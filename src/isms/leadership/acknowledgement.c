/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Acknowledgement: clause 5.2 (ACK-). */
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_VERSION, F_PERSON, F_ACKNOWLEDGED_ON, F_METHOD, N_FIELDS
};

// clang-format off
static const struct choice method_choices[] = {
    { "in_app", "In app" },
    { "signature", "Signature" },
    { "training_module", "Training module" },
};

static const struct field fields[] = {
    [F_VERSION] = { "version", "Version", REF("DocumentVersion"), REQUIRED | LISTED,
        .help = "A number or date that tells versions apart",
        .inverse = "Acknowledgements (version)" },
    [F_PERSON] = { "person", "Person", REF("Person"), REQUIRED | LISTED,
        .help = "The person concerned",
        .inverse = "Person of acknowledgements" },
    [F_ACKNOWLEDGED_ON] = { "acknowledged_on", "Acknowledged on", DATE, REQUIRED | LISTED },
    [F_METHOD] = { "method", "Method", ENUM(method_choices), REQUIRED | LISTED,
        .help = "The risk method used" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

/* Reading is confirmed by the reader alone. */
static int
check_self(struct ctx *c, struct rec *r, const struct rec *old)
{
    const char *person = rec_text(r, F_PERSON);

    (void)old;
    if (c->actor->system || person == NULL)
        return 0;
    if (c->actor->person == NULL || strcmp(person, c->actor->person) != 0)
        return fail_field(c, "person", "Everybody acknowledges for themselves.");
    return 0;
}

const struct rec_type type_acknowledgement = {
    .name = "Acknowledgement", .table = "acknowledgement", .slug = "acknowledgements",
    .label = "Acknowledgement", .plural = "Acknowledgements", .prefix = "ACK",
    .clause = "policy",
    .intro = "Who has read and understood which version. Each person signs alone.",
    .review = "Per version", .review_months = 0,
    .flags = IMMUTABLE,
    FIELDS(fields), .title = F_VERSION, .named_by = "version person",
    NO_STATE,
    .creators = "EM",
    .compute = check_self,
};
