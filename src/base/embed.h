/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* embed.h - files compiled into the program (tools/embed.c). */
#ifndef ISMENE_EMBED_H
#define ISMENE_EMBED_H

#include "base/base.h"

struct embedded {
    const char *name;
    struct slice data;          /* NUL-terminated as well */
};

extern const struct embedded embedded_files[];
extern const size_t n_embedded_files;

const struct embedded *embed_find(const char *name);    /* NULL: none */

#endif
