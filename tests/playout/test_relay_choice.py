"""Which source of a relay is heard: a table, and what holds whatever the sources do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.playout.live.relay_choice import SourceCondition, choose_at_first, choose_next

RETURN_S = 15.0


def good(for_s: float) -> SourceCondition:
    return SourceCondition(good_s=for_s)


LOST = SourceCondition(good_s=0.0, trouble="mất kết nối")
SILENT = SourceCondition(good_s=0.0, trouble="im lặng")


@pytest.mark.parametrize(
    ("sources", "place"),
    [
        ([good(0.1), good(100)], 0),
        ([LOST, good(0.1)], 1),
        ([LOST, SILENT], None),
        ([LOST], None),
    ],
)
def test_a_relay_begins_with_the_first_good_source(
    sources: list[SourceCondition], place: int | None
) -> None:
    assert choose_at_first(sources).source == place


@pytest.mark.parametrize(
    ("current", "sources", "place", "reason"),
    [
        (0, [good(5), good(100)], 0, ""),
        (0, [LOST, good(100)], 1, "mất kết nối"),
        (0, [SILENT, good(100)], 1, "im lặng"),
        (0, [LOST, good(0.5)], None, "mất kết nối"),
        (0, [LOST, LOST], None, "mất kết nối"),
        (0, [LOST], None, "mất kết nối"),
        (1, [good(14.9), good(100)], 1, ""),
        (1, [good(15), good(100)], 0, "nguồn tốt hơn đã ổn định trở lại"),
        (1, [good(2), LOST], 0, "mất kết nối"),
        (1, [LOST, good(100)], 1, ""),
        (None, [good(4.9), LOST], None, ""),
        (None, [good(5), LOST], 0, "nguồn tiếp âm đã có trở lại"),
        (None, [LOST, good(5)], 1, "nguồn tiếp âm đã có trở lại"),
        (None, [good(3), good(5)], 1, "nguồn tiếp âm đã có trở lại"),
        (None, [LOST, LOST], None, ""),
    ],
)
def test_what_is_heard_next(
    current: int | None, sources: list[SourceCondition], place: int | None, reason: str
) -> None:
    choice = choose_next(current, sources, return_after_s=RETURN_S)
    assert (choice.source, choice.reason) == (place, reason)


conditions = st.builds(
    SourceCondition,
    good_s=st.floats(0, 100),
    trouble=st.sampled_from(["", "mất kết nối", "im lặng"]),
)


@given(
    st.lists(conditions, min_size=1, max_size=4).flatmap(
        lambda sources: st.tuples(
            st.just(sources), st.one_of(st.none(), st.integers(0, len(sources) - 1))
        )
    ),
    st.floats(1, 60),
)
def test_whatever_the_sources_do(
    state: tuple[list[SourceCondition], int | None], return_after_s: float
) -> None:
    sources, current = state
    choice = choose_next(current, sources, return_after_s=return_after_s)
    if choice.source is not None:
        assert not sources[choice.source].trouble, "a source that is lost is never chosen"
    if choice.source != current:
        assert choice.reason, "every change has its reason"
    if current is not None and not sources[current].trouble:
        assert choice.source is not None, "a good source never gives way to the filler"
        assert choice.source <= current, "nor to a worse one"
    settled = choose_next(choice.source, sources, return_after_s=return_after_s)
    if choice.source is None or choice.source == current:
        assert settled.source == choice.source, "asked again, it says the same"
