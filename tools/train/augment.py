#!/usr/bin/env python3
"""Makes altered copies of labelled recordings, so that the network learns what does not change a label.

  augment.py OUT FILE.flac [FILE.flac ...]      (truth beside each: FILE.json)

For each recording: OUT/NAME@gate.wav (what is neither speech nor an event is turned down by 15-45 dB, as a noise gate, a quiet
line or comfort noise does), NAME@noise.wav (noise of a drawn colour and level is added), NAME@tilt.wav (other level per channel,
a sloping spectrum, mu-law coded). Seeded by the name. Needs numpy and sox."""
import json, os, subprocess, sys, zlib
import numpy as np

def read(path, channels):
    raw = subprocess.run(["sox", path, "-t", "raw", "-e", "signed", "-b", "16", "-"], stdout=subprocess.PIPE, check=True).stdout
    return np.frombuffer(raw, "<i2").reshape(-1, channels).astype(np.float64) / 32768

def write(path, x, rate):
    raw = (np.clip(x, -1, 1) * 32767).round().astype("<i2").tobytes()
    subprocess.run(["sox", "-t", "raw", "-e", "signed", "-b", "16", "-r", str(rate), "-c", str(x.shape[1]), "-", path], input=raw, check=True)

def kept(doc, channel, mono, n, rate):
    """1 where a label stands (speech, tones, music), with 60 ms to spare."""
    m = np.zeros(n)
    spans = list(channel["speech"]) + [(e["start"], e["end"]) for e in doc.get("events", [])
                                       if e["type"] != "ivr" and (mono or e.get("channel") == channel["index"])]
    for s, t in spans:
        m[max(int((s - .06) * rate), 0):max(int((t + .06) * rate), 0)] = 1
    k = int(.01 * rate)
    return np.convolve(m, np.ones(k) / k, "same")

def coloured(rng, n, slope):
    f = np.fft.rfft(rng.standard_normal(n)); k = np.arange(len(f)); k[0] = 1
    x = np.fft.irfft(f * k ** slope, n)
    return x / np.sqrt((x ** 2).mean())

def babble(rng, x, rate):
    """Voices of the same recording, scattered and laid over each other."""
    n = len(x); y = np.zeros(n)
    for _ in range(7):
        y += np.roll(x[:, rng.integers(x.shape[1])], rng.integers(n)) * (1 if rng.random() < .5 else -1)
    return y / max(np.sqrt((y ** 2).mean()), 1e-9)

def mulaw(x):
    y = np.sign(x) * np.log1p(255 * np.abs(np.clip(x, -1, 1))) / np.log(256)
    y = np.round(y * 127) / 127
    return np.sign(y) * (256 ** np.abs(y) - 1) / 255

def speech_rms(x, spans, rate):
    part = [x[int(s * rate):int(t * rate)] for s, t in spans]
    part = np.concatenate(part) if part else x
    return max(np.sqrt((part ** 2).mean()), 1e-5)

def tilt(x, rng):
    """First-order shelf: the line slopes by up to some 8 dB."""
    a = rng.uniform(-.45, .45); y = x.copy(); y[1:] += a * x[:-1]
    return y / np.sqrt(1 + a * a)

def main():
    out = sys.argv[1]; os.makedirs(out, exist_ok=True)
    for path in sys.argv[2:]:
        name = os.path.basename(path)[:-5]; doc = json.load(open(path[:-5] + ".json"))
        channels = sorted(doc["channels"], key=lambda c: c["index"]); mono = len(channels) == 1; rate = doc["sample_rate"]
        rng = np.random.default_rng(zlib.crc32(name.encode())); x = read(path, len(channels))
        gated, noisy, sloped = x.copy(), x.copy(), x.copy()
        for i, c in enumerate(channels):
            m = kept(doc, c, mono, len(x), rate); down = 10 ** (-rng.uniform(15, 45) / 20)
            gated[:, i] *= m + (1 - m) * down
            gated[:, i] += coloured(rng, len(x), 0) * 10 ** (-rng.uniform(66, 80) / 20)
            level = speech_rms(x[:, i], c["speech"], rate) * 10 ** (-rng.uniform(8, 26) / 20)
            noisy[:, i] += level * (babble(rng, x, rate) if rng.random() < .35 else coloured(rng, len(x), rng.choice([0, -.5, -.5, -1])))
            sloped[:, i] = mulaw(tilt(x[:, i], rng) * 10 ** (rng.uniform(-14, 6) / 20))
        write(os.path.join(out, name + "@gate.wav"), gated, rate)
        write(os.path.join(out, name + "@noise.wav"), noisy, rate)
        write(os.path.join(out, name + "@tilt.wav"), sloped, rate)

if __name__ == "__main__":
    main()
