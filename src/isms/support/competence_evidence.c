/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Competence evidence: clause 7.2 (CEV-). */
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_PERSON, F_REQUIREMENT, F_LEVEL, F_BASIS, F_DESCRIPTION, F_OBTAINED_ON, F_EXPIRES_ON,
    F_ASSESSED_BY, F_EVIDENCE, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice basis_choices[] = {
    { "education", "Education" },
    { "training", "Training" },
    { "experience", "Experience" },
    { "certification", "Certification" },
    { "assessment", "Assessment" },
};

static const struct choice status_choices[] = {
    { "valid", "Valid" },
    { "expired", "Expired" },
    { "revoked", "Revoked" },
};

static const struct field fields[] = {
    [F_PERSON] = { "person", "Person", REF("Person"), REQUIRED | LISTED,
        .help = "The person concerned",
        .inverse = "Person of competence evidence" },
    [F_REQUIREMENT] = { "requirement", "Requirement", REF("CompetenceRequirement"),
        REQUIRED | LISTED,
        .help = "The competence requirement it meets",
        .inverse = "Competence evidence (requirement)" },
    [F_LEVEL] = { "level", "Level", INT(0, 10), REQUIRED | LISTED },
    [F_BASIS] = { "basis", "Basis", ENUM(basis_choices), REQUIRED | LISTED },
    [F_DESCRIPTION] = { "description", "Description", TEXT, REQUIRED | LISTED | SEARCHED,
        .help = "What it is, in a few sentences" },
    [F_OBTAINED_ON] = { "obtained_on", "Obtained on", DATE, REQUIRED | LISTED },
    [F_EXPIRES_ON] = { "expires_on", "Expires on", DATE, LISTED },
    [F_ASSESSED_BY] = { "assessed_by", "Assessed by", REF("Person"), REQUIRED | LISTED,
        .help = "Who judged; never the person",
        .inverse = "Competence evidence: assessed" },
    [F_EVIDENCE] = { "evidence", "Evidence", REFS("Evidence"), 0,
        .help = "Evidence records that show it",
        .inverse = "Competence evidence" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

static int
check_assessor(struct ctx *c, struct rec *r, const struct rec *old)
{
    const char *person = rec_text(r, F_PERSON), *by = rec_text(r, F_ASSESSED_BY);

    (void)old;
    if (person != NULL && by != NULL && strcmp(person, by) == 0)
        return fail_field(c, "assessed_by", "Nobody assesses their own competence.");
    return 0;
}

// clang-format off
static const struct step steps[] = {
    { "expire", "Mark as expired", .from = "valid", .to = "expired", .who = "HR IM" },
    { "revoke", "Revoke", .from = "valid", .to = "revoked", .who = "HR IM", .reason = true },
};
// clang-format on

const struct rec_type type_competence_evidence = {
    .name = "CompetenceEvidence", .table = "competence_evidence", .slug = "competence-evidence",
    .label = "Competence evidence", .plural = "Competence evidence", .prefix = "CEV",
    .clause = "competence",
    .intro = "Proof that a person has a competence: a certificate, an assessment, years of "
        "practice.",
    .examples = { "Lead implementer certificate",
        "Five assessments led" },
    .review = "At expires_on", .review_months = 0,
    FIELDS(fields), .title = F_DESCRIPTION,
    .state = F_STATUS, .initial = "valid", .final = "expired revoked",
    STEPS(steps),
    .creators = "IM HR", .editors = "IM HR",
    .compute = check_assessor,
};
