import { spawnSync } from "node:child_process"
import { readFileSync, readdirSync } from "node:fs"
import { basename, delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { beforeAll, expect, it } from "vitest"
import { temporaryFolder } from "../acceptance/ablate.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** As in a user's shell, with a Node of its own: no variable of npm's, but the certificates of the machine's network. */
const environmentOf = (node: string) => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_|NODE_(?!EXTRA_CA_CERTS)|VITEST|ABLATE_)/.test(name),
    ),
  ),
  PATH: [node, ...(process.env["PATH"] ?? "").split(delimiter)]
    .filter((folder) => folder === node || !folder.includes("node_modules"))
    .join(delimiter),
})

const inFolder =
  (cwd: string, env: NodeJS.ProcessEnv) =>
  (program: string, ...args: readonly string[]): string => {
    const started = performance.now()
    const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: "utf8" })
    // Why a run failed is said among its progress.
    if (status !== 0)
      throw new Error(`${program} ${args.join(" ")} ended with ${status}\n${stdout}\n${stderr}`)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(`${seconds} s: ${[basename(program), ...args].join(" ")}`)
    return stdout
  }

const packed = temporaryFolder()
beforeAll(
  () => void inFolder(root, process.env)("npm", "pack", "--pack-destination", packed),
  600_000,
)

it.each(["20.20.0", "22.23.5", "24.21.0"])(
  "the packed package installs in an empty folder with Node %s, and init, check, run and report work there",
  (version) => {
    const nodes = temporaryFolder()
    const node = `node-${process.platform}-${process.arch}`
    inFolder(nodes, process.env)("npm", "install", "--no-audit", "--no-fund", `${node}@${version}`)

    const user = temporaryFolder()
    const shell = inFolder(user, environmentOf(join(nodes, "node_modules", node, "bin")))
    expect(shell("node", "--version")).toBe(`v${version}\n`)
    const [tarball = ""] = readdirSync(packed)
    // What npm says of engines or of failed scripts would be among this.
    const said = shell("npm", "install", "--no-audit", "--no-fund", join(packed, tarball))
    expect(said).toMatch(/^\s*added \d+ packages in/)

    shell("npx", "ablate", "init")
    expect(shell("npx", "ablate", "check", "study.ts")).toContain("no faults")
    // An editor sees what tsc sees; this TypeScript is the repository's.
    shell(
      join(dirname(fileURLToPath(import.meta.resolve("typescript/package.json"))), "bin", "tsc"),
    )
    shell("npx", "ablate", "run", "study.ts", "--scale", "smoke", "--slots", "2")
    shell("npx", "ablate", "report", "study.ts", "--scale", "smoke", "--out", "drawn")
    const report: unknown = JSON.parse(readFileSync(join(user, "drawn", "report.json"), "utf8"))
    expect(report).toMatchObject({ tables: [{ name: "results" }] })
  },
)
