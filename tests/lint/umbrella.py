#!/usr/bin/env python3
"""packaging/lur.h names headers that exist, and every header that those include is among them: all are installed."""

import os
import re

from source import finish, read, root_argument

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.MULTILINE)


def main():
    root = root_argument(__doc__)
    listed = INCLUDE.findall(read(root, os.path.join("packaging", "lur.h")))
    complaints = []
    for header in listed:
        if not os.path.exists(os.path.join(root, header)):
            complaints.append(f"packaging/lur.h: {header} does not exist")
            continue
        for needed in INCLUDE.findall(read(root, header)):
            if needed not in listed:
                complaints.append(f"packaging/lur.h: {needed}, which {header} includes, is missing")
    finish("umbrella header", complaints, len(listed))


main()
