// A server with chosen settings, an application in front of it, and people with browsers of their own.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before } from 'node:test';
import { launch, noBrowser, startApp } from './browser.mjs';
import { backend, startFoyer } from './foyer.mjs';
import { startProvider } from './provider.mjs';

export const password = 'a long enough passphrase';
export const options = { skip: noBrowser, timeout: 240_000 };

/** A browser on an application whose server has these settings; `visitor()` is somebody with a browser of their own. */
export const stage = settings => {
  const it = {};
  before(async () => {
    it.provider = settings.social && (await startProvider());
    const chosen = settings.social ? { ...settings, ...settings.social(it.provider) } : settings;
    it.app = await startApp(appUrl => startFoyer({ appUrl, settings: chosen }));
    it.browser = await launch();
  });
  after(async () => {
    await it.browser?.close();
    await it.app?.stop();
    await it.provider?.stop();
  });
  it.visitor = async () => {
    // clerk-js keeps passkeys from browsers that say they are robots.
    const context = await it.browser.newContext({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36' });
    await context.addInitScript(() => Object.defineProperty(navigator, 'webdriver', { get: () => false }));
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    const open = async path => {
      await page.goto(it.app.origin + path);
      await page.waitForFunction(() => window.Clerk?.loaded || document.title.startsWith('failed'));
      assert.equal(await page.title(), 'Application');
    };
    const somebody = {
      context,
      page,
      open,
      fill: (name, value) => page.locator(`input[name=${name}]:visible`).fill(value),
      proceed: () => page.locator('.cl-formButtonPrimary:visible').click(),
      code: async value => {
        const field = page.locator('input[autocomplete="one-time-code"]').first();
        await field.waitFor({ state: 'attached' });
        await field.pressSequentially(value);
      },
      signedInAs: who => page.locator('#main', { hasText: `signed in as ${who}` }).waitFor(),
      identify: async identifier => {
        await open('/sign-in');
        await somebody.fill('identifier', identifier);
        await somebody.proceed();
      },
      withPassword: async identifier => {
        await somebody.identify(identifier);
        await somebody.fill('password', password);
        await somebody.proceed();
      },
    };
    return somebody;
  };
  it.user = members => backend(it.app.foyer, 'POST', 'users', { password, ...members });
  return it;
};

/** RFC 6238: six digits of SHA-1 over the half-minute. */
export const totp = (secret, at = Date.now()) => {
  const bits = [...secret].map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
};
