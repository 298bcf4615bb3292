"""What all lints share: walking the tree, and C text without its comments and strings."""

import argparse
import os
import re
import sys

SKIPPED = {".git", "build", "node_modules", "out", "__pycache__"}
LIBRARY = ("base", "audio", "capture", "analysis", "rubrics", "ranking", "bundle", "waves", "store", "report", "replay", "web")
FOLDERS = LIBRARY + ("cli",)
CODE = FOLDERS + ("tests", "bench", "samples", "packaging", "tools")

TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL
)


def root_argument(description):
    """The root folder to check, from the command line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--root", default=".", help="top of the source tree")
    return os.path.abspath(parser.parse_args().root)


def walk(root, suffixes=(), under=None):
    """Paths relative to root of all files with one of the suffixes (all files when there are none), sorted."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in SKIPPED)
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), root)
            if suffixes and not name.endswith(tuple(suffixes)):
                continue
            if under and path.split(os.sep)[0] not in under:
                continue
            found.append(path)
    return sorted(found)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as f:
        return f.read()


def blank(match):
    """The matched text as blanks; lines stay where they are. Quotes stay, so that "..." is still seen as a string."""
    text = match.group()
    if text[0] in "\"'":
        return text[0] + " " * (len(text) - 2) + text[-1]
    return re.sub(r"[^\n]", " ", text)


def code_of(text):
    """C text with comments and the insides of strings blanked."""
    return TOKEN.sub(blank, text)


def finish(what, complaints, checked):
    """Prints the complaints and ends the program: 0 clean, 1 not, 2 when nothing was looked at."""
    for complaint in complaints:
        print(complaint)
    if not checked:
        print(f"{what}: nothing to check here; is --root right?")
        sys.exit(2)
    print(f"{what}: {checked} checked, {len(complaints)} complaint{'' if len(complaints) == 1 else 's'}")
    sys.exit(1 if complaints else 0)
