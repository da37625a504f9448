import { describe, expect, it } from "vitest"
import { acceptableStages } from "../../runtime/ledger/acceptCode.ts"
import type { PlanEnvironment } from "../../runtime/plan/planEnvironment.ts"
import type { Stage } from "../../runtime/plan/stage.ts"
import type { Artifact } from "../../runtime/store/artifact.ts"
import { base, environment, planOf, threeArms } from "../plan/study.ts"

const artifactOf = (
  { key, kind, label, slice, seed, inputs, code }: Stage,
  started = "2026-01-01T00:00:00.000Z",
): Artifact => ({
  key,
  kind,
  label,
  slice: JSON.parse(JSON.stringify(slice)),
  seed,
  inputs,
  code,
  commit: null,
  dirty: null,
  device: "cpu",
  started,
  seconds: 1,
  files: {},
})

/** The same environment after an edit of the modules whose address holds a word. */
const edited = (word: string, to = "edited"): PlanEnvironment => ({
  ...environment,
  codeHash: (address) =>
    address.includes(word) ? `${to} ${address}` : environment.codeHash(address),
})

const none: ReadonlyMap<string, string> = new Map()
const before = planOf([threeArms()])
const artifacts = before.stages.map((stage) => artifactOf(stage))

describe("acceptableStages", () => {
  it("finds what an edit of the code changed, and all that follows from it", () => {
    const after = planOf([threeArms()], edited("stages/pretrain"))
    const done = new Set(artifacts.map(({ key }) => key))
    const changed = after.stages.filter(({ key }) => !done.has(key))
    const found = acceptableStages(after.stages, artifacts, none)
    expect(found.map(({ stage }) => stage.key)).toEqual(changed.map(({ key }) => key))
    for (const { stage, artifact, changed: places } of found) {
      expect(artifact).toMatchObject({ kind: stage.kind, seed: stage.seed })
      expect(places).toEqual(stage.kind === "pretrain" ? ["stage"] : [])
    }
    // Each stage of before stands for one of after.
    expect(new Set(found.map(({ artifact }) => artifact.key)).size).toBe(found.length)
  })

  it("finds nothing where a field, a seed or the data changed", () => {
    const pretrains = (of: typeof before.stages) => of.filter(({ kind }) => kind === "pretrain")
    const field = planOf(
      [threeArms({ ...base, dataset: { ...base.dataset, split: { test: 0.25, seed: 1 } } })],
      edited("pretrain"),
    )
    const seeds = planOf([threeArms({ ...base, seeds: [5] })], edited("pretrain"))
    const data = planOf([threeArms()], { ...edited("pretrain"), fingerprint: () => "other data" })
    for (const { stages } of [field, seeds, data]) {
      expect(pretrains(stages).length).toBeGreaterThan(0)
      const found = acceptableStages(stages, artifacts, none).map(({ stage }) => stage)
      expect(pretrains(found)).toEqual([])
    }
  })

  it("goes through earlier acceptances, and takes the latest of several artifacts", () => {
    const once = planOf([threeArms()], edited("stages/pretrain"))
    const accepted = new Map(
      acceptableStages(once.stages, artifacts, none).map(({ stage, artifact }) => [
        stage.key,
        artifact.key,
      ]),
    )
    // A score that was made anew reads a prediction that was only accepted.
    const score = once.stages.find(({ kind, key }) => kind === "score" && accepted.has(key))
    const remade = artifactOf(score ?? once.stages[0]!, "2026-02-01T00:00:00.000Z")
    const twice = planOf([threeArms()], edited("stages/pretrain", "edited again"))
    const found = acceptableStages(twice.stages, [...artifacts, remade], accepted)
    expect(found.map(({ artifact }) => artifact.key)).toContain(remade.key)
    expect(found).toHaveLength(accepted.size)
  })
})
