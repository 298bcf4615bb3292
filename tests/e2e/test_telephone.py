#!/usr/bin/env python3
"""A real telephone call on this computer: sipp plays the agent, baresip the caller and records both sides; the two files
become one call.

Usage: test_telephone.py LUR SOURCE_DIR
Skipped (77) where sipp, baresip or sox are not installed."""
import glob
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import wave

LUR, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
ENV = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", NO_COLOR="")
GOOD = os.path.join(SOURCE, "samples", "sv-good.flac")
START, LENGTH = 9.0, 11.0  # of the sample, seconds: the agent greets, the caller tells
LIMIT = 60

SCENARIO = """<?xml version="1.0" encoding="UTF-8"?>
<scenario name="agent">
  <recv request="INVITE"/>
  <send><![CDATA[
      SIP/2.0 180 Ringing
      [last_Via:]
      [last_From:]
      [last_To:];tag=[pid]agent[call_number]
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:[local_ip]:[local_port];transport=[transport]>
      Content-Length: 0

  ]]></send>
  <pause milliseconds="500"/>
  <send retrans="500"><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:];tag=[pid]agent[call_number]
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:[local_ip]:[local_port];transport=[transport]>
      Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=agent 1 1 IN IP[local_ip_type] [local_ip]
      s=-
      c=IN IP[media_ip_type] [media_ip]
      t=0 0
      m=audio [media_port] RTP/AVP 0
      a=rtpmap:0 PCMU/8000

  ]]></send>
  <recv request="ACK"/>
  <nop><action><exec rtp_stream="AGENT,1,0,PCMU/8000"/></action></nop>
  <recv request="BYE"/>
  <send><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:]
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:[local_ip]:[local_port];transport=[transport]>
      Content-Length: 0

  ]]></send>
</scenario>
"""

CONFIG = """module_path {modules}
module g711.so
module aufile.so
module sndfile.so
module_app account.so
module_app menu.so
net_interface 127.0.0.1
sip_listen 127.0.0.1:{sip}
rtp_ports {rtp}-{rtp_end}
audio_source aufile,{folder}/caller.wav
audio_player aufile,{folder}/heard.wav
audio_alert aufile,{folder}/alert.wav
ausrc_srate 8000
auplay_srate 8000
audio_channels 1-1
snd_path {folder}/calls
"""


def modules():
    """Where baresip's modules lie; None: there are none."""
    found = glob.glob("/usr/lib/baresip/modules/sndfile.so") + glob.glob("/usr/lib/*/baresip/modules/sndfile.so")
    return os.path.dirname(found[0]) if found else None


def free_ports(n):
    """The first of n free ports in a row, even."""
    for _ in range(100):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.bind(("127.0.0.1", 0))
            first = s.getsockname()[1] // 2 * 2
        taken = []
        try:
            for i in range(n):
                taken.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                taken[-1].bind(("127.0.0.1", first + i))
            return first
        except OSError:
            continue
        finally:
            for s in taken:
                s.close()
    raise RuntimeError("no free ports")


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def prepare(folder):
    """Both parts of the conversation as sound, and the programs' files. Returns the agent's address."""
    os.mkdir(os.path.join(folder, "calls"))
    part = ["trim", str(START), str(LENGTH)]
    subprocess.run(["sox", GOOD, "-e", "signed", os.path.join(folder, "caller.wav"), "remix", "1", *part], check=True)
    subprocess.run(["sox", GOOD, "-t", "ul", "-r", "8000", os.path.join(folder, "agent.ul"), "remix", "2", *part], check=True)
    write(os.path.join(folder, "agent.xml"), SCENARIO.replace("AGENT", os.path.join(folder, "agent.ul")))
    ports = free_ports(20)
    write(os.path.join(folder, "config"), CONFIG.format(folder=folder, modules=modules(), sip=ports, rtp=ports + 10, rtp_end=ports + 18))
    write(os.path.join(folder, "accounts"),
          f"<sip:caller@127.0.0.1:{ports};transport=udp>;regint=0;audio_codecs=PCMU\n")
    write(os.path.join(folder, "contacts"), "")
    return ports + 2


def begin(command, folder, log):
    with open(os.path.join(folder, log), "wb") as out:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd=folder)


def telephone(folder, agent_port):
    """One call, until the caller hangs up."""
    media = agent_port + 2
    agent = begin(["sipp", "-sf", "agent.xml", "-i", "127.0.0.1", "-mi", "127.0.0.1", "-p", str(agent_port), "-mp", str(media),
                   "-m", "1", "-nostdin", "-timeout", str(LIMIT)],
                  folder, "agent.log")
    time.sleep(0.5)
    caller = begin(["baresip", "-f", folder, "-e", f"/dial sip:agent@127.0.0.1:{agent_port}"], folder, "caller.log")
    try:
        time.sleep(LENGTH + 2.5)
        caller.send_signal(signal.SIGINT)  # hangs up and ends
        caller.wait(LIMIT)
        agent.wait(LIMIT)
    finally:
        for process in (caller, agent):
            if process.poll() is None:
                process.kill()
                process.wait()


def are_named_alike(folder):
    """baresip names each side by the second in which it begins. Where a second ended in between they are not of one call by
    their names, and lur would not guess: then they are removed."""
    sides = os.listdir(os.path.join(folder, "calls"))
    alike = len({side[:-len("-enc.wav")] for side in sides}) < 2
    for side in [] if alike else sides:
        os.remove(os.path.join(folder, "calls", side))
    return alike


def lur(folder, *args):
    done = subprocess.run([LUR, *args, "--store", os.path.join(folder, "store")], stdin=subprocess.DEVNULL, capture_output=True,
                          env=ENV, timeout=LIMIT, check=False)
    assert done.returncode == 0, (args, done.stderr.decode())
    return done.stdout.decode()


def seconds(path):
    with wave.open(path) as w:
        return w.getnframes() / w.getframerate()


def overlap(spans, start, end):
    return sum(max(0.0, min(b, end) - max(a, start)) for a, b in spans)


def check(folder):
    sides = sorted(os.listdir(os.path.join(folder, "calls")))
    assert len(sides) == 2, sides
    print(lur(folder, "import", "--watch", os.path.join(folder, "calls"), "--once", "--settle", "0.3"), end="")
    rows = [json.loads(line) for line in lur(folder, "list", "--json").splitlines()]
    assert len(rows) == 1, rows
    row = rows[0]
    lengths = [seconds(os.path.join(folder, "calls", side)) for side in sides]
    assert row["channels"] == 2 and abs(row["duration_s"] - max(lengths)) < 0.01, (row, lengths)
    assert abs(row["duration_s"] - LENGTH) < 3, row["duration_s"]  # it is cut off at the sample's end, or plays on in silence
    assert row["file"].endswith("-enc.wav") and row["second_file"].endswith("-dec.wav"), row
    analysis = json.loads(lur(folder, "show", row["call"], "--json"))["analysis"]
    assert analysis["roles_from"] == "metadata", analysis["roles_from"]
    spoken = {track["role"]: track["speech"] for track in analysis["tracks"]}
    with open(os.path.join(SOURCE, "samples", "sv-good.json"), encoding="utf-8") as f:
        truth = {channel["role"]: channel["speech"] for channel in json.load(f)["channels"]}
    for role in ("caller", "agent"):
        said = [(max(a, START) - START, min(b, START + LENGTH) - START) for a, b in truth[role] if b > START and a < START + LENGTH]
        total = sum(b - a for a, b in said)
        # The network's delay shifts a side by a fraction of a second, no more.
        best = max(sum(overlap(spoken[role], a + shift / 20, b + shift / 20) for a, b in said) for shift in range(0, 21))
        found = sum(b - a for a, b in spoken[role])
        print(f"{role}: {total:.1f} s spoken, {best:.1f} s of them found in {found:.1f} s")
        assert best > 0.8 * total and found < 1.3 * total, (role, said, spoken[role])


def main():
    missing = [p for p in ("sipp", "baresip", "sox") if not shutil.which(p)]
    if missing or not modules():
        print(f"{', '.join(missing) or 'the module sndfile of baresip'} is not installed; skipped")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        agent_port = prepare(folder)
        telephone(folder, agent_port)
        while not are_named_alike(folder):
            telephone(folder, agent_port)
        try:
            check(folder)
        except AssertionError:
            for log in ("agent.log", "caller.log"):
                with open(os.path.join(folder, log), encoding="utf-8", errors="replace") as f:
                    print(log, f.read()[-6000:], sep="\n", file=sys.stderr)
            raise


main()
