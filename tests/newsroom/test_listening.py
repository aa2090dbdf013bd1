"""Who approves in the panel must have heard the sound that will air."""

import pytest

from broadcaster.errors import InvalidInput, NotAllowed, NotFound
from broadcaster.newsroom import Means, OfferedSound
from broadcaster.station import Station
from tests.newsroom.desk import HEARD, Desk, content


def test_in_the_panel_an_approver_must_have_listened_to_that_revision(desk: Desk) -> None:
    news_id = desk.submitted()
    desk.listen(news_id, 1, by="hoa")
    with pytest.raises(NotAllowed, match="has not listened") as caught:
        desk.approve(news_id, means=Means.PANEL)
    assert "nghe" in caught.value.vi
    desk.listen(news_id, 1, seconds=4.5)
    desk.listen(news_id, 1, seconds=8)
    assert desk.approve(news_id, means=Means.PANEL).listened_s == 12.5


@pytest.mark.parametrize(
    ("sound_s", "too_little", "rest"),
    [(60, 2.9, 0.1), (4, 1.9, 0.1), (0.5, 0.2, 0.05), (None, 2.9, 0.1)],
)
def test_three_seconds_or_half_of_a_short_sound_must_be_heard(
    desk: Desk, sound_s: float | None, too_little: float, rest: float
) -> None:
    news_id = desk.submitted()
    sound = OfferedSound(HEARD, sound_s) if sound_s else None
    desk.listen(news_id, 1, seconds=0.01)
    desk.listen(news_id, 1, seconds=too_little - 0.01)
    with pytest.raises(NotAllowed, match="not for long enough"):
        desk.approve(news_id, means=Means.PANEL, sound=sound)
    desk.listen(news_id, 1, seconds=rest + 0.001)
    assert desk.approve(news_id, means=Means.PANEL, sound=sound).listened_s


def test_having_heard_another_sound_of_the_revision_does_not_count(desk: Desk) -> None:
    """The text was read again after a change of the dictionary: that is what will air."""
    news_id = desk.submitted()
    desk.listen(news_id, 1, seconds=20)
    read_again = OfferedSound("f" * 64, 20)
    with pytest.raises(NotAllowed, match="has not listened"):
        desk.approve(news_id, means=Means.PANEL, sound=read_again)
    heard = OfferedSound(HEARD, 20)
    assert desk.approve(news_id, means=Means.PANEL, sound=heard).clip == HEARD


def test_having_heard_an_older_revision_does_not_count(desk: Desk) -> None:
    news_id = desk.submitted()
    desk.listen(news_id, 1)
    desk.revise(news_id, content("Đã sửa."))
    desk.submit(news_id)
    with pytest.raises(NotAllowed, match="has not listened to revision 2"):
        desk.approve(news_id, means=Means.PANEL)


def test_a_station_can_do_without_listening(desk: Desk) -> None:
    desk.station = Station(home=desk.station.home, listen_before_approval=False)
    assert desk.approve(desk.submitted(), means=Means.PANEL).listened_s is None


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf")])
def test_impossible_listening_is_refused(desk: Desk, seconds: float) -> None:
    news_id = desk.submitted()
    with pytest.raises(InvalidInput, match="nobody listens"):
        desk.listen(news_id, 1, seconds=seconds)
    with pytest.raises(NotFound, match="no revision 2"):
        desk.listen(news_id, 2)
