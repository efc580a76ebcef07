/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * template.c - what a new organisation takes from a template: the method, the
 * controls, drafts of documents and plans, what is measured and what recurs.
 * Never people, evidence, or what happened: those are somebody's own.
 */
#include "app/orgs.h"
#include "rules/param.h"

/* Every other type stays behind. */
static const char *const taken[] = {
    "InterestedParty", "Requirement", "Process", "ScopeInterface", "Role", "RiskMethod", "Threat",
    "Vulnerability", "Control", "SoA", "SoAEntry", "Measure", "RecurringActivity", "Document",
    "CompetenceRequirement", "CommunicationPlanItem", "ProjectPhase", "ProjectTask",
};

/* Who may read a record is told of its people: what only some may read stays with them. */
static const struct rec_type *
taken_type(const json_t *record)
{
    const char *name = json_string_value(json_object_get(record, "type"));

    if (json_object_get(record, "restricted_to") != NULL)
        return NULL;
    for (size_t i = 0; name != NULL && i < ARRAY_LEN(taken); i++)
        if (strcmp(name, taken[i]) == 0)
            return rec_type_by_name(slice_of(name));
    return NULL;
}

/* How far the template's own organisation had come. */
static const char reached[] = "implementation_status effectiveness compliance_status content_checks";

/* References to what is not taken are left out; NULL: nothing remains. */
static json_t *
take_refs(const json_t *v, const json_t *keys)
{
    json_t *list, *item;
    size_t i;

    if (json_is_string(v))
        return json_object_get(keys, json_string_value(v)) != NULL ? json_deep_copy(v) : NULL;
    list = json_array();
    json_array_foreach(v, i, item)
        if (json_is_string(item) && json_object_get(keys, json_string_value(item)) != NULL)
            json_array_append(list, item);
    if (json_array_size(list) > 0)
        return list;
    json_decref(list);
    return NULL;
}

static bool
names_other(const char *text, const json_t *keys)
{
    return rec_type_by_prefix(slice_of(text)) != NULL && json_object_get(keys, text) == NULL;
}

/* Does a JSON value name a record that is not taken, by a text or a member? */
static bool
is_about_other(const json_t *v, const json_t *keys)
{
    const char *name;
    json_t *one;
    size_t i;

    if (json_is_string(v))
        return names_other(json_string_value(v), keys);
    json_array_foreach(v, i, one)
        if (is_about_other(one, keys))
            return true;
    json_object_foreach((json_t *)(uintptr_t)v, name, one)
        if (names_other(name, keys) || is_about_other(one, keys))
            return true;
    return false;
}

/* Dates were those of the template's own plan, and states what it had reached. */
static json_t *
take_field(const struct rec_type *t, int i, const json_t *v, const json_t *keys)
{
    const struct field *f = &t->fields[i];

    if (f->flags & PERSONAL || f->shape.kind == K_DATE || word_in(reached, f->name))
        return NULL;
    if (i == t->state)
        return json_string(t->initial);
    if (f->shape.kind == K_JSON && is_about_other(v, keys))
        return NULL;
    return f->shape.kind == K_REF ? take_refs(v, keys) : json_deep_copy(v);
}

static json_t *
take_record(const json_t *record, const struct rec_type *t, const json_t *keys)
{
    json_t *made = json_object(), *v, *kept;
    const char *name;

    json_object_foreach((json_t *)(uintptr_t)record, name, v) {
        int i = rec_field_index(t, slice_of(name));

        kept = strcmp(name, "type") == 0 || strcmp(name, "key") == 0 || strcmp(name, "tags") == 0
            ? json_deep_copy(v) : i >= 0 ? take_field(t, i, v, keys) : NULL;
        if (kept != NULL)
            json_object_set_new(made, name, kept);
    }
    return made;
}

/* The profile is the new organisation's own; how clauses are numbered comes along. */
static json_t *
take_profile(const json_t *record, const char *name)
{
    static const char *const fields[] = { "timezone", "currency", "edition" };
    json_t *made = json_pack("{s:s, s:s, s:s}", "type", "Organization", "key", "ORG-01", "name",
        name);

    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (json_object_get(record, fields[i]) != NULL)
            json_object_set(made, fields[i], json_object_get(record, fields[i]));
    return made;
}

int
template_filter(struct ctx *c, struct slice text, const char *name, struct buf *out)
{
    const char *why = "", *type;
    json_t *tree = json_in(c->arena, text, IMPORT_MAX, &why), *keys = json_object();
    json_t *list = json_array(), *record, *made;
    size_t i;
    char *dump;

    if (tree == NULL)
        fail(c, E_BUG, "The template cannot be read: %s.", why);
    json_array_foreach(json_object_get(tree, "records"), i, record)
        if (taken_type(record) != NULL)
            json_object_set_new(keys, json_string_value(json_object_get(record, "key")),
                json_true());
    json_array_foreach(json_object_get(tree, "records"), i, record) {
        const struct rec_type *t = taken_type(record);

        type = json_string_value(json_object_get(record, "type"));
        if (t != NULL)
            json_array_append_new(list, take_record(record, t, keys));
        else if (type != NULL && strcmp(type, "Organization") == 0)
            json_array_append_new(list, take_profile(record, name));
    }
    made = json_pack("{s:o}", "records", list);
    dump = json_dumps(made, JSON_COMPACT);
    buf_puts(out, dump != NULL ? dump : "");
    free(dump);
    json_decref(made);
    json_decref(keys);
    json_decref(tree);
    return out->over ? fail(c, E_LIMIT, "The template is too large.") : (int)c->err;
}

/* The parameters of the rules that the template has set for itself. */
int
template_settings(struct ctx *from, struct ctx *to)
{
    for (size_t i = 0; i < n_rule_params; i++) {
        const char *v = setting_get(from, rule_params[i].name, NULL);

        if (v != NULL && setting_set(to, rule_params[i].name, v) != 0)
            return (int)to->err;
    }
    return (int)from->err;
}
