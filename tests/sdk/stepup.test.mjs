// Proving again who one is before a sensitive change: the official dialog, opened by what the server answers.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { codeFor, provenEarlier } from './foyer.mjs';
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
  });
});
