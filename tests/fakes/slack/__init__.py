"""A stateful Slack on the loopback address, for real slack_sdk and bolt clients."""

from tests.fakes.slack.deliveries import Delivery
from tests.fakes.slack.fake import FakeSlack
from tests.fakes.slack.people import Person
from tests.fakes.slack.state import Call

__all__ = ["Call", "Delivery", "FakeSlack", "Person"]
