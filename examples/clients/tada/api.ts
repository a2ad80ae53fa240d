// One POST with the token of a person; a refusal is an Error.

import type { TadaDocumentNode } from "gql.tada";
import { print } from "graphql";

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions: { code: string; hint?: string } }[];
}

export class Api {
  constructor(
    readonly url: string,
    readonly token: string,
  ) {}

  async ask<Data, Variables>(document: TadaDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
    const response = await fetch(this.url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ query: print(document), variables }),
    });
    const { data, errors } = (await response.json()) as Answer<Data>;
    if (errors?.[0]) throw new Error(`${errors[0].extensions.code}: ${errors[0].message} ${errors[0].extensions.hint ?? ""}`);
    if (!data) throw new Error(`${this.url} answers without data and without errors`);
    return data;
  }
}
