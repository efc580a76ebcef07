/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pick.c - the records that a reference may point to: listed, searched, named. */
#include <stdlib.h>
#include <strings.h>

#include "base/json.h"
#include "web/form.h"

#define FOUND 20                /* rows of one answer */

bool
targets_take(const char *targets, const struct rec_type *t)
{
    return strcmp(targets, "*") == 0 || word_in(targets, t->name);
}

struct found {
    struct pick *p;
    size_t n, cap, max;
    bool more;
};

static void
add(struct call *k, struct found *f, const struct rec_type *t, const char *key, const char *title)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->p[i].key, key) == 0)
            return;
    if (f->n == f->max)
        f->more = true;
    else if (rec_is_seen(&k->c, t, key)) {
        *arena_push(k->c.arena, f->p, f->n, f->cap) = (struct pick){ key,
            title != NULL ? title : key, t };
        sight_note(&k->c, key, READ_LIST);
    }
}

static void
sql_targets(struct sql *q, const char *targets)
{
    bool first = true;

    if (strcmp(targets, "*") == 0)
        return;
    sql_add(q, SQL(" and t.type in ("));
    for (struct slice l = slice_of(targets), w; word_next(&l, &w); first = false) {
        if (!first)
            sql_add(q, SQL(", "));
        sql_bind_text(q, w.p, w.n);
    }
    sql_add(q, SQL(")"));
}

/* Keys that begin so (in capitals), newest first; "" gives the most recent of all. */
static int
find_by_key(struct call *k, struct found *f, const char *targets, const char *start)
{
    struct stmt *s;
    struct sql q;

    sql_init(&q, &k->c);
    sql_add(&q, SQL("select t.key, t.title from record t where t.key >= "));
    sql_bind_text(&q, start, strlen(start));
    sql_add(&q, SQL(" and t.key < "));
    sql_bind_text(&q, arena_printf(k->c.arena, "%s~", start), strlen(start) + 1);
    sql_targets(&q, targets);
    sql_sight(&q);
    sql_add(&q, SQL(" order by t.id desc limit "));
    sql_bind_int(&q, (int64_t)f->max + 1);
    s = sql_query(&q);
    while (db_step(&k->c, s)) {
        char *key = db_strdup(&k->c, s, 0);
        const struct rec_type *t = rec_type_by_prefix(slice_of(key));

        if (t != NULL)
            add(k, f, t, key, db_strdup(&k->c, s, 1));
    }
    db_done(&k->c, s);
    sql_free(&q);
    return (int)k->c.err;
}

static int
find_by_words(struct call *k, struct found *f, const char *targets, const char *words)
{
    struct hit *hits;
    size_t n;

    for (struct slice l = slice_of(targets), w; word_next(&l, &w); ) {
        const char *type = slice_eq(w, "*") ? NULL : arena_strndup(k->c.arena, w.p, w.n);

        if (rec_search(&k->c, words, type, FOUND, &hits, &n) != 0)
            return (int)k->c.err;
        for (size_t i = 0; i < n; i++)
            add(k, f, hits[i].type, hits[i].key, hits[i].title);
    }
    return 0;
}

static int
by_title(const void *a, const void *b)
{
    const struct pick *p = a, *q = b;
    int order = strcasecmp(p->title, q->title);

    return order != 0 ? order : strcmp(p->key, q->key);
}

const struct picks *
picks_of(struct call *k, struct form_page *p, const char *targets)
{
    struct found f = { .max = PICKS_SHOWN };
    struct picks *s;

    for (s = p->picks; s != NULL; s = s->next)
        if (strcmp(s->targets, targets) == 0)
            return s;
    s = arena_new_of(k->c.arena, struct picks);
    find_by_key(k, &f, targets, "");
    if (f.n > 1)
        qsort(f.p, f.n, sizeof *f.p, by_title);
    *s = (struct picks){ .next = p->picks, .targets = targets, .p = f.p, .n = f.n,
        .all = !f.more && strcmp(targets, "*") != 0 };
    p->picks = s;
    return s;
}

const char *
pick_key(struct call *k, const char *targets, struct slice words)
{
    struct slice rest = slice_trim(words), first;
    const char *text = arena_strndup(k->c.arena, rest.p, rest.n);
    struct found f = { .max = FOUND };
    const char *key = NULL;

    first = slice_cut(&rest, ' ');
    if (rec_type_by_prefix(first) != NULL)
        return arena_strndup(k->c.arena, first.p, first.n);
    if (strlen(text) > 300 || find_by_words(k, &f, targets, text) != 0)
        return NULL;
    for (size_t i = 0; i < f.n; i++) {
        if (strcasecmp(f.p[i].title, text) != 0)
            continue;
        if (key != NULL)
            return NULL;
        key = f.p[i].key;
    }
    return key;
}

/* "Person,Asset" as words; NULL when one of them is no type. */
static const char *
read_targets(struct call *k, const char *list)
{
    struct slice rest = slice_of(list);
    const char *words = "";

    if (list == NULL || *list == '\0' || strcmp(list, "*") == 0)
        return "*";
    if (strlen(list) > 1000)
        return NULL;
    while (rest.n > 0) {
        struct slice name = slice_trim(slice_cut(&rest, ','));
        const struct rec_type *t = rec_type_by_name(name);

        if (t == NULL)
            return NULL;
        words = arena_printf(k->c.arena, "%s%s%s", words, *words ? " " : "", t->name);
    }
    return words;
}

static void
write_picks(struct call *k, const struct found *f)
{
    struct json_out j = { k->out, false };

    k->resp->type = "application/json";
    json_arr(&j);
    for (size_t i = 0; i < f->n; i++) {
        json_obj(&j);
        json_kv(&j, "key", f->p[i].key);
        json_kv(&j, "title", f->p[i].title);
        json_kv(&j, "type", f->p[i].type->label);
        json_end_obj(&j);
    }
    json_end_arr(&j);
}

#define MAX_TARGETS 32

int
web_pick(struct call *k)
{
    const char *q = req_query(k->req, "q"), *targets = read_targets(k, req_query(k->req, "types"));
    struct found f = { .max = FOUND };
    struct slice text = slice_trim(slice_of(q));
    char start[KEY_MAX + 1] = "";
    size_t ntargets = 0;

    for (struct slice l = slice_of(targets), w; word_next(&l, &w); )
        ntargets++;
    if (targets == NULL || ntargets > MAX_TARGETS)
        return fail(&k->c, E_INVALID, "types names record types, such as Person,Asset.");
    if (text.n > 200)
        return fail(&k->c, E_INVALID, "q has at most 200 bytes.");
    if (text.n < sizeof start) {
        for (size_t i = 0; i < text.n; i++)
            start[i] = text.p[i] >= 'a' && text.p[i] <= 'z' ? (char)(text.p[i] - 32) : text.p[i];
        if (find_by_key(k, &f, targets, start) != 0)
            return (int)k->c.err;
    }
    if (text.n > 0 && find_by_words(k, &f, targets, arena_strndup(k->c.arena, text.p, text.n)))
        return (int)k->c.err;
    write_picks(k, &f);
    return 0;
}
