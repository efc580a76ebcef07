// SPDX-License-Identifier: AGPL-3.0-or-later
// walk.mjs - sign in, look at the board, open an offender, mend it, and see it turn green.
import { chapter, has, is, ok, person, send } from './lib.mjs';

export default async function () {
    await chapter('an offender is mended', async () => {
        const page = await person('ines.duarte');
        const red = page.locator('.tile', { hasText: 'Roles and responsibilities' });

        is(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior),
            'auto', 'nothing glides away under the pointer');
        has(await page.textContent('h1'), 'not met', 'the board says what is open');
        is(await page.locator('.items .item').count(), 10, 'there are ten next things');
        is(await page.locator('.tile').count(), 28, 'and a tile for every clause');
        has(await red.textContent(), '1 not met', 'a clause is not met');
        await red.locator('a.name').click();
        await page.waitForURL(/\/c\//);
        has(await page.textContent('#R-5\\.3-04'), 'Stefan Krull', 'its rule says why');
        await page.locator('#R-5\\.3-04 .offenders a').first().click();
        await page.waitForURL(/\/edit\?rule=R-5\.3-04/);
        has(await page.textContent('main'), 'Hand over all that the person owns', 'the fix stands beside the form');
        await choose(page, 'owner', 'Rafael');
        await page.click('main form button[type=submit] >> nth=0');
        await page.waitForURL(/\/c\//);
        has(await page.textContent('.flash'), 'R-5.3-04', 'after saving, what is met now is said');
        has(await page.textContent('h1'), 'to improve', 'we are back at the clause');
        is(await page.locator('article#R-5\\.3-04').count(), 0, 'the rule is no longer open');
        is(await page.locator('li#R-5\\.3-04 .mark.green').count(), 1, 'it turned green');
        is(page.said.join('\n'), '', 'the console is silent');
    });

    await chapter('a record is added, moved along and shown as it stood', async () => {
        const page = await person('ines.duarte');

        await page.goto('/o/demo/r/improvements');
        await page.keyboard.press('n');
        await page.waitForURL(/\/new/);
        await page.fill('#f-title', 'Shorter <b>onboarding</b> & "quotes"');
        for (const [name, words] of [['description', 'A checklist'], ['benefit', 'Less waiting']])
            if (await page.locator(`#f-${name}`).count())
                await page.fill(`#f-${name}`, words);
        await fillRequired(page);
        await page.click('main form button[type=submit] >> nth=0');
        await page.waitForURL(/\/r\/improvements\/IMP-\d+$/);
        is((await page.textContent('h1')).trim(), 'Shorter <b>onboarding</b> & "quotes"',
            'the title is shown as typed');
        await page.fill('#f-text', 'First look <script>alert(1)</script>');
        await send(page, '#comments button[type=submit]');
        has(await page.textContent('#comments'), '<script>alert(1)</script>', 'so is a comment');
        await page.setInputFiles('#f-file', { name: 'notes.html', mimeType: 'text/html',
            buffer: Buffer.from('<script>1</script>') });
        await send(page, '#files button[type=submit]');
        const [file] = await Promise.all([page.waitForEvent('download'),
            page.click('#files a >> nth=0')]);
        is(file.suggestedFilename(), 'notes.html', 'a file comes back as a download');
        has(await page.textContent('#history'), 'attached a file', 'the history has it all');
        ok(await page.locator('.flow-steps a, .flow-steps button').count() > 0,
            'the steps of the work flow are offered');
        is(page.said.join('\n'), '', 'the console is silent');
    });

    await chapter('the past', async () => {
        const page = await person('ines.duarte');
        const day = new Date().toISOString().slice(0, 10);

        await page.goto(`/o/demo@${day}/r/risks/RSK-11`);
        has(await page.textContent('.banner'), day, 'a banner names the day');
        is(await page.locator('main form').count(), 0, 'and nothing can be changed');
        await page.click('.banner a');
        await page.waitForURL(/\/o\/demo\/r\/risks\/RSK-11$/);
        ok(true, 'back to today is the same record');
        const answer = await page.goto('/o/demo@1999-01-01');
        ok(answer.status() < 500, 'a day before the first record is no failure');
    });
}

// With tom-select the list is searched; without it the select takes the label.
export async function choose(page, field, words) {
    if (await page.locator(`#f-${field}-ts-control`).count()) {
        await page.click(`#f-${field}-ts-control`);
        await page.fill(`#f-${field}-ts-control`, words);
        await page.locator('.ts-dropdown [data-selectable]:not(.create)', { hasText: words }).first().click();
    } else {
        const value = await page.locator(`#f-${field} option:not([value=""])`, { hasText: words }).first()
            .getAttribute('value');
        await page.selectOption(`#f-${field}`, value);
    }
}

// Whatever the form demands and nobody filled: the first choice, today, one, a word.
export async function fillRequired(page) {
    for (const field of await page.locator('main .field:has(.needed)').all()) {
        const radio = field.locator('input[type=radio]').first();
        const select = field.locator('select').first();
        const input = field.locator('input:not([type=radio]):not([type=checkbox]), textarea').first();

        if (!await field.isVisible())
            continue;
        if (await radio.count()) {
            if (!await field.locator('input[type=radio]:checked').count())
                await radio.check();
        } else if (await select.count()) {
            const id = (await select.getAttribute('id')).replace(/^f-/, '');

            if (!await select.inputValue())
                await choose(page, id, '');
        } else if (await input.isVisible() && !await input.inputValue()) {
            const type = await input.getAttribute('type');

            await input.fill(type === 'date' ? '2027-01-15' : type === 'number' ? '1' : 'Words');
        }
    }
}
