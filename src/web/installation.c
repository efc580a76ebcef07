/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * installation.c - all organisations, for administrators of the installation:
 * made, limited, archived, copied, and erased by two of them.
 */
#include "app/keeper.h"
#include "app/seal.h"
#include "web/orgs.h"

static const char *
given(struct call *k, const char *name)
{
    const char *s = form_get(&k->form, name);
    struct slice trimmed = slice_trim(slice_of(s));

    return trimmed.n > 0 ? arena_strndup(k->c.arena, trimmed.p, trimmed.n) : NULL;
}

/* A form without a transaction was refused: answer with the status of its error. */
static void
refuse(struct call *k, struct refusal *ret)
{
    *ret = (struct refusal){ k->c.err, k->c.message };
    k->resp->status = err_http(k->c.err);
    k->c.err = E_OK;            /* the fields' messages stay */
    k->c.message = NULL;
}

static int
show(struct call *k, struct installation_page *p)
{
    struct frame f = { .title = "Installation", .active = "installation", .outside = true };
    struct ctx cc = call_control(k);
    struct orgs o = call_orgs(k);
    struct seal seal;

    if (orgs_list(&cc, &o, &p->rows, &p->n) != 0
        || erase_list(&cc, &o, &p->erasures, &p->nerasures) != 0
        || seal_load(&cc, o.dir, o.control, &seal) != 0)
        return call_take(k, &cc);
    p->public_key = seal_public(k->c.arena, &seal);
    p->sizes = arena_alloc(k->c.arena, (p->n + 1) * sizeof *p->sizes);
    for (size_t i = 0; i < p->n; i++)
        p->sizes[i] = org_size(&cc, o.dir, p->rows[i].slug);
    page_installation(k, page_begin(k, &f), p);
    page_end(k, &f);
    return (int)k->c.err;
}

int
web_installation(struct call *k)
{
    struct installation_page p = { 0 };

    return show(k, &p);
}

/* The account that will run it, or nobody yet. */
static int
find_manager(struct call *k, const char *email, struct account *ret)
{
    struct ctx cc = call_control(k);

    *ret = (struct account){ 0 };
    if (email == NULL)
        return 0;
    if (store_read(&cc, app_control(k->app)) == 0
        && account_by_email(&cc, email, ret) != 0 && cc.err == E_NOTFOUND) {
        ctx_clear(&cc);
        fail_field(&cc, "manager", "There is no account with this address. Leave it empty, and add "
            "people in the organisation afterwards.");
    }
    store_rollback(&cc);
    return call_take(k, &cc);
}

static int
make(struct call *k, const char *slug, const char *name)
{
    struct ctx cc = call_control(k);
    struct orgs o = call_orgs(k);
    struct account manager;

    if (slug == NULL)
        fail_field(&k->c, "slug", "A slug is needed: it stands in addresses.");
    if (name == NULL)
        fail_field(&k->c, "name", "A name is needed.");
    if (k->c.err != E_OK || find_manager(k, given(k, "manager"), &manager) != 0)
        return (int)k->c.err;
    cc.org = slug;
    if (orgs_create(&cc, &o, slug, name, given(k, "from")) == 0 && manager.id != 0
        && store_write(&cc, o.control) == 0
        && (membership_set(&cc, manager.id, slug, ROLE_BIT(ROLE_IM) | ROLE_BIT(ROLE_SYS)
                | ROLE_BIT(ROLE_EM), NULL) != 0 || store_commit(&cc) != 0))
        store_rollback(&cc);
    for (size_t i = 0; i < cc.nfields; i++)     /* the store calls its slug "org" */
        if (strcmp(cc.fields[i].field, "org") == 0)
            cc.fields[i].field = "slug";
    if (cc.err == E_CONFLICT) {
        const char *said = cc.message;

        ctx_clear(&cc);
        fail_field(&cc, "slug", "%s", said);
    }
    return call_take(k, &cc);
}

int
web_installation_make(struct call *k)
{
    struct installation_page p = { .form = &k->form };
    const char *slug = given(k, "slug"), *name = given(k, "name");

    if (make(k, slug, name) != 0) {
        refuse(k, &p.refused);
        return show(k, &p);
    }
    keeper_want(call_keeper(k), slug);
    flash_set(k, arena_printf(k->c.arena, "%s is there now.", name));
    resp_redirect(k->c.arena, k->resp, arena_printf(k->c.arena, "/installation/orgs/%s", slug));
    return 0;
}

static int
show_org(struct call *k, struct installation_org_page *p)
{
    struct frame f = { .title = p->o.name, .active = "installation", .outside = true };
    struct ctx cc = call_control(k), use = call_control(k);
    struct orgs o = call_orgs(k);

    p->pending = erase_pending(&cc, &o, p->o.slug, &p->erasure);
    if (call_take(k, &cc) != 0)
        return (int)k->c.err;
    if (orgs_usage(&use, &o, p->o.slug, &p->usage) != 0)
        p->unreadable = use.message;
    page_installation_org(k, page_begin(k, &f), p);
    page_end(k, &f);
    return (int)k->c.err;
}

static int
find_org(struct call *k, struct organisation *ret)
{
    struct ctx cc = call_control(k);
    struct orgs o = call_orgs(k);

    if (orgs_get(&cc, &o, req_param(k->req, "slug"), ret) != 0)
        return call_take(k, &cc);
    return 0;
}

int
web_installation_org(struct call *k)
{
    struct installation_org_page p = { 0 };

    return find_org(k, &p.o) != 0 ? (int)k->c.err : show_org(k, &p);
}

static int
set_limits(struct call *k, struct ctx *cc, const struct orgs *o, const char *slug)
{
    struct limits l = { 0 };

    for (int i = 0; i < N_LIMITS; i++) {
        const char *s = given(k, limit_names[i]);

        if (!limit_parse((enum limit)i, slice_of(s != NULL ? s : ""), &l.most[i]))
            fail_field(cc, limit_names[i], i == LIMIT_BYTES
                ? "Write a number of bytes, or one with KB, MB or GB; empty: no limit."
                : "Write a whole number; empty: no limit.");
    }
    return cc->err != E_OK ? (int)cc->err : orgs_set_limits(cc, o, slug, &l);
}

/* The reason has a field of its own on a page with two. */
static int
ask_to_erase(struct call *k, struct ctx *cc, const struct orgs *o, const char *slug)
{
    if (erase_ask(cc, o, &k->account, slug, given(k, "typed"), given(k, "why")) == 0)
        return 0;
    for (size_t i = 0; i < cc->nfields; i++)
        if (strcmp(cc->fields[i].field, "reason") == 0)
            cc->fields[i].field = "why";
    return (int)cc->err;
}

static int
copy(struct call *k, struct ctx *cc, const struct orgs *o, const char *slug)
{
    const char *to = given(k, "to");

    if (to == NULL)
        return fail_field(cc, "to", "The copy needs a slug of its own.");
    if (orgs_copy(cc, o, slug, to) == 0)
        return 0;
    for (size_t i = 0; i < cc->nfields; i++)
        cc->fields[i].field = "to";
    return (int)cc->err;
}

/* What one form of the page does, and what is said afterwards. */
static int
act(struct call *k, struct ctx *cc, const char *slug, const char **ret_said, const char **ret_to)
{
    const char *what = given(k, "do"), *proof;
    struct orgs o = call_orgs(k);

    if (what == NULL || !word_in("limits archive restore template ordinary copy erase confirm "
            "cancel", what))
        return fail(cc, E_INVALID, "Choose what to do.");
    if (strcmp(what, "limits") == 0) {
        *ret_said = "The limits are changed.";
        return set_limits(k, cc, &o, slug);
    }
    if (strcmp(what, "archive") == 0 || strcmp(what, "restore") == 0) {
        bool archive = *what == 'a';

        *ret_said = archive ? "It is archived: it can be read, and nothing in it changes."
            : "It is back.";
        return given(k, "reason") == NULL
            ? fail_field(cc, "reason", "Say why: the reason stays in the history.")
            : orgs_archive(cc, &o, slug, archive, given(k, "reason"));
    }
    if (strcmp(what, "template") == 0 || strcmp(what, "ordinary") == 0) {
        *ret_said = *what == 't' ? "New organisations can be made from it."
            : "It is no template any more.";
        return orgs_set_template(cc, &o, slug, *what == 't');
    }
    if (strcmp(what, "copy") == 0) {
        *ret_said = "The copy is there. Nobody belongs to it yet.";
        *ret_to = "/installation";
        return copy(k, cc, &o, slug);
    }
    if (strcmp(what, "erase") == 0) {
        *ret_said = "Asked for. Another administrator of the installation has to confirm it.";
        return ask_to_erase(k, cc, &o, slug);
    }
    if (strcmp(what, "cancel") == 0) {
        *ret_said = "It stays.";
        return erase_cancel(cc, &o, slug);
    }
    *ret_said = "It is erased. The proof is below.";
    *ret_to = "/installation#proofs";
    return erase_confirm(cc, &o, &k->account, slug, given(k, "typed"), &proof);
}

int
web_installation_do(struct call *k)
{
    struct installation_org_page p = { .form = &k->form };
    struct ctx cc = call_control(k);
    const char *said = "", *to = NULL;

    if (find_org(k, &p.o) != 0)
        return (int)k->c.err;
    cc.org = p.o.slug;
    if (act(k, &cc, p.o.slug, &said, &to) != 0) {
        call_take(k, &cc);
        refuse(k, &p.refused);
        return show_org(k, &p);
    }
    flash_set(k, said);
    resp_redirect(k->c.arena, k->resp, to != NULL ? to
        : arena_printf(k->c.arena, "/installation/orgs/%s", p.o.slug));
    return 0;
}

int
web_proof(struct call *k)
{
    struct ctx cc = call_control(k);
    struct orgs o = call_orgs(k);
    struct erasure e;
    int64_t id;

    if (!slice_int(slice_of(req_param(k->req, "id")), &id))
        return fail(&k->c, E_NOTFOUND, "There is no such proof.");
    if (erase_get(&cc, &o, id, &e) != 0)
        return call_take(k, &cc);
    call_download(k, arena_printf(k->c.arena, "erased-%s.txt", e.slug),
        "text/plain; charset=utf-8");
    buf_puts(k->out, e.proof);
    return 0;
}

int
web_seal(struct call *k)
{
    struct ctx cc = call_control(k);
    struct orgs o = call_orgs(k);
    struct seal seal;

    if (seal_load(&cc, o.dir, o.control, &seal) != 0)
        return call_take(k, &cc);
    call_download(k, "ismene-public-key.txt", "text/plain; charset=utf-8");
    buf_printf(k->out, "%s\n", seal_public(k->c.arena, &seal));
    return 0;
}
