// Finds a number which, written behind the challenge and a dot, gives a SHA-256 that begins with so many zero bits.
// Runs in a worker of its own. The hash is written out here because the browser's own one answers later each time, and a
// promise a try costs more than the hash. What does not change from try to try is hashed once.

const K = new Uint32Array(64);
const START = new Uint32Array(8);
{
  const fraction = (value, root) => Math.floor((value ** (1 / root) % 1) * 2 ** 32);
  let count = 0;
  for (let candidate = 2; count < 64; candidate++) {
    let isPrime = true;
    for (let factor = 2; factor * factor <= candidate; factor++) if (candidate % factor === 0) isPrime = false;
    if (!isPrime) continue;
    if (count < 8) START[count] = fraction(candidate, 2);
    K[count++] = fraction(candidate, 3);
  }
}

const w = new Uint32Array(64);

/** One block of SHA-256 (FIPS 180-4, 6.2.2), from state into state. */
function compress(state, block) {
  for (let i = 0; i < 16; i++) w[i] = (block[4 * i] << 24) | (block[4 * i + 1] << 16) | (block[4 * i + 2] << 8) | block[4 * i + 3];
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15], y = w[i - 2];
    w[i] = w[i - 16] + w[i - 7] +
      (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) +
      (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const t1 = (h + (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const t2 = ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

function solve(challenge, difficulty) {
  const prefix = new TextEncoder().encode(challenge + '.');
  const whole = prefix.length - (prefix.length % 64);
  const middle = START.slice();
  for (let at = 0; at < whole; at += 64) compress(middle, prefix.subarray(at, at + 64));
  const rest = prefix.subarray(whole);
  const state = new Uint32Array(8);
  for (let number = 0; ; number++) {
    const digits = String(number);
    const length = rest.length + digits.length;
    const tail = new Uint8Array(length < 56 ? 64 : 128);
    tail.set(rest);
    for (let i = 0; i < digits.length; i++) tail[rest.length + i] = digits.charCodeAt(i);
    tail[length] = 0x80;
    new DataView(tail.buffer).setUint32(tail.length - 4, (whole + length) * 8);
    state.set(middle);
    for (let at = 0; at < tail.length; at += 64) compress(state, tail.subarray(at, at + 64));
    if (Math.clz32(state[0]) >= difficulty) return `${challenge}.${digits}`;
  }
}

onmessage = ({ data }) => postMessage(solve(data.challenge, data.difficulty));
