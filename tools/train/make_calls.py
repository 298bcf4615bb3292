#!/usr/bin/env python3
"""Makes telephone calls with exact labels out of sound gathered by pool.py, to train and to judge the network on.

  make_calls.py POOL.npz OUT --calls N [--seed S] [--speakers REGEX] [--music REGEX] [--prefix syn]

OUT/NAME.wav (8 kHz, two channels; one in eight is mono) and OUT/NAME.json: {"sample_rate", "duration", "channels": [{"index",
"role", "speech": [[s, e]], "prompt"}], "events": [{"type", "channel", "start", "end"}], "conditions"}. A call has a way in (silence,
ringback, a menu with keys, a queue with music and announcements), a conversation (turns, backchannels, interruptions, long
silences, holds) and an end; each line has its own level, slope, noise, voices in the background, echo of the other side, coding
and losses. Everything is drawn from the seed. Needs numpy and sox."""
import argparse, json, os, re, subprocess
import numpy as np

RATE, FRAME = 8000, 80

class Pool:
    def __init__(self, path, speakers, music):
        d = dict(np.load(path))
        starts = np.concatenate([[0], np.cumsum(d["length"])]); spans = np.concatenate([[0], np.cumsum(d["span_count"])])
        self.sound, self.speech, self.music, self.noise = d["sound"], {}, {}, {}
        for i, (kind, name) in enumerate(zip(d["kind"], d["name"])):
            clip = (starts[i], starts[i + 1], d["spans"][spans[i]:spans[i + 1]])
            allowed = {"speech": speakers, "music": music}.get(kind, ".")
            if re.search(allowed, name):
                getattr(self, kind).setdefault(str(name), []).append(clip)
    def take(self, clip):
        return self.sound[clip[0]:clip[1]].astype(np.float32) / 32768

def db(x):
    return 10 ** (x / 20)

def resample(x, factor):
    """Faster and higher by the factor, by straight lines between samples."""
    return np.interp(np.arange(0, len(x) - 1, factor), np.arange(len(x)), x).astype(np.float32)

def coloured(rng, n, slope):
    f = np.fft.rfft(rng.standard_normal(n)); k = np.arange(len(f)); k[0] = 1
    x = np.fft.irfft(f * (k + 3.0) ** slope, n)
    return (x / np.sqrt((x ** 2).mean())).astype(np.float32)

def unit(x):
    return x / max(np.sqrt((x ** 2).mean()), 1e-6)

class Voice:
    """One speaker of a call, with a tempo and pitch of its own."""
    def __init__(self, rng, pool, name):
        self.rng, self.pool, self.name, self.factor = rng, pool, name, rng.uniform(0.86, 1.18)
        self.clips = pool.speech[name]; self.tilt = rng.uniform(-.35, .35)
        self.short = [c for c in self.clips if c[1] - c[0] < 0.9 * RATE] or self.clips
    def clip(self, short=False):
        clips = self.short if short else self.clips
        c = clips[self.rng.integers(len(clips))]
        x = resample(self.pool.take(c), self.factor)
        x[1:] += self.tilt * x[:-1]
        return x, [(s * FRAME / self.factor, t * FRAME / self.factor) for s, t in c[2]]
    def utterance(self, seconds):
        """About that long: clips one after another, their outer silence cut to short pauses."""
        sound, spans, at = [], [], 0
        while at < seconds * RATE:
            x, s = self.clip(seconds < 0.8)
            start, end = int(s[0][0]), min(int(s[-1][1]), len(x))
            part = x[start:end] * db(self.rng.normal(0, 1.5))
            if len(part) > 400:
                part[:80] *= np.linspace(0, 1, 80); part[-80:] *= np.linspace(1, 0, 80)
            spans += [(at + a - start, at + min(b, end) - start) for a, b in s]
            gap = int(RATE * min(self.rng.exponential(0.16), 1.2)) if self.rng.random() < .8 else int(RATE * self.rng.uniform(.25, .7))
            sound += [part, np.zeros(gap, np.float32)]
            at += len(part) + gap
            if len(part) > seconds * RATE * .6:
                break
        return np.concatenate(sound), spans

class Track:
    def __init__(self):
        self.parts, self.speech, self.prompt, self.end = [], [], [], 0
    def add(self, at, sound, spans=(), prompt=False, gain=1.0):
        at = int(at * RATE)
        self.parts.append((at, sound * gain))
        (self.prompt if prompt else self.speech).extend((at + s, at + t) for s, t in spans)
        self.end = max(self.end, at + len(sound))
        return (at + len(sound)) / RATE
    def mix(self, n):
        y = np.zeros(n, np.float32)
        for at, x in self.parts:
            m = min(len(x), n - at)
            if m > 0:
                y[at:at + m] += x[:m]
        return y

def hear(x):
    """Spectra of 32 ms every 10 ms."""
    w = np.hanning(256); n = max((len(x) - 256) // FRAME + 1, 1); x = np.pad(x, (0, 256))
    return np.fft.rfft(np.stack([x[FRAME * i:FRAME * i + 256] for i in range(n)]) * w)

def sing(rng, pool, n):
    """n samples of singing: the sounds of a speaker, stretched, on the notes of a melody. Level about that of speech."""
    voice = Voice(rng, pool, list(pool.speech)[rng.integers(len(pool.speech))])
    words = np.concatenate([np.concatenate([voice.utterance(3)[0] for _ in range(4)])])
    shape = np.abs(hear(words)) + 1e-5
    slow = np.fft.irfft(np.log(shape)); slow[:, 24:-24] = 0                  # the mouth without the pitch
    shape = np.exp(np.fft.rfft(slow).real); frames = n // FRAME + 1
    stretch = rng.uniform(1.2, 3.5)
    shape = shape[(np.arange(frames) / stretch).astype(int) % len(shape)]
    scale, root, step, note = (0, 2, 4, 5, 7, 9, 11), rng.uniform(95, 260), rng.integers(0, 5), []
    while len(note) < frames:
        step = int(np.clip(step + rng.choice([-2, -1, 0, 1, 1, 2, -1]), -3, 9)); length = int(rng.choice([15, 25, 30, 50, 80, 120]))
        pitch = root * 2 ** ((12 * (step // 7) + scale[step % 7]) / 12)
        note += [pitch if rng.random() > .08 else 0] * length
    t = np.arange(frames * FRAME) / RATE
    pitch = np.repeat(np.convolve(np.pad(note[:frames], 4, "edge"), np.ones(9) / 9, "valid"), FRAME)
    phase = np.cumsum(pitch * (1 + .012 * np.sin(2 * np.pi * rng.uniform(4.5, 6.5) * t + rng.uniform(0, 6)))) / RATE
    source = (np.mod(phase, 1) < .08) - .08 + .01 * rng.standard_normal(len(phase))
    spectra, out, w = hear(source.astype(np.float32)), np.zeros(frames * FRAME + 256), np.hanning(256)
    for i, y in enumerate(np.fft.irfft(spectra * shape[:len(spectra)])):
        out[FRAME * i:FRAME * i + 256] += y * w
    return (.05 * unit(reverb(rng, out, rng.uniform(.15, .8)))[:n]).astype(np.float32)

RINGS = [((425,), 1, 4), ((425,), 1, 5), ((400, 450), .4, .2, .4, 2), ((440, 480), 2, 4), ((425,), 1.2, 4.7), ((440,), 1, 4), ((400, 425), 1.5, 3.5)]
BUSY = [((425,), .5, .5), ((425,), .25, .25), ((425,), .25, .75), ((480, 620), .5, .5), ((400,), .375, .375), ((425,), .2, .2)]

def tone(rng, freqs, seconds, level):
    t = np.arange(int(seconds * RATE)) / RATE
    x = sum(np.sin(2 * np.pi * f * (1 + rng.normal(0, .003)) * t + rng.uniform(0, 6)) for f in freqs) * level / len(freqs)
    x[:40] *= np.linspace(0, 1, 40); x[-40:] *= np.linspace(1, 0, 40)
    return x.astype(np.float32)

DTMF = {"1": (697, 1209), "2": (697, 1336), "3": (697, 1477), "4": (770, 1209), "5": (770, 1336), "6": (770, 1477), "7": (852, 1209),
        "8": (852, 1336), "9": (852, 1477), "0": (941, 1336), "*": (941, 1209), "#": (941, 1477)}

class Call:
    def __init__(self, rng, pool):
        self.rng, self.pool, self.events = rng, pool, []
        self.agent, self.caller = Track(), Track()
        names = list(pool.speech)
        pick = lambda: Voice(rng, pool, names[rng.integers(len(names))])
        self.voice = {"agent": pick(), "caller": pick(), "system": pick()}
        self.t = 0.0
        self.loud = db(rng.normal(0, 3))                # of tones and music against speech
    def event(self, kind, start, end, track="agent", **more):
        self.events.append(dict(type=kind, track=track, start=round(start, 3), end=round(end, 3), **more))
    def bursts(self, kind, plan, count):
        freqs, *steps = plan
        start = end = self.t
        for i in range(count * (len(steps) // 2)):
            on, off = steps[2 * i % len(steps)], steps[(2 * i + 1) % len(steps)]
            end = self.agent.add(self.t, tone(self.rng, freqs, on, .08 * self.loud))
            self.t = end + off
        self.event(kind, start, end)
        self.t = end + self.rng.uniform(.1, 3)
    def prompt(self, words):
        x, spans = self.voice["system"].utterance(words)
        start = self.t
        self.t = self.agent.add(self.t, x, spans, True, db(self.rng.normal(0, 1)))
        return start
    def key(self):
        digit = list(DTMF)[self.rng.integers(12)]
        x = tone(self.rng, DTMF[digit], self.rng.uniform(.06, .25), .12 * self.loud)
        self.event("dtmf", self.t, self.caller.add(self.t, x), "caller", digit=digit)
        self.t += len(x) / RATE + self.rng.uniform(.2, 1.5)
    def music(self, seconds, announcements):
        rng = self.rng
        pieces = [c for group in self.pool.music.values() for c in group] if rng.random() < .3 else \
            self.pool.music[list(self.pool.music)[rng.integers(len(self.pool.music))]]
        clip = pieces[rng.integers(len(pieces))]
        x = self.pool.take(clip)
        x = resample(x, rng.uniform(.8, 1.25)) if rng.random() < .6 else x
        n = int(seconds * RATE)
        x = np.roll(x, -rng.integers(len(x))) if rng.random() < .7 else x
        x = np.tile(x, n // len(x) + 1)[:n].copy()
        if rng.random() < .25:                                   # a song
            x[len(x) // 8:] += sing(rng, self.pool, n)[:n - len(x) // 8] * db(rng.uniform(-4, 8)); x = x / 1.3
        x *= db(rng.uniform(-9, 3)) * self.loud
        fade = int(RATE * rng.choice([.01, .05, .2, .4, .5, 1.5]))
        fade = min(fade, n // 3)
        x[:fade] *= np.linspace(0, 1, fade); x[-fade:] *= np.linspace(1, 0, fade)
        start, at = self.t, self.t
        spans = []
        for _ in range(announcements):
            at += rng.uniform(4, 14)
            if at > start + seconds - 3:
                break
            y, s = self.voice["system"].utterance(rng.uniform(1.5, 6))
            i, j = int((at - start) * RATE), min(int((at - start) * RATE) + len(y) + 2000, n)
            duck = rng.random() < .4
            x[i:j] *= db(-rng.uniform(6, 18)) if duck else 0
            self.agent.add(at, y, s, True)
            if not duck:
                spans.append((start + i / RATE, start + j / RATE))
            at += len(y) / RATE
        self.agent.add(start, x)
        for a, b in spans:
            if a - start > .3:
                self.event("music", start, a)
            start = b
        if self.t + seconds - start > .3:
            self.event("music", start, self.t + seconds)
        self.t += seconds
    def way_in(self):
        rng = self.rng
        self.t = rng.uniform(.2, 3)
        if rng.random() < .7:
            self.bursts("ringback", RINGS[rng.integers(len(RINGS))], rng.integers(1, 4))
        if rng.random() < .45:
            self.prompt(rng.uniform(2, 9))
            for _ in range(rng.integers(0, 3)):
                self.t += rng.uniform(-.4, 1.5)
                self.key()
        if rng.random() < .55:
            self.t += rng.uniform(.1, 1.5)
            self.music(rng.uniform(4, 45), rng.integers(0, 4))
        if rng.random() < .2:
            self.bursts("ringback", RINGS[rng.integers(len(RINGS))], 1)
        self.t += rng.uniform(.1, 1)
    def say(self, who, at, seconds, gain=1.0):
        x, spans = self.voice[who].utterance(seconds)
        return getattr(self, who).add(at, x, spans, False, gain * db(self.rng.normal(0, 1.5)))
    def turns(self, seconds):
        rng, who, until = self.rng, "agent", self.t + seconds
        while self.t < until:
            length = float(np.clip(rng.lognormal(.6, .8), .3, 14))
            other = "caller" if who == "agent" else "agent"
            start, end = self.t, self.say(who, self.t, length)
            at = start + rng.uniform(1, 4)
            while at < end - .6 and rng.random() < .5:             # listening signals
                self.say(other, at, rng.uniform(.2, .5), db(-3))
                at += rng.uniform(2, 6)
            gap = rng.normal(.25, .45) if rng.random() < .85 else rng.exponential(3.5)
            if rng.random() < .12:
                gap = -rng.uniform(.3, 2.0)
            self.t = max(end + gap, start + .4)
            if rng.random() < .8:
                who = other
        self.t = max(self.agent.end, self.caller.end) / RATE
    def conversation(self):
        rng = self.rng
        start, self.open = self.t, []                   # when the agent's own microphone is on the line
        self.turns(rng.uniform(15, 60))
        if rng.random() < .35:
            self.open, start = [[start, self.t]], self.t
            self.t += rng.uniform(.3, 2)
            if rng.random() < .75:
                self.music(rng.uniform(4, 25), rng.integers(0, 2))
            else:
                self.t += rng.uniform(5, 20)
            self.t += rng.uniform(.2, 1)
            start = self.t
            self.turns(rng.uniform(8, 35))
        self.open.append([start, self.t])
        self.talk = [self.open[0][0], self.t]
    def finish(self):
        self.t += self.rng.uniform(.1, 1.5)
        if self.rng.random() < .3:
            self.bursts("busy", BUSY[self.rng.integers(len(BUSY))], self.rng.integers(2, 8))
        self.t += self.rng.uniform(.1, 1)

def noise(rng, pool, n):
    """Some kind of noise, about level 1, and its name."""
    kind = rng.choice(["white", "pink", "brown", "hum", "babble", "voice", "street", "keyboard", "real", "cafe", "blips"],
                      p=[.1, .12, .06, .06, .17, .12, .08, .07, .1, .07, .05])
    slow = 1 + .6 * np.repeat(coloured(rng, n // 800, -.8), 800)
    if kind in ("white", "pink", "brown"):
        x = coloured(rng, n, {"white": 0, "pink": -.5, "brown": -1}[kind])
    elif kind == "hum":
        t = np.arange(n) / RATE; base = rng.choice([50, 60, 100, 120]) * rng.uniform(.99, 1.01)
        x = sum(np.sin(2 * np.pi * base * k * t + rng.uniform(0, 6)) / k for k in range(1, rng.integers(4, 30), rng.integers(1, 3)))
        x = unit(x) + .4 * coloured(rng, n, -.5)
    elif kind in ("babble", "cafe", "voice"):
        x = np.zeros(n, np.float32)
        for _ in range({"babble": rng.integers(4, 10), "cafe": 6, "voice": rng.integers(1, 3)}[kind]):
            voice, at = Voice(rng, pool, list(pool.speech)[rng.integers(len(pool.speech))]), rng.integers(0, 8000)
            gain = db(rng.normal(0, 4))
            while at < n:
                y, _ = voice.utterance(rng.uniform(1, 6)); m = min(len(y), n - at)
                x[at:at + m] += gain * y[:m]; at += m + int(rng.exponential(.8 if kind == "babble" else 2) * RATE)
        if rng.random() < .6:                                  # of a room
            x = reverb(rng, x, rng.uniform(.2, .7))
        x = unit(x) + (.5 if kind == "cafe" else .05) * coloured(rng, n, -.5) * slow
    elif kind == "street":
        x = coloured(rng, n, -.8) * (1 + np.clip(slow, 0, 4))
    elif kind in ("keyboard", "blips"):
        x = np.zeros(n, np.float32); at = 0
        hits = [c for group in pool.noise.values() for c in group if c[1] - c[0] < RATE]
        while at < n:
            if hits and (kind == "keyboard" or rng.random() < .5):
                y = pool.take(hits[rng.integers(len(hits))]) * db(rng.normal(0, 4))
            else:
                y = rng.standard_normal(rng.integers(40, 900)); y *= np.exp(-np.arange(len(y)) / rng.uniform(20, 250))
            m = min(len(y), n - at); x[at:at + m] += y[:m]
            at += int(rng.exponential(.15) * RATE) if rng.random() < .9 else int(rng.exponential(3) * RATE)
        x = unit(x) + .1 * coloured(rng, n, -.5)
    else:
        long = [c for group in pool.noise.values() for c in group if c[1] - c[0] >= RATE]
        y = pool.take(long[rng.integers(len(long))]) if long else coloured(rng, n, -.6)
        x = np.tile(y, n // len(y) + 1)[:n]
    return unit(x).astype(np.float32), str(kind)

def reverb(rng, x, seconds):
    n = int(seconds * RATE)
    h = rng.standard_normal(n) * np.exp(-6.9 * np.arange(n) / n) * .3
    h[0] = 1
    m = 1 << (len(x) + n).bit_length()
    return np.fft.irfft(np.fft.rfft(x, m) * np.fft.rfft(h, m))[:len(x)].astype(np.float32)

def line_filter(rng, x, low, high):
    """The band of the line and its slope."""
    f = np.fft.rfftfreq(len(x), 1 / RATE); s = np.fft.rfft(x)
    gain = 1 / (1 + (low / np.maximum(f, 1)) ** 6) / (1 + (f / high) ** 14)
    gain *= db(rng.uniform(-5, 5) * np.log2(np.maximum(f, 100) / 1000))
    return np.fft.irfft(s * gain, len(x)).astype(np.float32)

def mulaw(x):
    y = np.sign(x) * np.log1p(255 * np.abs(np.clip(x, -1, 1))) / np.log(256)
    y = np.round(y * 127) / 127
    return (np.sign(y) * (256 ** np.abs(y) - 1) / 255).astype(np.float32)

def through(x, coding):
    pipe = lambda args, data: subprocess.run(["sox"] + args, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
    raw = ["-t", "raw", "-e", "signed", "-b", "16", "-r", str(RATE), "-c", "1"]
    data = (np.clip(x, -1, 1) * 32767).astype("<i2").tobytes()
    back = pipe(["-t", "gsm", "-r", str(RATE), "-"] + raw + ["-"], pipe(raw + ["-", "-t", "gsm", "-"], data))
    y = np.frombuffer(back, "<i2").astype(np.float32) / 32768
    return np.pad(y, (0, max(0, len(x) - len(y))))[:len(x)]

def lose_packets(rng, x):
    y = x.copy(); step = 160; share = rng.uniform(.003, .04); lost = False
    for i in range(step, len(y) - step, step):
        lost = rng.random() < (.4 if lost else share)
        if lost:
            y[i:i + step] = 0 if rng.random() < .4 else y[i - step:i] * .8
    return y

def gain_control(x):
    level = np.sqrt(np.maximum(np.convolve(np.repeat((x[:len(x) // 400 * 400].reshape(-1, 400) ** 2).mean(1), 400), np.ones(4000) / 4000, "same"), 1e-8))
    level = np.pad(level, (0, len(x) - len(level)), "edge")
    return x * np.clip(.08 / level, .3, 6) ** .6

def gate(rng, x, keep, quiet):
    """Discontinuous transmission: pauses become comfort noise or nothing."""
    m = np.zeros(len(x), np.float32)
    for s, t in keep:
        m[max(int(s) - 480, 0):int(t) + 1200] = 1
    return x * m + (1 - m) * quiet * coloured(rng, len(x), -.3)

def opened(rng, spans, n):
    """1 while the agent's line is open: a moment before the first word until a moment after the last; else little or nothing."""
    m, closed, before, after = np.zeros(n, np.float32), db(-rng.choice([25, 40, 200])), rng.uniform(.05, .8), rng.uniform(.05, 1.0)
    for s, t in spans:
        m[max(int((s - before) * RATE), 0):int((t + after) * RATE)] = 1
    edge = int(rng.choice([8, 80, 240, 800]))
    return closed + (1 - closed) * np.convolve(m, np.ones(edge) / edge, "same")

def dress(rng, pool, call, tracks, spans):
    """The two lines as they are recorded, and what was done to them."""
    n, said, out, told = len(tracks["agent"]), {}, {}, {}
    for who, x in tracks.items():
        x = reverb(rng, x, rng.uniform(.1, .5)) if rng.random() < .1 else x
        said[who] = line_filter(rng, x, rng.choice([60, 200, 300]), rng.uniform(3200, 3800))
    for who, other in (("agent", "caller"), ("caller", "agent")):
        x, c = said[who].copy(), {}
        if rng.random() < .4:
            c["echo"] = [-rng.uniform(14, 45), rng.uniform(.005, .26)]
            y = np.roll(said[other], int(c["echo"][1] * RATE)); y[:int(c["echo"][1] * RATE)] = 0
            y[1:] += rng.uniform(-.6, .6) * y[:-1]
            x += db(c["echo"][0]) * y
        if rng.random() < .93:
            y, c["noise"] = noise(rng, pool, n)
            crowd = c["noise"] in ("voice", "babble", "cafe", "blips", "keyboard")
            c["snr"] = float(rng.uniform(11, 34) if crowd else rng.choice([rng.uniform(5, 12), rng.uniform(10, 25), rng.uniform(20, 40)], p=[.2, .4, .4]))
            y = line_filter(rng, y, 150, 3700)
            if who == "agent" and rng.random() < .65:          # the exchange's sounds come without the agent's room
                c["open"] = True
                y = y * opened(rng, call.open, n)
            x += .05 * db(-c["snr"]) * y
        if rng.random() < .15:
            x, c["agc"] = gain_control(x), True
        if rng.random() < .18:
            x, c["dtx"] = gate(rng, x, spans[who], .05 * db(-rng.choice([45, 55, 70, 150]))), True
        c["level"] = float(np.clip(rng.normal(-24, 6), -45, -12))
        x *= db(c["level"]) / .05 * (1 if not c.get("agc") else .7)
        coding = rng.choice(["pcm", "mulaw", "gsm"], p=[.15, .6, .25])
        x = through(x, "gsm") if coding == "gsm" else x
        if rng.random() < .12:
            x, c["loss"] = lose_packets(rng, x), True
        out[who] = mulaw(x) if coding != "pcm" else x
        told[who] = dict(c, coding=str(coding))
    return out, told

def clean(spans, n):
    """In seconds: sorted, pauses under 0.2 s closed."""
    out = []
    for s, t in sorted((s / RATE, min(t, n) / RATE) for s, t in spans if s < n):
        if out and s - out[-1][1] < .2:
            out[-1][1] = max(out[-1][1], t)
        else:
            out.append([s, t])
    return [[round(s, 3), round(t, 3)] for s, t in out]

def make(rng, pool, path):
    call = Call(rng, pool)
    call.way_in(); call.conversation(); call.finish()
    n = int(max(call.t * RATE, call.agent.end, call.caller.end)) // 16000 * 16000 + 16000      # transforms of such lengths are fast
    tracks = {"agent": call.agent.mix(n), "caller": call.caller.mix(n)}
    spans = {w: getattr(call, w).speech + getattr(call, w).prompt + [(e["start"] * RATE, e["end"] * RATE) for e in call.events if e["track"] == w] for w in tracks}
    out, told = dress(rng, pool, call, tracks, spans)
    order = ["agent", "caller"] if rng.random() < .5 else ["caller", "agent"]
    mono = rng.random() < .125
    speech = {w: clean(getattr(call, w).speech + getattr(call, w).prompt, n) for w in tracks}
    if mono:
        x = (out["agent"] + out["caller"])[:, None]
        channels = [{"index": 0, "role": "mix", "speech": clean([(s * RATE, t * RATE) for w in tracks for s, t in speech[w]], n), "prompt": []}]
    else:
        x = np.stack([out[w] for w in order], 1)
        channels = [{"index": i, "role": w, "speech": speech[w], "prompt": clean(getattr(call, w).prompt, n)} for i, w in enumerate(order)]
    for e in call.events:
        e["channel"] = 0 if mono else order.index(e.pop("track"))
    doc = {"file": os.path.basename(path) + ".wav", "sample_rate": RATE, "duration": n / RATE, "layout": "mono" if mono else "stereo",
           "channels": channels, "events": call.events, "talk_windows": [call.talk], "conditions": told}
    json.dump(doc, open(path + ".json", "w"))
    raw = (np.clip(x, -1, 1) * 32767).round().astype("<i2").tobytes()
    subprocess.run(["sox", "-t", "raw", "-e", "signed", "-b", "16", "-r", str(RATE), "-c", str(x.shape[1]), "-", path + ".wav"], input=raw, check=True)

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("pool"); ap.add_argument("out"); ap.add_argument("--calls", type=int, required=True)
    ap.add_argument("--seed", type=int, default=1); ap.add_argument("--first", type=int, default=0)
    ap.add_argument("--speakers", default="."); ap.add_argument("--music", default="."); ap.add_argument("--prefix", default="syn")
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    pool = Pool(a.pool, a.speakers, a.music)
    print("%d speakers, %d collections of music" % (len(pool.speech), len(pool.music)))
    for i in range(a.first, a.first + a.calls):
        make(np.random.default_rng([a.seed, i]), pool, os.path.join(a.out, "%s%04d" % (a.prefix, i)))

if __name__ == "__main__":
    main()
