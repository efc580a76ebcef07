/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * risk.h - how much may be lost in a year: a Monte Carlo engine for the losses of many
 * risks and of all together.  Pure numbers: it knows no records and no JSON.
 *
 * A trial is one year.  What is uncertain about a risk (rate, vulnerability, probability of
 * a secondary loss, effect of a control) is drawn once a year; what differs from event to
 * event (the losses) is drawn for each event.  Money has no unit here: all of a model's is
 * in one currency.  Losses are single precision while they are drawn, sums are double.
 *
 * The same model, seed and trials give the same results, bit for bit, whatever the number
 * of threads and the processor's vector instructions.
 */
#ifndef ISMENE_RISK_H
#define ISMENE_RISK_H

#include "base/base.h"

/* Limits of what can be asked for. */
#define RISK_RISKS_MAX 200
#define RISK_CAUSES_MAX 50
#define RISK_CONTROLS_MAX 100           /* on one risk */
#define RISK_TRIALS_MAX INT64_C(100000000)
#define RISK_RATE_MAX 10000.0           /* events a year of one risk */
#define RISK_EVENTS_MAX 1e12            /* expected in all trials of all risks */
#define RISK_LOSS_MAX 1e15              /* of one event; what is drawn beyond it is cut to it */
#define RISK_LOSS_MIN 1e-5              /* a year's loss below it counts as none */

/*
 * Distributions.  Parameters:
 *   POINT       a
 *   LOGNORMAL   a, b: 5th and 95th percentile, 0 < a < b
 *   PERT        a, b, c: minimum, mode, maximum; Beta with lambda 4 (Malcolm et al. 1959);
 *               a = c is a point
 *   TRIANGULAR  a, b, c: minimum, mode, maximum
 *   UNIFORM     a, b: minimum, maximum
 *   GAMMA       a, b: mean and standard deviation, both > 0
 *   GPD         a, b, c: threshold, scale > 0, shape in [-0.5, 1): generalised Pareto
 *               (Pickands 1975); the mean is a + b / (1 - c)
 * A tail replaces what lies above the quantile tail_from by a generalised Pareto of shape
 * tail_shape, whose scale makes the density continuous there.  tail_from 0: none.
 */
enum dist_kind {
    DIST_POINT, DIST_LOGNORMAL, DIST_PERT, DIST_TRIANGULAR, DIST_UNIFORM, DIST_GAMMA, DIST_GPD,
    N_DISTS
};

struct dist {
    enum dist_kind kind;
    double a, b, c;
    double tail_from, tail_shape;
};

/* What is wrong with it, in words with the parameter's name ("min is more than mode"), or
 * NULL.  low and high: what every value must lie between. */
const char *dist_wrong(const struct dist *d, double low, double high);
double dist_mean(const struct dist *d);
/* The value below which it lies with probability p; q = 1 - p is given too, as the smaller of
 * the two carries the precision. */
double dist_quantile(const struct dist *d, double p, double q);
double dist_cdf(const struct dist *d, double x);
double dist_min(const struct dist *d);  /* the bounds; infinite when there is none */
double dist_max(const struct dist *d);

/*
 * Frequency of events in a year.
 *   BERNOULLI           at most one, with probability rate
 *   POISSON             of mean rate
 *   NEGATIVE_BINOMIAL   of mean rate and variance rate + rate^2 / size: a Poisson whose rate
 *                       is itself gamma distributed
 */
enum freq_kind { FREQ_BERNOULLI, FREQ_POISSON, FREQ_NEGATIVE_BINOMIAL };

struct frequency {
    enum freq_kind kind;
    struct dist rate;           /* of threat events; a probability for Bernoulli */
    double size;                /* negative binomial: > 0 */
    struct dist vulnerability;  /* probability that a threat event becomes a loss event */
};

/*
 * What one event costs: primary + secondary, less what an insurer pays of it: what is above
 * the deductible, cap at most.
 */
struct loss {
    struct dist primary;
    struct dist secondary_probability;  /* POINT 0: there is no secondary loss */
    struct dist secondary;
    double deductible;
    double cap;                 /* 0: no insurance; infinite: one without a limit */
};

struct risk {
    struct frequency frequency;
    struct loss loss;
};

/* One event that hits several risks: each with its own loss, in the same year. */
struct cause {
    struct dist rate;           /* Poisson, of mean rate a year */
    const double *hits;         /* [risks] probability that an event hits that risk */
};

enum control_on { ON_FREQUENCY, ON_VULNERABILITY, ON_LOSS };

/* Multiplies what it acts on by 1 - effect; several on one risk multiply each other. */
struct risk_control {
    size_t risk;                /* index of the risk it acts on */
    enum control_on on;
    struct dist effect;         /* 0..1 */
    size_t group;               /* controls of one group are one measure: in or out together */
};

/*
 * Dependence (Gaussian copula).  frequency[i * risks + j] is the correlation of the normal
 * scores of the yearly counts of i and j; severity of those of the loss of the first event
 * in the year.  Distributions of single risks are not changed by it.  NULL: independent.
 */
struct risk_model {
    const struct risk *risks;
    size_t nrisks;
    const struct cause *causes;
    size_t ncauses;
    const struct risk_control *controls;
    size_t ncontrols;
    const double *frequency, *severity;
};

/*
 * Is it a correlation matrix?  NULL, or in words why not: not symmetric, a diagonal that is
 * not 1, an entry outside -1..1.  One that is none only for want of positive
 * semidefiniteness is repaired in place to the nearest one (Higham 2002), *ret_moved is then
 * the largest change of an entry, and 0 otherwise.
 */
const char *risk_correlation(double *matrix, size_t n, double *ret_moved);

struct risk_options {
    int64_t trials;             /* with wanted_error: the most */
    double wanted_error;        /* of the portfolio's mean, relative; 0: all trials are made */
    uint64_t seed;
    int threads;                /* 0: one a core */
    bool streamed;              /* keep no years, make them again: little memory, more time */
    bool portfolio_only;        /* of single risks no quantiles, shortfall and curve */
    const bool *groups;         /* [group] which controls are in force; NULL: all of them */
    size_t ngroups;
    /* Told now and then by the calling thread, done of all from 0 to 1; false: stop. */
    bool (*progress)(void *arg, double done);
    void *progress_arg;
};

#define RISK_QUANTILES 6
extern const double risk_quantiles[RISK_QUANTILES];     /* 0.5 0.8 0.9 0.95 0.99 0.999 */
#define RISK_CURVE 80

struct estimate {
    double value, low, high;    /* low and high: a 95 % confidence interval of the sampling */
};

struct exceedance {
    double loss;
    double probability, low, high;      /* of losing at least so much in a year; 95 % interval */
};

/* Of one risk or of the portfolio.  What portfolio_only leaves out is 0. */
struct risk_result {
    double mean, standard_error, deviation;
    double expected_events;     /* mean count in a year, of loss events */
    struct estimate any;        /* probability of any loss in a year */
    struct estimate quantiles[RISK_QUANTILES];  /* exact order statistics of the trials */
    double var_99;              /* = the 0.99 quantile */
    double es_99;               /* mean of the worst 1 % of the years, zeros included */
    double es_low, es_high;     /* its 95 % interval */
    double share_of_es;         /* mean in the portfolio's worst 1 % of years: these add up */
    struct exceedance curve[RISK_CURVE];
    size_t ncurve;
};

struct risk_results {
    struct risk_result *risks;  /* [nrisks] */
    struct risk_result portfolio;
    int64_t trials;             /* made */
    uint64_t seed;
    double seconds;
    bool stopped;               /* progress said so: nothing else is filled */
};

/*
 * Run it.  The model must have been checked (dist_wrong, risk_correlation, the limits above).
 * Results are in the arena.  False when it was stopped.
 */
bool risk_run(const struct risk_model *m, const struct risk_options *o, struct arena *a,
    struct risk_results *ret) MUST_USE;

/*
 * The probability of losing at least so much in a year, from the curve: between its points by
 * their logarithms.  Beyond its last one the curve says no more than that it is less: then
 * *ret_less is set and that point's probability is returned.
 */
double risk_probability(const struct exceedance *curve, size_t n, double loss, bool *ret_less);

/* Expected events and loss in a year by arithmetic, of independent inputs: what a simulation
 * of risk i without causes comes to. */
double risk_expected_events(const struct risk_model *m, size_t i, const bool *groups);
double risk_expected_loss(const struct risk_model *m, size_t i, const bool *groups);

/* Sensitivity of a risk's expected loss to each of its inputs: what it would be if the input
 * were known to be at its 10th or at its 90th percentile, others as they are. */
enum risk_input { INPUT_RATE, INPUT_VULNERABILITY, INPUT_PRIMARY, INPUT_SECONDARY_PROBABILITY,
    INPUT_SECONDARY, N_INPUTS };
struct risk_tornado {
    double low[N_INPUTS], high[N_INPUTS];       /* equal when the input is certain */
};
void risk_tornado(const struct risk_model *m, size_t i, const bool *groups,
    struct risk_tornado *ret);

/*
 * What the controls of a group are worth a year: by how much the expected loss would be more
 * without them, the other groups as they are; low and high with their effects at the 10th
 * and at the 90th percentile.
 */
struct risk_value {
    double value, low, high;
};
void risk_group_value(const struct risk_model *m, size_t group, const bool *groups,
    struct risk_value *ret);

/*
 * The groups that take most off the expected loss for at most budget, cost[group] each; ties
 * go to the cheaper set.  chosen[group] is set.  True: no set is better; false: there were too
 * many to look at all of them, and this is the best that was found.
 */
bool risk_choose(const struct risk_model *m, const double *cost, size_t ngroups, double budget,
    bool *chosen);

#endif
