#!/usr/bin/env python3
"""docs/measures.md tells of every measure of analysis/measures.h, once, under the name, title and unit that it has there."""

import os
import re

from source import finish, read, root_argument

DOCUMENT = os.path.join("docs", "measures.md")
ENTRY = re.compile(r'X\(\w+,\s*"([^"]+)",\s*(\w+),\s*"([^"]*)",\s*N_\("([^"]*)"\),\s*N_\("([^"]*)"\)\)')
ROW = re.compile(r"^\| `([a-z_0-9.]+)` \| ([^|]*?) \| ([^|]*?) \| ([^|]*?) \|$", re.MULTILINE)
UNITS = {
    "s": "seconds",
    "1": "share, 0 to 1",
    "n": "number",
    "1/min": "a minute",
    "1/s": "a second",
    "Hz": "Hz",
    "st": "semitones",
    "dB": "dB",
    "dBov": "dBov",
    "LUFS": "LUFS",
}


def unit_of(kind, unit):
    return {"BOOL": "yes or no", "TEXT": "text"}.get(kind) or UNITS.get(unit, unit)


def main():
    root = root_argument(__doc__)
    header = re.sub(r"\\\n", " ", read(root, os.path.join("analysis", "measures.h")))
    table = {name: (title, unit_of(kind, unit)) for name, kind, unit, title, _ in ENTRY.findall(header)}
    names = len(re.findall(r'X\(\w+, *"', header))
    complaints = [] if len(table) == names else [f"analysis/measures.h: {names} entries, but {len(table)} could be read"]
    seen = set()
    for name, title, unit, meaning in ROW.findall(read(root, DOCUMENT)):
        if name not in table:
            complaints.append(f"{DOCUMENT}: {name} is not a measure of analysis/measures.h")
            continue
        if name in seen:
            complaints.append(f"{DOCUMENT}: {name} stands twice")
        seen.add(name)
        if (title, unit) != table[name]:
            complaints.append(f"{DOCUMENT}: {name} says {title} ({unit}); the table says {table[name][0]} ({table[name][1]})")
        if len(meaning) < 20:
            complaints.append(f"{DOCUMENT}: {name} is hardly explained")
    complaints += [f"{DOCUMENT}: {name} is missing" for name in table if name not in seen]
    finish("measures", complaints, len(table))


main()
