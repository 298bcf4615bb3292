/// What a caller noted, masked or lost while it was recorded, in the analysis of the call and in its reports.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/analyser.h"
#include "audio/reader.h"
#include "report/report.h"

/// A sample call with what is said of it; its samples in [hush, hush_end) seconds are silence.
static struct lur_call *analyse(const char *name, const struct lur_notes *notes,
                                const struct lur_dropouts *dropouts, double hush, double hush_end)
{
  char path[4096];
  struct lur_reader_options options = lur_reader_options_default();
  struct lur_diag diag = {0};
  lur_reader *reader;
  lur_analyser *analyser;
  struct lur_call *call = NULL;
  float pcm[2 * 80];
  size_t got;
  double s = 0;
  snprintf(path, sizeof path, "%s/samples/%s.flac", LUR_SOURCE_DIR, name);
  assert_int_equal(lur_reader_open(path, &options, &reader, &diag), LUR_OK);
  const struct lur_recording *r = lur_reader_recording(reader);
  struct lur_analyser_config config = lur_analyser_defaults(r->read_rate_hz, r->channels);
  config.notes = notes;
  config.dropouts = dropouts;
  assert_int_equal(lur_analyser_new(&config, &analyser), LUR_OK);
  while (lur_reader_read(reader, pcm, 80, &got) == LUR_OK) {
    if (s >= hush && s < hush_end) memset(pcm, 0, sizeof pcm);
    assert_int_equal(lur_analyser_push(analyser, pcm, got), LUR_OK);
    s += (double)got / r->read_rate_hz;
  }
  assert_int_equal(lur_analyser_finish(analyser, &call), LUR_OK);
  lur_analyser_free(analyser);
  lur_reader_close(reader);
  return call;
}

static void add(struct lur_notes *notes, lur_note_kind kind, double start_s, double end_s, const char *text)
{
  const struct lur_note note = lur_note_of(kind, start_s, end_s, text);
  assert_int_equal(lur_notes_add(notes, &note), LUR_OK);
}

static const struct lur_event *find(const struct lur_call *call, lur_event_type type, size_t which)
{
  for (size_t i = 0; i < call->events.n; i++)
    if (call->events.at[i].type == type && which-- == 0) return &call->events.at[i];
  return NULL;
}

static double value(const struct lur_call *call, lur_measure which)
{
  return call->measures.of[which].known ? call->measures.of[which].number : (double)NAN;
}

static void notes_are_events_and_change_no_measure(void **state)
{
  (void)state;
  struct lur_notes notes = {0};
  add(&notes, LUR_NOTE_ANSWERED, 10, 10, NULL);
  add(&notes, LUR_NOTE_MARKER, 30.5, 30.5, "Är \"han\" <snäll>?");
  add(&notes, LUR_NOTE_MARKER, 1e6, 1e6, "after the end");
  struct lur_call *with = analyse("sv-good", &notes, NULL, 0, 0),
                  *without = analyse("sv-good", NULL, NULL, 0, 0);
  const struct lur_event *first = find(with, LUR_EVENT_MARKER, 0), *second = find(with, LUR_EVENT_MARKER, 1);
  assert_non_null(first);
  assert_non_null(second);
  assert_null(find(with, LUR_EVENT_MARKER, 2));
  assert_int_equal(first->note, LUR_NOTE_ANSWERED);
  assert_string_equal(lur_events_words(&with->events, first), "");
  assert_string_equal(lur_events_words(&with->events, second), "Är \"han\" <snäll>?");
  for (int m = 0; m < LUR_MEASURE_COUNT; m++) {
    const struct lur_value *a = &with->measures.of[m], *b = &without->measures.of[m];
    assert_int_equal(a->known, b->known);
    if (a->known) assert_true(a->number == b->number || (isnan(a->number) && isnan(b->number)));
    if (a->known) assert_string_equal(a->text, b->text);
  }
  lur_call_free(with);
  lur_call_free(without);
  lur_notes_clear(&notes);
}

static void a_noted_hold_is_a_hold(void **state)
{
  (void)state;
  struct lur_notes notes = {0};
  add(&notes, LUR_NOTE_HOLD, 1, 3, NULL); // before anybody answered: none
  add(&notes, LUR_NOTE_HOLD, 29, 30.5, NULL);
  struct lur_call *call = analyse("sv-good", &notes, NULL, 0, 0);
  const struct lur_event *hold = find(call, LUR_EVENT_HOLD, 0);
  assert_non_null(hold);
  assert_null(find(call, LUR_EVENT_HOLD, 1));
  assert_true(hold->start_s <= 29.01 && hold->start_s > 28 && hold->end_s > 29.3 && hold->end_s < 31);
  assert_true(value(call, LUR_M_HOLD_COUNT) == 1);
  lur_call_free(call);
  lur_notes_clear(&notes);
}

/// Ten seconds of a conversation are masked: they are no silence, no dead air and no hold, and what the two
/// said in them counts for nobody.
static void a_masked_stretch_is_no_silence(void **state)
{
  (void)state;
  struct lur_notes notes = {0};
  struct lur_dropouts dropouts = {0};
  add(&notes, LUR_NOTE_MASKED, 36, 46, NULL);
  assert_int_equal(lur_dropouts_add(&dropouts, 36, 46, LUR_DROPOUT_DEVICE), LUR_OK);
  struct lur_call *untold = analyse("sv-good", NULL, NULL, 36, 46),
                  *whole = analyse("sv-good", NULL, NULL, 0, 0);
  assert_true(value(untold, LUR_M_SILENCE_LONGEST_S) > 9 || value(untold, LUR_M_HOLD_COUNT) > 0);
  for (int lost = 0; lost < 2; lost++) {
    struct lur_call *call = analyse("sv-good", lost ? NULL : &notes, lost ? &dropouts : NULL, 36, 46);
    assert_non_null(find(call, lost ? LUR_EVENT_DROPOUT : LUR_EVENT_MASKED, 0));
    assert_true(value(call, LUR_M_SILENCE_LONGEST_S) < 2);
    assert_true(value(call, LUR_M_SILENCE_DEAD_AIR_COUNT) == 0);
    assert_true(value(call, LUR_M_HOLD_COUNT) == 0);
    assert_true(value(call, LUR_M_CALL_CONVERSATION_S) < value(whole, LUR_M_CALL_CONVERSATION_S) - 8);
    double parts = value(call, LUR_M_TALK_AGENT_S) + value(call, LUR_M_TALK_CALLER_S) +
                   value(call, LUR_M_SILENCE_MUTUAL_S) - value(call, LUR_M_OVERLAP_TOTAL_S);
    assert_true(fabs(parts - value(call, LUR_M_CALL_CONVERSATION_S)) < 0.011);
    lur_call_free(call);
  }
  lur_call_free(untold);
  lur_call_free(whole);
  lur_notes_clear(&notes);
  lur_dropouts_clear(&dropouts);
}

static char *text_of(const struct lur_report *report, bool json)
{
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  assert_int_equal(json ? lur_report_json(out, report) : lur_report_text(out, report, NULL), LUR_OK);
  fclose(out);
  char *copy = strdup(text);
  assert_non_null(copy);
  free(text);
  return copy;
}

static void documents_and_reports_tell_them(void **state)
{
  (void)state;
  struct lur_notes notes = {0};
  add(&notes, LUR_NOTE_MARKER, 30.5, 30.5, "asks for the \"number\"");
  add(&notes, LUR_NOTE_ANSWERED, 9, 9, NULL);
  add(&notes, LUR_NOTE_MASKED, 40, 43, NULL);
  struct lur_call *call = analyse("sv-good", &notes, NULL, 40, 43), *again = NULL;
  struct lur_recording recording = {.name = "a.wav",
                                    .format = "WAV PCM16",
                                    .channels = 2,
                                    .complete = true,
                                    .sample_rate_hz = 8000,
                                    .duration_s = call->duration_s},
                       read = {0};
  struct lur_report report = {.recording = &recording, .call = call};
  struct lur_diag diag = {0};
  char *json = text_of(&report, true), *text = text_of(&report, false);
  assert_non_null(strstr(json,
                         "{\"type\":\"marker\",\"start_s\":30.5,\"end_s\":30.5,\"kind\":\"marker\",\"note\":"
                         "\"asks for the \\\"number\\\"\"}"));
  assert_non_null(strstr(json, "{\"type\":\"masked\",\"start_s\":40,\"end_s\":43}") ||
                  strstr(json, "{\"type\":\"masked\",\"start_s\":40.0,\"end_s\":43.0}"));
  assert_non_null(strstr(text, "Noted during the call\n"));
  assert_non_null(strstr(text, "              0:09  noted: somebody answered\n"));
  assert_non_null(strstr(text, "asks for the \"number\"\n"));
  assert_non_null(strstr(text, "0:40–0:43  private: the recording is silent\n"));
  assert_int_equal(lur_report_json_read(json, strlen(json), &read, &again, &diag), LUR_OK);
  const struct lur_event *marker = find(again, LUR_EVENT_MARKER, 1);
  assert_string_equal(lur_events_words(&again->events, marker), "asks for the \"number\"");
  assert_int_equal(find(again, LUR_EVENT_MARKER, 0)->note, LUR_NOTE_ANSWERED);
  report.call = again;
  char *second = text_of(&report, true);
  const char *events = strstr(json, "\"events\":"), *same = strstr(second, "\"events\":");
  assert_int_equal(strncmp(events, same, (size_t)(strstr(events, "\"measures\"") - events)), 0);
  free(json);
  free(text);
  free(second);
  lur_call_free(call);
  lur_call_free(again);
  lur_recording_clear(&read);
  lur_notes_clear(&notes);
}

/// Why sound is missing is told wherever the hole is; of a hole without a reason nothing is made up.
static void documents_and_reports_say_why_sound_is_missing(void **state)
{
  (void)state;
  struct lur_dropouts holes = {0};
  assert_int_equal(lur_dropouts_add(&holes, 5.25, 6.5, LUR_DROPOUT_UNKNOWN), LUR_OK);
  assert_int_equal(lur_dropouts_add(&holes, 40.25, 43.5, LUR_DROPOUT_SUSPENDED), LUR_OK);
  struct lur_call *call = analyse("sv-good", NULL, &holes, 40.25, 43.5), *again = NULL;
  struct lur_recording recording = {.name = "a.wav",
                                    .format = "WAV PCM16",
                                    .channels = 2,
                                    .complete = true,
                                    .sample_rate_hz = 8000,
                                    .duration_s = call->duration_s},
                       read = {0};
  struct lur_report report = {.recording = &recording, .call = call};
  struct lur_diag diag = {0};
  char *json = text_of(&report, true), *text = text_of(&report, false);
  assert_non_null(
      strstr(json, "\"type\":\"dropout\",\"start_s\":40.25,\"end_s\":43.5,\"why\":\"suspended\"}"));
  assert_non_null(strstr(json, "\"type\":\"dropout\",\"start_s\":5.25,\"end_s\":6.5}"));
  assert_non_null(strstr(text, "Holes in the sound\n"));
  assert_non_null(strstr(text, "0:40–0:44  hole in the sound: the computer slept\n"));
  assert_null(strstr(text, "0:05–0:0"));
  assert_int_equal(lur_report_json_read(json, strlen(json), &read, &again, &diag), LUR_OK);
  assert_int_equal(find(again, LUR_EVENT_DROPOUT, 0)->why, LUR_DROPOUT_UNKNOWN);
  assert_int_equal(find(again, LUR_EVENT_DROPOUT, 1)->why, LUR_DROPOUT_SUSPENDED);
  free(json);
  free(text);
  lur_call_free(call);
  lur_call_free(again);
  lur_recording_clear(&read);
  lur_dropouts_clear(&holes);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(notes_are_events_and_change_no_measure),
      cmocka_unit_test(a_noted_hold_is_a_hold),
      cmocka_unit_test(a_masked_stretch_is_no_silence),
      cmocka_unit_test(documents_and_reports_tell_them),
      cmocka_unit_test(documents_and_reports_say_why_sound_is_missing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
