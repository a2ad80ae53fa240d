"""Reads the whole directory of referents, page by page, as an ENT does.

pip install "gql[requests]==4.4.0"
python directory.py http://127.0.0.1:4000/graphql TOKEN
"""

import sys

from gql import Client, gql
from gql.transport.requests import RequestsHTTPTransport

DIRECTORY = """
query Directory($after: String) {
  referents(first: 100, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes { id establishment { uai name } person { displayName } }
  }
}
"""


def main(url: str, token: str) -> None:
    transport = RequestsHTTPTransport(url, headers={"Authorization": f"Bearer {token}"})
    directory = gql(DIRECTORY)
    referents = {}
    with Client(transport=transport) as session:
        while True:
            page = session.execute(directory)["referents"]
            referents |= {node["id"]: node for node in page["nodes"]}
            if not page["pageInfo"]["hasNextPage"]:
                break
            directory.variable_values = {"after": page["pageInfo"]["endCursor"]}

    count, total = len(referents), page["totalCount"]
    assert count == total, f"{count} referents read, {total} announced"
    print(count)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python directory.py URL TOKEN")
    main(*sys.argv[1:])
