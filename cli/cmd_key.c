#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/command.h"
#include "cli/keys.h"
#include "cli/options.h"
#include "cli/talk.h"

const char lur_usage_key[] = N_(
    "usage: lur key show\n"
    "       lur key new\n"
    "       lur key trust KEY NAME\n"
    "\n"
    "Your key signs the rankings that you publish; others see by it that a ranking is yours, and that nobody "
    "changed it. It is\n"
    "made when you publish for the first time, and lies among your settings, readable by you alone. Keep a "
    "copy: "
    "without it\n"
    "nobody can tell that a later ranking is from the same place.\n"
    "\n"
    "  show               your public key, its fingerprint to read out on the telephone, and the keys you "
    "know\n"
    "  new                make your key, where there is none yet\n"
    "  trust              note whose key that is; KEY is the key itself or a file that begins with it\n"
    "\n"
    "example:\n"
    "  lur key trust lur-ed25519-5Wm... 'Service Index, Oslo'\n");

static void show(const struct lur_key_public *key)
{
  char text[LUR_KEY_TEXT];
  printf("%s\n", lur_key_print(key, text));
  printf("  %s %s\n", _("fingerprint"), lur_key_fingerprint(key, text));
}

static void show_known(const struct lur_key_public *key, const char *name, void *ctx)
{
  (void)ctx;
  printf("\n%s\n", name);
  show(key);
}

static lur_exit show_all(void)
{
  struct lur_key_secret own;
  struct lur_diag diag = {0};
  bool made;
  lur_status status = lur_keys_own(false, &own, &made, &diag);
  if (status != LUR_OK && status != LUR_NOT_FOUND) return lur_say_diag(status, &diag);
  if (status == LUR_OK) {
    const struct lur_key_public key = lur_key_public_of(&own);
    lur_key_wipe(&own);
    printf("%s\n", _("your key"));
    show(&key);
  } else {
    lur_say("%s", _("you have no key yet; 'lur key new' makes one, and so does publishing"));
  }
  lur_keys_each(show_known, NULL);
  return LUR_EXIT_DONE;
}

static lur_exit make_new(void)
{
  char path[4096];
  struct lur_key_secret own;
  struct lur_diag diag = {0};
  bool made;
  lur_status status = lur_keys_own(true, &own, &made, &diag);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  const struct lur_key_public key = lur_key_public_of(&own);
  lur_key_wipe(&own);
  if (!made) {
    lur_say(_("there is a key already: %s; move it away if you want another"),
            lur_keys_path(path, sizeof path));
    return LUR_EXIT_INPUT;
  }
  lur_say(_("your key is in %s; keep a copy in a safe place"), lur_keys_path(path, sizeof path));
  show(&key);
  return LUR_EXIT_DONE;
}

static bool is_name(const char *name)
{
  bool visible = false;
  for (const char *c = name; *c; c++) {
    if (iscntrl((unsigned char)*c)) return false;
    visible = visible || *c != ' ';
  }
  return visible && strlen(name) < LUR_KEY_NAME;
}

static lur_exit trust(const char *given, const char *name)
{
  struct lur_key_public key;
  struct lur_diag diag = {0};
  if (!lur_keys_read(given, &key))
    return lur_say_usage("key", _("'%s' is no key, nor a file that begins with one"), given);
  if (!is_name(name)) return lur_say_usage("key", "%s", _("say whose key it is, in one line"));
  lur_status status = lur_keys_note(&key, name, &diag);
  if (status != LUR_OK) return lur_say_diag(status, &diag);
  lur_say(_("noted as the key of %s"), name);
  return LUR_EXIT_DONE;
}

lur_exit cmd_key(int argc, char **argv)
{
  const struct lur_option options[] = {{0}};
  lur_exit code = lur_options_take(options, argc, argv);
  if (code != LUR_EXIT_DONE) return code;
  char **word = argv + optind;
  int n = argc - optind;
  if (n == 1 && strcmp(word[0], "show") == 0) return show_all();
  if (n == 1 && strcmp(word[0], "new") == 0) return make_new();
  if (n == 3 && strcmp(word[0], "trust") == 0) return trust(word[1], word[2]);
  return lur_say_usage("key", "%s", _("after 'key' comes 'show', 'new' or 'trust KEY NAME'"));
}
