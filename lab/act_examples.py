"""What the scorer of acts learns from beside the articles that were annotated as files -> folders of such articles.

examples/acts-CODE.txt: statements of our own, marked up; examples/polnear-acts.tsv: the acts of some of PolNeAR's
attributions, whose text and spans stay in PolNeAR; annotations/CODE.tsv and judged/CODE.tsv: articles of the pools
(corpus.annotated, corpus.judged). All come out as ID.txt and ID.json, as annotators write them.
"""
import collections
import json
from pathlib import Path

HERE = Path(__file__).resolve().parent / "examples"
MARKS = {"<": "source", "{": "cue", "[": "content"}
CLOSING = {">": "<", "}": "{", "]": "["}
OPENING_QUOTES, QUOTES = "«“\"‘", "«»“”\""


def write(folder, polnear, spans, pooled):
    """Writes all of them below a folder -> the folders that hold them; `pooled`: by name, records as corpus.annotated gives them."""
    out = []
    for path in sorted(HERE.glob("acts-*.txt")):
        out.append(save(Path(folder) / path.stem, path.stem[-2:], own(path)))
    out.append(save(Path(folder) / "polnear", "en", judged(HERE / "polnear-acts.tsv", polnear, spans)))
    for name, records in pooled.items():
        for language in sorted({it["language"] for it in records}):
            articles = {it["id"]: (it["text"], it["attributions"]) for it in records if it["language"] == language}
            out.append(save(Path(folder) / f"{name}-{language}", language, articles))
    return out


def save(folder, language, articles):
    folder.mkdir(parents=True)
    for name, (text, rows) in articles.items():
        attributions = [noted(n, text, row) for n, row in enumerate(rows, 1)]
        note = {"language": language, "attributions": attributions}
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        (folder / f"{name}.json").write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
    return folder


def noted(number, text, row):
    parent = int(row["parent"]) if row.get("parent") else None
    item = {"id": int(row.get("id") or number), "kind": kind(text, row["content"]), "parent": parent, "act": row["act"], "certainty": row["certainty"]}
    for role in MARKS.values():
        item[role] = [{"t": text[s:e], "n": occurrence(text, s, e)} for s, e in row[role]]
    return item


def occurrence(text, start, end):
    """How often the words have begun by then; occurrences may overlap."""
    return sum(text.startswith(text[start:end], at) for at in range(start + 1))


def kind(text, content):
    quoted = [text[:s].rstrip()[-1:] in OPENING_QUOTES and bool(text[:s].strip()) for s, _ in content]
    if content and all(quoted):
        return "direct"
    inside = any(c in QUOTES for s, e in content for c in text[s:e])
    return "mixed" if any(quoted) or inside else "indirect"


def own(path):
    """`<source> {cue} [content]`, a tab, act and certainty; a blank line ends an article."""
    articles, text, rows = {}, "", []
    for line in path.read_text(encoding="utf-8").splitlines() + [""]:
        if line.startswith("#"):
            continue
        if not line.strip():
            if rows:
                articles[f"{len(articles) + 1:02}"] = (text, rows)
            text, rows = "", []
            continue
        marked, labels = line.split("\t")
        act, *certainty = labels.split(" ")
        row = {"source": [], "cue": [], "content": [], "act": act, "certainty": (certainty or ["certain"])[0]}
        starts = {}
        for c in marked:
            if c in MARKS:
                starts[c] = len(text)
            elif c in CLOSING:
                row[MARKS[CLOSING[c]]].append((starts[CLOSING[c]], len(text)))
            else:
                text += c
        text += "\n"
        rows.append(row)
    return articles


def judged(path, folder, spans):
    """PolNeAR's attributions with the act that each line gives, by article and the cue's and content's beginnings."""
    acts = collections.defaultdict(dict)
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            doc, cue, content, act = line.split("\t")
            acts[doc][int(cue), int(content)] = act
    articles = {}
    for doc, (text, versions) in spans.read_gold(str(folder)).items():
        rows = []
        for item in versions[0]:
            key = (item["cue"][0][0], item["content"][0][0]) if item["cue"] and item["content"] else None
            act = acts[doc].get(key) if doc in acts else None
            if act:
                content = [trimmed(text, *piece) for piece in item["content"]]
                rows.append({**item, "content": content, "act": act, "certainty": None})
        if rows:
            articles[doc] = (text, rows)
    return articles


def trimmed(text, start, end):
    """Without the marks around it and without *that*, which PolNeAR counts in."""
    if text[start:start + 5].lower() == "that ":
        start += 5
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end
