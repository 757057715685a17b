"""Learning: from texts to what the reader keeps of them.

Every output is a sum of weights over the same features, the plainest thing that works: it says why
(the features that spoke), it is learnt in a minute, and it needs no library at run time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB

from bot.centre.load import load
from bot.centre.model import Centre
from bot.centre.reading.learnt import Head, Learnt
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.sentences import CONCEPT, whole
from training.corpus import Corpus

SEEN_IN = 3
"""In how many texts a feature must stand to be learnt from."""
FEWEST = 12
"""How many texts must give an answer for it to be learnt."""
MEANT = 2.5
"""How much more than a word a concept weighs. 2 to 3 were alike on voices not learnt from."""
SOFTNESS = 10.0
SMOOTH = 0.05
SHARE = 0.7
"""How much each of the two learners of needs counts."""
NONE = "none"
IN_SCOPE = "in"


@dataclass(frozen=True)
class Row:
    """One text's features, with what is known of it for each head."""

    features: frozenset[str]
    needs: tuple[tuple[str, float], ...] = ()
    """Each need with its weight; `NONE` for a text that tells of none; empty where unknown."""
    answers: frozenset[str] | None = None
    kind: str = ""
    scope: str = ""


def learn(corpus: Corpus, made_of: str = "", ranking: Mapping[str, float] | None = None) -> Learnt:
    """What a reader keeps of these texts."""
    rows = rows_of(load(), corpus)
    seen = Counter(name for row in rows for name in row.features)
    names = sorted(name for name, times in seen.items() if times >= SEEN_IN)
    places = {name: place for place, name in enumerate(names)}
    rarity = np.array([_rarity(name, seen[name], len(rows)) for name in names], dtype=np.float32)
    table = table_of(rows, places, rarity)
    heads: dict[str, Head] = {}
    weights: list[np.ndarray] = []
    offsets: list[float] = []
    for name, outputs, columns in (
        _needs(rows, table),
        _answers(rows, table),
        _one_of("kind", rows, table, [row.kind for row in rows], both=False),
        _one_of("scope", rows, table, [row.scope for row in rows]),
    ):
        heads[name] = Head(tuple(outputs), len(offsets), name != "answers")
        weights += [column for column, _ in columns]
        offsets += [offset for _, offset in columns]
    small, scales = rounded(np.stack(weights, axis=1))
    return Learnt(
        places,
        rarity,
        small,
        scales,
        np.array(offsets, dtype=np.float32),
        heads,
        ranking or {},
        made_of,
    )


def _rarity(name: str, times: int, texts: int) -> float:
    """How telling a feature is; a concept stands for many words, and tells more than each."""
    return float(np.log(texts / times) + 1) * (MEANT if name.startswith(CONCEPT) else 1)


def rows_of(centre: Centre, corpus: Corpus) -> list[Row]:
    """A row for each phrasing, each whole enquiry and each message."""
    rows = []
    for phrasing in corpus.phrasings:
        found = whole(Prepared(phrasing.text, centre))
        concerns = [str(one) for one in _several(phrasing.answers.get("concerns"))]
        scope = concerns[0] if concerns else IN_SCOPE if phrasing.needs else ""
        told = _weighed(phrasing.needs)
        rows.append(Row(found, told, _codes(phrasing.answers), scope=scope))
    for enquiry in corpus.enquiries:
        found = whole(Prepared(enquiry.text, centre))
        scope = enquiry.scope or IN_SCOPE
        needs = () if enquiry.scope else tuple(dict.fromkeys(enquiry.ordered))
        told = _weighed(needs) if needs else ()
        rows.append(Row(found, told, _codes(enquiry.answers), "enquiry", scope))
    for message in corpus.messages:
        found = whole(Prepared(message.text, centre))
        rows.append(Row(found, kind=message.kind))
    return rows


def _weighed(needs: Sequence[str]) -> tuple[tuple[str, float], ...]:
    if not needs:
        return ((NONE, 1.0),)
    first, *rest = needs
    if not rest:
        return ((first, 1.0),)
    return ((first, 0.6), *((need, 0.4 / len(rest)) for need in rest))


LEARNT = (
    *("trigger", "deal", "credit", "money", "urgency", "stage", "start_up", "contact_wanted"),
    *("fair_kind", "about", "deadline", "finance_kind", "payment_terms", "training_kind"),
    *("tender_buyer", "voucher_about", "barrier", "research_partner", "sector", "compliance"),
    "project_started",
)
"""The questions whose answers are learnt; the others are read by rules alone."""


ASKED_FOR: dict[str, frozenset[str]] = {
    "contact_wanted": frozenset(("partner-search", "sales-channel")),
    "fair_kind": frozenset(("fairs",)),
    "about": frozenset(("orientation",)),
    "finance_kind": frozenset(("financing",)),
    "money": frozenset(("financing", "sales-channel", "partner-search", "voucher")),
    "payment_terms": frozenset(("payment-risk", "export-docs")),
    "training_kind": frozenset(("training",)),
    "tender_buyer": frozenset(("tender",)),
    "voucher_about": frozenset(("voucher",)),
    "barrier": frozenset(("regulations",)),
    "research_partner": frozenset(("tech-innovation",)),
    "start_up": frozenset(("orientation", "tech-innovation", "ip", "financing", "voucher")),
}
"""The needs for which a question is asked at all (the checklist's own conditions)."""


def _codes(answers: Mapping[str, object]) -> frozenset[str]:
    return frozenset(
        f"{question}={code}" for question in LEARNT for code in _several(answers.get(question))
    )


def _several(value: object) -> Iterable[str]:
    if value is None:
        return ()
    return [str(one) for one in value] if isinstance(value, list | tuple) else (str(value),)


def table_of(rows: Sequence[Row], places: Mapping[str, int], rarity: np.ndarray) -> csr_matrix:
    """The rows as a sparse table of unit rows, as `Learnt.says` weighs them."""
    starts, columns, values = [0], [], []
    for row in rows:
        found = sorted(places[name] for name in row.features if name in places)
        strength = rarity[found]
        columns += found
        values += list(strength / (np.sqrt(np.square(strength).sum()) + 1e-9))
        starts.append(len(columns))
    return csr_matrix((values, columns, starts), (len(rows), len(places)), np.float32)


Column = tuple[np.ndarray, float]
Made = tuple[str, Sequence[str], list[Column]]


def _needs(rows: Sequence[Row], table: csr_matrix) -> Made:
    picked, labels, weighed = [], [], []
    for place, row in enumerate(rows):
        for need, weight in row.needs:
            picked.append(place)
            labels.append(need)
            weighed.append(weight)
    return _softly("needs", table[picked], labels, weighed)


def _one_of(
    name: str, rows: Sequence[Row], table: csr_matrix, labels: Sequence[str], *, both: bool = True
) -> Made:
    picked = [place for place, label in enumerate(labels) if label]
    if len({labels[place] for place in picked}) < 2:
        return name, (), []
    known = [labels[place] for place in picked]
    return _softly(name, table[picked], known, None, balanced=True, both=both)


def _softly(
    name: str,
    table: csr_matrix,
    labels: Sequence[str],
    weighed: Sequence[float] | None,
    *,
    balanced: bool = False,
    both: bool = True,
) -> Made:
    """One output of several, by two learners that err differently and are both sums of weights:
    a logistic regression and naive Bayes. Together they were better than either (80 % against 78
    of the needs that come first, on voices not learnt from). Without `both`, the first alone."""
    learner = LogisticRegression(
        C=SOFTNESS, max_iter=100, tol=2e-3, class_weight="balanced" if balanced else None
    )
    learner.fit(table, labels, sample_weight=weighed)
    outputs = [str(label) for label in learner.classes_]
    slopes, offsets = learner.coef_, learner.intercept_
    if len(outputs) == 2:
        slopes, offsets = np.vstack([-slopes / 2, slopes / 2]), np.hstack([-offsets, offsets]) / 2
    if both:
        bayes = MultinomialNB(alpha=SMOOTH, fit_prior=not balanced)
        bayes.fit(table, labels, sample_weight=weighed)
        likely = bayes.feature_log_prob_ - bayes.feature_log_prob_.mean(axis=0)
        slopes = SHARE * (slopes + likely)
        offsets = SHARE * (offsets + bayes.class_log_prior_)
    return name, outputs, list(zip(slopes, offsets, strict=True))


def _answers(rows: Sequence[Row], table: csr_matrix) -> Made:
    """Each answer by itself: does a text give it? Where a question is only asked for some needs,
    it is learnt from texts about those, so that what is rare among all is not rare there."""
    outputs: list[str] = []
    columns: list[Column] = []
    known = [place for place, row in enumerate(rows) if row.answers is not None]
    for question in LEARNT:
        asked = ASKED_FOR.get(question, frozenset())
        about = [p for p in known if not asked or asked & {need for need, _ in rows[p].needs}]
        given = [rows[place].answers or frozenset() for place in about]
        part = table[about]
        times = Counter(code for codes in given for code in codes if _of(code) == question)
        for output in sorted(code for code, count in times.items() if count >= FEWEST):
            told = np.array([output in codes for codes in given])
            rare = np.where(told, np.sqrt((~told).sum() / told.sum()), 1.0)
            learner = LogisticRegression(C=SOFTNESS, solver="liblinear", tol=1e-2)
            learner.fit(part, told, sample_weight=rare if asked else None)
            outputs.append(output)
            columns.append((learner.coef_[0], float(learner.intercept_[0])))
    return "answers", outputs, columns


def _of(code: str) -> str:
    return code.partition("=")[0]


def rounded(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights as whole numbers between -127 and 127, and each column's scale."""
    scales = np.maximum(np.abs(weights).max(axis=0), 1e-6) / 127
    return np.round(weights / scales).astype(np.int8), scales.astype(np.float32)
