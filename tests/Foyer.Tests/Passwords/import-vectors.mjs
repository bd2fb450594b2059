// Prints the sums in ImportVectors.cs, computed by other implementations: bcrypt and Argon2i of hash-wasm, scrypt of Node.
// npm install --no-save hash-wasm && node import-vectors.mjs
import { createHash, scryptSync } from "node:crypto";
import { argon2i, bcrypt } from "hash-wasm";

const bytes = (label, number, length) => createHash("sha512").update(`${label} ${number}`).digest().subarray(0, length);

async function sum(name, count, hash) {
  const total = createHash("sha256");
  for (let number = 0; number < count; number++) total.update(await hash(number, bytes("dice", number, 64)));
  console.log(name, total.digest("hex"));
}

// A NUL ends a bcrypt password, so the passwords hold none; they reach over 64 bytes, to the limit of 72.
const password = (number, dice) => Buffer.concat([bytes("password", number, 64), bytes("more", number, 8)]).subarray(0, dice % 73).map((octet) => octet || 1);

await sum("bcrypt", 400, async (number, dice) => {
  const text = password(number, dice[4]);
  if (text.length === 0) return Buffer.alloc(0);
  return (await bcrypt({ password: text, salt: bytes("salt", number, 16), costFactor: 4 + (number % 2), outputType: "binary" })).subarray(0, 23);
});
await sum("scrypt", 300, (number, dice) =>
  scryptSync(password(number, dice[4]), bytes("salt", number, dice[5] % 33), 64, { N: 2 << (dice[0] % 9), r: 1 + (dice[1] % 9), p: 1 + (dice[2] % 3) }));
await sum("argon2i", 300, (number, dice) => {
  const parallelism = 1 + (dice[0] % 4);
  return argon2i({
    password: Buffer.concat([Buffer.from("x"), password(number, dice[4])]), salt: bytes("salt", number, 8 + (dice[5] % 25)), parallelism, iterations: 1 + (dice[2] % 3),
    memorySize: 8 * parallelism + (number % 16 === 0 ? 600 + 5 * dice[1] : dice[1] % 64), hashLength: 16 + (dice[3] % 113), outputType: "binary",
  });
});
