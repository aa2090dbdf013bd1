"""Who may do what, and which step leads where. Plain values only.

The life of a revision is that of domain.md's news item: draft, submitted, approved, with
rejected and withdrawn at any point. A newer revision replaces drafts and submitted ones at
once, an approved one only when it is approved itself.
"""

from enum import StrEnum

from broadcaster.errors import NotAllowed
from broadcaster.newsroom.kinds import Role, State
from broadcaster.newsroom.words import STATE_VI


class Action(StrEnum):
    """What somebody wants to do."""

    CREATE = "create"
    REVISE = "revise"
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    INTERRUPT = "interrupt or stop what is on air"
    SPEAK = "speak live"
    PRONOUNCE = "change the dictionary"
    VOUCH = "say that the clock is right"
    MANAGE_PEOPLE = "manage people"


WRITING = frozenset({Action.CREATE, Action.REVISE, Action.SUBMIT})
DECIDING = frozenset(
    {
        Action.APPROVE,
        Action.REJECT,
        Action.WITHDRAW,
        Action.INTERRUPT,
        Action.SPEAK,
        Action.VOUCH,
    }
)

_ALLOWED: dict[Role, frozenset[Action]] = {
    Role.ADMINISTRATOR: frozenset(Action),
    Role.APPROVER: WRITING | DECIDING | {Action.PRONOUNCE},
    Role.EDITOR: WRITING | {Action.PRONOUNCE},
    Role.VILLAGE: WRITING,
    Role.OFFICER: frozenset(),
    Role.TECHNICIAN: frozenset(),
}

# The machine's own console writes and interrupts, but never says yes in its own name.
_CONSOLE_ALLOWED = WRITING | {Action.INTERRUPT, Action.PRONOUNCE, Action.VOUCH}

_STEPS: dict[tuple[State | None, Action], State] = {
    (None, Action.CREATE): State.DRAFT,
    (State.DRAFT, Action.REVISE): State.DRAFT,
    (State.SUBMITTED, Action.REVISE): State.DRAFT,
    (State.APPROVED, Action.REVISE): State.DRAFT,
    (State.REJECTED, Action.REVISE): State.DRAFT,
    (State.DRAFT, Action.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Action.APPROVE): State.APPROVED,
    (State.SUBMITTED, Action.REJECT): State.REJECTED,
    (State.DRAFT, Action.WITHDRAW): State.WITHDRAWN,
    (State.SUBMITTED, Action.WITHDRAW): State.WITHDRAWN,
    (State.APPROVED, Action.WITHDRAW): State.WITHDRAWN,
    (State.REJECTED, Action.WITHDRAW): State.WITHDRAWN,
}

_DONE: dict[Action, tuple[str, str]] = {
    Action.CREATE: ("created", "tạo"),
    Action.REVISE: ("revised", "sửa"),
    Action.SUBMIT: ("submitted", "gửi duyệt"),
    Action.APPROVE: ("approved", "duyệt"),
    Action.REJECT: ("rejected", "trả lại"),
    Action.WITHDRAW: ("withdrawn", "thu hồi"),
}

_REMEDY: dict[tuple[State, Action], tuple[str, str]] = {
    (State.DRAFT, Action.APPROVE): ("submit it first", "hãy gửi duyệt trước"),
    (State.DRAFT, Action.REJECT): ("only what was submitted is rejected", "chưa gửi duyệt"),
    (State.SUBMITTED, Action.SUBMIT): ("approve or reject it", "hãy duyệt hoặc trả lại"),
    (State.APPROVED, Action.SUBMIT): ("revise it to change it", "muốn đổi thì hãy sửa bài"),
    (State.APPROVED, Action.APPROVE): ("nothing is left to do", "không cần làm gì thêm"),
    (State.APPROVED, Action.REJECT): ("withdraw it instead", "hãy thu hồi"),
    (State.REJECTED, Action.SUBMIT): ("revise it and submit again", "hãy sửa rồi gửi lại"),
    (State.REJECTED, Action.APPROVE): ("revise it and submit again", "hãy sửa rồi gửi lại"),
    (State.REJECTED, Action.REJECT): ("nothing is left to do", "không cần làm gì thêm"),
}
_WITHDRAWN_REMEDY = ("add it as a new item if it is to air", "muốn phát thì hãy tạo tin bài mới")
_OTHER_REMEDY = ("look at the newest revision", "hãy xem bản mới nhất")


def step(state: State | None, action: Action, *, news_id: int = 0, revision: int = 1) -> State:
    """Return the state that the action leads to.

    For `REVISE` that is the state of the new revision. Raises `NotAllowed` naming the revision,
    its state and what to do instead.
    """
    following = _STEPS.get((state, action))
    if following is not None:
        return following
    raise NotAllowed(*_cannot(state, action, news_id, revision))


def may(role: Role, action: Action) -> bool:
    """Return whether a person of that role may do it (a village head only to their own items)."""
    return action in _ALLOWED[role]


def only_their_own(role: Role) -> bool:
    """Return whether that role may write on nobody else's items."""
    return role is Role.VILLAGE


def console_may(action: Action) -> bool:
    """Return whether the command line may do it without a person's name."""
    return action in _CONSOLE_ALLOWED


def two_people(author: str, approver: str, *, required: bool) -> bool:
    """Return whether the approval has the two people it needs."""
    return not required or author != approver


def _cannot(state: State | None, action: Action, news_id: int, revision: int) -> tuple[str, str]:
    done, done_vi = _DONE.get(action, (action.value, action.value))
    what = f"revision {revision} of news item {news_id} cannot be {done}"
    what_vi = f"Không thể {done_vi} bản {revision} của tin bài số {news_id}"
    if state is None:
        return f"{what}: it has no history; restore a backup", f"{what_vi}: không có lịch sử."
    if state is State.WITHDRAWN:
        remedy, remedy_vi = _WITHDRAWN_REMEDY
    else:
        remedy, remedy_vi = _REMEDY.get((state, action), _OTHER_REMEDY)
    shown = {State.DRAFT: "a draft", State.SUBMITTED: "submitted already"}.get(state, state.value)
    return (
        f"{what}: it is {shown}; {remedy}",
        f"{what_vi}: đang ở trạng thái “{STATE_VI[state].lower()}”; {remedy_vi}.",
    )
