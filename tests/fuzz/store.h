/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* store.h - an organisation in memory for the targets that need one. */
#ifndef ISMENE_FUZZ_STORE_H
#define ISMENE_FUZZ_STORE_H

#include "app/org.h"
#include "fuzz.h"
#include "rec/store.h"

static const struct actor fuzz_actor = { .name = "fuzz", .email = "fuzz", .system = true };

/* Made once, with the records of that JSON text in it. */
static struct store *
memory_store(const char *records)
{
    static struct store *s;
    struct ctx c = { .actor = &fuzz_actor, .source = "import", .now = 1 };

    if (s != NULL)
        return s;
    c.arena = arena_new();
    MUST(store_open(&c, NULL, STORE_MEMORY, &s) == 0);
    MUST(store_write(&c, s) == 0);
    MUST(schema_create(&c) == 0);
    MUST(org_import(&c, slice_of(records), 0, NULL) == 0);
    MUST(store_commit(&c) == 0);
    arena_free(c.arena);
    return s;
}

#endif
