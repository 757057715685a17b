"""What goes out: cards and notices leave through the right front end's outbound.

A card (posting) is brought to the revision it wants and put into words when it is sent, so ten
quick changes may become one update and a room always ends on the present state. Notices keep
their order for each case and target, and come after their card exists. Nothing here decides what
is said: the desk's `outgoing` does.
"""

from bot.delivery.loop import Delivery
from bot.delivery.sending import LEASE, TRIES

__all__ = ["LEASE", "TRIES", "Delivery"]
