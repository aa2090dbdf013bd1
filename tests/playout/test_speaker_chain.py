"""Several outputs behind one another."""

import numpy as np
import pytest

from broadcaster.errors import PlayoutUnavailable
from broadcaster.playout.output.speaker import speaker_named
from broadcaster.playout.output.speaker_chain import SpeakerChain, in_a_chain
from broadcaster.playout.sounds.mixer import Block
from tests.playout.kept_loudspeaker import FakeSpeaker
from tests.rig.fake_clock import FakeClock


def pull(count: int, leaves_at: float) -> Block:
    del leaves_at
    return np.zeros(count, np.int16)


def pair(*, if_refused: bool = True) -> tuple[FakeSpeaker, FakeSpeaker, SpeakerChain]:
    usb, built_in = FakeSpeaker("USB"), FakeSpeaker("built in")
    return usb, built_in, SpeakerChain([usb, built_in], if_refused=if_refused)


def test_the_first_is_the_one_that_is_meant() -> None:
    usb, built_in, chain = pair()
    chain.open(pull)
    assert (usb.is_open, built_in.is_open) == (True, False)
    assert (chain.name, chain.may_close) == ("USB", False)
    chain.close()
    assert not usb.is_open


def test_where_it_cannot_be_opened_the_next_stands_in_until_it_is_back() -> None:
    usb, built_in, chain = pair()
    usb.plugged = False
    chain.open(pull)
    assert (chain.name, chain.may_close) == ("built in", True)
    chain.close()
    assert not built_in.is_open
    usb.plugged = True
    chain.open(pull)
    assert (chain.name, chain.may_close) == ("USB", False)


def test_if_none_can_be_opened_the_one_that_is_meant_says_why() -> None:
    usb, built_in, chain = pair()
    usb.plugged = built_in.plugged = False
    with pytest.raises(PlayoutUnavailable, match="USB"):
        chain.open(pull)


def test_without_a_named_second_output_a_missing_one_is_waited_for() -> None:
    usb, built_in, chain = pair(if_refused=False)
    usb.plugged = False
    with pytest.raises(PlayoutUnavailable, match="USB"):
        chain.open(pull)
    assert not built_in.is_open


def test_an_output_that_is_not_heard_stays_left_until_the_others_were_tried() -> None:
    _, _, chain = pair()
    chain.open(pull)
    chain.close()
    chain.turn()
    chain.open(pull)
    assert (chain.name, chain.may_close) == ("built in", False)
    chain.close()
    chain.turn()
    chain.open(pull)
    assert chain.name == "USB"


def test_what_stands_in_goes_on_behind_a_drop_though_the_one_that_is_meant_is_back() -> None:
    usb, built_in, chain = pair()
    usb.plugged = False
    chain.open(pull)
    usb.plugged = True
    built_in.silent_since = FakeClock().now()
    assert chain.drop() == built_in.silent_since
    chain.open(pull)
    assert (chain.name, usb.is_open, built_in.is_open) == ("built in", False, True)
    chain.close()
    chain.open(pull)
    assert (chain.name, usb.is_open, built_in.is_open) == ("USB", True, False)


def test_where_nothing_is_dropped_the_one_that_is_meant_is_tried_first_again() -> None:
    usb, _, chain = pair()
    usb.plugged = False
    chain.open(pull)
    assert chain.drop() is None
    chain.close()
    usb.plugged = True
    chain.open(pull)
    assert chain.name == "USB"


def test_a_lone_speaker_is_a_chain_of_one() -> None:
    usb = FakeSpeaker("USB")
    chain = in_a_chain(usb)
    assert chain.count == 1
    chain.turn()
    assert chain.name == "USB"
    assert in_a_chain(chain) is chain


def test_the_settings_name_the_devices_of_the_chain() -> None:
    made = speaker_named("device", device="USB", rate=48000, clock=FakeClock(), others=("HDMI",))
    assert isinstance(made, SpeakerChain)
    assert made.count == 2
    assert made.name == "USB"
