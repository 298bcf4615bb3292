#!/usr/bin/env python3
"""Makes telephone calls of every kind of journey, with what happened in them, to judge how lur reads them.

  make_journeys.py POOL.npz OUT --calls N [--seed S] [--kinds REGEX]

The sound is that of pool.py, the lines those of make_calls.py; here the order of things is what counts: who answers and when,
menus that listen, queues, holds with and without music, transfers, voicemail, busy lines. OUT/NAME.wav has two channels;
OUT/NAME.json is as make_calls.py writes it, and has "kind" (of journey), "answer" (the agent's first word, or null), "holds",
"transfers", and "phases": [[start, name]], a tiling of the call. judge_journeys.py compares lur's documents with it."""
import argparse, json, os, re, subprocess
import numpy as np
from make_calls import Pool, Voice, Track, RATE, db, tone, DTMF, clean, noise, line_filter, lose_packets, mulaw, through, \
    unit, coloured

# Frequencies, then on and off in seconds (ITU-T E.180, supplement 2).
RINGS = {"SE": ((425,), 1, 5), "DK": ((425,), 1, 4), "FR": ((440,), 1.5, 3.5), "UK": ((400, 450), .4, .2, .4, 2), "US": ((440, 480), 2, 4)}
BUSY = {"SE": ((425,), .25, .25), "DK": ((425,), .5, .5), "FI": ((425,), .3, .3), "FR": ((440,), .5, .5), "UK": ((400,), .375, .375),
        "US": ((480, 620), .5, .5)}
SYSTEMS = r"asterisk|prompt-"
PEOPLE = r"festvox|fillets|tuxpaint-(be|bg|ca|da|el|es|fr)|klettres-(ml|uk|da|hu)|asterisk|prompt-|qabcs.*(uk|ru|pl)_sounds_words"

class Recording:
    """What a system says: the same sound each time."""
    def __init__(self, voice, seconds):
        self.sound, self.spans = voice.utterance(seconds)

class Journey:
    def __init__(self, rng, pool):
        self.rng, self.pool = rng, pool
        self.agent, self.caller = Track(), Track()
        self.events, self.phases, self.holds, self.transfers, self.mutes = [], [[0.0, "dial"]], [], [], []
        self.answer, self.t = None, float(rng.uniform(.2, 3))
        people = [n for n in pool.speech if re.search(PEOPLE, n)]
        systems = [n for n in pool.speech if re.search(SYSTEMS, n)]
        names = list(rng.choice(people, 3, replace=False))
        system = str(rng.choice([s for s in systems if s not in names]))
        self.voices = dict(zip(("agent", "caller", "second"), (Voice(rng, pool, str(n)) for n in names)))
        self.system = Voice(rng, pool, system)
        self.loud = db(rng.normal(0, 3))
        self.plan = str(rng.choice(list(RINGS)))
        self.piece = self.tune()
    # what is on the line
    def tune(self):
        groups = list(self.pool.music.values()); group = groups[self.rng.integers(len(groups))]
        x = self.pool.take(group[self.rng.integers(len(group))])
        return unit(x) * .05 * db(self.rng.uniform(-7, 2)) * self.loud
    def event(self, kind, start, end, track="agent", **more):
        self.events.append(dict(type=kind, track=track, start=round(start, 3), end=round(end, 3), **more))
    def phase(self, name, at=None):
        self.phases.append([self.t if at is None else at, name])
    def bursts(self, kind, plan, count):
        freqs, *steps = plan
        start = end = self.t
        for i in range(count * (len(steps) // 2)):
            on, off = steps[2 * i % len(steps)], steps[(2 * i + 1) % len(steps)]
            end = self.agent.add(self.t, steady(self.rng, freqs, on, .06 * self.loud))
            self.t = end + off
        self.event(kind, start, end)
        self.t = end + self.rng.uniform(.2, max(steps[-1], .5))
    def ring(self, count=None, phase="ring"):
        if phase:
            self.phase(phase)
        self.bursts("ringback", RINGS[self.plan], count or int(self.rng.integers(1, 5)))
    def busy(self):
        self.bursts("busy", BUSY.get(self.plan, BUSY["DK"]), int(self.rng.integers(4, 12)))
    def play(self, recording, gain=1.0):
        start, self.t = self.t, self.agent.add(self.t, recording.sound, recording.spans, True, gain)
        self.event("prompt", start + recording.spans[0][0] / RATE, start + recording.spans[-1][1] / RATE)
        return start
    def key(self):
        digit = list(DTMF)[self.rng.integers(10)]
        x = tone(self.rng, DTMF[digit], self.rng.uniform(.08, .25), .1 * self.loud)
        self.event("dtmf", self.t, self.caller.add(self.t, x), "caller", digit=digit)
        self.t += len(x) / RATE
    def beep(self, hz):
        self.t = self.agent.add(self.t, steady(self.rng, (hz,), self.rng.uniform(.25, .6), .07 * self.loud))
    def music(self, seconds, said=(), duck=None, fade_to=None, mark=True):
        """Music, with recordings at (second, recording) that silence it or, with `duck`, lower it by so many dB."""
        n = int(seconds * RATE)
        x = np.tile(self.piece, n // len(self.piece) + 1)[:n].copy()
        x[:80] *= np.linspace(0, 1, 80)
        fade = int(RATE * (fade_to or .05)); x[-fade:] *= np.linspace(1, 0, fade)
        start = piece = self.t
        for at, r in said:
            i, j = int(at * RATE), min(int(at * RATE) + len(r.sound) + 1600, n)
            x[i:j] *= db(-duck) if duck else 0
            self.agent.add(start + at, r.sound, r.spans, True)
            self.event("prompt", start + at + r.spans[0][0] / RATE, start + at + r.spans[-1][1] / RATE)
            if not duck and mark:
                self.event("music", piece, start + at)
                piece = start + j / RATE
        self.agent.add(start, x)
        if mark and start + seconds > piece + .3:
            self.event("music", piece, start + seconds)
        self.t = start + seconds
    # who speaks
    def say(self, who, seconds, at=None, short=False):
        voice = self.voices[who]
        x, spans = voice.utterance(seconds)
        at = self.t if at is None else at
        side = self.caller if who == "caller" else self.agent
        end = side.add(at, x, spans, False, db(self.rng.normal(0, 1)))
        return at + spans[0][0] / RATE, at + spans[-1][1] / RATE, end
    def greet(self, who="agent"):
        first, last, _ = self.say(who, float(self.rng.uniform(1.4, 4)))
        if self.answer is None:
            self.answer = first
            self.phase("conversation", first)
        self.t = last
        return first
    def reply(self, seconds):
        self.t += float(self.rng.uniform(.2, 1))
        first, self.t, _ = self.say("caller", seconds)
        return first
    def talk(self, seconds, who="agent"):
        rng, until, turn = self.rng, self.t + seconds, "caller"
        while self.t < until:
            length = float(np.clip(rng.lognormal(.8, .6), .5, 9))
            start = max(self.t + float(rng.normal(.35, .35)), self.t - .8)
            other = who if turn == "caller" else "caller"
            _, end, _ = self.say(turn, length, start)
            if end - start > 4 and rng.random() < .4:
                self.say(other, .3, start + float(rng.uniform(1.5, 3)))
            self.t = end
            turn = other if rng.random() < .9 else turn
        self.t = max(self.words_end(), self.t)
    def words_end(self):
        return max([t for side in (self.agent, self.caller) for _, t in side.speech], default=0) / RATE
    def hold(self, fill, name="hold", ask=True, second=None):
        """The caller is put away while `fill` plays; `second`: another person comes back."""
        if ask:
            _, self.t, _ = self.say("agent", 1.5)
            if self.rng.random() < .7:
                self.reply(.4)
        start = self.words_end()
        self.phase(name, start)
        self.t = start + float(self.rng.uniform(.4, 2))
        fill()
        self.t += float(self.rng.uniform(.2, .9))
        first, self.t, _ = self.say(second or "agent", float(self.rng.uniform(1.2, 3)))
        (self.transfers if name == "transfer" else self.holds).append([start, first])
        self.phase("conversation", first)
    def close(self, busy=None):
        if self.answer is not None:
            self.t = self.words_end()
            self.phase("end")
        self.t += float(self.rng.uniform(.3, 1.5))
        if busy if busy is not None else self.rng.random() < .3:
            if self.phases[-1][1] != "end":
                self.phase("end")
            self.busy()
        self.t += float(self.rng.uniform(.2, 2))

def steady(rng, freqs, seconds, level):
    """A tone of an exchange: its frequencies exact to 0.3 %."""
    t = np.arange(int(seconds * RATE)) / RATE
    x = sum(np.sin(2 * np.pi * f * t + rng.uniform(0, 6)) for f in freqs) * level / len(freqs)
    x[:16] *= np.linspace(0, 1, 16); x[-16:] *= np.linspace(1, 0, 16)
    return x.astype(np.float32)

# ---- kinds of journey; each is a way through a Journey j
def plain(j):
    j.ring(); j.greet(); j.reply(2); j.talk(j.rng.uniform(15, 40)); j.close()

def straight(j):
    j.t = float(j.rng.uniform(0, .8)); j.phases[0][1] = "dial"
    j.greet(); j.reply(2); j.talk(j.rng.uniform(20, 40)); j.close()

def menu(j, levels=None):
    for _ in range(levels or int(j.rng.integers(1, 3))):
        if j.phases[-1][1] != "ivr":
            j.phase("ivr")
        early = j.rng.random() < .2
        j.play(Recording(j.system, j.rng.uniform(4, 10)))
        j.t += float(j.rng.uniform(-1 if early else .2, 2))
        j.key()
        j.t += float(j.rng.uniform(.3, 1.2))

def queue(j, seconds=None, announcements=None, duck=None, same=False, fade=None):
    j.phase("queue")
    n = int(j.rng.integers(0, 4)) if announcements is None else announcements
    one, said, at = Recording(j.system, j.rng.uniform(2.5, 6)), [], 0.0
    for _ in range(n):
        r = one if same else Recording(j.system, j.rng.uniform(2.5, 6))
        at += float(j.rng.uniform(5, 12))
        said.append((at, r)); at += len(r.sound) / RATE
    total = max(float(seconds or j.rng.uniform(8, 40)), at + 4)
    j.music(total, said, duck, fade)
    j.t += float(j.rng.uniform(.2, .8))

def menu_queue(j):
    if j.rng.random() < .6:
        j.ring(1)
    menu(j); queue(j); j.greet(); j.reply(2); j.talk(j.rng.uniform(15, 30)); j.close()

def menu_ring(j):
    menu(j); j.ring(); j.greet(); j.reply(2); j.talk(20); j.close()

def ring_music_ring(j):
    j.ring(2); queue(j, announcements=int(j.rng.integers(0, 2))); j.ring(2); j.greet(); j.reply(2); j.talk(20); j.close()

def early_media(j):
    queue(j); j.greet(); j.reply(2); j.talk(20); j.close()

def ducked(j):
    j.ring(1); queue(j, announcements=3, duck=float(j.rng.uniform(10, 15))); j.greet(); j.reply(2); j.talk(20); j.close()

def same_announcement(j):
    j.ring(1); queue(j, announcements=int(j.rng.integers(2, 5)), same=True); j.greet(); j.reply(2); j.talk(20); j.close()

def every_30_s(j):
    j.ring(1); j.phase("queue")
    r = Recording(j.system, j.rng.uniform(2.5, 5)); n = int(j.rng.integers(3, 6))
    j.music(30.0 * (n + .6), [(30.0 * (k + 1) - 4, r) for k in range(n)], j.rng.choice([None, 12.0, 18.0]))
    j.t += .5; j.greet(); j.reply(2); j.talk(20); j.close()

def give_up(j):
    if j.rng.random() < .5:
        j.ring(1)
    if j.rng.random() < .5:
        menu(j, 1)
    queue(j); j.close(False)

def no_answer(j):
    j.ring(int(j.rng.integers(3, 9))); j.close(False)

def engaged(j):
    if j.rng.random() < .4:
        j.ring(1)
    j.phase("end"); j.busy(); j.close(False)

def out_of_order(j):
    """Special information tone, then an announcement."""
    j.phase("ivr")
    start = j.t
    for hz in (950, 1400, 1800):
        j.t = j.agent.add(j.t, steady(j.rng, (hz,), .33, .06 * j.loud))
    j.event("sit", start, j.t)
    j.t += .6; r = Recording(j.system, j.rng.uniform(3, 6))
    for _ in range(int(j.rng.integers(1, 3))):
        j.play(r); j.t += 1
    j.close()

def voicemail(j, beep=True):
    j.ring(); j.phase("ivr")
    j.play(Recording(j.voices["agent"] if j.rng.random() < .5 else j.system, j.rng.uniform(4, 9)))
    if beep:
        j.t += float(j.rng.uniform(.2, .8)); j.beep(float(j.rng.choice([440, 800, 1000, 1400])))
    j.t += float(j.rng.uniform(.5, 1.5)); j.phase("end")
    _, j.t, _ = j.say("caller", float(j.rng.uniform(4, 12)))
    j.t += 1; j.close(False)

def voicemail_no_beep(j):
    voicemail(j, False)

def announced(j):
    """"This call may be recorded", then at once the agent."""
    j.ring(); j.phase("ivr"); j.play(Recording(j.system, j.rng.uniform(3, 7)))
    j.t += float(j.rng.uniform(.2, 1.5)); j.greet(); j.reply(2); j.talk(25); j.close()

def spoken_menu(j):
    j.ring(1); j.phase("ivr")
    for _ in range(int(j.rng.integers(1, 3))):
        j.play(Recording(j.system, j.rng.uniform(4, 8))); j.reply(float(j.rng.uniform(.5, 1.5))); j.t += float(j.rng.uniform(.5, 1.2))
    if j.rng.random() < .5:
        queue(j)
    else:
        j.ring(2)
    j.greet(); j.reply(2); j.talk(30); j.close()

def call_back(j):
    """A queue that offers to call back; the caller waits on, or takes it and is told good-bye."""
    j.ring(1); j.phase("queue")
    j.music(float(j.rng.uniform(8, 15))); j.play(Recording(j.system, 6)); taken = j.rng.random() < .5
    if taken:
        j.t += float(j.rng.uniform(.3, 1)); j.key(); j.t += .7; j.play(Recording(j.system, 3)); j.close()
    else:
        j.t += .4; j.music(float(j.rng.uniform(6, 15))); j.t += .5; j.greet(); j.reply(2); j.talk(20); j.close()

def over_music(j):
    """The agent greets while the music still fades."""
    j.ring(1); queue(j, fade=float(j.rng.uniform(1, 2))); j.t -= float(j.rng.uniform(1, 1.6)); j.greet(); j.reply(2); j.talk(20); j.close()

def begin(j):
    j.ring(1) if j.rng.random() < .7 else None
    j.greet(); j.reply(2); j.talk(j.rng.uniform(10, 20))

def hold_music(j):
    begin(j); j.hold(lambda: j.music(float(j.rng.uniform(6, 30)))); j.talk(15); j.close()

def muted(j, seconds):
    start = j.t; j.t += seconds; j.mutes.append([start, j.t])

def hold_silent(j):
    begin(j); j.hold(lambda: muted(j, float(j.rng.uniform(7, 25)))); j.talk(15); j.close()

def dead_air(j):
    """The agent is silent for long, but on the line: no hold."""
    begin(j); j.t = j.words_end() + float(j.rng.uniform(6, 15)); _, j.t, _ = j.say("agent", 2); j.reply(1); j.talk(12); j.close()

def hold_announced(j):
    r = Recording(j.system, j.rng.uniform(2.5, 4))
    def fill():
        n = int(j.rng.integers(1, 4)); gap = float(j.rng.uniform(18, 28))
        j.music(gap * (n + .5), [(gap * (k + 1) - 3, r) for k in range(n)], j.rng.choice([None, 15.0]))
    begin(j); j.hold(fill); j.talk(15); j.close()

def two_holds(j):
    begin(j); j.hold(lambda: j.music(float(j.rng.uniform(5, 15)))); j.reply(1); j.talk(float(j.rng.uniform(3, 6)))
    j.hold(lambda: j.music(float(j.rng.uniform(5, 15)))); j.talk(12); j.close()

def transfer_ring(j):
    """Put on hold, then it rings somewhere else and another agent answers: one way away."""
    def fill():
        if j.rng.random() < .6:
            j.music(float(j.rng.uniform(5, 15))); j.t += float(j.rng.uniform(.3, 1))
        j.ring(None, None)
    begin(j); j.hold(fill, "transfer", second="second"); j.talk(25, "second"); j.close()

def transfer_voice(j):
    begin(j); j.talk(10); j.hold(lambda: j.music(float(j.rng.uniform(6, 20))), "transfer", second="second"); j.talk(30, "second"); j.close()

KINDS = {f.__name__: f for f in (
    plain, straight, menu_queue, menu_ring, ring_music_ring, early_media, ducked, same_announcement, every_30_s, give_up, no_answer, engaged,
    out_of_order, voicemail, voicemail_no_beep, announced, spoken_menu, call_back, over_music, hold_music, hold_silent, dead_air, hold_announced,
    two_holds, transfer_ring, transfer_voice)}

def dress(rng, pool, j, sides):
    """The two lines as they are recorded; a muted line carries nothing, or the exchange's comfort noise."""
    n, said, out, told = len(sides["agent"]), {}, {}, {}
    for who, x in sides.items():
        said[who] = line_filter(rng, x, rng.choice([60, 200, 300]), rng.uniform(3200, 3800))
    for who, other in (("agent", "caller"), ("caller", "agent")):
        x, c = said[who].copy(), {}
        if rng.random() < .35:
            c["echo"] = [-float(rng.uniform(18, 45)), float(rng.uniform(.005, .26))]
            late = int(c["echo"][1] * RATE); y = np.roll(said[other], late); y[:late] = 0
            x += db(c["echo"][0]) * y
        y, c["noise"] = noise(rng, pool, n)
        crowd = c["noise"] in ("voice", "babble", "cafe", "blips", "keyboard")
        c["snr"] = float(rng.uniform(15, 35) if crowd else rng.choice([rng.uniform(8, 15), rng.uniform(15, 40)], p=[.2, .8]))
        x += .05 * db(-c["snr"]) * line_filter(rng, y, 150, 3700)
        for a, b in j.mutes if who == "agent" else []:
            a, b = int(a * RATE), int(b * RATE)
            x[a:b] = .05 * db(-rng.choice([c["snr"] + 12, 60, 100])) * coloured(rng, b - a, -.3)
        c["level"] = float(np.clip(rng.normal(-24, 5), -42, -14))
        x *= db(c["level"]) / .05
        coding = rng.choice(["pcm", "mulaw", "gsm"], p=[.15, .65, .2])
        x = through(x, "gsm") if coding == "gsm" else x
        if rng.random() < .1:
            x, c["loss"] = lose_packets(rng, x), True
        out[who] = mulaw(x) if coding != "pcm" else x
        told[who] = dict(c, coding=str(coding))
    return out, told

def make(rng, pool, kind, path):
    j = Journey(rng, pool)
    KINDS[kind](j)
    n = int(max(j.t * RATE, j.agent.end, j.caller.end)) // 16000 * 16000 + 16000
    sides = {"agent": j.agent.mix(n), "caller": j.caller.mix(n)}
    out, told = dress(rng, pool, j, sides)
    order = ["agent", "caller"] if rng.random() < .5 else ["caller", "agent"]
    speech = {w: clean(getattr(j, w).speech + getattr(j, w).prompt, n) for w in sides}
    channels = [{"index": i, "role": w, "speech": speech[w], "prompt": clean(getattr(j, w).prompt, n)} for i, w in enumerate(order)]
    for e in j.events:
        e["channel"] = order.index(e.pop("track"))
    away = sorted(j.holds + j.transfers)
    talk = []
    if j.answer is not None:
        edges = [j.answer] + [x for a in away for x in a] + [j.words_end()]
        talk = [[edges[i], edges[i + 1]] for i in range(0, len(edges), 2)]
    doc = {"file": os.path.basename(path) + ".wav", "sample_rate": RATE, "duration": n / RATE, "layout": "stereo", "kind": kind, "channels": channels,
           "events": sorted(j.events, key=lambda e: e["start"]), "talk_windows": talk, "answer": j.answer, "holds": j.holds,
           "transfers": j.transfers, "phases": j.phases, "conditions": told}
    json.dump(doc, open(path + ".json", "w"))
    x = np.stack([out[w] for w in order], 1)
    raw = (np.clip(x, -1, 1) * 32767).round().astype("<i2").tobytes()
    subprocess.run(["sox", "-t", "raw", "-e", "signed", "-b", "16", "-r", str(RATE), "-c", "2", "-", path + ".wav"], input=raw, check=True)

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("pool"); ap.add_argument("out"); ap.add_argument("--calls", type=int, required=True, help="of each kind")
    ap.add_argument("--seed", type=int, default=1); ap.add_argument("--kinds", default="."); ap.add_argument("--first", type=int, default=0)
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    pool = Pool(a.pool, ".", ".")
    for k, kind in enumerate(KINDS):
        for i in range(a.first, a.first + a.calls) if re.search(a.kinds, kind) else []:
            make(np.random.default_rng([a.seed, k, i]), pool, kind, os.path.join(a.out, "%s%03d" % (kind, i)))

if __name__ == "__main__":
    main()
