#!/usr/bin/env python3
"""Saves and submits answers to a survey, and analyses 150,000 responses of 40 questions, beside the same rows by hand-written SQL.

`scripts/bench --surveys` fills the database first. Saves are pressed by wrk and, by hand, by pgbench, in turns. The responses of the analysis are sealed
by `respond`; the floor counts the same answers, which stand plain in a table of their own, by the same groups in one statement.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from measure import Load, measured
from served import ONE_ACADEMY, Server, psql

RESPONSES, QUESTIONS, RESPONDENTS, CONNECTIONS, SECONDS = 150_000, 40, 200, 8, 5

# An academy of usual size is asked.
FEWER = """
UPDATE mandate SET decision = 'WITHDRAWN'
WHERE school_year = '2026-2027' AND id NOT IN (SELECT id FROM mandate WHERE school_year = '2026-2027' AND decision = 'ACCEPTED' ORDER BY id LIMIT 1000)
"""
# Everybody of the data set, and as many more as it takes, spread over all establishments.
INVITED = """
DELETE FROM survey_response WHERE campaign_id = '{campaign}';
DELETE FROM survey_invitation WHERE campaign_id = '{campaign}';
INSERT INTO person (id, academy_id, civility, family_name, given_name, display_name, folded, version, created_at, updated_at)
SELECT gen_random_uuid(), academy_id, civility, family_name, given_name, display_name, folded, 1, now(), now() FROM person
LIMIT greatest(0, {responses} - (SELECT count(*) FROM person));
CREATE TEMP TABLE school AS
SELECT e.id, e.department_id, e.kind, m.zone_id, row_number() OVER (ORDER BY e.id) - 1 AS n
FROM establishment e JOIN zone_membership m ON m.establishment_id = e.id JOIN zone z ON z.id = m.zone_id AND z.kind = 'BASIN';
INSERT INTO survey_invitation (id, academy_id, campaign_id, person_id, establishment_id, basin_id, department_id, kind, seniority, stage, reminders,
                               version, created_at, updated_at)
SELECT gen_random_uuid(), c.academy_id, c.id, p.id, s.id, s.zone_id, s.department_id, s.kind, (ARRAY['FIRST_YEAR', 'LONGER', 'LONGER'])[1 + p.n % 3],
       'SUBMITTED', 0, 1, now(), now()
FROM survey_campaign c CROSS JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM person LIMIT {responses}) p
JOIN school s ON s.n = p.n % (SELECT count(*) FROM school)
WHERE c.id = '{campaign}';
UPDATE survey_campaign SET population = {responses} WHERE id = '{campaign}';
CREATE TABLE answer_by_hand AS
SELECT i.basin_id, i.department_id, i.kind, i.kind = 'COLLEGE' AS is_college, i.seniority, 'Q' || q AS question,
       (ARRAY['A', 'B', 'C', 'D'])[1 + (i.n * (2 * q + 1) + i.n / 7) % 4] AS option
FROM ({numbered}) i CROSS JOIN generate_series(1, {questions}) q;
"""
# As `respond` reads them.
NUMBERED = """
SELECT row_number() OVER (ORDER BY person_id) AS n, person_id, basin_id, department_id, kind, seniority FROM survey_invitation WHERE campaign_id = '{campaign}'"""

COUNTED = """
SELECT count(*), sum(n) FROM (
  SELECT question, option, count(*) AS n FROM answer_by_hand
  GROUP BY question, option, GROUPING SETS ((), (basin_id, department_id), (department_id), (kind), (seniority), (is_college, department_id), (is_college, seniority))
) counted
"""

BY_HAND = """
CREATE TABLE save_by_hand AS
SELECT n, i.id AS invitation, gen_random_uuid() AS response, r.campaign_id, r.sealed
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM survey_invitation WHERE campaign_id = '{campaign}' LIMIT {respondents}) i
JOIN (SELECT campaign_id, sealed, row_number() OVER (ORDER BY id) AS n FROM survey_response WHERE campaign_id = '{campaign}') r USING (n);
CREATE UNIQUE INDEX ON save_by_hand (n);
ANALYZE;
"""
# What a save writes again and again: the sealed response in the place of the one before, while the invitation is held.
SAVE = """
\\set n random(1, {respondents})
BEGIN;
SELECT id FROM survey_invitation WHERE id = (SELECT invitation FROM save_by_hand WHERE n = :n) FOR UPDATE;
DELETE FROM survey_response WHERE id = (SELECT response FROM save_by_hand WHERE n = :n);
INSERT INTO survey_response (id, campaign_id, submitted, sealed) SELECT response, campaign_id, false, sealed FROM save_by_hand WHERE n = :n;
COMMIT;
"""


class Survey:
    """The academy's surveys, by the API."""

    def __init__(self, settings):
        self.settings = settings
        self.place = ["--database-url", settings.database_url, "--data", settings.data]
        psql(settings.database_url, ONE_ACADEMY)
        [[officer]] = psql(settings.database_url, "SELECT o.person_id FROM office o JOIN academy a ON a.id = o.academy_id WHERE a.code = '01' LIMIT 1")
        self.officer = self.token(officer)
        psql(settings.database_url, FEWER)
        self.server = Server(settings, self.place)

    def token(self, person):
        """A token of a person."""
        command = [self.settings.rupn, "token", "--person", person, "--at", self.settings.at, *self.place]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def opened(self, code, privacy):
        """A campaign that is open, as its id of the API and of the database."""
        options = [{"code": code, "labelFr": code} for code in "ABCD"]
        questions = [{"code": f"Q{n}", "kind": "SCALE" if n % 4 == 0 else "SINGLE", "labelFr": f"Question {n}", "options": options} for n in range(1, QUESTIONS + 1)]
        draft = {"academy": "01", "code": code, "audience": "REFERENTS_OF_THE_YEAR", "titleFr": code, "sections": [{"code": "MAIN", "titleFr": "Tout", "questions": questions}]}
        asked = self.does("createQuestionnaire", draft, self.officer)["object"]["id"]
        campaign = {
            "academy": "01", "schoolYear": "2026-2027", "questionnaire": asked, "privacy": privacy,
            "opensAt": "2026-11-25T08:00:00Z", "closesAt": "2026-12-20T18:00:00Z",
        }
        made = self.does("createCampaign", campaign, self.officer)["object"]
        begun = time.monotonic()
        opened = self.does("openCampaign", made, self.officer)["object"]
        [[row]] = psql(self.settings.database_url, f"SELECT id FROM survey_campaign WHERE code = '{code}'")
        return opened, row, time.monotonic() - begun

    def does(self, mutation, given, token):
        """Runs a mutation; ends the run when it is refused."""
        told = json.loads(self.sent(self.body(mutation, given), token))
        if "errors" in told:
            sys.exit(f"{mutation}: {json.dumps(told['errors'])}")
        return told["data"][mutation]

    def body(self, mutation, given):
        """What is sent for it."""
        kind = mutation[0].upper() + mutation[1:]
        return json.dumps({"query": f"mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{ object {{ id version }} }} }}", "variables": {"input": given}})

    def sent(self, body, token):
        """Sends a document."""
        headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
        with urllib.request.urlopen(urllib.request.Request(f"{self.server.address}/graphql", body.encode(), headers), timeout=600) as answer:
            return answer.read()


def answers(number, first, last):
    """The answers of a respondent to some questions, as `respond` gives them."""
    return [{"question": f"Q{q}", "option": "ABCD"[(number * (2 * q + 1) + number // 7) % 4]} for q in range(first, last + 1)]


def saves(survey, postgres):
    """Saves of 15 answers, each respondent again and again, and the same rows by hand."""
    url = survey.settings.database_url
    campaign, row, took = survey.opened("SAVED", "PSEUDONYMOUS")
    [[population]] = psql(url, f"SELECT population FROM survey_campaign WHERE id = '{row}'")
    print(f"openCampaign: {population} persons asked in {took * 1000:,.0f} ms\n")
    people = [person for [person] in psql(url, f"SELECT person_id FROM survey_invitation WHERE campaign_id = '{row}' ORDER BY id LIMIT {RESPONDENTS}")]
    tokens = [survey.token(person) for person in people]
    with tempfile.TemporaryDirectory() as folder:
        requests, script = Path(folder, "requests"), Path(folder, "save.sql")
        bodies = [(token, survey.body("saveAnswers", {"campaign": campaign["id"], "answers": answers(n + turn, 1, 15)})) for turn in range(5) for n, token in enumerate(tokens)]
        requests.write_text("".join(f"{token}\t{body}\n" for token, body in bodies))
        script.write_text(SAVE.format(respondents=RESPONDENTS))
        load = Load(CONNECTIONS, SECONDS)
        measured(survey.server.process.pid, f"{survey.server.address}/graphql", postgres, requests, load)
        psql(url, BY_HAND.format(campaign=row, respondents=RESPONDENTS))
        ours, hand = [], []
        for _ in range(3):
            ours.append(measured(survey.server.process.pid, f"{survey.server.address}/graphql", postgres, requests, load))
            command = ["pgbench", "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-T", str(SECONDS), "-f", str(script), url]
            told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            hand.append(float(next(line.split("=")[1].split()[0] for line in told.splitlines() if line.startswith("tps"))))
    if bad := sum(turn.bad for turn in ours):
        sys.exit(f"{bad} saves were refused")
    rate, floor = statistics.median(turn.rate for turn in ours), statistics.median(hand)
    best = next(turn for turn in ours if turn.rate == rate)
    print("| saves of 15 answers | saves/s | ratio to floor | p50 ms | p99 ms | server µs | PostgreSQL µs |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    print(f"| floor: hold, delete, insert, commit by pgbench | {floor:,.0f} | 1.00 | | | | |")
    print(f"| rupn `saveAnswers` | {rate:,.0f} | {rate / floor:.2f} | {best.p50:.1f} | {best.p99:.1f} | {best.server_cpu:,.0f} | {best.postgres_cpu:,.0f} |\n")
    return tokens


def submissions(survey, tokens):
    """Everybody submits 40 answers once, from eight connections."""
    print("| submissions of 40 answers | submissions/s |")
    print("| --- | ---: |")
    for code, privacy in [("NAMED", "PSEUDONYMOUS"), ("UNNAMED", "ANONYMOUS")]:
        campaign, _, _ = survey.opened(code, privacy)
        bodies = [survey.body("submitResponse", {"campaign": campaign["id"], "answers": answers(n, 1, QUESTIONS)}) for n, _ in enumerate(tokens)]
        begun = time.monotonic()
        with ThreadPoolExecutor(CONNECTIONS) as threads:
            told = list(threads.map(survey.sent, bodies, tokens))
        took = time.monotonic() - begun
        if refused := next((answer for answer in told if b'"errors"' in answer), None):
            sys.exit(refused.decode())
        print(f"| {privacy} | {len(tokens) / took:,.0f} |")
    print()


def analysis(survey):
    """The figures of 150,000 responses, and the counts of the same answers by SQL."""
    settings, url = survey.settings, survey.settings.database_url
    campaign, row, _ = survey.opened("ANALYSED", "PSEUDONYMOUS")
    survey.server.stop()
    [[part]] = psql(url, f"SELECT key_part FROM survey_campaign WHERE id = '{row}'")
    numbered = NUMBERED.format(campaign=row)
    psql(url, INVITED.format(campaign=row, responses=RESPONSES, questions=QUESTIONS, numbered=numbered))
    respond = [settings.respond, "--data", settings.data, "--campaign", row, "--part", part, "--questions", str(QUESTIONS)]
    source = subprocess.Popen(["psql", url, "-Xq", "-c", f"COPY ({numbered} ORDER BY person_id) TO STDOUT"], stdout=subprocess.PIPE)
    sealed = subprocess.Popen(respond, stdin=source.stdout, stdout=subprocess.PIPE)
    subprocess.run(["psql", url, "-Xq", "-v", "ON_ERROR_STOP=1", "-c", "COPY survey_response (id, campaign_id, submitted, sealed, kept) FROM STDIN"], stdin=sealed.stdout, check=True)
    if sealed.wait() or source.wait():
        sys.exit("the responses were not sealed")
    psql(url, "ANALYZE")

    survey.server = Server(settings, survey.place)
    before, begun = survey.server.peak(), time.monotonic()
    survey.does("closeCampaign", campaign, survey.officer)
    told = {"status": "RUNNING"}
    while told["status"] in ("QUEUED", "RUNNING"):
        time.sleep(0.1)
        jobs = survey.server.asks("{ jobs(first: 20) { nodes { operation status result } } }", survey.officer)["jobs"]["nodes"]
        told = next(job for job in jobs if job["operation"] == "analyseSurveyCampaign")
    took, peak = time.monotonic() - begun, survey.server.peak()
    if told["status"] != "DONE":
        sys.exit(f"the job did not end well: {told}")
    begun = time.monotonic()
    [[counts, total]] = psql(url, COUNTED)
    floor = time.monotonic() - begun
    query = f'{{ surveyAnalysis(campaign: "{campaign["id"]}", by: DEPARTMENT, questions: ["Q1"]) {{ questions {{ rows {{ key cells {{ options figure {{ ... on Counted {{ count }} }} }} }} }} }} }}'
    begun = time.monotonic()
    shown = survey.server.asks(query, survey.officer)["surveyAnalysis"]["questions"][0]["rows"]
    asked = time.monotonic() - begun
    ours = {cell["options"][0]: cell["figure"]["count"] for cell in next(row for row in shown if row["key"] == "ALL")["cells"]}
    theirs = {option: int(count) for option, count in psql(url, "SELECT option, count(*) FROM answer_by_hand WHERE question = 'Q1' GROUP BY option")}
    if ours != theirs:
        sys.exit(f"not the same figures: {ours} and {theirs}")
    print(f"| {RESPONSES:,} responses × {QUESTIONS} questions | s | ratio to floor | peak RSS MiB | |")
    print("| --- | ---: | ---: | ---: | --- |")
    print(f"| floor: counts of plain answers by the same groups | {floor:.2f} | 1.00 | | {int(counts):,} counts of {int(total):,} answers, groups and questions |")
    print(f"| rupn, from `closeCampaign` to the end of its job | {took:.2f} | {floor / took:.2f} | {peak:.0f}, {before:.0f} before | {told['result']} |")
    print(f"\n`surveyAnalysis` of one question by {len(shown) - 1} departments: {asked * 1000:.1f} ms")
    survey.server.stop()


def main():
    """The run from its first line to its last."""
    parser = argparse.ArgumentParser()
    for name in ["database-url", "rupn", "data", "at", "respond"]:
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--postgres-pid", type=int, required=True)
    settings = parser.parse_args()
    survey = Survey(settings)
    tokens = saves(survey, settings.postgres_pid)
    submissions(survey, tokens)
    analysis(survey)


if __name__ == "__main__":
    main()
