// A recorder of nothing but base, audio and capture: no store, no analysis. It tells on standard output what
// goes on, a line for each change, and at the end how it went as one JSON object. SIGINT or the end of
// standard input ends it. Usage: record_alone DEVICE OUT.wav [CHANNELS]; DEVICE: a name in PortAudio's list,
// file:PATH or fast:PATH.
#define _GNU_SOURCE // signalfd, sigset
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "capture/recorder.h"

static const char *const states[] = {"runs", "ended", "stuck", "gone"};

static const struct lur_device *find(const struct lur_devices *list, const char *name)
{
  for (size_t i = 0; i < list->n; i++)
    if (strcmp(list->at[i].name, name) == 0) return &list->at[i];
  return NULL;
}

static lur_status open_sound(const char *name, int channels, struct lur_sound **out, struct lur_diag *diag)
{
  struct lur_devices list = {0};
  if (strncmp(name, "file:", 5) == 0)
    return lur_sound_open_file(name + 5, channels, LUR_SOUND_IN_TIME, out, diag);
  if (strncmp(name, "fast:", 5) == 0)
    return lur_sound_open_file(name + 5, channels, LUR_SOUND_AT_ONCE, out, diag);
  lur_status status = lur_devices_list(&list, diag);
  const struct lur_device *device = status == LUR_OK ? find(&list, name) : NULL;
  if (status == LUR_OK && !device)
    status = lur_diag_set(diag, LUR_NOT_FOUND, "", 0, 0, "there is no device '%s'", name);
  if (status == LUR_OK) status = lur_sound_open_device(device, channels, out, diag);
  lur_devices_clear(&list);
  return status;
}

/// Waits 20 ms. True: it is to end.
static bool told_to_end(int signals, bool *input)
{
  char byte;
  struct pollfd wait[2] = {{.fd = signals, .events = POLLIN},
                           {.fd = *input ? STDIN_FILENO : -1, .events = POLLIN}};
  if (poll(wait, 2, 20) <= 0) return false;
  if (wait[1].revents && read(STDIN_FILENO, &byte, 1) <= 0) return true;
  return wait[0].revents != 0;
}

static void watch(lur_recorder *r, int signals)
{
  struct lur_recorder_view view, before = {.room_s = HUGE_VAL};
  bool input = !isatty(STDIN_FILENO), slow = false;
  printf("records\n");
  fflush(stdout);
  for (;;) {
    bool over = told_to_end(signals, &input);
    lur_recorder_look(r, &view);
    if (view.device != before.device) printf("%s %.2f\n", states[view.device], view.recorded_s);
    if (view.waiting_s > 1 && !slow) printf("slow %.2f\n", view.recorded_s);
    if (view.room_s < LUR_LITTLE_ROOM_S && !(before.room_s < LUR_LITTLE_ROOM_S))
      printf("room %.1f\n", view.room_s);
    if (view.ended) printf("ends %.2f\n", view.recorded_s);
    fflush(stdout);
    slow = view.waiting_s > 1;
    before = view;
    if (over || view.ended) return;
  }
}

static void tell(const struct lur_recorded *done)
{
  printf("{\"rate_hz\": %d, \"channels\": %d, \"duration_s\": %.6f, \"overruns\": %d, \"problem\": \"%s\", "
         "\"dropouts\": [",
         done->rate_hz, done->channels, done->duration_s, done->overruns, done->problem);
  for (size_t i = 0; i < done->dropouts.n; i++)
    printf("%s[%.6f, %.6f, \"%s\"]", i ? ", " : "", done->dropouts.at[i].start_s, done->dropouts.at[i].end_s,
           lur_dropout_name(done->dropouts.at[i].why));
  printf("]}\n");
}

static lur_status record(struct lur_sound *sound, const char *path, int signals, struct lur_diag *diag)
{
  const struct lur_recorder_options options = {.path = path};
  struct lur_recorded done = {0};
  lur_recorder *r = NULL;
  lur_status status = lur_recorder_start(sound, &options, &r, diag);
  if (status != LUR_OK) return status;
  watch(r, signals);
  status = lur_recorder_stop(r, &done, diag);
  tell(&done);
  lur_recorded_clear(&done);
  return status;
}

int main(int argc, char **argv)
{
  struct lur_diag diag = {0};
  struct lur_sound *sound = NULL;
  sigset_t ends;
  if (argc < 3) return 2;
  lur_status status = open_sound(argv[1], argc > 3 ? (int)strtol(argv[3], NULL, 10) : 0, &sound, &diag);
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGHUP);
  sigprocmask(SIG_BLOCK, &ends, NULL);
  int signals = signalfd(-1, &ends, SFD_CLOEXEC);
  if (status == LUR_OK) status = record(sound, argv[2], signals, &diag);
  lur_sound_close(sound);
  close(signals);
  if (status == LUR_OK) return 0;
  fprintf(stderr, "%s\n", diag.text[0] ? diag.text : lur_status_text(status));
  return 1;
}
