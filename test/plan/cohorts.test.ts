import { expect, it } from "vitest"
import { grid } from "../../dsl/index.ts"
import { base, changedKinds, planOf } from "./study.ts"

const cohort = { among: "subtype", test: 3, seed: 1, overlap: "pretraining" } as const
const planned = (value: typeof cohort | null) =>
  planOf([grid(base, { "tasks.subtype.cohort": { it: value } })])

it("a cohort divides the subjects for its task alone", () => {
  const [before, after] = [planned(null), planned(cohort)]
  expect(changedKinds(before, after)).toEqual(["probe", "score"])
  const probes = after.stages.filter(({ kind }) => kind === "probe")
  expect(probes.map(({ configured }) => configured.split)).toEqual([
    { among: "subtype", test: 3, seed: 1 },
    { among: "subtype", test: 3, seed: 1 },
  ])
})

it("no cohort leaves the slices as they were", () => {
  expect(planned(null).stages.some(({ slice }) => JSON.stringify(slice).includes("cohort"))).toBe(
    false,
  )
})
