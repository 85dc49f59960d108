"""Times functions in turn, so that what slows the machine slows each of them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter, process_time

LEAST, MOST = 7, 41  # rounds


class Times(dict[str, list[float]]):
    """Milliseconds of processor time by name, one a round."""

    def median(self, name: str) -> float:
        """Return the median of one function's times, in milliseconds."""
        return median(self[name])

    def ratios(self, above: str, below: str) -> list[float]:
        """Return the ratio of two functions' times, round by round."""
        return [over / under for over, under in zip(self[above], self[below], strict=True)]


def in_turn(functions: Mapping[str, Callable[[], object]], *, seconds: float = 4.0) -> Times:
    """Run the functions in turn, at least seven rounds and as many more as `seconds` allow, at most 41.

    Each is run twice before, to fill caches; what lives then is kept from the garbage collector, which runs before
    every call; every other round goes the other way round. Processor time is what is measured: other work on the
    machine does not count, and nothing here waits for a disk or a network.
    """
    for function in functions.values():
        function()
        function()
    times = Times({name: [] for name in functions})
    names, begun = list(functions), perf_counter()
    gc.collect()
    gc.freeze()
    for turn in range(MOST):
        if turn >= LEAST and perf_counter() - begun > seconds:
            break
        for name in names if turn % 2 else reversed(names):
            times[name].append(_milliseconds(functions[name]))
    gc.unfreeze()
    return times


def _milliseconds(function: Callable[[], object]) -> float:
    gc.collect()
    started = process_time()
    function()
    return (process_time() - started) * 1000
