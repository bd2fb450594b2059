-- Nothing wrote accounts at other providers before. A connection under way has no subject yet.
DROP TABLE external_accounts;

CREATE TABLE external_accounts (
    id                       text PRIMARY KEY,
    instance_id              text NOT NULL REFERENCES instances (id),
    user_id                  text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    connection               text NOT NULL,
    provider_user_id         text,
    identification_id        text NOT NULL,
    email_address            text,
    email_address_verified   boolean,
    first_name               text,
    last_name                text,
    username                 text,
    image_url                text,
    label                    text,
    approved_scopes          text NOT NULL DEFAULT '',
    public_metadata          text NOT NULL DEFAULT '{}',
    verification_id          text,
    wrapped_access_token     text,
    wrapped_refresh_token    text,
    wrapped_id_token         text,
    access_token_expires_at  bigint,
    refresh_claimed_until    bigint,
    created_at               bigint NOT NULL,
    updated_at               bigint NOT NULL
);
CREATE UNIQUE INDEX external_accounts_subject ON external_accounts (instance_id, connection, provider_user_id);
CREATE INDEX external_accounts_user ON external_accounts (user_id);
CREATE INDEX external_accounts_under_way ON external_accounts (created_at) WHERE provider_user_id IS NULL;

-- Identity tokens that came from pages and apps and have been used: each is worth one sign-in.
CREATE TABLE spent_id_tokens (
    token_digest text PRIMARY KEY,
    instance_id  text NOT NULL REFERENCES instances (id),
    expires_at   bigint NOT NULL
);
CREATE INDEX spent_id_tokens_by_expiry ON spent_id_tokens (expires_at);

ALTER TABLE sign_ups ADD COLUMN external_account_strategy text;
