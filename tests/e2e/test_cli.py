#!/usr/bin/env python3
"""Runs the real program as people and scripts do: results, exit codes, sentences, files left behind.

Usage: test_cli.py LUR SOURCE_DIR"""
import csv
import io
import json
import os
import random
import re
import struct
import subprocess
import sys
import tempfile
import unittest
import wave

LUR, SOURCE = sys.argv[1], sys.argv[2]
SAMPLES = os.path.join(SOURCE, "samples")
ENV = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", LUR_RUBRICS="", NO_COLOR="")


def lur(*args, stdin=b"", env=None, cwd=None, timeout=120):
    done = subprocess.run([LUR, *args], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env or ENV, cwd=cwd,
                          timeout=timeout)
    return done.returncode, done.stdout, done.stderr.decode()


def sample(name):
    return os.path.join(SAMPLES, name + ".flac")


def write_wav(path, samples, channels=1, rate=8000):
    with wave.open(path, "wb") as w:
        w.setnchannels(channels)
        w.setsampwidth(2)
        w.setframerate(rate)
        w.writeframes(struct.pack("<%dh" % len(samples), *samples))


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def document(self, *args, code=0, **more):
        got, out, err = lur("analyse", "--json", *args, **more)
        self.assertEqual(got, code, err)
        lines = out.decode().splitlines()
        self.assertEqual(len(lines), 1)
        return json.loads(lines[0])

    def one_sentence(self, err, *words):
        self.assertEqual(len(err.strip().splitlines()), 1, err)
        for word in words:
            self.assertIn(word, err)


class Help(Case):
    def test_every_command_explains_itself_with_an_example(self):
        code, out, _ = lur("--help")
        self.assertEqual(code, 0)
        commands = re.findall(r"^  ([a-z]+) ", out.decode(), re.M)
        self.assertGreaterEqual(len(commands), 4)
        for command in commands:
            with self.subTest(command):
                code, out, err = lur(command, "--help")
                self.assertEqual((code, err), (0, ""))
                self.assertRegex(out.decode(), f"examples?:\n  lur {command}")
                self.assertLessEqual(max(map(len, out.decode().splitlines())), 130)

    def test_version(self):
        code, out, _ = lur("--version")
        self.assertEqual(code, 0)
        self.assertRegex(out.decode(), r"^lur \d+\.\d+\.\d+\n$")

    def test_wrong_usage_is_code_2_and_names_the_help(self):
        for args in (["sing"], ["analyse"], ["analyse", "--nonsense", "x"], ["analyse", "-j", "zero", "x"],
                     ["analyse", "--roles", "agent", "x"], ["analyse", "--dead-air", "-1", "x"], ["report"], ["devices", "x"],
                     ["report", "--answers", "a.yaml", "x.wav"]):
            with self.subTest(args):
                code, out, err = lur(*args)
                self.assertEqual((code, out), (2, b""))
                self.assertIn("--help", err)

    def test_a_wrong_option_is_named(self):
        write_wav(self.path("-x.wav"), [0] * 800)
        for args, words in ((["--nonsense", "x"], "'--nonsense'"), (["-q", "x"], "'-q'"), (["--plot"], "'--plot' lacks its value"),
                            (["-j"], "'-j' lacks its value"), (["-x.wav"], "'./-x.wav'"),
                            (["--plot", "a.jpg", "x"], ".svg or .png")):
            with self.subTest(args):
                code, _, err = lur("analyse", *args, cwd=self.folder.name)
                self.assertEqual(code, 2)
                self.assertIn(words, err)


class Analyse(Case):
    def test_json_is_one_object_a_line_in_the_order_given(self):
        names = ["sv-good", "en-unanswered", "da-hold", "nb-menu"]
        code, out, err = lur("analyse", "--json", *map(sample, names))
        self.assertEqual((code, err), (0, ""))
        docs = [json.loads(line) for line in out.decode().splitlines()]
        self.assertEqual([os.path.basename(d["recording"]["file"]) for d in docs], [n + ".flac" for n in names])

    def test_threads_change_no_bit(self):
        names = [sample(n) for n in ("sv-good", "da-hold", "nb-menu", "nl-interrupt", "sv-mono")] * 3
        one, many = lur("analyse", "--json", *names), lur("analyse", "--json", "-j", "4", *names)
        self.assertEqual(one, many)

    def test_standard_input_gives_what_the_file_gives(self):
        with open(sample("sv-good"), "rb") as f:
            piped = self.document("-", stdin=f.read())
        direct = self.document(sample("sv-good"))
        for doc in (piped, direct):
            doc["recording"].pop("file")
        self.assertEqual(piped, direct)

    def test_two_legs_are_one_call(self):
        rng = random.Random(5)
        whole = [rng.randrange(-3000, 3000) if 8000 < i % 24000 < 16000 else 0 for i in range(80000)]
        other = [rng.randrange(-3000, 3000) if i % 24000 >= 16000 else 0 for i in range(80000)]
        write_wav(self.path("a.wav"), whole)
        write_wav(self.path("b.wav"), other)
        write_wav(self.path("both.wav"), [s for pair in zip(whole, other) for s in pair], channels=2)
        legs, both = self.document(self.path("a.wav") + "+" + self.path("b.wav")), self.document(self.path("both.wav"))
        self.assertEqual(legs["measures"], both["measures"])
        self.assertEqual(legs["tracks"], both["tracks"])
        self.assertEqual(legs["recording"]["channels"], 2)

    def test_roles_said_by_the_user_win(self):
        doc = self.document("--roles", "agent,caller", sample("sv-good"))
        self.assertEqual(doc["roles_from"], "option")
        self.assertEqual({t["channel"]: t["role"] for t in doc["tracks"]}, {0: "agent", 1: "caller"})

    def test_roles_in_the_files_own_words(self):
        doc = self.document(sample("nb-good"))
        self.assertEqual(doc["roles_from"], "metadata")
        self.assertEqual({t["channel"]: t["role"] for t in doc["tracks"]}, {0: "agent", 1: "caller"})

    def test_every_measure_has_a_value_or_a_reason(self):
        for name in ("sv-good", "sv-mono", "en-unanswered"):
            doc = self.document(sample(name))
            self.assertGreater(len(doc["measures"]), 60)
            for measure, value in doc["measures"].items():
                self.assertEqual(value is None, measure in doc["unmeasured"], measure)
                if value is None:
                    self.assertGreater(len(doc["unmeasured"][measure]), 5)

    def test_csv_has_a_row_a_call(self):
        code, out, _ = lur("analyse", "--csv", sample("sv-good"), sample("en-unanswered"))
        self.assertEqual(code, 0)
        rows = list(csv.DictReader(io.StringIO(out.decode(), newline="")))
        self.assertEqual(len(rows), 2)
        doc = self.document(sample("sv-good"))
        self.assertAlmostEqual(float(rows[0]["answer.wait_s"]), doc["measures"]["answer.wait_s"], places=3)
        self.assertEqual(rows[1]["answer.wait_s"], "")

    def test_pictures(self):
        for name, magic in (("p.svg", b"<?xml"), ("p.png", b"\x89PNG")):
            code, _, err = lur("analyse", "--plot", self.path(name), sample("da-hold"))
            self.assertEqual(code, 0, err)
            with open(self.path(name), "rb") as f:
                self.assertEqual(f.read(len(magic)), magic)
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["p.png", "p.svg"])

    def test_a_picture_of_features(self):
        for name, magic in (("f.svg", b"<?xml"), ("f.png", b"\x89PNG")):
            code, out, err = lur("analyse", "--json", "--plot-features", self.path(name), "--from", "2", "--to", "12", sample("nb-menu"))
            self.assertEqual((code, err), (0, ""))
            with open(self.path(name), "rb") as f:
                self.assertEqual(f.read(len(magic)), magic)
            self.assertEqual(out, lur("analyse", "--json", sample("nb-menu"))[1])  # looking changes nothing
        for arguments, code, words in ((["--from", "1000"], 3, "--from"), (["--from", "5", "--to", "4"], 2, "--to must come after"),
                                       (["--from", "x"], 2, "'x'")):
            got, _, err = lur("analyse", "--plot-features", self.path("g.svg"), *arguments, sample("nb-menu"))
            self.assertEqual(got, code, err)
            self.assertIn(words, err)
        self.assertEqual(lur("analyse", "--from", "2", sample("nb-menu"))[0], 2)
        self.assertEqual(lur("analyse", "--plot-features", self.path("g.svg"), sample("nb-menu"), sample("sv-good"))[0], 2)
        self.assertFalse(os.path.exists(self.path("g.svg")))

    def test_pictures_of_many_calls_go_into_a_folder_that_is_made(self):
        code, _, err = lur("analyse", "--json", "--plot", self.path("plots"), sample("sv-good"), sample("da-hold"))
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(sorted(os.listdir(self.path("plots"))), ["da-hold.flac.svg", "sv-good.flac.svg"])

    def test_text_fits_80_columns_and_has_no_colour_in_a_file(self):
        code, out, _ = lur("analyse", sample("nb-menu"))
        self.assertEqual(code, 0)
        self.assertNotIn(b"\x1b", out)
        self.assertLessEqual(max(map(len, out.decode().splitlines())), 80)

    def test_digest(self):
        import hashlib
        with open(sample("sv-good"), "rb") as f:
            want = hashlib.sha256(f.read()).hexdigest()
        self.assertIn(want, json.dumps(self.document("--sha256", sample("sv-good"))))

    def test_a_full_disk_is_said(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full here")
        with open("/dev/full", "wb") as full:
            done = subprocess.run([LUR, "analyse", "--json", sample("sv-good")], stdout=full, stderr=subprocess.PIPE, env=ENV)
        self.assertEqual(done.returncode, 4)
        self.one_sentence(done.stderr.decode(), "could not be written")

    def test_a_reader_who_had_enough_is_no_trouble(self):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([LUR, "analyse", "--json", sample("sv-good")], stdout=writer, stderr=subprocess.PIPE, env=ENV)
        os.close(writer)
        self.assertEqual(done.stderr, b"")

    def test_speaks_the_language_asked_for(self):
        """Whichever way it is asked for, and whether or not the system knows the language."""
        bare = {k: v for k, v in ENV.items() if k not in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE")}
        for more, word in (({"LANGUAGE": "sv"}, "lyssnar"), ({"LANG": "C", "LANGUAGE": "sv"}, "lyssnar"),
                           ({"LC_ALL": "C.UTF-8", "LANGUAGE": "nl"}, "luistert"), ({"LANG": "da_DK.UTF-8"}, "lytter"),
                           ({"LANG": "sv_SE.UTF-8", "LANGUAGE": "nl"}, "luistert"), ({"LC_ALL": "nb_NO"}, "lytter"),
                           ({"LC_ALL": "C", "LANGUAGE": "sv"}, "listens"), ({}, "listens")):
            with self.subTest(more):
                self.assertIn(word, lur("--help", env=dict(bare, **more))[1].decode())

    def test_a_language_that_is_not_there_is_told(self):
        _, _, err = lur("report", "--lang", "se", "--out", self.path("r"), sample("sv-good"))
        self.one_sentence(err, "'se'", "sv")

    def test_programs_get_the_same_in_every_language(self):
        env = dict(ENV, LANGUAGE="sv")
        told = lur("analyse", sample("sv-good"), env=env)[1].decode()
        self.assertIn("Väntetid", told)
        self.assertRegex(told, r"\d,\d s ")  # people read their own decimal sign
        self.assertNotRegex(told, r"\d\.\d s ")
        self.assertEqual(lur("analyse", "--json", sample("sv-good"), env=env), lur("analyse", "--json", sample("sv-good")))


class Odd(Case):
    """Recordings at the edge of what there is."""

    def quiet(self, doc):
        self.assertIs(doc["measures"]["answer.answered"], False)
        self.assertEqual([t["speech"] for t in doc["tracks"]], [[]] * len(doc["tracks"]))
        self.assertAlmostEqual(doc["journey"][0]["start_s"], 0)
        self.assertAlmostEqual(doc["journey"][-1]["end_s"], doc["recording"]["duration_s"], places=3)

    def test_one_second_of_nothing(self):
        write_wav(self.path("x.wav"), [0] * 16000, channels=2)
        self.quiet(self.document(self.path("x.wav")))

    def test_digital_silence(self):
        write_wav(self.path("x.wav"), [0] * 8000 * 60)
        self.quiet(self.document(self.path("x.wav")))

    def test_noise_alone(self):
        rng = random.Random(7)
        for level in (3, 300, 8000):
            write_wav(self.path("x.wav"), [int(rng.gauss(0, level)) % 30000 for _ in range(0)] or
                      [max(-32768, min(32767, int(rng.gauss(0, level)))) for _ in range(2 * 8000 * 20)], channels=2)
            with self.subTest(level):
                self.quiet(self.document(self.path("x.wav")))

    def test_a_single_sample(self):
        write_wav(self.path("x.wav"), [1000])
        doc = self.document(self.path("x.wav"))
        self.assertLess(doc["recording"]["duration_s"], 0.01)

    def test_wideband(self):
        rng = random.Random(3)
        for rate in (16000, 44100, 48000):
            write_wav(self.path("x.wav"), [rng.randrange(-100, 100) for _ in range(rate * 3)], rate=rate)
            self.assertEqual(self.document(self.path("x.wav"))["recording"]["sample_rate_hz"], rate)


class Bad(Case):
    """Bad input: one sentence that names the file, exit code 3 (4 where the system refuses), nothing on stdout."""

    def refused(self, path, code=3):
        got, out, err = lur("analyse", "--json", path)
        self.assertEqual(out, b"")
        self.one_sentence(err, os.path.basename(path))
        self.assertEqual(got, code, err)

    def write(self, name, data):
        with open(self.path(name), "wb") as f:
            f.write(data)
        return self.path(name)

    def test_refused(self):
        self.refused(self.path("missing.wav"))
        self.refused(self.write("empty.wav", b""))
        self.refused(self.write("text.wav", b"Dear customer, we are sorry.\n" * 50))
        self.refused(self.write("random.flac", random.Random(1).randbytes(5000)))
        self.refused(self.folder.name)
        write_wav(self.path("three.wav"), [0] * 24000, channels=3)
        self.refused(self.path("three.wav"))
        write_wav(self.path("header.wav"), [])
        self.refused(self.path("header.wav"))
        write_wav(self.path("slow.wav"), [0] * 4000, rate=2000)
        self.refused(self.path("slow.wav"))

    def test_no_permission(self):
        if os.geteuid() == 0:
            self.skipTest("root may read everything")
        path = self.write("closed.wav", b"RIFF")
        os.chmod(path, 0)
        self.refused(path, 4)

    def test_cut_file_is_analysed_as_far_as_it_goes(self):
        write_wav(self.path("whole.wav"), [100, -100] * 40000)
        with open(self.path("whole.wav"), "rb") as f:
            data = f.read()
        path = self.write("cut.wav", data[:len(data) // 2])
        code, out, err = lur("analyse", "--json", path)
        self.assertEqual(code, 3)
        doc = json.loads(out)
        self.assertIs(doc["recording"]["complete"], False)
        self.assertGreater(len(doc["recording"]["problem"]), 10)
        self.assertAlmostEqual(doc["recording"]["duration_s"], 5, delta=0.01)
        self.one_sentence(err, "cut.wav")

    def test_one_bad_file_stops_no_other(self):
        code, out, err = lur("analyse", "--json", "-j", "2", sample("sv-good"), self.path("missing.wav"), sample("da-hold"))
        self.assertEqual(code, 3)
        self.assertEqual(len(out.splitlines()), 2)
        self.one_sentence(err, "missing.wav")

    def test_a_picture_that_cannot_be_written_leaves_nothing(self):
        code, _, err = lur("analyse", "--plot", self.path("no/such/place.svg"), sample("sv-good"))
        self.assertEqual(code, 4)
        self.one_sentence(err, "place.svg")


class Report(Case):
    def test_pages_and_index(self):
        out_dir = self.path("r")
        code, out, err = lur("report", "--rubric", "measured", "--out", out_dir, "-j", "2", sample("sv-good"), sample("nl-interrupt"))
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(out.decode().splitlines()[-1], out_dir + "/index.html")
        self.assertEqual(sorted(os.listdir(out_dir)), ["index.html", "nl-interrupt.html", "sv-good.html"])
        with open(os.path.join(out_dir, "index.html"), encoding="utf-8") as f:
            index = f.read()
        self.assertLess(index.index("sv-good.html"), index.index("nl-interrupt.html"))

    def test_folders_on_the_way_are_made(self):
        code, _, err = lur("report", "--out", self.path("a/b/c"), sample("sv-good"))
        self.assertEqual((code, err), (0, ""))
        self.assertTrue(os.path.exists(self.path("a/b/c/index.html")))

    def test_same_names_make_different_pages(self):
        os.makedirs(self.path("a"))
        for name in ("x.wav", "a/x.wav", "index.wav"):
            write_wav(self.path(name), [0] * 8000)
        code, _, err = lur("report", "--out", self.path("r"), self.path("x.wav"), self.path("a/x.wav"), self.path("index.wav"))
        self.assertEqual(code, 0, err)
        self.assertEqual(sorted(os.listdir(self.path("r"))), ["index-2.html", "index.html", "x-2.html", "x.html"])

    def test_unknown_rubric_and_wrong_answers(self):
        code, out, err = lur("report", "--rubric", "mesured", "--out", self.path("r"), sample("sv-good"))
        self.assertEqual(code, 3)
        self.one_sentence(err, "measured")
        with open(self.path("a.yaml"), "w", encoding="utf-8") as f:
            f.write("lur: answers/1\nrubric: other\nversion: '1'\nanswers: {}\n")
        code, out, err = lur("report", "--rubric", "measured", "--answers", self.path("a.yaml"), "--out", self.path("r"),
                             sample("sv-good"))
        self.assertEqual(code, 3)
        self.assertIn("a.yaml:", err)

    def test_answers_that_are_not_there_are_told(self):
        code, _, err = lur("report", "--rubric", "measured", "--answers-dir", self.path("nowhere"), "--out", self.path("r"),
                           sample("sv-good"))
        self.assertEqual(code, 3)
        self.one_sentence(err, "nowhere", "no such folder")
        code, _, err = lur("report", "--rubric", "measured", "--answers-dir", self.folder.name, "--out", self.path("r"),
                           sample("sv-good"))
        self.assertEqual(code, 0)
        self.one_sentence(err, "no answers about this call")

    def test_index_without_scores_has_no_column_for_them(self):
        for args, wanted in (((), False), (("--rubric", "measured"), True)):
            lur("report", *args, "--out", self.path("r"), sample("sv-good"))
            with open(self.path("r/index.html"), encoding="utf-8") as f:
                page = f.read()
            self.assertEqual("best first" in page, wanted)
            self.assertEqual("class=\"score\"" in page, wanted)
            self.assertEqual("Measured service 2026.1" in page, wanted)

    def test_index_explains_the_colours_that_it_shows(self):
        for name, wanted in (("sv-mono", {"dial", "ring", "conversation", "end", "mix"}),
                             ("sv-good", {"dial", "ring", "conversation", "end", "agent", "caller"})):
            lur("report", "--out", self.path("r"), sample(name))
            with open(self.path("r/index.html"), encoding="utf-8") as f:
                legend = f.read().split('<ul class="legend">')[1].split("</ul>")[0]
            self.assertEqual(set(re.findall(r'class="(?:phase )?([a-z]+)"', legend)), wanted)

    def test_ranking_in_the_terminal_is_written_as_people_write_it(self):
        answers = os.path.join(SAMPLES, "answers")
        _, out, _ = lur("report", "--rubric", "sm-contactcenter", "--answers-dir", answers, "--lang", "sv", "--out", self.path("r"),
                        sample("sv-good"), sample("en-unanswered"))
        lines = out.decode().splitlines()
        figures = [line for line in lines if "," in line and line.startswith(" ")]
        self.assertTrue(any("96,9  Guld" in line for line in figures), out.decode())
        self.assertEqual(len({line.index(",") for line in figures}), 1, out.decode())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
