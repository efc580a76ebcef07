/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* simulation.c - unit tests of app/simulation.h: files that are read, files that are refused. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "app/quantified.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

#define COUNT "\"frequency\":{\"dist\":\"poisson\",\"rate\":2}"
#define LOSS "\"loss\":{\"dist\":\"lognormal\",\"p05\":100,\"p95\":9000}"
#define RISK(key) "{\"key\":\"" key "\"," COUNT "," LOSS "}"
#define RISKS(list) "{\"seed\":1,\"risks\":[" list "]}"
/* One risk with that frequency, that loss, that fair. */
#define FREQ(text) RISKS("{\"key\":\"A\",\"frequency\":{" text "}," LOSS "}")
#define COST(text) RISKS("{\"key\":\"A\"," COUNT ",\"loss\":" text "}")
#define FAIR(text) RISKS("{\"key\":\"A\",\"fair\":{" text "}}")
#define PERT "{\"min\":1,\"mode\":2,\"max\":4}"
#define MORE(text) "{\"risks\":[" RISK("A") "," RISK("B") "," RISK("C") "]," text "}"
#define CONTROLS(text) RISKS("{\"key\":\"A\"," COUNT "," LOSS ",\"controls\":[" text "]}")

static struct arena *mem;

static int
parse(const char *text, const struct simulation_limits *l, struct ctx *c, struct simulation *s)
{
    *c = (struct ctx){ .arena = mem };
    return simulation_read(c, slice_of(text), l, s);
}

static struct simulation
read_well(const char *text)
{
    struct simulation s;
    struct ctx c;

    if (parse(text, &simulation_own_machine, &c, &s) != 0)
        fail_msg("%s: %s %s", text, c.nfields > 0 ? c.fields[0].field : "",
            c.nfields > 0 ? c.fields[0].message : c.message);
    return s;
}

static const struct { const char *text, *field, *words; } bad[] = {
    { "[]", "file", "object is expected" },
    { "{}", "risks", "missing" },
    { "{\"risks\":{}}", "risks", "list is expected" },
    { "{\"risks\":[]}", "risks", "one risk" },
    { "{\"risks\":[7]}", "risks[0]", "object is expected" },
    { MORE("\"risk\":1"), "risk", "no such member" },
    { RISKS("{\"key\":\"A\"," COUNT "," LOSS ",\"colour\":1}"), "risks[0].colour", "no such" },
    { RISKS("{" COUNT "," LOSS "}"), "risks[0].key", "missing" },
    { RISKS("{\"key\":\"\"," COUNT "," LOSS "}"), "risks[0].key", "1 to 100 bytes" },
    { RISKS("{\"key\":5," COUNT "," LOSS "}"), "risks[0].key", "text is expected" },
    { RISKS(RISK("A") "," RISK("B") "," RISK("A")), "risks[2].key", "A is taken" },
    { RISKS("{\"key\":\"A\"," LOSS "}"), "risks[0].frequency", "missing" },
    { RISKS("{\"key\":\"A\"," COUNT "}"), "risks[0].loss", "missing" },
    { RISKS("{\"key\":\"A\"," COUNT ",\"fair\":{}}"), "risks[0].frequency", "in the place of fair" },

    { FREQ("\"rate\":1"), "risks[0].frequency.dist", "missing" },
    { FREQ("\"dist\":\"often\",\"rate\":1"), "risks[0].frequency.dist", "poisson, bernoulli or" },
    { FREQ("\"dist\":\"poisson\""), "risks[0].frequency.rate", "missing" },
    { FREQ("\"dist\":\"poisson\",\"rate\":-1"), "risks[0].frequency.rate", "from 0 to 10000" },
    { FREQ("\"dist\":\"poisson\",\"rate\":10001"), "risks[0].frequency.rate", "from 0 to 10000" },
    { FREQ("\"dist\":\"poisson\",\"rate\":NaN"), "risks[0].frequency.rate", "NaN is not a finite" },
    { FREQ("\"dist\":\"poisson\",\"rate\":-Infinity"), "risks[0].frequency.rate", "-Infinity is" },
    { FREQ("\"dist\":\"poisson\",\"rate\":1e999"), "risks[0].frequency.rate", "1e999 is not" },
    { FREQ("\"dist\":\"poisson\",\"rate\":true"), "risks[0].frequency.rate", "a distribution" },
    { FREQ("\"dist\":\"poisson\",\"rate\":\"2\""), "risks[0].frequency.rate", "number is expected" },
    { FREQ("\"dist\":\"poisson\",\"p\":1"), "risks[0].frequency.p", "no such member" },
    { FREQ("\"dist\":\"bernoulli\",\"p\":1.5"), "risks[0].frequency.p", "from 0 to 1" },
    { FREQ("\"dist\":\"bernoulli\",\"p\":{\"min\":0,\"mode\":0.5,\"max\":1.5}"),
        "risks[0].frequency.p.max", "from 0 to 1" },
    { FREQ("\"dist\":\"negative_binomial\",\"rate\":2"), "risks[0].frequency.size", "missing" },
    { FREQ("\"dist\":\"negative_binomial\",\"rate\":2,\"size\":0"), "risks[0].frequency.size",
        "from 0.001" },
    { FREQ("\"dist\":\"poisson\",\"rate\":1,\"vulnerability\":-0.1"),
        "risks[0].frequency.vulnerability", "from 0 to 1" },

    { COST("{\"min\":5,\"mode\":2,\"max\":9}"), "risks[0].loss.min", "min is more than mode" },
    { COST("{\"dist\":\"pert\",\"min\":1,\"mode\":12,\"max\":9}"), "risks[0].loss.mode", "mode" },
    { COST("{\"dist\":\"triangular\",\"min\":-1,\"mode\":2,\"max\":9}"), "risks[0].loss.min",
        "from 0 to" },
    { COST("{\"dist\":\"lognormal\",\"p05\":0,\"p95\":9}"), "risks[0].loss.p05", "p05" },
    { COST("{\"dist\":\"lognormal\",\"p05\":9,\"p95\":9}"), "risks[0].loss.p95", "p05" },
    { COST("{\"dist\":\"lognormal\",\"p05\":1}"), "risks[0].loss.p95", "missing" },
    { COST("{\"dist\":\"lognormal\",\"p05\":1,\"p95\":1e16}"), "risks[0].loss.p95", "1e+15" },
    { COST("{\"dist\":\"gamma\",\"mean\":5,\"sd\":0}"), "risks[0].loss.sd", "deviation" },
    { COST("{\"dist\":\"gamma\",\"mean\":0,\"sd\":1}"), "risks[0].loss.mean", "mean" },
    { COST("{\"dist\":\"gpd\",\"threshold\":5,\"scale\":1,\"shape\":1}"), "risks[0].loss.shape",
        "shape" },
    { COST("{\"dist\":\"uniform\",\"min\":5,\"max\":1}"), "risks[0].loss.min", "min" },
    { COST("{\"dist\":\"normal\",\"mean\":5,\"sd\":1}"), "risks[0].loss.dist", "distributions are" },
    { COST("{\"min\":1,\"mode\":2,\"max\":9,\"top\":10}"), "risks[0].loss.top", "no such member" },
    { COST("{\"dist\":\"lognormal\",\"p05\":1,\"p95\":9,\"tail\":{\"above\":1,\"shape\":0.2}}"),
        "risks[0].loss.tail.above", "0.9999" },
    { COST("{\"dist\":\"lognormal\",\"p05\":1,\"p95\":9,\"tail\":{\"above\":0,\"shape\":0.2}}"),
        "risks[0].loss.tail.above", "no tail" },
    { COST("{\"dist\":\"lognormal\",\"p05\":1,\"p95\":9,\"tail\":{\"above\":0.9,\"shape\":1}}"),
        "risks[0].loss.tail.shape", "shape" },
    { COST("{\"dist\":\"lognormal\",\"p05\":1,\"p95\":9,\"tail\":{\"above\":0.9}}"),
        "risks[0].loss.tail.shape", "missing" },
    { COST("{\"primary\":5,\"secondary\":2}"), "risks[0].loss.secondary_probability", "missing" },
    { COST("{\"primary\":5,\"deductible\":-2}"), "risks[0].loss.deductible", "from 0 to" },
    { COST("{\"primary\":5,\"cap\":0}"), "risks[0].loss.cap", "from 1e-05 to" },
    { COST("{\"primary\":5,\"tertiary\":0}"), "risks[0].loss.tertiary", "no such member" },
    { COST("null"), "risks[0].loss", "number or a distribution" },

    { FAIR("\"tef\":" PERT ",\"plm\":" PERT), "risks[0].fair.vuln", "missing" },
    { FAIR("\"tef\":" PERT ",\"vuln\":" PERT ",\"plm\":" PERT), "risks[0].fair.vuln.max",
        "from 0 to 1" },
    { FAIR("\"tef\":2,\"vuln\":0.1,\"plm\":" PERT ",\"slef\":0.3"), "risks[0].fair.slm", "missing" },
    { FAIR("\"tef\":2,\"vuln\":0.1,\"plm\":" PERT ",\"lef\":0.3"), "risks[0].fair.lef", "no such" },

    { CONTROLS("{\"key\":\"C\",\"on\":\"loss\"}"), "risks[0].controls[0].effect", "missing" },
    { CONTROLS("{\"key\":\"C\",\"on\":\"loss\",\"effect\":1.1}"), "risks[0].controls[0].effect",
        "from 0 to 1" },
    { CONTROLS("{\"key\":\"C\",\"on\":\"loss\",\"effect\":{\"dist\":\"gamma\",\"mean\":0.1,"
        "\"sd\":0.1}}"), "risks[0].controls[0].effect", "bounded" },
    { CONTROLS("{\"key\":\"C\",\"on\":\"luck\",\"effect\":1}"), "risks[0].controls[0].on",
        "frequency, vulnerability or loss" },
    { CONTROLS("{\"key\":\"C\",\"on\":\"loss\",\"effect\":1},{\"key\":\"C\",\"on\":\"loss\","
        "\"effect\":1}"), "risks[0].controls[1]", "already" },
    { MORE("\"without\":[\"CTL-1\"]"), "without[0]", "No risk has" },

    { MORE("\"causes\":[{\"key\":\"X\",\"hits\":{}}]"), "causes[0].rate", "missing" },
    { MORE("\"causes\":[{\"key\":\"X\",\"rate\":1}]"), "causes[0].hits", "missing" },
    { MORE("\"causes\":[{\"key\":\"X\",\"rate\":1,\"hits\":{\"A\":2}}]"), "causes[0].hits.A",
        "from 0 to 1" },
    { MORE("\"causes\":[{\"key\":\"X\",\"rate\":1,\"hits\":{\"D\":1}}]"), "causes[0].hits.D",
        "no such risk" },
    { MORE("\"causes\":[{\"key\":\"X\",\"rate\":1,\"hits\":{}},{\"key\":\"X\",\"rate\":1,"
        "\"hits\":{}}]"), "causes[1].key", "taken" },

    { MORE("\"correlation\":[[1,0],[0,1]]"), "correlation", "2 rows, and 3 risks" },
    { MORE("\"correlation\":[[1,0,0],[0,1],[0,0,1]]"), "correlation[1]", "2 entries" },
    { MORE("\"correlation\":[[1,2,0],[2,1,0],[0,0,1]]"), "correlation[0][1]", "from -1 to 1" },
    { MORE("\"correlation\":[[1,0.2,0],[0.3,1,0],[0,0,1]]"), "correlation[1][0]", "mirror" },
    { MORE("\"correlation\":[[1,0,0],[0,0.9,0],[0,0,1]]"), "correlation[1][1]", "1 is expected" },
    { MORE("\"correlation\":[[1,0,0],[0,1,NaN],[0,0,1]]"), "correlation[1][2]", "NaN" },
    { MORE("\"correlation\":[{\"a\":\"A\",\"b\":\"D\",\"severity\":0.1}]"), "correlation[0].b",
        "no such risk" },
    { MORE("\"correlation\":[{\"a\":\"A\",\"b\":\"A\",\"severity\":0.1}]"), "correlation[0]",
        "one risk" },
    { MORE("\"correlation\":[{\"a\":\"A\",\"b\":\"B\",\"severity\":0.1},{\"a\":\"B\",\"b\":\"A\","
        "\"frequency\":0.1}]"), "correlation[1]", "there already" },
    { MORE("\"correlation\":[{\"a\":\"A\",\"b\":\"B\"}]"), "correlation[0]", "severity or both" },
    { MORE("\"correlation\":[{\"a\":\"A\",\"b\":\"B\",\"severity\":-1.1}]"),
        "correlation[0].severity", "from -1 to 1" },
    { MORE("\"correlation\":[3]"), "correlation[0]", "object is expected" },

    { MORE("\"trials\":1000000000000"), "trials", "from 1 to 100000000" },
    { MORE("\"trials\":0"), "trials", "from 1 to 100000000" },
    { MORE("\"trials\":2.5"), "trials", "whole number" },
    { MORE("\"trials\":null"), "trials", "number is expected" },
    { MORE("\"trials\":99999999999999999999"), "trials", "99999999999999999999 is not" },
    { MORE("\"seed\":-1"), "seed", "from 0 to" },
    { MORE("\"wanted_error\":0"), "wanted_error", "from 1e-06 to 1" },
    { MORE("\"portfolio_only\":1"), "portfolio_only", "true or false" },
    { MORE("\"threads\":1000"), "threads", "from 0 to 256" },
    { "{\"trials\":100000000,\"risks\":[{\"key\":\"A\",\"frequency\":{\"dist\":\"poisson\","
        "\"rate\":10000},\"loss\":1},{\"key\":\"B\",\"frequency\":{\"dist\":\"poisson\","
        "\"rate\":10000},\"loss\":1}]}", "trials", "50000000 trials are possible" },
};

static void
refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct simulation s;
        bool found = false;
        struct ctx c;

        assert_int_equal(parse(bad[i].text, &simulation_own_machine, &c, &s), E_INVALID);
        for (size_t k = 0; k < c.nfields; k++)
            found = found || (strcmp(c.fields[k].field, bad[i].field) == 0
                && strstr(c.fields[k].message, bad[i].words) != NULL);
        if (!found)
            fail_msg("%s: no \"%s\" at %s, but \"%s\" at %s", bad[i].text, bad[i].words,
                bad[i].field, c.nfields > 0 ? c.fields[0].message : c.message,
                c.nfields > 0 ? c.fields[0].field : "-");
    }
}

static void
no_json(void **state)
{
    static const char *const texts[] = { "", "{\"risks\":[}", "{\"risks\":NaN", "{\"a\":1,\"a\":2}",
        "{\"risks\":[{\"key\":\"A\",\"key\":\"B\"}]}", "{\"risks\":\"\xff\"}" };
    struct simulation s;
    struct ctx c;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        assert_int_equal(parse(texts[i], &simulation_own_machine, &c, &s), E_INVALID);
        assert_int_equal(c.nfields, 0);
        assert_non_null(strstr(c.message, "not valid JSON"));
    }
}

/* All are told, but not without end, and what comes from the file is made fit to be shown. */
static void
many_errors(void **state)
{
    struct simulation s;
    struct ctx c;
    struct buf b;

    (void)state;
    buf_init(&b, 1 << 20);
    buf_lit(&b, "{\"a\\nb\":1,");
    for (int i = 0; i < 1000; i++)
        buf_printf(&b, "\"x%d\":1,", i);
    buf_lit(&b, "\"risks\":[]}");
    assert_int_equal(parse(b.p, &simulation_own_machine, &c, &s), E_INVALID);
    assert_int_equal(c.nfields, 20);
    assert_string_equal(c.fields[0].field, "a?b");
    buf_free(&b);
}

static void
distributions(void **state)
{
    struct simulation s = read_well(RISKS("{\"key\":\"A\",\"frequency\":{\"dist\":\"bernoulli\","
        "\"p\":{\"dist\":\"uniform\",\"min\":0.1,\"max\":0.2},\"vulnerability\":0.5},\"loss\":7},"
        "{\"key\":\"B\",\"frequency\":{\"dist\":\"negative_binomial\",\"rate\":{\"dist\":\"gamma\","
        "\"mean\":3,\"sd\":1},\"size\":2.5},\"loss\":{\"primary\":{\"dist\":\"gpd\",\"threshold\":1,"
        "\"scale\":2,\"shape\":0.25},\"secondary_probability\":0.3,\"secondary\":{\"dist\":"
        "\"lognormal\",\"p05\":1,\"p95\":9,\"tail\":{\"above\":0.95,\"shape\":0.3}},"
        "\"deductible\":10,\"cap\":100}}"));
    const struct risk *a = &s.model.risks[0], *b = &s.model.risks[1];

    (void)state;
    assert_int_equal(s.model.nrisks, 2);
    assert_int_equal(a->frequency.kind, FREQ_BERNOULLI);
    assert_int_equal(a->frequency.rate.kind, DIST_UNIFORM);
    assert_true(a->frequency.rate.b == 0.2);
    assert_true(a->frequency.vulnerability.a == 0.5);
    assert_int_equal(a->loss.primary.kind, DIST_POINT);
    assert_true(a->loss.primary.a == 7 && a->loss.deductible == 0 && a->loss.cap == 0);
    assert_true(a->loss.secondary_probability.a == 0);
    assert_int_equal(b->frequency.kind, FREQ_NEGATIVE_BINOMIAL);
    assert_true(b->frequency.size == 2.5 && b->frequency.vulnerability.a == 1);
    assert_int_equal(b->frequency.rate.kind, DIST_GAMMA);
    assert_int_equal(b->loss.primary.kind, DIST_GPD);
    assert_true(b->loss.primary.c == 0.25);
    assert_true(b->loss.secondary.tail_from == 0.95 && b->loss.secondary.tail_shape == 0.3);
    assert_true(b->loss.secondary_probability.a == 0.3);
    assert_true(b->loss.deductible == 10 && b->loss.cap == 100);
}

static void
fair(void **state)
{
    struct simulation s = read_well(FAIR("\"tef\":{\"min\":0.5,\"mode\":1.5,\"max\":4},\"vuln\":"
        "{\"min\":0.02,\"mode\":0.06,\"max\":0.15},\"plm\":" PERT ",\"slef\":0.3,\"slm\":" PERT));
    const struct risk *r = &s.model.risks[0];

    (void)state;
    assert_int_equal(r->frequency.kind, FREQ_POISSON);
    assert_int_equal(r->frequency.rate.kind, DIST_PERT);
    assert_true(r->frequency.rate.b == 1.5 && r->frequency.vulnerability.c == 0.15);
    assert_true(r->loss.primary.c == 4 && r->loss.secondary.b == 2);
    assert_true(r->loss.secondary_probability.a == 0.3 && r->loss.cap == 0);
}

/* The same key is the same measure, wherever it acts. */
static void
controls_and_causes(void **state)
{
    struct simulation s = read_well("{\"without\":[\"C2\"],\"causes\":[{\"key\":\"X\",\"rate\":0.5,"
        "\"hits\":{\"B\":0.25}}],\"risks\":["
        "{\"key\":\"A\"," COUNT "," LOSS ",\"controls\":[{\"key\":\"C1\",\"on\":\"loss\","
        "\"effect\":0.5},{\"key\":\"C2\",\"on\":\"frequency\",\"effect\":0.1},"
        "{\"key\":\"C3\",\"on\":\"loss\",\"effect\":0.1}]},"
        "{\"key\":\"B\"," COUNT "," LOSS ",\"controls\":[{\"key\":\"C2\",\"on\":\"vulnerability\","
        "\"effect\":{\"min\":0.1,\"mode\":0.2,\"max\":0.4}}]}]}");
    const struct risk_control *c = s.model.controls;

    (void)state;
    assert_int_equal(s.model.ncontrols, 4);
    assert_int_equal(s.ngroups, 3);
    assert_true(c[0].risk == 0 && c[1].risk == 0 && c[2].risk == 0 && c[3].risk == 1);
    assert_true(c[0].group == 0 && c[1].group == 1 && c[2].group == 2 && c[3].group == 1);
    assert_true(c[0].on == ON_LOSS && c[1].on == ON_FREQUENCY && c[3].on == ON_VULNERABILITY);
    assert_true(s.options.groups[0] && !s.options.groups[1] && s.options.groups[2]);
    assert_int_equal(s.model.ncauses, 1);
    assert_true(s.model.causes[0].hits[0] == 0 && s.model.causes[0].hits[1] == 0.25);
}

static void
correlations(void **state)
{
    struct simulation s = read_well(MORE("\"correlation\":[[1,0.5,0],[0.5,1,-0.25],[0,-0.25,1]]"));

    (void)state;
    assert_true(s.model.frequency[1] == 0.5 && s.model.severity[5] == -0.25);
    assert_true(s.moved[0] == 0 && s.moved[1] == 0);
    s = read_well(MORE("\"correlation\":[{\"a\":\"C\",\"b\":\"A\",\"severity\":0.5}]"));
    assert_null(s.model.frequency);
    assert_true(s.model.severity[2] == 0.5 && s.model.severity[6] == 0.5);
    assert_true(s.model.severity[0] == 1 && s.model.severity[1] == 0);
    s = read_well(MORE("\"correlation\":[]"));
    assert_null(s.model.frequency);
    s = read_well(MORE("\"correlation\":[[1,-0.9,-0.9],[-0.9,1,-0.9],[-0.9,-0.9,1]]"));
    assert_true(s.moved[0] > 0.1 && s.moved[1] == s.moved[0]);
}

static void
options(void **state)
{
    struct simulation s = read_well(MORE("\"seed\":9223372036854775807,\"trials\":1e6,"
        "\"threads\":2,\"wanted_error\":0.01"));
    struct simulation other;

    (void)state;
    assert_int_equal(s.options.trials, 1000000);
    assert_true(s.options.seed == INT64_MAX);
    assert_int_equal(s.options.threads, 2);
    assert_true(s.options.wanted_error == 0.01);
    s = read_well(MORE("\"correlation\":[]"));
    other = read_well(MORE("\"correlation\":[]"));
    assert_int_equal(s.options.trials, 100000);
    assert_true(s.options.seed != other.options.seed);
    assert_true(s.options.seed < UINT64_C(1) << 53);
    s = read_well(MORE("\"wanted_error\":0.01"));
    assert_int_equal(s.options.trials, 10000000);
}

/* A server is asked for less. */
static void
limits(void **state)
{
    static const struct { const char *text, *field, *words; } more[] = {
        { MORE("\"threads\":1"), "threads", "no such member" },
        { MORE("\"trials\":1000001"), "trials", "from 1 to 1000000" },
        { "{\"trials\":100001,\"risks\":[{\"key\":\"A\",\"frequency\":{\"dist\":\"poisson\","
            "\"rate\":2000},\"loss\":1}]}", "trials", "100000 trials are possible" },
    };
    struct simulation s;
    struct ctx c;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(more); i++) {
        assert_int_equal(parse(more[i].text, &simulation_on_server, &c, &s), E_INVALID);
        assert_string_equal(c.fields[0].field, more[i].field);
        assert_non_null(strstr(c.fields[0].message, more[i].words));
    }
    assert_int_equal(parse(MORE("\"wanted_error\":0.01"), &simulation_on_server, &c, &s), 0);
    assert_int_equal(s.options.trials, 1000000);
}

/* The answer has the shape that was asked for, and numbers that read back. */
static void
answer(void **state)
{
    struct simulation s = read_well("{\"seed\":42,\"trials\":2000,\"risks\":[" RISK("A") ","
        RISK("B") "]}");
    struct risk_results r;
    const json_t *p, *curve;
    json_t *tree;
    const char *why;
    struct buf b;

    (void)state;
    s.options.threads = 1;
    assert_true(risk_run(&s.model, &s.options, mem, &r));
    buf_init(&b, BUF_MAX);
    simulation_write(&s, &r, &b);
    tree = json_in(mem, (struct slice){ b.p, b.n }, BUF_MAX, &why);
    assert_non_null(tree);
    assert_int_equal(json_integer_value(json_object_get(tree, "seed")), 42);
    assert_int_equal(json_integer_value(json_object_get(tree, "trials")), 2000);
    assert_string_equal(json_string_value(json_object_get(json_array_get(json_object_get(tree,
        "risks"), 1), "key")), "B");
    p = json_object_get(tree, "portfolio");
    assert_true(json_number_value(json_object_get(p, "mean")) == r.portfolio.mean);
    assert_true(json_number_value(json_object_get(p, "es_99")) == r.portfolio.es_99);
    assert_true(json_number_value(json_object_get(json_object_get(p, "quantiles"), "0.999"))
        == r.portfolio.quantiles[5].value);
    curve = json_object_get(p, "exceedance");
    assert_int_equal(json_array_size(curve), r.portfolio.ncurve);
    assert_int_equal(json_array_size(json_array_get(curve, 0)), 2);
    json_decref(tree);
    buf_free(&b);
}

/* Of single risks only what needs no sorting. */
static void
portfolio_only(void **state)
{
    struct simulation s = read_well("{\"seed\":42,\"trials\":2000,\"threads\":1,\"portfolio_only\":"
        "true,\"risks\":[" RISK("A") "," RISK("B") "]}");
    struct risk_results r;
    const json_t *one;
    json_t *tree;
    const char *why;
    struct buf b;

    (void)state;
    assert_true(s.options.portfolio_only);
    assert_false(read_well(MORE("\"portfolio_only\":false")).options.portfolio_only);
    assert_true(risk_run(&s.model, &s.options, mem, &r));
    buf_init(&b, BUF_MAX);
    simulation_write(&s, &r, &b);
    tree = json_in(mem, (struct slice){ b.p, b.n }, BUF_MAX, &why);
    one = json_array_get(json_object_get(tree, "risks"), 0);
    assert_true(json_number_value(json_object_get(one, "mean")) > 0);
    assert_null(json_object_get(one, "quantiles"));
    assert_null(json_object_get(one, "exceedance"));
    assert_non_null(json_object_get(json_object_get(tree, "portfolio"), "quantiles"));
    json_decref(tree);
    buf_free(&b);
}

static int
begin(void **state)
{
    (void)state;
    mem = arena_new();
    return 0;
}

static int
end(void **state)
{
    (void)state;
    arena_free(mem);
    return 0;
}

/* Amounts as people write them into the consequence scale. */
static void
amounts_in_words(void **state)
{
    static const struct { const char *text; double from, to; } good[] = {
        { "< 5 000 EUR", 0, 5000 }, { "5 000\xe2\x80\x93" "25 000", 5000, 25000 },
        { "> 750 000", 750000, INFINITY }, { "150,000 to 750,000", 150000, 750000 },
        { "more than 1'000'000 CHF", 1000000, INFINITY }, { "up to 20\xc2\xa0" "000", 0, 20000 },
        { "25\xe2\x80\xaf" "000 - 30\xe2\x80\xaf" "000", 25000, 30000 },
    };
    static const char *const none[] = { "", "small", "0", "5000 - 5000", "9 - 1" };
    double from, to;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(money_between(good[i].text, &from, &to));
        assert_true(from == good[i].from && to == good[i].to);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(money_between(none[i], &from, &to));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused), cmocka_unit_test(no_json), cmocka_unit_test(many_errors),
        cmocka_unit_test(distributions), cmocka_unit_test(fair),
        cmocka_unit_test(controls_and_causes), cmocka_unit_test(correlations),
        cmocka_unit_test(options), cmocka_unit_test(limits), cmocka_unit_test(answer),
        cmocka_unit_test(portfolio_only), cmocka_unit_test(amounts_in_words),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, begin, end);
}
