// SPDX-License-Identifier: AGPL-3.0-or-later
// orgs.mjs - several organisations: the portfolio, and the pages of the installation.
import { chapter, has, is, ok, outsider, send, theme, violations } from './lib.mjs';

export default async function () {
    await chapter('the portfolio of a consultant', async () => {
        const page = await outsider('consultant@second.example');

        ok(page.url().endsWith('/orgs'), 'whoever belongs to several comes to all of them');
        await page.goto('/o/demo');
        await page.click('.menu.user summary');
        await page.click('text=Organisations');
        await page.waitForURL(/\/orgs$/);
        await page.waitForFunction(async () => {        // the background has judged all of them
            const r = await (await fetch('/api/v1/organisations')).json();
            return r.items.every(o => o.standing && !o.standing.behind);
        }, null, { timeout: 20000, polling: 300 });
        await page.reload();
        has(await page.textContent('h1'), '2 organisations, 2 with something not met', 'the title says it');
        const rows = page.locator('table.orgs-list tbody tr');
        is(await rows.count(), 2, 'a line each');
        has(await rows.first().textContent(), 'Second Ltd (host)', 'the worst first');
        const strip = page.locator('.strip').last();
        is(await strip.locator('> span').count(), 7, 'a cell for each clause 4 to 10');
        has(await strip.getAttribute('aria-label'), '9 Evaluation: ', 'and in words');
        has(await rows.last().textContent(), 'as of', 'it says when it was judged');
        await page.fill('.orgs-find [name=q]', 'second');
        await send(page, '.orgs-find button');
        is(await rows.count(), 1, 'the name filters');
        await page.selectOption('.orgs-find [name=colour]', 'green');
        await send(page, '.orgs-find button');
        has(await page.textContent('main'), 'None of your 2 organisations', 'nothing found is said');
        await page.click('text=Show all');
        await page.click('text=Quillbeck');
        await page.waitForURL(/\/o\/demo$/);
        ok(true, 'a click leads to its board');
        is(page.said.length, 0, 'the console is silent');
    });

    for (const [width, colours] of [1440, 390].flatMap(w => ['light', 'dark'].map(t => [w, t]))) {
        await chapter(`accessible: ${width} px, ${colours}`, async () => {
            const page = await outsider('host@second.example', { viewport: { width, height: 900 } });

            await theme(page, colours);
            for (const path of ['/orgs', '/installation', '/installation/orgs/demo']) {
                await page.goto(path);
                const found = await violations(page);
                ok(!found, `${path} has no violation`, found);
                ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
                    `${path} does not scroll sideways`);
            }
        });
    }

    await chapter('the installation', async () => {
        const page = await outsider('host@second.example');

        await page.goto('/installation');
        await page.fill('#f-name', 'Fresh GmbH');
        await page.fill('#f-slug', 'Fresh GmbH');
        await page.click('text=Make it');
        has(await page.textContent('#errors'), 'A slug has', 'a wrong slug is refused at its field');
        is(await page.inputValue('#f-name'), 'Fresh GmbH', 'and what was entered stays');
        await page.fill('#f-slug', 'fresh');
        await page.selectOption('#f-from', '@sample');
        await page.click('text=Make it');
        await page.waitForURL(/\/installation\/orgs\/fresh$/);
        has(await page.textContent('.flash'), 'Fresh GmbH is there now', 'it is made');
        await page.fill('#f-records', '10');
        await send(page, 'text=Set the limits');
        is(await page.inputValue('#f-records'), '10', 'a limit stays');
        await page.fill('#f-reason', 'Trial is over');
        await send(page, 'text=Archive it');
        has(await page.textContent('h1'), 'archived', 'it is marked as archived');
        await page.goto('/o/fresh');
        has(await page.textContent('aside.banner'), 'Archived.', 'inside, a banner says so');
        await page.goto('/o/fresh/r/roles/ROL-01');
        is(await page.locator('a[data-key=e]').count(), 0, 'and there is no edit button');
        await page.goto('/installation/orgs/fresh');
        await page.fill('#f-reason', 'They stay');
        await send(page, 'text=Bring it back');
        is(await page.locator('h1 .tag-state', { hasText: 'archived' }).count(), 0, 'it is back');
        await page.fill('#f-typed', 'fresh');
        await page.fill('#f-why', 'Nobody needs it');
        await send(page, 'text=Ask to erase it');
        has(await page.textContent('.danger'), 'Another administrator', 'the second person is needed');
        is(await page.locator('text=Confirm and erase').count(), 0, 'who asked cannot confirm');
        const other = await outsider('chief@second.example');
        await other.goto('/installation/orgs/fresh');
        await other.fill('#f-typed', 'fresh');
        await other.click('text=Confirm and erase');
        await other.waitForURL(/\/installation#proofs$/);
        const [file] = await Promise.all([other.waitForEvent('download'),
            other.click('text=Proof of fresh')]);
        is(file.suggestedFilename(), 'erased-fresh.txt', 'the proof is a file');
        is((await other.goto('/o/fresh')).status(), 404, 'and the organisation is gone');
    });
}
