/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* escape.c - text made safe for HTML, URLs (RFC 3986) and CSV (RFC 4180). */
#include "base/base.h"

void
html_escape(struct buf *b, const char *p, size_t n)
{
    size_t from = 0;

    for (size_t i = 0; i < n; i++) {
        const char *to;

        switch (p[i]) {
        case '&':  to = "&amp;"; break;
        case '<':  to = "&lt;"; break;
        case '>':  to = "&gt;"; break;
        case '"':  to = "&quot;"; break;
        case '\'': to = "&#39;"; break;
        default:   continue;
        }
        buf_add(b, p + from, i - from);
        buf_puts(b, to);
        from = i + 1;
    }
    buf_add(b, p + from, n - from);
}

static bool
unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || c == '-' || c == '.' || c == '_' || c == '~';
}

void
url_escape(struct buf *b, const char *p, size_t n)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < n; i++) {
        if (unreserved(p[i])) {
            buf_putc(b, p[i]);
            continue;
        }
        buf_putc(b, '%');
        buf_putc(b, hex[(unsigned char)p[i] >> 4]);
        buf_putc(b, hex[(unsigned char)p[i] & 15]);
    }
}

static int
nibble(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool
url_decode(struct arena *a, struct slice s, bool plus, struct slice *ret)
{
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        int hi, lo;

        if (s.p[i] != '%') {
            out[n++] = plus && s.p[i] == '+' ? ' ' : s.p[i];
            continue;
        }
        if (s.n - i < 3 || (hi = nibble(s.p[i + 1])) < 0 || (lo = nibble(s.p[i + 2])) < 0)
            return false;
        if (hi == 0 && lo == 0)
            return false;
        out[n++] = (char)(hi << 4 | lo);
        i += 2;
    }
    *ret = (struct slice){ out, n };
    return memchr(out, '\0', n) == NULL;
}

/* A leading = + - @ tab or CR would be run as a formula by spreadsheets. */
void
csv_cell(struct buf *b, const char *p, size_t n, bool first)
{
    bool formula = n > 0 && strchr("=+-@\t\r", p[0]) != NULL;

    if (!first)
        buf_putc(b, ',');
    buf_putc(b, '"');
    if (formula)
        buf_putc(b, '\'');
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '"')
            buf_putc(b, '"');
        buf_putc(b, p[i]);
    }
    buf_putc(b, '"');
}
