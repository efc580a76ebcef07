/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* simulation_dist.c - distributions, and the frequency and loss of a risk that are made of them. */
#include <math.h>

#include "app/simulation_in.h"

/* Sizes of a negative binomial: beyond, it is a Poisson; below, none is ever seen. */
#define SIZE_LEAST 0.001
#define SIZE_MOST 1e6

static const struct shape {
    const char *name, *members;
    enum dist_kind kind;
    struct { const char *name; bool value; double low, high; } params[3];
} shapes[] = {
#define VALUE(name) { name, .value = true }
    { "point", "dist tail value", DIST_POINT, { VALUE("value") } },
    { "lognormal", "dist tail p05 p95", DIST_LOGNORMAL, { VALUE("p05"), VALUE("p95") } },
    { "pert", "dist tail min mode max", DIST_PERT, { VALUE("min"), VALUE("mode"), VALUE("max") } },
    { "triangular", "dist tail min mode max", DIST_TRIANGULAR,
        { VALUE("min"), VALUE("mode"), VALUE("max") } },
    { "uniform", "dist tail min max", DIST_UNIFORM, { VALUE("min"), VALUE("max") } },
    { "gamma", "dist tail mean sd", DIST_GAMMA,
        { VALUE("mean"), { "sd", .high = RISK_LOSS_MAX } } },
    { "gpd", "dist tail threshold scale shape", DIST_GPD, { VALUE("threshold"),
        { "scale", .high = RISK_LOSS_MAX }, { "shape", .low = -0.5, .high = 1 } } },
#undef VALUE
};

/* As in records: three values without a name are a PERT. */
static const struct shape *
shape_of(struct reading *r, const struct place *p)
{
    struct place name;
    const char *s;

    if (!json_is_object(p->v)) {
        wrong(r, p, "A number or a distribution is expected.");
        return NULL;
    }
    if (!member(p, "dist", &name))
        return &shapes[2];
    if (!read_text(r, &name, &s))
        return NULL;
    for (size_t i = 0; i < ARRAY_LEN(shapes); i++)
        if (strcmp(shapes[i].name, s) == 0)
            return &shapes[i];
    wrong(r, &name, "The distributions are point, lognormal, pert, triangular, uniform, gamma "
        "and gpd.");
    return NULL;
}

static bool
read_tail(struct reading *r, const struct place *of, struct dist *d)
{
    struct place tail, p;
    bool right = true;

    if (!member(of, "tail", &tail))
        return true;
    if (!is_object(r, &tail, "above shape"))
        return false;
    if (!member(&tail, "above", &p))
        right = missing(r, &tail, "above");
    else if (!read_number(r, &p, 0, 1, &d->tail_from))
        right = false;
    else if (d->tail_from <= 0)
        right = wrong(r, &p, "Above no quantile there is no tail.");
    if (!member(&tail, "shape", &p))
        return missing(r, &tail, "shape");
    return read_number(r, &p, -0.5, 1, &d->tail_shape) && right;
}

/* Tell it where the member stands that the words speak of: the first that they name. */
static bool
told(struct reading *r, const struct place *of, const struct shape *shape, const char *why)
{
    const char *name = NULL;
    struct place tail, p;

    if (strstr(why, "tail") != NULL && member(of, "tail", &tail)) {
        name = strstr(why, "begin") != NULL ? "above" : strstr(why, "shape") != NULL ? "shape" : "";
        return wrong(r, member(&tail, name, &p) ? &p : &tail, "%s.", why);
    }
    for (struct slice l = slice_of(why), w; name == NULL && word_next(&l, &w); )
        for (size_t i = 0; i < ARRAY_LEN(shape->params); i++)
            if (shape->params[i].name != NULL && (slice_eq(w, shape->params[i].name)
                    || (slice_eq(w, "deviation") && strcmp(shape->params[i].name, "sd") == 0)))
                name = shape->params[i].name;
    return wrong(r, name != NULL && member(of, name, &p) ? &p : of, "%s.", why);
}

/* Only a probability has to be bounded: what is drawn of others beyond what is possible is cut. */
bool
read_dist(struct reading *r, const struct place *p, double low, double high, struct dist *ret)
{
    double *to[3] = { &ret->a, &ret->b, &ret->c };
    const struct shape *shape;
    const char *why;
    bool right = true;

    *ret = (struct dist){ .kind = DIST_POINT };
    if (json_is_number(p->v) || json_is_string(p->v))
        return read_number(r, p, low, high, &ret->a);
    shape = shape_of(r, p);
    if (shape == NULL || !is_object(r, p, shape->members))
        return false;
    ret->kind = shape->kind;
    for (size_t i = 0; i < ARRAY_LEN(to) && shape->params[i].name != NULL; i++) {
        bool value = shape->params[i].value;
        struct place one;

        if (!member(p, shape->params[i].name, &one))
            right = missing(r, p, shape->params[i].name);
        else if (!read_number(r, &one, value ? low : shape->params[i].low,
                value ? high : shape->params[i].high, to[i]))
            right = false;
    }
    if (!read_tail(r, p, ret) || !right)
        return false;
    why = dist_wrong(ret, low, high <= 1 ? high : INFINITY);
    return why == NULL || told(r, p, shape, why);
}

/* A distribution under that name; without it what stands in *ret. */
static bool
read_optional(struct reading *r, const struct place *of, const char *name, double high,
    struct dist *ret)
{
    struct place p;

    return member(of, name, &p) && read_dist(r, &p, 0, high, ret);
}

static void
read_required(struct reading *r, const struct place *of, const char *name, double high,
    struct dist *ret)
{
    struct place p;

    if (member(of, name, &p))
        read_dist(r, &p, 0, high, ret);
    else
        missing(r, of, name);
}

static const struct {
    const char *name, *members, *rate;
    enum freq_kind kind;
    double most;
} counts[] = {
    { "poisson", "dist rate vulnerability", "rate", FREQ_POISSON, RISK_RATE_MAX },
    { "bernoulli", "dist p vulnerability", "p", FREQ_BERNOULLI, 1 },
    { "negative_binomial", "dist rate size vulnerability", "rate", FREQ_NEGATIVE_BINOMIAL,
        RISK_RATE_MAX },
};

static void
read_frequency(struct reading *r, const struct place *p, struct frequency *ret)
{
    struct place name, size;
    const char *s;
    size_t i = 0;

    if (!json_is_object(p->v)) {
        wrong(r, p, "An object is expected: {…}.");
        return;
    }
    if (!member(p, "dist", &name)) {
        missing(r, p, "dist");
        return;
    }
    if (!read_text(r, &name, &s))
        return;
    while (i < ARRAY_LEN(counts) && strcmp(counts[i].name, s) != 0)
        i++;
    if (i == ARRAY_LEN(counts)) {
        wrong(r, &name, "Events come as poisson, bernoulli or negative_binomial.");
        return;
    }
    is_object(r, p, counts[i].members);
    ret->kind = counts[i].kind;
    read_required(r, p, counts[i].rate, counts[i].most, &ret->rate);
    read_optional(r, p, "vulnerability", 1, &ret->vulnerability);
    if (ret->kind != FREQ_NEGATIVE_BINOMIAL)
        return;
    if (member(p, "size", &size))
        read_number(r, &size, SIZE_LEAST, SIZE_MOST, &ret->size);
    else
        missing(r, p, "size");
}

/* Both or none: how likely a secondary loss is, and how large. */
static void
read_secondary(struct reading *r, const struct place *of, const char *probability,
    const char *size, struct loss *ret)
{
    bool likely = json_object_get(of->v, probability) != NULL;
    bool large = json_object_get(of->v, size) != NULL;

    if (!likely && !large)
        return;
    read_required(r, of, probability, 1, &ret->secondary_probability);
    read_required(r, of, size, RISK_LOSS_MAX, &ret->secondary);
}

static void
read_loss(struct reading *r, const struct place *p, struct loss *ret)
{
    struct place one;

    if (!json_is_object(p->v) || json_object_get(p->v, "primary") == NULL) {
        read_dist(r, p, 0, RISK_LOSS_MAX, &ret->primary);
        return;
    }
    is_object(r, p, "primary secondary_probability secondary deductible cap");
    read_required(r, p, "primary", RISK_LOSS_MAX, &ret->primary);
    read_secondary(r, p, "secondary_probability", "secondary", ret);
    if (member(p, "deductible", &one)) {        /* without a cap the insurer pays all above it */
        read_number(r, &one, 0, RISK_LOSS_MAX, &ret->deductible);
        ret->cap = INFINITY;
    }
    if (member(p, "cap", &one))
        read_number(r, &one, RISK_LOSS_MIN, RISK_LOSS_MAX, &ret->cap);
}

/* FAIR: threat event frequency, vulnerability, primary loss magnitude, secondary loss event
 * frequency (a probability for each event) and magnitude. */
static void
read_fair(struct reading *r, const struct place *p, struct risk *ret)
{
    if (!is_object(r, p, "tef vuln plm slef slm") && !json_is_object(p->v))
        return;
    ret->frequency.kind = FREQ_POISSON;
    read_required(r, p, "tef", RISK_RATE_MAX, &ret->frequency.rate);
    read_required(r, p, "vuln", 1, &ret->frequency.vulnerability);
    read_required(r, p, "plm", RISK_LOSS_MAX, &ret->loss.primary);
    read_secondary(r, p, "slef", "slm", &ret->loss);
}

void
read_risk_losses(struct reading *r, const struct place *p, struct risk *ret)
{
    struct place fair, one;

    ret->frequency.vulnerability = (struct dist){ .kind = DIST_POINT, .a = 1 };
    if (member(p, "fair", &fair)) {
        if (member(p, "frequency", &one) || member(p, "loss", &one))
            wrong(r, &one, "This stands in the place of fair: say one of them.");
        read_fair(r, &fair, ret);
        return;
    }
    if (member(p, "frequency", &one))
        read_frequency(r, &one, &ret->frequency);
    else
        missing(r, p, "frequency");
    if (member(p, "loss", &one))
        read_loss(r, &one, &ret->loss);
    else
        missing(r, p, "loss");
}
