#!/usr/bin/env python3
"""How the program ends where more than one thing goes wrong: each is told, the code is the worst, nothing of the user's is lost.

Usage: test_ends.py LUR SOURCE_DIR"""
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

LUR, SOURCE = sys.argv[1], sys.argv[2]
GOOD = os.path.join(SOURCE, "samples", "sv-good.flac")
ENV = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", LUR_RUBRICS="", NO_COLOR="")


def lur(*args, **more):
    done = subprocess.run([LUR, *args], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENV, timeout=120,
                          **({"stdout": subprocess.PIPE} | more))
    return done.returncode, done.stderr.decode().splitlines()


class Ends(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def cut(self):
        with open(GOOD, "rb") as whole, open(self.path("cut.flac"), "wb") as cut:
            cut.write(whole.read()[:100000])
        return self.path("cut.flac")

    def test_a_full_disk_is_said_of_a_damaged_recording_too(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full here")
        with open("/dev/full", "wb") as full:
            code, err = lur("analyse", "--json", self.cut(), stdout=full)
        self.assertEqual(code, 4)
        self.assertEqual(len(err), 2, err)
        self.assertIn("cut.flac", err[0])
        self.assertIn("could not be written", err[1])

    def test_the_damage_is_said_where_the_picture_fails_too(self):
        code, err = lur("analyse", "--plot", self.path("no/such/place.svg"), self.cut())
        self.assertEqual(code, 4)
        self.assertEqual(len(err), 2, err)
        self.assertIn("cut.flac", err[0])
        self.assertIn("place.svg", err[1])

    def test_pictures_of_the_same_name_stay_apart(self):
        names = []
        for folder in "abc":
            os.mkdir(self.path(folder))
            names.append(shutil.copy(GOOD, self.path(folder + "/call.flac")))
        code, err = lur("analyse", "-j", "3", "--plot", self.path("plots"), *names)
        self.assertEqual((code, err), (0, []))
        self.assertEqual(sorted(os.listdir(self.path("plots"))), ["call.flac-2.svg", "call.flac-3.svg", "call.flac.svg"])

    def test_no_device_or_pipe_is_replaced_by_a_file(self):
        pipe = self.path("pipe.svg")
        os.mkfifo(pipe)
        code, err = lur("analyse", "--plot", pipe, GOOD)
        self.assertEqual(code, 4)
        self.assertEqual(len(err), 1, err)
        self.assertIn("pipe.svg", err[0])
        self.assertTrue(stat.S_ISFIFO(os.stat(pipe).st_mode))
        self.assertEqual(os.listdir(self.folder.name), ["pipe.svg"])

    def test_a_long_name_has_room(self):
        name = self.path("n" * 240 + ".flac")
        shutil.copy(GOOD, name)
        code, err = lur("report", "--out", self.path("r"), name)
        self.assertEqual((code, err), (0, []))

    def test_thousands_of_the_same_name_take_no_minutes(self):
        names = []
        for i in range(12000):
            os.mkdir(self.path(str(i)))
            names.append(self.path("%d/call.wav" % i))
        try:
            code, err = lur("report", "--out", self.path("r"), *names)  # none is there: only the names are made
        except subprocess.TimeoutExpired:
            self.fail("it took minutes")
        self.assertEqual((code, len(err)), (3, len(names)))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
