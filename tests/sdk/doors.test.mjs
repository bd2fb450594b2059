// Ways in that need more than a page: an account at Google chosen in its own prompt, and a number reached by WhatsApp.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { codeFor } from './foyer.mjs';
import { options, stage } from './stage.mjs';

suite('Google One Tap', options, () => {
  const it = stage({
    social: provider => ({
      user_settings: { social: { oauth_google: { enabled: true, authenticatable: true } }, attributes: { password: { required: false } } },
      social: { oauth_google: { client_id: 'foyer', client_secret: 'a secret', discovery_url: `${provider.issuer}/.well-known/openid-configuration` } },
    }),
  });

  /** What the prompt does with the token that Google gives it. */
  const tap = async (who, token) => {
    await who.open('/');
    return who.page.evaluate(async token => {
      try {
        const begun = await window.Clerk.authenticateWithGoogleOneTap({ token });
        await window.Clerk.handleGoogleOneTapCallback(begun, { signInFallbackRedirectUrl: '/', signUpFallbackRedirectUrl: '/' });
        return 'complete';
      } catch (error) {
        return error.errors?.[0]?.code ?? String(error);
      }
    }, token);
  };

  test('a token signs up, and the next one signs in', async () => {
    const ada = await it.visitor();
    const token = await it.provider.idToken();
    assert.equal(await tap(ada, token), 'complete');
    await ada.signedInAs('ada@example.com');

    const again = await it.visitor();
    assert.equal(await tap(again, token), 'oauth_id_token_invalid');
    assert.equal(await tap(again, await it.provider.idToken({}, { alg: 'ES256' })), 'complete');
    await again.signedInAs('ada@example.com');
    const accounts = await again.page.evaluate(() => window.Clerk.user.externalAccounts.map(each => each.provider));
    assert.deepEqual(accounts, ['google']);
  });
});

suite('phones reached by WhatsApp', options, () => {
  const it = stage({
    auth_config: { preferred_channels: { US: 'whatsapp' } },
    user_settings: {
      attributes: {
        email_address: { enabled: false, required: false, used_for_first_factor: false, verify_at_sign_up: false },
        phone_number: {
          enabled: true, required: true, used_for_first_factor: true, first_factors: ['phone_code'], verifications: ['phone_code'], verify_at_sign_up: true,
          channels: ['sms', 'whatsapp'],
        },
        password: { enabled: false, required: false },
      },
    },
  });

  /** How the messages to a number travelled, newest first. */
  const channels = async number => {
    const page = await (await fetch(`${it.app.foyer.url}/outbox`)).text();
    return [...page.matchAll(/data-channel="(\w+)" data-to="([^"]+)"/g)].filter(([, , to]) => to.replace('&#x2B;', '+') === number).map(([, channel]) => channel);
  };

  test('its country decides how a code travels', async () => {
    const number = '+14155552671';
    const ada = await it.visitor();
    await ada.open('/sign-up');
    await ada.fill('phoneNumber', number.slice(2));
    await ada.proceed();
    await ada.code(await codeFor(it.app.foyer, number.slice(1)));
    await ada.signedInAs(number);
    assert.deepEqual(await channels(number), ['whatsapp']);
  });

  test('elsewhere the code comes by SMS', async () => {
    const number = '+4915112345678';
    await it.user({ phone_number: [number], password: undefined });
    const otto = await it.visitor();
    await otto.open('/sign-in');
    await otto.page.evaluate(async number => {
      const signIn = await window.Clerk.client.signIn.create({ identifier: number });
      await signIn.prepareFirstFactor(signIn.supportedFirstFactors.find(each => each.strategy === 'phone_code'));
    }, number);
    await codeFor(it.app.foyer, number.slice(1));
    assert.deepEqual(await channels(number), ['sms']);
  });
});
