#!/usr/bin/env python3
"""Every header of the library compiles alone, as C17 and as C++17, without a warning."""

import argparse
import concurrent.futures
import os
import subprocess

from source import FOLDERS, finish, walk

WARNINGS = ["-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-D_POSIX_C_SOURCE=200809L"]


def compile_alone(root, command, language, header):
    """None, or what the compiler said."""
    # Through standard input: the header is then included, as its readers do, and is not the main file.
    done = subprocess.run(
        command + WARNINGS + ["-x", language, f"-I{root}", "-"],
        input=f'#include "{header}"\n',
        capture_output=True,
        text=True,
        check=False,
    )
    return None if done.returncode == 0 else f"{header}: does not compile alone as {language}:\n{done.stderr.rstrip()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=".")
    parser.add_argument("--cc", default="cc")
    parser.add_argument("--cxx", default="c++")
    options = parser.parse_args()
    root = os.path.abspath(options.root)
    headers = walk(root, (".h",), FOLDERS)
    jobs = [([options.cc, "-std=c17", "-pedantic"], "c", h) for h in headers]
    jobs += [([options.cxx, "-std=c++17"], "c++", h) for h in headers]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda job: compile_alone(root, *job), jobs))
    finish("headers", [s for s in said if s], len(headers))


main()
