#!/usr/bin/env python3
"""Results for participants, through the real program: a wave of analyses made elsewhere and some recordings, handed out in all formats.

Usage: test_results.py LUR SOURCE_FOLDER
"""
import base64
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

LUR, SOURCE = sys.argv.pop(1), sys.argv.pop(1)
PEOPLE = {"nordbank": "Nordbank i Ålesund", "oresund": "Øresund Sparekasse", "grossmann": "Großmann & Söhne <KG>"}
FILES = ["manager.html", "manager.pdf", "result.csv", "result.html", "result.json", "result.pdf"]
CALLS = 5
RUBRIC = """lur: rubric/1
id: service
version: "1"
title: {en: Service, sv: Service, nb: Service}
sections:
  - id: access
    title: {en: Access, sv: "Tillgänglighet"}
    criteria:
      - {id: wait, title: {en: Time to answer, sv: Svarstid}, measure: answer.wait_s, points: [[0, 100], [60, 0]],
         not_applicable_when: not answer.answered}
  - id: treatment
    title: {en: Treatment, sv: Bemötande}
    criteria:
      - id: greeting
        title: {en: Greeting, sv: Hälsning}
        ask: {en: "Was it complete?", sv: "Var den hel?"}
        answers: [{id: all, title: {en: All parts, sv: Alla delar}, points: 100}, {id: none, title: {en: Missing, sv: Saknas}, points: 0}]
        not_applicable_when: not answer.answered
        evidence: greeting
attempts: {max_wait_s: 300, attempts: 1, unanswered: 0}
rules:
  - {when: "not answer.answered", score: 0, because: {en: Nobody answered}}
  - {when: "criteria.greeting == 0", cap: 30, because: {en: No greeting at all, sv: Ingen hälsning alls}}
"""


def sample(name):
    return os.path.join(SOURCE, "samples", name + ".flac")


class Results(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.home.cleanup)
        cls.environment = dict(os.environ, LC_ALL="C.UTF-8", XDG_DATA_HOME=cls.home.name, TZ="UTC")
        cls.environment.pop("LANGUAGE", None)
        os.mkdir(cls.path("rubrics"))
        cls.environment["LUR_RUBRICS"] = cls.path("rubrics")
        cls.rubric = cls.path("rubrics/service.yaml")
        with open(cls.rubric, "w", encoding="utf-8") as file:
            file.write(RUBRIC)
        cls.good, cls.silent = (json.loads(cls.run_lur("analyse", "--json", sample(name))) for name in ("sv-good", "en-unanswered"))
        for wave, better in (("autumn", 0), ("spring", 1)):
            cls.fill(wave, better)

    @classmethod
    def path(cls, name):
        return os.path.join(cls.home.name, name)

    @classmethod
    def run_lur(cls, *arguments, code=0, **environment):
        done = subprocess.run([LUR, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=dict(cls.environment, **environment), timeout=100)
        cls.said = done.stderr.decode()
        if done.returncode != code:
            raise AssertionError(f"{arguments}: {done.returncode}, not {code}: {cls.said}")
        return done.stdout.decode()

    @classmethod
    def fill(cls, wave, better):
        """Five calls to each: the first participant is the best, the last call of the second was not answered."""
        cls.run_lur("wave", "new", wave, "--title", wave.title() + " 2026")
        documents, answers = [], [["call", "assessor", "greeting"]]
        for p, (name, title) in enumerate(PEOPLE.items()):
            cls.run_lur("wave", "participant", wave, name, "--title", title)
            for k in range(CALLS):
                answered = not (p == 1 and k == CALLS - 1)
                document = json.loads(json.dumps(cls.good if answered else cls.silent))
                document["recording"]["file"] = f"{wave}-{name}-{k}.wav"
                document["call"] = {"wave": wave, "participant": name, "agent": f"Person {name} {k % 2}",
                                    "started_at": f"2026-0{5 if better else 1}-1{k}T{9 + 2 * (k % 2):02d}:30:00+02:00"}
                if answered:
                    document["measures"]["answer.wait_s"] = 6.0 * (k + 1 + p)
                    answers.append([document["recording"]["file"], "Anna", "none" if k < 1 + p - better else "all"])
                documents.append(json.dumps(document))
        with open(cls.path(wave + ".jsonl"), "w", encoding="utf-8") as file:
            file.write("\n".join(documents) + "\n")
        with open(cls.path(wave + ".csv"), "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(answers)
        cls.run_lur("import", "--documents", cls.path(wave + ".jsonl"))
        cls.run_lur("score", "--rubric", cls.rubric, "--answers", cls.path(wave + ".csv"), wave)

    def hand_out(self, *arguments, name="out", wave="spring", **environment):
        out = tempfile.mkdtemp(dir=self.home.name) + "/" + name
        self.printed = self.run_lur("report", "--results", out, *arguments, wave, **environment)
        return out

    def text(self, path):
        if path.endswith(".pdf"):
            if not shutil.which("pdftotext"):
                return ""
            return subprocess.run(["pdftotext", "-raw", path, "-"], stdout=subprocess.PIPE, check=True).stdout.decode()
        with open(path, encoding="utf-8") as file:
            return file.read()

    def document(self, out, name):
        return json.loads(self.text(f"{out}/{name}/result.json"))

    def test_everybody_gets_a_folder_without_the_others_names(self):
        out = self.hand_out()
        self.assertEqual(self.printed, f"{out}/index.html\n")
        self.assertEqual(sorted(os.listdir(out)), sorted(["index.html", "league.pdf", "league.png", "league.svg", *PEOPLE]))
        for name in PEOPLE:
            self.assertEqual(sorted(os.listdir(f"{out}/{name}")), FILES)
            for file in FILES:
                text = self.text(f"{out}/{name}/{file}").lower()
                for other, title in PEOPLE.items():
                    if other != name:
                        for part in (other, title.lower(), title.split()[0].lower(), f"person {other}"):
                            self.assertNotIn(part, text, file)
                self.assertNotIn("person ", text, "agents are numbers")
        page = self.text(f"{out}/index.html")
        for name in PEOPLE:
            self.assertIn(f'href="./{name}/result.html"', page)
        self.assertIn("Großmann &amp; Söhne &lt;KG&gt;", page)

    def test_the_figures_are_those_of_the_ranking(self):
        out = self.hand_out("--json")
        ranks = self.run_lur("rank", "spring", "--csv")
        for name in PEOPLE:
            self.assertEqual(os.listdir(f"{out}/{name}"), ["result.json"])
            d = self.document(out, name)
            self.assertIn(name, ranks)
            self.assertEqual(d["place"]["calls"], CALLS)
            self.assertAlmostEqual(sum(c["points"] for c in d["costs"]) + d["place"]["mean"], 100, places=4)
        d = self.document(out, "oresund")
        self.assertEqual((d["answered"]["answered"], d["answered"]["calls"]), (4, 5))
        costs = {c["title"]: c for c in d["costs"]}
        self.assertEqual(costs["Nobody answered"]["calls"], 1)
        self.assertAlmostEqual(costs["Nobody answered"]["points"], 20)
        self.assertEqual(costs["Greeting"]["reasons"], [{"answer": "Missing", "calls": 1}])
        self.assertEqual(costs["Time to answer"]["unit"], "s")
        # Half of the points were lost by the greeting, and the rule took what was left above 30.
        call = next(line for line in csv.DictReader(self.run_lur("list", "--csv", "--wave", "spring").splitlines())
                    if line["file"] == "spring-oresund-0.wav")
        self.assertEqual(float(call["total"]), 30)
        self.assertAlmostEqual(costs["No greeting at all"]["points"], (100 - 50 - 10 - 30) / 5)
        self.assertEqual([h["hour"] for h in d["hours"]], [9, 10, 11])
        self.assertEqual([h["calls"] for h in d["hours"]], [3, 0, 2])

    def test_classes_are_leagues_of_their_own(self):
        plan = self.path("cup.yaml")
        with open(plan, "w", encoding="utf-8") as file:
            file.write("lur: wave/1\nid: cup\ntitle: Cup\nrubric: service\nfrom: 2026-05-10\nuntil: 2026-05-29\nwindows: mon-fri 09:00-15:00\n"
                       "seed: 7\nquota: 2\nranking: {minimum_calls: 2, seed: 99, draws: 500}\ncallers: [{name: Eva}]\nscenarios: [{id: any, title: Any}]\n"
                       "participants: [{name: alfa, class: Bank}, {name: bravo, class: Bank}, {name: charlie, class: Försäkring}]\n")
        self.run_lur("wave", "plan", plan)
        documents, answers = [], ["call,assessor,greeting"]
        for name, calls in (("alfa", 2), ("bravo", 1), ("charlie", 2)):
            for k in range(calls):
                document = json.loads(json.dumps(self.good))
                document["recording"]["file"] = f"cup-{name}-{k}.wav"
                document["call"] = {"wave": "cup", "participant": name}
                documents.append(json.dumps(document))
                answers.append(f"cup-{name}-{k}.wav,Anna,all")
        for name, lines in (("cup.jsonl", documents), ("cup.csv", answers)):
            with open(self.path(name), "w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
        self.run_lur("import", "--documents", self.path("cup.jsonl"))
        self.run_lur("score", "--rubric", self.rubric, "--answers", self.path("cup.csv"), "cup")
        out = self.hand_out(wave="cup")
        self.assertEqual(sorted(f for f in os.listdir(out) if f.startswith("league")),
                         sorted(f"league-{i}.{ending}" for i in (1, 2) for ending in ("pdf", "png", "svg")))
        d = self.document(out, "alfa")
        self.assertEqual((len(d["league"]), d["participant"]["class"], d["method"]["seed"], d["method"]["draws"]), (2, "Bank", "99", 500))
        self.assertEqual(d["place"]["rank"], 1)
        self.assertEqual(d["hours"], [])
        self.assertEqual(d["calls_without_time"], 2)
        d = self.document(out, "bravo")
        self.assertEqual((d["place"]["standing"], d["place"]["rank"]), ("too_few", None))
        self.assertIn("so there is none", self.text(f"{out}/bravo/result.html"))
        self.assertIn("Nobody else is in its class", self.text(f"{out}/charlie/result.html"))
        pages = self.path("cup-pages")
        self.run_lur("report", "--out", pages, "cup")
        page = self.text(pages + "/index.html")
        self.assertIn("<h2>Class Bank</h2>", page)
        self.assertIn("<h2>Class Försäkring</h2>", page)
        anchors = re.findall(r'<a href="#(p\d)"><span class="name"', page)
        self.assertEqual(sorted(anchors), sorted(re.findall(r'<section id="(p\d)"', page)))
        self.assertEqual(len(anchors), 3)

    def test_the_wave_before_is_compared_with(self):
        d = self.document(self.hand_out("--json"), "nordbank")
        self.assertEqual(d["earlier"]["title"], "Autumn 2026")
        self.assertLess(d["earlier"]["mean"], d["place"]["mean"])
        self.assertIsNone(self.document(self.hand_out("--json", "--earlier", ""), "nordbank")["earlier"])
        self.assertIsNone(self.document(self.hand_out("--json", wave="autumn"), "nordbank")["earlier"])

    def test_one_participant_named_and_in_another_language(self):
        out = self.hand_out("--participant", "NORDBANK", "--named", "--html", "--lang", "sv")
        self.assertEqual(os.listdir(out), ["nordbank"])
        self.assertEqual(self.printed, f"{out}/nordbank\n")
        page = self.text(f"{out}/nordbank/result.html")
        self.assertIn("Øresund Sparekasse", page)
        self.assertIn("Tillgänglighet", page)
        self.assertRegex(page, r"<b>\d+,\d</b>")
        self.assertIn('lang="sv"', page)

    def test_the_same_store_gives_the_same_bytes(self):
        first, second = self.hand_out(), self.hand_out("-j", "3", TZ="Pacific/Auckland")
        for folder, _, files in os.walk(first):
            for file in files:
                path = os.path.relpath(os.path.join(folder, file), first)
                with open(f"{first}/{path}", "rb") as a, open(f"{second}/{path}", "rb") as b:
                    self.assertTrue(a.read() == b.read(), path)

    def test_evidence_can_be_heard(self):
        self.run_lur("wave", "new", "heard")
        for name, files in (("oresund", ["sv-good", "nb-good"]), ("nordbank", ["sv-mono"])):
            self.run_lur("import", "--wave", "heard", "--participant", name, *map(sample, files))
        with open(self.path("heard.csv"), "w", encoding="utf-8") as file:
            file.write("call,assessor,greeting\nsv-good.flac,Anna,none\nnb-good.flac,Anna,none\nsv-mono.flac,Anna,all\n")
        self.run_lur("score", "--rubric", self.rubric, "--answers", self.path("heard.csv"), "heard")
        silent = self.text(self.hand_out("--html", wave="heard") + "/oresund/result.html")
        self.assertNotIn("<audio", silent)
        page = self.text(self.hand_out("--html", "--sound", wave="heard") + "/oresund/result.html")
        clips = re.findall(r'<audio id="(k\d+)" preload="none" src="data:audio/flac;base64,([A-Za-z0-9+/=]+)"', page)
        self.assertGreaterEqual(len(clips), 2)
        self.assertEqual(sorted(k for k, _ in clips), sorted(re.findall(r'data-clip="(k\d+)"', page)))
        clip = self.path("clip.flac")
        with open(clip, "wb") as file:
            file.write(base64.b64decode(clips[0][1]))
        heard = json.loads(self.run_lur("analyse", "--json", clip))["recording"]
        self.assertTrue(heard["complete"])
        self.assertTrue(0.5 < heard["duration_s"] <= 12.1, heard)
        # The recordings are away: the page goes without.
        store = os.path.join(self.home.name, "lur")
        bare = self.path("bare")
        shutil.copytree(store, bare)
        shutil.rmtree(os.path.join(bare, "audio"))
        out = self.path("bare-out")
        self.run_lur("report", "--store", bare, "--results", out, "--html", "--sound", "heard")
        self.assertNotIn("<audio", self.text(out + "/oresund/result.html"))

    def test_what_cannot_be_is_said(self):
        self.run_lur("wave", "new", "empty")
        out = self.path("none")
        self.run_lur("report", "--results", out, "empty", code=3)
        self.assertIn("no call of empty counts yet", self.said)
        self.run_lur("report", "--results", out, "winter", code=3)
        self.assertIn("winter", self.said)
        self.run_lur("report", "--results", out, "--participant", "nobody", "spring", code=3)
        self.assertIn("nobody takes no part in spring", self.said)
        self.run_lur("report", "--results", out, "--round", "final", "spring", code=3)
        self.assertIn("nobody of spring has a call in that round", self.said)
        self.run_lur("report", "--named", "spring", code=2)
        self.assertIn("--results", self.said)
        self.run_lur("report", "--results", out, sample("sv-good"), code=2)
        for option in ("--results", "--out"):
            self.run_lur("report", option, "", "spring", code=2)
            self.assertIn(f"{option} is the folder that pages go into", self.said)
        self.run_lur("report", "--results", out, "--earlier", "SPRING", "spring", code=3)
        self.assertIn("cannot be compared with itself", self.said)
        self.run_lur("report", "--results", out, "--earlier", "empty", "spring", code=3)
        self.assertIn("no call of the wave “empty” was scored by the rubric", self.said)
        self.run_lur("report", "--results", "/dev/null/x", "spring", code=4)
        self.assertFalse(os.path.exists(out + "/nobody"))


unittest.main(verbosity=2)
