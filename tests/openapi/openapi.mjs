// SPDX-License-Identifier: AGPL-3.0-or-later
// Validates `ismene schema openapi`, compares it with the routes and types, and
// the answers of a running server with the schemas that it promises.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const ismene = process.argv[2];
const dir = mkdtempSync(join(tmpdir(), 'ismene-openapi-'));
const run = (...args) => execFileSync(ismene, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
let n = 0;

function check(what, problems) {
    n++;
    console.log(`${problems.length ? 'not ok' : 'ok'} ${n} - ${what}`);
    for (const p of problems.slice(0, 10))
        console.log(`# ${p}`);
}

const api = JSON.parse(run('schema', 'openapi'));
const types = JSON.parse(run('schema', 'json'));
const result = await new Validator().validate(structuredClone(api));
check('it is valid OpenAPI 3.1', result.valid ? [] : [JSON.stringify(result.errors).slice(0, 2000)]);

const routes = run('routes').split('\n').map((l) => l.split(/\s+/))
    .filter(([, path]) => path && path.includes('/api/v1/'));
check('every route of the API is described', routes.flatMap(([method, path]) =>
    (path.includes('{types}') ? types.map((t) => path.replace('{types}', t.slug)) : [path])
        .filter((p) => !api.paths[p]?.[method.toLowerCase()]).map((p) => `${method} ${p}`)));
check('and nothing else is', Object.entries(api.paths).flatMap(([path, item]) =>
    Object.keys(item).filter((method) => !routes.some(([m, p]) => m.toLowerCase() === method
        && new RegExp(`^${p.replace('{types}', '[a-z-]+').replace(/[{}]/g, '\\$&')}$`).test(path)))
        .map((method) => `${method} ${path}`)));
check('every type and field has its schema', types.flatMap((t) => t.fields
    .filter((f) => !api.components.schemas[t.name]?.properties[f.name])
    .map((f) => `${t.name}.${f.name}`)));
check('every operation names its answers', Object.entries(api.paths).flatMap(([path, item]) =>
    Object.entries(item).filter(([, o]) => !o.responses.default
        || !Object.keys(o.responses).some((s) => s.startsWith('2'))).map(([m]) => `${m} ${path}`)));

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addFormat('binary', true);
ajv.addSchema(api, 'api');
const compiled = {};

// What is wrong with an answer of that operation.
function judge(what, operation, status, body) {
    const response = operation.responses[status];
    const name = response?.content && Object.values(response.content)[0].schema.$ref;
    if (!response || !name)
        return [`${what}: ${status} is not described`];
    compiled[name] ??= ajv.compile({ $ref: `api${name}` });
    return compiled[name](body) ? []
        : compiled[name].errors.slice(0, 3).map((e) => `${what}${e.instancePath}: ${e.message}`);
}

run('demo', '--no-serve', '--data', dir);
const server = spawn(ismene, ['serve', '--data', dir, '--listen', '127.0.0.1:0'],
    { stdio: ['ignore', 'pipe', 'inherit'] });
const base = await new Promise((resolve) => {
    let text = '';
    server.stdout.on('data', (d) => {
        text += d;
        const m = /http:\/\/\S+:\d+/.exec(text);
        if (m)
            resolve(m[0]);
    });
});
const headers = { 'Content-Type': 'application/json' };

async function ask(method, path, body) {
    const r = await fetch(base + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await r.text();
    return { status: r.status, cookie: r.headers.get('set-cookie'),
        json: text ? JSON.parse(text) : null };
}

async function answers(method, pattern, path, body) {
    const r = await ask(method, path, body);
    return judge(`${method} ${path}`, api.paths[pattern][method.toLowerCase()], r.status, r.json);
}

const simulation = { trials: 2000, seed: 3, without: ['CTL-2'], risks: [
    { key: 'A', frequency: { dist: 'poisson', rate: 2 }, loss: { dist: 'lognormal', p05: 10, p95: 900 },
        controls: [{ key: 'CTL-2', on: 'loss', effect: { min: 0.1, mode: 0.2, max: 0.5 } }] },
    { key: 'B', fair: { tef: 2, vuln: 0.5, plm: { min: 1, mode: 2, max: 9 } } },
    { key: 'C', frequency: { dist: 'bernoulli', p: 0.1 }, loss: { primary: 5, cap: 4 } }],
correlation: [[1, -0.9, -0.9], [-0.9, 1, -0.9], [-0.9, -0.9, 1]] };
const o = '/o/demo/api/v1', p = '/o/{org}/api/v1';
try {
    const session = await ask('POST', '/api/v1/session',
        { email: 'ines.duarte@quillbeck.example', password: 'ismene-demo-2026' });
    check('signing in answers as described',
        judge('session', api.paths['/api/v1/session'].post, session.status, session.json));
    headers.Cookie = session.cookie.split(';')[0];
    headers['X-CSRF-Token'] = session.json.csrf;

    for (const t of types) {
        const list = await ask('GET', `${o}/${t.slug}?limit=200`);
        const bad = judge(t.slug, api.paths[`${p}/${t.slug}`].get, list.status, list.json);
        const first = list.json.items[0];
        if (first) {
            const described = Object.keys(api.components.schemas[t.name].properties).sort();
            if (JSON.stringify(Object.keys(first).sort()) !== JSON.stringify(described))
                bad.push(`${first.key} has other members than described`);
            bad.push(...await answers('GET', `${p}/${t.slug}/{key}`, `${o}/${t.slug}/${first.key}`));
        }
        check(`${t.name}: list of ${list.json.items.length} and record`, bad);
    }
    check('the answers that are no records', [
        ...await answers('GET', '/api/v1/session', '/api/v1/session'),
        ...await answers('GET', `${p}/clauses`, `${o}/clauses`),
        ...await answers('GET', `${p}/rules`, `${o}/rules`),
        ...await answers('GET', `${p}/search`, `${o}/search?q=risk`),
        ...await answers('GET', `${p}/parameters`, `${o}/parameters`),
        ...await answers('GET', `${p}/permissions`, `${o}/permissions`),
        ...await answers('POST', `${p}/simulate`, `${o}/simulate`, simulation),
        ...await answers('PATCH', `${p}/parameters`, `${o}/parameters`, { due_soon_days: 20 }),
        ...await answers('POST', `${p}/rules/{rule}/waivers`, `${o}/rules/R-4.1-04/waivers`,
            { reason: 'Moving', until: new Date(Date.now() + 30 * 864e5).toISOString().slice(0, 10) }),
        ...await answers('POST', `${p}/issues`, `${o}/issues`, { title: 'Described' }),
        ...await answers('POST', `${p}/issues/{key}/steps/{step}`, `${o}/issues/ISS-01/steps/close`,
            { reason: 'Over' }),
        ...await answers('POST', `${p}/issues/{key}/comments`, `${o}/issues/ISS-01/comments`,
            { text: 'Seen' }),
        ...await answers('GET', `${p}/issues/{key}/comments`, `${o}/issues/ISS-01/comments`),
        ...await answers('GET', `${p}/issues/{key}/history`, `${o}/issues/ISS-01/history`),
        ...await answers('GET', `${p}/issues/{key}/attachments`, `${o}/issues/ISS-01/attachments`),
    ]);
    const file = ajv.compile({ $ref: 'api#/components/schemas/Simulation' });
    check('a simulation is what it is described as', [[simulation, true],
        [{ ...simulation, threads: 2 }, false], [{ ...simulation, trials: 2e6 }, false],
        [{ risks: [{ key: 'A', loss: 7 }] }, false],
        [{ risks: [{ key: 'A', loss: { dist: 'gamma', mean: 2 }, frequency: { dist: 'bernoulli', p: 1 } }] },
            false],
        [JSON.parse(readFileSync('doc/quantification.md', 'utf8').match(/```json\n(.*?)```/s)[1]), true]]
        .flatMap(([f, good]) => file(f) === good ? [] : [JSON.stringify(f) + JSON.stringify(file.errors)]));
    const problem = ajv.compile({ $ref: 'api#/components/schemas/Problem' });
    const refused = await Promise.all([ask('POST', `${o}/issues`, { title: 1, x: 2 }),
        ask('GET', `${o}/nothings`), ask('PATCH', `${o}/issues/ISS-01`, {}),
        ask('PUT', `${o}/issues/ISS-01`, {})]);
    check('problems', refused.flatMap((r) => r.status >= 400 && problem(r.json) ? []
        : [JSON.stringify(r.json) + JSON.stringify(problem.errors)]));
} finally {
    server.kill();
    await new Promise((resolve) => server.on('exit', resolve));
    rmSync(dir, { recursive: true });
}
console.log(`1..${n}`);
