/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* list.c - fuzz: any query, cursors among it, over a list; the answer is JSON. */
#include "http/http.h"
#include "store.h"

static const char records[] = "{\"records\":["
    "{\"type\":\"Person\",\"key\":\"PER-001\",\"name\":\"Ada\",\"in_scope\":true},"
    "{\"type\":\"Risk\",\"key\":\"RSK-01\",\"title\":\"Fire\",\"owner\":\"PER-001\","
    "\"affects\":[\"A\"],\"next_review_due\":\"2026-01-01\",\"status\":\"identified\"},"
    "{\"type\":\"Risk\",\"key\":\"RSK-02\",\"title\":\"Flood\",\"status\":\"accepted\"},"
    "{\"type\":\"Risk\",\"key\":\"RSK-03\",\"title\":\"Fire\",\"status\":\"closed\"}]}";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct store *s = memory_store(records);
    struct rec_query q = { .type = rec_type_by_name(SLICE("Risk")), .sort = -1, .limit = 2 };
    struct ctx c = { .actor = &fuzz_actor, .source = "api", .now = 2, .today = 20000 };
    const char *why;
    struct pair *p;
    size_t np = 0;
    struct buf out;
    json_t *tree;

    c.arena = arena_new();
    buf_init(&out, BUF_MAX);
    MUST(store_read(&c, s) == 0);
    if (query_parse(c.arena, (struct slice){ (const char *)data, n }, &p, &np) != 0)
        np = 0;
    for (size_t i = 0; i < np && c.err == E_OK; i++)
        if (query_set(&c, &q, p[i].name, p[i].value.p) != 0)
            MUST(c.err == E_INVALID);
    if (c.err == E_OK) {
        (void)rec_count(&c, &q);
        if (rec_list_json(&c, &q, &out) == 0) {
            tree = json_in(c.arena, (struct slice){ out.p, out.n }, BUF_MAX, &why);
            MUST(json_array_size(json_object_get(tree, "items")) <= (size_t)q.limit);
            json_decref(tree);
        } else {
            MUST(c.err == E_INVALID);
        }
    }
    store_rollback(&c);
    buf_free(&out);
    arena_free(c.arena);
    return 0;
}
