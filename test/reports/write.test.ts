import { NodeServices } from "@effect/platform-node"
import { Effect, FileSystem, Path, Schema } from "effect"
import { expect, it } from "vitest"
import type { Report } from "../../reports/page.ts"
import { writeReport } from "../../reports/write.ts"
import { sample } from "./sample.ts"

const report: Report = {
  name: "tiny",
  summary: [],
  tables: [sample],
  figures: [
    {
      name: "Fig 1",
      caption: "",
      description: "",
      notes: ["a note"],
      svg: "<svg/>",
      png: Uint8Array.of(1, 2),
    },
  ],
  notes: [{ term: "Losses", lines: ["pbt drowns mse"] }],
  provenance: [{ term: "Date", lines: ["today"] }],
  values: [],
  work: new Map(),
  stages: [],
}

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(Schema.Unknown))

it("writes every file whole, and the same bytes again", () =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const folder = path.join(yield* files.makeTempDirectoryScoped(), "reports", "tiny")
    const written = yield* writeReport(folder, report, ["html", "latex", "md", "csv"])
    const names = [
      "report.json",
      "Table-1.html",
      "Table-1.tex",
      "Table-1.md",
      "Table-1.csv",
      "Table-1.seeds.csv",
      "Table-1.subjects.csv",
      "Fig-1.svg",
      "Fig-1.png",
      "index.html",
    ]
    expect(written).toEqual(names.map((name) => path.join(folder, name)))
    expect((yield* files.readDirectory(folder)).toSorted()).toEqual(names.toSorted())
    const first = yield* files.readFileString(path.join(folder, "report.json"))
    const { subjects: _, ...table } = sample
    expect(yield* decode(first)).toEqual({
      name: "tiny",
      tables: [table],
      figures: [
        { name: "Fig 1", caption: "", notes: ["a note"], files: ["Fig-1.svg", "Fig-1.png"] },
      ],
      notes: [{ term: "Losses", lines: ["pbt drowns mse"] }],
    })
    const later = { ...report, provenance: [{ term: "Date", lines: ["tomorrow"] }] }
    yield* writeReport(folder, later, ["md"])
    expect(yield* files.readFileString(path.join(folder, "report.json"))).toBe(first)
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer), Effect.runPromise))

it("refuses two targets with one file name", () =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const folder = yield* files.makeTempDirectoryScoped()
    const twice = {
      ...report,
      tables: [sample, { ...sample, name: "Table_1" }, { ...sample, name: "Table/1" }],
    }
    const error = yield* Effect.flip(writeReport(folder, twice, ["md"]))
    expect(error.faults.map(({ what }) => what)).toEqual(["two targets write Table-1.md"])
    expect(yield* files.readDirectory(folder)).toEqual([])
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer), Effect.runPromise))

it("says which path the disk refuses", () =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const folder = yield* files.makeTempDirectoryScoped()
    yield* files.writeFileString(`${folder}/file`, "")
    const error = yield* Effect.flip(writeReport(`${folder}/file/inside`, report, ["md"]))
    expect(error.message).toContain(`cannot write ${folder}/file/inside`)
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer), Effect.runPromise))
