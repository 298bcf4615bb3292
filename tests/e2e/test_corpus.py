#!/usr/bin/env python3
"""Analyses every recording of a labelled corpus and has the corpus's own scorer judge it.

Usage: test_corpus.py LUR    LUR_CORPUS names the corpus: a folder with score.py, calls/ and real/.
Exit code: 0 as it should be, 1 not, 77 no corpus or no numpy here."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

LEAST_F1 = 0.85  # of 10 ms frames of the simulated calls
LEAST_ROLES = 0.9  # share of calls whose channels are told apart
MOST_WAIT_S = 0.5  # median error of the waiting time
SKIPPED = 77


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def python_with_numpy():
    """The scorer needs numpy; the Python that runs this may not be the system's."""
    for python in (sys.executable, shutil.which("python3"), "/usr/bin/python3"):
        if python and subprocess.run([python, "-c", "import numpy"], capture_output=True, check=False).returncode == 0:
            return python
    return None


def recordings(corpus):
    for folder, _, names in sorted(os.walk(corpus)):
        for name in sorted(names):
            if name.endswith(".flac"):
                yield os.path.join(folder, name)


def analyse(lur, files, out):
    """One document a recording, named like it."""
    done = subprocess.run([lur, "analyse", "--json", "-j2", *files], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"lur analyse ended with {done.returncode}: {done.stderr.strip()}")
    lines = done.stdout.splitlines()
    if len(lines) != len(files):
        raise SystemExit(f"{len(files)} recordings, {len(lines)} documents")
    for path, line in zip(files, lines):
        document = json.loads(line)
        name = os.path.splitext(os.path.basename(path))[0]
        if os.path.basename(document["recording"]["file"]) != name + ".flac":
            raise SystemExit(f"the document of {document['recording']['file']} stands where that of {name} should")
        with open(os.path.join(out, name + ".json"), "w", encoding="utf-8") as file:
            file.write(line)


def score(python, corpus, out):
    table = os.path.join(out, "table.score")
    done = subprocess.run([python, os.path.join(corpus, "score.py"), corpus, out, "--json", table], capture_output=True,
                          text=True, check=False)
    print(done.stdout, end="")
    if done.returncode != 0 or "==" not in done.stdout:
        raise SystemExit(f"score.py ended with {done.returncode}: {done.stderr.strip()}")
    with open(table, encoding="utf-8") as file:
        return json.load(file)


def shortcomings(result):
    calls = result["dev"]
    access = calls["access"]
    f1 = calls["vad0"]["f1"]
    if f1 < LEAST_F1:
        yield f"F1 of frames is {f1:.4f}, should be {LEAST_F1} or more"
    if access["wait_missing"]:
        yield f"{access['wait_missing']} waiting times are not given"
    if access["answered_right"] != access["calls"]:
        yield f"answered or not is right in {access['answered_right']} of {access['calls']}"
    if access["wait_median_s"] is None or access["wait_median_s"] > MOST_WAIT_S:
        yield f"the median error of waiting times is {access['wait_median_s']} s, should be {MOST_WAIT_S} or less"
    if access["roles_right"] < LEAST_ROLES * access["roles_of"]:
        yield f"roles are right in {access['roles_right']} of {access['roles_of']}"


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    corpus = os.environ.get("LUR_CORPUS", "")
    if not os.path.isfile(os.path.join(corpus, "score.py")):
        skip("LUR_CORPUS names no folder with a score.py")
    python = python_with_numpy()
    if not python:
        skip("score.py needs numpy (python3-numpy), which is not installed")
    files = list(recordings(corpus))
    if not files:
        raise SystemExit(f"{corpus} has a score.py but no recordings")
    with tempfile.TemporaryDirectory() as out:
        analyse(sys.argv[1], files, out)
        found = list(shortcomings(score(python, corpus, out)))
    for text in found:
        print(f"too little: {text}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
