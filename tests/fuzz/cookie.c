/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cookie.c - fuzz: what is found lies within the header. */
#include "fuzz.h"
#include "http/http.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct slice header = { (const char *)data, n };
    struct slice v = cookie_find(header, "ismene");

    if (v.p != NULL && v.n > 0) {
        MUST(v.p >= header.p && v.p + v.n <= header.p + n);
        MUST(memchr(v.p, ';', v.n) == NULL);
    }
    return 0;
}
