#!/usr/bin/env python3
"""Compares lur's documents with the calls of make_journeys.py: the answer, the wait, holds, transfers, roles, phases.

  judge_journeys.py CALLS DOCUMENTS [--list] [--only REGEX]

One line a kind of journey, then how often phases of each stated confidence were right: a phase is right when four fifths of it are
of that kind. --list names every call that differs and how."""
import argparse, collections, glob, json, os, re

def seconds(true, lur):
    return "-" if true is None or lur is None else "%+.2f" % (lur - true)

def tiling(truth):
    ends = [p[0] for p in truth["phases"][1:]] + [truth["duration"]]
    return [(s, e, name) for (s, name), e in zip(truth["phases"], ends) if e > s]

def is_right(phase, tiles):
    same = sum(max(0, min(phase["end_s"], e) - max(phase["start_s"], s)) for s, e, name in tiles if name == phase["phase"])
    return same >= .8 * (phase["end_s"] - phase["start_s"])

def first_word(doc):
    return next((p["start_s"] for p in doc["journey"] if p["phase"] == "conversation"), None)

def compare(truth, doc):
    """What differs, by name."""
    wrong, m = {}, doc["measures"]
    agent = next(c["index"] for c in truth["channels"] if c["role"] == "agent")
    roles = {t["channel"]: t["role"] for t in doc["tracks"]}
    if roles.get(agent) != "agent":
        wrong["roles"] = "agent on channel %d, lur says %s" % (agent, roles)
    answer = first_word(doc)
    if (answer is None) != (truth["answer"] is None):
        wrong["answered"] = "true %s, lur %s" % (truth["answer"], answer)
    elif answer is not None and abs(answer - truth["answer"]) > .5:
        wrong["answer"] = "true %.2f, lur %.2f" % (truth["answer"], answer)
    if truth["answer"] is not None and answer is not None:
        true = sum(b - a for a, b in truth["holds"]); lur = m["hold.total_s"] or 0
        if m["hold.count"] != len(truth["holds"]) or abs(true - lur) > 1:
            wrong["holds"] = "true %s, lur %s" % ([[round(x, 2) for x in h] for h in truth["holds"]],
                                                  [[e["start_s"], e["end_s"]] for e in doc["events"] if e["type"] == "hold"])
        if m["transfer.count"] != len(truth["transfers"]):
            wrong["transfers"] = "true %s, lur %s" % ([[round(x, 2) for x in h] for h in truth["transfers"]],
                                                      [[e["start_s"], e["end_s"]] for e in doc["events"] if e["type"] == "transfer"])
        talk = sum(b - a for a, b in truth["talk_windows"])
        if abs(talk - m["call.conversation_s"]) > 2:
            wrong["conversation"] = "true %.2f, lur %.2f" % (talk, m["call.conversation_s"])
    return wrong

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("calls"); ap.add_argument("documents"); ap.add_argument("--list", action="store_true"); ap.add_argument("--only", default=".")
    a = ap.parse_args()
    names = ("roles", "answered", "answer", "holds", "transfers", "conversation")
    count, calls = collections.Counter(), collections.Counter()
    stated = collections.defaultdict(list)
    for path in sorted(glob.glob(os.path.join(a.calls, "*.json"))):
        name = os.path.basename(path)[:-5]
        if not re.search(a.only, name):
            continue
        truth, doc = json.load(open(path)), json.load(open(os.path.join(a.documents, name + ".json")))
        wrong, tiles = compare(truth, doc), tiling(truth)
        calls[truth["kind"]] += 1
        count.update((truth["kind"], w) for w in wrong)
        for p in doc["journey"]:
            stated[p["phase"], p["confidence"]].append(is_right(p, tiles))
        if a.list and wrong:
            print("%-22s %s" % (name, "; ".join("%s: %s" % w for w in wrong.items())))
    print("%-20s %5s  wrong: " % ("kind", "calls") + "  ".join(names))
    for kind in list(calls):
        print("%-20s %5d         " % (kind, calls[kind]) + "  ".join("%*s" % (len(n), count[kind, n] or ".") for n in names))
    print("%-20s %5d         " % ("all", sum(calls.values())) + "  ".join("%*d" % (len(n), sum(count[k, n] for k in calls)) for n in names))
    print("phase, stated confidence: right of how many")
    for (phase, c), r in sorted(stated.items()):
        print("  %-13s %.2f: %4d of %4d, %3.0f in 100" % (phase, c, sum(r), len(r), 100 * sum(r) / len(r)))

if __name__ == "__main__":
    main()
