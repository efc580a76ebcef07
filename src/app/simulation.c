/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* simulation.c - a simulation file: risks, causes, controls, correlation, options. */
#include <math.h>
#include <stdlib.h>

#include "app/simulation_in.h"

#define THREADS_MOST 256
#define CONTROLS_MOST 2000      /* of all risks; of one RISK_CONTROLS_MAX */

const struct simulation_limits simulation_own_machine = {
    .trials = RISK_TRIALS_MAX, .years = 1e300, .events = RISK_EVENTS_MAX, .threads = true,
};
const struct simulation_limits simulation_on_server = {
    .trials = 1000000, .years = 2e7, .events = 2e8,
};

static size_t
index_of(const char *const *keys, size_t n, const char *key)
{
    size_t i = 0;

    while (i < n && (keys[i] == NULL || strcmp(keys[i], key) != 0))
        i++;
    return i;
}

/* The key of an element, which none before it has. */
static const char *
own_key(struct reading *r, const struct place *p, const char *const *keys, size_t n)
{
    struct place at;
    const char *key;

    if (!read_key(r, p, &key) || index_of(keys, n, key) == n)
        return key;
    member(p, "key", &at);
    wrong(r, &at, "%s is taken.", key);
    return key;
}

static size_t
group_of(struct reading *r, const char *key)
{
    struct simulation *s = r->s;
    size_t i = index_of(s->groups, s->ngroups, key);

    if (i == s->ngroups)
        *arena_push(r->c->arena, s->groups, s->ngroups, r->groups_cap) = key;
    return i;
}

static bool
read_on(struct reading *r, const struct place *of, enum control_on *ret)
{
    static const char *const names[] = { "frequency", "vulnerability", "loss" };
    struct place p;
    const char *s;

    if (!member(of, "on", &p))
        return missing(r, of, "on");
    if (!read_text(r, &p, &s))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(names[i], s) == 0) {
            *ret = (enum control_on)i;
            return true;
        }
    return wrong(r, &p, "A control acts on frequency, vulnerability or loss.");
}

static void
read_controls(struct reading *r, const struct place *of, size_t risk)
{
    struct risk_control *list = r->controls + r->s->model.ncontrols;
    struct place p, effect;
    size_t n = 0;

    if (!member(of, "controls", &p) || !is_list(r, &p, RISK_CONTROLS_MAX))
        return;
    if (r->s->model.ncontrols + json_array_size(p.v) > CONTROLS_MOST) {
        wrong(r, &p, "The file has more than %d controls.", CONTROLS_MOST);
        return;
    }
    for (size_t i = 0; i < json_array_size(p.v); i++) {
        struct risk_control *c = &list[n];
        struct place one = element(&p, i);
        const char *key;

        if (!is_object(r, &one, "key on effect") || !read_key(r, &one, &key)
            || !read_on(r, &one, &c->on))
            continue;
        c->risk = risk;
        c->group = group_of(r, key);
        for (size_t k = 0; k < n; k++)
            if (list[k].group == c->group && list[k].on == c->on)
                wrong(r, &one, "%s acts on this already.", key);
        if (!member(&one, "effect", &effect))
            missing(r, &one, "effect");
        else if (read_dist(r, &effect, 0, 1, &c->effect))
            n++;
    }
    r->s->model.ncontrols += n;
}

static void
read_risks(struct reading *r, const struct place *of)
{
    struct arena *a = r->c->arena;
    struct simulation *s = r->s;
    struct risk *risks;
    struct place p;
    size_t n;

    if (!member(of, "risks", &p)) {
        missing(r, of, "risks");
        return;
    }
    if (!is_list(r, &p, RISK_RISKS_MAX))
        return;
    n = json_array_size(p.v);
    if (n == 0) {
        wrong(r, &p, "Name one risk at least.");
        return;
    }
    risks = arena_alloc(a, n * sizeof *risks);
    s->keys = arena_alloc(a, n * sizeof *s->keys);
    s->model.risks = risks;
    s->model.nrisks = n;
    r->controls = arena_alloc(a, CONTROLS_MOST * sizeof *r->controls);
    s->model.controls = r->controls;
    for (size_t i = 0; i < n; i++) {
        struct place one = element(&p, i);

        if (!is_object(r, &one, "key frequency loss fair controls") && !json_is_object(one.v))
            continue;
        s->keys[i] = own_key(r, &one, s->keys, i);
        read_risk_losses(r, &one, &risks[i]);
        read_controls(r, &one, i);
    }
}

static void
read_hits(struct reading *r, const struct place *of, double *hits)
{
    struct place p;

    if (!member(of, "hits", &p)) {
        missing(r, of, "hits");
        return;
    }
    if (!json_is_object(p.v)) {
        wrong(r, &p, "An object of risks and probabilities is expected.");
        return;
    }
    for (void *it = json_object_iter((json_t *)(uintptr_t)p.v); it != NULL && r->nwrong < WRONG_MOST;
         it = json_object_iter_next((json_t *)(uintptr_t)p.v, it)) {
        struct place one = { &p, json_object_iter_key(it), 0, json_object_iter_value(it) };
        size_t i = index_of(r->s->keys, r->s->model.nrisks, one.name);

        if (i < r->s->model.nrisks)
            read_number(r, &one, 0, 1, &hits[i]);
        else
            wrong(r, &one, "There is no such risk.");
    }
}

static void
read_causes(struct reading *r, const struct place *of)
{
    struct arena *a = r->c->arena;
    struct risk_model *m = &r->s->model;
    struct cause *causes;
    const char **keys;
    struct place p, rate;
    size_t n;

    if (!member(of, "causes", &p) || !is_list(r, &p, RISK_CAUSES_MAX))
        return;
    n = json_array_size(p.v);
    causes = arena_alloc(a, (n + 1) * sizeof *causes);
    keys = arena_alloc(a, (n + 1) * sizeof *keys);
    m->causes = causes;
    m->ncauses = n;
    for (size_t i = 0; i < n; i++) {
        struct place one = element(&p, i);
        double *hits = arena_alloc(a, (m->nrisks + 1) * sizeof *hits);

        causes[i].hits = hits;
        if (!is_object(r, &one, "key rate hits") && !json_is_object(one.v))
            continue;
        keys[i] = own_key(r, &one, keys, i);
        if (!member(&one, "rate", &rate))
            missing(r, &one, "rate");
        else
            read_dist(r, &rate, 0, RISK_RATE_MAX, &causes[i].rate);
        read_hits(r, &one, hits);
    }
}

/* The whole matrix, row by row. */
static bool
read_matrix(struct reading *r, const struct place *p, double *matrix)
{
    size_t n = r->s->model.nrisks, before = r->nwrong;

    if (json_array_size(p->v) != n)
        return wrong(r, p, "There are %zu rows, and %zu risks.", json_array_size(p->v), n);
    for (size_t i = 0; i < n && r->nwrong < WRONG_MOST; i++) {
        struct place row = element(p, i);

        if (!is_list(r, &row, n))
            continue;
        if (json_array_size(row.v) != n)
            wrong(r, &row, "There are %zu entries, and %zu risks.", json_array_size(row.v), n);
        for (size_t k = 0; k < json_array_size(row.v) && r->nwrong < WRONG_MOST; k++) {
            struct place one = element(&row, k);

            if (!read_number(r, &one, -1, 1, &matrix[i * n + k]))
                continue;
            if (k == i && fabs(matrix[i * n + i] - 1) > 1e-9)
                wrong(r, &one, "A risk goes with itself: 1 is expected.");
            if (k < i && r->nwrong == before && fabs(matrix[i * n + k] - matrix[k * n + i]) > 1e-9)
                wrong(r, &one, "This differs from its mirror image [%zu][%zu].", k, i);
        }
    }
    return r->nwrong == before;
}

static bool
read_end(struct reading *r, const struct place *of, const char *name, size_t *ret)
{
    struct place p;
    const char *key;

    if (!member(of, name, &p))
        return missing(r, of, name);
    if (!read_text(r, &p, &key))
        return false;
    *ret = index_of(r->s->keys, r->s->model.nrisks, key);
    return *ret < r->s->model.nrisks || wrong(r, &p, "There is no such risk.");
}

static bool
read_pairs(struct reading *r, const struct place *p, double *matrix[2])
{
    static const char *const names[2] = { "frequency", "severity" };
    size_t n = r->s->model.nrisks, before = r->nwrong, a, b;
    bool *said = arena_alloc(r->c->arena, n * n * sizeof *said);

    for (size_t i = 0; i < json_array_size(p->v) && r->nwrong < WRONG_MOST; i++) {
        struct place one = element(p, i), rho;
        bool any = false;

        if (!is_object(r, &one, "a b frequency severity") || !read_end(r, &one, "a", &a)
            || !read_end(r, &one, "b", &b))
            continue;
        if (a == b || said[a * n + b])
            wrong(r, &one, a == b ? "These are one risk." : "This pair is there already.");
        said[a * n + b] = said[b * n + a] = true;
        for (int k = 0; k < 2; k++)
            if (member(&one, names[k], &rho)) {
                any = true;
                if (read_number(r, &rho, -1, 1, &matrix[k][a * n + b]))
                    matrix[k][b * n + a] = matrix[k][a * n + b];
            }
        if (!any)
            wrong(r, &one, "Say frequency, severity or both.");
    }
    return r->nwrong == before;
}

/* NULL for a matrix that says that nothing goes together. */
static const double *
dependence(struct reading *r, const struct place *p, double *matrix, double *ret_moved)
{
    size_t n = r->s->model.nrisks;
    const char *why;
    bool any = false;

    for (size_t i = 0; i < n * n; i++)
        any = any || (i % (n + 1) != 0 && matrix[i] != 0);
    if (!any)
        return NULL;
    why = risk_correlation(matrix, n, ret_moved);
    if (why != NULL)
        wrong(r, p, "%s.", why);
    return matrix;
}

static void
read_correlation(struct reading *r, const struct place *of)
{
    struct risk_model *m = &r->s->model;
    size_t n = m->nrisks, bytes = n * n * sizeof(double);
    double *matrix[2];
    struct place p;
    bool right;

    if (n == 0 || !member(of, "correlation", &p)
        || !is_list(r, &p, (size_t)RISK_RISKS_MAX * (RISK_RISKS_MAX - 1) / 2))
        return;
    for (int k = 0; k < 2; k++) {
        matrix[k] = arena_alloc(r->c->arena, bytes);
        for (size_t i = 0; i < n; i++)
            matrix[k][i * n + i] = 1;
    }
    if (json_is_array(json_array_get(p.v, 0))) {
        right = read_matrix(r, &p, matrix[0]);
        memcpy(matrix[1], matrix[0], bytes);
    } else {
        right = read_pairs(r, &p, matrix);
    }
    if (!right)
        return;
    m->frequency = dependence(r, &p, matrix[0], &r->s->moved[0]);
    m->severity = dependence(r, &p, matrix[1], &r->s->moved[1]);
}

static void
read_without(struct reading *r, const struct place *of)
{
    struct simulation *s = r->s;
    struct place p;
    bool *in = arena_alloc(r->c->arena, s->ngroups + 1);

    memset(in, true, s->ngroups);
    s->options.groups = in;
    s->options.ngroups = s->ngroups;
    if (!member(of, "without", &p)
        || !is_list(r, &p, (size_t)RISK_CONTROLS_MAX * RISK_RISKS_MAX))
        return;
    for (size_t i = 0; i < json_array_size(p.v) && r->nwrong < WRONG_MOST; i++) {
        struct place one = element(&p, i);
        const char *key;
        size_t at;

        if (!read_text(r, &one, &key))
            continue;
        at = index_of(s->groups, s->ngroups, key);
        if (at < s->ngroups)
            in[at] = false;
        else
            wrong(r, &one, "No risk has such a control.");
    }
}

/* Expected in a year, of all risks. */
static double
events_of(const struct simulation *s)
{
    const struct risk_model *m = &s->model;
    double events = 0;

    for (size_t i = 0; i < m->nrisks; i++)
        events += dist_mean(&m->risks[i].frequency.rate);
    for (size_t i = 0; i < m->ncauses; i++)
        for (size_t k = 0; k < m->nrisks; k++)
            events += dist_mean(&m->causes[i].rate) * m->causes[i].hits[k];
    return events;
}

/* How many trials, once the model is known to be right: as many as its size leaves. */
static void
read_trials(struct reading *r, const struct place *of)
{
    const struct simulation_limits *l = r->limits;
    struct risk_options *o = &r->s->options;
    double n = (double)r->s->model.nrisks, events = events_of(r->s), most = (double)l->trials;
    bool said = o->trials > 0;
    struct place p;

    if (l->years / n < most)
        most = floor(l->years / n);
    if (events * most > l->events)
        most = floor(l->events / events);
    if (most < 1) {
        p = (struct place){ of, "trials", 0, NULL };
        wrong(r, &p, "%.3g events a year are too many for a single trial.", events);
        return;
    }
    if (!said)
        o->trials = o->wanted_error > 0 ? SIMULATION_TRIALS_MOST : SIMULATION_TRIALS;
    if ((double)o->trials <= most)
        return;
    o->trials = (int64_t)most;
    if (said && member(of, "trials", &p))
        wrong(r, &p, "With %.0f risks and %.3g events a year, %.0f trials are possible.", n,
            events, most);
}

static void
read_options(struct reading *r, const struct place *of)
{
    struct risk_options *o = &r->s->options;
    int64_t v = 0;
    struct place p;

    if (member(of, "trials", &p))
        read_whole(r, &p, 1, r->limits->trials, &o->trials);
    if (member(of, "seed", &p)) {
        read_whole(r, &p, 0, INT64_MAX, &v);
    } else {
        random_bytes(&v, sizeof v);
        v &= (INT64_C(1) << 53) - 1;    /* so that every reader of JSON keeps it */
    }
    o->seed = (uint64_t)v;
    if (member(of, "wanted_error", &p))
        read_number(r, &p, 1e-6, 1, &o->wanted_error);
    if (member(of, "portfolio_only", &p)) {
        if (!json_is_boolean(p.v))
            wrong(r, &p, "true or false is expected.");
        o->portfolio_only = json_is_true(p.v);
    }
    v = 0;
    if (r->limits->threads && member(of, "threads", &p))
        read_whole(r, &p, 0, THREADS_MOST, &v);
    o->threads = (int)v;
}

static void
read_all(struct reading *r, const json_t *tree)
{
    const struct place top = { .v = tree };

    if (!is_object(r, &top, r->limits->threads
            ? "trials seed risks causes correlation wanted_error portfolio_only without threads"
            : "trials seed risks causes correlation wanted_error portfolio_only without")
        && !json_is_object(tree))
        return;
    read_risks(r, &top);
    read_causes(r, &top);
    read_correlation(r, &top);
    read_without(r, &top);
    read_options(r, &top);
    if (r->nwrong == 0)
        read_trials(r, &top);
}

/* Is the word no JSON number, although somebody meant one? */
static bool
is_strange(struct arena *a, struct slice word)
{
    const char *s = arena_strndup(a, word.p, word.n);
    char *end;
    double v = strtod(s, &end);
    int64_t whole;

    if (*end != '\0' || end == s)
        return false;
    return !isfinite(v) || (strpbrk(s, ".eExX") == NULL && !slice_int(word, &whole));
}

/*
 * JSON has no NaN, no infinity, and the parser no number beyond its types: it says where, and
 * we want to say what.  They become strings, which no member that is a number takes.
 */
static struct slice
quote_strange(struct arena *a, struct slice text)
{
    struct slice word = { 0 };
    bool quoted = false;
    struct buf b;

    buf_init(&b, 4 * SIMULATION_BYTES);
    for (size_t i = 0; i < text.n; i++) {
        char c;

        word = (struct slice){ text.p + i, 0 };
        while (!quoted && i + word.n < text.n && word.n < 400 && (c = word.p[word.n]) != '\0'
            && strchr("+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", c) != NULL)
            word.n++;
        if (word.n > 0) {
            if (is_strange(a, word))
                buf_printf(&b, "\"\\u0001%.*s\"", word.n > 30 ? 30 : (int)word.n, word.p);
            else
                buf_add(&b, word.p, word.n);
            i += word.n - 1;
            continue;
        }
        buf_add(&b, text.p + i, 1);
        if (quoted && text.p[i] == '\\' && i + 1 < text.n)
            buf_add(&b, text.p + ++i, 1);
        else if (text.p[i] == '"')
            quoted = !quoted;
    }
    text = (struct slice){ arena_strndup(a, b.p != NULL ? b.p : "", b.n), b.n };
    buf_free(&b);
    return text;
}

int
simulation_read(struct ctx *c, struct slice text, const struct simulation_limits *limits,
    struct simulation *ret)
{
    struct reading r = { .c = c, .limits = limits, .s = ret };
    const char *why, *unused;
    json_t *tree = json_in(c->arena, text, SIMULATION_BYTES, &why);

    *ret = (struct simulation){ 0 };
    if (tree != NULL) {
        read_all(&r, tree);
    } else if (text.n <= SIMULATION_BYTES && (tree = json_in(c->arena,
            quote_strange(c->arena, text), 4 * SIMULATION_BYTES, &unused)) != NULL) {
        read_all(&r, tree);
        if (c->err == E_OK)
            tree = (json_decref(tree), NULL);
    }
    if (tree == NULL)
        return fail(c, E_INVALID, "This is not valid JSON: %s.", why);
    json_decref(tree);
    return (int)c->err;
}
