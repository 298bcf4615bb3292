#include "store/migrations.h"

#include <stdio.h>

/// Entry v makes version v + 1 of version v. An entry that was released never changes: a change is a new
/// entry.
static const char *const steps[] = {
    // Version 1. Moments are milliseconds since 1970 in UTC, with the wall clock's offset in minutes beside
    // them.
    "CREATE TABLE wave(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, title TEXT NOT NULL,"
    "  made_ms INTEGER NOT NULL, made_offset INTEGER NOT NULL) STRICT;"
    "CREATE TABLE participant(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE,"
    "  title TEXT NOT NULL) STRICT;"
    "CREATE TABLE wave_participant(wave INTEGER NOT NULL REFERENCES wave(id),"
    "  participant INTEGER NOT NULL REFERENCES participant(id), PRIMARY KEY(wave, participant)) STRICT, "
    "WITHOUT ROWID;"
    "CREATE INDEX wave_participant_participant ON wave_participant(participant);"
    "CREATE TABLE audio(sha256 TEXT PRIMARY KEY CHECK(length(sha256) = 64), ext TEXT NOT NULL,"
    "  bytes INTEGER NOT NULL CHECK(bytes >= 0)) STRICT, WITHOUT ROWID;"
    // analysis: the newest one, kept by a trigger so that lists need not look for it.
    // when_ms: the start of the call, or when it was added where the start is not known.
    "CREATE TABLE call(id INTEGER PRIMARY KEY AUTOINCREMENT, audio TEXT NOT NULL REFERENCES audio(sha256),"
    "  audio2 TEXT REFERENCES audio(sha256), file TEXT NOT NULL, file2 TEXT NOT NULL,"
    "  source INTEGER NOT NULL CHECK(source IN (0, 1)), added_ms INTEGER NOT NULL, added_offset INTEGER NOT "
    "NULL,"
    "  started_ms INTEGER, started_offset INTEGER,"
    "  when_ms INTEGER NOT NULL GENERATED ALWAYS AS (ifnull(started_ms, added_ms)) STORED,"
    "  wave INTEGER REFERENCES wave(id), participant INTEGER REFERENCES participant(id),"
    "  agent TEXT NOT NULL COLLATE NOCASE, assessor TEXT NOT NULL COLLATE NOCASE, format TEXT NOT NULL,"
    "  duration_s REAL NOT NULL CHECK(duration_s >= 0), channels INTEGER NOT NULL, rate_hz INTEGER NOT NULL,"
    "  role0 INTEGER NOT NULL, role1 INTEGER NOT NULL, roles_from INTEGER NOT NULL,"
    "  complete INTEGER NOT NULL CHECK(complete IN (0, 1)), problem TEXT NOT NULL, dropouts INTEGER NOT NULL,"
    "  analysis INTEGER REFERENCES analysis(id)) STRICT;"
    "CREATE UNIQUE INDEX call_audio ON call(audio, ifnull(audio2, ''));"
    "CREATE INDEX call_audio2 ON call(audio2) WHERE audio2 IS NOT NULL;"
    "CREATE INDEX call_when ON call(when_ms, id);"
    "CREATE INDEX call_wave ON call(wave, when_ms, id);"
    "CREATE INDEX call_wave_participant ON call(wave, participant);"
    "CREATE INDEX call_participant ON call(participant, when_ms, id);"
    "CREATE TABLE dropout(call INTEGER NOT NULL REFERENCES call(id), n INTEGER NOT NULL, start_s REAL NOT "
    "NULL,"
    "  end_s REAL NOT NULL CHECK(end_s >= start_s), PRIMARY KEY(call, n)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE analysis(id INTEGER PRIMARY KEY AUTOINCREMENT, call INTEGER NOT NULL REFERENCES call(id),"
    "  analyser TEXT NOT NULL, made_ms INTEGER NOT NULL, made_offset INTEGER NOT NULL) STRICT;"
    "CREATE INDEX analysis_call ON analysis(call, analyser);"
    "CREATE TRIGGER analysis_newest AFTER INSERT ON analysis"
    "  BEGIN UPDATE call SET analysis = NEW.id WHERE id = NEW.call; END;"
    // The long texts lie apart, so that lists read few pages.
    "CREATE TABLE analysis_document(analysis INTEGER PRIMARY KEY REFERENCES analysis(id), json TEXT NOT "
    "NULL) STRICT;"
    "CREATE TABLE measure_name(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
    // number or text where the measure could be taken, else why not.
    "CREATE TABLE measure(analysis INTEGER NOT NULL REFERENCES analysis(id),"
    "  name INTEGER NOT NULL REFERENCES measure_name(id), number REAL, text TEXT, why TEXT,"
    "  CHECK((number IS NOT NULL) + (text IS NOT NULL) + (why IS NOT NULL) = 1), PRIMARY KEY(analysis, name))"
    "  STRICT, WITHOUT ROWID;"
    "CREATE TABLE rubric(sha256 TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE scorecard(id INTEGER PRIMARY KEY AUTOINCREMENT, call INTEGER NOT NULL REFERENCES call(id),"
    "  analysis INTEGER NOT NULL REFERENCES analysis(id), rubric TEXT NOT NULL, version TEXT NOT NULL,"
    "  rubric_sha256 TEXT NOT NULL, assessor TEXT NOT NULL, made_ms INTEGER NOT NULL, made_offset INTEGER "
    "NOT NULL,"
    "  total INTEGER CHECK(total BETWEEN 0 AND 100000000), complete INTEGER NOT NULL CHECK(complete IN (0, "
    "1)),"
    "  band TEXT NOT NULL) STRICT;"
    "CREATE INDEX scorecard_call ON scorecard(call, rubric);"
    "CREATE INDEX scorecard_analysis ON scorecard(analysis);"
    "CREATE TABLE scorecard_document(scorecard INTEGER PRIMARY KEY REFERENCES scorecard(id), json TEXT NOT "
    "NULL,"
    "  answers TEXT) STRICT;",
    // Version 2: answers that are being given.
    "CREATE TABLE draft(call INTEGER NOT NULL REFERENCES call(id), rubric TEXT NOT NULL, answers TEXT NOT "
    "NULL,"
    "  PRIMARY KEY(call, rubric)) STRICT, WITHOUT ROWID;",
    // Version 3: what else is known of a call, and what became of files that were seen in watched folders.
    "CREATE TABLE fact(call INTEGER NOT NULL REFERENCES call(id), name TEXT NOT NULL, text TEXT NOT NULL,"
    "  PRIMARY KEY(call, name)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX fact_text ON fact(name, text);"
    "CREATE TABLE arrival(path TEXT PRIMARY KEY, stamp TEXT NOT NULL, call INTEGER REFERENCES call(id),"
    "  why TEXT NOT NULL, seen_ms INTEGER NOT NULL, seen_offset INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX arrival_refused ON arrival(seen_ms) WHERE call IS NULL;",
    // Version 4: what was noted while a call was recorded, and what was masked.
    "CREATE TABLE note(call INTEGER NOT NULL REFERENCES call(id), n INTEGER NOT NULL, kind TEXT NOT NULL,"
    "  start_s REAL NOT NULL, end_s REAL NOT NULL CHECK(end_s >= start_s), text TEXT NOT NULL,"
    "  PRIMARY KEY(call, n)) STRICT, WITHOUT ROWID;",
    // Version 5: rubric versions that are published and do not change any more, and who made a scorecard
    // where
    // that is not who assessed the call.
    "CREATE TABLE published(rubric TEXT NOT NULL, version TEXT NOT NULL, sha256 TEXT NOT NULL"
    "  REFERENCES rubric(sha256), made_ms INTEGER NOT NULL, made_offset INTEGER NOT NULL, made_by TEXT NOT "
    "NULL,"
    "  PRIMARY KEY(rubric, version)) STRICT, WITHOUT ROWID;"
    "ALTER TABLE scorecard ADD COLUMN made_by TEXT NOT NULL DEFAULT '';",
    // Version 6: why sound is missing; '' where nothing says so.
    "ALTER TABLE dropout ADD COLUMN why TEXT NOT NULL DEFAULT '';",
    // Version 7: how waves are planned. A plan stands as its whole text, with the rules for ranking in
    // columns;
    // the newest counts. A slot is a contact to be made: day in days since 1970 and minute by the wall clock
    // there. Which call met a slot is worked out from the calls. made_by, why: as people said it.
    "ALTER TABLE wave_participant ADD COLUMN class TEXT NOT NULL DEFAULT '' COLLATE NOCASE;"
    "CREATE TABLE plan(id INTEGER PRIMARY KEY AUTOINCREMENT, wave INTEGER NOT NULL REFERENCES wave(id),"
    "  document TEXT NOT NULL, sha256 TEXT NOT NULL, seed INTEGER NOT NULL, rubric TEXT NOT NULL,"
    "  minimum_calls INTEGER NOT NULL, minimum_score INTEGER NOT NULL, tie_breaks TEXT NOT NULL,"
    "  ranking_seed INTEGER NOT NULL, draws INTEGER NOT NULL, made_ms INTEGER NOT NULL,"
    "  made_offset INTEGER NOT NULL, made_by TEXT NOT NULL) STRICT;"
    "CREATE INDEX plan_wave ON plan(wave, id);"
    "CREATE TABLE slot(id INTEGER PRIMARY KEY AUTOINCREMENT, wave INTEGER NOT NULL REFERENCES wave(id),"
    "  round INTEGER NOT NULL CHECK(round IN (0, 1)), participant INTEGER NOT NULL REFERENCES "
    "participant(id),"
    "  caller TEXT NOT NULL COLLATE NOCASE, day INTEGER NOT NULL, minute INTEGER NOT NULL"
    "  CHECK(minute BETWEEN 0 AND 1439), scenario TEXT NOT NULL) STRICT;"
    "CREATE INDEX slot_wave ON slot(wave, round, day, minute);"
    // Calls of the wave from that moment on belong to the final (round 1), unless it was said otherwise.
    "CREATE TABLE final(wave INTEGER PRIMARY KEY REFERENCES wave(id), from_ms INTEGER NOT NULL,"
    "  from_offset INTEGER NOT NULL, made_ms INTEGER NOT NULL, made_offset INTEGER NOT NULL,"
    "  made_by TEXT NOT NULL) STRICT;"
    "CREATE TABLE round_said(call INTEGER PRIMARY KEY REFERENCES call(id),"
    "  round INTEGER NOT NULL CHECK(round IN (0, 1))) STRICT;"
    "CREATE VIEW call_round(call, round) AS SELECT c.id, ifnull(s.round, ifnull(c.when_ms >= f.from_ms, 0))"
    "  FROM call c LEFT JOIN round_said s ON s.call = c.id LEFT JOIN final f ON f.wave = c.wave;"
    // A wave is closed while its newest closing was not taken back (opened_ms).
    "CREATE TABLE closing(id INTEGER PRIMARY KEY AUTOINCREMENT, wave INTEGER NOT NULL REFERENCES wave(id),"
    "  sha256 TEXT NOT NULL, closed_ms INTEGER NOT NULL, closed_offset INTEGER NOT NULL, closed_by TEXT NOT "
    "NULL,"
    "  opened_ms INTEGER, opened_offset INTEGER, opened_by TEXT, why TEXT) STRICT;"
    "CREATE INDEX closing_wave ON closing(wave, id);"
    "CREATE TABLE draw(id INTEGER PRIMARY KEY AUTOINCREMENT, wave INTEGER NOT NULL REFERENCES wave(id),"
    "  seed INTEGER NOT NULL, wanted INTEGER NOT NULL, list TEXT NOT NULL, sha256 TEXT NOT NULL,"
    "  drawn TEXT NOT NULL, made_ms INTEGER NOT NULL, made_offset INTEGER NOT NULL, made_by TEXT NOT NULL)"
    "  STRICT;"
    "CREATE INDEX draw_wave ON draw(wave, id);",
    // Version 8: what the parts of a scorecard came to, see store/parts.h. Older scorecards have none; their
    // documents tell.
    ("CREATE TABLE scorecard_part(scorecard INTEGER PRIMARY KEY REFERENCES scorecard(id), parts TEXT NOT "
     "NULL)"
     " STRICT;"),
};

int lur_store_version(void)
{
  return (int)(sizeof steps / sizeof *steps);
}

static lur_status pragma(lur_store *store, const char *sql, int64_t *out, struct lur_diag *diag)
{
  *out = 0;
  lur_status status = lur_db_number(store, sql, NULL, 0, out, diag);
  return status == LUR_NOT_FOUND ? lur_db_damaged(store, sql, diag) : status;
}

static lur_status read_marks(lur_store *store, int64_t *application, int64_t *version, int64_t *tables,
                             struct lur_diag *diag)
{
  lur_status status = pragma(store, "PRAGMA application_id", application, diag);
  if (status == LUR_OK) status = pragma(store, "PRAGMA user_version", version, diag);
  return status == LUR_OK ? pragma(store, "SELECT count(*) FROM sqlite_schema", tables, diag) : status;
}

lur_status lur_store_age_of(lur_store *store, lur_store_age *out, struct lur_diag *diag)
{
  int64_t application = 0, version = 0, tables = 0;
  lur_status status = lur_db_look(store, diag); // another program may be making the store right now
  if (status != LUR_OK) return status;
  status = read_marks(store, &application, &version, &tables, diag);
  lur_db_look_away(store);
  if (status != LUR_OK) return status;
  bool ours = application == LUR_STORE_APPLICATION;
  if (tables == 0 && version == 0 && (ours || application == 0))
    *out = LUR_STORE_EMPTY;
  else if (!ours || version < 1)
    *out = LUR_STORE_FOREIGN;
  else if (version > lur_store_version())
    *out = LUR_STORE_NEWER;
  else
    *out = version == lur_store_version() ? LUR_STORE_CURRENT : LUR_STORE_OLDER;
  return LUR_OK;
}

static lur_status step(lur_store *store, bool *done, struct lur_diag *diag)
{
  char stamp[100];
  int64_t version = 0;
  lur_status status = lur_db_enter(store, diag);
  if (status != LUR_OK) return status;
  status = pragma(store, "PRAGMA user_version", &version,
                  diag); // under the lock: another program may have been here
  *done = version >= lur_store_version();
  if (status == LUR_OK && !*done) {
    snprintf(stamp, sizeof stamp, "PRAGMA application_id = %d; PRAGMA user_version = %d",
             LUR_STORE_APPLICATION, (int)version + 1);
    status = lur_db_run(store, steps[version], diag);
    if (status == LUR_OK) status = lur_db_run(store, stamp, diag);
  }
  return lur_db_leave(store, status, diag);
}

lur_status lur_store_migrate(lur_store *store, struct lur_diag *diag)
{
  bool done = false;
  lur_status status = LUR_OK;
  while (status == LUR_OK && !done) status = step(store, &done, diag);
  return status;
}
