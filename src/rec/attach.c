/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * attach.c - comments, attached files (chunks in the same store, keyed by
 * SHA-256, in the same transaction), and the organisation's settings.
 */
#include "rec/kind.h"
#include "rec/store.h"

#define CHUNK ((size_t)256 << 10)
#define ATTACHMENT_MAX ((size_t)32 << 20)
#define COMMENT_MAX 10000
#define NAME_MAX_BYTES 200

static const char *
who(const struct ctx *c)
{
    return c->actor->system ? "system" : c->actor->email;
}

static char *
note_json(struct ctx *c, const char *name, const char *value)
{
    struct buf b;
    struct json_out j = { &b, false };
    char *s;

    buf_init(&b, (size_t)1 << 20);
    json_obj(&j);
    json_kv(&j, name, value);
    json_end_obj(&j);
    s = arena_strndup(c->arena, b.p, b.n);
    buf_free(&b);
    return s;
}

int
comment_add(struct ctx *c, const struct rec *r, const char *text)
{
    struct slice s = slice_trim(slice_of(text));

    if (s.n == 0 || !utf8_valid(s.p, s.n) || utf8_length(s.p, s.n) > COMMENT_MAX)
        return fail_field(c, "text", "A comment has 1 to %d characters.", COMMENT_MAX);
    if (!perm_may(c, r, ACT_COMMENT))
        return fail(c, E_DENIED, "Your roles may not comment on %s.", r->key);
    if (quota_check(c, 0, s.n) != 0)
        return (int)c->err;
    if (db_exec(c, SQL("insert into comment (key, at, actor, text) values ($key, $at, $actor, "
            "$text)"), BINDS(bind_text("key", r->key), bind_int("at", c->now),
            bind_text("actor", who(c)), bind_slice("text", s))) != 0)
        return (int)c->err;
    return event_write(c, "comment", r, note_json(c, "comment",
        arena_strndup(c->arena, s.p, s.n)), NULL);
}

int
comment_list(struct ctx *c, const char *key, struct comment **ret, size_t *ret_n)
{
    struct comment *list = NULL;
    size_t n = 0, cap = 0;
    struct stmt *s = db_query(c, SQL("select id, at, actor, text from comment where key = $key "
        "order by id desc limit 200"), BINDS(bind_text("key", key)));

    while (db_step(c, s))
        *arena_push(c->arena, list, n, cap) = (struct comment){ db_int(s, 0), db_int(s, 1),
            db_strdup(c, s, 2), db_strdup(c, s, 3) };
    *ret = list;
    *ret_n = n;
    return db_done(c, s);
}

static int
store_blob(struct ctx *c, const char *sha256, struct slice data)
{
    if (db_get_int(c, 0, SQL("select count(*) from blob where sha256 = $h and pos = 0"),
            BINDS(bind_text("h", sha256))) > 0)
        return 0;
    for (size_t pos = 0; pos < data.n && c->err == E_OK; pos += CHUNK) {
        size_t n = data.n - pos < CHUNK ? data.n - pos : CHUNK;

        if (db_exec(c, SQL("insert into blob (sha256, pos, data) values ($h, $pos, $data)"),
                BINDS(bind_text("h", sha256), bind_int("pos", (int64_t)(pos / CHUNK)),
                bind_blob("data", data.p + pos, n))) != 0)
            break;
    }
    return (int)c->err;
}

/* The name is shown and sent back as a file name: no path, no control characters. */
static char *
safe_name(struct ctx *c, const char *name)
{
    const char *base = name;
    char *copy;
    size_t n;

    for (const char *p = name; *p; p++)
        if (*p == '/' || *p == '\\')
            base = p + 1;
    n = strlen(base);
    if (n > NAME_MAX_BYTES)             /* never in the middle of a character */
        for (n = NAME_MAX_BYTES; n > 0 && ((unsigned char)base[n] & 0xC0) == 0x80; n--)
            continue;
    copy = arena_strndup(c->arena, base, n);
    for (char *p = copy; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 127 || *p == '"')
            *p = '_';
    return *copy && utf8_valid(copy, strlen(copy)) ? copy : arena_strdup(c->arena, "file");
}

int
attachment_add(struct ctx *c, const struct rec *r, const char *name, const char *type,
    struct slice data)
{
    unsigned char hash[SHA256_LEN];
    char hex[2 * SHA256_LEN + 1];

    if (data.n == 0)
        return fail_field(c, "file", "The file is empty.");
    if (data.n > ATTACHMENT_MAX)
        return fail(c, E_LIMIT, "A file may have at most %zu MB.", ATTACHMENT_MAX >> 20);
    if (!perm_may(c, r, ACT_ATTACH))
        return fail(c, E_DENIED, "Your roles may not attach to %s.", r->key);
    if (quota_check(c, 0, data.n) != 0)
        return (int)c->err;
    sha256(data.p, data.n, hash);
    hex_encode(hash, sizeof hash, hex);
    if (store_blob(c, hex, data) != 0)
        return (int)c->err;
    if (db_exec(c, SQL("insert into attachment (key, at, actor, name, type, size, sha256) values "
            "($key, $at, $actor, $name, $type, $size, $h)"), BINDS(bind_text("key", r->key),
            bind_int("at", c->now), bind_text("actor", who(c)),
            bind_text("name", safe_name(c, name)), bind_text("type", type ? type : ""),
            bind_int("size", (int64_t)data.n), bind_text("h", hex))) != 0)
        return (int)c->err;
    return event_write(c, "attach", r, note_json(c, "sha256", hex), safe_name(c, name));
}

static struct attachment
row(struct ctx *c, struct stmt *s)
{
    return (struct attachment){ db_int(s, 0), db_int(s, 1), db_int(s, 2), db_strdup(c, s, 3),
        db_strdup(c, s, 4), db_strdup(c, s, 5), db_strdup(c, s, 6) };
}

int
attachment_list(struct ctx *c, const char *key, struct attachment **ret, size_t *ret_n)
{
    struct attachment *list = NULL;
    size_t n = 0, cap = 0;
    struct stmt *s = db_query(c, SQL("select id, at, size, actor, name, type, sha256 "
        "from attachment where key = $key order by id desc limit 200"),
        BINDS(bind_text("key", key)));

    while (db_step(c, s))
        *arena_push(c->arena, list, n, cap) = row(c, s);
    *ret = list;
    *ret_n = n;
    return db_done(c, s);
}

int
attachment_read(struct ctx *c, const char *key, int64_t id, struct attachment *ret,
    struct buf *data)
{
    struct stmt *s = db_query(c, SQL("select id, at, size, actor, name, type, sha256 "
        "from attachment where key = $key and id = $id"), BINDS(bind_text("key", key),
        bind_int("id", id)));
    bool found = db_step(c, s);

    if (found)
        *ret = row(c, s);
    if (db_done(c, s) != 0)
        return (int)c->err;
    if (!found)
        return fail(c, E_NOTFOUND, "There is no such file at %s.", key);
    sight_note(c, key, READ_FILE);
    s = db_query(c, SQL("select data from blob where sha256 = $h order by pos"),
        BINDS(bind_text("h", ret->sha256)));
    while (db_step(c, s))
        buf_add(data, db_blob(s, 0).p, db_blob(s, 0).n);
    return db_done(c, s);
}

const char *
setting_get(struct ctx *c, const char *name, const char *fallback)
{
    char *v = db_get_text(c, SQL("select value from setting where name = $name"),
        BINDS(bind_text("name", name)));

    return v != NULL ? v : fallback;
}

int
setting_set(struct ctx *c, const char *name, const char *value)
{
    if (db_exec(c, SQL("insert into setting (name, value) values ($name, $value) "
            "on conflict (name) do update set value = excluded.value"),
            BINDS(bind_text("name", name), bind_text("value", value))) != 0)
        return (int)c->err;
    return event_write(c, "setting", NULL, note_json(c, name, value), NULL);
}
