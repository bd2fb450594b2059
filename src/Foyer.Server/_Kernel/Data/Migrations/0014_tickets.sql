-- A ticket itself is never stored: it is signed, and this row says whether it still counts.
CREATE TABLE tickets (
    id                               text PRIMARY KEY,
    instance_id                      text NOT NULL REFERENCES instances (id),
    kind                             text NOT NULL,
    status                           text NOT NULL,
    user_id                          text REFERENCES users (id) ON DELETE CASCADE,
    email_address                    text,
    actor                            text,
    session_max_duration_in_seconds  bigint,
    public_metadata                  text NOT NULL DEFAULT '{}',
    redirect_url                     text,
    expire_at                        bigint NOT NULL,
    created_at                       bigint NOT NULL,
    updated_at                       bigint NOT NULL
);
CREATE INDEX tickets_by_created_at ON tickets (instance_id, kind, created_at, id);
CREATE INDEX tickets_email_address ON tickets (instance_id, email_address) WHERE email_address IS NOT NULL;
CREATE INDEX tickets_user ON tickets (user_id);
CREATE INDEX tickets_over ON tickets (expire_at) WHERE kind <> 'invitation';

CREATE TABLE allowlist_identifiers (
    id              text PRIMARY KEY,
    instance_id     text NOT NULL REFERENCES instances (id),
    identifier      text NOT NULL,
    identifier_type text NOT NULL,
    invitation_id   text,
    created_at      bigint NOT NULL,
    updated_at      bigint NOT NULL
);
CREATE UNIQUE INDEX allowlist_identifiers_identifier ON allowlist_identifiers (instance_id, identifier);
CREATE INDEX allowlist_identifiers_by_created_at ON allowlist_identifiers (instance_id, created_at, id);

CREATE TABLE blocklist_identifiers (
    id              text PRIMARY KEY,
    instance_id     text NOT NULL REFERENCES instances (id),
    identifier      text NOT NULL,
    identifier_type text NOT NULL,
    created_at      bigint NOT NULL,
    updated_at      bigint NOT NULL
);
CREATE UNIQUE INDEX blocklist_identifiers_identifier ON blocklist_identifiers (instance_id, identifier);
CREATE INDEX blocklist_identifiers_by_created_at ON blocklist_identifiers (instance_id, created_at, id);

-- Gmail reads addresses without their dots; whoever wants to keep people to one account each looks here.
CREATE INDEX email_addresses_gmail ON email_addresses (instance_id, replace(email_address, '.', '')) WHERE email_address LIKE '%@gmail.com';

CREATE TABLE waitlist_entries (
    id            text PRIMARY KEY,
    instance_id   text NOT NULL REFERENCES instances (id),
    email_address text NOT NULL,
    status        text NOT NULL,
    invitation_id text,
    invited_at    bigint,
    created_at    bigint NOT NULL,
    updated_at    bigint NOT NULL
);
CREATE UNIQUE INDEX waitlist_entries_email_address ON waitlist_entries (instance_id, email_address);
CREATE INDEX waitlist_entries_by_created_at ON waitlist_entries (instance_id, created_at, id);
CREATE INDEX waitlist_entries_by_status ON waitlist_entries (instance_id, status, created_at);
CREATE INDEX waitlist_entries_invitation ON waitlist_entries (invitation_id);

CREATE TABLE jwt_templates (
    id                 text PRIMARY KEY,
    instance_id        text NOT NULL REFERENCES instances (id),
    name               text NOT NULL,
    claims             text NOT NULL,
    lifetime           bigint NOT NULL,
    allowed_clock_skew integer NOT NULL,
    custom_signing_key boolean NOT NULL,
    signing_algorithm  text NOT NULL,
    wrapped_key        text,
    created_at         bigint NOT NULL,
    updated_at         bigint NOT NULL
);
CREATE UNIQUE INDEX jwt_templates_name ON jwt_templates (instance_id, name);
