// The handset in a real browser, on the real program: with and without JavaScript, on a phone and on a desk.
// FITILA_TEST_BINARY and FITILA_TEST_CHROMIUM name the two programs; FITILA_TEST_SHOTS keeps the screenshots.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const BINARY = process.env.FITILA_TEST_BINARY || join(ROOT, 'target', 'debug', 'fitila');
const CHROMIUM = process.env.FITILA_TEST_CHROMIUM || '/usr/bin/chromium';
const FLAGS = [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];
const CODE = '*347*627#';
const PATIENCE = 8000;
const PHONE = { width: 360, height: 640 };
const DESK = { width: 1280, height: 800 };
const KB = 1024;

const folder = mkdtempSync(join(tmpdir(), 'fitila-handset-'));
const shots = process.env.FITILA_TEST_SHOTS || join(folder, 'shots');
mkdirSync(shots, { recursive: true });

let service;
let browser;
// A number nobody used before: each story begins with a person whom Fitila does not know.
let used = 10;
const freshNumber = () => (used += 1);

// --- The program -----------------------------------------------------------------------------------------------------

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function serve(name, publicUrl) {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env.PATH,
    FITILA__HTTP__LISTEN: `127.0.0.1:${port}`,
    FITILA__HTTP__PUBLIC_URL: publicUrl || base,
    FITILA__DATABASE__URL: `sqlite:${folder}/${name}.db`,
    FITILA__SECRETS__KEY_FILE: `${folder}/${name}.key`,
  };
  const child = spawn(BINARY, ['serve'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let printed = '';
  child.stdout.on('data', (data) => (printed += data));
  child.stderr.on('data', (data) => (said += data));
  const stop = () => new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', resolve);
    child.kill('SIGTERM');
  });
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) break;
    const ready = await fetch(`${base}/health/ready`).catch(() => null);
    if (ready?.ok) return { base, stop, printed: () => printed };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop();
  throw new Error(`${BINARY} did not become ready:\n${said}`);
}

before(async () => {
  service = await serve('main');
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
});

after(async () => {
  await browser?.close();
  await service?.stop();
  rmSync(folder, { recursive: true, force: true });
});

// --- What is expected ------------------------------------------------------------------------------------------------

// The words of a shipped text in any of its forms, as a pattern: what is filled in may be anything.
function shipped(locale, subject, key) {
  const file = readFileSync(join(ROOT, 'message-templates', locale, `${subject}.toml`), 'utf8');
  const table = file.split(/^\[/m).find((part) => part.startsWith(`${key}]`));
  assert.ok(table, `message-templates/${locale}/${subject}.toml has no [${key}]`);
  const forms = [...table.matchAll(/^sms(?:_\w+)? = "(.*)"$/gm)].map((form) => JSON.parse(`"${form[1]}"`));
  const pattern = (text) => text.split(/{{.*?}}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+');
  return new RegExp(`^(?:${forms.map(pattern).join('|')})$`, 's');
}

// --- A person at the page --------------------------------------------------------------------------------------------

async function open({ js, viewport, number = freshNumber(), scheme = 'light' }) {
  const context = await browser.newContext({ javaScriptEnabled: js, viewport, colorScheme: scheme });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const faults = [];
  const weights = new Map();
  page.on('console', (message) => {
    // A page that says what to mend comes with 422, and Chromium notes that as an error.
    if (message.type() === 'error' && !message.text().includes('422')) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (sent) => {
    if (!sent.url().startsWith(service.base)) faults.push(`third party: ${sent.url()}`);
  });
  page.on('response', async (answer) => {
    const body = await answer.body().catch(() => null);
    if (body) weights.set(answer.url(), body.length);
  });
  await page.goto(`${service.base}/handset?n=${number}`);
  const close = async () => {
    assert.deepEqual(faults, []);
    await context.close();
  };
  return { page, number, weights, close };
}

const answers = (page) => page.locator('#thread .theirs .words');

// Sends a text by typing it, or by the button that offers it, and gives the answer with its language.
async function send(page, words, how = 'typed') {
  const count = await answers(page).count();
  if (how === 'typed') {
    await page.fill('#words', words);
    await page.click('#send-text');
  } else {
    await page.click(`#try-${words}`);
  }
  const answer = answers(page).nth(count);
  await answer.waitFor();
  const text = (await answer.textContent()).replace(/^Fitila: /, '');
  return { text, lang: await answer.getAttribute('lang') };
}

const screen = async (page) => (await page.locator('#screen .words').textContent()).trim();

async function until(page, pattern) {
  await page.locator('#screen', { hasText: pattern }).waitFor();
}

async function answer(page, words) {
  const before = await screen(page);
  await page.fill('#line', words);
  await page.click('#go');
  await page.waitForFunction((old) => document.querySelector('#screen .words')?.textContent.trim() !== old, before);
}

// --- The stories -----------------------------------------------------------------------------------------------------

for (const js of [false, true]) {
  for (const [place, viewport] of [['phone', PHONE], ['desk', DESK]]) {
    const setting = { js, viewport };
    describe(`JavaScript ${js ? 'on' : 'off'}, ${place}`, () => {
      test('HELP is answered, JOIN and YES enrol, STOP ends it', async () => {
        const { page, close } = await open(setting);
        assert.match((await send(page, 'HELP')).text, shipped('en', 'crisis', 'crisis_help'));
        assert.match((await send(page, 'JOIN', 'offered')).text, shipped('en', 'core', 'optin_prompt'));
        assert.match((await send(page, 'YES', 'offered')).text, shipped('en', 'core', 'language_prompt'));
        assert.match((await send(page, '1')).text, shipped('en', 'core', 'who_prompt'));
        assert.match((await send(page, '4')).text, shipped('en', 'core', 'optin_confirm'));
        assert.match((await send(page, 'join')).text, shipped('en', 'core', 'already_joined'));
        assert.match((await send(page, 'STOP')).text, shipped('en', 'core', 'stop_confirm'));
        assert.equal(await page.inputValue('#words'), '');
        assert.equal(await page.locator('#thread li').count(), 14);
        await close();
      });

      test('dialling asks the language, walks the menu, and takes up a call that was cut off', async () => {
        const { page, close } = await open(setting);
        await page.click('#go');
        await until(page, /1 English/);
        await answer(page, '1');
        assert.match(await screen(page), /1 Check a job offer/);
        await answer(page, '3');
        assert.match(await screen(page), /1 Job abroad/);
        await answer(page, '1');
        assert.match(await screen(page), /0 Back/);
        const stood = await screen(page);
        await page.click('#hang-up');
        await page.locator('#screen .idle').waitFor();
        await page.click('#go');
        await until(page, /Continue where you stopped/);
        await answer(page, '1');
        assert.equal(await screen(page), stood);
        await answer(page, '00');
        await answer(page, '0');
        await page.locator('.over', { hasText: 'The call has ended.' }).waitFor();
        assert.equal(await page.inputValue('#line'), CODE);
        await close();
      });

      test('the keys write on the line', async () => {
        const { page, close } = await open(setting);
        for (const key of CODE) {
          const before = await page.inputValue('#line');
          await page.click(`.keys button[value="${key}"]`);
          await page.waitForFunction((old) => document.getElementById('line').value !== old, before);
        }
        assert.equal(await page.inputValue('#line'), CODE);
        await page.click('#go');
        await until(page, /2 Hausa/);
        await page.click('.keys button[value="2"]');
        await page.waitForFunction(() => document.getElementById('line').value === '2');
        await page.click('#go');
        await page.locator('#screen .words[lang=ha]').waitFor();
        await close();
      });

      test('what cannot be sent is said above and beside the field', async () => {
        const { page, close } = await open(setting);
        await page.click('#send-text');
        await page.locator('#problems .summary').waitFor();
        assert.match(await page.title(), /^Error: /);
        assert.equal(await page.locator('.summary:focus').count(), 1);
        assert.equal(await page.textContent('#words-wrong'), 'Enter a text.');
        await page.click('.summary a');
        assert.equal(await page.locator('#words:focus').count(), 1);
        await page.fill('#line', '*123#');
        await page.click('#go');
        await page.locator('#line-wrong', { hasText: `Nothing answers *123#. Dial ${CODE}.` }).waitFor();
        assert.equal(await page.inputValue('#line'), '*123#');
        await send(page, 'MENU');
        assert.equal(await page.title(), 'Handset, Fitila');
        assert.equal(await page.locator('.summary').count(), 0);
        await close();
      });

      test('loading the page again repeats nothing', async () => {
        const { page, close } = await open(setting);
        await send(page, 'MENU');
        await page.click('#go');
        await until(page, /1 English/);
        await answer(page, '1');
        const stood = await screen(page);
        await page.reload();
        assert.equal(await screen(page), stood);
        assert.equal(await page.locator('#thread li').count(), 2);
        await close();
      });
    });
  }
}

test('a keyword of each language is answered in that language', async () => {
  for (const [word, locale, subject, key] of [
    ['TRICKS', 'en', 'tricks', 'trick_abroad'],
    ['YAUDARA', 'ha', 'tricks', 'trick_abroad'],
    ['ẸTÀN', 'yo', 'tricks', 'trick_abroad'],
    ['aghụghọ', 'ig', 'tricks', 'trick_abroad'],
    ['HANDWORK', 'pcm', 'training', 'training_prompt'],
  ]) {
    const { page, close } = await open({ js: false, viewport: PHONE });
    const { text, lang } = await send(page, word);
    assert.match(text, shipped(locale, subject, key), word);
    assert.equal(lang, locale, word);
    await close();
  }
});

test('each language of the programme has a word to try', async () => {
  const { page, close } = await open({ js: false, viewport: DESK });
  const langs = await page.locator('.chips button[lang]').evaluateAll((chips) => chips.map((chip) => chip.lang));
  assert.deepEqual(langs, ['ha', 'yo', 'ig', 'pcm']);
  await close();
});

test('a text that comes later appears by itself', async () => {
  const { page, number, close } = await open({ js: true, viewport: DESK });
  await fetch(`${service.base}/handset/text`, { method: 'POST', body: new URLSearchParams({ n: number, words: 'MENU' }) });
  await answers(page).nth(0).waitFor();
  await close();
});

test('nothing scrolls sideways, each control has a name, and the page is light', async () => {
  for (const width of [320, 360, 480, 700, 768, 1280]) {
    const { page, weights, close } = await open({ js: true, viewport: { width, height: 640 } });
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok((await wide()) <= 0, `${width} px, empty: ${await wide()} too wide`);
    const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
    assert.ok(total <= 50 * KB, `a cold visit is ${total} bytes`);
    await send(page, 'TRICKS');
    await send(page, `${'W'.repeat(200)} long`);
    await page.click('#go');
    await until(page, /1 English/);
    await answer(page, '1');
    assert.ok((await wide()) <= 0, `${width} px, full: ${await wide()} too wide`);
    const nameless = await page.evaluate(() => {
      const controls = [...document.querySelectorAll('input:not([type=hidden]), select, button, a')];
      const named = (control) => (control.labels?.length ? control.labels[0] : control).textContent.trim();
      return controls.filter((control) => !named(control)).map((control) => control.outerHTML);
    });
    assert.deepEqual(nameless, []);
    await close();
  }
});

test('targets are large enough for a thumb', async () => {
  const { page, close } = await open({ js: false, viewport: PHONE });
  const small = await page.locator('button, select, input:not([type=hidden])').evaluateAll((controls) => controls
    .map((control) => [control.id, control.getBoundingClientRect()])
    .filter(([, box]) => box.width < 44 || box.height < 44)
    .map(([id, box]) => `${id} ${box.width}x${box.height}`));
  assert.deepEqual(small, []);
  await close();
});

test('a long thread stays below 50 KB of HTML', async () => {
  const { page, number, close } = await open({ js: false, viewport: PHONE });
  // At once: after some answers Fitila stays quiet, and each such text waits a moment for an answer in vain.
  await Promise.all(Array.from({ length: 40 }, (_, n) => {
    const body = new URLSearchParams({ n: number, words: `${n} `.repeat(100) });
    return fetch(`${service.base}/handset/text`, { method: 'POST', body, redirect: 'manual' });
  }));
  const html = await (await fetch(`${service.base}/handset?n=${number}`)).text();
  assert.ok(html.length <= 50 * KB, `${html.length} bytes`);
  await page.reload();
  const last = await page.locator('#thread li').last().boundingBox();
  const box = await page.locator('.scroll').boundingBox();
  assert.ok(last.y + last.height <= box.y + box.height + 1, 'the last text is not in sight');
  await close();
});

test('a gateway is answered with the same screen', async () => {
  const json = { accept: 'application/json' };
  const dialled = new URLSearchParams({ n: freshNumber(), line: CODE });
  const reply = await (await fetch(`${service.base}/handset/dial`, { method: 'POST', body: dialled, headers: json })).json();
  const from = `+23400000000${freshNumber()}`;
  const turn = new URLSearchParams({ session: 'browser-test-1', from, text: '' });
  const answered = await fetch(`${service.base}/gateways/demo/practice/ussd`, { method: 'POST', body: turn });
  assert.equal(await answered.text(), `CON ${reply.screen}`);
  assert.equal(reply.ends, false);
});

test('the page is kept nowhere, and no other page may use or frame it', async () => {
  const { headers } = await fetch(`${service.base}/handset`);
  const policy = headers.get('content-security-policy');
  for (const part of ["default-src 'none'", "style-src 'self' 'sha256-", "script-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"]) {
    assert.ok(policy.includes(part), `${part} is not in ${policy}`);
  }
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(headers.get('referrer-policy'), 'no-referrer');
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  const status = await new Promise((resolve) => {
    const form = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' };
    request(`${service.base}/handset/text`, { method: 'POST', headers: form }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).end('n=1&words=HELP');
  });
  assert.equal(status, 403);
});

test('only practice numbers are taken', async () => {
  for (const n of ['100', '+2348031234567', 'x']) {
    const answered = await fetch(`${service.base}/handset/text`, { method: 'POST', body: new URLSearchParams({ n, words: 'HELP' }) });
    assert.equal(answered.status, 422, n);
    assert.match(await answered.text(), /Choose a practice number/);
  }
});

test('the program says where the handset is, and hides it from the world', async () => {
  assert.ok(service.printed().includes(`${service.base}/handset`), service.printed());
  const outside = await serve('outside', 'https://sms.example.org');
  try {
    assert.equal((await fetch(`${outside.base}/handset`)).status, 404);
    assert.equal((await fetch(`${outside.base}/handset/text`, { method: 'POST' })).status, 404);
  } finally {
    await outside.stop();
  }
});

test('it is shown in light and dark, on a phone and on a desk', async () => {
  for (const [place, viewport] of [['phone', PHONE], ['desk', DESK]]) {
    for (const scheme of ['light', 'dark']) {
      const { page, close } = await open({ js: true, viewport, scheme });
      await page.screenshot({ path: join(shots, `empty-${place}-${scheme}.png`), fullPage: true });
      for (const words of ['HELP', 'JOIN', 'YES']) await send(page, words);
      await page.click('#go');
      await until(page, /1 English/);
      await answer(page, '1');
      await page.evaluate(() => document.activeElement.blur());
      await page.mouse.move(0, 0);
      await page.screenshot({ path: join(shots, `full-${place}-${scheme}.png`), fullPage: true });
      await page.click('#send-text');
      await page.locator('.summary').waitFor();
      await page.screenshot({ path: join(shots, `wrong-${place}-${scheme}.png`), fullPage: true });
      await close();
    }
  }
});
