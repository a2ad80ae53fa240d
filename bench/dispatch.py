#!/usr/bin/env python3
"""Dispatches mission letters to every establishment of one academy, beside the same rows by hand-written SQL.

`scripts/bench --dispatch` fills the database first. All establishments of the data set become those of the first academy.
The time of the API runs from the mutation to the end of its job, as `job(id)` tells it; the floor is one transaction of
three statements in a copy of the database, made before.
"""

import argparse
import sys
import time

from served import ONE_ACADEMY, Server, officer_token, psql

BY_HAND = """
BEGIN;
INSERT INTO mission_letter (id, academy_id, establishment_id, template_id, revision, school_year, starts_on, ends_on, stage, signature_rule,
                            due_on, sent_at, mailbox, reminded_days, version, created_at, updated_at)
SELECT gen_random_uuid(), e.academy_id, e.id, t.id, t.published_revision, t.school_year, '2026-09-01', '2027-08-31', 'RECEIVED', t.signature_rule,
       '2027-01-25', now(), e.mail, 0, 1, now(), now()
FROM establishment e JOIN letter_template t ON t.academy_id = e.academy_id
WHERE e.ministry = 'EDUCATION' AND e.kind NOT IN ('SECTION', 'PRIMARY', 'OTHER') AND (e.closed_on IS NULL OR e.closed_on > current_date);
INSERT INTO letter_clause (id, academy_id, establishment_id, letter_id, template_clause_id, code, position, origin, title, body, activity_id,
                           version, created_at, updated_at)
SELECT gen_random_uuid(), l.academy_id, l.establishment_id, l.id, c.id, c.code, c.position, 'INHERITED', c.title_fr, c.body, c.activity_id,
       1, now(), now()
FROM mission_letter l JOIN template_clause c ON c.template_id = l.template_id;
INSERT INTO letter_party (id, academy_id, establishment_id, letter_id, mandate_id, person_id, stage, bound, joined_on, version, created_at, updated_at)
SELECT gen_random_uuid(), l.academy_id, l.establishment_id, l.id, m.id, m.person_id, 'AWAITED', false, m.starts_on, 1, now(), now()
FROM mission_letter l JOIN mandate m ON m.establishment_id = l.establishment_id AND m.school_year = l.school_year
WHERE m.decision = 'ACCEPTED' AND m.ends_on >= current_date;
COMMIT;
"""

COUNTS = "SELECT (SELECT count(*) FROM mission_letter), (SELECT count(*) FROM letter_clause), (SELECT count(*) FROM letter_party)"


def main():
    """The run from its first line to its last."""
    parser = argparse.ArgumentParser()
    for name in ["database-url", "rupn", "data", "at"]:
        parser.add_argument(f"--{name}", required=True)
    settings = parser.parse_args()
    url, host = settings.database_url, settings.database_url.rsplit("/", 1)[0]
    place = ["--database-url", url, "--data", settings.data]
    psql(url, ONE_ACADEMY)
    token = officer_token(settings, place)

    server = Server(settings, place)
    made = server.asks('mutation { createLetterTemplate(input: { academy: "01", schoolYear: "2026-2027" }) { object { id version } } }', token)
    template = made["createLetterTemplate"]["object"]
    published = server.asks(f'mutation {{ publishLetterTemplate(input: {{ id: "{template["id"]}", version: {template["version"]} }}) {{ object {{ id version }} }} }}', token)
    template = published["publishLetterTemplate"]["object"]
    server.stop()
    psql(f"{host}/postgres", "CREATE DATABASE byhand TEMPLATE bench")

    server = Server(settings, place)
    before, begun = server.peak(), time.monotonic()
    started = server.asks(f'mutation {{ dispatchMissionLetters(input: {{ template: "{template["id"]}", version: {template["version"]} }}) {{ object {{ id }} }} }}', token)
    job = started["dispatchMissionLetters"]["object"]["id"]
    told = {"status": "RUNNING"}
    while told["status"] in ("QUEUED", "RUNNING"):
        time.sleep(0.05)
        told = server.asks(f'{{ job(id: "{job}") {{ status done result }} }}', token)["job"]
    took, peak = time.monotonic() - begun, server.peak()
    server.stop()
    if told["status"] != "DONE":
        sys.exit(f"the job did not end well: {told}")

    begun = time.monotonic()
    psql(f"{host}/byhand", BY_HAND)
    floor = time.monotonic() - begun
    [ours], [theirs] = psql(url, COUNTS), psql(f"{host}/byhand", COUNTS)
    if ours != theirs:
        sys.exit(f"not the same rows: {ours} and {theirs}")
    rows = sum(map(int, ours))
    print("| dispatch | letters | rows | s | rows/s | ratio to floor | peak RSS MiB | before MiB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    print(f"| floor | {theirs[0]} | {rows} | {floor:.2f} | {rows / floor:,.0f} | | | |")
    print(f"| rupn | {ours[0]} | {rows} | {took:.2f} | {rows / took:,.0f} | {floor / took:.2f} | {peak:.0f} | {before:.0f} |")


if __name__ == "__main__":
    main()
