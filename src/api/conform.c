/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* conform.c - clauses, rules, parameters and search. */
#include "api/api.h"
#include "rules/param.h"

int
api_clauses(struct call *k)
{
    bool old = org_edition_is_2013(&k->c);
    const struct judgement *g;
    struct json_out j;

    if (call_judgement(k, &g) != 0)
        return (int)k->c.err;
    j = api_json(k, 200);
    json_obj(&j);
    json_key(&j, "index");
    json_num(&j, g->index);
    json_key(&j, "advice_index");
    json_num(&j, g->advice);
    json_key(&j, "open");
    json_num(&j, (int64_t)g->nopen);
    json_key(&j, "items");
    json_arr(&j);
    for (size_t i = 0; i < n_clauses; i++) {
        const struct clause_result *r = &g->clauses[i];

        json_obj(&j);
        json_kv(&j, "clause", r->clause->slug);
        json_kv(&j, "number", clause_number(r->clause, old));
        json_kv(&j, "title", r->clause->title);
        json_kv(&j, "colour", colour_names[r->colour]);
        json_key(&j, "red");
        json_num(&j, (int64_t)r->nred);
        json_key(&j, "amber");
        json_num(&j, (int64_t)r->namber);
        json_key(&j, "advice");
        json_num(&j, (int64_t)r->nadvice);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return 0;
}

static void
write_rule(struct json_out *j, const struct rule_result *r)
{
    static const char *const severities[] = { "", "obs", "minor", "major" };
    const struct rule *rule = r->rule;
    char basis[2] = { (char)rule->basis, '\0' };

    json_obj(j);
    json_kv(j, "id", rule->id);
    json_kv(j, "clause", rule->clause);
    json_kv(j, "severity", severities[rule->severity]);
    json_kv(j, "basis", basis);
    json_kv(j, "title", rule->title);
    json_kv(j, "why", rule->why);
    json_kv(j, "fix", rule->fix);
    json_kv(j, "colour", colour_names[r->colour]);
    json_key(j, "offenders");
    json_arr(j);
    for (size_t i = 0; i < r->n; i++) {
        const struct offender *o = &r->offenders[i];

        json_obj(j);
        json_kv(j, "key", o->key);
        json_kv(j, "colour", colour_names[o->colour]);
        json_kv(j, "detail", o->detail);
        json_key(j, "waived");
        json_flag(j, o->waived);
        json_end_obj(j);
    }
    json_end_arr(j);
    json_end_obj(j);
}

static bool
is_colour(const char *name)
{
    for (size_t i = GREY; i <= RED; i++)
        if (strcmp(name, colour_names[i]) == 0)
            return true;
    return false;
}

int
api_rules(struct call *k)
{
    const char *colour = req_query(k->req, "colour"), *clause = req_query(k->req, "clause");
    const struct judgement *g;
    struct json_out j;

    if (colour != NULL && !is_colour(colour))
        return fail_field(&k->c, "colour", "There is no such colour.");
    if (clause != NULL && clause_by_slug(clause) == NULL)
        return fail_field(&k->c, "clause", "There is no such clause.");
    if (call_judgement(k, &g) != 0)
        return (int)k->c.err;
    j = api_json(k, 200);
    json_obj(&j);
    json_key(&j, "items");
    json_arr(&j);
    for (size_t i = 0; i < g->nrules; i++)
        if ((colour == NULL || strcmp(colour, colour_names[g->rules[i].colour]) == 0)
            && (clause == NULL || strcmp(clause, g->rules[i].rule->clause) == 0))
            write_rule(&j, &g->rules[i]);
    json_end_arr(&j);
    json_end_obj(&j);
    return 0;
}

int
api_waive(struct call *k)
{
    const char *key, *reason, *until;
    int64_t day = 0;
    json_t *body;

    if (api_body_of(k, "key reason until", &body) != 0)
        return (int)k->c.err;
    key = api_text(k, body, "key");
    reason = api_text(k, body, "reason");
    until = api_text(k, body, "until");
    if (key == NULL && json_object_get(body, "key") != NULL)
        fail_field(&k->c, "key", "The key of a record is expected.");
    json_decref(body);
    if (k->c.err != E_OK)
        return (int)k->c.err;
    if (until == NULL || !date_parse(slice_of(until), &day))
        return fail_field(&k->c, "until", "A date is written YYYY-MM-DD.");
    if (rules_waive(&k->c, req_param(k->req, "rule"), key, day, reason) != 0)
        return (int)k->c.err;
    api_json(k, 201);
    buf_lit(k->out, "{}");
    return 0;
}

int
api_search(struct call *k)
{
    const char *words = req_query(k->req, "q"), *type = req_query(k->req, "type");
    struct json_out j;
    struct hit *list;
    size_t n;

    if (words == NULL || *words == '\0')
        return fail_field(&k->c, "q", "Say what to search for.");
    if (type != NULL && rec_type_by_name(slice_of(type)) == NULL)
        return fail_field(&k->c, "type", "There is no type of this name.");
    if (rec_search(&k->c, words, type, 50, &list, &n) != 0)
        return (int)k->c.err;
    j = api_json(k, 200);
    json_obj(&j);
    json_key(&j, "items");
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        json_obj(&j);
        json_kv(&j, "key", list[i].key);
        json_kv(&j, "type", list[i].type->name);
        json_kv(&j, "title", list[i].title);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return 0;
}

int
api_parameters(struct call *k)
{
    struct json_out j = api_json(k, 200);

    json_obj(&j);
    for (size_t i = 0; i < n_rule_params; i++) {
        json_key(&j, rule_params[i].name);
        json_num(&j, rule_param_value(&k->c, &rule_params[i]));
    }
    json_end_obj(&j);
    return 0;
}

int
api_parameters_set(struct call *k)
{
    const char *name;
    json_t *body, *value;

    if (api_body(k, &body) != 0)
        return (int)k->c.err;
    json_object_foreach(body, name, value) {
        if (!json_is_integer(value))
            fail_field(&k->c, name, "A whole number is expected.");
        else if (rule_param_set(&k->c, name, json_integer_value(value)) != 0)
            break;
    }
    json_decref(body);
    return k->c.err == E_OK ? api_parameters(k) : (int)k->c.err;
}
