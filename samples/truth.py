"""What is true of a call, worked out from its script: the measures that follow from who speaks when.

This is a second, independent reading of the definitions of lur's measures, kept short and slow on purpose: it sees the
script's own time line and never the audio, so that lur can be compared with it.
"""
import random
import statistics

import sound
from sound import join

BACKCHANNEL_BELOW_S, TURN_PAUSE_S = 1.0, 0.5
DEAD_AIR_S = 4.0


def total(spans):
    return sum(b - a for a, b in spans)


def both(one, other):
    """Where both lists of spans hold."""
    out = [[max(a, c), min(b, d)] for a, b in one for c, d in other]
    return join([s for s in out if s[1] > s[0]])


def without(spans, cut):
    """Spans less the parts that lie in `cut`."""
    for c, d in cut:
        spans = [p for a, b in spans for p in ([a, min(b, c)], [max(a, d), b]) if p[1] > p[0]]
    return spans


def candidates(speech):
    """(start, end, party) of each party's speech joined over short pauses, in order of start."""
    out = [(a, b, who) for who, spans in speech.items() for a, b in join(spans, TURN_PAUSE_S)]
    return sorted(out, key=lambda c: (c[0], c[2] != "agent"))


def is_backchannel(c, others):
    """A short word inside the other's turn, or in a breath the other goes on after (others: all candidates)."""
    start, end, who = c
    theirs = [o for o in others if o[2] != who]
    if end - start >= BACKCHANNEL_BELOW_S:
        return False
    if not any(o[1] - o[0] >= BACKCHANNEL_BELOW_S and o[0] < start < o[1] for o in theirs):
        return False
    if any(o[0] <= end < o[1] for o in theirs):
        return True
    again = min((o[0] for o in theirs if o[0] >= end), default=None)
    own = min((o[0] for o in others if o[2] == who and o[0] > start), default=float("inf"))
    return again is not None and again - end < 1.0 and again < own


def turns_of(speech):
    found = candidates(speech)
    short = [c for c in found if is_backchannel(c, found)]
    return [c for c in found if c not in short], short


def interruptions_of(turns, everything):
    """(start, end, party, whether it took the floor)."""
    out = []
    for a, b, who in turns:
        for c, d, other in everything:
            if other != who and c <= a - 0.5 and d >= a + 0.3 and b - a >= 0.8:
                out.append((a, min(b, d), who, d < b))
    return out


def transfers_of(turns):
    """Each turn that gets the floor from the other party, with its offset: (party, seconds)."""
    out, ends = [], {}
    holder = turns[0][2] if turns else None
    for a, b, who in turns:
        other = "caller" if who == "agent" else "agent"
        if who != holder and not (other in ends and ends[other] >= b):
            out.append((who, a - ends[other]))
            holder = who
        ends[who] = max(b, ends.get(who, 0))
    return out


def monologues_of(turns, dead):
    """(party, seconds): how long each party kept the floor, turns in vain left out, ended by dead air."""
    out = []
    held = [t for t in turns if not any(o[2] != t[2] and o[0] < t[0] and t[1] <= o[1] for o in turns)]
    for a, b, who in held:
        if out and out[-1][0] == who and not any(out[-1][2] <= c and d <= a for c, d in dead):
            out[-1][2] = b
        else:
            out.append([who, a, b])
    return [(who, b - a) for who, a, b in out]


def holds_of(call):
    """From the last word before each hold's music to the first word after it."""
    words = join(call["agent"] + call["caller"])
    spans = []
    for e in call["events"]:
        if e["type"] == "music" and call["agent"][0][0] < e["start"] <= e["end"] - 2:
            before = max(b for _, b in words if b <= e["start"])
            spans.append([before, min(a for a, _ in words if a >= e["end"])])
    return join(spans)


def live_of(call):
    """The conversation, holds cut out."""
    last = max(spans[-1][1] for spans in (call["agent"], call["caller"]) if spans)
    return without([[call["agent"][0][0], last]], holds_of(call))


def dead_air_of(call):
    quiet = without(live_of(call), join(call["agent"] + call["caller"]))
    return [s for s in quiet if s[1] - s[0] >= DEAD_AIR_S]


def conversation_measures(call):
    words = join(call["agent"] + call["caller"])
    holds, live, dead = holds_of(call), live_of(call), dead_air_of(call)
    agent, caller, over = both(call["agent"], live), both(call["caller"], live), both(call["agent"], call["caller"])
    quiet = without(live, words)
    talk = total(agent) + total(caller)
    return {
        "call.conversation_s": total(live),
        "talk.agent_s": total(agent), "talk.caller_s": total(caller),
        "talk.agent_ratio": total(agent) / talk, "talk.caller_ratio": total(caller) / talk,
        "silence.mutual_s": total(quiet), "silence.mutual_ratio": total(quiet) / total(live),
        "silence.longest_s": max(b - a for a, b in quiet),
        "silence.dead_air_count": len(dead), "silence.dead_air_s": total(dead),
        "overlap.total_s": total(over), "overlap.ratio": total(over) / total(live), "overlap.count": len(over),
        "hold.count": len(holds), "hold.total_s": total(holds),
        "hold.longest_s": max((b - a for a, b in holds), default=0),
        "hold.music_s": total(both(holds, [[e["start"], e["end"]] for e in call["events"] if e["type"] == "music"])),
        "transfer.count": 0,
        "closing.last_speaker": "agent" if call["agent"][-1][1] >= call["caller"][-1][1] else "caller",
        "closing.trailing_s": call["duration"] - words[-1][1],
    }


def turn_measures(call):
    speech = {"agent": call["agent"], "caller": call["caller"]}
    turns, short = turns_of(speech)
    cuts = interruptions_of(turns, candidates(speech))
    handed = transfers_of(turns)
    dead, live = dead_air_of(call), total(live_of(call))
    out = {"turn.count": len(turns), "answer.greeting_s": next(b - a for a, b, who in turns if who == "agent"),
           "turn.changes_per_minute": 60 * len(handed) / live}
    for who in ("agent", "caller"):
        mine = [c for c in cuts if c[2] == who]
        offsets = [s for party, s in handed if party == who]
        out[f"interruption.{who}_count"] = len(mine)
        out[f"interruption.{who}_floor_count"] = sum(1 for c in mine if c[3])
        out[f"interruption.{who}_s"] = sum(b - a for a, b, _, _ in mine)
        out[f"backchannel.{who}_count"] = sum(1 for c in short if c[2] == who)
        out[f"response.{who}_median_s"] = statistics.median(offsets) if offsets else None
        if not holds_of(call):  # whether a hold ends a monologue is nowhere said
            kept = [s for party, s in monologues_of(turns, dead) if party == who]
            out[f"monologue.{who}_longest_s"] = max(kept, default=None)
    return out


def access_measures(call):
    answer = call["agent"][0][0] if call["agent"] else None
    before = [e for e in call["events"] if answer is None or e["start"] < answer]
    heard = [e for e in before if e["type"] in ("ringback", "ivr", "announcement", "music")]
    music = [e["start"] for e in before if e["type"] == "music"]
    menus = [e["start"] for e in before if e["type"] == "ivr"]
    keys = [e for e in call["events"] if e["type"] == "dtmf"]
    out = {
        "answer.answered": answer is not None,
        "answer.ring_count": sum(len(e["bursts"]) for e in before if e["type"] == "ringback"),
        "answer.busy": any(e["type"] == "busy" for e in before),
        "answer.keypresses": "".join(e["digit"] for e in keys), "answer.ivr_levels": len(keys),
        "answer.announcements": sum(1 for e in before if e["type"] == "announcement"),
        "call.duration_s": call["duration"],
    }
    if answer is not None:
        out["answer.wait_s"] = answer - min((e["start"] for e in heard), default=0)
        out["answer.queue_s"] = answer - music[0] if music else 0
        out["answer.ivr_s"] = (music[0] if music else answer) - menus[0] if menus else 0
    return out


def level_measures(call):
    return {f"level.{who}_dbov": call["levels"][who] for who in ("agent", "caller") if call[who]}


def measures_of(call):
    """call: agent and caller (speech without prompts), events, duration, levels. Names as lur's."""
    out = access_measures(call)
    if call["agent"]:
        out.update(conversation_measures(call))
        out.update(turn_measures(call))
        out.update(level_measures(call))
    return out


# ---------------------------------------------------------------------------------------------------- tolerances

# Smallest tolerances: of what the labels can be trusted to, and of what a listener would still call the same. Where a
# figure hangs on the very moment that music fades in or out, half a second.
FLOORS = {"overlap.ratio": 0.01, "_ratio": 0.02, "call.duration_s": 0.01, "_dbov": 1.5, "_per_minute": 0.2,
          "hold.music_s": 0.5, "answer.ivr_s": 0.5, "answer.queue_s": 0.5, "_s": 0.15}
# Where exactly a word fades is a convention: two frames at either end of a phrase of 1.3 s are this share of all talk.
TALK_SHARE = 0.03


def closable(spans, by):
    """Length of the longest pause that is one only if no boundary beside it moves."""
    gaps = (b[0] - a[1] for a, b in zip(spans, spans[1:]))
    return max((g for g in gaps if sound.SPEECH_PAUSE_S <= g < sound.SPEECH_PAUSE_S + 2 * by), default=0.0)


def floor_of(name, value, want, call, by):
    if isinstance(value, (bool, str)) or name.endswith("count"):
        return 0
    if name in ("talk.agent_s", "talk.caller_s"):
        return TALK_SHARE * value + closable(call[name[5:-2]], by)
    if name == "silence.mutual_s":  # silence is what talk leaves
        return sum(floor_of(talk, want[talk] or 0, want, call, by) for talk in ("talk.agent_s", "talk.caller_s"))
    return next((t for end, t in FLOORS.items() if name.endswith(end)), 0)


def shaken(spans, chance, by):
    """The spans with every boundary moved a little, under the same rule of labelling: short pauses are bridged."""
    moved = [[a + chance.uniform(-by, by), b + chance.uniform(-by, by)] for a, b in spans]
    return join([s for s in moved if s[1] > s[0]], sound.SPEECH_PAUSE_S)


def expected_measures(call, seed, by=0.05, tries=60):
    """Each measure with its tolerance: how far it moves when every boundary of the labels moves by up to `by` seconds (a
    label is no more certain than that), and never less than its floor. A count or text that stays put is exact; one
    that does not is too close to a threshold to be told for certain and is left out."""
    want, chance = measures_of(call), random.Random(seed)
    spread = {name: 0.0 for name in want}
    for _ in range(tries):
        moved = dict(call, agent=shaken(call["agent"], chance, by), caller=shaken(call["caller"], chance, by))
        for name, value in measures_of(moved).items():
            same = isinstance(value, (bool, str)) or value is None or want[name] is None
            far = (0.0 if value == want[name] else float("inf")) if same else abs(value - want[name])
            spread[name] = max(spread[name], far)
    out = {}
    for name, value in want.items():
        exact = isinstance(value, (bool, str, int))
        if value is None or (exact and spread[name] > 0):
            continue
        out[name] = {"value": value} if exact else {
            "value": round(value, 3), "tolerance": round(max(floor_of(name, value, want, call, by), spread[name]), 3)}
    return out
