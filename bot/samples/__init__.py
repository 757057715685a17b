"""What `try` starts with: the members of an invented spring day, and a dozen cases in all states.

The cases are made by giving the desk the commands that members would have given, at the times
they would have given them, so a sample can never be in a state the desk does not know.
"""

from bot.samples.people import PEOPLE, ROOMS, SamplePerson, SampleRoom, people_of, settle
from bot.samples.play import fill, posted

__all__ = ["PEOPLE", "ROOMS", "SamplePerson", "SampleRoom", "fill", "people_of", "posted", "settle"]
