// Writes webauthn-vectors.json: ceremonies, right and wrong, each with the verdict of @simplewebauthn/server.
// Run with the package installed where node finds it: node webauthn-vectors.mjs > webauthn-vectors.json
import crypto from 'node:crypto';
import { verifyRegistrationResponse, verifyAuthenticationResponse } from '@simplewebauthn/server';

const rpId = 'example.org';
const origin = 'https://example.org';
const b64 = bytes => Buffer.from(bytes).toString('base64url');
const sha256 = bytes => crypto.createHash('sha256').update(bytes).digest();

// A seed, so that the file changes only when this one does.
let counter = 0;
const random = length => crypto.createHmac('sha512', 'foyer webauthn vectors').update(String(counter++)).digest().subarray(0, length);

function head(major, n) {
  if (n < 24) return Buffer.from([major << 5 | n]);
  if (n < 256) return Buffer.from([major << 5 | 24, n]);
  return Buffer.from([major << 5 | 25, n >> 8, n & 255]);
}
function cbor(value) {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (value instanceof Map) return Buffer.concat([head(5, value.size), ...[...value].flatMap(([k, v]) => [cbor(k), cbor(v)])]);
  throw new Error('not CBOR');
}

function newKey(alg) {
  const pair = alg === -7 ? crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }) : alg === -8 ? crypto.generateKeyPairSync('ed25519') : crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = pair.publicKey.export({ format: 'jwk' });
  const part = name => Buffer.from(jwk[name], 'base64url');
  const cose = alg === -7 ? new Map([[1, 2], [3, -7], [-1, 1], [-2, part('x')], [-3, part('y')]])
    : alg === -8 ? new Map([[1, 1], [3, -8], [-1, 6], [-2, part('x')]])
      : new Map([[1, 3], [3, -257], [-1, part('n')], [-2, part('e')]]);
  const sign = data => alg === -8 ? crypto.sign(null, data, pair.privateKey) : crypto.sign('sha256', data, pair.privateKey);
  return { alg, cose: cbor(cose), sign, id: random(32) };
}

function authData(o) {
  const parts = [sha256(Buffer.from(o.rpId)), Buffer.from([o.flags]), Buffer.from([o.count >>> 24, o.count >>> 16 & 255, o.count >>> 8 & 255, o.count & 255])];
  if (o.credential) parts.push(o.aaguid, Buffer.from([o.credential.id.length >> 8, o.credential.id.length & 255]), o.credential.id, o.coseOverride ?? o.credential.cose);
  if (o.trailing) parts.push(o.trailing);
  return Buffer.concat(parts);
}

const flip = (buffer, at) => { const copy = Buffer.from(buffer); copy[at < 0 ? copy.length + at : at] ^= 1; return copy; };

// What is wrong with a ceremony: changes to the options it is made with, or to what was made.
const mutations = {
  nothing: {},
  'another challenge': { challenge: 'bm90IHRoZSBjaGFsbGVuZ2UgYXQgYWxsIG5vdCBhdCBhbGw' },
  'another origin': { origin: 'https://evil.example' },
  'a subdomain': { origin: 'https://sub.example.org' },
  'http instead of https': { origin: 'http://example.org' },
  'another port': { origin: 'https://example.org:8443' },
  'another type': { swap: true },
  'another domain': { rpId: 'evil.example' },
  'nobody present': { clear: 0x01 },
  'nobody verified': { clear: 0x04 },
  'backed up but not eligible': { clear: 0x08, set: 0x10 },
  'eligible and backed up': { set: 0x18 },
  'extra client data': { extra: { other_keys: 'may come' } },
  'trailing bytes': { trailing: Buffer.from([0]) },
  'extensions': { set: 0x80, trailing: cbor(new Map([['credProtect', 2]])) },
  'extensions announced but absent': { set: 0x80 },
  'another id': { otherId: true },
  'client data altered': { clientDataAltered: true },
  'count zero': { count: 0 },
  'count high': { count: 4000000000 },
};
const registrationOnly = {
  'no credential': { noCredential: true },
  'signature altered': { signatureAltered: true, onlySelf: true },
  'another algorithm in the statement': { statementAlg: -65535, onlySelf: true },
  'a statement with none': { junkStatement: true, onlyNone: true },
  'key cut short': { keyCut: true },
  'unknown algorithm': { unknownAlg: true },
};
const assertionOnly = {
  'signature altered': { signatureAltered: true },
  'signature empty': { signatureEmpty: true },
  'authenticator data altered': { dataAltered: true },
  'count equal': { count: 5 },
  'count lower': { count: 4 },
  'another key': { otherKey: true },
};

const made = [];
const keys = [-7, -8, -257].flatMap(alg => [newKey(alg), newKey(alg)]);
for (const key of keys.filter((_, at) => at % 2 === 0)) {
  for (const [wrong, m] of Object.entries({ ...mutations, ...registrationOnly })) {
    for (const format of ['none', 'packed']) {
      if ((m.onlySelf && format === 'none') || (m.onlyNone && format !== 'none')) continue;
      made.push(await registration(key, wrong, m, format));
    }
  }
  for (const [wrong, m] of Object.entries({ ...mutations, ...assertionOnly })) made.push(await assertion(key, wrong, m));
}
process.stdout.write(JSON.stringify({ package: '@simplewebauthn/server', rpId, origin, cases: made }, null, 1) + '\n');

function clientData(type, challenge, m) {
  const other = type === 'webauthn.create' ? 'webauthn.get' : 'webauthn.create';
  return Buffer.from(JSON.stringify({ type: m.swap ? other : type, challenge: m.challenge ?? challenge, origin: m.origin ?? origin, crossOrigin: false, ...m.extra }));
}

async function registration(key, wrong, m, format) {
  const challenge = b64(random(32));
  let client = clientData('webauthn.create', challenge, m);
  const flags = (0x45 | (m.set ?? 0)) & ~(m.clear ?? 0) & ~(m.noCredential ? 0x40 : 0);
  const data = authData({
    rpId: m.rpId ?? rpId, flags, count: m.count ?? 1, aaguid: Buffer.alloc(16), credential: m.noCredential ? null : key, trailing: m.trailing,
    coseOverride: m.keyCut ? key.cose.subarray(0, key.cose.length - 3) : m.unknownAlg ? cbor(new Map([[1, 2], [3, -35], [-1, 2], [-2, random(48)], [-3, random(48)]])) : undefined,
  });
  let signature = key.sign(Buffer.concat([data, sha256(client)]));
  if (m.signatureAltered) signature = flip(signature, -1);
  const statement = format === 'packed' ? new Map([['alg', m.statementAlg ?? key.alg], ['sig', signature]]) : m.junkStatement ? new Map([['junk', 1]]) : new Map();
  const attestation = cbor(new Map([['fmt', format], ['attStmt', statement], ['authData', data]]));
  if (m.clientDataAltered) client = Buffer.concat([client.subarray(0, -1), Buffer.from(' }')]);
  const id = b64(m.otherId ? random(32) : key.id);
  const response = { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response: { clientDataJSON: b64(client), attestationObject: b64(attestation), transports: ['internal'] } };
  let accepted = false;
  try {
    accepted = (await verifyRegistrationResponse({ response, expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: rpId, requireUserVerification: true, supportedAlgorithmIDs: [-7, -8, -257] })).verified;
  } catch { /* refused */ }
  return { kind: 'registration', alg: key.alg, format, wrong, challenge, credential: JSON.stringify(response), accepted };
}

async function assertion(key, wrong, m) {
  const challenge = b64(random(32));
  let client = clientData('webauthn.get', challenge, m);
  const flags = (0x05 | (m.set ?? 0)) & ~(m.clear ?? 0);
  let data = authData({ rpId: m.rpId ?? rpId, flags, count: m.count ?? 9, trailing: m.trailing });
  let signature = (m.otherKey ? keys[(keys.indexOf(key) ^ 1)] : key).sign(Buffer.concat([data, sha256(client)]));
  if (m.signatureAltered) signature = flip(signature, -1);
  if (m.signatureEmpty) signature = Buffer.alloc(0);
  if (m.dataAltered) data = flip(data, -1);
  if (m.clientDataAltered) client = Buffer.concat([client.subarray(0, -1), Buffer.from(' }')]);
  const id = b64(m.otherId ? random(32) : key.id);
  const response = { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response: { clientDataJSON: b64(client), authenticatorData: b64(data), signature: b64(signature), userHandle: b64('user_1') } };
  let accepted = false;
  try {
    accepted = (await verifyAuthenticationResponse({
      response, expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: rpId, requireUserVerification: true,
      credential: { id: b64(key.id), publicKey: new Uint8Array(key.cose), counter: 5 },
    })).verified;
  } catch { /* refused */ }
  return { kind: 'assertion', alg: key.alg, wrong, challenge, publicKey: b64(key.cose), credentialId: b64(key.id), eligible: (flags & 0x08) !== 0, credential: JSON.stringify(response), accepted };
}
