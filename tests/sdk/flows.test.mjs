// Every way in, walked through the official components in Chromium: one server per set of settings.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { backend, codeFor, linkFor, until } from './foyer.mjs';
import { options, password, stage, totp } from './stage.mjs';

suite('links by e-mail', options, () => {
  const it = stage({
    user_settings: { attributes: { email_address: { first_factors: ['email_link'], verifications: ['email_link'] } } },
  });

  test('a link opened elsewhere completes the sign-up where it was begun', async () => {
    const ada = await it.visitor();
    await ada.open('/sign-up');
    await ada.fill('emailAddress', 'ada@example.com');
    await ada.fill('password', password);
    await ada.proceed();
    const phone = await (await it.browser.newContext()).newPage();
    await phone.goto(await linkFor(it.app.foyer, 'ada@example.com'));
    await ada.signedInAs('ada@example.com');
  });
});

suite('links that count only where they were asked for', options, () => {
  const it = stage({
    user_settings: {
      attributes: { email_address: { first_factors: ['email_link'], verifications: ['email_link'] }, password: { required: false } },
      attack_protection: { email_link: { require_same_client: true } },
    },
  });
  const elsewhere = async link => {
    const page = await (await it.browser.newContext()).newPage();
    await page.goto(link);
    return page;
  };

  test('a link to sign up opened elsewhere is turned away, and counts where it was asked for', async () => {
    const ada = await it.visitor();
    await ada.open('/sign-up');
    await ada.fill('emailAddress', 'ada@example.com');
    await ada.proceed();
    const link = await linkFor(it.app.foyer, 'ada@example.com');
    const stranger = await elsewhere(link);
    await stranger.locator('.cl-headerTitle', { hasText: 'invalid for this device' }).waitFor();
    assert.equal(new URL(stranger.url()).searchParams.get('__clerk_status'), 'client_mismatch');
    assert.equal(await stranger.evaluate(() => window.Clerk.user?.id), undefined);
    assert.equal(await ada.page.evaluate(() => window.Clerk.user?.id), undefined);

    const here = await ada.context.newPage();
    await here.goto(link);
    await here.waitForFunction(() => window.Clerk?.user);
  });

  test('a link to sign in opened elsewhere is turned away', async () => {
    await it.user({ email_address: ['bob@example.com'], password: undefined });
    const bob = await it.visitor();
    await bob.identify('bob@example.com');
    const link = await linkFor(it.app.foyer, 'bob@example.com');
    const stranger = await elsewhere(link);
    await stranger.locator('.cl-headerTitle', { hasText: 'invalid for this device' }).waitFor();
    assert.equal(await stranger.evaluate(() => window.Clerk.user?.id), undefined);

    const here = await bob.context.newPage();
    await here.goto(link);
    await here.waitForFunction(() => window.Clerk?.user?.primaryEmailAddress.emailAddress === 'bob@example.com');
  });
});

suite('phones', options, () => {
  const it = stage({
    user_settings: {
      attributes: {
        email_address: { enabled: false, required: false, used_for_first_factor: false, verify_at_sign_up: false },
        phone_number: {
          enabled: true, required: true, used_for_first_factor: true, first_factors: ['phone_code'], verifications: ['phone_code'], verify_at_sign_up: true,
        },
        password: { enabled: false, required: false },
      },
    },
  });
  const number = '+12015550123';

  test('somebody signs up and in with a code to a phone', async () => {
    const ada = await it.visitor();
    await ada.open('/sign-up');
    await ada.fill('phoneNumber', number.slice(2));
    await ada.proceed();
    await ada.code('424242');
    await ada.signedInAs(number);

    const again = await it.visitor();
    await again.identify(number.slice(2));
    await again.code('424242');
    await again.signedInAs(number);
  });
});

suite('usernames, forgotten passwords and several people', options, () => {
  const it = stage({
    auth_config: { single_session_mode: false },
    user_settings: { attributes: { username: { enabled: true, used_for_first_factor: true } } },
  });

  test('a username and a password sign in', async () => {
    await it.user({ email_address: ['user@example.com'], username: 'grace' });
    const grace = await it.visitor();
    await grace.identify('grace');
    await grace.fill('password', password);
    await grace.proceed();
    await grace.signedInAs('user@example.com');
  });

  test('a forgotten password is replaced by code', async () => {
    await it.user({ email_address: ['forgetful@example.com'] });
    const somebody = await it.visitor();
    await somebody.identify('forgetful@example.com');
    await somebody.page.locator('.cl-formFieldAction__password').click();
    await somebody.page.getByRole('button', { name: 'Reset your password' }).click();
    await somebody.code(await codeFor(it.app.foyer, 'forgetful@example.com'));
    await somebody.fill('password', 'quite another passphrase');
    await somebody.fill('confirmPassword', 'quite another passphrase');
    await somebody.proceed();
    await somebody.signedInAs('forgetful@example.com');
  });

  test('two people share a browser and switch', async () => {
    await it.user({ email_address: ['first@example.com'] });
    await it.user({ email_address: ['second@example.com'] });
    const both = await it.visitor();
    for (const who of ['first@example.com', 'second@example.com']) {
      await both.open('/');
      await both.page.evaluate(
        async ([identifier, secret]) => {
          const signIn = await window.Clerk.client.signIn.create({ strategy: 'password', identifier, password: secret });
          await window.Clerk.setActive({ session: signIn.createdSessionId });
        },
        [who, password],
      );
      await both.open('/');
      await both.signedInAs(who);
    }

    await both.open('/switch');
    await both.page.locator('.cl-userButtonTrigger').click();
    await both.page.locator('.cl-userPreview', { hasText: 'first@example.com' }).first().click();
    await both.page.waitForFunction(() => window.Clerk.user?.primaryEmailAddress.emailAddress === 'first@example.com');
    await both.open('/');
    await both.signedInAs('first@example.com');
  });

  test('somebody acts for somebody else by actor token', async () => {
    const user = await it.user({ email_address: ['customer@example.com'] });
    const support = await it.user({ email_address: ['support@example.com'] });
    const { url } = await backend(it.app.foyer, 'POST', 'actor_tokens', { user_id: user.id, actor: { sub: support.id } });
    const ticket = new URL(url).searchParams.get('ticket');
    const actor = await it.visitor();
    await actor.open(`/sign-in?__clerk_ticket=${ticket}`);
    await actor.page.waitForFunction(() => window.Clerk.session?.actor);
    assert.equal(await actor.page.evaluate(() => window.Clerk.session.actor.sub), support.id);
    await actor.open('/');
    await actor.signedInAs('customer@example.com');
  });
});

suite('second factors', options, () => {
  const it = stage({
    user_settings: {
      attributes: {
        authenticator_app: { enabled: true },
        backup_code: { enabled: true },
      },
    },
  });

  test('an authenticator app and a backup code are second factors', async () => {
    await it.user({ email_address: ['careful@example.com'] });
    const careful = await it.visitor();
    await careful.identify('careful@example.com');
    await careful.fill('password', password);
    await careful.proceed();
    await careful.signedInAs('careful@example.com');
    const secret = await careful.page.evaluate(async () => (await window.Clerk.user.createTOTP()).secret);
    await careful.page.evaluate(code => window.Clerk.user.verifyTOTP({ code }), totp(secret, Date.now() - 30_000));
    const codes = await careful.page.evaluate(async () => (await window.Clerk.user.createBackupCode()).codes);

    const byApp = await it.visitor();
    await byApp.identify('careful@example.com');
    await byApp.fill('password', password);
    await byApp.proceed();
    await byApp.code(totp(secret));
    await byApp.signedInAs('careful@example.com');

    const byPaper = await it.visitor();
    await byPaper.identify('careful@example.com');
    await byPaper.fill('password', password);
    await byPaper.proceed();
    await byPaper.page.locator('input[autocomplete="one-time-code"]').first().waitFor({ state: 'attached' });
    await byPaper.page.locator('.cl-footerActionLink', { hasText: 'another method' }).click();
    await byPaper.page.getByRole('button', { name: /backup code/i }).click();
    await byPaper.fill('code', codes[0]);
    await byPaper.proceed();
    await byPaper.signedInAs('careful@example.com');
  });
});

suite('passkeys and the profile', options, () => {
  const it = stage({
    user_settings: {
      attributes: { passkey: { enabled: true } },
      passkey_settings: { show_sign_in_button: true, allow_autofill: true },
    },
  });

  test('a passkey is registered and signs in', async () => {
    await it.user({ email_address: ['keys@example.com'] });
    const keys = await it.visitor();
    const devtools = await keys.context.newCDPSession(keys.page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
    await keys.identify('keys@example.com');
    await keys.fill('password', password);
    await keys.proceed();
    await keys.signedInAs('keys@example.com');
    await keys.page.evaluate(() => window.Clerk.user.createPasskey());
    assert.equal(await keys.page.evaluate(() => window.Clerk.user.passkeys.length), 1);
    await keys.page.evaluate(() => window.Clerk.signOut());
    await keys.page.waitForFunction(() => !window.Clerk.user);
    await keys.open('/sign-in');
    // With autofill on, the authenticator answers at once; without, the person asks for it.
    const button = keys.page.getByText(/passkey/i).first();
    await Promise.race([keys.signedInAs('keys@example.com'), button.click().catch(() => {})]);
    await keys.signedInAs('keys@example.com');
  });

  test('somebody edits the profile', async () => {
    await it.user({ email_address: ['editor@example.com'] });
    const editor = await it.visitor();
    await editor.identify('editor@example.com');
    await editor.fill('password', password);
    await editor.proceed();
    await editor.signedInAs('editor@example.com');
    await editor.open('/user');
    await editor.page.locator('.cl-profileSectionPrimaryButton__profile').click();
    await editor.fill('firstName', 'Edith');
    await editor.fill('lastName', 'Or');
    await editor.proceed();
    await editor.page.waitForFunction(() => window.Clerk.user.fullName === 'Edith Or');

    await editor.page.locator('.cl-profileSectionPrimaryButton__emailAddresses').click();
    await editor.fill('emailAddress', 'second@example.com');
    await editor.proceed();
    await editor.code(await codeFor(it.app.foyer, 'second@example.com'));
    await editor.page.waitForFunction(() => window.Clerk.user.emailAddresses.filter(each => each.verification.status === 'verified').length === 2);
  });
});

suite('a social connection', options, () => {
  const it = stage({
    social: provider => ({
      user_settings: { social: { oauth_custom_acme: { enabled: true, name: 'Acme' } }, attributes: { password: { required: false } } },
      social: { oauth_custom_acme: { client_id: 'foyer', client_secret: 'a secret', discovery_url: `${provider.issuer}/.well-known/openid-configuration` } },
    }),
  });
  const withAcme = who => who.page.locator('[class*=socialButtons]', { hasText: /acme/i }).locator('visible=true').first().click();

  test('somebody signs up with it, and in again', async () => {
    const ada = await it.visitor();
    await ada.open('/sign-up');
    await withAcme(ada);
    await ada.signedInAs('ada@example.com');
    assert.equal(await ada.page.evaluate(() => window.Clerk.user.externalAccounts.length), 1);

    const again = await it.visitor();
    await again.open('/sign-in');
    await withAcme(again);
    await again.signedInAs('ada@example.com');
  });

  test('the picture there is shown here, from here', async () => {
    it.provider.person = { sub: 'p3', email: 'pia@example.com', email_verified: true, given_name: 'Pia', picture: `${it.provider.issuer}/picture.png` };
    const pia = await it.visitor();
    await pia.open('/sign-up');
    await withAcme(pia);
    await pia.signedInAs('pia@example.com');
    await until(() => pia.page.evaluate(async () => (await window.Clerk.user.reload()).hasImage), { seconds: 15, what: 'the picture' });
    await pia.open('/switch');
    const shown = pia.page.locator('.cl-userButtonTrigger img');
    await shown.waitFor();
    await pia.page.waitForFunction(image => image.naturalWidth === 2, await shown.elementHandle());
    assert.ok(!(await shown.getAttribute('src')).startsWith(it.provider.issuer));
  });

  test('a sign-in by somebody unknown goes over to a sign-up', async () => {
    it.provider.person = { sub: 'p2', email: 'eve@example.com', email_verified: true, given_name: 'Eve', family_name: 'Else' };
    const eve = await it.visitor();
    await eve.open('/sign-in');
    await withAcme(eve);
    await eve.signedInAs('eve@example.com');
  });

  test('whoever says no at the provider is told so', async () => {
    it.provider.person = null;
    const reluctant = await it.visitor();
    await reluctant.open('/sign-in');
    await withAcme(reluctant);
    await reluctant.page.locator('.cl-alert').first().waitFor();
  });
});

suite('closed doors', options, () => {
  const it = stage({ user_settings: { sign_up: { mode: 'restricted' } } });

  test('an invitation opens a restricted sign-up', async () => {
    const { url } = await backend(it.app.foyer, 'POST', 'invitations', { email_address: 'guest@example.com', redirect_url: `${it.app.origin}/sign-up` });
    const stranger = await it.visitor();
    await stranger.open('/sign-up');
    assert.equal(await stranger.page.locator('input[name=emailAddress]:visible').count(), 0);

    const guest = await it.visitor();
    await guest.page.goto(url.replace(new URL(url).origin, it.app.foyer.url));
    await guest.page.waitForFunction(() => window.Clerk?.loaded);
    await guest.fill('password', password);
    await guest.proceed();
    await guest.signedInAs('guest@example.com');
  });
});

suite('a waitlist', options, () => {
  const it = stage({ user_settings: { sign_up: { mode: 'waitlist' } } });

  test('somebody joins it', async () => {
    const early = await it.visitor();
    await early.open('/waitlist');
    await early.fill('emailAddress', 'early@example.com');
    await early.proceed();
    await early.page.locator('.cl-formButtonPrimary').waitFor({ state: 'detached' });
    const entries = await backend(it.app.foyer, 'GET', 'waitlist_entries');
    assert.deepEqual(entries.data.map(entry => entry.email_address), ['early@example.com']);
  });
});
