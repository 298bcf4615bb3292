#!/usr/bin/env python3
"""However many files are worked on at a time, in whatever order and company, what is said of each is the same to the byte.

Usage: test_threads.py LUR SOURCE_DIR    Prints LUR_SEED, from which the made calls come."""
import math
import os
import random
import struct
import subprocess
import sys
import tempfile
import unittest
import wave

LUR, SOURCE = sys.argv[1], sys.argv[2]
SEED = int(os.environ.get("LUR_SEED") or 20261122)
SAMPLES = [os.path.join(SOURCE, "samples", name) for name in ("sv-good.flac", "sv-mono.flac", "nb-menu.flac", "en-unanswered.flac")]
ENV = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", NO_COLOR="")


def lur(*args):
    done = subprocess.run([LUR, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV,
                          timeout=120, check=False)
    if done.returncode != 0:
        raise AssertionError(f"ended with {done.returncode}: {done.stderr.decode()}")
    return done.stdout


def stretch(dice, rate):
    """Some seconds of a tone that comes and goes, with or without noise under it."""
    hz, level, noise, beat = dice.uniform(200, 2500), dice.uniform(0, 9000), dice.choice([0, 3, 300]), dice.uniform(0.1, 2)
    return [level * math.sin(2 * math.pi * hz * i / rate) * (i / rate % beat < beat / 2) + dice.gauss(0, 1) * noise
            for i in range(int(rate * dice.uniform(1, 4)))]


def make(path, dice):
    rate, channels = dice.choice([8000, 16000, 11025]), dice.choice([1, 2])
    legs = [sum((stretch(dice, rate) for _ in range(3)), []) for _ in range(channels)]
    frames = [struct.pack(f"<{channels}h", *(round(x) for x in pair)) for pair in zip(*legs)]
    with wave.open(path, "wb") as out:
        out.setparams((channels, 2, rate, 0, "NONE", ""))
        out.writeframes(b"".join(frames))


def content(path):
    with open(path, "rb") as file:
        return file.read()


class Threads(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        print(f"LUR_SEED={SEED}", flush=True)
        dice, cls.folder = random.Random(SEED), tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        made = [os.path.join(cls.folder.name, f"made{i}.wav") for i in range(6)]
        for path in made:
            make(path, dice)
        cls.files = SAMPLES + made
        dice.shuffle(cls.files)

    def test_documents(self):
        once = lur("analyse", "--json", "-j1", *self.files)
        self.assertEqual(len(once.splitlines()), len(self.files))
        for threads in ("-j2", "-j4", "-j32"):
            self.assertEqual(lur("analyse", "--json", threads, *self.files), once, threads)

    def test_order_and_company(self):
        alone = [lur("analyse", "--json", path) for path in self.files]
        self.assertEqual(b"".join(alone), lur("analyse", "--json", "-j4", *self.files))
        self.assertEqual(b"".join(reversed(alone)), lur("analyse", "--json", "-j4", *reversed(self.files)))

    def test_the_same_file_at_the_same_time(self):
        lines = lur("analyse", "--json", "-j8", *([self.files[0]] * 12)).splitlines()
        self.assertEqual(lines, lines[:1] * 12)

    def test_tables_and_words(self):
        for form in (["--csv"], []):
            self.assertEqual(lur("analyse", *form, "-j4", *self.files), lur("analyse", *form, "-j1", *self.files), form)

    def test_pages(self):
        pages = []
        for threads in ("-j1", "-j4"):
            out = os.path.join(self.folder.name, "pages" + threads)
            lur("report", *SAMPLES, "--rubric", "measured", "--out", out, threads)
            pages.append({name: content(os.path.join(out, name)) for name in sorted(os.listdir(out))})
        self.assertGreater(len(pages[0]), len(SAMPLES))
        self.assertEqual(pages[0].keys(), pages[1].keys())
        self.assertEqual([name for name in pages[0] if pages[0][name] != pages[1][name]], [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
