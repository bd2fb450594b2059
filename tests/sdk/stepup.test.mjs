// Proving again who one is before a sensitive change: the official dialog, opened by what the server answers.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { backend, codeFor, provenEarlier, until } from './foyer.mjs';
import { options, password, stage, totp } from './stage.mjs';

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

suite('reverification', options, () => {
  const it = stage({
    auth_config: { reverification: true },
    user_settings: { attributes: { authenticator_app: { enabled: true }, backup_code: { enabled: true } } },
  });
  const dialog = who => who.page.locator('.cl-modalContent', { has: who.page.locator('.cl-userVerification-root, .cl-card') });

  /** Somebody on the profile page whose proofs are eleven minutes old asks for another address. */
  const asksForAddress = async (who, address) => {
    provenEarlier(it.app.foyer, 11);
    await who.open('/user');
    await who.page.locator('.cl-profileSectionPrimaryButton__emailAddresses').click();
    await who.fill('emailAddress', address);
    await who.proceed();
    await dialog(who).waitFor();
  };
  const hasAddresses = (who, count) => who.page.waitForFunction(count => window.Clerk.user.emailAddresses.filter(each => each.verification.status === 'verified').length === count, count);

  test('the password is asked for, and the change goes on by itself', async () => {
    await it.user({ email_address: ['ada@example.com'] });
    const ada = await it.visitor();
    await ada.withPassword('ada@example.com');
    await ada.signedInAs('ada@example.com');
    await asksForAddress(ada, 'ada@work.example');

    await dialog(ada).locator('input[name=password]').fill('not the passphrase');
    await dialog(ada).locator('.cl-formButtonPrimary').click();
    await dialog(ada).locator('.cl-formFieldErrorText').first().waitFor();
    await dialog(ada).locator('input[name=password]').fill(password);
    await dialog(ada).locator('.cl-formButtonPrimary').click();
    await dialog(ada).waitFor({ state: 'detached' });

    await ada.code(await codeFor(it.app.foyer, 'ada@work.example'));
    await hasAddresses(ada, 2);
  });

  test('who closes the dialog has changed nothing', async () => {
    await it.user({ email_address: ['bob@example.com'] });
    const bob = await it.visitor();
    await bob.withPassword('bob@example.com');
    await bob.signedInAs('bob@example.com');
    await asksForAddress(bob, 'bob@work.example');

    await dialog(bob).locator('.cl-modalCloseButton').click();
    await dialog(bob).waitFor({ state: 'detached' });
    await bob.open('/');
    assert.equal(await bob.page.evaluate(() => window.Clerk.user.emailAddresses.length), 1);
  });

  test('whoever has an authenticator app is asked for its code', async () => {
    await it.user({ email_address: ['careful@example.com'], totp_secret: secret });
    const careful = await it.visitor();
    await careful.withPassword('careful@example.com');
    await careful.code(totp(secret, Date.now() - 30_000));
    await careful.signedInAs('careful@example.com');
    await asksForAddress(careful, 'careful@work.example');

    const code = dialog(careful).locator('input[autocomplete="one-time-code"]').first();
    await code.waitFor({ state: 'attached' });
    await code.pressSequentially(totp(secret));
    await dialog(careful).waitFor({ state: 'detached' });

    await careful.code(await codeFor(it.app.foyer, 'careful@work.example'));
    await hasAddresses(careful, 2);
  });

  test('an account is deleted only by whoever proves to own it', async () => {
    const user = await it.user({ email_address: ['leaving@example.com'] });
    const leaving = await it.visitor();
    await leaving.withPassword('leaving@example.com');
    await leaving.signedInAs('leaving@example.com');
    provenEarlier(it.app.foyer, 11);
    await leaving.open('/user/security');
    await leaving.page.evaluate(() => (window.deleted = window.Clerk.user.delete().then(() => 'deleted', error => error.errors[0].code)));
    assert.equal(await leaving.page.evaluate(() => window.deleted), 'session_reverification_required');
    assert.equal(await leaving.page.evaluate(() => window.Clerk.user.id), user.id);

    await leaving.page.getByRole('button', { name: 'Security' }).click();
    await leaving.page.locator('.cl-profileSectionPrimaryButton__danger').click();
    await leaving.fill('deleteConfirmation', 'Delete account');
    await leaving.proceed();
    await dialog(leaving).waitFor();
    await dialog(leaving).locator('input[name=password]').fill(password);
    await dialog(leaving).locator('.cl-formButtonPrimary').click();
    await leaving.page.waitForFunction(() => window.Clerk?.loaded && !window.Clerk.user);
    assert.deepEqual(await backend(it.app.foyer, 'GET', 'users?email_address=leaving@example.com'), []);
  });
});

suite('reverification by what people hold', options, () => {
  const it = stage({
    auth_config: { reverification: true },
    user_settings: {
      attributes: {
        passkey: { enabled: true },
        email_address: { required: false },
        password: { required: false },
        phone_number: {
          enabled: true, used_for_first_factor: true, first_factors: ['phone_code'], used_for_second_factor: true, second_factors: ['phone_code'],
          verifications: ['phone_code'],
        },
      },
    },
  });
  const dialog = who => who.page.locator('.cl-modalContent');
  const asksForAddress = async (who, address) => {
    provenEarlier(it.app.foyer, 11);
    await who.open('/user');
    await who.page.locator('.cl-profileSectionPrimaryButton__emailAddresses').click();
    await who.fill('emailAddress', address);
    await who.proceed();
    await dialog(who).waitFor();
  };

  test('a code to the phone is asked for, and the change goes on by itself', async () => {
    const number = '+14155552672';
    await it.user({ phone_number: [number], password: undefined });
    const ada = await it.visitor();
    await ada.open('/');
    await ada.page.evaluate(async number => {
      const signIn = await window.Clerk.client.signIn.create({ identifier: number });
      await signIn.prepareFirstFactor(signIn.supportedFirstFactors.find(each => each.strategy === 'phone_code'));
    }, number);
    const first = await codeFor(it.app.foyer, number.slice(1));
    await ada.page.evaluate(async code => {
      const { createdSessionId } = await window.Clerk.client.signIn.attemptFirstFactor({ strategy: 'phone_code', code });
      await window.Clerk.setActive({ session: createdSessionId });
    }, first);
    await asksForAddress(ada, 'ada@example.com');

    const newer = async () => (code => code !== first && code)(await codeFor(it.app.foyer, number.slice(1)));
    const code = dialog(ada).locator('input[autocomplete="one-time-code"]').first();
    await code.pressSequentially(await until(newer, { what: 'another code' }));
    await dialog(ada).waitFor({ state: 'detached' });
    await ada.code(await codeFor(it.app.foyer, 'ada@example.com'));
    await ada.page.waitForFunction(() => window.Clerk.user.emailAddresses[0]?.verification.status === 'verified');
  });

  test('a passkey is asked for, and the change goes on by itself', async () => {
    await it.user({ email_address: ['keys@example.com'] });
    const keys = await it.visitor();
    const devtools = await keys.context.newCDPSession(keys.page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
    await keys.withPassword('keys@example.com');
    await keys.signedInAs('keys@example.com');
    await keys.page.evaluate(() => window.Clerk.user.createPasskey());
    await asksForAddress(keys, 'keys@work.example');

    await dialog(keys).getByRole('button', { name: 'Use your passkey' }).click();
    await dialog(keys).waitFor({ state: 'detached' });
    await keys.code(await codeFor(it.app.foyer, 'keys@work.example'));
    await keys.page.waitForFunction(() => window.Clerk.user.emailAddresses.filter(each => each.verification.status === 'verified').length === 2);
  });
});
