/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* query.c - fuzz: a query is decoded to valid text, which encodes and decodes to itself. */
#include "fuzz.h"
#include "http/http.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new();
    struct pair *p, *q;
    size_t np = 0, nq = 0;
    struct buf b;

    if (query_parse(a, (struct slice){ (const char *)data, n }, &p, &np) == 0) {
        buf_init(&b, BUF_MAX);
        for (size_t i = 0; i < np; i++) {
            MUST(utf8_valid(p[i].name, strlen(p[i].name)));
            MUST(strlen(p[i].value.p) == p[i].value.n);
            url_escape(&b, p[i].name, strlen(p[i].name));
            buf_putc(&b, '=');
            url_escape(&b, p[i].value.p, p[i].value.n);
            buf_putc(&b, '&');
        }
        MUST(query_parse(a, (struct slice){ b.p != NULL ? b.p : "", b.n }, &q, &nq) == 0);
        MUST(np == nq);
        for (size_t i = 0; i < np; i++)
            MUST(strcmp(p[i].name, q[i].name) == 0
                && strcmp(p[i].value.p, q[i].value.p) == 0);
        buf_free(&b);
    }
    arena_free(a);
    return 0;
}
