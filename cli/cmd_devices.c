#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/pick.h"
#include "cli/table.h"
#include "cli/talk.h"

const char lur_usage_devices[] =
    N_("usage: lur devices [OPTION...]\n"
       "\n"
       "Lists the sound devices that have inputs, and says which one 'lur record' uses when none is named; a "
       "star marks it.\n"
       "The device that was named last is remembered.\n"
       "\n"
       "  --use D            remember that device: its number or name, or a part of the name\n"
       "  --forget           remember none\n"
       "  --json             one line of JSON for each device\n"
       "\n"
       "example:\n"
       "  lur devices\n"
       "  lur devices --use 'USB phone adapter'\n");

// ---- For people

/// What a name alone does not tell; "" where there is nothing.
static const char *note_of(const struct lur_device *d, char *out, size_t size)
{
  snprintf(out, size, "%s", "");
  if (*d->behind)
    snprintf(out, size, d->is_monitor ? _(": now '%s' (monitor)") : _(": now '%s'"), d->behind);
  else if (d->is_monitor)
    snprintf(out, size, "%s", _(": monitor, what an output plays"));
  return out;
}

static void print_device(const struct lur_device *d, size_t number, bool chosen)
{
  char channels[64], note[256];
  snprintf(channels, sizeof channels, lur_text_n("%d channel", "%d channels", (unsigned long)d->channels),
           d->channels);
  printf("%c%3zu  %s (%s, %s, %.0f Hz)%s\n", chosen ? '*' : ' ', number, d->title, d->host, channels,
         d->rate_hz, note_of(d, note, sizeof note));
}

static const char *reason(lur_device_why why)
{
  switch (why) {
  case LUR_DEVICE_NAMED:
    return _("it was asked for");
  case LUR_DEVICE_REMEMBERED:
    return _("it was used before");
  case LUR_DEVICE_DEFAULT:
    return _("the sound system takes it where none is named");
  case LUR_DEVICE_FIRST:
    break;
  }
  return _("it is the first and the sound system has no default");
}

static void print_list(const struct lur_pick *pick)
{
  for (size_t i = 0; i < pick->list.n; i++)
    print_device(&pick->list.at[i], i + 1, &pick->list.at[i] == pick->device);
  if (!pick->device) return;
  putchar('\n');
  printf(_("'lur record' would use '%s', because %s; --device names another.\n"), pick->device->title,
         reason(pick->why));
  if (pick->device->is_monitor)
    printf("%s\n", _("It hears what this computer plays, not a microphone or a telephone adapter."));
}

// ---- For programs

static const char *truth(bool is)
{
  return is ? "true" : "false";
}

static void put_device(struct lur_table *t, const struct lur_pick *pick, size_t i)
{
  static const char *const word[] = {"asked", "remembered", "default", "first"};
  const struct lur_device *d = &pick->list.at[i];
  bool used = d == pick->device;
  lur_table_put_number(t, (int64_t)i + 1);
  lur_table_put(t, d->name);
  lur_table_put(t, d->title);
  lur_table_put(t, d->host);
  lur_table_put_number(t, d->channels);
  lur_table_put_number(t, (int64_t)d->rate_hz);
  lur_table_put(t, truth(d->is_monitor));
  lur_table_put(t, truth(d->is_default));
  lur_table_put(t, d->source);
  lur_table_put(t, d->behind);
  lur_table_put(t, truth(used));
  lur_table_put(t, used ? word[pick->why] : "");
}

static lur_status print_json(const struct lur_pick *pick)
{
  static const char *const head[] = {"number",  "name",    "title",  "system", "channels", "rate_hz",
                                     "monitor", "default", "source", "behind", "used",     "why"};
  struct lur_table t = {.columns = sizeof head / sizeof *head, .right = 0x31, .logic = 0x4c0};
  for (size_t i = 0; i < t.columns; i++) lur_table_put(&t, head[i]);
  for (size_t i = 0; i < pick->list.n; i++) put_device(&t, pick, i);
  if (t.status == LUR_OK) lur_table_json(&t, stdout);
  lur_status status = t.status;
  lur_table_clear(&t);
  return status;
}

// ---- The command

static lur_exit list(struct lur_pick *pick, lur_form as)
{
  struct lur_diag diag = {0};
  lur_status status = lur_pick_device(pick, NULL, &diag);
  bool none =
      !pick->list.n && !*pick->list.problem && status == LUR_DEVICE; // a computer without any is in order
  if (status == LUR_OK) lur_pick_say(pick);
  if (as == LUR_AS_JSON && status == LUR_OK)
    status = print_json(pick);
  else
    print_list(pick);
  if (!none) return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
  lur_say("%s", diag.text);
  return LUR_EXIT_DONE;
}

static lur_exit use(struct lur_pick *pick, const char *wanted)
{
  struct lur_diag diag = {0};
  lur_status status = lur_pick_device(pick, wanted, &diag);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  lur_pick_say(pick);
  if (!lur_pick_remember(pick) && !lur_choice_is(&pick->remembered, pick->device)) return LUR_EXIT_SYSTEM;
  printf(_("'lur record' uses '%s' from now on, where none is named.\n"), pick->device->title);
  return LUR_EXIT_DONE;
}

static lur_exit forget(void)
{
  struct lur_diag diag = {0};
  lur_status status = lur_pick_forget(&diag);
  return status == LUR_OK ? LUR_EXIT_DONE : lur_say_diag(status, &diag);
}

lur_exit cmd_devices(int argc, char **argv)
{
  struct lur_pick pick = {0};
  const char *wanted = NULL;
  bool none = false;
  lur_form as = LUR_AS_TEXT;
  const struct lur_option options[] = {
      {"use", .text = &wanted}, {"forget", .flag = &none}, {"json", .form = &as, .as = LUR_AS_JSON}, {0}};
  lur_exit code = lur_options_take(options, argc, argv);
  if (code != LUR_EXIT_DONE) return code;
  if (optind < argc) return lur_say_usage("devices", _("'%s' is not wanted here"), argv[optind]);
  if (wanted && none) return lur_say_usage("devices", "%s", _("--use and --forget exclude each other"));
  code = none ? forget() : wanted ? use(&pick, wanted) : list(&pick, as);
  lur_pick_clear(&pick);
  return code;
}
