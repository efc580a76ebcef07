/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * zone.c - the offset of a named time zone, read from the system's TZif files
 * (RFC 8536).  localtime() knows only the process's own zone.
 */
#include <pthread.h>
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

/* An offset and the seconds between which it holds. */
struct span {
    int64_t from, until, offset;
};

/* Seconds east of UTC at that time, from the 64-bit block; 0 on a bad file. */
static struct span
offset_in(const unsigned char *f, size_t n, int64_t t)
{
    struct span s = { INT64_MIN, INT64_MAX, 0 };
    struct counts k;
    const unsigned char *times, *kinds, *types;
    int64_t kind = 0, at;

    if (n < 44 || memcmp(f, "TZif", 4) != 0 || f[4] < '2')
        return s;
    k = read_counts(f);
    at = 44 + block_size(&k, 4);
    if (!sane(&k) || at + 44 > (int64_t)n)
        return s;
    f += at;
    n -= (size_t)at;
    k = read_counts(f);
    if (!sane(&k) || 44 + block_size(&k, 8) > (int64_t)n)
        return s;
    times = f + 44;
    kinds = times + k.time * 8;
    types = kinds + k.time;
    for (int64_t i = 0; i < k.time; i++) {
        int64_t change = big_endian(times + i * 8, 8);

        if (change > t) {
            s.until = change;
            break;
        }
        s.from = change;
        kind = kinds[i];
    }
    s.offset = kind < k.type ? big_endian(types + kind * 6, 4) : 0;
    return s;
}

static struct span
read_zone(const char *tz, int64_t t)
{
    struct span s = { INT64_MIN, INT64_MAX, 0 };
    unsigned char *data;
    char path[100];
    FILE *f;
    size_t n;

    snprintf(path, sizeof path, ZONE_DIR "%s", tz);
    f = fopen(path, "rbe");
    if (f == NULL)
        return s;
    data = malloc(ZONE_MAX);
    n = data == NULL ? 0 : fread(data, 1, ZONE_MAX, f);
    fclose(f);
    if (data != NULL)
        s = offset_in(data, n, t);
    free(data);
    return s;
}

/* Pages ask for the same few zones again and again; a file is read once a change of the clocks. */
#define KEPT 16

static pthread_mutex_t kept_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct kept_zone {
    char name[64];
    struct span span;
} kept[KEPT];

int64_t
zone_offset(const char *tz, int64_t t)
{
    struct kept_zone *z = NULL;
    struct span s;
    size_t at = 0;

    if (tz == NULL || !name_ok(tz))
        return 0;
    for (const char *p = tz; *p != '\0'; p++)
        at = at * 31 + (unsigned char)*p;
    z = &kept[at % KEPT];
    pthread_mutex_lock(&kept_mutex);
    s = z->span;
    if (strcmp(z->name, tz) != 0 || t < s.from || t >= s.until) {
        s = read_zone(tz, t);
        memcpy(z->name, tz, strlen(tz) + 1);
        z->span = s;
    }
    pthread_mutex_unlock(&kept_mutex);
    return s.offset;
}
