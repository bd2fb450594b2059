-- What the Backend API changed of an instance's settings, wrapped; the configuration file's own stay beside it.
ALTER TABLE instances ADD COLUMN settings_changes text;
