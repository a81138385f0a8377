"""`flask seed`."""

import click

from scheduler.cli.saying import progress, speaks
from scheduler.domain.log import COMMAND_LINE, Author
from scheduler.http.context import edge
from scheduler.services import seeding


@click.command("seed")
@click.option("--facts-only", is_flag=True, help="Only the real facts, without the sample sessions.")
@click.option(
    "--plant-conflicts",
    is_flag=True,
    help="Then plant one conflict of each rule that a seed can break, to practise on.",
)
@click.option("--seed", "chance", type=int, default=2017, show_default=True, help="The same number, the same samples.")
@click.option("--if-empty", is_flag=True, help="Only where there is no event at all, as `make serve` wants it.")
@speaks
def seed(facts_only: bool, plant_conflicts: bool, chance: int, if_empty: bool) -> None:
    """Make the event wsis-2017 and release it; where it is there already, change nothing."""
    made = edge()
    if if_empty and not seeding.is_empty(made.database):
        click.echo("The database holds an event already. Nothing seeded.")
        return
    with progress("seeding"):
        done = seeding.seed(
            made.database,
            author=Author(COMMAND_LINE, made.clock()),
            base_url=made.config.base_url,
            facts_only=facts_only,
            plant_conflicts=plant_conflicts,
            chance=chance,
        )
    if done.created:
        click.echo(f"{seeding.SLUG}: {done.sessions} sessions, {done.placements} placed. Released.")
    else:
        click.echo(f"{seeding.SLUG} is there already, with {done.sessions} sessions. Nothing seeded.")
    if done.planted:
        click.echo(f"One conflict of each rule that a seed can break is planted: flask --app wsgi check {seeding.SLUG}")
        event = made.desks.open(seeding.SLUG).programme.event
        if event.span_of(event.days[-1]).ends <= made.clock():
            click.echo(
                "The event is past, and past errors block no release. To practise: REHEARSE_FROM=2017-06-01T09:00Z"
            )
    elif plant_conflicts:
        click.echo("The conflicts were planted before. Nothing planted.")


COMMANDS = (seed,)
