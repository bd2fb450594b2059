// A wallet as its extension puts it into a page: announced (EIP-6963, or the wallet standard of Solana) and holding a real key.
import { generateKeyPairSync, sign } from 'node:crypto';
import { base58 } from '@scure/base';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';

/**
 * Gives somebody an Ethereum wallet. What it is asked goes to `wallet.asked`; `wallet.declines` makes it refuse to sign.
 * @param {object} who A visitor of the stage; pages opened from here on have the wallet.
 * @param {string} name What it announces itself as, for example `MetaMask`.
 */
export const holdEthereumWallet = async (who, name = 'MetaMask') => {
  const account = privateKeyToAccount(generatePrivateKey());
  const wallet = { address: account.address.toLowerCase(), asked: [], declines: false };
  await who.context.exposeFunction('askEthereumWallet', async ({ method, params = [] }) => {
    wallet.asked.push(method);
    if (method === 'eth_requestAccounts' || method === 'eth_accounts') {
      return { result: [account.address] };
    }

    if (method !== 'personal_sign' || wallet.declines) {
      return { code: method === 'personal_sign' ? 4001 : 4200 };
    }

    const [message, address] = params;
    return address.toLowerCase() === wallet.address ? { result: await account.signMessage({ message: { raw: message } }) } : { code: 4100 };
  });
  await who.context.addInitScript(name => {
    const provider = {
      request: async asked => {
        const { result, code } = await window.askEthereumWallet(asked);
        if (code) {
          throw Object.assign(new Error('The wallet refused.'), { code });
        }

        return result;
      },
    };
    const detail = Object.freeze({ info: { uuid: crypto.randomUUID(), name, icon: 'data:image/svg+xml,<svg/>', rdns: 'example.wallet' }, provider });
    const announce = () => window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
    window.addEventListener('eip6963:requestProvider', announce);
    announce();
  }, name);
  return wallet;
};

/** Gives somebody a Solana wallet: registered by the wallet standard under a name. */
export const holdSolanaWallet = async (who, name = 'Test Wallet') => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  const wallet = { address: base58.encode(key), declines: false };
  await who.context.exposeFunction('askSolanaWallet', bytes => (wallet.declines ? null : [...sign(null, Buffer.from(bytes), privateKey)]));
  await who.context.addInitScript(
    ([name, address, key]) => {
      const account = { address, publicKey: new Uint8Array(key), chains: ['solana:mainnet'], features: ['solana:signMessage'] };
      let accounts = [];
      const wallet = {
        version: '1.0.0',
        name,
        icon: 'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=',
        chains: ['solana:mainnet'],
        get accounts() {
          return accounts;
        },
        features: {
          'standard:connect': { version: '1.0.0', connect: async () => ({ accounts: (accounts = [account]) }) },
          'standard:disconnect': { version: '1.0.0', disconnect: async () => void (accounts = []) },
          'standard:events': { version: '1.0.0', on: () => () => {} },
          'solana:signTransaction': { version: '1.0.0', supportedTransactionVersions: ['legacy', 0], signTransaction: async () => [] },
          'solana:signMessage': {
            version: '1.1.0',
            signMessage: async ({ message }) => {
              const signature = await window.askSolanaWallet([...message]);
              if (!signature) {
                throw new Error('User rejected the request.');
              }

              return [{ signedMessage: message, signature: new Uint8Array(signature) }];
            },
          },
        },
      };
      const register = ({ register }) => register(wallet);
      window.addEventListener('wallet-standard:app-ready', ({ detail }) => register(detail));
      window.dispatchEvent(new CustomEvent('wallet-standard:register-wallet', { detail: register }));
    },
    [name, wallet.address, [...key]],
  );
  return wallet;
};
