// The official clerk-js and @clerk/ui, unmodified, in Chromium, on an application that proxies the server.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { verifyToken } from '@clerk/backend';
import { launch, noBrowser, startApp } from './browser.mjs';
import { codeFor, startFoyer } from './foyer.mjs';

suite('clerk-js and its components in Chromium', { skip: noBrowser, timeout: 180_000 }, () => {
  let app;
  let browser;
  let context;
  let page;
  const address = 'ada@example.com';
  const password = 'a long enough passphrase';

  before(async () => {
    app = await startApp(appUrl => startFoyer({ appUrl }));
    browser = await launch();
    context = await browser.newContext();
    context.setDefaultTimeout(20_000);
    page = await context.newPage();
  });

  after(async () => {
    await browser?.close();
    await app?.stop();
  });

  /** Opens a page and waits for clerk-js; what the page itself complained about belongs to a failure. */
  const open = async path => {
    await page.goto(app.origin + path);
    await page.waitForFunction(() => window.Clerk?.loaded || document.title.startsWith('failed'));
    assert.equal(await page.title(), 'Application');
  };
  const cookies = async prefix => (await context.cookies()).filter(cookie => cookie.name.startsWith(prefix) && cookie.value);
  const signedInAs = who => page.getByText(`signed in as ${who}`).waitFor();

  test('both bundles come from the server', async () => {
    const requested = [];
    page.on('request', request => requested.push(request.url()));
    await open('/');
    await page.getByText('signed out').waitFor();
    assert.deepEqual(requested.filter(url => !url.startsWith(app.origin) && !url.startsWith('blob:')), []);
    assert.ok(requested.some(url => url.includes('/npm/@clerk/clerk-js@6/dist/clerk.browser.js')));
    assert.ok(requested.some(url => url.includes('/npm/@clerk/ui@1/dist/ui.browser.js')));
    assert.equal((await cookies('__clerk_db_jwt')).length, 2);
  });

  test('somebody signs up with an e-mail code', async () => {
    await open('/sign-up');
    await page.locator('input[name=emailAddress]').fill(address);
    await page.locator('input[name=password]').fill(password);
    await page.locator('.cl-formButtonPrimary').click();
    const field = page.locator('input[autocomplete="one-time-code"]').first();
    await field.waitFor({ state: 'attached' });
    await field.pressSequentially(await codeFor(app.foyer, address));
    await signedInAs(address);
    assert.ok((await cookies('__session')).length > 0);
  });

  test('the session token is refreshed and verifies without the network', async () => {
    await open('/');
    const first = await page.evaluate(() => window.Clerk.session.getToken());
    await page.waitForTimeout(1_100);
    const second = await page.evaluate(() => window.Clerk.session.getToken({ skipCache: true }));
    const [before, claims] = await Promise.all([first, second].map(token => verifyToken(token, { jwtKey: app.foyer.jwtKey })));
    assert.ok(claims.iat > before.iat);
    assert.equal(claims.sid, before.sid);
    assert.equal(claims.azp, app.origin);
  });

  test('somebody signs out', async () => {
    await open('/');
    await page.evaluate(() => window.Clerk.signOut());
    await page.waitForFunction(() => !window.Clerk.user);
    assert.deepEqual(await cookies('__session'), []);
    await open('/');
    await page.getByText('signed out').waitFor();
  });

  test('a wrong password is told apart, the right one signs in', async () => {
    await open('/sign-in');
    await page.locator('input[name=identifier]').fill(address);
    await page.locator('.cl-formButtonPrimary').click();
    const field = page.locator('input[name=password]:visible');
    await field.waitFor();
    await field.fill('not this one at all');
    await page.locator('.cl-formButtonPrimary').click();
    await page.locator('.cl-formFieldErrorText').first().waitFor();
    await field.fill(password);
    await page.locator('.cl-formButtonPrimary').click();
    await signedInAs(address);
  });
});
