// SPDX-License-Identifier: AGPL-3.0-or-later
// axe.mjs - no violation on any kind of page, in both themes.
import { chapter, is, person, theme, violations } from './lib.mjs';

const pages = ['', '/work', '/c/context', '/c/risk-treatment-process',
    '/waivers?rule=R-4.1-04&key=ISS-01', '/r/risks', '/r/risks?status=treated&sort=-next_review_due',
    '/r/supplier-reviews', '/r/risks/RSK-11', '/r/document-versions/DVR-91', '/r/risk-methods/RMT-01',
    '/r/risks/new', '/r/risk-methods/new', '/r/risks/RSK-07/edit?rule=R-6.1.2-09',
    '/r/risks/RSK-07/delete', '/r/risks/RSK-02', '/r/risks/RSK-02/estimate', '/calibration', '/r/risks/RSK-15/steps/evaluate', '/search?q=risk', '/settings',
    '/permissions?type=risks', '/permissions?role=IA', '/groups', '/reads', '/own-roles',
    '/r/incidents/INC-02/access', '/members', '/members?add=1', '/members?edit=2',
    '/r/risks?panel=filter', '/r/risks?mark=red',
    '/r/risks?panel=columns&group=owner', '/r/assets?panel=views', '/r/assets?nope=1',
    '/search?q=zzzz', '/quantification', '/quantification?budget=30000', '/quantification?budget=x',
    '/quantification?risk=RSK-01', '/quantification?risk=RSK-03'];

export default async function () {
    await chapter('axe', async () => {
        const page = await person('ines.duarte');

        for (const name of ['light', 'dark']) {
            await theme(page, name);
            for (const path of pages) {
                await page.goto(`/o/demo${path}`);
                is(await violations(page), '', `${path || 'board'}, ${name}`);
            }
            for (const path of ['/?all=1', '/account', '/o/nowhere']) {
                await page.goto(path);
                is(await violations(page), '', `${path}, ${name}`);
            }
        }
        is(page.said.filter(s => !/status of 4/.test(s)).join('\n'), '', 'the console is silent');
        await page.context().clearCookies();
        await page.goto('/signin');
        is(await violations(page), '', 'sign in');
    });
}
