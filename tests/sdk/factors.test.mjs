// Passkeys, an authenticator app and backup codes, driven by the official clerk-js and its components in Chromium.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { createClerkClient } from '@clerk/backend';
import { launch, noBrowser, startApp } from './browser.mjs';
import { startFoyer } from './foyer.mjs';
import { totp } from './stage.mjs';

suite('passkeys and second factors by clerk-js', { skip: noBrowser, timeout: 180_000 }, () => {
  let app;
  let browser;
  let page;
  let devtools;
  let authenticatorId;
  let secret;
  let backupCodes;
  const address = 'ada@example.com';
  const password = 'a long enough passphrase';

  before(async () => {
    const on = { enabled: true };
    app = await startApp(appUrl => startFoyer({ appUrl, settings: { user_settings: { attributes: { passkey: on, authenticator_app: on, backup_code: on } } } }));
    const backend = createClerkClient({ secretKey: app.foyer.secretKey, apiUrl: app.foyer.url });
    await backend.users.createUser({ emailAddress: [address], password });
    browser = await launch();
    // clerk-js offers passkeys to people only: not to what says of itself that it is a robot.
    const context = await browser.newContext({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36' });
    await context.addInitScript(() => Object.defineProperty(navigator, 'webdriver', { get: () => false }));
    context.setDefaultTimeout(20_000);
    page = await context.newPage();
    devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    ({ authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    }));
  });

  after(async () => {
    await browser?.close();
    await app?.stop();
  });

  const open = async path => {
    await page.goto(app.origin + path);
    await page.waitForFunction(() => window.Clerk?.loaded || document.title.startsWith('failed'));
    assert.equal(await page.title(), 'Application');
  };
  const signOut = async () => {
    await page.evaluate(() => window.Clerk.signOut());
    await page.waitForFunction(() => !window.Clerk.user);
  };
  const signedIn = () => page.getByText(`signed in as ${address}`).waitFor();


  test('somebody signs in with a password and adds a passkey', async () => {
    await open('/');
    const status = await page.evaluate(
      async ([identifier, password]) => {
        const signIn = await window.Clerk.client.signIn.create({ strategy: 'password', identifier, password });
        await window.Clerk.setActive({ session: signIn.createdSessionId });
        return signIn.status;
      },
      [address, password],
    );
    assert.equal(status, 'complete');
    const passkey = await page.evaluate(async () => {
      const made = await window.Clerk.user.createPasskey();
      await made.update({ name: 'My laptop' });
      await window.Clerk.user.reload();
      return { name: window.Clerk.user.passkeys[0].name, status: made.verification?.status, count: window.Clerk.user.passkeys.length };
    });
    assert.deepEqual(passkey, { name: 'My laptop', status: 'verified', count: 1 });
  });

  test('the passkey signs in while the identifier is asked for, without a click', async () => {
    await signOut();
    await open('/sign-in');
    await signedIn();
  });

  test('the passkey signs in from the button of the official page', async () => {
    await signOut();
    // Where a browser offers passkeys in the field, this authenticator answers before the button is reached.
    await page.addInitScript(() => (PublicKeyCredential.isConditionalMediationAvailable = async () => false));
    await open('/sign-in');
    await page.getByRole('link', { name: /passkey/i }).or(page.getByRole('button', { name: /passkey/i })).first().click();
    await signedIn();
  });

  test('the passkey signs in after the identifier', async () => {
    await signOut();
    const status = await page.evaluate(async identifier => {
      const signIn = await window.Clerk.client.signIn.create({ identifier });
      const done = await signIn.authenticateWithPasskey();
      await window.Clerk.setActive({ session: done.createdSessionId });
      return done.status;
    }, address);
    assert.equal(status, 'complete');
  });

  test('an authenticator app is set up, and backup codes come with it', async () => {
    await open('/');
    const begun = await page.evaluate(async () => {
      const totp = await window.Clerk.user.createTOTP();
      return { secret: totp.secret, uri: totp.uri };
    });
    secret = begun.secret;
    assert.ok(begun.uri.startsWith('otpauth://totp/'));
    const done = await page.evaluate(async code => {
      const totp = await window.Clerk.user.verifyTOTP({ code });
      return { verified: totp.verified, backupCodes: totp.backupCodes, enabled: window.Clerk.user.totpEnabled, two: window.Clerk.user.twoFactorEnabled };
    }, totp(secret));
    assert.deepEqual({ ...done, backupCodes: done.backupCodes.length }, { verified: true, backupCodes: 10, enabled: true, two: true });
    const anew = await page.evaluate(async () => (await window.Clerk.user.createBackupCode()).codes);
    assert.equal(anew.length, 10);
    backupCodes = anew;
  });

  test('a code of the app completes a sign-in on the official page', async () => {
    await signOut();
    // The page offers passkeys while the identifier is typed, and this authenticator would not wait to be asked.
    await devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
    await open('/sign-in');
    await page.locator('input[name=identifier]').fill(address);
    await page.locator('.cl-formButtonPrimary').click();
    // With a passkey on the account the page offers it first.
    const another = page.getByText(/use another method/i);
    await another.or(page.locator('input[name=password][type=password]:not([tabindex="-1"])')).first().waitFor();
    if (await another.count()) {
      await another.first().click();
      await page.getByText(/sign in with your password/i).click();
    }

    await page.locator('input[name=password]').fill(password);
    await page.locator('.cl-formButtonPrimary').click();
    const field = page.locator('input[autocomplete="one-time-code"]').first();
    await field.waitFor({ state: 'attached' });
    // The step in which the app was set up is spent; the next one is taken early.
    await field.pressSequentially(totp(secret, Date.now() + 30_000));
    await signedIn();
  });

  test('a backup code completes a sign-in once', async () => {
    await signOut();
    const attempt = async code => {
      // After a sign-out the client is away for a moment.
      await page.waitForFunction(() => window.Clerk?.client?.signIn);
      return page.evaluate(
        async ([identifier, password, code]) => {
          const signIn = await window.Clerk.client.signIn.create({ strategy: 'password', identifier, password });
          try {
            const done = await signIn.attemptSecondFactor({ strategy: 'backup_code', code });
            await window.Clerk.setActive({ session: done.createdSessionId });
            return done.status;
          } catch (error) {
            return error.errors?.[0]?.code ?? String(error);
          }
        },
        [address, password, code],
      );
    };
    assert.equal(await attempt(backupCodes[0]), 'complete');
    await signOut();
    assert.equal(await attempt(backupCodes[0]), 'form_code_used');
  });
});
