/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* router.c - fuzz: any path over the real tables; the gate over its target. */
#include "api/api.h"
#include "fuzz.h"
#include "web/web.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    const struct route *const tables[] = { api_site.routes, web_site.routes };
    const size_t sizes[] = { api_site.nroutes, web_site.nroutes };
    const struct gate_header host = { "Host", 4, "x", 1 };
    struct arena *a = arena_new();
    char *path = n > 1 ? arena_printf(a, "/%s", arena_strndup(a, (const char *)data + 1, n - 1))
        : arena_strdup(a, "/");
    struct request r = { .arena = a, .path = path };
    enum method m = n > 0 ? (enum method)(data[0] % (M_OTHER + 1)) : M_GET;
    const struct route *row = NULL;
    const char *allow = NULL;

    (void)gate_check("HTTP/1.1", path, &host, 1);
    switch (route_find(tables, sizes, 2, m, &r, &row, &allow)) {
    case ROUTE_FOUND:
        MUST(row != NULL && row->method == (m == M_HEAD ? M_GET : m));
        for (size_t i = 0; i < r.nparams; i++)
            MUST(r.params[i].value.n > 0 && strchr(r.params[i].value.p, '/') == NULL);
        break;
    case ROUTE_METHOD:
        MUST(allow != NULL && *allow != '\0');
        break;
    case ROUTE_NONE:
        break;
    }
    arena_free(a);
    return 0;
}
