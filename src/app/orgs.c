/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* orgs.c - whole organisations: listed, made, copied, archived and brought back. */
#include "app/orgs.h"

#include "app/erase.h"
#include "base/embed.h"

/* Names are filled in by who opens the stores next: this must not take long. */
static int
take_up(struct ctx *c, const char *dir, struct store *control)
{
    const char **slugs;
    size_t n;

    if (org_list_all(c, dir, &slugs, &n) != 0 || store_write(c, control) != 0)
        return (int)c->err;
    if (organisation_take_up(c, slugs, n) != 0 || store_commit(c) != 0)
        store_rollback(c);
    return (int)c->err;
}

int
orgs_control(struct ctx *c, const char *dir, struct store **ret)
{
    if (control_open(c, place_control(c->arena, dir), STORE_EXCLUSIVE, ret) != 0)
        return (int)c->err;
    if (erase_finish(c, dir, *ret) != 0 || take_up(c, dir, *ret) != 0)
        store_close(*ret);
    return (int)c->err;
}

int
orgs_hold(struct ctx *c, const struct orgs *o, const char *slug, struct orgs_hold *ret)
{
    *ret = (struct orgs_hold){ 0 };
    if (o->slots == NULL)
        return org_open(c, o->dir, slug, STORE_EXCLUSIVE, &ret->store);
    if (slot_get(c, o->slots, slug, &ret->slot) == 0)
        ret->store = slot_store(ret->slot);
    return (int)c->err;
}

void
orgs_give_back(const struct orgs *o, struct orgs_hold *h)
{
    if (h->slot != NULL)
        slot_put(o->slots, h->slot);
    else
        store_close(h->store);
    *h = (struct orgs_hold){ 0 };
}

int
orgs_get(struct ctx *c, const struct orgs *o, const char *slug, struct organisation *ret)
{
    if (store_read(c, o->control) != 0 || organisation_get(c, slug, ret) != 0)
        *ret = (struct organisation){ 0 };
    store_rollback(c);
    return (int)c->err;
}

int
orgs_list(struct ctx *c, const struct orgs *o, struct organisation **ret, size_t *ret_n)
{
    if (store_read(c, o->control) != 0 || organisation_list(c, ret, ret_n) != 0)
        *ret_n = 0;
    store_rollback(c);
    return (int)c->err;
}

/* One change of the list. */
static int
end_change(struct ctx *c, int e)
{
    if (e != 0 || store_commit(c) != 0)
        store_rollback(c);
    return (int)c->err;
}

int
orgs_set_limits(struct ctx *c, const struct orgs *o, const char *slug, const struct limits *l)
{
    struct organisation row;

    if (store_write(c, o->control) != 0)
        return (int)c->err;
    return end_change(c, organisation_get(c, slug, &row) != 0 ? (int)c->err
        : organisation_set_limits(c, slug, l));
}

int
orgs_set_template(struct ctx *c, const struct orgs *o, const char *slug, bool template)
{
    struct organisation row;

    if (store_write(c, o->control) != 0)
        return (int)c->err;
    return end_change(c, organisation_get(c, slug, &row) != 0 ? (int)c->err
        : organisation_set_template(c, slug, template));
}

int
orgs_enter(struct ctx *c, struct store *control, const char *slug, const char *name)
{
    if (store_write(c, control) != 0)
        return (int)c->err;
    return end_change(c, organisation_add(c, slug, name, NULL));
}

const char *const limit_names[N_LIMITS] = { "records", "bytes", "users" };

const char *
limit_words(struct arena *a, enum limit which, int64_t n)
{
    if (which != LIMIT_BYTES)
        return arena_printf(a, "%lld %.*s", (long long)n,
            (int)strlen(limit_names[which]) - (n == 1), limit_names[which]);
    if (n >= INT64_C(1) << 30)
        return arena_printf(a, "%.1f GB", (double)n / (1 << 30));
    if (n >= 1 << 20)
        return arena_printf(a, "%lld MB", (long long)(n >> 20));
    return arena_printf(a, "%lld KB", (long long)((n + 1023) >> 10));
}

bool
limit_parse(enum limit which, struct slice s, int64_t *ret)
{
    static const struct { const char *unit; int64_t factor; } units[] = { { "KB", 1 << 10 },
        { "MB", 1 << 20 }, { "GB", 1 << 30 } };
    int64_t factor = 1;

    s = slice_trim(s);
    if (s.n == 0 || slice_eq(s, "none")) {
        *ret = 0;
        return true;
    }
    for (size_t i = 0; which == LIMIT_BYTES && i < ARRAY_LEN(units) && s.n > 2; i++)
        if (memcmp(s.p + s.n - 2, units[i].unit, 2) == 0) {
            factor = units[i].factor;
            s = slice_trim((struct slice){ s.p, s.n - 2 });
            break;
        }
    if (!slice_int(s, ret) || *ret < 0 || *ret > (INT64_C(1) << 50) / factor)
        return false;
    *ret *= factor;
    return true;
}

int
orgs_usage(struct ctx *c, const struct orgs *o, const char *slug, struct usage *ret)
{
    struct orgs_hold h;

    *ret = (struct usage){ 0 };
    if (store_read(c, o->control) == 0)
        ret->used[LIMIT_USERS] = organisation_users(c, slug);
    store_rollback(c);
    if (c->err != E_OK || orgs_hold(c, o, slug, &h) != 0)
        return (int)c->err;
    if (store_read(c, h.store) == 0)
        ret->used[LIMIT_RECORDS] = db_get_int(c, 0, SQL("select count(*) from record"),
            NO_BINDS);
    store_rollback(c);
    orgs_give_back(o, &h);
    ret->used[LIMIT_BYTES] = org_size(c, o->dir, slug);
    return (int)c->err;
}

/* The store is what counts; the list is told afterwards, else the keeper tells it. */
int
orgs_archive(struct ctx *c, const struct orgs *o, const char *slug, bool archived,
    const char *reason)
{
    struct orgs_hold h;

    if (orgs_hold(c, o, slug, &h) != 0)
        return (int)c->err;
    if (store_write(c, h.store) == 0)
        end_change(c, store_set_archived(c, archived, reason));
    orgs_give_back(o, &h);
    if (c->err != E_OK || store_write(c, o->control) != 0)
        return (int)c->err;
    return end_change(c, organisation_set_state(c, slug, archived ? "archived" : "active"));
}

/* Everything of a store as text. */
static int
export_of(struct ctx *c, const struct orgs *o, const char *from, struct buf *out)
{
    struct orgs_hold h;

    if (orgs_hold(c, o, from, &h) != 0)
        return (int)c->err;
    if (store_read(c, h.store) != 0 || org_export(c, out) != 0)
        buf_reset(out);
    store_rollback(c);
    orgs_give_back(o, &h);
    return (int)c->err;
}

#define SAMPLE "@sample"        /* the invented company that comes with the program */

static int
template_text(struct ctx *c, const struct orgs *o, const char *from, struct buf *out)
{
    const struct embedded *f = embed_find("demo-organisation.json");
    struct organisation row;

    if (strcmp(from, SAMPLE) == 0) {
        if (f == NULL)
            return fail(c, E_BUG, "The sample is missing from the program.");
        buf_add(out, f->data.p, f->data.n);
        return 0;
    }
    if (orgs_get(c, o, from, &row) != 0)
        return (int)c->err;
    if (!row.template)
        return fail_field(c, "from", "%s is not marked as a template.", from);
    return export_of(c, o, from, out);
}

static int
take_settings(struct ctx *c, const struct orgs *o, const char *from)
{
    struct ctx other = { .arena = c->arena, .actor = c->actor, .now = c->now };
    struct orgs_hold h;

    if (strcmp(from, SAMPLE) == 0)
        return 0;
    if (orgs_hold(&other, o, from, &h) != 0)
        return fail(c, other.err, "%s", other.message);
    if (store_read(&other, h.store) == 0 && template_settings(&other, c) != 0)
        fail(c, other.err != E_OK ? other.err : c->err, "%s", other.message);
    store_rollback(&other);
    orgs_give_back(o, &h);
    return other.err == E_OK ? (int)c->err : fail(c, other.err, "%s", other.message);
}

static int
add_profile(struct ctx *c, const char *name)
{
    const struct rec_type *t = rec_type_by_name(SLICE("Organization"));
    struct rec *r = rec_new(c, t);

    rec_set_text(c, r, rec_field_index(t, SLICE("name")), name);
    rec_set_text(c, r, rec_field_index(t, SLICE("timezone")), "UTC");
    rec_set_text(c, r, rec_field_index(t, SLICE("currency")), "EUR");
    rec_set_text(c, r, rec_field_index(t, SLICE("edition")), "2022_amd1");
    return rec_create(c, r, SAVE_IMPORT);
}

static int
fill(struct ctx *c, const struct orgs *o, struct store *s, const char *name, const char *from)
{
    struct buf text, filtered;

    buf_init(&text, IMPORT_MAX);
    buf_init(&filtered, IMPORT_MAX);
    if ((from == NULL || (template_text(c, o, from, &text) == 0
            && template_filter(c, (struct slice){ text.p, text.n }, name, &filtered) == 0))
        && store_write(c, s) == 0)
        end_change(c, from == NULL ? add_profile(c, name)
            : org_import(c, (struct slice){ filtered.p, filtered.n }, 0, NULL) != 0 ? (int)c->err
            : take_settings(c, o, from));
    buf_free(&text);
    buf_free(&filtered);
    return (int)c->err;
}

int
orgs_create(struct ctx *c, const struct orgs *o, const char *slug, const char *name,
    const char *from)
{
    struct store *s;

    if (name == NULL || slice_trim(slice_of(name)).n == 0 || !utf8_valid(name, strlen(name))
        || utf8_length(name, strlen(name)) > 300)
        return fail_field(c, "name", "A name has 1 to 300 characters of valid UTF-8.");
    if (org_create(c, o->dir, slug, &s) != 0)
        return (int)c->err;
    fill(c, o, s, name, from);
    store_close(s);
    if (c->err == E_OK && store_write(c, o->control) == 0)
        end_change(c, organisation_add(c, slug, name, from == NULL ? NULL
            : arena_printf(c->arena, "from %s", strcmp(from, SAMPLE) == 0 ? "the sample" : from)));
    if (c->err != E_OK) {
        struct ctx own = { .arena = c->arena };

        org_remove(&own, o->dir, slug);
    }
    return (int)c->err;
}

/* What is different in the copy: its name in addresses, and that it is one. */
static int
mark_copy(struct ctx *to, const char *from, const char *slug)
{
    if (org_identify(to, slug) != 0)
        return (int)to->err;
    if (store_is_archived(to)
        && store_set_archived(to, false, arena_printf(to->arena, "copied from %s", from)) != 0)
        return (int)to->err;
    return setting_set(to, "copy_of", from);
}

/* Verified before it counts; what interrupts leaves a draft that nobody finds. */
static int
copy_store(struct ctx *c, const struct orgs *o, const char *from, const char *slug)
{
    struct ctx to = { .arena = c->arena, .actor = c->actor, .org = slug, .source = c->source,
        .now = c->now, .today = c->today };
    struct orgs_hold h;
    struct store *s;
    struct buf report;

    if (orgs_hold(c, o, from, &h) != 0)
        return (int)c->err;
    if (org_draft(c, o->dir, slug, &s) == 0) {
        buf_init(&report, BUF_MAX);
        if (store_read(c, h.store) == 0 && store_write(&to, s) == 0
            && store_copy(c, &to, &report) == 0)
            end_change(&to, mark_copy(&to, from, slug));
        store_rollback(&to);
        store_rollback(c);
        buf_free(&report);
        store_close(s);
        if (to.err != E_OK)
            fail(c, to.err, "%s", to.message);
        if (org_draft_end(c, o->dir, slug, c->err == E_OK) != 0)
            fail(c, E_IO, "The copy could not be finished.");
    }
    orgs_give_back(o, &h);
    return (int)c->err;
}

int
orgs_copy(struct ctx *c, const struct orgs *o, const char *from, const char *slug)
{
    struct organisation row;

    if (!org_slug_ok(slug))
        return fail_field(c, "org", "A slug has 1 to %d of a-z, 0-9 and \"-\", and begins with a "
            "letter.", SLUG_MAX);
    if (orgs_get(c, o, from, &row) != 0)
        return (int)c->err;
    if (org_exists(c, o->dir, slug))
        return fail(c, E_CONFLICT, "The organisation %s exists already.", slug);
    if (copy_store(c, o, from, slug) != 0 || store_write(c, o->control) != 0)
        return (int)c->err;
    return end_change(c, organisation_add(c, slug, row.named ? row.name : NULL,
        arena_printf(c->arena, "copy of %s", from)));
}
