"""Texts that stand for values, made so that no value can break the run by them."""

from __future__ import annotations

from code_mode_runtime.refs import builtins, sys

_repr = builtins.repr
# Decimal digits take a time that grows with the square of their number; beyond this an integer is said in hexadecimal.
MAX_DIGITS = 100_000
_BITS_PER_DIGIT = 3.3219


def safe_repr(value) -> str:
    kind = type(value)
    if kind is int:
        return int_digits(value)
    try:
        text = digits_allowed(_repr, value)
        return text if type(text) is str else str.__str__(text)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return '<%s object whose repr failed: %s>' % (type.__dict__['__name__'].__get__(kind), type(error).__name__)


def int_digits(value: int) -> str:
    """All of it: decimal digits, or hexadecimal ones with `0x` where there are too many."""
    if value.bit_length() > MAX_DIGITS * _BITS_PER_DIGIT:
        return hex(value)
    return digits_allowed(str, value)


def digits_allowed(convert, value, most: int = MAX_DIGITS + 1):
    """Converts with at least so many decimal digits of an integer allowed; 0 stands for any number."""
    # The interpreter refuses long integers by a limit for the whole process, so the limit is lifted only in between.
    try:
        return convert(value)
    except ValueError:
        limit = getattr(sys, 'get_int_max_str_digits', lambda: 0)()
        if limit == 0 or 0 < most <= limit:
            raise
        sys.set_int_max_str_digits(most)
        try:
            return convert(value)
        finally:
            sys.set_int_max_str_digits(limit)


def has_lone_surrogate(text: str) -> bool:
    try:
        text.encode('utf-8')
        return False
    except UnicodeEncodeError:
        return True


def without_surrogates(text: str) -> str:
    """With U+FFFD for each lone surrogate; a pair of them becomes its character."""
    if not has_lone_surrogate(text):
        return text
    return text.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')
