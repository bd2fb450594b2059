// Wallets of the browser. Loaded by foyer.js where a screen asks for one.
//
// Private protocol with the views, all on one button of a form with web3_wallet and, to sign, signature:
//   [data-foyer-wallet]  the address of this file
//   [data-kind]          ethereum or solana
//   [data-named]         the button's text where the wallet has a name, with {name}; one button is shown for each wallet
//   [data-message]       what is to be signed, instead of a wallet being chosen; data-start asks for it at once

const one = (parent, selector) => parent.querySelector(selector);
const utf8 = text => new TextEncoder().encode(text);
const hex = bytes => '0x' + Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
const base64 = bytes => btoa(String.fromCharCode(...bytes));

/* ---- what wallets there are: each answers an address, whether one is its own, and a signature ---- */

// EIP-1193.
const ethereum = provider => ({
  connect: async () => (await provider.request({ method: 'eth_requestAccounts' }))[0],
  holds: async address => (await provider.request({ method: 'eth_accounts' })).some(own => own.toLowerCase() === address.toLowerCase()),
  sign: (message, address) => provider.request({ method: 'personal_sign', params: [hex(utf8(message)), address] }),
});

// The wallet standard.
const solana = wallet => {
  const account = async (address, options) => (await wallet.features['standard:connect'].connect(options)).accounts.find(own => !address || own.address === address);
  return {
    connect: async () => (await account()).address,
    holds: async address => Boolean(await account(address, { silent: true })),
    sign: async (message, address) => {
      const asked = { account: wallet.accounts.find(own => own.address === address) ?? (await account(address)), message: utf8(message) };
      return base64((await wallet.features['solana:signMessage'].signMessage(asked))[0].signature);
    },
  };
};

// Before the wallet standard there was window.solana.
const early = provider => ({
  connect: async () => String((await provider.connect())?.publicKey ?? provider.publicKey),
  holds: async address => String(provider.publicKey) === address,
  sign: async message => base64((await provider.signMessage(utf8(message), 'utf8')).signature),
});

const known = { ethereum: new Map(), solana: new Map() };
const offers = new Set();

// Which wallet said that an address was its own, for as long as the page lives.
const holders = new Map();

function meet(kind, name, wallet) {
  if (known[kind].has(name)) return;
  known[kind].set(name, wallet);
  for (const button of offers) if (button.dataset.kind === kind) offer(button, name, wallet);
}

function register(...wallets) {
  for (const wallet of wallets) {
    const signs = wallet.features['standard:connect'] && wallet.features['solana:signMessage'];
    if (signs && wallet.chains.some(chain => chain.startsWith('solana:'))) meet('solana', wallet.name, solana(wallet));
  }

  return () => {};
}

// Wallets announce themselves when they are asked, and whenever they come (EIP-6963).
addEventListener('eip6963:announceProvider', ({ detail }) => meet('ethereum', detail.info.name, ethereum(detail.provider)));
dispatchEvent(new Event('eip6963:requestProvider'));
addEventListener('wallet-standard:register-wallet', ({ detail }) => detail({ register }));
dispatchEvent(new CustomEvent('wallet-standard:app-ready', { detail: { register } }));
if (!known.ethereum.size && window.ethereum) meet('ethereum', '', ethereum(window.ethereum));
if (!known.solana.size && window.solana?.signMessage) meet('solana', '', early(window.solana));

/* ---- buttons ---- */

/** What a button of these screens does; foyer.js calls it for each. */
export function use(button) {
  if ('message' in button.dataset) return sign(button);
  offers.add(button);
  for (const [name, wallet] of known[button.dataset.kind]) offer(button, name, wallet);
}

function offer(button, name, wallet) {
  if (!button.isConnected) return offers.delete(button);
  const copy = button.cloneNode(true);
  if (name) one(copy, 'span').textContent = button.dataset.named.replace('{name}', () => `\u2068${name}\u2069`);
  button.form.querySelectorAll('[data-foyer-without-wallet]').forEach(text => { text.hidden = true; });
  button.before(copy);
  asks(copy, async () => {
    const address = await wallet.connect();
    holders.set(address.toLowerCase(), wallet);
    return address;
  }, 'web3_wallet');
}

function sign(button) {
  const { kind, message } = button.dataset;
  const address = one(button.form, '[name="web3_wallet"]').value;
  const ask = asks(button, async () => (await holder(kind, address)).sign(message, address), 'signature');
  if (button.hasAttribute('data-start')) ask();
}

/** Shows a button that asks a wallet and posts its form with the answer; an empty one says that the wallet would not. */
function asks(button, question, field) {
  const ask = async () => {
    button.disabled = true;
    const answer = await question().catch(() => '');
    button.disabled = false;
    if (!button.isConnected) return;
    one(button.form, `[name="${field}"]`).value = answer ?? '';
    button.form.requestSubmit();
  };
  button.hidden = false;
  button.addEventListener('click', event => {
    event.preventDefault();
    ask();
  });
  return ask;
}

async function holder(kind, address) {
  const met = holders.get(address.toLowerCase());
  if (met) return met;
  for (const wallet of known[kind].values()) if (await wallet.holds(address).catch(() => false)) return wallet;
  return [...known[kind].values()][0];
}
