#!/usr/bin/env python3
"""No writable data at file scope: the libraries' object files hold none, save what is listed here with its reason."""

import re
import subprocess
import sys

from source import finish

# symbol: why it may be there
ALLOWED = {
    "planner": "FFTW's planner is not safe for threads; one documented lock guards it",
}
SYMBOL = re.compile(r"^[0-9a-f]+ .{7} (\.data|\.bss|\.tdata|\.tbss|\*COM\*)(?!\.rel\.ro)\S*\s+([0-9a-f]+)\s+(?:\.hidden )?(\S+)$")


def writable(archive):
    """(object, symbol) of each writable object in the archive."""
    done = subprocess.run(["objdump", "-t", archive], capture_output=True, text=True, check=True)
    member = archive
    for line in done.stdout.splitlines():
        if ":     file format" in line:
            member = line.split(":")[0]
        match = SYMBOL.match(line)
        if match and int(match.group(2), 16) and not match.group(3).startswith("."):
            yield member, match.group(3).split(".")[0]


def main():
    archives = sys.argv[1:]
    complaints = []
    for archive in archives:
        for member, symbol in writable(archive):
            if symbol not in ALLOWED:
                complaints.append(f"{member}: {symbol} is writable data at file scope; make it const or part of an object")
    finish("globals", complaints, len(archives))


main()
