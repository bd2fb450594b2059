-- Devices that sign their owners in with a key only they hold. A revoked one stays, so that its owner can be told when.
CREATE TABLE trusted_devices (
    id             text PRIMARY KEY,
    instance_id    text NOT NULL REFERENCES instances (id),
    user_id        text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    platform       text NOT NULL,
    app_identifier text NOT NULL,
    name           text,
    public_key     text NOT NULL,
    key_thumbprint text NOT NULL,
    last_used_at   bigint,
    revoked_at     bigint,
    created_at     bigint NOT NULL,
    updated_at     bigint NOT NULL
);
CREATE UNIQUE INDEX trusted_devices_key ON trusted_devices (instance_id, key_thumbprint) WHERE revoked_at IS NULL;
CREATE INDEX trusted_devices_user ON trusted_devices (user_id, created_at);

ALTER TABLE sign_ins ADD COLUMN trusted_device_id text;
