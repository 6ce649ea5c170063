/**
 * Runs have an integer key beside their public id, which keeps the large tables (metrics) and their indices small.
 * NaN is kept as value 0 with is_nan 1, as in MLflow, because SQLite has no NaN. `metrics` is stored in the order in
 * which histories are read; a metric logged twice in every detail is one row, so that a repeated batch changes nothing.
 */
export default `
CREATE TABLE experiments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;
INSERT INTO experiments (id, name, created_at) VALUES (0, 'Default', CAST(unixepoch('subsec') * 1000 AS INTEGER));

CREATE TABLE experiment_tags (
  experiment INTEGER NOT NULL REFERENCES experiments (id),
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (experiment, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id TEXT NOT NULL UNIQUE,
  experiment INTEGER NOT NULL REFERENCES experiments (id),
  name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED')),
  start_time INTEGER NOT NULL,
  end_time INTEGER
) STRICT;
CREATE INDEX runs_by_time ON runs (experiment, start_time, id);
CREATE INDEX runs_by_status ON runs (experiment, status, start_time, id);

CREATE TABLE params (
  run INTEGER NOT NULL REFERENCES runs (id),
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_tags (
  run INTEGER NOT NULL REFERENCES runs (id),
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_tags_by_value ON run_tags (key, value, run);

CREATE TABLE metrics (
  run INTEGER NOT NULL REFERENCES runs (id),
  key TEXT NOT NULL,
  step INTEGER NOT NULL,
  timestamp INTEGER NOT NULL,
  value REAL NOT NULL,
  is_nan INTEGER NOT NULL,
  PRIMARY KEY (run, key, step, timestamp, value, is_nan)
) STRICT, WITHOUT ROWID;

CREATE TABLE latest_metrics (
  run INTEGER NOT NULL REFERENCES runs (id),
  key TEXT NOT NULL,
  step INTEGER NOT NULL,
  timestamp INTEGER NOT NULL,
  value REAL NOT NULL,
  is_nan INTEGER NOT NULL,
  PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX latest_metrics_by_value ON latest_metrics (key, is_nan, value, run);

CREATE TABLE models (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  description TEXT,
  created_at INTEGER NOT NULL,
  last_version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE model_versions (
  model INTEGER NOT NULL REFERENCES models (id),
  version INTEGER NOT NULL,
  run INTEGER REFERENCES runs (id),
  source TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (model, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX model_versions_by_run ON model_versions (run) WHERE run IS NOT NULL;

CREATE TABLE model_version_tags (
  model INTEGER NOT NULL,
  version INTEGER NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model, version, key),
  FOREIGN KEY (model, version) REFERENCES model_versions (model, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE model_aliases (
  model INTEGER NOT NULL,
  alias TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (model, alias),
  FOREIGN KEY (model, version) REFERENCES model_versions (model, version)
) STRICT, WITHOUT ROWID;
`;
