// Chromium as Debian ships it, and a small application whose pages use the bundles Foyer serves.
import { createServer, request } from 'node:http';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { freePort } from './foyer.mjs';

const executablePath = process.env.FOYER_CHROMIUM ?? '/usr/bin/chromium';

/** Why a browser test cannot run here; false when it can. */
export const noBrowser = existsSync(executablePath) ? false : 'Chromium is not installed';

/** A headless browser that talks to nobody but the pages it opens. */
export const launch = () =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

const page = publishableKey => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Application</title>
    <script>
      window.__clerk_publishable_key = '${publishableKey}';
      window.__clerk_proxy_url = '/__clerk';
    </script>
    <script crossorigin="anonymous" src="/__clerk/npm/@clerk/ui@1/dist/ui.browser.js"></script>
    <script crossorigin="anonymous" src="/__clerk/npm/@clerk/clerk-js@6/dist/clerk.browser.js"></script>
  </head>
  <body>
    <main id="main"></main>
    <script>
      const show = () => {
        const main = document.getElementById('main');
        const views = {
          '/sign-in': () => Clerk.mountSignIn(main, { signUpUrl: '/sign-up', fallbackRedirectUrl: '/' }),
          '/sign-up': () => Clerk.mountSignUp(main, { signInUrl: '/sign-in', fallbackRedirectUrl: '/' }),
          '/waitlist': () => Clerk.mountWaitlist(main, { signInUrl: '/sign-in' }),
          '/user': () => Clerk.mountUserProfile(main, {}),
          '/switch': () => Clerk.mountUserButton(main, { signInUrl: '/sign-in' }),
        };
        const view = views[Object.keys(views).find(path => location.pathname.startsWith(path))];
        if (view) {
          view();
        } else {
          main.textContent = Clerk.user ? 'signed in as ' + (Clerk.user.primaryEmailAddress?.emailAddress ?? Clerk.user.primaryPhoneNumber?.phoneNumber ?? Clerk.user.username) : 'signed out';
        }
      };
      Clerk.load({
        ui: { ClerkUI: window.__internal_ClerkUICtor },
        signInUrl: '/sign-in',
        signUpUrl: '/sign-up',
        telemetry: { disabled: true },
      }).then(show, error => (document.title = 'failed: ' + error));
    </script>
  </body>
</html>`;

/** The application: its pages, and under /__clerk the server itself (same origin, so no CORS and no TLS). */
export const startApp = async foyerOf => {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const foyer = await foyerOf(origin);
  const server = createServer((incoming, answer) => {
    if (!incoming.url.startsWith('/__clerk/')) {
      answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(foyer.publishableKey));
      return;
    }

    const target = new URL(foyer.url);
    const forwarded = request(
      {
        host: target.hostname,
        port: target.port,
        method: incoming.method,
        path: incoming.url.slice('/__clerk'.length),
        headers: {
          ...incoming.headers,
          host: target.host,
          'clerk-proxy-url': `${origin}/__clerk`,
          'clerk-secret-key': foyer.secretKey,
          'x-forwarded-for': incoming.socket.remoteAddress,
          'x-forwarded-host': `localhost:${port}`,
          'x-forwarded-proto': 'http',
        },
      },
      response => {
        answer.writeHead(response.statusCode, response.headers);
        response.pipe(answer);
      },
    );
    forwarded.on('error', error => answer.writeHead(502).end(String(error)));
    incoming.pipe(forwarded);
  });
  await new Promise(resolve => server.listen(port, resolve));
  return {
    origin,
    foyer,
    stop: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      await foyer.stop();
    },
  };
};
