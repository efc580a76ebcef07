/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* standing.c - the last judgement of each organisation, summed up in the control store. */
#include "app/standing.h"

#include <stdlib.h>

static void
add_due(struct standing *s, int64_t day, const char *what)
{
    size_t at = s->ndue;

    for (size_t i = 0; i < s->ndue; i++)
        if (s->due[i].day == day && strcmp(s->due[i].what, what) == 0)
            return;
    while (at > 0 && s->due[at - 1].day > day)
        at--;
    if (at >= STANDING_DUE)
        return;
    if (s->ndue < STANDING_DUE)
        s->ndue++;
    memmove(&s->due[at + 1], &s->due[at], (s->ndue - 1 - at) * sizeof s->due[0]);
    s->due[at].day = day;
    s->due[at].what = what;
}

/* Type and date alone: titles stay in the store of the organisation. */
static void
sum_due(struct standing *s, const struct outlook *o, int64_t today)
{
    for (size_t i = 0; i < n_clauses; i++) {
        const struct clause_outlook *co = &o->clauses[i];
        const struct rec_type *t = co->has_next ? rec_type_by_prefix(slice_of(co->next_key))
            : NULL;

        if (t != NULL)
            add_due(s, co->next, t->label);
    }
    if (o->has_audit)
        add_due(s, o->audit, "External audit");
    for (size_t i = 0; i < o->nitems; i++)
        s->late += o->items[i].has_due && o->items[i].due < today;
}

struct standing
standing_of(struct ctx *c, const struct judgement *j, const struct outlook *o)
{
    struct standing s = { .org = c->org, .seq = j->seq, .day = j->today, .judged_at = c->now,
        .readiness = j->index, .stamp = "" };

    s.changed_at = db_get_int(c, 0, SQL("select max(at) from event where source <> 'job'"),
        NO_BINDS);
    s.timezone = db_get_text(c, SQL("select timezone from organization"), NO_BINDS);
    if (s.timezone == NULL)
        s.timezone = "UTC";
    s.records = db_get_int(c, 0, SQL("select count(*) from record"), NO_BINDS);
    for (size_t i = 0; i < j->nrules; i++)
        s.majors += j->rules[i].colour == RED && j->rules[i].rule->severity == SEV_MAJOR
            && !j->rules[i].rule->composite && j->rules[i].rule->basis != BASIS_C;
    for (size_t i = 0; i < n_clauses; i++) {
        const struct clause_result *r = &j->clauses[i];

        s.red += (int64_t)r->nred;
        s.amber += (int64_t)r->namber;
        for (size_t g = 0; g < STANDING_GROUPS; g++)
            if (clause_in_group(r->clause, &clause_groups[g], false)
                && r->colour > s.colours[g])
                s.colours[g] = r->colour;
    }
    sum_due(&s, o, j->today);
    return s;
}

enum colour
standing_worst(const struct standing *s)
{
    enum colour worst = GREY;

    for (size_t g = 0; g < STANDING_GROUPS; g++)
        if (s->colours[g] > worst)
            worst = s->colours[g];
    return worst;
}

static const char *
colours_text(struct ctx *c, const struct standing *s)
{
    const char *text = "";

    for (size_t g = 0; g < STANDING_GROUPS; g++)
        text = arena_printf(c->arena, "%s%s%s", text, g > 0 ? " " : "",
            colour_names[s->colours[g]]);
    return text;
}

/* "20741 Internal audit\n…" */
static const char *
due_text(struct ctx *c, const struct standing *s)
{
    const char *text = "";

    for (size_t i = 0; i < s->ndue; i++)
        text = arena_printf(c->arena, "%s%lld %s\n", text, (long long)s->due[i].day,
            s->due[i].what);
    return text;
}

int
standing_set(struct ctx *c, const struct standing *s)
{
    return db_exec(c, SQL("insert into standing (org, seq, day, judged_at, changed_at, stamp, "
        "timezone, readiness, majors, red, amber, late, records, colours, due) values ($org, "
        "$seq, $day, $judged_at, $changed_at, $stamp, $timezone, $readiness, $majors, $red, "
        "$amber, $late, $records, $colours, $due) on conflict (org) do update set "
        "seq = excluded.seq, day = excluded.day, judged_at = excluded.judged_at, "
        "changed_at = excluded.changed_at, stamp = excluded.stamp, "
        "timezone = excluded.timezone, readiness = excluded.readiness, "
        "majors = excluded.majors, red = excluded.red, amber = excluded.amber, "
        "late = excluded.late, records = excluded.records, colours = excluded.colours, "
        "due = excluded.due"), BINDS(bind_text("org", s->org), bind_int("seq", s->seq),
        bind_int("day", s->day), bind_int("judged_at", s->judged_at),
        bind_int("changed_at", s->changed_at), bind_text("stamp", s->stamp),
        bind_text("timezone", s->timezone), bind_int("readiness", s->readiness),
        bind_int("majors", s->majors), bind_int("red", s->red), bind_int("amber", s->amber),
        bind_int("late", s->late), bind_int("records", s->records),
        bind_text("colours", colours_text(c, s)), bind_text("due", due_text(c, s))));
}

int
standing_set_stamp(struct ctx *c, const char *org, const char *stamp)
{
    return db_exec(c, SQL("update standing set stamp = $stamp where org = $org"),
        BINDS(bind_text("org", org), bind_text("stamp", stamp)));
}

int
standing_remove(struct ctx *c, const char *org)
{
    return db_exec(c, SQL("delete from standing where org = $org"), BINDS(bind_text("org", org)));
}

static void
read_colours(struct standing *s, struct slice text)
{
    struct slice w;

    for (size_t g = 0; g < STANDING_GROUPS && word_next(&text, &w); g++)
        for (int i = GREY; i <= RED; i++)
            if (slice_eq(w, colour_names[i]))
                s->colours[g] = (enum colour)i;
}

static void
read_due(struct ctx *c, struct standing *s, struct slice text)
{
    while (text.n > 0 && s->ndue < STANDING_DUE) {
        struct slice line = slice_cut(&text, '\n'), day = slice_cut(&line, ' ');

        if (!slice_int(day, &s->due[s->ndue].day))
            break;
        s->due[s->ndue++].what = arena_strndup(c->arena, line.p, line.n);
    }
}

bool
standing_get(struct ctx *c, const char *org, struct standing *ret)
{
    struct stmt *s = db_query(c, SQL("select seq, day, judged_at, changed_at, stamp, timezone, "
        "readiness, majors, red, amber, late, records, colours, due from standing "
        "where org = $org"), BINDS(bind_text("org", org)));
    bool found = db_step(c, s);

    if (found) {
        *ret = (struct standing){ .org = org, .seq = db_int(s, 0), .day = db_int(s, 1),
            .judged_at = db_int(s, 2), .changed_at = db_int(s, 3), .stamp = db_strdup(c, s, 4),
            .timezone = db_strdup(c, s, 5), .readiness = db_int(s, 6), .majors = db_int(s, 7),
            .red = db_int(s, 8), .amber = db_int(s, 9), .late = db_int(s, 10),
            .records = db_int(s, 11) };
        read_colours(ret, db_text(s, 12));
        read_due(c, ret, db_text(s, 13));
    }
    return db_done(c, s) == 0 && found;
}
