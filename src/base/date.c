/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * date.c - civil dates as day numbers, times as UTC microseconds.
 *
 * The day arithmetic is Howard Hinnant's "chrono-compatible low-level date
 * algorithms" (days_from_civil, civil_from_days).
 */
#include <time.h>

#include "base/base.h"

#define DAY_US (INT64_C(86400) * 1000000)

int64_t
date_from_civil(int y, int m, int d)
{
    int64_t yy = m <= 2 ? (int64_t)y - 1 : y;
    int64_t era = (yy >= 0 ? yy : yy - 399) / 400;
    int64_t yoe = yy - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

    return era * 146097 + doe - 719468;
}

void
date_to_civil(int64_t day, int *ret_y, int *ret_m, int *ret_d)
{
    int64_t z = day + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;

    *ret_d = (int)(doy - (153 * mp + 2) / 5 + 1);
    *ret_m = (int)(mp < 10 ? mp + 3 : mp - 9);
    *ret_y = (int)(yoe + era * 400 + (*ret_m <= 2));
}

static bool
digits(const char *p, size_t n, int *ret)
{
    int v = 0;

    for (size_t i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9')
            return false;
        v = v * 10 + (p[i] - '0');
    }
    *ret = v;
    return true;
}

bool
date_parse(struct slice s, int64_t *ret_day)
{
    int y, m, d, y2, m2, d2;
    int64_t day;

    if (s.n != DATE_LEN || s.p[4] != '-' || s.p[7] != '-' || !digits(s.p, 4, &y)
        || !digits(s.p + 5, 2, &m) || !digits(s.p + 8, 2, &d))
        return false;
    if (m < 1 || m > 12 || d < 1 || d > 31)
        return false;
    day = date_from_civil(y, m, d);
    date_to_civil(day, &y2, &m2, &d2);
    if (y2 != y || m2 != m || d2 != d)          /* 30 February and the like */
        return false;
    *ret_day = day;
    return true;
}

static void
two(char *p, int v)
{
    p[0] = (char)('0' + v / 10 % 10);
    p[1] = (char)('0' + v % 10);
}

void
date_format(int64_t day, char out[static DATE_LEN + 1])
{
    int y, m, d;

    date_to_civil(day, &y, &m, &d);
    two(out, y / 100);
    two(out + 2, y % 100);
    out[4] = out[7] = '-';
    two(out + 5, m);
    two(out + 8, d);
    out[DATE_LEN] = '\0';
}

static int64_t
read_clock(clockid_t id)
{
    struct timespec t;

    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t
clock_now(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t
clock_mono(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t
clock_today(const char *tz, int64_t now)
{
    int64_t seconds = floor_div(now, 1000000);

    return floor_div(seconds + zone_offset(tz, seconds), 86400);
}

void
time_format(int64_t t, char out[static TIME_LEN + 1])
{
    int64_t day = floor_div(t, DAY_US), us = t - day * DAY_US;
    int64_t sec = us / 1000000, frac = us % 1000000;

    date_format(day, out);
    out[10] = 'T';
    two(out + 11, (int)(sec / 3600));
    two(out + 14, (int)(sec / 60 % 60));
    two(out + 17, (int)(sec % 60));
    out[13] = out[16] = ':';
    out[19] = '.';
    for (int i = 25; i >= 20; i--, frac /= 10)
        out[i] = (char)('0' + frac % 10);
    out[26] = 'Z';
    out[TIME_LEN] = '\0';
}

/* The part behind the seconds: optional fraction, then Z or +hh:mm. */
static bool
fraction_and_zone(struct slice s, int64_t *ret_us)
{
    int64_t us = 0, unit = 100000;
    int h, m;

    if (s.n > 0 && s.p[0] == '.') {
        size_t i = 1;

        for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++, unit /= 10)
            us += (s.p[i] - '0') * unit;
        if (i == 1)
            return false;
        s.p += i, s.n -= i;
    }
    if (s.n == 1 && (s.p[0] == 'Z' || s.p[0] == 'z')) {
        *ret_us = us;
        return true;
    }
    if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':' || !digits(s.p + 1, 2, &h)
        || !digits(s.p + 4, 2, &m) || h > 23 || m > 59)
        return false;
    *ret_us = us - (s.p[0] == '+' ? 1 : -1) * ((int64_t)h * 3600 + m * 60) * 1000000;
    return true;
}

bool
time_parse(struct slice s, int64_t *ret)
{
    int64_t day, rest;
    int h, m, sec;

    if (!date_parse((struct slice){ s.p, s.n < DATE_LEN ? s.n : DATE_LEN }, &day))
        return false;
    if (s.n == DATE_LEN) {
        *ret = (day + 1) * DAY_US - 1;
        return true;
    }
    if (s.n < 20 || (s.p[10] != 'T' && s.p[10] != 't') || s.p[13] != ':' || s.p[16] != ':'
        || !digits(s.p + 11, 2, &h) || !digits(s.p + 14, 2, &m) || !digits(s.p + 17, 2, &sec)
        || h > 23 || m > 59 || sec > 60)
        return false;
    if (!fraction_and_zone((struct slice){ s.p + 19, s.n - 19 }, &rest))
        return false;
    *ret = day * DAY_US + ((int64_t)h * 3600 + m * 60 + sec) * 1000000 + rest;
    return true;
}
