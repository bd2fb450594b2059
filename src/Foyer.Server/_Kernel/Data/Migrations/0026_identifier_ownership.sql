-- An address or number belongs to who has proven it, or for whom the operator holds it. Unproven, it may be pending on several accounts.
DROP INDEX email_addresses_address;
CREATE UNIQUE INDEX email_addresses_owned ON email_addresses (instance_id, email_address) WHERE verification_status = 'verified' OR reserved;
CREATE UNIQUE INDEX email_addresses_once ON email_addresses (user_id, email_address);
CREATE INDEX email_addresses_address ON email_addresses (instance_id, email_address);
ALTER TABLE email_addresses ADD COLUMN verification_id text;

DROP INDEX phone_numbers_number;
CREATE UNIQUE INDEX phone_numbers_owned ON phone_numbers (instance_id, phone_number) WHERE verification_status = 'verified' OR reserved;
CREATE UNIQUE INDEX phone_numbers_once ON phone_numbers (user_id, phone_number);
CREATE INDEX phone_numbers_number ON phone_numbers (instance_id, phone_number);
ALTER TABLE phone_numbers ADD COLUMN verification_id text;
