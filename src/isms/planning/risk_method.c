/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Risk method: clause 6.1.2 (RMT-). */
#include "base/json.h"
#include "isms/dependence.h"
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_VERSION, F_APPROACHES, F_LIKELIHOOD_SCALE, F_CONSEQUENCE_SCALE, F_MATRIX, F_LEVEL_NAMES,
    F_ACCEPTANCE_THRESHOLD, F_ACCEPTANCE_CRITERIA, F_ACCEPTANCE_AUTHORITY,
    F_LOSS_TOLERANCE, F_DEPENDENCE, F_CRITERIA_FOR_PERFORMING, F_REASSESS_INTERVAL_MONTHS,
    F_APPROVED_BY, F_APPROVED_ON,
    F_NEXT_REVIEW_DUE, F_STATUS, N_FIELDS
};

/* What the board bears: the more a year costs, the less likely it may be. */
static int
check_tolerance(struct ctx *c, const struct field *f, const struct value *v,
    const struct value *old)
{
    json_t *list, *one, *probability;
    double loss = 0, most = 1;
    const char *why;
    size_t i;

    (void)old;
    list = json_in(c->arena, (struct slice){ v->s, v->n }, v->n, &why);
    if (!json_is_array(list) || json_array_size(list) < 2 || json_array_size(list) > 20)
        fail_field(c, f->name, "A list of two to twenty points is expected, each with "
            "loss and probability.");
    json_array_foreach(list, i, one) {
        probability = json_object_get(one, "probability");
        if (json_object_size(one) != 2 || !json_is_number(json_object_get(one, "loss"))
            || !json_is_number(probability))
            fail_field(c, f->name, "Point %zu needs loss and probability, as numbers, "
                "and nothing else.", i + 1);
        else if (!(json_number_value(json_object_get(one, "loss")) > loss)
            || json_number_value(json_object_get(one, "loss")) > 1e15)
            fail_field(c, f->name, "The loss of point %zu must be above that of the "
                "point before it, and at most 10^15.", i + 1);
        else if (!(json_number_value(probability) > 0) || json_number_value(probability) > most)
            fail_field(c, f->name, "The probability of point %zu must be above 0 and "
                "not above that of the point before it, or 1.", i + 1);
        loss = json_number_value(json_object_get(one, "loss"));
        most = json_number_value(probability);
        if (c->err != E_OK)
            break;
    }
    json_decref(list);
    return (int)c->err;
}

// clang-format off
static const struct choice approaches_choices[] = {
    { "asset_based", "Asset based" },
    { "event_based", "Event based" },
    { "quantitative", "Quantitative" },
};

static const struct choice status_choices[] = {
    { "draft", "Draft" },
    { "in_review", "In review" },
    { "approved", "Approved" },
    { "superseded", "Superseded" },
};

static const struct field fields[] = {
    [F_VERSION] = { "version", "Version", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A number or date that tells versions apart" },
    [F_APPROACHES] = { "approaches", "Approaches", ENUMS(approaches_choices), REQUIRED },
    [F_LIKELIHOOD_SCALE] = { "likelihood_scale", "Likelihood scale", JSON, REQUIRED,
        .help = "[{level,name,definition,freq_from,freq_to}]" },
    [F_CONSEQUENCE_SCALE] = { "consequence_scale", "Consequence scale", JSON, REQUIRED,
        .help = "[{level,name, definition per impact dimension}]" },
    [F_MATRIX] = { "matrix", "Matrix", JSON, REQUIRED,
        .help = "Consequence × likelihood -> level 1..n" },
    [F_LEVEL_NAMES] = { "level_names", "Level names", JSON, REQUIRED,
        .help = "Level names of this risk method" },
    [F_ACCEPTANCE_THRESHOLD] = { "acceptance_threshold", "Acceptance threshold", INT(0, 10),
        REQUIRED,
        .help = "Highest level acceptable without further treatment" },
    [F_ACCEPTANCE_CRITERIA] = { "acceptance_criteria", "Acceptance criteria", TEXT,
        REQUIRED | SEARCHED,
        .help = "When a risk is acceptable, in words" },
    [F_ACCEPTANCE_AUTHORITY] = { "acceptance_authority", "Acceptance authority", JSON, REQUIRED,
        .help = "Level -> role that may accept" },
    [F_LOSS_TOLERANCE] = { "loss_tolerance", "Loss tolerance", JSON, 0,
        .help = "How likely a year's loss may be at most: [{\"loss\": 250000, \"probability\": 0.1}, ...]",
        .check = check_tolerance },
    [F_DEPENDENCE] = { "dependence", "Dependence of risks", JSON, 0,
        .help = "{\"correlation\": [{\"a\": \"RSK-04\", \"b\": \"RSK-07\", \"correlation\": 0.4}], "
            "\"causes\": [{\"key\": \"Data centre lost\", \"rate\": 0.1, "
            "\"hits\": {\"RSK-04\": 0.5, \"RSK-07\": 0.9}}]}",
        .check = dependence_check },
    [F_CRITERIA_FOR_PERFORMING] = { "criteria_for_performing", "Criteria for performing", TEXT,
        REQUIRED | SEARCHED,
        .help = "When an assessment is done: planned interval, significant change, ..." },
    [F_REASSESS_INTERVAL_MONTHS] = { "reassess_interval_months", "Reassess interval months", INT(0, 600),
        REQUIRED },
    [F_APPROVED_BY] = { "approved_by", "Approved by", REF("Person"), LISTED | READONLY,
        .help = "Filled by the approval",
        .inverse = "Risk methods: approved" },
    [F_APPROVED_ON] = { "approved_on", "Approved on", DATE, LISTED | READONLY,
        .help = "Filled by the approval" },
    [F_NEXT_REVIEW_DUE] = { "next_review_due", "Next review due", DATE, REQUIRED | LISTED,
        .help = "When somebody looks at this again at the latest" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "approved superseded", "approved_by approved_on" },
};
// clang-format on

static int
supersede_others(struct ctx *c, const struct rec *r)
{
    return rec_supersede(c, r->type, "approved", "superseded", r->key);
}

// clang-format off
static const struct step steps[] = {
    { "submit", "Submit for review", .from = "draft", .to = "in_review", .who = "IM" },
    { "approve", "Approve", .from = "in_review", .to = "approved", .who = "TM",
      .differs = "author", .sets = "approved_by=@me approved_on=@today",
      .after = supersede_others },
    { "return", "Return to draft", .from = "in_review", .to = "draft", .who = "TM IM",
      .reason = true },
};
// clang-format on

const struct rec_type type_risk_method = {
    .name = "RiskMethod", .table = "risk_method", .slug = "risk-methods",
    .label = "Risk method", .plural = "Risk methods", .prefix = "RMT",
    .clause = "risk-assessment-process",
    .intro = "How risks are assessed: scales, matrix, acceptance criteria and who may accept. "
        "One version is in force.",
    .examples = { "1.0" },
    .review = "12 months", .review_months = 12,
    FIELDS(fields), .title = F_VERSION, .named_by = "@label version",
    .state = F_STATUS, .initial = "draft", .final = "superseded",
    STEPS(steps),
    WHENS(whens),
    .frozen = "in_review approved superseded",
};
