import { spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Schema } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { ablate, start, temporaryFolder } from "./ablate.ts"

const helper = `import { adam } from "ablate"
export const optimizer = adam({ lr: 1e-3, weightDecay: 0.01 })
export const short = { epochs: 3, batch: 2, crops: 1, optimizer }
`

const study = `import { classification, experiment, grid, linearProbe, mae, phantom, scratch, table, vit } from "ablate"
import { optimizer, short } from "./settings.ts"
const pretraining = (width: number) => mae({ decoder: { width, depth: 1, heads: 2 }, ...short })
const base = experiment({
  name: "asked",
  dataset: phantom({ size: 24, subjects: 12, seed: 0, split: { test: 4, seed: 0 } }),
  encoder: vit({ crop: 16, patch: 4, width: 24, depth: 2, heads: 3 }),
  pretraining: pretraining(24),
  tasks: {
    subtype: classification({ label: "subtype", network: linearProbe(), optimizer, epochs: 5, batch: 4 }),
  },
  seeds: [0, 1],
  scales: { smoke: { "pretraining.epochs": 2 } },
})
export const results = table({
  name: "results",
  study: grid(base, { pretraining: { Scratch: scratch(), MAE: pretraining(24), "MAE wide": pretraining(48) } }),
  columns: ["subtype.auc", "pretraining.mse"],
})
`

/** Where a text stands in a file of the test, as file:line:column. */
const placeOf = (file: string, code: string, text: string): string => {
  const at = code.indexOf(text)
  const before = code.slice(0, at).split("\n")
  return `${file}:${before.length}:${(before.at(-1) ?? "").length + 1}`
}

const Answer = Schema.fromJsonString(
  Schema.Struct({
    cell: Schema.Struct({ mean: Schema.NullOr(Schema.Finite), n: Schema.Int }),
    notes: Schema.Array(Schema.String),
    runs: Schema.Array(
      Schema.Struct({
        seed: Schema.Int,
        value: Schema.optionalKey(Schema.NullOr(Schema.Finite)),
        subjects: Schema.Array(
          Schema.Struct({ subject: Schema.String, value: Schema.NullOr(Schema.Finite) }),
        ),
        stages: Schema.Array(
          Schema.Struct({
            kind: Schema.String,
            key: Schema.String,
            state: Schema.String,
            shared: Schema.Boolean,
            folder: Schema.optionalKey(Schema.String),
            device: Schema.optionalKey(Schema.String),
            seconds: Schema.optionalKey(Schema.Finite),
          }),
        ),
      }),
    ),
    fields: Schema.Array(
      Schema.Struct({
        field: Schema.String,
        value: Schema.Unknown,
        written: Schema.optionalKey(Schema.String),
        source: Schema.optionalKey(Schema.String),
      }),
    ),
  }),
)

describe("questions to an experiment", { timeout: 300_000 }, () => {
  const folder = temporaryFolder()
  const why = async (...flags: readonly string[]) => {
    const { stdout, stderr } = await ablate(["why", "asked.ts", "--json", ...flags], folder)
    expect(stderr).toBe("")
    return Schema.decodeSync(Answer)(stdout)
  }

  beforeAll(async () => {
    writeFileSync(join(folder, "settings.ts"), helper)
    writeFileSync(join(folder, "asked.ts"), study)
    const only = ["--only", "arm=MAE", "--only", "arm=Scratch,kind=score"]
    const { code, stderr } = await ablate(["run", "asked.ts", "--slots", "2", ...only], folder)
    if (code !== 0) throw new Error(stderr)
  }, 300_000)

  it("why: the number of the report, its runs, and each stage behind them", async () => {
    const found = await why("--row", "MAE", "--column", "pretraining.mse")
    const [table] = JSON.parse(
      readFileSync(join(folder, ".ablate/reports/asked/report.json"), "utf8"),
    ).tables
    expect(found.cell.mean).toBe(table.rows[1].cells[1].mean)
    expect(found.runs.map(({ seed }) => seed)).toEqual([0, 1])
    for (const { subjects, stages } of found.runs) {
      expect(subjects).toHaveLength(4)
      expect(stages.map(({ kind }) => kind)).toEqual([
        "reconstruct",
        "pretrain",
        "preprocess",
        "index",
      ])
      expect(stages.map(({ shared }) => shared)).toEqual([false, false, true, true])
      for (const { state, device, seconds = 0 } of stages) {
        expect([state, device]).toEqual(["done", "cpu"])
        expect(seconds).toBeGreaterThan(0)
      }
      // The subjects' numbers lie where it says.
      const files = readFileSync(join(stages[0]?.folder ?? "", "artifact.json"), "utf8")
      expect(files).toContain(`"key":"${stages[0]?.key}"`)
    }
    // A mean over subjects of their means over seeds is, all subjects counting in all seeds, the mean of all.
    const all = found.runs.flatMap(({ subjects }) => subjects.map(({ value }) => value ?? NaN))
    expect(found.cell.mean).toBeCloseTo(all.reduce((sum, each) => sum + each, 0) / all.length, 10)
  })

  it("why: where each value is written, through helpers, spreads and factors, and sources of defaults", async () => {
    const [wide, smoke, set] = await Promise.all([
      why("--row", "MAE wide", "--column", "subtype.auc"),
      why("--row", "MAE", "--column", "pretraining.mse", "--scale", "smoke"),
      why("--row", "MAE", "--column", "pretraining.mse", "--set", "pretraining.epochs=7"),
    ])
    const written = (found: typeof wide, field: string) => {
      const one = found.fields.find((each) => each.field === field)
      return [one?.value, one?.written ?? one?.source]
    }
    expect(written(wide, "pretraining")).toEqual([
      "mae",
      placeOf("asked.ts", study, "pretraining(48) }"),
    ])
    // Fields of a record have places of their own: the width is a function's argument.
    expect(written(wide, "pretraining.decoder.width")).toEqual([
      48,
      placeOf("asked.ts", study, "48) }"),
    ])
    expect(written(wide, "pretraining.decoder.depth")).toEqual([
      1,
      placeOf("asked.ts", study, "1, heads"),
    ])
    const epochs = placeOf("settings.ts", helper, "3, batch")
    expect(written(wide, "pretraining.epochs")).toEqual([3, epochs])
    expect(written(wide, "tasks.subtype.optimizer.lr")).toEqual([
      1e-3,
      placeOf("settings.ts", helper, "1e-3"),
    ])
    expect(written(wide, "seeds")).toEqual([[0, 1], placeOf("asked.ts", study, "[0, 1]")])
    expect(written(wide, "pretraining.ratio")).toEqual([0.75, "MAE"])
    expect(written(smoke, "pretraining.epochs")).toEqual([
      2,
      placeOf("asked.ts", study, "2 } },\n})"),
    ])
    expect(written(set, "pretraining.epochs")).toEqual([7, "--set pretraining.epochs=7"])
    expect(set.notes[0]).toContain("quick try")
    // Another task than the column's has no part in it.
    expect(smoke.fields.some(({ field }) => field.startsWith("tasks."))).toBe(false)
    expect(wide.runs[0]?.stages[0]?.state).toBe("not run")
  })

  it("why: in words; a wrong name is told with the right ones, the closest first", async () => {
    const said = await ablate(
      ["why", "asked.ts", "--row", "MAE", "--column", "subtype.auc"],
      folder,
    )
    expect(said.stdout).toContain("results: MAE, subtype AUC (subtype.auc)")
    expect(said.stdout).toContain("AUC: area under the ROC curve")
    expect(said.stdout).toMatch(
      /seed 1: .* %\n(.*\n)*? {4}score subtype MAE seed 1 +[0-9a-f]{12} +cpu, \d+ s/,
    )
    expect(said.stdout).toMatch(/pretraining\.epochs +3 +settings\.ts:3:32/)
    const [row, column, missing] = await Promise.all([
      ablate(["why", "asked.ts", "--row", "MAE wid", "--column", "subtype.auc"], folder),
      ablate(["why", "asked.ts", "--row", "MAE", "--column", "subtype.acc"], folder),
      ablate(["why", "asked.ts", "--column", "subtype.auc"], folder),
    ])
    expect(row.code).toBe(1)
    expect(row.stderr).toContain('table results has no row "MAE wid"')
    expect(row.stderr).toContain("expected: MAE wide, MAE, Scratch")
    expect(column.stderr).toContain('did you mean "subtype.auc"?')
    expect(missing.stderr).toContain("--row is missing")
  })

  const diff = async (...args: readonly string[]) => {
    const { stdout, stderr, code } = await ablate(["diff", ...args], folder)
    expect([code, stderr]).toEqual([0, ""])
    return stdout
  }

  it("diff: two arms, with what each says where, and which stages they share", async () => {
    const said = await diff("asked.ts::MAE", "::MAE wide")
    expect(said).toContain(
      [
        "Values",
        "  pretraining.decoder.width",
        `    A  24  ${placeOf("asked.ts", study, '24), "MAE wide"')}`,
        `    B  48  ${placeOf("asked.ts", study, "48) }")}`,
        "Stages",
        "  shared: index, preprocess",
      ].join("\n"),
    )
    expect(said).toMatch(/ {2}pretrain +differs in its settings\n/)
    expect(said).toMatch(/ {2}subtype\.score +differs in what it reads\n/)
  })

  it("diff and why: arms of one name in two tables are each themselves", async () => {
    const two = (epochs: number) => `${study.replace("grid,", "arms, grid,")}
export const brief = table({
  name: "brief",
  study: arms(base, { MAE: { "pretraining.epochs": ${epochs} } }),
  columns: ["pretraining.mse"],
})
`
    writeFileSync(join(folder, "two.ts"), two(2))
    writeFileSync(join(folder, "five.ts"), two(5))
    const said = await diff("two.ts", "five.ts")
    const [a, b] = [placeOf("two.ts", two(2), "2 } })"), placeOf("five.ts", two(5), "5 } })")]
    expect(said).toContain(
      `\nbrief/MAE\nValues\n  pretraining.epochs\n    A  2  ${a}\n    B  5  ${b}\n`,
    )
    expect(said).toContain("\nScratch, results/MAE, MAE wide\n  nothing")
    const asked = [
      "why",
      "two.ts",
      "--table",
      "brief",
      "--row",
      "MAE",
      "--column",
      "pretraining.mse",
    ]
    const { stdout } = await ablate([...asked, "--json"], folder)
    const { fields } = Schema.decodeSync(Answer)(stdout)
    expect(fields.find(({ field }) => field === "pretraining.epochs")).toMatchObject({
      value: 2,
      written: a,
    })
  })

  it("diff: a file at a commit and as it lies there; arms that differ alike are told once", async () => {
    const git = (...args: readonly string[]) =>
      spawnSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: folder })
    git("init", "-q")
    git("add", "asked.ts", "settings.ts")
    git("commit", "-qm", "first")
    writeFileSync(join(folder, "settings.ts"), helper.replace("epochs: 3", "epochs: 4"))
    writeFileSync(join(folder, "asked.ts"), study.replace('"subtype.auc", ', ""))
    const said = await diff("asked.ts@HEAD", "asked.ts")
    writeFileSync(join(folder, "settings.ts"), helper)
    writeFileSync(join(folder, "asked.ts"), study)
    const place = placeOf("settings.ts", helper, "3, batch")
    expect(said).toContain("\nMAE, MAE wide\nValues\n  pretraining.epochs\n")
    expect(said).toContain(`    A  3  ${place} at HEAD\n    B  4  ${place}\n`)
    // A column less asks for fewer stages.
    expect(said).toContain("\nScratch\n  the same values\nStages\n  shared: index, preprocess\n")
    expect(said).toMatch(/ {2}subtype\.score +only in A\n/)
    expect(said).toContain(
      '  results.blocks.0.columns\n    A  [{"task":"subtype","metric":"auc","region":null}]\n    B  nothing',
    )
    const missing = await ablate(["diff", "asked.ts@nowhere", "asked.ts"], folder)
    expect(missing.code).toBe(1)
    expect(missing.stderr).toContain("there is no asked.ts at nowhere")
  })

  it("diff: two reports, by the numbers and the runs that are not the same", async () => {
    await ablate(["report", "asked.ts", "--out", "both"], folder)
    await ablate(["report", "asked.ts", "--out", "one", "--set", "seeds=0"], folder)
    const said = await diff("both", "one/report.json")
    expect(said).toContain("(a quick try: seeds = [0] (the file says [0,1]))")
    // Arm MAE has two columns, Scratch one; "MAE wide" has not run.
    expect(said).toContain("Numbers: 3 the same, 3 not")
    expect(said).toMatch(/results +MAE +pretraining\.mse +A .*\(n = 2\) +B .*\(n = 1\)/)
    expect(said).toContain("Runs: 3 the same, 3 only in A, 0 only in B")
  })

  it("report --watch: draws again as stages end, and ends when all are done", async () => {
    const watching = start(["report", "asked.ts", "--watch", "--out", "watched"], folder)
    const { code } = await ablate(["run", "asked.ts", "--slots", "2"], folder)
    const watched = await watching.ended
    expect([code, watched.code]).toEqual([0, 0])
    const drawn = [...watched.stdout.matchAll(/^drawn with (\d+) of (\d+) stages done$/gm)]
    const counts = drawn.map(([, done]) => Number(done))
    expect(counts.length).toBeGreaterThan(1)
    expect(counts).toEqual(counts.toSorted((one, other) => one - other))
    expect(drawn.at(-1)?.[1]).toBe(drawn.at(-1)?.[2])
    expect(readFileSync(join(folder, "watched/results.csv"), "utf8")).toBe(
      readFileSync(join(folder, ".ablate/reports/asked/results.csv"), "utf8"),
    )
  })
})
