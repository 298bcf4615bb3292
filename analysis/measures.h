/// \file
/// Every figure lur reports about a call: one table names each measure once. JSON keys, CSV columns, rubrics,
/// help and documents read it. Definitions: docs/measures.md.
#ifndef LUR_ANALYSIS_MEASURES_H
#define LUR_ANALYSIS_MEASURES_H

#include "analysis/event.h"

typedef enum {
  LUR_TYPE_BOOL,   ///< number is 0 or 1
  LUR_TYPE_COUNT,  ///< number is a whole number
  LUR_TYPE_NUMBER, ///< number, in the table's unit
  LUR_TYPE_TEXT    ///< text
} lur_measure_type;

/// X(identifier, name, type, unit, short title, meaning in plain words)
/// Units: "s", "1" (a ratio 0..1), "n", "1/min", "1/s", "Hz", "st" (semitones), "dB", "dBov", "LUFS", ""
/// (bool and text).
#define LUR_MEASURES(X)                                                                                      \
  X(ANSWER_ANSWERED, "answer.answered", BOOL, "", N_("Answered"), N_("A person answered the call"))          \
  X(ANSWER_WAIT_S, "answer.wait_s", NUMBER, "s", N_("Waiting time"),                                         \
    N_("From the first ringing, menu or music to the first word of the person who answers"))                 \
  X(ANSWER_WAIT_FROM_QUEUE_S, "answer.wait_from_queue_s", NUMBER, "s", N_("Waiting time in the queue"),      \
    N_("From the start of the queue to the first word of the person who answers"))                           \
  X(ANSWER_RING_S, "answer.ring_s", NUMBER, "s", N_("Ringing"), N_("How long it rang before the answer"))    \
  X(ANSWER_RING_COUNT, "answer.ring_count", COUNT, "n", N_("Rings"),                                         \
    N_("Number of rings before the answer"))                                                                 \
  X(ANSWER_RING_PLAN, "answer.ring_plan", TEXT, "", N_("Ringing tone"),                                      \
    N_("Countries whose ringing tone it is, most likely first"))                                             \
  X(ANSWER_IVR_S, "answer.ivr_s", NUMBER, "s", N_("Time in menus"), N_("Time spent in voice menus"))         \
  X(ANSWER_IVR_LEVELS, "answer.ivr_levels", COUNT, "n", N_("Menu steps"),                                    \
    N_("Menus passed by pressing a key"))                                                                    \
  X(ANSWER_KEYPRESSES, "answer.keypresses", TEXT, "", N_("Keys pressed"),                                    \
    N_("Keys the caller pressed, in order"))                                                                 \
  X(ANSWER_QUEUE_S, "answer.queue_s", NUMBER, "s", N_("Time in the queue"),                                  \
    N_("Music, announcements and silence in the queue"))                                                     \
  X(ANSWER_ANNOUNCEMENTS, "answer.announcements", COUNT, "n", N_("Announcements"),                           \
    N_("Recorded announcements heard"))                                                                      \
  X(ANSWER_BUSY, "answer.busy", BOOL, "", N_("Busy"), N_("A busy or congestion tone ended the attempt"))     \
  X(ANSWER_GREETING_S, "answer.greeting_s", NUMBER, "s", N_("Greeting"),                                     \
    N_("Length of the agent's first words"))                                                                 \
  X(CALL_DURATION_S, "call.duration_s", NUMBER, "s", N_("Recording"), N_("Length of the whole recording"))   \
  X(CALL_CONVERSATION_S, "call.conversation_s", NUMBER, "s", N_("Conversation"),                             \
    N_("Length of the conversation, without holds and transfers"))                                           \
  X(TALK_AGENT_S, "talk.agent_s", NUMBER, "s", N_("Agent speaks"),                                           \
    N_("Time the agent spoke in the conversation"))                                                          \
  X(TALK_CALLER_S, "talk.caller_s", NUMBER, "s", N_("Caller speaks"),                                        \
    N_("Time the caller spoke in the conversation"))                                                         \
  X(TALK_AGENT_RATIO, "talk.agent_ratio", NUMBER, "1", N_("Talk ratio"),                                     \
    N_("The agent's share of all talk"))                                                                     \
  X(TALK_CALLER_RATIO, "talk.caller_ratio", NUMBER, "1", N_("Listen ratio"),                                 \
    N_("The caller's share of all talk"))                                                                    \
  X(SILENCE_MUTUAL_S, "silence.mutual_s", NUMBER, "s", N_("Silence"),                                        \
    N_("Time nobody spoke in the conversation"))                                                             \
  X(SILENCE_MUTUAL_RATIO, "silence.mutual_ratio", NUMBER, "1", N_("Share of silence"),                       \
    N_("Part of the conversation in which nobody spoke"))                                                    \
  X(SILENCE_LONGEST_S, "silence.longest_s", NUMBER, "s", N_("Longest silence"),                              \
    N_("Longest time nobody spoke"))                                                                         \
  X(SILENCE_DEAD_AIR_COUNT, "silence.dead_air_count", COUNT, "n", N_("Dead air"),                            \
    N_("Silences of 4 seconds or more"))                                                                     \
  X(SILENCE_DEAD_AIR_S, "silence.dead_air_s", NUMBER, "s", N_("Dead air, time"),                             \
    N_("Time in silences of 4 seconds or more"))                                                             \
  X(OVERLAP_TOTAL_S, "overlap.total_s", NUMBER, "s", N_("Both speak"), N_("Time both spoke at once"))        \
  X(OVERLAP_RATIO, "overlap.ratio", NUMBER, "1", N_("Share of both speaking"),                               \
    N_("Part of the conversation in which both spoke at once"))                                              \
  X(OVERLAP_COUNT, "overlap.count", COUNT, "n", N_("Times both spoke"), N_("How often both spoke at once"))  \
  X(OVERLAP_LONGEST_S, "overlap.longest_s", NUMBER, "s", N_("Longest time both spoke"),                      \
    N_("Longest time both spoke at once"))                                                                   \
  X(INTERRUPTION_AGENT_COUNT, "interruption.agent_count", COUNT, "n", N_("Interruptions by the agent"),      \
    N_("How often the agent began to speak while the caller was speaking"))                                  \
  X(INTERRUPTION_CALLER_COUNT, "interruption.caller_count", COUNT, "n", N_("Interruptions by the caller"),   \
    N_("How often the caller began to speak while the agent was speaking"))                                  \
  X(INTERRUPTION_AGENT_FLOOR_COUNT, "interruption.agent_floor_count", COUNT, "n", N_("Agent took the word"), \
    N_("Interruptions by the agent that made the caller stop"))                                              \
  X(INTERRUPTION_CALLER_FLOOR_COUNT, "interruption.caller_floor_count", COUNT, "n",                          \
    N_("Caller took the word"), N_("Interruptions by the caller that made the agent stop"))                  \
  X(INTERRUPTION_AGENT_S, "interruption.agent_s", NUMBER, "s", N_("Interruptions by the agent, time"),       \
    N_("Time both spoke when the agent interrupted"))                                                        \
  X(INTERRUPTION_CALLER_S, "interruption.caller_s", NUMBER, "s", N_("Interruptions by the caller, time"),    \
    N_("Time both spoke when the caller interrupted"))                                                       \
  X(BACKCHANNEL_AGENT_COUNT, "backchannel.agent_count", COUNT, "n", N_("Agent's listening signals"),         \
    N_("Short words of the agent while the caller speaks: yes, mm, right"))                                  \
  X(BACKCHANNEL_CALLER_COUNT, "backchannel.caller_count", COUNT, "n", N_("Caller's listening signals"),      \
    N_("Short words of the caller while the agent speaks: yes, mm, right"))                                  \
  X(RESPONSE_AGENT_MEDIAN_S, "response.agent_median_s", NUMBER, "s", N_("Agent's response time"),            \
    N_("Usual pause before the agent answers; below zero means before the caller had finished"))             \
  X(RESPONSE_AGENT_P90_S, "response.agent_p90_s", NUMBER, "s", N_("Agent's slow responses"),                 \
    N_("One answer in ten of the agent took longer than this"))                                              \
  X(RESPONSE_CALLER_MEDIAN_S, "response.caller_median_s", NUMBER, "s", N_("Caller's response time"),         \
    N_("Usual pause before the caller answers; below zero means before the agent had finished"))             \
  X(RESPONSE_CALLER_P90_S, "response.caller_p90_s", NUMBER, "s", N_("Caller's slow responses"),              \
    N_("One answer in ten of the caller took longer than this"))                                             \
  X(TURN_COUNT, "turn.count", COUNT, "n", N_("Turns"), N_("How often somebody had their say"))               \
  X(TURN_CHANGES_PER_MINUTE, "turn.changes_per_minute", NUMBER, "1/min", N_("Changes of speaker"),           \
    N_("How often the word passed from one to the other, per minute"))                                       \
  X(MONOLOGUE_AGENT_LONGEST_S, "monologue.agent_longest_s", NUMBER, "s", N_("Agent's longest monologue"),    \
    N_("Longest time the agent kept the word"))                                                              \
  X(MONOLOGUE_CALLER_LONGEST_S, "monologue.caller_longest_s", NUMBER, "s", N_("Caller's longest monologue"), \
    N_("Longest time the caller kept the word"))                                                             \
  X(HOLD_COUNT, "hold.count", COUNT, "n", N_("Holds"), N_("How often the caller was put on hold"))           \
  X(HOLD_TOTAL_S, "hold.total_s", NUMBER, "s", N_("Time on hold"), N_("Time the caller was on hold"))        \
  X(HOLD_LONGEST_S, "hold.longest_s", NUMBER, "s", N_("Longest hold"),                                       \
    N_("Longest time the caller was on hold"))                                                               \
  X(HOLD_MUSIC_S, "hold.music_s", NUMBER, "s", N_("Hold music"), N_("Time with music while on hold"))        \
  X(TRANSFER_COUNT, "transfer.count", COUNT, "n", N_("Transfers"), N_("How often the caller was passed on")) \
  X(CLOSING_LAST_SPEAKER, "closing.last_speaker", TEXT, "", N_("Last word"), N_("Who spoke last"))           \
  X(CLOSING_TRAILING_S, "closing.trailing_s", NUMBER, "s", N_("After the last word"),                        \
    N_("From the last word to the end of the recording"))                                                    \
  X(RATE_AGENT_SYL_PER_S, "rate.agent_syl_per_s", NUMBER, "1/s", N_("Agent's speech rate"),                  \
    N_("Syllables per second of speech"))                                                                    \
  X(RATE_CALLER_SYL_PER_S, "rate.caller_syl_per_s", NUMBER, "1/s", N_("Caller's speech rate"),               \
    N_("Syllables per second of speech"))                                                                    \
  X(PITCH_AGENT_MEDIAN_HZ, "pitch.agent_median_hz", NUMBER, "Hz", N_("Agent's pitch"),                       \
    N_("Usual pitch of the agent's voice"))                                                                  \
  X(PITCH_AGENT_RANGE_ST, "pitch.agent_range_st", NUMBER, "st", N_("Agent's pitch range"),                   \
    N_("How far the agent's voice moves up and down"))                                                       \
  X(PITCH_AGENT_VARIATION_ST, "pitch.agent_variation_st", NUMBER, "st", N_("Agent's liveliness"),            \
    N_("How much the agent's pitch varies; low is monotone"))                                                \
  X(PITCH_CALLER_MEDIAN_HZ, "pitch.caller_median_hz", NUMBER, "Hz", N_("Caller's pitch"),                    \
    N_("Usual pitch of the caller's voice"))                                                                 \
  X(PITCH_CALLER_RANGE_ST, "pitch.caller_range_st", NUMBER, "st", N_("Caller's pitch range"),                \
    N_("How far the caller's voice moves up and down"))                                                      \
  X(LEVEL_AGENT_DBOV, "level.agent_dbov", NUMBER, "dBov", N_("Agent's level"),                               \
    N_("How strong the agent's speech is"))                                                                  \
  X(LEVEL_CALLER_DBOV, "level.caller_dbov", NUMBER, "dBov", N_("Caller's level"),                            \
    N_("How strong the caller's speech is"))                                                                 \
  X(LEVEL_DIFFERENCE_DB, "level.difference_db", NUMBER, "dB", N_("Level difference"),                        \
    N_("Agent's level less the caller's"))                                                                   \
  X(LOUDNESS_AGENT_LUFS, "loudness.agent_lufs", NUMBER, "LUFS", N_("Agent's loudness"),                      \
    N_("How loud the agent sounds"))                                                                         \
  X(LOUDNESS_CALLER_LUFS, "loudness.caller_lufs", NUMBER, "LUFS", N_("Caller's loudness"),                   \
    N_("How loud the caller sounds"))                                                                        \
  X(QUALITY_AGENT_SNR_DB, "quality.agent_snr_db", NUMBER, "dB", N_("Agent's speech over noise"),             \
    N_("Speech level over noise level"))                                                                     \
  X(QUALITY_CALLER_SNR_DB, "quality.caller_snr_db", NUMBER, "dB", N_("Caller's speech over noise"),          \
    N_("Speech level over noise level"))                                                                     \
  X(QUALITY_AGENT_NOISE_DBOV, "quality.agent_noise_dbov", NUMBER, "dBov", N_("Agent's noise"),               \
    N_("Level where the agent is silent"))                                                                   \
  X(QUALITY_CALLER_NOISE_DBOV, "quality.caller_noise_dbov", NUMBER, "dBov", N_("Caller's noise"),            \
    N_("Level where the caller is silent"))                                                                  \
  X(QUALITY_CLIPPING_RATIO, "quality.clipping_ratio", NUMBER, "1", N_("Overload"),                           \
    N_("Share of overloaded sound"))                                                                         \
  X(QUALITY_DROPOUT_COUNT, "quality.dropout_count", COUNT, "n", N_("Holes in the sound"),                    \
    N_("Number of holes in the sound"))                                                                      \
  X(QUALITY_DROPOUT_S, "quality.dropout_s", NUMBER, "s", N_("Holes in the sound, time"),                     \
    N_("Time lost in holes in the sound"))                                                                   \
  X(QUALITY_CROSSTALK_DB, "quality.crosstalk_db", NUMBER, "dB", N_("Crosstalk"),                             \
    N_("How much of one party leaks into the other's channel"))                                              \
  X(QUALITY_BANDWIDTH_HZ, "quality.bandwidth_hz", NUMBER, "Hz", N_("Bandwidth"),                             \
    N_("Highest frequency of the speech"))                                                                   \
  X(QUALITY_ONE_WAY, "quality.one_way", BOOL, "", N_("One side silent"),                                     \
    N_("Only one party can be heard on the recording"))                                                      \
  X(QUALITY_GRADE, "quality.grade", TEXT, "", N_("Recording quality"), N_("good, fair or poor"))

typedef enum {
#define LUR_MEASURE_ENUM(id, name, type, unit, title, meaning) LUR_M_##id,
  LUR_MEASURES(LUR_MEASURE_ENUM)
#undef LUR_MEASURE_ENUM
      LUR_MEASURE_COUNT ///< how many there are
} lur_measure;

struct lur_measure_info {
  const char *name; ///< "talk.agent_ratio"
  lur_measure_type type;
  const char *unit;
  const char *title, *meaning; ///< English; translate with _()
};
extern const struct lur_measure_info lur_measure_table[LUR_MEASURE_COUNT];

/// The measure of that name, or LUR_MEASURE_COUNT.
lur_measure lur_measure_find(const char *name);

struct lur_value {
  bool known;
  double number; ///< where known and not a text
  char text[64]; ///< where known and a text
  const char
      *why; ///< where not known: the reason, English, static; translate with _(); never NULL after analysis
};
struct lur_measures {
  struct lur_value of[LUR_MEASURE_COUNT];
};

void lur_measure_set(struct lur_measures *m, lur_measure which,
                     double number); ///< known; NAN makes it unknown
void lur_measure_set_text(struct lur_measures *m, lur_measure which, const char *text);
void lur_measure_unknown(struct lur_measures *m, lur_measure which,
                         const char *why); ///< why: static English text
/// Makes all measures unknown for that reason.
void lur_measures_reset(struct lur_measures *m, const char *why);

/// What to play for a measure: the events and stretches it was made of, in order of start, added to `out`. A
/// measure about the whole call has none. `events` are those of the call the measure was taken from.
LUR_NODISCARD lur_status lur_measure_evidence(lur_measure which, const struct lur_events *events,
                                              struct lur_spans *out);
/// The same by event name, optionally "NAME by agent", "NAME of caller": "greeting", "interruption by agent",
/// "hold" ... LUR_NOT_FOUND: no such event name.
LUR_NODISCARD lur_status lur_event_evidence(const char *name, const struct lur_events *events,
                                            struct lur_spans *out);

#endif
