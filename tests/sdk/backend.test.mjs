// The official @clerk/backend, unmodified, against the Backend API.
import assert from 'node:assert/strict';
import { after, before, mock, suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createClerkClient, verifyToken } from '@clerk/backend';
import { devBrowser, startFoyer } from './foyer.mjs';

let foyer;
let clerk;

before(async () => {
  foyer = await startFoyer();
  clerk = createClerkClient({ apiUrl: foyer.url, secretKey: foyer.secretKey, publishableKey: foyer.publishableKey });
});

after(() => foyer?.stop());

let number = 0;
const password = 'correct horse battery';
const newUser = more => clerk.users.createUser({ emailAddress: [`person${++number}@example.com`], password, ...more });

/** A session of somebody, begun in a browser as a person would. */
const signIn = async user => {
  const browser = await devBrowser(foyer);
  const { response } = await browser.call('POST', 'client/sign_ins', {
    strategy: 'password',
    identifier: user.primaryEmailAddress.emailAddress,
    password,
  });
  assert.equal(response.status, 'complete');
  return { browser, sessionId: response.created_session_id };
};

const refused = (status, code) => error => {
  assert.equal(error.status, status);
  assert.equal(error.errors[0].code, code);
  return true;
};

suite('users', () => {
  test('a user is created, read and deleted', async () => {
    const user = await newUser({ firstName: 'Ada', lastName: 'Lovelace', externalId: 'ext_1', privateMetadata: { plan: { seats: 3 } } });
    assert.match(user.id, /^user_\w{27}$/);
    assert.equal(user.passwordEnabled, true);
    assert.equal(user.primaryEmailAddress.verification.status, 'verified');

    const read = await clerk.users.getUser(user.id);
    assert.equal(read.firstName, 'Ada');
    assert.deepEqual(read.privateMetadata, { plan: { seats: 3 } });

    const deleted = await clerk.users.deleteUser(user.id);
    assert.equal(deleted.id, user.id);
    await assert.rejects(clerk.users.getUser(user.id), refused(404, 'resource_not_found'));
  });

  test('users are listed, filtered, ordered and counted', async () => {
    const first = await newUser({ firstName: 'Grace', lastName: 'Hopper' });
    const second = await newUser({ firstName: 'Grace', lastName: 'Kelly' });

    const byAddress = await clerk.users.getUserList({ emailAddress: [first.primaryEmailAddress.emailAddress] });
    assert.deepEqual(byAddress.data.map(each => each.id), [first.id]);
    assert.equal(byAddress.totalCount, 1);

    const oldest = await clerk.users.getUserList({ query: 'Grace', orderBy: '+created_at' });
    assert.deepEqual(oldest.data.map(each => each.id), [first.id, second.id]);
    const newest = await clerk.users.getUserList({ query: 'Grace', orderBy: '-created_at', limit: 1 });
    assert.deepEqual(newest.data.map(each => each.id), [second.id]);
    assert.equal(newest.totalCount, 2);
    assert.equal(await clerk.users.getCount({ userId: [first.id, second.id] }), 2);
  });

  test('a user is changed and its metadata merged', async () => {
    const user = await newUser({ publicMetadata: { color: 'red', size: 1 } });
    const changed = await clerk.users.updateUser(user.id, { firstName: 'Renamed' });
    assert.equal(changed.firstName, 'Renamed');
    assert.deepEqual(changed.publicMetadata, { color: 'red', size: 1 });

    const merged = await clerk.users.updateUserMetadata(user.id, { publicMetadata: { size: 2, color: null } });
    assert.deepEqual(merged.publicMetadata, { size: 2 });
  });

  test('a banned or locked user cannot sign in until it is lifted', async () => {
    const user = await newUser();
    assert.equal((await clerk.users.banUser(user.id)).banned, true);
    await assert.rejects(signIn(user));
    assert.equal((await clerk.users.unbanUser(user.id)).banned, false);
    assert.equal((await clerk.users.lockUser(user.id)).locked, true);
    await assert.rejects(signIn(user), error => error.body.errors[0].code === 'user_locked');
    assert.equal((await clerk.users.unlockUser(user.id)).locked, false);
    await signIn(user);
  });

  test('what is wrong comes back as a code', async () => {
    const user = await newUser();
    await assert.rejects(
      clerk.users.createUser({ emailAddress: [user.primaryEmailAddress.emailAddress], password }),
      refused(422, 'form_identifier_exists'),
    );
    const stranger = createClerkClient({ apiUrl: foyer.url, secretKey: 'sk_test_wrong', publishableKey: foyer.publishableKey });
    await assert.rejects(stranger.users.getUser(user.id), refused(401, 'clerk_key_invalid'));
  });
});

suite('sessions and tokens', () => {
  test('a session is listed, read and revoked, and gives no token afterwards', async () => {
    const user = await newUser();
    const { sessionId } = await signIn(user);

    const list = await clerk.sessions.getSessionList({ userId: user.id });
    assert.deepEqual(list.data.map(each => each.id), [sessionId]);
    assert.equal((await clerk.sessions.getSession(sessionId)).userId, user.id);
    assert.ok((await clerk.sessions.getToken(sessionId)).jwt);

    assert.equal((await clerk.sessions.revokeSession(sessionId)).status, 'revoked');
    await assert.rejects(clerk.sessions.getToken(sessionId));
  });

  test('a session is created for a user of a development instance', async () => {
    const user = await newUser();
    const session = await clerk.sessions.createSession({ userId: user.id });
    assert.equal(session.status, 'active');
    assert.equal(session.userId, user.id);
  });

  test('a token is verified without the network by the PEM key, and by the JWKS', async () => {
    const user = await newUser();
    const { browser, sessionId } = await signIn(user);
    const { jwt } = await browser.call('POST', `client/sessions/${sessionId}/tokens`);

    for (const by of [{ jwtKey: foyer.jwtKey }, { secretKey: foyer.secretKey, apiUrl: foyer.url }]) {
      const claims = await verifyToken(jwt, by);
      assert.equal(claims.sub, user.id);
      assert.equal(claims.sid, sessionId);
      assert.equal(claims.iss, `https://${foyer.host}`);
      assert.equal(claims.exp - claims.iat, 60);
    }
  });

  test('a token whose bytes were touched is refused', async () => {
    const { browser, sessionId } = await signIn(await newUser());
    const { jwt } = await browser.call('POST', `client/sessions/${sessionId}/tokens`);
    const [header, payload, signature] = jwt.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url'));
    const forged = [header, Buffer.from(JSON.stringify({ ...claims, sub: 'user_other' })).toString('base64url'), signature].join('.');
    await assert.rejects(verifyToken(forged, { jwtKey: foyer.jwtKey }));
  });
});

suite('authenticateRequest', () => {
  const origin = 'http://localhost:3000';
  const options = () => ({ jwtKey: foyer.jwtKey, proxyUrl: `${origin}/__clerk` });
  const visit = (cookies = {}, path = '/') =>
    new Request(new URL(path, origin), {
      headers: {
        accept: 'text/html',
        'sec-fetch-dest': 'document',
        host: 'localhost:3000',
        cookie: Object.entries(cookies).map(([name, value]) => `${name}=${value}`).join('; '),
      },
    });

  /** What a browser does with a handshake: goes to the server through the proxy and comes back. */
  const follow = async state => {
    assert.equal(state.status, 'handshake');
    const location = new URL(state.headers.get('location'));
    assert.equal(location.pathname, '/__clerk/v1/client/handshake');
    const response = await fetch(`${foyer.url}${location.pathname.slice('/__clerk'.length)}${location.search}`, {
      redirect: 'manual',
      headers: { 'Clerk-Proxy-Url': `${origin}/__clerk`, 'Clerk-Secret-Key': foyer.secretKey },
    });
    assert.equal(response.status, 307);
    return new URL(response.headers.get('location'));
  };
  const cookiesOf = state =>
    Object.fromEntries(
      state.headers
        .getSetCookie()
        .map(line => line.split(';')[0].split('='))
        .filter(([, value]) => value),
    );

  test('the first visit shakes hands, brings a dev browser home and ends signed out', async () => {
    const first = await clerk.authenticateRequest(visit(), options());
    assert.equal(first.reason, 'dev-browser-missing');

    const back = await follow(first);
    const resolved = await clerk.authenticateRequest(visit({}, back.pathname + back.search), options());
    assert.equal(new URL(resolved.headers.get('location'), origin).search, '');
    const cookies = cookiesOf(resolved);
    assert.ok(cookies.__clerk_db_jwt);

    const second = await clerk.authenticateRequest(visit(cookies), options());
    assert.equal(second.status, 'signed-out');
    assert.equal(second.reason, 'session-token-and-uat-missing');
  });

  test('a browser that signed in elsewhere shakes hands and is signed in', async () => {
    const user = await newUser();
    const { cookies } = await signedInVisitor(user);
    const state = await clerk.authenticateRequest(visit(cookies), options());
    assert.equal(state.status, 'signed-in');
    assert.equal(state.toAuth().userId, user.id);
  });

  test('a token in the Authorization header is enough for an API', async () => {
    const user = await newUser();
    const { browser, sessionId } = await signIn(user);
    const { jwt } = await browser.call('POST', `client/sessions/${sessionId}/tokens`);
    const state = await clerk.authenticateRequest(new Request(origin, { headers: { authorization: `Bearer ${jwt}` } }), options());
    assert.equal(state.toAuth().userId, user.id);
  });

  test('an expired token is refreshed without a redirect', async () => {
    const { cookies } = await signedInVisitor(await newUser());
    const old = Object.entries(cookies).find(([name]) => name.startsWith('__session'))[1];

    // A token lives 60 s and is accepted 5 s longer. Five seconds on, this clock goes 62 s fast: the old token is over, a new one is not.
    await delay(5_000);
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 62_000 });
    try {
      const state = await clerk.authenticateRequest(visit(cookies), { ...options(), apiUrl: foyer.url });
      assert.equal(state.status, 'signed-in', state.reason);
      const fresh = Object.entries(cookiesOf(state)).find(([name]) => name.startsWith('__session'))[1];
      assert.notEqual(fresh, old);
    } finally {
      mock.timers.reset();
    }
  });

  test('a revoked session is refreshed no more', async () => {
    const { cookies, sessionId } = await signedInVisitor(await newUser());
    await clerk.sessions.revokeSession(sessionId);
    await delay(5_000);
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 62_000 });
    try {
      const state = await clerk.authenticateRequest(visit(cookies), { ...options(), apiUrl: foyer.url });
      assert.equal(state.status, 'handshake');
      assert.match(state.reason, /^session-token-expired-refresh-/);
    } finally {
      mock.timers.reset();
    }
  });

  /** Somebody signed in at the server whose application cookies come from a handshake. */
  const signedInVisitor = async user => {
    const { browser, sessionId } = await signIn(user);
    const before = { __clerk_db_jwt: browser.id, __client_uat: Math.floor(Date.now() / 1000) };
    const state = await clerk.authenticateRequest(visit(before), options());
    assert.equal(state.reason, 'client-uat-but-no-session-token');
    const back = await follow(state);
    const resolved = await clerk.authenticateRequest(visit(before, back.pathname + back.search), options());
    return { browser, sessionId, cookies: { ...before, ...cookiesOf(resolved) } };
  };
});

suite('tokens of templates', () => {
  test('a template is made, changed, listed and deleted, and its tokens are no sessions', async () => {
    const user = await newUser({ firstName: 'Ada', publicMetadata: { plan: 'gold' } });
    const { browser, sessionId } = await signIn(user);
    const made = await clerk.jwtTemplates.create({ name: 'plain', claims: { plan: '{{user.public_metadata.plan}}', hello: 'Hello {{user.first_name}}' }, lifetime: 300 });
    assert.equal(made.name, 'plain');
    assert.equal(made.allowedClockSkew, 5);

    const { jwt } = await clerk.sessions.getToken(sessionId, 'plain');
    const claims = JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));
    assert.deepEqual([claims.plan, claims.hello, claims.sub, claims.exp - claims.iat], ['gold', 'Hello Ada', user.id, 300]);
    const state = await clerk.authenticateRequest(new Request('http://localhost:3000/', { headers: { authorization: `Bearer ${jwt}` } }));
    assert.deepEqual([state.isSignedIn, state.reason], [false, 'token-type-mismatch']);
    const fromBrowser = await browser.call('POST', `client/sessions/${sessionId}/tokens/plain`, {});
    assert.equal(fromBrowser.object, 'token');

    const changed = await clerk.jwtTemplates.update({ templateId: made.id, name: 'renamed', claims: {} });
    assert.deepEqual([changed.name, changed.lifetime, changed.claims], ['renamed', 300, {}]);
    assert.equal((await clerk.jwtTemplates.get(made.id)).name, 'renamed');
    assert.deepEqual((await clerk.jwtTemplates.list({})).data.map(each => each.id), [made.id]);
    assert.equal((await clerk.jwtTemplates.delete(made.id)).deleted, true);
  });
});

suite('who comes in', () => {
  test('sign-in tokens and actor tokens are made and revoked', async () => {
    const user = await newUser();
    const token = await clerk.signInTokens.createSignInToken({ userId: user.id, expiresInSeconds: 60 });
    assert.match(token.url, /\/v1\/tickets\/accept\?ticket=/);
    await assert.rejects(verifyToken(token.token, { apiUrl: foyer.url, secretKey: foyer.secretKey }));
    assert.equal((await clerk.signInTokens.revokeSignInToken(token.id)).status, 'revoked');
    const actor = await clerk.actorTokens.create({ userId: user.id, actor: { sub: 'user_admin' }, expiresInSeconds: 60 });
    assert.deepEqual(actor.actor, { sub: 'user_admin' });
    assert.equal((await clerk.actorTokens.revoke(actor.id)).status, 'revoked');
  });

  test('invitations are made, listed and revoked', async () => {
    const one = await clerk.invitations.createInvitation({ emailAddress: 'guest1@example.com', publicMetadata: { fromCamel: 1 }, notify: false });
    assert.deepEqual([one.status, one.publicMetadata], ['pending', { fromCamel: 1 }]);
    const many = await clerk.invitations.createInvitationBulk([
      { emailAddress: 'guest2@example.com', notify: false },
      { emailAddress: 'guest3@example.com', notify: false },
    ]);
    assert.deepEqual(many.map(each => each.emailAddress), ['guest2@example.com', 'guest3@example.com']);
    const list = await clerk.invitations.getInvitationList({ query: 'guest', orderBy: '+email_address' });
    assert.deepEqual([list.totalCount, list.data[0].id], [3, one.id]);
    assert.equal((await clerk.invitations.revokeInvitation(one.id)).revoked, true);
    await assert.rejects(clerk.invitations.createInvitation({ emailAddress: 'guest2@example.com' }), refused(422, 'duplicate_record'));
  });

  test('the lists are kept and switched on', async () => {
    const allowed = await clerk.allowlistIdentifiers.createAllowlistIdentifier({ identifier: '*@example.com', notify: false });
    assert.equal((await clerk.allowlistIdentifiers.getAllowlistIdentifierList({})).data[0].id, allowed.id);
    const blocked = await clerk.blocklistIdentifiers.createBlocklistIdentifier({ identifier: 'evil@example.com' });
    const list = await clerk.blocklistIdentifiers.getBlocklistIdentifierList({});
    assert.deepEqual([list.totalCount, list.data[0].identifier], [1, 'evil@example.com']);
    const restrictions = await clerk.instance.updateRestrictions({ blocklist: true });
    assert.deepEqual([restrictions.blocklist, restrictions.allowlist], [true, false]);
    await clerk.instance.updateRestrictions({ blocklist: false });
    assert.equal((await clerk.allowlistIdentifiers.deleteAllowlistIdentifier(allowed.id)).deleted, true);
    assert.equal((await clerk.blocklistIdentifiers.deleteBlocklistIdentifier(blocked.id)).deleted, true);
  });

  test('the waitlist is filled, invited from and emptied', async () => {
    const entry = await clerk.waitlistEntries.create({ emailAddress: 'waits1@example.com', notify: false });
    assert.equal((await clerk.waitlistEntries.createBulk([{ emailAddress: 'waits2@example.com', notify: false }])).length, 1);
    assert.equal((await clerk.waitlistEntries.list({ status: 'pending' })).totalCount, 2);
    assert.equal((await clerk.waitlistEntries.invite(entry.id)).invitation.status, 'pending');
    assert.equal((await clerk.waitlistEntries.reject(entry.id)).status, 'rejected');
    const [left] = (await clerk.waitlistEntries.list({ status: 'pending' })).data;
    assert.equal((await clerk.waitlistEntries.delete(left.id)).deleted, true);
  });
});
