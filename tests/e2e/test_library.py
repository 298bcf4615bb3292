#!/usr/bin/env python3
"""The shipped rubrics, through the program: their pages in docs/rubrics are what they say, and each scores every sample,
and every call of the corpus where LUR_CORPUS names one.

Usage: test_library.py LUR SOURCE_FOLDER           tests
       test_library.py LUR SOURCE_FOLDER --write   writes the pages anew
"""
import glob
import json
import os
import subprocess
import sys
import tempfile
import unittest

WRITE = "--write" in sys.argv
LUR, SOURCE = sys.argv[1:3]
LIBRARY = os.path.join(SOURCE, "rubrics/library")
PAGES = os.path.join(SOURCE, "docs/rubrics")
ENVIRONMENT = dict(os.environ, LC_ALL="C.UTF-8", LUR_RUBRICS=LIBRARY, XDG_DATA_HOME="/nonexistent")
ENVIRONMENT.pop("LANGUAGE", None)


def lur(*arguments):
    done = subprocess.run([LUR, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=ENVIRONMENT, timeout=240, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def rubrics():
    return sorted(os.path.splitext(name)[0] for name in os.listdir(LIBRARY) if name.endswith(".yaml"))


def page(name):
    code, out, err = lur("rubric", "show", os.path.join(LIBRARY, name + ".yaml"), "--markdown", "--lang", "en")
    if code != 0:
        raise SystemExit(f"{name}: {err}")
    return out


def recordings():
    found = sorted(glob.glob(os.path.join(SOURCE, "samples/*.flac")))
    corpus = os.environ.get("LUR_CORPUS", "")
    for folder in ("calls", "real") if corpus else ():
        found += sorted(glob.glob(os.path.join(corpus, folder, "*.flac")))
    return found


class Pages(unittest.TestCase):
    def test_each_rubric_has_its_page(self):
        written = sorted(os.path.splitext(name)[0] for name in os.listdir(PAGES) if name != "README.md")
        self.assertEqual(written, rubrics())

    def test_pages_are_what_the_rubrics_say(self):
        for name in rubrics():
            with self.subTest(name), open(os.path.join(PAGES, name + ".md"), encoding="utf-8") as file:
                self.assertEqual(file.read(), page(name), "write the pages anew with tests/e2e/test_library.py LUR . --write")

    def test_shares_are_the_whole(self):
        for name in rubrics():
            with self.subTest(name):
                rows = page(name).split("\n## ")[0].splitlines()
                cells = [row.split(" | ")[2] for row in rows if row.startswith("| ") and row.count(" | ") == 3]
                shares = [float(cell.split()[0]) for cell in cells if cell.endswith((" %", " points")) and cell[0].isdigit()]
                whole = {"connect-hotline": 500, "escda-telephone": 34}.get(name, 100)
                self.assertAlmostEqual(sum(shares), whole, delta=0.5)

    def test_the_list_names_all(self):
        _, out, _ = lur("rubric", "list", "--lang", "en")
        listed = [line.split()[0] for line in out.splitlines()]
        for name in rubrics():
            self.assertIn(name, listed)
            with open(os.path.join(PAGES, "README.md"), encoding="utf-8") as file:
                self.assertIn(f"({name}.md)", file.read())


class Scores(unittest.TestCase):
    def check(self, card, name, calls):
        self.assertEqual(card["rubric"]["id"], name)
        total = card["total"]
        self.assertTrue(total is None or 0 <= total <= 100, total)
        for section in card["sections"]:
            for criterion in section["criteria"]:
                self.assertIn(criterion["state"], ("scored", "noted", "not_applicable", "not_measured", "unanswered"), criterion)
        calls.append(card)

    def test_each_rubric_scores_every_recording(self):
        files = recordings()
        with tempfile.TemporaryDirectory() as store:
            code, _, err = lur("wave", "new", "all", "--store", store)
            self.assertEqual(code, 0, err)
            code, _, err = lur("import", "--store", store, "--wave", "all", "-j", "2", *files)
            self.assertEqual(code, 0, err)
            for name in rubrics():
                with self.subTest(name):
                    code, out, err = lur("score", "--store", store, "--rubric", name, "--json", "all")
                    self.assertEqual(code, 0, err)
                    calls = []
                    for line in out.splitlines():
                        self.check(json.loads(line), name, calls)
                    self.assertEqual(len(calls), len(files))


class Wave(unittest.TestCase):
    RUBRIC = """lur: rubric/1
id: places
version: "1"
title: Places
sections:
  - id: access
    title: Access
    criteria:
      - {id: wait, title: Wait, measure: answer.wait_s, scale: {over: wave, best: 100, worst: 40, better: low}}
"""

    def test_the_best_mean_wait_is_100_and_the_worst_40(self):
        with tempfile.TemporaryDirectory() as folder:
            rubric, store = os.path.join(folder, "places.yaml"), os.path.join(folder, "store")
            with open(rubric, "w", encoding="utf-8") as file:
                file.write(self.RUBRIC)
            self.assertEqual(lur("wave", "new", "w", "--store", store)[0], 0)
            for call in ("sv-good", "nb-menu", "da-hold", "nl-interrupt"):
                # Two calls are one participant's: it is the mean that has a place.
                code, _, err = lur("import", "--store", store, "--wave", "w", "--participant", "two" if call[:2] in ("da", "nl") else call,
                                   os.path.join(SOURCE, f"samples/{call}.flac"))
                self.assertEqual(code, 0, err)
            code, out, err = lur("score", "--store", store, "--rubric", rubric, "--json", "w")
            self.assertEqual(code, 0, err)
            marks = {}
            for card in map(json.loads, out.splitlines()):
                marks[os.path.basename(card["call"]["file"])] = card["sections"][0]["criteria"][0]
            waits = {name: mark["value"] for name, mark in marks.items()}
            means = {name: waits[name] for name in ("sv-good.flac", "nb-menu.flac")}
            means["da-hold.flac"] = means["nl-interrupt.flac"] = (waits["da-hold.flac"] + waits["nl-interrupt.flac"]) / 2
            low, high = min(means.values()), max(means.values())
            self.assertLess(low, high)
            for name, mean in means.items():
                self.assertAlmostEqual(marks[name]["points"], 40 + 60 * (high - mean) / (high - low), delta=0.02, msg=name)


if __name__ == "__main__":
    if WRITE:
        for each in rubrics():
            with open(os.path.join(PAGES, each + ".md"), "w", encoding="utf-8") as out:
                out.write(page(each))
        sys.exit(0)
    unittest.main(argv=sys.argv[:1])
