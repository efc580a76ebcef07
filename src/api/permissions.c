/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* permissions.c - the permission matrix as JSON. */
#include "api/api.h"
#include "rec/custom.h"

static void
write_words(struct json_out *j, const char *name, const char *words)
{
    json_key(j, name);
    json_arr(j);
    for (struct slice l = slice_of(words), w; word_next(&l, &w); )
        json_str(j, w.p, w.n);
    json_end_arr(j);
}

static void
write_cells(struct json_out *j, const struct perm_row *row)
{
    json_key(j, "roles");
    json_obj(j);
    for (int i = 0; i < N_ROLES; i++)
        if (row->cells[i] != CELL_NO)
            json_kv(j, role_infos[i].code, cell_name(row->cells[i]));
    json_end_obj(j);
}

struct own_roles { struct custom_role *p; size_t n; };

static void
write_custom(struct json_out *j, const struct perm_row *row, const struct own_roles *own)
{
    json_key(j, "custom");
    json_obj(j);
    for (size_t i = 0; i < own->n; i++)
        if (custom_cell(&own->p[i], row) != CELL_NO)
            json_kv(j, own->p[i].code, cell_name(custom_cell(&own->p[i], row)));
    json_end_obj(j);
}

static void
write_row(struct json_out *j, const struct perm_row *row, const struct own_roles *own)
{
    json_obj(j);
    json_kv(j, "type", row->type->name);
    json_kv(j, "action", row->action);
    json_key(j, "step");
    json_flag(j, row->grant.step != NULL);
    json_key(j, "any_state");
    json_flag(j, strcmp(row->grant.states, "*") == 0);
    write_words(j, row->grant.but ? "states_but" : "states",
        strcmp(row->grant.states, "*") == 0 ? "" : row->grant.states);
    write_words(j, "fields", row->grant.fields);
    write_cells(j, row);
    write_custom(j, row, own);
    write_words(j, "named", row->named);
    write_words(j, "four_eyes", row->grant.differs);
    json_key(j, "also");
    json_flag(j, row->also);
    json_end_obj(j);
}

static void
write_routes(struct json_out *j, const struct site *site)
{
    for (size_t i = 0; i < site->nroutes; i++) {
        const struct route *r = &site->routes[i];
        const struct entry *e = entry_of(r->perm);

        json_obj(j);
        json_kv(j, "method", method_name(r->method));
        json_kv(j, "route", r->pattern);
        json_kv(j, "permission", r->perm);
        json_key(j, "roles");
        json_arr(j);
        for (int role = 0; role < N_ROLES; role++)
            if (e->roles & ROLE_BIT(role))
                json_text(j, role_infos[role].code);
        json_end_arr(j);
        json_end_obj(j);
    }
}

int
api_permissions(struct call *k)
{
    struct own_roles own;
    struct json_out j;

    if (custom_role_list(&k->c, &own.p, &own.n) != 0)
        return (int)k->c.err;
    j = api_json(k, 200);
    json_obj(&j);
    json_key(&j, "items");
    json_arr(&j);
    for (size_t i = 0; i < n_rec_types; i++) {
        struct perm_row *rows;
        size_t n = perm_rows(k->c.arena, rec_types[i], &rows);

        for (size_t r = 0; r < n; r++)
            write_row(&j, &rows[r], &own);
    }
    json_end_arr(&j);
    json_key(&j, "routes");
    json_arr(&j);
    write_routes(&j, k->site);
    json_end_arr(&j);
    json_end_obj(&j);
    return 0;
}
