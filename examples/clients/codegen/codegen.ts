import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "schema.graphql",
  documents: "*.graphql",
  generates: {
    "gql/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        scalars: { Date: "string", DateTime: "string", JSON: "unknown", PersonKey: "string", SchoolYear: "string", UAI: "string", Url: "string" },
        strictScalars: true,
        useTypeImports: true,
      },
    },
  },
};

export default config;
