import { existsSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import { afterEach, describe, expect, it } from "vitest"
import { cacheOf, prepareCache } from "../../runtime/store/cacheFolder.ts"

const own = process.env["XDG_CACHE_HOME"]
afterEach(() => {
  if (own === undefined) delete process.env["XDG_CACHE_HOME"]
  else process.env["XDG_CACHE_HOME"] = own
})

// XDG Base Directory Specification: a relative path is invalid and to be ignored; an empty one counts as not set.
describe("the folder of what is remembered", () => {
  it.each(["", "cache", "./cache"])("is the home's where XDG_CACHE_HOME is %j", (named) => {
    process.env["XDG_CACHE_HOME"] = named
    expect(cacheOf("/store", "code")).toMatch(new RegExp(`^${join(homedir(), ".cache/ablate")}/`))
  })

  it("is where XDG_CACHE_HOME says", () => {
    process.env["XDG_CACHE_HOME"] = "/cache"
    expect(cacheOf("/store", "code")).toMatch(/^\/cache\/ablate\/[0-9a-f]{16}\/code$/)
  })

  it.skipIf(!existsSync("/proc"))("is an error, not an endless wait, below /proc", () => {
    process.env["XDG_CACHE_HOME"] = "/proc/nowhere"
    expect(() => prepareCache("/store", cacheOf("/store", "code"))).toThrow("ENOENT")
  })
})
