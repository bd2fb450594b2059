-- What the app's server says of a sign-up while it is under way.
ALTER TABLE sign_ups ADD COLUMN external_id text;
ALTER TABLE sign_ups ADD COLUMN custom_action boolean NOT NULL DEFAULT FALSE;
