// Writes web3-vectors.json: hashes, addresses and signatures as viem and node make them.
// Run with the package installed where node finds it: node web3-vectors.mjs > web3-vectors.json
import crypto from 'node:crypto';
import { keccak256, getAddress, recoverMessageAddress, hashMessage } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

let counter = 0;
const random = length => {
  const parts = [];
  for (let have = 0; have < length; have += 64) parts.push(crypto.createHmac('sha512', 'foyer web3 vectors').update(String(counter++)).digest());
  return Buffer.concat(parts).subarray(0, length);
};
const hex = bytes => '0x' + Buffer.from(bytes).toString('hex');

const hashes = [0, 1, 7, 8, 31, 32, 55, 135, 136, 137, 271, 272, 273, 500].map(length => random(length)).map(data => ({ data: hex(data), hash: keccak256(hex(data)) }));
const addresses = Array.from({ length: 12 }, () => getAddress(hex(random(20))));

const signatures = [];
const messages = ['', 'hello', 'localhost:3000 wants you to sign in', 'äöü 漢字 🙂', 'x'.repeat(1000), 'line\nbreak\r\n'];
const n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
for (let i = 0; i < 9; i++) {
  const account = privateKeyToAccount(hex(random(32)));
  const message = messages[i % messages.length];
  const signature = await account.signMessage({ message });
  await add(message, signature, account.address, 'as made');
  const r = signature.slice(2, 66);
  const s = BigInt('0x' + signature.slice(66, 130));
  const v = parseInt(signature.slice(130), 16);
  const with_ = (rr, ss, vv) => '0x' + rr + ss.toString(16).padStart(64, '0') + vv.toString(16).padStart(2, '0');
  await add(message, with_(r, s, v - 27), account.address, 'v of 0 or 1');
  await add(message, with_(r, n - s, v === 27 ? 28 : 27), account.address, 'high s');
  await add(message, with_(r, s, v === 27 ? 28 : 27), account.address, 'other v');
  await add(message + '!', signature, account.address, 'other message');
  await add(message, with_(r, s ^ 1n, v), account.address, 's altered');
  await add(message, with_(random(32).toString('hex'), s, v), account.address, 'r at random');
  await add(message, with_('0'.repeat(64), s, v), account.address, 'r zero');
  await add(message, with_(r, 0n, v), account.address, 's zero');
  await add(message, with_(r, n, v), account.address, 's is n');
  await add(message, with_(n.toString(16), s, v), account.address, 'r is n');
}

async function add(message, signature, address, kind) {
  let recovered = null;
  try { recovered = (await recoverMessageAddress({ message, signature })).toLowerCase(); } catch { /* nobody's */ }
  signatures.push({ kind, message, hash: hashMessage(message), signature, address: address.toLowerCase(), recovered });
}

// Ed25519: a key's raw bytes are the last 32 of its SPKI form.
const ed25519 = Array.from({ length: 8 }, (_, i) => {
  const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519');
  const message = Buffer.from(messages[i % messages.length]);
  return { key: hex(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)), message: hex(message), signature: hex(crypto.sign(null, message, privateKey)) };
});

process.stdout.write(JSON.stringify({ package: 'viem', hashes, addresses, signatures, ed25519 }, null, 1) + '\n');
