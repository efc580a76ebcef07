// SPDX-License-Identifier: AGPL-3.0-or-later
// rights.mjs - who may do what, as the pages show it and as the server enforces it.
import { chapter, has, is, ok, person } from './lib.mjs';

export default async function () {
    await chapter('an employee reads and does not edit', async () => {
        const page = await person('orla.quinn');

        is(await page.locator('nav a', { hasText: 'Settings' }).count(), 0, 'no settings to see');
        await page.goto('/o/demo/r/risks/RSK-11');
        is(await page.locator('a[data-key=e]').count(), 0, 'no edit button');
        has(await page.textContent('main'), 'Your roles may not edit RSK-11', 'and the reason');
        has(await page.textContent('.flow-steps'), 'is for', 'a step says whose it is');
        const answer = await page.goto('/o/demo/settings');
        is(answer.status(), 403, 'settings are refused by the server too');
        is((await page.goto('/o/nowhere')).status(), 404, 'another organisation is not there');
    });

    await chapter('four eyes', async () => {
        const page = await person('ines.duarte');
        const version = page.locator('table.work tr', { hasText: 'Remote work' });

        await page.goto('/o/demo/work');
        ok(await version.count() > 0, 'what waits for a decision stands in my work');
        await page.goto('/o/demo/r/improvements/new');
        is((await page.context().request.post('/o/demo/r/improvements', { form: { title: 'X' } }))
            .status(), 403, 'a form without its token is refused');
    });

    await chapter('signing out', async () => {
        const page = await person('clara.weiss');

        await page.click('.menu.user summary');
        await page.click('text=Sign out');
        await page.waitForURL(/\/signin/);
        await page.goto('/o/demo/r/risks');
        ok(page.url().includes('/signin?next='), 'afterwards every page asks to sign in');
        await page.fill('[name=email]', 'clara.weiss@quillbeck.example');
        await page.fill('[name=password]', 'ismene-demo-2026');
        await page.click('main button[type=submit]');
        await page.waitForURL(/\/o\/demo\/r\/risks$/);
        ok(true, 'and brings back to the page that was asked for');
    });
}
