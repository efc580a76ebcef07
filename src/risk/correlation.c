/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * correlation.c - is it a correlation matrix, the nearest one, its triangle.
 *
 * The nearest: alternating projections with Dykstra's correction (Higham, IMA J. Numer. Anal.
 * 22, 2002); eigenvalues by cyclic Jacobi rotations.
 */
#include <math.h>
#include <stdlib.h>

#include "risk/plan.h"

#define ROUNDS 200
#define NEAR 1e-10

/* a (destroyed) = V diag(d) V'; columns of v are the vectors. */
static void
eigen(double *a, double *v, double *d, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            v[i * n + j] = i == j;
    for (int sweep = 0; sweep < 30; sweep++) {
        double off = 0;

        for (size_t p = 0; p + 1 < n; p++)
            for (size_t q = p + 1; q < n; q++) {
                double apq = a[p * n + q], t, c, s, theta;

                off += apq * apq;
                if (fabs(apq) < 1e-300)
                    continue;
                theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
                t = (theta >= 0 ? 1 : -1) / (fabs(theta) + sqrt(theta * theta + 1));
                c = 1 / sqrt(t * t + 1);
                s = t * c;
                for (size_t k = 0; k < n; k++) {
                    double x = a[k * n + p], y = a[k * n + q];

                    a[k * n + p] = c * x - s * y;
                    a[k * n + q] = s * x + c * y;
                }
                for (size_t k = 0; k < n; k++) {
                    double x = a[p * n + k], y = a[q * n + k];

                    a[p * n + k] = c * x - s * y;
                    a[q * n + k] = s * x + c * y;
                }
                for (size_t k = 0; k < n; k++) {
                    double x = v[k * n + p], y = v[k * n + q];

                    v[k * n + p] = c * x - s * y;
                    v[k * n + q] = s * x + c * y;
                }
            }
        if (off < 1e-26)
            break;
    }
    for (size_t i = 0; i < n; i++)
        d[i] = a[i * n + i];
}

/* The nearest positive semidefinite matrix into x; the least eigenvalue of what came. */
static double
project(const double *from, double *x, double *work, size_t n)
{
    double *a = work, *v = work + n * n, *d = work + 2 * n * n, least = INFINITY;

    memcpy(a, from, n * n * sizeof *a);
    eigen(a, v, d, n);
    memset(x, 0, n * n * sizeof *x);
    for (size_t k = 0; k < n; k++) {
        least = fmin(least, d[k]);
        for (size_t i = 0; i < n && d[k] > 0; i++)
            for (size_t j = 0; j < n; j++)
                x[i * n + j] += d[k] * v[i * n + k] * v[j * n + k];
    }
    return least;
}

static void
repair(double *m, size_t n, double *ret_moved)
{
    double *x = calloc(n * n * 5 + n, sizeof *x), *dykstra, *y, *work;
    double moved = 0;

    if (x == NULL)
        abort();
    dykstra = x + n * n;
    y = dykstra + n * n;
    work = y + n * n;
    memcpy(y, m, n * n * sizeof *y);
    for (int round = 0; round < ROUNDS; round++) {
        double least, change = 0;

        for (size_t i = 0; i < n * n; i++)
            y[i] -= dykstra[i];
        least = project(y, x, work, n);
        if (round == 0 && least > -NEAR)
            break;
        for (size_t i = 0; i < n * n; i++)
            dykstra[i] = x[i] - y[i];
        for (size_t i = 0; i < n * n; i++) {
            double to = i % (n + 1) == 0 ? 1 : x[i];

            change = fmax(change, fabs(to - x[i]));
            y[i] = to;
        }
        if (change < 1e-9)
            break;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            double to = (y[i * n + j] + y[j * n + i]) / 2;

            moved = fmax(moved, fabs(to - m[i * n + j]));
            m[i * n + j] = m[j * n + i] = fmax(-1, fmin(1, to));
        }
    free(x);
    *ret_moved = moved > 1e-9 ? moved : 0;
}

const char *
risk_correlation(double *m, size_t n, double *ret_moved)
{
    *ret_moved = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            if (!isfinite(m[i * n + j]))
                return "an entry is not a finite number";
            if (i == j && m[i * n + j] != 1)
                return "the diagonal is not 1";
            if (fabs(m[i * n + j]) > 1)
                return "an entry lies outside of -1 to 1";
            if (m[i * n + j] != m[j * n + i])
                return "it is not symmetric";
        }
    repair(m, n, ret_moved);
    return NULL;
}

/* Cholesky; a pivot that is none (what depends on those before it) gives a column of zeros.
 * Rows have length 1, so that scores are standard normal whatever was rounded. */
void
correlation_triangle(const double *m, size_t n, float *ret)
{
    double *l = calloc(n * n, sizeof *l);

    if (l == NULL)
        abort();
    for (size_t i = 0; i < n; i++) {
        double length = 0;

        for (size_t j = 0; j <= i; j++) {
            double sum = m[i * n + j];

            for (size_t k = 0; k < j; k++)
                sum -= l[i * n + k] * l[j * n + k];
            if (i == j)
                l[i * n + j] = sum > 1e-12 ? sqrt(sum) : 0;
            else
                l[i * n + j] = l[j * n + j] > 0 ? sum / l[j * n + j] : 0;
            length += l[i * n + j] * l[i * n + j];
        }
        for (size_t j = 0; j <= i; j++)
            ret[i * n + j] = (float)(l[i * n + j] / sqrt(length > 0 ? length : 1));
    }
    free(l);
}
