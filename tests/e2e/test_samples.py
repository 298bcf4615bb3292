#!/usr/bin/env python3
"""Compares what lur says of the sample calls with their truth files. Prints every difference with both figures.

Usage: test_samples.py LUR TRUTH.json...    Exit code: 0 all as it should be, 1 some difference.
"""
import json
import os
import subprocess
import sys

FRAME_S = 0.01
LEAST_F1 = 0.95  # of 10 ms frames; these calls are clean
# How far an event's start and end may lie from the truth, s.
EVENT_S = {"ringback": (0.2, 0.5), "busy": (0.2, 0.5), "dtmf": (0.2, 0.5), "music": (0.5, 0.5), "prompt": (0.5, 0.5)}
# What needs no separation of the parties, and so must be told of a mono recording too.
ANY_LAYOUT = ("call.duration_s", "answer.ring_count", "answer.busy", "answer.keypresses")


def analyse(lur, path):
    done = subprocess.run([lur, "analyse", "--json", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    if done.returncode != 0:
        raise SystemExit(f"lur analyse --json {path} ended with {done.returncode}: {done.stderr.decode(errors='replace')}")
    lines = done.stdout.decode().splitlines()
    if len(lines) != 1:
        raise SystemExit(f"lur analyse --json {path} printed {len(lines)} lines instead of one")
    return json.loads(lines[0])


def frames(spans):
    """The 10 ms frames whose middle lies in a span."""
    return {i for a, b in spans for i in range(round(a / FRAME_S), round(b / FRAME_S))}


def speech_found(doc, channel):
    """All human voice of a channel: tracks, and prompts with their segments."""
    spans = [s for t in doc["tracks"] if t["channel"] == channel for s in t["speech"]]
    for e in doc["events"]:
        if e["type"] == "prompt" and e.get("channel") == channel:
            spans += e.get("segments") or [[e["start_s"], e["end_s"]]]
    return spans


def f1_of(doc, truth):
    """F1 of frames, pooled over the channels; None where there is no speech to find."""
    hit = extra = missed = 0
    for channel in truth["channels"]:
        want, got = frames(channel["speech"]), frames(speech_found(doc, channel["index"]))
        hit, extra, missed = hit + len(want & got), extra + len(got - want), missed + len(want - got)
    return 2 * hit / (2 * hit + extra + missed) if hit + missed else None


def check_document(doc, truth):
    if doc.get("schema") != "lur.analysis/1":
        yield f"schema is {doc.get('schema')!r}"
    if doc["recording"]["complete"] is not True:
        yield f"the recording is said to be damaged: {doc['recording'].get('problem')}"
    if abs(doc["recording"]["duration_s"] - truth["duration"]) > 0.01:
        yield f"duration is {doc['recording']['duration_s']}, should be {truth['duration']}"
    for name, value in doc["measures"].items():
        if value is None and not doc["unmeasured"].get(name):
            yield f"{name} is null without a reason"
    at = 0.0
    for phase in doc["journey"]:
        if abs(phase["start_s"] - at) > 0.0011:
            yield f"the journey has a gap or overlap at {at} s ({phase['phase']} begins at {phase['start_s']})"
        at = phase["end_s"]
    if abs(at - truth["duration"]) > 0.01:
        yield f"the journey ends at {at}, the recording at {truth['duration']}"


def check_identity(doc):
    m = doc["measures"]
    names = ("talk.agent_s", "talk.caller_s", "silence.mutual_s", "overlap.total_s", "call.conversation_s")
    if any(m[n] is None for n in names):
        return
    left = m["talk.agent_s"] + m["talk.caller_s"] - m["overlap.total_s"] + m["silence.mutual_s"]
    if abs(left - m["call.conversation_s"]) > 0.0125:  # five figures rounded to milliseconds, and a frame
        yield f"speech, overlap and silence add up to {left:.3f}, the conversation to {m['call.conversation_s']}"


def check_speech(doc, truth):
    f1 = f1_of(doc, truth)
    if f1 is None:
        for channel in truth["channels"]:
            for start, end in speech_found(doc, channel["index"]):
                yield f"speech {start}-{end} on channel {channel['index']} is none; nobody speaks in this call"
    elif f1 < LEAST_F1:
        yield f"speech: F1 of frames is {f1:.4f}, should be {LEAST_F1} or more"
    if truth["layout"] == "stereo":
        roles = {t["channel"]: t["role"] for t in doc["tracks"]}
        for channel in truth["channels"]:
            if roles.get(channel["index"]) != channel["role"]:
                yield f"channel {channel['index']} is said to be {roles.get(channel['index'])}, is {channel['role']}"


def wanted_events(truth):
    for e in truth["events"]:
        kind = "prompt" if e["type"] in ("ivr", "announcement") else e["type"]
        yield kind, e


def check_events(doc, truth):
    left = [e for e in doc["events"] if e["type"] in EVENT_S]
    for kind, want in wanted_events(truth):
        if kind == "prompt" and truth["layout"] == "mono":
            continue
        start, end = EVENT_S[kind]
        fits = [e for e in left if e["type"] == kind and e.get("channel") == want["channel"] and
                abs(e["start_s"] - want["start"]) <= start and abs(e["end_s"] - want["end"]) <= end and
                e.get("digit") == want.get("digit")]
        if fits:
            left.remove(fits[0])
            yield from check_bursts(fits[0], want)
        else:
            near = [(e["start_s"], e["end_s"]) for e in doc["events"] if e["type"] == kind]
            yield f"{kind} {want['start']}-{want['end']} not found; there are {near}"
    for e in left:
        yield f"{e['type']} {e['start_s']}-{e['end_s']} on channel {e.get('channel')} is none"


def check_bursts(found, want):
    if "bursts" in want and len(found.get("bursts", [])) != len(want["bursts"]):
        yield f"{found['type']} has {len(found.get('bursts', []))} bursts, should have {len(want['bursts'])}"
    if want["type"] == "ringback" and want["cadence"] not in found.get("plan", "").split(","):
        yield f"ringback is said to be of {found.get('plan')!r}, is of {want['cadence']}"


def check_measures(doc, truth):
    for name, want in truth["expected"].items():
        value = doc["measures"].get(name)
        if value is None and truth["layout"] == "mono" and name not in ANY_LAYOUT and doc["unmeasured"].get(name):
            continue
        fits = value == want["value"] if "tolerance" not in want else (
            value is not None and abs(value - want["value"]) <= want["tolerance"] + 1e-9)
        if not fits:
            reason = doc["unmeasured"].get(name, "") if value is None else ""
            within = f" within {want['tolerance']}" if "tolerance" in want else ""
            yield f"{name} is {value}{f' ({reason})' if reason else ''}, should be {want['value']}{within}"


def differences(doc, truth):
    for check in (check_document, check_speech, check_events, check_measures):
        yield from check(doc, truth)
    yield from check_identity(doc)


def main():
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    wrong = 0
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            truth = json.load(file)
        doc = analyse(sys.argv[1], os.path.join(os.path.dirname(path), truth["file"]))
        found = list(differences(doc, truth))
        wrong += len(found)
        f1 = f1_of(doc, truth)
        print(f"{truth['file']}: F1 {'-' if f1 is None else format(f1, '.4f')}, {len(truth['expected'])} measures, "
              f"{len(found)} differences")
        for text in found:
            print(f"  {text}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
