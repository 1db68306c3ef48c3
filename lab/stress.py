#!/usr/bin/env python3
"""Whatever comes in, selon ends, and with little memory: what it does with much, with long and with broken text.

    lab/stress.py                   needs ../shared (or --data) for the unannotated articles

Reads 200 articles of each pool, 1,000 random byte strings, a text of 50 MB and a single line of 5 MB with the
release binary; exit 1 if one of them ends in a panic, takes longer than its time, or (the long ones) more
memory than ten times its size. Standard library only.
"""
import argparse
import gzip
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SENTENCES = [
    "« La digue tiendra », a assuré Yvon Delsart. ",
    "Selon la préfecture, deux tonnes de plomb ont été rejetées dans la rivière. ",
    "La ministre a affirmé que les téléphones avaient été infectés, précisant que le sien avait été remplacé. ",
    "La baignade est interdite depuis mardi et la rivière reste fermée à la pêche. ",
]


def resident(pid):
    """The most memory, in MB, that a running process has had so far; 0 if it cannot be told."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def run(command, seconds):
    """(exit code, seconds, peak memory in MB, standard error) of a command; the code is None if it took too long.

    The system's own account of a child begins with the memory of its parent, so the peak is looked up while it runs."""
    began, memory = time.monotonic(), 0
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, cwd=ROOT)
        code = None
        while time.monotonic() - began < seconds:
            code = child.poll()
            if code is not None:
                break
            memory = max(memory, resident(child.pid))
            time.sleep(0.005)
        else:
            child.kill()
            child.wait()
        errors.seek(0)
        words = errors.read().decode("utf-8", "replace")
    return code, time.monotonic() - began, memory, words


def sound(code, words):
    """Did it end as it should: something found, nothing found, or a message?"""
    return code in (0, 1, 2) and "panicked" not in words


def articles(pool, n):
    """A record of each of n articles, from all over the pool."""
    with gzip.open(pool, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in random.Random(1).sample(rows, min(n, len(rows))):
        about = {"outlet": row.get("outlet"), "title": row.get("title")}
        yield {"id": str(row["id"]), "text": row.get("text") or row.get("content") or "", **about}


def noise(dice):
    """A random byte string: plain noise, or news with something broken in it."""
    length = dice.choice((0, 1, 7, 60, 700, 9000))
    if dice.random() < 0.4:
        return dice.randbytes(length)
    text = bytearray("".join(dice.choice(SENTENCES) for _ in range(1 + length // 80)).encode(dice.choice(("utf-8", "cp1252", "utf-16"))))
    for _ in range(dice.randrange(12)):
        at = dice.randrange(len(text))
        text[at:at + dice.randrange(3)] = dice.randbytes(dice.randrange(4))
    head = dice.choice((b"", b"", b"<html><body><p>", b"{\"text\": \"", b"id,text\n1,\"", b"---\ntitle: ", b"\xef\xbb\xbf", b"<" * 400))
    return head + bytes(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--no-build", action="store_true", help="take the binary as it stands")
    args = parser.parse_args()
    if not args.no_build and subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT).returncode:
        return 2
    meta = subprocess.run(["cargo", "metadata", "--format-version", "1", "--no-deps"], capture_output=True, cwd=ROOT)
    read = [str(Path(json.loads(meta.stdout)["target_directory"]) / "release" / "selon"), "read", "--format", "jsonl"]
    failed = False

    def say(name, ok, seconds, memory, words=""):
        nonlocal failed
        failed |= not ok
        print(f"{'ok' if ok else 'BROKEN':7} {name:40} {seconds:7.1f} s {memory:7.0f} MB  {'' if ok else words[-300:]}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for pool in sorted((args.data / "pools").glob("*.jsonl.gz")):
            records = folder / "pool.jsonl"
            records.write_text("".join(json.dumps(it, ensure_ascii=False) + "\n" for it in articles(pool, 200)), encoding="utf-8")
            code, seconds, memory, words = run([*read, str(records)], 300)
            say(f"200 articles of {pool.name}", sound(code, words), seconds, memory, words)

        dice, strings = random.Random(1), folder / "noise"
        strings.mkdir()
        for n in range(1000):
            (strings / f"{n:04}.txt").write_bytes(noise(dice))
        code, seconds, memory, words = run([*read, str(strings)], 300)
        say("1,000 random byte strings", sound(code, words), seconds, memory, words)

        for name, size, sentence_end in (("a text of 50 MB", 50_000_000, "\n\n"), ("a line of 5 MB", 5_000_000, "")):
            parts, length = [], 0
            while length < size:
                part = "".join(dice.choice(SENTENCES) for _ in range(5)) + sentence_end
                parts.append(part)
                length += len(part.encode())
            path = folder / "long.txt"
            path.write_text("".join(parts), encoding="utf-8")
            code, seconds, memory, words = run([*read, str(path)], 1800)
            limit = 10 * path.stat().st_size / 1e6
            say(f"{name}, at most {limit:.0f} MB", sound(code, words) and memory <= limit, seconds, memory, words)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
