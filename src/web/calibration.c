/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* calibration.c - the exercise: begin it, answer it, see how it went. */
#include "web/calibration.h"

#include "web/estimate.h"

const char *const calibration_short[] = {
    [CAL_FAR_TOO_NARROW] = "make them twice as wide", [CAL_TOO_NARROW] = "widen them",
    [CAL_FITS] = "they are as wide as they should be", [CAL_WIDE] = "perhaps they are too wide",
};

const char *
calibration_number(struct arena *a, const struct calibration_question *q, double v, bool unit)
{
    if (strcmp(q->unit, "year") == 0)
        return arena_printf(a, "%.15g", v);
    return arena_printf(a, "%s%s%s", estimate_number(a, v, false),
        unit && *q->unit != '\0' ? " " : "", unit ? q->unit : "");
}

static int
show(struct call *k, struct calibration_page *p)
{
    struct frame f = { .title = p->attempt == NULL ? "Calibration" : p->attempt->ended == 0
        ? "Twenty questions" : "How it went", .active = "calibration" };

    if (p->attempt == NULL) {
        if (calibration_list(&k->c, false, &p->own, &p->nown) != 0
            || (actor_has(&k->c, ROLE_IM)
                && calibration_list(&k->c, true, &p->all, &p->nall) != 0))
            return (int)k->c.err;
        p->open = db_get_int(&k->c, 0, SQL("select id from calibration where who = $who "
            "and ended is null"), BINDS(bind_text("who", k->actor.email)));
    }
    page_calibration(k, page_begin(k, &f), p);
    page_end(k, &f);
    return (int)k->c.err;
}

static int
attempt_of(struct call *k, const char *number, struct calibration *ret)
{
    int64_t id;

    if (!slice_int(slice_of(number), &id))
        return fail(&k->c, E_NOTFOUND, "There is no such attempt of yours.");
    return calibration_get(&k->c, id, ret);
}

/* A form shown again has what was typed. */
static void
take_typed(struct call *k, struct calibration_page *p)
{
    size_t n = p->attempt->n;

    p->low = arena_alloc(k->c.arena, (n + 1) * sizeof *p->low);
    p->high = arena_alloc(k->c.arena, (n + 1) * sizeof *p->high);
    for (size_t i = 0; i < n; i++) {
        const char *id = p->attempt->a[i].q->id;

        p->low[i] = form_get(&k->form, arena_printf(k->c.arena, "low.%s", id));
        p->high[i] = form_get(&k->form, arena_printf(k->c.arena, "high.%s", id));
    }
}

int
web_calibration(struct call *k)
{
    const char *number = req_query(k->req, "attempt");
    struct calibration_page p = { 0 };
    struct calibration a;

    if (number != NULL) {
        if (attempt_of(k, number, &a) != 0)
            return (int)k->c.err;
        p.attempt = &a;
        take_typed(k, &p);
    }
    return show(k, &p);
}

static bool
is_blank(const char *text)
{
    return slice_trim(slice_of(text)).n == 0;
}

static void
read_bound(struct call *k, const char *which, const struct calibration_question *q,
    const char *text, double *ret)
{
    const char *part = arena_printf(k->c.arena, "%s.%s", which, q->id);

    if (is_blank(text))
        fail_field(&k->c, part, "%s Both bounds are needed: guess.", q->text);
    else if (!typed_number(text, false, ret))
        fail_field(&k->c, part, "%s \xe2\x80\x9c%s\xe2\x80\x9d is not a number: write digits, with "
            "a point before decimals.", q->text, form_short(k, slice_of(text), 30));
}

static int
read_answers(struct call *k, const struct calibration_page *p, struct calibration *a)
{
    for (size_t i = 0; i < a->n; i++) {
        struct calibration_answer *one = &a->a[i];
        size_t before = k->c.nfields;

        read_bound(k, "low", one->q, p->low[i], &one->low);
        if (!is_blank(p->low[i]) || !is_blank(p->high[i]))      /* said once when both are */
            read_bound(k, "high", one->q, p->high[i], &one->high);
        if (k->c.nfields == before && one->low > one->high)
            fail_field(&k->c, arena_printf(k->c.arena, "low.%s", one->q->id),
                "%s The lowest is more than the highest.", one->q->text);
    }
    return (int)k->c.err;
}

static int
answer(struct call *k)
{
    struct calibration_page p = { 0 };
    struct calibration a;
    struct trouble t;

    if (attempt_of(k, form_get(&k->form, "attempt"), &a) != 0)
        return (int)k->c.err;
    p.attempt = &a;
    take_typed(k, &p);
    if (a.ended == 0 && read_answers(k, &p, &a) != 0) {
        if (!trouble_tells(k))
            return (int)k->c.err;
        t = trouble_take(k);
        p.trouble = &t;
        return k->c.err == E_OK ? show(k, &p) : (int)k->c.err;
    }
    if (calibration_end(&k->c, &a) != 0)
        return (int)k->c.err;
    resp_redirect(k->c.arena, k->resp, here(k, "/calibration?attempt=%lld", (long long)a.id));
    return 0;
}

int
web_calibration_do(struct call *k)
{
    const char *act = form_get(&k->form, "do");
    int64_t id;

    if (act != NULL && strcmp(act, "answer") == 0)
        return answer(k);
    if (act == NULL || strcmp(act, "begin") != 0)
        return fail(&k->c, E_INVALID, "There is nothing of this name to do here.");
    if (calibration_begin(&k->c, &id) != 0)
        return (int)k->c.err;
    resp_redirect(k->c.arena, k->resp, here(k, "/calibration?attempt=%lld", (long long)id));
    return 0;
}
