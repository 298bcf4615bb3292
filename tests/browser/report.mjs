// report.mjs PAGE_TOOL OUT [LUR]: opens real pages in headless Chromium and uses them as a person would; with LUR, the program,
// also those that it makes of sample calls.
// Ends with 77 where there is no Chromium or no playwright-core. Screenshots go to OUT.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, statSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

const [tool, out, program] = process.argv.slice(2);
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

const chromiumPath = () => ['chromium', 'chromium-browser', 'google-chrome'].flatMap(name =>
  (process.env.PATH ?? '').split(':').map(folder => join(folder, name))).find(path => existsSync(path));

const loadDriver = async () => {
  try {
    return (await import('playwright-core')).chromium;
  } catch {
    return null;
  }
};

const skip = why => {
  console.log(`skipped: ${why}`);
  process.exit(77);
};

// Sound cards, graphics and first-run talk are left out; as root Chromium has no sandbox.
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--mute-audio', '--autoplay-policy=no-user-gesture-required'];

/** A page that has loaded without a word on the console, an error, or a request for anything but files named in `allowed`. */
const openPage = async (browser, name, options = {}) => {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  const troubles = [];
  page.on('console', message => troubles.push(`console: ${message.text()}`));
  page.on('pageerror', error => troubles.push(`error: ${error.message}`));
  page.on('request', request => {
    const url = request.url();
    const own = url.startsWith('data:') || url === pathToFileURL(join(out, name)).href;
    const allowed = (options.allowed ?? []).some(file => url === pathToFileURL(join(out, file)).href);
    if (!own && !allowed) troubles.push(`request: ${url.slice(0, 100)}`);
  });
  await page.goto(pathToFileURL(join(out, name)).href);
  const close = async () => {
    assert.deepEqual(troubles, [], name);
    await context.close();
  };
  return {page, close};
};

const now = page => page.evaluate(() => document.getElementById('audio').currentTime);
const paused = page => page.evaluate(() => document.getElementById('audio').paused);
const seekTo = (page, s) => page.evaluate(at => { document.getElementById('audio').currentTime = at; }, s);
const near = (got, want, tolerance, what) => assert.ok(Math.abs(got - want) <= tolerance, `${what}: ${got}, not ${want} +- ${tolerance}`);
const ready = page => page.waitForFunction(() => document.getElementById('audio').readyState >= 2);
const untilPaused = (page, timeout) => page.waitForFunction(() => document.getElementById('audio').paused, null, {timeout});

const tests = {
  async 'plays, pauses and shows where it is'(browser) {
    const {page, close} = await openPage(browser, 'call.html');
    await ready(page);
    near(await page.evaluate(() => document.getElementById('audio').duration), 60, 0.01, 'duration');
    await page.click('#play');
    await page.waitForFunction(() => document.getElementById('audio').currentTime > 0.4);
    assert.match(await page.textContent('#play'), /Pause/);
    await page.click('#play');
    assert.equal(await paused(page), true);
    const at = await now(page), left = await page.evaluate(() => parseFloat(document.getElementById('head').style.left));
    near(left, 100 * at / 60, 0.2, 'playhead');
    assert.match(await page.inputValue('#time').catch(() => page.textContent('#time')), /^0:0\d\.\d \/ 1:00$/);
    await close();
  },

  async 'evidence is jumped to, played and stopped at its end'(browser) {
    const {page, close} = await openPage(browser, 'call.html');
    await ready(page);
    const button = page.locator('#c-greeting button.hear');
    await button.click();
    near(await now(page), 20.1, 0.4, 'start');
    assert.equal(await paused(page), false);
    assert.equal(await page.isVisible('#range'), true);
    await untilPaused(page, 6000);
    near(await now(page), 21.75, 0.05, 'end');
    assert.equal(await page.isVisible('#range'), false);
    await close();
  },

  async 'evidence in several places is played one after the other'(browser) {
    const {page, close} = await openPage(browser, 'call.html');
    await ready(page);
    await page.evaluate(() => {
      const audio = document.getElementById('audio');
      window.seen = [];
      audio.addEventListener('seeking', () => window.seen.push(audio.currentTime));
    });
    await page.locator('#c-patience button.hear').click();
    await untilPaused(page, 8000);
    near(await now(page), 27.31, 0.05, 'end');
    const seen = await page.evaluate(() => window.seen);
    near(seen[0], 20.1, 0.01, 'first');
    near(seen[1], 27, 0.01, 'second');
    await page.locator('#c-patience .chips button').nth(1).click();
    near(await now(page), 27, 0.31, 'chip');
    await untilPaused(page, 6000);
    await close();
  },

  async 'a click in the picture seeks'(browser) {
    const {page, close} = await openPage(browser, 'call.html');
    await ready(page);
    const box = await page.locator('#picture').boundingBox();
    await page.mouse.click(box.x + box.width * 0.75, box.y + 80);
    near(await now(page), 45, 0.2, 'click');
    await page.mouse.click(box.x + box.width * 0.1, box.y + 10); // the journey strip, too
    near(await now(page), 6, 0.2, 'click');
    await close();
  },

  async 'keys and event buttons move'(browser) {
    const {page, close} = await openPage(browser, 'call.html');
    await ready(page);
    await page.keyboard.press('ArrowRight');
    near(await now(page), 5, 0.01, 'right');
    await page.keyboard.press('Shift+ArrowRight');
    near(await now(page), 9, 0.01, 'next event');
    await page.keyboard.press('ArrowLeft');
    near(await now(page), 4, 0.01, 'left');
    await page.click('#next');
    near(await now(page), 9, 0.01, 'next');
    await page.click('#next');
    near(await now(page), 12.4, 0.01, 'next');
    await page.click('#previous');
    near(await now(page), 9, 0.01, 'previous');
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('Space');
    assert.equal(await paused(page), false);
    await page.keyboard.press('Space');
    assert.equal(await paused(page), true);
    await close();
  },

  async 'silence is skipped'(browser) {
    const {page, close} = await openPage(browser, 'call.html');
    await ready(page);
    await page.click('#skip');
    await seekTo(page, 14.5);
    await page.click('#play');
    await page.waitForFunction(() => document.getElementById('audio').currentTime >= 19.85, null, {timeout: 2500});
    await page.click('#play');
    await close();
  },

  async 'one side alone, and faster'(browser) {
    const {page, close} = await openPage(browser, 'call.html');
    await ready(page);
    await page.click('#agent');
    assert.equal(await page.getAttribute('#agent', 'aria-pressed'), 'true');
    await page.click('#caller');
    assert.equal(await page.getAttribute('#agent', 'aria-pressed'), 'false');
    await page.selectOption('#speed', '2');
    await seekTo(page, 22);
    await page.click('#play');
    const start = Date.now(), from = await now(page);
    await page.waitForFunction(at => document.getElementById('audio').currentTime > at + 2, from, {timeout: 6000});
    assert.ok(Date.now() - start < 1900, 'twice as fast');
    await page.click('#play');
    await page.click('#caller');
    assert.equal(await page.getAttribute('#caller', 'aria-pressed'), 'false');
    await close();
  },

  async 'each side is really alone'(browser) {
    // The caller is a tone of 220 Hz and the agent one of 440 Hz; what is heard is measured where it leaves the page.
    const {page, close} = await openPage(browser, 'call.html', {});
    await page.addInitScript(() => {
      const connect = AudioNode.prototype.connect;
      AudioNode.prototype.connect = function (to, ...rest) {
        if (to === this.context.destination) {
          window.ear = this.context.createAnalyser();
          window.ear.fftSize = 8192;
          window.ear.smoothingTimeConstant = 0;
          connect.call(this, window.ear);
        }
        return connect.call(this, to, ...rest);
      };
    });
    await page.reload();
    await ready(page);
    const level = async hertz => page.evaluate(f => {
      const bins = new Float32Array(window.ear.frequencyBinCount);
      window.ear.getFloatFrequencyData(bins);
      return bins[Math.round(f * window.ear.fftSize / window.ear.context.sampleRate)];
    }, hertz);
    for (const [side, at, own, other] of [['agent', 29, 440, 220], ['caller', 53.5, 220, 440]]) {
      await page.click(`#${side}`);
      await seekTo(page, at);
      await page.click('#play');
      await page.waitForFunction(s => document.getElementById('audio').currentTime > s, at + 0.8);
      const [mine, theirs] = [await level(own), await level(other)];
      assert.ok(mine > -40 && mine > theirs + 30, `${side}: ${mine} dB against ${theirs} dB`);
      await page.click('#play');
    }
    await page.click('#agent');
    await seekTo(page, 22.2); // only the caller speaks here
    await page.click('#play');
    await page.waitForFunction(() => document.getElementById('audio').currentTime > 23);
    assert.ok(await level(220) < -60, 'the caller is not heard');
    await page.click('#play');
    await close();
  },

  async 'a sound beside the page plays too'(browser) {
    const {page, close} = await openPage(browser, 'linked.html', {allowed: ['call.wav']});
    await ready(page);
    await page.locator('#c-time_to_answer button.hear').click();
    await page.waitForFunction(() => document.getElementById('audio').currentTime > 1.1);
    await page.click('#play');
    assert.equal(await page.isVisible('#agent'), false); // from disk the sides cannot be taken apart
    await close();
  },

  async 'a hostile name stays a name'(browser) {
    const {page, close} = await openPage(browser, 'attack.html');
    await ready(page);
    assert.equal(await page.evaluate(() => window.attacked), undefined);
    assert.match(await page.textContent('h1'), /onerror/);
    await close();
  },

  async 'the small player stands in when the picture is out of sight'(browser) {
    const {page, close} = await openPage(browser, 'call.html', {viewport: {width: 400, height: 800}});
    await ready(page);
    assert.equal(await page.isVisible('#small'), false);
    await page.locator('#c-patience button.hear').scrollIntoViewIfNeeded();
    await page.locator('#c-patience button.hear').click();
    await page.locator('footer').scrollIntoViewIfNeeded();
    await page.waitForSelector('#small', {state: 'visible'});
    await page.screenshot({path: join(out, 'small-player.png')});
    await page.locator('#small button').click();
    assert.equal(await paused(page), true);
    await close();
  },

  async 'closer looks keep the place and show finer times'(browser) {
    const {page, close} = await openPage(browser, 'call.html');
    await ready(page);
    const before = await page.locator('.axis:visible span').count();
    await page.click('#wide');
    await page.click('#wide');
    assert.ok(await page.locator('.axis:visible span').count() > before);
    assert.equal(await page.locator('.axis:visible').count(), 1);
    await close();
  },

  async 'controls have names'(browser) {
    const {page, close} = await openPage(browser, 'call.html');
    const nameless = await page.evaluate(() => [...document.querySelectorAll('button, select, a')]
      .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim())).map(e => e.outerHTML.slice(0, 80)));
    assert.deepEqual(nameless, []);
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
    const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map(e => e.id));
    assert.equal(new Set(ids).size, ids.length);
    await close();
  },

  async 'every width, light and dark, fits and is pictured'(browser) {
    for (const name of ['call', 'index'])
      for (const width of [1280, 900, 400])
        for (const colorScheme of ['light', 'dark']) {
          const {page, close} = await openPage(browser, `${name}.html`, {viewport: {width, height: 900}, colorScheme});
          const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(beyond <= 0, `${name} is ${beyond} px too wide at ${width}`);
          const path = join(out, `${name}-${width}-${colorScheme}.png`);
          await page.screenshot({path, fullPage: true});
          assert.ok(statSync(path).size > 10000, path);
          await close();
        }
  },

  async 'prints without buttons'(browser) {
    const {page, close} = await openPage(browser, 'call.html', {viewport: {width: 800, height: 1100}});
    await page.emulateMedia({media: 'print'});
    assert.equal(await page.locator('.controls:visible, .zoom:visible, button.hear:visible, audio:visible').count(), 0);
    assert.ok(await page.locator('.chips:visible').count() > 0); // when to listen is worth its ink
    await page.screenshot({path: join(out, 'print.png'), fullPage: true});
    await close();
  },

  async 'the index leads to the page'(browser) {
    const {page, close} = await openPage(browser, 'index.html', {allowed: ['call.html']});
    assert.deepEqual(await page.locator('tbody th').evaluateAll(cells => cells.map(c => c.firstChild.textContent)),
      ['Best call', 'kund-042.wav', 'Call without a score']);
    await page.locator('tbody a').first().click();
    await page.waitForSelector('#audio', {state: 'attached'});
    assert.match(page.url(), /call\.html$/);
    await close();
  },
};

// Pages of sample calls, with the sound of real recordings, scored and answered.
const sampleTests = {
  async 'pages of sample calls play their evidence'(browser) {
    for (const name of ['sv-good', 'nl-interrupt']) {
      const {page, close} = await openPage(browser, `samples/${name}.html`);
      await ready(page);
      const buttons = page.locator('.criteria button.hear');
      assert.ok(await buttons.count() > 0);
      const [start, end] = (await buttons.first().getAttribute('data-play')).split(',')[0].split('-').map(Number);
      await buttons.first().click();
      near(await now(page), start, 0.4, `${name}: start`);
      await untilPaused(page, 15000);
      near(await now(page), end, 0.05, `${name}: end`);
      await page.screenshot({path: join(out, `sample-${name}.png`)});
      await close();
    }
  },

  async 'a call on one channel has no sides to choose'(browser) {
    const {page, close} = await openPage(browser, 'samples/sv-mono.html');
    await ready(page);
    assert.equal(await page.locator('#agent').count(), 0);
    assert.equal(await page.locator('.lane').count(), 1);
    await close();
  },

  async 'the index of sample calls goes from best to worst'(browser) {
    const {page, close} = await openPage(browser, 'samples/index.html');
    const scores = (await page.locator('td.score b').allTextContents()).map(Number);
    assert.ok(scores.length === 3 && scores.every(Number.isFinite));
    assert.deepEqual(scores, [...scores].sort((a, b) => b - a));
    await page.screenshot({path: join(out, 'sample-index.png')});
    await close();
  },
};

const makeSamplePages = () => {
  const files = ['sv-good', 'nl-interrupt', 'sv-mono'].map(name => join(root, 'samples', `${name}.flac`));
  const rubric = join(root, 'rubrics', 'library', 'sm-contactcenter.yaml');
  execFileSync(program, ['report', '--rubric', rubric, '--lang', 'en', '--answers-dir', join(root, 'samples', 'answers'),
    '--out', join(out, 'samples'), ...files], {stdio: ['ignore', 'ignore', 'inherit'], env: {...process.env, LC_ALL: 'C.UTF-8', LANGUAGE: ''}});
};

const executablePath = chromiumPath(), driver = await loadDriver();
if (!executablePath) skip('Chromium is not installed');
if (!driver) skip(`playwright-core is not installed (npm ci in ${root})`);
mkdirSync(out, {recursive: true});
execFileSync(tool, [out], {stdio: 'inherit'});
if (program) makeSamplePages();
const browser = await driver.launch({executablePath, args: FLAGS});
let failed = 0;
for (const [name, test] of Object.entries({...tests, ...(program ? sampleTests : {})})) {
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
