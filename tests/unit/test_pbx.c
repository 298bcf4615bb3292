/// What the names of recordings tell, system by system.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "cli/pbx.h"

struct expected {
  const char *path;
  lur_pbx_system system;
  lur_leg leg;
  lur_direction direction;
  const char *started, *id, *caller, *called, *customer; ///< NULL: ""
  lur_role first;                                        ///< of role[0]; the other is the other's
};

static void check(const struct expected *want)
{
  struct lur_pbx got;
  char started[LUR_WHEN_SIZE];
  lur_pbx_read(want->path, &got);
  lur_when_format(&got.started, started, sizeof started);
  const char *texts[][2] = {{started, want->started},
                            {got.id, want->id},
                            {got.caller, want->caller},
                            {got.called, want->called},
                            {got.customer, want->customer}};
  for (int i = 0; i < 5; i++)
    if (strcmp(texts[i][0], texts[i][1] ? texts[i][1] : "") != 0)
      fail_msg("%s: text %d is '%s', not '%s'", want->path, i, texts[i][0], texts[i][1] ? texts[i][1] : "");
  if (got.system != want->system || got.leg != want->leg || got.direction != want->direction)
    fail_msg("%s: system %d, leg %d, direction %d", want->path, got.system, got.leg, got.direction);
  if (got.role[0] != want->first || (want->first && got.role[1] != lur_role_other(want->first)))
    fail_msg("%s: roles %d, %d", want->path, got.role[0], got.role[1]);
}

#define check_all(list)                                                                                      \
  for (size_t i = 0; i < sizeof(list) / sizeof *(list); i++) check(&(list)[i])

static void asterisk(void **state)
{
  (void)state;
  const struct expected names[] = {
      {"/m/2026/05/01/external-4600-0701234567-20260501-093015-1777620615.42.wav", LUR_PBX_ASTERISK,
       LUR_LEG_WHOLE, LUR_DIRECTION_IN, "2026-05-01T09:30:15Z", "1777620615.42", "0701234567", "4600", NULL,
       LUR_ROLE_NONE},
      {"out-+46701234567-204-20260501-093015-pbx1-1777620615.42-in.wav", LUR_PBX_ASTERISK, LUR_LEG_IN,
       LUR_DIRECTION_OUT, "2026-05-01T09:30:15Z", "pbx1-1777620615.42", "204", "+46701234567", NULL,
       LUR_ROLE_AGENT},
      {"external-4600-anonymous-20260501-093015-1777620615.42-OUT.WAV", LUR_PBX_ASTERISK, LUR_LEG_OUT,
       LUR_DIRECTION_IN, "2026-05-01T09:30:15Z", "1777620615.42", "anonymous", "4600", NULL, LUR_ROLE_CALLER},
      {"exten-204-unknown-20260501-093015-1777620615.42.wav", LUR_PBX_ASTERISK, LUR_LEG_WHOLE,
       LUR_DIRECTION_UNKNOWN, "2026-05-01T09:30:15Z", "1777620615.42", NULL, "204", NULL, LUR_ROLE_NONE},
      {"q600-20260501-093015-1777620615.42.wav", LUR_PBX_ASTERISK, LUR_LEG_WHOLE, LUR_DIRECTION_IN,
       "2026-05-01T09:30:15Z", "1777620615.42", NULL, "600", NULL, LUR_ROLE_NONE},
      {"1777620615.42.wav", LUR_PBX_ASTERISK, LUR_LEG_WHOLE, LUR_DIRECTION_UNKNOWN, "2026-05-01T07:30:15Z",
       "1777620615.42", NULL, NULL, NULL, LUR_ROLE_NONE},
      {"1777620615.42-in.wav", LUR_PBX_ASTERISK, LUR_LEG_IN, LUR_DIRECTION_UNKNOWN, "2026-05-01T07:30:15Z",
       "1777620615.42", NULL, NULL, NULL, LUR_ROLE_NONE},
      {"SIP-100-00000001-in.gsm", LUR_PBX_ASTERISK, LUR_LEG_IN, LUR_DIRECTION_UNKNOWN, NULL, NULL, NULL, NULL,
       NULL, LUR_ROLE_NONE}};
  check_all(names);
}

static void freeswitch(void **state)
{
  (void)state;
  const struct expected names[] = {
      {"r/8f9a1b2c-0d3e-4f56-a789-0123456789ab.wav", LUR_PBX_FREESWITCH, LUR_LEG_WHOLE, LUR_DIRECTION_UNKNOWN,
       NULL, "8f9a1b2c-0d3e-4f56-a789-0123456789ab", NULL, NULL, NULL, LUR_ROLE_NONE},
      {"2026-05-01_09:30:15-8F9A1B2C-0d3e-4f56-a789-0123456789ab.wav", LUR_PBX_FREESWITCH, LUR_LEG_WHOLE,
       LUR_DIRECTION_UNKNOWN, "2026-05-01T09:30:15Z", "8F9A1B2C-0d3e-4f56-a789-0123456789ab", NULL, NULL,
       NULL, LUR_ROLE_NONE},
      {"0701234567.2026-05-01-09-30-15.wav", LUR_PBX_FREESWITCH, LUR_LEG_WHOLE, LUR_DIRECTION_UNKNOWN,
       "2026-05-01T09:30:15Z", NULL, "0701234567", NULL, NULL, LUR_ROLE_NONE},
      {"8f9a1b2c-0d3e-4f56-a789-0123456789abc.wav", LUR_PBX_NONE, LUR_LEG_WHOLE, LUR_DIRECTION_UNKNOWN, NULL,
       NULL, NULL, NULL, NULL, LUR_ROLE_NONE}};
  check_all(names);
}

static void vicidial(void **state)
{
  (void)state;
  const struct expected names[] = {
      {"20051020-103108_3125551212-all.mp3", LUR_PBX_VICIDIAL, LUR_LEG_MIX, LUR_DIRECTION_UNKNOWN,
       "2005-10-20T10:31:08Z", "20051020-103108_3125551212", NULL, NULL, "3125551212", LUR_ROLE_NONE},
      {"20051020-103108_3125551212-in.wav", LUR_PBX_VICIDIAL, LUR_LEG_IN, LUR_DIRECTION_UNKNOWN,
       "2005-10-20T10:31:08Z", "20051020-103108_3125551212", NULL, NULL, "3125551212", LUR_ROLE_NONE},
      {"FR_S_20051020-103108_3125551212.wav", LUR_PBX_VICIDIAL, LUR_LEG_WHOLE, LUR_DIRECTION_UNKNOWN,
       "2005-10-20T10:31:08Z", "FR_S_20051020-103108_3125551212", NULL, NULL, "3125551212", LUR_ROLE_AGENT},
      {"20051020-103108_6666_3125551212_TESTCAMP.wav", LUR_PBX_VICIDIAL, LUR_LEG_WHOLE, LUR_DIRECTION_UNKNOWN,
       "2005-10-20T10:31:08Z", "20051020-103108_6666_3125551212_TESTCAMP", NULL, NULL, "3125551212",
       LUR_ROLE_AGENT},
      // Two that can be numbers: which is the customer's is not guessed.
      {"20051020-103108_1234567_3125551212.wav", LUR_PBX_VICIDIAL, LUR_LEG_WHOLE, LUR_DIRECTION_UNKNOWN,
       "2005-10-20T10:31:08Z", "20051020-103108_1234567_3125551212", NULL, NULL, NULL, LUR_ROLE_AGENT}};
  check_all(names);
}

static void oreka(void **state)
{
  (void)state;
  const struct expected names[] = {
      {"2026/05/01/09/20260501_093015_QWERTY.wav", LUR_PBX_OREKA, LUR_LEG_WHOLE, LUR_DIRECTION_UNKNOWN,
       "2026-05-01T09:30:15Z", "QWERTY", NULL, NULL, NULL, LUR_ROLE_NONE},
      {"20260501_093015_I_204_0701234567_a84b4c76e66710@host.wav", LUR_PBX_OREKA, LUR_LEG_WHOLE,
       LUR_DIRECTION_IN, "2026-05-01T09:30:15Z", "a84b4c76e66710@host", "0701234567", "204", NULL,
       LUR_ROLE_NONE},
      {"20260501_093015_out_204_noremoteparty.wav", LUR_PBX_OREKA, LUR_LEG_WHOLE, LUR_DIRECTION_OUT,
       "2026-05-01T09:30:15Z", NULL, "204", NULL, NULL, LUR_ROLE_NONE},
      {"2021-01-15_19-54-32_O_remote-123456789_10.0.0.1_local-987654321_10.0.0.2.wav", LUR_PBX_OREKA,
       LUR_LEG_WHOLE, LUR_DIRECTION_OUT, "2021-01-15T19:54:32Z", NULL, "987654321", "123456789", NULL,
       LUR_ROLE_NONE}};
  check_all(names);
}

static void others(void **state)
{
  (void)state;
  const struct expected names[] = {
      {"dump-2026-05-01-09-30-15-enc.wav", LUR_PBX_BARESIP, LUR_LEG_IN, LUR_DIRECTION_UNKNOWN,
       "2026-05-01T09:30:15Z", NULL, NULL, NULL, NULL, LUR_ROLE_CALLER},
      {"call 2026-05-01 09.30.15.wav", LUR_PBX_NONE, LUR_LEG_WHOLE, LUR_DIRECTION_UNKNOWN,
       "2026-05-01T09:30:15Z", NULL, NULL, NULL, NULL, LUR_ROLE_NONE},
      {"20260501093015.wav", LUR_PBX_NONE, LUR_LEG_WHOLE, LUR_DIRECTION_UNKNOWN, "2026-05-01T09:30:15Z", NULL,
       NULL, NULL, NULL, LUR_ROLE_NONE},
      {"20260231-093015_x.wav", LUR_PBX_NONE, LUR_LEG_WHOLE, LUR_DIRECTION_UNKNOWN, NULL, NULL, NULL, NULL,
       NULL, LUR_ROLE_NONE}, // there is no such day
      {"4620260501-093015.wav", LUR_PBX_NONE, LUR_LEG_WHOLE, LUR_DIRECTION_UNKNOWN, NULL, NULL, NULL, NULL,
       NULL, LUR_ROLE_NONE}, // a number, not a day
      {"-in.wav", LUR_PBX_NONE, LUR_LEG_WHOLE, LUR_DIRECTION_UNKNOWN, NULL, NULL, NULL, NULL, NULL,
       LUR_ROLE_NONE},
      {"berlin.wav", LUR_PBX_NONE, LUR_LEG_WHOLE, LUR_DIRECTION_UNKNOWN, NULL, NULL, NULL, NULL, NULL,
       LUR_ROLE_NONE},
      {"", LUR_PBX_NONE, LUR_LEG_WHOLE, LUR_DIRECTION_UNKNOWN, NULL, NULL, NULL, NULL, NULL, LUR_ROLE_NONE}};
  check_all(names);
}

static void check_side(const char *path, lur_leg leg, const char *want)
{
  struct lur_pbx pbx;
  char side[200] = "";
  lur_pbx_read(path, &pbx);
  assert_int_equal(lur_pbx_side(path, &pbx, leg, side, sizeof side), want != NULL);
  if (want) assert_string_equal(side, want);
}

static void the_other_side_has_a_name(void **state)
{
  (void)state;
  struct lur_pbx pbx;
  char small[20];
  check_side("/d.in/a-in.wav", LUR_LEG_OUT, "/d.in/a-out.wav");
  check_side("/d/a.5-OUT.WAV", LUR_LEG_IN, "/d/a.5-IN.WAV");
  check_side("a-all.mp3", LUR_LEG_IN, "a-in.mp3");
  check_side("a.wav", LUR_LEG_OUT, "a-out.wav");
  check_side("a-in.wav", LUR_LEG_WHOLE, "a.wav");
  check_side("dump-x-enc.wav", LUR_LEG_OUT, "dump-x-dec.wav");
  check_side("dump-x-enc.wav", LUR_LEG_MIX, NULL);
  lur_pbx_read("long-enough-not-to-fit-in.wav", &pbx);
  assert_false(lur_pbx_side("long-enough-not-to-fit-in.wav", &pbx, LUR_LEG_OUT, small, sizeof small));
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(asterisk), cmocka_unit_test(freeswitch),
                                     cmocka_unit_test(vicidial), cmocka_unit_test(oreka),
                                     cmocka_unit_test(others),   cmocka_unit_test(the_other_side_has_a_name)};
  setenv("TZ", "UTC", 1);
  tzset();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
