import { mkdtempSync, mkdirSync, rmSync, writeFileSync, cpSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { NodeServices } from "@effect/platform-node"
import { Effect, Result } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { hashCode } from "../../../runtime/plan/code/codeClosure.ts"

const files = {
  "mask.ts": `import { draw } from "./draw.ts"\nimport type { T } from "./types.ts"\nexport default draw`,
  "draw.ts": `import { half } from "./numbers/half.ts"\nexport const draw = () => half`,
  "numbers/half.ts": `import { two } from "./two.ts"\nimport { mask } from "pkg"\nexport const half = 1 / two`,
  "numbers/two.ts": `import "../draw.ts" // a circle\nexport const two = 2`,
  "types.ts": `export type T = number`,
  "loss.ts": `export default 1`,
  "node_modules/pkg/package.json": `{ "name": "pkg", "version": "1.0.0", "main": "index.js" }`,
  "node_modules/pkg/index.js": `export const mask = 0`,
}

let root = ""
const write = (name: string, content: string) => {
  mkdirSync(dirname(join(root, name)), { recursive: true })
  writeFileSync(join(root, name), content)
}
const address = (name: string) => pathToFileURL(join(root, name)).href

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ablate-code-"))
  for (const [name, content] of Object.entries(files)) write(name, content)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const hashes = (...names: readonly string[]) =>
  Effect.runPromise(
    Effect.result(hashCode(names.map(address))).pipe(Effect.provide(NodeServices.layer)),
  )
const hash = async (name: string) => Result.getOrThrow(await hashes(name)).get(address(name))

describe("hashCode", () => {
  it.each([
    ["a comment three imports down", "numbers/two.ts", `// two\n${files["numbers/two.ts"]}`],
    ["layout", "draw.ts", files["draw.ts"].replace("() => half", "() =>\n    half")],
    ["types that are imported as types", "types.ts", "export type T = string"],
    ["types of what runs", "draw.ts", files["draw.ts"].replace("()", "(): number")],
    ["a module that is not imported", "loss.ts", "export default 2"],
    ["the text of a package of the same version", "node_modules/pkg/index.js", "// 2"],
  ])("does not see %s", async (_, name, content) => {
    const before = await hash("mask.ts")
    write(name, content)
    expect(await hash("mask.ts")).toBe(before)
  })

  it.each([
    ["a constant three imports down", "numbers/two.ts", "export const two = 3"],
    ["the module itself", "mask.ts", `${files["mask.ts"]}.name`],
    [
      "one more name of an import",
      "mask.ts",
      files["mask.ts"].replace("{ draw }", "{ draw, draw as d }"),
    ],
    [
      "the version of a package",
      "node_modules/pkg/package.json",
      `{ "name": "pkg", "version": "1.0.1" }`,
    ],
  ])("sees %s", async (_, name, content) => {
    const before = await hash("mask.ts")
    write(name, content)
    expect(await hash("mask.ts")).not.toBe(before)
  })

  it("does not depend on where the files lie", async () => {
    const before = await hash("mask.ts")
    cpSync(root, `${root}-copy`, { recursive: true })
    const first = root
    root = `${root}-copy`
    expect(await hash("mask.ts")).toBe(before)
    rmSync(first, { recursive: true })
  })

  it("does not depend on how files are called", async () => {
    const before = await hash("mask.ts")
    write("mask.ts", files["mask.ts"].replace("./draw.ts", "./drawing/draws.ts"))
    write("drawing/draws.ts", files["draw.ts"].replace("./numbers/half.ts", "../numbers/half.ts"))
    write("numbers/two.ts", files["numbers/two.ts"].replace("../draw.ts", "../drawing/draws.ts"))
    rmSync(join(root, "draw.ts"))
    expect(await hash("mask.ts")).toBe(before)
  })

  it("sees a change anywhere in a circle from everywhere in it", async () => {
    write("one.ts", `import { b } from "./other.ts"; export const a = () => b; export const x = 1`)
    write("other.ts", `import { a } from "./one.ts"; export const b = () => a`)
    const before = [await hash("one.ts"), await hash("other.ts")]
    expect(before[0]).not.toBe(before[1])
    write("one.ts", `import { b } from "./other.ts"; export const a = () => b; export const x = 2`)
    const after = [await hash("one.ts"), await hash("other.ts")]
    expect(after[0]).not.toBe(before[0])
    expect(after[1]).not.toBe(before[1])
  })

  it("sees the bytes of files that are read, by whatever name", async () => {
    write(
      "reads.ts",
      `export const a = new URL("./k.wasm", import.meta.url), b = import.meta.resolve("./table.json")`,
    )
    write("k.wasm", "one")
    write("table.json", "[1]")
    const before = await hash("reads.ts")
    write("table.json", "[2]")
    const table = await hash("reads.ts")
    expect(table).not.toBe(before)
    write("k.wasm", "two")
    expect(await hash("reads.ts")).not.toBe(table)
  })

  it("says where a module is no TypeScript", async () => {
    write("loss.ts", "export default 1\nconst = 2")
    const result = await hashes("loss.ts")
    const [fault] = Result.isFailure(result) ? result.failure.faults : []
    expect(fault?.where).toEqual({ file: join(root, "loss.ts"), line: 2 })
    expect(fault?.what).toMatch(/^the module is no TypeScript: /)
  })

  it("tells files whose contents were exchanged", async () => {
    write("a.ts", `import { b } from "./b.ts"; import { c } from "./c.ts"; export default [b, c]`)
    write("b.ts", "export const b = 1, c = 1")
    write("c.ts", "export const b = 2, c = 2")
    const before = await hash("a.ts")
    write("b.ts", "export const b = 2, c = 2")
    write("c.ts", "export const b = 1, c = 1")
    expect(await hash("a.ts")).not.toBe(before)
  })

  it("names every module and package that is missing", async () => {
    write("draw.ts", `import { x } from "./gone.ts"; export const draw = x`)
    write("loss.ts", `import { y } from "not-installed"; export default y`)
    const result = await hashes("mask.ts", "loss.ts")
    const faults = Result.isFailure(result) ? result.failure.faults : []
    expect(faults.map((fault) => fault.what).toSorted()).toEqual([
      `${join(root, "gone.ts")} cannot be read: there is no such file`,
      'the package "not-installed" is not installed',
    ])
    expect(faults.map((fault) => fault.where.file ?? "").toSorted()).toEqual([
      join(root, "draw.ts"),
      join(root, "loss.ts"),
    ])
  })

  it("resolves addresses of the package", async () => {
    const random = "ablate:random/random"
    const result = await Effect.runPromise(
      hashCode([random]).pipe(Effect.provide(NodeServices.layer)),
    )
    expect(result.get(random)).toMatch(/^[0-9a-f]{64}$/)
  })
})
