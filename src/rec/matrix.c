/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* matrix.c - the permission matrix as rows: what perm_ask() evaluates, printed. */
#include "rec/kind.h"
#include "rec/perm.h"

const char *
cell_name(enum cell cell)
{
    static const char *const names[] = { [CELL_NO] = "-", [CELL_OWN] = "own", [CELL_YES] = "yes" };

    return names[cell];
}

static const char *
named_words(struct arena *a, const char *who)
{
    const char *all = "";

    for (struct slice l = slice_of(who), w; word_next(&l, &w); )
        if (w.p[0] == '@' || slice_eq(w, "author"))
            all = arena_printf(a, "%s%s%.*s", all, *all ? " " : "", (int)w.n, w.p);
    return all;
}

struct rows {
    struct perm_row *p;
    size_t n, cap;
};

static void
add(struct arena *a, struct rows *rows, const struct rec_type *t, enum action action,
    const struct step *s)
{
    struct grant list[GRANTS_MOST];
    size_t n = perm_grants(t, action, s, list);

    for (size_t i = 0; i < n; i++) {
        struct perm_row *row = arena_push(a, rows->p, rows->n, rows->cap);

        *row = (struct perm_row){ t, list[i], s != NULL ? s->name : action_names[action],
            .named = named_words(a, list[i].who),
            .also = s != NULL ? s->guard != NULL : t->editable != NULL
                && (action == ACT_CREATE || action == ACT_EDIT || action == ACT_DELETE) };
        for (int role = 0; role < N_ROLES; role++)
            row->cells[role] = *list[i].states != '\0'
                ? perm_cell(t, &list[i], (enum role)role) : CELL_NO;
    }
}

size_t
perm_rows(struct arena *a, const struct rec_type *t, struct perm_row **ret)
{
    struct rows rows = { 0 };

    for (int action = 0; action < N_ACTIONS; action++) {
        if (action != ACT_STEP)
            add(a, &rows, t, (enum action)action, NULL);
        for (size_t i = 0; action == ACT_STEP && i < t->nsteps; i++)
            add(a, &rows, t, ACT_STEP, &t->steps[i]);
    }
    *ret = rows.p;
    return rows.n;
}

static const char *
states_text(struct arena *a, const struct grant *g)
{
    return *g->states == '\0' ? "-" : arena_printf(a, "%s%s", g->but ? "!" : "", g->states);
}

static const char *
or_dash(const char *s)
{
    return s != NULL && *s != '\0' ? s : "-";
}

void
perm_matrix(struct arena *a, struct buf *out)
{
    buf_lit(out, "type\taction\tstates\tfields");
    for (int role = 0; role < N_ROLES; role++)
        buf_printf(out, "\t%s", role_infos[role].code);
    buf_lit(out, "\tnamed\tfour_eyes\talso\n");
    for (size_t i = 0; i < n_rec_types; i++) {
        struct perm_row *rows;
        size_t n = perm_rows(a, rec_types[i], &rows);

        for (size_t k = 0; k < n; k++) {
            const struct grant *g = &rows[k].grant;

            buf_printf(out, "%s\t%s\t%s\t%s", rows[k].type->name, rows[k].action,
                states_text(a, g), or_dash(g->fields));
            for (int role = 0; role < N_ROLES; role++)
                buf_printf(out, "\t%s", cell_name(rows[k].cells[role]));
            buf_printf(out, "\t%s\t%s\t%s\n", or_dash(rows[k].named), or_dash(g->differs),
                rows[k].also ? "guard" : "-");
        }
    }
}
