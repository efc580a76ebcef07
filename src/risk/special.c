/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* special.c - the normal distribution, and incomplete gamma and beta functions. */
#include <math.h>

#include "risk/special.h"
#include "risk/table.h"

#define STEPS_MAX 5000          /* of a series or fraction: a shape of 1e5 needs some 2000 */
#define SHAPE_LARGE 1e5         /* from here by the asymptotic expansion */
#define TINY 1e-300
#define PRECISE 1e-16

double
normal_cdf(double z)
{
    return 0.5 * erfc(-z * 0.70710678118654752440);
}

static double
ratio(const double *num, const double *den, double x)
{
    double n = num[7], d = den[7];

    for (int i = 6; i >= 0; i--) {
        n = n * x + num[i];
        d = d * x + den[i];
    }
    return n / d;
}

/* Wichura, M. J. (1988): Algorithm AS 241. Applied Statistics 37, 477-484; routine PPND16. */
double
normal_quantile(double p)
{
    static const double mid[2][8] = {
        { 3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3,
          1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
          3.3430575583588128105e4, 2.5090809287301226727e3 },
        { 1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
          2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
          5.2264952788528545610e3 } };
    static const double near[2][8] = {
        { 1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
          3.64784832476320460504, 1.27045825245236838258, 2.41780725177450611770e-1,
          2.27238449892691845833e-2, 7.74545014278341407640e-4 },
        { 1.0, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
          1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
          1.05075007164441684324e-9 } };
    static const double far[2][8] = {
        { 6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
          2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
          2.71155556874348757815e-5, 2.01033439929228813265e-7 },
        { 1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
          1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
          1.42151175831644588870e-7, 2.04426310338993978564e-15 } };
    double half = p - 0.5, r;

    if (p <= 0 || p >= 1)
        return p <= 0 ? -INFINITY : INFINITY;
    if (fabs(half) <= 0.425)
        return half * ratio(mid[0], mid[1], 0.180625 - half * half);
    r = sqrt(-log(half < 0 ? p : 1 - p));
    r = r <= 5 ? ratio(near[0], near[1], r - 1.6) : ratio(far[0], far[1], r - 5);
    return half < 0 ? -r : r;
}

/* e^v - 1 - v, without cancellation. */
static double
exp_rest(double v)
{
    double s = 1;

    if (fabs(v) > 0.25)
        return expm1(v) - v;
    for (int i = 13; i >= 3; i--)
        s = 1 + v / i * s;
    return v * v / 2 * s;
}

/* ln Gamma(1 + k); lgamma() itself would see 1 + k rounded. */
static double
log_gamma_1p(double k)
{
    int sign;

    if (k < 1e-3)
        return k * (-0.57721566490153286061 + k * (0.82246703342411321824
            + k * (-0.40068563438653142847 + k * (0.27058080842778454788
            + k * -0.20738555102867398527))));
    return lgamma_r(1 + k, &sign);
}

/* ln(k^k e^-k / Gamma(k)): Stirling's series (DLMF 5.11.1) where the terms would cancel. */
struct log_law
log_gamma_law(double shape)
{
    double k = fmin(shape, LOG_GAMMA_SHAPES), r = 1 / (k * k);
    struct log_law l = { .gamma = true, .a = k };

    if (k < 16)
        l.norm = k * log(k) - k - log_gamma_1p(k) + log(k);
    else
        l.norm = 0.5 * log(k / 6.283185307179586477)
            - (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680)))) / k;
    return l;
}

struct log_law
log_beta_law(double a, double b)
{
    int sign;

    return (struct log_law){ .a = a, .b = b,
        .norm = lgamma_r(a + b, &sign) - lgamma_r(a, &sign) - lgamma_r(b, &sign) };
}

double
log_law_density(const struct log_law *l, double v)
{
    if (l->gamma)
        return exp(l->norm - l->a * exp_rest(v));
    return exp(l->norm + l->a * v + (l->b - 1) * log1p(-exp(v)));
}

/* Temme's uniform expansion (DLMF 8.12.3, 8.12.4, 8.12.7), its coefficients as series in eta. */
static void
gamma_large(double k, double v, double *ret_lower, double *ret_upper)
{
    double half_square = exp_rest(v), e = copysign(sqrt(2 * half_square), v), s, z;

    if (k * half_square > 740) {
        *ret_lower = v > 0;
        *ret_upper = v < 0;
        return;
    }
    s = -1.0 / 3 + e * (1.0 / 12 + e * (-2.0 / 135 + e * (1.0 / 864 + e * (1.0 / 2835))))
        + (-1.0 / 540 + e * (-1.0 / 288 + e * (25.0 / 9450))) / k;
    s *= exp(-k * half_square) / sqrt(6.283185307179586477 * k);
    z = e * sqrt(k / 2);
    *ret_lower = 0.5 * erfc(-z) - s;
    *ret_upper = 0.5 * erfc(z) + s;
}

/* Upper tail over density: the continued fraction (DLMF 8.9.2), by Lentz's method. */
static double
gamma_fraction(double k, double x)
{
    double b = x + 1 - k, c = 1 / TINY, d = 1 / b, h = d;

    for (int i = 1; i < STEPS_MAX; i++) {
        double a = -i * (i - k), change;

        b += 2;
        d = a * d + b;
        d = 1 / (fabs(d) < TINY ? TINY : d);
        c = b + a / c;
        c = fabs(c) < TINY ? TINY : c;
        change = c * d;
        h *= change;
        if (fabs(change - 1) < PRECISE * 4)
            break;
    }
    return h;
}

/* Upper tail of a small shape near zero, where 1 - lower would cancel (Gautschi 1979). */
static double
gamma_upper_small(double k, double x, double log_x)
{
    double leading = k * log_x - log_gamma_1p(k), term = 1, sum = 0;

    for (int i = 1; i < 40; i++) {
        term *= -x / i;
        sum -= term / (k + i);
    }
    return exp(leading) * k * sum - expm1(leading);
}

static void
gamma_tails(const struct log_law *l, double v, double *ret_lower, double *ret_upper)
{
    double k = l->a, x = k * exp(v), term = 1, sum = 1;

    if (k > SHAPE_LARGE) {
        gamma_large(k, v, ret_lower, ret_upper);
        return;
    }
    if (x > 1e5 + 1e3 * k) {            /* the fraction would overflow at last */
        *ret_lower = 1;
        *ret_upper = 0;
        return;
    }
    if (x >= 1 && x >= k + 1) {
        *ret_upper = log_law_density(l, v) * gamma_fraction(k, x);
        *ret_lower = 1 - *ret_upper;
        return;
    }
    for (int i = 1; i < STEPS_MAX && term > sum * PRECISE; i++) {      /* DLMF 8.11.4 */
        term *= x / (k + i);
        sum += term;
    }
    *ret_lower = log_law_density(l, v) / k * sum;
    *ret_upper = k < 0.5 && x < 1 ? gamma_upper_small(k, x, v + log(k)) : 1 - *ret_lower;
}

/* Lower tail over x^a (1 - x)^b / (a B(a, b)): DLMF 8.17.22, by Lentz's method. */
static double
beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 - (a + b) * x / (a + 1), h;

    d = 1 / (fabs(d) < TINY ? TINY : d);
    h = d;
    for (int i = 1; i < STEPS_MAX; i++) {
        double even = i * (b - i) * x / ((a + 2 * i - 1) * (a + 2 * i));
        double odd = -(a + i) * (a + b + i) * x / ((a + 2 * i) * (a + 2 * i + 1));

        d = 1 + even * d;
        d = 1 / (fabs(d) < TINY ? TINY : d);
        c = 1 + even / c;
        c = fabs(c) < TINY ? TINY : c;
        h *= d * c;
        d = 1 + odd * d;
        d = 1 / (fabs(d) < TINY ? TINY : d);
        c = 1 + odd / c;
        c = fabs(c) < TINY ? TINY : c;
        h *= d * c;
        if (fabs(d * c - 1) < PRECISE * 4)
            break;
    }
    return h;
}

static void
beta_tails(const struct log_law *l, double v, double *ret_lower, double *ret_upper)
{
    double x = exp(v), y = -expm1(v), front;

    if (v >= 0 || y <= 0) {
        *ret_lower = 1;
        *ret_upper = 0;
        return;
    }
    front = exp(l->norm + l->a * v + l->b * log(y));
    if (x < (l->a + 1) / (l->a + l->b + 2)) {
        *ret_lower = front * beta_fraction(l->a, l->b, x) / l->a;
        *ret_upper = 1 - *ret_lower;
    } else {
        *ret_upper = front * beta_fraction(l->b, l->a, y) / l->b;
        *ret_lower = 1 - *ret_upper;
    }
}

void
log_law_tails(const struct log_law *l, double v, double *ret_lower, double *ret_upper)
{
    if (l->gamma)
        gamma_tails(l, v, ret_lower, ret_upper);
    else
        beta_tails(l, v, ret_lower, ret_upper);
}

/* Where to start: the leading term at zero, Wilson and Hilferty (1931), or a bound. */
static double
first_guess(const struct log_law *l, double p, double q)
{
    double log_p = p < q ? log(p) : log1p(-q), k = l->a, z, cube, v;
    int sign;

    if (!l->gamma)
        return (log_p - l->norm + log(l->a)) / l->a;
    if (k >= 1) {
        z = p < q ? normal_quantile(p) : -normal_quantile(q);
        cube = 1 - 1 / (9 * k) + z / (3 * sqrt(k));
        if (cube > 0.1)
            return 3 * log(cube);
    }
    v = -log(q) - lgamma_r(k, &sign);
    if (k < 1 && v > 1)
        return log(v) - log(k);
    return (log_p + log_gamma_1p(k)) / k - log(k);
}

/* Newton's method on the logarithm of the smaller tail; where it leaves what is known to
 * hold the root, the interval is halved, or gone out of by doubled steps. */
double
log_law_quantile(const struct log_law *l, double p, double q)
{
    bool upper = q < p;
    double target = log(fmax(upper ? q : p, TINY)), lo = -INFINITY, wide = 1;
    double hi = l->gamma ? INFINITY : 0, v = fmin(first_guess(l, p, q), hi - 1e-12);

    for (int i = 0; i < 200; i++) {
        double tails[2], slope, miss, next;

        log_law_tails(l, v, &tails[0], &tails[1]);
        slope = log_law_density(l, v) / tails[upper];
        miss = (log(tails[upper]) - target) * (upper ? -1 : 1);
        if (miss < 0)
            lo = v;
        else
            hi = v;
        next = v - miss / slope;
        if (fabs(miss) <= 1e-15 || fabs(next - v) <= 1e-15 * fmax(1, fabs(next)))
            return next;
        if (!(next > lo && next < hi)) {
            wide *= 2;
            next = isinf(lo) ? hi - wide : isinf(hi) ? lo + wide : (lo + hi) / 2;
        }
        v = next;
    }
    return v;
}
