#include "store/rows.h"

#include <string.h>

/// Reads the columns one after another.
struct cursor {
  struct sqlite3_stmt *stmt;
  int next;
};

static int64_t number(struct cursor *c)
{
  return lur_db_column_int(c->stmt, c->next++);
}

static const char *text(struct cursor *c)
{
  return lur_db_column_text(c->stmt, c->next++);
}

static struct lur_when when(struct cursor *c)
{
  struct lur_when w = {.known = !lur_db_column_null(c->stmt, c->next)};
  w.unix_ms = number(c);
  w.offset_min = (int)number(c);
  return w;
}

static void copy(const char *from, char *to, size_t size)
{
  size_t n = strnlen(from, size - 1);
  memcpy(to, from, n);
  to[n] = '\0';
}

static void audio(struct cursor *c, struct lur_store_audio *out)
{
  copy(text(c), out->sha256, sizeof out->sha256);
  copy(text(c), out->ext, sizeof out->ext);
  out->bytes = number(c);
}

static lur_role role(struct cursor *c)
{
  int64_t n = number(c);
  return n >= LUR_ROLE_NONE && n <= LUR_ROLE_MIX ? (lur_role)n : LUR_ROLE_NONE;
}

static lur_roles_from roles_from(struct cursor *c)
{
  int64_t n = number(c);
  return n >= LUR_ROLES_DEFAULT && n <= LUR_ROLES_OPTION ? (lur_roles_from)n : LUR_ROLES_DEFAULT;
}

static void read_scored(struct cursor *c, struct lur_store_scored *s)
{
  s->id = number(c);
  s->analysis = number(c);
  s->rubric = text(c);
  s->version = text(c);
  s->rubric_sha256 = text(c);
  s->assessor = text(c);
  s->band = text(c);
  s->made = when(c);
  s->has_total = !lur_db_column_null(c->stmt, c->next);
  s->total_millionths = number(c);
  s->complete = number(c) != 0;
  s->made_by = text(c);
}

void lur_row_read_scored(struct sqlite3_stmt *stmt, int first, struct lur_store_scored *out)
{
  struct cursor c = {stmt, first};
  read_scored(&c, out);
}

static void read_sound(struct cursor *c, struct lur_store_call *call)
{
  call->format = text(c);
  call->duration_s = lur_db_column_real(c->stmt, c->next++);
  call->channels = (int)number(c);
  call->sample_rate_hz = (int)number(c);
  call->role[0] = role(c);
  call->role[1] = role(c);
  call->roles_from = roles_from(c);
  call->complete = number(c) != 0;
  call->problem = text(c);
  call->dropout.n = (size_t)number(c);
}

void lur_row_read(struct sqlite3_stmt *stmt, struct lur_store_row *out)
{
  struct cursor c = {stmt, 0};
  memset(out, 0, sizeof *out);
  out->call.id = number(&c);
  audio(&c, &out->call.audio[0]);
  audio(&c, &out->call.audio[1]);
  out->call.audios = out->call.audio[1].sha256[0] ? 2 : 1;
  out->call.file[0] = text(&c);
  out->call.file[1] = text(&c);
  out->call.source = number(&c) ? LUR_STORE_RECORDED : LUR_STORE_IMPORTED;
  if (strcmp(out->call.audio[0].ext, LUR_STORE_NO_SOUND) == 0) out->call.source = LUR_STORE_DOCUMENT;
  out->call.added = when(&c);
  out->call.started = when(&c);
  out->call.wave = text(&c);
  out->wave_title = text(&c);
  out->call.participant = text(&c);
  out->participant_title = text(&c);
  out->call.agent = text(&c);
  out->call.assessor = text(&c);
  read_sound(&c, &out->call);
  out->analysis.id = number(&c);
  out->analysis.analyser = text(&c);
  out->analysis.made = when(&c);
  read_scored(&c, &out->scorecard);
}
