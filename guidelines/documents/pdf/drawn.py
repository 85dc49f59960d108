"""The ruling lines drawn on a PDF page. Runs in the child process only: the parser is native code."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw

from guidelines.documents.pdf.page import Rule
from guidelines.documents.pdf.words import turned

MAX_OBJECTS = 60_000
MAX_RULES = 20_000
MAX_DEPTH = 5
_THIN = 3.0  # points: a bar no thicker than this is a line
_STRAIGHT = 0.5
_SHORTEST = 3.0

_Point = tuple[float, float]


class TooManyShapes(Exception):
    """The page is a drawing, not a table."""


def drawn_rules(page: pypdfium2.PdfPage, turns: int) -> tuple[list[Rule], list[Rule]]:
    """The lines across and down the page, turned as its words were; raises TooManyShapes."""
    across: list[Rule] = []
    down: list[Rule] = []
    for start, end in _segments(page):
        (x0, y0), (x1, y1) = turned(*start, turns), turned(*end, turns)
        if abs(y0 - y1) <= _STRAIGHT and abs(x0 - x1) >= _SHORTEST:
            across.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) <= _STRAIGHT and abs(y0 - y1) >= _SHORTEST:
            down.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
        if len(across) + len(down) > MAX_RULES:
            raise TooManyShapes
    return across, down


def _segments(page: pypdfium2.PdfPage) -> Iterator[tuple[_Point, _Point]]:
    """The straight lines the page shows: strokes, and bars so thin that they are lines."""
    for number, shape in enumerate(page.get_objects(max_depth=MAX_DEPTH)):
        if number > MAX_OBJECTS:
            raise TooManyShapes
        if shape.type != raw.FPDF_PAGEOBJ_PATH:
            continue
        fill, stroke = ctypes.c_int(), raw.FPDF_BOOL()
        if not raw.FPDFPath_GetDrawMode(shape, ctypes.byref(fill), ctypes.byref(stroke)):
            continue
        for points in _figures(shape) if stroke.value or fill.value else ():
            if stroke.value:
                yield from pairwise(points)
            else:
                yield from _bar(points)


def _bar(points: list[_Point]) -> Iterator[tuple[_Point, _Point]]:
    """The middle line of a filled figure that is long and thin."""
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    low, high = min(y for _, y in points), max(y for _, y in points)
    if high - low <= _THIN < right - left:
        yield (left, (low + high) / 2), (right, (low + high) / 2)
    elif right - left <= _THIN < high - low:
        yield ((left + right) / 2, low), ((left + right) / 2, high)


def _figures(shape: pypdfium2.PdfObject) -> Iterator[list[_Point]]:
    """The corners of each figure of a path, on the page; a figure with a curve is cut there."""
    matrices = [shape.get_matrix()]
    outer = shape.container
    while outer is not None:
        matrices.append(outer.get_matrix())
        outer = outer.container
    points: list[_Point] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(raw.FPDFPath_CountSegments(shape), MAX_RULES)):
        segment = raw.FPDFPath_GetPathSegment(shape, index)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        place = (x.value, y.value)
        for matrix in matrices:
            place = matrix.on_point(*place)
        if raw.FPDFPathSegment_GetType(segment) != raw.FPDF_SEGMENT_LINETO:
            if len(points) > 1:
                yield points
            points = []
        points.append(place)
        if raw.FPDFPathSegment_GetClose(segment) and len(points) > 2:
            points.append(points[0])
    if len(points) > 1:
        yield points
