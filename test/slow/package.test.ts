import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, readdirSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { temporaryFolder } from "../acceptance/ablate.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** As in a user's shell: no variable of npm's, and the machine's own Node, not the one among our packages. */
const environment = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|VITEST|ABLATE_)/.test(name)),
  ),
  PATH: (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules"))
    .join(delimiter),
}

const inFolder =
  (cwd: string) =>
  (program: string, ...args: readonly string[]): string => {
    const options = { cwd, env: environment, encoding: "utf8" } as const
    const { status, stdout, stderr } = spawnSync(program, args, options)
    if (status === 0) return stdout
    // Why a run failed is said among its progress.
    throw new Error(`${program} ${args.join(" ")} ended with ${status}\n${stdout}\n${stderr}`)
  }

it("the packed package installs in an empty folder, and init, check, run and report work there", () => {
  const folder = temporaryFolder()
  inFolder(root)("npm", "pack", "--pack-destination", folder)
  const [tarball = ""] = readdirSync(folder)
  const user = join(folder, "user")
  mkdirSync(user)
  const shell = inFolder(user)

  // What npm says of engines or of failed scripts would be among this.
  const said = shell("npm", "install", "--no-audit", "--no-fund", join(folder, tarball))
  expect(said).toMatch(/^\s*added \d+ packages in/)

  shell("npx", "ablate", "init")
  expect(shell("npx", "ablate", "check", "study.ts")).toContain("no faults")
  // An editor sees what tsc sees; this TypeScript is the repository's.
  shell(join(dirname(fileURLToPath(import.meta.resolve("typescript/package.json"))), "bin", "tsc"))
  shell("npx", "ablate", "run", "study.ts", "--scale", "smoke", "--slots", "2")
  shell("npx", "ablate", "report", "study.ts", "--scale", "smoke", "--out", "drawn")
  const report: unknown = JSON.parse(readFileSync(join(user, "drawn", "report.json"), "utf8"))
  expect(report).toMatchObject({ tables: [{ name: "results" }] })
})
