-- A passkey made while signing up waits here for its owner to exist.
ALTER TABLE sign_ups ADD COLUMN passkey_verification_id text;
ALTER TABLE sign_ups ADD COLUMN passkey text;
