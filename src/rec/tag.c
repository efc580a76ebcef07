/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tag.c - free words on records of any type (specification A1), kept beside
 * the record: they change no revision, and the history has them.
 */
#include "rec/kind.h"
#include "rec/store.h"

int
tag_list(struct ctx *c, const char *key, const char ***ret, size_t *ret_n)
{
    const char **list = NULL;
    size_t n = 0, cap = 0;
    struct stmt *s = db_query(c, SQL("select tag from tag where key = $key order by tag"),
        BINDS(bind_text("key", key)));

    while (db_step(c, s))
        *arena_push(c->arena, list, n, cap) = db_strdup(c, s, 0);
    *ret = list;
    *ret_n = n;
    return db_done(c, s);
}

static char *
joined(struct ctx *c, const char *const *tags, size_t n)
{
    char *s = arena_strdup(c->arena, "");

    for (size_t i = 0; i < n; i++)
        s = arena_printf(c->arena, "%s%s%s", s, i > 0 ? ", " : "", tags[i]);
    return s;
}

/* Of a tag: no commas, which separate them in forms, and nothing that does not print. */
static int
check(struct ctx *c, struct slice tag)
{
    bool ok = utf8_valid(tag.p, tag.n) && tag.n > 0 && utf8_length(tag.p, tag.n) <= TAG_MAX;

    for (size_t i = 0; ok && i < tag.n; i++)
        ok = (unsigned char)tag.p[i] >= ' ' && tag.p[i] != ',' && tag.p[i] != '\x7f';
    return ok ? 0 : fail_field(c, "tags", "A tag has 1 to %d characters and no comma.", TAG_MAX);
}

static int
put(struct ctx *c, const char *key, const struct slice *tags, size_t n)
{
    if (db_exec(c, SQL("delete from tag where key = $key"), BINDS(bind_text("key", key))) != 0)
        return (int)c->err;
    for (size_t i = 0; i < n; i++)
        if (db_exec(c, SQL("insert into tag (key, tag) values ($key, $tag) "
                "on conflict (key, tag) do nothing"),
                BINDS(bind_text("key", key), bind_slice("tag", tags[i]))) != 0)
            return (int)c->err;
    return 0;
}

static char *
changed(struct ctx *c, const char *before, const char *after)
{
    struct buf b;
    struct json_out j = { &b, false };
    char *s;

    buf_init(&b, 1 << 16);
    json_obj(&j);
    json_key(&j, "tags");
    json_arr(&j);
    json_text(&j, before);
    json_text(&j, after);
    json_end_arr(&j);
    json_end_obj(&j);
    s = arena_strndup(c->arena, b.p, b.n);
    buf_free(&b);
    return s;
}

int
tag_set(struct ctx *c, const struct rec *r, const struct slice *tags, size_t n)
{
    struct slice *clean = arena_alloc(c->arena, (n + 1) * sizeof *clean);
    const char **list, *before, *after;
    size_t m;

    if (!perm_may(c, r, ACT_TAG))
        return fail(c, E_DENIED, "Your roles may not edit %s.", r->key);
    for (size_t i = 0; i < n; i++)
        if (check(c, clean[i] = slice_trim(tags[i])) != 0)
            return (int)c->err;
    if (tag_list(c, r->key, &list, &m) != 0)
        return (int)c->err;
    before = joined(c, list, m);
    if (put(c, r->key, clean, n) != 0 || tag_list(c, r->key, &list, &m) != 0)
        return (int)c->err;
    if (m > TAGS_MAX)
        return fail_field(c, "tags", "A record has at most %d tags.", TAGS_MAX);
    after = joined(c, list, m);
    return strcmp(before, after) == 0 ? 0
        : event_write(c, "tag", r, changed(c, before, after), NULL);
}

int
tag_set_json(struct ctx *c, const struct rec *r, const json_t *list)
{
    size_t n = json_array_size(list);
    struct slice *tags = arena_alloc(c->arena, (n + 1) * sizeof *tags);

    if (!json_is_array(list))
        return fail_field(c, "tags", "Tags are a list of words.");
    for (size_t i = 0; i < n; i++) {
        const json_t *tag = json_array_get(list, i);

        if (!json_is_string(tag))
            return fail_field(c, "tags", "A tag is a word.");
        tags[i] = (struct slice){ json_string_value(tag), json_string_length(tag) };
    }
    return tag_set(c, r, tags, n);
}

int
tag_change(struct ctx *c, const struct rec *r, const char *tag, bool add)
{
    struct slice *tags, word = slice_trim(slice_of(tag));
    const char **list;
    size_t n, m = 0;

    if (tag_list(c, r->key, &list, &n) != 0)
        return (int)c->err;
    tags = arena_alloc(c->arena, (n + 1) * sizeof *tags);
    for (size_t i = 0; i < n; i++)
        if (!slice_eq(word, list[i]))
            tags[m++] = slice_of(list[i]);
    if (add)
        tags[m++] = word;
    return tag_set(c, r, tags, m);
}
