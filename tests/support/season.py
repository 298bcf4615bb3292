"""A made-up season of test calls: participants in classes, assessors, analysis documents, answers, a rubric and a plan.

Everything is drawn from one seed. Participants differ in how fast they answer and how well they serve; one contact in twelve is
not answered, though it is tried twice.
"""

import csv
import datetime
import io
import json
import os
import random

CLASSES = ["banks", "energy", "insurance", "municipalities", "telecom"]
MEASURES_UNKNOWN = {"rate.agent_syl_per_s": "not measured yet", "pitch.agent_median_hz": "not measured yet"}
ASKED = ["greeting", "attitude", "treatment", "commitment", "correct", "knowledge", "clarity", "initiative", "summary", "farewell"]
RUBRIC = """lur: rubric/1
id: season
version: "1"
title: Season
sections:
  - id: access
    title: Access
    weight: 20
    criteria:
      - {id: wait, title: Waiting time, measure: answer.wait_s, points: [[0, 100], [20, 100], [60, 70], [180, 20], [300, 0]], weight: 2}
      - {id: ring, title: Ringing, measure: answer.ring_s, points: [[5, 100], [30, 40], [60, 0]]}
  - id: conversation
    title: Conversation
    weight: 20
    criteria:
      - {id: patience, title: Lets the caller finish, value: "interruption.agent_count + 2 * overlap.ratio", points: [[0, 100], [3, 40], [6, 0]], not_applicable_when: "not answer.answered"}
      - {id: holds, title: Holds, measure: hold.total_s, points: [[0, 100], [30, 80], [120, 0]], not_applicable_when: "not answer.answered"}
  - id: service
    title: Service
    weight: 60
    competence: personal-service
    criteria:
%s
attempts: {max_wait_s: 300, attempts: 2, unanswered: 0}
rules:
  - {when: "not answer.answered", score: 0, because: Nobody answered}
  - {when: "criteria.greeting == 0", cap: 60, because: No greeting}
bands: [{id: gold, from: 85}, {id: silver, from: 75}, {id: bronze, from: 65}]
"""
ASK = ('      - {id: %s, title: %s, ask: "How was the %s?", not_applicable_when: "not answer.answered", '
       "answers: [{id: good, points: 100}, {id: fair, points: 50}, {id: poor, points: 0}]}")


class Season:
    """seed, participants (spread over five classes), calls for each, assessors, finalists of each class, calls in the final."""

    def __init__(self, seed=1, participants=40, calls=200, assessors=12, classes=5, final_calls=10):
        self.dice = random.Random(seed)
        self.assessors = [f"assessor{i + 1}" for i in range(assessors)]
        self.calls, self.final_calls = calls, final_calls
        self.classes = CLASSES[:classes]
        self.participants = []
        for i in range(participants):
            self.participants.append({"name": f"firm{i + 1:02}", "title": f"Firm {i + 1}", "class": self.classes[i % classes],
                                      "skill": self.dice.gauss(0, 0.45), "wait": self.dice.uniform(12, 70)})
        self.start = datetime.datetime(2026, 9, 7, 9, 0)
        self.number = 0

    def moment(self, n, of, first_day, days):
        """Weekdays, nine to three, spread over the days."""
        day = first_day + datetime.timedelta(days=n * days // of)
        while day.weekday() > 4:
            day += datetime.timedelta(days=1)
        return day.replace(hour=9 + self.dice.randrange(6), minute=self.dice.randrange(60), second=self.dice.randrange(60))

    def answered_measures(self, p):
        d = self.dice
        ring = min(d.expovariate(1 / 8) + 1, 55)
        queue = min(d.expovariate(1 / p["wait"]), 230)
        talk = d.uniform(60, 240)
        hold = d.choice([0, 0, 0, 1]) * d.uniform(8, 70)
        interruptions = d.choice([0, 0, 0, 1, 1, 2, 3])
        share, overlap = d.uniform(0.4, 0.7), d.uniform(0, 0.05)
        silence = talk * d.uniform(0.05, 0.2)
        wait = ring + queue
        duration = wait + talk + hold + 2
        m = {"answer.answered": True, "answer.wait_s": wait, "answer.wait_from_queue_s": queue, "answer.ring_s": ring, "answer.ring_count": 2,
             "answer.ring_plan": "SE", "answer.ivr_s": 0, "answer.ivr_levels": 0, "answer.keypresses": "", "answer.queue_s": queue,
             "answer.announcements": 0, "answer.busy": False, "answer.greeting_s": 1.8, "call.duration_s": duration,
             "call.conversation_s": talk, "talk.agent_s": talk * share * 0.8, "talk.caller_s": talk * (1 - share) * 0.8,
             "talk.agent_ratio": share, "talk.caller_ratio": 1 - share, "silence.mutual_s": silence, "silence.mutual_ratio": silence / talk,
             "silence.longest_s": 3.2, "silence.dead_air_count": 0, "silence.dead_air_s": 0, "overlap.total_s": overlap * talk,
             "overlap.ratio": overlap, "overlap.count": interruptions, "interruption.agent_count": interruptions,
             "interruption.caller_count": 1, "hold.count": 1 if hold else 0, "hold.total_s": hold, "hold.longest_s": hold,
             "transfer.count": 0, "turn.count": 24, "closing.last_speaker": "agent", "closing.trailing_s": 1.1, "quality.grade": "good"}
        return m, duration, wait

    def unanswered_measures(self):
        duration = 300 + self.dice.uniform(1, 20)
        return {"answer.answered": False, "answer.busy": False, "answer.announcements": 1, "call.duration_s": duration}, duration, duration - 1

    def document(self, p, assessor, started, answered):
        """One analysis document as `lur analyse --json` prints it, with what is known of the call."""
        self.number += 1
        m, duration, wait = self.answered_measures(p) if answered else self.unanswered_measures()
        rounded = {k: round(v, 3) if isinstance(v, float) else v for k, v in m.items()}
        duration, wait = round(duration, 3), round(wait, 3)
        journey = [{"phase": "ring", "start_s": 0, "end_s": wait, "confidence": 0.98},
                   {"phase": "conversation" if answered else "end", "start_s": wait, "end_s": duration, "confidence": 0.95}]
        events = [{"type": "ringback", "start_s": 0, "end_s": 5, "channel": 1, "plan": "SE", "frequencies_hz": [425],
                   "cadence_ms": [1000, 5000], "bursts": [[0, 1]]}]
        if answered:
            events.append({"type": "greeting", "start_s": wait, "end_s": round(wait + 1.8, 3), "track": "agent"})
            for i in range(rounded["interruption.agent_count"]):
                at = round(wait + 8 + 9.5 * i, 3)
                events.append({"type": "interruption", "start_s": at, "end_s": round(at + 0.7, 3), "track": "agent", "by": "agent",
                               "took_floor": False})
        name = f"{p['name']}-{self.number:05}.wav"
        call = {"id": f"S{self.number:05}", "participant": p["name"], "assessor": assessor, "started_at": started.isoformat() + "+02:00"}
        if answered:
            call["agent"] = f"Person {self.dice.randrange(12)} of {p['title']}"
        speech = [[wait, round(min(wait + 4, duration), 3)]] if answered else []
        return name, {
            "schema": "lur.analysis/1", "analyser": "0.2.0",
            "recording": {"file": name, "format": "WAV PCM16", "sample_rate_hz": 8000, "channels": 2, "duration_s": duration,
                          "complete": True},
            "call": call, "layout": "two-channel", "roles_from": "option", "roles_confidence": 1,
            "tracks": [{"role": "caller", "channel": 0, "separated": False, "speech": []},
                       {"role": "agent", "channel": 1, "separated": False, "speech": speech}],
            "journey": journey, "events": events,
            "measures": {**rounded, **{k: None for k in MEASURES_UNKNOWN}}, "unmeasured": MEASURES_UNKNOWN}

    def answers(self, p, name, assessor):
        row = {"call": name, "assessor": assessor}
        for criterion in ASKED:
            mood = self.dice.gauss(0.75 + p["skill"], 0.9)
            row[criterion] = "good" if mood > 0 else "fair" if mood > -0.8 else "poor"
        row["greeting.comment"] = "The name of the firm was missing" if row["greeting"] != "good" else ""
        return row

    def contacts(self, participants, calls, first_day, days):
        """(documents, answers) of so many contacts with each, without a plan."""
        slots = []
        for p in participants:
            for n in range(calls):
                slots.append((p, self.assessors[(n + len(slots)) % len(self.assessors)], self.moment(n, calls, first_day, days)))
        return self.made_of(slots)

    def planned(self, table, final=False):
        """(documents, answers) of the contacts in a schedule, as `lur wave export WAVE schedule` prints it."""
        by_name = {p["name"]: p for p in self.participants}
        rows = [r for r in csv.DictReader(io.StringIO(table)) if bool(r["round"]) == final]
        return self.made_of([(by_name[r["participant"]], r["caller"], datetime.datetime.fromisoformat(f"{r['day']} {r['time']}"))
                             for r in rows])

    def made_of(self, slots):
        """One contact in twelve is tried twice and not answered."""
        documents, answers = [], []
        for p, assessor, moment in slots:
            answered = self.dice.random() > 1 / 12
            for when in [moment] if answered else [moment, moment + datetime.timedelta(minutes=2)]:
                name, document = self.document(p, assessor, when, answered)
                documents.append(document)
            answers.append(self.answers(p, name, assessor) if answered else {"call": name, "assessor": assessor})
        return documents, answers

    # The wave, step by step

    def steps(self, folder, quota, days=110, draws=10000):
        """Yields (name, arguments of lur) one after the other, writing beforehand what each reads; is sent what each printed."""
        self.write_rubric(os.path.join(folder, "rubric.yaml"))
        self.write_plan(os.path.join(folder, "season.yaml"), quota, days, draws)
        yield "begin", ["wave", "new", "season", "--title", "Season"]
        yield "publish the rubric", ["rubric", "publish", "rubric.yaml"]
        yield "plan", ["wave", "plan", "season.yaml"]
        schedule = yield "export the schedule", ["wave", "export", "season", "schedule"]
        self.write(folder, "main", *self.planned(schedule))
        yield "import documents", ["import", "--documents", "--wave", "season", "main.jsonl"]
        yield "score", ["score", "season", "--rubric", "season", "--answers", "main.csv"]
        yield "status", ["wave", "status", "season"]
        yield "plan the final", ["wave", "final", "season"]
        schedule = yield "export the final's", ["wave", "export", "season", "schedule"]
        self.write(folder, "final", *self.planned(schedule, final=True))
        yield "import the final", ["import", "--documents", "--wave", "season", "final.jsonl"]
        yield "score the final", ["score", "season", "--rubric", "season", "--answers", "final.csv"]
        yield "rank", ["rank", "season"]
        yield "rank the final", ["rank", "season", "--round", "final"]
        yield "rank, JSON", ["rank", "season", "--json"]
        yield "results", ["report", "season", "--results", "results"]
        yield "close", ["wave", "close", "season", "--by", "Eva"]
        yield "publish", ["wave", "publish", "season", "season.zip"]
        yield "publish, anonymous", ["wave", "publish", "season", "anonymous.zip", "--anonymous"]
        yield "verify", ["verify", "season.zip"]

    # What is written

    def write_rubric(self, path):
        with open(path, "w", encoding="utf-8") as f:
            f.write(RUBRIC % "\n".join(ASK % (c, c.capitalize(), c) for c in ASKED))

    def write(self, folder, name, documents, answers):
        """FOLDER/NAME.jsonl and FOLDER/NAME.csv."""
        with open(os.path.join(folder, name + ".jsonl"), "w", encoding="utf-8") as f:
            for d in documents:
                f.write(json.dumps(d, separators=(",", ":")) + "\n")
        with open(os.path.join(folder, name + ".csv"), "w", encoding="utf-8", newline="") as f:
            writer = csv.DictWriter(f, ["call", "assessor", *ASKED, "greeting.comment"])
            writer.writeheader()
            writer.writerows(answers)

    def write_plan(self, path, quota, days=110, draws=10000):
        """The wave file: everybody in their class, assessors who are customers here and there, a final of two of each class."""
        until = self.start + datetime.timedelta(days=days)
        final = until + datetime.timedelta(days=4)
        lines = ["lur: wave/1", "id: season", "title: Season", "rubric: season", f"from: {self.start.date()}", f"until: {until.date()}",
                 "windows: mon-fri 09:00-15:00", f"quota: {quota}", "calls_an_hour: 6", "attempts: {max_wait_s: 300, attempts: 2}",
                 f"final: {{places: 2, quota: {self.final_calls}, from: {final.date()}, until: {(final + datetime.timedelta(days=18)).date()}}}",
                 f"ranking: {{minimum_calls: {min(quota // 2, 15)}, minimum_score: 30, tie_breaks: [answered, section.service], seed: 2026, draws: {draws}}}",
                 "seed: 2026", "participants:"]
        lines += [f"  - {{name: {p['name']}, title: {p['title']}, class: {p['class']}}}" for p in self.participants]
        lines += ["callers:"]
        lines += [f"  - {{name: {a}, not: [{self.participants[3 * i % len(self.participants)]['name']}]}}"
                  for i, a in enumerate(self.assessors)]
        lines += ["scenarios:", "  - {id: invoice, title: A wrong invoice, briefing: You got an invoice twice, answer: It is taken back}",
                  "  - {id: moving, title: Moving house, briefing: You move next month, answer: The form is on the page}"]
        with open(path, "w", encoding="utf-8") as f:
            f.write("\n".join(lines) + "\n")
