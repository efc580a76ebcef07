/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* roles.c - roles of the organisation's own: a name and grants of the built-in ones. */
#include "web/admin.h"

static int
show(struct call *k, struct roles_page *p)
{
    struct frame f = { .title = "Own roles", .active = "permissions" };

    p->manages = call_may(k, "users") && k->at == NULL;
    if (custom_role_list(&k->c, &p->roles, &p->n) != 0)
        return (int)k->c.err;
    page_roles(k, page_begin(k, &f), p);
    page_end(k, &f);
    return (int)k->c.err;
}

int
web_roles(struct call *k)
{
    struct roles_page p = { 0 };

    return show(k, &p);
}

/* A line a grant. */
static int
read_grants(struct call *k, struct custom_role *r, const char *text)
{
    size_t cap = 0;

    for (struct slice rest = slice_of(text); rest.n > 0; ) {
        struct slice line = slice_trim(slice_cut(&rest, '\n'));
        struct custom_grant g;

        if (line.n == 0)
            continue;
        if (custom_grant_parse(&k->c, line, &g) != 0)
            return (int)k->c.err;
        *arena_push(k->c.arena, r->grants, r->ngrants, cap) = g;
    }
    return 0;
}

static int
save(struct call *k)
{
    const char *code = form_get(&k->form, "code"), *what = form_get(&k->form, "do");
    struct custom_role r = { .code = code != NULL ? code : "",
        .name = form_get(&k->form, "name") };

    if (what != NULL && strcmp(what, "remove") == 0)
        return custom_role_remove(&k->c, r.code);
    if (read_grants(k, &r, form_get(&k->form, "grants")) != 0)
        return (int)k->c.err;
    return custom_role_set(&k->c, &r);
}

int
web_roles_save(struct call *k)
{
    struct roles_page p = { .form = &k->form };

    if (save(k) != 0) {
        if (k->c.err != E_INVALID && k->c.err != E_LIMIT)
            return (int)k->c.err;
        return call_refused(k, &p.refused) != 0 ? (int)k->c.err : show(k, &p);
    }
    flash_set(k, "The roles are saved. Give them to people under \xe2\x80\x9cPeople and "
        "roles\xe2\x80\x9d.");
    resp_redirect(k->c.arena, k->resp, here(k, "/own-roles"));
    return 0;
}
