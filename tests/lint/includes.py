#!/usr/bin/env python3
"""Data flows one way, and so do includes: each folder may include only what its row of the table says.

Includes of our own headers are written from the root. Third-party headers stand in .c files only, so that a user of one
folder needs nothing of another's libraries to compile. (Headers of the tests are read by tests only and may name theirs.)
"""

import os
import re

from source import CODE, FOLDERS, finish, read, root_argument, walk

# folder: what it may include beside itself; a path allows that header only.
MAY_INCLUDE = {
    "base": (),
    "audio": ("base",),
    "capture": ("base", "audio"),
    "analysis": ("base",),
    "rubrics": ("base", "analysis/measures.h"),
    "ranking": ("base",),
    "bundle": ("base", "analysis/event.h", "analysis/measures.h", "rubrics", "ranking"),
    "waves": ("base",),
    "store": ("base", "analysis", "rubrics", "ranking", "waves"),
    "report": ("base", "audio", "analysis", "rubrics", "ranking", "waves", "store"),
    "replay": ("base", "audio", "store", "report"),
    "web": ("base", "store", "report"),
    "cli": FOLDERS,
    "tests": FOLDERS,
    "bench": FOLDERS + ("tests",),
    "samples": FOLDERS + ("tests",),
    "packaging": FOLDERS,
    "tools": FOLDERS,
}

STANDARD = set(
    "assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic "
    "stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype".split()
)

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.MULTILINE)


def allowed(folder, header):
    for entry in (folder,) + tuple(MAY_INCLUDE[folder]):
        if header == entry or header.startswith(entry + "/"):
            return True
    return False


def complaint_about(root, path, quote, header):
    folder = path.split(os.sep)[0]
    if quote == "<":
        if path.endswith(".h") and folder in FOLDERS and header[:-2] not in STANDARD:
            return f"<{header}> is not a standard C header; include it in the .c file that needs it"
        return None
    if header.split("/")[0] not in CODE or ".." in header.split("/"):
        return f'"{header}" is not written from the root; write "{folder}/{header}" if that is what is meant'
    if not allowed(folder, header):
        names = ", ".join(MAY_INCLUDE[folder]) or "nothing but itself"
        return f'{folder}/ may not include "{header}"; it may include: {names}'
    if not os.path.exists(os.path.join(root, header)):
        return f'"{header}" does not exist'
    return None


def main():
    root = root_argument(__doc__)
    complaints, checked = [], 0
    for path in walk(root, (".c", ".h"), CODE):
        text = read(root, path)
        checked += 1
        for match in INCLUDE.finditer(text):
            said = complaint_about(root, path, match.group(1), match.group(2))
            if said:
                complaints.append(f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {said}")
    finish("includes", complaints, checked)


main()
