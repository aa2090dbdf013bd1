"""`broadcaster demo`: the main job, end to end."""

from pathlib import Path

import click

from broadcaster.cli.demonstration import run_demo


@click.command()
@click.option(
    "--speaker",
    metavar="auto|null|wav:FILE",
    default="auto",
    show_default=True,
    help="auto: the sound device if there is one, else a WAV file in the home.",
)
@click.option("--keep", is_flag=True, help="Keep the sample station of before, beside the new one.")
@click.pass_context
def demo(ctx: click.Context, speaker: str, *, keep: bool) -> int:
    """Show a sample commune on air: scripts, approvals, voices, a slot now, a drill, the log."""
    home: Path = ctx.find_root().obj
    known = {"auto", "null", "device"}
    if speaker not in known and not speaker.startswith("wav:"):
        message = f"'{speaker}' is no speaker; write auto, null or wav:FILE"
        raise click.BadParameter(message, ctx, param_hint="--speaker")
    return 0 if run_demo(home, speaker, keep=keep) else 1
