// A call and its scorecard with known contents, built by hand: what every report is tested with.
#ifndef LUR_TEST_REPORT_FIXTURE_H
#define LUR_TEST_REPORT_FIXTURE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

enum { FIXTURE_COLUMNS = 600 };

struct fixture {
  struct lur_recording recording;
  struct lur_call *call;
  struct lur_rubric rubric;
  struct lur_section section[2];
  struct lur_criterion criterion[5];
  struct lur_answer answer[3];
  struct lur_rule rule[2];
  struct lur_band band[2];
  struct lur_scorecard card;
  struct lur_section_mark section_mark[2];
  struct lur_mark mark[5];
  struct lur_rule_mark rule_mark[2];
  struct lur_text text[20];
  size_t texts;
  struct lur_span evidence[3];
  struct lur_peaks peaks;
  float low[2 * FIXTURE_COLUMNS], high[2 * FIXTURE_COLUMNS];
  struct lur_report report;
};

static inline char *fixture_text(const char *text)
{
  // Records own plain char pointers; the fixture's are literals that nobody frees.
  union {
    const char *in;
    char *out;
  } cast = {.in = text};
  return cast.out;
}

static inline struct lur_texts fixture_texts(struct fixture *f, const char *text)
{
  struct lur_text *at = &f->text[f->texts++];
  *at = (struct lur_text){fixture_text(""), fixture_text(text)};
  return (struct lur_texts){at, 1, 1};
}

static inline void fixture_must(lur_status status)
{
  if (status == LUR_OK) return;
  fprintf(stderr, "the fixture cannot be built: %s\n", lur_status_text(status));
  exit(1);
}

static inline void fixture_speech(struct lur_track *track, lur_role role, int channel,
                                  const double (*spans)[2], size_t n)
{
  track->role = role;
  track->channel = channel;
  for (size_t i = 0; i < n; i++) fixture_must(lur_spans_add(&track->speech, spans[i][0], spans[i][1]));
}

static inline void fixture_phase(struct lur_call *call, lur_phase_kind kind, double start_s, double end_s)
{
  struct lur_phase *at = lur_grow(call->phase, &call->phases_room, call->phases, sizeof *at);
  if (!at) exit(1);
  call->phase = at;
  at[call->phases++] = (struct lur_phase){kind, start_s, end_s, 0.97};
}

static inline struct lur_event fixture_event(lur_event_type type, double start_s, double end_s, int channel,
                                             lur_role track)
{
  struct lur_event e = lur_event_of(type, start_s, end_s);
  e.channel = channel;
  e.track = track;
  return e;
}

static inline void fixture_events(struct lur_events *events)
{
  static const struct lur_span bursts[] = {{0.8, 1.8}, {6.8, 7.8}}, segments[] = {{9.0, 11.3}, {11.8, 14.2}};
  struct lur_event e = fixture_event(LUR_EVENT_RINGBACK, 0.8, 7.8, 1, LUR_ROLE_NONE);
  snprintf(e.plan, sizeof e.plan, "SE,FI");
  e.hz[0] = 424.8F;
  e.cadence_ms[0] = 1000;
  e.cadence_ms[1] = 5000;
  e.confidence = 0.9;
  fixture_must(lur_events_add_parts(events, e, bursts, 2));
  e = fixture_event(LUR_EVENT_PROMPT, 9.0, 14.2, 1, LUR_ROLE_NONE);
  fixture_must(lur_events_add_parts(events, e, segments, 2));
  e = fixture_event(LUR_EVENT_DTMF, 12.4, 12.5, 0, LUR_ROLE_NONE);
  e.digit = '2';
  fixture_must(lur_events_add(events, &e));
  e = fixture_event(LUR_EVENT_GREETING, 20.1, 21.75, -1, LUR_ROLE_AGENT);
  fixture_must(lur_events_add(events, &e));
  e = fixture_event(LUR_EVENT_OVERLAP, 27.0, 27.31, -1, LUR_ROLE_NONE);
  fixture_must(lur_events_add(events, &e));
  e = fixture_event(LUR_EVENT_INTERRUPTION, 27.0, 27.31, -1, LUR_ROLE_AGENT);
  e.by = LUR_ROLE_AGENT;
  e.took_floor = true;
  fixture_must(lur_events_add(events, &e));
  e = fixture_event(LUR_EVENT_DEAD_AIR, 33.5, 39.6, -1, LUR_ROLE_NONE);
  fixture_must(lur_events_add(events, &e));
  e = fixture_event(LUR_EVENT_MUSIC, 44.0, 49.0, 1, LUR_ROLE_NONE);
  fixture_must(lur_events_add(events, &e));
  e = fixture_event(LUR_EVENT_HOLD, 43.5, 49.5, 1, LUR_ROLE_NONE);
  fixture_must(lur_events_add(events, &e));
}

static inline struct lur_call *fixture_call(void)
{
  static const double agent[][2] = {{20.1, 21.75}, {27.0, 33.5}, {39.6, 40.9}, {49.5, 53.0}, {56.0, 57.2}};
  static const double caller[][2] = {{21.9, 24.1}, {24.8, 27.31}, {41.2, 43.5}, {53.4, 55.6}};
  struct lur_call *call = calloc(1, sizeof *call);
  if (!call) exit(1);
  call->duration_s = 60;
  call->channels = 2;
  call->roles_from = LUR_ROLES_DETECTED;
  call->roles_confidence = 0.98;
  call->tracks = 2;
  fixture_speech(&call->track[0], LUR_ROLE_CALLER, 0, caller, 4);
  fixture_speech(&call->track[1], LUR_ROLE_AGENT, 1, agent, 5);
  fixture_phase(call, LUR_PHASE_DIAL, 0, 0.8);
  fixture_phase(call, LUR_PHASE_RING, 0.8, 9);
  fixture_phase(call, LUR_PHASE_IVR, 9, 20.1);
  fixture_phase(call, LUR_PHASE_CONVERSATION, 20.1, 43.5);
  fixture_phase(call, LUR_PHASE_HOLD, 43.5, 49.5);
  fixture_phase(call, LUR_PHASE_CONVERSATION, 49.5, 57.2);
  fixture_phase(call, LUR_PHASE_END, 57.2, 60);
  fixture_events(&call->events);
  struct lur_measures *m = &call->measures;
  lur_measures_reset(m, "less than 1 s of voiced speech");
  lur_measure_set(m, LUR_M_ANSWER_ANSWERED, 1);
  lur_measure_set(m, LUR_M_ANSWER_WAIT_S, 19.3);
  lur_measure_set(m, LUR_M_ANSWER_RING_COUNT, 2);
  lur_measure_set_text(m, LUR_M_ANSWER_RING_PLAN, "SE,FI");
  lur_measure_set_text(m, LUR_M_ANSWER_KEYPRESSES, "2");
  lur_measure_set(m, LUR_M_CALL_DURATION_S, 60);
  lur_measure_set(m, LUR_M_CALL_CONVERSATION_S, 31.1);
  lur_measure_set(m, LUR_M_TALK_AGENT_S, 14.15);
  lur_measure_set(m, LUR_M_TALK_CALLER_S, 9.21);
  lur_measure_set(m, LUR_M_TALK_AGENT_RATIO, 14.15 / 23.36);
  lur_measure_set(m, LUR_M_TALK_CALLER_RATIO, 9.21 / 23.36);
  lur_measure_set(m, LUR_M_SILENCE_LONGEST_S, 6.1);
  lur_measure_set(m, LUR_M_SILENCE_DEAD_AIR_COUNT, 1);
  lur_measure_set(m, LUR_M_INTERRUPTION_AGENT_COUNT, 1);
  lur_measure_set(m, LUR_M_HOLD_COUNT, 1);
  lur_measure_set(m, LUR_M_HOLD_TOTAL_S, 6);
  lur_measure_set_text(m, LUR_M_CLOSING_LAST_SPEAKER, "agent");
  lur_measure_set(m, LUR_M_LEVEL_AGENT_DBOV, -23.456);
  lur_measure_set_text(m, LUR_M_QUALITY_GRADE, "good");
  return call;
}

static inline void fixture_rubric(struct fixture *f)
{
  static const double froms[] = {85, 65};
  f->rubric = (struct lur_rubric){.id = fixture_text("shop"),
                                  .version = fixture_text("2026.1"),
                                  .title = fixture_texts(f, "Contact centre"),
                                  .source = fixture_texts(f, "Made up for tests."),
                                  .section = f->section,
                                  .sections = 2,
                                  .criterion = f->criterion,
                                  .criteria = 5,
                                  .rule = f->rule,
                                  .rules = 2,
                                  .band = f->band,
                                  .bands = 2};
  memset(f->rubric.sha256, 'a', 64);
  f->section[0] = (struct lur_section){
      .id = fixture_text("access"), .title = fixture_texts(f, "Access"), .weight = 20, .criteria = 2};
  f->section[1] = (struct lur_section){.id = fixture_text("treatment"),
                                       .title = fixture_texts(f, "Treatment"),
                                       .weight = 40,
                                       .first = 2,
                                       .criteria = 3};
  static const char *const ids[] = {"time_to_answer", "pitch", "greeting", "patience", "goodbye"};
  static const char *const titles[] = {"Time to answer", "Lively voice", "Correct greeting",
                                       "Lets the caller finish", "Goodbye"};
  static const lur_criterion_kind kinds[] = {LUR_CRITERION_MEASURE, LUR_CRITERION_MEASURE,
                                             LUR_CRITERION_CHOICE, LUR_CRITERION_VALUE, LUR_CRITERION_CHOICE};
  for (int i = 0; i < 5; i++)
    f->criterion[i] = (struct lur_criterion){.id = fixture_text(ids[i]),
                                             .title = fixture_texts(f, titles[i]),
                                             .weight = 1,
                                             .kind = kinds[i],
                                             .measure = LUR_MEASURE_COUNT,
                                             .section = i < 2 ? 0 : 1,
                                             .unit = fixture_text("")};
  f->criterion[0].measure = LUR_M_ANSWER_WAIT_S;
  f->criterion[0].weight = 2;
  f->criterion[1].measure = LUR_M_PITCH_AGENT_VARIATION_ST;
  f->criterion[3].value.text = fixture_text("interruption.agent_count + 2 * overlap.ratio");
  f->answer[0] =
      (struct lur_answer){.id = fixture_text("all"), .title = fixture_texts(f, "All parts"), .points = 100};
  f->answer[1] =
      (struct lur_answer){.id = fixture_text("partly"), .title = fixture_texts(f, "Partly"), .points = 50};
  f->answer[2] = (struct lur_answer){.id = fixture_text("none"), .points = 0};
  f->criterion[2].answer = f->criterion[4].answer = f->answer;
  f->criterion[2].answers = f->criterion[4].answers = 3;
  f->rule[0] = (struct lur_rule){.when = {.text = fixture_text("not answer.answered")},
                                 .because = fixture_texts(f, "Nobody answered")};
  f->rule[1] = (struct lur_rule){.when = {.text = fixture_text("criteria.greeting < 60")},
                                 .caps = true,
                                 .score = 80,
                                 .because = fixture_texts(f, "No full greeting")};
  for (int i = 0; i < 2; i++)
    f->band[i] = (struct lur_band){.id = fixture_text(i ? "bronze" : "gold"),
                                   .title = fixture_texts(f, i ? "Bronze" : "Gold"),
                                   .from = froms[i]};
}

static inline void fixture_mark(struct fixture *f, int i, lur_mark_state state, double points, lur_by by)
{
  f->mark[i] = (struct lur_mark){.criterion = &f->criterion[i],
                                 .state = state,
                                 .points = points,
                                 .by = by,
                                 .text = fixture_text(""),
                                 .comment = fixture_text(""),
                                 .type = LUR_TYPE_NUMBER,
                                 .missing = {.measure = LUR_MEASURE_COUNT}};
}

static inline void fixture_card(struct fixture *f)
{
  static const struct lur_span evidence[] = {{0.8, 20.1}, {20.1, 21.75}, {27.0, 27.31}};
  memcpy(f->evidence, evidence, sizeof evidence);
  fixture_mark(f, 0, LUR_MARK_SCORED, 98.5, LUR_BY_MACHINE);
  f->mark[0].has_value = true;
  f->mark[0].value = f->mark[0].machine = f->call->measures.of[LUR_M_ANSWER_WAIT_S];
  f->mark[0].evidence = (struct lur_spans){&f->evidence[0], 1, 1};
  fixture_mark(f, 1, LUR_MARK_NOT_MEASURED, (double)NAN, LUR_BY_NOBODY);
  f->mark[1].missing =
      (struct lur_missing){LUR_M_PITCH_AGENT_VARIATION_ST, NULL, "less than 1 s of voiced speech"};
  fixture_mark(f, 2, LUR_MARK_SCORED, 50, LUR_BY_ASSESSOR);
  f->mark[2].answer = &f->answer[1];
  f->mark[2].comment = fixture_text("The name was missing");
  f->mark[2].gravity = LUR_GRAVITY_CRITICAL;
  f->mark[2].kind = LUR_FAULT_CUSTOMER;
  f->mark[2].critical[LUR_FAULT_CUSTOMER] = 1;
  f->mark[2].evidence = (struct lur_spans){&f->evidence[1], 1, 1};
  fixture_mark(f, 3, LUR_MARK_SCORED, 80, LUR_BY_MACHINE);
  f->mark[3].has_value = true;
  f->mark[3].value = f->mark[3].machine = (struct lur_value){.known = true, .number = 1.02};
  f->mark[3].evidence = (struct lur_spans){&f->evidence[1], 2, 2};
  fixture_mark(f, 4, LUR_MARK_SET_ASIDE, (double)NAN, LUR_BY_ASSESSOR);
  f->mark[4].text = fixture_text("the line was cut");
  for (int i = 0; i < 5; i++) {
    struct lur_mark *m = &f->mark[i];
    if (m->state == LUR_MARK_SCORED) m->possible = 100.0 / 3, m->won = m->points / 3;
  }
  f->section_mark[0] = (struct lur_section_mark){&f->section[0],      .scored = true,  .score = 98.5,
                                                 .coverage = 2.0 / 3, .won = 98.5 / 3, .possible = 100.0 / 3};
  f->section_mark[1] =
      (struct lur_section_mark){&f->section[1],      .scored = true,   .score = 65,
                                .coverage = 2.0 / 3, .won = 130.0 / 3, .possible = 200.0 / 3};
  f->rule_mark[0] = (struct lur_rule_mark){.rule = &f->rule[0]};
  f->rule_mark[1] = (struct lur_rule_mark){.rule = &f->rule[1], .fired = true, .score = 80};
  f->card = (struct lur_scorecard){.rubric = &f->rubric,
                                   .assessor = fixture_text("Anna"),
                                   .section = f->section_mark,
                                   .sections = 2,
                                   .mark = f->mark,
                                   .marks = 5,
                                   .rule = f->rule_mark,
                                   .rules = 2,
                                   .total_from = LUR_TOTAL_SECTIONS,
                                   .has_total = true,
                                   .total_millionths = 76166667,
                                   .total = 76.166667,
                                   .raw_total = 76.166667,
                                   .won = 228.5 / 3,
                                   .possible = 100,
                                   .out_of = 100,
                                   .of_that = 76.166667,
                                   .coverage = 2.0 / 3,
                                   .complete = true,
                                   .band = &f->band[1]};
  f->card.critical[LUR_FAULT_CUSTOMER] = 1;
}

/// Loud where there is speech, faint elsewhere: enough to see that the picture follows it.
static inline void fixture_peaks(struct fixture *f)
{
  for (int channel = 0; channel < 2; channel++) {
    const struct lur_spans *speech = &f->call->track[channel].speech;
    for (int c = 0; c < FIXTURE_COLUMNS; c++) {
      double at = (c + 0.5) * 60 / FIXTURE_COLUMNS, level = 0.002;
      for (size_t i = 0; i < speech->n; i++)
        if (speech->at[i].start_s <= at && at < speech->at[i].end_s) level = 0.3 + 0.2 * sin(c);
      f->high[channel * FIXTURE_COLUMNS + c] = (float)level;
      f->low[channel * FIXTURE_COLUMNS + c] = -(float)level;
    }
  }
  f->peaks = (struct lur_peaks){FIXTURE_COLUMNS, 2, 60, f->low, f->high};
}

static inline struct fixture *fixture_new(const char *name)
{
  struct fixture *f = calloc(1, sizeof *f);
  if (!f) exit(1);
  f->recording = (struct lur_recording){.name = fixture_text(name),
                                        .format = "WAV PCM16",
                                        .sample_rate_hz = 8000,
                                        .channels = 2,
                                        .read_rate_hz = 8000,
                                        .expected_s = 60,
                                        .duration_s = 60,
                                        .complete = true,
                                        .roles_from = LUR_ROLES_DETECTED};
  f->call = fixture_call();
  fixture_rubric(f);
  fixture_card(f);
  fixture_peaks(f);
  f->report = (struct lur_report){
      .recording = &f->recording, .call = f->call, .scorecard = &f->card, .peaks = &f->peaks};
  return f;
}

static inline void fixture_free(struct fixture *f)
{
  lur_call_free(f->call);
  free(f);
}

#endif
