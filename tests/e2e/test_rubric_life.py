#!/usr/bin/env python3
"""The life of a rubric as its author and a quality lead live it, in a terminal and in scripts.

Usage: test_rubric_life.py LUR SOURCE_FOLDER
"""
import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

LUR, SOURCE = sys.argv.pop(1), sys.argv.pop(1)
SAMPLES = os.path.join(SOURCE, "samples")
NEW_SECTION = "id: judged\n    title: \"Judged\"\n    weight: 60"


def environment(folder):
    plain = dict(os.environ, LC_ALL="C.UTF-8", LUR_RUBRICS=os.path.join(SOURCE, "rubrics/library"),
                 XDG_DATA_HOME=os.path.join(folder, "data"), TERM="xterm")
    plain.pop("LANGUAGE", None)
    return plain


class Life(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="lur-rubric-life-")
        self.addCleanup(shutil.rmtree, self.folder)

    def lur(self, *arguments, code=0):
        done = subprocess.run([LUR, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=environment(self.folder), cwd=self.folder, timeout=120)
        said = done.stderr.decode()
        self.assertEqual(done.returncode, code, said + done.stdout.decode())
        return done.stdout.decode(), said

    def in_terminal(self, typed, *arguments, answers=None):
        """Runs lur in a terminal, typing a line whenever it asks; answers: what is typed after these words, once each.
        Returns its code and the screen."""
        answers = dict(answers or {})
        main, other = pty.openpty()
        program = subprocess.Popen([LUR, *arguments], stdin=other, stdout=other, stderr=other, env=environment(self.folder),
                                   cwd=self.folder)
        os.close(other)
        screen, lines, asked, end = b"", list(typed), 0, time.monotonic() + 60
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
            if len(re.findall(rb"(?:\n|\x1b\[K)> ", screen)) > asked and lines:
                asked += 1
                os.write(main, lines.pop(0).encode() + b"\n")
            for words in [w for w in answers if w.encode() in screen]:
                os.write(main, answers.pop(words).encode() + b"\n")
        code = program.wait(timeout=10)
        os.close(main)
        return code, re.sub(r"\x1b\[[0-9;]*[mK]", "", screen.decode())

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8") as file:
            return file.read()

    def begin(self):
        self.lur("rubric", "new", "--title", "First contact", "--ask", "Did the agent say a name?", "--ask",
                 "Was the question answered?", "ours.yaml")

    def call(self):
        """A wave of four calls with two participants, scored by version 1 of ours.yaml."""
        self.begin()
        self.lur("wave", "new", "autumn")
        for who, names in (("north", ("sv-good", "sv-mono")), ("west", ("nb-good", "nb-menu"))):
            self.lur("import", "--wave", "autumn", "--participant", who, *(os.path.join(SAMPLES, f"{n}.flac") for n in names))
        self.write("answers.csv", "call,assessor,did_the_agent_say_a_name,was_the_question_answered\n"
                   "sv-good,Eva,yes,partly\nsv-mono,Eva,no,yes\nnb-good,Eva,yes,yes\nnb-menu,Eva,partly,no\n")
        self.lur("score", "autumn", "--rubric", "ours.yaml", "--answers", "answers.csv")

    def change(self, name="ours.yaml", to="next.yaml", version="2", weight=90):
        text = self.read(name).replace('version: "1"', f'version: "{version}"')
        self.assertIn(NEW_SECTION, text)
        self.write(to, text.replace(NEW_SECTION, NEW_SECTION.replace("60", str(weight))))

    # Begun

    def test_what_is_begun_is_in_order(self):
        self.begin()
        out, _ = self.lur("rubric", "check", "ours.yaml")
        self.assertEqual(out, "ours.yaml: in order (first-contact, version 1, 9 criteria)\n")
        out, _ = self.lur("rubric", "show", "ours.yaml")
        self.assertIn("Did the agent say a name? [did_the_agent_say_a_name] (weight 1)", out)

    def test_editors_and_authors_find_what_they_need(self):
        self.begin()
        first = self.read("ours.yaml").splitlines()[0]
        self.assertTrue(first.startswith("# yaml-language-server: $schema=/"), first)
        with open(first.split("=", 1)[1], encoding="utf-8") as file:
            self.assertIn("$schema", json.load(file))
        out, _ = self.lur("rubric", "measures")
        listed = [line for line in out.splitlines() if not line.startswith(" ")]
        self.assertIn("answer.wait_s", [line.split()[0] for line in listed])
        self.assertGreater(len(listed), 60)
        self.write("all.yaml", "lur: rubric/1\nid: all\nversion: \"1\"\ntitle: All\nsections:\n- id: s\n  title: S\n  criteria:\n" + "".join(
            f"  - {{id: m{i}, title: T, measure: {line.split()[0]}, counts: noted}}\n" for i, line in enumerate(listed)) +
            "  - {id: q, title: Q, ask: Q?, yes_no: true}\n")
        self.lur("rubric", "check", "all.yaml")
        self.write("bad.yaml", self.read("ours.yaml").replace("answer.wait_s", "charm"))
        out, _ = self.lur("rubric", "check", "bad.yaml", code=1)
        self.assertIn("“lur rubric measures” lists them", out)

    def test_every_choice_is_in_order(self):
        for number, options in enumerate((["--measures", "none", "--ask", "Sade medarbetaren ”hej”?"],
                                          ["--measures", "waiting"], ["--measures", "waiting, balance", "--ask", "A: \"b\" # c"],
                                          ["--measures", "waiting", "--ask", "One?", "--ask", "One?", "--ask", "42?"])):
            name = f"{number}.yaml"
            self.lur("rubric", "new", "--title", "Kundtjänst: vår 'mall'", *options, name)
            out, _ = self.lur("rubric", "check", name)
            self.assertRegex(out, r"^\d\.yaml: in order \(kundtjanst-var-mall, version 1, \d+ criteria\)\n$")

    def test_it_asks_in_the_terminal(self):
        code, screen = self.in_terminal(["First contact", "", "1 3 7", "Did the agent say a name?", "2", "3", "Was it clear?",
                                         "9", "3", "", "", "50"], "rubric", "new", "asked.yaml")
        self.assertEqual(code, 0, screen)
        self.assertIn("a whole number from 1 to 3, please", screen)
        self.assertIn("asked.yaml is written", screen)
        out, _ = self.lur("rubric", "check", "asked.yaml")
        self.assertEqual(out, "asked.yaml: in order (first-contact, version 1, 5 criteria)\n")
        text = self.read("asked.yaml")
        for piece in ("measure: answer.wait_s", "measure: hold.longest_s", "measure: talk.agent_ratio", "weight: 3",
                      "scale: {from: 1, to: 5}", "weight: 50"):
            self.assertIn(piece, text)
        self.assertNotIn("overlap", text)

    def test_who_leaves_early_has_no_file(self):
        code, screen = self.in_terminal(["First contact", "\x04"], "rubric", "new", "left.yaml")
        self.assertEqual(code, 3, screen)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "left.yaml")))

    def test_nothing_is_written_over(self):
        self.begin()
        _, said = self.lur("rubric", "new", "--title", "Another", "ours.yaml", code=2)
        self.assertIn("'ours.yaml' is there already", said)
        _, said = self.lur("rubric", "new", "other.yaml", code=2)
        self.assertIn("give --title", said)
        _, said = self.lur("rubric", "new", "--title", "T", "--measures", "smell", "other.yaml", code=2)
        self.assertIn("'smell' is nothing to measure here", said)
        _, said = self.lur("rubric", "new", "--title", "T", "--measures", "none", "other.yaml", code=2)
        self.assertIn("needs something to measure", said)

    # Checked

    def test_weak_criteria_are_told_with_their_place(self):
        self.begin()
        self.write("weak.yaml", self.read("ours.yaml").replace('{id: partly, points: 50,', '{id: partly, points: 100,', 1))
        out, _ = self.lur("rubric", "check", "weak.yaml")
        self.assertRegex(out.splitlines()[1], r"^weak\.yaml:\d+:13: weak: “yes” and “partly” of “did_the_agent_say_a_name” both")

    def test_faults_still_fail(self):
        self.write("bad.yaml", "lur: rubric/1\nid: x\n")
        out, _ = self.lur("rubric", "check", "bad.yaml", code=1)
        self.assertTrue(out.startswith("bad.yaml:1:1: "))

    def test_a_wave_is_looked_at(self):
        self.call()
        _, said = self.lur("rubric", "check", "ours.yaml", "--wave", "autumn")
        self.assertIn("the wave 'autumn' has 4 calls", said)
        self.lur("import", "--wave", "autumn", "--participant", "south", os.path.join(SAMPLES, "da-hold.flac"))
        out, _ = self.lur("rubric", "check", "ours.yaml", "--wave", "autumn")
        self.assertIn("weak: “menus” gave ", out)
        self.lur("rubric", "check", "ours.yaml", "--wave", "winter", code=3)

    # Published

    def test_a_published_version_never_changes(self):
        self.begin()
        out, _ = self.lur("rubric", "publish", "--by", "Ada", "ours.yaml")
        self.assertIn("first-contact, version 1, is published (SHA-256 ", out)
        out, _ = self.lur("rubric", "publish", "ours.yaml")
        self.assertIn("is published already, with the same contents", out)
        self.change(to="changed.yaml", version="1")
        _, said = self.lur("rubric", "publish", "changed.yaml", code=3)
        self.assertIn("changed.yaml: version “1” of “first-contact” was published on ", said)
        out, _ = self.lur("rubric", "list")
        self.assertRegex(out, r"first-contact +1 +First contact \(published ")
        self.change()
        self.lur("rubric", "publish", "next.yaml")
        os.remove(os.path.join(self.folder, "ours.yaml"))  # it is in the store, by name
        out, _ = self.lur("rubric", "show", "first-contact@1", "--yaml")
        self.assertIn('version: "1"', out)
        out, _ = self.lur("rubric", "show", "first-contact")
        self.assertIn("first-contact, version 2", out)
        self.lur("rubric", "show", "first-contact@3", code=3)

    def test_nothing_is_scored_by_other_contents(self):
        self.call()
        self.lur("rubric", "publish", "ours.yaml")
        self.change(to="changed.yaml", version="1")
        before, _ = self.lur("rank", "autumn", "--json")
        _, said = self.lur("score", "autumn", "--rubric", "changed.yaml", "--answers", "answers.csv", code=3)
        self.assertIn("give this file another version", said)
        self.assertEqual(self.lur("rank", "autumn", "--json")[0], before)
        os.remove(os.path.join(self.folder, "ours.yaml"))
        self.lur("score", "c1", "--rubric", "first-contact@1", "--answers", "answers.csv")
        self.lur("score", "--due", "--rubric", "first-contact", "autumn")
        self.lur("report", "--rubric", "first-contact", "--out", "pages", os.path.join(SAMPLES, "sv-good.flac"))

    # Compared and tried

    def test_differences_in_words_and_json(self):
        self.begin()
        self.change()
        out, _ = self.lur("rubric", "diff", "ours.yaml", "next.yaml")
        self.assertIn("first-contact, version 1  →  first-contact, version 2", out)
        self.assertIn("changed: section “Judged” [judged]\n      weight: 60 → 90\n", out)
        self.assertIn("part of the whole: 5.7 % → 4.4 %", out)
        lines = [json.loads(line) for line in self.lur("rubric", "diff", "ours.yaml", "next.yaml", "--json")[0].splitlines()]
        self.assertEqual(lines[1], {"what": "changed", "part": "section", "id": "judged", "title": "Judged", "key": "weight",
                                    "language": None, "before": "60", "after": "90"})
        out, _ = self.lur("rubric", "diff", "ours.yaml", "ours.yaml")
        self.assertIn("They are the same file.", out)
        self.write("same.yaml", "# a remark\n" + self.read("ours.yaml"))
        out, _ = self.lur("rubric", "diff", "ours.yaml", "same.yaml")
        self.assertIn("They say the same; only comments and layout differ.", out)
        self.lur("rubric", "diff", "ours.yaml", code=2)

    def test_a_trial_keeps_nothing(self):
        self.call()
        self.change()
        before = self.lur("list", "--json")[0]
        out, said = self.lur("score", "autumn", "--rubric", "next.yaml", "--test")
        self.assertIn("· 2\n", out)
        self.assertIn("this was a trial: nothing was kept", said)
        self.assertEqual(self.lur("list", "--json")[0], before)
        self.lur("score", "--test", "--save", "x.yaml", "--rubric", "next.yaml", os.path.join(SAMPLES, "sv-good.flac"), code=2)

    def league(self):
        """Rank and mean of each participant."""
        places = json.loads(self.lur("rank", "autumn", "--json")[0])["leagues"][0]["places"]
        return {p["name"]: (p["rank"], p["mean"]) for p in places}

    def test_who_moves_and_why(self):
        self.call()
        self.change(weight=900)
        ranks = self.league()
        trial = [json.loads(line) for line in
                 self.lur("score", "autumn", "--rubric", "next.yaml", "--compare", "--json")[0].splitlines()]
        self.assertEqual(ranks, {t["participant"]: (t["rank_before"], round(t["mean_before"], 6)) for t in trial})
        for line in trial:
            moved = sum(reason["by"] for reason in line["moved"])
            self.assertAlmostEqual(moved, line["mean_after"] - line["mean_before"], places=4)
            self.assertEqual((line["calls_before"], line["calls_after"]), (2, 2))
        text, said = self.lur("score", "autumn", "--rubric", "next.yaml", "--compare")
        self.assertIn("first-contact, version 1  →  version 2, in 'autumn'", text)
        self.assertIn("moved by", text)
        self.assertIn("the league is as it was", said)
        self.assertEqual(self.league(), ranks)
        self.lur("score", "autumn", "--rubric", "next.yaml")  # now it counts, and is what was foretold
        self.assertEqual(self.league(), {t["participant"]: (t["rank_after"], round(t["mean_after"], 6)) for t in trial})

    def test_new_questions_are_told(self):
        self.call()
        text = self.read("ours.yaml").replace('version: "1"', 'version: "2"')
        self.write("next.yaml", text.replace("id: was_the_question_answered", "id: something_else"))
        _, said = self.lur("score", "autumn", "--rubric", "next.yaml", "--compare")
        self.assertIn("4 calls lack answers to questions that this version asks", said)
        self.lur("score", "c1", "--rubric", "next.yaml", "--compare", code=2)

    # Changed answers

    def test_every_change_is_a_revision(self):
        self.call()
        self.write("again.yaml", 'lur: answers/1\nrubric: first-contact\nversion: "1"\nassessor: Bo\ncall: c1\nanswers:\n'
                   '  did_the_agent_say_a_name: {answer: partly, comment: "Only the firm"}\n'
                   '  was_the_question_answered: {answer: partly}\n'
                   '  time_to_answer: {answer: 99, comment: "A radio before the ringing"}\n')
        self.lur("score", "c1", "--rubric", "ours.yaml", "--answers", "again.yaml")
        out, _ = self.lur("show", "c1")
        self.assertRegex(out, r"Changes of the scorecard\n  [0-9: -]+  Eva  version 1: [0-9.]+ points, 2 answers\n")
        self.assertIn("      Did the agent say a name?: Yes → Partly (Only the firm)\n", out)
        self.assertIn("      Waiting time: as measured → 99 (A radio before the ringing)\n", out)
        revisions = json.loads(self.lur("show", "c1", "--json")[0])["revisions"]
        self.assertEqual([r["by"] for r in revisions], ["Eva", "Bo"])
        self.assertEqual({c["criterion"]: (c["before"], c["after"]) for c in revisions[1]["changes"]},
                         {"did_the_agent_say_a_name": ("yes", "partly"), "time_to_answer": (None, "99")})

    def revisions(self, call="c1"):
        return json.loads(self.lur("show", call, "--json")[0])["revisions"]

    def test_one_answer_is_changed_alone(self):
        self.call()
        change = ("score", "c1", "--rubric", "ours.yaml", "--assessor", "Bo", "--because", "Heard it again")
        out, said = self.lur(*change, "--change", "did_the_agent_say_a_name=no")
        self.assertIn("Heard it again", out)
        self.assertIn("1 scorecard is new", said)
        out, _ = self.lur("show", "c1")
        self.assertRegex(out, r"  Bo  version 1: [0-9.]+ points\n      Did the agent say a name\?: Yes → No \(Heard it again\)\n")
        last = self.revisions()[-1]
        self.assertEqual((last["by"], last["assessor"], len(last["changes"])), ("Bo", "Eva", 1))
        self.lur(*change, "--change", "was_the_question_answered=na", "--change", "time_to_answer=61.5")
        self.assertEqual({c["criterion"]: (c["before"], c["after"], c["reason"]) for c in self.revisions()[-1]["changes"]},
                         {"was_the_question_answered": ("partly", "n/a", "Heard it again"),
                          "time_to_answer": (None, "61.5", "Heard it again")})
        # By its title; what is the same already is no revision.
        self.lur(*change, "--change", "was_the_question_answered=Partly")
        _, said = self.lur(*change, "--change", "was_the_question_answered=Partly")
        self.assertIn("had the same scorecard already", said)
        self.assertEqual(len(self.revisions()), 4)
        self.lur(*change, "--change", "was_the_question_answered=no", "--test")
        self.assertEqual(len(self.revisions()), 4)

    def test_changes_that_do_not_fit(self):
        self.call()
        by, why = ("--assessor", "Bo"), ("--because", "Heard it again")
        base = ("score", "c1", "--rubric", "ours.yaml")
        for change, message in (("did_the_agent_say_a_nam=no", "c1: the rubric has no criterion “did_the_agent_say_a_nam”; did you "
                                                               "mean “did_the_agent_say_a_name”?"),
                                ("did_the_agent_say_a_name=loudly", "“loudly” is no answer to “did_the_agent_say_a_name”; the "
                                                                    "answers are: yes, partly, no"),
                                ("time_to_answer=soon", "“time_to_answer” is measured; to overrule it, write the right value")):
            _, said = self.lur(*base, *by, *why, "--change", change, code=3)
            self.assertIn(message, said)
        for wrong in ([*by, "--change", "time_to_answer=3"], [*by, *why], [*why, "--change", "time_to_answer=3"],
                      [*by, *why, "--change", "time_to_answer"], [*by, *why, "--change", "time_to_answer=3", "--answers", "answers.csv"]):
            self.lur(*base, *wrong, code=2)
        self.lur("score", "autumn", "--rubric", "ours.yaml", *by, *why, "--change", "time_to_answer=3", code=2)
        self.change()
        _, said = self.lur("score", "c1", "--rubric", "next.yaml", *by, *why, "--change", "time_to_answer=3", code=3)
        self.assertIn("c1: it was scored by version 1 of “first-contact”", said)
        self.lur("import", os.path.join(SAMPLES, "da-hold.flac"))
        _, said = self.lur("score", "c5", "--rubric", "ours.yaml", *by, *why, "--change", "time_to_answer=3", code=3)
        self.assertIn("c5: it has no scorecard by “first-contact” yet", said)
        self.assertEqual(len(self.revisions()), 1)

    def test_a_scored_call_is_opened_again(self):
        self.call()
        code, screen = self.in_terminal([""], "score", "c1", "--rubric", "ours.yaml")
        self.assertEqual(code, 0, screen)
        self.assertIn("All questions are answered, by Eva: ", screen)
        self.assertEqual(len(self.revisions()), 1)
        code, screen = self.in_terminal(["c", "no", ""], "score", "c1", "--rubric", "ours.yaml",
                                        answers={"Your name:": "Bo", "It must be said:": "Only a tune"})
        self.assertEqual(code, 0, screen)
        self.assertIn("so far: Yes", screen)
        self.assertIn("so far: Partly", screen)
        last = self.revisions()[-1]
        self.assertEqual((last["by"], last["assessor"], last["changes"]),
                         ("Bo", "Eva", [{"criterion": "did_the_agent_say_a_name", "before": "yes", "after": "no",
                                         "reason": "Only a tune"}]))

    def test_overruling_needs_a_reason(self):
        self.call()
        self.write("again.yaml", 'lur: answers/1\nrubric: first-contact\nversion: "1"\ncall: c1\nanswers:\n'
                   '  time_to_answer: {answer: 99}\n')
        _, said = self.lur("score", "c1", "--rubric", "ours.yaml", "--answers", "again.yaml", code=3)
        self.assertIn("again.yaml:6:", said)
        self.assertEqual(len(json.loads(self.lur("show", "c1", "--json")[0])["revisions"]), 1)


if __name__ == "__main__":
    unittest.main()
