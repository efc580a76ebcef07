/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * fuzz.h - one entry a target: libFuzzer calls it (meson -Dfuzz=true, clang), and
 * so does replay.c over the files of corpus/TARGET/ in every test tree.
 */
#ifndef ISMENE_FUZZ_H
#define ISMENE_FUZZ_H

#include <stdlib.h>

#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* What must hold for every input; asserts may be compiled out. */
#define MUST(what)                                                                     \
    do {                                                                               \
        if (!(what))                                                                   \
            abort();                                                                   \
    } while (0)

#endif
