CREATE TABLE jobs (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id    INTEGER NOT NULL,
    channel_id  INTEGER NOT NULL,
    -- A gateway event that is replayed must not queue twice.
    message_id  INTEGER NOT NULL UNIQUE,
    user_id     INTEGER NOT NULL,
    options     TEXT    NOT NULL,
    state       TEXT    NOT NULL DEFAULT 'queued' CHECK (
        state IN ('queued', 'running', 'delivering', 'done', 'failed', 'cancelled')
    ),
    attempt     INTEGER NOT NULL DEFAULT 1,
    crashes     INTEGER NOT NULL DEFAULT 0,
    device      TEXT,
    epoch       INTEGER NOT NULL DEFAULT 0,
    max_epochs  INTEGER NOT NULL,
    pixels      INTEGER NOT NULL,
    seconds_per_epoch REAL,
    notice_id   INTEGER,
    reply_id    INTEGER,
    told        INTEGER NOT NULL DEFAULT 0,
    error       TEXT,
    created_at  REAL    NOT NULL,
    started_at  REAL,
    finished_at REAL,
    -- Names of files in the folder of pictures.
    content     TEXT,
    style       TEXT,
    preview     TEXT,
    checkpoint  TEXT,
    artwork     TEXT
);

CREATE INDEX jobs_by_state ON jobs (state, id);
CREATE INDEX jobs_by_guild ON jobs (guild_id, state);
CREATE INDEX jobs_by_user ON jobs (user_id, state);
