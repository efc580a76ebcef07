/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* kernels.c - which kernel runs here, and the keys of streams. */
#include "risk/kernel.h"

extern const struct kernel kernel_plain;
#if RISK_X86
extern const struct kernel kernel_avx2, kernel_avx512;
const struct kernel *const kernels[] = { &kernel_avx512, &kernel_avx2, &kernel_plain };
#else
const struct kernel *const kernels[] = { &kernel_plain };
#endif
const size_t nkernels = ARRAY_LEN(kernels);

const struct kernel *
kernel_best(void)
{
    size_t i = 0;

    while (!kernels[i]->usable())
        i++;
    return kernels[i];
}

void
threefry(struct key key, uint32_t counter[2])
{
    static const int by[8] = { 13, 15, 26, 6, 17, 29, 16, 24 };
    const uint32_t k[3] = { key.k[0], key.k[1], 0x1BD11BDAu ^ key.k[0] ^ key.k[1] };
    uint32_t a = counter[0] + k[0], b = counter[1] + k[1];

    for (uint32_t r = 0; r < 20; r++) {
        int n = by[r % 8];

        a += b;
        b = (b << n | b >> (32 - n)) ^ a;
        if (r % 4 == 3) {
            uint32_t s = r / 4 + 1;

            a += k[s % 3];
            b += k[(s + 1) % 3] + s;
        }
    }
    counter[0] = a;
    counter[1] = b;
}

struct key
key_of(uint64_t seed, uint32_t what, uint32_t block)
{
    struct key key = { { (uint32_t)seed, (uint32_t)(seed >> 32) } }, ret = { { what, block } };

    threefry(key, ret.k);
    return ret;
}
