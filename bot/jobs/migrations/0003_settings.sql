-- What a server's admins have set, as JSON; without a row the host's value holds.
CREATE TABLE guild_settings (
    guild_id  INTEGER NOT NULL,
    name      TEXT    NOT NULL,
    value     TEXT    NOT NULL,
    PRIMARY KEY (guild_id, name)
) WITHOUT ROWID;

-- Who changed what, when: old and new are JSON objects by the setting's name, null for unset.
CREATE TABLE audit (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id   INTEGER NOT NULL,
    user_id    INTEGER NOT NULL,
    at         REAL    NOT NULL,
    action     TEXT    NOT NULL,
    old        TEXT    NOT NULL,
    new        TEXT    NOT NULL,
    undoes     INTEGER,
    undone_by  INTEGER
);

CREATE INDEX audit_by_guild ON audit (guild_id, id);
