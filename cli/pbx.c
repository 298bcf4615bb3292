#define _GNU_SOURCE
#include "cli/pbx.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/// A stretch of the name.
struct part {
  const char *at;
  size_t n;
};

static bool digit(char c)
{
  return c >= '0' && c <= '9';
}

static size_t digits(const char *at, const char *end)
{
  size_t n = 0;
  while (at + n < end && digit(at[n])) n++;
  return n;
}

static void copy(struct part part, char *out, size_t size)
{
  size_t n = part.n < size ? part.n : 0; // too long to be what it seems: not told
  memcpy(out, part.at, n);
  out[n] = '\0';
}

static bool is(struct part part, const char *text)
{
  return part.n == strlen(text) && strncasecmp(part.at, text, part.n) == 0;
}

static bool begins(struct part part, const char *text)
{
  return part.n >= strlen(text) && strncasecmp(part.at, text, strlen(text)) == 0;
}

static struct part without(struct part part, size_t n)
{
  return (struct part){part.at + n, part.n - n};
}

/// Takes the part up to the separator, or all, and the separator with it.
static struct part take(struct part *rest, char separator)
{
  const char *found = memchr(rest->at, separator, rest->n);
  struct part taken = {rest->at, found ? (size_t)(found - rest->at) : rest->n};
  *rest = without(*rest, taken.n + (found ? 1 : 0));
  return taken;
}

// ---- Moments

/// Digits and the marks between them, as they lie in a name.
struct moment {
  struct part part;
  char between_days, middle; ///< "2024-05-01": '-', "20240501": 0; what stands before the hour
  struct lur_when when;
};

static bool take_mark(const char **at, const char *end, const char *marks, char *mark)
{
  *mark = '\0';
  if (*at < end && strchr(marks, **at)) *mark = *(*at)++;
  return true;
}

static bool take_digits(const char **at, const char *end, int n, char *out)
{
  if (digits(*at, end) < (size_t)n) return false;
  memcpy(out, *at, (size_t)n);
  *at += n;
  return true;
}

/// Reads a moment at this place: YYYY[-]MM[-]DD, a mark, HH[mark]MM[mark]SS.
static bool read_moment(const char *at, const char *end, struct moment *out)
{
  const char *from = at;
  char text[] = "0000-00-00T00:00:00", days, again, middle, times;
  if (!take_digits(&at, end, 4, text) || !take_mark(&at, end, "-", &days)) return false;
  if (!take_digits(&at, end, 2, text + 5) || !take_mark(&at, end, days ? "-" : "", &again) || again != days)
    return false;
  if (!take_digits(&at, end, 2, text + 8) || !take_mark(&at, end, "-_T ", &middle)) return false;
  if (!take_digits(&at, end, 2, text + 11) || !take_mark(&at, end, "-:._", &times)) return false;
  if ((days && !middle) || !take_digits(&at, end, 2, text + 14)) return false;
  if (!take_mark(&at, end, "-:._", &again) || again != times || !take_digits(&at, end, 2, text + 17))
    return false;
  if ((at < end && digit(*at)) || (!middle && text[0] != '2')) return false; // a number of another kind
  *out = (struct moment){{from, (size_t)(at - from)}, days, middle, {0}};
  return lur_when_parse(text, &out->when, NULL) == LUR_OK;
}

/// The first moment in the name.
static bool find_moment(struct part name, struct moment *out)
{
  for (size_t i = 0; i < name.n; i++)
    if (digit(name.at[i]) && (i == 0 || !digit(name.at[i - 1])) &&
        read_moment(name.at + i, name.at + name.n, out))
      return true;
  *out = (struct moment){{name.at + name.n, 0}, 0, 0, {0}};
  return false;
}

static struct part before(struct part name, const struct moment *m)
{
  return (struct part){name.at, (size_t)(m->part.at - name.at)};
}

static struct part after(struct part name, const struct moment *m)
{
  const char *end = m->part.at + m->part.n;
  return (struct part){end, (size_t)(name.at + name.n - end)};
}

// ---- FreeSWITCH

static bool is_uuid(const char *at)
{
  static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  for (size_t i = 0; shape[i]; i++)
    if (shape[i] == 'x' ? !isxdigit((unsigned char)at[i]) : at[i] != '-') return false;
  return true;
}

enum { UUID = 36 };

static bool find_uuid(struct part name, struct part *out)
{
  for (size_t i = 0; i + UUID <= name.n; i++) {
    bool starts = i == 0 || !isalnum((unsigned char)name.at[i - 1]);
    bool ends = i + UUID == name.n || !isalnum((unsigned char)name.at[i + UUID]);
    if (!starts || !ends || !is_uuid(name.at + i)) continue;
    *out = (struct part){name.at + i, UUID};
    return true;
  }
  return false;
}

static bool is_number(struct part part)
{
  size_t plus = part.n && part.at[0] == '+';
  return part.n > plus && digits(part.at + plus, part.at + part.n) == part.n - plus;
}

static bool read_freeswitch(struct part name, const struct moment *m, struct lur_pbx *out)
{
  struct part uuid;
  if (find_uuid(name, &uuid)) {
    copy(uuid, out->id, sizeof out->id);
    return true;
  }
  struct part number = before(name, m); // NUMBER.YYYY-MM-DD-HH-MM-SS
  if (!m->when.known || !m->between_days || m->middle != '-' || after(name, m).n || number.n < 2)
    return false;
  if (number.at[--number.n] != '.' || !is_number(number)) return false;
  copy(number, out->caller, sizeof out->caller);
  return true;
}

// ---- VICIdial

/// The only field that can be a telephone number; none where several can.
static void find_customer(struct part fields, char *out, size_t size)
{
  struct part found = {fields.at, 0};
  while (fields.n) {
    struct part field = take(&fields, '_');
    if (!is_number(field) || field.n < 7 || field.n > 15) continue;
    if (found.n) return;
    found = field;
  }
  copy(found, out, size);
}

static bool read_vicidial(struct part name, const struct moment *m, struct lur_pbx *out)
{
  struct part front = before(name, m), fields = after(name, m);
  if (!m->when.known || m->between_days || m->middle != '-' || m->part.n != 15) return false;
  if (begins(front, "FR_") || begins(front, "CO_") || begins(front, "CM_")) front = without(front, 3);
  if (begins(front, "S_")) front = without(front, 2);
  if (front.n || !begins(fields, "_") || fields.n < 2) return false;
  find_customer(without(fields, 1), out->customer, sizeof out->customer);
  copy(name, out->id, sizeof out->id);
  if (out->leg == LUR_LEG_WHOLE) {
    out->role[0] = LUR_ROLE_AGENT;
    out->role[1] = LUR_ROLE_CALLER;
  }
  return true;
}

// ---- Oreka

static lur_direction direction_of(struct part word, bool *known)
{
  *known = true;
  if (is(word, "I") || is(word, "in")) return LUR_DIRECTION_IN;
  if (is(word, "O") || is(word, "out")) return LUR_DIRECTION_OUT;
  *known = is(word, "U") || is(word, "unkn");
  return LUR_DIRECTION_UNKNOWN;
}

/// A party with its label, or in its place; Oreka's word for nobody is left out.
static struct part party(struct part *fields, const char *label, const char *nobody)
{
  struct part field = take(fields, '_');
  if (begins(field, label)) field = without(field, strlen(label));
  return is(field, nobody) ? without(field, field.n) : field;
}

static void read_parties(struct part fields, struct lur_pbx *out)
{
  bool remote_first = begins(fields, "remote-");
  struct part local, remote;
  if (remote_first) remote = party(&fields, "remote-", "noremoteparty");
  const char *labelled = memmem(fields.at, fields.n, "local-", 6); // addresses may stand between the two
  if (remote_first && labelled) fields = without(fields, (size_t)(labelled - fields.at));
  local = party(&fields, "local-", "nolocalparty");
  if (!remote_first) remote = party(&fields, "remote-", "noremoteparty");
  bool inward = out->direction == LUR_DIRECTION_IN, outward = out->direction == LUR_DIRECTION_OUT;
  if (inward || outward) {
    copy(inward ? remote : local, out->caller, sizeof out->caller);
    copy(inward ? local : remote, out->called, sizeof out->called);
  }
  if (!labelled) copy(fields, out->id, sizeof out->id);
}

static bool read_oreka(struct part name, const struct moment *m, struct lur_pbx *out)
{
  struct part fields = after(name, m);
  bool has_direction;
  if (!m->when.known || m->middle != '_' || before(name, m).n || !begins(fields, "_") || fields.n < 2)
    return false;
  fields = without(fields, 1);
  struct part rest = fields, word = take(&rest, '_');
  out->direction = direction_of(word, &has_direction);
  if (has_direction && rest.n)
    read_parties(rest, out);
  else
    copy(fields, out->id, sizeof out->id); // the port, by which Oreka tells calls of one second apart
  return true;
}

// ---- Asterisk

/// SECONDS.NUMBER at the end of the name.
static bool find_unique_id(struct part name, struct part *out)
{
  const char *end = name.at + name.n, *at = end;
  while (at > name.at && digit(at[-1])) at--;
  if (at == end || at == name.at || at[-1] != '.') return false;
  const char *dot = --at;
  while (at > name.at && digit(at[-1])) at--;
  if (dot - at < 9 || dot - at > 10 || (at > name.at && isalnum((unsigned char)at[-1]))) return false;
  *out = (struct part){at, (size_t)(end - at)};
  return true;
}

/// The second in which the channel was made.
static struct lur_when made_at(struct part unique_id)
{
  char seconds[12] = "";
  struct tm clock;
  copy((struct part){unique_id.at, digits(unique_id.at, unique_id.at + unique_id.n)}, seconds,
       sizeof seconds);
  time_t made = (time_t)strtoll(seconds, NULL, 10);
  if (!localtime_r(&made, &clock)) return (struct lur_when){0};
  return (struct lur_when){true, (int64_t)made * 1000, (int)(clock.tm_gmtoff / 60)};
}

/// What FreePBX writes in front, and whether the customer's channel or the agent's is the recorded one.
static const struct {
  const char *word;
  lur_direction direction;
} freepbx_type[] = {{"out", LUR_DIRECTION_OUT},
                    {"in", LUR_DIRECTION_IN},
                    {"external", LUR_DIRECTION_IN},
                    {"exten", LUR_DIRECTION_UNKNOWN},
                    {"internal", LUR_DIRECTION_UNKNOWN},
                    {"force", LUR_DIRECTION_UNKNOWN},
                    {"rg", LUR_DIRECTION_IN},
                    {"q", LUR_DIRECTION_IN}};

static void read_freepbx(struct part front, struct lur_pbx *out)
{
  struct part rest = front, type = take(&rest, '-');
  struct part called = take(&rest, '-'), caller = take(&rest, '-');
  for (size_t i = 0; i < sizeof freepbx_type / sizeof *freepbx_type; i++) {
    if (!is(type, freepbx_type[i].word)) continue;
    out->direction = freepbx_type[i].direction;
    copy(called, out->called, sizeof out->called);
    copy(is(caller, "unknown") ? without(caller, caller.n) : caller, out->caller, sizeof out->caller);
    return;
  }
  bool group = begins(type, "q") || begins(type, "g"); // q600: a queue, g600: a ring group
  if (!group || !is_number(without(type, 1))) return;
  out->direction = LUR_DIRECTION_IN;
  copy(without(type, 1), out->called, sizeof out->called);
}

static bool read_asterisk(struct part name, const struct moment *m, struct lur_pbx *out)
{
  struct part id, tail = after(name, m);
  if (!find_unique_id(name, &id)) return out->leg == LUR_LEG_IN || out->leg == LUR_LEG_OUT;
  if (!m->when.known) out->started = made_at(id);
  if (m->when.known && begins(tail, "-")) {
    id = without(tail, 1); // with the name of the system in front, where it has one
    read_freepbx(before(name, m), out);
  }
  copy(id, out->id, sizeof out->id);
  if (out->direction == LUR_DIRECTION_UNKNOWN || out->leg == LUR_LEG_WHOLE || out->leg == LUR_LEG_MIX)
    return true;
  // Who called out is the agent, and theirs is the channel that was recorded.
  out->role[0] = out->direction == LUR_DIRECTION_OUT ? LUR_ROLE_AGENT : LUR_ROLE_CALLER;
  out->role[1] = lur_role_other(out->role[0]);
  return true;
}

// ---- All of them

static const struct {
  const char *in, *out, *mix; ///< mix NULL: none
  const char *front;          ///< the name must begin with it
} sides[] = {{"-in", "-out", "-all", ""}, {"-enc", "-dec", NULL, "dump-"}};

static bool ends(struct part name, const char *text)
{
  size_t n = strlen(text);
  return name.n > n && strncasecmp(name.at + name.n - n, text, n) == 0;
}

static size_t side_of(struct part *name)
{
  for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
    if (begins(*name, sides[i].front) && (ends(*name, sides[i].in) || ends(*name, sides[i].out) ||
                                          (sides[i].mix && ends(*name, sides[i].mix))))
      return i;
  return sizeof sides / sizeof *sides;
}

/// Takes the side off the name.
static lur_leg take_leg(struct part *name)
{
  size_t i = side_of(name);
  if (i == sizeof sides / sizeof *sides) return LUR_LEG_WHOLE;
  lur_leg leg = ends(*name, sides[i].in) ? LUR_LEG_IN : ends(*name, sides[i].out) ? LUR_LEG_OUT : LUR_LEG_MIX;
  name->n -= strlen(leg == LUR_LEG_IN ? sides[i].in : leg == LUR_LEG_OUT ? sides[i].out : sides[i].mix);
  return leg;
}

/// The name without folders and ending.
static struct part name_of(const char *path)
{
  const char *slash = strrchr(path, '/'), *at = slash ? slash + 1 : path, *dot = strrchr(at, '.');
  bool ending = dot && dot > at && isalpha((unsigned char)dot[1]) && strlen(dot) <= 6;
  for (const char *c = dot; ending && *++c;) ending = isalnum((unsigned char)*c);
  return (struct part){at, ending ? (size_t)(dot - at) : strlen(at)};
}

static lur_pbx_system read_system(struct part name, const struct moment *m, struct lur_pbx *out)
{
  if (begins(name, "dump-") && out->leg != LUR_LEG_WHOLE && out->leg != LUR_LEG_MIX) {
    out->role[0] = LUR_ROLE_CALLER; // who calls with a softphone that records is the one who tests
    out->role[1] = LUR_ROLE_AGENT;
    return LUR_PBX_BARESIP;
  }
  if (read_freeswitch(name, m, out)) return LUR_PBX_FREESWITCH;
  if (read_vicidial(name, m, out)) return LUR_PBX_VICIDIAL;
  if (read_oreka(name, m, out)) return LUR_PBX_OREKA;
  return read_asterisk(name, m, out) ? LUR_PBX_ASTERISK : LUR_PBX_NONE;
}

void lur_pbx_read(const char *path, struct lur_pbx *out)
{
  struct part name = name_of(path);
  struct moment moment;
  *out = (struct lur_pbx){.system = LUR_PBX_NONE};
  out->leg = take_leg(&name);
  out->stem = name.n;
  (void)find_moment(name, &moment);
  out->started = moment.when;
  out->system = read_system(name, &moment, out);
}

/// Writes the side in capitals where the one it takes the place of is.
static void put_side(const char *from, const char *side, char *out)
{
  bool capitals = from[0] == '-' && from[1] >= 'A' && from[1] <= 'Z';
  for (; *side; side++) *out++ = capitals ? (char)toupper((unsigned char)*side) : *side;
}

bool lur_pbx_side(const char *path, const struct lur_pbx *pbx, lur_leg leg, char *out, size_t size)
{
  struct part name = name_of(path), whole = name;
  size_t i = side_of(&whole), front = (size_t)(name.at - path) + pbx->stem, length;
  if (i == sizeof sides / sizeof *sides) i = 0;
  const char *side = leg == LUR_LEG_IN    ? sides[i].in
                     : leg == LUR_LEG_OUT ? sides[i].out
                     : leg == LUR_LEG_MIX ? sides[i].mix
                                          : "";
  const char *ending = name.at + name.n;
  if (!side) return false;
  length = strlen(side);
  if (front + length + strlen(ending) >= size) return false;
  memcpy(out, path, front);
  put_side(path + front, side, out + front);
  memcpy(out + front + length, ending, strlen(ending) + 1);
  return true;
}
