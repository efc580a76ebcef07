/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SoA entry: clause 6.1.3 (SOE-). */
#include "isms/choices.h"
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_SOA, F_CONTROL_REF, F_APPLICABLE, F_INCLUSION_REASONS, F_JUSTIFICATION,
    F_IMPLEMENTATION_STATUS, F_CONTROLS, F_RISKS, F_REQUIREMENTS, F_CHANGED_ON, N_FIELDS
};

// clang-format off
static const struct choice inclusion_reasons_choices[] = {
    { "risk", "Risk" },
    { "legal", "Legal" },
    { "contractual", "Contractual" },
    { "business", "Business" },
};

static const struct field fields[] = {
    [F_SOA] = { "soa", "Statement of Applicability", REF("SoA"), REQUIRED | LISTED,
        .help = "The Statement of Applicability it belongs to",
        .inverse = "SoA entries" },
    [F_CONTROL_REF] = { "control_ref", "Control", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A.x.y, or the key of an own Control" },
    [F_APPLICABLE] = { "applicable", "Applicable", BOOL, REQUIRED | LISTED },
    [F_INCLUSION_REASONS] = { "inclusion_reasons", "Inclusion reasons", ENUMS(inclusion_reasons_choices),
        0 },
    [F_JUSTIFICATION] = { "justification", "Justification", TEXT, REQUIRED | SEARCHED,
        .help = "Of inclusion, or of exclusion" },
    [F_IMPLEMENTATION_STATUS] = { "implementation_status", "Implementation status", ENUM(choices_implementation),
        LISTED,
        .help = "Only when applicable" },
    [F_CONTROLS] = { "controls", "Controls", REFS("Control"), 0,
        .help = "Controls that act here",
        .inverse = "SoA entries" },
    [F_RISKS] = { "risks", "Risks", REFS("Risk"), 0,
        .help = "Risks concerned",
        .inverse = "SoA entries" },
    [F_REQUIREMENTS] = { "requirements", "Requirements", REFS("Requirement"), 0,
        .help = "Requirements concerned",
        .inverse = "SoA entries" },
    [F_CHANGED_ON] = { "changed_on", "Changed on", DATE, REQUIRED | LISTED },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "applicable", "true", "implementation_status inclusion_reasons" },
};
// clang-format on

static int
soa_is_draft(struct ctx *c, const struct rec *r)
{
    if (!rec_exists(c, SQL(
            "select 1 from soa where key = $key and status = 'draft'"),
            rec_text(r, F_SOA) != NULL ? rec_text(r, F_SOA) : ""))
        return fail(c, E_STATE, "This Statement of Applicability is no longer a draft: its entries are frozen. Make a new version.");
    return (int)c->err;
}

/* "A.5.15 Access control": the title comes from Annex A of the entry's edition. */
static const char *
control_title(struct ctx *c, const struct rec *r)
{
    const char *ref = rec_text(r, F_CONTROL_REF);
    const char *title = db_get_text(c, SQL("select title from annex_a where control = $control "
        "order by edition desc limit 1"), BINDS(bind_text("control", ref)));

    return title != NULL ? arena_printf(c->arena, "%s %s", ref, title) : ref;
}

const struct rec_type type_soa_entry = {
    .name = "SoAEntry", .table = "soa_entry", .slug = "soa-entries",
    .label = "SoA entry", .plural = "SoA entries", .prefix = "SOE",
    .clause = "risk-treatment-process",
    .intro = "One line for every Annex A control: applicable or not, why, and how far it is "
        "implemented.",
    .examples = { "A.5.1",
        "A.5.2" },
    .review = "With the SoA", .review_months = 0,
    FIELDS(fields), .title = F_CONTROL_REF, .naming = control_title,
    NO_STATE,
    WHENS(whens),
    .editable = soa_is_draft,
};
