"""The peers: what each is asked in the words of its schema, and its answer as the API says it."""

import base64
import json

from workloads import FIRST_DAY, SCHOOL_YEAR, TEXTS, Api, asked, id_of

# Mutations of one row each that go in a request.
ALIASES = 200
# What is not equal work, said below the tables.
NOTES = {
    "reads": """Peers have no rights and no limits, which favours them. PostGraphile and Seaography give decision and days for the state,
        and ask no dates: in this data set an establishment lies in one basin, and the accepted mandates of the year are active.
        Seaography's page after a cursor has no count; another field of the request brings it.""",
    "m1": """PostGraphile and Seaography take ids, not UAIs, and write no version, event or audit, and give no outcome. PostGraphile makes
        and changes a row a mutation, 200 in a request, each its own commit; Seaography makes all in one mutation, a statement a row,
        and changes like PostGraphile. Neither upserts. Yoga runs the floor's statement.""",
    "x1": "Peers give pages of 1,000, each asked after the one before. The first byte of rupn comes with the start of its process.",
}


class Peer:
    """What is asked of a peer; it needs no token."""

    path = "/graphql"
    texts = {}

    def request(self, name, case):
        """No token, and the body: the values that the floor takes are the variables."""
        variables = dict(case.floor)
        if after := variables.get("after"):
            variables["after"] = self.cursor(after)
        return "", asked(self.texts[name], variables)


class Yoga(Peer, Api):
    """Written by hand to take the texts of the API."""

    texts = TEXTS | {
        "q4": """query ($academy: ID!, $after: String!) {
            mandates(academy: $academy, first: 20, after: $after, orderBy: CREATED) {
                totalCount
                nodes { id state establishment { name uai } person { displayName } }
            }
        }""",
        "x1": """query ($after: String) {
            mandates(first: 1000, after: $after, orderBy: CREATED) {
                pageInfo { endCursor hasNextPage }
                nodes {
                    id schoolYear establishment { uai } person { mail } startsOn endsOn share decision firstMandateOn
                    answeredAt declineReason endReason
                }
            }
        }""",
    }

    def __init__(self, day):
        super().__init__(officer="")

    def cursor(self, mandate):
        """The place after a mandate."""
        return mandate


class Generated(Peer):
    """What the two generators have in common: relations and columns as the tables have them."""

    def __init__(self, day):
        self.day = day

    def common(self, name, data):
        """The data of an answer, as the API says it."""
        return self.shown(self.at_root(name, data))

    def shown(self, value):
        """The only basin of a list, a state for decision and days, the ids of the API."""
        if isinstance(value, list):
            return [self.shown(item) for item in value]
        if not isinstance(value, dict):
            return value
        fields = {}
        for name, field in value.items():
            match name:
                case "basins":
                    (fields["basin"],) = map(self.joined, field["nodes"])
                case "decision":
                    fields["state"] = self.state(field, value["startsOn"], value["endsOn"])
                case "startsOn" | "endsOn":
                    pass
                case "id":
                    fields["id"] = id_of("mandate", field)
                case "nodes":
                    fields["nodes"] = self.shown([self.joined(node) for node in field])
                case _:
                    fields[name] = self.shown(field)
        return fields

    def joined(self, node):
        """What a row that only joins two others leads to."""
        return node.get("joined", node)

    def state(self, decision, first_day, last_day):
        """State of a mandate on the day of the run."""
        if decision != "ACCEPTED":
            return decision
        if self.day < first_day:
            return "ACCEPTED"
        return "ENDED" if last_day < self.day else "ACTIVE"

    def columns(self, row, ends_on):
        """A new mandate, as the table has it."""
        return {
            "academyId": row.academy,
            "establishmentId": row.establishment,
            "personId": row.person,
            "schoolYear": SCHOOL_YEAR,
            "startsOn": FIRST_DAY,
            "endsOn": ends_on,
            "decision": "PROPOSED",
            "share": "BOTH",
            "firstMandateOn": FIRST_DAY,
            "createdAt": f"{self.day}T00:00:00Z",
            "updatedAt": f"{self.day}T00:00:00Z",
        }


def aliased(type, mutation, values):
    """Requests of many mutations of one row each. Values are variables, so that the text stays the same and is planned once."""
    for first in range(0, len(values), ALIASES):
        some = values[first : first + ALIASES]
        places = range(len(some))
        declared = ", ".join(f"$v{place}: {type}" for place in places)
        fields = " ".join(f"m{place}: {mutation.replace('$', f'$v{place}')}" for place in places)
        yield "", asked(f"mutation ({declared}) {{ {fields} }}", {f"v{place}": value for place, value in enumerate(some)})


class PostGraphile(Generated):
    """What PostGraphile makes of the tables."""

    texts = {
        "q1": """query ($department: String!, $schoolYear: String!) {
            department: departmentByCode(code: $department) {
                establishments: establishmentsByDepartmentId(first: 50, orderBy: [FOLDED_ASC, ROW_ID_ASC]) {
                    nodes {
                        name uai
                        basins: zoneMembershipsByEstablishmentId(first: 1) { nodes { joined: zoneByZoneId { name } } }
                        referents: mandatesByEstablishmentId(
                            condition: {schoolYear: $schoolYear, decision: "ACCEPTED"}, orderBy: ROW_ID_ASC
                        ) { nodes { person: personByPersonId { displayName } } }
                    }
                }
            }
        }""",
        "q2": """query ($uai: String!) {
            establishment: establishmentByUai(uai: $uai) {
                name uai
                basins: zoneMembershipsByEstablishmentId(first: 1) { nodes { joined: zoneByZoneId { name } } }
                mandates: mandatesByEstablishmentId(first: 100, orderBy: [SCHOOL_YEAR_DESC, ROW_ID_DESC]) {
                    nodes { schoolYear decision startsOn endsOn person: personByPersonId { displayName } }
                }
            }
        }""",
        "q3": """query ($code: String!) {
            zones: allZones(condition: {kind: "BASIN", code: $code}) {
                nodes {
                    name
                    establishments: zoneMembershipsByZoneId(first: 8, orderBy: ESTABLISHMENT_ASC) {
                        nodes {
                            joined: establishmentByEstablishmentId {
                                name uai
                                mandates: mandatesByEstablishmentId(first: 100, orderBy: [SCHOOL_YEAR_DESC, ROW_ID_DESC]) {
                                    nodes { schoolYear decision startsOn endsOn person: personByPersonId { displayName } }
                                }
                            }
                        }
                    }
                }
            }
        }""",
        "q4": """query ($academy: UUID!, $after: Cursor!) {
            mandates: allMandates(condition: {academyId: $academy}, first: 20, after: $after, orderBy: PRIMARY_KEY_ASC) {
                totalCount
                nodes {
                    id: rowId decision startsOn endsOn
                    establishment: establishmentByEstablishmentId { name uai }
                    person: personByPersonId { displayName }
                }
            }
        }""",
        "x1": """query ($after: Cursor) {
            allMandates(first: 1000, after: $after, orderBy: PRIMARY_KEY_ASC) {
                pageInfo { endCursor hasNextPage }
                nodes {
                    rowId schoolYear establishmentByEstablishmentId { uai } personByPersonId { personContactByPersonId { mail } }
                    startsOn endsOn share decision firstMandateOn answeredAt declineReason endReason
                }
            }
        }""",
    }
    # What its cursors of the order by primary key begin with.
    ORDER = "ebf33c229b"

    def cursor(self, mandate):
        """The place after a mandate."""
        return base64.b64encode(json.dumps([self.ORDER, mandate]).encode()).decode()

    def at_root(self, name, data):
        """The data with the root of the API."""
        match name:
            case "q1":
                return data["department"]
            case "q3":
                return {"basin": data["zones"]["nodes"][0]}
        return data

    def upserts(self, rows, ends_on, made):
        """The requests of M1: it makes no mutation of many rows."""
        if made:
            changes = [{"rowId": row.id, "mandatePatch": {"endsOn": ends_on}} for row in rows]
            return aliased("UpdateMandateByRowIdInput!", "updateMandateByRowId(input: $) { clientMutationId }", changes)
        new = [{"mandate": {"rowId": row.id, "version": "1", **self.columns(row, ends_on)}} for row in rows]
        return aliased("CreateMandateInput!", "createMandate(input: $) { clientMutationId }", new)


class Seaography(Generated):
    """What Seaography makes of the entities."""

    # Names and ids alone sort as the API does: a folded name ends with the UAI, ids rise with the school years.
    texts = {
        "q1": """query ($department: String!, $schoolYear: String!) {
            department(filters: {code: {eq: $department}}) {
                nodes {
                    establishments: establishment(orderBy: {folded: ASC}, pagination: {page: {limit: 50, page: 0}}) {
                        nodes {
                            name uai
                            basins: zone { nodes { name } }
                            referents: mandate(filters: {schoolYear: {eq: $schoolYear}, decision: {eq: "ACCEPTED"}}, orderBy: {id: ASC}) {
                                nodes { person { displayName } }
                            }
                        }
                    }
                }
            }
        }""",
        "q2": """query ($uai: String!) {
            establishment(filters: {uai: {eq: $uai}}) {
                nodes {
                    name uai
                    basins: zone { nodes { name } }
                    mandates: mandate(orderBy: {id: DESC}, pagination: {page: {limit: 100, page: 0}}) {
                        nodes { schoolYear decision startsOn endsOn person { displayName } }
                    }
                }
            }
        }""",
        "q3": """query ($code: String!) {
            zone(filters: {kind: {eq: "BASIN"}, code: {eq: $code}}) {
                nodes {
                    name
                    establishments: establishment(orderBy: {folded: ASC}, pagination: {page: {limit: 8, page: 0}}) {
                        nodes {
                            name uai
                            mandates: mandate(orderBy: {id: DESC}, pagination: {page: {limit: 100, page: 0}}) {
                                nodes { schoolYear decision startsOn endsOn person { displayName } }
                            }
                        }
                    }
                }
            }
        }""",
        # A page after a cursor has no count: another field brings it.
        "q4": """query ($academy: String!, $after: String!) {
            counted: mandate(filters: {academyId: {eq: $academy}}, pagination: {page: {limit: 1, page: 0}}) { paginationInfo { total } }
            mandates: mandate(filters: {academyId: {eq: $academy}}, pagination: {cursor: {limit: 20, cursor: $after}}) {
                nodes { id decision startsOn endsOn establishment { name uai } person { displayName } }
            }
        }""",
        "x1": """query ($after: String) {
            mandate(pagination: {cursor: {limit: 1000, cursor: $after}}) {
                pageInfo { endCursor hasNextPage }
                nodes {
                    id schoolYear establishment { uai } person { personContact { mail } } startsOn endsOn share decision firstMandateOn
                    answeredAt declineReason endReason
                }
            }
        }""",
    }

    def cursor(self, mandate):
        """The place after a mandate."""
        return f"Uuid[{len(mandate)}]:{mandate}"

    def at_root(self, name, data):
        """The data with the root of the API."""
        match name:
            case "q1":
                return data["department"]["nodes"][0]
            case "q2":
                return {"establishment": data["establishment"]["nodes"][0]}
            case "q3":
                return {"basin": data["zone"]["nodes"][0]}
        return {"mandates": {"totalCount": data["counted"]["paginationInfo"]["total"], **data["mandates"]}}

    def upserts(self, rows, ends_on, made):
        """The requests of M1: many rows are made in one, but a change of many gives all the same values."""
        if made:
            change = f'mandateUpdate(filter: {{id: {{eq: $}}}}, data: {{endsOn: "{ends_on}"}}) {{ id }}'
            return aliased("String!", change, [row.id for row in rows])
        text = "mutation ($rows: [MandateInsertInput!]!) { mandateCreateBatch(data: $rows) { id } }"
        return [("", asked(text, {"rows": [{"id": row.id, "version": 1, **self.columns(row, ends_on)} for row in rows]}))]


PEERS = {"postgraphile": PostGraphile, "yoga": Yoga, "seaography": Seaography}
