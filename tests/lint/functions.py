#!/usr/bin/env python3
"""Small functions: none over 80 lines; those over 45 are listed, so that a reader of the log sees them grow."""

import re

from source import CODE, code_of, finish, read, root_argument, walk

LIMIT, LONG = 80, 45
NAME = re.compile(r"(\w+)\s*\(")


def functions_of(code):
    """(line, name, body lines) of each function: its body lies between braces at column 0 after a line that ends in ')'."""
    lines = code.split("\n")
    start, head = None, ""
    for number, line in enumerate(lines, 1):
        if start is None:
            if line.startswith("{") and head.rstrip().endswith(")"):
                start = number
            elif line.strip():
                head = line if line[0] not in " \t}" else head + " " + line
        elif line.startswith("}"):
            found = NAME.search(head)
            yield start, found.group(1) if found else "?", number - start - 1
            start, head = None, ""


def main():
    root = root_argument(__doc__)
    complaints, lengths, files = [], [], 0
    for path in walk(root, (".c", ".h"), CODE):
        files += 1
        for line, name, length in functions_of(code_of(read(root, path))):
            lengths.append(length)
            if length > LIMIT:
                complaints.append(f"{path}:{line}: {name} has {length} lines, the limit is {LIMIT}; split it into named steps")
            elif length > LONG:
                print(f"{path}:{line}: {name} has {length} lines (long, but allowed)")
    if lengths:
        lengths.sort()
        tenth = lengths[len(lengths) * 9 // 10]
        print(f"{len(lengths)} functions, median {lengths[len(lengths) // 2]} lines, nine in ten at most {tenth}")
    finish("function length", complaints, files)


main()
