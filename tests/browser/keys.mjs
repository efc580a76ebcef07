// SPDX-License-Identifier: AGPL-3.0-or-later
// keys.mjs - the keyboard alone, and no script at all.
import { chapter, has, is, ok, person } from './lib.mjs';

const focused = page => page.evaluate(() => document.activeElement.id
    || document.activeElement.className || document.activeElement.tagName);

export default async function () {
    await chapter('the keyboard', async () => {
        const page = await person('ines.duarte');

        await page.keyboard.press('Tab');
        is(await focused(page), 'skip', 'the first stop skips the navigation');
        await page.keyboard.press('/');
        is(await focused(page), 'search', '/ goes to the search');
        await page.keyboard.type('ransomware');
        await page.keyboard.press('Enter');
        await page.waitForURL(/\/search\?q=ransomware/);
        has(await page.textContent('main'), 'Ransomware through supplier access', 'which finds');
        await page.locator('#main').focus();
        await page.keyboard.press('g');
        await page.keyboard.press('b');
        await page.waitForURL(/\/o\/demo$/);
        ok(true, 'g b goes to the board');
        await page.keyboard.press('?');
        ok(await page.locator('#keys').isVisible(), '? shows the keys');
        await page.keyboard.press('Escape');
        ok(!await page.locator('#keys').isVisible(), 'Escape closes them');
    });

    await chapter('without any script', async () => {
        const page = await person('ines.duarte', { javaScriptEnabled: false });

        has(await page.textContent('h1'), 'not met', 'the board is there');
        await page.click('nav summary >> nth=2');
        await page.click('nav a:has-text("Risk assessment process")');
        await page.click('.registers a:has-text("Risks") >> nth=0');
        await page.waitForURL(/\/r\/risks$/);
        await page.click('text=Real data in test environment');
        await page.click('a[data-key=e]');
        await page.fill('#f-title', 'Real data in a test environment');
        await page.click('main form button[type=submit] >> nth=0');
        await page.waitForURL(/\/r\/risks\/RSK-07$/);
        is((await page.textContent('h1')).trim(), 'Real data in a test environment',
            'and a record is edited');
    });

    await chapter('a phone', async () => {
        const page = await person('ines.duarte', { viewport: { width: 390, height: 844 },
            hasTouch: true, isMobile: true });

        ok(!await page.locator('#nav').isVisible(), 'the navigation is a drawer');
        await page.click('.menu-button');
        ok(await page.locator('#nav').isVisible(), 'that opens');
        for (const path of ['', '/work', '/c/context', '/r/risks', '/r/risks/RSK-11',
            '/r/risks/RSK-11/edit', '/r/risk-methods/RMT-01', '/search?q=risk', '/settings', '/members']) {
            await page.goto(`/o/demo${path}`);
            is(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0,
                `${path || 'the board'} fits its width`);
        }
    });
}
