#!/usr/bin/env python3
"""Gathers sound for make_calls.py: decodes recordings to 8 kHz and keeps what is clean enough to be labelled.

  pool.py LIST FOLDER OUT.npz

LIST has a line for each group: KIND NAME GLOB, where KIND is speech, music or noise, NAME is the speaker (or the piece's
collection) and GLOB is a path under FOLDER, `**` allowed. Needs numpy and ffmpeg.

Of speech a clip is kept when its pauses are so quiet that speech can be told from them: labels come from the level of the clean
clip (150-3900 Hz, on at 27 dB and off at 37 dB under its loud level, 20 ms before and 40 ms after)."""
import glob, os, subprocess, sys
from concurrent.futures import ThreadPoolExecutor
import numpy as np

RATE = 8000

def decode(path, most):
    """Mono, 8 kHz; None where ffmpeg finds no sound in it."""
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", path, "-t", str(most), "-ac", "1", "-ar", str(RATE), "-f", "s16le", "-"]
    if path.endswith(".gsm"):
        command[4:4] = ["-f", "gsm"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    x = np.frombuffer(done.stdout, "<i2").astype(np.float32) / 32768
    return x if len(x) >= RATE // 5 else None

def levels(x):
    """Level of each 10 ms in 150-3900 Hz, dB."""
    spectrum = np.fft.rfft(x, 1 << (len(x) - 1).bit_length())
    f = np.fft.rfftfreq(1 << (len(x) - 1).bit_length(), 1 / RATE)
    spectrum[(f < 150) | (f > 3900)] = 0
    y = np.fft.irfft(spectrum)[:len(x)]
    n = len(y) // 80
    return 10 * np.log10((y[:80 * n].reshape(n, 80) ** 2).mean(1) + 1e-12)

def label(level):
    """Segments of speech of a clean clip, in frames: [(start, end)]."""
    loud = np.percentile(level, 95)
    on, spans, start = False, [], 0
    for i, l in enumerate(level):
        if not on and l > loud - 27:
            on, start = True, i
            while start > 0 and level[start - 1] > loud - 37:
                start -= 1
        elif on and l < loud - 37:
            on = False
            spans.append([start, i])
    if on:
        spans.append([start, len(level)])
    joined = []
    for s, t in spans:
        s, t = max(s - 2, 0), min(t + 4, len(level))
        if joined and s - joined[-1][1] < 20:
            joined[-1][1] = t
        else:
            joined.append([s, t])
    return [(s, t) for s, t in joined if t - s >= 8]

def voiced(x, spans):
    """Share of the frames of speech that are periodic (normalised autocorrelation over 0.5 at 70-400 Hz): a voice has much of it,
    a whisper, an effect or a hall has little."""
    n = (len(x) - 400) // 160
    if n < 1:
        return 1.0
    frames = np.stack([x[160 * i:160 * i + 400] for i in range(n)]) * np.hanning(400)
    r = np.fft.irfft(np.abs(np.fft.rfft(frames, 1024)) ** 2)
    w = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(400), 1024)) ** 2)
    best = (r[:, 20:115] / (w[20:115] / w[0])).max(1) / np.maximum(r[:, 0], 1e-9)
    inside = [i for i in range(n) if any(s <= 2 * i + 2 < t for s, t in spans)]
    return float((best[inside] > .5).mean()) if inside else 0.0

def take_speech(path):
    x = decode(path, 20)
    if x is None or np.abs(x).max() < 0.01:
        return None
    level = levels(x)
    loud = np.percentile(level, 95)
    if np.sort(level)[:3].mean() > loud - 42:
        return None
    spans = label(level)
    if not spans:
        return None
    if voiced(x, spans) < .3:
        return None
    gain = 0.05 / np.sqrt(np.mean(np.concatenate([x[80 * s:80 * t] for s, t in spans]) ** 2))
    return (np.clip(x * gain, -1, 1) * 32767).astype(np.int16), spans

def take_other(path):
    x = decode(path, 150)
    if x is None or len(x) < RATE // 2:
        return None
    rms = np.sqrt(np.mean(x ** 2))
    return None if rms < 1e-4 else ((np.clip(x * 0.05 / rms, -1, 1) * 32767).astype(np.int16), [])

def main():
    listing, folder, out = sys.argv[1:]
    clips, spans, meta = [], [], []
    for line in open(listing):
        if not line.strip() or line.startswith("#"):
            continue
        kind, name, pattern = line.split()
        paths = sorted(glob.glob(os.path.join(folder, pattern), recursive=True))[:400]
        with ThreadPoolExecutor(2) as pool:
            taken = [t for t in pool.map(take_speech if kind == "speech" else take_other, paths) if t]
        for x, s in taken:
            clips.append(x); spans.append(np.array(s, np.int32).reshape(-1, 2)); meta.append((kind, name))
        print("%-7s %-28s %4d of %4d, %6.1f s" % (kind, name, len(taken), len(paths), sum(len(t[0]) for t in taken) / RATE), flush=True)
    np.savez(out, sound=np.concatenate(clips), length=np.array([len(c) for c in clips]), spans=np.concatenate(spans),
             span_count=np.array([len(s) for s in spans]), kind=np.array([m[0] for m in meta]), name=np.array([m[1] for m in meta]))

if __name__ == "__main__":
    main()
