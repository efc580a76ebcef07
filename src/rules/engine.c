/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* engine.c - runs the rules and sums them up: rule, clause, readiness index (A3). */
#include "rules/engine.h"

#include <stdlib.h>

#include "rules/param.h"

const char *const colour_names[] = { "grey", "green", "amber", "red" };

static const struct rule_group *const groups[] = {
    &rules_4_context, &rules_5_leadership, &rules_6_isms, &rules_6_assessment,
    &rules_6_treatment, &rules_6_objectives, &rules_7_people, &rules_7_documents,
    &rules_8_operation, &rules_9_audit, &rules_9_review, &rules_10_improvement, &rules_x_cross,
};

size_t
rules_count(void)
{
    size_t n = 0;

    for (size_t g = 0; g < ARRAY_LEN(groups); g++)
        n += groups[g]->n;
    return n;
}

const struct rule *
rules_at(size_t i)
{
    for (size_t g = 0; g < ARRAY_LEN(groups); i -= groups[g]->n, g++)
        if (i < groups[g]->n)
            return &groups[g]->rules[i];
    return NULL;
}

const struct rule *
rule_by_id(const char *id)
{
    const struct rule *r;

    for (size_t i = 0; (r = rules_at(i)) != NULL; i++)
        if (strcmp(r->id, id) == 0)
            return r;
    return NULL;
}

#define MAX_BINDS 64

static size_t
make_binds(struct ctx *c, struct bind *b)
{
    size_t n = 0;

    b[n++] = bind_int("today", c->today);
    for (size_t i = 0; i < n_rule_params && n < MAX_BINDS; i++)
        b[n++] = bind_int(rule_params[i].name, rule_param_value(c, &rule_params[i]));
    return n;
}

/*
 * Offenders in the order of their record types as the query yields them, then by key.
 * Engines yield what is said of one record in different order: it is sorted, too.
 */
struct sort_item {
    struct offender o;
    int group;
    size_t pos;
};

static int
compare(const void *pa, const void *pb)
{
    const struct sort_item *a = pa, *b = pb;
    int d;

    if (a->group != b->group)
        return a->group - b->group;
    d = strcmp(a->o.key != NULL ? a->o.key : "", b->o.key != NULL ? b->o.key : "");
    if (d == 0 && a->o.key != NULL)
        d = (int)b->o.colour - (int)a->o.colour;
    if (d == 0 && a->o.key != NULL)
        d = strcmp(a->o.detail != NULL ? a->o.detail : "", b->o.detail != NULL ? b->o.detail : "");
    return d != 0 ? d : (a->pos > b->pos) - (a->pos < b->pos);
}

static int
prefix_group(struct ctx *c, const char *key, char (**prefixes)[4], size_t *n, size_t *cap)
{
    char p[4] = "";

    if (key != NULL)
        memcpy(p, key, strnlen(key, 3));
    for (size_t i = 0; i < *n; i++)
        if (memcmp((*prefixes)[i], p, 4) == 0)
            return (int)i;
    memcpy(*arena_push(c->arena, *prefixes, *n, *cap), p, 4);
    return (int)*n - 1;
}

static void
sort_offenders(struct ctx *c, struct rule_result *r)
{
    struct sort_item *items = arena_alloc(c->arena, (r->n + 1) * sizeof *items);
    char (*prefixes)[4] = NULL;
    size_t n = 0, cap = 0;

    for (size_t i = 0; i < r->n; i++)
        items[i] = (struct sort_item){ r->offenders[i],
            prefix_group(c, r->offenders[i].key, &prefixes, &n, &cap), i };
    qsort(items, r->n, sizeof *items, compare);
    for (size_t i = 0; i < r->n; i++)
        r->offenders[i] = items[i].o;
}

static bool
is_waived(struct ctx *c, const char *rule, const char *key)
{
    return db_get_int(c, 0, SQL("select 1 from waiver where rule = $rule and "
        "coalesce(key, '') = $key and until >= $today and ended is null"),
        BINDS(bind_text("rule", rule), bind_text("key", key != NULL ? key : ""),
            bind_int("today", c->today))) != 0;
}

static bool
has_population(struct ctx *c, const struct rule *rule, const struct bind *b, size_t n)
{
    struct stmt *s;
    bool any;

    if (rule->population == NULL)
        return true;
    s = db_query(c, rule->population, b, n);
    any = db_step(c, s);
    db_done(c, s);
    return any;
}

static void
sum_up(struct rule_result *r, bool populated)
{
    r->colour = populated ? GREEN : GREY;
    for (size_t i = 0; i < r->n; i++) {
        if (r->offenders[i].waived)
            r->nwaived++;
        else if (r->offenders[i].colour > r->colour)
            r->colour = r->offenders[i].colour;
    }
    if (r->n > 0 && r->nwaived == r->n)
        r->colour = GREY;
}

static int
run_rule(struct ctx *c, struct rule_result *r, bool waivers, const struct bind *b, size_t n)
{
    const struct rule *rule = r->rule;
    struct stmt *s = db_query(c, rule->query != NULL ? rule->query : rule->derive(c->arena), b, n);

    while (db_step(c, s)) {
        struct offender *o = arena_push(c->arena, r->offenders, r->n, r->cap);

        *o = (struct offender){ .key = db_strdup(c, s, 0), .detail = db_strdup(c, s, 2),
            .colour = slice_eq(db_text(s, 1), "red") ? RED : AMBER,
            .has_due = !db_is_null(s, 3), .due = db_int(s, 3) };
    }
    if (db_done(c, s) != 0)
        return (int)c->err;
    for (size_t i = 0; waivers && i < r->n; i++)
        r->offenders[i].waived = is_waived(c, rule->id, r->offenders[i].key);
    sort_offenders(c, r);
    sum_up(r, r->n > 0 || has_population(c, rule, b, n));
    return (int)c->err;
}

/* R-X-01: red while a major rule of the standard in clauses 4 to 10 is red. */
static void
judge_readiness(struct ctx *c, struct judgement *j, struct rule_result *r)
{
    for (size_t i = 0; i < j->nrules; i++) {
        const struct rule_result *o = &j->rules[i];

        if (o->colour != RED || o->rule->basis != BASIS_S || o->rule->severity != SEV_MAJOR
            || strncmp(o->rule->id, "R-X", 3) == 0)
            continue;
        *arena_push(c->arena, r->offenders, r->n, r->cap) = (struct offender){
            .colour = RED, .detail = arena_printf(c->arena, "%s: %s", o->rule->id,
                o->rule->title) };
    }
    sum_up(r, true);
}

/* A red observation or advice gives its clause at most amber. */
static void
add_to_clause(struct judgement *j, const struct rule_result *r)
{
    bool counts = r->rule->basis != BASIS_C && r->rule->severity != SEV_OBS;
    struct clause_result *cr = NULL;
    enum colour colour = counts || r->colour < RED ? r->colour : AMBER;

    for (size_t i = 0; i < n_clauses; i++)
        if (strcmp(j->clauses[i].clause->slug, r->rule->clause) == 0)
            cr = &j->clauses[i];
    if (cr == NULL)
        return;
    if (!counts && colour == AMBER && r->colour == AMBER)
        colour = GREEN;
    if (colour > cr->colour)
        cr->colour = colour;
    for (size_t i = 0; i < r->n; i++) {
        if (r->offenders[i].waived)
            continue;
        j->nopen++;
        if (!counts)
            cr->nadvice++;
        else if (r->offenders[i].colour == RED)
            cr->nred++;
        else
            cr->namber++;
    }
}

static int
percent(int points, int weight)
{
    return weight > 0 ? (points * 100 + weight) / (2 * weight) : -1;
}

static int
compare_remarks(const void *pa, const void *pb)
{
    const struct remark *a = pa, *b = pb;
    int d = strcmp(a->key, b->key);

    if (d == 0)
        d = (a->rule > b->rule) - (a->rule < b->rule);
    return d != 0 ? d : (a->offender > b->offender) - (a->offender < b->offender);
}

static void
index_remarks(struct ctx *c, struct judgement *j)
{
    size_t n = 0;

    j->nremarks = 0;
    for (size_t i = 0; i < j->nrules; i++)
        n += j->rules[i].n;
    j->remarks = arena_alloc(c->arena, (n + 1) * sizeof *j->remarks);
    for (size_t i = 0; i < j->nrules; i++)
        for (size_t k = 0; k < j->rules[i].n; k++)
            if (j->rules[i].offenders[k].key != NULL)
                j->remarks[j->nremarks++] = (struct remark){ j->rules[i].offenders[k].key, &j->rules[i],
                    &j->rules[i].offenders[k] };
    qsort(j->remarks, j->nremarks, sizeof *j->remarks, compare_remarks);
}

const struct remark *
judgement_remarks(const struct judgement *j, const char *key, size_t *ret_n)
{
    size_t low = 0, high = j->nremarks, end;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (strcmp(j->remarks[mid].key, key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    for (end = low; end < j->nremarks && strcmp(j->remarks[end].key, key) == 0; end++)
        continue;
    *ret_n = end - low;
    return &j->remarks[low];
}

int
rules_run(struct ctx *c, struct rule_result *r)
{
    struct bind b[MAX_BINDS];
    size_t nb = make_binds(c, b);

    return run_rule(c, r, false, b, nb);
}

void
rules_add_up(struct ctx *c, struct judgement *j)
{
    int points[2] = { 0 }, weight[2] = { 0 };

    j->nopen = 0;
    j->clauses = arena_alloc(c->arena, n_clauses * sizeof *j->clauses);
    for (size_t i = 0; i < n_clauses; i++)
        j->clauses[i].clause = &clauses[i];
    for (size_t i = 0; i < j->nrules; i++) {
        const struct rule_result *r = &j->rules[i];
        int k = r->rule->basis == BASIS_C, w = (int)r->rule->severity;

        add_to_clause(j, r);
        if (r->colour == GREY)
            continue;
        weight[k] += w;
        points[k] += w * (r->colour == GREEN ? 2 : r->colour == AMBER ? 1 : 0);
    }
    j->index = percent(points[0], weight[0]);
    j->advice = percent(points[1], weight[1]);
    index_remarks(c, j);
}

int
rules_judge(struct ctx *c, struct judgement **ret)
{
    struct judgement *j = arena_new_of(c->arena, struct judgement);
    struct bind b[MAX_BINDS];
    size_t nb = make_binds(c, b);
    bool waivers = db_get_int(c, 0, SQL("select 1 from waiver limit 1"), NO_BINDS) != 0;

    j->today = c->today;
    j->seq = event_last(c);
    j->nrules = rules_count();
    j->rules = arena_alloc(c->arena, j->nrules * sizeof *j->rules);
    for (size_t i = 0; i < j->nrules; i++) {
        j->rules[i].rule = rules_at(i);
        if (!j->rules[i].rule->composite && run_rule(c, &j->rules[i], waivers, b, nb) != 0)
            return (int)c->err;
    }
    for (size_t i = 0; i < j->nrules; i++)
        if (j->rules[i].rule->composite)
            judge_readiness(c, j, &j->rules[i]);
    rules_add_up(c, j);
    *ret = j;
    return (int)c->err;
}

int
rules_snapshot(struct ctx *c, const struct judgement *j)
{
    for (size_t i = 0; i < j->nrules; i++)
        if (db_exec(c, SQL("insert into rule_snapshot (day, rule, colour, offenders) values "
                "($day, $rule, $colour, $n) on conflict (day, rule) do update set "
                "colour = excluded.colour, offenders = excluded.offenders"),
                BINDS(bind_int("day", j->today), bind_text("rule", j->rules[i].rule->id),
                    bind_text("colour", colour_names[j->rules[i].colour]),
                    bind_int("n", (int64_t)j->rules[i].n))) != 0)
            return (int)c->err;
    return 0;
}

int
rules_waive(struct ctx *c, const char *rule, const char *key, int64_t until, const char *reason)
{
    if (!actor_has(c, ROLE_TM) && !actor_has(c, ROLE_IM))
        return fail(c, E_DENIED, "A waiver is for top management or the ISMS manager.");
    if (rule_by_id(rule) == NULL)
        return fail_field(c, "rule", "There is no rule %.20s.", rule);
    if (until < c->today || until > c->today + 366)
        return fail_field(c, "until", "A waiver ends within a year.");
    if (reason == NULL || slice_trim(slice_of(reason)).n == 0)
        return fail_field(c, "reason", "Say why: the reason stays in the records.");
    if (reason_check(c, "reason", reason) != 0)
        return (int)c->err;
    if (key != NULL && (!sight_sees(c, key) || db_get_int(c, 0, SQL("select count(*) from record "
            "where key = $key"), BINDS(bind_text("key", key))) == 0))
        return fail_field(c, "key", "There is no record %.24s.", key);
    if (db_exec(c, SQL("insert into waiver (rule, key, until, reason, actor, at) values ($rule, "
            "$key, $until, $reason, $actor, $at)"), BINDS(bind_text("rule", rule),
            bind_text("key", key), bind_int("until", until), bind_text("reason", reason),
            bind_text("actor", c->actor->email), bind_int("at", c->now))) != 0)
        return (int)c->err;
    return event_write(c, "waive", NULL, arena_printf(c->arena, "{\"rule\":\"%s\"}", rule),
        reason);
}
