// SPDX-License-Identifier: AGPL-3.0-or-later
// register.mjs - registers: filters, order, views, several records at once; settings and members.
import { chapter, has, is, ok, person, send } from './lib.mjs';

const R = '/o/demo/r/risks';
const announced = page => page.evaluate(() => document.getElementById('announce')?.textContent);

// A form as a browser without script would send it.
async function post(page, path, form) {
    const token = await page.locator('[name=_csrf]').first().inputValue();
    const body = new URLSearchParams([...form, ['_csrf', token]]).toString();
    return page.context().request.post(path, { data: body, maxRedirects: 0,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
}

async function address(options, script) {
    const page = await person('ines.duarte', options);

    await page.goto(R);
    if (script)
        await page.evaluate(() => { window.stayed = true; });
    await page.click('#s-title');
    await page.waitForURL(/sort=title/);
    await page.waitForSelector('th[aria-sort=ascending] #s-title');
    if (script)
        is(await page.evaluate(() => document.activeElement.id), 's-title',
            'after sorting the focus stays on the heading');
    await page.click('#s-title');
    await page.waitForSelector('th[aria-sort=descending] #s-title');
    await page.click('#p-filter');
    await page.waitForSelector('form.panel');
    await page.check('form.panel [name=status][value=treated]');
    await page.check('form.panel [name=status][value=accepted]');
    await page.click('form.panel button[type=submit]');
    await page.waitForSelector('.chips');
    has(await page.textContent('.chips'), 'Status is Treated or Accepted', 'the filter speaks');
    has(await page.textContent('.found'), '10 risks fit these filters', 'and says how many');
    ok(page.url().endsWith('?sort=-title&status=treated%2Caccepted'), 'the address says it shortly');
    if (script) {
        await page.waitForFunction(() => document.getElementById('announce')?.textContent);
        is(await announced(page), '10 risks fit these filters', 'a screen reader hears the count');
        ok(await page.evaluate(() => window.stayed), 'all of it in one document');
    }
    await page.click('#x-status');
    await page.waitForSelector('.chips', { state: 'detached' });
    is(await page.locator('table.register tbody tr').count(), 15, 'without it all are there');
    await page.goto(`${R}?limit=6&sort=title`);
    const first = await page.textContent('tbody tr th');
    await page.click('#pg-next');
    await page.waitForSelector('#pg-first');
    ok(await page.textContent('tbody tr th') !== first, 'the next page has other rows');
}

export default async function () {
    await chapter('a register and its address', () => address({}, true));
    await chapter('the same without script', () => address({ javaScriptEnabled: false }, false));

    await chapter('addresses that say nonsense', async () => {
        const page = await person('ines.duarte');

        for (const [query, words] of [['status="><i>', 'must be one of'], ['nope=1', 'no field'],
            ['sort=title;drop', 'not a column'], ['after=garbage', 'does not exist'],
            ['limit=0', 'between 1 and 200'], ['cols=zz', 'no column'], ['mark=blue', 'red or amber'],
            ['next_review_due.min=2026-13-40', 'must be a date'],
            ['group=title', 'cannot be grouped']]) {
            const answer = await page.goto(`${R}?${query}`);
            ok(answer.status() === 400, `${query} is a bad request`);
            has(await page.textContent('.alert'), words, 'and the page says why');
        }
        is(await page.locator('main i').count(), 0, 'nothing of it becomes markup');
    });

    await chapter('several records at once', async () => {
        const page = await person('ines.duarte');

        await page.goto(R);
        ok(await page.isHidden('fieldset.bulk'), 'nothing ticked, no bar');
        await page.check('[value="RSK-02"]');
        await page.waitForSelector('#bulk-step');
        await page.locator('[value="RSK-05"]').click({ modifiers: ['Shift'] });
        is(await page.textContent('[data-chosen]'), '4 selected', 'shift ticks a range');
        await page.selectOption('#bulk-step', 'evaluate');
        await page.click('button[value=step]');
        has(await page.innerText('#errors'), 'RSK-02 is Treatment planned', 'a refusal says why');
        is(await page.textContent('[data-chosen]'), '4 selected', 'the selection stays');
        await page.selectOption('#bulk-field', 'next_review_due');
        await page.fill('fieldset.bulk [name=date]', '2031-03-03');
        await page.click('button[value=date]');
        has(await page.textContent('.flash'), 'Changed 4 risks', 'a date is set');
        await page.goto(`${R}?next_review_due.min=2031-03-03`);
        is(await page.locator('table.register tbody tr').count(), 4, 'in all four');
        await page.check('[value="RSK-02"]');
        await page.check('[value="RSK-03"]');
        await page.waitForSelector('#bulk-tag');
        await page.fill('#bulk-tag', 'board <2031>');
        await page.click('button[value=tag]');
        has(await page.textContent('.flash'), 'Changed 2 risks', 'a tag is added');
        await page.goto(`${R}/RSK-02`);
        await page.click('.tags li a');
        has(await page.textContent('.chips'), 'is tagged #board <2031>', 'it leads to its register');
        is(await page.locator('table.register tbody tr').count(), 2, 'with those that have it');
        await page.goto(`${R}/RSK-02`);
        await page.click('.tags summary');
        await page.fill('#f-tags', '');
        await send(page, '.tags button');
        is(await page.locator('.tags li').count(), 0, 'and is taken away on the record');
        for (const day of ['2031-04-04', '2031-05-05'])     // no page is asked for in between
            is((await post(page, `${R}/bulk`, [['key', 'RSK-02'], ['do', 'date'],
                ['field', 'next_review_due'], ['date', day]])).status(), 303, `then ${day}`);
        const keys = ['RSK-02', 'RSK-999'].map(k => ['key', k]);
        is((await post(page, `${R}/bulk`, [...keys, ['do', 'date'], ['field', 'next_review_due'],
            ['date', '2032-01-01']])).status(), 404, 'one unknown key refuses all');
        await page.goto(`${R}?next_review_due.min=2032-01-01`);
        is(await page.locator('table.register tbody tr').count(), 0, 'and nothing is changed');
        const many = Array.from({ length: 10000 }, (_, n) => ['key', `RSK-${n % 99}`]);
        is((await post(page, `${R}/bulk`, many)).status(), 413, '10,000 keys are too many');
    });

    await chapter('a view of one\'s own', async () => {
        const page = await person('ines.duarte');

        await page.goto(`${R}?status=treated&panel=views`);
        await page.fill('#f-name', 'Treated <b>');
        await page.click('.panel button[type=submit]');
        is(await page.textContent('.saved [aria-current]'), 'Treated <b>', 'is kept by its name');
        const other = await person('rafael.okoye');
        await other.goto(R);
        is(await other.locator('.saved').count(), 0, 'and is nobody else\'s');
        await page.goto(`${R}?panel=views`);
        await send(page, '.kept button');
        is(await page.locator('.saved').count(), 0, 'until it is deleted');
    });

    await chapter('settings', async () => {
        const page = await person('ines.duarte');

        await page.goto('/o/demo/settings');
        await page.fill('#f-ack_green_pct', '70');
        await page.click('.save-bar button');
        has(await page.textContent('#e-ack_amber_pct'), 'cannot begin above green',
            'values that contradict are refused at the field');
        is(await page.inputValue('#f-ack_green_pct'), '70', 'what was entered stays');
        await page.goto('/o/demo/settings');
        await page.fill('#f-due_soon_days', '20');
        await page.click('.save-bar button');
        await page.waitForSelector('.flash');
        is(await page.locator('.changed').count(), 1, 'what differs from the default is marked');
        await send(page, 'button[value=due_soon_days]');
        is(await page.inputValue('#f-due_soon_days'), '30', 'and goes back');
    });

    await chapter('members', async () => {
        const page = await person('ines.duarte');

        await page.goto('/o/demo/members?add=1');
        await page.fill('#f-email', 'tomas.lindqvist@quillbeck.example');
        await page.fill('#f-password', 'ismene-demo-2026');
        await page.check('[name=role][value=RO]');
        await send(page, 'button[value=add]');
        has(await page.textContent('.flash'), 'Tomas Lindqvist can sign in', 'somebody is added');
        const tomas = await person('tomas.lindqvist');
        has(await tomas.textContent('.user'), 'Tomas Lindqvist', 'and signs in as the person of '
            + 'that address');
        const row = page.locator('tr', { hasText: 'Ines Duarte' });
        await row.locator('a.btn').click();
        await page.uncheck('[name=role][value=SYS]');
        await page.click('button[value=roles]');
        has(await page.textContent('#e-role'), 'last system administrator',
            'the last administrator stays one');
        await page.goto('/o/demo/members');
        await page.locator('tr', { hasText: 'Tomas Lindqvist' }).locator('a.btn').click();
        await send(page, 'button[value=remove]');
        has(await page.textContent('.flash'), 'no access any more', 'somebody is removed');
        is((await tomas.goto('/o/demo')).status(), 404, 'at once');
    });
}
