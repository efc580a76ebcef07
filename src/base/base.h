/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * base.h - what every file uses: sizes, slices, arenas, buffers, error codes.
 *
 * base/ knows no records, no store and no log.
 */
#ifndef ISMENE_BASE_H
#define ISMENE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))
#define MUST_USE __attribute__((warn_unused_result))
#define CLEANUP(fn) __attribute__((cleanup(fn)))

/*
 * The errors a function can return; 0 is success.  Each has one HTTP status
 * and one exit code (err.c).
 */
enum err {
    E_OK,
    E_INVALID,          /* 400/422: the input breaks a rule; fields say which */
    E_NOTFOUND,         /* 404 */
    E_CONFLICT,         /* 409/412: somebody else was quicker */
    E_DENIED,           /* 403 */
    E_STATE,            /* 409: not from this state */
    E_LIMIT,            /* 413: too large, too many */
    E_BUSY,             /* 503: try again */
    E_IO,               /* 500/507 */
    E_DB,               /* 500 */
    E_BUG,              /* 500 */
    E_AUTH,             /* 401: sign in first */
    E_PRECONDITION,     /* 428: send If-Match */
    E_STALE,            /* 412: If-Match names an older revision */
    E_TOOMANY,          /* 429: slow down */
    E_QUOTA,            /* 409: the organisation has used what it may use */
    E_UNKNOWN,          /* 503: perhaps done, perhaps not: repeat with the same Idempotency-Key */
};

int err_http(enum err e);
int err_exit(enum err e);
const char *err_name(enum err e);

/* Bytes that somebody else owns; not NUL-terminated. */
struct slice {
    const char *p;
    size_t n;
};

#define SLICE(lit) ((struct slice){ "" lit, sizeof(lit) - 1 })

struct slice slice_of(const char *s);               /* NULL gives an empty slice */
bool slice_eq(struct slice a, const char *s);
struct slice slice_trim(struct slice s);
/* Cut s at the first sep: returns what stands before it and moves *s behind it. */
struct slice slice_cut(struct slice *s, char sep);
bool slice_int(struct slice s, int64_t *ret);       /* whole slice, decimal, in range */

/* Is the word one of the blank-separated words of list?  NULL list: no. */
bool word_in(const char *list, const char *word);
bool word_in_n(const char *list, const char *word, size_t n);
/* Iterate over the words: for (struct slice l = slice_of(s), w; word_next(&l, &w); ) */
bool word_next(struct slice *list, struct slice *ret_word);

/*
 * An arena holds all memory of one request, job or command and gives it back
 * at once.  Allocation never returns NULL (real out-of-memory aborts).
 */
struct arena;
struct arena *arena_new(void);
void arena_free(struct arena *a);                   /* takes NULL */
void arena_reset(struct arena *a);
void *arena_alloc(struct arena *a, size_t n);       /* zeroed, aligned for anything */
void *arena_grow(struct arena *a, void *p, size_t old_bytes, size_t new_bytes);
char *arena_strdup(struct arena *a, const char *s); /* NULL gives NULL */
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *ascii_lower(struct arena *a, const char *s);  /* a copy; A to Z only */
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap) PRINTF(2, 0);
#define arena_new_of(a, type) ((type *)arena_alloc((a), sizeof(type)))

/* Append one element to an arena-held array: p, n and cap are lvalues. */
#define arena_push(a, p, n, cap)                                                     \
    ((n) < (cap) ? &(p)[(n)++]                                                       \
     : ((p) = arena_grow((a), (p), (cap) * sizeof *(p),                              \
            ((cap) ? (cap) * 2 : 8) * sizeof *(p)),                                  \
        (cap) = (cap) ? (cap) * 2 : 8, &(p)[(n)++]))

/*
 * A growing byte buffer with a maximum told at init.  Past the maximum it
 * keeps what it has, drops the rest and sets over.  Always NUL-terminated.
 */
struct buf {
    char *p;
    size_t n, cap, max;
    bool over;
};

#define BUF_MAX ((size_t)64 << 20)

void buf_init(struct buf *b, size_t max);
void buf_free(struct buf *b);                       /* takes an all-zero buffer */
void buf_reset(struct buf *b);
void buf_add_more(struct buf *b, const void *p, size_t n);      /* when there is no room */

/* A page is some thousands of these: inline while there is room. */
static inline void
buf_add(struct buf *b, const void *p, size_t n)
{
    if (n >= b->cap - b->n || b->over) {
        buf_add_more(b, p, n);
        return;
    }
    if (n == 0)
        return;
    memcpy(b->p + b->n, p, n);
    b->n += n;
    b->p[b->n] = '\0';
}

static inline void
buf_puts(struct buf *b, const char *s)
{
    buf_add(b, s, strlen(s));
}

static inline void
buf_putc(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_int(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
#define buf_lit(b, lit) buf_add((b), "" lit, sizeof(lit) - 1)

/* UTF-8 (RFC 3629). */
bool utf8_valid(const char *p, size_t n);
size_t utf8_length(const char *p, size_t n);        /* code points of valid text */

/* Civil dates are day numbers since 1970-01-01 (proleptic Gregorian). */
int64_t date_from_civil(int y, int m, int d);
void date_to_civil(int64_t day, int *ret_y, int *ret_m, int *ret_d);
bool date_parse(struct slice s, int64_t *ret_day);  /* YYYY-MM-DD, a real date */
#define DATE_LEN 10
void date_format(int64_t day, char out[static DATE_LEN + 1]);

/* Times are UTC microseconds since the epoch. */
int64_t clock_now(void);
int64_t clock_mono(void);                           /* monotonic microseconds */
int64_t clock_today(const char *tz, int64_t now);   /* day number in that time zone */
int64_t zone_offset(const char *tz, int64_t t);     /* seconds east of UTC; unknown zone: 0 */
#define TIME_LEN 27
void time_format(int64_t t, char out[static TIME_LEN + 1]);     /* 2026-09-30T10:00:00.123456Z */
bool time_parse(struct slice s, int64_t *ret);      /* RFC 3339, or a date (its last moment) */

/* Fixed-point decimals: value = integer / 10^scale. */
bool decimal_parse(struct slice s, int scale, int64_t *ret);
void decimal_format(struct buf *b, int64_t v, int scale);       /* no trailing zeros */

/* SHA-256 (FIPS 180-4) by libcrypto; the context is reused per thread. */
#define SHA256_LEN 32
void sha256(const void *p, size_t n, unsigned char out[static SHA256_LEN]);
struct sha256_part { const void *p; size_t n; };
void sha256_parts(const struct sha256_part *parts, size_t n, unsigned char out[static SHA256_LEN]);
void hex_encode(const unsigned char *p, size_t n, char *out);   /* out: 2n + 1 bytes */
bool hex_decode(struct slice s, unsigned char *out, size_t n);  /* exactly 2n digits */

void random_bytes(void *p, size_t n);
void random_hex(char *out, size_t bytes);           /* out: 2 * bytes + 1 */

/* Escapes for text placed in HTML content or a quoted attribute. */
void html_escape(struct buf *b, const char *p, size_t n);
void url_escape(struct buf *b, const char *p, size_t n);        /* RFC 3986 unreserved stay */
/* Percent and '+' decoding in the arena; false on a broken escape or a NUL. */
bool url_decode(struct arena *a, struct slice s, bool plus, struct slice *ret);

/* Comma-separated values (RFC 4180), with neutralised formulas on output. */
void csv_cell(struct buf *b, const char *p, size_t n, bool first);

#endif
