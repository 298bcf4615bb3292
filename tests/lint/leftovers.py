#!/usr/bin/env python3
"""Nothing unfinished and nothing of one machine is left in the tree: notes to self, absolute paths of somebody's machine,
registry hosts, merge marks, blanks at line ends."""

import os
import re

from source import finish, read, root_argument, walk

# Kept as they came or made by a program; the first are binary or other people's text.
KEPT = ("LICENSE", "tests/fuzz/corpus/", "tests/fuzz/regression/", "tests/golden/", "tests/rubrics/")
BINARY = (".flac", ".wav", ".png", ".ico", ".gz", ".mp3", ".ogg", ".gsm", ".au", ".caf", ".aiff")
NOTE = "TO" "DO|FIX" "ME|X" "XX"

RULES = (
    (re.compile(rf"\b({NOTE})\b"), "a note to self; finish it or write an issue"),
    (re.compile(r"(?<![\w.~-])/(?:work|home|root|Users)/"), "a path of one machine"),
    (re.compile(r"\.\./shared\b"), "a path beside the checkout; only .ci/run looks there"),
    (re.compile(r"^(<{7}|>{7}|={7})( |$)", re.MULTILINE), "a merge mark"),
    (re.compile(r"[ \t]+$", re.MULTILINE), "blanks at the end of the line"),
    (re.compile(r"\r"), "a carriage return"),
    (re.compile(r"\A\ufeff"), "a byte order mark"),
    (re.compile(r'"resolved": *"http'), "a registry's address; npm config set omit-lockfile-registry-resolved true"),
)


def complaints_about(path, text):
    for regex, why in RULES:
        if path == os.path.join(".ci", "run") and "shared" in regex.pattern:
            continue
        for match in regex.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{path}:{line}: {why}: {text.splitlines()[line - 1].strip()[:80]}"
    if text and not text.endswith("\n"):
        yield f"{path}: the last line has no end"


def main():
    root = root_argument(__doc__)
    complaints, checked = [], 0
    for path in walk(root):
        full = os.path.join(root, path)
        if path.startswith(KEPT) or path.endswith(BINARY) or os.path.islink(full):
            continue
        with open(full, "rb") as f:
            if b"\0" in f.read(65536):
                continue
        checked += 1
        complaints.extend(complaints_about(path, read(root, path)))
    finish("leftovers", complaints, checked)


main()
