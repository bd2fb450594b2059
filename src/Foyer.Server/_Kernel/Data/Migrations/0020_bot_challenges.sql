-- Proofs of work that were used, until they are void anyway.
CREATE TABLE spent_bot_challenges (
    instance_id text NOT NULL REFERENCES instances (id),
    nonce       text NOT NULL,
    expire_at   bigint NOT NULL,
    PRIMARY KEY (instance_id, nonce)
);
CREATE INDEX spent_bot_challenges_by_expiry ON spent_bot_challenges (expire_at);
