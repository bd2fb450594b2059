// The only script of these screens. It has no dependencies and is never needed: every step is a form that works without it.
//
// Private protocol with the views:
//   [data-foyer]          root of a screen; forms inside are posted with fetch and the root is swapped for the answer
//   [data-part]           which screen it is; a change of it is animated
//   [data-foyer-native]   a form that is left to the browser
//   [data-foyer-code]     wrapper of a code input, painted as slots
//   [data-foyer-reveal]   button that shows and hides the password before it
//   [data-foyer-autofill] hidden password a password manager may fill together with the identifier
//   [data-foyer-wait]     button that opens after so many seconds; {time} in its data-foyer-waiting is the rest

/** @type {(parent: ParentNode, selector: string) => HTMLElement | null} */
const one = (parent, selector) => parent.querySelector(selector);
const all = (parent, selector) => parent.querySelectorAll(selector);

// The policy trusts one thing: HTML our own server answered to our own fetch.
const policy = window.trustedTypes?.createPolicy('foyer', { createHTML: html => html }) ?? { createHTML: html => html };

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
    const response = await fetch(form.action, {
      method: 'POST',
      headers: { 'foyer-fragment': '1' },
      body: new URLSearchParams(new FormData(form, submitter)),
    });
    const location = response.headers.get('foyer-location');
    if (location) return void window.location.assign(webAddress(location));
    const html = await response.text();
    if (!((response.ok || response.status === 422) && swap(root, html))) window.location.reload();
  } catch {
    // Nothing was answered, so nothing is known: the person decides whether to post again.
    root.removeAttribute('aria-busy');
    announce(root, root.dataset.offline);
  }
}

/** An address to go to; anything but http and https leads home. */
function webAddress(text) {
  const url = new URL(text, document.baseURI);
  return /^https?:$/.test(url.protocol) ? url.href : '/';
}

/** Replaces a screen with the one in the answer. False when the answer holds none. */
function swap(root, html) {
  const next = one(new DOMParser().parseFromString(policy.createHTML(html), 'text/html'), '[data-foyer]');
  if (!next) return false;
  const show = () => {
    root.replaceWith(next);
    document.title = next.dataset.title;
    enhance(next);
    (one(next, '[aria-invalid="true"]') ?? one(next, '[autofocus]') ?? one(next, 'h1'))?.focus({ preventScroll: true });
    announce(next, one(next, '[role="alert"]')?.textContent ?? one(next, 'h1')?.textContent);
  };
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches || next.dataset.part === root.dataset.part;
  if (document.startViewTransition && !calm) document.startViewTransition(show);
  else show();
  return true;
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

all(document, '[data-foyer]').forEach(enhance);
