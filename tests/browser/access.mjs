// SPDX-License-Identifier: AGPL-3.0-or-later
// access.mjs - who may do what, as a page; a record that is restricted to a group and opened again.
import { chapter, has, is, ok, person, send, violations } from './lib.mjs';

export default async function () {
    await chapter('who may do what', async () => {
        const page = await person('niamh.doyle', { viewport: { width: 390, height: 844 } });

        await page.goto('/o/demo/permissions');
        is(await page.locator('table.rights').count(), 1, 'one register to begin with');
        await page.goto('/o/demo/permissions?type=');
        ok(await page.locator('table.rights').count() > 60, 'an auditor sees every register');
        is(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true,
            'nothing hangs over at 390 px');
        await page.selectOption('#f-type', 'risks');
        await page.selectOption('#f-role', 'RO');
        await send(page, '.rights-filter button');
        is(await page.locator('table.rights').count(), 1, 'one register after choosing it');
        has(await page.textContent('table.rights'), 'Accept', 'the risk owner accepts risks');
        ok(!(await page.textContent('table.rights')).includes('Delete'), 'and deletes none');
        await page.emulateMedia({ media: 'print' });
        is(await page.locator('.rights-filter').isVisible(), false, 'the filter is not printed');
        await page.emulateMedia({ media: 'screen' });
        const orla = await person('orla.quinn');
        is((await orla.goto('/o/demo/permissions')).status(), 403, 'an employee does not see it');
    });

    await chapter('a record is restricted and opened again', async () => {
        const page = await person('ines.duarte');
        const other = await person('orla.quinn');

        await page.goto('/o/demo/groups');
        await page.fill('#f-code', 'inquiry');
        await page.fill('#f-name', 'Inquiry');
        await page.fill('#f-members-new', 'IM every ISMS manager\n');
        await send(page, 'text=Add the group');
        await page.waitForURL(/\/groups$/);
        has(await page.textContent('main'), 'Inquiry', 'the group is there');
        is(await violations(page), '', 'groups: no violation');
        await page.goto('/o/demo/r/incidents/INC-02');
        await page.click('text=Who reads it');
        await page.check('input[value=inquiry]');
        await page.fill('#f-reason', 'A person is accused');
        await send(page, 'text=Save who reads it');
        await page.waitForURL(/\/access$/);
        has(await page.textContent('main'), 'does not exist', 'and what it means is said');
        is(await violations(page), '', 'access: no violation');
        await page.goto('/o/demo/r/incidents/INC-02');
        has(await page.textContent('main'), 'Restricted', 'its page says so');
        is((await other.goto('/o/demo/r/incidents/INC-02')).status(), 404, 'for others it is gone');
        await other.goto('/o/demo/r/incidents');
        ok(!(await other.textContent('main')).includes('Phishing'), 'from the register too');
        await page.goto('/o/demo/r/incidents/INC-02/access');
        has(await page.textContent('table.list'), 'Ines Duarte', 'who read it stands there');
        await page.goto('/o/demo/reads');
        has(await page.textContent('main'), 'INC-02', 'and in the log of all');
        is(await violations(page), '', 'reads: no violation');
        await page.goto('/o/demo/r/incidents/INC-02/access');
        await page.uncheck('input[value=inquiry]');
        await send(page, 'text=Save who reads it');
        has(await page.textContent('main'), 'Say why', 'opening it again needs a reason');
        await page.fill('#f-reason', 'The accusation was withdrawn');
        await send(page, 'text=Save who reads it');
        is((await other.goto('/o/demo/r/incidents/INC-02')).status(), 200, 'everybody reads it again');
    });

    await chapter('an own role, and a membership with an end', async () => {
        const page = await person('ines.duarte');

        await page.goto('/o/demo/own-roles');
        await page.fill('#f-code', 'quality-lead');
        await page.fill('#f-name', 'Quality lead');
        await page.fill('#f-grants-new', 'DO Document *\nIM Nonsense edit');
        await send(page, 'text=Add the role');
        has(await page.textContent('main'), 'is no grant', 'a grant that is none is named');
        await page.fill('#f-grants-new', 'DO Document *\nDO DocumentVersion *');
        await send(page, 'text=Add the role');
        await page.waitForURL(/\/own-roles$/);
        is(await violations(page), '', 'own roles: no violation');
        await page.goto('/o/demo/members?edit=6');
        await page.check('input[value=quality-lead]');
        await page.fill('#f-valid_until', '2031-12-31');
        await page.click('text=Save');
        await page.waitForURL(/\/members$/);
        has(await page.textContent('main'), 'Quality lead', 'the role is given');
        has(await page.textContent('main'), '31 Dec 2031', 'with its last day');
    });
}
