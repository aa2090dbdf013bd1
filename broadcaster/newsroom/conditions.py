"""What else stands in the way of a step, beside the state: each condition refuses in words."""

import math
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from broadcaster.errors import InvalidInput, NotAllowed, NotFound
from broadcaster.newsroom.content import Content, revision_sha256
from broadcaster.newsroom.kinds import Means, Role
from broadcaster.newsroom.models import Listening, NewsItem, Revision
from broadcaster.newsroom.readable import require_script
from broadcaster.newsroom.recordings import recording_file
from broadcaster.newsroom.workflow import only_their_own, two_people
from broadcaster.station import Station

LONGEST_REASON = 1000
ENOUGH_S = 3.0


@dataclass(frozen=True)
class OfferedSound:
    """The sound that an approver could hear: the key of its clip, and its length."""

    clip: str
    duration_s: float


def require_takeable(station: Station, content: Content) -> None:
    """`InvalidInput` for a script that is too long, `NotFound` for a recording not taken in."""
    if content.script is not None:
        require_script(content.script, station.longest_script)
    if content.recording is not None:
        recording_file(station, content.recording)


def require_days_to_come(content: Content, today: date) -> None:
    """`InvalidInput` for content whose last day is over: it could never air."""
    last = content.valid_until
    if last is None or last >= today:
        return
    message = f"the last day, {last}, is over already; name today or a later one, or none"
    raise InvalidInput(
        message,
        f"Ngày kết thúc {last:%d/%m/%Y} đã qua; hãy chọn từ hôm nay trở đi, hoặc để trống.",
    )


def require_own(news: NewsItem, name: str, role: Role | None) -> None:
    """`NotAllowed` where a village head works on somebody else's item."""
    if role is None or not only_their_own(role) or news.created_by == name:
        return
    message = (
        f"news item {news.id} is of '{news.created_by}'; '{name}' works on their own items only"
    )
    raise NotAllowed(
        message,
        f"Tin bài số {news.id} không phải của “{name}”; trưởng thôn chỉ sửa và gửi tin bài của "
        "mình.",
    )


def require_newest(newest: Revision, revision: int | None) -> None:
    """`NotAllowed` for an older revision than the newest, `NotFound` for one that is not there."""
    if revision is None or revision == newest.number:
        return
    if revision not in range(1, newest.number):
        raise NotFound(*unknown_revision(newest.news_id, revision))
    message = (
        f"revision {revision} of news item {newest.news_id} is not the newest; look at "
        f"revision {newest.number} and approve that"
    )
    raise NotAllowed(
        message,
        f"Bản {revision} không phải bản mới nhất của tin bài số {newest.news_id}; hãy xem và duyệt "
        f"bản {newest.number}.",
    )


def require_unchanged(newest: Revision, seen_sha256: str | None) -> None:
    """`NotAllowed` where the content is not what was saved, or not what the approver saw."""
    now = revision_sha256(newest)
    if now == newest.content_sha256 and seen_sha256 in {None, now}:
        return
    message = (
        f"the content of news item {newest.news_id} is not what was opened for approval; open it "
        "again and read what it says now"
    )
    raise NotAllowed(
        message,
        f"Nội dung tin bài số {newest.news_id} khác với lúc mở ra duyệt; hãy mở lại và xem nội "
        "dung hiện nay.",
    )


def require_another_person(station: Station, revision: Revision, name: str) -> None:
    """`NotAllowed` for the revision's author where the station wants two people."""
    if two_people(revision.created_by, name, required=station.two_person_rule):
        return
    message = (
        f"'{name}' wrote revision {revision.number} of news item {revision.news_id} and may not "
        "approve it; another person must (setting two_person_rule)"
    )
    raise NotAllowed(
        message,
        f"“{name}” là người soạn bản {revision.number} của tin bài số {revision.news_id} nên không "
        "được tự duyệt; cần một người khác duyệt.",
    )


def require_heard(
    station: Station,
    revision: Revision,
    name: str,
    means: Means,
    heard_s: float | None,
    sound_s: float | None,
) -> None:
    """`NotAllowed` in the panel for a revision of whose sound this person heard too little."""
    if means is not Means.PANEL or not station.listen_before_approval:
        return
    if heard_enough(heard_s, sound_s):
        return
    message = (
        f"'{name}' has not listened to revision {revision.number} of news item "
        f"{revision.news_id}, or not for long enough; play its sound first"
    )
    raise NotAllowed(
        message, "Cần nghe bản tiếng trước khi duyệt; hãy bấm nghe ít nhất vài giây rồi duyệt."
    )


def heard_enough(heard_s: float | None, sound_s: float | None) -> bool:
    """Return whether so many seconds are enough to approve: three, or half of a short sound.

    `sound_s` is the length of the sound, None where it is not known.
    """
    enough_s = ENOUGH_S if sound_s is None else min(ENOUGH_S, sound_s / 2)
    return heard_s is not None and heard_s >= enough_s


def given_reason(reason: str) -> str:
    """Return the reason as one line; `InvalidInput` if there is none or it is too long."""
    words = " ".join(reason.replace("\0", " ").split())
    if not 1 <= len(words) <= LONGEST_REASON:
        message = f"say why in 1 to {LONGEST_REASON} characters"
        raise InvalidInput(message, f"Hãy ghi lý do, dài nhất {LONGEST_REASON} ký tự.")
    return words


def possible_seconds(seconds: float) -> float:
    """Return seconds that somebody may have listened; `InvalidInput` below 0 or not a number."""
    if not math.isfinite(seconds) or seconds < 0:
        message = f"nobody listens for {seconds} seconds; give 0 or more"
        raise InvalidInput(message, "Thời gian nghe không hợp lệ; hãy mở lại bản tiếng.")
    return float(seconds)


def heard_seconds(
    session: Session, revision: Revision, name: str, clip: str | None = None
) -> float | None:
    """Return how long this person listened to the revision, in all; None if never.

    With `clip`, only to that sound of it: a text that is read again is another sound.
    """
    query = select(func.sum(Listening.seconds)).where(
        Listening.news_id == revision.news_id,
        Listening.revision == revision.number,
        Listening.by == name,
    )
    if clip is not None:
        query = query.where(Listening.clip == clip)
    heard: float | None = session.exec(query).one()
    return heard


def newest_revision(session: Session, news_id: int) -> Revision:
    """Return the item's newest revision as it is stored now."""
    return session.exec(
        select(Revision)
        .where(Revision.news_id == news_id)
        .order_by(col(Revision.number).desc())
        .execution_options(populate_existing=True)
        .limit(1)
    ).one()


def unknown_revision(news_id: int, revision: int) -> tuple[str, str]:
    """Return the sentences for a revision number that the item does not have."""
    return (
        f"news item {news_id} has no revision {revision}; see 'broadcaster news show {news_id}'",
        f"Tin bài số {news_id} không có bản {revision}; hãy xem lại tin bài.",
    )
