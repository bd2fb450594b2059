-- Duties that keep a session pending, by key, joined by commas.
ALTER TABLE sessions ADD COLUMN tasks text;
CREATE INDEX sessions_unused ON sessions (abandon_at) WHERE status IN ('active', 'pending');
