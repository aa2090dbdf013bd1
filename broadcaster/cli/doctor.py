"""`broadcaster doctor`: what is there and what is missing."""

from pathlib import Path

import click

from broadcaster.cli.options import echo_json, json_option
from broadcaster.doctor import examine


@click.command()
@json_option
@click.pass_context
def doctor(ctx: click.Context, *, as_json: bool) -> int:
    """Say what is there and what is missing, with its remedy; exit 1 if something needed is."""
    home: Path = ctx.find_root().obj
    findings = []
    for finding in examine(home):
        findings.append(finding)
        if not as_json:
            mark = "✓" if finding.well else ("✗" if finding.needed else "!")
            click.echo(f"{mark} {finding.name}: {finding.text}")
    if as_json:
        echo_json([vars(finding) for finding in findings])
    return 1 if any(finding.needed and not finding.well for finding in findings) else 0
