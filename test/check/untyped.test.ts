import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { checkFile } from "../../runtime/check/check.ts"

/** Faults of a file whose task and table are made by what is given. */
const told = async (task: string, columns: string) => {
  const file = join(mkdtempSync(join(tmpdir(), "check-")), "study.ts")
  writeFileSync(
    file,
    `import { adam, arms, auc, classification, experiment, linearProbe, phantom, scratch, table, vit } from "ablate"
const base = experiment({
  name: "tiny", seeds: [0], pretraining: scratch(),
  dataset: phantom({ size: 24, subjects: 10, seed: 0, split: { test: 4, seed: 0 } }),
  encoder: vit({ crop: 16, patch: 4, width: 24, depth: 4, heads: 4 }),
  tasks: { subtype: ${task} },
})
export const results = table({ name: "r", study: arms(base, { One: {} }), ${columns} } as never)
`,
  )
  const checked = checkFile(file, process.env, { scale: undefined }).pipe(
    Effect.as([]),
    Effect.catch(({ faults }) => Effect.succeed(faults)),
  )
  return (await Effect.runPromise(checked)).map(({ what }) => what)
}

it(
  "tells what records lack that escaped the types, where a rule would have read it",
  { timeout: 120_000 },
  async () => {
    const shared = 'label: "subtype", network: linearProbe(), optimizer: adam({ lr: 1e-3 })'
    const misspelt = `(classification as any)({ ${shared}, metric: [auc()], metrics: undefined })`
    expect(await told(misspelt, 'columns: ["subtype.auc"]')).toContain(
      'classification has no field "metric"',
    )
    const sound = `classification({ ${shared}, metrics: [auc()] })`
    expect(await told(sound, 'columns: [{ task: "subtype" }]')).toHaveLength(1)
  },
)
