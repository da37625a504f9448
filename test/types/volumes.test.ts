import { resolve } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { openSource } from "../../runtime/check/source.ts"
import { typeFaults } from "../../runtime/check/typeFaults.ts"

const prelude = `
import {
  adam, classification, dice, divideByMax, experiment, lung, normalizeIntensity, linearProbe,
  orientation, scratch, segmentation, unetr, vit, volumes,
} from "ablate"
const optimizer = adam({ lr: 1e-4 })
const encoder = vit({ crop: 96, patch: 16, width: 768, depth: 12, heads: 12 })
const own = volumes({
  root: "$DATA",
  modalities: { flair: "{id}/flair.nii.gz", t1: "{id}/t1.nii.gz" },
  label: "{id}/seg.nii.gz",
  regions: { lesion: [1] },
  labels: { relapse: { csv: "$DATA/t.csv", id: "id", column: "relapse", negative: ["no"], positive: "yes" } },
  reference: "t1",
  preprocessing: [orientation("RAS"), normalizeIntensity({ modalities: ["flair"] })],
})
const base = experiment({
  name: "own", dataset: own, encoder, pretraining: scratch(), seeds: [0],
  tasks: {
    ms: segmentation({ network: unetr(), regions: ["lesion"], metrics: [dice()], epochs: 1, optimizer }),
    relapse: classification({ label: "relapse", network: linearProbe(), optimizer }),
  },
})
`

/** Code that must not compile, and what the author is told. */
const refused: readonly {
  readonly title: string
  readonly code: string
  readonly says: readonly string[]
}[] = [
  {
    title: "a region that the declaration does not name",
    code: `experiment({ ...base, tasks: { ms: segmentation({ network: unetr(), regions: ["leison"], metrics: [dice()], epochs: 1, optimizer }) } })`,
    says: ['"leison"', '"lesion"'],
  },
  {
    title: "a class that the declaration does not name",
    code: `experiment({ ...base, tasks: { x: classification({ label: "idh", network: linearProbe(), optimizer }) } })`,
    says: [`'"idh"' is not assignable to type '"relapse"'`],
  },
  {
    title: "a reference that is no modality",
    code: `volumes({ root: "x", modalities: { a: "{id}.nii" }, reference: "b" })`,
    says: [`'"b"' is not assignable to type '"a"'`],
  },
  {
    title: "a step on a modality that is not there",
    code: `volumes({ root: "x", modalities: { a: "{id}.nii" }, preprocessing: [divideByMax({ modalities: ["b"] })] })`,
    says: [`"b"`, `"a"`],
  },
  {
    title: "a step on a modality that lung gas MRI has not",
    code: `lung({ root: "x", csv: "y", preprocessing: [divideByMax({ modalities: ["helium"] })] })`,
    says: [`"helium"`, `"proton"`, `"xenon"`],
  },
  {
    title: "axis codes that name an axis twice",
    code: `orientation("RLS")`,
    says: [`"RLS"`],
  },
]

describe("volumes(), lung() and preprocessing refuse, before anything runs,", () => {
  const messages = new Map<number, readonly string[]>()

  beforeAll(() => {
    const first = prelude.split("\n").length
    const text = prelude + refused.map(({ code }) => `void (() => { ${code} })`).join("\n")
    for (const fault of typeFaults(openSource(resolve("experiments/refused.ts"), text))) {
      const index = (fault.where.line ?? 0) - first
      messages.set(index, [...(messages.get(index) ?? []), fault.what])
    }
  }, 60_000)

  it.each(refused.map((entry, index) => ({ ...entry, index })))("$title", ({ says, index }) => {
    const message = messages.get(index)?.join("\n") ?? "it compiles"
    for (const part of says) expect(message).toContain(part)
  })

  it("and nothing else", () => {
    expect([...messages.keys()].filter((index) => refused[index] === undefined)).toEqual([])
  })
})
