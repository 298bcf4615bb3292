// result.mjs RESULT_TOOL OUT: opens what participants are handed in headless Chromium and uses it as a person would.
// Ends with 77 where there is no Chromium or no playwright-core. Screenshots go to OUT.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

const [tool, out] = process.argv.slice(2);
const executablePath = ['chromium', 'chromium-browser', 'google-chrome'].flatMap(name =>
  (process.env.PATH ?? '').split(':').map(folder => join(folder, name))).find(path => existsSync(path));
const driver = await import('playwright-core').then(module => module.chromium, () => null);
if (!executablePath || !driver) {
  console.log(`skipped: ${executablePath ? 'playwright-core' : 'Chromium'} is not installed`);
  process.exit(77);
}
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--mute-audio', '--autoplay-policy=no-user-gesture-required'];

/** Sizes of waves: what the tool is told of each. */
const WAVES = {usual: [], large: ['40', '20', '1', 'long', 'named'], single: ['1', '1', '1'], none: ['4', '0', '1'],
  unanswered: ['3', '8', '1', 'unanswered']};
for (const [name, words] of Object.entries(WAVES)) {
  mkdirSync(join(out, name), {recursive: true});
  execFileSync(tool, [join(out, name), ...words], {stdio: 'inherit'});
}

/** A page that loads without a word on the console, an error, or a request for anything but itself. */
const openPage = async (browser, name, options = {}) => {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  const troubles = [], url = pathToFileURL(join(out, name)).href;
  page.on('console', message => troubles.push(`console: ${message.text()}`));
  page.on('pageerror', error => troubles.push(`error: ${error.message}`));
  page.on('request', request => {
    if (request.url() !== url && !request.url().startsWith('data:')) troubles.push(`request: ${request.url().slice(0, 100)}`);
  });
  await page.goto(url);
  const close = async () => {
    assert.deepEqual(troubles, [], name);
    await context.close();
  };
  return {page, close};
};

const playing = page => page.evaluate(() => [...document.querySelectorAll('audio')].filter(a => !a.paused).map(a => a.id));

const tests = {
  async 'evidence plays, one at a time, and stops'(browser) {
    const {page, close} = await openPage(browser, 'usual/result.html');
    const buttons = page.locator('button.clip');
    assert.ok(await buttons.count() >= 5);
    await buttons.nth(0).click();
    await page.waitForFunction(() => !document.getElementById('k1').paused);
    assert.equal(await buttons.nth(0).getAttribute('aria-pressed'), 'true');
    await buttons.nth(1).click();
    await page.waitForFunction(() => document.getElementById('k1').paused && !document.getElementById('k2').paused);
    assert.deepEqual(await playing(page), ['k2']);
    assert.equal(await buttons.nth(0).getAttribute('aria-pressed'), 'false');
    await buttons.nth(1).click();
    assert.deepEqual(await playing(page), []);
    await buttons.nth(2).click();
    await page.waitForFunction(() => document.getElementById('k3').ended, null, {timeout: 8000});
    assert.equal(await buttons.nth(2).getAttribute('aria-pressed'), 'false');
    assert.match(await buttons.nth(2).getAttribute('aria-label'), /^Play c\d+ at \d+:\d\d: .+/);
    await close();
  },

  async 'the own row is seen, with the mean within its interval'(browser) {
    const {page, close} = await openPage(browser, 'usual/result.html');
    const rows = page.locator('.standing .ladder tbody tr');
    assert.equal(await rows.count(), 9);
    assert.equal(await page.locator('.standing tr.own').count(), 1);
    for (let i = 0; i < 9; i++) {
      const bar = await rows.nth(i).locator('.interval').boundingBox(), dot = await rows.nth(i).locator('.dot').boundingBox();
      const middle = dot.x + dot.width / 2;
      assert.ok(bar.x - 1 <= middle && middle <= bar.x + bar.width + 1, `row ${i}`);
    }
    // Best first: dots go to the left from row to row.
    const places = await page.evaluate(() => [...document.querySelectorAll('.standing .dot')].map(d => parseFloat(d.style.left)));
    assert.deepEqual(places, [...places].sort((a, b) => b - a));
    await close();
  },

  async 'hours without calls are shown as such'(browser) {
    const {page, close} = await openPage(browser, 'usual/result.html');
    const none = page.locator('.hours li.none');
    assert.equal(await none.count(), 1);
    assert.match(await none.innerText(), /13–14\s+no call/);
    await close();
  },

  async 'every size of wave fits every width, light and dark'(browser) {
    const all = [[1280, 'light'], [900, 'dark'], [390, 'light']];
    for (const wave of Object.keys(WAVES))
      for (const file of ['result', 'manager'])
        for (const [width, colorScheme] of wave === 'usual' ? all : all.slice(2)) {
          const {page, close} = await openPage(browser, `${wave}/${file}.html`, {viewport: {width, height: 900}, colorScheme});
          const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(over <= 0, `${wave}/${file} at ${width} is ${over} too wide`);
          const cut = await page.evaluate(() => [...document.querySelectorAll('section')]
            .filter(s => s.scrollWidth > s.clientWidth + 1).map(s => s.querySelector('h2')?.textContent));
          assert.deepEqual(cut, [], `${wave}/${file} at ${width}`);
          assert.doesNotMatch(await page.innerText('body'), /\bnan\b|\binf\b|undefined/i);
          if (wave === 'usual') await page.screenshot({path: join(out, `${wave}-${file}-${width}.png`), fullPage: true});
          await close();
        }
  },

  async 'controls have names and headings go in order'(browser) {
    const {page, close} = await openPage(browser, 'usual/result.html');
    const nameless = await page.evaluate(() => [...document.querySelectorAll('button, a')]
      .filter(e => !(e.getAttribute('aria-label') ?? e.textContent).trim()).length);
    assert.equal(nameless, 0);
    assert.equal(await page.locator('h1').count(), 1);
    assert.ok(await page.locator('h2').count() >= 6);
    await close();
  },
};

const browser = await driver.launch({executablePath, args: FLAGS});
let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test(browser);
    console.log(`ok     ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}\n       ${error.message.split('\n').slice(0, 12).join('\n       ')}`);
  }
}
await browser.close();
process.exit(failed ? 1 : 0);
