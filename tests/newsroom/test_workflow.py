import itertools

import pytest

from broadcaster.errors import NotAllowed
from broadcaster.newsroom import STATE_VI, Action, Role, State, may
from broadcaster.newsroom.workflow import console_may, only_their_own, step, two_people

STEPS = {
    (State.DRAFT, Action.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Action.APPROVE): State.APPROVED,
    (State.SUBMITTED, Action.REJECT): State.REJECTED,
    **{
        (state, Action.REVISE): State.DRAFT
        for state in (State.DRAFT, State.SUBMITTED, State.APPROVED, State.REJECTED)
    },
    **{
        (state, Action.WITHDRAW): State.WITHDRAWN
        for state in (State.DRAFT, State.SUBMITTED, State.APPROVED, State.REJECTED)
    },
}
STEP_ACTIONS = (Action.REVISE, Action.SUBMIT, Action.APPROVE, Action.REJECT, Action.WITHDRAW)


@pytest.mark.parametrize(("state", "action"), list(itertools.product(State, STEP_ACTIONS)))
def test_a_step_leads_where_the_life_of_an_item_says_or_is_refused(
    state: State, action: Action
) -> None:
    if (state, action) in STEPS:
        assert step(state, action) is STEPS[state, action]
        return
    with pytest.raises(NotAllowed) as caught:
        step(state, action, news_id=12, revision=3)
    assert "revision 3 of news item 12 cannot be" in str(caught.value)
    assert ";" in str(caught.value)
    assert STATE_VI[state].lower() in caught.value.vi


def test_only_submitted_leads_to_approved() -> None:
    for state, action in itertools.product(State, Action):
        try:
            following = step(state, action)
        except NotAllowed:
            continue
        if following is State.APPROVED:
            assert (state, action) == (State.SUBMITTED, Action.APPROVE)


WRITE = {Action.CREATE, Action.REVISE, Action.SUBMIT}
DECIDE = {
    Action.APPROVE, Action.REJECT, Action.WITHDRAW, Action.INTERRUPT, Action.SPEAK, Action.VOUCH,
}  # fmt: skip


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.ADMINISTRATOR, WRITE | DECIDE | {Action.PRONOUNCE, Action.MANAGE_PEOPLE}),
        (Role.APPROVER, WRITE | DECIDE | {Action.PRONOUNCE}),
        (Role.EDITOR, WRITE | {Action.PRONOUNCE}),
        (Role.VILLAGE, WRITE),
        (Role.OFFICER, set()),
        (Role.TECHNICIAN, set()),
    ],
)
def test_a_role_may_do_this_and_nothing_else(role: Role, allowed: set[Action]) -> None:
    assert {action for action in Action if may(role, action)} == allowed
    assert only_their_own(role) is (role is Role.VILLAGE)


def test_the_console_writes_and_interrupts_but_never_approves() -> None:
    allowed = {action for action in Action if console_may(action)}
    assert allowed == WRITE | {Action.INTERRUPT, Action.PRONOUNCE, Action.VOUCH}


def test_two_people_are_two() -> None:
    assert two_people("lan", "minh", required=True)
    assert not two_people("minh", "minh", required=True)
    assert two_people("minh", "minh", required=False)
