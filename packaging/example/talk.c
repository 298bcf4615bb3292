// Prints who spoke how much in a recording: the smallest useful program with lur's library.
#include <stdio.h>
#include <stdlib.h>

#include <lur/lur.h>

static struct lur_call *call_of(const char *name, struct lur_diag *diag)
{
  struct lur_reader_options options = lur_reader_options_default();
  lur_reader *reader = NULL;
  lur_analyser *analyser = NULL;
  struct lur_call *call = NULL;
  if (lur_reader_open(name, &options, &reader, diag) != LUR_OK) return NULL;
  const struct lur_recording *recording = lur_reader_recording(reader);
  struct lur_analyser_config config = lur_analyser_defaults(recording->read_rate_hz, recording->channels);
  for (int c = 0; c < recording->channels; c++) config.role[c] = recording->role[c];
  config.roles_from = recording->roles_from;
  if (lur_analyser_new(&config, &analyser) == LUR_OK) {
    float pcm[2 * 4096];
    size_t got;
    while (lur_reader_read(reader, pcm, 4096, &got) == LUR_OK)
      if (lur_analyser_push(analyser, pcm, got) != LUR_OK) break;
    if (lur_analyser_finish(analyser, &call) != LUR_OK) call = NULL;
  }
  lur_analyser_free(analyser);
  lur_reader_close(reader);
  return call;
}

int main(int argc, char **argv)
{
  struct lur_diag diag = {0};
  struct lur_call *call = argc == 2 ? call_of(argv[1], &diag) : NULL;
  if (!call) {
    fprintf(stderr, "talk: %s\n", diag.text[0] ? diag.text : "usage: talk RECORDING");
    return 1;
  }
  const struct lur_value *ratio = &call->measures.of[LUR_M_TALK_AGENT_RATIO];
  if (ratio->known)
    printf("talk.agent_ratio %.3f\n", ratio->number);
  else
    printf("talk.agent_ratio unknown: %s\n", ratio->why);
  lur_call_free(call);
  return 0;
}
