#!/usr/bin/env python3
"""A crawl of any length in one pass: how long, with how much memory, and what if it is killed on the way?

    lab/warc.py                     5,000 records; needs ../shared (or --data) for the unannotated articles
    lab/warc.py --records 100000    as many as the issue asks for; takes its time
    lab/warc.py --pages FOLDER      mixes in saved pages, every tenth record

Makes a .warc.gz, a gzip member a record as crawlers write it, reads it at once, reads it again with two kills on the
way (--resume), and compares what came out byte for byte. Exit 1 if that differs or more than 300 MB were needed. Standard library only.
"""
import argparse
import gzip
import hashlib
import html
import itertools
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stress import ROOT, resident

MOST_MEMORY = 300  # MB


def articles(data, most):
    """The texts of the pools, as pages; over and over, each time with words of its own."""
    for lap in itertools.count():
        for pool in sorted(data.glob("pools/*.jsonl.gz")):
            with gzip.open(pool, "rt") as lines:
                for line in lines:
                    article = json.loads(line)
                    paragraphs = [it for it in (article.get("text") or "").split("\n") if it.strip()][:most]
                    if not paragraphs:
                        continue
                    body = "".join(f"<p>{html.escape(it)}</p>\n" for it in paragraphs)
                    title = html.escape(article.get("title") or paragraphs[0][:80])
                    yield (f"<!doctype html><html><head><title>{title}</title></head><body><nav><a href=/>Home</a></nav>"
                           f"<article><h1>{title}</h1>\n{body}<p>({lap})</p></article><footer>{lap}</footer></body></html>").encode()


def saved(folder):
    files = sorted(it for it in folder.rglob("*") if it.suffix in (".html", ".htm")) if folder else []
    return itertools.cycle(files) if files else None


def record(kind, url, content, body):
    head = (f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Type: {content}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n")
    return gzip.compress(head.encode() + body + b"\r\n\r\n", 1)


def make(path, count, data, pages, most, different):
    texts, pages = articles(data, most), saved(pages)
    if different:
        texts = itertools.cycle(list(itertools.islice(texts, different)))
    with open(path, "wb") as out:
        out.write(record("warcinfo", "", "application/warc-fields", b"software: selon lab\r\n"))
        for number in range(count):
            page = next(pages).read_bytes() if pages and number % 10 == 9 else next(texts)
            url = f"https://crawl.example/{number}"
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
            out.write(record("response", url, "application/http; msgtype=response", head + page))
    return path.stat().st_size


def read(selon, crawl, findings, kill_at=None):
    """(exit code, seconds, peak MB); killed when the findings are that long."""
    command = [selon, "read", "--format", "jsonl", "--resume", findings, crawl]
    began, memory = time.monotonic(), 0
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        while child.poll() is None:
            memory = max(memory, resident(child.pid))
            if kill_at is not None and findings.exists() and findings.stat().st_size >= kill_at:
                child.kill()
                child.wait()
                break
            time.sleep(0.01)
        errors.seek(0)
        words = errors.read().decode("utf-8", "replace").strip().splitlines()
    return child.returncode, time.monotonic() - began, memory, words


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=5000)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--paragraphs", type=int, help="take so many of each article, to be through sooner")
    parser.add_argument("--different", type=int, help="so many different articles, over and over: what is known is not read again")
    parser.add_argument("--selon", type=Path, default=ROOT / "target/release/selon", help="the program")
    args = parser.parse_args()
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        crawl, whole, part = folder / "crawl.warc.gz", folder / "whole.jsonl", folder / "part.jsonl"
        size = make(crawl, args.records, args.data, args.pages, args.paragraphs, args.different)
        print(f"{args.records:,} records, {size / 1e6:.0f} MB packed", flush=True)
        code, seconds, memory, words = read(args.selon, crawl, whole)
        print(f"at once     {seconds:7.0f} s  {memory:4.0f} MB  {args.records / seconds:6.0f} records/s  exit {code}  {words[-1] if words else ''}", flush=True)
        if code not in (0, 1):
            wrong += words[-3:]
        peak, length = memory, whole.stat().st_size
        for share in (0.3, 0.7, None):
            code, seconds, memory, words = read(args.selon, crawl, part, share and share * length)
            told = words[-1] if words else ""
            print(f"{'killed' if share else 'to the end':11} {seconds:7.0f} s  {memory:4.0f} MB  exit {code}  {told}", flush=True)
            peak = max(peak, memory)
        same = digest(whole) == digest(part)
        print(f"the same findings: {same}, {length / 1e6:.0f} MB; most memory {peak:.0f} MB")
        wrong += [] if same else ["what was killed ended otherwise"]
        wrong += [f"{peak:.0f} MB are more than {MOST_MEMORY}"] if peak > MOST_MEMORY else []
    for it in wrong:
        print(it)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
