-- Single addresses that people may be sent back to, beside the allowed origins.
CREATE TABLE redirect_urls (
    id          text PRIMARY KEY,
    instance_id text NOT NULL REFERENCES instances (id),
    url         text NOT NULL,
    created_at  bigint NOT NULL,
    updated_at  bigint NOT NULL
);
CREATE UNIQUE INDEX redirect_urls_url ON redirect_urls (instance_id, url);
CREATE INDEX redirect_urls_by_created_at ON redirect_urls (instance_id, created_at, id);
