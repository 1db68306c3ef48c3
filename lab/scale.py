#!/usr/bin/env python3
"""A ledger of many articles: what adding them costs, and whether it answers at once.

    lab/scale.py                        100,000 articles; needs ../shared (or --data) for the unannotated articles
    lab/scale.py --articles 5000        fewer, to see how it grows
    lab/scale.py --keep FILE            leaves the ledger there
    lab/scale.py --ask FILE             only the questions, of a ledger that is there

Every article of the pools comes once; then all of them again with other names and dates, as often as needed: of the words that are
written with a capital within a sentence, neighbours in frequency change places (what was said of one city is said of another), years
and the day of publication move. Prints articles a second of CPU time, of all and of each tenth, the CPU time of the second thousand and of the last, the
most memory, the file's size, and the best and the 95th percentile of whole processes that answer. Exit 1 if a bar of the
issue is missed. A busy machine makes CPU time longer too: the shares and the ratios are what counts there. Standard library only.
"""
import argparse
import collections
import gzip
import itertools
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import POOLS
from stress import ROOT, resident

# Of the issue: articles a second of CPU, MB, the last thousand to the second, ms of an answer.
RATE, MEMORY, GROWTH, ANSWER = 150, 2000, 2.0, 100
NAME = re.compile(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Þ][a-zà-ÿ]{2,}")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
WORD = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{2,}")


def pool(data):
    """All articles of the pools, mixed."""
    rows = []
    for name in POOLS:
        with gzip.open(data / "pools" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                it = json.loads(line)
                day = (it.get("date") or "")[:10]
                rows.append((it["text"], it.get("title") or "", it.get("outlet") or name, it.get("lang") or "fr", day))
    random.Random(1).shuffle(rows)
    return rows


def other_names(rows, lap):
    """Each name's neighbour in frequency, another for every lap."""
    counts = collections.Counter(itertools.chain.from_iterable(NAME.findall(text) for text, *_ in rows))
    ranked = [name for name, _ in sorted(counts.items(), key=lambda it: (-it[1], it[0]))]
    return {name: ranked[at ^ lap] for at, name in enumerate(ranked) if at ^ lap < len(ranked)}


def articles(rows, count):
    """That many records."""
    for lap in itertools.count():
        names = other_names(rows, lap) if lap else {}

        def changed(text):
            if not lap:
                return text
            text = WORD.sub(lambda it: names.get(it[0], it[0]), text)
            return YEAR.sub(lambda it: str(int(it[0]) - 3 * lap), text)

        for at, (text, title, outlet, language, day) in enumerate(rows):
            if lap * len(rows) + at == count:
                return
            record = {"id": f"{lap}-{at}", "text": changed(text), "title": changed(title), "outlet": outlet, "language": language}
            if re.fullmatch(r"\d{4}-\d\d-\d\d", day):
                record["date"] = f"{int(day[:4]) - 3 * lap}{day[4:]}".replace("-02-29", "-02-28")
            yield record


def write(path, rows, count):
    words = 0
    with open(path, "w", encoding="utf-8") as out:
        for record in articles(rows, count):
            words += len(record["text"].split())
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
    return words


def cpu_time(pid):
    """Seconds of CPU that a running process has used; None if it cannot be told."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def add(command, report):
    """Runs it. -> marks of (articles, CPU seconds) as they came, CPU seconds, seconds by the clock, MB."""
    began, memory, marks, lines, at = time.monotonic(), 0, [(0, 0.0)], 0, 0
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            memory = max(memory, resident(child.pid))
            if report.exists() and report.stat().st_size > at:
                spent = cpu_time(child.pid)
                with open(report, "rb") as file:
                    file.seek(at)
                    new = file.read()
                at, lines = at + len(new), lines + new.count(b"\n")
                if spent:
                    marks.append((lines, spent))
            time.sleep(0.02)
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        told = errors.read().decode("utf-8", "replace").strip()
    print(told[-500:], flush=True)
    if child.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {child.returncode}")
    return marks, usage.ru_utime + usage.ru_stime, time.monotonic() - began, memory


def spent(marks, articles):
    """CPU seconds when so many articles had been added, between the marks on both sides."""
    for (a, before), (b, after) in itertools.pairwise(marks):
        if a <= articles <= b and b > a:
            return before + (after - before) * (articles - a) / (b - a)
    return marks[-1][1]


def questions(selon, ledger):
    """Commands by what they ask: of what occurs most, and of what is rare."""
    def rows(*args):
        run = subprocess.run([selon, *args, "--format", "jsonl", "--ledger", ledger], capture_output=True, encoding="utf-8", check=True)
        return [json.loads(line) for line in run.stdout.splitlines()]

    contested = rows("claims", "--contested")
    found = rows("search", "président", "--most", "200") or rows("search", "la", "--most", "200")
    speakers = collections.Counter(it["speaker"] for it in found if it["speaker"] and it["speaker_type"] == "person")
    frequent, rare = speakers.most_common(1)[0][0], speakers.most_common()[-1][0]
    claim = contested[0]["claim"] if contested else rows("claims")[0]["claim"]
    asked = {
        "who, named often": ["who", frequent],
        "who, named seldom": ["who", rare],
        "who, one word that many have": ["who", "Trump"],
        "search, one frequent word": ["search", "président"],
        "search, three words": ["search", "guerre", "attaque", "civils"],
        "search, speaker and act": ["search", "--speaker", frequent, "--act", "accuse"],
        "search, act, outlet and days": ["search", "--act", "deny", "--outlet", "bbc", "--since", "2000-01-01", "--until", "2010-12-31"],
        "claims": ["claims"],
        "claims --contested": ["claims", "--contested"],
        "claims --about": ["claims", "--about", "guerre"],
        "claims --contested --about --since": ["claims", "--contested", "--about", "président", "--since", "2010-01-01"],
        "claim": ["claim", claim],
        "timeline of a claim": ["timeline", claim],
        "timeline of an actor": ["timeline", frequent],
        "sources": ["sources"],
        "sources --by outlet": ["sources", "--by", "outlet"],
        "show": ["show", found[0]["statement"].rpartition("#")[0]],
        "log": ["log"],
    }
    return {name: [str(selon), *args, "--ledger", str(ledger)] for name, args in asked.items()}


def ask(selon, ledger, rounds):
    """Prints the times of all questions; -> the names of those that take too long."""
    slow = []
    print(f"\n{'':38}{'best':>8}{'p95':>8}{'CPU':>8}  rows; ms of a whole process, {rounds} times")
    for name, command in questions(selon, ledger).items():
        times, cpu = [], []
        for _ in range(rounds):
            began, before = time.monotonic(), os.times()
            out = subprocess.run(command, capture_output=True)
            after = os.times()
            times.append(1000 * (time.monotonic() - began))
            cpu.append(1000 * (after.children_user + after.children_system - before.children_user - before.children_system))
        rows = subprocess.run([*command, "--format", "jsonl"], capture_output=True).stdout.count(b"\n")
        times.sort()
        late = times[min(len(times) - 1, int(0.95 * len(times)))]
        print(f"{name:38}{times[0]:8.0f}{late:8.0f}{min(cpu):8.0f}  {rows}{'' if out.returncode < 2 else ' FAILED'}", flush=True)
        if times[0] > ANSWER or out.returncode > 1:
            slow.append(name)
    return slow


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--records", type=Path, help="keep the articles in this file; if it is there, take them from it")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="leave the ledger there")
    parser.add_argument("--ask", type=Path, metavar="FILE", help="only ask this ledger")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--selon", type=Path, default=Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/selon")
    args = parser.parse_args()
    if args.ask:
        return bool(ask(args.selon, args.ask, args.rounds))
    with tempfile.TemporaryDirectory() as scratch:
        records = args.records or Path(scratch) / "articles.jsonl"
        ledger = args.keep or Path(scratch) / "ledger"
        if ledger.exists():
            sys.exit(f"{ledger} is there already")
        if not records.exists():
            words = write(records, pool(args.data), args.articles)
            print(f"{args.articles:,} articles, {words:,} words, {records.stat().st_size / 1e6:.0f} MB", flush=True)
        marks, cpu, clock, memory = add([args.selon, "add", "--ledger", ledger, "--report", Path(scratch) / "report", records],
                                        Path(scratch) / "report")
        count = marks[-1][0] - 1  # the report ends with a line of counts
        rate = count / cpu
        print(f"added      {count:,} articles: {rate:.0f} a second of CPU, {cpu:.0f} s of CPU, {clock:.0f} s by the clock, most memory {memory:.0f} MB")
        if count >= 10:
            tenth = count // 10
            rates = [tenth / max(spent(marks, at + tenth) - spent(marks, at), 1e-9) for at in range(0, tenth * 10, tenth)]
            print("each tenth " + " ".join(f"{it:.0f}" for it in rates) + " articles a second of CPU")
        growth = 0.0
        if count >= 3000:
            second = spent(marks, 2000) - spent(marks, 1000)
            last = spent(marks, count) - spent(marks, count - 1000)
            growth = last / second
            print(f"thousands  the second {second:.2f} s of CPU, the last {last:.2f} s: {growth:.2f} times")
        size = sum(it.stat().st_size for it in (ledger, Path(f"{ledger}-wal")) if it.exists())
        print(f"file       {size / 1e6:.0f} MB, {size / count / 1000:.1f} KB an article", flush=True)
        slow = ask(args.selon, ledger, args.rounds)
    missed = [f"{rate:.0f} articles a second of CPU are fewer than {RATE}"] if rate < RATE else []
    missed += [f"{memory:.0f} MB are more than {MEMORY}"] if memory > MEMORY else []
    missed += [f"the last thousand took {growth:.2f} times the second"] if growth > GROWTH else []
    missed += [f"{name} takes more than {ANSWER} ms" for name in slow]
    print("\n" + ("\n".join(missed) if missed else "all bars reached"))
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
