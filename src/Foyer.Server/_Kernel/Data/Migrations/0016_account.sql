-- One picture a person at most; users.image_id names it, so that a user is read without it.
--@sqlite
CREATE TABLE images (
    id           text PRIMARY KEY,
    instance_id  text NOT NULL REFERENCES instances (id),
    user_id      text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    content_type text NOT NULL,
    width        integer NOT NULL,
    height       integer NOT NULL,
    bytes        blob NOT NULL,
    created_at   bigint NOT NULL
);
--@postgres
CREATE TABLE images (
    id           text PRIMARY KEY,
    instance_id  text NOT NULL REFERENCES instances (id),
    user_id      text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    content_type text NOT NULL,
    width        integer NOT NULL,
    height       integer NOT NULL,
    bytes        bytea NOT NULL,
    created_at   bigint NOT NULL
);
-- Pictures are compressed already.
ALTER TABLE images ALTER COLUMN bytes SET STORAGE EXTERNAL;
--@both
CREATE UNIQUE INDEX images_user ON images (user_id);
ALTER TABLE users ADD COLUMN image_id text;
