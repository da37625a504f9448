import { fileURLToPath } from "node:url"
import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { Count, defaulted, defineMask, m2mae, Ratio } from "../../dsl/index.ts"
import { builtIn } from "../../dsl/definitions.ts"
import type { Mask } from "../../dsl/mask.ts"
import { readPlanEnvironment } from "../../runtime/plan/planEnvironment.ts"
import { stripes as foreign } from "../acceptance/extension/stripes.ts"
import { base, environment, planOf, threeArms } from "./study.ts"

const of = { kind: "stripes", doc: "Masks stripes.", implementation: "file:///stripes.draw.ts" }
const ratio = defaulted(Ratio, 0.5, "Share of the stripes.", "convention")

/** A mask, and the same with a field that came later: stripes of width 1 are the stripes of before. */
const stripes = defineMask({ ...of, fields: { ratio } })
const wideStripes = defineMask({
  ...of,
  fields: {
    ratio,
    width: defaulted(Count, 1, "Width of a stripe.", "as before", { before: 1 }),
  },
})
/** The same field, with a default that changes what is done. */
const widerStripes = defineMask({
  ...of,
  fields: { ratio, width: defaulted(Count, 3, "Width of a stripe.", "a study", { before: 1 }) },
})

const studyWith = (mask: Mask) => {
  const { epochs, batch, optimizer } = base.pretraining
  return threeArms({
    ...base,
    pretraining: m2mae({ mask: [mask], pbt: [2, 4], epochs, batch, optimizer }),
  })
}

const keys = (mask: Mask, definition: (typeof builtIn)[number]) =>
  planOf([studyWith(mask)], { ...environment, definitions: [...builtIn, definition] }).stages.map(
    ({ key }) => key,
  )

describe("a field that came later", () => {
  const before = keys(stripes(), stripes)

  it("leaves every key as it is at the value that means what was done before", () => {
    expect(keys(wideStripes(), wideStripes)).toEqual(before)
    expect(keys(widerStripes({ width: 1 }), widerStripes)).toEqual(before)
  })

  it("is in the key at every other value, be it the default", () => {
    const two = keys(wideStripes({ width: 2 }), wideStripes)
    const three = keys(widerStripes(), widerStripes)
    expect(new Set([before.join(), two.join(), three.join()]).size).toBe(3)
    expect(keys(wideStripes({ width: 3 }), wideStripes)).toEqual(three)
  })

  it("is not in the slice that an artifact records, and in the settings that a worker reads", () => {
    const { stages } = planOf([studyWith(wideStripes())], {
      ...environment,
      definitions: [...builtIn, wideStripes],
    })
    const pretrain = stages.find(({ kind, arms }) => kind === "pretrain" && arms.includes("M2-MAE"))
    expect(JSON.stringify(pretrain?.slice)).not.toContain('width":1')
    expect(JSON.stringify(pretrain?.configured)).toContain('width":1')
  })

  it("is known of definitions from outside the package", async () => {
    const { definitions } = await Effect.runPromise(
      readPlanEnvironment([studyWith(foreign())], () => Effect.succeed("data")).pipe(
        Effect.provide(NodeServices.layer),
      ),
    )
    const found = definitions.find(({ kind }) => kind === foreign.kind)
    expect(fileURLToPath(found?.implementation ?? "")).toBe(fileURLToPath(foreign.implementation))
  })
})
