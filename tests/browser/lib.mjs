// SPDX-License-Identifier: AGPL-3.0-or-later
// lib.mjs - a browser, people who sign in, and TAP.
import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const base = process.argv[2];
const password = 'ismene-demo-2026';
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
let tests = 0, failed = 0;
let opened = [];                /* contexts of the chapter that runs */

export function ok(good, name, detail = '') {
    tests++;
    if (!good)
        failed++;
    console.log(`${good ? 'ok' : 'not ok'} ${tests} - ${name}`);
    if (!good && detail)                        /* where it is seen without asking for it */
        console.error(String(detail).replace(/^/gm, '# '));
    return good;
}

export function is(got, want, name) {
    return ok(got === want, name, `got:  ${got}\nwant: ${want}`);
}

export function has(text, words, name) {
    return ok(text.includes(words), name, `${JSON.stringify(words)} is not in:\n${text.slice(0, 600)}`);
}

// Run one chapter; an exception is one failed test, and the others still run.  Its pages are
// closed after it: the browser stays small.
export async function chapter(name, body) {
    const before = opened;

    console.log(`# ${name}`);
    opened = [];
    try {
        await body();
    } catch (e) {
        const at = opened.flatMap(c => c.pages()).map(p => p.url()).join(', ');
        ok(false, name, `${e.stack}\nopen: ${at}`);
    }
    await Promise.all(opened.map(c => c.close()));
    opened = before;
}

export function finish() {
    console.log(`1..${tests}`);
    process.exitCode = failed ? 1 : 0;
}

export const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

// A signed-in page of its own; what its console says is kept in page.said.
export async function person(name, options = {}) {
    const page = await outsider(`${name}@quillbeck.example`, options);

    if (!/\/o\/demo/.test(page.url()))
        await page.waitForURL(/\/o\/demo/);
    return page;
}

// The same for any address; waits for the page behind the sign-in.
export async function outsider(address, options = {}) {
    const context = await browser.newContext({ baseURL: base, viewport: { width: 1440, height: 900 },
        ...options });
    const page = await context.newPage();

    opened.push(context);
    page.setDefaultTimeout(60000);      /* two cores, sanitizers, and another test beside it */
    page.said = [];
    page.on('console', m => ['error', 'warning'].includes(m.type()) && page.said.push(m.text()));
    page.on('pageerror', e => page.said.push(e.message));
    await page.goto('/signin');
    await page.fill('[name=email]', address);
    await page.fill('[name=password]', password);
    await page.click('main button[type=submit]');
    await page.waitForURL(url => !url.pathname.startsWith('/signin'));
    return page;
}

// A click that leads to another page, or to this one again: that is there afterwards.
export async function send(page, target) {
    await Promise.all([page.waitForEvent('domcontentloaded'), page.click(target)]);
}

export async function theme(page, name) {
    await page.context().addCookies([{ name: 'theme', value: name, url: base }]);
}

// Violations of axe-core in words; the policy of the page forbids injected scripts, so evaluate.
export async function violations(page) {
    await page.evaluate(axeSource);
    const result = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));

    return result.violations.map(v => `${v.id}: ${v.help}\n`
        + v.nodes.slice(0, 3).map(n => `    ${n.target} ${n.failureSummary}`).join('\n')).join('\n');
}
