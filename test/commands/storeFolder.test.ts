import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Option } from "effect"
import { describe, expect, it } from "vitest"
import { storeFolder } from "../../runtime/commands/storeFolder.ts"
import { temporaryFolder } from "../acceptance/ablate.ts"

/** A project in a Git repository, with an experiment in a folder below. */
const project = () => {
  const root = temporaryFolder()
  mkdirSync(join(root, ".git"))
  mkdirSync(join(root, "experiments/lung"), { recursive: true })
  return { root, file: join(root, "experiments/lung/study.ts"), elsewhere: temporaryFolder() }
}

const found = (cwd: string, file?: string, environment: Readonly<Record<string, string>> = {}) =>
  storeFolder(Option.none(), file, environment, cwd)

describe("the store", () => {
  it("is the project's, from whatever folder a command is called", () => {
    const { root, file, elsewhere } = project()
    expect(found(elsewhere, file)).toBe(join(root, ".ablate"))
    expect(found(join(root, "experiments"), "lung/study.ts")).toBe(join(root, ".ablate"))
    expect(found(join(root, "experiments"))).toBe(join(root, ".ablate"))
    expect(found(root, "experiments/lung/study.ts")).toBe(".ablate")
  })

  it("is the nearest one that is there, else beside the nearest package.json", () => {
    const { root, file, elsewhere } = project()
    writeFileSync(join(root, "experiments/package.json"), "{}")
    expect(found(elsewhere, file)).toBe(join(root, "experiments/.ablate"))
    mkdirSync(join(root, ".ablate"))
    expect(found(elsewhere, file)).toBe(join(root, ".ablate"))
    mkdirSync(join(root, "experiments/lung/.ablate"))
    expect(found(elsewhere, file)).toBe(join(root, "experiments/lung/.ablate"))
  })

  it("is not taken from around the repository, nor from a folder for all", () => {
    const { root, file, elsewhere } = project()
    const inner = join(root, "experiments")
    mkdirSync(join(root, ".ablate"))
    mkdirSync(join(inner, ".git"))
    expect(found(elsewhere, file)).toBe(join(inner, ".ablate"))
    const open = temporaryFolder()
    mkdirSync(join(open, ".ablate"))
    mkdirSync(join(open, "mine"))
    expect(found(elsewhere, join(open, "mine/study.ts"))).toBe(join(open, ".ablate"))
    chmodSync(open, 0o1777)
    expect(found(elsewhere, join(open, "mine/study.ts"))).toBe(".ablate")
  })

  it("is what --store says, else what ABLATE_STORE says", () => {
    const { root, file } = project()
    const environment = { ABLATE_STORE: "/shared/ablate" }
    expect(found(root, file, environment)).toBe("/shared/ablate")
    expect(storeFolder(Option.some("mine"), file, environment, root)).toBe("mine")
    expect(found(root, file, { ABLATE_STORE: "" })).toBe(".ablate")
  })
})
