"""The published JSON Schemas accept what lur accepts and refuse what they can of what it refuses.

Usage: check_schema.py SOURCE_FOLDER. Exit code 77: jsonschema or yaml is not installed.
"""

import glob
import json
import os
import re
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """As editors read YAML 1.2: only true and false are booleans, `no` is Norwegian. libyaml where it is there: PyYAML's
    own parser refuses a question mark before a comma, which YAML allows."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in rows if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")]
    for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))

# What only lur itself can see: formulas, order, ids that stand twice, and what YAML readers let pass.
BEYOND_A_SCHEMA = {
    "alias", "alias-bomb", "answer-of-measured", "answer-without-name", "ask-when-circle", "ask-when-number",
    "ask-when-unknown-question", "band-twice", "bands-upside-down", "cap-formula-broken", "cap-unknown-section", "circle",
    "circle-of-one", "curve-not-rising", "double-answer", "double-criterion", "double-key", "double-section",
    "evidence-unknown", "formula-assignment", "formula-eats-memory", "formula-loops", "formula-broken", "formula-compares-text", "formula-escape",
    "formula-number-as-condition", "formula-unclosed", "formula-unknown-measure", "points-criteria-differ",
    "points-sections-differ", "points-too-fine", "rule-no-criterion-like-it", "rule-unknown-criterion", "scale-of-fractions",
    "scale-upside-down", "section-in-criterion", "section-without-name", "several-too-many-points", "step-out-of-range",
    "steps-and-points", "steps-not-rising", "steps-some-points", "tag", "text-measure", "title-language-twice",
    "too-many-digits", "total-section-twice", "total-twice", "total-unknown-section", "wave-upside-down", "weight-too-fine",
    "zero-character",
}


def is_valid(validator, path):
    with open(path, "rb") as file:
        data = file.read()
    try:
        document = yaml.load(data.decode("utf-8"), Loader)
    except (yaml.YAMLError, UnicodeDecodeError):
        return False
    errors = sorted(validator.iter_errors(document), key=str)
    return not errors or errors[0].message


def load_validator(folder, name):
    with open(os.path.join(folder, "rubrics", name), encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema), schema


def check_good(validator, paths, faults):
    for path in paths:
        verdict = is_valid(validator, path)
        if verdict is not True:
            faults.append(f"{path}: {verdict}")
    return len(paths)


def check_bad(validator, folder, faults):
    names = sorted(glob.glob(os.path.join(folder, "tests/rubrics/bad/*.yaml")))
    for path in names:
        name = os.path.splitext(os.path.basename(path))[0]
        accepted = is_valid(validator, path) is True
        if accepted and name not in BEYOND_A_SCHEMA:
            faults.append(f"{name}: the schema accepts it")
    return len(names)


def check_measures(schema, folder, faults):
    with open(os.path.join(folder, "analysis/measures.h"), encoding="utf-8") as file:
        rows = re.findall(r'X\(\w+,\s*"([^"]+)",\s*(\w+),', file.read())
    wanted = [name for name, _ in rows]
    if schema["$defs"]["criterion"]["properties"]["measure"]["enum"] != wanted:
        faults.append("the schema's list of measures differs from analysis/measures.h")


def main():
    folder, faults = sys.argv[1], []
    rubric, schema = load_validator(folder, "rubric.schema.json")
    answers, _ = load_validator(folder, "answers.schema.json")
    good = check_good(rubric, sorted(glob.glob(os.path.join(folder, "rubrics/library/*.yaml"))), faults)
    seeds = ("all-parts", "all-kinds", "points")
    good += check_good(rubric, [os.path.join(folder, f"tests/fuzz/corpus/fuzz_rubric/{name}.yaml") for name in seeds], faults)
    good += check_good(answers, sorted(glob.glob(os.path.join(folder, "samples/answers/*.yaml"))), faults)
    bad = check_bad(rubric, folder, faults)
    check_measures(schema, folder, faults)
    print(f"{good} good files, {bad} bad files")
    for fault in faults:
        print(fault)
    return 1 if faults or good < 4 or bad < 130 else 0


sys.exit(main())
