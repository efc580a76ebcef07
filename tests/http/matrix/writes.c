/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * writes.c - what is refused changes nothing, in either organisation; what is
 * allowed changes the record it is about and nothing else.
 */
#include "matrix.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

static bool
is_write(const struct question *c)
{
    return c->route->method != M_GET;
}

/* Where two dumps part, in words. */
static void
must_be_unchanged(const char *before, const char *what)
{
    const char *after = peek_all();
    size_t i = 0;

    if (strcmp(before, after) == 0)
        return;
    while (before[i] == after[i])
        i++;
    i = i > 100 ? i - 100 : 0;
    complain(&leaks, "%s changed something: %.300s\n# was: %.300s", what, after + i, before + i);
}

/* Every actor and type of a route. */
static void
each_actor(struct question c, size_t r, void (*one)(struct question c, size_t n))
{
    bool typed = has_param(c.route, "types");

    for (size_t t = 0; t < (typed ? n_rec_types : 1); t++)
        for (size_t a = 0; a < n_actors; a++) {
            c.type = typed ? rec_types[t] : NULL;
            c.actor = &actors[a];
            if (typed && !chosen(r, t, a))
                continue;
            cell_begin();
            one(c, r + t + a);
            cell_end();
        }
}

static void
ask_refused(struct question c, size_t n)
{
    ask_objects(c, n, true);
}

void
refused_writes_change_nothing(void **state)
{
    const char *before;
    struct question c;

    test_begins(state);
    before = peek_all();
    for (size_t r = 0; next_route(&r, &c); )
        if (is_write(&c))
            each_actor(c, r, ask_refused);
    must_be_unchanged(before, "a refused write");
    test_ends();
}

/* A page of another site, or one without the session's token. */
static void
ask_from_elsewhere(struct question c, size_t n)
{
    static const char *const lines[] = { "X-CSRF-Token: x", "X-CSRF-Token: %s",
        "Origin: http://evil.example", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site",
        "Origin: null" };
    struct filled f;

    choose_rest(&c, n);
    turn_to(&c, HOME);
    if (c.actor->session == NULL)
        return;
    if (c.type != NULL) {
        c.key = thing_of(&sides[c.side], c.type, n)->key;
        c.id = "1";
    }
    if (expect(&c) != MAY)
        return;
    fill(&c, &f);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        struct filled mine = f;
        struct answer a;

        mine.headers = i == 1 ? format("X-CSRF-Token: %s", actors[2].session->csrf) : lines[i];
        if (i == 1 && c.actor->session == actors[2].session)
            mine.headers = format("X-CSRF-Token: %s", actors[3].session->csrf);
        if (f.headers != NULL)
            mine.headers = format("%s\n%s", f.headers, mine.headers);
        a = ask_filled(&c, &mine);
        if (a.status != 403 && c.actor->kind != ENDED && c.actor->kind != DISABLED)
            complain(&leaks, "%s with %s: %d", cell_words(&c), mine.headers, a.status);
    }
}

void
requests_from_elsewhere_change_nothing(void **state)
{
    const char *before;
    struct question c;

    test_begins(state);
    before = peek_all();
    for (size_t r = 0; next_route(&r, &c); )
        if (is_write(&c))
            each_actor(c, r, ask_from_elsewhere);
    must_be_unchanged(before, "a request from elsewhere");
    test_ends();
}

/* References in bodies. */

static bool
is_route(const struct question *c, enum method m, const char *pattern)
{
    return c->route->method == m && strcmp(c->route->pattern, pattern) == 0;
}

static void
compare_bodies(struct question c, const char *word, const char *none,
    struct body (*make)(const struct question *c, const char *key))
{
    struct filled f, g;
    struct answer a, b;

    fill(&c, &f);
    g = f;
    f.body = make(&c, word);
    g.body = make(&c, none);
    a = ask_filled(&c, &f);
    b = ask_filled(&c, &g);
    must_be_alike(&c, &a, word, &c, &b, none);
    if (a.status < 300 && a.status != 0)
        complain(&leaks, "%s with %s in its body: %d", cell_words(&c), word, a.status);
}

static const struct field *ref_field;   /* of reference_json and reference_form */

static struct body
reference_json(const struct question *c, const char *key)
{
    (void)c;
    return (struct body){ "application/json", slice_of(format(ref_field->shape.list
        ? "{\"%s\":[\"%s\"]}" : "{\"%s\":\"%s\"}", ref_field->name, key)) };
}

static struct body
reference_form(const struct question *c, const char *key)
{
    const struct rec *r = peek(&sides[c->side], c->type, c->key);

    return (struct body){ "application/x-www-form-urlencoded",
        slice_of(format("_revision=%lld&%s=%s", (long long)r->revision, ref_field->name, key)) };
}

static const struct rec_type *
first_target(const struct field *f)
{
    struct slice l = slice_of(f->shape.targets), w;

    word_next(&l, &w);
    return slice_eq(w, "*") ? rec_type_by_name(SLICE("Risk")) : rec_type_by_name(w);
}

/* Somebody who may edit one of the type's records as it stands; false: nobody. */
static bool
find_editor(struct question *c, size_t n)
{
    size_t at = type_index(c->type);

    for (int side = 0; side < SIDES; side++)
        for (size_t i = sides[side].first[at]; i < sides[side].first[at + 1]; i++)
            for (size_t a = 0; a < n_actors; a++) {
                const struct rec *r = peek(&sides[side], c->type, sides[side].things[i].key);

                c->actor = &actors[(a + n) % n_actors];
                c->key = sides[side].things[i].key;
                if (c->actor->kind != LIVE || c->actor->home != side || r == NULL
                    || !may_edit(c->actor, side, r) || word_in(c->type->frozen, rec_state(r)))
                    continue;
                turn_to(c, HOME);
                return true;
            }
    return false;
}

static void
refer_everywhere(struct question c, size_t n, bool json)
{
    choose_rest(&c, n);
    if (!find_editor(&c, n))
        return;
    for (size_t i = 0; i < c.type->nfields; i++) {
        const struct field *f = &c.type->fields[i];

        if (f->shape.kind != K_REF || f->flags & READONLY)
            continue;
        ref_field = f;
        compare_bodies(c, alone_key(&sides[1 - c.actor->home], first_target(f)),
            absent_key(first_target(f)), json ? reference_json : reference_form);
    }
}

static struct body
waiver_json(const struct question *c, const char *key)
{
    struct question about = *c;
    struct filled f;

    about.key = key;
    fill(&about, &f);
    return f.body;
}

static struct body
member_form(const struct question *c, const char *key)
{
    (void)c;
    return (struct body){ "application/x-www-form-urlencoded",
        slice_of(format("do=roles&id=%s&role=EM&person=-", key)) };
}

static struct body
person_form(const struct question *c, const char *key)
{
    return (struct body){ "application/x-www-form-urlencoded", slice_of(format("do=roles&id=%lld"
        "&role=EM&person=%s", (long long)peek_account(c->actor->email), key)) };
}

static struct body
successor_form(const struct question *c, const char *key)
{
    (void)c;
    return (struct body){ "application/x-www-form-urlencoded", slice_of(format("to=%s", key)) };
}

static void
refer_once(struct question c, size_t n)
{
    const struct rec_type *risk = rec_type_by_name(SLICE("Risk"));
    const struct rec_type *person = rec_type_by_name(SLICE("Person"));
    const char *stranger;

    choose_rest(&c, n);
    turn_to(&c, HOME);
    if (c.actor->bits[c.side] == 0)
        return;
    stranger = format("%lld", (long long)peek_account(c.side == 0 ? "of.beta@qzbetaqz.example"
        : "sys@qzalfaqz.example"));
    if (is_route(&c, M_POST, "/o/{org}/api/v1/rules/{rule}/waivers")
        || is_route(&c, M_POST, "/o/{org}/waivers"))
        compare_bodies(c, alone_key(&sides[1 - c.side], risk), absent_key(risk), waiver_json);
    if (is_route(&c, M_POST, "/o/{org}/members")) {
        compare_bodies(c, stranger, strlen(stranger) == 1 ? "0" : "98", member_form);
        compare_bodies(c, alone_key(&sides[1 - c.side], person), absent_key(person), person_form);
    }
    c.type = c.type != NULL ? c.type : person;
    c.key = thing_of(&sides[c.side], c.type, 0)->key;
    if (is_route(&c, M_POST, "/o/{org}/r/{types}/bulk"))
        compare_bodies(c, alone_key(&sides[1 - c.side], c.type), absent_key(c.type), waiver_json);
    if (c.type == person && is_route(&c, M_POST, "/o/{org}/r/{types}/{key}/handover"))
        compare_bodies(c, alone_key(&sides[1 - c.side], person), absent_key(person),
            successor_form);
}

void
references_to_the_other_side_lead_nowhere(void **state)
{
    const char *before;
    struct question c;

    test_begins(state);
    before = peek_all();
    for (size_t r = 0; next_route(&r, &c); ) {
        bool json = is_route(&c, M_PATCH, "/o/{org}/api/v1/{types}/{key}");

        if (!is_write(&c))
            continue;
        each_actor(c, r, refer_once);
        if (!json && !is_route(&c, M_POST, "/o/{org}/r/{types}/{key}/edit"))
            continue;
        for (size_t t = 0; t < n_rec_types; t++) {
            cell_begin();
            c.type = rec_types[t];
            refer_everywhere(c, r + t, json);
            cell_end();
        }
    }
    must_be_unchanged(before, "a reference to the other side");
    test_ends();
}

/* What is allowed. */

struct before
look_before(const struct question *c)
{
    struct before b = { .rec = NULL };

    for (int i = 0; i < SIDES; i++)
        b.last[i] = peek_last(&sides[i]);
    if (c->side >= 0 && c->type != NULL && c->key != NULL)
        b.rec = peek(&sides[c->side], c->type, c->key);
    return b;
}

const char *
changed_fields(const struct rec *a, const struct rec *b)
{
    const char *list = "";

    for (size_t i = 0; i < a->type->nfields; i++)
        if (!value_equal(&a->v[i], &b->v[i]))
            list = format("%s%s%s", list, *list ? " " : "", a->type->fields[i].name);
    return list;
}

/* Where, when and by whom a record was made never changes. */
static const char *
changed_origin(const struct rec *a, const struct rec *b)
{
    if (a->id != b->id)
        return "its id";
    if (a->created_at != b->created_at)
        return "the time it was added";
    if ((a->created_by == NULL) != (b->created_by == NULL)
        || (a->created_by != NULL && strcmp(a->created_by, b->created_by) != 0))
        return "who added it";
    return NULL;
}

static void
check_fields(struct tally *t, const struct question *c, const struct rec *was, const char *fields)
{
    const struct rec *is = peek(&sides[c->side], c->type, c->key);
    const char *origin;

    if (is == NULL) {
        if (known(c->route)->need != N_DELETE)
            complain(t, "%s and the record is gone", cell_words(c));
        return;
    }
    origin = changed_origin(was, is);
    if (origin != NULL)
        complain(t, "%s and changes %s", cell_words(c), origin);
    for (struct slice l = slice_of(changed_fields(was, is)), w; word_next(&l, &w); )
        if (!word_in_n(fields, w.p, w.n))
            complain(t, "%s and changes %.*s", cell_words(c), (int)w.n, w.p);
}

void
only_this_changed(struct tally *t, const struct question *c, const struct before *b,
    const struct answer *a, const char *fields)
{
    bool done = a->status < 400, step = known(c->route)->need == N_STEP
        || known(c->route)->need == N_HANDOVER;
    struct event *events;
    size_t n;

    if (peek_last(&sides[1 - c->side]) != b->last[1 - c->side])
        complain(t, "%s and writes into %s", cell_words(c), sides[1 - c->side].slug);
    n = peek_events(&sides[c->side], b->last[c->side], &events);
    if (!done && n > 0)
        complain(t, "%s: %d, and yet something was written", cell_words(c), a->status);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(events[i].actor, c->actor->email) != 0)
            complain(t, "%s and writes as %s", cell_words(c), events[i].actor);
        if (*events[i].key != '\0' && c->key != NULL && strcmp(events[i].key, c->key) != 0 && !step)
            complain(t, "%s and writes %s of %s", cell_words(c), events[i].action, events[i].key);
        if (strncmp(events[i].action, "step:", 5) == 0 && !step
            && known(c->route)->need != N_BULK)
            complain(t, "%s and takes the %s", cell_words(c), events[i].action);
    }
    if (b->rec != NULL)
        check_fields(t, c, b->rec, done ? fields : "");
}

/* Fields that the program fills by itself. */
static const char *
computed(const struct rec_type *t)
{
    const char *list = "";

    for (size_t i = 0; i < t->nfields; i++)
        if (t->fields[i].flags & READONLY && (int)i != t->state)
            list = format("%s %s", list, t->fields[i].name);
    return list;
}

/* The fields that an allowed request may change: those it sends, and what its step sets. */
const char *
fields_of(const struct question *c, const struct before *b)
{
    const struct step *s;
    const char *list = "";
    struct ctx ctx = { .arena = mem, .actor = &(struct actor){ .system = true } };

    switch (known(c->route)->need) {
    case N_EDIT:
        if (c->route->method == M_PATCH || strstr(c->route->pattern, "/edit") != NULL)
            return format("%s %s", text_field(c->type) != NULL ? text_field(c->type)->name : "",
                computed(c->type));
        return "";
    case N_ESTIMATE:
        return "quantitative";
    case N_STEP:
        s = b->rec != NULL ? step_here(b->rec, c->step) : NULL;
        if (s == NULL)
            return "";
        for (struct slice l = slice_of(s->sets), w; word_next(&l, &w); ) {
            struct slice name = slice_cut(&w, '=');

            list = format("%s %.*s", list, (int)name.n, name.p);
        }
        return format("%s %s %s", list, rec_step_fields(&ctx, b->rec, s),
            c->type->fields[c->type->state].name);
    default:
        return "";
    }
}

static size_t made, wanted;             /* records added, and asked to be added */

/* A record of its own, to be deleted. */
static bool
make_one(struct question *c)
{
    json_t *o = new_record(c);
    struct body body = json_body(o);
    struct answer a = { 0 };

    json_decref(o);
    for (size_t i = 0; i < n_actors && a.status != 201; i++)
        if (actors[i].kind == LIVE && actors[i].home == c->side
            && may_create(&actors[i], c->side, c->type))
            a = send_to(actors[i].session, "POST", format("/o/%s/api/v1/%s", c->org,
                c->type->slug), &body, NULL);
    if (a.status != 201)
        return false;
    c->key = strrchr(head_of(&a, "Location"), '/') + 1;
    return true;
}

void
check_new(struct tally *t, const struct question *c, const struct before *b,
    const struct answer *a)
{
    struct event *events;
    size_t n = peek_events(&sides[c->side], b->last[c->side], &events);
    const struct rec *r;

    wanted++;
    if (a->status >= 400)
        return;
    made++;
    r = n == 1 ? peek(&sides[c->side], c->type, events[0].key) : NULL;
    if (r == NULL)
        complain(t, "%s: %zu changes for one record", cell_words(c), n);
    else if (r->revision != 1 || r->created_by == NULL
        || strcmp(r->created_by, c->actor->person[c->side]) != 0
        || (c->type->state >= 0 && strcmp(rec_state(r), c->type->initial) != 0))
        complain(t, "%s: made as somebody else or in another state", cell_words(c));
}

static void
ask_allowed(struct question c, size_t n)
{
    enum need need = known(c.route)->need;
    struct before b;
    struct answer a;

    choose_rest(&c, n);
    turn_to(&c, HOME);
    if (c.actor->kind != LIVE)
        return;
    if (c.type != NULL && need != N_CREATE)
        c.key = thing_of(&sides[c.side], c.type, n / 2)->key;
    if (c.type != NULL && need == N_STEP) {
        const struct rec *r = peek(&sides[c.side], c.type, c.key);

        for (size_t i = 0; i < c.type->nsteps && r != NULL && step_here(r, c.step) == NULL; i++)
            c.step = c.type->steps[(n + i) % c.type->nsteps].name;
    }
    if (need == N_DELETE && (c.type->flags & SINGLETON || !make_one(&c)))
        return;
    if (expect(&c) != MAY)
        return;
    b = look_before(&c);
    a = check_cell(&c);
    if (need == N_CREATE)
        check_new(&leaks, &c, &b, &a);
    only_this_changed(&leaks, &c, &b, &a, fields_of(&c, &b));
}

void
allowed_writes_change_what_they_say(void **state)
{
    struct picture before;
    struct question c;

    test_begins(state);
    before = picture_take();
    drafts_have_moved = true;
    for (size_t r = 0; next_route(&r, &c); )
        if (is_write(&c) && !known(c.route)->last && !known(c.route)->heavy)
            each_actor(c, r, ask_allowed);
    picture_compare(&before, &leaks);
    printf("# %zu of %zu new records were taken\n", made, wanted);
    assert_true(made * 10 > wanted * 6);   /* the rest needs what the steps before have closed */
    test_ends();
}

/* What ends a session ends it; the hand-over of everything comes before. */
static void
end_session(struct question c, size_t n)
{
    const struct session *s = c.actor->session;
    struct answer a;

    choose_rest(&c, n);
    turn_to(&c, HOME);
    if (s == NULL) {
        ask_cell(&c);
        return;
    }
    if (n % 3 != 0)             /* one way for each of them */
        return;
    a = ask_cell(&c);
    if (a.status >= 400 && a.status != 401 && a.status != 403)
        complain(&leaks, "%s: %d", cell_words(&c), a.status);
    if (send_to(s, "GET", "/api/v1/session", NULL, NULL).status != 401)
        complain(&leaks, "%s and is still signed in", cell_words(&c));
}

static void
hand_over(struct question c, size_t n)
{
    struct before b;
    struct answer a;

    choose_rest(&c, n);
    turn_to(&c, HOME);
    if (strcmp(c.type->name, "Person") != 0 || c.actor->kind != LIVE)
        return;
    c.key = c.actor->person[c.side];
    if (expect(&c) != MAY)
        return;
    b = look_before(&c);
    a = check_cell(&c);
    only_this_changed(&leaks, &c, &b, &a, "");
}

void
sessions_end(void **state)
{
    struct question c;

    test_begins(state);
    for (size_t r = 0; next_route(&r, &c); )
        if (is_write(&c) && known(c.route)->last && has_param(c.route, "types"))
            each_actor(c, r, hand_over);
    for (size_t r = 0; next_route(&r, &c); )
        if (is_write(&c) && known(c.route)->last && !has_param(c.route, "types"))
            each_actor(c, r, end_session);
    test_ends();
}
