"""What members of the centre say and do, and what they should be told, on any platform.

Each function is one dialogue. It is played on a stage with an empty database; `seed` puts the
named members in, already confirmed unless they are not.
"""

from __future__ import annotations

from tests.conversations.dialogues.answering import (
    answers_by_phone,
    decline_and_next,
    question_and_answer,
    support_and_hand_over,
)
from tests.conversations.dialogues.asking import who_can_help
from tests.conversations.dialogues.beginning import (
    first_day,
    open_and_take,
    twice_the_same_company,
    withheld,
)
from tests.conversations.dialogues.calendar import (
    away_in_words,
    coordinators_own,
    day_after,
    meeting_and_reminders,
    news_and_digest,
)
from tests.conversations.dialogues.failing import mistakes, too_late
from tests.conversations.dialogues.handling import (
    close_and_reopen,
    notes,
    taken_back,
    the_clock,
    wait_and_resume,
)
from tests.conversations.dialogues.knowing import contact_given, contact_refused_and_kept
from tests.conversations.dialogues.looking import in_english, lists_and_pages, who_is_here
from tests.conversations.dialogues.reading import from_text

DIALOGUES = (
    first_day,
    open_and_take,
    withheld,
    twice_the_same_company,
    support_and_hand_over,
    question_and_answer,
    decline_and_next,
    answers_by_phone,
    wait_and_resume,
    notes,
    close_and_reopen,
    taken_back,
    the_clock,
    lists_and_pages,
    who_is_here,
    in_english,
    mistakes,
    too_late,
    meeting_and_reminders,
    day_after,
    news_and_digest,
    coordinators_own,
    away_in_words,
    who_can_help,
    from_text,
    contact_given,
    contact_refused_and_kept,
)
