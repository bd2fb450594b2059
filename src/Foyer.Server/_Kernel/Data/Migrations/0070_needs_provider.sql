-- A sign-up that began without a proof against robots completes only with an account at a provider.
ALTER TABLE sign_ups ADD COLUMN needs_provider boolean NOT NULL DEFAULT FALSE;
