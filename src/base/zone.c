/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * zone.c - the offset of a named time zone, read from the system's TZif files
 * (RFC 8536).  localtime() knows only the process's own zone.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"

#define ZONE_DIR "/usr/share/zoneinfo/"
#define ZONE_MAX ((size_t)64 << 10)

static bool
name_ok(const char *tz)
{
    size_t n = strlen(tz);

    if (n == 0 || n > 60 || tz[0] == '/' || strstr(tz, "..") != NULL)
        return false;
    return strspn(tz, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") == n;
}

static int64_t
big_endian(const unsigned char *p, size_t n)
{
    uint64_t v = p[0] & 0x80 ? ~UINT64_C(0) : 0;

    for (size_t i = 0; i < n; i++)
        v = v << 8 | p[i];
    return (int64_t)v;
}

struct counts {
    int64_t isut, isstd, leap, time, type, chars;
};

static struct counts
read_counts(const unsigned char *h)
{
    return (struct counts){
        big_endian(h + 20, 4), big_endian(h + 24, 4), big_endian(h + 28, 4),
        big_endian(h + 32, 4), big_endian(h + 36, 4), big_endian(h + 40, 4),
    };
}

static int64_t
block_size(const struct counts *k, int64_t time_size)
{
    return k->time * (time_size + 1) + k->type * 6 + k->chars + k->leap * (time_size + 4)
        + k->isstd + k->isut;
}

static bool
sane(const struct counts *k)
{
    return k->time >= 0 && k->time < 10000 && k->type > 0 && k->type < 256 && k->chars >= 0
        && k->chars < 4096 && k->leap >= 0 && k->leap < 1000 && k->isstd >= 0 && k->isut >= 0
        && k->isstd < 256 && k->isut < 256;
}

/* Seconds east of UTC at that time, from the 64-bit block; 0 on a bad file. */
static int64_t
offset_in(const unsigned char *f, size_t n, int64_t t)
{
    struct counts k;
    const unsigned char *times, *kinds, *types;
    int64_t kind = 0, at;

    if (n < 44 || memcmp(f, "TZif", 4) != 0 || f[4] < '2')
        return 0;
    k = read_counts(f);
    at = 44 + block_size(&k, 4);
    if (!sane(&k) || at + 44 > (int64_t)n)
        return 0;
    f += at;
    n -= (size_t)at;
    k = read_counts(f);
    if (!sane(&k) || 44 + block_size(&k, 8) > (int64_t)n)
        return 0;
    times = f + 44;
    kinds = times + k.time * 8;
    types = kinds + k.time;
    for (int64_t i = 0; i < k.time && big_endian(times + i * 8, 8) <= t; i++)
        kind = kinds[i];
    return kind < k.type ? big_endian(types + kind * 6, 4) : 0;
}

int64_t
zone_offset(const char *tz, int64_t t)
{
    unsigned char *data;
    char path[100];
    size_t n;
    FILE *f;
    int64_t off;

    if (tz == NULL || !name_ok(tz))
        return 0;
    snprintf(path, sizeof path, ZONE_DIR "%s", tz);
    f = fopen(path, "rbe");
    if (f == NULL)
        return 0;
    data = malloc(ZONE_MAX);
    n = data == NULL ? 0 : fread(data, 1, ZONE_MAX, f);
    fclose(f);
    off = offset_in(data, n, t);
    free(data);
    return off;
}
