/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* html.c - small pieces of pages: text, marks, dates, people. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/embed.h"
#include "web/web.h"

void
html_text(struct buf *h, const char *s)
{
    if (s != NULL)
        html_escape(h, s, strlen(s));
}

void
html_slice(struct buf *h, struct slice s)
{
    html_escape(h, s.p, s.n);
}

void
html_url(struct buf *h, const char *s)
{
    if (s != NULL)
        url_escape(h, s, strlen(s));
}

/* The files are ours: the drawing inside of <svg> is taken as it is. */
void
html_icon(struct buf *h, const char *name)
{
    char file[64];
    const struct embedded *f;
    const char *from, *to;

    if (strlen(name) > 50)
        return;
    memcpy(file, name, strlen(name));
    memcpy(file + strlen(name), ".svg", 5);
    f = embed_find(file);
    if (f == NULL || (from = strstr(f->data.p, "<path")) == NULL
        || (to = strstr(from, "</svg>")) == NULL)
        return;
    buf_lit(h, "<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">");
    buf_add(h, from, (size_t)(to - from));
    buf_lit(h, "</svg>");
}

const char *
colour_word(enum colour colour)
{
    static const char *const words[] = { "nothing to judge yet", "conforms", "needs attention",
        "not met" };

    return words[colour];
}

void
html_mark(struct buf *h, enum colour colour, bool word)
{
    static const char *const shapes[] = { "\xe2\x97\x8b", "\xe2\x97\x8f", "\xe2\x96\xb2",
        "\xe2\x96\xa0" };

    buf_printf(h, "<span class=\"mark %s\"><span aria-hidden=\"true\">%s</span><span%s> %s</span>"
        "</span>", colour_names[colour], shapes[colour], word ? "" : " class=\"visually-hidden\"",
        colour_word(colour));
}

void
html_day(struct buf *h, int64_t day)
{
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
        "Sep", "Oct", "Nov", "Dec" };
    int y, m, d;

    date_to_civil(day, &y, &m, &d);
    buf_printf(h, "%d %s %d", d, months[m - 1], y);
}

static void
distance(struct buf *h, int64_t days)
{
    int64_t n = days < 0 ? -days : days;
    const char *unit = "days";

    if (days == 0 || n == 1) {
        buf_puts(h, days == 0 ? "today" : days < 0 ? "yesterday" : "tomorrow");
        return;
    }
    if (n > 60 && n <= 730) {
        n = (n + 15) / 30;
        unit = "months";
    } else if (n > 730) {
        n = n / 365;
        unit = "years";
    }
    if (days < 0)
        buf_printf(h, "%" PRId64 " %s ago", n, unit);
    else
        buf_printf(h, "in %" PRId64 " %s", n, unit);
}

void
html_date(struct buf *h, int64_t day, int64_t today)
{
    char iso[DATE_LEN + 1];

    date_format(day, iso);
    buf_printf(h, "<time datetime=\"%s\" title=\"%s\">", iso, iso);
    html_day(h, day);
    buf_lit(h, " <span class=\"rel\">");
    distance(h, day - today);
    buf_lit(h, "</span></time>");
}

void
html_time(struct buf *h, int64_t at)
{
    char text[TIME_LEN + 1];

    time_format(at, text);
    buf_printf(h, "<time datetime=\"%s\">", text);
    html_day(h, at / INT64_C(86400000000));
    buf_printf(h, ", %.5s</time>", text + 11);
}

void
html_person(struct buf *h, const char *name)
{
    char initials[9] = "";
    size_t n = 0;
    bool begin = true;

    for (const char *p = name; *p != '\0' && n < 2; p++) {
        if (begin && ((unsigned char)*p & 0x80) == 0 && *p != ' ' && *p != '(')
            initials[n++] = *p;
        begin = *p == ' ';
    }
    initials[n] = '\0';
    buf_lit(h, "<span class=\"person\"><span class=\"initials\" aria-hidden=\"true\">");
    html_text(h, initials);
    buf_lit(h, "</span><span class=\"full\">");
    html_text(h, name);
    buf_lit(h, "</span></span>");
}

void
html_count(struct buf *h, size_t n, const char *one, const char *many)
{
    buf_printf(h, "%zu %s", n, n == 1 ? one : many);
}
