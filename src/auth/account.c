/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* account.c - accounts, and who signs in. */
#include "auth/auth.h"
#include "auth/guess.h"

static bool
email_ok(const char *email)
{
    const char *at = strchr(email, '@');
    size_t n = strlen(email);

    if (at == NULL || at == email || at[1] == '\0' || strchr(at + 1, '@') != NULL || n > 254)
        return false;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)email[i] <= ' ' || strchr("<>()[],;:\\\"", email[i]) != NULL)
            return false;
    return utf8_valid(email, n);
}

int
account_add(struct ctx *c, const char *email, const char *name, const char *hash, int64_t *ret_id)
{
    const char *folded = ascii_lower(c->arena, email);

    if (!email_ok(email))
        return fail_field(c, "email", "This is not an e-mail address.");
    if (db_exec(c, SQL("insert into account (email, name, password, created_at) values "
            "($email, $name, $hash, $now) on conflict (email) do nothing"),
            BINDS(bind_text("email", folded), bind_text("name", name), bind_text("hash", hash),
                bind_int("now", c->now))) != 0)
        return (int)c->err;
    *ret_id = db_get_int(c, 0, SQL("select id from account where email = $email"),
        BINDS(bind_text("email", folded)));
    return (int)c->err;
}

int
account_set_hash(struct ctx *c, int64_t id, const char *hash)
{
    return db_exec(c, SQL("update account set password = $hash where id = $id"),
        BINDS(bind_text("hash", hash), bind_int("id", id)));
}

int
account_set_admin(struct ctx *c, int64_t id, bool admin)
{
    return db_exec(c, SQL("update account set admin = $admin where id = $id"),
        BINDS(bind_int("admin", admin), bind_int("id", id)));
}

int
account_by_email(struct ctx *c, const char *email, struct account *ret)
{
    struct stmt *s = db_query(c, SQL("select id, email, name, admin, disabled from account "
        "where email = $email"), BINDS(bind_text("email", ascii_lower(c->arena, email))));
    bool found = db_step(c, s);

    if (found)
        *ret = (struct account){ db_int(s, 0), db_strdup(c, s, 1), db_strdup(c, s, 2),
            db_int(s, 3) != 0, db_int(s, 4) != 0 };
    if (db_done(c, s) != 0)
        return (int)c->err;
    return found ? 0 : fail(c, E_NOTFOUND, "There is no account %.254s.", email);
}

const char *
account_hash(struct ctx *c, int64_t id)
{
    return db_get_text(c, SQL("select password from account where id = $id"),
        BINDS(bind_int("id", id)));
}

/* Look the account up; an unknown one leaves *ret zero. */
static int
look_up(struct ctx *c, struct store *control, const char *email, const char *peer,
    struct account *ret, const char **ret_hash)
{
    *ret = (struct account){ 0 };
    *ret_hash = NULL;
    if (store_read(c, control) != 0)
        return (int)c->err;
    if (guess_check(c, email, peer) == 0) {
        if (account_by_email(c, email, ret) == 0)
            *ret_hash = account_hash(c, ret->id);
        else if (c->err == E_NOTFOUND)
            ctx_clear(c);
    }
    store_rollback(c);
    return (int)c->err;
}

/*
 * Many guesses at the same time all pass the first check: whoever comes out of the
 * hash when others have used up the guesses gets no word about the password, right or
 * wrong.  A right one costs no transaction that writes, unless there is something to forget.
 */
static int
settle(struct ctx *c, struct store *control, const char *email, const char *peer, bool right)
{
    bool counted;
    int e;

    if (right) {
        if (store_read(c, control) != 0)
            return (int)c->err;
        e = guess_check(c, email, peer);
        counted = e == 0 && guess_is_counted(c, email, peer);
        store_rollback(c);
        if (!counted)
            return (int)c->err;
    }
    if (store_write(c, control) != 0)
        return (int)c->err;
    e = right ? guess_right(c, email, peer) : guess_wrong(c, email, peer);
    if (e == 0)
        return store_commit(c);
    store_rollback(c);
    return e;
}

int
sign_in(struct ctx *c, struct store *control, const char *email, const char *password,
    const char *peer, struct account *ret)
{
    /* Of nobody: an unknown address takes as long as a wrong password. */
    static const char decoy[] = "$argon2id$v=19$m=24576,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const char *hash, *folded = ascii_lower(c->arena, email);
    bool ok;

    if (look_up(c, control, folded, peer, ret, &hash) != 0)
        return (int)c->err;
    ok = password_matches(hash != NULL ? hash : decoy, password) && hash != NULL
        && !ret->disabled;
    if (settle(c, control, folded, peer, ok) != 0)
        return (int)c->err;
    return ok ? 0 : fail(c, E_AUTH, "The address or the password is wrong.");
}
