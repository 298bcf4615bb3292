/// Which sound device is used, and the memory of it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture/alsa_config.h"
#include "capture/choice.h"

static char folder[] = "/tmp/lur-choice-test-XXXXXX";

static int enter_folder(void **state)
{
  (void)state;
  return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
  (void)state;
  return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static void a_device_is_chosen_by_number_name_or_part(void **state)
{
  (void)state;
  struct lur_device all[] = {
      {.name = "Line in", .channels = 2},
      {.name = "USB Phone Adapter", .channels = 2, .is_default = true},
      {.name = "USB Phone Adapter 2", .channels = 1},
      {.name = "4", .channels = 1},
      {.name = "alsa_input.jabra", .title = "Jabra Link Mono", .is_source = true},
      {.name = "jabra.monitor", .title = "Monitor of Jabra", .is_source = true, .is_monitor = true},
      {.name = "Jabra: USB Audio (hw:2,0)", .title = "Jabra: USB Audio (hw:2,0)"}};
  const struct lur_devices list = {.at = all, .n = sizeof all / sizeof *all};
  const struct {
    const char *wanted;
    int index; ///< -1: not found
    lur_device_why why;
  } cases[] = {{NULL, 1, LUR_DEVICE_DEFAULT},
               {"1", 0, LUR_DEVICE_NAMED},
               {"3", 2, LUR_DEVICE_NAMED},
               {"4", 3, LUR_DEVICE_NAMED},
               {"8", -1, LUR_DEVICE_NAMED},
               {"line", 0, LUR_DEVICE_NAMED},
               {"usb phone adapter", 1, LUR_DEVICE_NAMED},
               {"usb", -1, LUR_DEVICE_NAMED},
               {"adapter 2", 2, LUR_DEVICE_NAMED},
               {"jabra", 4, LUR_DEVICE_NAMED},
               {"hw:2", 6, LUR_DEVICE_NAMED},
               {"monitor", 5, LUR_DEVICE_NAMED},
               {"monitor of jabra", 5, LUR_DEVICE_NAMED},
               {"", -1, LUR_DEVICE_NAMED},
               {"modem", -1, LUR_DEVICE_NAMED},
               {"0", -1, LUR_DEVICE_NAMED}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct lur_device *got = NULL;
    lur_device_why why = LUR_DEVICE_FIRST;
    struct lur_diag diag = {0};
    lur_status status = lur_devices_choose(&list, cases[i].wanted, NULL, &got, &why, &diag);
    if (status != (cases[i].index < 0 ? LUR_NOT_FOUND : LUR_OK))
      fail_msg("'%s': %d", cases[i].wanted, (int)status);
    if (status != LUR_OK) assert_non_null(strstr(diag.text, "lur devices"));
    if (status != LUR_OK) continue;
    assert_ptr_equal(got, &all[cases[i].index]);
    assert_int_equal(why, cases[i].why);
  }
}

static void without_a_default_it_is_the_first_that_is_no_monitor(void **state)
{
  (void)state;
  struct lur_device all[] = {{.name = "a.monitor", .is_monitor = true}, {.name = "b"}, {.name = "c"}};
  const struct lur_device *got = NULL;
  lur_device_why why = LUR_DEVICE_NAMED;
  assert_int_equal(lur_devices_choose(&(struct lur_devices){.at = all, .n = 3}, NULL, NULL, &got, &why, NULL),
                   LUR_OK);
  assert_ptr_equal(got, &all[1]);
  assert_int_equal(why, LUR_DEVICE_FIRST);
  assert_int_equal(lur_devices_choose(&(struct lur_devices){.at = all, .n = 1}, NULL, NULL, &got, &why, NULL),
                   LUR_OK);
  assert_ptr_equal(got, &all[0]);
  assert_int_equal(lur_devices_choose(&(struct lur_devices){0}, NULL, NULL, &got, &why, NULL), LUR_DEVICE);
}

static const struct lur_device *today(struct lur_device *all, size_t n, const struct lur_remembered *r,
                                      lur_device_why *why)
{
  const struct lur_device *got = NULL;
  assert_int_equal(lur_devices_choose(&(struct lur_devices){.at = all, .n = n}, NULL, r, &got, why, NULL),
                   LUR_OK);
  return got;
}

static void a_remembered_device_is_found_again(void **state)
{
  (void)state;
  struct lur_device was = {.name = "Adapter: USB Audio (hw:1,0)", .host = "ALSA"};
  struct lur_device all[] = {{.name = "HDA Intel: ALC257 (hw:1,0)", .host = "ALSA", .is_default = true},
                             {.name = "Adapter: USB Audio (hw:2,0)", .host = "ALSA"},
                             {.name = "Adapter: USB Audio (hw:3,0)", .host = "ALSA"}};
  struct lur_remembered r = lur_choice_of(&was);
  lur_device_why why = LUR_DEVICE_NAMED;
  assert_ptr_equal(today(all, 2, &r, &why), &all[1]); // cards were numbered otherwise
  assert_int_equal(why, LUR_DEVICE_REMEMBERED);
  assert_ptr_equal(today(all, 3, &r, &why), &all[0]); // two that are alike
  assert_int_equal(why, LUR_DEVICE_DEFAULT);
  all[2] = was;
  assert_ptr_equal(today(all, 3, &r, &why), &all[2]);
  assert_int_equal(why, LUR_DEVICE_REMEMBERED);
  assert_ptr_equal(today(all, 1, &r, &why), &all[0]);
  assert_int_equal(why, LUR_DEVICE_DEFAULT);
}

static void a_source_is_the_same_on_another_sound_server(void **state)
{
  (void)state;
  struct lur_device was = {.name = "mic", .title = "Microphone", .host = "PulseAudio", .is_source = true};
  struct lur_device all[] = {{.name = "mic", .host = "ALSA", .is_default = true},
                             {.name = "mic", .title = "Microphone", .host = "PipeWire", .is_source = true}};
  struct lur_remembered r = lur_choice_of(&was);
  lur_device_why why = LUR_DEVICE_NAMED;
  assert_ptr_equal(today(all, 2, &r, &why), &all[1]);
  assert_int_equal(why, LUR_DEVICE_REMEMBERED);
  assert_true(lur_choice_is(&r, &all[1]));
  assert_false(lur_choice_is(&r, &all[0]));
}

static void what_is_remembered_is_read_again(void **state)
{
  (void)state;
  const struct lur_device devices[] = {
      {.name = "mic", .title = "Mikrofon \xc3\xa5 = \"1\"", .host = "x", .is_source = true},
      {.name = " = odd", .title = "", .host = "ALSA"}};
  for (size_t i = 0; i < 2; i++) {
    struct lur_remembered r = lur_choice_of(&devices[i]), got;
    assert_int_equal(lur_choice_remember("device", &r, NULL), LUR_OK);
    assert_int_equal(lur_choice_recall("device", &got, NULL), LUR_OK);
    assert_memory_equal(&r, &got, sizeof r);
  }
  assert_int_equal(unlink("device"), 0);
}

static void a_name_with_a_new_line_stays_on_its_line(void **state)
{
  (void)state;
  struct lur_remembered r = {.name = "a\nsystem = JACK"}, got;
  assert_int_equal(lur_choice_remember("device", &r, NULL), LUR_OK);
  assert_int_equal(lur_choice_recall("device", &got, NULL), LUR_OK);
  assert_string_equal(got.name, "a?system = JACK");
  assert_string_equal(got.host, "");
  assert_int_equal(unlink("device"), 0);
}

static void a_damaged_memory_says_where(void **state)
{
  (void)state;
  const struct {
    const char *text;
    int line;
  } cases[] = {{"", 0},
               {"# nothing\n", 0},
               {"title = x\n", 0},
               {"name = a\nnonsense\n", 2},
               {"name = a\n\ncolour = red\n", 3},
               {"=", 1}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct lur_remembered r;
    struct lur_diag diag = {0};
    assert_int_equal(lur_choice_parse(cases[i].text, strlen(cases[i].text), "device", &r, &diag),
                     LUR_BAD_INPUT);
    assert_int_equal(diag.line, cases[i].line);
    assert_string_equal(diag.file, "device");
    assert_non_null(strstr(diag.text, "lur devices --use"));
    assert_string_equal(r.name, "");
  }
  char long_name[400] = "name = ";
  memset(long_name + 7, 'x', sizeof long_name - 8);
  struct lur_remembered r;
  assert_int_equal(lur_choice_parse(long_name, strlen(long_name), "device", &r, NULL), LUR_BAD_INPUT);
  assert_int_equal(lur_choice_parse(long_name, 7 + 127, "device", &r, NULL), LUR_OK);
  assert_int_equal(lur_choice_recall("none", &r, NULL), LUR_NOT_FOUND);
  assert_int_equal(lur_choice_recall(".", &r, NULL), LUR_IO);
  assert_int_equal(lur_choice_remember("no/such", &r, NULL), LUR_IO);
}

static void whatever_a_source_is_called_is_one_word_of_the_configuration(void **state)
{
  (void)state;
  char text[4096];
  lur_alsa_text("a\" } pcm.b { type hw\\\n", text, sizeof text);
  assert_non_null(
      strstr(text, "device \"a\\042\\040\\175\\040pcm.b\\040\\173\\040type\\040hw\\134\\012\" }\n"));
  char long_name[256];
  memset(long_name, '\1', 255);
  long_name[255] = '\0';
  assert_true(lur_alsa_text(long_name, text, sizeof text) < (int)sizeof text);
  assert_non_null(strstr(text, "ctl.default"));
}

static void the_environment_is_as_it_was_after_a_private_configuration(void **state)
{
  (void)state;
  char first[64];
  for (int set = 0; set < 2; set++) {
    if (set)
      setenv("ALSA_CONFIG_PATH", "/own", 1);
    else
      unsetenv("ALSA_CONFIG_PATH");
    assert_int_equal(lur_alsa_confine("one", NULL), LUR_OK);
    snprintf(first, sizeof first, "%s", getenv("ALSA_CONFIG_PATH"));
    assert_int_equal(lur_alsa_confine("one", NULL), LUR_OK);
    assert_int_equal(lur_alsa_confine("two", NULL), LUR_OK);
    assert_string_equal(getenv("ALSA_CONFIG_PATH"), first); // the same memory
    char text[4096] = "";
    FILE *f = fopen(first, "r");
    assert_non_null(f);
    assert_true(fread(text, 1, sizeof text - 1, f) > 0);
    fclose(f);
    assert_non_null(strstr(text, "\"two\""));
    lur_alsa_release();
    assert_int_equal(access(first, F_OK), -1);
    if (set)
      assert_string_equal(getenv("ALSA_CONFIG_PATH"), "/own");
    else
      assert_null(getenv("ALSA_CONFIG_PATH"));
  }
  unsetenv("ALSA_CONFIG_PATH");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_device_is_chosen_by_number_name_or_part),
      cmocka_unit_test(without_a_default_it_is_the_first_that_is_no_monitor),
      cmocka_unit_test(a_remembered_device_is_found_again),
      cmocka_unit_test(a_source_is_the_same_on_another_sound_server),
      cmocka_unit_test(what_is_remembered_is_read_again),
      cmocka_unit_test(a_name_with_a_new_line_stays_on_its_line),
      cmocka_unit_test(a_damaged_memory_says_where),
      cmocka_unit_test(whatever_a_source_is_called_is_one_word_of_the_configuration),
      cmocka_unit_test(the_environment_is_as_it_was_after_a_private_configuration),
  };
  return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
