"""Reading free text: an enquiry in a member's own words becomes proposed answers.

Each answer comes with the words it was read from and how sure it is; nobody is asked and nothing
is decided here. Pure, and without any service outside: what was learnt at build time lies beside
the code. Everything is linear in the length of the text.
"""

from __future__ import annotations

from bot.centre.reading.findings import Finding, Likely, Reading
from bot.centre.reading.reader import Reader

__all__ = ["Finding", "Likely", "Reader", "Reading"]
