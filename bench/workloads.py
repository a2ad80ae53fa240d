"""The workloads: what is asked of the API, and the same of the floor. `peers.py` has the words of the peers.

Each case is one request in both forms. Cases are spread over the whole data set, each asked by the officer of its academy,
who may read all of it. The mission letters of the reference workload Q2 come with their room.
"""

import base64
import json
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass

CASES = 240
# The servers are on this machine, whatever proxy the environment names.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
# Q4 walks the list of this many academies for its cursors, a hundred mandates a request.
WALKED = 6
PAGES = 44

TEXTS = {
    "q1": """query ($department: String!) {
        establishments(first: 50, filter: {department: $department}, orderBy: NAME) {
            nodes { name uai basin { name } referents { nodes { person { displayName } } } }
        }
    }""",
    "q2": """query ($uai: UAI!) {
        establishment(uai: $uai) {
            name uai basin { name } mandates(first: 100) { nodes { schoolYear state person { displayName } } }
        }
    }""",
    "q3": """query ($code: String!) {
        basin(code: $code) {
            name
            establishments(first: 8) {
                nodes { name uai mandates(first: 100) { nodes { schoolYear state person { displayName } } } }
            }
        }
    }""",
    "q4": """query ($after: String!) {
        mandates(first: 20, after: $after, orderBy: CREATED) {
            totalCount
            nodes { id state establishment { name uai } person { displayName } }
        }
    }""",
    "m1": "mutation ($input: UpsertMandatesInput!) { upsertMandates(input: $input) { results { key status } } }",
}
# X1 is a command, which writes to standard output.
EXPORT = ["export", "mandates", "--format", "ndjson"]
SCHOOL_YEAR, FIRST_DAY = "2026-2027", "2026-09-01"

WALK = """query ($after: String) {
    mandates(first: 100, after: $after, orderBy: CREATED) { edges { cursor node { id } } pageInfo { endCursor hasNextPage } }
}"""


@dataclass
class Academy:
    """An academy, and the token of its officer."""

    id: str
    token: str


@dataclass
class Case:
    """One request, as the API and as the floor take it."""

    token: str
    query: str
    variables: dict
    floor: dict


@dataclass
class Row:
    """A mandate to upsert: its establishment by UAI and its person, and what a table needs besides."""

    uai: str
    establishment: str
    academy: str
    person: str
    id: str


class Same:
    """Speaks the document of the API."""

    def common(self, _, data):
        """The data of an answer, as the API says it."""
        return data


class Floor(Same):
    """How the floor is asked."""

    path = "/floor/{}"

    def request(self, _, case):
        """No token, and the body."""
        return "", json.dumps(case.floor)

    def upserts(self, rows, ends_on, made):
        """The requests of M1."""
        return [("", json.dumps({"rows": named(rows, ends_on, lambda person: person)}))]


class Api(Same):
    """How the API is asked."""

    path = "/graphql"

    def __init__(self, officer):
        self.officer = officer

    def request(self, _, case):
        """Token and body."""
        return case.token, asked(case.query, case.variables)

    def upserts(self, rows, ends_on, made):
        """The requests of M1: one."""
        rows = named(rows, ends_on, lambda person: id_of("person", person))
        return [(self.officer, asked(TEXTS["m1"], {"input": {"rows": rows}}))]


def named(rows, ends_on, key):
    """Rows of M1 as one names them to the API and the floor; they differ in how a person is named."""
    names = {"schoolYear": SCHOOL_YEAR, "startsOn": FIRST_DAY, "endsOn": ends_on}
    return [{**names, "establishment": row.uai, "person": key(row.person)} for row in rows]


def directory(database, academies):
    """Q1: pages of the directory, one of each department."""
    rows = database.rows("SELECT d.code, a.code FROM department d JOIN academy a ON a.id = d.academy_id ORDER BY d.code")
    for department, academy in rows:
        variables = {"department": department}
        yield case("q1", academies[academy], variables, {**variables, "schoolYear": SCHOOL_YEAR})


def establishments(database, academies):
    """Q2: establishments from everywhere."""
    rows = database.rows(
        f"""SELECT e.uai, a.code FROM establishment e JOIN academy a ON a.id = e.academy_id
            ORDER BY md5(e.uai) LIMIT {CASES}"""
    )
    for uai, academy in rows:
        yield case("q2", academies[academy], {"uai": uai}, {"uai": uai})


def basins(database, academies):
    """Q3: basins from everywhere."""
    rows = database.rows(
        f"""SELECT z.code, a.code FROM zone z JOIN academy a ON a.id = z.academy_id WHERE z.kind = 'BASIN'
            ORDER BY md5(z.code) LIMIT {CASES}"""
    )
    for code, academy in rows:
        yield case("q3", academies[academy], {"code": code}, {"code": code})


def pages(server, academies):
    """Q4: pages from everywhere in the lists of a few academies, after cursors that the API itself gave."""
    chosen = list(academies.values())[:: max(1, len(academies) // WALKED)][:WALKED]
    for academy in chosen:
        edges = walked(server, academy)
        step = max(1, len(edges) * len(chosen) // CASES)
        for edge in edges[step // 2 :: step]:
            after = uuid_of(edge["node"]["id"])
            yield case("q4", academy, {"after": edge["cursor"]}, {"academy": academy.id, "after": after})


def case(name, academy, variables, floor):
    """A case of a workload for the officer of an academy."""
    return Case(academy.token, TEXTS[name], variables, floor)


def walked(server, academy):
    """The mandates of an academy with their cursors, except the last few: after each comes a whole page."""
    edges, after = [], None
    for _ in range(PAGES):
        answer = json.loads(post(server, academy.token, asked(WALK, {"after": after})))
        if answer.get("errors"):
            raise SystemExit(f"no cursors for q4: {json.dumps(answer['errors'])[:300]}")
        page = answer["data"]["mandates"]
        edges += page["edges"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    return edges[:-20]


def teachers(database, academy, count):
    """M1: persons who could be referents this year and are not, where they work, in one academy."""
    rows = database.rows(
        f"""SELECT e.uai, e.id, e.academy_id, t.person_id, gen_random_uuid() FROM appointment t JOIN establishment e ON e.id = t.establishment_id
            WHERE e.academy_id = '{academy.id}' AND t.function = 'TEACHER'
            AND NOT EXISTS (SELECT FROM mandate m WHERE m.person_id = t.person_id AND m.school_year = '{SCHOOL_YEAR}')
            ORDER BY t.id LIMIT {count}"""
    )
    return [Row(*row) for row in rows]


def asked(text, variables):
    """The body of a GraphQL request."""
    return json.dumps({"query": " ".join(text.split()), "variables": variables})


def id_of(prefix, written):
    """The id of the API for a uuid."""
    return f"{prefix}_{base64.urlsafe_b64encode(uuid.UUID(written).bytes).decode().rstrip('=')}"


def uuid_of(written):
    """The uuid inside an id of the API: base64 after the prefix."""
    code = written.split("_", 1)[1]
    return str(uuid.UUID(bytes=base64.urlsafe_b64decode(code + "==")))


def post(url, token, body):
    """The answer to one request, as text."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(url, body.encode(), headers)
    try:
        with DIRECT.open(request, timeout=30) as response:
            return response.read().decode()
    except urllib.error.HTTPError as refused:
        return json.dumps({"errors": [f"status {refused.code}: {refused.read().decode()[:200]}"]})
