// A small OpenID Connect provider that lets in whoever it is told to: for the official components to come back from.
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** Two by two pixels of green. */
const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR42mOQz48BIgYIBQAYsgOpEnXKZQAAAABJRU5ErkJggg==', 'base64');

/**
 * A provider on a port of its own; `person` is who comes back next, `person: null` refuses. Its tokens are made by jose:
 * `idToken(members, header)` is one of `person` with other claims, and `keys` are those it publishes.
 */
export const startProvider = async () => {
  const keys = { RS256: await generateKeyPair('RS256'), ES256: await generateKeyPair('ES256') };
  const codes = new Map();
  const it = { person: { sub: 'p1', email: 'ada@example.com', email_verified: true, given_name: 'Ada', family_name: 'Lovelace' } };
  const json = (answer, body, status = 200) => answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const routes = {
    '/.well-known/openid-configuration': (_, answer) =>
      json(answer, {
        issuer: it.issuer,
        authorization_endpoint: `${it.issuer}/authorize`,
        token_endpoint: `${it.issuer}/token`,
        userinfo_endpoint: `${it.issuer}/userinfo`,
        jwks_uri: `${it.issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: Object.keys(keys),
      }),
    '/jwks': async (_, answer) => json(answer, { keys: await Promise.all(Object.entries(keys).map(async ([alg, pair]) => ({ ...(await exportJWK(pair.publicKey)), kid: alg, use: 'sig', alg }))) }),
    '/authorize': (url, answer) => {
      const back = new URL(url.searchParams.get('redirect_uri'));
      back.searchParams.set('state', url.searchParams.get('state'));
      if (it.person) {
        const code = randomBytes(16).toString('hex');
        codes.set(code, { person: it.person, nonce: url.searchParams.get('nonce'), challenge: url.searchParams.get('code_challenge') });
        back.searchParams.set('code', code);
      } else {
        back.searchParams.set('error', 'access_denied');
      }

      answer.writeHead(303, { location: back.href }).end();
    },
    '/token': async (_, answer, body) => {
      const grant = codes.get(body.get('code'));
      codes.delete(body.get('code'));
      const proof = createHash('sha256').update(body.get('code_verifier') ?? '').digest('base64url');
      if (!grant || proof !== grant.challenge) {
        json(answer, { error: 'invalid_grant' }, 400);
        return;
      }

      json(answer, { access_token: `at_${grant.person.sub}`, token_type: 'Bearer', expires_in: 300, id_token: await it.idToken({ ...grant.person, nonce: grant.nonce }) });
    },
    '/picture.png': (_, answer) => answer.writeHead(200, { 'content-type': 'image/png' }).end(picture),
    '/userinfo': (_, answer) => json(answer, it.person ?? {}),
  };
  const server = createServer(async (incoming, answer) => {
    const url = new URL(incoming.url, it.issuer);
    let body = '';
    for await (const chunk of incoming) {
      body += chunk;
    }

    const route = routes[url.pathname];
    await (route ? route(url, answer, new URLSearchParams(body)) : answer.writeHead(404).end());
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  it.issuer = `http://127.0.0.1:${server.address().port}`;
  it.keys = keys;
  it.idToken = (members = {}, { alg = 'RS256', kid = alg, key = keys[alg]?.privateKey } = {}) =>
    new SignJWT({ iss: it.issuer, aud: 'foyer', ...it.person, ...members }).setProtectedHeader({ alg, kid, typ: 'JWT' }).setIssuedAt(members.iat).setExpirationTime(members.exp ?? '5m').sign(key);
  it.stop = () => new Promise(resolve => (server.closeAllConnections(), server.close(resolve)));
  return it;
};
