#!/usr/bin/env python3
"""test_report_schemas.py PAGE_TOOL ROOT: the two JSON documents fit the published schemas, the schemas refuse what is wrong,
and the page about them shows documents that fit."""

import copy
import json
import os
import re
import subprocess
import sys
import tempfile

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)


def schema(root, name):
    with open(os.path.join(root, "report", name), encoding="utf-8") as file:
        loaded = json.load(file)
    jsonschema.Draft202012Validator.check_schema(loaded)
    return jsonschema.Draft202012Validator(loaded)


def documents(tool):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([tool, folder], check=True)
        for name in ("analysis.json", "scorecard.json"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                yield json.load(file)


def fit(validator, document, what):
    faults = [f"{what}: {'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator.iter_errors(document)]
    for fault in faults:
        print(fault)
    return not faults


def broken(document, changes):
    """The document with one thing wrong at a time."""
    for path, value in changes:
        copied = copy.deepcopy(document)
        at = copied
        for key in path[:-1]:
            at = at[key]
        if value is KeyError:
            del at[path[-1]]
        else:
            at[path[-1]] = value
        yield "/".join(map(str, path)), copied


ANALYSIS_FAULTS = [
    (["schema"], "lur.analysis/2"),
    (["recording", "complete"], "yes"),
    (["recording", "channels"], 3),
    (["tracks", 0, "role"], "customer"),
    (["tracks", 0, "speech", 0], [1.0]),
    (["journey", 0, "phase"], "lunch"),
    (["journey", 0, "end_s"], KeyError),
    (["events", 0, "type"], "laughter"),
    (["events", 0, "start_s"], -1),
    (["measures", "talk.agent_ratio"], "much"),
    (["measures", "answer.wait_s"], KeyError),
    (["measures", "talk.mood"], 1),
    (["unmeasured", "talk.mood"], "why"),
    (["unmeasured"], KeyError),
]
SCORECARD_FAULTS = [
    (["schema"], "lur.scorecard/2"),
    (["total"], 101),
    (["total_from"], "luck"),
    (["coverage"], 1.5),
    (["rubric", "sha256"], "abc"),
    (["faults", "critical", "customer"], -1),
    (["sections", 0, "criteria", 0, "state"], "lost"),
    (["sections", 0, "criteria", 0, "evidence"], KeyError),
    (["sections", 0, "criteria", 0, "by"], "dog"),
    (["rules", 1, "fired"], KeyError),
]


def examples(root, name, validator):
    """The documents shown in the manual page; they leave out most measures."""
    relaxed = copy.deepcopy(validator.schema)
    relaxed["properties"].get("measures", {}).pop("required", None)
    validator = jsonschema.Draft202012Validator(relaxed)
    with open(os.path.join(root, "docs", "analysis-document.md"), encoding="utf-8") as file:
        text = file.read()
    found = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.S)]
    found = [d for d in found if d.get("schema", "").startswith(name)]
    return bool(found) and all(fit(validator, d, "docs/analysis-document.md") for d in found)


def table(root):
    """Names and units of the table of measures, as the C header gives them."""
    with open(os.path.join(root, "analysis", "measures.h"), encoding="utf-8") as file:
        return re.findall(r'X\(\w+,\s*"([\w.]+)",\s*(\w+),', file.read())


def names_match(validator, root):
    named = validator.schema["properties"]["measures"]
    want = {name for name, _ in table(root)}
    if set(named["properties"]) == want == set(named["required"]):
        return True
    print("measures of the schema and of analysis/measures.h differ:", set(named["properties"]) ^ want)
    return False


def main():
    tool, root = sys.argv[1:]
    analysis, scorecard = schema(root, "analysis.schema.json"), schema(root, "scorecard.schema.json")
    good = names_match(analysis, root)
    for validator, document, faults in zip((analysis, scorecard), documents(tool), (ANALYSIS_FAULTS, SCORECARD_FAULTS)):
        good &= fit(validator, document, document["schema"])
        for what, wrong in broken(document, faults):
            if validator.is_valid(wrong):
                print(f"{document['schema']}: the schema takes a wrong {what}")
                good = False
    good &= examples(root, "lur.analysis/", analysis) and examples(root, "lur.scorecard/", scorecard)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
