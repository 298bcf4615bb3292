#!/usr/bin/env python3
"""Lets Debian's speech synthesisers read, for whole sentences with natural pauses: recorded words alone teach too little of those.

  make_speech.py OUT [--sentences N]

OUT/VOICE/NNN.wav. What is read is the text of a licence, cut at its stops, and made-up sentences of a call. The voices (flite's, and
those of the festvox packages) are cut from recordings of real speakers. Needs flite, festival and the festvox packages named in
README.md."""
import argparse, glob, os, random, re, subprocess

TEXT = "/usr/share/common-licenses/GPL-3"
FLITE = ("awb", "rms", "slt", "kal16")
CALL = ("Good morning, you are speaking with {n}, how can I help you?", "Could you give me your number, please? {d}.", "One moment, I will look that up for you.",
        "Yes.", "No, not yet.", "All right.", "Mm, I see.", "Your invoice of {d} euros was sent on Monday, and it has not been paid.", "Is there anything else I can do for you today?",
        "I ordered it two weeks ago. It should have been here on Friday, but nothing came.", "Thank you very much for calling, and goodbye.", "That is {d}, is that right?",
        "Well, to be honest, I had expected that somebody would ring me back.", "I am afraid my colleague is not at her desk; can she call you on {d}?")
NAMES = ("Anna", "Peter", "Ingrid", "Thomas", "Marie", "Joost", "Sofia", "Henrik")

def sentences(rng, count):
    body = re.sub(r"\s+", " ", open(TEXT).read())
    read = [s for s in re.split(r"(?<=[.;:])\s", body) if 4 <= len(s.split()) <= 24 and re.fullmatch(r"[A-Za-z ,.;:'()-]+", s)]
    for _ in range(count):
        if rng.random() < .5:
            yield rng.choice(read)
        else:
            yield rng.choice(CALL).format(n=rng.choice(NAMES), d=" ".join(str(rng.randrange(10)) for _ in range(rng.randint(3, 8))))

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out"); ap.add_argument("--sentences", type=int, default=60)
    a = ap.parse_args()
    festival = sorted(os.path.basename(p) for p in glob.glob("/usr/share/festival/voices/*/*") if "common" not in p)
    for voice in FLITE + tuple(festival):
        rng = random.Random(voice)
        os.makedirs(os.path.join(a.out, voice), exist_ok=True)
        for i, text in enumerate(sentences(rng, a.sentences)):
            path = os.path.join(a.out, voice, "%03d.wav" % i)
            pace = rng.uniform(.85, 1.2)
            if voice in FLITE:
                command, fed = ["flite", "-voice", voice, "--setf", "duration_stretch=%.2f" % pace, "-t", text, "-o", path], None
            else:
                command, fed = ["text2wave", "-eval", "(voice_%s)" % voice, "-eval", "(Parameter.set 'Duration_Stretch %.2f)" % pace, "-o", path], text
            subprocess.run(command, input=fed, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

if __name__ == "__main__":
    main()
