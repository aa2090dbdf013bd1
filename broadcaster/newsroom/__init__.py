"""Who writes, who approves, and what exactly they said yes to."""

from broadcaster.newsroom.models import (
    Approval,
    Genre,
    Listening,
    Means,
    NewsField,
    NewsItem,
    Person,
    Priority,
    Revision,
    Role,
    State,
    Transition,
)

__all__ = [
    "Approval",
    "Genre",
    "Listening",
    "Means",
    "NewsField",
    "NewsItem",
    "Person",
    "Priority",
    "Revision",
    "Role",
    "State",
    "Transition",
]
