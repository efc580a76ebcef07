/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* permissions.c - who may do what: the permission matrix for administrators and auditors. */
#include "web/admin.h"

static const char *const words_of_actions[N_ACTIONS] = {
    [ACT_READ] = "Read", [ACT_HISTORY] = "See the history", [ACT_EXPORT] = "Export",
    [ACT_CREATE] = "Add", [ACT_EDIT] = "Edit", [ACT_DELETE] = "Delete", [ACT_COMMENT] = "Comment",
    [ACT_ATTACH] = "Attach a file", [ACT_TAG] = "Tag", [ACT_RESTRICT] = "Restrict to groups",
    [ACT_RELEASE] = "Change or lift a restriction",
};

const char *
permission_action(const struct perm_row *row)
{
    return row->grant.step != NULL ? row->grant.step->label : words_of_actions[row->grant.action];
}

bool
permission_fits(const struct permissions_page *p, const struct perm_row *row)
{
    if (p->own != NULL)
        return custom_cell(p->own, row) != CELL_NO;
    return p->role < 0 || row->cells[p->role] != CELL_NO;
}

static void
part(struct buf *h, bool *first, const char *text, const char *more)
{
    buf_puts(h, *first ? "" : "; ");
    *first = false;
    html_text(h, text);
    buf_puts(h, more);
}

/* "ISMS manager; risk owner (own records); the person under “Owner”". */
void
html_who(struct buf *h, const struct permissions_page *p, const struct perm_row *row)
{
    size_t n = 0;
    bool first = true;

    for (int i = 0; i < N_ROLES; i++)
        n += row->cells[i] == CELL_YES;
    if (n == N_ROLES - 1)
        part(h, &first, "Every member but an external auditor", "");
    for (int i = 0; i < N_ROLES; i++)
        if (row->cells[i] != CELL_NO && n < N_ROLES - 1)
            part(h, &first, role_infos[i].label, row->cells[i] == CELL_OWN
                ? " (own records)" : "");
    for (size_t i = 0; i < p->nroles; i++) {
        enum cell cell = custom_cell(&p->roles[i], row);

        if (cell != CELL_NO && (n < N_ROLES - 1 || cell == CELL_OWN))
            part(h, &first, p->roles[i].name, cell == CELL_OWN ? " (own records)" : "");
    }
    for (struct slice l = slice_of(row->named), w; word_next(&l, &w); ) {
        int i = rec_field_index(row->type, (struct slice){ w.p + 1, w.n - 1 });

        if (i >= 0) {
            part(h, &first, "the person under \xe2\x80\x9c", "");
            html_text(h, row->type->fields[i].label);
            buf_lit(h, "\xe2\x80\x9d");
        } else {
            part(h, &first, "whoever wrote it", "");
        }
    }
    if (first)
        buf_lit(h, "Nobody");
}

/* "Draft, In review", "all but Closed"; states that the type does not have are not said. */
void
html_states(struct buf *h, const struct perm_row *row)
{
    const struct rec_type *t = row->type;
    const char *states = row->grant.states;
    bool first = true;

    for (struct slice l = slice_of(t->state >= 0 ? states : ""), w; word_next(&l, &w); ) {
        const struct choice *ch = rec_choice(&t->fields[t->state], w);

        if (ch == NULL)
            continue;
        buf_puts(h, !first ? ", " : row->grant.but ? "all but " : "");
        html_text(h, ch->label);
        first = false;
    }
    if (first)
        buf_puts(h, *states == '\0' ? "never" : "any");
}

/* ?type=slug (empty: all) and ?role=code; unknown ones are refused. */
static int
read_filters(struct call *k, struct permissions_page *p)
{
    const char *type = req_query(k->req, "type"), *code = req_query(k->req, "role");
    enum role role;

    if (type == NULL && code == NULL)   /* all of it is long: one register first */
        p->type = rec_types[0];
    if (type != NULL && *type != '\0'
        && (p->type = rec_type_by_slug(slice_of(type))) == NULL)
        return fail(&k->c, E_NOTFOUND, "There is no register of this name.");
    if (code == NULL || *code == '\0')
        return 0;
    for (size_t i = 0; i < p->nroles; i++)
        if (strcmp(p->roles[i].code, code) == 0)
            p->own = &p->roles[i];
    if (p->own == NULL && !role_parse(slice_of(code), &role))
        return fail(&k->c, E_NOTFOUND, "There is no role of this name.");
    if (p->own == NULL)
        p->role = (int)role;
    return 0;
}

int
web_permissions(struct call *k)
{
    struct permissions_page p = { .role = -1, .old = org_edition_is_2013(&k->c) };
    struct frame f = { .title = "Who may do what", .active = "permissions" };

    if (custom_role_list(&k->c, &p.roles, &p.nroles) != 0 || read_filters(k, &p) != 0)
        return (int)k->c.err;
    page_permissions(k, page_begin(k, &f), &p);
    page_end(k, &f);
    return (int)k->c.err;
}
