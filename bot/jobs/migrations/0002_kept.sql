-- Pictures from on the way, a few of each job; the latest one is shown while it runs.
CREATE TABLE frames (
    job_id  INTEGER NOT NULL,
    epoch   INTEGER NOT NULL,
    file    TEXT    NOT NULL,
    PRIMARY KEY (job_id, epoch)
) WITHOUT ROWID;

INSERT INTO frames SELECT id, epoch, preview FROM jobs WHERE preview IS NOT NULL;
ALTER TABLE jobs DROP COLUMN preview;

-- How often its member is served where others of the server are served once.
ALTER TABLE jobs ADD COLUMN weight INTEGER NOT NULL DEFAULT 1;
-- Its member wants to be forgotten: the row goes as soon as the chat was told of the end.
ALTER TABLE jobs ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;

-- What only the chat needs to know of a job; never read here.
ALTER TABLE jobs ADD COLUMN memo TEXT NOT NULL DEFAULT '';

CREATE INDEX jobs_by_member ON jobs (guild_id, user_id, id);

-- Device-seconds by server. Without a member: they stay when somebody is forgotten.
CREATE TABLE usage (
    id        INTEGER PRIMARY KEY,
    guild_id  INTEGER NOT NULL,
    began     REAL    NOT NULL,
    seconds   REAL    NOT NULL DEFAULT 0
);

CREATE INDEX usage_by_guild ON usage (guild_id, began);
