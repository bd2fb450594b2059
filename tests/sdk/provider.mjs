// A small OpenID Connect provider that lets in whoever it is told to: for the official components to come back from.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer } from 'node:http';

const b64 = value => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A provider on a port of its own; `person` is who comes back next, `person: null` refuses. */
export const startProvider = async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
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
        id_token_signing_alg_values_supported: ['RS256'],
      }),
    '/jwks': (_, answer) => json(answer, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' }] }),
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
    '/token': (_, answer, body) => {
      const grant = codes.get(body.get('code'));
      codes.delete(body.get('code'));
      const proof = createHash('sha256').update(body.get('code_verifier') ?? '').digest('base64url');
      if (!grant || proof !== grant.challenge) {
        json(answer, { error: 'invalid_grant' }, 400);
        return;
      }

      const now = Math.floor(Date.now() / 1000);
      const unsigned = `${b64({ alg: 'RS256', kid: 'k1', typ: 'JWT' })}.${b64({ iss: it.issuer, aud: 'foyer', iat: now, exp: now + 300, nonce: grant.nonce, ...grant.person })}`;
      json(answer, { access_token: `at_${grant.person.sub}`, token_type: 'Bearer', expires_in: 300, id_token: `${unsigned}.${sign('sha256', Buffer.from(unsigned), privateKey).toString('base64url')}` });
    },
    '/userinfo': (_, answer) => json(answer, it.person ?? {}),
  };
  const server = createServer(async (incoming, answer) => {
    const url = new URL(incoming.url, it.issuer);
    let body = '';
    for await (const chunk of incoming) {
      body += chunk;
    }

    const route = routes[url.pathname];
    route ? route(url, answer, new URLSearchParams(body)) : answer.writeHead(404).end();
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  it.issuer = `http://127.0.0.1:${server.address().port}`;
  it.stop = () => new Promise(resolve => (server.closeAllConnections(), server.close(resolve)));
  return it;
};
