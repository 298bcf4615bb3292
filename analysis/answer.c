#include "analysis/answer.h"

#include <math.h>

#include "analysis/voice.h"

/// Conversation begins when the caller speaks for this long, soon after somebody on the other side has.
/// What lies in the other's words is no reply but a listening word, or their echo.
enum { least_reply = 25, least_alone = 20, reply_within = 800, reply_pause = 100 };
/// A greeting is no shorter than this, or goes on after a short pause.
enum { least_greeting = 20, greeting_pause = 100, machine_tail = 60, tail_pause = 40 };
/// In mono, so much speech between two machine sounds is a conversation: more than any menu before a key or a
/// ring, or than an announcement before music.
enum { most_mono_menu = 2500, most_mono_announcement = 800 };
/// What a caller says to a menu at most, in so many answers; and how much of the voice before and after is
/// compared.
enum { most_answers = 2, most_answer = 500, voice_reach = 3000 };
/// Speech is one phrase over shorter pauses; one that was played twice goes on over these.
enum { phrase_pause = 40, same_announcement = 60, announcement_pause = 150 };
/// An announcement has a sentence this long, and its shorter ones are no further from it.
enum { least_sentence = 80, sentence_reach = 300 };
/// Repeats are looked for until the caller has answered so often: after that people talk.
enum { most_replies = 2 };
/// A beep follows its announcement within this time, and no more than this is said after it.
enum { beep_within = 800, most_after_beep = 50 };
/// So little is no word of the caller; an echo comes back within this time; a message is no shorter, and the
/// line is silent for so long after it.
enum { most_murmur = 50, most_echo = 100, least_message = 200, least_silent = 100 };
/// An announcement before a busy tone has no more pauses than these.
enum { most_pauses = 2 };
/// From this distance on (voice.h) two voices are two, dB.
static const double other_voice_db = 2.4;
/// An announcement that is followed by the agent without any other machine's sound: so much of it is needed,
/// and of the agent after the caller's first answer; it is another voice for certain, and what follows it is
/// not.
enum {
  least_announcement = 300,
  least_agent = 500,
  agent_reach = 6000,
  sentence_pause = 50,
  no_reply = 400,
  least_hello = 60
};
static const double certainly_other_db = 2.8, same_voice_db = 2.4;

static int64_t max64(int64_t a, int64_t b)
{
  return a > b ? a : b;
}

static bool is_on_agent(const struct lur_event *e, const struct lur_journey *j, lur_event_type type)
{
  return e->type == type && e->channel == j->agent;
}

/// The caller's answers: words of some length, over short pauses.
static lur_status replies_of(const struct lur_heard *heard, const struct lur_journey *j,
                             struct lur_ranges *out)
{
  const struct lur_ranges *caller = &heard->speech[j->caller];
  lur_status status = LUR_OK;
  for (size_t i = 0; i < caller->n && status == LUR_OK; i++) {
    const struct lur_range *r = &caller->at[i];
    int64_t alone = r->end - r->start - lur_ranges_within(&heard->speech[j->agent], r->start, r->end);
    if (r->end - r->start < least_reply || alone < least_alone) continue;
    struct lur_range *last = out->n ? &out->at[out->n - 1] : NULL;
    if (last && r->start - last->end < reply_pause)
      last->end = r->end;
    else
      status = lur_ranges_add(out, r->start, r->end);
  }
  return status;
}

static lur_status add_phrases(const struct lur_ranges *speech, int64_t until, struct lur_ranges *out)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < speech->n && speech->at[i].start < until && status == LUR_OK; i++)
    status = lur_ranges_add(out, speech->at[i].start, speech->at[i].end);
  lur_ranges_join(out, phrase_pause);
  return status;
}

/// A phrase that was played twice, with the rest of its announcement.
static lur_status add_recorded(const struct lur_ranges *phrases, int64_t start, int64_t end,
                               struct lur_ranges *out)
{
  size_t i = lur_ranges_seek(phrases, start);
  while (
      i + 1 < phrases->n && phrases->at[i].start < end &&
      (phrases->at[i + 1].start < end || phrases->at[i + 1].start - phrases->at[i].end < same_announcement))
    end = max64(end, phrases->at[++i].end);
  return lur_ranges_add(out, start, end);
}

/// What is played more than once before people talk: each time of it. On one channel nobody knows when that
/// is.
static lur_status find_recorded(const struct lur_heard *heard, const lur_feed *feed,
                                const struct lur_journey *j, const struct lur_ranges *replies,
                                struct lur_ranges *out)
{
  struct lur_ranges phrases = {0};
  struct lur_repeats repeats = {0};
  int64_t until = replies->n >= most_replies ? replies->at[most_replies - 1].start : INT64_MAX;
  lur_status status = add_phrases(&heard->speech[j->agent], until, &phrases);
  if (status == LUR_OK) status = lur_repeats_of_speech(&feed->channel[j->agent].prints, &phrases, &repeats);
  for (size_t i = 0; i < repeats.n && status == LUR_OK; i++) {
    const struct lur_repeat *r = &repeats.at[i];
    status = add_recorded(&phrases, r->range.start - r->lag, r->range.end - r->lag, out);
    if (status == LUR_OK) status = add_recorded(&phrases, r->range.start, r->range.end, out);
  }
  lur_ranges_sort(out);
  lur_ranges_join(out, 1);
  lur_ranges_clear(&phrases);
  lur_repeats_clear(&repeats);
  return status;
}

/// Machine sounds in order of start: ringing, information tones, music, the caller's keys, and what is played
/// twice.
static lur_status machine_sounds(const struct lur_heard *heard, const struct lur_journey *j,
                                 const struct lur_ranges *recorded, struct lur_ranges *out)
{
  lur_status status = LUR_OK;
  for (size_t i = 0; i < heard->tones.n && status == LUR_OK; i++) {
    const struct lur_event *e = &heard->tones.at[i];
    if (is_on_agent(e, j, LUR_EVENT_RINGBACK) || is_on_agent(e, j, LUR_EVENT_SIT))
      status = lur_ranges_add(out, lur_frames_at(e->start_s), lur_frames_at(e->end_s));
  }
  const struct lur_ranges *music = &heard->music[j->agent];
  for (size_t i = 0; i < music->n && status == LUR_OK; i++)
    status = lur_ranges_add(out, music->at[i].start, music->at[i].end);
  for (size_t i = 0; i < heard->keys[j->caller].n && status == LUR_OK; i++)
    status = lur_ranges_add(out, heard->keys[j->caller].at[i].start, heard->keys[j->caller].at[i].end);
  for (size_t i = 0; i < recorded->n && status == LUR_OK; i++)
    status = lur_ranges_add(out, recorded->at[i].start, recorded->at[i].end);
  lur_ranges_sort(out);
  return status;
}

/// Everything that is weighed to find the answer.
struct scene {
  const struct lur_heard *heard;
  const lur_feed *feed;
  const struct lur_journey *j;
  struct lur_ranges replies, recorded, machines;
  struct lur_ranges live; // the agent's channel less what was played twice
};

/// The first music or ringing that starts in [from, until); -1 when there is none. *rings: it is ringing.
static int64_t next_queue(const struct scene *s, int64_t from, bool *rings)
{
  const struct lur_ranges *music = &s->heard->music[s->j->agent];
  int64_t start = -1;
  *rings = false;
  for (size_t i = lur_ranges_seek(music, from); i < music->n && start < 0; i++)
    if (music->at[i].start >= from) start = music->at[i].start;
  for (size_t i = 0; i < s->heard->tones.n; i++) {
    const struct lur_event *e = &s->heard->tones.at[i];
    int64_t at = lur_frames_at(e->start_s);
    if (!is_on_agent(e, s->j, LUR_EVENT_RINGBACK) || at < from) continue;
    *rings = start < 0 || at < start;
    return *rings ? at : start;
  }
  return start;
}

/// End of the last machine sound that starts before a frame; 0 when there is none.
static int64_t machine_before(const struct scene *s, int64_t frame)
{
  int64_t end = 0;
  for (size_t i = 0; i < s->machines.n && s->machines.at[i].start < frame; i++)
    end = max64(end, s->machines.at[i].end);
  return end;
}

/// It rang before that frame.
static bool has_rung(const struct scene *s, int64_t frame)
{
  for (size_t i = 0; i < s->heard->tones.n; i++) {
    const struct lur_event *e = &s->heard->tones.at[i];
    if (is_on_agent(e, s->j, LUR_EVENT_RINGBACK) && lur_frames_at(e->start_s) < frame) return true;
  }
  return false;
}

/// Information tones came before the answer.
static bool is_after_sit(const struct scene *s)
{
  for (size_t i = 0; i < s->heard->tones.n; i++) {
    const struct lur_event *e = &s->heard->tones.at[i];
    if (is_on_agent(e, s->j, LUR_EVENT_SIT) && lur_frames_at(e->start_s) < s->j->answer) return true;
  }
  return false;
}

/// A menu that listens: the caller says a few words to it, is passed on to ringing or music, and then another
/// voice speaks. An agent who puts the caller on hold at once comes back with the same voice.
static bool is_spoken_menu(const struct scene *s, size_t reply, int64_t queue, bool rings)
{
  int64_t from = machine_before(s, s->replies.at[reply].start), said = 0;
  size_t answers = 0;
  if (queue < 0 || from > queue) return false;
  for (size_t i = 0; i < s->replies.n && s->replies.at[i].start < queue; i++) {
    if (s->replies.at[i].start < from) continue;
    answers++;
    said += s->replies.at[i].end - s->replies.at[i].start;
  }
  if (answers > most_answers || said > most_answer) return false;
  int64_t after = queue;
  for (size_t i = 0; i < s->machines.n; i++) // what follows one another is one wait
    if (s->machines.at[i].start >= queue && s->machines.at[i].start < after + announcement_pause)
      after = max64(after, s->machines.at[i].end);
  const struct lur_feed_channel *ch = &s->feed->channel[s->j->agent];
  struct lur_voice menu = lur_voice_of(ch, from, queue), agent = lur_voice_of(ch, after, after + voice_reach);
  double distance = lur_voice_distance(&menu, &agent);
  // an agent who is taken for a menu costs more than a menu that is taken for an agent
  if (menu.frames >= least_announcement && agent.frames >= least_announcement)
    return distance >= certainly_other_db;
  return rings && !has_rung(s, queue) && agent.frames > 0; // too little to compare: the call's first ringing
}

/// First moment at which the caller replies to somebody who is no machine for certain; INT64_MAX when never.
static int64_t dialogue_start(const struct scene *s)
{
  for (size_t i = 0; i < s->replies.n; i++) {
    const struct lur_range *r = &s->replies.at[i];
    bool rings;
    if (lur_ranges_contain(&s->heard->music[s->j->agent], r->start)) continue;
    if (lur_ranges_within(&s->live, r->start - reply_within, r->end) < least_reply) continue;
    int64_t queue = next_queue(s, r->start, &rings);
    if (!is_spoken_menu(s, i, queue, rings)) return r->start;
    while (i + 1 < s->replies.n && s->replies.at[i + 1].start < queue) i++;
  }
  return INT64_MAX;
}

/// End of the last machine sound before people talk to each other: who speaks on the agent's side before it
/// is recorded.
static int64_t machines_end(const struct scene *s)
{
  int64_t dialogue = s->j->mono ? INT64_MAX : dialogue_start(s), end = 0;
  for (size_t i = 0; i < s->machines.n && s->machines.at[i].start < dialogue; i++) {
    const struct lur_range *m = &s->machines.at[i];
    bool music = lur_ranges_contain(&s->heard->music[s->j->agent], m->start);
    int64_t most = music ? most_mono_announcement : most_mono_menu;
    if (s->j->mono && i > 0 && lur_ranges_within(&s->live, end, m->start) > most) break;
    end = max64(end, m->end);
  }
  return end;
}

/// What is said on the agent's channel from `pre` to the first reply, sentence by sentence.
static lur_status sentences_of(const struct scene *s, int64_t pre, int64_t reply, struct lur_ranges *out)
{
  const struct lur_ranges *speech = &s->heard->speech[s->j->agent];
  lur_status status = LUR_OK;
  for (size_t i = lur_ranges_seek(speech, pre); i < speech->n && status == LUR_OK; i++)
    if (speech->at[i].start >= pre && speech->at[i].end <= reply)
      status = lur_ranges_add(out, speech->at[i].start, speech->at[i].end);
  lur_ranges_join(out, sentence_pause);
  return status;
}

/// The sentences before the kth are an announcement's, the others the agent's. Where nobody replied for long
/// before the kth, less of a difference will do: whoever greets is answered.
static bool is_announced(const struct scene *s, const struct lur_ranges *said, size_t k,
                         const struct lur_voice *agent)
{
  const struct lur_feed_channel *ch = &s->feed->channel[s->j->agent];
  struct lur_voice before = lur_voice_of(ch, said->at[0].start, said->at[k - 1].end),
                   last = lur_voice_of(ch, said->at[k - 1].start, said->at[k - 1].end),
                   after = lur_voice_of(ch, said->at[k].start, said->at[said->n - 1].end);
  double other = lur_voice_distance(&before, agent);
  // a comparison with what is not known is false: too short a sentence contradicts nothing
  if (before.frames < least_announcement) return false;
  if (said->at[k].start - said->at[k - 1].end >= no_reply && s->machines.n)
    return other >= same_voice_db && !(lur_voice_distance(&after, agent) > other);
  return other >= certainly_other_db && !(lur_voice_distance(&last, agent) < other_voice_db) &&
         !(lur_voice_distance(&after, agent) > same_voice_db);
}

/// Where the agent begins to speak after an announcement that nothing parts from the greeting but the voice:
/// that of the agent is known from after the caller's first reply. `pre` where there is none.
static lur_status after_announcement(const struct scene *s, int64_t *pre)
{
  struct lur_ranges said = {0};
  size_t first = lur_ranges_seek(&s->replies, *pre);
  if (s->j->mono || first == s->replies.n) return LUR_OK;
  int64_t reply = s->replies.at[first].start;
  struct lur_voice agent = lur_voice_of(&s->feed->channel[s->j->agent], reply, reply + agent_reach);
  lur_status status = agent.frames < least_agent ? LUR_OK : sentences_of(s, *pre, reply, &said);
  for (size_t k = said.n; status == LUR_OK && k-- > 1;) {
    int64_t greeting = lur_ranges_within(&said, said.at[k].start, reply);
    if (greeting < least_hello || !is_announced(s, &said, k, &agent)) continue; // "yes" is no greeting
    *pre = said.at[k].start;
    break;
  }
  lur_ranges_clear(&said);
  return status;
}

int64_t lur_answer_busy_from(const struct lur_heard *heard, const struct lur_journey *j, int64_t from)
{
  for (size_t i = 0; i < heard->tones.n; i++) {
    const struct lur_event *e = &heard->tones.at[i];
    int64_t start = lur_frames_at(e->start_s);
    if (lur_event_is_busy(e->type) && e->channel == j->agent && start >= from) return start;
  }
  return -1;
}

/// A lone sound too short for a word of greeting; right after a machine's it need not be as lone.
static bool is_blip(const struct lur_ranges *speech, size_t i, int64_t pre)
{
  const struct lur_range *r = &speech->at[i];
  int64_t pause = r->start < pre + machine_tail ? tail_pause : greeting_pause;
  return r->end - r->start < least_greeting && (i + 1 == speech->n || r[1].start - r->end > pause);
}

/// Speech of the agent's channel that starts before `pre` is recorded; the first after it is the answer.
static lur_status part_speech(const struct lur_ranges *speech, int64_t pre, struct lur_journey *j)
{
  const int64_t slack = 10;
  lur_status status = LUR_OK;
  for (size_t i = 0; i < speech->n && status == LUR_OK; i++) {
    const struct lur_range *r = &speech->at[i];
    if (j->answer < 0 && is_blip(speech, i, pre)) continue;
    bool straddles = r->start < pre && r->end - pre >= 3 * (pre - r->start); // begins as the machine ends
    if (j->answer < 0 && r->start < pre - slack && !straddles) {
      status = lur_ranges_add(&j->prompts, r->start, r->end);
      continue;
    }
    if (j->answer < 0) j->answer = r->start;
    status = lur_ranges_add(&j->agent_speech, r->start, r->end);
  }
  return status;
}

/// Long enough for a sentence, or known to be recorded.
static bool is_sentence(const struct lur_range *r, const struct lur_ranges *recorded)
{
  return r->end - r->start >= least_sentence || lur_ranges_within(recorded, r->start, r->end) > 0;
}

/// Short sounds with no announcement near them are what a noisy line makes of ringing and waiting: they are
/// taken out of the prompts.
static void drop_murmurs(struct lur_ranges *prompts, const struct lur_ranges *recorded)
{
  size_t kept = 0, next = 0; // the next sentence
  int64_t last = INT64_MIN / 2;
  for (size_t i = 0; i < prompts->n; i++) {
    struct lur_range r = prompts->at[i];
    bool sentence = is_sentence(&r, recorded);
    if (next < i) next = i;
    while (next < prompts->n && !is_sentence(&prompts->at[next], recorded)) next++;
    bool near = r.start - last < sentence_reach ||
                (next < prompts->n && prompts->at[next].start - r.end < sentence_reach);
    if (sentence) last = r.end;
    if (near) prompts->at[kept++] = r;
  }
  prompts->n = kept;
}

/// The end of a beep that asks for a message: an announcement before it, and nothing is said on the agent's
/// channel after it. -1 when there is none.
static int64_t message_beep(const struct scene *s)
{
  const struct lur_ranges *speech = &s->heard->speech[s->j->agent];
  for (size_t i = 0; i < s->heard->tones.n; i++) {
    const struct lur_event *e = &s->heard->tones.at[i];
    int64_t start = lur_frames_at(e->start_s), end = lur_frames_at(e->end_s);
    if (!is_on_agent(e, s->j, LUR_EVENT_BEEP)) continue;
    bool announced = lur_ranges_within(speech, start - beep_within, start) >= least_reply;
    bool replied = !s->j->mono && lur_ranges_within(&s->replies, s->j->answer, start) > 0;
    if (announced && !replied && !s->j->mono &&
        lur_ranges_within(speech, end, s->heard->frames) <= most_after_beep)
      return end;
  }
  return -1;
}

/// How many longer pauses there are in what is said on the agent's side.
static size_t pauses_of(const struct lur_ranges *said)
{
  size_t n = 0;
  for (size_t i = 1; i < said->n; i++) n += said->at[i].start - said->at[i - 1].end >= announcement_pause;
  return n;
}

/// Somebody speaks without a longer pause, the caller says next to nothing, and machines were heard before or
/// a busy tone after: an announcement. After information tones what comes back of it is no word either.
static bool is_only_announced(const struct scene *s)
{
  const struct lur_ranges *said = &s->j->agent_speech, *caller = &s->heard->speech[s->j->caller];
  if (s->j->mono || !s->machines.n || !said->n) return false;
  bool silent = !lur_ranges_within(&s->replies, s->j->answer, s->heard->frames) &&
                lur_ranges_within(caller, 0, s->heard->frames) < most_murmur;
  size_t pauses = pauses_of(said);
  // more of them is an agent, and the caller's side was not recorded
  if (silent && pauses <= most_pauses && lur_answer_busy_from(s->heard, s->j, s->j->answer) >= 0) return true;
  if (pauses) return false;
  int64_t end = said->at[said->n - 1].end;
  bool within = lur_ranges_within(caller, end + most_echo, s->heard->frames) == 0;
  return silent || (within && is_after_sit(s));
}

/// Where a message is left though no beep asked for it: it rang, somebody speaks for some time and never
/// again, and the caller speaks, falls silent, and hangs up. -1 when it is not so.
static int64_t message_without_beep(const struct scene *s)
{
  const struct lur_ranges *said = &s->j->agent_speech, *caller = &s->heard->speech[s->j->caller];
  if (s->j->mono || !has_rung(s, s->j->answer) || pauses_of(said) || !caller->n) return -1;
  int64_t end = said->at[said->n - 1].end, last = caller->at[caller->n - 1].end;
  bool left = lur_ranges_within(&s->replies, end - reply_pause, s->heard->frames) >= least_message &&
              lur_ranges_within(&s->replies, s->j->answer, end - reply_pause) == 0;
  return left && lur_ranges_total(said) >= least_announcement && s->heard->frames - last >= least_silent ? end
                                                                                                         : -1;
}

/// Nobody answered after all: what was said is recorded.
static lur_status take_back(struct lur_journey *j)
{
  lur_status status = LUR_OK;
  j->answer = -1;
  for (size_t i = 0; i < j->agent_speech.n && status == LUR_OK; i++)
    status = lur_ranges_add(&j->prompts, j->agent_speech.at[i].start, j->agent_speech.at[i].end);
  lur_ranges_clear(&j->agent_speech);
  return status;
}

/// How sure it is that a person answered, and at that moment: on the calls of analysis/trust.c, 237 of 255
/// where the two talked to each other after it, 1 of 5 where the caller answered once or never.
static double confidence_of(const struct scene *s)
{
  size_t exchanges = 0;
  if (s->j->mono)
    return s->machines.n ? 0.85 : 0.75; // a guess: of the labelled calls three are so, all right
  for (size_t i = 0; i < s->replies.n; i++) exchanges += s->replies.at[i].start > s->j->answer;
  return exchanges > 1 ? 0.93 : 0.4;
}

static lur_status set_scene(const struct lur_heard *heard, const lur_feed *feed, const struct lur_journey *j,
                            struct scene *s)
{
  *s = (struct scene){.heard = heard, .feed = feed, .j = j};
  lur_status status = j->mono ? LUR_OK : replies_of(heard, j, &s->replies);
  if (status == LUR_OK && !j->mono) status = find_recorded(heard, feed, j, &s->replies, &s->recorded);
  if (status == LUR_OK) status = machine_sounds(heard, j, &s->recorded, &s->machines);
  if (status == LUR_OK) status = lur_ranges_minus(&heard->speech[j->agent], &s->recorded, &s->live);
  return status;
}

static void clear_scene(struct scene *s)
{
  lur_ranges_clear(&s->replies);
  lur_ranges_clear(&s->recorded);
  lur_ranges_clear(&s->machines);
  lur_ranges_clear(&s->live);
}

lur_status lur_answer_find(const struct lur_heard *heard, const lur_feed *feed, struct lur_journey *j)
{
  struct scene s;
  lur_status status = set_scene(heard, feed, j, &s);
  j->answer = j->message = -1;
  int64_t pre = status == LUR_OK ? machines_end(&s) : 0;
  if (status == LUR_OK) status = after_announcement(&s, &pre);
  if (status == LUR_OK) status = part_speech(&heard->speech[j->agent], pre, j);
  drop_murmurs(&j->prompts, &s.recorded);
  if (status == LUR_OK && j->answer >= 0) j->message = message_beep(&s);
  if (status == LUR_OK && j->answer >= 0 && j->message < 0) j->message = message_without_beep(&s);
  if (status == LUR_OK && j->answer >= 0 && (j->message >= 0 || is_only_announced(&s))) status = take_back(j);
  j->busy = j->answer < 0 && lur_answer_busy_from(heard, j, 0) >= 0;
  if (j->answer >= 0) j->answer_confidence = confidence_of(&s);
  clear_scene(&s);
  return status;
}
