-- A wallet belongs to who has proven it. Unproven, it may be pending on several accounts.
DROP INDEX web3_wallets_wallet;
CREATE UNIQUE INDEX web3_wallets_owned ON web3_wallets (instance_id, web3_wallet) WHERE verification_status = 'verified';
CREATE UNIQUE INDEX web3_wallets_once ON web3_wallets (user_id, web3_wallet);
CREATE INDEX web3_wallets_wallet ON web3_wallets (instance_id, web3_wallet);
