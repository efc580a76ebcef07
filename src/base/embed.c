/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* embed.c - finds a file compiled into the program. */
#include "base/embed.h"

const struct embedded *
embed_find(const char *name)
{
    for (size_t i = 0; i < n_embedded_files; i++)
        if (strcmp(embedded_files[i].name, name) == 0)
            return &embedded_files[i];
    return NULL;
}
