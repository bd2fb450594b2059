-- One step-up at a time for a session: who asks again for the same session begins anew.
CREATE TABLE reverifications (
    session_id                    text PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    id                            text NOT NULL,
    level                         text NOT NULL,
    status                        text NOT NULL,
    first_factor_strategy         text,
    first_factor_verification_id  text,
    first_factor_at               bigint,
    second_factor_strategy        text,
    second_factor_verification_id text,
    second_factor_at              bigint,
    created_at                    bigint NOT NULL,
    expire_at                     bigint NOT NULL
);
CREATE INDEX reverifications_by_expiry ON reverifications (expire_at);

-- A client's credential on the host of another domain of the same instance; it is dead when the client's own changes.
CREATE TABLE satellite_tokens (
    token_digest text PRIMARY KEY,
    client_id    text NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    host         text NOT NULL,
    created_at   bigint NOT NULL
);
CREATE INDEX satellite_tokens_client ON satellite_tokens (client_id);
