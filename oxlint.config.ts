import { defineConfig, type OxlintOverride } from "oxlint"
import { rooms } from "./rooms.ts"

interface Refusal {
  /** Of what an import says between its quotes. */
  readonly regex: string
  readonly message: string
}

const refused = (files: string, ...patterns: readonly Refusal[]): OxlintOverride => ({
  files: [files],
  rules: { "no-restricted-imports": ["error", { patterns: [...patterns] }] },
})

/** Parts of rooms that not all who may import the room may import. */
const parts: Readonly<Record<string, Refusal>> = {
  plan: {
    regex: "/stages/(.*/)?(artifact|body|files|measurements|models|program|subjects|trained)\\.ts$",
    message: "of stages a plan knows the records: no body, no program, no artifact",
  },
  schedule: {
    regex: "/(stages/(.*/)?body\\.ts$|executors/[a-z]+/)",
    message: "the scheduler knows stages and the interface of executors, not how they do the work",
  },
}

const names = Object.keys(rooms)

/** A room imports the rooms that its line names, and the language; commands import every room. */
const ofRooms = Object.entries(rooms).map(([room, named]) => {
  const below = room === "commands" ? [...names, "reports"] : named
  const others = [...names, "reports", "experiments", "test"].filter(
    (name) => name !== room && !below.includes(name),
  )
  const part = parts[room]
  return refused(
    `runtime/${room}/**`,
    {
      regex: `^(\\.\\./)+(${others.join("|")})/`,
      message: `runtime/${room} imports ${["dsl", ...below].join(", ")} alone (rooms.ts)`,
    },
    ...(part === undefined ? [] : [part]),
  )
})

export default defineConfig({
  plugins: ["typescript", "import", "unicorn", "oxc", "vitest"],
  categories: { correctness: "error", suspicious: "error" },
  options: { typeAware: true },
  env: { node: true },
  rules: {
    "import/no-cycle": "error",
    "import/no-unassigned-import": "off",
    "typescript/no-explicit-any": "error",
    "typescript/ban-ts-comment": "error",
    "typescript/consistent-type-imports": "error",
    "typescript/no-unsafe-type-assertion": "error",
    "no-shadow": "off",
    "no-underscore-dangle": "off",
    "unicorn/no-array-sort": "off",
    "unicorn/consistent-function-scoping": "off",
    "typescript/consistent-return": "off",
    "import/no-named-as-default-member": "off",
  },
  overrides: [
    refused("dsl/**", {
      regex: "^(\\.\\./)+(runtime|reports|experiments|test)/",
      message: "dsl imports nothing of ours: it says what an experiment is, not how it runs",
    }),
    refused("reports/**", {
      regex: "^(\\.\\./)+(runtime|experiments|test)/",
      message: "reports imports dsl alone: what was measured is handed to it",
    }),
    refused("experiments/**", {
      regex: "^(\\.\\./|node:|effect)",
      message: "an experiment imports ablate, and files of its own study",
    }),
    ...ofRooms,
  ],
})
