#!/usr/bin/env python3
"""A criterion that is judged by the place in the wave, from calls in a store: scored, shown, moved by one more call.

Usage: test_wave_scale.py LUR SOURCE_FOLDER
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

LUR, SOURCE = sys.argv.pop(1), sys.argv.pop(1)
RUBRIC = """lur: rubric/1
id: places
version: "1"
title: Places
sections:
  - id: wait
    title: Waiting
    criteria:
      - id: wait
        title: Waiting time
        measure: answer.wait_s
        scale: {over: wave, best: 100, worst: 40, better: low}
        not_applicable_when: not answer.answered
"""
SECOND_CRITERION = """      - id: length
        title: Length
        measure: call.duration_s
        points: [[0, 100], [120, 0]]
        weight: 2
"""


class WaveScale(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.environment = dict(os.environ, LC_ALL="C.UTF-8", XDG_DATA_HOME=self.folder.name)
        self.environment.pop("LANGUAGE", None)
        self.rubric = os.path.join(self.folder.name, "places.yaml")
        with open(self.rubric, "w", encoding="utf-8") as file:
            file.write(RUBRIC)

    def lur(self, *arguments, code=0):
        done = subprocess.run([LUR, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=self.environment, timeout=120)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        return done.stdout.decode()

    def take_in(self, sample, participant):
        self.lur("import", os.path.join(SOURCE, "samples", sample), "--wave", "autumn", "--participant", participant)

    def scores(self):
        """Total and waiting time of each call, by its name, newest scorecard."""
        found = {}
        for line in self.lur("score", "--rubric", self.rubric, "--json", "autumn").splitlines():
            card = json.loads(line)
            found[card["call"]["file"]] = (card["total"], card["sections"][0]["criteria"][0])
        return found

    def test_means_decide(self):
        self.lur("wave", "new", "autumn")
        self.take_in("sv-good.flac", "North")
        self.take_in("da-hold.flac", "South")
        first = self.scores()
        self.assertEqual(sorted(total for total, _ in first.values()), [40, 100])
        for total, criterion in first.values():
            wave = criterion["wave"]
            self.assertEqual(wave["participants"], 2)
            self.assertAlmostEqual(wave["mean"], wave["low"] if total == 100 else wave["high"])
        # What was kept is shown again as it was.
        shown = self.lur("show", "c1") + self.lur("show", "c2")
        self.assertNotIn("score the whole wave", shown)
        # A slower one comes in: the others are judged anew.
        self.take_in("en-slow.flac", "East")
        third = self.scores()
        self.assertEqual(len(third), 3)
        waits = sorted((criterion["value"], total) for total, criterion in third.values())
        self.assertEqual(waits[0][1], 100)
        self.assertEqual(waits[-1][1], 40)
        low, middle, high = (wait for wait, _ in waits)
        self.assertAlmostEqual(waits[1][1], 40 + 60 * (high - middle) / (high - low), places=4)

    def test_comparing_and_checking_know_the_wave(self):
        self.lur("wave", "new", "autumn")
        for i, sample in enumerate(["sv-good", "da-hold", "en-slow", "nb-good", "nb-menu"]):
            self.take_in(sample + ".flac", f"P{i}")
        rubric = RUBRIC + SECOND_CRITERION
        with open(self.rubric, "w", encoding="utf-8") as file:
            file.write(rubric)
        self.scores()
        second = os.path.join(self.folder.name, "second.yaml")
        with open(second, "w", encoding="utf-8") as file:
            file.write(rubric.replace('"1"', '"2"').replace("worst: 40", "worst: 0"))
        moved = [json.loads(line) for line in self.lur("score", "autumn", "--rubric", second, "--compare", "--json").splitlines()]
        self.assertEqual(len(moved), 5)
        self.assertAlmostEqual(min(m["mean_after"] - m["mean_before"] for m in moved), -40 / 3, places=4)  # a third of the weight
        self.assertAlmostEqual(max(m["mean_after"] - m["mean_before"] for m in moved), 0, places=4)
        for mover in moved:
            change = mover["mean_after"] - mover["mean_before"]
            self.assertAlmostEqual(sum(m["by"] for m in mover["moved"]), change, places=4)
            self.assertTrue(all(m["criterion"] == "wait" for m in mover["moved"]), mover)
        # What all have alike is said of a place in the wave, too.
        with open(second, "w", encoding="utf-8") as file:
            file.write(RUBRIC.replace("answer.wait_s", "transfer.count"))
        self.assertIn("gave all", self.lur("rubric", "check", second, "--wave", "autumn"))
        self.assertNotIn("gave all", self.lur("rubric", "check", self.rubric, "--wave", "autumn"))

    def test_what_is_overruled_now_counts_now(self):
        self.lur("wave", "new", "autumn")
        self.take_in("sv-good.flac", "North")
        self.take_in("da-hold.flac", "South")
        answers = os.path.join(self.folder.name, "answers.csv")
        with open(answers, "w", encoding="utf-8") as file:
            file.write("call,wait,wait.comment\nda-hold,1,A radio played\n")
        cards = [json.loads(line) for line in
                 self.lur("score", "--rubric", self.rubric, "--answers", answers, "--json", "autumn").splitlines()]
        self.assertEqual({c["call"]["file"]: c["total"] for c in cards}, {"sv-good.flac": 40, "da-hold.flac": 100})
        out = self.lur("score", "--rubric", self.rubric, "--json", "c2", "--change", "wait=99", "--because", "No, it rang", "--assessor",
                       "Bo")
        self.assertEqual(json.loads(out)["total"], 40)

    def test_alone_it_is_not_measured(self):
        card = json.loads(self.lur("score", "--rubric", self.rubric, "--json", os.path.join(SOURCE, "samples/sv-good.flac")))
        self.assertIsNone(card["total"])
        self.assertIn("score the whole wave", card["sections"][0]["criteria"][0]["why"])


unittest.main(verbosity=2)
