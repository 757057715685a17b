"""Routing over any answers: always a lead, never a gated one, and always the same."""

from hypothesis import given
from hypothesis import strategies as st

from bot.centre.checklist import asked, clean
from bot.centre.model import Centre
from bot.centre.routing import as_json, route
from bot.texts import LANGUAGES, say
from tests.centre.centres import small, west

SMALL_ONES = {"almi", "een", "vgr", "industriell-dynamik"}


def answers_of(centre: Centre) -> st.SearchStrategy[dict[str, object]]:
    """Any answers that a form could give, most questions left out."""
    codes = {}
    for question in centre.questions:
        known = [code.code for code in question.codes]
        if question.source == "municipalities":
            known += [place.name for place in centre.municipalities] * 3
        elif question.source == "countries":
            known += sorted(centre.markets.countries)
        elif question.source == "organisations":
            known += [organisation.slug for organisation in centre.organisations]
        one = st.sampled_from(known)
        codes[question.id] = (
            st.lists(one, min_size=1, max_size=3) if question.kind == "many" else one
        )
    return st.fixed_dictionaries({}, optional=codes)


def left_out_of(centre: Centre) -> st.SearchStrategy[frozenset[str]]:
    """Those who have declined."""
    return st.frozensets(st.sampled_from([o.slug for o in centre.organisations]), max_size=4)


@given(answers_of(west()), left_out_of(west()))
def test_there_is_always_one_lead_unless_it_does_not_belong_here(raw, left_out):
    found = route(west(), clean(west(), raw), left_out)
    if found.out_of_scope:
        assert (found.lead, found.support, found.suggestions) == (None, (), ())
        return
    ranked = [suggestion.organisation for suggestion in found.suggestions]
    assert found.lead == ranked[0]
    assert len(ranked) == len(set(ranked))
    assert len(found.support) <= 2
    assert found.lead not in found.support
    assert set(found.support) <= set(ranked)
    assert [s.score for s in found.suggestions] == sorted(
        (s.score for s in found.suggestions), reverse=True
    )
    assert found.version == west().version


@given(answers_of(west()), left_out_of(west()))
def test_no_gate_is_passed_and_nobody_who_declined_is_asked_again(raw, left_out):
    answers = clean(west(), raw)
    found = route(west(), answers, left_out)
    if found.out_of_scope or found.suggestions[0].reasons[0].rule == "coordinator":
        return
    ranked = {suggestion.organisation for suggestion in found.suggestions}
    assert not ranked & left_out
    assert west().organisation(found.lead).kind == "member"
    if answers.get("size") == "250+":
        assert found.lead not in SMALL_ONES
    place = west().geography.by_name.get(str(answers.get("municipality")))
    if place is None or "brg-area" not in place.areas:
        assert found.lead != "brg"


@given(answers_of(west()))
def test_every_suggestion_has_a_reason_and_every_runner_up_tells_why_it_lost(raw):
    answers = clean(west(), raw)
    found = route(west(), answers)
    for place, suggestion in enumerate(found.suggestions):
        assert suggestion.reasons
        assert (suggestion.lost is None) == (place == 0)
        for lang in LANGUAGES:
            assert suggestion.lost is None or say(suggestion.lost, lang)
        for reason in suggestion.reasons:
            for question, code in reason.answers:
                if question not in ("needs", "first_need"):
                    assert code in answers[question]


@given(answers_of(west()))
def test_the_question_is_one_that_matters_now_and_is_not_answered(raw):
    answers = clean(west(), raw)
    found = route(west(), answers)
    if found.question:
        assert found.question not in answers
        assert found.question in {question.id for question in asked(west(), answers)}
    if found.near:
        assert len(found.suggestions) > 1


@given(answers_of(west()))
def test_the_same_answers_always_give_the_same_routing(raw):
    answers = clean(west(), raw)
    backwards = dict(reversed(list(answers.items())))
    assert route(west(), answers) == route(west(), backwards)
    assert as_json(west(), route(west(), answers), answers, "sv")["lead"] == (
        route(west(), answers).lead
    )


@given(answers_of(west()))
def test_the_order_in_which_boxes_were_ticked_decides_nothing(raw):
    backwards = {k: v[::-1] if isinstance(v, list) else v for k, v in raw.items()}
    one, other = (route(west(), clean(west(), answers)) for answers in (raw, backwards))
    assert [(s.organisation, s.score) for s in one.suggestions] == [
        (s.organisation, s.score) for s in other.suggestions
    ]
    assert (one.lead, one.support, one.question) == (other.lead, other.support, other.question)


@given(answers_of(small()), left_out_of(small()))
def test_another_regions_centre_always_has_a_lead_too(raw, left_out):
    found = route(small(), clean(small(), raw), left_out)
    assert (found.lead is None) == (found.out_of_scope is not None)
