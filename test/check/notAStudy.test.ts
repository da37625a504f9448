import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { checkFile } from "../../runtime/check/check.ts"

const prelude = `import { adam, arms, auc, classification, experiment, linearProbe, phantom, scratch, table, vit } from "ablate"
const optimizer = adam({ lr: 1e-3 })
const base = experiment({
  name: "tiny", seeds: [0], pretraining: scratch(),
  dataset: phantom({ size: 24, subjects: 10, seed: 0, split: { test: 4, seed: 0 } }),
  encoder: vit({ crop: 16, patch: 4, width: 24, depth: 4, heads: 4 }),
  tasks: { subtype: classification({ label: "subtype", network: linearProbe(), metrics: [auc()], optimizer, epochs: 2, batch: 4 }) },
})
const columns = ["subtype.auc"] as const
`

const told = async (study: string) => {
  const file = join(mkdtempSync(join(tmpdir(), "check-")), "study.ts")
  writeFileSync(
    file,
    `${prelude}export const results = table({ name: "r", study: ${study}, columns })\n`,
  )
  const checked = checkFile(file, process.env, { scale: undefined }).pipe(
    Effect.as([]),
    Effect.catch(({ faults }) => Effect.succeed(faults)),
  )
  return (await Effect.runPromise(checked)).map(({ what, where, hint }) => [what, where.line, hint])
}

it(
  "tells once of an experiment that stands for a study, with what to write, which is valid",
  { timeout: 120_000 },
  async () => {
    const hint = 'for one arm: study: arms(base, { "This one": {} })'
    for (const given of ["base", "{ ...base, seeds: [1] }"])
      expect(await told(given)).toEqual([["`study` is an experiment", 10, hint]])
    expect(await told('arms(base, { "This one": {} })')).toEqual([])
  },
)
