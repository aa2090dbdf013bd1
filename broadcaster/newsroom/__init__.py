"""Who writes, who approves, and what exactly they said yes to."""

from broadcaster.newsroom.airing import Airable, airable, check_airable
from broadcaster.newsroom.conditions import heard_enough
from broadcaster.newsroom.content import (
    Content,
    content_of,
    content_sha256,
    programmes_of,
    revision_sha256,
)
from broadcaster.newsroom.decoding import Decoded, decode
from broadcaster.newsroom.documents import Script, read_script
from broadcaster.newsroom.file_kinds import RECORDING_ENDINGS, SCRIPT_ENDINGS, source_kind
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
from broadcaster.newsroom.people import (
    acting,
    add_person,
    authenticate,
    disable_person,
    people,
    person_named,
    set_password,
)
from broadcaster.newsroom.recordings import Recording, recording_path, take_recording
from broadcaster.newsroom.service import (
    approve,
    approve_emergency,
    create,
    note_listening,
    reject,
    revise,
    submit,
    withdraw,
)
from broadcaster.newsroom.views import ItemView, history, item, items, revisions
from broadcaster.newsroom.workflow import CONSOLE, STATE_VI, Action, may, only_their_own

__all__ = [
    "CONSOLE",
    "RECORDING_ENDINGS",
    "SCRIPT_ENDINGS",
    "STATE_VI",
    "Action",
    "Airable",
    "Approval",
    "Content",
    "Decoded",
    "Genre",
    "ItemView",
    "Listening",
    "Means",
    "NewsField",
    "NewsItem",
    "Person",
    "Priority",
    "Recording",
    "Revision",
    "Role",
    "Script",
    "State",
    "Transition",
    "acting",
    "add_person",
    "airable",
    "approve",
    "approve_emergency",
    "authenticate",
    "check_airable",
    "content_of",
    "content_sha256",
    "create",
    "decode",
    "disable_person",
    "heard_enough",
    "history",
    "item",
    "items",
    "may",
    "note_listening",
    "only_their_own",
    "people",
    "person_named",
    "programmes_of",
    "read_script",
    "recording_path",
    "reject",
    "revise",
    "revision_sha256",
    "revisions",
    "set_password",
    "source_kind",
    "submit",
    "take_recording",
    "withdraw",
]
