#!/usr/bin/env python3
"""Computes the clusters of 50,000 training needs of one academy, and compares the candidates for a course in its largest basin.

`scripts/bench --stages` fills the database first. The floor of each is the bare SQL that fetches the same rows to a client, by COPY.
"""

import argparse
import statistics
import subprocess
import sys
import time

from served import ONE_ACADEMY, Server, officer_token, psql

NEEDS = 50_000
YEAR = "2026-2027"

# Four basins become one, the largest; every third need is wanted by two more; each names two competences.
NEEDS_BY_HAND = f"""
UPDATE zone SET academy_id = (SELECT id FROM academy WHERE code = '01'), code = code || '-' || right(id::text, 4);
UPDATE zone_membership SET zone_id = (SELECT min(id::text)::uuid FROM zone WHERE kind = 'BASIN')
 WHERE zone_id IN (SELECT id FROM zone WHERE kind = 'BASIN' ORDER BY id::text LIMIT 4);
CREATE TEMP TABLE school AS SELECT id, academy_id, row_number() OVER (ORDER BY id) - 1 AS n FROM establishment;
CREATE TEMP TABLE theme AS SELECT id, row_number() OVER (ORDER BY code) - 1 AS n FROM training_theme;
CREATE TEMP TABLE staff AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM person;
CREATE TEMP TABLE skill AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM competence;
INSERT INTO training_need (id, academy_id, establishment_id, school_year, title, theme_id, domain, headcount, urgency, preferred_period, on_the_ent, stage,
                           supporters, version, created_at, updated_at)
SELECT gen_random_uuid(), s.academy_id, s.id, '{YEAR}', 'Besoin ' || g, t.id, 'TRANSVERSAL', 6, 'NORMAL', 'WINTER', false, 'VALIDATED', 1, 1, now(), now()
FROM generate_series(1, {NEEDS}) g
JOIN school s ON s.n = (g * 7) % (SELECT count(*) FROM school)
JOIN theme t ON t.n = (g / 11) % (SELECT count(*) FROM theme);
CREATE TEMP TABLE need AS SELECT id, academy_id, establishment_id, row_number() OVER (ORDER BY id) AS n FROM training_need;
INSERT INTO need_author (id, academy_id, establishment_id, need_id, person_id, shows_name)
SELECT gen_random_uuid(), academy_id, establishment_id, need.id, staff.id, false FROM need JOIN staff ON staff.n = (need.n * 13) % (SELECT count(*) FROM staff);
INSERT INTO need_support (id, academy_id, establishment_id, need_id, person_id, withdrawn)
SELECT gen_random_uuid(), academy_id, establishment_id, need.id, staff.id, false
FROM need CROSS JOIN generate_series(1, 2) k JOIN staff ON staff.n = (need.n * 17 + k) % (SELECT count(*) FROM staff) WHERE need.n % 3 = 0;
INSERT INTO need_competence (id, need_id, competence_id)
SELECT gen_random_uuid(), need.id, skill.id FROM need CROSS JOIN generate_series(0, 1) k JOIN skill ON skill.n = (need.n + k * 5) % (SELECT count(*) FROM skill);
INSERT INTO establishment_policy (id, academy_id, establishment_id, school_year, accepts_external_trainer, releases_referent, most_days, version, created_at, updated_at)
SELECT gen_random_uuid(), academy_id, id, '{YEAR}', n % 4 > 0, n % 3 > 0, 6, 1, now(), now() FROM school;
INSERT INTO competence_declaration (id, academy_id, person_id, competence_id, level, origin, shared, withdrawn, version, created_at, updated_at)
SELECT gen_random_uuid(), m.academy_id, m.person_id, skill.id, (ARRAY['NOVICE', 'INDEPENDENT', 'ADVANCED', 'EXPERT'])[1 + skill.n % 4], 'PRACTICE', true, false, 1, now(), now()
FROM (SELECT DISTINCT academy_id, person_id FROM mandate WHERE school_year = '{YEAR}') m CROSS JOIN skill WHERE skill.n % 4 = 0;
ANALYZE;
"""

OF_YEAR = f"SELECT id FROM training_need WHERE school_year = '{YEAR}'"
FETCHED = [
    f"SELECT * FROM training_need WHERE school_year = '{YEAR}'",
    f"SELECT * FROM need_cluster WHERE school_year = '{YEAR}'",
    f"SELECT * FROM need_author WHERE need_id IN ({OF_YEAR})",
    f"SELECT * FROM need_support WHERE NOT withdrawn AND need_id IN ({OF_YEAR})",
    f"SELECT need_id, competence_id FROM need_competence WHERE need_id IN ({OF_YEAR})",
    f"SELECT m.establishment_id, m.zone_id FROM zone_membership m JOIN zone z ON z.id = m.zone_id AND z.kind = 'BASIN' WHERE m.ends_on IS NULL",
]


def fetched(url, statements):
    """Seconds to fetch what some statements give, in one snapshot of one connection."""
    script = "BEGIN;" + ";".join(f"COPY ({statement}) TO STDOUT" for statement in statements) + ";COMMIT;"
    command = ["psql", url, "-Xq", "-v", "ON_ERROR_STOP=1"]
    begun = time.monotonic()
    subprocess.run(command, input=script.encode(), stdout=subprocess.DEVNULL, timeout=600, check=True)
    return time.monotonic() - begun


def of_candidates(cluster):
    """What candidates are compared by, as SQL."""
    needs = f"SELECT id FROM training_need WHERE cluster_id = '{cluster}'"
    places = f"SELECT establishment_id FROM training_need WHERE cluster_id = '{cluster}'"
    active = f"decision = 'ACCEPTED' AND starts_on <= '2026-11-25' AND ends_on >= '2026-11-25' AND establishment_id IN ({places})"
    people = f"SELECT person_id FROM mandate WHERE {active}"
    return [
        f"SELECT id, establishment_id, title, target_level FROM training_need WHERE cluster_id = '{cluster}'",
        f"SELECT need_id, competence_id FROM need_competence WHERE need_id IN ({needs})",
        f"SELECT establishment_id, releases_referent, accepts_external_trainer, most_days FROM establishment_policy WHERE school_year = '{YEAR}' AND establishment_id IN ({places})",
        f"SELECT id, uai, latitude, longitude FROM establishment WHERE id IN ({places})",
        f"SELECT id, academy_id, establishment_id, person_id FROM mandate WHERE {active}",
        f"SELECT person_id, competence_id, level, validated_on FROM competence_declaration WHERE NOT withdrawn AND person_id IN ({people})",
        f"SELECT person_id, session_id FROM trainer_engagement WHERE stage = 'ACCEPTED' AND person_id IN ({people})",
        f"SELECT id, mandate_id FROM stage_offer WHERE cluster_id = '{cluster}'",
    ]


def row(name, floor, ours, more):
    """A line of the table."""
    print(f"| {name} | {floor * 1000:,.1f} | {ours * 1000:,.1f} | {floor / ours:.2f} | {more} |")


def main():
    """The run from its first line to its last."""
    parser = argparse.ArgumentParser()
    for name in ["database-url", "rupn", "data", "at"]:
        parser.add_argument(f"--{name}", required=True)
    settings = parser.parse_args()
    url, place = settings.database_url, ["--database-url", settings.database_url, "--data", settings.data]
    psql(url, ONE_ACADEMY)
    Server(settings, place).stop()
    psql(url, NEEDS_BY_HAND)
    token = officer_token(settings, place)
    server = Server(settings, place)
    recompute = f'mutation {{ recomputeClusters(input: {{ academy: "01", schoolYear: "{YEAR}" }}) {{ results {{ status }} }} }}'

    def timed(query):
        begun = time.monotonic()
        return server.asks(query, token), time.monotonic() - begun

    print("| | floor ms | rupn ms | ratio | |")
    print("| --- | ---: | ---: | ---: | --- |")
    before = server.peak()
    made, first = timed(recompute)
    clusters = len(made["recomputeClusters"]["results"])
    peak = server.peak()
    again = statistics.median(timed(recompute)[1] for _ in range(5))
    floor = statistics.median(fetched(url, FETCHED) for _ in range(5))
    row("clusters of 50,000 needs, written for the first time", floor, first, f"{clusters} clusters, {NEEDS} needs changed; peak {peak:.0f} MiB, {before:.0f} before")
    row("the same again, nothing changes", floor, again, f"{NEEDS} needs")

    [[cluster, needs]] = psql(url, "SELECT id, (SELECT count(*) FROM training_need n WHERE n.cluster_id = c.id) FROM need_cluster c ORDER BY establishments DESC, id LIMIT 1")
    listed = "{ needClusters(first: 1, orderBy: ESTABLISHMENTS_DESC) { nodes { id establishments } } }"
    biggest = server.asks(listed, token)["needClusters"]["nodes"][0]
    query = f'{{ stageCandidates(cluster: "{biggest["id"]}", first: 20) {{ totalCount nodes {{ rank score cover availability policy travel why needsMet person {{ displayName }} }} }} }}'
    for _ in range(20):
        timed(query)
    told, _ = timed(query)
    ours = statistics.median(timed(query)[1] for _ in range(60))
    floor = statistics.median(fetched(url, of_candidates(cluster)) for _ in range(20))
    connect = statistics.median(fetched(url, []) for _ in range(20))
    candidates = told["stageCandidates"]["totalCount"]
    row("stageCandidates in the largest basin", floor - connect, ours, f"{candidates} candidates, {needs} needs, {biggest['establishments']} establishments; the floor without its connection of {connect * 1000:.1f} ms")
    server.stop()
    if candidates == 0 or clusters == 0:
        sys.exit("nothing was measured")


if __name__ == "__main__":
    main()
