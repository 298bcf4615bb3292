#!/usr/bin/env python3
"""All C files are as clang-format 14 writes them. Skipped (77) where that version is not installed."""

import re
import shutil
import subprocess
import sys

from source import CODE, finish, root_argument, walk


def main():
    root = root_argument(__doc__)
    tool = shutil.which("clang-format-14")
    if not tool:
        print("format: clang-format-14 is not installed; skipped")
        sys.exit(77)
    files = walk(root, (".c", ".h"), CODE)
    done = subprocess.run([tool, "--dry-run", "--Werror", *files], cwd=root, capture_output=True, text=True, check=False)
    wrong = dict.fromkeys(re.findall(r"^(\S+?):\d+:\d+: error", done.stderr, re.MULTILINE))
    complaints = [f"{path}: run clang-format-14 -i {path}" for path in wrong]
    if done.returncode and not complaints:
        complaints = [done.stderr.strip()]
    finish("format", complaints, len(files))


main()
