#!/usr/bin/env python3
"""The store through the real program: calls kept, found, scored, ranked and reported; killed, crowded and broken.

Usage: test_store_cli.py LUR SOURCE_DIR [KILLS]
KILLS: at how many random moments each command is killed (default 7; bench/soak-kill-store asks for more).
The seed is printed; LUR_SEED=N repeats a run."""
import csv
import io
import json
import os
import pty
import random
import re
import resource
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

LUR, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
KILLS = int(sys.argv[3]) if len(sys.argv) > 3 else 7
SEED = int(os.environ.get("LUR_SEED") or 20261122)
SAMPLES = os.path.join(SOURCE, "samples")
ANSWERS = os.path.join(SAMPLES, "answers")
ENV = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", LUR_RUBRICS="", NO_COLOR="")
NAMES = ["sv-good", "sv-mono", "nb-good", "nb-menu", "nl-interrupt", "da-hold", "en-slow", "en-unanswered"]
RUBRIC = ["--rubric", "sm-contactcenter"]
KEPT = tempfile.TemporaryDirectory()
FILLED = os.path.join(KEPT.name, "store")


def sample(name):
    return os.path.join(SAMPLES, name + ".flac")


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.store = os.path.join(folder.name, "store")

    def lur(self, command, *args, code=0, **more):
        done = subprocess.run([LUR, command, "--store", self.store, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=ENV, cwd=self.folder, timeout=120, **more)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        self.err = done.stderr.decode()
        return done.stdout.decode()

    def rows(self, *args):
        return [json.loads(line) for line in self.lur("list", "--json", *args).splitlines()]

    def league(self, wave, *args):
        """The places of the league of all contacts, with what is known of their participants besides."""
        ranking = json.loads(self.lur("rank", wave, "--json", *args))
        about = {p["name"]: p for p in ranking["participants"]}
        return [dict(about[place["name"]], **place) for place in ranking["leagues"][0]["places"]]

    def shown(self, call):
        return json.loads(self.lur("show", call, "--json"))

    def fill(self):
        """A wave of the eight samples, two for each of four participants: c1 to c8. Made once, then copied."""
        if os.path.isdir(FILLED):
            shutil.copytree(FILLED, self.store)
            return
        self.lur("wave", "new", "autumn", "--title", "Autumn 2026")
        for i, participant in enumerate(["north", "west", "south", "island"]):
            self.lur("import", "--wave", "autumn", "--participant", participant, "-j", "2",
                     *map(sample, NAMES[2 * i:2 * i + 2]))
        shutil.copytree(self.store, FILLED)

    def score(self, *args, **more):
        return self.lur("score", *RUBRIC, "--answers", ANSWERS, *args, **more)

    def sentence(self, *words):
        self.assertEqual(len(self.err.strip().splitlines()), 1, self.err)
        for word in words:
            self.assertIn(word, self.err)

    def sound(self):
        """The bytes of everything below audio/."""
        found = {}
        for folder, _, names in os.walk(os.path.join(self.store, "audio")):
            for name in names:
                with open(os.path.join(folder, name), "rb") as f:
                    found[name] = f.read()
        return found

    def database(self):
        return os.path.join(self.store, "lur.db")

    def sound_and_well(self):
        base = sqlite3.connect(self.database())
        self.assertEqual(base.execute("PRAGMA integrity_check").fetchone()[0], "ok")
        self.assertEqual(base.execute("PRAGMA foreign_key_check").fetchall(), [])
        base.close()


class WholePath(Case):
    def test_from_the_files_to_the_league(self):
        self.fill()
        out = self.score("autumn", "--json")
        cards = [json.loads(line) for line in out.splitlines()]
        self.assertEqual(len(cards), 8)
        rows = {row["call"]: row for row in self.rows("--wave", "autumn")}
        self.assertEqual(sorted(rows), [f"c{i}" for i in range(1, 9)])
        ranks = self.league("autumn")
        for rank in ranks:
            totals = [row["total"] for row in rows.values() if row["participant"] == rank["name"]]
            self.assertAlmostEqual(rank["mean"], sum(totals) / 2, places=6)
            self.assertEqual((rank["calls"], rank["incomplete"], rank["not_scored"]), (2, 0, 0))
        means = [rank["mean"] for rank in ranks]
        self.assertEqual(means, sorted(means, reverse=True))
        for rank in ranks:
            self.assertEqual(rank["rank"], 1 + sum(mean > rank["mean"] for mean in means))

    def test_a_kept_call_scores_as_its_file_does(self):
        self.fill()
        self.score("autumn")
        for i, name in enumerate(NAMES):
            done = subprocess.run([LUR, "score", "--json", *RUBRIC, "--answers", os.path.join(ANSWERS, name + ".yaml"),
                                   sample(name)], stdout=subprocess.PIPE, env=ENV, check=True)
            bare, kept = json.loads(done.stdout), self.shown(f"c{i + 1}")["scorecard"]
            for key in ("total", "sections", "complete", "band", "coverage"):
                self.assertEqual(bare[key], kept[key], (name, key))

    def test_a_kept_analysis_is_the_files_own(self):
        self.lur("import", sample("da-hold"))
        done = subprocess.run([LUR, "analyse", "--json", sample("da-hold")], stdout=subprocess.PIPE, env=ENV, check=True)
        bare, kept = json.loads(done.stdout), self.shown("c1")
        self.assertEqual(kept["analysis"]["recording"].pop("sha256"), kept["call"]["sha256"])
        self.assertEqual(kept["analysis"]["recording"].pop("file"), "da-hold.flac")
        bare["recording"].pop("file")
        self.assertEqual(bare, kept["analysis"])

    def test_show_prints_what_analyse_and_score_print(self):
        self.lur("import", sample("nb-menu"))
        done = subprocess.run([LUR, "analyse", sample("nb-menu")], stdout=subprocess.PIPE, env=ENV, check=True)
        self.assertIn(done.stdout.decode(), self.lur("show", "c1"))
        scored = self.score("c1")
        body = scored[scored.index("\n"):]
        self.assertIn(body, self.lur("show", "c1"))

    def test_the_sound_is_kept_byte_for_byte(self):
        self.lur("import", sample("sv-good"))
        path = self.lur("show", "c1", "--path").strip()
        with open(path, "rb") as kept, open(sample("sv-good"), "rb") as given:
            self.assertEqual(kept.read(), given.read())

    def test_two_legs_are_kept_both(self):
        for leg, channel in (("in", 1), ("out", 2)):
            subprocess.run(["sox", sample("sv-good"), os.path.join(self.folder, f"x-{leg}.wav"), "remix", str(channel)], check=True)
        legs = os.path.join(self.folder, "x-in.wav") + "+" + os.path.join(self.folder, "x-out.wav")
        self.assertIn("c1", self.lur("import", legs))
        self.assertIn("already c1", self.lur("import", legs))
        row = self.rows()[0]
        self.assertEqual((row["file"], row["second_file"], row["channels"]), ("x-in.wav", "x-out.wav", 2))
        self.assertEqual(len(self.lur("show", "c1", "--path").split()), 2)
        whole = self.shown("c1")["analysis"]["measures"]
        self.lur("import", sample("sv-good"))
        self.assertEqual(whole["talk.agent_ratio"], self.shown("c2")["analysis"]["measures"]["talk.agent_ratio"])

    def test_the_report_leads_from_each_figure_to_its_calls(self):
        self.fill()
        self.score("autumn", "c1")
        out = os.path.join(self.folder, "pages")
        text = self.lur("report", "autumn", "--out", out, "-j", "2")
        self.assertEqual(text.splitlines()[-1], os.path.join(out, "index.html"))
        with open(os.path.join(out, "index.html"), encoding="utf-8") as f:
            page = f.read()
        self.assertIn("Autumn 2026", page)
        targets = set(re.findall(r'href="#(p\d)"', page))
        self.assertEqual(targets, {"p1", "p2", "p3", "p4"})
        for target in targets:
            section = page[page.index(f'<section id="{target}"'):]
            section = section[:section.index("</section>")]
            links = re.findall(r'href="(?:\./)?(c\d\.html)"', section)
            self.assertEqual(len(links), 2)
            for link in links:
                self.assertTrue(os.path.exists(os.path.join(out, link)))
        with open(os.path.join(out, "league.csv"), encoding="utf-8", newline="") as f:
            league = [(row["rank"], row["participant"], row["mean"]) for row in csv.DictReader(f)]
        ranked = csv.DictReader(io.StringIO(self.lur("rank", "autumn", "--csv", "--by", "total")))
        self.assertEqual([(row["rank"], row["participant"], row["mean"]) for row in ranked], league)
        with open(os.path.join(out, "calls.json"), encoding="utf-8") as f:
            self.assertEqual(len(f.read().splitlines()), 8)

    def test_analysing_again_keeps_the_older_result(self):
        self.lur("import", sample("sv-good"))
        self.lur("analyse", "c1")
        base = sqlite3.connect(self.database())
        self.assertEqual(base.execute("SELECT count(*) FROM analysis").fetchone()[0], 2)
        base.close()

    def test_roles_said_at_the_import_hold_when_it_is_analysed_again(self):
        self.lur("import", "--roles", "agent,caller", sample("sv-good"))
        again = json.loads(self.lur("analyse", "c1", "--json"))
        self.assertEqual(again["roles_from"], "option")
        self.assertEqual({t["channel"]: t["role"] for t in again["tracks"]}, {0: "agent", 1: "caller"})


class Import(Case):
    def test_a_duplicate_is_noticed_whatever_it_is_called(self):
        other = os.path.join(self.folder, "other name.flac")
        shutil.copy(sample("sv-good"), other)
        self.lur("import", sample("sv-good"))
        before = self.sound()
        self.assertIn("already c1", self.lur("import", other, sample("sv-mono")))
        self.assertEqual(len(self.rows()), 2)
        for name, content in before.items():
            self.assertEqual(self.sound()[name], content)

    def test_the_same_file_twice_in_one_go(self):
        out = self.lur("import", "-j", "2", sample("sv-good"), sample("sv-good"), sample("sv-good"))
        self.assertEqual(out.count("already c1"), 2)
        self.assertEqual(len(self.rows()), 1)

    def test_each_failure_is_one_line_and_the_others_go_in(self):
        bad = os.path.join(self.folder, "bad.wav")
        with open(bad, "w", encoding="utf-8") as f:
            f.write("no sound\n" * 99)
        out = self.lur("import", bad, sample("sv-good"), "missing.wav", code=3)
        self.assertEqual(len(self.err.strip().splitlines()), 2)
        self.assertIn("bad.wav", self.err)
        self.assertIn("missing.wav", self.err)
        self.assertIn("c1", out)
        self.assertEqual([name for name in self.sound() if name.endswith(".wav")], [])

    def test_a_damaged_recording_is_kept_and_said_to_be_damaged(self):
        cut = os.path.join(self.folder, "cut.flac")
        with open(sample("sv-good"), "rb") as f, open(cut, "wb") as g:
            g.write(f.read()[:200000])
        self.lur("import", cut, code=3)
        self.assertEqual([row["complete"] for row in self.rows()], [False])

    def test_an_unknown_wave_is_refused_before_anything_is_done(self):
        self.lur("wave", "new", "autumn")
        self.lur("import", "--wave", "spring", sample("sv-good"), code=3)
        self.sentence("spring", "autumn")
        self.assertEqual((self.rows(), self.sound()), ([], {}))

    def test_two_imports_at_once_lose_nothing(self):
        self.lur("wave", "new", "autumn")
        command = [LUR, "import", "--store", self.store, "--wave", "autumn", "-j", "2"]
        both = [subprocess.Popen([*command, *map(sample, names)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV)
                for names in (NAMES[:5], NAMES[3:])]
        for one in both:
            _, err = one.communicate(timeout=120)
            self.assertEqual(one.returncode, 0, err)
        self.assertEqual(sorted(row["file"] for row in self.rows()), sorted(name + ".flac" for name in NAMES))
        self.sound_and_well()


class Finding(Case):
    def test_filters_choose_what_they_say(self):
        self.fill()
        self.score("autumn")
        everything = self.rows()
        documents = {row["call"]: self.shown(row["call"])["analysis"]["measures"] for row in everything}

        def chosen(*args):
            return {row["call"] for row in self.rows(*args)}

        def where(test):
            return {row["call"] for row in everything if test(row)}
        self.assertEqual(chosen("--participant", "west"), where(lambda row: row["participant"] == "west"))
        self.assertEqual(chosen("--min-score", "70"), where(lambda row: row["total"] >= 70))
        self.assertEqual(chosen("--max-score", "70"), where(lambda row: row["total"] <= 70))
        ratio = {call for call, measures in documents.items() if (measures["talk.agent_ratio"] or 0) > 0.5}
        self.assertTrue(ratio)
        self.assertEqual(chosen("--where", "talk.agent_ratio>0.5"), ratio)
        self.assertEqual(chosen("--where", "talk.agent_ratio>0.5", "--participant", "north"),
                         ratio & where(lambda row: row["participant"] == "north"))
        self.assertEqual(chosen("--where", "answer.answered = no"),
                         {call for call, measures in documents.items() if measures["answer.answered"] is False})

    def test_days_are_counted_in(self):
        for day, name in (("2026-05-01T23:30", "sv-good"), ("2026-05-02", "sv-mono"), ("2026-05-03T10:00", "nb-good")):
            self.lur("import", "--started", day, sample(name))
        names = [row["file"] for row in self.rows("--from", "2026-05-01", "--to", "2026-05-02")]
        self.assertEqual(names, ["sv-mono.flac", "sv-good.flac"])

    def test_wrong_questions_are_code_2_and_say_what_is_wrong(self):
        self.lur("wave", "new", "autumn")
        for args in (["--where", "talk.nonsense>1"], ["--where", "hello"], ["--from", "yesterday"], ["--min-score", "200"], ["c1"]):
            self.lur("list", *args, code=2)
            self.assertIn("--help", self.err)
        self.lur("show", "autumn", code=2)
        self.lur("show", "c99", code=3)
        self.sentence("c99")
        self.lur("rank", "spring", code=3)
        self.sentence("spring")

    def test_tables_are_csv_that_no_spreadsheet_runs(self):
        self.lur("import", "--agent", "=1+1,\"x\"", sample("sv-good"))
        row = next(csv.DictReader(io.StringIO(self.lur("list", "--csv"))))
        self.assertEqual((row["call"], row["agent"]), ("c1", "'=1+1,\"x\""))

    def test_a_file_of_a_calls_name_is_a_file(self):
        shutil.copy(sample("sv-mono"), os.path.join(self.folder, "c1"))
        self.lur("import", sample("sv-good"))
        document = json.loads(self.lur("analyse", "c1", "--json"))
        self.assertEqual(document["recording"]["file"], "c1")
        self.assertEqual(document["recording"]["channels"], 1)


class Scoring(Case):
    def test_what_is_scored_already_is_not_scored_again(self):
        self.fill()
        self.score("autumn")
        self.assertIn("8 scorecards are new", self.err)
        self.lur("score", *RUBRIC, "autumn")
        self.assertIn("scored already", self.err)
        self.score("autumn")
        self.assertIn("8 calls had the same", self.err)
        base = sqlite3.connect(self.database())
        self.assertEqual(base.execute("SELECT count(*) FROM scorecard").fetchone()[0], 8)
        base.close()

    def test_other_answers_make_a_new_scorecard_beside_the_old(self):
        self.lur("import", sample("sv-good"))
        self.score("c1")
        first = self.shown("c1")["scorecard"]
        with open(os.path.join(ANSWERS, "sv-good.yaml"), encoding="utf-8") as f:
            changed = f.read().replace("correct_answer: {answer: all", "correct_answer: {answer: none")
        path = os.path.join(self.folder, "changed.yaml")
        with open(path, "w", encoding="utf-8") as f:
            f.write(changed)
        self.lur("score", *RUBRIC, "--answers", path, "c1")
        self.assertLess(self.shown("c1")["scorecard"]["total"], first["total"])

    def test_without_answers_a_call_is_incomplete_and_gets_no_rank(self):
        self.fill()
        self.lur("score", *RUBRIC, "c1")
        north = next(place for place in self.league("autumn") if place["name"] == "north")
        self.assertEqual((north["rank"], north["mean"], north["incomplete"], north["not_scored"]), (None, None, 1, 1))
        self.lur("rank", "autumn")
        self.assertIn("1 call is not answered completely", self.err)
        self.assertIn("6 calls are not scored", self.err)
        self.assertIn("to be tried again", self.err)  # the one that nobody answered

    def test_fail_under(self):
        self.lur("import", sample("en-slow"))
        self.score("--fail-under", "50", "c1", code=1)
        self.score("--fail-under", "10", "c1")

    def test_files_and_calls_are_not_mixed(self):
        self.lur("import", sample("sv-good"))
        self.score("c1", sample("sv-mono"), code=2)


class Killed(Case):
    """SIGKILL at random moments: what was said to be done is there, nothing half-done can be seen."""

    def kill_somewhere(self, rng, longest, command, *args):
        """Runs it and kills it within `longest` seconds; what it had printed by then."""
        child = subprocess.Popen([LUR, command, "--store", self.store, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.DEVNULL, env=ENV)
        time.sleep(rng.uniform(0, longest))
        child.send_signal(signal.SIGKILL)
        out, _ = child.communicate(timeout=60)
        return out.decode()

    def whole(self):
        """Every call that can be seen has its sound and its analysis."""
        self.sound_and_well()
        rows = self.rows()
        for row in rows:
            path = self.lur("show", row["call"], "--path").strip()
            with open(path, "rb") as kept, open(sample(row["file"][:-5]), "rb") as given:
                self.assertEqual(kept.read(), given.read())
            self.assertEqual(self.shown(row["call"])["analysis"]["schema"], "lur.analysis/1")
        return rows

    def duration(self, command, *args):
        begin = time.monotonic()
        self.lur(command, *args)
        return 1.1 * (time.monotonic() - begin)

    def test_import(self):
        rng = random.Random(SEED)
        files = list(map(sample, NAMES))
        longest = self.duration("import", "-j", "2", *files)
        for _ in range(KILLS):
            shutil.rmtree(self.store)
            self.lur("wave", "new", "autumn")
            out = self.kill_somewhere(rng, longest, "import", "--wave", "autumn", "--participant", "north", "-j", "2", *files)
            said = {os.path.basename(path) for path in re.findall(r"^(.+): c\d+, ", out, re.M)}
            rows = self.whole()
            self.assertLessEqual(said, {row["file"] for row in rows})
            self.lur("import", "--wave", "autumn", "--participant", "north", *files)
            self.assertEqual(len(self.whole()), 8)

    def test_analyse(self):
        rng = random.Random(SEED + 1)
        self.lur("import", "-j", "2", *map(sample, NAMES))
        before = self.shown("c6")["analysis"]
        calls = [f"c{i}" for i in range(1, 9)]
        longest = self.duration("analyse", *calls)
        said = 8 + 8
        for _ in range(KILLS):
            said += len(self.kill_somewhere(rng, longest, "analyse", "--json", *calls).splitlines())
            self.assertEqual(len(self.whole()), 8)
            base = sqlite3.connect(self.database())
            kept = base.execute("SELECT count(*) FROM analysis").fetchone()[0]
            base.close()
            self.assertGreaterEqual(kept, said)
            said = kept
        self.assertEqual(self.shown("c6")["analysis"], before)

    def test_score(self):
        rng = random.Random(SEED + 2)
        self.fill()
        unscored = self.store + ".unscored"
        shutil.copytree(self.store, unscored)
        longest = self.duration("score", *RUBRIC, "--answers", ANSWERS, "autumn")
        for _ in range(KILLS):
            shutil.rmtree(self.store)
            shutil.copytree(unscored, self.store)
            out = self.kill_somewhere(rng, longest, "score", *RUBRIC, "--answers", ANSWERS, "--json", "autumn")
            scored = [row for row in self.whole() if row["rubric"]]
            self.assertIn(len(scored), (0, 8), "a batch is whole or not there")
            self.assertGreaterEqual(len(scored), len(out.splitlines()))


class Terminal(Case):
    """Questions about calls of the store, asked in a terminal that may be closed at any time."""
    def begin(self, *args):
        """lur score with a terminal of its own as its controlling one."""
        pid, main = pty.fork()
        if pid == 0:
            os.environ.clear()
            os.environ.update(ENV, TERM="dumb")
            os.chdir(self.folder)
            os.execv(LUR, [LUR, "score", "--store", self.store, *RUBRIC, *args])
        self.main, self.pid, self.screen = main, pid, b""

    def wait_for(self, condition):
        end = time.monotonic() + 60
        while not condition() and time.monotonic() < end:
            if select.select([self.main], [], [], 0.1)[0]:
                try:
                    piece = os.read(self.main, 4096)
                except OSError:
                    break
                self.screen += piece
        self.assertTrue(condition(), self.screen.decode())

    def prompts(self, n):
        self.wait_for(lambda: self.screen.count(b"> ") >= n)

    def answer(self, *lines):
        for line in lines:
            asked = self.screen.count(b"> ")
            self.prompts(max(asked, 1))
            os.write(self.main, line.encode() + b"\n")
            self.prompts(max(asked, 1) + 1)

    def ended(self):
        """The exit status; the screen is read to its end."""
        if self.main is not None:
            try:
                self.wait_for(lambda: False)
            except AssertionError:
                pass
            os.close(self.main)
        for _ in range(600):
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return status
            time.sleep(0.1)
        return self.fail("it does not end")

    def hang_up(self):
        os.close(self.main)
        self.main = None

    def drafts(self):
        base = sqlite3.connect(self.database())
        found = [row[0] for row in base.execute("SELECT answers FROM draft")]
        base.close()
        return found

    def interrupted(self, how):
        self.lur("import", sample("sv-good"))
        self.begin("c1")
        self.answer("5 warm", "4")
        how()
        self.ended()
        self.assertEqual(len(self.drafts()), 1)
        self.assertIn("warm", self.drafts()[0])
        self.begin("c1")
        self.prompts(1)
        self.assertNotIn(b"How was the agent's attitude", self.screen)
        for _ in range(12):
            if b"Overall impression" in self.screen:
                break
            self.answer("5")
        os.write(self.main, b"q\n")
        self.ended()
        self.assertEqual(self.drafts(), [])
        card = self.shown("c1")["scorecard"]
        marks = {c["id"]: c for s in card["sections"] for c in s["criteria"]}
        self.assertEqual((marks["attitude"]["points"], marks["attitude"]["comment"], marks["treatment"]["points"]),
                         (100, "warm", 75))
        base = sqlite3.connect(self.database())
        self.assertEqual(base.execute("SELECT count(*) FROM scorecard").fetchone()[0], 1)
        base.close()

    def test_ctrl_c(self):
        self.interrupted(lambda: os.write(self.main, b"\x03"))

    def test_a_closed_terminal(self):
        self.interrupted(self.hang_up)

    def test_ended(self):
        self.interrupted(lambda: os.kill(self.pid, signal.SIGTERM))

    def test_killed(self):
        self.interrupted(lambda: os.kill(self.pid, signal.SIGKILL))

    def test_the_end_of_the_input_leaves_the_other_calls_alone(self):
        self.fill()
        self.begin("autumn")
        self.answer("5")
        os.write(self.main, b"\x04")
        self.ended()
        self.assertIn(b"7 calls are left for the next time", self.screen)
        self.assertEqual(len([row for row in self.rows("--wave", "autumn") if row["rubric"]]), 1)

    def test_each_answered_call_shows_its_result_and_all_are_listed(self):
        self.lur("import", sample("sv-good"), sample("nb-good"))
        self.begin("c1", "c2")
        self.answer("5", "q", "5")
        os.write(self.main, b"q\n")
        self.assertEqual(self.ended(), 0)
        self.assertEqual(self.screen.count(b"Journey"), 2)
        self.assertRegex(self.screen.decode(), r"call +score +class")


class Lines(Case):
    def test_many_calls_are_a_line_each_best_first(self):
        self.fill()
        self.lur("score", "--rubric", "measured", "autumn")
        out = self.lur("score", "--rubric", "measured", *[f"c{i}" for i in range(1, 9)]).splitlines()
        self.assertEqual(len(out), 11)  # the rubric, a blank, the head, the calls
        points = [float(m.group(1)) for m in (re.search(r" ([0-9.]+)  [A-Z]", line) for line in out[3:]) if m]
        self.assertEqual(points, sorted(points, reverse=True))
        self.assertGreaterEqual(len(points), 7)
        one = self.lur("score", "--rubric", "measured", "c1")
        self.assertIn("Journey", one)

    def test_files_too(self):
        out = self.lur("score", "--rubric", "measured", "-j", "2", *map(sample, NAMES)).splitlines()
        self.assertEqual(len(out), 11)


class Trouble(Case):
    def test_no_store_yet(self):
        for command, *args in (["list"], ["show", "c1"], ["rank", "x"], ["report", "x"], ["analyse", "c1"]):
            self.lur(command, *args, code=3)
            self.sentence("store")
        self.assertFalse(os.path.exists(self.store))

    def test_a_newer_store_is_left_alone(self):
        self.lur("import", sample("sv-good"))
        base = sqlite3.connect(self.database())
        base.execute("PRAGMA user_version = 999")
        base.commit()
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        base.close()
        with open(self.database(), "rb") as f:
            before = f.read()
        for command, *args in (["list"], ["import", sample("sv-mono")], ["score", *RUBRIC, "c1"]):
            self.lur(command, *args, code=3)
            self.sentence("newer")
        with open(self.database(), "rb") as f:
            self.assertEqual(f.read(), before)

    def test_a_damaged_store_is_said_to_be_damaged(self):
        self.lur("import", sample("sv-good"))
        base = sqlite3.connect(self.database())
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        base.close()
        with open(self.database(), "r+b") as f:
            f.write(b"this is no database at all")
        for command, *args in (["list"], ["import", sample("sv-mono")]):
            self.lur(command, *args, code=3)
            self.sentence("lur.db")
        self.assertEqual(len([name for name in self.sound() if name.endswith(".flac")]), 1)

    def test_a_full_disk_loses_nothing(self):
        self.fill()
        before = self.rows()
        big = os.path.join(self.folder, "big.wav")
        subprocess.run(["sox", "-n", "-r", "8000", "-b", "16", big, "synth", "60", "sine", "440"], check=True)

        def small():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (300000, 300000))
        self.lur("import", big, code=4, preexec_fn=small)
        self.sentence()
        self.assertEqual(self.rows(), before)
        self.sound_and_well()
        self.assertIn("c9", self.lur("import", big))

    def test_a_read_only_store(self):
        self.lur("import", sample("sv-good"))
        os.chmod(self.folder, 0o755)
        drop = {}
        if os.geteuid() == 0:
            drop = {"user": 65534, "group": 65534, "extra_groups": []}
            program, sound = (shutil.copy(path, self.folder) for path in (LUR, sample("sv-mono")))
            os.chmod(sound, 0o644)
        else:
            for folder, _, names in os.walk(self.store):
                os.chmod(folder, 0o555)
                for name in names:
                    os.chmod(os.path.join(folder, name), 0o444)
        if drop:  # whoever has no rights in the store need have none where lur was built either
            done = subprocess.run([program, "import", "--store", self.store, sound], stdin=subprocess.DEVNULL, capture_output=True,
                                  env=ENV, cwd=self.folder, timeout=120, check=False, **drop)
            self.err = done.stderr.decode()
            self.assertEqual(done.returncode, 4, self.err)
        else:
            self.lur("import", sample("sv-mono"), code=4)
        self.sentence()
        if os.geteuid() != 0:
            for folder, _, _names in os.walk(self.store):
                os.chmod(folder, 0o755)
        self.assertEqual(len(self.rows()), 1)

    def test_a_locked_store_is_waited_for(self):
        self.lur("import", sample("sv-good"))
        base = sqlite3.connect(self.database(), isolation_level=None)
        base.execute("BEGIN IMMEDIATE")
        self.assertEqual(len(self.rows()), 1, "reading goes on while another writes")
        child = subprocess.Popen([LUR, "import", "--store", self.store, sample("sv-mono")], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, env=ENV)
        time.sleep(1)
        self.assertIsNone(child.poll())
        base.execute("COMMIT")
        base.close()
        out, err = child.communicate(timeout=60)
        self.assertEqual(child.returncode, 0, err)
        self.assertIn(b"c2", out)

    def test_a_store_that_stays_locked(self):
        self.lur("import", sample("sv-good"))
        base = sqlite3.connect(self.database(), isolation_level=None)
        base.execute("BEGIN IMMEDIATE")
        self.lur("wave", "new", "autumn", code=4)
        self.sentence("another")
        base.execute("ROLLBACK")
        base.close()
        self.lur("wave", "new", "autumn")


if __name__ == "__main__":
    print(f"seed {SEED}", file=sys.stderr)
    unittest.main(argv=[sys.argv[0], *sys.argv[4:]])
