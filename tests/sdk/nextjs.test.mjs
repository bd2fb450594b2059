// The sample application with the official @clerk/nextjs, unmodified, in Chromium: from sign-up to the protected page.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, noBrowser } from './browser.mjs';
import { codeFor, end, freePort, startFoyer, until } from './foyer.mjs';

const sample = fileURLToPath(new URL('../../samples/NextJs', import.meta.url));
const next = path.join(sample, 'node_modules/next/dist/bin/next');
const skip = noBrowser || (existsSync(next) ? false : 'samples/NextJs is not installed: npm ci there');

suite('@clerk/nextjs in the sample', { skip, timeout: 300_000 }, () => {
  let foyer;
  let origin;
  let server;
  let log = '';
  let browser;

  before(async () => {
    const port = await freePort();
    origin = `http://localhost:${port}`;
    foyer = await startFoyer({ appUrl: origin });
    // The very file people copy, with the values of this run.
    const example = Object.fromEntries(
      readFileSync(path.join(sample, '.env.example'), 'utf8')
        .split('\n')
        .filter(line => line && !line.startsWith('#'))
        .map(line => line.split(/=(.*)/s).slice(0, 2)),
    );
    server = spawn(process.execPath, [next, 'dev', '--hostname', 'localhost', '--port', String(port)], {
      cwd: sample,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...example,
        NEXT_TELEMETRY_DISABLED: '1',
        NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: foyer.publishableKey,
        CLERK_SECRET_KEY: foyer.secretKey,
        CLERK_API_URL: foyer.url,
        CLERK_FAPI_URL: foyer.url,
      },
    });
    server.stdout.on('data', chunk => (log += chunk));
    server.stderr.on('data', chunk => (log += chunk));
    await until(() => log.includes('Ready in'), { seconds: 60, what: 'next dev' });
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    if (server) {
      // Next.js works in children of its own: its whole group ends, and only its group.
      try {
        process.kill(-server.pid, 'SIGKILL');
      } catch {
        await end(server);
      }
    }

    await foyer?.stop();
  });

  test('the public page is public', async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(origin, { timeout: 90_000 });
    await page.getByRole('heading', { name: 'Anybody may read this' }).waitFor();
    await page.close();
  });

  test('the dashboard sends a stranger to sign in, and shows the person who signed up', async () => {
    const address = 'grace@example.com';
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(`${origin}/dashboard`, { timeout: 90_000 });
    await page.waitForURL('**/sign-in**', { timeout: 90_000 });

    await page.goto(`${origin}/sign-up`, { timeout: 90_000 });
    await page.locator('input[name=emailAddress]').fill(address);
    await page.locator('input[name=password]').fill('a long enough passphrase');
    await page.locator('.cl-formButtonPrimary').click();
    const field = page.locator('input[autocomplete="one-time-code"]').first();
    await field.waitFor({ state: 'attached' });
    await field.pressSequentially(await codeFor(foyer, address));
    await page.waitForURL('**/dashboard', { timeout: 90_000 });
    await page.getByText(address).waitFor();

    // The page was rendered by the server, so the session was verified there.
    const html = await (await page.request.get(`${origin}/dashboard`)).text();
    assert.match(html, /grace@example\.com/);
  });
});
