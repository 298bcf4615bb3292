#!/usr/bin/env python3
"""Waves through the real program: planned, followed, drawn from, closed; what people get wrong.

Usage: test_wave.py LUR SOURCE_DIR"""
import csv
import datetime
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

LUR, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
SAMPLES = os.path.join(SOURCE, "samples")
ENV = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", LUR_RUBRICS="", NO_COLOR="", TZ="UTC")
HEAD = """lur: wave/1
id: autumn
title: Autumn 2026
rubric: sm-contactcenter
from: 2026-09-07
until: 2026-09-18
windows: mon-fri 09:00-15:00
seed: 7
"""
PEOPLE = """quota: 3
participants: [{name: north, class: bank}, {name: west, class: bank}, {name: south, class: energy}, {name: lake, class: energy}]
callers: [{name: Eva, not: north}, {name: Bo}]
scenarios: [{id: lost, title: Lost card, briefing: "Ask.\\nThen wait.", answer: "Block it."}]
final: {places: 1, quota: 1, from: 2026-09-21, until: 2026-09-22}
"""


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.store = os.path.join(folder.name, "store")

    def lur(self, command, *args, code=0):
        done = subprocess.run([LUR, command, "--store", self.store, *args], stdin=subprocess.DEVNULL, capture_output=True,
                              env=ENV, cwd=self.folder, timeout=120, check=False)
        self.err = done.stderr.decode()
        self.assertEqual(done.returncode, code, self.err)
        return done.stdout.decode()

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return name

    def plan(self, more=PEOPLE, *args, code=0):
        return self.lur("wave", "plan", self.write("autumn.yaml", HEAD + more), *args, code=code)

    def rows(self, *args):
        return list(csv.DictReader(io.StringIO(self.lur(*args))))

    def slots(self):
        return self.rows("wave", "export", "autumn", "schedule")

    def take_in(self, sample, participant, started, assessor="", code=0):
        """A call of that sample, as if it had been made then."""
        shutil.copy(os.path.join(SAMPLES, sample + ".flac"), os.path.join(self.folder, sample + ".flac"))
        facts = {"started_at": started.replace(" ", "T") + ":00Z", "participant": participant, "wave": "autumn", "assessor": assessor}
        self.write(sample + ".json", json.dumps({k: v for k, v in facts.items() if v}))
        return self.lur("import", sample + ".flac", code=code)

    def state(self, kind, name, on="2026-09-08"):
        rows = self.rows("wave", "status", "autumn", "--on", on, "--csv")
        return {k: int(v) for r in rows if (r["of"], r["name"]) == (kind, name) for k, v in r.items() if k not in ("of", "name")}

    def says(self, *words):
        for word in words:
            self.assertIn(word, self.err)


class Planning(Case):
    def test_a_wave_is_planned_and_followed(self):
        self.plan()
        self.says("12 contacts are planned, from 2026-09-", "seed 7")
        slots = self.slots()
        self.assertEqual(len(slots), 12)
        self.assertEqual(len({s["slot"] for s in slots}), 12)
        self.assertFalse([s for s in slots if s["participant"] == "north" and s["caller"] == "Eva"])
        for caller in ("Eva", "Bo"):
            own = [s["participant"] for s in slots if s["caller"] == caller]
            self.assertFalse([a for a, b in zip(own, own[1:]) if a == b])
        first = slots[0]
        self.take_in("sv-good", first["participant"], f"{first['day']} 09:00", first["caller"])
        made = [s for s in self.slots() if s["state"] == "done"]
        self.assertEqual([(s["slot"], s["call"]) for s in made], [(first["slot"], "c1")])
        self.assertEqual(self.state("wave", "autumn")["done"], 1)
        self.assertEqual(self.state("participant", first["participant"])["planned"], 3)
        late = self.state("wave", "autumn", on="2026-12-01")
        self.assertEqual((late["late"], late["now"]), (11, 0))
        due = self.rows("wave", "status", "autumn", "--due", "--csv", "--on", slots[-1]["day"], "--caller", "bo")
        self.assertEqual({s["caller"] for s in due}, {"Bo"})
        self.assertEqual(len(due), len([s for s in slots[1:] if s["caller"] == "Bo"]))
        brief = self.lur("wave", "brief", "autumn", "--caller", "Bo")
        self.assertIn("  Ask.\n  Then wait.\n", brief)
        self.assertIn("  Block it.\n", brief)
        self.assertIn(f"s{min(int(s['slot'][1:]) for s in slots if s['state'] == 'open' and s['caller'] == 'Bo')}  "
                      if first["caller"] != "Bo" else "  2026-09-", brief)

    def test_the_sample_to_begin_from_is_planned(self):
        self.lur("wave", "plan", os.path.join(SAMPLES, "wave", "autumn.yaml"))
        self.says("120 contacts are planned")

    def test_the_same_seed_plans_the_same(self):
        first = self.plan(PEOPLE, "--csv", "--seed", "5")
        os.rename(self.store, self.store + "2")
        again = self.plan(PEOPLE, "--csv", "--seed", "5")
        self.assertEqual(first, again)
        os.rename(self.store, self.store + "3")
        self.assertNotEqual(self.plan(PEOPLE, "--csv", "--seed", "6"), first)

    def test_a_look_at_a_plan_keeps_nothing(self):
        self.plan(PEOPLE, "--check")
        self.says("12 contacts are planned")
        self.assertFalse(os.path.exists(self.store))

    def test_planning_again_keeps_what_is_done(self):
        self.plan()
        slot = self.slots()[3]
        self.take_in("sv-good", slot["participant"], f"{slot['day']} {slot['time']}", slot["caller"])
        changed = PEOPLE.replace("quota: 3", "quota: 5").replace("{name: lake, class: energy}", "{name: hill, class: energy}")
        self.plan(changed, "--seed", "99")
        self.says("the participant 'hill' is new", "the participant 'lake' is not in the plan any more",
                  "1 contact that was made or begun stays", "19 contacts are planned")
        now = self.slots()
        self.assertEqual(len(now), 20)
        kept = [s for s in now if s["slot"] == slot["slot"]]
        self.assertEqual([(s["day"], s["time"], s["caller"], s["call"]) for s in kept],
                         [(slot["day"], slot["time"], slot["caller"], "c1")])
        self.plan(changed, "--check")
        self.assertEqual(self.slots(), now)
        classes = {r["participant"]: r["class"] for r in self.rows("wave", "participants", "autumn", "--csv")}
        self.assertEqual(classes, {"north": "bank", "west": "bank", "south": "energy", "hill": "energy", "lake": ""})

    def test_tables_go_to_a_spreadsheet_and_back(self):
        self.plan()
        for table in ("participants", "callers", "scenarios", "schedule"):
            comma = self.lur("wave", "export", "autumn", table)
            excel = self.lur("wave", "export", "autumn", table, "--excel")
            self.assertTrue(excel.startswith("\ufeff"))
            self.assertEqual(list(csv.reader(io.StringIO(comma))), list(csv.reader(io.StringIO(excel[1:]), delimiter=";")))
            self.lur("wave", "import", "autumn", table, self.write("table.csv", excel))
            again = self.lur("wave", "export", "autumn", table)
            self.assertEqual(again, comma)
        before = self.slots()
        own = "day;time;caller;participant\r\n2026-09-07;9.30;Bo;north\r\n2026-09-08;10:00;Bo;west\r\n"
        self.lur("wave", "import", "autumn", "schedule", self.write("own.csv", own))
        self.says("2 contacts are planned by your own schedule")
        self.assertEqual([(s["time"], s["participant"]) for s in self.slots()], [("09:30", "north"), ("10:00", "west")])
        self.assertNotEqual(self.slots(), before)

    def test_participants_come_from_a_table_without_a_plan(self):
        self.lur("wave", "new", "autumn")
        self.lur("wave", "import", "autumn", "participants", self.write("p.csv", "name,class\nnorth,bank\nwest,energy\n"))
        rows = self.rows("wave", "participants", "autumn", "--csv")
        self.assertEqual([(r["participant"], r["class"]) for r in rows], [("north", "bank"), ("west", "energy")])

    def test_another_attempt_belongs_to_another_day(self):
        self.write("autumn.yaml", (HEAD + PEOPLE).replace("rubric: sm-contactcenter\n", "attempts: {max_wait_s: 5, attempts: 2}\n"))
        self.lur("wave", "plan", "autumn.yaml")
        slot = [s for s in self.slots() if datetime.date.fromisoformat(s["day"]).weekday() < 4][0]
        who = slot["participant"]
        day, after = int(slot["day"][-2:]), int(slot["day"][-2:]) + 1
        self.take_in("en-unanswered", who, f"{slot['day']} 09:00", slot["caller"])
        self.assertEqual([s["state"] for s in self.slots() if s["slot"] == slot["slot"]], ["again"])
        self.assertEqual([r["slot"] for r in self.due(day) if r["state"].startswith("again")], [])
        again = [r for r in self.due(after) if r["state"] == "again now"]
        self.assertEqual([(r["slot"], r["day"]) for r in again], [(slot["slot"], f"2026-09-{after:02}")])
        self.take_in("sv-good", who, f"{slot['day']} 11:00", slot["caller"])
        self.assertEqual([s["state"] for s in self.slots() if s["slot"] == slot["slot"]], ["done"])
        self.lur("wave", "status", "autumn", "--on", "2026-09-11")
        self.says(f"c2: all attempts to reach {who} were made on one day")

    def test_a_caller_is_told_whom_to_call_and_the_call_meets_that_slot(self):
        self.plan()
        slots = self.slots()
        first = [s for s in slots if s["caller"] == "Bo"][0]
        self.lur("record", "--wave", "autumn", "--assessor", "bo", "--lines", "--device", "fast:" + os.path.join(SAMPLES, "sv-good.flac"))
        self.says(f"your next call is to {first['participant']}", "Lost card: Ask.", "a right answer: Block it.")
        made = [s for s in self.slots() if s["state"] == "done"]
        self.assertEqual([(s["slot"], s["call"]) for s in made], [(first["slot"], "c1")])
        self.assertEqual(self.rows("list", "--csv")[0]["participant"], first["participant"])

    def due(self, day):
        return self.rows("wave", "status", "autumn", "--due", "--csv", "--on", f"2026-09-{day:02}")


class Closing(Case):
    def scored(self):
        self.plan()
        for i, (sample, participant) in enumerate([("sv-good", "north"), ("sv-mono", "west"), ("nb-good", "south"),
                                                   ("da-hold", "lake")]):
            self.take_in(sample, participant, f"2026-09-{7 + i:02} 10:00", "Bo")
        self.lur("score", "autumn", "--rubric", "sm-contactcenter", "--answers", os.path.join(SAMPLES, "answers"))

    def test_a_closed_wave_refuses_and_is_opened_for_a_reason(self):
        self.scored()
        digest = self.lur("wave", "close", "autumn", "--by", "Ada").strip()
        self.assertRegex(digest, "^[0-9a-f]{64}$")
        self.says("8 planned contacts were not made")
        self.assertIn("by Ada; it is as it was then", self.lur("wave", "status", "autumn"))
        closed = "the wave “autumn” was closed on "
        self.take_in("nl-interrupt", "north", "2026-09-11 10:00", code=3)
        self.says(closed)
        self.lur("import", "--wave", "autumn", os.path.join(SAMPLES, "nb-menu.flac"), code=3)
        self.says(closed)
        self.lur("record", "--wave", "autumn", "--device", "fast:" + os.path.join(SAMPLES, "nb-menu.flac"), code=3)
        self.says(closed)
        self.lur("score", "c1", "--rubric", "measured", code=3)
        self.says(closed)
        for args in (("plan", "autumn.yaml"), ("final", "autumn"), ("participant", "autumn", "new"), ("close", "autumn")):
            self.lur("wave", *args, code=3)
            self.says("closed")
        self.lur("wave", "reopen", "autumn", code=3)
        self.says("for a reason only")
        self.lur("wave", "reopen", "autumn", "--because", "c2 was the wrong number", "--by", "Bo")
        self.take_in("nl-interrupt", "north", "2026-09-11 10:00")
        self.assertNotEqual(self.lur("wave", "close", "autumn").strip(), digest)

    def test_a_draw_can_be_repeated_by_anybody(self):
        self.scored()
        rows = [json.loads(line) for line in self.lur("wave", "draw", "autumn", "2", "--seed", "42", "--json").splitlines()]
        names = ["c1", "c2", "c3", "c4"]
        wanted = sorted(names, key=lambda n: hashlib.sha256(f"42:{n}".encode()).hexdigest())[:2]
        self.assertEqual([r["call"] for r in rows], wanted)
        listed = hashlib.sha256("".join(n + "\n" for n in sorted(names)).encode()).hexdigest()
        self.assertEqual({(r["seed"], r["drawn from"], r["list"]) for r in rows}, {(42, 4, listed)})
        self.lur("wave", "draw", "autumn", "9")
        self.says("only 4 calls have been scored")
        draws = [json.loads(line) for line in self.lur("wave", "draws", "autumn", "--json").splitlines()]
        self.assertEqual([r["draw"] for r in draws], [1, 1, 2, 2, 2, 2])
        self.assertEqual(draws[:2], rows)

    def test_the_best_of_each_class_meet_in_a_final_that_is_scored_apart(self):
        self.scored()
        self.lur("wave", "final", "autumn")
        finalists = re.findall(r"in the final: (\w+), rank 1", self.err)
        self.assertEqual(len(finalists), 2)
        self.assertEqual(len({f in ("north", "west") for f in finalists}), 2)
        final = [s for s in self.slots() if s["round"] == "final"]
        self.assertEqual({s["participant"] for s in final}, set(finalists))
        self.assertTrue(all(s["day"] in ("2026-09-21", "2026-09-22") for s in final))
        self.take_in("en-slow", finalists[0], "2026-09-21 10:00", "Bo")
        self.assertEqual(self.state("final", "autumn")["done"], 1)
        self.assertEqual(self.state("wave", "autumn")["done"], 4)


class Wrong(Case):
    def test_what_cannot_be_planned_is_said_and_the_rest_is_planned(self):
        self.plan("quota: 4\nparticipants: [{name: north}]\ncallers: [{name: Eva}]\n", code=1)
        self.says("3 of 4 contacts with north could not be planned", "twice_running: true")
        self.assertEqual(len(self.slots()), 1)
        self.plan("quota: 4\ntwice_running: true\nparticipants: [{name: north}]\ncallers: [{name: Eva}]\n")
        self.assertEqual(len(self.slots()), 4)
        self.plan("quota: 4\nparticipants: [{name: north, language: da}, {name: west}]\ncallers: [{name: Eva, languages: sv},"
                  " {name: Bo, languages: sv}, {name: Kim, languages: sv}, {name: Lo, languages: sv}]\n", code=1)
        self.says("4 of 4 contacts with north", "no caller speaks its language, “da”")

    def test_wrong_columns_are_named_with_their_place(self):
        for table, words in (("nme,class\nnorth,bank\n", ("p.csv:1:1", "did you mean “name”?")),
                             ("name,colour\nnorth,red\n", ("p.csv:1:2", "there is no column “colour”")),
                             ("name;class\nnorth;bank;red\n", ("p.csv:2:3", "no column above it")),
                             ("name,quota\nnorth,some\n", ("p.csv:2:2", "“some” does not fit here")),
                             (b"name\nv\xe4st\n", ("p.csv:2", "not UTF-8")),
                             ("", ("p.csv:1:1", "the column “name” is missing"))):
            self.write("p.csv", table)
            self.plan("quota: 1\nparticipants: p.csv\ncallers: [{name: Eva}]\n", code=3)
            self.says(*words)
        self.plan("quota: 1\nparticipants: q.csv\ncallers: [{name: Eva}]\n", code=3)
        self.says("autumn.yaml:10:15", "the table “q.csv” cannot be read")
        self.assertFalse(os.path.exists(self.store))

    def test_an_own_schedule_keeps_the_rules(self):
        self.plan()
        head = "day,time,caller,participant\n"
        for row, words in (("2026-09-12,10:00,Bo,north", "the windows allow no call then"),
                           ("2026-10-12,10:00,Bo,north", "outside the days"),
                           ("2026-09-10,10:00,Eva,north", "is a customer"),
                           ("2026-09-10,10:00,Al,north", "no such caller: Al"),
                           ("2026-09-10,10:00,Bo,moon", "no such participant: moon"),
                           ("today,10:00,Bo,north", "a day is written as in"),
                           ("2026-09-10,noon,Bo,north", "a time of day is written as in"),
                           ("2026-09-10,10:00,Bo,north\n2026-09-10,11:00,Bo,north", "twice running"),
                           ("2026-09-10,10:00,Bo,north\n2026-09-10,10:00,Bo,west", "two calls at once")):
            self.lur("wave", "import", "autumn", "schedule", self.write("own.csv", head + row + "\n"), code=3)
            self.says("own.csv:", words)
        self.assertEqual(len(self.slots()), 12)
        self.lur("wave", "import", "autumn", "schedule", self.write("own.csv", head + "2026-09-10,10:00,Bo,north\n"))
        self.says("1 contact is planned by your own schedule", "11 contacts that the plan asks for are not in it")

    def test_what_is_to_be_typed_next_is_one_word_each(self):
        self.plan("quota: 1\nparticipants: [{name: north&co}]\ncallers: [{name: O'Brien}]\n")
        line = self.lur("wave", "brief", "autumn").splitlines()[-1]
        self.assertEqual(line, "lur record --wave autumn --participant 'north&co' --assessor 'O'\\''Brien'")

    def test_a_wave_without_calls_or_plan_says_so(self):
        self.lur("wave", "new", "autumn")
        self.lur("wave", "status", "autumn", code=3)
        self.says("has no plan; make one: lur wave plan autumn FILE")
        self.lur("wave", "final", "autumn", code=3)
        self.lur("wave", "draw", "autumn", "3", code=3)
        self.says("no call of 'autumn' has been scored yet")
        self.plan()
        self.lur("wave", "final", "autumn", code=3)
        self.says("nobody can be chosen for the final")
        self.lur("wave", "status", "spring", code=3)
        self.says("there is no wave “spring”")
        self.lur("wave", "status", "autumn", "--caller", "Zoe", code=3)
        self.says("nobody named 'Zoe' calls")

    def test_a_wave_without_calls_has_no_ranking_and_says_how_to_begin(self):
        self.lur("wave", "new", "autumn")
        self.lur("wave", "participant", "autumn", "north")
        self.assertEqual(self.lur("rank", "autumn").count("\n  "), 1)
        self.says("no call of 'autumn' names a participant yet; 'lur import --wave autumn")
        self.lur("import", "--wave", "autumn", "--participant", "north", os.path.join(SAMPLES, "nb-menu.flac"))
        self.lur("rank", "autumn")
        self.says("nothing is scored yet")
        # The store stands before 'publish' here, as it may before all others.
        self.lur("wave", "publish", "autumn", "autumn.zip", code=3)
        self.says("no call of autumn counts yet")

    def test_wrong_usage_is_told(self):
        for args, words in ((("plan",), "needs more"), (("list", "--seed", "3"), "takes no --seed"), (("plans",), "no 'wave plans'"),
                            (("export", "autumn", "calls"), "there is no table 'calls'"), ((), "comes what to do"),
                            (("draw", "autumn", "some"), "a number from 1"), (("status", "a", "b"), "'b' is not wanted"),
                            (("status", "a", "--on", "today"), "--on is a day")):
            self.lur("wave", *args, code=2)
            self.says(words)
        self.plan(PEOPLE, "--seed", "1e3", code=2)
        self.says("--seed is a whole number")

    def test_attempts_are_the_rubrics(self):
        self.plan(PEOPLE + "attempts: {max_wait_s: 17, attempts: 5}\n", code=3)
        self.says("are not those of the rubric")

    def test_what_breaks_ties_is_in_the_rubric(self):
        for kind in ("section", "competence", "further"):
            self.plan(PEOPLE + f"ranking: {{tie_breaks: [answered, {kind}.luck]}}\n", code=3)
            self.says(f"the rubric “sm-contactcenter” has no “{kind}.luck” to break ties by", "section.manner, ")
        self.plan(PEOPLE + "ranking: {tie_breaks: [answered, wait, section.manner]}\n")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
