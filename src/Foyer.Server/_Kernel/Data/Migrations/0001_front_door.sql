-- Instants are Unix milliseconds. Secrets are digests (compared only) or wrapped (read again); never plain.

CREATE TABLE server_state (
    name  text PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE applications (
    id         text PRIMARY KEY,
    name       text NOT NULL UNIQUE,
    created_at bigint NOT NULL
);

CREATE TABLE instances (
    id              text PRIMARY KEY,
    application_id  text NOT NULL REFERENCES applications (id),
    is_development  boolean NOT NULL,
    frontend_api    text NOT NULL UNIQUE,
    hosts           text NOT NULL,
    allowed_origins text NOT NULL,
    home_url        text,
    sign_in_url     text,
    sign_up_url     text,
    settings        text NOT NULL,
    created_at      bigint NOT NULL,
    updated_at      bigint NOT NULL
);
CREATE INDEX instances_application ON instances (application_id);

CREATE TABLE secret_keys (
    id          text PRIMARY KEY,
    instance_id text NOT NULL REFERENCES instances (id),
    digest      text NOT NULL UNIQUE,
    wrapped     text NOT NULL,
    created_at  bigint NOT NULL
);
CREATE INDEX secret_keys_instance ON secret_keys (instance_id);

CREATE TABLE signing_keys (
    kid                 text NOT NULL,
    instance_id         text NOT NULL REFERENCES instances (id),
    public_key          text NOT NULL,
    wrapped_private_key text NOT NULL,
    created_at          bigint NOT NULL,
    PRIMARY KEY (instance_id, kid)
);

CREATE TABLE users (
    id                          text PRIMARY KEY,
    instance_id                 text NOT NULL REFERENCES instances (id),
    search_id                   bigint NOT NULL UNIQUE,
    external_id                 text,
    username                    text,
    username_key                text,
    first_name                  text,
    last_name                   text,
    locale                      text,
    primary_email_address_id    text,
    primary_phone_number_id     text,
    primary_web3_wallet_id      text,
    email_address               text,
    phone_number                text,
    web3_wallet                 text,
    public_metadata             text NOT NULL DEFAULT '{}',
    private_metadata            text NOT NULL DEFAULT '{}',
    unsafe_metadata             text NOT NULL DEFAULT '{}',
    banned                      boolean NOT NULL DEFAULT FALSE,
    failed_attempts             integer NOT NULL DEFAULT 0,
    locked_until                bigint,
    delete_self_enabled         boolean NOT NULL DEFAULT TRUE,
    create_organization_enabled boolean NOT NULL DEFAULT TRUE,
    create_organizations_limit  integer,
    bypass_client_trust         boolean NOT NULL DEFAULT FALSE,
    legal_accepted_at           bigint,
    last_sign_in_at             bigint,
    last_active_at              bigint,
    created_at                  bigint NOT NULL,
    updated_at                  bigint NOT NULL
);
CREATE UNIQUE INDEX users_username ON users (instance_id, username_key);
CREATE UNIQUE INDEX users_external_id ON users (instance_id, external_id);
CREATE INDEX users_by_created_at ON users (instance_id, created_at, id);
CREATE INDEX users_by_updated_at ON users (instance_id, updated_at, id);
CREATE INDEX users_by_last_active_at ON users (instance_id, last_active_at, id);
CREATE INDEX users_by_last_sign_in_at ON users (instance_id, last_sign_in_at, id);
CREATE INDEX users_by_email_address ON users (instance_id, email_address, id);
CREATE INDEX users_by_phone_number ON users (instance_id, phone_number, id);
CREATE INDEX users_by_web3_wallet ON users (instance_id, web3_wallet, id);
CREATE INDEX users_by_username ON users (instance_id, username, id);
CREATE INDEX users_by_first_name ON users (instance_id, first_name, id);
CREATE INDEX users_by_last_name ON users (instance_id, last_name, id);
CREATE INDEX users_by_banned ON users (instance_id, banned, created_at);

CREATE TABLE email_addresses (
    id                    text PRIMARY KEY,
    instance_id           text NOT NULL,
    user_id               text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    email_address         text NOT NULL,
    reserved              boolean NOT NULL DEFAULT FALSE,
    verification_status   text,
    verification_strategy text,
    position              integer NOT NULL DEFAULT 0,
    created_at            bigint NOT NULL,
    updated_at            bigint NOT NULL
);
CREATE UNIQUE INDEX email_addresses_address ON email_addresses (instance_id, email_address);
CREATE INDEX email_addresses_user ON email_addresses (user_id);

CREATE TABLE phone_numbers (
    id                    text PRIMARY KEY,
    instance_id           text NOT NULL,
    user_id               text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    phone_number          text NOT NULL,
    reserved              boolean NOT NULL DEFAULT FALSE,
    verification_status   text,
    verification_strategy text,
    position              integer NOT NULL DEFAULT 0,
    created_at            bigint NOT NULL,
    updated_at            bigint NOT NULL
);
CREATE UNIQUE INDEX phone_numbers_number ON phone_numbers (instance_id, phone_number);
CREATE INDEX phone_numbers_user ON phone_numbers (user_id);

CREATE TABLE web3_wallets (
    id                    text PRIMARY KEY,
    instance_id           text NOT NULL,
    user_id               text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    web3_wallet           text NOT NULL,
    verification_status   text,
    verification_strategy text,
    position              integer NOT NULL DEFAULT 0,
    created_at            bigint NOT NULL,
    updated_at            bigint NOT NULL
);
CREATE UNIQUE INDEX web3_wallets_wallet ON web3_wallets (instance_id, web3_wallet);
CREATE INDEX web3_wallets_user ON web3_wallets (user_id);

-- Identities at other providers are found by connection and subject, never by e-mail address.
CREATE TABLE external_accounts (
    id               text PRIMARY KEY,
    instance_id      text NOT NULL,
    user_id          text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    connection       text NOT NULL,
    provider_user_id text NOT NULL,
    created_at       bigint NOT NULL,
    updated_at       bigint NOT NULL
);
CREATE UNIQUE INDEX external_accounts_subject ON external_accounts (instance_id, connection, provider_user_id);
CREATE INDEX external_accounts_user ON external_accounts (user_id);

CREATE TABLE passwords (
    user_id    text PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    hash       text NOT NULL,
    changed_at bigint NOT NULL
);

-- Erasing a person in append-only places and backups is losing this key.
CREATE TABLE data_keys (
    user_id     text PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    wrapped_key text NOT NULL
);

CREATE TABLE counters (
    instance_id text NOT NULL,
    name        text NOT NULL,
    value       bigint NOT NULL,
    PRIMARY KEY (instance_id, name)
);

--@sqlite
CREATE VIRTUAL TABLE user_search USING fts5 (email_address, phone_number, username, name, other, tokenize = 'trigram');
--@postgres
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE user_search (
    search_id     bigint PRIMARY KEY,
    email_address text NOT NULL,
    phone_number  text NOT NULL,
    username      text NOT NULL,
    name          text NOT NULL,
    other         text NOT NULL
);
CREATE INDEX user_search_email_address ON user_search USING gin (email_address gin_trgm_ops);
CREATE INDEX user_search_phone_number ON user_search USING gin (phone_number gin_trgm_ops);
CREATE INDEX user_search_username ON user_search USING gin (username gin_trgm_ops);
CREATE INDEX user_search_name ON user_search USING gin (name gin_trgm_ops);
CREATE INDEX user_search_other ON user_search USING gin (other gin_trgm_ops);
--@both

CREATE TABLE clients (
    id                           text PRIMARY KEY,
    instance_id                  text NOT NULL REFERENCES instances (id),
    token_digest                 text UNIQUE,
    last_active_session_id       text,
    sign_in_id                   text,
    sign_up_id                   text,
    last_authentication_strategy text,
    created_at                   bigint NOT NULL,
    updated_at                   bigint NOT NULL
);
CREATE INDEX clients_by_created_at ON clients (instance_id, created_at, id);
CREATE INDEX clients_last_active_session ON clients (last_active_session_id);
CREATE INDEX clients_signed_out ON clients (updated_at) WHERE last_active_session_id IS NULL;

CREATE TABLE dev_browsers (
    token_digest text PRIMARY KEY,
    instance_id  text NOT NULL REFERENCES instances (id),
    client_id    text REFERENCES clients (id) ON DELETE SET NULL,
    created_at   bigint NOT NULL,
    expires_at   bigint NOT NULL
);
CREATE INDEX dev_browsers_by_expiry ON dev_browsers (expires_at) WHERE client_id IS NULL;
CREATE INDEX dev_browsers_client ON dev_browsers (client_id);

CREATE TABLE sessions (
    id                          text PRIMARY KEY,
    instance_id                 text NOT NULL REFERENCES instances (id),
    client_id                   text NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id                     text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    status                      text NOT NULL,
    last_active_organization_id text,
    actor                       text,
    first_factor_at             bigint,
    second_factor_at            bigint,
    activity_id                 text,
    device_type                 text,
    is_mobile                   boolean NOT NULL DEFAULT FALSE,
    browser_name                text,
    browser_version             text,
    sealed_ip_address           text,
    last_active_at              bigint NOT NULL,
    expire_at                   bigint NOT NULL,
    abandon_at                  bigint NOT NULL,
    created_at                  bigint NOT NULL,
    updated_at                  bigint NOT NULL
);
CREATE INDEX sessions_client ON sessions (client_id, created_at);
CREATE INDEX sessions_user ON sessions (user_id, created_at);
CREATE INDEX sessions_by_created_at ON sessions (instance_id, created_at, id);
CREATE INDEX sessions_live ON sessions (expire_at) WHERE status IN ('active', 'pending');
CREATE INDEX sessions_over ON sessions (updated_at) WHERE status NOT IN ('active', 'pending');
CREATE INDEX sessions_by_status ON sessions (instance_id, status, created_at);

CREATE TABLE sign_ins (
    id                      text PRIMARY KEY,
    instance_id             text NOT NULL REFERENCES instances (id),
    client_id               text NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    status                  text NOT NULL,
    identifier              text,
    user_id                 text REFERENCES users (id) ON DELETE CASCADE,
    first_factor_strategy   text,
    first_factor_code_id    text,
    first_factor_at         bigint,
    created_session_id      text,
    locale                  text,
    abandon_at              bigint NOT NULL,
    created_at              bigint NOT NULL,
    updated_at              bigint NOT NULL
);
CREATE INDEX sign_ins_client ON sign_ins (client_id);
CREATE INDEX sign_ins_by_abandon_at ON sign_ins (abandon_at);

CREATE TABLE sign_ups (
    id                     text PRIMARY KEY,
    instance_id            text NOT NULL REFERENCES instances (id),
    client_id              text NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    status                 text NOT NULL,
    username               text,
    email_address          text,
    email_address_code_id  text,
    email_address_verified boolean NOT NULL DEFAULT FALSE,
    first_name             text,
    last_name              text,
    password_hash          text,
    unsafe_metadata        text NOT NULL DEFAULT '{}',
    locale                 text,
    legal_accepted_at      bigint,
    created_user_id        text,
    created_session_id     text,
    abandon_at             bigint NOT NULL,
    created_at             bigint NOT NULL,
    updated_at             bigint NOT NULL
);
CREATE INDEX sign_ups_client ON sign_ups (client_id);
CREATE INDEX sign_ups_by_abandon_at ON sign_ups (abandon_at);

CREATE TABLE one_time_codes (
    id               text PRIMARY KEY,
    instance_id      text NOT NULL REFERENCES instances (id),
    owner_id         text NOT NULL,
    strategy         text NOT NULL,
    identification   text,
    target           text NOT NULL,
    code_digest      text NOT NULL,
    status           text NOT NULL,
    attempts         integer NOT NULL DEFAULT 0,
    created_at       bigint NOT NULL,
    expire_at        bigint NOT NULL
);
CREATE INDEX one_time_codes_owner ON one_time_codes (owner_id, created_at);
CREATE INDEX one_time_codes_target ON one_time_codes (instance_id, target, created_at);
CREATE INDEX one_time_codes_by_expiry ON one_time_codes (expire_at);

CREATE TABLE handshake_nonces (
    nonce_digest text PRIMARY KEY,
    instance_id  text NOT NULL REFERENCES instances (id),
    wrapped      text NOT NULL,
    expires_at   bigint NOT NULL
);
CREATE INDEX handshake_nonces_by_expiry ON handshake_nonces (expires_at);

-- What happened, in the transaction in which it happened. Webhooks, messages and the audit log leave from here.
CREATE TABLE outbox (
    id           text PRIMARY KEY,
    instance_id  text NOT NULL REFERENCES instances (id),
    kind         text NOT NULL,
    type         text NOT NULL,
    subject_id   text NOT NULL,
    wrapped_body text NOT NULL,
    attempts     integer NOT NULL DEFAULT 0,
    available_at bigint NOT NULL,
    created_at   bigint NOT NULL
);
CREATE INDEX outbox_by_available_at ON outbox (available_at, id);

CREATE TABLE messages (
    id          text PRIMARY KEY,
    instance_id text NOT NULL REFERENCES instances (id),
    channel     text NOT NULL,
    wrapped     text NOT NULL,
    created_at  bigint NOT NULL
);
CREATE INDEX messages_by_created_at ON messages (instance_id, created_at);

-- Append-only; each entry carries the hash of the one before it in its instance.
CREATE TABLE audit_log (
    instance_id   text NOT NULL,
    number        bigint NOT NULL,
    id            text NOT NULL UNIQUE,
    at            bigint NOT NULL,
    action        text NOT NULL,
    actor_id      text,
    subject_id    text NOT NULL,
    detail        text NOT NULL,
    previous_hash text NOT NULL,
    hash          text NOT NULL,
    PRIMARY KEY (instance_id, number)
);

-- What was asked, what was checked and what was decided, for each step of a sign-in or sign-up. Ids and codes only.
CREATE TABLE decision_traces (
    id          text PRIMARY KEY,
    instance_id text NOT NULL,
    attempt_id  text NOT NULL,
    at          bigint NOT NULL,
    asked       text NOT NULL,
    checked     text NOT NULL,
    decided     text NOT NULL
);
CREATE INDEX decision_traces_attempt ON decision_traces (attempt_id, at);
CREATE INDEX decision_traces_by_at ON decision_traces (at);
