#!/usr/bin/env python3
"""All C files are as clang-format 14 writes them. Skipped (77) where that version is not installed."""

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
    complaints = []
    files = walk(root, (".c", ".h"), CODE)
    for path in files:
        done = subprocess.run([tool, "--dry-run", "--Werror", path], cwd=root, capture_output=True, text=True, check=False)
        if done.returncode:
            complaints.append(f"{path}: run clang-format-14 -i {path}\n" + "\n".join(done.stderr.splitlines()[:3]))
    finish("format", complaints, len(files))


main()
