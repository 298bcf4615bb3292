#!/usr/bin/env python3
"""Recordings made elsewhere: what their names and the files beside them tell, and folders that are watched, killed at random
moments.

Usage: test_import.py LUR SOURCE_DIR [KILLS]
KILLS: at how many random moments the watching program is killed (default 12).
The seed is printed; LUR_SEED=N repeats a run."""
import hashlib
import json
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest

LUR, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
KILLS = int(sys.argv[3]) if len(sys.argv) > 3 else 12
SEED = int(os.environ.get("LUR_SEED") or 20261122)
ENV = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", NO_COLOR="", TZ="Europe/Stockholm")
GOOD = os.path.join(SOURCE, "samples", "sv-good.flac")  # the caller on channel 0, the agent on channel 1
QUICK = ["--settle", "0.15"]
LIMIT = 60  # seconds for whatever is waited for


def sox(*args):
    subprocess.run(["sox", *args], check=True)


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.store = os.path.join(folder.name, "store")
        self.calls = os.path.join(folder.name, "calls")
        os.mkdir(self.calls)

    def path(self, *names):
        return os.path.join(self.calls, *names)

    def lur(self, command, *args, code=0, errors="strict", **more):
        done = subprocess.run([LUR, command, "--store", self.store, *args], stdin=subprocess.DEVNULL, capture_output=True, env=ENV,
                              cwd=self.folder, timeout=LIMIT, check=False, **more)
        self.err = done.stderr.decode(errors=errors)
        self.assertEqual(done.returncode, code, self.err)
        return done.stdout.decode(errors=errors)

    def rows(self, *args):
        return [json.loads(line) for line in self.lur("list", "--json", *args).splitlines()]

    def shown(self, call):
        return json.loads(self.lur("show", call, "--json"))

    def refused(self):
        rows = [json.loads(line) for line in self.lur("import", "--refused", "--json").splitlines()]
        return {os.path.basename(row["file"]): row["reason"] for row in rows}

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as f:
            f.write(text)

    def sides(self, stem, first=1):
        """The two sides of the sample; `first` is the channel of what the recorded party said."""
        sox(GOOD, self.path(stem + "-in.wav"), "remix", str(first))
        sox(GOOD, self.path(stem + "-out.wav"), "remix", str(3 - first))

    def clip(self, name, start, length=3):
        sox(GOOD, self.path(name), "trim", str(start), str(length))

    def once(self, *args, code=0, **more):
        return self.lur("import", "--watch", self.calls, "--once", *QUICK, *args, code=code, **more)


class Names(Case):
    def roles(self, call):
        analysis = self.shown(call)["analysis"]
        return analysis["roles_from"], {track["channel"]: track["role"] for track in analysis["tracks"]}

    def agent_ratio(self, call):
        return self.shown(call)["analysis"]["measures"]["talk.agent_ratio"]

    def test_freepbx_sides_become_one_call(self):
        self.sides("external-+4600-0701234567-20260501-093015-1777620615.42")
        self.sides("out-0701234567-204-20260501-103015-1777624215.7", first=2)
        out = self.lur("import", self.calls)
        self.assertEqual(len(out.splitlines()), 2, out)
        self.assertEqual(self.roles("c1"), ("metadata", {0: "caller", 1: "agent"}))
        self.assertEqual(self.roles("c2"), ("metadata", {0: "agent", 1: "caller"}))
        self.assertEqual(self.agent_ratio("c1"), self.agent_ratio("c2"))
        rows = {row["call"]: row for row in self.rows()}
        self.assertEqual(rows["c1"]["started"], "2026-05-01T09:30:15+02:00")
        self.assertEqual(self.shown("c1")["facts"], {"id": "1777620615.42", "caller_number": "0701234567", "called_number": "+4600"})
        self.assertEqual([row["call"] for row in self.rows("--id", "1777624215.7")], ["c2"])
        self.assertEqual(self.rows("--id", "1777624215.70"), [])

    def test_one_side_on_the_command_line_brings_the_other(self):
        self.sides("x")
        self.assertIn("x-out.wav+", self.lur("import", self.path("x-in.wav")).replace("x-in.wav", "x-out.wav"))
        self.assertIn("already c1", self.lur("import", self.path("x-out.wav"), self.path("x-in.wav")))
        os.remove(self.path("x-in.wav"))
        self.lur("import", self.path("x-out.wav"))
        self.assertEqual([row["channels"] for row in self.rows()], [1, 2])

    def test_vicidial_has_the_agent_left(self):
        sox(GOOD, self.path("S_20260501-093015_3125551212.wav"), "remix", "2", "1")
        self.lur("import", self.calls)
        self.assertEqual(self.roles("c1"), ("metadata", {0: "agent", 1: "caller"}))
        self.assertEqual(self.shown("c1")["facts"]["customer_number"], "3125551212")
        again = json.loads(self.lur("analyse", "c1", "--json"))
        self.assertEqual((again["roles_from"], again["tracks"][0]["role"]), ("metadata", self.shown("c1")["analysis"]["tracks"][0]["role"]))
        self.lur("import", "--roles", "caller,agent", "--store", self.store + "2", self.calls)  # who says so is stronger

    def test_freeswitch_and_oreka(self):
        uuid = "8f9a1b2c-0d3e-4f56-a789-0123456789ab"
        self.clip(uuid + ".wav", 9)
        os.makedirs(self.path("2026", "05"))
        sox(GOOD, self.path("2026", "05", "20260501_093015_I_204_0701234567_77@pbx.wav"), "trim", "12", "3")
        self.lur("import", self.calls)
        facts = {row["call"]: self.shown(row["call"])["facts"] for row in self.rows()}
        self.assertIn({"id": uuid}, facts.values())
        self.assertIn({"id": "77@pbx", "caller_number": "0701234567", "called_number": "204"}, facts.values())

    def test_two_channels_are_no_side_whatever_they_are_called(self):
        for i, name in enumerate(["kim", "kim-in", "kim-out"]):  # all her calls, those that came in, those that went out
            sox(GOOD, self.path(name + ".wav"), "trim", str(10 * i), "4")
        self.assertEqual(len(self.lur("import", self.calls).splitlines()), 3)
        self.assertEqual({row["channels"] for row in self.rows()}, {2})
        self.store += "2"
        self.assertEqual(len(self.once().splitlines()), 3)
        self.assertEqual(self.once(), "")
        self.assertEqual(self.refused(), {})

    def test_the_mix_beside_its_sides_is_left(self):
        self.sides("20260501-093015_3125551212")
        sox(GOOD, self.path("20260501-093015_3125551212-all.wav"), "remix", "1,2")
        self.assertEqual(len(self.once().splitlines()), 1)
        self.assertEqual(self.refused(), {})


class Metadata(Case):
    def setUp(self):
        super().setUp()
        self.lur("wave", "new", "autumn")
        self.clip("a.wav", 9)
        self.clip("1777620615.42.wav", 12)

    def test_json_is_stronger_than_the_table_and_the_table_than_the_name(self):
        self.write("a.wav.json", '{"participant": "north", "title": "Router", "started_at": "2026-05-01T09:30:00+02:00"}')
        self.write("metadata.csv", "file,id,wave,participant,agent,started_at\n"
                   "a.wav,,autumn,west,Kim,2026-05-02T09:30:00+02:00\n"
                   ",1777620615.42,autumn,south,,2026-05-03T09:30:00-05:00\n"
                   ",1777620615.4,autumn,nobody,,\n")
        self.lur("import", self.calls)
        self.assertEqual(len(self.err.splitlines()), 3, self.err)  # two participants are new
        self.assertRegex(self.err, r"metadata\.csv: a row tells of “1777620615\.4”")
        rows = {row["file"]: row for row in self.rows()}
        a, b = rows["a.wav"], rows["1777620615.42.wav"]
        self.assertEqual((a["wave"], a["participant"], a["agent"], a["started"]),
                         ("autumn", "north", "Kim", "2026-05-01T09:30:00+02:00"))
        self.assertEqual((b["wave"], b["participant"], b["started"]), ("autumn", "south", "2026-05-03T09:30:00-05:00"))
        self.assertEqual(self.shown(a["call"])["facts"], {"title": "Router"})

    def test_the_command_line_is_stronger_than_all(self):
        self.write("a.json", '{"participant": "north", "roles": "agent,caller"}')
        self.lur("import", "--participant", "east", "--roles", "caller,agent", self.path("a.wav"))
        self.assertEqual(self.rows()[0]["participant"], "east")
        analysis = self.shown("c1")["analysis"]
        self.assertEqual((analysis["roles_from"], analysis["tracks"][0]["role"]), ("option", "caller" if analysis["tracks"][0]["channel"] == 0 else "agent"))

    def test_bad_metadata_is_told_with_its_place(self):
        self.write("a.json", '{"wave": "autumn",\n "particpant": "north"}')
        self.lur("import", self.path("a.wav"), code=3)
        self.assertRegex(self.err, r"a\.json:2:16: .*participant")
        self.write("a.json", '{"wave": "spring"}')
        self.lur("import", self.path("a.wav"), code=3)
        self.assertRegex(self.err, r"a\.json:1:10: .*spring")
        self.write("a.json", '{"text": "what was said", "segments": []}')  # another program's
        self.write("metadata.csv", "file,started_at\na.wav,2026-05-01 09:30\n")
        self.lur("import", self.path("a.wav"), code=3)
        self.assertRegex(self.err, r"metadata\.csv:2:2: .*time zone")
        self.assertEqual(self.rows(), [])

    def test_a_recording_waits_for_its_metadata(self):
        self.write("a.json", '{"participant": "north"}')
        self.assertEqual(len(self.once("--with-metadata").splitlines()), 1)
        self.assertEqual(self.refused(), {})
        self.write("metadata.csv", "id,participant\n1777620615.42,west\n")
        self.once("--with-metadata")
        self.assertEqual(sorted(row["participant"] for row in self.rows()), ["north", "west"])


class Refused(Case):
    def test_they_are_listed_and_tried_again_when_they_change(self):
        self.clip("whole.wav", 9)
        with open(self.path("whole.wav"), "rb") as f:
            whole = f.read()
        os.rename(self.path("whole.wav"), self.path("cut.wav"))
        with open(self.path("cut.wav"), "wb") as f:
            f.write(whole[:20000])
        self.write("text.wav", "no sound")
        self.clip("a.wav", 20)
        self.write("a.json", '{"participant": "a b"}')
        self.clip("x-in.wav", 9)
        sox(self.path("x-in.wav"), self.path("x.wav"), "remix", "2")
        os.rename(self.path("x.wav"), self.path("x-in.wav"))
        self.write("x-out.wav", "no sound")
        self.assertEqual(self.once(code=3), "")
        refused = self.refused()
        self.assertEqual(refused.pop("x-in.wav"), refused["x-out.wav"])
        self.assertRegex(refused.pop("x-out.wav"), r"x-out\.wav: .*text file")
        os.remove(self.path("x-in.wav"))
        os.remove(self.path("x-out.wav"))
        self.assertEqual(sorted(refused), ["a.wav", "cut.wav", "text.wav"])
        self.assertIn("cut short", refused["cut.wav"])
        self.assertRegex(refused["a.wav"], r"a\.json:1:17: ")
        self.assertEqual(self.once(), "")  # nothing changed: nothing is said twice
        self.assertEqual(self.err, "")
        self.once("--retry", code=3)
        self.assertEqual(len(self.err.splitlines()), 3, self.err)
        with open(self.path("cut.wav"), "ab") as f:
            f.write(whole[20000:])
        self.write("a.json", '{"participant": "north"}')
        self.assertEqual(len(self.once().splitlines()), 2)
        self.assertEqual(sorted(self.refused()), ["text.wav", "x-in.wav", "x-out.wav"])
        os.remove(self.path("text.wav"))
        self.assertIn("no longer there", self.lur("import", "--refused"))

    def test_a_closed_wave_takes_none_until_it_is_open_again(self):
        self.lur("wave", "new", "autumn")
        self.lur("wave", "close", "autumn", "--by", "Eva")
        self.clip("a.wav", 9)
        self.write("a.json", '{"wave": "autumn"}')
        self.once(code=3)
        self.assertRegex(self.refused()["a.wav"], r"a\.json:1:10: .*closed")
        self.lur("wave", "reopen", "autumn", "--by", "Eva", "--because", "a call came late")
        self.once("--retry")
        self.assertEqual(self.refused(), {})
        self.assertEqual(self.rows()[0]["wave"], "autumn")

    def test_a_reason_is_told_in_the_language_of_who_asks(self):
        """Of what is still as it was; else as it was written, and what happened to the file is said."""
        def listed(language):
            done = subprocess.run([LUR, "import", "--store", self.store, "--refused"], capture_output=True, check=True, timeout=LIMIT,
                                  env=dict(ENV, LANGUAGE=language))
            return done.stdout.decode()

        def refuse(language):
            return subprocess.run([LUR, "import", "--store", self.store, "--watch", self.calls, "--once", *QUICK], capture_output=True,
                           check=False, timeout=LIMIT, env=dict(ENV, LANGUAGE=language)).stderr.decode()
        self.write("text.wav", "no sound")
        self.write("other.wav", "no sound")
        self.clip("a.wav", 20)
        self.write("a.json", '{"participant": "a b"}')
        self.assertEqual(len(refuse("sv").splitlines()), 3)
        self.assertEqual(listed("sv").count("är en textfil"), 2)
        self.assertEqual(listed("").count("is a text file"), 2)
        self.assertRegex(listed("sv"), r"a\.json:1:17: .*inget kortnamn")
        self.assertRegex(listed(""), r"a\.json:1:17: .*no short name")
        self.assertEqual(refuse(""), "")  # what is wrong beside a file is no other thing in another language
        self.assertEqual(len(listed("").splitlines()), 3)
        os.remove(self.path("text.wav"))
        self.write("other.wav", "still no sound")
        self.assertRegex(listed(""), r"text\.wav: är en textfil.* \(the file is no longer there\)")
        self.assertRegex(listed(""), r"other\.wav: är en textfil.* \(the file has changed since\)")

    def test_a_full_disk_is_no_fault_of_the_file(self):
        self.once()
        self.clip("a.wav", 0, 60)

        def small():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (300000, 300000))
        self.assertEqual(self.once(code=4, preexec_fn=small), "")
        self.assertEqual(self.refused(), {})
        self.assertIn("a.wav: c1", self.once())

    def test_once_waits_for_nobody_who_writes(self):
        self.clip("a.wav", 9)
        with open(self.path("a.wav"), "ab"):
            begun = time.monotonic()
            self.assertEqual(self.once(), "")
            self.assertLess(time.monotonic() - begun, 20)
            self.lur("import", self.calls)
            self.assertIn("still being written", self.err)
        self.assertIn("a.wav: c1", self.once())

    def test_a_cut_file_can_be_taken_as_it_is(self):
        sox(GOOD, self.path("a.wav"))
        os.truncate(self.path("a.wav"), 200000)
        self.once(code=3)
        self.lur("import", self.path("a.wav"), code=3)
        self.assertEqual(self.refused(), {})
        self.assertFalse(self.rows()[0]["complete"])


class Watching(Case):
    def watch(self, *args, settle="0.3"):
        process = subprocess.Popen([LUR, "import", "--store", self.store, "--watch", self.calls, "--settle", settle, *args],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV, text=True)
        self.addCleanup(self.stop, process)
        self.assertIn("watching", process.stderr.readline())
        return process

    def stop(self, process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def next_line(self, process):
        """The next line it prints; the limit fails the test instead of hanging it."""
        timer = threading.Timer(LIMIT, process.kill)
        timer.start()
        line = process.stdout.readline()
        timer.cancel()
        self.assertTrue(line, "nothing came")
        return line

    def end(self, process):
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=LIMIT)
        self.assertEqual(process.returncode, 0, err)
        return out, err

    def test_never_while_it_is_being_written(self):
        process = self.watch()
        sox(GOOD, os.path.join(self.folder, "a.wav"))
        with open(os.path.join(self.folder, "a.wav"), "rb") as f:
            whole = f.read()
        with open(self.path("held.wav"), "wb") as held:  # held open, and silent for longer than it takes to settle
            held.write(whole[:100000])
            held.flush()
            self.clip("other.wav", 9)
            self.assertIn("other.wav", self.next_line(process))
            time.sleep(0.5)
            held.write(whole[100000:])
        self.assertRegex(self.next_line(process), r"held\.wav: c2, 1:06")
        for end in range(0, len(whole) + 1, len(whole) // 8):  # opened and closed again for each piece
            with open(self.path("pieces.wav"), "ab") as f:
                f.write(whole[f.tell():end])
            time.sleep(0.05)
        with open(self.path("pieces.wav"), "ab") as f:
            f.write(whole[f.tell():] + b"junk\4\0\0\0abcd")  # not the same sound file as before
        self.assertRegex(self.next_line(process), r"pieces\.wav: c3, 1:06")
        self.assertEqual(self.end(process), ("", ""))
        self.assertEqual(self.refused(), {})

    def test_moved_in_and_below(self):
        process = self.watch("-j", "2")
        os.makedirs(os.path.join(self.folder, "new", "day"))
        for i in range(3):
            sox(GOOD, os.path.join(self.folder, "new", "day", f"{i}.wav"), "trim", str(10 + 3 * i), "3")
        os.rename(os.path.join(self.folder, "new"), self.path("new"))
        got = sorted(self.next_line(process) for _ in range(3))
        self.assertIn("new/day/0.wav", got[0])
        os.mkdir(self.path("first"))
        time.sleep(0.2)
        os.rename(self.path("first"), self.path("later"))
        time.sleep(0.2)
        self.clip("later/a.wav", 30)
        self.assertIn("later/a.wav", self.next_line(process))
        self.clip(".hidden.wav", 33)
        os.rename(self.path(".hidden.wav"), self.path("shown.wav"))
        self.assertIn("shown.wav", self.next_line(process))
        self.end(process)
        self.assertEqual(len(self.rows()), 5)

    def test_a_side_waits_for_the_other(self):
        process = self.watch("--side-wait", "2")
        self.sides("x")
        os.rename(self.path("x-out.wav"), os.path.join(self.folder, "x-out.wav"))
        self.assertRegex(process.stderr.readline(), r"x-in\.wav.*x-out\.wav, has not come")
        self.assertEqual(list(self.refused()), ["x-in.wav"])
        os.rename(os.path.join(self.folder, "x-out.wav"), self.path("x-out.wav"))
        self.assertIn("x-in.wav+", self.next_line(process))
        self.end(process)
        self.assertEqual(self.refused(), {})
        self.assertEqual([row["channels"] for row in self.rows()], [2])

    def test_a_file_that_changes_later_is_another_recording(self):
        process = self.watch()
        self.clip("a.wav", 9)
        self.assertIn("a.wav: c1", self.next_line(process))
        self.clip("a.wav", 12)
        self.assertRegex(process.stderr.readline(), r"a\.wav: has changed since it was taken")
        self.assertIn("a.wav: c2", self.next_line(process))
        self.end(process)

    def test_what_nobody_tells_of_is_found_by_looking_again(self):
        os.symlink(os.path.join(self.folder, "elsewhere.wav"), self.path("link.wav"))
        process = self.watch("--rescan", "0.5")
        time.sleep(0.2)
        sox(GOOD, os.path.join(self.folder, "elsewhere.wav"), "trim", "9", "3")  # the watched folder does not change
        self.assertIn("link.wav: c1", self.next_line(process))
        self.end(process)

    def test_two_programs_watch_one_folder(self):
        for i in range(6):
            self.clip(f"{i}.wav", 9 + 2 * i, 2)
        self.sides("x")
        programs = [self.watch("-j", "2") for _ in range(2)]
        got = [self.next_line(program) for program in programs for _ in range(7)]
        for program in programs:
            self.end(program)
        self.assertEqual(sum("already" in line for line in got), 7, got)
        self.assertEqual(len(self.rows()), 7)

    def test_only_files_and_any_names(self):
        os.mkfifo(self.path("pipe.wav"))
        os.mkfifo(self.path("pipe-in.wav"))
        os.mkfifo(self.path("a.json"))
        os.mkdir(self.path("folder.wav"))
        os.symlink(self.calls, self.path("loop"))
        self.clip("a.wav", 9)
        os.rename(os.fsencode(self.path("a.wav")), os.fsencode(self.path("")) + b"caf\xe9 +in+ %s.wav")
        self.clip("a.wav", 12)
        self.assertEqual(len(self.lur("import", self.calls, errors="replace").splitlines()), 2)
        self.assertEqual(self.once(errors="replace"), "")
        self.assertEqual(self.refused(), {})

    def test_the_store_within_the_folder_is_left_alone(self):
        self.store = self.path("store")
        self.clip("a.wav", 9)
        self.assertEqual(len(self.once().splitlines()), 1)
        self.assertEqual(self.once(), "")

    def test_a_program_that_holds_the_store_is_waited_for(self):
        self.once()
        process = self.watch()
        base = sqlite3.connect(os.path.join(self.store, "lur.db"), isolation_level=None)
        base.execute("BEGIN IMMEDIATE")
        self.clip("a.wav", 9)
        time.sleep(1)
        base.execute("COMMIT")
        base.close()
        self.assertIn("a.wav: c1", self.next_line(process))
        self.end(process)


class Killed(Case):
    def test_no_file_is_lost_or_taken_twice(self):
        print(f"seed {SEED}", file=sys.stderr)
        dice = random.Random(SEED)
        wanted, made = set(), 0

        def make():
            """A recording, or the two sides of one, as they come: some below, some renamed when they are whole."""
            nonlocal made
            made += 1
            name, start = f"{made:03}", dice.uniform(0, 60)
            if dice.random() < 0.3:
                paths = [f"{name}-in.wav", f"{name}-out.wav"]
                for channel, path in enumerate(paths, 1):
                    sox(GOOD, self.path(path), "trim", f"{start:.4f}", "2", "remix", str(channel))
            else:
                paths = [name + ".wav"]
                sox(GOOD, os.path.join(self.folder, "made.wav"), "trim", f"{start:.4f}", "2")
                os.rename(os.path.join(self.folder, "made.wav"), self.path(paths[0]))
            digests = []
            for path in paths:
                with open(self.path(path), "rb") as f:
                    digests.append(hashlib.sha256(f.read()).hexdigest())
            wanted.add(tuple(digests))

        for _ in range(KILLS):
            for _ in range(dice.randrange(1, 4)):
                make()
            process = subprocess.Popen([LUR, "import", "--store", self.store, "--watch", self.calls, "--settle", "0.05", "-j", "2"],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENV)
            time.sleep(dice.uniform(0.02, 0.4))
            process.kill()
            process.wait()
        said = self.lur("import", "--watch", self.calls, "--once", "--settle", "0.1")
        got = [tuple(d for d in (row["sha256"], row["second_sha256"]) if d) for row in self.rows()]
        self.assertEqual(len(got), len(set(got)), "taken twice")
        self.assertEqual(set(got), wanted)
        self.assertEqual(self.refused(), {})
        self.assertEqual(self.once(), "", "everything is known")
        base = sqlite3.connect(os.path.join(self.store, "lur.db"))
        self.assertEqual(base.execute("PRAGMA integrity_check").fetchone()[0], "ok")
        base.close()
        print(f"{len(wanted)} calls, {len(said.splitlines())} of them after the last of {KILLS} kills", file=sys.stderr)


class Usage(Case):
    def test_what_does_not_go_together_is_told(self):
        for args in (["--watch", self.calls, "a.wav"], ["--once", "a.wav"], ["--refused", "a.wav"], ["--json", "a.wav"], [],
                     ["--watch", self.calls, "--settle", "soon"]):
            self.lur("import", *args, code=2)
        self.lur("import", "--watch", self.path("nowhere"), code=3)
        self.lur("import", self.calls)
        self.assertIn("no recordings", self.err)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[4:])
