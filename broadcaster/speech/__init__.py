"""Written Vietnamese becomes spoken words, a voice, and a clip that is whole on disk."""

from typing import TYPE_CHECKING

from broadcaster.exports import on_demand

if TYPE_CHECKING:
    from broadcaster.speech.backlog import (
        clip_of,
        is_sound_of,
        offered_sound,
        sound_of,
        sound_to_air,
        text_source,
        waiting,
        waiting_texts,
    )
    from broadcaster.speech.chain import Passage, Spoken, VoiceChain, VoiceState
    from broadcaster.speech.clips import (
        ClipDamaged,
        UnkeptClip,
        discard,
        is_whole,
        open_clip,
        remove_unfinished,
    )
    from broadcaster.speech.mark import Mark, read_mark
    from broadcaster.speech.models import Clip, PronunciationChange, Rendering, Rereading
    from broadcaster.speech.pronunciation import (
        Entry,
        WrongEntry,
        add_entry,
        change_entry,
        entry_of,
        pronunciation_changes,
        remove_entry,
    )
    from broadcaster.speech.rereading import (
        approved_clip,
        ask_again,
        asked_again,
        is_read_otherwise,
        unapproved_with,
        words_to_say,
    )
    from broadcaster.speech.service import (
        Said,
        keep,
        keep_failure,
        render_revision,
        render_text,
        say,
        spoken_samples,
        synthesise_recording,
        synthesise_revision,
        synthesise_text,
    )
    from broadcaster.speech.station_reading import dictionary_of, reading_of, reading_with
    from broadcaster.speech.voice import NothingToSay, Sound, Voice
    from broadcaster.speech.voices import Missing, missing, voices_of
else:
    __getattr__ = on_demand(
        __name__,
        {
            "backlog": (
                "clip_of is_sound_of offered_sound sound_of sound_to_air text_source"
                " waiting waiting_texts"
            ),
            "chain": "Passage Spoken VoiceChain VoiceState",
            "clips": "ClipDamaged UnkeptClip discard is_whole open_clip remove_unfinished",
            "mark": "Mark read_mark",
            "models": "Clip PronunciationChange Rendering Rereading",
            "pronunciation": (
                "Entry WrongEntry add_entry change_entry entry_of"
                " pronunciation_changes remove_entry"
            ),
            "rereading": (
                "approved_clip ask_again asked_again is_read_otherwise unapproved_with words_to_say"
            ),
            "service": (
                "Said keep keep_failure render_revision render_text say"
                " spoken_samples synthesise_recording synthesise_revision synthesise_text"
            ),
            "station_reading": "dictionary_of reading_of reading_with",
            "voice": "NothingToSay Sound Voice",
            "voices": "Missing missing voices_of",
        },
    )

__all__ = [
    "Clip",
    "ClipDamaged",
    "Entry",
    "Mark",
    "Missing",
    "NothingToSay",
    "Passage",
    "PronunciationChange",
    "Rendering",
    "Rereading",
    "Said",
    "Sound",
    "Spoken",
    "UnkeptClip",
    "Voice",
    "VoiceChain",
    "VoiceState",
    "WrongEntry",
    "add_entry",
    "approved_clip",
    "ask_again",
    "asked_again",
    "change_entry",
    "clip_of",
    "dictionary_of",
    "discard",
    "entry_of",
    "is_read_otherwise",
    "is_sound_of",
    "is_whole",
    "keep",
    "keep_failure",
    "missing",
    "offered_sound",
    "open_clip",
    "pronunciation_changes",
    "read_mark",
    "reading_of",
    "reading_with",
    "remove_entry",
    "remove_unfinished",
    "render_revision",
    "render_text",
    "say",
    "sound_of",
    "sound_to_air",
    "spoken_samples",
    "synthesise_recording",
    "synthesise_revision",
    "synthesise_text",
    "text_source",
    "unapproved_with",
    "voices_of",
    "waiting",
    "waiting_texts",
    "words_to_say",
]
