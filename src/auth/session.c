/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* session.c - signed-in browsers and programs; the store sees only hashes of tokens. */
#include "auth/auth.h"

#define SECOND INT64_C(1000000)
#define IDLE (SESSION_IDLE_HOURS * 3600 * SECOND)
#define AGE (SESSION_DAYS * 86400 * SECOND)
#define TOUCH (300 * SECOND)    /* seen_at is written at most so often */

static void
hash_of(const char *label, const char *token, char ret[static 2 * SHA256_LEN + 1])
{
    const struct sha256_part parts[] = { { label, strlen(label) + 1 }, { token, strlen(token) } };
    unsigned char digest[SHA256_LEN];

    sha256_parts(parts, ARRAY_LEN(parts), digest);
    hex_encode(digest, sizeof digest, ret);
}

void
session_csrf(const char *token, char ret[static TOKEN_LEN + 1])
{
    hash_of("csrf", token, ret);
}

int
session_sweep(struct ctx *c)
{
    return db_exec(c, SQL("delete from session where seen_at < $idle or created_at < $age"),
        BINDS(bind_int("idle", c->now - IDLE), bind_int("age", c->now - AGE)));
}

int
session_new(struct ctx *c, const struct account *a, const char *peer,
    char ret_token[static TOKEN_LEN + 1])
{
    char hash[2 * SHA256_LEN + 1];

    random_hex(ret_token, TOKEN_LEN / 2);
    hash_of("session", ret_token, hash);
    if (session_sweep(c) != 0)
        return (int)c->err;
    return db_exec(c, SQL("insert into session (token, account, peer, created_at, seen_at) "
        "values ($token, $account, $peer, $now, $now)"), BINDS(bind_text("token", hash),
        bind_int("account", a->id), bind_text("peer", peer), bind_int("now", c->now)));
}

int
session_find(struct ctx *c, const char *token, struct account *ret,
    struct session_times *ret_times)
{
    char hash[2 * SHA256_LEN + 1];
    struct stmt *s;
    bool found;

    hash_of("session", token, hash);
    s = db_query(c, SQL("select a.id, a.email, a.name, a.admin, s.seen_at, s.created_at from session s "
        "join account a on a.id = s.account where s.token = $token and s.seen_at > $idle "
        "and s.created_at > $age and a.disabled = 0"), BINDS(bind_text("token", hash),
        bind_int("idle", c->now - IDLE), bind_int("age", c->now - AGE)));
    found = db_step(c, s);
    if (found) {
        *ret = (struct account){ db_int(s, 0), db_strdup(c, s, 1), db_strdup(c, s, 2),
            db_int(s, 3) != 0, false };
        *ret_times = (struct session_times){ db_int(s, 4) + TOUCH, db_int(s, 4) + IDLE };
        if (ret_times->until > db_int(s, 5) + AGE)
            ret_times->until = db_int(s, 5) + AGE;
    }
    if (db_done(c, s) != 0)
        return (int)c->err;
    return found ? 0 : fail(c, E_AUTH, "Sign in first.");
}

int
session_touch(struct ctx *c, const char *token)
{
    char hash[2 * SHA256_LEN + 1];

    hash_of("session", token, hash);
    return db_exec(c, SQL("update session set seen_at = $now where token = $token"),
        BINDS(bind_int("now", c->now), bind_text("token", hash)));
}

int
session_end(struct ctx *c, const char *token)
{
    char hash[2 * SHA256_LEN + 1];

    hash_of("session", token, hash);
    return db_exec(c, SQL("delete from session where token = $token"),
        BINDS(bind_text("token", hash)));
}

int
session_end_all(struct ctx *c, int64_t account)
{
    return db_exec(c, SQL("delete from session where account = $account"),
        BINDS(bind_int("account", account)));
}
