-- Messages wait for their provider in the table that shows them.
ALTER TABLE messages ADD COLUMN slug text NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN status text NOT NULL DEFAULT 'kept';
ALTER TABLE messages ADD COLUMN attempts integer NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN available_at bigint NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN expire_at bigint;
CREATE INDEX messages_outgoing ON messages (available_at, id) WHERE status = 'outgoing';

-- Codes sent to numbers lately, counted before they are sent. Digests only.
CREATE TABLE sms_sends (
    id            text PRIMARY KEY,
    instance_id   text NOT NULL REFERENCES instances (id),
    number_digest text NOT NULL,
    range_digest  text NOT NULL,
    created_at    bigint NOT NULL
);
CREATE INDEX sms_sends_number ON sms_sends (instance_id, number_digest, created_at);
CREATE INDEX sms_sends_range ON sms_sends (instance_id, range_digest, created_at);
CREATE INDEX sms_sends_by_created_at ON sms_sends (instance_id, created_at);
