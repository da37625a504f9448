import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { ablate, temporaryFolder } from "../acceptance/ablate.ts"

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url))

/**
 * The records of one arm and seed of a run of the quickstart (quickstart.ts beside them) at commit d0d6a9a, whose code
 * hashes were taken over tokens and paths; of the files of each artifact only the first is listed.
 */
const Records = Schema.fromJsonString(
  Schema.Array(
    Schema.StructWithRest(Schema.Struct({ kind: Schema.String, key: Schema.String }), [
      Schema.Record(Schema.String, Schema.Unknown),
    ]),
  ),
)

const Plan = Schema.fromJsonString(
  Schema.Struct({
    kinds: Schema.Array(
      Schema.Struct({ kind: Schema.String, done: Schema.Int, toRun: Schema.Int }),
    ),
  }),
)

describe("a store of an earlier code", { timeout: 120_000 }, () => {
  const folder = temporaryFolder()
  const records = Schema.decodeSync(Records)(
    readFileSync(path("test/fixtures/ledger/d0d6a9a.json"), "utf8"),
  )

  beforeAll(() => {
    for (const record of records) {
      const artifact = join(folder, "artifacts", record.kind, record.key)
      mkdirSync(artifact, { recursive: true })
      writeFileSync(join(artifact, "artifact.json"), JSON.stringify(record))
    }
  })

  const plan = async (...flags: readonly string[]) => {
    const { stdout, stderr } = await ablate(
      [
        "plan",
        path("test/fixtures/ledger/quickstart.ts"),
        "--store",
        folder,
        "--only",
        "M2-MAE,seed=0",
        "--no-cost",
        "--json",
        ...flags,
      ],
      folder,
    )
    expect(stderr).toBe("")
    return Schema.decodeSync(Plan)(stdout).kinds
  }

  it("is used as it is with --accept-code; only what is measured in another way is made again", async () => {
    const accepted = (await plan("--accept-code")).filter(({ done, toRun }) => done + toRun > 0)
    const known = new Set(records.map(({ kind }) => kind))
    expect(new Set(accepted.map(({ kind }) => kind))).toEqual(known)
    expect(known.size).toBe(9)
    expect(accepted.filter(({ toRun }) => toRun > 0)).toEqual([
      { kind: "reconstruct", done: 0, toRun: 1 },
      { kind: "predict", done: 0, toRun: 1 },
      { kind: "score", done: 0, toRun: 2 },
    ])
    expect((await plan()).reduce((sum, { done }) => sum + done, 0)).toBe(0)
  })
})
