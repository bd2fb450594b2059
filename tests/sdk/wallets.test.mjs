// Wallets in the browser, through the official components: real keys behind the providers that extensions put into a page.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { options, stage } from './stage.mjs';
import { holdEthereumWallet, holdSolanaWallet } from './wallet.mjs';

const withWallets = strategies => ({
  user_settings: {
    attributes: {
      email_address: { required: false },
      password: { required: false },
      web3_wallet: { enabled: true, used_for_first_factor: true, first_factors: strategies },
    },
  },
});
const button = (who, id) => who.page.locator(`[class*=cl-socialButtons][class*="Button__${id}"]`).first();
const walletOf = who => who.page.evaluate(() => window.Clerk.user?.primaryWeb3Wallet?.web3Wallet);
const hasWallet = (who, address) => who.page.waitForFunction(address => window.Clerk?.user?.primaryWeb3Wallet?.web3Wallet === address, address);

suite('Ethereum wallets', options, () => {
  const it = stage(withWallets(['web3_metamask_signature', 'web3_okx_wallet_signature']));

  test('a wallet signs up by its button, and in again in another browser', async () => {
    const ada = await it.visitor();
    const wallet = await holdEthereumWallet(ada);
    await ada.open('/sign-up');
    await button(ada, 'metamask').click();
    await hasWallet(ada, wallet.address);
    assert.deepEqual(wallet.asked, ['eth_requestAccounts', 'personal_sign']);
    const person = await ada.page.evaluate(() => window.Clerk.user.id);

    await ada.page.evaluate(() => window.Clerk.signOut());
    await ada.page.waitForFunction(() => !window.Clerk.user);
    await ada.open('/sign-in');
    await button(ada, 'metamask').click();
    await hasWallet(ada, wallet.address);
    assert.equal(await ada.page.evaluate(() => window.Clerk.user.id), person);
  });

  test('a wallet nobody knows signs up from the sign-in', async () => {
    const eve = await it.visitor();
    const wallet = await holdEthereumWallet(eve, 'OKX Wallet');
    await eve.open('/sign-in');
    await button(eve, 'okx_wallet').click();
    await hasWallet(eve, wallet.address);
  });

  test('a wallet that does not sign lets nobody in', async () => {
    const reluctant = await it.visitor();
    const wallet = await holdEthereumWallet(reluctant);
    wallet.declines = true;
    await reluctant.open('/sign-up');
    await button(reluctant, 'metamask').click();
    await reluctant.page.locator('.cl-alert').first().waitFor();
    assert.equal(await walletOf(reluctant), undefined);

    wallet.declines = false;
    await button(reluctant, 'metamask').click();
    await hasWallet(reluctant, wallet.address);
  });

  test('a wallet is added to an account in the profile, and removed', async () => {
    await it.user({ email_address: ['holder@example.com'] });
    const holder = await it.visitor();
    const wallet = await holdEthereumWallet(holder);
    await holder.withPassword('holder@example.com');
    await holder.signedInAs('holder@example.com');
    await holder.open('/user');
    await holder.page.getByRole('button', { name: 'Connect wallet' }).click();
    await holder.page.getByRole('menuitem', { name: /metamask/i }).click();
    await hasWallet(holder, wallet.address);
    await holder.page.evaluate(() => window.Clerk.user.primaryWeb3Wallet.destroy());
    await holder.page.evaluate(() => window.Clerk.user.reload());
    assert.equal(await walletOf(holder), undefined);
  });
});

suite('Solana wallets', options, () => {
  const it = stage(withWallets(['web3_solana_signature']));

  test('a wallet signs up by the list of those in the browser, and in again', async () => {
    const ada = await it.visitor();
    const wallet = await holdSolanaWallet(ada, 'Test Wallet');
    for (const path of ['/sign-up', '/sign-in']) {
      await ada.open(path);
      await button(ada, 'solana').click();
      await ada.page.getByRole('button', { name: /test wallet/i }).click();
      await hasWallet(ada, wallet.address);
      await ada.page.evaluate(() => window.Clerk.signOut());
      await ada.page.waitForFunction(() => !window.Clerk.user);
    }
  });
});
