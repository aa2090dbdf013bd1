"""Who writes, who approves, and what exactly they said yes to."""

from typing import TYPE_CHECKING

from broadcaster.exports import on_demand

if TYPE_CHECKING:
    from broadcaster.newsroom.accounts import (
        acting,
        add_person,
        authenticate,
        disable_person,
        people,
        person_named,
        set_password,
    )
    from broadcaster.newsroom.actors import looked_up
    from broadcaster.newsroom.airing import Airable, airable, check_airable, withdrawn
    from broadcaster.newsroom.conditions import (
        OfferedSound,
        heard_enough,
        heard_seconds,
        require_own,
    )
    from broadcaster.newsroom.console import CONSOLE, CONSOLE_VI, actor_vi
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
    from broadcaster.newsroom.kinds import Genre, Means, NewsField, Priority, Role, State
    from broadcaster.newsroom.models import (
        Approval,
        Listening,
        NewsItem,
        Person,
        Revision,
        Transition,
    )
    from broadcaster.newsroom.readable import require_script, require_title
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
    from broadcaster.newsroom.views import (
        ItemView,
        history,
        item,
        items,
        locked_item,
        revisions,
    )
    from broadcaster.newsroom.words import PRIORITY_VI, ROLE_VI, STATE_VI
    from broadcaster.newsroom.workflow import Action, may, only_their_own
else:
    __getattr__ = on_demand(
        __name__,
        {
            "airing": "Airable airable check_airable withdrawn",
            "conditions": "OfferedSound heard_enough heard_seconds require_own",
            "content": "Content content_of content_sha256 programmes_of revision_sha256",
            "decoding": "Decoded decode",
            "documents": "Script read_script",
            "file_kinds": "RECORDING_ENDINGS SCRIPT_ENDINGS source_kind",
            "kinds": "Genre Means NewsField Priority Role State",
            "models": "Approval Listening NewsItem Person Revision Transition",
            "accounts": (
                "acting add_person authenticate disable_person people person_named set_password"
            ),
            "readable": "require_script require_title",
            "recordings": "Recording recording_path take_recording",
            "service": (
                "approve approve_emergency create note_listening reject revise submit withdraw"
            ),
            "views": "ItemView history item items locked_item revisions",
            "actors": "looked_up",
            "console": "CONSOLE CONSOLE_VI actor_vi",
            "words": "PRIORITY_VI ROLE_VI STATE_VI",
            "workflow": "Action may only_their_own",
        },
    )

__all__ = [
    "CONSOLE",
    "CONSOLE_VI",
    "PRIORITY_VI",
    "RECORDING_ENDINGS",
    "ROLE_VI",
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
    "OfferedSound",
    "Person",
    "Priority",
    "Recording",
    "Revision",
    "Role",
    "Script",
    "State",
    "Transition",
    "acting",
    "actor_vi",
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
    "heard_seconds",
    "history",
    "item",
    "items",
    "locked_item",
    "looked_up",
    "may",
    "note_listening",
    "only_their_own",
    "people",
    "person_named",
    "programmes_of",
    "read_script",
    "recording_path",
    "reject",
    "require_own",
    "require_script",
    "require_title",
    "revise",
    "revision_sha256",
    "revisions",
    "set_password",
    "source_kind",
    "submit",
    "take_recording",
    "withdraw",
    "withdrawn",
]
