#!/usr/bin/env python3
"""Annotated articles -> figures: what selon finds in them, against what people found.

    lab/score.py                    every set, compared with lab/bars.tsv; exit 1 below a bar
    lab/score.py --sets seeds fr-news-dev
    lab/score.py --keep NAME        the same, kept as lab/runs/YYYY-MM-DD-NAME/

The articles, their gold and the scorers live in a folder beside the repository (`../shared`, or --data).
PolNeAR's convention nests nothing, so nested findings are left out there. Intervals are
95 % percentiles over articles drawn with replacement: they tell how far another few dozen articles could
move a figure, and no more.

Standard library only.
"""
import argparse
import collections
import datetime
import importlib.util
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Set, folders below the data folder, convention.
SETS = [
    ("seeds", ["seeds"], "selon"),
    ("fr-news-dev", ["fr-news/dev"], "selon"),
    ("en-news-dev", ["en-news/dev"], "selon"),
    ("dossiers-dev", ["dossiers/dossier-05", "dossiers/dossier-06"], "selon"),
    ("dossiers-seen", [f"dossiers/dossier-0{n}" for n in (1, 2, 3, 4)], "selon"),
    ("polnear-dev", ["polnear/dev"], "polnear"),
]

# What a person looks at first; the rest follows by name.
FIRST = ["attribution", "whole", "content.exact", "cue.exact", "source.exact", "nested",
         "direct.attribution", "mixed.attribution", "indirect.attribution"]

Gold = collections.namedtuple("Gold", "doc text language record score")


class Failure(Exception):
    """What stood in the way, for the user."""


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def known(folder):
    """What is known of the articles of a folder: {id: {"outlet", "published"}}."""
    path = folder / "metadata.tsv"
    if not path.exists():
        return {}
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    rows = (dict(zip(lines[0], row)) for row in lines[1:])
    return {it["id"]: {"outlet": it["outlet"], "published": it["date"][:10]} for it in rows}


def selon_gold(folder, scorer):
    """The articles of a folder that follows selon's own guidelines."""
    about = known(folder)
    for doc, (text, gold) in scorer.read_gold(folder).items():
        record = about.get(doc, {})
        record["published"] = record.get("published") or gold.get("published")
        # A dossier numbers its articles: the folder keeps 01 of one apart from 01 of another.
        yield Gold(f"{folder.name}/{doc}", text, gold["language"], record, selon_scores(text, gold, scorer))


def selon_scores(text, gold, scorer):
    def score(pred):
        tally = scorer.Tally()
        scorer.score_article(tally, text, gold, pred)
        article = scorer.spans.Article(text)
        pairs = scorer.pair(article, gold["attributions"], pred["attributions"])
        for i, a in enumerate(gold["attributions"]):
            tally.add("found." + a["kind"], rn=i in pairs, rd=1)
            cue = " ".join(text[s:e].lower() for s, e in a["cue"])
            if a["kind"] == "direct" or cue in ("selon", "according to"):
                tally.add("quoted_or_selon", rn=i in pairs, rd=1)
        return dict(tally.rows), calibration(article, gold["attributions"], pred["attributions"], scorer.spans)
    return score


def polnear_gold(folder, scorer):
    """The articles of PolNeAR, the first annotator where there are several."""
    for doc, (text, versions) in sorted(scorer.spans.read_gold(str(folder)).items()):
        yield Gold(doc, text, "en", {}, polnear_scores(text, versions[0], scorer.spans))


def polnear_scores(text, gold, spans):
    def score(pred):
        article = spans.Article(text)
        outermost = [a for a in pred["attributions"] if a.get("parent") is None]
        return spans.score_article(article, gold, outermost), calibration(article, gold, outermost, spans)
    return score


def calibration(article, gold, pred, spans):
    """[(confidence, is it right?)] of every finding with a content, right as in `attribution`."""
    golds, out = spans.prepare(article, gold), []
    for a in pred:
        for item in spans.prepare(article, [a]):
            mine = item["content"][1]
            if mine:
                found = [g for g in golds if 2 * len(mine & g["content"][1]) >= len(mine)]
                right = any(spans.source_matches(article, g, item) for g in found)
                out.append((a.get("confidence", 1.0), right))
    return out


def read(articles, convention):
    """Every article read by selon: {doc: record as `selon read --format jsonl` writes it}."""
    release = target() / "release"
    if convention == "selon":
        command = [release / "selon", "read", "--format", "jsonl"]
    else:
        command = [release / "selon-lab", "read", "--convention", convention]
    with tempfile.TemporaryDirectory() as folder:
        records = Path(folder) / "articles.jsonl"
        with records.open("w", encoding="utf-8") as out:
            for it in articles:
                about = {k: v for k, v in it.record.items() if v}
                row = {"id": it.doc, "text": it.text, "language": it.language, **about}
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        done = subprocess.run([*map(str, command), str(records)], capture_output=True, encoding="utf-8", cwd=ROOT)
    if done.returncode not in (0, 1):  # 1: nothing found, which is a figure too.
        raise Failure(f"{command[0].name} read ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    rows = {}
    for line in filter(str.strip, done.stdout.splitlines()):
        row = json.loads(line)
        rows[row["doc"]] = row
        for a in row["attributions"]:
            for role in ("source", "cue", "content"):
                a[role] = [tuple(span) for span in a.get(role) or []]
    return rows


def target():
    """Where cargo builds."""
    meta = subprocess.run(["cargo", "metadata", "--format-version", "1", "--no-deps"],
                          capture_output=True, encoding="utf-8", cwd=ROOT)
    if meta.returncode:
        raise Failure(f"cargo metadata: {meta.stderr.strip()[-500:]}")
    return Path(json.loads(meta.stdout)["target_directory"])


def value(row):
    """(precision, recall, the figure that counts) of [true predicted, predicted, true gold, gold]."""
    pn, pd, rn, rd = row
    p, r = (pn / pd if pd else None), (rn / rd if rd else None)
    if p is None or r is None:  # One-sided, as an accuracy is.
        return p, r, p if r is None else r
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def total(rows, name, times=None):
    out = [0.0] * 4
    for i, row in enumerate(rows):
        n = 1 if times is None else times.get(i, 0)
        if n and name in row:
            for k, v in enumerate(row[name]):
                out[k] += n * v
    return out


def intervals(rows, names, draws):
    """{name: (low, high)} of the figure that counts."""
    dice, samples = random.Random(1), collections.defaultdict(list)
    # Only articles that have the metric count towards it: most metrics are absent from most articles.
    held = {name: [(i, row[name]) for i, row in enumerate(rows) if name in row] for name in names}
    for _ in range(draws):
        times = collections.Counter(dice.choices(range(len(rows)), k=len(rows)))
        for name in names:
            sums = [0.0] * 4
            for i, row in held[name]:
                n = times.get(i, 0)
                if n:
                    sums = [a + n * b for a, b in zip(sums, row)]
            figure = value(sums)[2]
            if figure is not None:
                samples[name].append(figure)
    out = {}
    for name, values in samples.items():
        values.sort()
        out[name] = (values[int(0.025 * len(values))], values[min(len(values) - 1, int(0.975 * len(values)))])
    return out


def table(rows, draws):
    names = sorted({name for row in rows for name in row}, key=lambda it: (FIRST.index(it) if it in FIRST else 99, it))
    around = intervals(rows, names, draws) if draws else {}
    show = lambda it: "    -" if it is None else f"{100 * it:5.1f}"
    yield f"{'':26}    P     R     F1   95 % interval        n"
    for name in names:
        row = total(rows, name)
        p, r, figure = value(row)
        low, high = around.get(name, (None, None))
        span = f"[{show(low)}, {show(high)}]" if low is not None else " " * 14
        yield f"{name:26}{show(p)} {show(r)}  {show(figure)}   {span}  {int(row[3] or row[1]):6}"


def reliability(pairs):
    """How far a confidence can be believed: bins, expected calibration error, and what `--min-confidence` would do."""
    if not pairs:
        return
    bins = collections.defaultdict(list)
    for confidence, right in pairs:
        bins[min(9, int(10 * confidence))].append((confidence, right))
    error = sum(abs(sum(c for c, _ in b) - sum(r for _, r in b)) for b in bins.values()) / len(pairs)
    yield f"confidence: expected calibration error {error:.3f} over {len(pairs)} findings"
    yield "  said        right     n"
    for n in sorted(bins):
        b = bins[n]
        yield f"  {sum(c for c, _ in b) / len(b):.2f}        {sum(r for _, r in b) / len(b):.2f} {len(b):7}"


def score(data, name, folders, convention, scorer, draws):
    """-> (lines for a person, {metric: figure in per cent})"""
    paths = [data / it for it in folders]
    gold = polnear_gold if convention == "polnear" else selon_gold
    articles = [it for path in paths for it in gold(path, scorer)]
    found = read(articles, convention)
    missing = [it.doc for it in articles if it.doc not in found]
    if missing:
        print(f"{name}: {len(missing)} articles were not read: {' '.join(missing[:3])} ...", file=sys.stderr)
    rows, pairs = [], []
    for it in articles:
        tallies, trust = it.score(found.get(it.doc, {"attributions": []}))
        rows.append(tallies)
        pairs += trust
    lines = [f"== {name}: {len(articles)} articles, {', '.join(folders)}"
             + (f", convention {convention}, outermost" if convention != "selon" else ""), ""]
    lines += table(rows, draws)
    lines += ["", *reliability(pairs), ""]
    languages = sorted({it.language for it in articles})
    for language in languages if len(languages) > 1 else []:
        mine = [row for row, it in zip(rows, articles) if it.language == language]
        lines += [f"-- {name}, {language} alone: {len(mine)} articles", ""]
        lines += list(table(mine, draws))[:len(FIRST) + 1] + [""]
    names = {metric for row in rows for metric in row}
    return lines, {it: 100 * figure for it in names if (figure := value(total(rows, it))[2]) is not None}


def below(figures, bars):
    """Lines that say which bar was met and which was not, and whether any was not."""
    lines, failed = ["== bars (lab/bars.tsv)", ""], False
    for line in bars.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        name, metric, least = line.split("\t")
        if name not in figures:
            continue
        figure = figures[name].get(metric, 0.0)
        short = figure < float(least)
        failed |= short
        lines.append(f"{'BELOW' if short else 'ok':6} {name:14} {metric:24} {figure:5.1f}  at least {least}")
    return lines, failed


def keep(name, text, sets):
    today = datetime.date.today().isoformat()
    folder = ROOT / "lab" / "runs" / f"{today}-{name}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scores.txt").write_text(text, encoding="utf-8")
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, encoding="utf-8", cwd=ROOT)
    readme = folder / "README.md"
    if not readme.exists():
        readme.write_text(f"{name}: `lab/score.py --sets {' '.join(sets)}` on {today} at {commit.stdout.strip() or 'no commit'}.\n",
                          encoding="utf-8")
    print(f"kept as {folder.relative_to(ROOT)}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [it[0] for it in SETS]
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared", help="where the annotated articles are")
    parser.add_argument("--sets", nargs="+", choices=names, default=names, metavar="SET", help=", ".join(names))
    parser.add_argument("--draws", type=int, default=1000, help="samples for the intervals; 0 for none")
    parser.add_argument("--bars", type=Path, default=ROOT / "lab" / "bars.tsv")
    parser.add_argument("--keep", metavar="NAME", help="keep the figures as lab/runs/DATE-NAME/")
    parser.add_argument("--no-build", action="store_true", help="score the binaries as they stand")
    args = parser.parse_args()
    try:
        scorer = load(args.data / "evaluation" / "score.py")
        if not args.no_build:
            build = ["cargo", "build", "--release", "--quiet", "-p", "selon-cli", "-p", "selon-lab"]
            if subprocess.run(build, cwd=ROOT).returncode:
                raise Failure("the build failed")
        lines, figures = [], {}
        for name, folders, convention in SETS:
            if name in args.sets:
                mine, figures[name] = score(args.data, name, folders, convention, scorer, args.draws)
                lines += mine
    except (Failure, OSError) as error:
        print(f"score.py: {error}", file=sys.stderr)
        return 2
    verdict, failed = below(figures, args.bars)
    text = "\n".join(verdict + [""] + lines) + "\n"
    out = target() / "scores.txt"
    out.write_text(text, encoding="utf-8")
    print(text, end="")
    print(f"written to {out}", file=sys.stderr)
    if args.keep:
        keep(args.keep, text, [it for it in names if it in args.sets])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
