/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* number.c - fixed-point decimals, exact both ways. */
#include "base/base.h"

static const int64_t powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };

/* Digits before the point, into *v; returns how many characters were read. */
static size_t
whole_part(struct slice s, int64_t *v)
{
    size_t i = 0;

    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        if (__builtin_mul_overflow(*v, 10, v) || __builtin_add_overflow(*v, s.p[i] - '0', v))
            return 0;
    return i;
}

bool
decimal_parse(struct slice s, int scale, int64_t *ret)
{
    bool minus = s.n > 0 && s.p[0] == '-';
    int64_t v = 0, frac = 0, unit = powers[scale];
    size_t i;

    if (minus)
        s.p++, s.n--;
    i = whole_part(s, &v);
    if (i == 0)
        return false;
    if (i < s.n) {
        if (s.p[i] != '.' || i + 1 == s.n || scale == 0)
            return false;
        for (i++; i < s.n; i++) {
            if (s.p[i] < '0' || s.p[i] > '9')
                return false;
            if (unit == 1 && s.p[i] != '0')     /* finer than we keep */
                return false;
            if (unit > 1)
                unit /= 10, frac += (s.p[i] - '0') * unit;
        }
    }
    if (__builtin_mul_overflow(v, powers[scale], &v) || __builtin_add_overflow(v, frac, &v))
        return false;
    *ret = minus ? -v : v;
    return true;
}

void
decimal_format(struct buf *b, int64_t v, int scale)
{
    uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;
    uint64_t unit = (uint64_t)powers[scale], frac = u % unit;

    if (v < 0)
        buf_putc(b, '-');
    buf_int(b, (int64_t)(u / unit));
    if (frac == 0)
        return;
    buf_putc(b, '.');
    while (frac > 0) {
        unit /= 10;
        buf_putc(b, (char)('0' + frac / unit));
        frac %= unit;
    }
}
