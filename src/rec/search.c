/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * search.c - full-text search over all records: FTS5 in SQLite, tsvector in
 * PostgreSQL.  Both cut text into words at what is neither letter nor digit, fold
 * case and drop accents, and find by the beginnings of words; all words must occur.
 */
#include "rec/kind.h"
#include "rec/store.h"

static const char lite_tables[] =
    "create virtual table search using fts5 (title, body, type unindexed, key unindexed,\n"
    "    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');\n";

static const char postgres_tables[] =
    "create table search (id bigint primary key, title text not null, body text not null,\n"
    "    type text not null, key text collate \"C\" not null, words tsvector not null);\n"
    "create index search_by_words on search using gin (words);\n"
    "create function search_words(text) returns text language sql immutable strict as $$\n"
    "    select trim(regexp_replace(regexp_replace(normalize(lower($1 collate \"und-x-icu\"),\n"
    "        NFD), '[\\u0300-\\u036f]', '', 'g'), '[^[:alnum:]]+', ' ', 'g')) $$;\n"
    "create function search_query(text) returns tsquery language sql immutable strict as $$\n"
    "    select to_tsquery('simple', string_agg(w || ':*', ' & ')) from\n"
    "        unnest(string_to_array(search_words($1), ' ')) w where w <> '' $$;\n";

const char *
search_ddl(enum db_kind kind)
{
    return kind == DB_POSTGRES ? postgres_tables : lite_tables;
}

static bool
word_char(char ch)
{
    return (unsigned char)ch >= 0x80 || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z')
        || (ch >= '0' && ch <= '9');
}

/* The user's words become quoted prefixes: no operator of the engine gets through. */
static char *
match_text(struct ctx *c, const char *words)
{
    struct buf b;
    char *s;
    int n = 0;

    buf_init(&b, 1000);
    for (const char *p = words; *p && n < 12; n++) {
        size_t len = 0;

        while (*p && !word_char(*p))
            p++;
        while (p[len] && word_char(p[len]))
            len++;
        if (len == 0)
            break;
        buf_printf(&b, "%s\"%.*s\"*", b.n ? " " : "", (int)(len > 60 ? 60 : len), p);
        p += len;
    }
    s = arena_strndup(c->arena, b.n ? b.p : "\"\"", b.n ? b.n : 2);
    buf_free(&b);
    return s;
}

void
sql_match(struct sql *q, const char *words)
{
    char *text = match_text(q->c, words);

    if (db_kind(q->c) == DB_POSTGRES) {
        sql_add(q, SQL("t.id in (select id from search where words @@ search_query("));
        sql_bind_text(q, text, strlen(text));
        sql_add(q, SQL("))"));
        return;
    }
    sql_add(q, SQL("t.id in (select rowid from search where search match "));
    sql_bind_text(q, text, strlen(text));
    sql_add(q, SQL(")"));
}

int
search_remove(struct ctx *c, int64_t id)
{
    return db_exec(c, db_kind(c) == DB_POSTGRES ? SQL("delete from search where id = $id")
        : SQL("delete from search where rowid = $id"), BINDS(bind_int("id", id)));
}

/* PostgreSQL takes a megabyte of words at most. */
static const char *
insert_text(const struct ctx *c)
{
    return db_kind(c) == DB_POSTGRES
        ? SQL("insert into search (id, title, body, type, key, words) values ($id, $title, $body, "
            "$type, $key, setweight(to_tsvector('simple', search_words($title)), 'A') || "
            "setweight(to_tsvector('simple', search_words(left($body, 200000))), 'D'))")
        : SQL("insert into search (rowid, title, body, type, key) values ($id, $title, $body, "
            "$type, $key)");
}

int
search_index(struct ctx *c, const struct rec *r)
{
    struct buf body;

    if (search_remove(c, r->id) != 0)
        return (int)c->err;
    buf_init(&body, (size_t)1 << 20);
    buf_puts(&body, r->key);
    for (size_t i = 0; i < r->type->nfields; i++) {
        if (!(r->type->fields[i].flags & SEARCHED) || r->v[i].t == V_NULL)
            continue;
        buf_putc(&body, '\n');
        value_to_text(c, &body, &r->type->fields[i], &r->v[i]);
    }
    if (db_exec(c, insert_text(c), BINDS(bind_int("id", r->id),
            bind_text("title", rec_title(c, r)),
            bind_slice("body", (struct slice){ body.p, body.n }),
            bind_text("type", r->type->name), bind_text("key", r->key))) != 0)
        fail(c, E_DB, "The search index could not be written.");
    buf_free(&body);
    return (int)c->err;
}

static const char *
search_text(const struct ctx *c)
{
    return db_kind(c) == DB_POSTGRES
        ? SQL("select key, title, type, ts_headline('simple', body, search_query($words), "
            "'StartSel=\x01, StopSel=\x02, MaxWords=14, MinWords=8') from search "
            "where words @@ search_query($words) "
            "and (cast($type as text) is null or type = $type) order by upper($key) <> key, "
            "ts_rank('{0.1, 0.1, 0.1, 0.8}', words, search_query($words)) desc, id limit $limit")
        : SQL("select key, title, type, "
            "snippet(search, 1, char(1), char(2), '\xe2\x80\xa6', 12) from search "
            "where search match $words and ($type is null or type = $type) "
            "order by upper($key) <> key, bm25(search, 8.0, 1.0), rowid limit $limit");
}

int
rec_search(struct ctx *c, const char *words, const char *type, size_t limit, struct hit **ret,
    size_t *ret_n)
{
    struct hit *hits = NULL;
    size_t n = 0, cap = 0, most = limit + sight_of(c)->hidden.n + (c->sight->scoped ? 2000 : 0);
    struct stmt *s = db_query(c, search_text(c), BINDS(
        bind_text("words", match_text(c, words)), bind_text("key", words),
        bind_text("type", type), bind_int("limit", (int64_t)most)));

    while (n < limit && db_step(c, s)) {
        struct slice name = db_text(s, 2);
        const struct rec_type *t = rec_type_by_name(name);
        char *key = db_strdup(c, s, 0);

        if (t == NULL || !rec_is_seen(c, t, key))
            continue;
        *arena_push(c->arena, hits, n, cap) = (struct hit){ t, key, db_strdup(c, s, 1),
            db_strdup(c, s, 3) };
        sight_note(c, key, READ_SEARCH);
    }
    *ret = hits;
    *ret_n = n;
    return db_done(c, s);
}
