/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* frame.c - head, navigation, messages and errors around every page. */
#include <stdio.h>
#include <stdlib.h>

#include "base/embed.h"
#include "web/orgs.h"

char *
here(struct call *k, const char *fmt, ...)
{
    va_list ap;
    char *rest;

    va_start(ap, fmt);
    rest = arena_vprintf(k->c.arena, fmt, ap);
    va_end(ap);
    return arena_printf(k->c.arena, "%s%s", k->base, rest);
}

/* Only paths of this site: "/…", not "//host". */
const char *
local_path(struct call *k, const char *path, const char *fallback)
{
    (void)k;
    if (path == NULL || path[0] != '/' || path[1] == '/' || path[1] == '\\'
        || strpbrk(path, "\r\n\t") != NULL || strlen(path) > 2000)
        return fallback;
    return path;
}

void
flash_set(struct call *k, const char *text)
{
    struct buf b;

    buf_init(&b, 2000);
    url_escape(&b, text, strlen(text));
    if (!b.over)
        resp_cookie(k->c.arena, k->resp, "flash", b.p, 30, false);
    buf_free(&b);
}

static const char *
flash_take(struct call *k)
{
    const char *raw = req_cookie(k->req, "flash");
    struct slice text;

    if (raw == NULL || *raw == '\0' || !url_decode(k->c.arena, slice_of(raw), false, &text)
        || !utf8_valid(text.p, text.n))
        return NULL;
    resp_cookie(k->c.arena, k->resp, "flash", "", 0, false);
    return text.p;
}

static const char *
theme_of(struct call *k)
{
    const char *t = req_cookie(k->req, "theme");

    return t != NULL && (strcmp(t, "dark") == 0 || strcmp(t, "light") == 0) ? t : "auto";
}

static void
head(struct call *k, const struct frame *f)
{
    struct buf *h = k->out;
    const char *theme = theme_of(k);

    buf_printf(h, "<!doctype html>\n<html lang=\"en\" data-theme=\"%s\" data-bs-theme=\"%s\">"
        "<head><meta charset=\"utf-8\"><title>", theme,
        strcmp(theme, "dark") == 0 ? "dark" : "light");
    html_text(h, f->title);
    buf_lit(h, " \xc2\xb7 Ismene</title>"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
        "<meta name=\"ismene-base\" content=\"");
    html_text(h, k->base);
    buf_lit(h, "\">"
        "<meta name=\"htmx-config\" content='{\"includeIndicatorStyles\":false,"
        "\"historyCacheSize\":0,\"refreshOnHistoryMiss\":true,"
        "\"allowEval\":false,\"selfRequestsOnly\":true}'>"
        "<script src=\"/assets/theme.js\"></script>"
        "<link rel=\"icon\" href=\"/assets/icon.svg\" type=\"image/svg+xml\">"
        "<link rel=\"stylesheet\" href=\"/assets/tabler.min.css\">"
        "<link rel=\"stylesheet\" href=\"/assets/app.css\">"
        "<script src=\"/assets/htmx.min.js\" defer></script>"
        "<script src=\"/assets/tom-select.base.min.js\" defer></script>"
        "<script src=\"/assets/app.js\" defer></script>"
        "<script src=\"/assets/register.js\" defer></script>"
        "<script src=\"/assets/form.js\" defer></script>"
        "<script src=\"/assets/estimate.js\" defer></script>"
        "</head>");
}

/* "?" shows them (app.js). */
static void
page_keys(struct buf *h)
{
    static const struct { const char *key, *does; } keys[] = {
        { "/", "Search everything" }, { "g b", "Board" }, { "g w", "My work" },
        { "n", "New record, in a register" }, { "e", "Edit this record" }, { "?", "This list" },
    };

    buf_lit(h, "<dialog id=\"keys\" aria-labelledby=\"keys-h\"><h2 id=\"keys-h\">Keys</h2><dl>");
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        buf_printf(h, "<dt><kbd>%s</kbd></dt><dd>%s</dd>", keys[i].key, keys[i].does);
    buf_lit(h, "</dl><button class=\"btn\" type=\"button\" data-close>Close</button></dialog>");
}

static void
say(struct buf *h, const char *flash)
{
    if (flash == NULL)
        return;
    buf_lit(h, "<p class=\"flash\" role=\"status\">");
    html_text(h, flash);
    buf_lit(h, "</p>");
}

struct buf *
page_begin(struct call *k, const struct frame *f)
{
    const char *flash = flash_take(k);
    struct buf *h = k->out;

    k->resp->type = "text/html; charset=utf-8";
    head(k, f);
    if (f->outside) {
        buf_lit(h, "<body class=\"outside\"><a class=\"skip\" href=\"#main\">"
            "Skip to the content</a>");
        page_outside(k, h, f->active);
        buf_lit(h, "<main id=\"main\" tabindex=\"-1\">");
        say(h, flash);
        return h;
    }
    if (f->bare || k->slot == NULL) {
        buf_lit(h, "<body class=\"bare\"><main id=\"main\">");
        say(h, flash);
        return h;
    }
    buf_lit(h, "<body><a class=\"skip\" href=\"#main\">Skip to the content</a>");
    page_sidebar(k, h, f);
    buf_lit(h, "<div class=\"page-col\">");
    page_top(k, h, flash);
    buf_lit(h, "<main id=\"main\" tabindex=\"-1\">");
    return h;
}

void
page_end(struct call *k, const struct frame *f)
{
    buf_lit(k->out, "</main>");
    if (!f->bare && k->slot != NULL) {
        buf_lit(k->out, "</div>");
        page_keys(k->out);
    }
    buf_lit(k->out, "</body></html>\n");
}

/* The same for the same page while nothing changes: nothing is told by it, and the next
 * event, be it this form's, gives the next page another. */
static void
write_once(struct call *k)
{
    const int64_t state[] = { event_last(&k->c), k->nforms++ };
    const struct sha256_part parts[] = { { "once", 5 }, { k->csrf, sizeof k->csrf },
        { state, sizeof state } };
    unsigned char digest[SHA256_LEN];
    char hex[2 * SHA256_LEN + 1];

    sha256_parts(parts, ARRAY_LEN(parts), digest);
    hex_encode(digest, sizeof digest, hex);
    buf_printf(k->out, "<input type=\"hidden\" name=\"_once\" value=\"%.32s\">", hex);
}

void
page_token(struct call *k)
{
    buf_printf(k->out, "<input type=\"hidden\" name=\"_csrf\" value=\"%s\">", k->csrf);
}

void
page_csrf(struct call *k)
{
    page_token(k);
    if (k->c.db != NULL)
        write_once(k);
}

/*
 * A form sent twice (a double click, a page loaded again after an error) has its effect
 * once.  Whoever went back and filled in the same page anew sent another one.
 */
const char *
web_once(struct call *k)
{
    const char *once = form_get(&k->form, "_once");

    if (once == NULL || strlen(once) != 32)
        return NULL;
    return arena_printf(k->c.arena, "form %s %s", once, once_fingerprint(k));
}

const char *
page_error(const struct call *k, const char *field)
{
    for (size_t i = 0; i < k->c.nfields; i++)
        if (strcmp(k->c.fields[i].field, field) == 0)
            return k->c.fields[i].message;
    return NULL;
}

void
page_errors(struct call *k)
{
    struct buf *h = k->out;

    if (k->c.err == E_OK)
        return;
    buf_lit(h, "<div class=\"alert errors\" role=\"alert\" tabindex=\"-1\" id=\"errors\"><p>");
    html_text(h, k->c.nfields > 0 ? "This could not be saved yet:" : k->c.message);
    buf_lit(h, "</p>");
    if (k->c.nfields > 0) {
        buf_lit(h, "<ul>");
        for (size_t i = 0; i < k->c.nfields; i++) {
            buf_lit(h, "<li><a href=\"#f-");
            html_url(h, k->c.fields[i].field);
            buf_lit(h, "\">");
            html_text(h, k->c.fields[i].message);
            buf_lit(h, "</a></li>");
        }
        buf_lit(h, "</ul>");
    }
    buf_lit(h, "</div>");
}

static const char *
title_of(int status)
{
    switch (status) {
    case 401: return "Sign in first";
    case 403: return "Not for you";
    case 404: return "Nothing here";
    case 409: case 412: return "Not possible now";
    case 413: return "Too large";
    case 503: return "Busy";
    default: return status < 500 ? "This did not work" : "Something broke";
    }
}

/* Whoever is not signed in goes to the sign-in page and comes back. */
static bool
send_to_sign_in(struct call *k)
{
    struct buf b;

    if (k->c.err != E_AUTH || k->req->method != M_GET)
        return false;
    buf_init(&b, 4000);
    url_escape(&b, k->req->target, strlen(k->req->target));
    k->resp->status = 303;
    resp_redirect(k->c.arena, k->resp, arena_printf(k->c.arena, "/signin?next=%s",
        b.p != NULL && !b.over ? b.p : ""));
    buf_free(&b);
    return true;
}

void
web_error(struct call *k)
{
    struct frame f = { .bare = true };
    struct error_page p = { .status = k->resp->status };

    if (send_to_sign_in(k))
        return;
    f.title = p.title = title_of(p.status);
    p.message = k->c.nfields > 0 ? k->c.fields[0].message : k->c.message;
    if (p.status >= 500)
        fprintf(stderr, "%s %s: %s\n", method_name(k->req->method), k->req->path, p.message);
    if (p.status == 503)
        resp_header(k->c.arena, k->resp, "Retry-After", "2");
    if (k->c.err == E_UNKNOWN) {
        f.title = p.title = "Perhaps saved";
        p.message = "The database server went away while this was saved: whether it was, nobody "
            "can say yet. Load this page again and let the browser send the form once more: "
            "what was saved is not saved twice.";
    }
    page_error_text(k, page_begin(k, &f), &p);
    page_end(k, &f);
}

int
web_asset(struct call *k)
{
    static const struct { const char *end, *type; } types[] = {
        { ".css", "text/css; charset=utf-8" }, { ".js", "text/javascript; charset=utf-8" },
        { ".svg", "image/svg+xml" } };
    const char *name = req_param(k->req, "name"), *end = strrchr(name, '.');
    const struct embedded *f = embed_find(name);

    for (size_t i = 0; f != NULL && end != NULL && i < ARRAY_LEN(types); i++)
        if (strcmp(end, types[i].end) == 0) {
            k->resp->type = types[i].type;
            k->resp->fixed = f->data.p;
            k->resp->nfixed = f->data.n;
            resp_header(k->c.arena, k->resp, "Cache-Control", "public, max-age=3600");
            return 0;
        }
    return fail(&k->c, E_NOTFOUND, "There is no such file.");
}

int
web_health(struct call *k)
{
    k->resp->type = "text/plain";
    buf_lit(k->out, "ok\n");
    return 0;
}
