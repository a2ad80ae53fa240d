"""Two jobs of an academy's scripts, with RUPN_URL and RUPN_TOKEN, the token of its rectorate.

python academy.py mirror 13 LIST              copies the directory of referents, with their identifiers in one system
python academy.py roll-over 13 2026-2027 161  rehearses next September for one basin; with --write it is done
"""

import argparse
import csv
import os
import sys
from collections.abc import Iterator

import httpx

from rupn_client import (
    Client,
    CommandOptions,
    GraphQLClientError,
    GraphQLClientGraphQLError,
    GraphQLClientGraphQLMultiError,
    MirroredReferent,
    RollOverMandatesInput,
    RollOverRow,
    RollOverScope,
    RowStatus,
)


def mirror(client: Client, academy: str, system: str) -> None:
    copy = csv.writer(sys.stdout)
    copy.writerow(["uai", "since", "until", "identifier", "name", "mail"])
    for referent in referents(client, academy, system):
        copy.writerow(row_of(referent))


def referents(client: Client, academy: str, system: str) -> Iterator[MirroredReferent]:
    after = None
    while page := client.referents(academy, system, after).referents:
        yield from page.nodes
        if not page.page_info.has_next_page:
            return
        after = page.page_info.end_cursor


def row_of(referent: MirroredReferent) -> list[str]:
    establishment, person = referent.establishment, referent.person
    identifiers = person.identifiers.nodes if person and person.identifiers else []
    return [
        establishment.uai if establishment else "",
        referent.since,
        referent.until,
        identifiers[0].value if identifiers else "",
        person.display_name if person else "",
        person.contact.mail if person and person.contact else "",
    ]


def roll_over(client: Client, academy: str, year: str, basin: str, write: bool) -> None:
    answer = client.roll_over(
        RollOverMandatesInput(academy=academy, from_=year, scope=RollOverScope(basin=basin)),
        # The same call has the same key: sent again after a broken connection, it still works once.
        CommandOptions(dry_run=not write, idempotency_key=f"roll-over {academy} {year} {basin}"),
        timeout=30,
    ).roll_over_mandates
    assert answer, "a mutation without errors has an answer"

    for row in answer.results:
        print(row.status.value, row.key, outcome(row))
    done = "rehearsed" if answer.dry_run else "written before" if answer.replayed else "written"
    print(f"{len(answer.results)} rows, {done}")
    if any(row.status is RowStatus.REJECTED for row in answer.results):
        sys.exit(1)


def outcome(row: RollOverRow) -> str:
    if row.error:
        return f"{row.error.code}: {row.error.message} {row.error.hint or ''}"
    return f"{row.object_.school_year} {row.object_.state_label}" if row.object_ else ""


def explain(error: GraphQLClientGraphQLError) -> str:
    extensions = error.extensions or {}
    return f"{extensions.get('code')}: {error.message} {extensions.get('hint', '')}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    jobs = parser.add_subparsers(required=True)
    job = jobs.add_parser("mirror")
    job.set_defaults(job=mirror)
    job.add_argument("academy", help="code of the academy")
    job.add_argument("system", help="system whose identifiers are copied")
    job = jobs.add_parser("roll-over")
    job.set_defaults(job=roll_over)
    job.add_argument("academy", help="code of the academy")
    job.add_argument("year", help="school year that ends")
    job.add_argument("basin", help="code of the basin")
    job.add_argument("--write", action="store_true", help="do it; else it is rehearsed")
    arguments = vars(parser.parse_args())

    url, token = os.environ.get("RUPN_URL"), os.environ.get("RUPN_TOKEN")
    if not url or not token:
        parser.error("RUPN_URL and RUPN_TOKEN must be set")
    with Client(url, headers={"Authorization": f"Bearer {token}"}) as client:
        try:
            arguments.pop("job")(client, **arguments)
        except GraphQLClientGraphQLMultiError as refused:
            sys.exit("\n".join(map(explain, refused.errors)))
        except (GraphQLClientError, httpx.HTTPError) as failed:
            sys.exit(f"{url}: {failed}")


if __name__ == "__main__":
    main()
