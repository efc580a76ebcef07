/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* seal.c - signed notes, and the key of the installation. */
#include "app/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#define NAME "ismene"
#define ED25519 '\x01'
#define ID_LEN 4
#define DASH "\xe2\x80\x94 "

static const int variant = sodium_base64_VARIANT_ORIGINAL;

/* The key's id: the first bytes of SHA-256 over name, newline, algorithm and key. */
static void
key_id(const unsigned char public[static SEAL_PUBLIC], unsigned char ret[static ID_LEN])
{
    unsigned char hash[SHA256_LEN];

    sha256_parts((struct sha256_part[]){ { NAME "\n\x01", sizeof NAME + 1 },
        { public, SEAL_PUBLIC } }, 2, hash);
    memcpy(ret, hash, ID_LEN);
}

static char *
base64(struct arena *a, const unsigned char *p, size_t n)
{
    size_t size = sodium_base64_encoded_len(n, variant);

    return sodium_bin2base64(arena_alloc(a, size), size, p, n, variant);
}

/* Keys at rest are the 32 bytes of the seed in hexadecimal. */
static bool
from_seed(struct slice hex, struct seal *ret)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    bool ok = hex_decode(slice_trim(hex), seed, sizeof seed);

    if (ok)
        crypto_sign_seed_keypair(ret->public, ret->secret, seed);
    sodium_memzero(seed, sizeof seed);
    return ok;
}

static void
new_seed(char hex[static 2 * crypto_sign_SEEDBYTES + 1])
{
    unsigned char seed[crypto_sign_SEEDBYTES];

    random_bytes(seed, sizeof seed);
    hex_encode(seed, sizeof seed, hex);
    sodium_memzero(seed, sizeof seed);
}

static int
write_file(struct ctx *c, const char *path)
{
    char hex[2 * crypto_sign_SEEDBYTES + 2];
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok;

    if (fd < 0)
        return errno == EEXIST ? 0 : fail(c, E_IO, "%s cannot be made: %s.", path,
            strerror(errno));
    new_seed(hex);
    hex[2 * crypto_sign_SEEDBYTES] = '\n';
    ok = write(fd, hex, sizeof hex - 1) == (ssize_t)sizeof hex - 1 && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    sodium_memzero(hex, sizeof hex);
    if (ok)
        return 0;
    unlink(path);
    return fail(c, E_IO, "%s cannot be written: %s.", path, strerror(errno));
}

static int
from_file(struct ctx *c, const char *path, struct seal *ret)
{
    char hex[2 * crypto_sign_SEEDBYTES + 2] = "";
    ssize_t n;
    int fd;

    if (access(path, F_OK) != 0 && write_file(c, path) != 0)
        return (int)c->err;
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    n = fd >= 0 ? read(fd, hex, sizeof hex - 1) : -1;
    if (fd >= 0)
        close(fd);
    if (n < 0)
        fail(c, E_IO, "%s cannot be read: %s.", path, strerror(errno));
    else if (!from_seed((struct slice){ hex, (size_t)n }, ret))
        fail(c, E_DB, "%s is not a key of Ismene. Restore it from a backup.", path);
    sodium_memzero(hex, sizeof hex);
    return (int)c->err;
}

static int
from_control(struct ctx *c, struct store *control, struct seal *ret)
{
    char hex[2 * crypto_sign_SEEDBYTES + 1];
    const char *kept;

    if (store_write(c, control) != 0)
        return (int)c->err;
    new_seed(hex);
    if (db_exec(c, SQL("insert into secret (name, value) values ('seal', $hex) "
            "on conflict (name) do nothing"), BINDS(bind_text("hex", hex))) == 0) {
        kept = db_get_text(c, SQL("select value from secret where name = 'seal'"), NO_BINDS);
        if (c->err == E_OK && (kept == NULL || !from_seed(slice_of(kept), ret)))
            fail(c, E_DB, "The key in the control store is not a key of Ismene.");
    }
    if (c->err != E_OK || store_commit(c) != 0)
        store_rollback(c);
    sodium_memzero(hex, sizeof hex);
    return (int)c->err;
}

int
seal_load(struct ctx *c, const char *place, struct store *control, struct seal *ret)
{
    return place_is_server(place) ? from_control(c, control, ret)
        : from_file(c, arena_printf(c->arena, "%s/keys/seal.key", place), ret);
}

char *
seal_public(struct arena *a, const struct seal *s)
{
    unsigned char id[ID_LEN], key[1 + SEAL_PUBLIC] = { ED25519 };
    char hex[2 * ID_LEN + 1];

    key_id(s->public, id);
    hex_encode(id, sizeof id, hex);
    memcpy(key + 1, s->public, SEAL_PUBLIC);
    return arena_printf(a, NAME "+%s+%s", hex, base64(a, key, sizeof key));
}

char *
seal_sign(struct arena *a, const struct seal *s, const char *text)
{
    unsigned char sig[ID_LEN + crypto_sign_BYTES];

    key_id(s->public, sig);
    crypto_sign_detached(sig + ID_LEN, NULL, (const unsigned char *)text, strlen(text),
        s->secret);
    return arena_printf(a, "%s\n" DASH NAME " %s\n", text, base64(a, sig, sizeof sig));
}

static bool
from_base64(struct slice s, unsigned char *out, size_t n)
{
    size_t got;

    return sodium_base642bin(out, n, s.p, s.n, NULL, &got, NULL, variant) == 0 && got == n;
}

static int
read_public(struct ctx *c, const char *text, unsigned char ret[static SEAL_PUBLIC])
{
    struct slice rest = slice_trim(slice_of(text)), name = slice_cut(&rest, '+'), id;
    unsigned char key[1 + SEAL_PUBLIC], want[ID_LEN], have[ID_LEN];

    id = slice_cut(&rest, '+');
    if (!slice_eq(name, NAME) || !hex_decode(id, want, sizeof want)
        || !from_base64(rest, key, sizeof key) || key[0] != ED25519)
        return fail(c, E_INVALID, "This is not a public key of Ismene: it is one line, "
            NAME "+…+….");
    memcpy(ret, key + 1, SEAL_PUBLIC);
    key_id(ret, have);
    return memcmp(want, have, sizeof want) == 0 ? 0
        : fail(c, E_INVALID, "This public key was altered: its id does not fit it.");
}

int
seal_verify(struct ctx *c, struct slice note, const char *public_key)
{
    unsigned char public[SEAL_PUBLIC], id[ID_LEN], sig[ID_LEN + crypto_sign_BYTES];
    const char *mark = NULL, *at = note.p;
    struct slice rest, line;

    if (read_public(c, public_key, public) != 0)
        return (int)c->err;
    while (note.n > 0 && (at = memmem(at, (size_t)(note.p + note.n - at), "\n\n", 2)) != NULL)
        mark = at++;                    /* the last empty line */
    if (mark == NULL || !utf8_valid(note.p, note.n))
        return fail(c, E_INVALID, "This is not a signed note.");
    key_id(public, id);
    rest = (struct slice){ mark + 2, (size_t)(note.p + note.n - mark - 2) };
    while (rest.n > 0) {
        line = slice_cut(&rest, '\n');
        if (line.n <= strlen(DASH NAME " ") || memcmp(line.p, DASH NAME " ",
                strlen(DASH NAME " ")) != 0)
            continue;
        line.p += strlen(DASH NAME " ");
        line.n -= strlen(DASH NAME " ");
        if (from_base64(line, sig, sizeof sig) && memcmp(sig, id, ID_LEN) == 0)
            return crypto_sign_verify_detached(sig + ID_LEN, (const unsigned char *)note.p,
                (unsigned long long)(mark + 1 - note.p), public) == 0 ? 0
                : fail(c, E_INVALID, "The signature does not fit: the text was altered.");
    }
    return fail(c, E_INVALID, "This was not signed with that key.");
}
