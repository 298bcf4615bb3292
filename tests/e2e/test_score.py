#!/usr/bin/env python3
"""Runs `lur rubric` and `lur score` as people and scripts do, also in a terminal.

Usage: test_score.py LUR SOURCE_FOLDER
"""
import csv
import io
import json
import os
import pty
import select
import subprocess
import sys
import tempfile
import time
import unittest
import wave

LUR, SOURCE = sys.argv.pop(1), sys.argv.pop(1)
GOOD = os.path.join(SOURCE, "samples/sv-good.flac")
MONO = os.path.join(SOURCE, "samples/sv-mono.flac")
ENVIRONMENT = dict(os.environ, LC_ALL="C.UTF-8", LUR_RUBRICS=os.path.join(SOURCE, "rubrics/library"),
                   XDG_DATA_HOME="/nonexistent")  # what is published in somebody's own store is not ours
ENVIRONMENT.pop("LANGUAGE", None)


def lur(*arguments):
    done = subprocess.run([LUR, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=ENVIRONMENT, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def in_terminal(typed, *arguments):
    """Runs lur with a terminal on standard input and error, typing a line whenever it asks. Returns code, screen and result."""
    main, other = pty.openpty()
    with tempfile.TemporaryFile() as result:
        program = subprocess.Popen([LUR, *arguments], stdin=other, stdout=result, stderr=other, env=ENVIRONMENT)
        os.close(other)
        screen, lines, asked, end = b"", list(typed), 0, time.monotonic() + 120
        while time.monotonic() < end:
            if select.select([main], [], [], 0.1)[0]:
                try:
                    piece = os.read(main, 4096)
                except OSError:
                    break
                if not piece:
                    break
                screen += piece
            elif program.poll() is not None:
                break
            if screen.count(b"> ") > asked and lines:
                asked = screen.count(b"> ")
                os.write(main, lines.pop(0).encode() + b"\n")
        code = program.wait(timeout=10)
        os.close(main)
        result.seek(0)
        return code, screen.decode(), result.read().decode()


class Rubric(unittest.TestCase):
    def test_list(self):
        code, out, _ = lur("rubric", "list", "--lang", "sv")
        self.assertEqual(code, 0)
        for name in ("ksp-telefon", "measured", "sm-contactcenter", "Kundservice, kontaktcenter"):
            self.assertIn(name, out)
        shipped = [name for name in os.listdir(os.path.join(SOURCE, "rubrics/library")) if name.endswith(".yaml")]
        self.assertEqual(len(out.splitlines()), len(shipped))  # each once, although two folders hold them

    def test_show(self):
        code, out, _ = lur("rubric", "show", "ksp-telefon")
        self.assertEqual(code, 0)
        self.assertIn("Waiting (weight 5, from the source)", out)
        self.assertIn("Reception (weight 20, lur's own)", out)

    def test_shown_as_a_file_it_checks(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "copy.yaml")
            code, out, _ = lur("rubric", "show", "sm-contactcenter", "--yaml")
            self.assertEqual(code, 0)
            with open(path, "w", encoding="utf-8") as file:
                file.write(out)
            code, out, _ = lur("rubric", "check", path)
            self.assertEqual((code, out), (0, f"{path}: in order (sm-contactcenter, version 2026.1, 13 criteria)\n"))

    def test_check_says_everything(self):
        path = os.path.join(SOURCE, "tests/rubrics/bad/many-faults.yaml")
        code, out, _ = lur("rubric", "check", path)
        self.assertEqual(code, 1)
        self.assertEqual(len(out.splitlines()), 4)
        self.assertIn(f"{path}:10:9: ", out)

    def test_usage(self):
        for arguments in (("rubric",), ("rubric", "show"), ("rubric", "check"), ("rubric", "eat"), ("rubric", "list", "--colour")):
            code, out, err = lur(*arguments)
            self.assertEqual((code, out), (2, ""), arguments)
            self.assertIn("lur rubric --help", err)

    def test_missing(self):
        self.assertEqual(lur("rubric", "show", "mesured")[0], 3)
        self.assertIn("did you mean “measured”?", lur("rubric", "show", "mesured")[2])
        self.assertEqual(lur("rubric", "check", "/nowhere.yaml")[0], 3)


class Score(unittest.TestCase):
    def test_measured_needs_no_answers(self):
        code, out, err = lur("score", "--rubric", "measured", "--json", GOOD)
        self.assertEqual((code, err), (0, ""))
        card = json.loads(out)
        self.assertTrue(card["complete"])
        self.assertGreaterEqual(card["total"], 95)

    def test_answers(self):
        answers = os.path.join(SOURCE, "samples/answers/sv-good.yaml")
        code, out, _ = lur("score", "--rubric", "sm-contactcenter", "--answers", answers, "--json", GOOD)
        card = json.loads(out)
        # Six criteria of eight with 5, clarity with 4: (7 x 100 + 75) / 8.
        self.assertEqual((code, card["total"], card["complete"], card["assessor"]), (0, 96.875, True, "Eva"))

    def test_table(self):
        answers = os.path.join(SOURCE, "samples/answers/ksp-telefon.csv")
        code, out, err = lur("score", "--rubric", "ksp-telefon", "--answers", answers, "--csv", "-j", "2", GOOD, MONO)
        self.assertEqual((code, err), (0, ""))
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual(len(rows), 2)

    def test_without_answers_it_is_incomplete(self):
        code, out, _ = lur("score", "--rubric", "sm-contactcenter", "--json", GOOD)
        card = json.loads(out)
        self.assertEqual((code, card["complete"], card["total"]), (0, False, None))

    def test_fail_under(self):
        self.assertEqual(lur("score", "--rubric", "measured", "--fail-under", "50", GOOD)[0], 0)
        self.assertEqual(lur("score", "--rubric", "sm-contactcenter", "--fail-under", "50", GOOD)[0], 1)
        unanswered = os.path.join(SOURCE, "samples/en-unanswered.flac")
        self.assertEqual(lur("score", "--rubric", "measured", "--fail-under", "1", unanswered)[0], 1)

    def test_answers_for_another_rubric(self):
        answers = os.path.join(SOURCE, "samples/answers/sv-good.yaml")
        code, out, err = lur("score", "--rubric", "measured", "--answers", answers, GOOD)
        self.assertEqual((code, out), (3, ""))
        self.assertIn("these answers are for the rubric “sm-contactcenter” and not for “measured”", err)

    def test_no_answers_about_this_call(self):
        answers = os.path.join(SOURCE, "samples/answers/sv-good.yaml")
        code, _, err = lur("score", "--rubric", "sm-contactcenter", "--answers", answers, MONO)
        self.assertEqual(code, 0)
        self.assertIn("there are no answers about this call", err)

    def test_usage(self):
        for arguments in ((GOOD,), ("--rubric", "measured"), ("--rubric", "measured", "--fail-under", "many", GOOD),
                          ("--rubric", "measured", "--save", "x", GOOD, MONO), ("--rubric", "measured", "--save", "x", GOOD)):
            code, out, err = lur("score", *arguments)
            self.assertEqual((code, out), (2, ""), arguments)
            self.assertIn("lur score --help", err)

    def test_each_file_is_tried(self):
        code, out, err = lur("score", "--rubric", "measured", "--json", "/nowhere.wav", GOOD)
        self.assertEqual(code, 3)
        self.assertEqual(len(out.splitlines()), 1)
        self.assertIn("/nowhere.wav", err)


class Terminal(unittest.TestCase):
    def test_asks_and_keeps_the_answers(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "kept.yaml")
            typed = ["5 warm", "?", "5", "4", "all", "5", "b", "4", "5", "5", "n no chance to", "A good call"]
            code, screen, out = in_terminal(typed, "score", "--rubric", "sm-contactcenter", "--assessor", "Kim", "--save", path,
                                            "--json", GOOD)
            card = json.loads(out)
            self.assertEqual(code, 0, screen)
            self.assertIn("How was the agent's attitude to you and your errand?", screen)
            self.assertRegex(screen, r"listen at 0:\d\d\.\d–0:\d\d\.\d")
            self.assertEqual(card["assessor"], "Kim")
            # 100, 100, 75, 100, 75, 100, 100 and one set aside: process has 100 alone.
            # Manner (100 + 100 + 75) / 3 x 37.5, content (100 + 75 + 100) / 3 x 37.5, process 100 x 25.
            self.assertAlmostEqual(card["total"], (2 * 37.5 * 275 / 3 + 2500) / 100, places=4)
            self.assertAlmostEqual(card["coverage"], 0.875, places=6)
            again = json.loads(lur("score", "--rubric", "sm-contactcenter", "--answers", path, "--json", GOOD)[1])
            self.assertEqual(again["total"], card["total"])
            self.assertEqual(again["assessor"], "Kim")

    def test_goes_on_where_it_ended_and_writes_over_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "kept.yaml")
            in_terminal(["5 warm", "q"], "score", "--rubric", "sm-contactcenter", "--save", path, GOOD)
            code, screen, _ = in_terminal(["5"], "score", "--rubric", "sm-contactcenter", "--save", path, GOOD)
            self.assertEqual(code, 2, screen)
            self.assertIn("is there already", screen)
            code, screen, out = in_terminal(["4", "q"], "score", "--rubric", "sm-contactcenter", "--answers", path, "--save", path,
                                            "--json", GOOD)
            self.assertEqual(code, 0, screen)
            self.assertIn("How were you treated?", screen)
            self.assertNotIn("How was the agent's attitude", screen)
            marks = {c["id"]: c["points"] for s in json.loads(out)["sections"] for c in s["criteria"]}
            self.assertEqual((marks["attitude"], marks["treatment"]), (100, 75))
            with open(path, encoding="utf-8") as f:
                self.assertIn("warm", f.read())

    def test_answers_about_two_legs_are_found_again(self):
        with tempfile.TemporaryDirectory() as folder:
            path, legs = os.path.join(folder, "kept.yaml"), []
            for name in ("in.wav", "out.wav"):
                legs.append(os.path.join(folder, name))
                with wave.open(legs[-1], "wb") as w:
                    w.setparams((1, 2, 8000, 0, "NONE", ""))
                    w.writeframes(bytes(32000))
            call = "+".join(legs)
            in_terminal(["q"], "score", "--rubric", "sm-contactcenter", "--save", path, call)
            _, _, err = lur("score", "--rubric", "sm-contactcenter", "--answers", path, call)
            self.assertNotIn("no answers", err)

    def test_save_refuses_a_table(self):
        code, _, err = lur("score", "--rubric", "sm-contactcenter", "--save", "answers.csv", GOOD)
        self.assertEqual(code, 2)
        self.assertIn(".yaml", err)


if __name__ == "__main__":
    unittest.main()
