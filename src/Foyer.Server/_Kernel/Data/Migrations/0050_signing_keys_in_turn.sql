-- A signing key is published before it signs: when its turn begins, and whether the configuration file named it.
ALTER TABLE signing_keys ADD COLUMN signs_at bigint NOT NULL DEFAULT 0;
ALTER TABLE signing_keys ADD COLUMN named_by_file boolean NOT NULL DEFAULT FALSE;
UPDATE signing_keys SET signs_at = created_at;
