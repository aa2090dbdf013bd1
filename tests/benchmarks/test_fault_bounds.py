"""The bench of faults says what took longer than it may: each figure is given to it here."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

import pytest

from benchmarks.failing import crashes, device, emergencies
from benchmarks.failing.figures import Figures

QUICK: dict[str, Any] = {
    "_device": ([1.0], [0.3]),
    "_out_of_place": [0.0],
    "_interrupt_commands": ([0.5], [0.3]),
    "_while_locked": [0.08],
    "_under_run": [4.0],
    "_twice": [3.0],
    "_after_a_crash": 2.0,
    "_refused_after": 1.0,
}


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., list[str]]:
    def measured(module: ModuleType, **slower: Any) -> list[str]:
        for name in ("Commune", "SoundServer"):
            monkeypatch.setattr(module, name, MagicMock())
        monkeypatch.setattr(module.time, "sleep", lambda _: None)
        monkeypatch.setattr(crashes, "free_port", lambda: 1)
        for name, value in {**QUICK, **slower}.items():
            if hasattr(module, name):
                monkeypatch.setattr(module, name, lambda *_, value=value: value)
        figures = Figures()
        module.measure(figures, tmp_path, 1)
        return figures.faults

    return measured


@pytest.mark.parametrize("module", [crashes, device, emergencies])
def test_what_is_quick_holds(module: ModuleType, faults: Callable[..., list[str]]) -> None:
    assert faults(module) == []


@pytest.mark.parametrize(
    ("module", "slower", "says"),
    [
        (device, {"_device": ([3.1], [0.3])}, ["3.100 s, not 3 s at most"] * 2),
        (device, {"_device": ([1.0], [2.1])}, ["2.100 s, not 2 s at most"] * 2),
        (device, {"_out_of_place": [0.0, 0.2]}, ["0.200 s, not 0.001 s at most"] * 2),
        (device, {"_interrupt_commands": ([0.61], [0.3])}, ["0.610 s, not 0.6 s at most"]),
        (device, {"_while_locked": [0.11]}, ["0.110 s, not 0.1 s at most"]),
        (crashes, {"_under_run": [7.5]}, ["killed under `broadcaster run`"]),
        (crashes, {"_under_run": [60.0]}, ["killed under", "hangs under"]),
        (crashes, {"_twice": [5.1]}, ["5.100 s, not 5 s at most"]),
        (emergencies, {"_after_a_crash": 5.1}, ["5.100 s, not 5 s at most"]),
    ],
)
def test_what_takes_too_long_does_not_hold(
    module: ModuleType,
    slower: dict[str, Any],
    says: list[str],
    faults: Callable[..., list[str]],
) -> None:
    told = faults(module, **slower)
    assert [words in fault for words, fault in zip(says, told, strict=True)] == [True] * len(says)
