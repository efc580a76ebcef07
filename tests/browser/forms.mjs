// SPDX-License-Identifier: AGPL-3.0-or-later
// forms.mjs - mistakes, two people at once, drafts and steps.
import { chapter, has, is, ok, person, send } from './lib.mjs';

const save = page => page.click('.form-bar button[type=submit]');

export default async function () {
    await chapter('mistakes are named and nothing is lost', async () => {
        const page = await person('ines.duarte');

        await page.goto('/o/demo/r/issues/ISS-05/edit');
        const before = await page.inputValue('#f-title');
        await page.fill('#f-title', '');
        await page.fill('#f-description', 'Kept <i>as typed</i>');
        await save(page);
        has(await page.textContent('#errors'), 'Title is needed', 'the summary says what is missing');
        is(await page.evaluate(() => document.activeElement.id), 'errors', 'and has the focus');
        is(await page.getAttribute('#f-title', 'aria-invalid'), 'true', 'the field is marked');
        is(await page.inputValue('#f-description'), 'Kept <i>as typed</i>', 'what was typed is kept');
        await page.fill('#f-title', before);
        await save(page);
        await page.waitForURL(/\/ISS-05$/);
        has(await page.textContent('#history'), 'Kept <i>as typed</i>', 'the change is in the history');
    });

    await chapter('two people at once', async () => {
        const [one, two] = [await person('ines.duarte'), await person('rafael.okoye')];

        for (const page of [one, two])
            await page.goto('/o/demo/r/risks/RSK-12/edit');
        await two.fill('#f-scenario', 'Written by the second');
        await save(two);
        await two.waitForURL(/\/RSK-12$/);
        await one.fill('#f-scenario', 'Written by the first');
        await one.fill('#f-title', 'A title by the first');
        await save(one);
        has(await one.textContent('h1'), 'Two versions', 'the second to save sees two versions');
        has(await one.textContent('main'), 'Written by the first', 'the own one');
        has(await one.textContent('main'), 'Written by the second', 'and the other');
        has(await one.textContent('main'), 'Rafael Okoye', 'with a name');
        for (const mine of await one.locator('input[type=radio][value=mine]').all())
            await mine.check();
        await one.click('main form button[type=submit] >> nth=0');
        await one.waitForURL(/\/RSK-12$/);
        has(await one.textContent('main'), 'Written by the first', 'the choice is saved');
        has(await one.textContent('#history'), 'Written by the second', 'the other stays in history');
    });

    await chapter('a draft outlives a reload', async () => {
        const page = await person('ines.duarte');

        page.on('dialog', d => d.accept());
        await page.goto('/o/demo/r/issues/new');
        await page.fill('#f-title', 'Half an issue');
        await page.waitForSelector('.form-note:has-text("Not saved yet")');
        await page.reload();
        is(await page.inputValue('#f-title'), 'Half an issue', 'what was typed is there again');
    });

    await chapter('a step of the work flow', async () => {
        const page = await person('ines.duarte');

        await page.goto('/o/demo/r/risks/RSK-15');
        await page.click('.flow-steps a:has-text("Evaluate")');
        await page.waitForURL(/\/steps\/evaluate$/);
        await send(page, 'main form button[type=submit] >> nth=0');
        has(await page.textContent('main'), 'Treatment option is needed', 'it asks what it needs');
        await page.check('input[name=treatment_option][value=modify]');
        await page.click('main form button[type=submit] >> nth=0');
        await page.waitForURL(/\/RSK-15$/);
        is((await page.textContent('.states [aria-current]')).trim(), 'Evaluated', 'and is taken');
        ok(await page.locator('.flow-steps button[disabled]').count() > 0,
            'steps of others are shown with whose they are');
    });
}
