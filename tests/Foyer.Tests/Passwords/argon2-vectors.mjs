// Prints the rows of Argon2idVectors.cs, computed by the reference implementation in C.
// npm install --no-save argon2 && node argon2-vectors.mjs
import { createHash } from "node:crypto";
import argon2 from "argon2";

const bytes = (label, number, length) => createHash("sha512").update(`${label} ${number}`).digest().subarray(0, length);

// The same derivation as Argon2idVectors.Case in C#.
function derive(number) {
  const dice = bytes("dice", number, 64);
  const lanes = 1 + (dice[0] % 4);
  return {
    lanes,
    memory: 8 * lanes + (number % 16 === 0 ? 600 + 5 * dice[1] : dice[1] % 64),
    passes: 1 + (dice[2] % 3),
    length: 4 + (dice[3] % 125),
    password: bytes("password", number, dice[4] % 65),
    salt: bytes("salt", number, 8 + (dice[5] % 25)),
    secret: bytes("secret", number, dice[6] % 33),
    data: bytes("data", number, dice[7] % 33),
  };
}

const hash = ({ password, salt, memory, passes, lanes, length, secret = Buffer.alloc(0), data = Buffer.alloc(0) }) =>
  argon2.hash(password, {
    type: argon2.argon2id, raw: true, salt, memoryCost: memory, timeCost: passes, parallelism: lanes, hashLength: length, secret, associatedData: data,
  });

const text = (value) => Buffer.from(value, "utf8");
const named = [
  { password: "", salt: "somesalt", memory: 8, passes: 1, lanes: 1, length: 4 },
  { password: "password", salt: "somesalt", memory: 64, passes: 1, lanes: 1, length: 32 },
  { password: "password", salt: "0123456789abcdef", memory: 19456, passes: 2, lanes: 1, length: 32 },
  { password: "correct horse battery staple", salt: "0123456789abcdef", memory: 19456, passes: 2, lanes: 1, length: 32 },
  { password: "pässwörd \u{1F6AA}", salt: "0123456789abcdef", memory: 19456, passes: 2, lanes: 1, length: 32 },
  { password: "password", salt: "0123456789abcdef", memory: 65536, passes: 3, lanes: 4, length: 32 },
  { password: "password", salt: "0123456789abcdef", memory: 12288, passes: 3, lanes: 1, length: 64 },
  { password: "password", salt: "0123456789abcdef", memory: 9216, passes: 4, lanes: 1, length: 65 },
  { password: "password", salt: "0123456789abcdef", memory: 7168, passes: 5, lanes: 1, length: 96 },
  { password: "password", salt: "0123456789abcdef", memory: 47104, passes: 1, lanes: 1, length: 128 },
  { password: "password", salt: "0123456789abcdef", memory: 1027, passes: 2, lanes: 2, length: 32 },
  { password: "password", salt: "0123456789abcdef", memory: 513, passes: 1, lanes: 1, length: 32 },
  { password: "x".repeat(1000), salt: "s".repeat(128), memory: 256, passes: 2, lanes: 8, length: 512 },
];

for (const row of named) {
  const tag = await hash({ ...row, password: text(row.password), salt: text(row.salt) });
  const password = row.password.length > 100 ? `new string('x', ${row.password.length})` : JSON.stringify(row.password);
  const salt = row.salt.length > 100 ? `new string('s', ${row.salt.length})` : JSON.stringify(row.salt);
  console.log(`{ ${password}, ${salt}, ${row.memory}, ${row.passes}, ${row.lanes}, "${tag.toString("hex")}" },`);
}

for (let thousand = 0; thousand < 10; thousand++) {
  const all = createHash("sha256");
  for (let number = thousand * 1000; number < (thousand + 1) * 1000; number++) {
    all.update(await hash(derive(number)));
  }
  console.log(`{ ${thousand}, "${all.digest("hex")}" },`);
}
