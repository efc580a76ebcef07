/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * reads.c - every route that reads, by every actor, about own, foreign, absent,
 * hidden and malformed objects.
 */
#include "matrix.h"

#include "isms/clause.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

/* Objects: an organisation and a key, and the one that it must answer alike. */
enum { KEY_OWN, KEY_ABSENT, KEY_FOREIGN, KEY_DRAFT, KEY_RESTRICTED };
static const struct object { int org, key, like; } objects[] = {
    { HOME, KEY_OWN, -1 },
    { HOME, KEY_ABSENT, -1 },
    { HOME, KEY_FOREIGN, 1 },
    { HOME, KEY_DRAFT, 1 },
    { HOME, KEY_RESTRICTED, 1 },
    { NOWHERE, KEY_OWN, -1 },
    { AWAY, KEY_OWN, 5 },
    { NOWHERE, KEY_FOREIGN, -1 },
    { AWAY, KEY_FOREIGN, 7 },
};

static const struct thing *
hidden_of(const struct side *s, const struct rec_type *t, bool draft)
{
    size_t at = type_index(t);

    for (size_t i = s->first[at]; i < s->first[at + 1]; i++)
        if (draft ? s->things[i].draft : s->things[i].restricted)
            return &s->things[i];
    return NULL;
}

void
turn_to(struct question *c, int org)
{
    c->side = org == HOME ? c->actor->home : org == AWAY ? 1 - c->actor->home : -1;
    c->org = c->side >= 0 ? sides[c->side].slug : NO_SLUG;
}

/* Everything but the object; n goes round. */
void
choose_rest(struct question *c, size_t n)
{
    c->n = n;
    c->clause = clauses[n % n_clauses].slug;
    c->name = "app.css";
    c->rule = "R-4.1-04";
    c->id = "1";
    c->step = "nostep";
    if (c->type != NULL && c->type->nsteps > 0)
        c->step = c->type->steps[n % c->type->nsteps].name;
}

/* False when there is no such object. */
static bool
point_at(struct question *c, const struct object *o, size_t n)
{
    const struct side *home = &sides[c->actor->home], *away = &sides[1 - c->actor->home];
    const struct thing *th = thing_of(home, c->type, n);

    turn_to(c, o->org);
    switch (o->key) {
    case KEY_OWN:
        break;
    case KEY_ABSENT:
        c->key = absent_key(c->type);
        c->id = "999";
        return true;
    case KEY_FOREIGN:           /* the last one of its type is the one that is there alone */
        th = &away->things[away->first[type_index(c->type) + 1] - 1];
        c->key = th->key;
        c->id = o->org == HOME ? "999" : format("%lld", (long long)th->file);
        return true;
    case KEY_DRAFT:
    case KEY_RESTRICTED:
        th = hidden_of(home, c->type, o->key == KEY_DRAFT);
        if (th == NULL)
            return false;
        break;
    }
    c->key = th->key;
    c->id = format("%lld", (long long)th->file);
    return true;
}

/* A member of both sides is a stranger at neither. */
static bool
looks_absent(const struct question *c, const struct object *o)
{
    enum ruling v = expect(c);

    if (has_param(c->route, "slug"))    /* for administrators alone */
        return v != MAY;
    if (v == OUT)               /* the way back to it is in the answer, with the number of a file */
        return o->key != KEY_DRAFT && o->key != KEY_RESTRICTED;
    if (c->type != NULL && c->key != NULL && c->side >= 0 && may_read(c->actor, c->side,
            peek(&sides[c->side], c->type, c->key)))
        return false;           /* it is there, and something else is not */
    return (v == GONE && (o->org != AWAY || c->actor->bits[c->side] == 0));
}

static bool
take_object(struct question *c, const struct object *o, size_t n)
{
    if ((!has_param(c->route, "key") && o->key != KEY_OWN)
        || (!has_param(c->route, "org") && !has_param(c->route, "slug") && o->org != HOME))
        return false;
    if (c->type != NULL)
        return point_at(c, o, n);
    turn_to(c, o->org);
    return true;
}

/* All objects of one route, type and actor. */
void
ask_objects(struct question c, size_t n, bool refused_alone)
{
    struct answer answers[ARRAY_LEN(objects)] = { 0 };
    struct question cells[ARRAY_LEN(objects)];

    choose_rest(&c, n);
    for (size_t i = 0; i < ARRAY_LEN(objects); i++) {
        const struct object *o = &objects[i];

        cells[i] = c;
        if (!take_object(&cells[i], o, n) || (refused_alone && expect(&cells[i]) == MAY))
            continue;
        answers[i] = check_cell(&cells[i]);
        if (o->like < 0 || answers[o->like].status == 0 || !looks_absent(&cells[i], o))
            continue;
        if (o->org == HOME)
            must_be_alike(&cells[i], &answers[i], cells[i].key, &cells[o->like],
                &answers[o->like], cells[o->like].key);
        else
            must_be_alike(&cells[i], &answers[i], cells[i].org, &cells[o->like],
                &answers[o->like], NO_SLUG);
    }
}

/* What no register has: always nothing, and never a fault. */
static void
ask_malformed(struct question c, size_t n)
{
    static const char *const keys[] = { "%s", "%s-", "%s-01%%27--", "%s-01%%20", "%s-01%%22",
        "%s-0000000000000000000000000000001", "%s-..", "%%C3%%A9%s-01", "*%s", "%s-01%%0A",
        "ISS-01%s", "%s-01%%2F..%%2FISS-01", "%s-01;ISS-01", "%s-01%%00" };
    const char *prefix = c.type->prefix;
    char lower[4] = { (char)(prefix[0] + 32), (char)(prefix[1] + 32), (char)(prefix[2] + 32), 0 };

    choose_rest(&c, n);
    turn_to(&c, HOME);
    c.id = "1";
    for (size_t i = 0; i <= ARRAY_LEN(keys); i++) {
        struct answer a;
        char key[200];

        if (i < ARRAY_LEN(keys)) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            snprintf(key, sizeof key, keys[i], prefix);
#pragma GCC diagnostic pop
        } else {
            snprintf(key, sizeof key, "%s-01", lower);
        }
        c.key = key;
        a = ask_cell(&c);
        if (a.status != 404 && a.status != 400 && !(strstr(c.route->pattern, "/k/") != NULL
                && a.status == 303))
            complain(&leaks, "%s: %d", cell_words(&c), a.status);
    }
}

/* Files by ids of other records, of the other side and of nobody. */
static void
ask_files(struct question c)
{
    const struct side *home, *away;
    const char *ids[3];
    struct answer absent;
    struct question twin;

    turn_to(&c, HOME);
    home = &sides[c.actor->home];
    away = &sides[1 - c.actor->home];
    c.key = thing_of(home, c.type, 1)->key;
    ids[0] = format("%lld", (long long)home->things[thing_of(home, c.type, 1)->file == 150
        ? 150 : 149].file);
    ids[1] = format("%lld", (long long)away->files);
    ids[2] = format("%lld", (long long)home->files);
    twin = c;
    twin.id = "999";
    absent = ask_cell(&twin);
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        struct answer a;

        c.id = ids[i];
        a = ask_cell(&c);
        must_be_alike(&c, &a, ids[i], &twin, &absent, "999");
        if (a.status == 200)
            complain(&leaks, "%s: a file of another record", cell_words(&c));
    }
    for (size_t i = 0; i < 5; i++) {
        struct answer a;

        c.id = (const char *const[]){ "x", "-1", "0", "99999999999999999999", "1%27" }[i];
        a = ask_cell(&c);
        if (a.status == 200 || a.status >= 500)
            complain(&leaks, "%s: %d", cell_words(&c), a.status);
    }
}

static bool
is_read(const struct question *c)
{
    return c->route->method == M_GET;
}

static void
ask_type(struct question c, size_t r, size_t t)
{
    c.type = rec_types[t];
    for (size_t a = 0; a < n_actors; a++) {
        c.actor = &actors[a];
        if (!chosen(r, t, a))
            continue;
        cell_begin();
        ask_objects(c, r + t + a, false);
        cell_end();
    }
    if (!has_param(c.route, "key") || (!full && (r + t) % SIDES != 0))
        return;
    c.actor = &actors[1 + (r + t) % 14];
    cell_begin();
    ask_malformed(c, r + t);
    if (has_param(c.route, "id"))
        ask_files(c);
    cell_end();
}

void
reads_agree_and_leak_nothing(void **state)
{
    char *before;
    struct question c;

    test_begins(state);
    before = peek_all();
    for (size_t r = 0; next_route(&r, &c); ) {
        if (!is_read(&c))
            continue;
        if (has_param(c.route, "types") || has_param(c.route, "key")) {
            for (size_t t = 0; t < n_rec_types; t++)
                ask_type(c, r, t);
            continue;
        }
        for (size_t a = 0; a < n_actors; a++)
            for (size_t i = 0; i < (has_param(c.route, "clause") ? n_clauses : 1); i++) {
                c.actor = &actors[a];
                if (i > 0 && !chosen(r, i, a))
                    continue;
                cell_begin();
                ask_objects(c, i, false);
                cell_end();
            }
    }
    assert_string_equal(before, peek_all());
    test_ends();
}

/*
 * The organisation as it stood at the end of a day is no way round: what is hidden
 * today is hidden there.  Each view is built anew, so a few actors ask.
 */
static void
ask_past(struct question c, size_t n, const char *day)
{
    for (size_t i = 0; i < ARRAY_LEN(objects); i++) {
        const struct object *o = &objects[i];

        if (!take_object(&c, o, n) || (o->org == HOME && o->key != KEY_DRAFT
                && o->key != KEY_RESTRICTED && (n + i) % 3 != 0))
            continue;
        c.org = format("%s@%s", c.org, day);
        check_cell(&c);
    }
}

void
the_past_is_no_way_round(void **state)
{
    static const char *const who[] = { "im", "ea", "hr", "for one audit", "of beta" };
    char *before, day[DATE_LEN + 1];
    struct question c;

    test_begins(state);
    before = peek_all();
    date_format(clock_today("UTC", clock_now()) + 1, day);
    for (size_t r = 0; next_route(&r, &c); )
        for (size_t a = 0; a < n_actors; a++) {
            bool asks = full;

            for (size_t i = 0; i < ARRAY_LEN(who); i++)
                asks = asks || (strcmp(who[i], actors[a].name) == 0 && (r + i) % 2 == 0);
            if (!asks || !has_param(c.route, "org") || c.route->method != M_GET
                || known(c.route)->need != N_READ || has_param(c.route, "id"))
                continue;       /* files are those of today */
            c.actor = &actors[a];
            c.type = has_param(c.route, "types") || has_param(c.route, "key")
                ? rec_types[(r * 5 + a) % n_rec_types] : NULL;
            cell_begin();
            choose_rest(&c, r + a);
            ask_past(c, r + a, day);
            cell_end();
        }
    assert_string_equal(before, peek_all());
    test_ends();
}

/* Words of the other side, and what is asked with a word that nobody has. */
enum word { W_CANARY, W_KEY, W_PERSON, W_DRAFT, W_SECRET, W_MEMBER };
#define LIST "/o/{org}/api/v1/{types}"
#define REGISTER "/o/{org}/r/{types}"
static const struct probe { const char *pattern, *before; enum word word; const char *after; }
probes[] = {
    { LIST, "q=", W_CANARY, "" }, { LIST, "tag=", W_CANARY, "" }, { LIST, "owner=", W_PERSON, "" },
    { LIST, "sort=key&q=", W_DRAFT, "" }, { LIST, "tag=", W_DRAFT, "" },
    { REGISTER, "q=", W_CANARY, "" }, { REGISTER, "tag=", W_CANARY, "" },
    { REGISTER, "q=", W_CANARY, "&format=csv" }, { REGISTER, "owner=", W_PERSON, "" },
    { REGISTER, "owner=", W_PERSON, "&panel=filter" }, { REGISTER, "q=", W_DRAFT, "&format=csv" },
    { REGISTER, "tag=", W_DRAFT, "" }, { REGISTER, "tag=", W_SECRET, "" },
    { REGISTER, "q=", W_SECRET, "&format=csv" }, { REGISTER, "q=", W_DRAFT, "&panel=filter" },
    { REGISTER "/new", "owner=", W_PERSON, "" },
    { "/o/{org}/api/v1/search", "q=", W_CANARY, "" }, { "/o/{org}/api/v1/search", "q=", W_KEY, "" },
    { "/o/{org}/api/v1/search", "q=", W_DRAFT, "" },
    { "/o/{org}/api/v1/search", "q=", W_SECRET, "" }, { "/o/{org}/search", "q=", W_SECRET, "" },
    { "/o/{org}/pick", "q=", W_SECRET, "" },
    { "/o/{org}/search", "q=", W_CANARY, "" }, { "/o/{org}/search", "q=", W_KEY, "" },
    { "/o/{org}/search", "q=", W_DRAFT, "" },
    { "/o/{org}/pick", "q=", W_CANARY, "" }, { "/o/{org}/pick", "q=", W_KEY, "" },
    { "/o/{org}/pick", "types=Person&q=", W_PERSON, "" }, { "/o/{org}/pick", "q=", W_DRAFT, "" },
    { "/o/{org}/waivers", "rule=R-4.1-04&key=", W_KEY, "" },
    { "/o/{org}/members", "edit=", W_MEMBER, "" },
};

/* The word and one of its length that nobody has; false when it is no secret to the actor. */
static bool
words_of(const struct question *c, enum word word, const char **ret, const char **ret_none)
{
    const struct side *home = &sides[c->actor->home], *away = &sides[1 - c->actor->home];

    *ret_none = NO_WORD;
    switch (word) {
    case W_CANARY:
        *ret = away->canary;
        return true;
    case W_DRAFT:
        *ret = home->draft;
        *ret_none = NO_WORD "q";
        return c->actor->bits[c->actor->home] == ROLE_BIT(ROLE_EA);
    case W_SECRET:
        *ret = home->secret;
        *ret_none = NO_WORD "q";
        return !is_on_board(c->actor, c->actor->home);
    case W_KEY:
        *ret = alone_key(away, c->type);
        *ret_none = absent_key(c->type);
        return true;
    case W_PERSON:
        *ret = alone_key(away, rec_type_by_name(SLICE("Person")));
        *ret_none = absent_key(rec_type_by_name(SLICE("Person")));
        return true;
    case W_MEMBER:
        *ret = format("%lld", (long long)peek_account(c->actor->home == 0
            ? "of.beta@qzbetaqz.example" : "ia@qzalfaqz.example"));
        *ret_none = strlen(*ret) == 1 ? "0" : "98";
        return true;
    }
    return false;
}

static void
probe(struct question c, const struct probe *p)
{
    const char *word, *none;
    struct answer a, b;
    struct question twin;

    turn_to(&c, HOME);
    if (!words_of(&c, p->word, &word, &none))
        return;
    twin = c;
    c.query = format("%s%s%s", p->before, word, p->after);
    twin.query = format("%s%s%s", p->before, none, p->after);
    a = ask_cell(&c);
    b = ask_cell(&twin);
    must_be_alike(&c, &a, word, &twin, &b, none);
}

/* The same question with a word that is there finds something: the probes are no blanks. */
static void
probe_own(struct question c, const struct probe *p)
{
    struct answer a;

    turn_to(&c, HOME);
    if (c.actor->bits[c.actor->home] == 0 || p->word != W_CANARY
        || has_param(c.route, "types"))
        return;
    c.query = format("%s%s%s", p->before, sides[c.actor->home].canary, p->after);
    a = ask_cell(&c);
    if (a.status != 200 || strstr(a.body.p, "-0") == NULL)
        complain(&leaks, "%s and finds nothing of its own", cell_words(&c));
}

/* A place in a list of the other side leads nowhere but into the own one. */
static void
use_cursors(struct question c)
{
    const struct asker *far = &actors[c.actor->home == 0 ? 17 : 2];
    struct reply r;
    const char *next;

    r = ask(far->session, "GET", format("/o/%s/api/v1/%s?limit=1&sort=%s", sides[far->home].slug,
        c.type->slug, c.type->fields[c.type->title].name), NULL);
    next = text_of(r.json, "next");
    turn_to(&c, HOME);
    for (size_t i = 0; i < 4; i++) {
        struct answer a;

        c.query = format("%safter=%s", (const char *const[]){ "", "sort=key&", "sort=-key&",
            format("sort=%s&", c.type->fields[c.type->title].name) }[i], next);
        a = ask_cell(&c);
        if (a.status >= 500)
            complain(&leaks, "%s: %d", cell_words(&c), a.status);
    }
}

static void
probe_type(struct question c, size_t r, size_t t)
{
    c.type = rec_types[t];
    for (size_t a = 0; a < n_actors; a++) {
        c.actor = &actors[a];
        if (!chosen(r, t, a))
            continue;
        cell_begin();
        for (size_t i = 0; i < ARRAY_LEN(probes); i++) {
            if (strcmp(probes[i].pattern, c.route->pattern) != 0)
                continue;
            probe(c, &probes[i]);
            probe_own(c, &probes[i]);
        }
        if (strcmp(c.route->pattern, LIST) == 0 || strcmp(c.route->pattern, REGISTER) == 0)
            use_cursors(c);
        cell_end();
    }
}

void
words_of_the_other_side_find_nothing(void **state)
{
    struct question c;

    test_begins(state);
    for (size_t r = 0; next_route(&r, &c); )
        for (size_t i = 0; i < ARRAY_LEN(probes); i++) {
            if (c.route->method != M_GET || strcmp(probes[i].pattern, c.route->pattern) != 0)
                continue;
            for (size_t t = 0; t < n_rec_types; t++)
                probe_type(c, r, t);
            break;
        }
    test_ends();
}
