"""One root for every error a person can meet; each text says what happened and what to do."""


class BroadcasterError(Exception):
    """Something could not be done.

    The message is one English sentence for the command line; `vi` is the same for the panel.
    """

    def __init__(self, message: str, vi: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self._vi = vi

    @property
    def vi(self) -> str:
        """The Vietnamese sentence, or the English one where none was given."""
        return self._vi or self.message


class InvalidInput(BroadcasterError):
    """What a person gave cannot be taken as it is."""


class NotFound(BroadcasterError):
    """The thing that was named does not exist."""


class NotAllowed(BroadcasterError):
    """The person may not do this."""


class NotApproved(BroadcasterError):
    """The content has no approval that holds, so it may not air."""


class WrongSetting(BroadcasterError):
    """`station.toml`, the environment or a schedule file holds a wrong value."""


class StoreUnavailable(BroadcasterError):
    """The database cannot be reached, or could not write."""


class StoreTooNew(StoreUnavailable):
    """A newer version of the software made the database: this one keeps its hands off it."""


class SpeechFailed(BroadcasterError):
    """No voice could turn the text into sound that may be kept."""


class PlayoutUnavailable(BroadcasterError):
    """The player is not running, or a second one was asked for."""


class Superseded(BroadcasterError):
    """Somebody else ended what was asked for, or something else took its place, in between."""
