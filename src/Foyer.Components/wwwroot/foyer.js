// The only script of these screens. It has no dependencies and is never needed: every step is a form that works without it.
//
// Private protocol with the views:
//   [data-foyer]          root of a screen; forms inside are posted with fetch and the root is swapped for the answer
//   [data-part]           which screen it is; a change of it is animated
//   [data-foyer-native]   a form that is left to the browser
//   [data-foyer-code]     wrapper of a code input, painted as slots
//   [data-foyer-reveal]   button that shows and hides the password before it
//   [data-foyer-autofill] hidden password a password manager may fill together with the identifier
//   [data-foyer-poll]     form that is posted now and then until another screen comes
//   [data-foyer-auto]     form that is posted at once
//   [data-foyer-passkeys] button shown where the browser has passkeys; "autofill" lets the browser offer them by itself
//   [data-foyer-passkey]  button that asks the authenticator; the value is what it is asked; data-create makes a passkey
//   [data-foyer-wallet]   button that asks a wallet; the value is the address of the script that knows how
//   [data-foyer-work]     work asked of robots, done by the script named; [data-foyer-proof] inputs get what comes of it
//   [data-foyer-copy]     button that copies the text of the element named; [data-foyer-print] prints the page
//   [data-foyer-wait]     button that opens after so many seconds; {time} in its data-foyer-waiting is the rest

/** @type {(parent: ParentNode, selector: string) => HTMLElement | null} */
const one = (parent, selector) => parent.querySelector(selector);
const all = (parent, selector) => parent.querySelectorAll(selector);

// The policy trusts one thing: HTML our own server answered to our own fetch.
// And one script: our own worker.
const rules = { createHTML: html => html, createScriptURL: url => (new URL(url, location.href).origin === location.origin ? url : '') };
const policy = window.trustedTypes?.createPolicy('foyer', rules) ?? rules;

/* ---- fragments ---- */

document.addEventListener('submit', event => {
  const form = event.target;
  const root = form.closest('[data-foyer]');
  if (!root || event.defaultPrevented || form.method !== 'post' || form.hasAttribute('data-foyer-native')) return;
  event.preventDefault();
  post(root, form, event.submitter);
});

/** Posts a form and shows what comes back. */
async function post(root, form, submitter) {
  if (root.getAttribute('aria-busy') === 'true') return;
  root.setAttribute('aria-busy', 'true');
  try {
    await root.proof;
    show(root, await send(form, submitter));
  } catch {
    // Nothing was answered, so nothing is known: the person decides whether to post again.
    root.removeAttribute('aria-busy');
    announce(root, root.dataset.offline);
  }
}

/** Posts a form. The answer is an address to go to, or a screen; neither when it is not ours. */
async function send(form, submitter) {
  const data = new FormData(form, submitter);
  const response = await fetch(form.action, {
    method: 'POST',
    headers: { 'foyer-fragment': '1' },
    body: form.enctype === 'multipart/form-data' ? data : new URLSearchParams(data),
  });
  const location = response.headers.get('foyer-location');
  const html = await response.text();
  const ours = !location && (response.ok || response.status === 422);
  return { location, next: ours ? one(new DOMParser().parseFromString(policy.createHTML(html), 'text/html'), '[data-foyer]') : null };
}

function show(root, { location, next }) {
  if (location) window.location.assign(webAddress(location));
  else if (next) swap(root, next);
  else window.location.reload();
}

/** An address to go to; anything but http and https leads home. */
function webAddress(text) {
  const url = new URL(text, document.baseURI);
  return /^https?:$/.test(url.protocol) ? url.href : '/';
}

/** Replaces a screen with the next one. */
function swap(root, next) {
  ceremony.abort();
  root.worker?.terminate();
  const show = () => {
    root.replaceWith(next);
    document.title = next.dataset.title;
    enhance(next);
    (one(next, '[aria-invalid="true"]') ?? one(next, '[autofocus]') ?? one(next, 'h1'))?.focus({ preventScroll: true });
    const told = one(next, '[role="alert"]') ?? one(next, '.cl-alert__success');
    told?.scrollIntoView({ block: 'nearest' });
    announce(next, (told ?? one(next, 'h1'))?.textContent);
  };
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches || next.dataset.part === root.dataset.part;
  if (document.startViewTransition && !calm) document.startViewTransition(show);
  else show();
}

/** Says something to screen readers; a region must exist before its text to be read. */
function announce(root, text) {
  setTimeout(() => {
    const live = one(root, '[aria-live]');
    if (live) live.textContent = text ?? '';
  }, 60);
}

/* ---- what the script adds to a screen ---- */

function enhance(root) {
  all(root, '[data-foyer-reveal]').forEach(reveal);
  all(root, '[data-foyer-code]').forEach(slots);
  all(root, '[data-foyer-wait]').forEach(countDown);
  all(root, '[data-foyer-work]').forEach(work);
  all(root, '[data-foyer-passkeys]').forEach(offerPasskeys);
  all(root, '[data-foyer-passkey]').forEach(usePasskey);
  all(root, '[data-foyer-wallet]').forEach(async button => (await import(button.dataset.foyerWallet)).use(button));
  all(root, '[data-foyer-poll]').forEach(poll);
  all(root, '[data-foyer-copy], [data-foyer-print]').forEach(keep);
  all(root, '[data-foyer-auto]').forEach(form => form.requestSubmit());
  all(root, '[data-foyer-autofill] input').forEach(input =>
    input.addEventListener('change', () => input.value && one(input.form, '[name="identifier"]').value && input.form.requestSubmit()));
}

function reveal(button) {
  const input = one(button.parentElement, 'input');
  button.hidden = false;
  button.addEventListener('click', () => {
    const hidden = input.type === 'password';
    input.type = hidden ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(hidden));
  });
  // A password is never left readable in the form the browser may remember.
  input.form.addEventListener('submit', () => { input.type = 'password'; });
}

/** Paints a code input as slots. The input stays the only control: paste, autofill and screen readers see one field. */
function slots(box) {
  const input = one(box, 'input');
  const length = Number(box.dataset.length);
  box.classList.add('u-slots');
  const cells = Array.from({ length }, () => {
    const cell = document.createElement('span');
    cell.className = box.dataset.foyerCode;
    cell.setAttribute('aria-hidden', 'true');
    box.append(cell);
    return cell;
  });

  const paint = () => {
    const caret = Math.min(input.selectionStart ?? input.value.length, length - 1);
    cells.forEach((cell, index) => {
      cell.textContent = input.value[index] ?? '';
      cell.toggleAttribute('data-active', document.activeElement === input && index === caret);
    });
  };
  input.addEventListener('input', () => {
    // Pasted codes come with spaces and dashes.
    const digits = input.value.replace(/\D/g, '').slice(0, length);
    if (digits !== input.value) input.value = digits;
    paint();
    if (digits.length === length) input.form.requestSubmit();
  });
  for (const name of ['focus', 'blur', 'keyup', 'click', 'select']) input.addEventListener(name, paint);
  paint();
}

/** Holds a button back for a while. Only a courtesy: the server refuses early clicks by itself. */
function countDown(button) {
  const ready = button.textContent;
  const end = Date.now() + Number(button.dataset.foyerWait) * 1000;
  const tick = () => {
    const rest = Math.ceil((end - Date.now()) / 1000);
    button.disabled = rest > 0;
    button.textContent = rest > 0
      ? button.dataset.foyerWaiting.replace('{time}', `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, '0')}`)
      : ready;
    if (rest > 0 && button.isConnected) setTimeout(tick, 500);
  };
  tick();
}

/** Asks now and then whether something has happened elsewhere. A screen that says nothing new is not shown again. */
function poll(form) {
  const root = form.closest('[data-foyer]');
  const ask = async () => {
    if (document.visibilityState === 'visible' && root.getAttribute('aria-busy') !== 'true') {
      const answer = await send(form).catch(() => null);
      const isNew = answer?.location || (answer?.next && (answer.next.dataset.part !== root.dataset.part || one(answer.next, '[role="alert"]')));
      if (isNew && form.isConnected) return show(root, answer);
    }
    if (form.isConnected) setTimeout(ask, 2500);
  };
  setTimeout(ask, 2500);
}

/** Buttons for what only a script can do with a text: copy it, print it. */
function keep(button) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    if (button.hasAttribute('data-foyer-print')) return window.print();
    const root = button.closest('[data-foyer]');
    const text = [...all(root, button.dataset.foyerCopy)].map(part => part.textContent.trim()).join('\n');
    await navigator.clipboard.writeText(text);
    announce(root, button.dataset.done);
    one(button, 'span').textContent = button.dataset.done;
  });
}

/* ---- passkeys ---- */

// One ceremony at a time: a browser refuses a second one while the first waits.
let ceremony = new AbortController();

const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), letter => letter.charCodeAt(0));
const base64 = buffer => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const withIds = list => list?.map(item => ({ ...item, id: bytes(item.id) }));

/** Asks the authenticator and answers its credential as the protocol writes it: JSON, bytes in base64url. */
async function credential(options, create, mediation) {
  ceremony.abort();
  ceremony = new AbortController();
  const publicKey = { ...JSON.parse(options) };
  publicKey.challenge = bytes(publicKey.challenge);
  publicKey.allowCredentials = withIds(publicKey.allowCredentials);
  publicKey.excludeCredentials = withIds(publicKey.excludeCredentials);
  if (create) publicKey.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  const request = { publicKey, mediation, signal: ceremony.signal };
  const { id, type, rawId, authenticatorAttachment, response } = await (create ? navigator.credentials.create(request) : navigator.credentials.get(request));
  const answer = { clientDataJSON: base64(response.clientDataJSON) };
  if (create) Object.assign(answer, { attestationObject: base64(response.attestationObject), transports: response.getTransports?.() ?? [] });
  else Object.assign(answer, { authenticatorData: base64(response.authenticatorData), signature: base64(response.signature), userHandle: base64(response.userHandle) });
  return JSON.stringify({ id, type, rawId: base64(rawId), authenticatorAttachment, response: answer });
}

async function offerPasskeys(button) {
  if (!window.PublicKeyCredential) return;
  button.hidden = !button.hasAttribute('data-visible');
  if (button.dataset.foyerPasskeys !== 'autofill' || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  const root = button.closest('[data-foyer]');
  try {
    const { next } = await send(button.form);
    const asked = next && one(next, '[data-foyer-passkey]');
    if (!asked || !root.isConnected) return;
    one(asked.form, '[name="credential"]').value = await credential(asked.dataset.foyerPasskey, false, 'conditional');
    if (root.isConnected) post(root, asked.form);
  } catch {
    // Nobody chose a passkey; the form above is still there.
  }
}

function usePasskey(button) {
  const input = one(button.form, '[name="credential"]');
  const ask = async () => {
    try {
      input.value = await credential(button.dataset.foyerPasskey, button.hasAttribute('data-create'));
    } catch (failure) {
      if (failure.name === 'AbortError') return;
      input.value = '';
    }
    button.form.requestSubmit();
  };
  button.hidden = !window.PublicKeyCredential;
  button.addEventListener('click', event => {
    event.preventDefault();
    ask();
  });
  if (!button.hidden && button.hasAttribute('data-start')) ask();
}

/* ---- robots ---- */

/** Works beside the form, which waits for it when it is sent. */
function work(box) {
  const root = box.closest('[data-foyer]');
  const said = one(box, 'span');
  said.textContent = box.dataset.busy;
  root.proof = new Promise((resolve, reject) => {
    root.worker = new Worker(policy.createScriptURL(box.dataset.foyerWork));
    root.worker.onmessage = message => resolve(message.data);
    root.worker.onerror = reject;
    root.worker.postMessage({ challenge: box.dataset.challenge, difficulty: Number(box.dataset.difficulty) });
  }).then(
    proof => {
      all(root, '[data-foyer-proof]').forEach(input => { input.value = proof; });
      said.textContent = box.dataset.done;
      box.classList.add('u-good');
    },
    () => { said.textContent = box.dataset.failed; });
}

all(document, '[data-foyer]').forEach(enhance);
