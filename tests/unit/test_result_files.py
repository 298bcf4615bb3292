#!/usr/bin/env python3
"""What is handed to participants, as files: the JSON fits its schema, nobody's name is given away in any format, the same wave gives the
same bytes, and waves of all sizes fit on their pages.

Usage: test_result_files.py RESULT_TOOL SOURCE_FOLDER
"""
import copy
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

TOOL, SOURCE = sys.argv.pop(1), sys.argv.pop(1)
NAMES = ["Ångström Energi", "Øresund Bank", "Großmann Versicherung", "Nordlys Tele", "Kvarnby Kommune", "Fjällräven Support",
         "Smørrebrød Sverige", "Van der Meer Wonen", "Ytterdal Kraft"]
OWN = NAMES[2]
FILES = ["result.html", "manager.html", "result.pdf", "manager.pdf", "result.json", "result.csv"]


class Files(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def make(self, *arguments, name="a"):
        folder = os.path.join(self.folder.name, name)
        os.mkdir(folder)
        subprocess.run([TOOL, folder, *map(str, arguments)], check=True, timeout=100)
        return folder

    def bytes_of(self, folder, name):
        with open(os.path.join(folder, name), "rb") as file:
            return file.read()

    def words_of(self, folder, name):
        """The text of a file, of a PDF as a reader sees it."""
        if not name.endswith(".pdf"):
            return self.bytes_of(folder, name).decode()
        if not shutil.which("pdftotext"):
            return None
        done = subprocess.run(["pdftotext", "-raw", os.path.join(folder, name), "-"], stdout=subprocess.PIPE, check=True)
        return done.stdout.decode()

    def pages_of(self, folder, name):
        return int(re.search(rb"/Count (\d+)", self.bytes_of(folder, name)).group(1))

    def test_competitors_are_letters(self):
        folder = self.make()
        for name in FILES:
            words = self.words_of(folder, name)
            if words is None:
                continue
            for other in NAMES:
                if other != OWN:
                    self.assertNotIn(other, words, name)
                    for part in other.split():
                        if len(part) > 6:
                            self.assertNotIn(part, words, name)
            for short in ("p0", "p1", "p3", "p8"):
                self.assertNotRegex(words if name == "result.csv" else "", rf"\b{short}\b")
            if name != "result.csv":
                self.assertIn("Großmann", words, name)
        document = json.loads(self.words_of(folder, "result.json"))
        self.assertTrue(document["anonymous"])
        self.assertEqual([line["label"] for line in document["league"] if not line["own"]],
                         [letter for letter, line in zip("ABCDEFGHI", document["league"]) if not line["own"]])
        named = self.make(9, 25, 1, "named", name="b")
        for name in ("result.html", "result.json", "result.pdf"):
            words = self.words_of(named, name)
            for other in NAMES if words else ():
                self.assertIn(other.split()[0], words, name)

    def test_the_same_wave_gives_the_same_bytes(self):
        first, second = self.make(name="a"), self.make(name="b")
        for name in FILES:
            self.assertTrue(self.bytes_of(first, name) == self.bytes_of(second, name), name)
        self.assertTrue(b"20260528" in self.bytes_of(first, "result.pdf"), "the paper is dated by the wave's last call")

    def test_all_sizes(self):
        for participants, calls, words, most in ((9, 25, (), 2), (1, 1, (), 2), (1, 8, ("unanswered",), 2), (4, 0, (), 1),
                                                 (40, 200, ("long", "named"), 4), (60, 5, (), 4)):
            with self.subTest(participants=participants, calls=calls):
                folder = self.make(participants, calls, 1, *words, name=f"{participants}-{calls}")
                self.assertEqual(self.pages_of(folder, "manager.pdf"), 1)
                self.assertLessEqual(self.pages_of(folder, "result.pdf"), most)
                for name in FILES:
                    text = self.words_of(folder, name) or ""
                    self.assertNotRegex(text, r"(?i)\bnan\b|\binf\b|\(null\)", name)

    def test_the_schema(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("python3-jsonschema is not installed")
        with open(os.path.join(SOURCE, "report", "result.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for i, arguments in enumerate([(), (1, 1, 1), (4, 0, 1), (1, 8, 1, "unanswered"), (12, 25, 3)]):
            document = json.loads(self.words_of(self.make(*arguments, name=str(i)), "result.json"))
            faults = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator.iter_errors(document)]
            self.assertEqual(faults, [], arguments)
        whole = json.loads(self.words_of(self.make(name="whole"), "result.json"))
        for path, value in ((["schema"], "lur.result/2"), (["place", "standing"], "lucky"), (["method", "seed"], 7),
                            (["league", 0, "own"], "yes"), (["costs", 0, "kind"], "luck"), (["hours", 0, "hour"], 24)):
            wrong = copy.deepcopy(whole)
            at = wrong
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = value
            self.assertFalse(validator.is_valid(wrong), path)

    def test_the_formats_agree(self):
        folder = self.make()
        document = json.loads(self.words_of(folder, "result.json"))
        with open(os.path.join(folder, "result.csv"), encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        totals = [float(row["total"]) for row in rows]
        self.assertEqual(len(rows), document["place"]["calls"])
        self.assertAlmostEqual(sum(totals) / len(totals), document["place"]["mean"], places=4)
        answered = [float(row["total"]) for row in rows if row["answered"] == "true"]
        self.assertAlmostEqual(sum(answered) / len(answered), document["totals"]["answered"]["mean"], places=4)
        lost = {cost["id"]: cost["points"] for cost in document["costs"] if cost["kind"] == "criterion"}
        for criterion, points in lost.items():
            self.assertAlmostEqual(sum(float(row[f"lost.{criterion}"]) for row in rows) / len(rows), points, places=4)
        self.assertEqual(sum(hour["calls"] for hour in document["hours"]) + document["calls_without_time"], len(rows))
        self.assertIn(0, [hour["calls"] for hour in document["hours"]])
        page = self.words_of(folder, "result.html")
        self.assertIn(f"<b>{document['place']['mean']:.1f}</b>", page)
        self.assertNotIn("http", page.replace('http-equiv="Content-Security-Policy"', ""))


unittest.main(verbosity=2)
