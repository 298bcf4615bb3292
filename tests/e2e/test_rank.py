#!/usr/bin/env python3
"""Leagues through the whole program: analyses and answers in, scores, ranks, intervals and sentences out.

The published tables of real competitions are made again from their scores; nothing is measured in them but the order.

Usage: test_rank.py LUR SOURCE_FOLDER
"""
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import unittest

LUR, SOURCE = os.path.abspath(sys.argv.pop(1)), os.path.abspath(sys.argv.pop(1))
RUBRIC = """lur: rubric/1
id: points
version: "1"
title: Points
sections:
  - id: welcome
    title: Welcome
    weight: 0
    criteria:
      - {id: first, title: First impression, ask: "First impression?", number: {from: 0, to: 100}, not_applicable_when: "not answer.answered"}
  - id: all
    title: All of it
    criteria:
      - {id: score, title: Score, ask: "Score?", number: {from: 0, to: %s}, not_applicable_when: "not answer.answered"}
attempts: {max_wait_s: 300, attempts: 2, unanswered: 0}
rules:
  - {when: "not answer.answered", score: 0, because: Nobody answered}
"""
# Kommunetesten 2016, places as printed among 428 municipalities.
MUNICIPALITIES = [("Fedje", 83.3, 1), ("Stordal", 83.0, 2), ("Valle", 82.5, 3), ("Asker", 82.2, 4), ("Oppdal", 73.6, 14),
                  ("Hadsel", 61.3, 110), ("Sortland", 61.2, 111), ("Øksnes", 49.8, 292), ("Rennebu", 48.3, 310),
                  ("Andøy", 45.4, 348), ("Bø", 44.7, 360), ("Lødingen", 32.1, 421), ("Gjemnes", 30.6, 425)]
# The same, eight years merged. Two print 55.1 and have places of their own: what lies behind it is made up here.
YEARS = [("Asker", 79.2), ("Sortland", 55.14), ("Hadsel", 55.06), ("Bø", 54.0), ("Andøy", 46.8), ("Øksnes", 37.9),
         ("Lødingen", 31.7), ("Moskenes", 31.0)]
YEARS_PRINTED = [1, 225, 227, 247, 363, 421, 427, 428]


def columns(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


# Top 50 of 2012, per cent.
BRITISH = [("Dignity", 95.60), ("CharlesTyrwhitt", 95.31), ("DPD", 94.68), ("TheWhiteCompany", 94.38), ("heateam", 93.69),
           ("RoyalMail", 92.93), ("CharitiesAid", 92.87), ("Nationwide", 92.86), ("GeneralMedical", 92.45), ("ASDA", 92.42)]


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.env = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", LUR_RUBRICS="", NO_COLOR="", TZ="UTC", COLUMNS="80",
                        XDG_CONFIG_HOME=os.path.join(folder.name, "config"), XDG_DATA_HOME=os.path.join(folder.name, "data"))
        self.number = 0
        self.store = "store"

    def lur(self, command, *args, code=0):
        done = subprocess.run([LUR, command, "--store", self.store, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=self.env, cwd=self.folder, timeout=120)
        self.err = done.stderr.decode()
        self.assertEqual(done.returncode, code, (args, self.err))
        return done.stdout.decode()

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)
        return name

    def document(self, participant, agent, answered, wait):
        """An analysis document, each a minute after the one before."""
        self.number += 1
        measures = {"answer.answered": answered, "answer.busy": False, "call.duration_s": 310.0 if not answered else wait + 60.0}
        if answered:
            measures["answer.wait_s"] = wait
        call = {"participant": participant,
                "started_at": f"2026-09-{1 + self.number // 1440:02}T{self.number // 60 % 24:02}:{self.number % 60:02}:00+00:00"}
        if agent and answered:
            call["agent"] = agent
        length = measures["call.duration_s"]
        tracks = [{"role": role, "channel": i, "separated": False, "speech": []} for i, role in enumerate(("caller", "agent"))]
        return {"schema": "lur.analysis/1", "analyser": "0.2.0", "call": call, "layout": "two-channel", "roles_from": "option",
                "recording": {"file": f"{self.number}.wav", "format": "WAV PCM16", "sample_rate_hz": 8000, "channels": 2,
                              "duration_s": length, "complete": True},
                "roles_confidence": 1, "tracks": tracks, "events": [], "measures": measures, "unmeasured": {},
                "journey": [{"phase": "ring", "start_s": 0, "end_s": length, "confidence": 0.9}]}

    def begin(self, wave, participants=(), classes=None):
        self.lur("wave", "new", wave, "--title", wave.capitalize())
        if classes:
            rows = "".join(f"{name},{of}\n" for name, of in classes.items())
            self.lur("wave", "import", wave, "participants", self.write("classes.csv", "name,class\n" + rows))
        for name in participants:
            self.lur("wave", "participant", wave, name)

    def take(self, wave, calls, most=100, rubric=RUBRIC):
        """calls: (participant, score or None where nobody answers twice[, agent[, wait[, first impression]]])."""
        documents, rows = [], []
        for participant, score, *more in calls:
            agent, wait, first = more + ["", 20, 50][len(more):]
            for _ in range(1 if score is not None else 2):
                documents.append(self.document(participant, agent, score is not None, wait))
            if score is not None:
                rows.append([documents[-1]["recording"]["file"], "Ada", repr(float(score)), repr(float(first))])
        self.write("calls.jsonl", "".join(json.dumps(d) + "\n" for d in documents))
        with open(os.path.join(self.folder, "answers.csv"), "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["call", "assessor", "score", "first"], *rows])
        self.lur("import", "--documents", "--wave", wave, "calls.jsonl")
        self.lur("score", wave, "--rubric", self.write("points.yaml", rubric % most), *(["--answers", "answers.csv"] if rows else []))

    def made(self, calls, most=100, classes=None):
        self.begin("autumn", classes=classes)
        self.take("autumn", calls, most)

    def ranking(self, *args, wave=("autumn",)):
        text = self.lur("rank", *wave, "--json", *args)
        self.assertEqual(text.count("\n"), 1)
        self.assertNotRegex(text, r"(?i)\bnan\b|inf")
        return json.loads(text)

    def places(self, *args, league=0, **more):
        return self.ranking(*args, **more)["leagues"][league]["places"]

    def order(self, *args, **more):
        return [(place["name"], place["rank"]) for place in self.places(*args, **more)]


class Published(Case):
    def test_a_table_of_municipalities(self):
        self.made([(name, points) for name, points, _ in sorted(MUNICIPALITIES)])
        places = self.places()
        self.assertEqual([p["name"] for p in places], [name for name, _, _ in MUNICIPALITIES])
        printed = [rank for _, _, rank in MUNICIPALITIES]
        self.assertEqual(printed, sorted(printed))
        for place, (_, points, _) in zip(places, MUNICIPALITIES):
            self.assertEqual(place["mean"], points)

    def test_two_that_print_alike_are_ranked_by_what_they_are(self):
        self.assertEqual(YEARS_PRINTED, sorted(YEARS_PRINTED))
        self.made([(name, points) for name, points in sorted(YEARS)])
        self.assertEqual(self.order(), [(name, i + 1) for i, (name, _) in enumerate(YEARS)])
        rows = [re.split(r"\s{2,}", line.strip())[:3] for line in self.lur("rank", "autumn").splitlines()]
        self.assertIn(["2", "Sortland", "55.1"], rows)
        self.assertIn(["3", "Hadsel", "55.1"], rows)

    def test_hundredths_decide(self):
        self.made(BRITISH[::-1])
        self.assertEqual(self.order(), [(name, i + 1) for i, (name, _) in enumerate(BRITISH)])

    def test_two_named_together_share_the_second_place(self):
        self.made([("Aukra", 26.8), ("Stange", 83.6), ("Sirdal", 28.4), ("Rollag", 88.9), ("Moskenes", 28.3), ("Fyresdal", 83.6)])
        self.assertEqual(self.order(), [("Rollag", 1), ("Fyresdal", 2), ("Stange", 2), ("Sirdal", 4), ("Moskenes", 5), ("Aukra", 6)])

    def test_points_of_500_and_classes_with_a_shared_first_place(self):
        networks = {"Telekom": 445, "Telefónica-O2": 418, "Vodafone": 403}
        others = {"Lidl": 439, "Tchibo": 439, "third": 430}
        classes = {**{n: "networks" for n in networks}, **{n: "others" for n in others}}
        self.made([*networks.items(), *others.items()], 500, classes)
        ranking = self.ranking("--by", "total")
        leagues = {league["class"]: league for league in ranking["leagues"]}
        self.assertEqual([(p["name"], p["rank"]) for p in leagues["others"]["places"]], [("Lidl", 1), ("Tchibo", 1), ("third", 3)])
        self.assertEqual(leagues["others"]["winners"], ["Lidl", "Tchibo"])
        self.assertEqual([(p["name"], p["rank"]) for p in leagues["networks"]["places"]],
                         [("Telekom", 1), ("Telefónica-O2", 2), ("Vodafone", 3)])
        self.assertEqual([p["rank"] for p in leagues[None]["places"]], [1, 2, 2, 4, 5, 6])
        text = self.lur("rank", "autumn", "--class", "others")
        self.assertIn("Lidl and Tchibo share the first place with 87.8.", text)
        self.assertRegex(text, r"(?m)^ *1= +Tchibo +87\.8 ")
        self.assertNotIn("Vodafone", text)
        self.lur("rank", "autumn", "--class", "other", code=3)
        self.assertIn("there is no class “other”; there are: networks, others", self.err)

    def test_a_third_place_that_is_shared(self):
        self.made([("1822direkt", 95.8), ("TeleColumbus", 95.1), ("1&1", 93.2), ("Fyve", 93.2)])
        self.assertEqual(self.order(), [("1822direkt", 1), ("TeleColumbus", 2), ("1&1", 3), ("Fyve", 3)])

    def test_a_misprint_is_not_made_again(self):
        printed = [("Fjordkraft", 95), ("Randstad", 98), ("BIR", 90), ("DNB", 89), ("TV2", 88)]
        self.made(printed)
        self.assertEqual(self.order(), [("Randstad", 1), ("Fjordkraft", 2), ("BIR", 3), ("DNB", 4), ("TV2", 5)])


class Rules(Case):
    CALLS = [(name, score, f"agent {k % 2}", 20 + k, score - 3 * (k % 3)) for name, mean in (("north", 80), ("south", 78), ("east", 60))
             for k, score in enumerate([mean - 6, mean - 2, mean, mean + 2, mean + 6, mean + 1, mean - 1, mean, mean + 3, mean - 3, mean, mean])]

    def test_the_seed_decides_and_is_said(self):
        self.made(self.CALLS)
        first = self.lur("rank", "autumn", "--json", "--seed", "7")
        self.assertEqual(first, self.lur("rank", "autumn", "--json", "--seed", "7"))
        other = self.lur("rank", "autumn", "--json", "--seed", "8")
        self.assertNotEqual(first, other)
        self.assertEqual([p["mean"] for p in json.loads(first)["leagues"][0]["places"]],
                         [p["mean"] for p in json.loads(other)["leagues"][0]["places"]])
        method = json.loads(first)["method"]
        self.assertEqual((method["seed"], method["draws"], method["level"]), (7, 10000, 0.95))
        text = self.lur("rank", "autumn", "--seed", "7", "--draws", "2000", "--level", "90")
        self.assertIn("2000 draws with the seed 7", text)
        self.assertRegex(text, r"mean +90 % +calls")

    def test_the_order_of_arrival_plays_no_part(self):
        self.made(self.CALLS)
        forward = self.ranking()
        self.store, self.number = "other", 0
        self.made(self.CALLS[::-1])
        backward = self.ranking()
        for one, other in zip(forward["leagues"], backward["leagues"]):
            self.assertEqual(one, other)

    def test_what_is_asked_of_a_winner(self):
        self.made([*self.CALLS, ("west", 99), ("west", 97)])
        self.assertEqual(self.order()[0], ("west", 1))
        places = self.places("--minimum-calls", "3")
        self.assertEqual([(p["name"], p["rank"], p["standing"]) for p in places][::3],
                         [("north", 1, "ranked"), ("west", None, "too_few_calls")])
        text = self.lur("rank", "autumn", "--minimum-calls", "3", "--minimum-score", "90")
        self.assertIn("Nobody is named the winner: the best mean is 80.0, and 90.0 is asked for.", text)
        self.assertIn("Fewer calls than the 3 asked for, and so no rank: west.", text)
        self.assertIn("Rule: at least 3 calls to be ranked.", text)
        text = self.lur("rank", "autumn", "--minimum-participants", "5")
        self.assertIn("Nobody is named the winner: only 4 are ranked, and 5 are asked for.", text)
        text = self.lur("rank", "autumn", "--minimum-calls", "30")
        self.assertIn("Nobody is ranked: nobody has the 30 calls that are asked for.", text)

    def test_equal_means_are_told_apart_only_where_that_is_asked_for(self):
        self.made([("a", 80, "", 40), ("b", 80, "", 20), ("c", 70, "", 10)])
        self.assertEqual(self.order(), [("a", 1), ("b", 1), ("c", 3)])
        places = self.places("--ties", "answered,wait")
        self.assertEqual([(p["name"], p["rank"], p["tie_broken"]) for p in places], [("b", 1, True), ("a", 2, True), ("c", 3, False)])
        self.assertEqual(self.ranking("--ties", "wait section.all")["rules"]["tie_breaks"], ["wait", "section.all"])
        self.assertIn("Rule: equal means are told apart by: wait.", " ".join(self.lur("rank", "autumn", "--ties", "wait").split()))
        self.lur("rank", "autumn", "--ties", "luck", code=3)
        self.assertIn("there is nothing called 'luck' to rank by", self.err)

    def test_both_totals_stand_side_by_side(self):
        self.made([("a", 90), ("a", None), ("b", 60), ("b", 60)])
        ranking = self.ranking()
        by = {league["aspect"]["id"]: league["places"] for league in ranking["leagues"] if league["aspect"]["kind"] in ("total", "answered")}
        self.assertEqual([(p["name"], p["mean"], p["calls"], p["answered"]) for p in by["total"]], [("b", 60, 2, 2), ("a", 45, 2, 1)])
        self.assertEqual([(p["name"], p["mean"], p["calls"]) for p in by["answered"]], [("a", 90, 1), ("b", 60, 2)])
        self.assertEqual(ranking["waves"][0]["attempts_followed_by_others"], 1)
        self.assertRegex(self.lur("rank", "autumn"), r"(?m)^ *2 +a +45\.0 +\S+ +2 +90\.0 ")
        self.assertIn("1 attempt failed, was followed by another and does not count", self.err)

    def test_by_a_section_or_criterion(self):
        self.made(self.CALLS)
        for word in ("welcome", "section.welcome", "first", "criterion.first"):
            places = self.places("--by", word)
            self.assertEqual([p["name"] for p in places], ["north", "south", "east"])
            self.assertAlmostEqual(places[0]["mean"], 77, places=6)
        self.lur("rank", "autumn", "--by", "wellcome", code=3)
        self.assertIn("there are: total, answered, welcome, all, and criteria by their ids", self.err)

    def test_agents_go_by_numbers(self):
        self.made(self.CALLS)
        ranking = self.ranking("--agents", "--by", "total")
        self.assertEqual(len(ranking["agents"]), 6)
        self.assertNotIn("agent 0", json.dumps(ranking))
        self.assertIn("north/1", [a["name"] for a in ranking["agents"]])
        self.assertIn("north/agent 0", [a["name"] for a in self.ranking("--agents", "--by", "total", "--names")["agents"]])
        awards = self.lur("rank", "autumn", "--awards")
        self.assertRegex(awards, r"(?m)^Welcome +north +77\.0")
        self.assertIn("Who has fewer than 5 calls takes no part.", awards)

    def test_competitions_are_merged(self):
        for wave, scores in (("spring", [("a", 90), ("b", 70)]), ("autumn", [("a", 60), ("a", 60), ("a", 60), ("b", 76)])):
            self.begin(wave)
            self.take(wave, scores)
        both = ("spring", "autumn")
        self.assertEqual([(p["name"], p["mean"]) for p in self.places("--merge", "mean", wave=both)], [("a", 75), ("b", 73)])
        self.assertEqual([(p["name"], p["mean"]) for p in self.places("--merge", "items", wave=both)], [("b", 73), ("a", 67.5)])
        ranking = self.ranking("--merge", "items", wave=both)
        self.assertEqual((ranking["merge"], [w["wave"] for w in ranking["waves"]]), ("items", ["spring", "autumn"]))
        self.assertIn("Spring + Autumn", self.lur("rank", *both, "--merge", "mean"))
        self.lur("rank", *both, code=2)
        self.lur("rank", "spring", "--merge", "mean", code=2)
        self.lur("rank", *both, "--merge", "median", code=2)

    def test_the_table_for_spreadsheets(self):
        self.made(self.CALLS, classes={"north": "one", "south": "one", "east": "two"})
        rows = list(csv.DictReader(io.StringIO(self.lur("rank", "autumn", "--csv"))))
        self.assertEqual(len(rows), 3 * len({(row["kind"], row["aspect"]) for row in rows}))
        total = {row["participant"]: row for row in rows if row["kind"] == "total"}
        self.assertEqual([(total[n]["class"], total[n]["rank"], total[n]["rank_of_all"]) for n in ("north", "south", "east")],
                         [("one", "1", "1"), ("one", "2", "2"), ("two", "1", "3")])

    def test_the_plan_has_the_rules_and_options_go_before_them(self):
        self.begin("autumn")
        self.write("autumn.yaml", """lur: wave/1
id: autumn
title: Autumn
rubric: points.yaml
from: 2026-09-07
until: 2026-09-30
windows: mon-fri 09:00-15:00
quota: 3
ranking: {minimum_calls: 2, minimum_score: 85.5, tie_breaks: [wait, section.all], seed: 9, draws: 500}
participants: [{name: north, class: bank}, {name: south, class: bank}, {name: east, class: energy}]
callers: [{name: Eva, hours: "mon-sun 08:00-17:00"}]
scenarios: [{id: lost}, {id: price}]
""")
        self.write("points.yaml", RUBRIC % 100)
        self.lur("wave", "plan", "autumn", "autumn.yaml")
        self.take("autumn", [("north", 80), ("north", 90), ("south", 80), ("south", 80), ("east", 99)])
        ranking = self.ranking()
        self.assertEqual(ranking["rules"], {"round": 0, "minimum_calls": 2, "minimum_score": 85.5, "minimum_participants": 0,
                                            "tie_breaks": ["wait", "section.all"]})
        self.assertEqual((ranking["method"]["seed"], ranking["method"]["draws"]), (9, 500))
        self.assertEqual([league["class"] for league in ranking["leagues"][:3]], [None, "bank", "energy"])
        self.assertEqual(ranking["leagues"][0]["winners"], [])
        text = " ".join(self.lur("rank", "autumn").split())
        self.assertIn("Nobody is named the winner: the best mean is 85.0, and 85.5 is asked for.", text)
        self.assertIn("500 draws with the seed 9", text)
        ranking = self.ranking("--minimum-score", "0", "--minimum-calls", "0", "--ties", "none", "--seed", "3")
        self.assertEqual((ranking["leagues"][0]["winners"], ranking["method"]["seed"], ranking["rules"]["tie_breaks"]), (["east"], 3, []))

    def test_versions_that_are_mixed_are_said(self):
        self.made([("a", 90), ("b", 80)])
        self.take("autumn", [("c", 70)])
        self.assertEqual(len(self.ranking()["waves"][0]["rubric"]["versions"]), 1)
        self.write("second.csv", "call,assessor,score,first\n1.wav,Ada,50,50\n")
        self.write("second.yaml", RUBRIC.replace('version: "1"', 'version: "2"') % 100)
        self.lur("score", "c1", "--rubric", "second.yaml", "--answers", "second.csv")
        ranking = self.ranking()
        self.assertEqual(sorted(v["version"] for v in ranking["waves"][0]["rubric"]["versions"]), ["1", "2"])
        self.assertEqual([(p["name"], p["mean"]) for p in ranking["leagues"][0]["places"]], [("b", 80), ("c", 70), ("a", 50)])
        self.lur("rank", "autumn")
        self.assertIn("the scores were made with 2 versions of the rubric", self.err)

    def test_wrong_words_are_refused(self):
        self.made([("a", 50)])
        for args in (["--seed", "-1"], ["--seed", "x"], ["--draws", "10"], ["--level", "100"], ["--minimum-calls", "some"],
                     ["--minimum-score", "101"], ["--round", "second"]):
            self.lur("rank", "autumn", *args, code=2)
            self.assertIn(args[0], self.err)
        self.lur("rank", code=2)
        self.lur("rank", "autumn", "AUTUMN", "--merge", "mean", code=2)
        self.assertIn("'AUTUMN' is named twice", self.err)
        self.lur("rank", "autumn", "--rubric", "other", code=3)
        self.assertIn("no call of the wave 'autumn' was scored by the rubric 'other'", self.err)

    def test_the_highest_level_is_one(self):
        self.made([("a", 50), ("b", 60)])
        self.assertIn("99.9 %", self.lur("rank", "autumn", "--level", "99.9"))

    def test_a_class_of_which_no_agent_is_known_has_awards_all_the_same(self):
        self.begin("autumn", classes={"a": "bank", "b": "energy"})
        self.take("autumn", [("a", 50), ("b", 60, "Kim")])
        self.assertIn("Autumn, agents\n", self.lur("rank", "autumn", "--awards", "--class", "bank"))
        text = self.lur("rank", "autumn", "--awards", "--by", "total")
        self.assertRegex(text, r"(?m)^all together +all contacts +b +60\.0")
        self.assertRegex(text, r"(?m)^bank +all contacts +a +50\.0")

    def test_long_names_are_shortened_in_the_middle_of_sentences_too(self):
        self.begin("autumn")
        self.lur("wave", "participant", "autumn", "a", "--title", "The very long name of " + "an association " * 10 + "in the north")
        self.take("autumn", [("a", 50, "Kim")] * 5)
        text = " ".join(self.lur("rank", "autumn", "--agents", "--names").split())
        self.assertRegex(text, r"The very long name of an [a-z ]*…[a-z ]*in the north/Kim is the only one")

    def test_a_wave_without_classes_takes_nobody_out_of_theirs(self):
        self.begin("autumn", classes={"a": "bank", "b": "energy"})
        self.take("autumn", [("a", 50), ("b", 60)])
        self.begin("spring")
        self.take("spring", [("a", 70)])
        text = self.lur("rank", "autumn", "spring", "--merge", "mean", "--class", "bank")
        self.assertIn("a is the only one that is ranked, with 60.0.", text)
        text = self.lur("rank", "autumn", "spring", "--merge", "mean")
        self.assertIn("Without calls that count in each of the waves, and so no rank: b.", text)
        self.lur("rank", "autumn", "spring", "--merge", "mean", "--class", "ship", code=3)
        self.assertIn("none of these waves has a class “ship”", self.err)


class Attempts(Case):
    def test_an_attempt_scored_before_the_next_counts_no_more(self):
        self.begin("autumn")
        self.write("one.jsonl", json.dumps(self.document("north", "", False, 0)) + "\n")
        self.lur("import", "--documents", "--wave", "autumn", "one.jsonl")
        rubric = self.write("points.yaml", RUBRIC % 100)
        self.lur("score", "autumn", "--rubric", rubric)
        about = self.ranking()
        self.assertEqual(([p["mean"] for p in about["leagues"][0]["places"]], about["participants"][0]["tried_less"]), ([0], 1))
        self.lur("rank", "autumn")
        self.assertIn("1 contact counts as unanswered after fewer attempts than the rubric asks for", self.err)
        self.take("autumn", [("north", 80)])
        place, = self.places()
        self.assertEqual((place["mean"], place["calls"], place["answered"]), (80, 1, 1))
        self.assertEqual(self.ranking()["participants"][0]["tried_less"], 0)

    def test_what_was_passed_is_not_due(self):
        self.begin("autumn")
        documents = [self.document("north", "", False, 0), self.document("north", "", True, 20)]
        self.write("two.jsonl", "".join(json.dumps(d) + "\n" for d in documents))
        self.lur("import", "--documents", "--wave", "autumn", "two.jsonl")
        due = self.lur("score", "autumn", "--due", "--rubric", self.write("points.yaml", RUBRIC % 100), "--json")
        self.assertEqual([json.loads(line)["call"] for line in due.splitlines()], ["c2"])

    def test_who_answers_too_late_did_not_answer(self):
        self.made([("north", 90), ("north", 70, "", 301), ("north", 80, "", 302), ("north", 60)])
        place, = self.places("--by", "total")
        self.assertEqual((place["mean"], place["calls"], place["answered"]), (50, 3, 2))


class Poor(Case):
    """Too little to rank by: a clear result each, and never a number that is none."""

    def test_one_participant(self):
        self.made([("alone", 70), ("alone", 74)])
        place, = self.places()
        self.assertEqual((place["rank"], place["mean"], place["few_calls"]), (1, 72, True))
        text = self.lur("rank", "autumn")
        self.assertIn("alone is the only one that is ranked, with 72.0.", text)
        self.assertIn("Too few calls to rely on the interval", text)

    def test_no_calls(self):
        self.begin("autumn", ["a", "b"])
        places = self.places()
        self.assertEqual([(p["name"], p["rank"], p["mean"], p["standing"]) for p in places], [("a", None, None, "no_score"), ("b", None, None, "no_score")])
        self.assertIn("Nobody is ranked: no call counts.", self.lur("rank", "autumn"))
        self.assertIn("no call of 'autumn' names a participant yet", self.err)
        self.lur("rank", "autumn", "--awards")
        self.lur("rank", "autumn", "--agents")

    def test_nobody_takes_part(self):
        self.begin("autumn")
        self.assertEqual(self.places(), [])
        self.assertIn("Nobody takes part.", self.lur("rank", "autumn"))

    def test_only_contacts_that_nobody_answers(self):
        self.made([("a", None), ("a", None), ("b", None)])
        places = self.places()
        self.assertEqual([(p["name"], p["rank"], p["mean"], p["answered"]) for p in places], [("a", 1, 0, 0), ("b", 1, 0, 0)])
        self.assertGreater(places[0]["high"], 0)
        self.assertIn("a and b share the first place with 0.0.", self.lur("rank", "autumn"))
        self.assertEqual([(p["rank"], p["standing"]) for p in self.places("--by", "answered")], [(None, "no_score")] * 2)

    def test_equal_scores_throughout(self):
        self.made([(name, 75) for name in "abc" for _ in range(12)])
        self.assertEqual(self.order(), [("a", 1), ("b", 1), ("c", 1)])
        places = self.places()
        self.assertEqual(len({p["chance_of_first"] for p in places}), 1)
        self.assertEqual({p["group"] for p in places}, {1})
        self.assertIn("a, b and c share the first place with 75.0.", self.lur("rank", "autumn"))

    def test_one_call_each(self):
        self.made([("a", 90), ("b", 80), ("c", 10)])
        for place in self.places():
            self.assertTrue(place["few_calls"])
            if place["low"] is not None:
                self.assertLess(place["low"], place["high"])

    def test_a_final_without_calls(self):
        self.made([("a", 90)])
        self.assertEqual(self.places("--round", "final"), [])
        self.assertIn("Autumn, final", self.lur("rank", "autumn", "--round", "final"))


class Look(Case):
    def test_it_fits_into_80_columns(self):
        names = {"a": "Stockholms stads äldreförvaltning och omsorg, växeln i Globen", "b": "Ærø Brandforsikring af 1797 gensidigt selskab A/S"}
        self.made([(name, 60 + k, "", 20) for name in names for k in range(12)])
        for name, title in names.items():
            self.lur("wave", "participant", "autumn", name, "--title", title)
        text = self.lur("rank", "autumn")
        self.assertLessEqual(max(columns(line) for line in text.splitlines()), 80)
        self.assertIn("…", text)
        self.assertNotRegex(text, r"(?m) $")

    def test_the_document_fits_its_schema(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("python3-jsonschema is not there")
        with open(os.path.join(SOURCE, "report", "ranking.schema.json"), encoding="utf-8") as file:
            validator = jsonschema.Draft202012Validator(json.load(file))
        self.made([*Rules.CALLS, ("west", None)], classes={"north": "one", "south": "one", "east": "two", "west": "two"})
        for args in ([], ["--agents"], ["--ties", "answered,section.all", "--minimum-calls", "5"], ["--by", "first"], ["--round", "final"]):
            validator.validate(self.ranking(*args))
        self.begin("spring")
        validator.validate(self.ranking(wave=("spring",)))
        validator.validate(self.ranking("--merge", "mean", wave=("autumn", "spring")))


if __name__ == "__main__":
    unittest.main(verbosity=1)
