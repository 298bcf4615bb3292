#!/usr/bin/env python3
"""Runs `lur rubric` and `lur score` as people and scripts do, also in a terminal.

Usage: test_score.py LUR SOURCE_FOLDER
"""
import csv
import io
import fcntl
import json
import os
import pty
import re
import select
import subprocess
import sys
import tempfile
import termios
import time
import unittest
import wave

LUR, SOURCE = sys.argv.pop(1), sys.argv.pop(1)
GOOD = os.path.join(SOURCE, "samples/sv-good.flac")
MONO = os.path.join(SOURCE, "samples/sv-mono.flac")
ENVIRONMENT = dict(os.environ, LC_ALL="C.UTF-8", LUR_RUBRICS=os.path.join(SOURCE, "rubrics/library"),
                   XDG_DATA_HOME="/nonexistent")  # what is published in somebody's own store is not ours
ENVIRONMENT.pop("LANGUAGE", None)
STATE = tempfile.TemporaryDirectory()
ENVIRONMENT["XDG_STATE_HOME"] = STATE.name
ENVIRONMENT["TERM"] = "xterm"  # whatever the tests run in


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


QUESTIONS = """lur: rubric/1
id: two
version: "1"
title: Two
sections:
  - id: s
    title: S
    criteria:
      - {id: greeting, title: Greeting, ask: "Was there one?", yes_no: {yes: {points: 100}, no: {points: 0}}, evidence: greeting}
      - {id: reasons, title: Reasons, ask: "Which?", several: sum,
         answers: [{id: price, points: 60, title: The price}, {id: time, points: 40, title: "The time, too"}]}
      - {id: wait, title: Wait, measure: answer.wait_s, points: [[0, 100], [60, 0]]}
rules:
  - {when: "criteria.greeting == 0", cap: 20, because: "No greeting, no more"}
"""


class Work(unittest.TestCase):
    """Scoring as it is done all day."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.rubric = self.path("two.yaml")
        with open(self.rubric, "w", encoding="utf-8") as f:
            f.write(QUESTIONS)

    def tearDown(self):
        self.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def begun(self):
        folder = os.path.join(STATE.name, "lur", "answers")
        return [name for name in os.listdir(folder) if name.endswith(".line")] if os.path.isdir(folder) else []

    def begin_to_type(self, text):
        """Types without Enter in a terminal of the program's own; returns (program, our end) once the text is seen and kept."""
        main, other = pty.openpty()
        program = subprocess.Popen([LUR, "score", "--rubric", self.rubric, GOOD], stdin=other, stdout=subprocess.DEVNULL, stderr=other,
                                   env=ENVIRONMENT, start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(other)
        screen, typed, end = b"", False, time.monotonic() + 60
        while time.monotonic() < end and not (typed and self.begun()):
            if select.select([main], [], [], 0.1)[0]:
                screen += os.read(main, 4096)
            if not typed and screen.endswith(b"> "):
                os.write(main, text.encode())
            typed = typed or screen.endswith(text.encode())
        self.assertEqual(len(self.begun()), 1, screen)  # it is kept before anything happens to the program
        return program, main

    def test_a_half_typed_answer_stands_there_again(self):
        def kill(program, main):
            program.kill()
            os.close(main)

        def interrupt(program, main):
            os.write(main, "é".encode())
            screen = b""
            while not screen.endswith("é".encode()):  # Ctrl-C drops what has not been read
                screen += os.read(main, 4096)
            os.write(main, b"\x03")
            program.wait(20)
            os.close(main)

        def close(_, main):
            os.close(main)
        for stop, more in ((kill, ""), (close, ""), (interrupt, "é")):
            with self.subTest(stop.__name__):
                program, main = self.begin_to_type("1 friendly, clear, a caf")
                stop(program, main)
                self.assertLess(program.wait(20), 0)  # by the signal
                code, screen, result = in_terminal(["!", "q"], "score", "--rubric", self.rubric, "--json", GOOD)
                self.assertEqual(code, 0, screen)
                self.assertIn("> 1 friendly, clear, a caf" + more + "!", screen)
                mark = json.loads(result)["sections"][0]["criteria"][0]
                self.assertEqual((mark["points"], mark["comment"]), (100, "friendly, clear, a caf" + more + "!"))
                self.assertEqual(self.begun(), [])
                for name in os.listdir(os.path.join(STATE.name, "lur", "answers")):
                    os.remove(os.path.join(STATE.name, "lur", "answers", name))

    def test_a_line_is_changed_while_it_is_typed(self):
        typed = "2 wrong\x15\x1b[A\x1bOB1 an åÄ\x7f\x7f\x7fo wrd\x17\x7fld friend" + 60 * " of theirs"
        code, screen, result = in_terminal([typed, "q"], "score", "--rubric", self.rubric, "--json", GOOD)
        self.assertEqual(code, 0, screen)
        mark = json.loads(result)["sections"][0]["criteria"][0]
        self.assertEqual((mark["points"], mark["comment"]), (100, "anold friend" + 60 * " of theirs"))
        for name in os.listdir(os.path.join(STATE.name, "lur", "answers")):
            os.remove(os.path.join(STATE.name, "lur", "answers", name))

    def test_an_interrupted_assessor_goes_on(self):
        code, screen, _ = in_terminal(["1 friendly", "q"], "score", "--rubric", self.rubric, GOOD)
        self.assertEqual(code, 0)
        self.assertIn("1/2  Greeting", screen)
        code, screen, result = in_terminal(["1+2"], "score", "--rubric", self.rubric, "--json", GOOD)
        self.assertIn("goes on after what was answered before", screen)
        self.assertNotIn("Greeting", screen)
        self.assertIn("1/1  Reasons", screen)
        greeting, reasons, _ = json.loads(result)["sections"][0]["criteria"]
        self.assertEqual(greeting["comment"], "friendly")
        self.assertEqual(reasons["said"], "The price; The time, too")
        code, screen, _ = in_terminal(["q"], "score", "--rubric", self.rubric, GOOD)
        self.assertIn("1/2  Greeting", screen)  # all was answered, so it begins anew

    def test_two_files_of_one_name_are_two_calls(self):
        other = self.path("sv-good.flac")
        with open(GOOD, "rb") as f, open(other, "wb") as copy:
            copy.write(f.read())
        in_terminal(["1", "q"], "score", "--rubric", self.rubric, GOOD)
        _, screen, _ = in_terminal(["q"], "score", "--rubric", self.rubric, other)
        self.assertIn("1/2  Greeting", screen)
        in_terminal(["1", "1"], "score", "--rubric", self.rubric, GOOD)

    def test_playing_without_a_loudspeaker_is_said(self):
        environment = dict(ENVIRONMENT)
        try:
            ENVIRONMENT.update(ALSA_CONFIG_PATH="/dev/null", PULSE_SERVER="unix:/nonexistent", JACK_NO_START_SERVER="1",
                               JACK_DEFAULT_SERVER="lur-has-none")
            code, screen, _ = in_terminal(["p", "q"], "score", "--rubric", self.rubric, GOOD)
        finally:
            ENVIRONMENT.clear()
            ENVIRONMENT.update(environment)
        self.assertEqual(code, 0)
        self.assertIn("no loudspeaker", " ".join(screen.split()))

    def test_the_table_tells_every_answer(self):
        with open(self.path("a.csv"), "w", encoding="utf-8") as f:
            f.write("call,assessor,greeting,greeting.comment,reasons\nsv-good,Anna,no,silent,price+time\n")
        code, out, _ = lur("score", "--rubric", self.rubric, "--answers", self.path("a.csv"), "--csv", GOOD)
        self.assertEqual(code, 0)
        row = next(csv.DictReader(io.StringIO(out)))
        self.assertEqual([row["criteria.greeting.answer"], row["criteria.greeting.by"], row["criteria.greeting.comment"]],
                         ["no", "assessor", "silent"])
        self.assertEqual(row["criteria.reasons.answer"], "price+time")
        self.assertEqual([float(row["total"]), row["decided_by"]], [20, "No greeting, no more"])
        parts = [float(row[f"criteria.{c}.won"]) for c in ("greeting", "reasons", "wait")]
        self.assertAlmostEqual(sum(parts), float(row["won"]), places=4)
        self.assertAlmostEqual(sum(float(row[f"criteria.{c}.possible"]) for c in ("greeting", "reasons", "wait")), 100, places=4)
        self.assertEqual(len(row["rubric_sha256"]), 64)
        self.assertRegex(row["criteria.wait.hear"], r"^[0-9.]+-[0-9.]+")

    def test_paper(self):
        one, folder = self.path("one.pdf"), self.path("many")
        code, _, _ = lur("score", "--rubric", self.rubric, "--pdf", one, GOOD)
        self.assertEqual(code, 0)
        with open(one, "rb") as f:
            self.assertEqual(f.read(5), b"%PDF-")
        code, _, _ = lur("score", "--rubric", self.rubric, "--pdf", folder, GOOD, MONO, GOOD)
        self.assertEqual(code, 0)
        self.assertEqual(sorted(os.listdir(folder)), ["sv-good-2.pdf", "sv-good.pdf", "sv-mono.pdf"])
        alone = self.pages(one)
        code, _, _ = lur("score", "--rubric", self.rubric, "--pdf", one, "-j", "2", GOOD, MONO)
        self.assertEqual((code, alone >= 1, self.pages(one) > alone), (0, True, True))
        code, _, _ = lur("score", "--rubric", self.rubric, "--pdf", self.path("none.pdf"), "missing.wav", "absent.wav")
        self.assertEqual((code, os.path.exists(self.path("none.pdf"))), (3, False))

    def pages(self, path):
        with open(path, "rb") as f:
            return len(re.findall(rb"/Type /Page\b", f.read()))

    def test_a_wave_on_paper(self):
        store, paper = ["--store", self.path("store")], self.path("wave.pdf")
        lur("wave", "new", "autumn", *store)
        lur("import", "--wave", "autumn", "--participant", "north", GOOD, MONO, *store)
        lur("score", "--rubric", "measured", *store, "autumn")
        code, _, said = lur("score", "--rubric", "measured", "--pdf", paper, *store, "autumn")
        self.assertEqual(code, 0, said)  # what is scored already is on it, too, and is not scored twice
        self.assertIn("2 calls had the same scorecard already", said)
        with open(paper, "rb") as f:
            self.assertIn(b"/Outlines", f.read())
        code, _, _ = lur("score", "--rubric", "measured", "--pdf", self.path("one.pdf"), *store, "c1")
        self.assertLess(self.pages(self.path("one.pdf")), self.pages(paper))

    def test_due(self):
        store = ["--store", self.path("store")]
        lur("wave", "new", "autumn", *store)
        lur("import", "--wave", "autumn", "--participant", "north", "--assessor", "Anna", GOOD, *store)
        lur("import", "--wave", "autumn", "--participant", "west", MONO, *store)
        due = ["score", "--due", "--rubric", self.rubric, "--json", *store]
        code, out, said = lur(*due, "autumn")
        self.assertEqual(code, 0)
        self.assertEqual([(r["call"], r["assessor"], r["state"]) for r in map(json.loads, out.splitlines())],
                         [("c1", "Anna", "not scored"), ("c2", None, "not scored")])
        self.assertIn("2 calls are to be scored: Anna 1, nobody named 1", said)
        self.assertEqual(len(lur(*due, "--assessor", "Anna")[1].splitlines()), 1)
        in_terminal(["1", "q"], "score", "--rubric", self.rubric, *store, "c1")
        states = [json.loads(line)["state"] for line in lur(*due)[1].splitlines()]
        self.assertEqual(states, ["incomplete", "not scored"])
        in_terminal(["1", "1"], "score", "--rubric", self.rubric, *store, "c1")
        self.assertEqual([json.loads(line)["call"] for line in lur(*due)[1].splitlines()], ["c2"])
        code, _, said = lur(*due, "c1")
        self.assertEqual(code, 2)
        self.assertIn("about waves", said)


if __name__ == "__main__":
    unittest.main()
