// SPDX-License-Identifier: AGPL-3.0-or-later
// calibration.mjs - twenty questions, how they went, and what the estimate form says of it.
import { chapter, has, is, ok, person, violations } from './lib.mjs';

export default async function () {
    await chapter('how sure is 90 % sure', async () => {
        const page = await person('rafael.okoye');

        page.on('dialog', d => d.accept());
        await page.goto('/o/demo/r/risks/RSK-02/estimate');
        await page.click('.calibrated a');
        await page.waitForURL(/\/calibration$/);
        is(await violations(page), '', 'axe: what it is');
        await page.click('main button[value=begin]');
        await page.waitForURL(/attempt=/);
        const lows = page.locator('[name^="low."]'), highs = page.locator('[name^="high."]');
        is(await lows.count(), 20, 'twenty questions');
        is(await violations(page), '', 'axe: the questions');
        await lows.nth(0).fill('1');
        await page.waitForSelector('.form-note:has-text("Not saved yet")');
        await page.reload();
        is(await lows.nth(0).inputValue(), '1', 'a draft outlives a reload');
        await page.click('.form-bar button[type=submit]');
        has(await page.textContent('#errors'), 'Both bounds are needed', 'nothing is left out');
        is(await page.locator('#errors li').count(), 20, 'each question is named once');
        is(await violations(page), '', 'axe: with errors');
        for (let i = 0; i < 20; i++) {
            await lows.nth(i).fill('-1 000');
            await highs.nth(i).fill(i < 3 ? '-999.5' : '3 000 000 000');
        }
        await page.click('.form-bar button[type=submit]');
        await page.waitForSelector('.answers');
        is(await page.textContent('h1'), '17 of 20 ranges held the truth', 'what the server counted');
        is(await page.locator('.answers li').count(), 20, 'with the truth of each');
        is(await violations(page), '', 'axe: how it went');
        await page.goto('/o/demo/r/risks/RSK-02/estimate');
        has(await page.textContent('.calibrated'), '17 of 20', 'and the estimate says it');
        ok(!(await page.goto('/o/demo/calibration').then(() => page.textContent('main')))
            .includes('newest'), 'hit rates of others are not for everybody');
        is(page.said.filter(s => !/status of 4/.test(s)).join('\n'), '', 'the console is silent');
    });
}
