/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * hash.c - SHA-256 by libcrypto (it uses the processor's SHA instructions),
 * hexadecimal, and random bytes from libsodium.
 */
#include <openssl/evp.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

#include "base/base.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static EVP_MD *digest;

static void
free_context(void *p)
{
    EVP_MD_CTX_free(p);
}

static void
prepare(void)
{
    digest = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (digest == NULL || pthread_key_create(&key, free_context) != 0)
        abort();
}

static EVP_MD_CTX *
context(void)
{
    EVP_MD_CTX *ctx;

    pthread_once(&once, prepare);
    ctx = pthread_getspecific(key);
    if (ctx == NULL) {
        ctx = EVP_MD_CTX_new();
        if (ctx == NULL || pthread_setspecific(key, ctx) != 0)
            abort();
    }
    return ctx;
}

void
sha256_parts(const struct sha256_part *parts, size_t n, unsigned char out[static SHA256_LEN])
{
    EVP_MD_CTX *ctx = context();

    if (EVP_DigestInit_ex2(ctx, digest, NULL) != 1)
        abort();
    for (size_t i = 0; i < n; i++)
        if (EVP_DigestUpdate(ctx, parts[i].p, parts[i].n) != 1)
            abort();
    if (EVP_DigestFinal_ex(ctx, out, NULL) != 1)
        abort();
}

void
sha256(const void *p, size_t n, unsigned char out[static SHA256_LEN])
{
    sha256_parts(&(struct sha256_part){ p, n }, 1, out);
}

void
hex_encode(const unsigned char *p, size_t n, char *out)
{
    sodium_bin2hex(out, 2 * n + 1, p, n);
}

bool
hex_decode(struct slice s, unsigned char *out, size_t n)
{
    size_t len;

    return s.n == 2 * n && sodium_hex2bin(out, n, s.p, s.n, NULL, &len, NULL) == 0 && len == n;
}

void
random_bytes(void *p, size_t n)
{
    if (sodium_init() < 0)
        abort();
    randombytes_buf(p, n);
}

void
random_hex(char *out, size_t bytes)
{
    unsigned char raw[64];

    if (bytes > sizeof raw)
        abort();
    random_bytes(raw, bytes);
    hex_encode(raw, bytes, out);
}
