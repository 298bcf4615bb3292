#!/usr/bin/env python3
"""Every text for people can be collected for translation, and po/POTFILES.in names exactly the files that have some."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

from source import FOLDERS, TOKEN, finish, read, root_argument, walk

# A text that goes on with something else than a string: the catalog would hold only its beginning.
STRING = r'"(?:[^"\\\n]|\\.)*"'
BROKEN = re.compile(r"(?<!\w)(?:_|N_)\(\s*(?:" + STRING + r"[\s\\]*)+(?!PRI|SCN)[^\s\\\")]")
MARKED = re.compile(r"(?<![\w#])(?:_|N_|lur_text_n)\s*\(\s*\"")


def without_comments(text):
    """Comments as blanks, strings as they are."""
    return TOKEN.sub(lambda m: m.group() if m.group()[0] in "\"'" else re.sub(r"[^\n]", " ", m.group()), text)


def potfiles(root):
    path = os.path.join(root, "po", "POTFILES.in")
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as f:
        return [line.strip() for line in f if line.strip() and not line.startswith("#")]


def extracted(root, files):
    """What xgettext says about the files; nothing when all is well."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["xgettext", "--from-code=UTF-8", "--keyword=_", "--keyword=N_", "--keyword=lur_text_n:1,2"]
            + ["-o", os.path.join(folder, "x.pot")] + files,
            cwd=root, capture_output=True, text=True, check=False,
        )
    return [line for line in done.stderr.splitlines() if line.strip()]


def main():
    root = root_argument(__doc__)
    if not shutil.which("xgettext"):
        print("texts: xgettext is not installed; skipped")
        sys.exit(77)
    complaints, marked = [], []
    files = walk(root, (".c", ".h"), FOLDERS)
    for path in files:
        text = without_comments(read(root, path))
        if path != os.path.join("base", "i18n.h") and MARKED.search(text):
            marked.append(path)
        for match in BROKEN.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            complaints.append(f"{path}:{line}: the text goes on with something else than a string; use one format string")
    listed = potfiles(root)
    if listed is not None:
        complaints += [f"po/POTFILES.in: {p} has texts for people but is not listed" for p in marked if p not in listed]
        complaints += [f"po/POTFILES.in: {p} is listed but has no texts for people" for p in listed if p not in marked]
    complaints += extracted(root, marked) if marked else []
    finish("texts", complaints, len(files))


main()
