"""The published JSON Schema of wave files accepts what lur accepts and refuses what lur refuses, as far as a schema can.

Usage: check_schema.py LUR SOURCE_FOLDER. Exit code 77: jsonschema or yaml is not installed.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)


class Loader(yaml.SafeLoader):
    """As editors read YAML 1.2: days are texts, only true and false are booleans."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in rows
            if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:int")]
    for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^-?[0-9]+$"), list("-0123456789"))

HEAD = {"lur": "wave/1", "id": "w", "from": "2026-09-07", "until": "2026-09-11", "windows": "mon-fri 09:00-15:00", "quota": 2,
        "twice_running": True, "participants": [{"name": "a"}, {"name": "b"}], "callers": [{"name": "Eva"}]}
BAD = [("lur", "wave/x"), ("id", "a b"), ("from", "soon"), ("windows", "always"), ("windows", []), ("quota", 0), ("quota", 2.5),
       ("calls_a_day", 0), ("calls_an_hour", 61), ("twice_running", "maybe"), ("seed", -1), ("attempts", {"attempts": 2}),
       ("final", {"places": 1}), ("ranking", {"minimum_score": 101}), ("ranking", {"tie_breaks": ["luck"]}), ("ranking", {"luck": 1}),
       ("participants", []), ("participants", [{"title": "x"}]), ("participants", [{"name": "a", "language": "Svenska"}]),
       ("participants", [{"name": "a", "hours": "all day"}]), ("callers", []), ("callers", [{"name": ""}]),
       ("callers", [{"name": "Eva", "calls": -1}]), ("scenarios", [{"id": "s", "share": 0}]), ("scenarios", [{"title": "s"}]),
       ("other", 1)]
GOOD = [("title", "T"), ("rubric", "sm-contactcenter"), ("excluded", ["2026-09-08", "2026-09-09..2026-09-10"]), ("calls_a_day", 3),
        ("seed", 7), ("ranking", {"minimum_calls": 1, "minimum_score": 60.5, "tie_breaks": ["wait", "section.manner"], "draws": 100}),
        ("final", {"places": 1, "quota": 1, "from": "2026-09-14", "until": "2026-09-15"}),
        ("windows", ["mon 9-12", "tue-fri 10:00-15:30"]), ("scenarios", [{"id": "s", "share": 2, "classes": []}]),
        ("callers", [{"name": "Eva Berg", "languages": ["sv"], "not": "a", "hours": "9-15", "absent": "2026-09-08", "calls": 9}])]


def takes(lur, folder, document):
    """Whether lur reads it: what cannot be planned (1) was read."""
    path = os.path.join(folder, "wave.yaml")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(document, file)
    done = subprocess.run([lur, "wave", "--store", os.path.join(folder, "store"), "plan", path, "--check"], capture_output=True,
                          env=dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE=""), check=False, timeout=60)
    return done.returncode in (0, 1)


def main():
    lur, source = os.path.abspath(sys.argv[1]), sys.argv[2]
    with open(os.path.join(source, "waves/wave.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    faults = []
    for path in ("samples/wave/autumn.yaml", "tests/fuzz/corpus/fuzz_wave/whole.yaml"):
        with open(os.path.join(source, path), encoding="utf-8") as file:
            faults += [f"{path}: {e.message}" for e in validator.iter_errors(yaml.load(file, Loader))]
    with tempfile.TemporaryDirectory() as folder:
        for wanted, rows in ((True, GOOD), (False, BAD)):
            for key, value in rows:
                document = {**HEAD, key: value}
                if validator.is_valid(document) is not wanted:
                    faults.append(f"the schema on {key}: {value}")
                if takes(lur, folder, document) is not wanted:
                    faults.append(f"lur on {key}: {value}")
    for fault in faults:
        print(fault)
    print(f"{len(GOOD)} good, {len(BAD)} bad")
    return 1 if faults else 0


sys.exit(main())
