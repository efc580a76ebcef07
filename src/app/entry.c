/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* entry.c - which roles may call which route. */
#include <stdlib.h>

#include "app/app.h"

#define R(x) ROLE_BIT(ROLE_##x)
#define ALL (ROLE_BIT(N_ROLES) - 1)

/* words: "This is for the …". */
static const struct entry entries[] = {
    { "public", .anybody = true, .roles = ALL, .words = "everybody" },
    { "account", .signed_in = true, .roles = ALL, .words = "whoever is signed in" },
    { "member", .roles = ALL, .words = "members of the organisation" },
    { "manage", .roles = R(SYS) | R(IM), .words = "ISMS manager or the system administrator" },
    { "users", .roles = R(SYS), .words = "system administrator" },
    { "admin", .admin = true, .words = "administrators of the installation" },
    { "audit", .roles = R(SYS) | R(IM) | R(IA) | R(APM) | R(EA),
        .words = "ISMS manager, the system administrator or an auditor" },
};

const struct entry *
entry_of(const char *perm)
{
    for (size_t i = 0; i < ARRAY_LEN(entries); i++)
        if (strcmp(entries[i].perm, perm) == 0)
            return &entries[i];
    abort();                    /* a route table names an unknown permission */
}

bool
call_may(const struct call *k, const char *perm)
{
    const struct entry *e = entry_of(perm);

    if (e->admin)
        return k->actor.admin;
    return e->anybody || (e->signed_in ? k->account.id != 0 : (k->actor.roles & e->roles) != 0);
}

void
entry_matrix(const struct site *const *sites, size_t n, struct buf *out)
{
    buf_lit(out, "method\troute\tpermission");
    for (int role = 0; role < N_ROLES; role++)
        buf_printf(out, "\t%s", role_infos[role].code);
    buf_lit(out, "\n");
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < sites[i]->nroutes; k++) {
            const struct route *r = &sites[i]->routes[k];
            const struct entry *e = entry_of(r->perm);

            buf_printf(out, "%s\t%s\t%s", method_name(r->method), r->pattern, r->perm);
            for (int role = 0; role < N_ROLES; role++)
                buf_puts(out, e->roles & ROLE_BIT(role) ? "\tyes" : "\t-");
            buf_lit(out, "\n");
        }
}
