/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* import.c - fuzz: any JSON as an import; what is taken can be exported. */
#include "store.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct store *s = memory_store("{\"records\":[]}");
    struct ctx c = { .actor = &fuzz_actor, .source = "import", .now = 2, .today = 20000 };
    struct buf report, out;

    if (n > 20000)
        return 0;
    c.arena = arena_new();
    buf_init(&report, BUF_MAX);
    buf_init(&out, BUF_MAX);
    MUST(store_write(&c, s) == 0);
    if (org_import(&c, (struct slice){ (const char *)data, n }, 0,
            n > 0 && data[n - 1] == ' ' ? &report : NULL) == 0) {
        MUST(org_export(&c, &out) == 0);
        MUST(out.n > 2);
    } else {
        MUST(c.err == E_INVALID || c.err == E_CONFLICT || c.err == E_LIMIT);
        MUST(c.message != NULL);
    }
    store_rollback(&c);
    buf_free(&out);
    buf_free(&report);
    arena_free(c.arena);
    return 0;
}
