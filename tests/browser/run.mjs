// SPDX-License-Identifier: AGPL-3.0-or-later
// run.mjs - all chapters in one browser: node run.mjs ADDRESS
import { browser, finish } from './lib.mjs';

for (const name of (process.env.CHAPTERS || 'walk forms estimate calibration rights keys register axe handover access orgs').split(' '))
    await (await import(`./${name}.mjs`)).default();
await browser.close();
finish();
