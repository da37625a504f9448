import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { hashCode } from "../../../runtime/plan/code/codeClosure.ts"

const mask = `import { fault } from "./fault.ts"
import { two } from "./two.ts"
export default () => { throw fault({ what: "7 of them", where: { field: String(two) } }) }`
const files = {
  "mask.ts": mask,
  "fault.ts": `export { fault } from "${new URL("../../../dsl/fault.ts", import.meta.url).href}"`,
  "two.ts": "export const two = 2",
}

let root = ""
const at = (name: string) => join(root, name)
const cache = () => at("cache/code")
const write = (changed: Partial<Record<keyof typeof files, string>>) => {
  for (const [name, content] of Object.entries({ ...files, ...changed }))
    writeFileSync(at(name), content)
}
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ablate-code-cache-"))
  write({})
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const hash = async (cacheFile?: string) => {
  const address = pathToFileURL(at("mask.ts")).href
  const hashes = await Effect.runPromise(
    hashCode([address], cacheFile).pipe(Effect.provide(NodeServices.layer)),
  )
  return hashes.get(address)
}

describe("a cache of what was read of sources", () => {
  it("gives the hash that there is without it, written and read", async () => {
    const expected = await hash()
    expect(await hash(cache())).toBe(expected)
    const written = readFileSync(cache())
    expect(await hash(cache())).toBe(expected)
    expect(readFileSync(cache())).toEqual(written)
  })

  it("goes by content: an edit of the same length in a file with the times of before counts", async () => {
    const before = new Date(0)
    utimesSync(at("two.ts"), before, before)
    const first = await hash(cache())
    write({ "two.ts": "export const two = 3" })
    utimesSync(at("two.ts"), before, before)
    expect(await hash(cache())).not.toBe(first)
    expect(await hash(cache())).toBe(await hash())
    write({})
    expect(await hash(cache())).toBe(first)
  })

  // The text of mask.ts is no fault's where fault.ts makes none, though mask.ts stays as it is.
  it("takes a text anew where the names of a source lead elsewhere", async () => {
    await hash(cache())
    const elsewhere = { "fault.ts": "export const fault = ({ what }) => what.length" }
    write(elsewhere)
    const seven = await hash(cache())
    expect(seven).toBe(await hash())
    write({ ...elsewhere, "mask.ts": mask.replace("7 of", "8 of") })
    expect(await hash(cache())).not.toBe(seven)
    write({ "mask.ts": mask.replace("7 of", "8 of") })
    const told = await hash(cache())
    write({})
    expect(await hash(cache())).toBe(told)
  })

  it.each([
    ["is empty", () => Buffer.alloc(0)],
    ["ends too early", (bytes: Buffer) => bytes.subarray(0, -1)],
    ["has a byte changed", (bytes: Buffer) => bytes.fill("?", 40, 41)],
    ["is of another version", (bytes: Buffer) => bytes.fill(0, 0, 32)],
  ])("counts as empty where it %s", async (_, damaged) => {
    const expected = await hash(cache())
    const whole = readFileSync(cache())
    writeFileSync(cache(), damaged(Buffer.from(whole)))
    expect(await hash(cache())).toBe(expected)
    expect(readFileSync(cache())).toEqual(whole)
  })

  it("is worth no error where it cannot be written", async () => {
    writeFileSync(at("cache"), "a file where a folder should be")
    expect(await hash(cache())).toBe(await hash())
  })

  it("still says where a module is no TypeScript", async () => {
    await hash(cache())
    write({ "two.ts": "export const = 2" })
    await expect(hash(cache())).rejects.toThrow("the module is no TypeScript")
  })
})
