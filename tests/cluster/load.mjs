// SPDX-License-Identifier: AGPL-3.0-or-later
// Numbered issues are created by several clients that repeat what got no clear answer.
//
//   load.mjs create PORT NAME SECONDS WORKERS [no-keys]      JSON: what was answered
//   load.mjs count PORT FILE                                 the same against what is there now
//   load.mjs sign-in PORT                                    a session, for
//   load.mjs one PORT SESSION TITLE [KEY]                    "STATUS KIND MILLISECONDS" of one create
//
// A repeat carries the same Idempotency-Key ("no-keys": none, as a careless client).
import { readFileSync } from 'node:fs';

const [verb, port, ...rest] = process.argv.slice(2);
const base = `http://127.0.0.1:${port}`;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

async function signIn() {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      const r = await fetch(`${base}/api/v1/session`, {
        method: 'POST', headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ email: 'ines.duarte@quillbeck.example', password: 'ismene-demo-2026' }),
      });
      if (r.status === 201)
        return { 'Cookie': r.headers.get('set-cookie').split(';')[0], 'X-CSRF-Token': (await r.json()).csrf };
    } catch { /* not there yet */ }
    await sleep(200);
  }
  throw new Error('nobody lets us sign in');
}

async function create(session, title, key) {
  const headers = { ...session, 'Content-Type': 'application/json' };
  if (key) headers['Idempotency-Key'] = key;
  try {
    const r = await fetch(`${base}/o/demo/api/v1/issues`, {
      method: 'POST', headers, body: JSON.stringify({ title }), signal: AbortSignal.timeout(90000),
    });
    const body = await r.json();
    return { status: r.status, type: String(body.type ?? ''), location: r.headers.get('location') };
  } catch {
    return { status: 0, type: '' };     // no answer at all
  }
}

async function load(name, seconds, workers, keys) {
  const session = await signIn();
  const out = { name, acknowledged: [], open: [], unknown: 0, busy: 0, silent: 0, other: {}, located: 0, gap: 0, resumed: 0 };
  const until = Date.now() + seconds * 1000;
  let last = Date.now();
  const answered = () => {
    const now = Date.now();
    if (now - last > out.gap) {
      out.gap = now - last;
      out.resumed = now;
    }
    last = now;
  };
  await Promise.all(Array.from({ length: workers }, async (_, w) => {
    for (let n = 0; Date.now() < until; n++) {
      const title = `${name} ${w} ${n}`;
      let done = false;
      for (let tries = 0; !done && Date.now() < until + 60000 && tries < 600; tries++) {
        const r = await create(session, title, keys ? `${name}-${w}-${n}` : null);
        done = r.status === 201;
        if (done) break;
        if (r.status === 0) out.silent++;
        else if (r.type.endsWith('outcome-unknown')) out.unknown++;
        else if (r.status === 503) out.busy++;
        else out.other[r.status] = (out.other[r.status] ?? 0) + 1;
        if (r.status !== 0 && r.location) out.located++;
        await sleep(100);
      }
      if (done) answered();
      (done ? out.acknowledged : out.open).push(title);
    }
  }));
  console.log(JSON.stringify(out));
}

async function count(file) {
  const want = JSON.parse(readFileSync(file, 'utf8'));
  const session = await signIn();
  const there = new Map();
  for (let next = ''; next !== null;) {
    const r = await fetch(`${base}/o/demo/api/v1/issues?limit=200${next && `&after=${next}`}`, { headers: session });
    const page = await r.json();
    for (const item of page.items) there.set(item.title, (there.get(item.title) ?? 0) + 1);
    next = page.next;
  }
  const lost = want.acknowledged.filter((t) => !there.has(t)).length;
  const doubled = [...there].filter(([t, n]) => t.startsWith(`${want.name} `) && n > 1).length;
  console.log(`acknowledged=${want.acknowledged.length} lost=${lost} doubled=${doubled} open=${want.open.length}`
    + ` unknown=${want.unknown} busy=${want.busy} silent=${want.silent} other=${Object.keys(want.other).join() || 0}`
    + ` located=${want.located} gap=${want.gap} resumed=${want.resumed}`);
}

async function one(file, title, key) {
  const session = JSON.parse(readFileSync(file, 'utf8'));
  const began = Date.now();
  const r = await create(session, title, key);
  console.log(`${r.status} ${r.type.split(':').pop() || '-'} ${Date.now() - began}`);
}

if (verb === 'create') await load(rest[0], Number(rest[1]), Number(rest[2]), rest[3] !== 'no-keys');
else if (verb === 'count') await count(rest[0]);
else if (verb === 'sign-in') console.log(JSON.stringify(await signIn()));
else await one(...rest);
