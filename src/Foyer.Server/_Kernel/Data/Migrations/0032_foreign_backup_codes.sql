-- Backup codes that came as another system's hashes: each typed code has to be hashed against them.
ALTER TABLE backup_codes ADD COLUMN is_foreign boolean NOT NULL DEFAULT FALSE;
