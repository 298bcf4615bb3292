#!/usr/bin/env python3
"""Records with the real program, from files that play as devices: keys, signals, kills, the store. Needs no sound system.

Usage: test_record.py LUR SOURCE_DIR"""
import array
import concurrent.futures
import fcntl
import glob
import json
import math
import os
import pty
import random
import re
import select
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest
import wave
import zlib

LUR, SOURCE = sys.argv[1], sys.argv[2]
SAMPLE = os.path.join(SOURCE, "samples", "sv-good.flac")
SEED = int(os.environ.get("LUR_SEED") or 20261122)
KILLS = int(os.environ.get("LUR_KILLS") or 20)
COPIES = min(KILLS, 50) // 2


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.env = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", NO_COLOR="", XDG_DATA_HOME=self.path("data"))
        self.noise = self.path("noise.wav")

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def lur(self, *args, env=None, timeout=120):
        done = subprocess.run([LUR, *args], stdin=subprocess.DEVNULL, capture_output=True, text=True, env=env or self.env,
                              timeout=timeout, check=False)
        return done.returncode, done.stdout, done.stderr

    def make_noise(self, seconds, channels=2):
        """A 48 kHz file whose samples are all different from silence; returns them."""
        rng = random.Random(SEED)
        samples = array.array("h", (rng.randrange(-8000, 8000) | 1 for _ in range(4800 * channels)))
        samples = array.array("h", samples.tobytes() * int(seconds * 10))
        for i in range(0, len(samples), 480):  # each block is told by its first sample
            samples[i] = (i // 480) % 16000 + 1
        with wave.open(self.noise, "wb") as w:
            w.setnchannels(channels)
            w.setsampwidth(2)
            w.setframerate(48000)
            w.writeframes(samples.tobytes())
        return samples.tobytes()

    def begin(self, *args):
        """Starts a recording; returns when it runs."""
        child = subprocess.Popen([LUR, "record", *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, env=self.env)
        self.addCleanup(self.end, child)
        line = b"lur: "
        while line.startswith(b"lur: "):  # what was found of earlier recordings
            line = child.stderr.readline()
        self.assertIn("Recording", line.decode())
        return child

    @staticmethod
    def end(child):
        if child.poll() is None:
            child.kill()
        child.communicate()

    def samples_of(self, path):
        with wave.open(path) as w:
            self.assertEqual((w.getframerate(), w.getsampwidth()), (48000, 2))
            return w.readframes(w.getnframes())


class Recording(Case):
    def test_it_is_the_sound_bit_for_bit_and_analysed_at_once(self):
        sound = self.make_noise(5)
        out = self.path("a.wav")
        code, text, err = self.lur("record", "--device", "fast:" + self.noise, "--roles", "agent,caller", out)
        self.assertEqual(code, 0, err)
        self.assertEqual(self.samples_of(out), sound)
        self.assertIn("0:05 · WAV PCM16, 48 kHz · two channels", text)
        self.assertEqual(text, self.lur("analyse", "--roles", "agent,caller", out)[1])
        document = json.loads(self.lur("analyse", "--json", out)[1])
        self.assertEqual(document["roles_from"], "metadata")
        self.assertEqual([t["role"] for t in document["tracks"]], ["agent", "caller"])

    def test_in_real_time_nothing_is_lost_either(self):
        sound = self.make_noise(3, channels=1)
        out = self.path("a.wav")
        begin = time.monotonic()
        code, _, err = self.lur("record", "--device", "file:" + self.noise, out)
        self.assertEqual(code, 0, err)
        self.assertGreater(time.monotonic() - begin, 2.9)
        self.assertEqual(self.samples_of(out), sound)
        self.assertNotIn("lost", err)

    def test_it_ends_after_the_seconds_asked_for(self):
        sound = self.make_noise(5)
        code, _, err = self.lur("record", "--device", "fast:" + self.noise, "--seconds", "1.25", self.path("a.wav"))
        self.assertEqual(code, 0, err)
        self.assertEqual(self.samples_of(self.path("a.wav")), sound[:240000])

    def test_a_signal_ends_it_properly(self):
        sound = self.make_noise(20)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number.name):
                out = self.path(number.name + ".wav")
                child = self.begin("--device", "file:" + self.noise, out)
                time.sleep(1.2)
                child.send_signal(number)
                text, err = child.communicate(timeout=60)
                self.assertEqual(child.returncode, 0, err)
                self.assertRegex(text.decode(), r"0:0[1-9] · WAV PCM16")
                got = self.samples_of(out)
                self.assertGreater(len(got), 192000 * 1.0)
                self.assertTrue(sound.startswith(got))

    def test_a_line_every_ten_seconds_where_there_is_no_terminal(self):
        code, _, err = self.lur("record", "--device", "fast:" + SAMPLE, "--roles", "caller,agent", self.path("a.wav"))
        self.assertEqual(code, 0)
        self.assertRegex(err, r"(?m)^1:0\d  .*caller -\d+, peak -\d+ dB; agent -\d+, peak -\d+ dB")
        self.assertNotIn("\033", err)

    def test_what_is_there_is_never_written_over(self):
        self.make_noise(1)
        with open(self.path("a.wav"), "w", encoding="utf-8") as f:
            f.write("precious")
        code, out, err = self.lur("record", "--device", "fast:" + self.noise, self.path("a.wav"))
        self.assertEqual((code, out), (4, ""))
        self.assertRegex(err, r"^lur: .*a\.wav: is there already and is not written over; .*\n$")
        with open(self.path("a.wav"), encoding="utf-8") as f:
            self.assertEqual(f.read(), "precious")

    def test_the_same_sound_on_both_channels_is_said(self):
        rng = random.Random(SEED)
        one = [rng.randrange(-3000, 3000) for _ in range(96000)]
        with wave.open(self.noise, "wb") as w:
            w.setparams((2, 2, 48000, 0, "NONE", ""))
            w.writeframes(array.array("h", (s for x in one for s in (x, x))).tobytes())
        code, _, err = self.lur("record", "--device", "fast:" + self.noise, self.path("a.wav"))
        self.assertEqual(code, 0)
        self.assertIn("both channels carry the same sound", err)

    def test_wrong_usage(self):
        self.make_noise(1, channels=1)
        fast = "fast:" + self.noise
        for args in (["a.flac"], ["--seconds", "0", "a.wav"], ["--channels", "3", "a.wav"], ["--roles", "me", "a.wav"],
                     ["a.wav", "b.wav"], ["--wave", "w", "a.wav"], ["--device", fast, "--roles", "caller,agent", self.path("r.wav")]):
            with self.subTest(args):
                code, out, err = self.lur("record", *args)
                self.assertEqual((code, out), (2, ""))
                self.assertIn("--help", err)
        self.assertFalse(os.path.exists(self.path("r.wav")))

    def test_what_would_fail_after_the_call_fails_before_it(self):
        self.make_noise(1)
        fast = "fast:" + self.noise
        for args, code in ((["--rubric", "no-such"], 3), (["--wave", "no-such"], 3), (["--device", "fast:nothing.wav"], 3),
                           (["--device", fast, "/nowhere/a.wav"], 4)):
            with self.subTest(args):
                got, out, err = self.lur("record", *args)
                self.assertEqual((got, out), (code, ""))
                self.assertTrue(err.startswith("lur: "), err)
                self.assertNotIn("Recording", err)


class InTheStore(Case):
    def test_a_call_is_kept_analysed_and_scored(self):
        self.assertEqual(self.lur("wave", "new", "spring")[0], 0)
        code, out, err = self.lur("record", "--device", "fast:" + SAMPLE, "--wave", "spring", "--participant", "telia", "--agent",
                                  "Ann", "--assessor", "Eva", "--roles", "caller,agent", "--rubric", "measured")
        self.assertEqual(code, 0, err)
        self.assertIn("kept as c1", err)
        self.assertRegex(out, r"\d+(\.\d)? .*100")
        shown = json.loads(self.lur("show", "--json", "c1")[1])
        text = json.dumps(shown)
        for word in ("spring", "telia", "Ann", "Eva", '"record"', '"talk.agent_ratio"'):
            self.assertIn(word, text)
        self.assertEqual(os.listdir(self.path("data/lur/recordings")), [])
        kept = json.loads(self.lur("analyse", "--json", self.lur("show", "--path", "c1")[1].strip())[1])
        original = json.loads(self.lur("analyse", "--json", SAMPLE)[1])
        self.assertAlmostEqual(kept["recording"]["duration_s"], original["recording"]["duration_s"], places=3)

    def calls(self):
        return [json.loads(line) for line in self.lur("list", "--json")[1].splitlines()]

    def cut_off(self, *args, seconds=0.7):
        """A recording for the store that is killed; the names that it leaves."""
        child = self.begin("--device", "file:" + self.noise, *args)
        time.sleep(seconds)
        child.kill()
        child.communicate()
        return sorted(os.listdir(self.path("data/lur/recordings")))

    def quieter(self, name, gain):
        """The call that nobody answers, a little quieter each time: the store keeps no sound twice."""
        subprocess.run(["sox", os.path.join(SOURCE, "samples", "en-unanswered.flac"), self.path(name), "vol", str(gain)], check=True)
        return "fast:" + self.path(name)

    def test_attempts_that_nobody_answers(self):
        """The first is not scored, the second makes the contact count, the third begins a new one."""
        self.assertEqual(self.lur("wave", "new", "spring")[0], 0)
        common = ["--wave", "spring", "--participant", "telia", "--rubric", "measured"]
        said = []
        for i in range(3):
            code, _, err = self.lur("record", "--device", self.quieter(f"{i}.wav", 0.9 - i / 10), *common)
            self.assertEqual(code, 0, err)
            said.append(err.splitlines()[-1])
        self.assertEqual(said[0], said[2])
        self.assertEqual(said[0], "lur: the line was busy: attempt 1 of 2 counts as unanswered and is not scored; call telia again "
                         "another day")
        self.assertEqual(said[1], "lur: the line was busy: after 2 of 2 attempts the contact counts as unanswered, with 0 points")
        code, _, err = self.lur("record", "--device", "fast:" + SAMPLE, "--wave", "spring", "--participant", "telia", "--score")
        self.assertEqual(code, 0, err)  # by the rubric that the wave was scored by
        self.assertEqual(err.splitlines()[-1], "lur: next: the next call, or 'lur rank spring' for how the wave stands")
        calls = {c["call"]: c["total"] for c in map(json.loads, self.lur("list", "--json")[1].splitlines())}
        self.assertEqual((calls["c1"], calls["c2"], calls["c3"]), (None, 0, None))
        self.assertGreater(calls["c4"], 50)
        code, _, err = self.lur("score", "--rubric", "measured", "spring")  # what did not count then does not now
        self.assertEqual((code, err), (0, "lur: 2 attempts to reach somebody failed, were followed by others and are not scored\n"))
        calls = {c["call"]: c["total"] for c in map(json.loads, self.lur("list", "--json")[1].splitlines())}
        self.assertEqual((calls["c1"], calls["c2"], calls["c3"]), (None, 0, None))

    def test_one_that_was_cut_off_is_repaired_and_kept_by_the_next(self):
        sound = self.make_noise(20)
        left = self.cut_off("--participant", "telia", "--assessor", "Eva", "--consent", "told", "--roles", "agent,caller")
        self.assertEqual(len(left), 2)
        self.assertIn("-telia-", left[0])
        self.assertEqual(left[1], left[0] + ".journal")
        code, _, err = self.lur("record", "--device", "fast:" + SAMPLE)
        self.assertEqual(code, 0, err)
        self.assertRegex(err, re.escape(left[0]) + r": this recording was cut off; 0:0\d of sound were recovered\n")
        self.assertRegex(err, re.escape(left[0]) + ": kept as c2\n")
        self.assertEqual(os.listdir(self.path("data/lur/recordings")), [])
        call = json.loads(self.lur("show", "--json", "c2")[1])["call"]
        self.assertEqual((call["participant"], call["assessor"], call["source"]), ("telia", "Eva", "record"))
        with open(glob.glob(self.path("data/lur/audio/*/" + call["sha256"] + ".json"))[0], encoding="utf-8") as f:
            sidecar = json.load(f)
        self.assertEqual(sidecar["roles"], ["agent", "caller"])
        self.assertEqual(sidecar["facts"]["consent"], "told")
        self.assertEqual(sidecar["facts"]["device"], self.noise)
        out = self.path("kept.wav")
        subprocess.run(["sox", self.lur("show", "--path", "c2")[1].strip(), out], check=True)
        got = self.samples_of(out)
        self.assertGreater(len(got), 192000 * 0.5)
        self.assertTrue(sound.startswith(got))

    def test_any_command_that_writes_to_the_store_keeps_it_and_only_once(self):
        self.make_noise(20)
        self.cut_off()
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            done = list(pool.map(lambda i: self.lur("wave", "new", f"w{i}"), range(4)))
        self.assertEqual([code for code, _, _ in done], [0] * 4, done)
        self.assertEqual("".join(err for _, _, err in done).count("kept as c1"), 1)
        self.assertEqual(len(self.calls()), 1)

    def test_a_command_that_only_reads_says_that_it_is_not_there_yet(self):
        self.make_noise(20)
        self.cut_off()
        self.assertIn("1 recording was cut off and is not among the calls yet; 'lur doctor'", self.lur("list")[2])
        self.lur("doctor")
        code, out, err = self.lur("list")
        self.assertEqual((code, err), (0, ""))
        self.assertIn("c1", out)

    def test_the_doctor_keeps_it_and_tells_what_cannot_be_kept(self):
        self.make_noise(20)
        left = self.cut_off()
        env = dict(self.env, PULSE_SERVER="unix:/nowhere", JACK_NO_START_SERVER="1", ALSA_CONFIG_PATH="/dev/null")
        _, out, err = self.lur("doctor", env=env)
        self.assertIn(left[0] + ": kept as c1", err)
        self.assertRegex(out, r"(?m)^  Recordings: none is left")
        for ending in ("", ".journal"):
            with open(self.path("data/lur/recordings/20260501-1.wav" + ending), "wb") as f:
                f.write(b"nothing that could be read" * 100)
        code, out, err = self.lur("doctor", env=env)
        self.assertEqual(code, 1)
        self.assertIn("20260501-1.wav: its beginning is damaged", err)
        self.assertRegex(out, r"(?m)^! Recordings: 1 recording that was cut off could not be kept")

    def test_cut_off_while_it_is_kept_it_is_kept_once(self):
        """The WAV file becomes FLAC, the FLAC file a call, and only then both go: killed anywhere, one call is there."""
        self.make_noise(3)
        rng = random.Random(SEED)
        for i in range(1, 9):
            child = subprocess.Popen([LUR, "record", "--device", "fast:" + self.noise, "--participant", f"p{i}"], env=self.env,
                                     stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(rng.uniform(0.05, 0.6))
            child.kill()
            child.wait()
            self.assertEqual(self.lur("wave", "new", f"w{i}")[0], 0)
            calls = self.calls()
            self.assertLessEqual(len(calls), i)
            folder = self.path("data/lur/recordings")
            left = os.listdir(folder) if os.path.exists(folder) else []  # it may be killed before it made one
            for name in left:  # or before there was anything in the file, which goes when nobody can be about to record into it
                self.assertEqual(os.path.getsize(os.path.join(folder, name)), 0, left)
                os.utime(os.path.join(folder, name), (1, 1))
            self.assertEqual(self.lur("wave", "new", f"v{i}")[0], 0)
            self.assertEqual(os.listdir(folder) if os.path.exists(folder) else [], [])
        with open(os.path.join(folder, "just-now.wav"), "wb"):
            self.assertEqual(self.lur("wave", "new", "last")[0], 0)
        self.assertEqual(os.listdir(folder), ["just-now.wav"])
        os.utime(os.path.join(folder, "just-now.wav"), (1, 1))
        self.assertEqual(self.lur("wave", "new", "later")[0], 0)
        self.assertEqual(os.listdir(folder), [])
        names = [call["participant"] for call in calls]
        self.assertEqual(len(names), len(set(names)))

    def test_the_wav_file_is_kept_where_it_is_wanted(self):
        sound = self.make_noise(2)
        code, _, err = self.lur("record", "--device", "fast:" + self.noise, "--keep-wav")
        self.assertEqual(code, 0, err)
        path = self.lur("show", "--path", "c1")[1].strip()
        self.assertTrue(path.endswith(".wav"))
        self.assertEqual(self.samples_of(path), sound)

    def test_one_that_goes_on_is_not_told_of(self):
        self.make_noise(20)
        child = self.begin("--device", "file:" + self.noise)
        _, _, err = self.lur("record", "--device", "fast:" + SAMPLE)
        self.assertNotIn("cut off", err)
        self.assertIn("none is left that was cut off", self.lur("doctor")[1])
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=60)
        self.assertEqual(child.returncode, 0)


class InATerminal(Case):
    def start(self, *args, term="xterm", columns=100):
        """Runs a recording in a terminal of its own; returns (child, our end, the terminal's settings before)."""
        ours, theirs = pty.openpty()
        before = termios.tcgetattr(theirs)
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, columns, 0, 0))
        env = dict(self.env, TERM=term)
        child = subprocess.Popen([LUR, "record", *args], stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, env=env,
                                 start_new_session=True, preexec_fn=lambda: self.own(theirs))
        self.addCleanup(self.end, child)
        self.addCleanup(os.close, ours)
        self.addCleanup(os.close, theirs)
        return child, ours, theirs, before

    @staticmethod
    def own(terminal):
        fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)

    @staticmethod
    def read_for(ours, seconds):
        seen, end = b"", time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([ours], [], [], left)[0]:
                seen += os.read(ours, 65536)
        return seen.decode()

    def test_ctrl_c_ends_it_properly(self):
        self.make_noise(20)
        child, ours, theirs, before = self.start("--device", "file:" + self.noise, self.path("a.wav"))
        self.read_for(ours, 1)
        os.write(ours, b"\x03")
        child.communicate(timeout=60)
        self.assertEqual(child.returncode, 0)
        self.assertEqual(termios.tcgetattr(theirs), before)
        self.assertGreater(len(self.samples_of(self.path("a.wav"))), 0)

    def drafts_after(self, stop):
        """What is kept of an answer that is typed to a question after the call, when that is stopped so."""
        seen = b""
        pid, main = pty.fork()
        if pid == 0:
            os.execve(LUR, [LUR, "record", "--device", "fast:" + SAMPLE, "--score", "--rubric", "sm-contactcenter"],
                      dict(self.env, TERM="dumb", LUR_RUBRICS=""))
        typed, end = False, time.monotonic() + 60
        while time.monotonic() < end and not (typed and seen.count(b"> ") >= 2):
            if select.select([main], [], [], 0.1)[0]:
                seen += os.read(main, 65536)
            if not typed and seen.endswith(b"> "):
                os.write(main, b"5 warm\n")
                typed = True
        self.assertGreaterEqual(seen.count(b"> "), 2, seen.decode())
        stop(main)
        os.waitpid(pid, 0)
        base = sqlite3.connect(self.path("data/lur/lur.db"))
        self.addCleanup(base.close)
        return [row[0] for row in base.execute("SELECT answers FROM draft")]

    def test_an_answer_after_the_call_outlives_the_terminal(self):
        kept = self.drafts_after(os.close)
        self.assertEqual(len(kept), 1)
        self.assertIn("warm", kept[0])

    def test_an_answer_after_the_call_outlives_ctrl_c(self):
        kept = self.drafts_after(lambda main: (self.addCleanup(os.close, main), os.write(main, b"\x03")))
        self.assertEqual(len(kept), 1)
        self.assertIn("warm", kept[0])

    def test_a_terminal_that_is_closed_ends_it_properly(self):
        self.make_noise(20)
        ours, theirs = pty.openpty()
        child = subprocess.Popen([LUR, "record", "--device", "file:" + self.noise, self.path("a.wav")], stdin=theirs, stdout=theirs,
                                 stderr=theirs, env=dict(self.env, TERM="xterm"), start_new_session=True,
                                 preexec_fn=lambda: self.own(theirs))
        os.close(theirs)
        self.read_for(ours, 1.5)
        os.close(ours)
        self.assertGreaterEqual(child.wait(30), 0)  # by itself, not by a signal
        got = self.samples_of(self.path("a.wav"))
        self.assertGreater(len(got), 192000 * 0.8)
        with wave.open(self.noise) as w:
            self.assertTrue(w.readframes(w.getnframes()).startswith(got))

    def test_the_rubrics_questions_are_asked_at_once(self):
        child, ours, theirs, before = self.start("--device", "fast:" + SAMPLE, "--rubric", "sm-contactcenter")
        seen, end = "", time.monotonic() + 60
        while "Type an answer" not in seen and time.monotonic() < end:
            seen += self.read_for(ours, 0.3)
        self.assertIn("kept as c1", seen)
        self.assertIn("Type an answer", seen)
        os.write(ours, b"1\nq\n")
        text, _ = child.communicate(timeout=60)
        self.assertEqual(child.returncode, 0)
        self.assertEqual(termios.tcgetattr(theirs), before)
        self.assertIn("incomplete", text.decode())
        shown = json.loads(self.lur("show", "--json", "c1")[1])
        self.assertEqual(shown["call"]["rubric"], "sm-contactcenter")

    def test_a_terminal_that_can_only_write_lines_gets_lines(self):
        self.make_noise(20)
        child, ours, _, _ = self.start("--device", "file:" + self.noise, self.path("a.wav"), term="dumb")
        seen = self.read_for(ours, 1)
        os.write(ours, b"q")
        child.communicate(timeout=60)
        self.assertNotIn("\033", seen + self.read_for(ours, 0.2))


class Killed(Case):
    def kill_one(self, n, after):
        """Seconds that are missing in a recording that was killed so many seconds after it had begun."""
        os.mkdir(self.path(str(n)))  # its own folder: others would repair it there
        out = self.path(f"{n}/a.wav")
        child = self.begin("--device", "file:" + self.noise, out)
        begin = time.monotonic()
        time.sleep(after)
        child.kill()
        passed = time.monotonic() - begin
        child.communicate()
        got = self.samples_of(out)  # as any program reads it
        self.assertTrue(self.sound.startswith(got))
        code, _, err = self.lur("repair", out)
        self.assertEqual(code, 0, err)
        self.assertIn("of sound were recovered", err)
        whole = self.samples_of(out)
        self.assertTrue(self.sound.startswith(whole))
        self.assertGreaterEqual(len(whole), len(got))
        self.assertFalse(os.path.exists(out + ".journal"))
        code, text, err = self.lur("analyse", "--json", out)
        self.assertEqual((code, err), (0, ""))
        document = json.loads(text)["recording"]
        self.assertTrue(document["complete"])
        self.assertAlmostEqual(document["duration_s"], len(whole) / 192000, places=3)
        os.unlink(out)
        return passed - len(whole) / 192000

    def test_all_but_the_last_second_is_there(self):
        """SIGKILL at random moments: what is in the file is what was played, up to a second before."""
        print(f"LUR_SEED={SEED}")
        rng = random.Random(SEED)
        self.sound = self.make_noise(20)
        moments = [rng.uniform(0.2, 2.5) for _ in range(KILLS)]
        with concurrent.futures.ThreadPoolExecutor(5) as pool:
            missing = list(pool.map(self.kill_one, range(KILLS), moments))
        missing.sort()
        median, most = missing[len(missing) // 2], missing[math.ceil(0.95 * len(missing)) - 1]
        print(f"{KILLS} kills: seconds missing: median {median:.3f}, 95 of 100 at most {most:.3f}, most {missing[-1]:.3f}")
        self.assertLess(max(missing), 1)

    def note_in(self, journal, text):
        """Adds a note at half a second to a journal, as lur writes it."""
        with open(journal, "r+b") as f:
            data = f.read()
            number = len(data) // 64
            records = (b"NOTS", number, 0, 1, 0, b""), (b"NOTE", number + 1, 500000000, 500000000, len(text) << 8, text)
            f.seek(64 * number)
            for kind, n, start, end, flags, words in records:
                record = struct.pack("<4sIqqII28s", kind, n, start, end, flags, 0, words)
                f.write(record + struct.pack("<I", zlib.crc32(record)))

    def test_a_journal_without_its_recording_is_told(self):
        """What somebody took away was cut off; its notes are still here, and find back to it."""
        self.make_noise(20)
        out, elsewhere = self.path("a.wav"), self.path("elsewhere")
        child = self.begin("--device", "file:" + self.noise, out)
        time.sleep(1.2)
        child.kill()
        child.communicate()
        self.note_in(out + ".journal", b"she said hello")
        os.mkdir(elsewhere)
        os.rename(out, elsewhere + "/b.wav")
        with open(self.path("c.wav.journal.2"), "wb") as f:
            f.write(b"?" * 640)
        with open(out + ".journal", "rb") as f, open(self.path("d.wav.journal"), "wb") as idle:
            idle.write(f.read(64 * 10))  # as far as one gets before the first sound
        for _ in range(2):  # it is told as long as it is there
            code, _, err = self.lur("record", "--device", "fast:" + self.noise, "--seconds", "0.5", out)
            self.assertEqual(code, 0, err)
            self.assertRegex(err, rf"(?m)^lur: {re.escape(out)}.journal.1: here stands 1 note of a recording \(0:0[01]\) that is no "
                                  "longer beside it; move both")
            self.assertIn("c.wav.journal.2: it belongs to a recording (0:00) that is no longer beside it, and holds no notes", err)
            self.assertNotIn("d.wav", err)
            self.assertFalse(os.path.exists(self.path("d.wav.journal")))
            os.unlink(out)
            self.assertFalse(os.path.exists(out + ".journal"))
        os.rename(out + ".journal.1", elsewhere + "/b.wav.journal")  # as one is told to
        code, _, err = self.lur("repair", elsewhere + "/b.wav")
        self.assertEqual(code, 0, err)
        with open(elsewhere + "/b.wav.json", encoding="utf-8") as f:
            self.assertEqual([note["text"] for note in json.load(f)["x-notes"]], ["she said hello"])

    def test_one_in_a_file_is_repaired_by_the_next_in_its_folder(self):
        sound = self.make_noise(20)
        out = self.path("a.wav")
        child = self.begin("--device", "file:" + self.noise, "--roles", "agent,caller", "--assessor", "Eva", "--consent", "told", out)
        time.sleep(0.8)
        code, _, err = self.lur("repair", out)
        self.assertEqual((code, err), (3, f"lur: {out}: it is being recorded just now\n"))
        child.kill()
        child.communicate()
        code, _, err = self.lur("record", "--device", "fast:" + self.noise, "--seconds", "0.2", self.path("b.wav"))
        self.assertEqual(code, 0, err)
        self.assertRegex(err, r"^lur: .*/a\.wav: this recording was cut off; 0:0\d of sound were recovered\n")
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["a.wav", "a.wav.json", "b.wav", "b.wav.json", "noise.wav"])
        self.assertTrue(sound.startswith(self.samples_of(out)))
        with open(out + ".json", encoding="utf-8") as f:
            about = json.load(f)
        self.assertEqual((about["assessor"], about["roles"], about["x-consent"]), ("Eva", "agent,caller", "told"))
        with open(self.path("c.wav.json"), "w", encoding="utf-8") as f:
            f.write("mine")
        self.assertEqual(self.lur("record", "--device", "fast:" + self.noise, "--seconds", "0.2", self.path("c.wav"))[0], 0)
        with open(self.path("c.wav.json"), encoding="utf-8") as f:
            self.assertEqual(f.read(), "mine")
        self.assertRegex(about["started_at"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$")
        code, _, err = self.lur("repair", out)
        self.assertEqual((code, err), (0, f"lur: {out}: it is whole; there is nothing to repair\n"))
        self.assertEqual(self.lur("import", out)[0], 0)
        call = json.loads(self.lur("show", "--json", "c1")[1])["call"]
        self.assertEqual((call["assessor"], call["started"]), ("Eva", about["started_at"]))

    def test_the_power_is_cut_at_any_moment(self):
        """Copies of both files, made one after the other while they are written: each is repaired to all but the last second."""
        rng = random.Random(SEED)
        sound = self.make_noise(20)
        out = self.path("live.wav")
        child = self.begin("--device", "file:" + self.noise, out)
        begin, missing = time.monotonic(), []
        for i in range(COPIES):
            time.sleep(rng.uniform(0.05, 0.4))
            passed = time.monotonic() - begin
            names = ["", ".journal"]
            rng.shuffle(names)
            os.mkdir(self.path(f"copy{i}"))
            for name in names:
                shutil.copyfile(out + name, self.path(f"copy{i}/a.wav{name}"))
                time.sleep(rng.uniform(0, 0.1))
            code, _, err = self.lur("repair", self.path(f"copy{i}/a.wav"))
            self.assertEqual(code, 0, err)
            got = self.samples_of(self.path(f"copy{i}/a.wav"))
            self.assertTrue(sound.startswith(got))
            missing.append(passed - len(got) / 192000)
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=60)
        self.assertEqual(child.returncode, 0)
        print(f"{COPIES} copies, at most {max(missing):.3f} s missing")
        self.assertLess(max(missing), 1)


class Devices(Case):
    def with_config(self, text):
        with open(self.path("asound.conf"), "w", encoding="utf-8") as f:
            f.write(text)
        return dict(self.env, ALSA_CONFIG_PATH=self.path("asound.conf"), JACK_NO_START_SERVER="1")

    def test_a_broken_configuration_is_told_and_survived(self):
        """Without a default device PortAudio ends the program that asks it."""
        env = self.with_config('pcm.lonely { type null }\n')
        for args in (["devices"], ["record", self.path("a.wav")]):
            with self.subTest(args):
                code, out, err = self.lur(*args, env=env)
                self.assertEqual((code, out), (4, ""), err)
                self.assertEqual(len(err.splitlines()), 1, err)
                self.assertRegex(err, "the sound system broke down|no sound device with an input")
        self.assertFalse(os.path.exists(self.path("a.wav")))

    def test_devices_are_numbered_and_the_choice_is_explained(self):
        env = self.with_config('pcm.lonely { type null }\npcm.default { type null }\nctl.default { type null }\n')
        code, out, err = self.lur("devices", env=env)
        self.assertEqual((code, err), (0, ""))
        self.assertRegex(out, r"(?m)^[ *] +1  \S.* \(ALSA, \d+ channels, \d+ Hz\)$")
        self.assertEqual(len(re.findall(r"(?m)^\* ", out)), 1)
        self.assertRegex(out, r"\n\n'lur record' would use 'default', because .*\n$")

    def test_a_device_that_is_not_there(self):
        env = self.with_config('pcm.lonely { type null }\npcm.default { type null }\nctl.default { type null }\n')
        code, _, err = self.lur("record", "--device", "modem", self.path("a.wav"), env=env)
        self.assertEqual(code, 3)
        self.assertEqual(err, "lur: there is no sound device 'modem' with an input; 'lur devices' lists them\n")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=1)
