"""Annotated articles -> the same with some sentences put into somebody's mouth, so that statements inside statements are learned.

Of PolNeAR's 20,000 attributions none is nested, and of the French articles' one in eight is: too few to learn from, and the
many English ones teach that nothing is said inside what is said. A sentence that holds a whole attribution becomes the content
of a new one: *Selon SOURCE, ...*, *SOURCE a déclaré que ...*, *« ... », a dit SOURCE*. Sources are those of other articles of the
same language, cues common ones. The outcome follows selon's convention.
"""

import random
import re

CUES = {
    "fr": ("a déclaré", "a affirmé", "affirme", "assure", "a assuré", "a expliqué", "explique", "a indiqué", "a dit", "raconte", "a précisé", "estime", "a ajouté", "a rappelé"),
    "en": ("said", "says", "told reporters", "added", "explained", "claimed", "stated", "recalled", "insisted", "argued", "reported", "noted"),
}
ACCORDING = {"fr": ("Selon", "D'après", "Selon"), "en": ("According to",)}
MARKS = {"fr": (("« ", " »"), ("\"", "\""), ("“", "”")), "en": (("“", "”"), ("\"", "\""))}
# Words that lose their capital inside a sentence.
SMALL = {
    "fr": set("le la les un une des il elle ils elles on nous vous je ce cet cette ces en dans pour selon mais et son sa ses leur leurs au aux plus après avant".split()),
    "en": set("the a an he she they it we i in on at for but and his her their its this that these those some many most after before as".split()) - {"i"},
}
QUOTES = "«»“”\"„‹›"
# PolNeAR counts likes and mere attitudes too; of its sentences only those are taken whose cues say or think, by selon's guidelines.
SPOKEN = re.compile(
    r"\b(say|said|tell|told|claim|add|report|announc|den(y|ie)|accus|warn|believ|think|thought|argu|insist|suggest|ask|call\w* (for|on)|want|hope|expect|promis"
    r"|urg|demand|accord|explain|stat(e|ing)|not(e|ing)|recall|acknowledg|admit|conced|confirm|declar|describ|estimat|fear|predict|propos|recommend|reject|repl(y|ie)"
    r"|respon|reveal|threat|vow|pledg|writ|wrote|tweet|testif|remark|complain|critici|condemn|find|found|show|indicat|conclud|disput|alleg|assert|contend|refus|declin)",
    re.I,
)


def sources(records):
    """-> {language: sources that can stand in a new sentence}"""
    out = {"fr": [], "en": []}
    for record in records:
        for a in record["attributions"]:
            if len(a["source"]) == 1:
                s, e = a["source"][0]
                text = record["text"][s:e]
                words = text.split()
                if 1 < len(words) <= 9 and "\n" not in text and not any(c in text for c in QUOTES + ",;:"):
                    out[record["language"]].append(text[0].lower() + text[1:] if words[0].lower() in SMALL[record["language"]] else text)
    return out


def sentences(text, rows):
    """-> (start, end) in code points, from the engine's words"""
    starts = [i for i, place in enumerate(rows[:, 9].tolist()) if place & 3]
    for first, past in zip(starts, starts[1:] + [len(rows)]):
        if past - first > 6:
            yield int(rows[first, 0]), int(rows[past - 1, 1])


def eligible(record, start, end):
    """Does the sentence hold a whole attribution with its cue, and cut none?"""
    inside = 0
    for a in record["attributions"]:
        spans = a["source"] + a["cue"] + a["content"]
        touch = [s < end and e > start for s, e in spans]
        if not any(touch):
            continue
        if not all(start <= s and e <= end for s, e in spans):
            return False
        cue = " ".join(record["text"][s:e] for s, e in a["cue"])
        if record["convention"] == "polnear" and not SPOKEN.search(cue):
            return False
        inside += bool(a["cue"] and a["content"])
    text = record["text"][start:end]
    return inside and text.endswith(".") and "\n" not in text and len(text) < 400 and text.count("«") == text.count("»") and text.count("“") == text.count("”") and text.count("\"") % 2 == 0


def frame(text, language, source, rng):
    """-> prefix, whether the sentence's first letter becomes small, its end left out, suffix; spans of the parts as ("source" | "cue", text) in order"""
    cue, quoted = rng.choice(CUES[language]), any(c in text for c in QUOTES)
    head = source[0].upper() + source[1:]
    kind = rng.choice(("according", "that", "tail") if quoted else ("according", "that", "tail", "quote", "quote"))
    if kind == "according":
        word = rng.choice(ACCORDING[language])
        return [("cue", word), " ", ("source", source), ", ", "CONTENT", "."]
    if kind == "that":
        if language == "en":
            return [("source", head), " ", ("cue", cue), rng.choice((" that ", " ")) if cue != "told reporters" else " ", "CONTENT", "."]
        joint = " qu'" if text[0].lower() in "aeiouhéèêâîô" else " que "
        return [("source", head), " ", ("cue", cue), joint, "CONTENT", "."]
    if kind == "tail":
        return ["CONTENT", ", ", ("cue", cue), " ", ("source", source), "."] if language == "fr" else ["CONTENT", ", ", ("source", source), " ", ("cue", cue), "."]
    left, right = rng.choice(MARKS[language])
    if language == "fr":
        return [left, "CONTENT", right, ", ", ("cue", cue), " ", ("source", source), "."]
    return [left, "CONTENT", "," + right, " ", *rng.choice(([("source", source), " ", ("cue", cue)], [("cue", cue), " ", ("source", source)])), "."]


def nested(record, rows, pool, rng, share=0.5):
    """-> the record with new statements around some of its sentences, or None"""
    language, text = record["language"], record["text"]
    out, at, moves, added = [], 0, [], []  # moves: (place in the old text, shift from there on)
    length = 0

    def put(piece):
        nonlocal length
        out.append(piece)
        length += len(piece)

    for start, end in sentences(text, rows):
        if not eligible(record, start, end) or rng.random() > share:
            continue
        put(text[at:start])
        sentence = text[start : end - 1]
        parts = frame(sentence, language, rng.choice(pool), rng)
        new = {"source": [], "cue": [], "content": []}
        for part in parts:
            if part == "CONTENT":
                first = sentence.split(" ", 1)[0]
                small = length and parts[0] != "CONTENT" and not parts[0][0] in QUOTES and first.lower() in SMALL[language]
                moves.append((start, length - start))
                new["content"].append([length, length + len(sentence)])
                put(sentence[0].lower() + sentence[1:] if small else sentence)
            elif isinstance(part, tuple):
                new[part[0]].append([length, length + len(part[1])])
                put(part[1])
            else:
                put(part)
        added.append(new)
        at = end
        moves.append((end, length - end))
    if not added:
        return None
    put(text[at:])

    def moved(spans):
        def shift(place):
            by = 0
            for begin, value in moves:
                if begin > place:
                    break
                by = value
            return place + by

        # A span's end belongs to its last letter.
        return [[shift(s), shift(e - 1) + 1] for s, e in spans]

    old = [{k: moved(a[k]) for k in ("source", "cue", "content")} for a in record["attributions"]]
    return {**record, "text": "".join(out), "convention": "selon", "attributions": old + added}


def alone(record, count):
    """-> only the record's last `count` attributions (the new ones) and what lies in their sentences, a paragraph each.

    Where an article follows another convention, only the new sentences are fit for selon's; what PolNeAR's contents begin with
    and selon's do not, goes."""
    text, out, length = record["text"], [], 0
    attributions = []
    for new in record["attributions"][-count:]:
        spans = new["source"] + new["cue"] + new["content"]
        start, end = min(s for s, _ in spans), max(e for _, e in spans)
        # The marks and the stop at the sentence's edges.
        start -= len(text[:start]) - len(text[:start].rstrip(QUOTES + " "))
        end += 1
        for a in record["attributions"]:
            all_spans = a["source"] + a["cue"] + a["content"]
            if all(start <= s and e <= end for s, e in all_spans):
                content = [[s + 5, e] if text[s : s + 5] == "that " else [s, e] for s, e in a["content"]]
                shift = length - start
                moved = {k: [[s + shift, e + shift] for s, e in v] for k, v in (("source", a["source"]), ("cue", a["cue"]), ("content", content))}
                attributions.append(moved)
        out.append(text[start:end].replace("\n", " "))
        length += len(out[-1]) + 2
    return {**record, "text": "\n\n".join(out), "attributions": attributions}


def augment(records, rows, seed=1):
    """-> new records, one for each that has such a sentence"""
    rng, pools, out = random.Random(seed), sources(records), []
    for record, row in zip(records, rows):
        made = nested(record, row, pools[record["language"]], rng)
        if made:
            count = len(made["attributions"]) - len(record["attributions"])
            out.append(alone(made, count) if record["convention"] == "polnear" else made)
    return out
