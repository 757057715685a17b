"""What was learnt: its file, its arithmetic, and that it is of the texts that lie in the repository."""

from __future__ import annotations

import numpy as np
import pytest

from bot.centre.load import load
from bot.centre.reading import Reader
from bot.centre.reading.learnt import Head, Learnt, learnt, opened, saved
from training.corpus import Corpus, Enquiry, Phrasing, aside, digest, unlearnt
from training.corpus import load as texts
from training.learning import learn

CENTRE = load()


def small() -> Learnt:
    weights = np.array([[100, -100, 3], [-50, 50, 0]], dtype=np.int8)
    ones = np.ones(2, dtype=np.float32)
    heads = {"needs": Head(("ip", "none"), 0, True), "answers": Head(("deal=quote",), 2, False)}
    scales = np.full(3, 0.01, dtype=np.float32)
    offsets = np.array([0.0, 0.5, -1.0], dtype=np.float32)
    return Learnt({"patent": 0, "fair": 1}, ones, weights, scales, offsets, heads, {"whole": 1.5})


def test_what_is_saved_is_what_is_opened() -> None:
    one = opened(saved(small()))
    assert one.heads == small().heads
    assert one.ranking == {"whole": 1.5}
    assert saved(one) == saved(small())
    np.testing.assert_allclose(one.says({"patent", "fair"}), small().says({"patent", "fair"}))


def test_a_text_speaks_by_its_features_and_unknown_ones_say_nothing() -> None:
    said = small().says({"patent", "never seen"})
    np.testing.assert_allclose(said, [1.0, -0.5, -0.97], atol=1e-6)
    np.testing.assert_allclose(small().says({"never seen"}), [0.0, 0.5, -1.0])


def test_exclusive_chances_add_up_to_one_and_others_stand_alone() -> None:
    said = small().says({"patent"})
    needs = small().chances(said, "needs")
    assert needs.sum() == pytest.approx(1.0)
    assert needs[0] > 0.8
    assert small().chances(said, "answers")[0] == pytest.approx(1 / (1 + np.exp(0.97)))


def test_the_file_was_learnt_from_the_texts_that_lie_here() -> None:
    assert learnt().made_of == digest(), "The texts have changed: run make train."


def test_every_need_of_the_centre_was_learnt() -> None:
    assert {need.code for need in CENTRE.needs} <= set(learnt().heads["needs"].outputs)


def test_there_are_enough_texts_and_every_answer_in_them_exists() -> None:
    corpus = texts()
    needs = {need.code for need in CENTRE.needs}
    assert len(corpus.phrasings) >= 1500
    assert len(corpus.enquiries) >= 300
    slugs = {organisation.slug for organisation in CENTRE.organisations}
    for phrasing in corpus.phrasings:
        assert set(phrasing.needs) <= needs, phrasing.text
    for enquiry in (*corpus.enquiries, *unlearnt()):
        assert set(enquiry.ordered) <= needs, enquiry.id
        assert set(enquiry.leads) <= slugs, enquiry.id
        assert bool(enquiry.leads) != bool(enquiry.scope), enquiry.id


def test_no_text_set_aside_was_learnt_from() -> None:
    kept_apart = (*aside(), *unlearnt())
    assert len(kept_apart) == 528
    learnt_from = {
        "".join(one.text.split()).casefold() for one in (*texts().enquiries, *texts().phrasings)
    }
    assert not [e.id for e in kept_apart if "".join(e.text.split()).casefold() in learnt_from]


def test_learning_reads_what_it_was_taught() -> None:
    """From a handful of texts, so that the whole way from text to proposal is walked."""
    taught = Corpus(
        tuple(
            Phrasing(text, "a", needs)
            for text, needs in [
                ("de har kopierat vår lampa och vi har inget skydd", ("ip",)),
                ("kopian säljs i Polen, vår form är oskyddad", ("ip",)),
                ("nån har kopierat formen", ("ip",)),
                ("kunden har inte betalat fakturan", ("payment-risk",)),
                ("fakturan är obetald sedan maj och kunden svarar inte", ("payment-risk",)),
                ("vågar vi leverera, kunden betalade inte förra fakturan", ("payment-risk",)),
                ("vi är åtta personer som gör lampor", ()),
                ("företaget har funnits i tio år", ()),
                ("vi är ett företag i Borås", ()),
            ]
        ),
        (
            Enquiry("1", "Någon säljer en kopia av vår form", "b", {"needs": ["ip"]}, ("een",)),
            Enquiry("2", "Min moster vill skicka ett paket", "b", {}, (), "not-company"),
        ),
    )
    reader = Reader(CENTRE, learn(taught, ranking={"whole": 1.0, "strongest": 1.0}))
    assert reader.read("Vi är fem personer. En kopia av formen har dykt upp.").needs[0].code == "ip"
    assert reader.read("Fakturan? Obetald. Kunden tiger.").needs[0].code == "payment-risk"
