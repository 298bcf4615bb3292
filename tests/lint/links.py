#!/usr/bin/env python3
"""Links between documents lead somewhere."""

import os
import re

from source import finish, read, root_argument, walk

LINK = re.compile(r"\]\(([^)\s]+)\)|<(?:img|a)\s[^>]*?(?:src|href)=\"([^\"]+)\"")
HEADING = re.compile(r"^#+\s+(.*?)\s*$", re.MULTILINE)


def anchor(heading):
    """The name that a heading gets in a link."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def complaint_about(root, path, link):
    if re.match(r"[a-z]+:", link):
        return None
    target, _, place = link.partition("#")
    goal = os.path.normpath(os.path.join(os.path.dirname(path), target)) if target else path
    if not os.path.exists(os.path.join(root, goal)):
        return f"{link} does not exist"
    if place and place not in [anchor(h) for h in HEADING.findall(read(root, goal))]:
        return f"{link}: {goal} has no such heading"
    return None


def main():
    root = root_argument(__doc__)
    complaints, checked = [], 0
    for path in walk(root, (".md",)):
        text = read(root, path)
        for match in LINK.finditer(text):
            checked += 1
            said = complaint_about(root, path, match.group(1) or match.group(2))
            if said:
                complaints.append(f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {said}")
    finish("links", complaints, checked)


main()
