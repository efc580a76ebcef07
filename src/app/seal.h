/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * seal.h - what the installation signs: notes in the format of C2SP signed-note
 * (https://c2sp.org/signed-note), with Ed25519 (RFC 8032) by libsodium.  Anybody
 * with the public key can check one, with this program or with another.
 */
#ifndef ISMENE_APP_SEAL_H
#define ISMENE_APP_SEAL_H

#include "db/db.h"

#define SEAL_PUBLIC 32
#define SEAL_SECRET 64

struct seal {
    unsigned char public[SEAL_PUBLIC], secret[SEAL_SECRET];
};

/* The key of the installation, made at first need: DATA/keys/seal.key, readable by its owner
 * alone; in the control store when the place is a database.  Takes no transaction. */
int seal_load(struct ctx *c, const char *place, struct store *control, struct seal *ret) MUST_USE;
/* "ismene+1234abcd+BASE64": the public key, with name and key id. */
char *seal_public(struct arena *a, const struct seal *s);
/* text ends with a newline; the note is text, an empty line and the signature's line. */
char *seal_sign(struct arena *a, const struct seal *s, const char *text);
/* 0, or E_INVALID and why: the text is not signed by that key, or no note at all. */
int seal_verify(struct ctx *c, struct slice note, const char *public_key) MUST_USE;

#endif
