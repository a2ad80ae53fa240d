// All that stands between a typed document and the API: one POST, and refusals as an Error with their code.

import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";

/** The codes that a reader can meet; docs/errors-and-limits.md has all of them. */
export type Code = "INVALID_ARGUMENT" | "NOT_FOUND" | "BAD_CURSOR" | "LIMIT_EXCEEDED" | "BUSY" | "STORAGE_UNAVAILABLE" | "INTERNAL";

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions: { code: Code; argument?: string; hint?: string } }[];
}

export class Refused extends Error {
  constructor(
    message: string,
    readonly code: Code,
    readonly argument?: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

export class Api {
  constructor(
    readonly url: string,
    readonly language: "en" | "fr",
  ) {}

  async ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
    const response = await fetch(this.url, {
      method: "POST",
      headers: { "content-type": "application/json", "accept-language": this.language },
      body: JSON.stringify({ query: print(document), variables }),
    });
    const { data, errors } = (await response.json()) as Answer<Data>;
    if (errors?.[0]) {
      const { message, extensions } = errors[0];
      throw new Refused(message, extensions.code, extensions.argument, extensions.hint);
    }
    if (!data) throw new Error(`${this.url} answers without data and without errors`);
    return data;
  }
}
