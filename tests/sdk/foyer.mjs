// Starts the real server executable for one test file: own port, own data folder, a configuration the tests decide.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');

// Without "npm" of its own the file still parses: only the bundles are missing then.
const packages = path.join(here, 'node_modules');

/** A port nobody listens on at this moment. */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** Ends a child by its own id and waits until it is gone; forcefully when it does not listen. */
export const end = async child => {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }

  const gone = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(late);
};

/** Asks until the answer is wanted, and says what was seen last when time is up. */
export const until = async (ask, { seconds = 60, what = 'the answer' } = {}) => {
  let last;
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await delay(200)) {
    try {
      last = await ask();
      if (last) {
        return last;
      }
    } catch (error) {
      last = error;
    }
  }

  throw new Error(`${what} did not come within ${seconds} s; last: ${last}`);
};

const executable = () => {
  const candidates = [process.env.FOYER_CLI, ...['debug', 'release'].map(kind => path.join(root, 'artifacts/bin/Foyer.Cli', kind, 'foyer'))];
  const found = candidates.find(candidate => candidate && existsSync(candidate));
  if (!found) {
    throw new Error('The server is not built: dotnet build src/Foyer.Cli, or name the executable in FOYER_CLI.');
  }

  return found;
};

/** Runs the executable to its end and gives what it printed. */
const run = (args, options) =>
  new Promise((resolve, reject) => {
    const child = spawn(executable(), args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', data => (output += data));
    child.stderr.on('data', data => (errors += data));
    child.on('error', reject);
    child.on('exit', code => (code === 0 ? resolve(output) : reject(new Error(`foyer ${args.join(' ')} ended with ${code}: ${errors}${output}`))));
  });

/**
 * A running server with one development instance.
 * @param {object} options `settings`: the instance's settings document; `appUrl`: origin of the application.
 */
export const startFoyer = async ({ settings = {}, appUrl = 'http://localhost:3000' } = {}) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'foyer-sdk-'));
  const slug = `sdk-${randomBytes(4).toString('hex')}`;
  const secretKey = `sk_test_${randomBytes(24).toString('hex')}`;
  const config = path.join(folder, 'foyer.json');
  await writeFile(
    config,
    JSON.stringify({
      applications: [
        {
          name: 'SDK tests',
          instances: [
            {
              environment: 'development',
              frontend_api: `${slug}.foyeraccounts.dev`,
              secret_key: secretKey,
              allowed_origins: [appUrl],
              home_url: appUrl,
              sign_in_url: '/sign-in',
              sign_up_url: '/sign-up',
              settings,
            },
          ],
        },
      ],
    }),
  );
  const url = `http://127.0.0.1:${await freePort()}`;
  const data = path.join(folder, 'data');
  const child = spawn(executable(), ['serve', '--urls', url, '--data', data, '--config', config, '--npm', packages, '--allow-local-calls'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stdout.on('data', chunk => (log += chunk));
  child.stderr.on('data', chunk => (log += chunk));

  const stop = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await until(
      async () => {
        if (child.exitCode !== null) {
          throw new Error(`the server ended with ${child.exitCode}`);
        }

        return (await fetch(`${url}/v1/health`)).ok;
      },
      { what: 'a healthy server' },
    );
    const keys = JSON.parse(await run(['keys', '--json', '--data', data, '--config', config], { cwd: folder }));
    const instance = keys.instances.find(each => each.secret_key === secretKey);
    return {
      url,
      secretKey,
      publishableKey: instance.publishable_key,
      jwtKey: instance.jwt_key,
      host: instance.frontend_api,
      data,
      log: () => log,
      stop,
    };
  } catch (error) {
    await stop();
    throw new Error(`${error.message}\n${log}`);
  }
};

/** The code of the newest message to somebody, as the development outbox shows it. */
export const codeFor = (foyer, address) =>
  until(
    async () => {
      const page = await (await fetch(`${foyer.url}/outbox`)).text();
      const at = page.indexOf(address);
      return at < 0 ? undefined : page.slice(at).match(/\b\d{6}\b/)?.[0];
    },
    { seconds: 15, what: `a code for ${address}` },
  );

/** The link of the newest message to somebody. */
export const linkFor = (foyer, address) =>
  until(
    async () => {
      const page = await (await fetch(`${foyer.url}/outbox`)).text();
      const at = page.indexOf(address);
      return at < 0 ? undefined : page.slice(at).match(/https?:\/\/[^\s"'<]+(?:token|ticket)=[\w.-]+/)?.[0].replaceAll('&amp;', '&');
    },
    { seconds: 15, what: `a link for ${address}` },
  );

/** Lets time pass for what people have proven: every factor of every session was given so many minutes earlier than it was. */
export const provenEarlier = (foyer, minutes) => {
  const database = new DatabaseSync(path.join(foyer.data, 'foyer.db'), { timeout: 5_000 });
  database.prepare('UPDATE sessions SET first_factor_at = first_factor_at - ?1, second_factor_at = second_factor_at - ?1').run(minutes * 60_000);
  database.close();
};

/** The Backend API with the instance's secret key. */
export const backend = async (foyer, method, route, body) => {
  const response = await fetch(`${foyer.url}/v1/${route}`, {
    method,
    headers: { authorization: `Bearer ${foyer.secretKey}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(`${method} ${route} → ${response.status} ${JSON.stringify(answer)}`);
  }

  return answer;
};

/** Everything a browser would need to be somebody: the Frontend API with a dev browser of its own. */
export const devBrowser = async (foyer, origin = 'http://localhost:3000') => {
  const call = async (method, route, { query = {}, form } = {}) => {
    const search = new URLSearchParams({ __clerk_api_version: '2026-05-12', ...query });
    const response = await fetch(`${foyer.url}/v1/${route}?${search}`, {
      method,
      headers: { 'Clerk-Secret-Key': foyer.secretKey, 'Clerk-Proxy-Url': `${origin}/__clerk` },
      body: form && new URLSearchParams(form),
    });
    const body = await response.json();
    if (!response.ok) {
      throw Object.assign(new Error(`${method} ${route} → ${response.status} ${JSON.stringify(body)}`), { status: response.status, body });
    }

    return body;
  };
  const { id } = await call('POST', 'dev_browser');
  return { id, call: (method, route, form) => call(method, route, { query: { __clerk_db_jwt: id }, form }) };
};
