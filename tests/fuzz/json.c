/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* json.c - fuzz: JSON in, its canonical form, and that form again. */
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct slice text = { (const char *)data, n }, rest = text, item;
    struct arena *a = arena_new();
    const char *why = NULL;
    json_t *one = json_in(a, text, 1 << 16, &why), *two;

    if (one == NULL) {
        MUST(why != NULL);
    } else {
        const char *canonical = json_canonical(a, one);

        MUST(utf8_valid(canonical, strlen(canonical)));
        two = json_in(a, slice_of(canonical), BUF_MAX, &why);
        MUST(two != NULL);
        MUST(strcmp(json_canonical(a, two), canonical) == 0);
        json_decref(two);
        json_decref(one);
    }
    while (json_array_next(a, &rest, &item))
        MUST(item.p != NULL);
    arena_free(a);
    return 0;
}
