"""How numbers become the codes and texts of an ERP: each distinct value is spelled once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Texts = NDArray[np.object_]
Ints = NDArray[np.int64]


def spelled(values: Ints, spell: Callable[[int], str]) -> Texts:
    """The text of every number; ``spell`` is called once per distinct number."""
    distinct, where = np.unique(values, return_inverse=True)
    return np.asarray(texts([spell(v) for v in distinct.tolist()])[where], dtype=object)


def texts(values: list[str] | tuple[str, ...]) -> Texts:
    """A list of texts as an array."""
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def yuan(cents: int) -> str:
    """Cents as yuan with two decimals.

    >>> yuan(-12340)
    '-123.40'
    """
    return f"{cents / 100:.2f}"  # exact below 2**53 cents


def customer_code(number: int) -> str:
    """The code of an account; empty for the counter (-1)."""
    return f"C{number + 1:07d}" if number >= 0 else ""


def sale_code(document: int) -> str:
    """The number of a sales document; empty for -1."""
    return f"XS{document:014d}" if document >= 0 else ""


def return_code(document: int) -> str:
    """The number of the return document for a sales document."""
    return f"TH{document:014d}"


def promotion_code(promotion: int) -> str:
    """The code of a campaign by its running number; empty for -1."""
    return f"CX{promotion + 1:03d}" if promotion >= 0 else ""
