/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * gate.c - refuses requests whose framing two parsers could read differently
 * (RFC 9112, 2.2, 3.2, 5.1, 6.3; request smuggling).
 */
#include <strings.h>

#include "http/http.h"

static bool
is_token(const char *p, size_t n)
{
    if (n == 0)
        return false;
    for (size_t i = 0; i < n; i++) {
        unsigned char ch = (unsigned char)p[i];

        if (ch <= ' ' || ch >= 127 || strchr("\"(),/:;<=>?@[\\]{}", ch) != NULL)
            return false;
    }
    return true;
}

static bool
is_named(const struct gate_header *h, const char *name)
{
    return h->name_len == strlen(name) && strncasecmp(h->name, name, h->name_len) == 0;
}

static bool
all_digits(const char *p, size_t n)
{
    if (n == 0 || n > 18)
        return false;
    for (size_t i = 0; i < n; i++)
        if (p[i] < '0' || p[i] > '9')
            return false;
    return true;
}

static bool
plain_value(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char ch = (unsigned char)p[i];

        if ((ch < ' ' && ch != '\t') || ch == 127)
            return false;
    }
    return true;
}

static const char *
check_target(const char *t)
{
    if (t == NULL || t[0] != '/')
        return "The request target must be a path.";
    for (const char *p = t; *p != '\0'; p++) {
        unsigned char ch = (unsigned char)*p;

        if (ch <= ' ' || ch >= 127 || ch == '#' || ch == '\\')
            return "The request target holds a character that must be encoded.";
    }
    return NULL;
}

const char *
gate_check(const char *version, const char *raw_target, const struct gate_header *h, size_t n)
{
    size_t hosts = 0, lengths = 0, codings = 0;

    if (version == NULL || (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0))
        return "Only HTTP/1.1 is spoken here.";
    for (size_t i = 0; i < n; i++) {
        if (!is_token(h[i].name, h[i].name_len))
            return "A header name holds a forbidden character.";
        if (!plain_value(h[i].value, h[i].value_len))
            return "A header value holds a control character.";
        if (is_named(&h[i], "Content-Length")) {
            lengths++;
            if (!all_digits(h[i].value, h[i].value_len))
                return "Content-Length must be a number.";
        }
        codings += is_named(&h[i], "Transfer-Encoding");
        hosts += is_named(&h[i], "Host");
    }
    if (hosts != 1 && !(hosts == 0 && strcmp(version, "HTTP/1.0") == 0))
        return "Exactly one Host is needed.";
    if (lengths > 1)
        return "More than one Content-Length.";
    if (codings > 0)
        return "Transfer-Encoding is not accepted: send Content-Length.";
    return check_target(raw_target);
}
