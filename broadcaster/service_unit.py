"""The unit file by which systemd runs a station: at boot, watched, with only what it needs."""

import sys
from pathlib import Path

from broadcaster.errors import InvalidInput, NotFound
from broadcaster.playout.output.priority import NICE, REALTIME

UNIT = "broadcaster.service"
FOLDER = Path("/etc/systemd/system")

# The groups whose members may use the sound device and a serial relay.
DEVICE_GROUPS = ("audio", "dialout")

# PrivateTmp= puts empty folders in the place of these.
HIDDEN = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - only compared with

# systemd restarts it without end (StartLimitIntervalSec=0): a station never gives up.
# KillMode=mixed: the supervisor ends its parts itself, so that the player fades out.
# ProtectClock= is left out on purpose: it hides every device but the clock, also the sound card.
_TEXT = """\
# Made by 'broadcaster service'; change it there, or with 'systemctl edit {unit}'.
[Unit]
Description=Commune radio station in {described}
After=network.target sound.target
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=main
ExecStart={program} -P -m broadcaster --home {argument} run
User={user}
{groups}WorkingDirectory={folder}
Environment=PYTHONUTF8=1
Restart=always
RestartSec=2
WatchdogSec=30
TimeoutStartSec=180
TimeoutStopSec=45
KillMode=mixed

# The player goes before other programs, and the thread of the sound device before all.
LimitNICE={nice}
LimitRTPRIO={realtime}
OOMScoreAdjust=-500

# It writes nowhere but into its home.
UMask=0027
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={home}
PrivateTmp=yes
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectHostname=yes
RestrictSUIDSGID=yes
RestrictNamespaces=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
LockPersonality=yes
SystemCallArchitectures=native

[Install]
WantedBy=multi-user.target
"""


def unit_text(home: Path, user: str = "") -> str:
    """Return the unit file of the station in that home, run by the account that owns it.

    `user` names another account. Raises `InvalidInput` where there is no systemd or no such
    account, and for a home whose name a unit file cannot hold.
    """
    home = home.expanduser().absolute()
    if not str(home).isprintable():
        message = f"a unit file cannot name the folder {str(home)!r}; move the station"
        raise InvalidInput(message)
    if sys.platform == "win32":
        message = "systemd is for Linux; docs/service.md says what to do on Windows"
        raise InvalidInput(message)
    user = user or home.owner()
    groups = _groups(user)
    return _TEXT.format(
        unit=UNIT,
        described=_escaped(str(home)),
        program=_quoted(sys.executable).replace("$", "$$"),
        argument=_quoted(str(home)).replace("$", "$$"),
        folder=_escaped(str(home)),
        home=_quoted(str(home)),
        user=user,
        groups=f"SupplementaryGroups={' '.join(groups)}\n" if groups else "",
        nice=NICE,
        realtime=REALTIME,
    )


def warning_of(home: Path) -> str:
    """Return why the unit cannot see that home; empty if it can."""
    resolved = home.expanduser().resolve()
    for hidden in HIDDEN:
        if resolved.is_relative_to(hidden):
            return (
                f"a service has a {hidden} of its own (PrivateTmp=yes) and does not see the "
                f"station in {resolved}; move the station, to /srv for instance"
            )
    return ""


def install_unit(home: Path, user: str = "", folder: Path = FOLDER) -> Path:
    """Write the unit file into systemd's folder; return its path.

    Raises `InvalidInput` like `unit_text`, and if the folder cannot be written to.
    """
    text = unit_text(home, user)
    file = folder / UNIT
    try:
        file.write_text(text, encoding="utf-8")
    except FileNotFoundError as error:
        message = f"there is no folder {folder}; this machine has no systemd, see docs/service.md"
        raise NotFound(message) from error
    except OSError as error:
        message = f"{file} cannot be written ({error.strerror}); run this as root (sudo)"
        raise InvalidInput(message) from error
    return file


def _groups(user: str) -> list[str]:
    """Return the groups of `DEVICE_GROUPS` that this machine has; the account must exist."""
    import grp
    import pwd

    try:
        pwd.getpwnam(user)
    except KeyError as error:
        message = (
            f"there is no account '{user}' on this machine; make it with 'adduser --system "
            f"--group {user}', or name another with --user"
        )
        raise InvalidInput(message) from error
    known = {group.gr_name for group in grp.getgrall()}
    return [group for group in DEVICE_GROUPS if group in known]


def _escaped(text: str) -> str:
    """Return the text as a unit file holds it: `%` begins a specifier of systemd."""
    return text.replace("%", "%%")


def _quoted(path: str) -> str:
    """Return the path as one word of a unit file."""
    path = _escaped(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{path}"'
