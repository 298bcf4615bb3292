#!/usr/bin/env python3
"""The manual pages are well formed. Skipped (77) where mandoc is not installed."""

import os
import shutil
import subprocess
import sys

from source import finish, root_argument, walk


def main():
    root = root_argument(__doc__)
    if not shutil.which("mandoc"):
        print("manuals: mandoc is not installed; skipped")
        sys.exit(77)
    pages = [p for p in walk(root, under=("docs",)) if p.startswith(os.path.join("docs", "man")) and p[-2] == "."]
    complaints = []
    for page in pages:
        done = subprocess.run(["mandoc", "-Tlint", "-Wwarning", page], cwd=root, capture_output=True, text=True, check=False)
        complaints += done.stdout.splitlines()
    finish("manuals", complaints, len(pages))


main()
