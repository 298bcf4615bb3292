#!/usr/bin/env python3
"""docs/tutorial-wave.md, done: its files are written, its commands run, and what it shows is printed.

Usage: test_tutorial_wave.py LUR SOURCE_DIR"""
import glob
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

LUR, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
PAGE = os.path.join(SOURCE, "docs", "tutorial-wave.md")
FILE = re.compile(r"`([\w./]+)`[^`]*?:\n\n```(?:yaml|csv)\n(.*?)```", re.S)
SHOWN = re.compile(r"```text\n\$ (lur [^\n]*)\n(.*?)```", re.S)


def pattern(line):
    """What a line of the page stands for: an ellipsis is anything."""
    return "(?m)^" + ".*".join(map(re.escape, line.rstrip().split("…"))) + r"\s*$"


class Tutorial(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        os.makedirs(os.path.join(self.folder, "recordings"))
        for path in glob.glob(os.path.join(SOURCE, "samples", "*.flac")):
            shutil.copy(path, os.path.join(self.folder, "recordings"))
        shutil.copytree(os.path.join(SOURCE, "samples", "answers"), os.path.join(self.folder, "answers"))
        self.env = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", TZ="Europe/Stockholm", NO_COLOR="1",
                        XDG_DATA_HOME=os.path.join(self.folder, "data"), XDG_CONFIG_HOME=os.path.join(self.folder, "config"))

    def run_line(self, line):
        done = subprocess.run([LUR, *shlex.split(line)[1:]], cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
        said = done.stdout.decode() + "\n" + done.stderr.decode()
        self.assertEqual(done.returncode, 0, f"{line}\n{said}")
        return said

    def test_what_the_page_shows_is_what_happens(self):
        with open(PAGE, encoding="utf-8") as f:
            page = f.read()
        files, shown = FILE.findall(page), SHOWN.findall(page)
        self.assertEqual([name for name, _ in files], ["november.yaml", "participants.csv", "callers.csv", "scenarios.csv",
                                                       "recordings/metadata.csv"])
        self.assertGreaterEqual(len(shown), 10)
        for name, text in files:
            with open(os.path.join(self.folder, name), "w", encoding="utf-8") as f:
                f.write(text)
        for command, lines in shown:
            said = self.run_line(command)
            for line in lines.splitlines():
                if line.strip() not in ("", "…"):
                    self.assertRegex(said, pattern(line), command)
        for name in ("index.html", "west/result.html", "west/manager.pdf"):
            self.assertTrue(os.path.exists(os.path.join(self.folder, "results", name)), name)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
