#!/usr/bin/env python3
"""A disk that is full or broken when a recording is kept, made smaller or repaired: nothing of the sound is lost, and each is told.
The disk is made bad by a library loaded before the program.

Usage: test_bad_disk.py LUR LIBRARIES"""
import array
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import wave

LUR, LIBRARIES = sys.argv[1], sys.argv[2]
SEED = int(os.environ.get("LUR_SEED") or 20261122)


class BadDisk(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.env = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", NO_COLOR="", XDG_DATA_HOME=self.path("data"))
        self.noise = self.path("noise.wav")
        rng = random.Random(SEED)
        self.sound = array.array("h", (rng.randrange(-8000, 8000) | 1 for _ in range(2 * 48000 * 3))).tobytes()
        with wave.open(self.noise, "wb") as w:
            w.setparams((2, 2, 48000, 0, "NONE", ""))
            w.writeframes(self.sound)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def lur(self, *args, faulty=None, **faults):
        """Runs lur; files whose path holds `faulty` meet the faults."""
        env = dict(self.env)
        if faulty:
            env |= {"LD_PRELOAD": os.path.join(LIBRARIES, "lur_disk_faults.so"), "LUR_FAULT_FILE": faulty} | faults
        done = subprocess.run([LUR, *args], stdin=subprocess.DEVNULL, capture_output=True, text=True, env=env, timeout=120, check=False)
        return done.returncode, done.stdout, done.stderr

    def samples_of(self, path):
        with wave.open(path) as w:
            return w.readframes(w.getnframes())

    def kept(self, call="c1"):
        return self.lur("show", "--path", call)[1].strip()

    def test_a_limit_on_the_size_of_files_ends_a_recording_as_a_full_disk_does(self):
        limit = 10000000  # bytes: 52 s
        out, long = self.path("a.wav"), self.path("long.wav")
        with wave.open(long, "wb") as w:
            w.setparams((2, 2, 48000, 0, "NONE", ""))
            w.writeframes(20 * self.sound)
        done = subprocess.run([LUR, "record", "--device", "fast:" + long, out], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, env=self.env, timeout=120, check=False,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("the disk has room for 0:52 of recording only", done.stderr)
        self.assertIn("make room", done.stderr)
        samples = self.samples_of(out)
        self.assertGreater(len(samples), limit - 48000)
        self.assertEqual(samples, (20 * self.sound)[:len(samples)])

    def test_without_room_for_the_flac_file_the_wav_file_is_kept(self):
        for fault, word in (({"LUR_FAULT_FULL": "100000"}, "make room"), ({"LUR_FAULT_BROKEN": "100000"}, "c")):
            with self.subTest(fault):
                code, _, err = self.lur("record", "--device", "fast:" + self.noise, "--participant", "p", faulty="recordings/lur-", **fault)
                self.assertEqual(code, 0, err)
                self.assertIn(word, err)
                self.assertRegex(err, r"kept as c\d")
                call = err.split("kept as ")[1].split()[0]
                self.assertTrue(self.kept(call).endswith(".wav"))
                self.assertEqual(self.samples_of(self.kept(call)), self.sound)
                self.assertEqual(os.listdir(self.path("data/lur/recordings")), [])

    def test_a_journal_that_cannot_be_written_ends_no_recording(self):
        code, _, err = self.lur("record", "--device", "fast:" + self.noise, self.path("a.wav"), faulty=".journal", LUR_FAULT_BROKEN="2000")
        self.assertEqual(self.samples_of(self.path("a.wav")), self.sound)
        self.assertIn("a.wav.journal: it does not tell of the whole recording", err)
        self.assertNotEqual(code, 0)
        code, _, err = self.lur("repair", self.path("a.wav"))
        self.assertEqual(code, 0, err)
        self.assertEqual(self.samples_of(self.path("a.wav")), self.sound)

    def test_a_full_disk_ends_the_recording_and_what_there_is_becomes_a_call(self):
        code, _, err = self.lur("record", "--device", "fast:" + self.noise, faulty="recordings/", LUR_FAULT_FULL="400000")
        self.assertEqual(code, 4, err)
        self.assertIn("No space left on device", err)
        self.assertIn("kept as c1", err)
        got = self.samples_of(self.kept())
        self.assertGreater(len(got), 300000)
        self.assertTrue(self.sound.startswith(got))

    def test_without_room_the_repair_leaves_everything_as_it_is(self):
        out = self.path("b.wav")
        child = subprocess.Popen([LUR, "record", "--device", "file:" + self.noise, out], env=self.env, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.assertIn(b"Recording", child.stderr.readline())
        time.sleep(1.2)
        child.send_signal(signal.SIGKILL)
        child.communicate()
        before = {}
        for name in (out, out + ".journal"):
            with open(name, "rb") as f:
                before[name] = f.read()
        for fault in ({"LUR_FAULT_FULL": "50000"}, {"LUR_FAULT_BROKEN": "50000"}, {"LUR_FAULT_QUOTA": "0"}):
            with self.subTest(fault):
                code, _, err = self.lur("repair", out, faulty="/lur-", **fault)
                self.assertEqual(code, 4, err)
                self.assertIn("make room", err)
                for name, data in before.items():
                    with open(name, "rb") as f:
                        self.assertEqual(f.read(), data)
                self.assertEqual(sorted(n for n in os.listdir(self.folder.name) if n.startswith("lur-")), [])
        code, _, err = self.lur("repair", out)
        self.assertEqual(code, 0, err)
        got = self.samples_of(out)
        self.assertGreater(len(got), 192000)
        self.assertTrue(self.sound.startswith(got))


if __name__ == "__main__":
    print(f"LUR_SEED={SEED}")
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=1)
