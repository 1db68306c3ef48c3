#!/usr/bin/env python3
"""Articles of the pools -> numbered sentences to annotate; annotations -> offsets that may be kept.

    lab/annotate.py pick LANGUAGE COUNT > ids             articles of that language, drawn with a fixed seed
    lab/annotate.py show ID ...                           the articles, sentence by sentence
    lab/annotate.py check FILE ...                        what in the annotations cannot be found in its article
    lab/annotate.py keep LANGUAGE FILE ...                lab/annotations/LANGUAGE.tsv from them
    lab/annotate.py agree                                 how far blind judgements of acts (annotations/blind) are the annotators'

An annotation file holds, for each article, a line `# ID` and then one attribution a line, columns parted by tabs:

    id  parent  source  cue  content  act  certainty

as `annotation/GUIDELINES.md` defines them; parent is `-` if there is none. A span is `SENTENCE:words`; words that stand more than
once in the sentence carry `#2` for the second; a long span is `4:its first words … its last words`, or `4:first … 6:last` over
several sentences. Pieces are parted by ` | `; an empty list is `-`.

What is kept has no word of an article: the first eight digits of its text's SHA-256, and code points. Standard library only.
"""
import collections
import gzip
import hashlib
import json
import random
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
POOLS = {"en": ("en_pool",), "fr": ("fr_pool", "fr_orange_pool")}
COLUMNS = "doc text id parent source cue content act certainty".split()
ACTS = "assert accuse deny confirm concede request promise threaten warn support criticise ask decline".split()
END = re.compile(r"(?<=[.!?…:»”\"])\s+(?=[A-ZÀ-Ý«“\"'‘\[(—–-])|\n+")


def articles(language, shared=SHARED):
    """-> {id: text}"""
    out = {}
    for pool in POOLS[language]:
        with gzip.open(shared / "pools" / f"{pool}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                out[str(row["id"])] = row["text"]
    return out


def sentences(text):
    """-> [(start, end)] in code points; a sentence here is what is handy to number"""
    cuts = [0] + [m.end() for m in END.finditer(text)] + [len(text)]
    return [(a, b) for a, b in zip(cuts, cuts[1:]) if text[a:b].strip()]


def kind(name):
    """The kind of article, from its id: gj-figaro, en-bbc, orange, ..."""
    return re.match(r"(?:en-)?(?:gj-)?[a-z]+", name)[0]


def pick(language, count):
    """As many of each kind as the cube root of how many there are, 150 to 700 words long."""
    groups = collections.defaultdict(list)
    for name, text in sorted(articles(language).items()):
        if 150 <= len(text.split()) <= 700:
            groups[kind(name)].append(name)
    rng, share = random.Random(7), {k: len(v) ** (1 / 3) for k, v in groups.items()}
    for names in groups.values():
        rng.shuffle(names)
    out = []
    while len(out) < count:
        name = max(share, key=lambda k: share[k] / (1 + sum(kind(n) == k for n in out)) if groups[k] else 0)
        out.append(groups[name].pop())
    return out


def find(text, numbered, span):
    """`SENTENCE:words` -> (start, end) in code points"""
    if "…" in span and (parts := re.fullmatch(r"(\d+):(.+?) … (?:(\d+):)?(.+)", span)):
        first, begin, last, end = parts.groups()
        start, past = find(text, numbered, f"{first}:{begin}")
        low = past if last in (None, first) else numbered[int(last)][0]
        words, _, nth = end.partition("#") if re.search(r"#\d+$", end) else (end, "", "")
        high = numbered[int(last or first)][1]
        at = [m.start() for m in re.finditer(re.escape(words), text[low:high])]
        if not at:
            raise ValueError(f"no “{words}” after “{begin}”")
        return start, low + at[int(nth or 1) - 1] + len(words)
    parts = re.fullmatch(r"(\d+):(.+?)(?:#(\d+))?", span)
    if not parts or int(parts[1]) not in numbered:
        raise ValueError(f"not SENTENCE:words: {span}")
    low, high = numbered[int(parts[1])]
    at = [low + m.start() for m in re.finditer(re.escape(parts[2]), text[low:high])]
    whole = [a for a in at if not (text[a - 1 : a].isalnum() or text[a + len(parts[2]) : a + len(parts[2]) + 1].isalnum())] if len(at) > 1 else at
    at, nth = whole or at, int(parts[3] or 1)
    if len(at) < nth:
        raise ValueError(f"no “{parts[2]}” (number {nth}) in sentence {parts[1]}")
    if len(at) > 1 and not parts[3]:
        raise ValueError(f"“{parts[2]}” stands {len(at)} times in sentence {parts[1]}: say which, #1 …")
    return at[nth - 1], at[nth - 1] + len(parts[2])


def attributions(path, texts):
    """Reads an annotation file; yields (line, article or None, row or the message of what is wrong)."""
    name, text, numbered, seen = None, "", {}, set()
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            name, seen = line[1:].strip(), set()
            text = texts.get(name, "")
            numbered = dict(enumerate(sentences(text), 1))
            yield number, name if text else None, None if text else f"no article {name}"
        elif line.strip():
            try:
                cells = [c.strip() for c in line.split("\t")]
                if len(cells) != 7:
                    raise ValueError(f"{len(cells)} columns, 7 wanted")
                key, parent, *spans, act, certainty = cells
                if act not in ACTS or certainty not in ("certain", "hedged", "unknown"):
                    raise ValueError(f"act or certainty: {act}, {certainty}")
                if key in seen:
                    raise ValueError(f"id {key} stands twice")
                seen.add(key)
                found = [[find(text, numbered, p.strip()) for p in s.split(" | ")] if s not in ("-", "") else [] for s in spans]
                if not found[2] and act != "decline":
                    raise ValueError("no content")
                yield number, name, (key, None if parent in ("-", "") else parent, *found, act, certainty)
            except ValueError as wrong:
                yield number, None, f"{name}: {wrong}"


def keep(language, files):
    """Annotation files -> the kept table."""
    texts, rows = articles(language), []
    place = lambda spans: ",".join(f"{a}-{b}" for a, b in spans) or "-"
    for path in files:
        for _, name, row in attributions(path, texts):
            if name and row:
                key, parent, source, cue, content, act, certainty = row
                digest = hashlib.sha256(texts[name].encode()).hexdigest()[:8]
                rows.append((name, digest, key, parent or "-", place(source), place(cue), place(content), act, certainty))
            elif name:
                rows.append((name, hashlib.sha256(texts[name].encode()).hexdigest()[:8], "-", "-", "-", "-", "-", "-", "-"))
    rows = [r for r in rows if r[2] != "-"] + [r for r in rows if r[2] == "-" and not any(o[0] == r[0] and o[2] != "-" for o in rows)]
    out = ROOT / "lab" / "annotations" / f"{language}.tsv"
    out.parent.mkdir(exist_ok=True)
    rows.sort(key=lambda r: (r[0], int(re.sub(r"\D", "", r[2]) or 0)))
    out.write_text("".join("\t".join(r) + "\n" for r in [COLUMNS, *rows]), encoding="utf-8")
    print(f"{out.name}: {len(rows)} attributions of {len({r[0] for r in rows})} articles", file=sys.stderr)


def agree():
    """Statements of the French training articles whose act was judged without a look at the annotators'."""
    right = collections.defaultdict(list)
    for line in (ROOT / "lab" / "annotations" / "blind" / "acts.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        drawn, doc, key, act, certainty = line.split("\t")
        note = json.loads((SHARED / "fr-news" / "train" / f"{doc}.json").read_text(encoding="utf-8"))
        gold = next(it for it in note["attributions"] if str(it["id"]) == key)
        right[drawn].append((act == gold["act"], certainty == gold["certainty"]))
    for drawn, pairs in right.items():
        acts, certainties = (100 * sum(it) / len(pairs) for it in zip(*pairs))
        print(f"{drawn}: {len(pairs)} statements, act {acts:.1f} %, certainty {certainties:.1f} %")


def main():
    task, *rest = sys.argv[1:] or [""]
    if task == "pick":
        print("\n".join(pick(rest[0], int(rest[1]))))
    elif task == "show":
        texts = articles("en") | articles("fr")
        for name in rest:
            print(f"# {name}")
            for number, (a, b) in enumerate(sentences(texts[name]), 1):
                print(f"{number}: {texts[name][a:b].strip()}")
            print()
    elif task == "check":
        texts, wrong, right = articles("en") | articles("fr"), 0, 0
        for path in rest:
            for number, name, row in attributions(path, texts):
                if name is None:
                    wrong += 1
                    print(f"{path}:{number}: {row}")
                right += name is not None and row is not None
        print(f"{right} attributions read, {wrong} lines to mend")
        sys.exit(1 if wrong else 0)
    elif task == "agree":
        agree()
    elif task == "keep":
        keep(rest[0], rest[1:])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
