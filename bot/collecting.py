"""When Python looks for rubbish: not while we start, and then not in what stays for good.

The code, the centre and two languages are some 200,000 objects, before the reader's words. To look
through them all takes a sixth of the start, and later a fifth of a second again and again, in
which one process with one interpreter answers nobody.
"""

from __future__ import annotations

import gc


def wait() -> None:
    """What is made from now on stays, nearly all of it: do not look."""
    gc.disable()


def go_on() -> None:
    """What there is now stays for good; look through what is made from now on, as usual."""
    gc.collect()
    gc.freeze()
    gc.enable()
