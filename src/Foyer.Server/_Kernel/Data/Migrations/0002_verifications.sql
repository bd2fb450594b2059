-- One table for every proof under way; the codes it replaces lived ten minutes.
DROP TABLE one_time_codes;

CREATE TABLE verifications (
    id                                 text PRIMARY KEY,
    instance_id                        text NOT NULL REFERENCES instances (id),
    owner_id                           text NOT NULL,
    client_id                          text,
    strategy                           text NOT NULL,
    identification                     text,
    target                             text NOT NULL DEFAULT '',
    channel                            text,
    secret_digest                      text,
    nonce                              text,
    message                            text,
    wrapped_payload                    text,
    external_verification_redirect_url text,
    redirect_url                       text,
    action_complete_redirect_url       text,
    status                             text NOT NULL,
    attempts                           integer NOT NULL DEFAULT 0,
    error                              text,
    verified_at_client                 text,
    created_at                         bigint NOT NULL,
    expire_at                          bigint NOT NULL
);
CREATE INDEX verifications_owner ON verifications (owner_id, created_at);
CREATE INDEX verifications_target ON verifications (instance_id, target, created_at);
CREATE INDEX verifications_secret ON verifications (secret_digest) WHERE secret_digest IS NOT NULL;
CREATE INDEX verifications_by_expiry ON verifications (expire_at);

ALTER TABLE phone_numbers ADD COLUMN reserved_for_second_factor boolean NOT NULL DEFAULT FALSE;
ALTER TABLE phone_numbers ADD COLUMN default_second_factor boolean NOT NULL DEFAULT FALSE;

ALTER TABLE sign_ins RENAME COLUMN first_factor_code_id TO first_factor_verification_id;
ALTER TABLE sign_ins ADD COLUMN identifier_kind text;
ALTER TABLE sign_ins ADD COLUMN second_factor_strategy text;
ALTER TABLE sign_ins ADD COLUMN second_factor_verification_id text;
ALTER TABLE sign_ins ADD COLUMN second_factor_at bigint;
ALTER TABLE sign_ins ADD COLUMN client_trust_state text;
ALTER TABLE sign_ins ADD COLUMN sign_up_if_missing boolean NOT NULL DEFAULT FALSE;
ALTER TABLE sign_ins ADD COLUMN ticket_id text;

ALTER TABLE sign_ups RENAME COLUMN email_address_code_id TO email_address_verification_id;
ALTER TABLE sign_ups ADD COLUMN email_address_strategy text;
ALTER TABLE sign_ups ADD COLUMN phone_number text;
ALTER TABLE sign_ups ADD COLUMN phone_number_verification_id text;
ALTER TABLE sign_ups ADD COLUMN phone_number_strategy text;
ALTER TABLE sign_ups ADD COLUMN phone_number_verified boolean NOT NULL DEFAULT FALSE;
ALTER TABLE sign_ups ADD COLUMN web3_wallet text;
ALTER TABLE sign_ups ADD COLUMN web3_wallet_verification_id text;
ALTER TABLE sign_ups ADD COLUMN web3_wallet_strategy text;
ALTER TABLE sign_ups ADD COLUMN web3_wallet_verified boolean NOT NULL DEFAULT FALSE;
ALTER TABLE sign_ups ADD COLUMN external_account_verification_id text;
ALTER TABLE sign_ups ADD COLUMN wrapped_external_account text;
ALTER TABLE sign_ups ADD COLUMN ticket_id text;
ALTER TABLE sign_ups ADD COLUMN public_metadata text NOT NULL DEFAULT '{}';
