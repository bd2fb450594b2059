// What other libraries make is understood here, and what is made here by them: both must come to the same verdict.
import assert from 'node:assert/strict';
import { createCipheriv, createHash, createHmac, pbkdf2Sync, randomBytes, scryptSync } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { hashSync as argon2 } from '@node-rs/argon2';
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import bcrypt from 'bcryptjs';
import { createLocalJWKSet, createRemoteJWKSet, errors, generateKeyPair, jwtVerify, UnsecuredJWT } from 'jose';
import { launch, noBrowser, startApp } from './browser.mjs';
import { backend, devBrowser, startFoyer } from './foyer.mjs';
import { startProvider } from './provider.mjs';

/** The verdict on something: what it became, or null when it was refused. Whatever else goes wrong is an error of the test. */
const verdict = async (work, isRefusal) => {
  try {
    return await work();
  } catch (error) {
    if (isRefusal(error)) {
      return null;
    }

    throw error;
  }
};
const byFoyer = code => error => error.status === 422 && error.body.errors[0].code === code;

suite('hashes of other libraries', { timeout: 180_000 }, () => {
  const password = 'Zwölf Boxkämpfer & 🥊';
  const salt = 'c2FsdHNhbHQ';
  const hex = (algorithm, text) => createHash(algorithm).update(text).digest('hex');
  const pbkdf2 = (algorithm, salted, length) => pbkdf2Sync(password, salted, 2_000, length, algorithm);

  /** The portable hash of phpass. */
  const phpass = text => {
    const letters = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    const own = salt.slice(0, 8);
    let hash = createHash('md5').update(own).update(text).digest();
    for (let round = 0; round < 1 << 8; round++) {
      hash = createHash('md5').update(hash).update(text).digest();
    }

    const bits = [...hash].reduce((all, byte, at) => all + (BigInt(byte) << BigInt(8 * (at % 3))) * (1n << BigInt(24 * Math.floor(at / 3))), 0n);
    const encoded = Array.from({ length: 22 }, (_, at) => letters[Number((bits >> BigInt(6 * at)) & 63n)]).join('');
    return `$P$${letters[8]}${own}${encoded}`;
  };

  const firebase = () => {
    const [own, signer, separator] = [randomBytes(16), randomBytes(64), Buffer.from('Bw==', 'base64')];
    const key = scryptSync(password, Buffer.concat([own, separator]), 64, { N: 1 << 14, r: 8, p: 1 }).subarray(0, 32);
    const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
    return [Buffer.concat([cipher.update(signer), cipher.final()]), own, signer, separator].map(part => part.toString('base64')).join('$') + '$8$14';
  };

  const symfony = () => {
    const salted = Buffer.from(`${password}{${salt}}`);
    let hash = createHash('sha512').update(salted).digest();
    for (let time = 1; time < 5_000; time++) {
      hash = createHash('sha512').update(hash).update(salted).digest();
    }

    return `sha512_symfony$5000$${salt}$${hash.toString('base64')}`;
  };

  const ssha = () => {
    const own = randomBytes(8);
    return '{SSHA}' + Buffer.concat([createHash('sha1').update(password).update(own).digest(), own]).toString('base64');
  };

  const makers = {
    argon2id: () => argon2(password, { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }),
    argon2i: () => argon2(password, { algorithm: 1, memoryCost: 8_192, timeCost: 3, parallelism: 2 }),
    bcrypt: () => bcrypt.hashSync(password, 6),
    bcrypt_peppered: () => `${bcrypt.hashSync(password + 'pepper', 6)}$pepper`,
    bcrypt_sha256_django: () => `bcrypt_sha256$${bcrypt.hashSync(hex('sha256', password), 6)}`,
    hmac_sha256_utf16_b64: () => {
      const own = randomBytes(16);
      return `${own.toString('base64')}$${createHmac('sha256', own).update(password, 'utf16le').digest('base64')}`;
    },
    ldap_ssha: ssha,
    md5: () => hex('md5', password),
    md5_phpass: () => phpass(hex('md5', password)),
    md5_salted: () => `${salt}$${hex('md5', salt + password)}`,
    pbkdf2_sha1: () => `pbkdf2_sha1$2000$${Buffer.from(salt).toString('hex')}$${pbkdf2('sha1', salt, 20).toString('hex')}`,
    pbkdf2_sha256: () => `pbkdf2_sha256$2000$${Buffer.from(salt).toString('base64')}$${pbkdf2('sha256', salt, 32).toString('base64')}`,
    pbkdf2_sha256_django: () => `pbkdf2_sha256$2000$${salt}$${pbkdf2('sha256', salt, 32).toString('base64')}`,
    pbkdf2_sha512: () => `pbkdf2_sha512$2000$${salt}$${pbkdf2('sha512', salt, 64).toString('hex')}`,
    pbkdf2_sha512_hex: () => `pbkdf2_sha512_hex$2000$${Buffer.from(salt).toString('hex')}$${pbkdf2('sha512', salt, 64).toString('hex')}`,
    phpass: () => phpass(password),
    scrypt_firebase: firebase,
    scrypt_werkzeug: () => `scrypt:16384:8:1$${salt}$${scryptSync(password, salt, 64, { N: 16_384, r: 8, p: 1 }).toString('hex')}`,
    sha256: () => hex('sha256', password),
    sha256_salted: () => `${salt}$${hex('sha256', password + salt)}`,
    sha512_symfony: symfony,
  };

  let foyer;
  before(async () => (foyer = await startFoyer()));
  after(() => foyer?.stop());

  const signIn = async (identifier, secret) => {
    const browser = await devBrowser(foyer);
    return (await browser.call('POST', 'client/sign_ins', { strategy: 'password', identifier, password: secret })).response.status;
  };

  for (const [hasher, make] of Object.entries(makers)) {
    test(`a password hashed as ${hasher} signs in, before and after it is replaced, and another one does not`, async () => {
      const identifier = `${hasher}@example.com`;
      await backend(foyer, 'POST', 'users', { email_address: [identifier], password_digest: make(), password_hasher: hasher });
      const wrong = () => verdict(() => signIn(identifier, password.toLowerCase()), byFoyer('form_password_incorrect'));
      assert.equal(await wrong(), null);
      assert.equal(await signIn(identifier, password), 'complete');
      assert.equal(await signIn(identifier, password), 'complete');
      assert.equal(await wrong(), null);
    });
  }
});

suite('tokens and jose', { timeout: 120_000 }, () => {
  let provider;
  let foyer;
  before(async () => {
    provider = await startProvider();
    foyer = await startFoyer({
      settings: {
        user_settings: { social: { oauth_google: { enabled: true, authenticatable: true } } },
        social: { oauth_google: { client_id: 'foyer', client_secret: 'a secret', discovery_url: `${provider.issuer}/.well-known/openid-configuration` } },
      },
    });
  });
  after(async () => {
    await foyer?.stop();
    await provider?.stop();
  });

  const now = () => Math.floor(Date.now() / 1000);
  const shared = new TextEncoder().encode('a secret of at least thirty-two bytes');
  const tokens = {
    'an RS256 token': [true, () => provider.idToken()],
    'an ES256 token': [true, () => provider.idToken({}, { alg: 'ES256' })],
    'a token for several audiences that names who asked': [true, () => provider.idToken({ aud: ['foyer', 'another'], azp: 'foyer' })],
    'a token for somebody else': [false, () => provider.idToken({ aud: 'another' })],
    'a token of another issuer': [false, () => provider.idToken({ iss: 'https://another.example' })],
    'an expired token': [false, () => provider.idToken({ iat: now() - 900, exp: now() - 300 })],
    'a token that is not valid yet': [false, () => provider.idToken({ nbf: now() + 600 })],
    'a token signed with another key under the same name': [false, async () => provider.idToken({}, { key: (await generateKeyPair('RS256')).privateKey })],
    'a token of a key nobody knows': [false, async () => provider.idToken({}, { kid: 'unknown', key: (await generateKeyPair('RS256')).privateKey })],
    'a token with a shared secret': [false, () => provider.idToken({}, { alg: 'HS256', kid: 'RS256', key: shared })],
    'a token of an algorithm nobody agreed on': [false, async () => provider.idToken({}, { alg: 'RS512', kid: 'RS256', key: (await generateKeyPair('RS512')).privateKey })],
    'a token without a signature': [false, () => new UnsecuredJWT({ iss: provider.issuer, aud: 'foyer', ...provider.person }).setIssuedAt().setExpirationTime('5m').encode()],
    'a token with a touched claim': [
      false,
      async () => {
        const [head, body, signature] = (await provider.idToken()).split('.');
        const claims = { ...JSON.parse(Buffer.from(body, 'base64url')), sub: 'p9' };
        return [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
      },
    ],
  };

  for (const [what, [good, make]] of Object.entries(tokens)) {
    test(`${what} is ${good ? 'believed' : 'refused'} by both`, async () => {
      const token = await make();
      const browser = await devBrowser(foyer);
      const ours = await verdict(
        async () => {
          // Whoever is known signs in, whoever is not signs up.
          const known = await verdict(() => browser.call('POST', 'client/sign_ins', { strategy: 'google_one_tap', token }), byFoyer('external_account_not_found'));
          return (known ?? (await browser.call('POST', 'client/sign_ups', { strategy: 'google_one_tap', token }))).response.status;
        },
        byFoyer('oauth_id_token_invalid'),
      );
      const keys = createLocalJWKSet(await (await fetch(`${provider.issuer}/jwks`)).json());
      const theirs = await verdict(
        async () => (await jwtVerify(token, keys, { issuer: provider.issuer, audience: 'foyer', algorithms: ['RS256', 'ES256'] })).payload.sub,
        error => error instanceof errors.JOSEError,
      );
      assert.deepEqual([ours, theirs], good ? ['complete', 'p1'] : [null, null]);
    });
  }

  test('tokens made here are verified there, by the published keys and by a key of one\'s own', async () => {
    const secret = 'x'.repeat(64);
    await backend(foyer, 'POST', 'jwt_templates', { name: 'plain', claims: { aud: 'api' }, lifetime: 60 });
    await backend(foyer, 'POST', 'jwt_templates', { name: 'shared', claims: { aud: 'api' }, lifetime: 60, custom_signing_key: true, signing_algorithm: 'HS256', signing_key: secret });
    const user = await backend(foyer, 'POST', 'users', { email_address: ['tokens@example.com'], password: 'a long enough passphrase' });
    const browser = await devBrowser(foyer);
    const { response } = await browser.call('POST', 'client/sign_ins', { strategy: 'password', identifier: 'tokens@example.com', password: 'a long enough passphrase' });
    const token = async template => (await browser.call('POST', `client/sessions/${response.created_session_id}/tokens${template}`)).jwt;

    const published = createRemoteJWKSet(new URL(`${foyer.url}/v1/jwks`), { headers: { authorization: `Bearer ${foyer.secretKey}` } });
    const session = await jwtVerify(await token(''), published, { algorithms: ['RS256'], issuer: `https://${foyer.host}` });
    assert.deepEqual([session.payload.sub, session.payload.sid], [user.id, response.created_session_id]);
    assert.equal((await jwtVerify(await token('/plain'), published, { audience: 'api' })).payload.sub, user.id);
    assert.equal((await jwtVerify(await token('/shared'), new TextEncoder().encode(secret), { audience: 'api', algorithms: ['HS256'] })).payload.sub, user.id);
  });
});

suite('passkeys and simplewebauthn', { skip: noBrowser, timeout: 120_000 }, () => {
  let app;
  let chromium;
  let page;
  let owner;
  let credential;
  before(async () => {
    app = await startApp(appUrl => startFoyer({ appUrl, settings: { user_settings: { attributes: { passkey: { enabled: true } } } } }));
    chromium = await launch();
    const context = await chromium.newContext();
    page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
    await page.goto(app.origin);
    await backend(app.foyer, 'POST', 'users', { email_address: ['keys@example.com'], password: 'a long enough passphrase' });
    owner = await devBrowser(app.foyer, app.origin);
    await owner.call('POST', 'client/sign_ins', { strategy: 'password', identifier: 'keys@example.com', password: 'a long enough passphrase' });
  });
  after(async () => {
    await chromium?.close();
    await app?.stop();
  });

  const expected = challenge => ({ expectedChallenge: challenge, expectedOrigin: app.origin, expectedRPID: 'localhost', requireUserVerification: true });

  test('both take the same registration', async () => {
    const begun = (await owner.call('POST', 'me/passkeys')).response;
    const asked = JSON.parse(begun.verification.nonce);
    const made = await page.evaluate(async asked => (await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })).toJSON(), asked);
    const theirs = await verifyRegistrationResponse({ response: made, ...expected(asked.challenge) });
    const ours = await owner.call('POST', `me/passkeys/${begun.id}/attempt_verification`, { strategy: 'passkey', public_key_credential: JSON.stringify(made) });
    assert.deepEqual([theirs.verified, ours.response.verification.status], [true, 'verified']);
    credential = theirs.registrationInfo.credential;
  });

  const bytes = (text, change) => {
    const own = Buffer.from(text, 'base64url');
    change(own);
    return own.toString('base64url');
  };
  const client = (made, members) => {
    const data = { ...JSON.parse(Buffer.from(made.response.clientDataJSON, 'base64url')), ...members };
    made.response.clientDataJSON = Buffer.from(JSON.stringify(data)).toString('base64url');
  };
  const assertions = {
    'as the authenticator made it': [true, () => {}],
    'with another signature': [false, made => (made.response.signature = bytes(made.response.signature, own => (own[own.length - 1] ^= 1)))],
    'from another origin': [false, made => client(made, { origin: 'https://evil.example' })],
    'made to register': [false, made => client(made, { type: 'webauthn.create' })],
    'to another challenge': [false, made => client(made, { challenge: Buffer.alloc(32).toString('base64url') })],
    'for another domain': [false, made => (made.response.authenticatorData = bytes(made.response.authenticatorData, own => (own[0] ^= 1)))],
    'without its owner verified': [false, made => (made.response.authenticatorData = bytes(made.response.authenticatorData, own => (own[32] &= ~4)))],
    'without anybody present': [false, made => (made.response.authenticatorData = bytes(made.response.authenticatorData, own => (own[32] &= ~1)))],
    'with another count': [false, made => (made.response.authenticatorData = bytes(made.response.authenticatorData, own => (own[36] ^= 64)))],
  };

  for (const [how, [good, change]] of Object.entries(assertions)) {
    test(`an assertion ${how} is ${good ? 'taken' : 'refused'} by both`, async () => {
      const visitor = await devBrowser(app.foyer, app.origin);
      const { response: signIn } = await visitor.call('POST', 'client/sign_ins', { strategy: 'passkey' });
      const asked = JSON.parse(signIn.first_factor_verification.nonce);
      const made = await page.evaluate(async asked => (await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) })).toJSON(), asked);
      change(made);

      // Its refusals are errors of no class of their own; a verdict without a reason is a signature that does not fit.
      const theirs = await verifyAuthenticationResponse({ response: made, credential, ...expected(asked.challenge) }).then(verified => verified.verified, () => false);
      const ours = await verdict(
        async () => (await visitor.call('POST', `client/sign_ins/${signIn.id}/attempt_first_factor`, { strategy: 'passkey', public_key_credential: JSON.stringify(made) })).response.status,
        error => error.status === 422,
      );
      assert.deepEqual([theirs, ours], good ? [true, 'complete'] : [false, null]);
    });
  }
});
