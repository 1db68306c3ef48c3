#!/usr/bin/env python3
"""How fast selon reads: articles of the pools through the release binary.

    lab/bench.py                    needs ../shared (or --data) for the unannotated articles

Prints words a second of CPU time with one thread, for a quarter and for all of 2,000 articles (the rate should not fall), how many
times as fast two threads are by the clock (the median of --rounds, in each of which one thread and two run one after the other) and
beside it what two processes of one thread each gain, peak memory, the time of one process with an article of 500 words, and which
share of reading each stage takes. Words are runs without white space. A benchmark, not a test: a busy machine gives lower figures.
Every figure but the gains is the best of --rounds. Standard library only.
"""
import argparse
import gzip
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from stress import resident

ROOT = Path(__file__).resolve().parent.parent
POOLS = ("en_pool", "fr_pool", "fr_orange_pool")


def records(data, count):
    """That many articles, as many from each pool."""
    rows = []
    for number, pool in enumerate(POOLS):
        with gzip.open(data / "pools" / f"{pool}.jsonl.gz", "rt", encoding="utf-8") as lines:
            some = [json.loads(line) for line in lines]
        share = count // len(POOLS) + (number < count % len(POOLS))
        rows += random.Random(1).sample(some, min(share, len(some)))
    random.Random(2).shuffle(rows)
    return [{"id": str(it["id"]), "text": it["text"], "language": it.get("lang") or "fr"} for it in rows]


def prepare(data, count, files):
    """Writes the articles; -> how many words each has."""
    rows = records(data, count)
    near = min(rows, key=lambda it: abs(len(it["text"].split()) - 500))
    lines = [json.dumps(it, ensure_ascii=False) + "\n" for it in rows]
    files["all.jsonl"].write_text("".join(lines), encoding="utf-8")
    files["quarter.jsonl"].write_text("".join(lines[: count // 4]), encoding="utf-8")
    files["one.txt"].write_text(near["text"], encoding="utf-8")
    return {"all": [len(it["text"].split()) for it in rows], "one": len(near["text"].split())}


def start(command):
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT)


def run(command):
    """Seconds of CPU, seconds by the clock and peak memory in MB of a command."""
    began, memory = time.monotonic(), 0
    child = start(command)
    while True:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            break
        memory = max(memory, resident(child.pid))
        time.sleep(0.002)
    clock = time.monotonic() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit(f"{' '.join(map(str, command))} ended with {child.returncode}")
    return usage.ru_utime + usage.ru_stime, clock, memory


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-build", action="store_true", help="take the binaries as they stand")
    args = parser.parse_args()
    build = ["cargo", "build", "--release", "--quiet", "-p", "selon-cli", "-p", "selon-lab"]
    if not args.no_build and subprocess.run(build, cwd=ROOT).returncode:
        return 2
    meta = subprocess.run(["cargo", "metadata", "--format-version", "1", "--no-deps"], capture_output=True, cwd=ROOT)
    folder = Path(json.loads(meta.stdout)["target_directory"]) / "release"
    with tempfile.TemporaryDirectory() as scratch:
        files = {name: Path(scratch) / name for name in ("quarter.jsonl", "all.jsonl", "one.txt")}
        words = prepare(args.data, args.articles, files)

        def command(threads, path):
            return [folder / "selon", "read", "--format", "jsonl", "--threads", str(threads), path]

        def best(threads, path):
            return [min(column) for column in zip(*(run(command(threads, path)) for _ in range(args.rounds)))]

        def gain():
            """How many times as much two threads, and two processes, do in the time of one; and MB of the threads."""
            path = files["all.jsonl"]
            (_, clock, _), (_, both, memory) = run(command(1, path)), run(command(2, path))
            began = time.monotonic()
            for child in [start(command(1, path)) for _ in range(2)]:
                child.wait()
            return clock / both, 2 * clock / (time.monotonic() - began), memory

        cpu, _, memory = best(1, files["all.jsonl"])
        count, total = len(words["all"]), sum(words["all"])
        print(f"one thread    {total / cpu:9,.0f} words a second of CPU, {count} articles, {total:,} words, {memory:.0f} MB")
        part, _, _ = best(1, files["quarter.jsonl"])
        print(f"a quarter     {sum(words['all'][: count // 4]) / part:9,.0f} words a second of CPU, {count // 4} articles")
        threads, processes, memory = zip(*(gain() for _ in range(args.rounds)))
        some = ", ".join(f"{it:.2f}" for it in sorted(threads))
        print(f"two threads   {statistics.median(threads):9.2f} times as fast by the clock ({some}), {max(memory):.0f} MB")
        print(f"two processes {statistics.median(processes):9.2f} times as much in the same time")
        cpu, clock, memory = best(1, files["one.txt"])
        print(f"one process   {1000 * clock:9.0f} ms by the clock, {1000 * cpu:.0f} ms of CPU, {words['one']} words, {memory:.0f} MB")
        with open(files["all.jsonl"], encoding="utf-8") as lines:
            table = subprocess.run([folder / "selon-lab", "stages"], stdin=lines, capture_output=True, text=True, check=True).stdout
        print("\nstage, seconds of CPU, share")
        print(table, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
