"""The samples' cases, as commands given on earlier working days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from bot.desk.dispatch import dispatch
from bot.desk.due import tick
from bot.desk.replies import Caller, Place, Request, Value
from bot.desk.work import Desk
from bot.observing import log
from bot.samples.people import PLATFORM, ROOMS, WORKSPACE, settle
from bot.storage import store
from bot.texts import say

logger = log(__name__)


@dataclass(frozen=True)
class Step:
    """One command: who, how many working days before today, at what time, and with what."""

    days: int
    at: time
    user: str
    command: str
    args: Mapping[str, Value] = field(default_factory=dict)


def _refer(days: int, at: time, user: str, need: str, **args: Value) -> Step:
    renamed = {name.replace("q_", "q."): value for name, value in args.items()}
    return Step(days, at, user, "refer", {"need": need, "consent": "yes", **renamed})


CASES: tuple[tuple[Step, ...], ...] = (
    (
        _refer(12, time(9, 10), "sara", "Snickeriet har fått en förfrågan från en byggkedja i Oslo och undrar hur man får betalt i tid.",
               company="Nordic Snickeri Kinna AB", q_municipality="Mark", q_size="10-49", q_market=("NO",), q_needs=("payment-risk",), q_stage="sporadic", q_urgency="2w",
               contact_name="Britta Alm", contact_phone="0320-00 00 00"),
        Step(12, time(11, 0), "maria", "take"),
        Step(11, time(9, 30), "maria", "contact"),
        Step(8, time(14, 0), "maria", "close", {"outcome": "helped", "words": "Garanti på plats före leverans."}),
    ),
    (
        _refer(10, time(10, 0), "johan", "Vill ha hjälp att hitta en återförsäljare i Polen, har ingen egen säljare.",
               company="Viskan Textil AB", q_municipality="Borås", q_size="10-49", q_market=("PL",), q_needs=("sales-channel", "market-info"), q_first_need="sales-channel", q_stage="domestic-only", q_urgency="quarter"),
        Step(10, time(13, 0), "emma", "take"),
        Step(9, time(9, 20), "emma", "contact"),
        Step(9, time(9, 40), "elias", "support"),
        Step(7, time(15, 0), "emma", "note", {"words": "Kunden vill ha möte med både oss och EEN."}),
    ),
    (
        _refer(9, time(8, 40), "anna", "Behöver rörelsekapital för en stor order till Tyskland. Banken är med om någon delar risken.",
               company="Fyrverkstan i Lysekil AB", q_municipality="Lysekil", q_size="10-49", q_market=("DE",), q_needs=("financing",), q_money="bank-shares-risk", q_stage="regular-1-3", q_urgency="2w", consent="no"),
        Step(9, time(10, 0), "maria", "take"),
        Step(8, time(10, 0), "maria", "contact"),
        Step(7, time(11, 0), "maria", "wait", {"for_what": "bankens kreditbeslut", "until": "+12"}),
    ),
    (
        _refer(8, time(13, 30), "elias", "Ursprungsintyg för leverans till Egypten, första gången.",
               company="Vara Gjuteri AB", q_municipality="Vara", q_size="50-249", q_market=("EG",), q_needs=("export-docs",), q_stage="regular-4+", q_urgency="48h"),
        Step(8, time(13, 50), "petra", "take"),
        Step(8, time(15, 10), "petra", "contact"),
    ),
    (
        _refer(6, time(9, 0), "karin", "Liten keramikverkstad undrar hur man börjar sälja utomlands.",
               company="Smögen Keramik", q_municipality="Sotenäs", q_size="0-1", q_needs=("orientation",), q_stage="pre-sales", q_urgency="none", q_start_up="yes"),
        Step(6, time(11, 0), "lena", "take"),
        Step(5, time(9, 15), "lena", "contact", {"answer": "no"}),
    ),
    (
        _refer(5, time(10, 30), "petra", "Vilka märkningskrav gäller för hudkräm i Frankrike?",
               company="Havskräm Orust AB", q_municipality="Orust", q_size="2-9", q_market=("FR",), q_needs=("regulations",), q_stage="domestic-only", q_urgency="quarter"),
        Step(5, time(11, 0), "elias", "decline", {"reason": "no-capacity", "until": "+20", "words": "Fullt till efter mässan."}),
    ),
    (
        _refer(4, time(14, 20), "johan", "Kund i Kenya vill ha två års kredit på en maskin.",
               company="Tranemo Maskin AB", q_municipality="Tranemo", q_size="250+", q_turnover="500-4999", q_market=("KE",), q_needs=("financing",), q_credit="1-2y", q_stage="regular-4+", q_urgency="2w", offer_to="sek"),
    ),
    (
        _refer(3, time(9, 45), "maria", "Vill lösa ett ytbehandlingsproblem tillsammans med ett forskningsinstitut.",
               company="Hjo Ytteknik AB", q_municipality="Hjo", q_size="10-49", q_needs=("tech-innovation",), q_sector="manufactured-goods", q_stage="regular-1-3", q_urgency="quarter", offer_to="nobody"),
    ),
    (
        _refer(2, time(10, 5), "sara", "Undrar om exportcheck för en marknadsplan, 12 anställda.",
               company="Lerum Sensor AB", q_municipality="Lerum", q_size="10-49", q_turnover="3-109", q_market=("US",), q_needs=("voucher", "market-info"), q_first_need="voucher", q_stage="sporadic", q_urgency="2w", q_project_started="no"),
        Step(2, time(13, 0), "omar", "take"),
    ),
    (
        _refer(2, time(15, 0), "anna", "Företaget ligger i Halmstad och vill ha hjälp med tull.",
               company="Halmstad Båtinredning AB", q_municipality="outside", q_size="2-9", q_needs=("export-docs",), q_urgency="none"),
        Step(2, time(15, 10), "anna", "close", {"outcome": "passed-on"}),
    ),
    (
        _refer(1, time(13, 15), "lena", "Vill träffa köpare på en livsmedelsmässa i Köln, har inte varit utomlands förut.",
               company="Skara Ostlager AB", q_municipality="Skara", q_size="2-9", q_sector="food", q_market=("DE",), q_needs=("fairs",), q_stage="domestic-only", q_urgency="quarter"),
    ),
    (
        _refer(1, time(14, 30), "elias", "Osäker på vem som ska skydda varumärket innan de går in på den brittiska marknaden.",
               company="Öckerö Marin Design", q_municipality="Öckerö", q_size="2-9", q_market=("GB",), q_needs=("ip", "market-info"), q_stage="domestic-only", q_urgency="quarter", consent="no"),
    ),
)  # fmt: skip


def fill(desk: Desk, now: datetime) -> int:
    """Settle the members and play the cases, with the clock's own steps in between.

    Returns how many cases there are. The notices of days past are marked as sent: nobody wants
    the direct messages of two weeks at once.
    """
    with desk.store.write() as session:
        settle(desk, session, now)
    numbers: dict[int, str] = {}
    plan = sorted(
        (
            (_when(desk, step, now), index, step)
            for index, case in enumerate(CASES)
            for step in case
        ),
        key=lambda entry: (entry[0], entry[1]),
    )
    for at, index, step in plan:
        if at >= now:
            continue
        tick(desk, at)
        _play(desk, step, at, numbers, index)
    tick(desk, now)
    with desk.store.write() as session:
        store.drop_notices(session, before=desk.calendar.on_day(_day_before(desk, now)))
    return len(numbers)


def _day_before(desk: Desk, now: datetime) -> date:
    return desk.calendar.working_day_before(desk.calendar.local(now).date())


def _when(desk: Desk, step: Step, now: datetime) -> datetime:
    day = desk.calendar.local(now).date()
    for _ in range(step.days):
        day = desk.calendar.working_day_before(day)
    return desk.calendar.on_day(day, step.at)


def _play(desk: Desk, step: Step, at: datetime, numbers: dict[int, str], index: int) -> None:
    args = {name: _dated(desk, value, at) for name, value in step.args.items()}
    if step.command == "refer":
        args["even_so"] = "yes"
    else:
        args["case"] = numbers.get(index, "0")
    args["_form"] = uuid4().hex
    request = Request(
        step.command,
        args,
        Caller(PLATFORM, WORKSPACE, step.user),
        Place(PLATFORM, WORKSPACE, ROOMS[0].channel),
    )
    outcome = dispatch(desk, request, at)
    if step.command == "refer":
        with desk.store.read() as session:
            numbers[index] = str(store.newest(session))
    if not outcome.done:
        said = outcome.private[0] if outcome.private else outcome.form
        text = say(said.text, "sv") if hasattr(said, "text") else repr(said)
        logger.warning("a sample step was refused", command=step.command, why=text)


def _dated(desk: Desk, value: Value, at: datetime) -> Value:
    """ "+12" is twelve days after the step."""
    if isinstance(value, str) and value.startswith("+") and value[1:].isdigit():
        day = desk.calendar.local(at).date() + timedelta(days=int(value[1:]))
        return day.isoformat()
    return value
