// SPDX-License-Identifier: AGPL-3.0-or-later
// estimate.mjs - a risk in money: what the ranges come to, typed and worked out by the server.
import { chapter, has, is, ok, person, send, violations } from './lib.mjs';

const form = '/o/demo/r/risks/RSK-03/estimate';
const said = page => page.$$eval('[data-line]', all => all.filter(p => !p.hidden)
    .map(p => p.textContent.trim()).join(' '));

async function type(page, values) {
    for (const [name, three] of Object.entries(values))
        for (const [i, point] of ['min', 'mode', 'max'].entries())
            await page.fill(`[name="${name}.${point}"]`, three[i]);
}

export default async function () {
    await chapter('an estimate in money', async () => {
        const page = await person('ines.duarte');
        const plain = await person('ines.duarte', { javaScriptEnabled: false });

        await page.goto('/o/demo/r/risks/RSK-03');
        await page.click('a:has-text("Estimate in money")');
        await page.waitForURL(/\/estimate$/);
        has(await said(page), 'Fill in how often', 'it says what is missing');
        await type(page, { tef: ['1', '4', '12'], vuln: ['0.5', '2', '6'],
            plm: ['10 000', '45000', '250 000'] });
        has(await said(page), 'about once in', 'and what it comes to, while it is typed');
        await type(page, { slef: ['20', '50', '80'], slm: ['20000', '120000', '900000'],
            'controls.0.effect': ['10', '50', '80'] });
        await page.selectOption('[name="controls.0.on"]', 'vulnerability');
        await page.fill('[name="controls.0.cost"]', '9000');
        await page.fill('[name="cap"]', '100000');
        has(await said(page), 'With the planned controls', 'with what is planned');
        // The server says the same of the same numbers.
        const cases = [{}, { tef: ['3', '5', '9'], vuln: ['50', '60', '90'] },
            { tef: ['0.001', '0.002', '0.004'] }, { tef: ['0', '0', '0'] },
            { tef: ['900', '2000', '8000'], plm: ['0.001', '0.01', '0.1'] }, { slef: ['', '', ''],
                slm: ['', '', ''], plm: ['1e3', '2', '3'] }, { plm: ['999', '999.5', '1234567890123'] }];
        await plain.goto(form);
        for (const c of cases) {
            await type(page, c);
            const values = await page.$$eval('.estimate-form [name]:not([type=hidden])', all => all
                .map(e => [e.name, e.value]));
            for (const [name, value] of values)
                if (!name.endsWith('.control'))
                    await plain.locator(`[name="${name}"]`).evaluate((e, v) => { e.value = v; }, value);
            await send(plain, '[data-check]');
            is(await said(plain), await said(page), `alike: ${JSON.stringify(c)}`);
        }
        for (const who of [page, plain])
            await who.check('[name="plm.open"]');
        is(await page.isVisible('[name="plm.mode"]'), false, 'an open cost has no middle');
        for (const [low, high] of [['10000', '1000000'], ['0.01', '100'], ['3', '3'], ['2', '20001']]) {
            for (const who of [page, plain]) {
                await who.fill('[name="plm.min"]', low);
                await who.fill('[name="plm.max"]', high);
            }
            await send(plain, '[data-check]');
            is(await said(plain), await said(page), `alike, open: ${low} to ${high}`);
        }
        is(await violations(page), '', 'axe, with an open cost');
        await page.uncheck('[name="plm.open"]');
        await type(page, { plm: ['5', '4', '3'] });
        await page.click('.form-bar button[type=submit]');
        has(await page.textContent('#errors'), 'the lowest is more than the most likely',
            'a mistake is named');
        is(await page.getAttribute('[name="plm.min"]', 'aria-invalid'), 'true', 'at its box');
        is(await violations(page), '', 'axe, with errors');
        await page.click('#errors a >> nth=0');
        is(await page.evaluate(() => document.activeElement.id), 'f-plm.min', 'its link leads there');
        await type(page, { plm: ['10000', '45000', '250000'] });
        await page.click('.form-bar button[type=submit]');
        await page.waitForURL(/RSK-03#v-quantitative$/);
        has(await page.textContent('#v-quantitative'), 'Expected loss', 'it is saved');
        ok(!/\{|null/.test(await page.textContent('#v-quantitative')), 'and shown to people');
        is(page.said.filter(s => !/status of 4/.test(s)).join('\n'), '', 'the console is silent');
    });
}
