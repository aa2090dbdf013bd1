"""The table of all rules. In each list the first rule that answers wins, so order is meaning."""

from broadcaster.speech.spoken import (
    abbreviations,
    addresses,
    ages,
    calendar_letters,
    codes,
    coordinates,
    counts,
    date_ranges,
    dates,
    dimensions,
    identifiers,
    impossible,
    impossible_hours,
    loanwords,
    mixed,
    money,
    ordinals,
    phones,
    quantities,
    ratios,
    residue,
    roads,
    roman,
    strokes,
    symbols,
    temperatures,
    times,
)
from broadcaster.speech.spoken.rule import Rule

AT_DIGITS: tuple[Rule, ...] = (
    *calendar_letters.NUMBERS,
    *codes.NUMBERED,
    *addresses.RULES,
    *ratios.BEFORE_DATES,
    *temperatures.RULES,
    *roads.NUMBERS,
    *ages.RULES,
    *ordinals.RULES,
    *date_ranges.RANGES,
    *impossible.DAYS,
    *dates.FULL,
    *codes.BY_YEAR,
    *phones.PHONES,
    *identifiers.NUMBERS,
    *impossible_hours.RULES,
    *times.RULES,
    *dates.SHORT,
    *date_ranges.YEARS,
    *dates.YEARS,
    *date_ranges.DAYS,
    *coordinates.RULES,
    *counts.BEFORE_AMOUNTS,
    *ratios.AFTER_DATES,
    *identifiers.LONG,
    *money.AMOUNTS,
    *dimensions.AMOUNTS,
    *quantities.AMOUNTS,
    *quantities.RANGES,
    *counts.FALLBACK,
)
"""Tried where a run of digits begins."""

AT_LETTERS: tuple[Rule, ...] = (
    *symbols.WORDS,
    *residue.WORDS,
    *addresses.RULES,
    *strokes.RULES,
    *phones.WORDS,
    *codes.WORDS,
    *identifiers.WORDS,
    *dimensions.WORDS,
    *loanwords.BEFORE,
    *calendar_letters.RULES,
    *roads.RULES,
    *ratios.WORDS,
    *quantities.WORDS,
    *roman.BY_YEAR,
    *mixed.RULES,
    *roman.RULES,
    *abbreviations.WORDS,
    *loanwords.AFTER,
)
"""Tried where a word begins that is not plainly a word of ours."""

AT_SYMBOLS: tuple[Rule, ...] = (
    *roads.SYMBOLS,
    *quantities.JOINTS,
    *date_ranges.SYMBOLS,
    *residue.SYMBOLS,
    *residue.SIGNS,
    *ages.SYMBOLS,
    *addresses.SYMBOLS,
    *money.SYMBOLS,
    *quantities.SYMBOLS,
    *phones.SYMBOLS,
    *codes.SYMBOLS,
    *roman.SYMBOLS,
    *symbols.RULES,
)
"""Tried at every other mark but a blank, a comma, a full stop and their like."""

ALL: tuple[Rule, ...] = tuple(
    {rule.name: rule for rule in AT_DIGITS + AT_LETTERS + AT_SYMBOLS}.values()
)
