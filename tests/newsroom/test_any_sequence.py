"""No sequence of steps lets content air that nobody else approved as it is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import text
from sqlmodel import SQLModel

from broadcaster import newsroom
from broadcaster.errors import BroadcasterError, NotApproved
from broadcaster.newsroom import Content, Means
from broadcaster.station import Station
from broadcaster.store import Store
from tests.newsroom.conftest import PEOPLE, hire
from tests.newsroom.desk import TODAY, Desk
from tests.rig.fake_clock import FakeClock

DECIDERS = {name for name, role in PEOPLE.items() if role.value in {"approver", "administrator"}}
ANYBODY = st.sampled_from([*PEOPLE, "console", "nobody"])
WRITER = st.sampled_from(["lan", "minh", "thon1"]) | ANYBODY
DECIDER = st.sampled_from(["minh", "hoa"]) | ANYBODY
SCRIPTS = st.sampled_from(["Họp thôn.", "Tiêm chủng.", "Cắt điện.", "Bão gần bờ."])
PLACES = st.integers(0, 3)
MOST_ITEMS = 4
# One for all runs, each of which empties it: no trigger is in the way here.
STORE = Store("sqlite://")
NAMES_OF_TABLES = ("person", "news_item", "revision", "transition", "approval", "listening")
# Those of the newsroom only: other tests may bring more tables later.
TABLES = [SQLModel.metadata.tables[name] for name in NAMES_OF_TABLES]
SQLModel.metadata.create_all(STORE.engine, tables=TABLES)


def said(script: str) -> Content:
    return Content(title="Tin", script=script)


FALSE = said("Mua hàng của tôi.")


@dataclass
class Yes:
    """An approval that was given: of what, written by whom, by whom."""

    revision: int
    content: Content
    author: str
    approver: str


class Newsroom(RuleBasedStateMachine):
    """Everybody tries everything; a book kept beside it says what may air."""

    def __init__(self) -> None:
        super().__init__()
        clock = FakeClock()
        self.store = STORE
        with self.store.writing() as session:
            for table in reversed(TABLES):
                session.connection().execute(table.delete())
            hire(session, clock)
        self.desk = Desk(
            self.store, clock, Station(home=Path("nowhere"), listen_before_approval=False)
        )
        self.items: list[int] = []
        self.book: dict[int, Yes] = {}
        self.withdrawn: set[int] = set()
        self.spoilt: set[tuple[int, int]] = set()

    def pick(self, place: int) -> int:
        return self.items[place % len(self.items)]

    def tried(self, act: Any, *arguments: Any, **options: Any) -> bool:
        try:
            act(*arguments, **options)
        except BroadcasterError:
            return False
        return True

    @initialize()
    def begin(self) -> None:
        """Put two items before the approvers, one of them by an approver."""
        self.items += [self.desk.submitted(said("Họp thôn."), by=by) for by in ("lan", "minh")]

    @rule(script=SCRIPTS, by=WRITER)
    def create(self, script: str, by: str) -> None:
        if len(self.items) < MOST_ITEMS and self.tried(self.desk.create, said(script), by=by):
            self.items.append(len(self.items) + 1)

    @rule(place=PLACES, script=SCRIPTS, author=WRITER, approver=DECIDER)
    def go_all_the_way(self, place: int, script: str, author: str, approver: str) -> None:
        """Try what a working day does most: write, submit, approve."""
        self.revise(place, script, author)
        self.submit(place, author)
        self.approve(place, approver, Means.COMMAND_LINE, None, None)

    @rule(script=SCRIPTS, by=DECIDER)
    def interrupt(self, script: str, by: str) -> None:
        if len(self.items) < MOST_ITEMS and self.tried(self.desk.interrupt, said(script), by=by):
            assert by in DECIDERS | {"console"}
            self.items.append(len(self.items) + 1)

    @rule(place=PLACES, script=SCRIPTS, by=WRITER)
    def revise(self, place: int, script: str, by: str) -> None:
        if self.tried(self.desk.revise, self.pick(place), said(script), by=by):
            assert self.pick(place) not in self.withdrawn

    @rule(place=PLACES, by=WRITER)
    def submit(self, place: int, by: str) -> None:
        self.tried(self.desk.submit, self.pick(place), by=by)

    @rule(place=PLACES, by=DECIDER)
    def reject(self, place: int, by: str) -> None:
        self.tried(self.desk.reject, self.pick(place), by=by)

    @rule(place=PLACES, by=DECIDER)
    def withdraw(self, place: int, by: str) -> None:
        if self.tried(self.desk.withdraw, self.pick(place), by=by):
            assert by in DECIDERS
            self.withdrawn.add(self.pick(place))
            self.book.pop(self.pick(place), None)

    @rule(
        place=PLACES,
        by=DECIDER,
        means=st.just(Means.COMMAND_LINE) | st.sampled_from(Means),
        revision=st.just(None) | st.none() | st.integers(1, 4),
        seen=st.just(None) | st.none() | SCRIPTS,
    )
    def approve(
        self, place: int, by: str, means: Means, revision: int | None, seen: str | None
    ) -> None:
        news_id = self.pick(place)
        newest = self.desk.item(news_id).newest
        shown = newsroom.content_of(newest)
        seen_sha256 = None if seen is None else newsroom.content_sha256(said(seen))
        options = {"means": means, "revision": revision, "content_sha256": seen_sha256}
        if not self.tried(self.desk.approve, news_id, by=by, **options):
            return
        assert by in DECIDERS
        assert by != newest.created_by
        assert revision in {None, newest.number}
        assert seen in {None, shown.script}
        assert (news_id, newest.number) not in self.spoilt
        self.book[news_id] = Yes(newest.number, shown, newest.created_by, by)

    @rule(place=PLACES, approved=st.booleans(), hash_too=st.booleans())
    def tamper(self, place: int, approved: bool, hash_too: bool) -> None:
        """Change a stored script behind everybody's back, perhaps with a hash that fits."""
        among = sorted(self.book) if approved and self.book else self.items
        view = self.desk.item(among[place % len(among)])
        row = view.approved if approved and view.approved else view.newest
        if row.script == FALSE.script:
            return
        sha256 = newsroom.content_sha256(FALSE) if hash_too else row.content_sha256
        with self.store.writing() as session:
            session.connection().execute(
                text(
                    "UPDATE revision SET script = :script, content_sha256 = :sha256 WHERE id = :id"
                ),
                {"script": FALSE.script, "sha256": sha256, "id": row.id},
            )
        if not hash_too:
            self.spoilt.add((row.news_id, row.number))
        if row.news_id in self.book and self.book[row.news_id].revision == row.number:
            del self.book[row.news_id]

    @invariant()
    def only_what_somebody_else_approved_may_air(self) -> None:
        airable = self.desk.airable()
        assert sorted(item.news_id for item in airable) == sorted(self.book)
        found = {item.news_id: item for item in airable}
        with self.store.reading() as session:
            for news_id, yes in self.book.items():
                stored = {row.number: row for row in newsroom.revisions(session, news_id)}
                airing = found[news_id]
                assert airing.revision == yes.revision
                assert newsroom.content_of(stored[airing.revision]) == yes.content
                assert airing.approved_by == yes.approver != yes.author
                newsroom.check_airable(
                    session, news_id, airing.revision, airing.content_sha256, TODAY
                )

    @invariant()
    def the_player_is_refused_whatever_is_withdrawn(self) -> None:
        with self.store.reading() as session:
            for news_id in self.withdrawn:
                for row in newsroom.revisions(session, news_id):
                    try:
                        newsroom.check_airable(
                            session, news_id, row.number, row.content_sha256, TODAY
                        )
                    except NotApproved:
                        continue
                    message = f"revision {row.number} of withdrawn item {news_id} may air"
                    raise AssertionError(message)


TestAnySequence = Newsroom.TestCase
TestAnySequence.settings = settings(
    max_examples=50,
    stateful_step_count=20,
    deadline=None,
    # Making a run of twenty steps shorter takes minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
