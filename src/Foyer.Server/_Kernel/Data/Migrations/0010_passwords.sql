-- A password an operator declared known to others: it proves nothing until it is replaced.
ALTER TABLE passwords ADD COLUMN compromised_at bigint;
