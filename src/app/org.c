/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* org.c - organisations on disk. */
#include "app/org.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/embed.h"

bool
org_slug_ok(const char *slug)
{
    size_t n = strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-");

    return slug[n] == '\0' && n >= 1 && n <= SLUG_MAX && slug[0] >= 'a' && slug[0] <= 'z';
}

static int
make_dir(struct ctx *c, const char *path)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return fail(c, E_IO, "%s cannot be made: %s.", path, strerror(errno));
    return 0;
}

int
org_data_dir(struct ctx *c, const char *dir)
{
    if (place_is_server(dir))
        return 0;
    if (make_dir(c, dir) != 0 || make_dir(c, arena_printf(c->arena, "%s/orgs", dir)) != 0)
        return (int)c->err;
    return make_dir(c, arena_printf(c->arena, "%s/keys", dir));
}

bool
org_same_place(const char *a, const char *b)
{
    struct stat x, y;

    if (strcmp(a, b) == 0)
        return true;
    return !place_is_server(a) && !place_is_server(b) && stat(a, &x) == 0 && stat(b, &y) == 0
        && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

char *
org_path(struct ctx *c, const char *dir, const char *slug)
{
    return place_store(c->arena, dir, slug);
}

static int
compare_slugs(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int
org_list_all(struct ctx *c, const char *dir, const char ***ret, size_t *ret_n)
{
    const char **list;
    size_t n, kept = 0;

    if (place_list(c, dir, &list, &n) != 0)
        return (int)c->err;
    for (size_t i = 0; i < n; i++)
        if (org_slug_ok(list[i]))
            list[kept++] = list[i];
    if (kept > 1)
        qsort(list, kept, sizeof *list, compare_slugs);
    *ret = list;
    *ret_n = kept;
    return 0;
}

bool
org_exists(struct ctx *c, const char *dir, const char *slug)
{
    return org_slug_ok(slug) && store_exists(c, org_path(c, dir, slug));
}

/* What a server is asked in place of looking at the files. */
static int64_t
ask_store(struct ctx *c, const char *dir, const char *slug, const char *sql)
{
    struct ctx own = { .arena = c->arena, .actor = c->actor, .now = c->now };
    struct store *s;
    int64_t n = 0;

    if (store_open(&own, org_path(c, dir, slug), 0, &s) != 0)
        return 0;
    if (store_read(&own, s) == 0)
        n = db_get_int(&own, 0, sql, NO_BINDS);
    store_rollback(&own);
    store_close(s);
    return n;
}

/* The suffixes of the files that have a store's content. */
static const char *const files[] = { "", "-wal" };

int64_t
org_size(struct ctx *c, const char *dir, const char *slug)
{
    int64_t n = 0;
    struct stat st;

    if (place_is_server(dir))
        return ask_store(c, dir, slug, SQL("select cast(coalesce((select sum(size) "
            "from attachment), 0) + coalesce((select sum(length(changes)) from event), 0) * 2 "
            "as bigint)"));
    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        if (stat(arena_printf(c->arena, "%s%s", org_path(c, dir, slug), files[i]), &st) == 0)
            n += st.st_size;
    return n;
}

const char *
org_stamp(struct ctx *c, const char *dir, const char *slug)
{
    const char *stamp = "";
    struct stat st;

    if (place_is_server(dir))
        return arena_printf(c->arena, "%lld", (long long)ask_store(c, dir, slug,
            SQL("select size from ledger")));
    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        if (stat(arena_printf(c->arena, "%s%s", org_path(c, dir, slug), files[i]), &st) == 0)
            stamp = arena_printf(c->arena, "%s%llu:%lld:%lld.%09ld ", stamp,
                (unsigned long long)st.st_ino, (long long)st.st_size,
                (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
    return stamp;
}

int
org_only(struct ctx *c, const char *dir, const char **ret_slug)
{
    const char **list;
    size_t n;

    if (org_list_all(c, dir, &list, &n) != 0)
        return (int)c->err;
    if (n == 0)
        return fail(c, E_NOTFOUND, "There is no organisation %s%s yet: make one with "
            "\xe2\x80\x9cismene init\xe2\x80\x9d.", place_is_server(dir) ? "on that server"
            : "in ", place_is_server(dir) ? "" : dir);
    if (n > 1)
        return fail(c, E_INVALID, "There are %zu organisations: say which one with --org.", n);
    *ret_slug = list[0];
    return 0;
}

/* One table of controls: the columns control, title and group of each line. */
static int
fill_annex(struct ctx *c, const char *file, const char *edition)
{
    const struct embedded *f = embed_find(file);
    struct slice rest, line;
    int64_t pos = 0;

    if (f == NULL)
        return fail(c, E_BUG, "%s is missing from the program.", file);
    rest = f->data;
    slice_cut(&rest, '\n');
    for (; rest.n > 0; pos++) {
        struct slice control, title, theme;

        line = slice_cut(&rest, '\n');
        control = slice_cut(&line, '\t');
        title = slice_cut(&line, '\t');
        theme = slice_cut(&line, '\t');
        if (db_exec(c, SQL("insert into annex_a (edition, control, title, theme, pos) values "
                "($edition, $control, $title, $theme, $pos)"),
                BINDS(bind_text("edition", edition), bind_slice("control", control),
                    bind_slice("title", title), bind_slice("theme", theme),
                    bind_int("pos", pos))) != 0)
            return (int)c->err;
    }
    return 0;
}

/* The store says whose it is: a file put in another's place is noticed. */
static int
set_meta(struct ctx *c, const char *name, const char *value)
{
    return db_exec(c, SQL("insert into meta (name, value) values ($name, $value) "
        "on conflict (name) do update set value = $value"), BINDS(bind_text("name", name),
        bind_text("value", value)));
}

int
org_identify(struct ctx *c, const char *slug)
{
    return set_meta(c, "organisation", slug) != 0 ? (int)c->err
        : db_exec(c, SQL("delete from meta where name = 'moved_to'"), NO_BINDS);
}

static int
fill(struct ctx *c, struct store *s, const char *slug)
{
    if (store_write(c, s) != 0)
        return (int)c->err;
    if (schema_create(c) != 0 || org_identify(c, slug) != 0
        || fill_annex(c, "annex-a-2022.tsv", "2022") != 0
        || fill_annex(c, "annex-a-2013-map.tsv", "2013") != 0) {
        store_rollback(c);
        return (int)c->err;
    }
    return store_commit(c);
}

int
org_create(struct ctx *c, const char *dir, const char *slug, struct store **ret)
{
    char *path;

    if (!org_slug_ok(slug))
        return fail_field(c, "org", "A slug has 1 to %d of a-z, 0-9 and \"-\", and begins with a "
            "letter.", SLUG_MAX);
    path = org_path(c, dir, slug);
    if (org_exists(c, dir, slug))
        return fail(c, E_CONFLICT, "The organisation %s exists already.", slug);
    if (store_remake_allowed(c, path) != 0
        || store_open(c, path, STORE_CREATE | STORE_EXCLUSIVE, ret) != 0)
        return (int)c->err;
    if (fill(c, *ret, slug) != 0) {
        store_close(*ret);
        org_remove(c, dir, slug);
    }
    return (int)c->err;
}

int
org_open_any(struct ctx *c, const char *dir, const char *slug, unsigned flags, struct store **ret)
{
    if (!org_exists(c, dir, slug))
        return fail(c, E_NOTFOUND, "There is no organisation %.40s.", slug);
    return store_open(c, org_path(c, dir, slug), flags, ret);
}

static const char *
meta(struct ctx *c, const char *name)
{
    return db_get_text(c, SQL("select value from meta where name = $name"),
        BINDS(bind_text("name", name)));
}

/* Is this the organisation of that name, and in use here? */
static int
check_identity(struct ctx *c, const char *slug, bool *ret_known)
{
    const char *is = meta(c, "organisation"), *moved = meta(c, "moved_to");

    *ret_known = is != NULL;
    if (is != NULL && strcmp(is, slug) != 0)
        return fail(c, E_DB, "At the name %s stands the store of another organisation: %s. Nothing "
            "of it is served. Put the right store there; when this is meant to be %s from now on, "
            "say \xe2\x80\x9cismene schema adopt --org %s\xe2\x80\x9d.", slug, is, slug, slug);
    if (moved != NULL)
        return fail(c, E_STATE, "The organisation %s was moved to %s; what is here may only be "
            "read. \xe2\x80\x9cismene schema adopt --org %s\xe2\x80\x9d takes it back into use.",
            slug, moved, slug);
    return (int)c->err;
}

/* A store made before stores knew whose they are learns it when it is first written to. */
static int
learn_identity(struct ctx *c, struct store *s, const char *slug)
{
    if (store_write(c, s) != 0)
        return (int)c->err;
    return org_identify(c, slug) == 0 ? store_commit(c) : (store_rollback(c), (int)c->err);
}

static int
bring_up(struct ctx *c, struct store *s, const char *slug, bool writing)
{
    bool known = false;

    if (writing && migrate_run(c, s, &organisation_store, NULL) != 0)
        return (int)c->err;
    if (store_read(c, s) == 0 && migrate_check(c, &organisation_store) == 0
        && check_identity(c, slug, &known) == E_STATE && !writing)
        ctx_clear(c);                   /* it was moved: reading goes on */
    store_rollback(c);
    return c->err == E_OK && writing && !known ? learn_identity(c, s, slug) : (int)c->err;
}

int
org_open(struct ctx *c, const char *dir, const char *slug, unsigned flags, struct store **ret)
{
    if (org_open_any(c, dir, slug, flags, ret) != 0)
        return (int)c->err;
    if (bring_up(c, *ret, slug, flags & STORE_EXCLUSIVE) == 0)
        return 0;
    store_close(*ret);
    return (int)c->err;
}

int
org_check(struct ctx *c, struct store *s, const char *slug)
{
    return bring_up(c, s, slug, false);
}

const char *
org_moved_to(struct ctx *c, struct store *s)
{
    const char *to = store_read(c, s) == 0 ? meta(c, "moved_to") : NULL;

    store_rollback(c);
    return to;
}

int
org_retire(struct ctx *c, struct store *s, const char *to)
{
    if (store_write(c, s) != 0)
        return (int)c->err;
    if ((to != NULL ? set_meta(c, "moved_to", to)
            : db_exec(c, SQL("delete from meta where name = 'moved_to'"), NO_BINDS)) == 0)
        return store_commit(c);
    store_rollback(c);
    return (int)c->err;
}

/* A database makes a store at its first commit; a file gets its name when it is whole. */
static char *
draft_name(struct ctx *c, const char *dir, const char *slug)
{
    return arena_printf(c->arena, place_is_server(dir) ? "%s" : "%s.part", org_path(c, dir, slug));
}

int
org_draft(struct ctx *c, const char *dir, const char *slug, struct store **ret)
{
    const char *name = draft_name(c, dir, slug);

    if (store_exists(c, org_path(c, dir, slug)))
        return fail(c, E_CONFLICT, "The organisation %s exists already.", slug);
    if (store_remake_allowed(c, org_path(c, dir, slug)) != 0)
        return (int)c->err;
    if (store_open(c, name, STORE_CREATE | STORE_EXCLUSIVE, ret) != 0 || place_is_server(dir))
        return (int)c->err;
    store_close(*ret);                  /* nobody else is at it: what an interrupted run left goes */
    if (store_remove(c, name) != 0)
        return (int)c->err;
    return store_open(c, name, STORE_CREATE | STORE_EXCLUSIVE, ret);
}

int
org_draft_end(struct ctx *c, const char *dir, const char *slug, bool keep)
{
    const char *name = draft_name(c, dir, slug), *path = org_path(c, dir, slug);
    struct ctx own = { .arena = c->arena };
    int fd;

    if (place_is_server(dir))
        return (int)c->err;
    if (keep) {
        fd = open(arena_printf(c->arena, "%s/orgs", dir), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0 || rename(name, path) != 0 || fsync(fd) != 0)
            fail(c, E_IO, "%s cannot be put in its place: %s.", path, strerror(errno));
        if (fd >= 0)
            close(fd);
    }
    if (store_remove(&own, name) != 0)
        fail(c, own.err, "%s", own.message);
    return (int)c->err;
}

int
org_adopt(struct ctx *c, const char *dir, const char *slug)
{
    struct store *s;

    if (org_open_any(c, dir, slug, STORE_EXCLUSIVE, &s) != 0)
        return (int)c->err;
    if (migrate_run(c, s, &organisation_store, NULL) == 0 && store_write(c, s) == 0) {
        const char *was = meta(c, "organisation");

        if (org_identify(c, slug) != 0 || event_write(c, "adopt", NULL, "{}", was) != 0
            || store_commit(c) != 0)
            store_rollback(c);
    }
    store_close(s);
    return (int)c->err;
}

void
org_remove(struct ctx *c, const char *dir, const char *slug)
{
    struct ctx own = { .arena = c->arena };

    if (store_remove(&own, org_path(c, dir, slug)) != 0)
        fail(c, own.err, "%s", own.message);
}

void
org_set_today(struct ctx *c)
{
    const char *tz = db_get_text(c, SQL("select timezone from organization"), NO_BINDS);

    c->today = clock_today(tz != NULL ? tz : "UTC", c->now);
}

bool
org_edition_is_2013(struct ctx *c)
{
    const char *e = db_get_text(c, SQL("select edition from organization"), NO_BINDS);

    return e != NULL && strcmp(e, "2013_27003") == 0;
}
