/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cmd_check.c - ismene check: judge an organisation by all rules. */
#include <stdio.h>

#include "cli/cli.h"
#include "rules/engine.h"

static const char *
detail_of(struct ctx *c, const struct offender *o)
{
    char day[DATE_LEN + 1];

    if (!o->has_due)
        return o->detail != NULL ? o->detail : "";
    date_format(o->due, day);
    return arena_printf(c->arena, "%s: %s", o->detail, day);
}

static void
as_tsv(struct ctx *c, const struct judgement *j, struct buf *out)
{
    buf_lit(out, "rule\tcolour\toffender_colour\trecord_key\tdetail\n");
    for (size_t i = 0; i < j->nrules; i++) {
        const struct rule_result *r = &j->rules[i];
        /* "sample-expected.tsv": a rule without population counts as met there. */
        const char *colour = colour_names[r->colour == GREY ? GREEN : r->colour];

        if (r->n == 0)
            buf_printf(out, "%s\t%s\t\t\t\n", r->rule->id, colour);
        for (size_t k = 0; k < r->n; k++) {
            const struct offender *o = &r->offenders[k];

            buf_printf(out, "%s\t%s\t%s\t%s\t%s\n", r->rule->id,
                o->waived ? colour_names[r->colour] : colour,
                o->waived ? "grey" : colour_names[o->colour], o->key != NULL ? o->key : "",
                detail_of(c, o));
        }
    }
}

static void
as_text(struct ctx *c, const struct judgement *j, struct buf *out)
{
    for (size_t i = 0; i < n_clauses; i++) {
        const struct clause_result *cl = &j->clauses[i];

        buf_printf(out, "%-6s %-6s %s: %zu not met, %zu to improve, %zu pieces of advice\n",
            colour_names[cl->colour], cl->clause->number, cl->clause->title, cl->nred,
            cl->namber, cl->nadvice);
    }
    buf_putc(out, '\n');
    for (size_t i = 0; i < j->nrules; i++) {
        const struct rule_result *r = &j->rules[i];

        if (r->n == 0)
            continue;
        buf_printf(out, "%-6s %s %s\n       %s\n", colour_names[r->colour], r->rule->id,
            r->rule->title, r->rule->fix);
        for (size_t k = 0; k < r->n; k++)
            buf_printf(out, "         %s %s%s\n", r->offenders[k].key != NULL
                ? r->offenders[k].key : "-", detail_of(c, &r->offenders[k]),
                r->offenders[k].waived ? " (waived)" : "");
    }
    buf_printf(out, "\nreadiness %d of 100 with %zu open items; advice %d of 100\n", j->index,
        j->nopen, j->advice);
}

static void
offender_json(struct ctx *c, struct json_out *o, const struct offender *f)
{
    json_obj(o);
    json_kv(o, "key", f->key);
    json_kv(o, "colour", colour_names[f->colour]);
    json_kv(o, "detail", detail_of(c, f));
    json_key(o, "waived");
    json_flag(o, f->waived);
    json_end_obj(o);
}

static void
as_json(struct ctx *c, const struct judgement *j, struct buf *out)
{
    struct json_out o = { out, false };

    json_obj(&o);
    json_key(&o, "readiness");
    json_num(&o, j->index);
    json_key(&o, "open");
    json_num(&o, (int64_t)j->nopen);
    json_key(&o, "rules");
    json_arr(&o);
    for (size_t i = 0; i < j->nrules; i++) {
        json_obj(&o);
        json_kv(&o, "id", j->rules[i].rule->id);
        json_kv(&o, "colour", colour_names[j->rules[i].colour]);
        json_kv(&o, "title", j->rules[i].rule->title);
        json_kv(&o, "why", j->rules[i].rule->why);
        json_kv(&o, "fix", j->rules[i].rule->fix);
        json_key(&o, "offenders");
        json_arr(&o);
        for (size_t k = 0; k < j->rules[i].n; k++)
            offender_json(c, &o, &j->rules[i].offenders[k]);
        json_end_arr(&o);
        json_end_obj(&o);
    }
    json_end_arr(&o);
    json_end_obj(&o);
    buf_lit(out, "\n");
}

static const struct {
    const char *name;
    void (*write)(struct ctx *c, const struct judgement *j, struct buf *out);
} formats[] = { { "text", as_text }, { "tsv", as_tsv }, { "json", as_json } };

/* The live store, or the one rebuilt from the history as of --at. */
static int
judge(struct cli *cli, struct store *s, size_t format, struct buf *out)
{
    const char *as_of = cli_option(cli, "as-of");
    struct ctx *c = &cli->c;
    struct judgement *j;

    if (store_read(c, s) != 0)
        return (int)c->err;
    org_set_today(c);
    if (as_of != NULL && !date_parse(slice_of(as_of), &c->today))
        fail_field(c, "as-of", "A date is written YYYY-MM-DD.");
    else if (rules_judge(c, &j) == 0)
        formats[format].write(c, j, out);
    store_rollback(c);
    return (int)c->err;
}

static int
at_time(struct cli *cli, struct store *s, struct store **ret)
{
    const char *at = cli_option(cli, "at");
    struct ctx *c = &cli->c;
    int64_t t;

    if (!time_parse(slice_of(at), &t))
        return fail_field(c, "at", "A time is written 2026-09-30T12:00:00Z, or as a date.");
    if (store_read(c, s) != 0)
        return (int)c->err;
    if (asof_build(c, s, t, ret) != 0) {
        store_rollback(c);
        return (int)c->err;
    }
    store_rollback(c);
    return 0;
}

static int
run(struct cli *cli)
{
    const char *name = cli_option(cli, "format");
    struct store *s, *past = NULL;
    size_t format = 0;
    struct buf out;

    while (name != NULL && format < ARRAY_LEN(formats) && strcmp(formats[format].name, name) != 0)
        format++;
    if (format == ARRAY_LEN(formats))
        return fail_field(&cli->c, "format", "The formats are text, tsv and json.");
    if (cli_open(cli, 0, &s) != 0)
        return (int)cli->c.err;
    buf_init(&out, BUF_MAX);
    if ((cli_option(cli, "at") == NULL || at_time(cli, s, &past) == 0)
        && judge(cli, past != NULL ? past : s, format, &out) == 0)
        fwrite(out.p, 1, out.n, stdout);
    buf_free(&out);
    store_close(past);
    store_close(s);
    return (int)cli->c.err;
}

const struct command cmd_check = {
    .name = "check", .summary = "judge an organisation by all rules",
    .usage = "[--org SLUG] [--as-of YYYY-MM-DD] [--at TIME] [--format text|tsv|json]",
    .options = "org as-of at format",
    .help = "Says clause by clause what is missing and how to mend it.\n\n"
        "--as-of DATE  the day the rules take as today, over the records as they are now\n"
        "--at TIME     take the records as they stood at that time\n",
    .run = run,
};
