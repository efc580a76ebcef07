/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * csv.c - fuzz: a cell out is one cell and no formula; a cell in becomes a value of
 * any field or an error, and what it became goes to JSON and back unchanged.
 */
#include "fuzz.h"
#include "rec/kind.h"

static void
cell_out(const char *p, size_t n)
{
    struct buf b;
    size_t i = 1, read = 0;

    buf_init(&b, BUF_MAX);
    csv_cell(&b, p, n, true);
    MUST(b.n >= 2 && b.p[0] == '"' && b.p[b.n - 1] == '"');
    MUST(b.n == 2 || strchr("=+-@\t\r", b.p[1]) == NULL);
    i += b.p[1] == '\'' && (n == 0 || p[0] != '\'');
    for (; i < b.n - 1; i++, read++) {
        if (b.p[i] == '"')
            MUST(b.p[++i] == '"' && i < b.n - 1);
        MUST(read < n && b.p[i] == p[read]);
    }
    MUST(read == n);
    buf_free(&b);
}

static void
cell_in(struct ctx *c, const struct field *f, struct slice text)
{
    struct value v = { 0 }, back = { 0 };
    struct json_out j;
    const char *why;
    json_t *tree;
    struct buf b;

    if (value_from_text(c, f, text, &v) != 0) {
        MUST(c->err == E_INVALID && c->nfields > 0);
        return;
    }
    buf_init(&b, BUF_MAX);
    j = (struct json_out){ &b, false };
    value_to_json(&j, f, &v);
    tree = json_in(c->arena, (struct slice){ b.p, b.n }, BUF_MAX, &why);
    MUST(tree != NULL);
    MUST(value_from_json(c, f, tree, &back) == 0 && value_equal(&v, &back));
    json_decref(tree);
    buf_free(&b);
    MUST(value_text(c, f, &v) != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const struct actor actor = { .name = "fuzz", .email = "fuzz", .system = true };
    const struct rec_type *t;
    struct ctx c = { .actor = &actor };

    if (n < 2)
        return 0;
    c.arena = arena_new();
    t = rec_types[data[0] % n_rec_types];
    cell_out((const char *)data + 2, n - 2);
    cell_in(&c, &t->fields[data[1] % t->nfields], (struct slice){ (const char *)data + 2, n - 2 });
    arena_free(c.arena);
    return 0;
}
