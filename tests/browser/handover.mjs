// SPDX-License-Identifier: AGPL-3.0-or-later
// handover.mjs - everything open of one person goes to another, at once.
import { chapter, has, is, person, send, violations } from './lib.mjs';

export default async function () {
    await chapter('a hand-over', async () => {
        const page = await person('clara.weiss'), other = await person('orla.quinn');
        const path = '/o/demo/r/persons/PER-006';

        is((await other.goto(`${path}/handover`)).status(), 403, 'it is not for everybody');
        await page.goto(path);
        await send(page, '.actions a:has-text("Hand over")');
        has(await page.textContent('h1'), 'open records to hand over', 'it says how many');
        is(await violations(page), '', 'and is free of violations');
        await page.click('main form button');
        is(await page.locator('#f-to').evaluate(e => e.validity.valueMissing), true,
            'somebody has to take over');
        await page.selectOption('#f-to', { label: 'Declan Rowe' });
        await page.click('main form button');
        await page.waitForURL(/\/PER-006$/);
        has(await page.textContent('.flash'), 'to Declan Rowe', 'and does');
        await page.goto(`${path}/handover`);
        has(await page.textContent('main'), 'Nothing open belongs to', 'nothing is left');
    });
}
