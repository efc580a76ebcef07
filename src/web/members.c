/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * members.c - the accounts of an organisation, their roles and the Person
 * each stands for.  Accounts live in the control store and may belong to
 * several organisations: an administrator here changes what holds here, and
 * a password only when the account belongs nowhere else.
 */
#include <stdlib.h>

#include "web/admin.h"

const char *const role_helps[N_ROLES] = {
    [ROLE_TM] = "Approves scope, policy, objectives, the statement of applicability and high "
        "residual risk.",
    [ROLE_IM] = "Runs the ISMS: adds and edits nearly everything. Approves no own documents and "
        "accepts no risk for others.",
    [ROLE_RO] = "Decides about treatment and residual risk of own risks.",
    [ROLE_CO] = "Keeps own controls and their evidence.",
    [ROLE_AO] = "Keeps own assets.",
    [ROLE_PO] = "Keeps own processes.",
    [ROLE_DO] = "Keeps own documents and their versions.",
    [ROLE_IA] = "Audits and records findings, never in the own area.",
    [ROLE_APM] = "Plans the audit programme and closes audits.",
    [ROLE_HR] = "Keeps competence and training of others.",
    [ROLE_DPO] = "Advises on breaches and privacy; a dissent stays on record.",
    [ROLE_EM] = "Everybody: own acknowledgements, event reports and ideas.",
    [ROLE_EA] = "Reads what an audit needs, no drafts; changes nothing.",
    [ROLE_SYS] = "Accounts and settings, no content of records.",
};

const char *
person_name_in(const struct members_page *p, const char *key)
{
    for (size_t i = 0; key != NULL && i < p->npeople; i++)
        if (strcmp(p->people[i].key, key) == 0)
            return p->people[i].name;
    return key;
}

#define PEOPLE_MAX 2000

static int
read_people(struct call *k, struct members_page *p)
{
    struct stmt *s = db_query(&k->c, SQL("select key, name, email from person "
        "order by name nulls first, id limit $most"), BINDS(bind_int("most", PEOPLE_MAX)));
    size_t cap = 0;

    while (db_step(&k->c, s))
        *arena_push(k->c.arena, p->people, p->npeople, cap) = (struct person_choice){
            db_strdup(&k->c, s, 0), db_strdup(&k->c, s, 1), db_strdup(&k->c, s, 2) };
    return db_done(&k->c, s);
}

/* Does the account belong here alone, and is it nobody's who runs the installation? */
static bool
only_here(struct ctx *cc, int64_t id)
{
    struct membership *m;
    size_t n;

    return membership_list(cc, NULL, id, &m, &n) == 0 && n == 1
        && strcmp(m[0].org, cc->org) == 0 && !m[0].account.admin;
}

static int
read_audits(struct call *k, struct members_page *p)
{
    struct stmt *s = db_query(&k->c, SQL("select t.key, t.title from audit t where t.key not in "
        "(select key from restricted) order by t.planned_from desc nulls last, t.id limit 100"),
        NO_BINDS);
    size_t cap = 0;

    while (db_step(&k->c, s))
        *arena_push(k->c.arena, p->audits, p->naudits, cap) = (struct person_choice){
            db_strdup(&k->c, s, 0), db_strdup(&k->c, s, 1), NULL };
    return db_done(&k->c, s) != 0 ? (int)k->c.err
        : custom_role_list(&k->c, &p->roles, &p->nroles);
}

static int
show(struct call *k, struct members_page *p)
{
    struct frame f = { .title = "People and roles", .active = "members" };
    struct ctx cc = call_control(k);

    if (read_people(k, p) != 0 || read_audits(k, p) != 0)
        return (int)k->c.err;
    if (store_read(&cc, app_control(k->app)) != 0)
        return call_take(k, &cc);
    if (membership_list(&cc, k->c.org, 0, &p->m, &p->n) == 0 && p->open > 0)
        p->may_reset = p->open != k->account.id && only_here(&cc, p->open);
    store_rollback(&cc);
    if (call_take(k, &cc) != 0)
        return (int)k->c.err;
    page_members(k, page_begin(k, &f), p);
    page_end(k, &f);
    return (int)k->c.err;
}

int
web_members(struct call *k)
{
    const char *edit = req_query(k->req, "edit");
    struct members_page p = { 0 };

    if (req_query(k->req, "add") != NULL && k->at == NULL)
        p.open = -1;
    else if (edit != NULL && k->at == NULL && !slice_int(slice_of(edit), &p.open))
        return fail(&k->c, E_NOTFOUND, "There is no such member.");
    return show(k, &p);
}

/* What one form asks for. */
struct wish {
    const char *what;           /* add, roles, password, remove */
    int64_t id;
    const char *email, *name, *password, *hash, *person;
    unsigned roles;
    struct terms terms;
    bool existed;
};

static const char *
given(struct call *k, const char *name)
{
    const char *s = form_get(&k->form, name);
    struct slice trimmed = slice_trim(slice_of(s));

    return trimmed.n > 0 ? arena_strndup(k->c.arena, trimmed.p, trimmed.n) : NULL;
}

static int
read_roles(struct call *k, struct wish *w)
{
    const char *codes = "";

    for (size_t i = 0; i < k->form.nparts; i++)
        if (strcmp(k->form.parts[i].name, "role") == 0 && strlen(codes) < 100)
            codes = arena_printf(k->c.arena, "%s %.20s", codes, k->form.parts[i].data.p);
    if (roles_parse(&k->c, codes, &w->roles) != 0)
        return (int)k->c.err;
    return w->roles != 0 ? 0 : fail_field(&k->c, "role", "Choose at least one role.");
}

/* The Person: chosen, none ("-"), or the one with the same address. */
static int
read_person(struct call *k, struct wish *w)
{
    const char *chosen = given(k, "person");

    if (chosen == NULL && w->email != NULL) {
        w->person = rec_person_by_email(&k->c, w->email);
    } else if (chosen != NULL && strcmp(chosen, "-") != 0) {
        w->person = db_get_text(&k->c, SQL("select key from person where key = $key"),
            BINDS(bind_text("key", chosen)));
        if (w->person == NULL)
            return fail_field(&k->c, "person", "There is no such person in the register.");
    }
    if (w->person != NULL && w->name == NULL)
        w->name = db_get_text(&k->c, SQL("select name from person where key = $key"),
            BINDS(bind_text("key", w->person)));
    return (int)k->c.err;
}

static int
read_day(struct call *k, const char *name, int64_t *ret)
{
    const char *text = given(k, name);

    if (text == NULL || date_parse(slice_of(text), ret))
        return 0;
    return fail_field(&k->c, name, "A date is written YYYY-MM-DD.");
}

/* Codes of roles that the organisation has, in the order of the form. */
static int
read_custom(struct call *k, struct wish *w)
{
    const char *codes = "";

    for (size_t i = 0; i < k->form.nparts; i++) {
        const char *code = k->form.parts[i].data.p;

        if (strcmp(k->form.parts[i].name, "custom") != 0 || word_in(codes, code))
            continue;
        if (!role_is_known(&k->c, code))
            return fail_field(&k->c, "custom", "There is no role %.24s.", code);
        codes = arena_printf(k->c.arena, "%s%s%s", codes, *codes ? " " : "", code);
    }
    w->terms.custom = *codes != '\0' ? codes : NULL;
    return 0;
}

static int
read_terms(struct call *k, struct wish *w)
{
    struct terms *t = &w->terms;

    t->audit = given(k, "audit");
    read_day(k, "valid_from", &t->from);
    read_day(k, "valid_until", &t->until);
    if (k->c.err == E_OK && t->from != 0 && t->until != 0 && t->until < t->from)
        fail_field(&k->c, "valid_until", "The last day comes before the first.");
    if (t->audit != NULL && db_get_text(&k->c, SQL("select key from audit where key = $key"),
            BINDS(bind_text("key", t->audit))) == NULL && k->c.err == E_OK)
        fail_field(&k->c, "audit", "There is no audit %.24s.", t->audit);
    return k->c.err == E_OK ? read_custom(k, w) : (int)k->c.err;
}

/* Reads of both stores, before anything is hashed or written. */
static int
read_wish(struct call *k, struct wish *w)
{
    const char *id = form_get(&k->form, "id");
    struct ctx cc = call_control(k);
    struct account a;

    *w = (struct wish){ .what = form_get(&k->form, "do"), .email = given(k, "email"),
        .name = given(k, "name"), .password = form_get(&k->form, "password") };
    if (w->what == NULL || !word_in("add roles password remove", w->what))
        return fail(&k->c, E_INVALID, "Choose what to do.");
    if (strcmp(w->what, "add") != 0 && (id == NULL || !slice_int(slice_of(id), &w->id)))
        return fail(&k->c, E_NOTFOUND, "There is no such member.");
    if (strcmp(w->what, "password") == 0 || strcmp(w->what, "remove") == 0)
        return 0;
    if (read_roles(k, w) == 0 || k->c.err == E_INVALID) {
        enum err before = k->c.err;     /* tell all that is wrong at once */

        k->c.err = E_OK;
        if (read_person(k, w) == 0 && read_terms(k, w) == 0)
            k->c.err = before;
    }
    if (strcmp(w->what, "add") != 0)
        return (int)k->c.err;
    if (w->email == NULL)
        return fail_field(&k->c, "email", "An e-mail address is needed.");
    if (store_read(&cc, app_control(k->app)) != 0)
        return call_take(k, &cc);
    if (account_by_email(&cc, w->email, &a) == 0)
        w->existed = true;
    else if (cc.err == E_NOTFOUND)
        ctx_clear(&cc);
    store_rollback(&cc);
    if (!w->existed && w->name == NULL)
        fail_field(&k->c, "name", "A name is needed.");
    else if (w->name != NULL && utf8_length(w->name, strlen(w->name)) > 200)
        fail_field(&k->c, "name", "A name has at most 200 characters.");
    return call_take(k, &cc);
}

/* Argon2id is slow on purpose: no transaction is open here. */
static int
hash_wish(struct call *k, struct wish *w)
{
    if (strcmp(w->what, "password") != 0 && (strcmp(w->what, "add") != 0 || w->existed))
        return 0;
    return password_hash(&k->c, w->password != NULL ? w->password : "", &w->hash);
}

/* Is somebody else left who can run the accounts, and does nobody saw at the own branch? */
static int
check_administrator(struct ctx *cc, const struct call *k, const struct membership *m, size_t n,
    const struct wish *w)
{
    unsigned sys = ROLE_BIT(ROLE_SYS);
    size_t others = 0;
    bool had = false;

    for (size_t i = 0; i < n; i++) {
        if (m[i].account.id == w->id)
            had = (m[i].roles & sys) != 0;
        else
            others += (m[i].roles & sys) && !m[i].account.disabled
                && terms_hold(&m[i].terms, k->c.today) && m[i].terms.until == 0;
    }
    if (!had || ((w->roles & sys) && terms_hold(&w->terms, k->c.today)
            && w->terms.until == 0))
        return 0;
    if (others == 0)
        return fail_field(cc, "role", "This is the last system administrator here: make somebody "
            "else one first.");
    if (w->id == k->account.id)
        return fail_field(cc, "role", "You would lock yourself out: another system administrator "
            "has to take this role from you.");
    return 0;
}

static int
check_person(struct ctx *cc, const struct membership *m, size_t n, const struct wish *w)
{
    for (size_t i = 0; i < n && w->person != NULL; i++)
        if (m[i].account.id != w->id && m[i].person != NULL
            && strcmp(m[i].person, w->person) == 0)
            return fail_field(cc, "person", "%s stands for this person already.",
                m[i].account.email);
    return 0;
}

static const struct membership *
member(const struct membership *m, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (m[i].account.id == id)
            return &m[i];
    return NULL;
}

static int
set_membership(struct ctx *cc, const struct wish *w)
{
    return membership_set(cc, w->id, cc->org, w->roles, w->person) != 0 ? (int)cc->err
        : membership_set_terms(cc, w->id, cc->org, &w->terms);
}

static int
add_member(struct ctx *cc, const struct membership *m, size_t n, struct wish *w)
{
    if (account_add(cc, w->email, w->name != NULL ? w->name : w->email, w->hash, &w->id) != 0)
        return (int)cc->err;
    if (member(m, n, w->id) != NULL)
        return fail_field(cc, "email", "This address belongs here already: change its roles in "
            "the list.");
    if (check_person(cc, m, n, w) != 0)
        return (int)cc->err;
    return set_membership(cc, w);
}

static int
set_password(struct ctx *cc, struct wish *w)
{
    if (!only_here(cc, w->id))
        return fail(cc, E_DENIED, "This account belongs to another organisation too: its password "
            "is not yours to set.");
    if (account_set_hash(cc, w->id, w->hash) != 0)
        return (int)cc->err;
    return session_end_all(cc, w->id);
}

/* "EA, until 2026-10-14, for AUD-04". */
static const char *
grant_text(struct call *k, unsigned roles, const struct terms *t)
{
    struct arena *a = k->c.arena;
    const char *s = roles_text(a, roles);
    char day[DATE_LEN + 1];

    if (t->custom != NULL)
        s = arena_printf(a, "%s %s", s, t->custom);
    if (t->from != 0) {
        date_format(t->from, day);
        s = arena_printf(a, "%s, from %s", s, day);
    }
    if (t->until != 0) {
        date_format(t->until, day);
        s = arena_printf(a, "%s, until %s", s, day);
    }
    return t->audit != NULL ? arena_printf(a, "%s, for %s", s, t->audit) : s;
}

/* Who could do what from when on belongs into the history of the organisation. */
static int
note_change(struct call *k, const struct wish *w, const struct membership *old)
{
    struct buf b;
    struct json_out j = { &b, false };
    char *changes;
    const char *after = strcmp(w->what, "password") == 0 ? "password set"
        : strcmp(w->what, "remove") == 0 ? NULL : grant_text(k, w->roles, &w->terms);

    buf_init(&b, 4000);
    json_obj(&j);
    json_key(&j, old != NULL ? old->account.email : w->email);
    json_arr(&j);
    json_text(&j, old != NULL ? grant_text(k, old->roles, &old->terms) : NULL);
    json_text(&j, after);
    json_end_arr(&j);
    json_end_obj(&j);
    changes = arena_strndup(k->c.arena, b.p, b.n);
    buf_free(&b);
    return event_write(&k->c, "member", NULL, changes, NULL);
}

static int
apply(struct ctx *cc, struct call *k, struct wish *w, const struct membership **ret_old)
{
    struct membership *m;
    size_t n;

    if (membership_list(cc, cc->org, 0, &m, &n) != 0)
        return (int)cc->err;
    if (strcmp(w->what, "add") == 0)
        return add_member(cc, m, n, w);
    *ret_old = member(m, n, w->id);
    if (*ret_old == NULL)
        return fail(cc, E_NOTFOUND, "There is no such member.");
    if (strcmp(w->what, "password") == 0)
        return set_password(cc, w);
    if (check_administrator(cc, k, m, n, w) != 0 || check_person(cc, m, n, w) != 0)
        return (int)cc->err;
    if (strcmp(w->what, "remove") == 0)
        return membership_remove(cc, w->id, cc->org);
    return set_membership(cc, w);
}

/* Whoever writes to both begins with the organisation, or two would wait for each other.  The
 * dispatcher commits its history when the control store is changed. */
static int
change(struct call *k, struct wish *w, const struct membership **ret_old)
{
    struct ctx cc = call_control(k);

    if (store_write(&k->c, k->store) != 0)
        return (int)k->c.err;
    if (store_write(&cc, app_control(k->app)) != 0 || apply(&cc, k, w, ret_old) != 0
        || note_change(k, w, *ret_old) != 0 || store_commit(&cc) != 0)
        store_rollback(&cc);
    if (call_take(k, &cc) != 0)
        store_rollback(&k->c);
    return (int)k->c.err;
}

static void
say_done(struct call *k, const struct wish *w, const struct membership *old)
{
    const char *who = old != NULL ? old->account.name : w->name != NULL ? w->name : w->email;
    const char *text;

    if (strcmp(w->what, "add") == 0 && w->existed)
        text = arena_printf(k->c.arena, "%s had an account already: its name and password stay, and "
            "your password was not used. Make sure that it is theirs.", w->email);
    else if (strcmp(w->what, "add") == 0)
        text = arena_printf(k->c.arena, "%s can sign in now. Hand the password over in person and "
            "ask for another one.", who);
    else if (strcmp(w->what, "remove") == 0)
        text = arena_printf(k->c.arena, "%s has no access any more. The records stay.", who);
    else if (strcmp(w->what, "password") == 0)
        text = arena_printf(k->c.arena, "%s has a new password and was signed out everywhere.", who);
    else
        text = arena_printf(k->c.arena, "The roles of %s are changed.", who);
    flash_set(k, text);
}

int
web_members_save(struct call *k)
{
    const struct membership *old = NULL;
    struct members_page p = { .form = &k->form };
    struct wish w;

    if (store_read(&k->c, k->store) != 0)
        return (int)k->c.err;
    read_wish(k, &w);
    store_rollback(&k->c);
    if (k->c.err == E_OK && hash_wish(k, &w) == 0 && change(k, &w, &old) == 0) {
        say_done(k, &w, old);
        resp_redirect(k->c.arena, k->resp, here(k, "/members"));
        return 0;
    }
    if (k->c.nfields == 0)
        return (int)k->c.err;
    p.open = strcmp(w.what, "add") == 0 ? -1 : w.id;
    return call_refused(k, &p.refused) != 0 ? (int)k->c.err : show(k, &p);
}
