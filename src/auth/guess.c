/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* guess.c - counters of wrong passwords, in rows that all servers share. */
#include "auth/guess.h"

#define WINDOW (GUESS_WINDOW_S * INT64_C(1000000))
#define ID_LEN (2 * SHA256_LEN)

struct counter {
    char id[ID_LEN + 1];        /* a hash: addresses of people who mistyped are not kept */
    int most;
};

static void
name(struct counter *k, char kind, const char *email, const char *peer, int most)
{
    const struct sha256_part parts[] = { { &kind, 1 }, { email, strlen(email) + 1 },
        { peer, strlen(peer) } };
    unsigned char id[SHA256_LEN];

    sha256_parts(parts, ARRAY_LEN(parts), id);
    hex_encode(id, sizeof id, k->id);
    k->most = most;
}

static void
name_all(struct counter k[static 3], const char *email, const char *peer)
{
    name(&k[0], 'b', email, peer, GUESSES_PER_PAIR);
    name(&k[1], 'p', "", peer, GUESSES_PER_PEER);
    name(&k[2], 'e', email, "", GUESSES_PER_EMAIL);
}

static int
check(struct ctx *c, const struct counter k[static 3])
{
    for (size_t i = 0; i < 3 && c->err == E_OK; i++)
        if (db_get_int(c, 0, SQL("select n from guess where id = $id and since > $from "
                "and since < $to"), BINDS(bind_text("id", k[i].id),
                bind_int("from", c->now - WINDOW), bind_int("to", c->now + WINDOW))) >= k[i].most)
            return fail(c, E_TOOMANY, "Too many attempts. Wait a quarter of an hour, or ask your "
                "administrator for a new password.");
    return (int)c->err;
}

int
guess_check(struct ctx *c, const char *email, const char *peer)
{
    struct counter k[3];

    name_all(k, email, peer);
    return check(c, k);
}

int
guess_sweep(struct ctx *c)
{
    return db_exec(c, SQL("delete from guess where since <= $from or since >= $to"),
        BINDS(bind_int("from", c->now - WINDOW), bind_int("to", c->now + WINDOW)));
}

int
guess_wrong(struct ctx *c, const char *email, const char *peer)
{
    struct counter k[3];

    name_all(k, email, peer);
    if (check(c, k) != 0 || guess_sweep(c) != 0)
        return (int)c->err;
    for (size_t i = 0; i < 3 && c->err == E_OK; i++)
        if (db_exec(c, SQL("insert into guess (id, since, n) values ($id, $now, 1) "
                "on conflict (id) do update set n = guess.n + 1"),
                BINDS(bind_text("id", k[i].id), bind_int("now", c->now))) != 0)
            return (int)c->err;
    return (int)c->err;
}

bool
guess_is_counted(struct ctx *c, const char *email, const char *peer)
{
    struct counter k;

    name(&k, 'b', email, peer, 0);
    return db_get_int(c, 0, SQL("select n from guess where id = $id"),
        BINDS(bind_text("id", k.id))) > 0;
}

int
guess_right(struct ctx *c, const char *email, const char *peer)
{
    struct counter k;

    name(&k, 'b', email, peer, 0);
    return db_exec(c, SQL("delete from guess where id = $id"), BINDS(bind_text("id", k.id)));
}
