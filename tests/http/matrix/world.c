/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * world.c - two organisations with a record of every type in every state, and
 * everybody who could ask.  A new kind of actor or of secret is one line here.
 */
#include "matrix.h"

#include <stdlib.h>

#include "isms/clause.h"
#include "rec/custom.h"
#include "rec/group.h"
#include "rules/engine.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

struct side sides[SIDES] = {
    { .slug = "alfa", .canary = "qzalfaqz", .draft = "qzdraftaq", .secret = "qzsecreaq",
        .far = "qzfarawaq", .digit = '7' },
    { .slug = "beta", .canary = "qzbetaqz", .draft = "qzdraftbq", .secret = "qzsecrebq",
        .far = "qzfarawbq", .digit = '8' },
};

struct asker actors[] = {
    { "nobody", .kind = NOBODY },
    { "tm", { "TM" } }, { "im", { "IM" } }, { "ro", { "RO" }, .board = { true } }, { "co", { "CO" } },
    { "ao", { "AO" } }, { "po", { "PO" } }, { "do", { "DO" } }, { "ia", { "IA" } },
    { "apm", { "APM" } }, { "hr", { "HR" } }, { "dpo", { "DPO" } }, { "em", { "EM" } },
    { "ea", { "EA" } }, { "sys", { "SYS" } },
    { "both, here", { "IM,RO", "IM,HR" }, .board = { false, true }, .email = "both@two.example" },
    { "both, there", { "IM,RO", "IM,HR" }, .home = 1, .board = { false, true }, .email = "both@two.example" },
    { "of beta", { NULL, "IM,SYS" }, .home = 1 },
    { "auditor of beta", { NULL, "EA" }, .home = 1 },
    { "for one audit", { "EA" }, .option = "--audit", .value = "AUD-01" },
    { "of an own role", { "EM" }, .option = "--custom", .value = "clerk" },
    { "expired", { "IM,SYS" }, .option = "--until", .value = "2026-01-31", .kind = EXPIRED },
    { "to come", { "IM" }, .option = "--from", .value = "2099-01-31", .kind = EXPIRED },
    { "administrator", .kind = ADMIN, .email = "root@zeta.example" },
    { "ended", { "IM" }, .kind = ENDED },
    { "disabled", { "IM" }, .kind = DISABLED },
    { "removed", { "IM,SYS" }, .kind = REMOVED },
};
const size_t n_actors = ARRAY_LEN(actors);

/* Who may read what: texts that are in records, comments, files and tags. */
enum hiding { OF_ALL, OF_DRAFTS, OF_RESTRICTED, OF_OTHER_AUDITS };
static const struct secret { int side; enum hiding hiding; } secrets[] = {
    { 0, OF_ALL }, { 1, OF_ALL }, { 0, OF_DRAFTS }, { 1, OF_DRAFTS }, { 0, OF_RESTRICTED },
    { 1, OF_RESTRICTED }, { 0, OF_OTHER_AUDITS },
};

/* The own role "clerk": what these built-in roles may do with records of these types. */
static const struct { const char *type; enum role role; } clerk[] = {
    { "Training", ROLE_HR }, { "Supplier", ROLE_IM }, { "Document", ROLE_DO },
};

unsigned
roles_on(const struct asker *a, int side, const struct rec_type *t)
{
    unsigned bits = a->bits[side];

    for (size_t i = 0; i < ARRAY_LEN(clerk) && t != NULL; i++)
        if (bits != 0 && a->option != NULL && strcmp(a->option, "--custom") == 0
            && strcmp(clerk[i].type, t->name) == 0)
            bits |= ROLE_BIT(clerk[i].role);
    return bits;
}

const char *
audit_of(const struct asker *a)
{
    return a->option != NULL && strcmp(a->option, "--audit") == 0 ? a->value : NULL;
}

/* AUD-01 is about clause 6.1; whose organisation it is every auditor reads. */
bool
is_audited(const struct rec_type *t)
{
    const struct clause *cl = clause_by_slug(t->clause);

    return word_in("Organization ScopeStatement Person", t->name)
        || (cl != NULL && strncmp(clause_number(cl, false), AUDITED, 3) == 0);
}

bool
is_on_board(const struct asker *a, int side)
{
    return a->bits[side] != 0 && (a->board[side] || a->bits[side] & ROLE_BIT(ROLE_TM));
}

/* From then on a text of a draft may stand in what is none any more. */
bool drafts_have_moved;

static bool
may_know(const struct asker *a, const struct secret *s, int path_side)
{
    if (a->bits[s->side] == 0 || (path_side >= 0 && path_side != s->side))
        return false;
    if (s->hiding == OF_OTHER_AUDITS)
        return audit_of(a) == NULL;
    if (s->hiding == OF_RESTRICTED)
        return is_on_board(a, s->side);
    return s->hiding == OF_ALL || drafts_have_moved || a->bits[s->side] != ROLE_BIT(ROLE_EA);
}

const char *const *
secrets_from(const struct asker *a, int path_side)
{
    static const char *list[ARRAY_LEN(secrets) + 1];
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(secrets); i++) {
        const struct side *s = &sides[secrets[i].side];

        if (!may_know(a, &secrets[i], path_side))
            list[n++] = secrets[i].hiding == OF_ALL ? s->canary
                : secrets[i].hiding == OF_DRAFTS ? s->draft
                : secrets[i].hiding == OF_RESTRICTED ? s->secret : s->far;
    }
    list[n] = NULL;
    return list;
}

static bool
points_to(const struct rec_type *a, const struct rec_type *b)
{
    for (size_t i = 0; i < a->nfields; i++)
        if (a->fields[i].shape.kind == K_REF && (strcmp(a->fields[i].shape.targets, "*") == 0
                || word_in(a->fields[i].shape.targets, b->name)))
            return true;
    return false;
}

/* Neither of its clauses, nor linked with an audit. */
static bool
is_far(const struct rec_type *t)
{
    const struct rec_type *audit = rec_type_by_name(SLICE("Audit"));

    return t != audit && !is_audited(t) && !points_to(t, audit) && !points_to(audit, t);
}

/* What is in the texts of a record. */
static const char *
words_in(const struct side *s, const struct thing *th)
{
    return format("%s%s%s%s%s%s%s", s->canary, th->draft ? " " : "", th->draft ? s->draft : "",
        th->restricted ? " " : "", th->restricted ? s->secret : "", is_far(th->type) ? " " : "",
        is_far(th->type) ? s->far : "");
}

/* Records. */

#define FIRST_PERSON 11

/* One record of an import: read-only fields as well. */
static json_t *
imported(const struct side *s, const struct thing *th, size_t n)
{
    const struct rec_type *t = th->type;
    struct maker m = { .side = s, .fresh = n == 0, .named = !th->draft,
        .words = words_in(s, th) };
    json_t *o = record_for(&m, t, n);

    json_object_set_new(o, "type", json_string(t->name));
    json_object_set_new(o, "key", json_string(th->key));
    for (size_t i = 0; i < t->nfields; i++)
        if (t->fields[i].flags & READONLY)
            json_object_set_new(o, t->fields[i].name, value_for(&m, &t->fields[i], n));
    if (th->state != NULL)
        json_object_set_new(o, t->fields[t->state].name, json_string(th->state));
    json_object_set_new(o, "tags", json_pack("[s]", th->restricted ? s->secret
        : th->draft ? s->draft : s->canary));
    return o;
}

static void
add_thing(struct side *s, size_t *cap, const struct rec_type *t, const char *key,
    const char *state)
{
    *arena_push(mem, s->things, s->nthings, *cap) = (struct thing){ .type = t, .key = key,
        .state = state, .draft = state != NULL && strcmp(state, "draft") == 0 };
}

/* What there is exactly one of and the people are named on every page. */
static bool
is_restrictable(const struct rec_type *t)
{
    return !(t->flags & SINGLETON) && strcmp(t->name, "Person") != 0;
}

/* One a state, the first one first, one for few eyes, and one that the other side has not. */
static void
name_things(struct side *s)
{
    size_t cap = 0;

    s->first = arena_alloc(mem, (n_rec_types + 1) * sizeof *s->first);
    for (size_t i = 0; i < n_rec_types; i++) {
        const struct rec_type *t = rec_types[i];
        size_t n = 0, states = t->state < 0 ? 0 : t->fields[t->state].shape.nchoices;
        const char *last = t->initial;

        s->first[i] = s->nthings;
        if (!(t->flags & SINGLETON))
            add_thing(s, &cap, t, format("%s-%02zu", t->prefix, ++n), t->initial);
        for (size_t k = 0; k < states; k++) {
            const char *state = t->fields[t->state].shape.choices[k].name;

            if (strcmp(state, t->initial) == 0)
                continue;
            add_thing(s, &cap, t, format("%s-%02zu", t->prefix, ++n), state);
            last = state;
        }
        if (is_restrictable(t)) {
            add_thing(s, &cap, t, format("%s-44", t->prefix), last);
            s->things[s->nthings - 1].restricted = true;
        }
        add_thing(s, &cap, t, alone_key(s, t), last);
    }
    s->first[n_rec_types] = s->nthings;
}

/* The people that the actors stand for. */
static json_t *
person_of(const struct side *s, const struct asker *a)
{
    const struct rec_type *t = rec_type_by_name(SLICE("Person"));
    struct maker m = { .side = s, .words = s->canary };
    json_t *o = record_for(&m, t, 3);

    json_object_set_new(o, "type", json_string(t->name));
    json_object_set_new(o, "key", json_string(a->person[s - sides]));
    json_object_set_new(o, "name", json_string(format("%s %s", s->canary, a->name)));
    json_object_set_new(o, "email", json_string(a->email));
    json_object_set_new(o, "status", json_string("active"));
    return o;
}

static bool
is_first_row(size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (actors[k].email != NULL && strcmp(actors[k].email, actors[i].email) == 0)
            return false;
    return true;
}

static void
import(struct side *s)
{
    const char *file = format("%s/%s.json", place_dir, s->slug);
    const char *const args[] = { "import", place_option(), place, "--org", s->slug, "--new", s->slug,
        file, NULL };
    json_t *list = json_array(), *all = json_pack("{s:o}", "records", list);

    for (size_t i = 0; i < n_rec_types; i++)
        for (size_t k = s->first[i]; k < s->first[i + 1]; k++)
            json_array_append_new(list, imported(s, &s->things[k], k - s->first[i]));
    for (size_t i = 0; i < n_actors; i++)
        if (actors[i].person[s - sides] != NULL && is_first_row(i))
            json_array_append_new(list, person_of(s, &actors[i]));
    assert_int_equal(json_dump_file(all, file, JSON_COMPACT), 0);
    json_decref(all);
    assert_int_equal(command(args), 0);
}

/* Accounts. */

static void
name_actors(void)
{
    for (size_t i = 0; i < n_actors; i++) {
        struct asker *a = &actors[i];
        char *name = arena_strdup(mem, a->name);

        for (char *p = name; *p; p++)
            if (*p == ' ')
                *p = '.';
        if (a->email == NULL && a->kind != NOBODY)
            a->email = format("%s@%s.example", name, sides[a->home].canary);
        for (int k = 0; k < SIDES; k++) {
            const struct asker *twin = i > 0 && a->email != NULL && !is_first_row(i)
                ? &actors[i - 1] : NULL;

            if (a->roles[k] != NULL)
                a->person[k] = twin != NULL ? twin->person[k]
                    : format("PER-%d", FIRST_PERSON + (int)i);
        }
    }
}

static void
write_password(const char *file)
{
    FILE *f = fopen(file, "w");

    assert_non_null(f);
    fputs(PASSWORD "\n", f);
    fclose(f);
}

static void
add_users(void)
{
    const char *file = format("%s/password", place_dir);
    const char *const init[] = { "init", place_option(), place, "--org", "zeta", "--name", "Zeta",
        "--admin", "root@zeta.example", "--password-file", file, NULL };

    write_password(file);
    assert_int_equal(command(init), 0);
    for (size_t i = 0; i < n_actors; i++)
        for (int k = 0; k < SIDES; k++) {
            const char *const args[] = { "user", "add", place_option(), place, "--org",
                sides[k].slug, "--email", actors[i].email, "--role", actors[i].roles[k],
                "--person", actors[i].person[k], "--password-file", file, actors[i].option,
                actors[i].value, NULL };

            if (actors[i].roles[k] != NULL && is_first_row(i))
                assert_int_equal(command(args), 0);
        }
}

/* What an actor holds; everybody but a mere external auditor is staff as well. */
static void
give_bits(struct asker *a)
{
    for (int k = 0; k < SIDES; k++) {
        char *codes = arena_strdup(mem, a->roles[k] != NULL ? a->roles[k] : "");
        unsigned bits = 0;

        for (char *p = codes; *p; p++)
            if (*p == ',')
                *p = ' ';
        for (int i = 0; i < N_ROLES; i++)
            if (word_in(codes, role_infos[i].code))
                bits |= ROLE_BIT(i);
        if (bits != 0 && bits != ROLE_BIT(ROLE_EA))
            bits |= ROLE_BIT(ROLE_EM);
        if (a->kind == ADMIN)           /* runs the installation: system administrator everywhere */
            bits = ROLE_BIT(ROLE_SYS);
        a->bits[k] = a->kind == LIVE || a->kind == ADMIN ? bits : 0;
    }
}

/* What forms and the API add to records, put there at once. */

static struct store *
open_store(struct ctx *c, const struct side *s)
{
    struct store *store;

    assert_int_equal(org_open(c, place, s->slug, STORE_EXCLUSIVE, &store), 0);
    return store;
}

static void
add_notes(struct ctx *c, const struct side *s, struct thing *th)
{
    const char *words = words_in(s, th);
    struct attachment *list;
    struct rec *r;
    size_t n;

    assert_int_equal(rec_load(c, th->type, th->key, &r), 0);
    assert_int_equal(comment_add(c, r, format("%s comment", words)), 0);
    assert_int_equal(attachment_add(c, r, format("%s.txt", words), "text/plain",
        slice_of(format("%s content of %s", words, th->key))), 0);
    assert_int_equal(attachment_list(c, th->key, &list, &n), 0);
    th->file = list[n - 1].id;
}

/* The group, and what is restricted to it. */
static void
add_board(struct ctx *c, const struct side *s)
{
    const char *board[] = { "board" }, *members[ARRAY_LEN(actors) + 1] = { "TM" };
    struct access_group g = { .code = "board", .name = "Board", .members = members,
        .nmembers = 1 };
    struct rec *r;

    for (size_t i = 0; i < n_actors; i++)
        if (actors[i].board[s - sides] && is_first_row(i))
            members[g.nmembers++] = actors[i].person[s - sides];
    assert_int_equal(group_set(c, &g), 0);
    for (size_t i = 0; i < s->nthings; i++) {
        if (!s->things[i].restricted)
            continue;
        assert_int_equal(rec_load(c, s->things[i].type, s->things[i].key, &r), 0);
        assert_int_equal(restriction_set(c, r, board, 1, "for few eyes"), 0);
    }
    assert_int_equal(rec_retitle_all(c), 0);
}

static void
add_clerk(struct ctx *c)
{
    struct custom_grant grants[ARRAY_LEN(clerk)];
    struct custom_role r = { .code = "clerk", .name = "Clerk", .grants = grants,
        .ngrants = ARRAY_LEN(grants) };

    for (size_t i = 0; i < ARRAY_LEN(clerk); i++)
        grants[i] = (struct custom_grant){ clerk[i].role,
            rec_type_by_name(slice_of(clerk[i].type)), -1 };
    assert_int_equal(custom_role_set(c, &r), 0);
}

static void
seed(struct side *s)
{
    static const struct actor system = { .system = true, .email = "seed@two.example" };
    struct ctx c = { .arena = mem, .actor = &system, .source = "cli", .org = s->slug,
        .now = clock_now(), .today = clock_today("UTC", clock_now()) };
    struct store *store = open_store(&c, s);

    assert_int_equal(store_write(&c, store), 0);
    add_board(&c, s);
    add_clerk(&c);
    for (size_t i = 0; i < s->nthings; i++)
        add_notes(&c, s, &s->things[i]);
    for (int i = 0; i < 5 * (int)(s - sides); i++)      /* ids that alfa has not */
        add_notes(&c, s, &s->things[0]);
    assert_int_equal(rules_waive(&c, "R-4.1-04", s->things[0].key, c.today + 30,
        format("%s reason", s->canary)), 0);
    s->files = db_get_int(&c, 0, SQL("select max(id) from attachment"), NO_BINDS);
    assert_int_equal(store_commit(&c), 0);
    store_close(store);
}

static struct asker *
first_of(enum actor_kind kind)
{
    size_t i = 0;

    while (actors[i].kind != kind)
        i++;
    return &actors[i];
}

/* With the server down: it keeps who is who in memory. */
static void
shut_out(void)
{
    static const struct actor system = { .system = true };
    struct ctx c = { .arena = mem, .actor = &system, .now = clock_now() };
    struct store *control;
    struct account a;

    assert_int_equal(control_open(&c, place_control(mem, place), STORE_EXCLUSIVE,
        &control), 0);
    assert_int_equal(store_write(&c, control), 0);
    assert_int_equal(account_by_email(&c, first_of(DISABLED)->email, &a), 0);
    assert_int_equal(db_exec(&c, SQL("update account set disabled = 1 where id = $id"),
        BINDS(bind_int("id", a.id))), 0);
    assert_int_equal(account_by_email(&c, first_of(REMOVED)->email, &a), 0);
    assert_int_equal(membership_remove(&c, a.id, sides[0].slug), 0);
    assert_int_equal(account_by_email(&c, "both@two.example", &a), 0);
    for (int i = 0; i < SIDES; i++) {
        c.org = sides[i].slug;
        assert_int_equal(view_set(&c, a.id, "Risk", format("%s view", sides[i].canary), "q=x"), 0);
    }
    assert_int_equal(store_commit(&c), 0);
    store_close(control);
}

static void
sign_all_in(void)
{
    for (size_t i = 0; i < n_actors; i++)
        if (actors[i].kind != NOBODY)
            actors[i].session = is_first_row(i) ? sign_in_as(actors[i].email)
                : actors[i - 1].session;
    WANT(ask(first_of(ENDED)->session, "DELETE", "/api/v1/session", NULL), 204);
}

int
world_up(void **state)
{
    static const struct actor system = { .system = true };
    struct ctx c = { 0 };

    (void)state;
    if (data_up() != 0)
        return 1;
    c = (struct ctx){ .arena = mem, .actor = &system, .now = clock_now() };
    full = getenv("ISMENE_MATRIX") != NULL && strcmp(getenv("ISMENE_MATRIX"), "full") == 0;
    name_actors();
    for (int i = 0; i < SIDES; i++)
        name_things(&sides[i]);
    for (int i = 0; i < SIDES; i++)
        import(&sides[i]);
    for (int i = 0; i < SIDES; i++)
        seed(&sides[i]);
    add_users();
    server_start();
    sign_all_in();
    server_stop();
    shut_out();
    server_start();
    for (size_t i = 0; i < n_actors; i++)
        give_bits(&actors[i]);
    for (int i = 0; i < SIDES; i++)
        assert_int_equal(org_open(&c, place, sides[i].slug, 0, &sides[i].store), 0);
    return 0;
}

int
world_down(void **state)
{
    for (int i = 0; i < SIDES; i++)
        store_close(sides[i].store);
    return server_down(state);
}
