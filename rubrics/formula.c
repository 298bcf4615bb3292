#include "rubrics/formula.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

enum {
  MEMORY_LIMIT = 1 << 20,
  KEPT_LIMIT = MEMORY_LIMIT / 4, ///< bytes held between formulas, above which those compiled are dropped
  CHURN_LIMIT =
      8 << 20, ///< bytes taken in one formula, given back or not: long texts cost time in a single step
  STEPS_LIMIT = 200000, ///< Lua instructions in one formula: some milliseconds
  STEPS_AT_ONCE = 1000
};

struct lur_sandbox {
  lua_State *lua;
  size_t used;  ///< bytes held by the state
  size_t churn; ///< bytes taken since the formula began
  size_t peak;  ///< the most of them so far
  bool no_mem;  ///< the system, not the limit, refused memory
  long steps;
  char compiled;                 ///< its address is the name of the compiled formulas in the registry
  const struct lur_scope *scope; ///< while a formula runs
  struct lur_outcome *out;       ///< while a formula runs
};

static void *allocate(void *ctx, void *old, size_t old_size, size_t size)
{
  lur_sandbox *box = ctx;
  size_t held = old ? old_size : 0;
  if (size == 0) {
    free(old);
    box->used -= held;
    return NULL;
  }
  if (size > held && box->used - held + size > MEMORY_LIMIT) return NULL;
  if (size > held && (box->churn += size) > CHURN_LIMIT) return NULL;
  void *moved = realloc(old, size);
  if (moved)
    box->used += size - held;
  else
    box->no_mem = true;
  if (box->used > box->peak) box->peak = box->used;
  return moved;
}

static lur_sandbox *box_of(lua_State *lua)
{
  void *ctx;
  lua_getallocf(lua, &ctx);
  return ctx;
}

static void count_steps(lua_State *lua, lua_Debug *ignored)
{
  (void)ignored;
  lur_sandbox *box = box_of(lua);
  box->steps += STEPS_AT_ONCE;
  if (box->steps > STEPS_LIMIT) luaL_error(lua, "it takes too long");
}

/// A formula that reads what is not there ends at once: nothing in a formula can catch this.
static int give_up(lua_State *lua, struct lur_missing missing)
{
  box_of(lua)->out->missing = missing;
  return luaL_error(lua, "not measured");
}

static int read_measure(lua_State *lua)
{
  lur_sandbox *box = box_of(lua);
  char name[140];
  snprintf(name, sizeof name, "%.64s.%.64s", lua_tostring(lua, lua_upvalueindex(1)),
           luaL_checkstring(lua, 2));
  lur_measure which = lur_measure_find(name);
  if (which == LUR_MEASURE_COUNT) return luaL_error(lua, "there is no measure %s", name);
  const struct lur_value *v = &box->scope->measures->of[which];
  if (!v->known)
    return give_up(
        lua, (struct lur_missing){.measure = which, .why = v->why ? v->why : N_("it was not measured")});
  lur_measure_type type = lur_measure_table[which].type;
  if (type == LUR_TYPE_TEXT)
    lua_pushstring(lua, v->text);
  else if (type == LUR_TYPE_BOOL)
    lua_pushboolean(lua, v->number != 0);
  else
    lua_pushnumber(lua, v->number);
  return 1;
}

static int read_criterion(lua_State *lua)
{
  const struct lur_scope *scope = box_of(lua)->scope;
  const char *id = luaL_checkstring(lua, 2);
  const struct lur_criterion *c = scope->rubric ? lur_rubric_find(scope->rubric, id) : NULL;
  if (!c) return luaL_error(lua, "there is no criterion %s", id);
  double points = scope->points[c - scope->rubric->criterion];
  if (isnan(points)) return give_up(lua, (struct lur_missing){LUR_MEASURE_COUNT, c, N_("it has no points")});
  lua_pushnumber(lua, points);
  return 1;
}

/// Gives up on a criterion for that reason.
static int give_up_on(lua_State *lua, const struct lur_criterion *c, const char *why)
{
  return give_up(lua, (struct lur_missing){LUR_MEASURE_COUNT, c, why});
}

static int read_answer(lua_State *lua)
{
  const struct lur_scope *scope = box_of(lua)->scope;
  const char *id = luaL_checkstring(lua, 2);
  const struct lur_criterion *c = scope->rubric ? lur_rubric_find(scope->rubric, id) : NULL;
  if (!c) return luaL_error(lua, "there is no question %s", id);
  const struct lur_mark *mark = scope->mark ? &scope->mark[c - scope->rubric->criterion] : NULL;
  if (mark && mark->state == LUR_MARK_NOT_APPLICABLE) return give_up_on(lua, c, N_("it does not apply"));
  const struct lur_reply *reply = scope->answers ? lur_answers_reply(scope->answers, id) : NULL;
  if (!reply) return give_up_on(lua, c, N_("it is not answered"));
  if (reply->kind == LUR_REPLY_NOT_APPLICABLE) return give_up_on(lua, c, N_("the assessor set it aside"));
  const struct lur_answer *answer =
      c->kind == LUR_CRITERION_CHOICE ? lur_criterion_answer(c, reply->text) : NULL;
  if (c->kind == LUR_CRITERION_SCALE || c->kind == LUR_CRITERION_NUMBER)
    lua_pushnumber(lua, reply->number);
  else
    lua_pushstring(lua, answer ? answer->id : reply->text);
  return 1;
}

static int read_section(lua_State *lua)
{
  const struct lur_scope *scope = box_of(lua)->scope;
  const char *id = luaL_checkstring(lua, 2);
  size_t sections = scope->rubric && scope->section ? scope->rubric->sections : 0, i = 0;
  while (i < sections && strcmp(scope->rubric->section[i].id, id) != 0) i++;
  if (i == sections) return luaL_error(lua, "there is no section %s", id);
  if (isnan(scope->section[i])) return give_up_on(lua, NULL, N_("nothing in that section is scored"));
  lua_pushnumber(lua, scope->section[i]);
  return 1;
}

static int refuse_write(lua_State *lua)
{
  return luaL_error(lua, "nothing can be set in a formula");
}

/// Makes the table at the top a front that can be read through `index` (below the top: a function or table)
/// but not written.
static void seal(lua_State *lua)
{
  lua_newtable(lua);
  lua_newtable(lua);
  lua_rotate(lua, -3, -1);
  lua_setfield(lua, -2, "__index");
  lua_pushcfunction(lua, refuse_write);
  lua_setfield(lua, -2, "__newindex");
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_setmetatable(lua, -2);
}

/// The names of the measures, cut at their dots, become one table for each group.
static void add_groups(lua_State *lua)
{
  for (int i = 0; i < LUR_MEASURE_COUNT; i++) {
    const char *name = lur_measure_table[i].name;
    lua_pushlstring(lua, name, strcspn(name, "."));
    lua_pushvalue(lua, -1);
    if (lua_rawget(lua, -3) == LUA_TNIL) {
      lua_pushvalue(lua, -2);
      lua_pushcclosure(lua, read_measure, 1);
      seal(lua);
      lua_remove(lua, -2);
      lua_rawset(lua, -3);
    } else {
      lua_pop(lua, 2);
    }
  }
}

static void add_math(lua_State *lua)
{
  luaL_requiref(lua, LUA_MATHLIBNAME, luaopen_math, 0);
  lua_pushnil(lua);
  lua_setfield(lua, -2, "random");
  lua_pushnil(lua);
  lua_setfield(lua, -2, "randomseed");
  seal(lua);
  lua_setfield(lua, -2, "math");
}

static void add_reader(lua_State *lua, const char *name, lua_CFunction read)
{
  lua_pushcfunction(lua, read);
  seal(lua);
  lua_setfield(lua, -2, name);
}

/// Begins with no formula compiled.
static int forget_compiled(lua_State *lua)
{
  lua_newtable(lua);
  lua_rawsetp(lua, LUA_REGISTRYINDEX, &box_of(lua)->compiled);
  return 0;
}

/// Leaves what formulas see as their globals in the registry, under the box's address.
static int set_up(lua_State *lua)
{
  lua_newtable(lua);
  add_groups(lua);
  add_math(lua);
  add_reader(lua, "criteria", read_criterion);
  add_reader(lua, "answers", read_answer);
  add_reader(lua, "sections", read_section);
  seal(lua);
  lua_rawsetp(lua, LUA_REGISTRYINDEX, box_of(lua));
  // luaL_requiref leaves the unsealed library among the loaded ones, out of reach of formulas; drop it all
  // the same.
  lua_pushnil(lua);
  lua_setfield(lua, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  return forget_compiled(lua);
}

lur_status lur_sandbox_new(lur_sandbox **out)
{
  lur_sandbox *box = calloc(1, sizeof *box);
  if (!box) return LUR_NO_MEM;
  box->lua = lua_newstate(allocate, box);
  if (!box->lua) {
    lur_sandbox_free(box);
    return LUR_NO_MEM;
  }
  lua_pushcfunction(box->lua, set_up);
  if (lua_pcall(box->lua, 0, 0, 0) != LUA_OK) {
    lur_sandbox_free(box);
    return LUR_NO_MEM;
  }
  lua_sethook(box->lua, count_steps, LUA_MASKCOUNT, STEPS_AT_ONCE);
  *out = box;
  return LUR_OK;
}

void lur_sandbox_free(lur_sandbox *box)
{
  if (!box) return;
  if (box->lua) lua_close(box->lua);
  free(box);
}

/// Leaves the compiled formula, with its sealed globals, on the stack. The line break keeps a "--" from
/// hiding the bracket.
static void compile(lua_State *lua, const char *text)
{
  lua_pushfstring(lua, "return (%s\n)", text);
  const char *source = lua_tostring(lua, -1);
  if (luaL_loadbufferx(lua, source, strlen(source), "=formula", "t") != LUA_OK) lua_error(lua);
  lua_rawgetp(lua, LUA_REGISTRYINDEX, box_of(lua));
  lua_setupvalue(lua, -2, 1);
}

static int compile_only(lua_State *lua)
{
  compile(lua, lua_touserdata(lua, 1));
  return 0;
}

static void keep_result(lua_State *lua, struct lur_outcome *out)
{
  int type = lua_type(lua, -1);
  out->is_condition = type == LUA_TBOOLEAN;
  if (type != LUA_TBOOLEAN && type != LUA_TNUMBER)
    luaL_error(lua, "it must give a number, or true or false, and gives a %s", luaL_typename(lua, -1));
  out->number = out->is_condition ? lua_toboolean(lua, -1) : lua_tonumber(lua, -1);
  out->known = isfinite(out->number);
  if (!out->known) luaL_error(lua, "it divides by zero or gives no finite number");
}

/// Leaves the formula on the stack as it was compiled for an earlier call, or compiled now and kept: it has
/// nothing to remember anything in.
static void find_compiled(lua_State *lua, const char *text)
{
  lua_rawgetp(lua, LUA_REGISTRYINDEX, &box_of(lua)->compiled);
  lua_pushstring(lua, text);
  lua_pushvalue(lua, -1);
  if (lua_rawget(lua, -3) == LUA_TFUNCTION) return;
  lua_pop(lua, 1);
  compile(lua, text);
  lua_remove(lua, -2); // its source
  lua_pushvalue(lua, -2);
  lua_pushvalue(lua, -2);
  lua_rawset(lua, -5);
}

static int find_and_run(lua_State *lua)
{
  find_compiled(lua, lua_touserdata(lua, 1));
  lua_call(lua, 0, 1);
  keep_result(lua, box_of(lua)->out);
  return 0;
}

/// Lua's message without the place it puts before it.
static void keep_error(lua_State *lua, char *out, size_t size)
{
  const char *message = lua_type(lua, -1) == LUA_TSTRING ? lua_tostring(lua, -1) : "it fails";
  const char *prefix = "formula:";
  if (strncmp(message, prefix, strlen(prefix)) == 0) {
    const char *after = strstr(message, ": ");
    if (after) message = after + 2;
  }
  snprintf(out, size, "%s", message);
}

/// Runs `step` on the text, protected. LUR_BAD_INPUT: it failed; its message is in error.
static lur_status protect(lur_sandbox *box, lua_CFunction step, const char *text, char *error, size_t size)
{
  lua_State *lua = box->lua;
  lua_settop(lua, 0);
  box->steps = 0;
  box->churn = 0;
  box->no_mem = false;
  lua_pushcfunction(lua, step);
  lua_pushlightuserdata(lua, (void *)text);
  int failed = lua_pcall(lua, 1, 0, 0);
  if (failed) keep_error(lua, error, size);
  lua_settop(lua, 0);
  if (failed && box->no_mem) return LUR_NO_MEM;
  return failed ? LUR_BAD_INPUT : LUR_OK;
}

lur_status lur_sandbox_compile(lur_sandbox *box, const char *text, struct lur_diag *diag)
{
  char error[160];
  lur_status status = protect(box, compile_only, text, error, sizeof error);
  if (status != LUR_BAD_INPUT) return status;
  return lur_diag_set(diag, status, "", 0, 0,
                      _("this formula cannot be read (%s); check its brackets, operators and names"), error);
}

/// Leaves every formula about as much memory as the first one had.
static lur_status make_room(lur_sandbox *box)
{
  char error[160];
  if (box->used <= KEPT_LIMIT) return LUR_OK;
  lua_gc(box->lua, LUA_GCCOLLECT);
  if (box->used <= KEPT_LIMIT) return LUR_OK;
  lur_status status = protect(box, forget_compiled, NULL, error, sizeof error);
  lua_gc(box->lua, LUA_GCCOLLECT);
  return status == LUR_BAD_INPUT ? LUR_NO_MEM : status;
}

lur_status lur_sandbox_run(lur_sandbox *box, const char *text, const struct lur_scope *scope,
                           struct lur_outcome *out)
{
  *out = (struct lur_outcome){.missing.measure = LUR_MEASURE_COUNT};
  lur_status status = make_room(box);
  if (status != LUR_OK) return status;
  box->scope = scope;
  box->out = out;
  status = protect(box, find_and_run, text, out->error, sizeof out->error);
  box->scope = NULL;
  box->out = NULL;
  if (status == LUR_NO_MEM) return status;
  if (status == LUR_OK) return LUR_OK;
  out->known = false;
  if (out->missing.why)
    out->error[0] = '\0';
  else
    out->missing.why = N_("its formula cannot be computed for this call");
  return LUR_OK;
}

size_t lur_sandbox_peak(const lur_sandbox *box)
{
  return box->peak;
}
