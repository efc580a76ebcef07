/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* multipart.c - fuzz: forms; the first line of the input is the Content-Type. */
#include "fuzz.h"
#include "http/http.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new();
    struct slice rest = { (const char *)data, n }, line = slice_cut(&rest, '\n');
    struct pair header = { "Content-Type", slice_of(arena_strndup(a, line.p, line.n)) };
    struct request r = { .arena = a, .headers = &header, .nheaders = 1, .body = rest };
    const char *why = NULL;
    struct form f;
    size_t total = 0;

    if (form_parse(&r, &f, &why) != 0) {
        MUST(why != NULL);
    } else {
        for (size_t i = 0; i < f.nparts; i++) {
            const struct part *p = &f.parts[i];

            MUST(p->name != NULL && p->data.p != NULL && p->data.p[p->data.n] == '\0');
            MUST(p->file_name == NULL || strpbrk(p->file_name, "/\\") == NULL);
            MUST(form_part(&f, p->name) != NULL);
            total += p->data.n;
        }
        MUST(total <= n);
    }
    arena_free(a);
    return 0;
}
