/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* saved.c - after a change: keep it, judge again, and say what it turned. */
#include "web/form.h"

#define NAMED 2                 /* rules named in one message; more are counted */

static bool
is_open(enum colour c)
{
    return c == AMBER || c == RED;
}

/* "Now met: A; B; and 3 more." */
static const char *
name_turned(struct call *k, const struct judgement *before, const struct judgement *after,
    bool better)
{
    const char *text = "";
    size_t n = 0;

    for (size_t i = 0; i < after->nrules && i < before->nrules; i++) {
        const struct rule_result *a = &before->rules[i], *b = &after->rules[i];

        if (better ? !(is_open(a->colour) && !is_open(b->colour))
                : !(!is_open(a->colour) && is_open(b->colour)))
            continue;
        if (n++ < NAMED)
            text = arena_printf(k->c.arena, "%s%s%s (%s)", text, n > 1 ? "; " : "",
                b->rule->title, b->rule->id);
    }
    if (n == 0)
        return "";
    if (n > NAMED)
        text = arena_printf(k->c.arena, "%s; and %zu more", text, n - NAMED);
    return arena_printf(k->c.arena, " %s: %s.", better ? "Now met" : "Newly open", text);
}

/* The rule for which the person came, when records are left that break it. */
static const char *
name_left(struct call *k, const struct judgement *after, const struct rule *rule)
{
    for (size_t i = 0; rule != NULL && i < after->nrules; i++)
        if (after->rules[i].rule == rule && is_open(after->rules[i].colour))
            return arena_printf(k->c.arena, " Still open under \xe2\x80\x9c%s\xe2\x80\x9d: %zu.",
                rule->title, after->rules[i].n - after->rules[i].nwaived);
    return "";
}

/*
 * Judged after the commit, in a snapshot: the writer is free again, and the
 * next page finds this judgement ready.
 */
int
form_saved(struct call *k, const char *said, const struct judgement *before,
    const struct rule *rule)
{
    struct verdict *v = NULL;

    if (call_commit(k) != 0)
        return (int)k->c.err;
    if (store_read(&k->c, k->store) == 0 && slot_judge(&k->c, k->slot, &v) == 0) {
        const struct judgement *after = verdict_of(v);

        said = arena_printf(k->c.arena, "%s%s%s%s", said,
            name_turned(k, before, after, true), name_left(k, after, rule),
            name_turned(k, before, after, false));
    }
    ctx_clear(&k->c);           /* it is kept: a judgement that failed shows on the next page */
    flash_set(k, said);
    if (v != NULL)
        verdict_drop(k->slot, v);
    return 0;
}
