-- Flags on the user, because the user is read for every resource that shows one.
ALTER TABLE users ADD COLUMN totp_enabled boolean NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN backup_code_enabled boolean NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN passkey_count integer NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN mfa_enabled_at bigint;
ALTER TABLE users ADD COLUMN mfa_disabled_at bigint;
ALTER TABLE users ADD COLUMN second_factor_guesses integer NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN second_factor_guesses_since bigint;

ALTER TABLE web3_wallets ADD COLUMN verification_id text;

CREATE TABLE passkeys (
    id              text PRIMARY KEY,
    instance_id     text NOT NULL,
    user_id         text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name            text NOT NULL,
    rp_id           text NOT NULL,
    verified        boolean NOT NULL DEFAULT FALSE,
    verification_id text,
    credential_id   text,
    public_key      text,
    sign_count      bigint NOT NULL DEFAULT 0,
    aaguid          text,
    transports      text NOT NULL DEFAULT '',
    backup_eligible boolean NOT NULL DEFAULT FALSE,
    backed_up       boolean NOT NULL DEFAULT FALSE,
    last_used_at    bigint,
    created_at      bigint NOT NULL,
    updated_at      bigint NOT NULL
);
CREATE UNIQUE INDEX passkeys_credential ON passkeys (instance_id, credential_id);
CREATE INDEX passkeys_user ON passkeys (user_id, created_at);

-- One authenticator app a person: the one in use, or the one being set up.
CREATE TABLE totps (
    id             text PRIMARY KEY,
    instance_id    text NOT NULL,
    user_id        text NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
    wrapped_secret text NOT NULL,
    verified       boolean NOT NULL DEFAULT FALSE,
    attempts       integer NOT NULL DEFAULT 0,
    last_used_step bigint,
    created_at     bigint NOT NULL,
    updated_at     bigint NOT NULL
);

CREATE TABLE backup_codes (
    id          text PRIMARY KEY,
    instance_id text NOT NULL,
    user_id     text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    digest      text NOT NULL,
    used_at     bigint,
    created_at  bigint NOT NULL
);
CREATE UNIQUE INDEX backup_codes_digest ON backup_codes (user_id, digest);
