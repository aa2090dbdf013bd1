"""A relay under the director: sources come and go, stretches have rows, it ends at its time."""

from collections import deque
from datetime import timedelta

import pytest

from broadcaster.airlog import Outcome
from broadcaster.playout.air import AirItem, Relayed, Show, SlotPlan
from broadcaster.playout.desk.journal import airing
from broadcaster.playout.director import WITHDRAWN
from broadcaster.playout.live.carriage import WARM_UP_S, Carriage
from broadcaster.playout.live.sound import Expected
from broadcaster.timetable import EntryKind, StartRule
from tests.playout.fake_source import LOST, PATIENCE, FakeSource
from tests.playout.stage import RATE, Heard, Silence, Stage

MAIN, SECOND = "https://chinh.example.org/a", "https://phu.example.org/b"
FIRST_NEWS = 7


class FakeSound:
    """A live sound that is good or not, as the test says."""

    rate = RATE

    def __init__(self) -> None:
        self.flows = True
        self.silent_s = 0.0

    def look(self) -> None: ...

    def release(self) -> None: ...


class RelaySource(FakeSource[FakeSound]):
    """A source of that address."""

    def __init__(self, address: str) -> None:
        super().__init__(FakeSound(), LOST)
        self.address = address


class RelayStage(Stage):
    """The stage, with a carriage whose sources are in the test's hand."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[RelaySource] = []
        self.at_hand = True
        self.carriage = Carriage(
            self.clock,
            self.out,
            self.journal,
            self._open,  # type: ignore[arg-type]
            PATIENCE,
        )
        self.direct(self.carriage)

    def _open(self, address: str) -> RelaySource:
        source = RelaySource(address)
        source.sound.flows = self.at_hand
        self.opened.append(source)
        return source

    def source(self, address: str) -> RelaySource:
        (found,) = (s for s in self.opened if s.address == address and not s.closed)
        return found

    def relay(
        self,
        in_s: float = 60,
        *,
        length_s: float = 120,
        sources: tuple[str, ...] = (MAIN, SECOND),
        news: tuple[float, ...] = (),
        before: tuple[float, ...] = (),
        after: tuple[float, ...] = (),
        slot_s: float = 600,
    ) -> SlotPlan:
        """Put a slot on the timetable: items, the relay, more items."""
        plan = SlotPlan(
            slot_id=1,
            name="Buổi",
            planned_at=self.began + timedelta(seconds=in_s),
            length_s=slot_s,
            rule=StartRule.HARD,
        )

        def item(kind: EntryKind, title: str, seconds: float, **more: object) -> AirItem:
            sound = Silence(seconds)
            return AirItem(kind=kind, title=title, sound=sound, slot_id=1, **more)  # type: ignore[arg-type]

        relay = AirItem(
            kind=EntryKind.RELAY,
            title="VOV",
            sound=Expected(round(length_s * RATE)),
            slot_id=1,
            position=5,
            relayed=Relayed(
                title="VOV",
                sources=sources,
                tune=item(EntryKind.TUNE, "nhạc", 8),
                news=tuple(
                    item(EntryKind.ITEM, f"bù {s:g}", s, news_id=number)
                    for number, s in enumerate(news, FIRST_NEWS)
                ),
            ),
        )
        line = [item(EntryKind.ITEM, f"trước {s:g}", s, position=1) for s in before]
        line += [relay, *(item(EntryKind.ITEM, f"sau {s:g}", s, position=9) for s in after)]
        self.desk.shows.append(Show(plan=plan, pending=deque(line)))
        return plan

    def lines(self) -> list[tuple[str, float | None, Outcome]]:
        """Return the log: what was heard, when it began, how it ended."""
        return [
            (short(line), self.offset(line) if line.started_at else None, line.outcome)
            for line in self.journal.lines
        ]


def short(line: Heard) -> str:
    for word, name in (("nguồn chính", "main"), ("dự phòng", "second"), ("Lấp chỗ", "tune")):
        if word in line.title:
            return name
    return line.title


@pytest.fixture
def stage() -> RelayStage:
    return RelayStage()


def test_a_good_source_is_one_row_and_what_follows_comes_at_its_second(stage: RelayStage) -> None:
    stage.relay(before=(10,), after=(20,))
    stage.run(300)
    assert stage.lines() == [
        ("trước 10", 60.0, Outcome.AIRED),
        ("main", 70.0, Outcome.AIRED),
        ("sau 20", 190.0, Outcome.AIRED),
    ]
    assert stage.journal.lines[1].title == "VOV – nguồn chính (chinh.example.org/a)"


def test_sources_are_opened_a_little_before_and_closed_after(stage: RelayStage) -> None:
    stage.relay(before=(10,))
    stage.run(70 - WARM_UP_S - 1)
    assert stage.opened == []
    stage.run(2)
    assert [source.address for source in stage.opened] == [MAIN, SECOND]
    stage.run(300)
    assert all(source.closed for source in stage.opened)
    assert len(stage.opened) == 2


def test_a_lost_source_gives_way_and_comes_back_once_it_has_been_good(stage: RelayStage) -> None:
    stage.relay(after=(20,))
    stage.run(80)
    stage.source(MAIN).sound.flows = False
    stage.run(10)
    stage.source(MAIN).sound.flows = True
    stage.run(200)
    lines = stage.lines()
    assert [name for name, _, _ in lines] == ["main", "second", "main", "sau 20"]
    starts = [at for _, at, _ in lines]
    assert starts[1] == pytest.approx(80, abs=0.3)
    assert starts[2] == pytest.approx(105, abs=0.3)
    assert starts[3] == pytest.approx(180, abs=0.1)
    assert [line.reason for line in stage.journal.lines] == [
        LOST, "nguồn tốt hơn đã ổn định trở lại", "", "",
    ]  # fmt: skip


def test_a_silent_source_gives_way_though_it_sends(stage: RelayStage) -> None:
    stage.relay()
    stage.run(80)
    stage.source(MAIN).sound.silent_s = 10.0
    stage.run(1)
    assert stage.director.on_air
    assert "dự phòng" in stage.director.on_air.item.title
    assert stage.journal.lines[0].reason == "nguồn tiếp âm im lặng 10 giây"


def test_without_any_source_the_planned_items_then_the_tune_fill_in(stage: RelayStage) -> None:
    stage.relay(news=(25, 200, 30), after=(20,))
    stage.run(80)
    for address in (MAIN, SECOND):
        stage.source(address).sound.flows = False
    stage.run(250)
    assert [(name, outcome) for name, _, outcome in stage.lines()] == [
        ("main", Outcome.CUT),
        ("bù 25", Outcome.AIRED),
        ("bù 30", Outcome.AIRED),
        ("tune", Outcome.AIRED),
        ("sau 20", Outcome.AIRED),
    ]
    assert stage.offset(stage.heard("sau 20")[0]) == pytest.approx(180, abs=0.1)


def test_a_tune_that_fills_in_is_told_from_its_own_beginning_each_time(stage: RelayStage) -> None:
    stage.relay(sources=(MAIN,))
    stage.run(75)
    stage.source(MAIN).sound.flows = False
    stage.run(30)
    stage.ask(stage.alarm("a", tone_s=4))
    stage.ask(stage.message("a", 10))
    stage.run(120)
    tunes = [line for line in stage.journal.lines if short(line) == "tune"]
    assert [line.outcome for line in tunes] == [Outcome.CUT, Outcome.AIRED]
    assert [line.offset_s for line in tunes] == [0.0, 0.0]


def test_a_tune_whose_row_was_written_late_begins_with_its_first_sample(stage: RelayStage) -> None:
    stage.at_hand = False
    stage.relay(sources=(MAIN,))
    stage.run(50)
    stage.journal.writes = False
    stage.run(11)
    stage.journal.writes = True
    stage.run(2)
    laid = stage.director.on_air
    assert laid
    assert laid.item.offset > 0.5 * RATE
    assert airing(laid.item, RATE).offset_s == 0.0


def test_an_item_that_fills_in_is_heard_to_its_end_though_the_source_is_back(
    stage: RelayStage,
) -> None:
    stage.relay(news=(30,), sources=(MAIN,))
    stage.run(80)
    stage.source(MAIN).sound.flows = False
    stage.run(5)
    stage.source(MAIN).sound.flows = True
    stage.run(200)
    names = [(name, outcome) for name, _, outcome in stage.lines()]
    assert names == [
        ("main", Outcome.CUT), ("bù 30", Outcome.AIRED), ("main", Outcome.AIRED),
    ]  # fmt: skip
    assert stage.heard("bù 30")[0].heard_s == 30


def test_an_item_whose_approval_was_taken_back_does_not_fill_in(stage: RelayStage) -> None:
    stage.relay(news=(30,), sources=(MAIN,))
    stage.desk.forbidden.add("bù 30")
    stage.run(80)
    stage.source(MAIN).sound.flows = False
    stage.run(200)
    assert {(name, outcome) for name, _, outcome in stage.lines()} == {
        ("main", Outcome.CUT), ("bù 30", Outcome.FAILED), ("tune", Outcome.AIRED),
    }  # fmt: skip


def test_an_item_that_fills_in_and_is_withdrawn_ends_there_and_the_next_one_fills_in(
    stage: RelayStage,
) -> None:
    stage.relay(news=(25, 30), sources=(MAIN,))
    stage.run(80)
    stage.source(MAIN).sound.flows = False
    stage.run(5)
    stage.desk.recalled, stage.desk.forbidden = {FIRST_NEWS}, {"bù 25"}
    stage.run(200)
    assert [(name, outcome) for name, _, outcome in stage.lines()] == [
        ("main", Outcome.CUT), ("bù 25", Outcome.CUT), ("bù 30", Outcome.AIRED),
        ("tune", Outcome.AIRED),
    ]  # fmt: skip
    (cut,), (following,) = stage.heard("bù 25"), stage.heard("bù 30")
    assert cut.reason == WITHDRAWN
    assert cut.heard_s == pytest.approx(5, abs=0.3)
    assert stage.offset(following) == pytest.approx(stage.offset(cut) + cut.heard_s, abs=0.001)


def test_a_source_that_was_never_there_has_its_row_with_the_reason(stage: RelayStage) -> None:
    stage.relay()
    stage.run(50)
    stage.source(MAIN).sound.flows = False
    stage.run(250)
    first, second = stage.journal.lines
    assert (short(first), first.outcome, first.reason) == ("main", Outcome.FAILED, LOST)
    assert (short(second), second.outcome) == ("second", Outcome.AIRED)
    assert second.started_at
    assert stage.offset(second) == 60.0


def test_a_source_lost_before_its_first_sample_cuts_nothing_before_it(stage: RelayStage) -> None:
    stage.relay(before=(10,))
    stage.run(69)
    stage.source(MAIN).sound.flows = False
    stage.run(200)
    assert [(name, outcome) for name, _, outcome in stage.lines()] == [
        ("main", Outcome.MISSED), ("trước 10", Outcome.AIRED), ("second", Outcome.AIRED),
    ]  # fmt: skip
    assert stage.offset(stage.journal.lines[2]) == 70.0


def test_an_emergency_interrupts_it_and_it_goes_on_where_it_is_by_then(stage: RelayStage) -> None:
    stage.relay(after=(20,))
    stage.run(80)
    stage.ask(stage.alarm("a", tone_s=4))
    stage.ask(stage.message("a", 30))
    stage.run(250)
    assert [(name, outcome) for name, _, outcome in stage.lines()] == [
        ("main", Outcome.CUT),
        ("tone a", Outcome.AIRED),
        ("message a", Outcome.AIRED),
        ("main", Outcome.AIRED),
        ("sau 20", Outcome.AIRED),
    ]
    rest = stage.journal.lines[3]
    assert stage.offset(rest) == pytest.approx(114, abs=0.1)
    assert rest.offset_s == pytest.approx(54, abs=0.2), "it did not wait"
    assert stage.offset(stage.heard("sau 20")[0]) == pytest.approx(180, abs=0.2)


def test_a_relay_that_was_over_behind_an_emergency_is_not_heard_again(stage: RelayStage) -> None:
    stage.relay(length_s=30, after=(20,))
    stage.run(70)
    stage.ask(stage.alarm("a", tone_s=4))
    stage.ask(stage.message("a", 40))
    stage.run(150)
    names = [name for name, _, _ in stage.lines()]
    assert names == ["main", "tone a", "message a", "sau 20"]


def test_a_relay_whose_turn_is_at_once_waits_a_moment_for_its_source(stage: RelayStage) -> None:
    stage.at_hand = False
    stage.relay(in_s=1)
    stage.run(4)
    stage.source(MAIN).sound.flows = True
    stage.run(150)
    assert stage.lines() == [("main", 1.0, Outcome.AIRED)]


def test_a_source_that_does_not_come_in_that_moment_gives_way(stage: RelayStage) -> None:
    stage.at_hand = False
    stage.relay(in_s=1)
    stage.run(150)
    assert [(name, outcome) for name, _, outcome in stage.lines()] == [
        ("main", Outcome.CUT), ("tune", Outcome.AIRED),
    ]  # fmt: skip
    assert stage.journal.lines[0].heard_s < 5


def test_stop_ends_it_and_lets_go_of_its_sources(stage: RelayStage) -> None:
    from broadcaster.playout.air import Request

    stage.relay(after=(20,))
    stage.run(80)
    assert stage.ask(Request(do="stop", reason="dừng bởi kỹ thuật")) == {"stopped": True}
    stage.run(5)
    assert [(name, outcome) for name, _, outcome in stage.lines()][-2:] == [
        ("sau 20", Outcome.MISSED), ("main", Outcome.CUT),
    ]  # fmt: skip
    assert all(source.closed for source in stage.opened)


def test_in_a_slot_that_begins_late_the_relay_ends_earlier_and_the_rest_is_heard(
    stage: RelayStage,
) -> None:
    plan = stage.relay(in_s=60, length_s=100, after=(20,), slot_s=125)
    stage.out.runs = False
    stage.run(100)
    stage.out.runs = True
    stage.run(200)
    names = [name for name, _, outcome in stage.lines() if outcome is Outcome.AIRED]
    assert "main" in names
    main = next(line for line in stage.journal.lines if short(line) == "main" and line.started_at)
    assert main.started_at
    ends = stage.journal.lines[-1].started_at
    assert ends is not None
    assert ends + timedelta(seconds=stage.journal.lines[-1].heard_s) <= plan.limit + timedelta(
        seconds=1
    )


def test_when_the_device_is_lost_it_goes_on_at_its_place(stage: RelayStage) -> None:
    stage.relay(after=(20,))
    stage.run(80)
    stage.director.device_lost(stage.out.heard())
    stage.clock.advance(10)
    stage.director.device_back()
    stage.run(200)
    assert [(name, outcome) for name, _, outcome in stage.lines()] == [
        ("main", Outcome.CUT), ("main", Outcome.AIRED), ("sau 20", Outcome.AIRED),
    ]  # fmt: skip
    assert stage.offset(stage.heard("sau 20")[0]) == pytest.approx(180, abs=0.2)
