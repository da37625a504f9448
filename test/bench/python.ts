import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The peer's virtual environment, which `peer/setup.sh` makes. */
const environment = at("../../node_modules/.cache/ablate-bench/venv/bin/python")

/** The peer's Python: the one asked for, or that of its virtual environment, made where it is missing. */
export const peerPython = (asked: string | undefined): string => {
  if (asked !== undefined) return asked
  if (!existsSync(environment)) {
    const { status } = spawnSync("bash", [at("./peer/setup.sh")], { stdio: ["ignore", 2, 2] })
    if (status !== 0) throw new Error("test/bench/peer/setup.sh failed: see above")
  }
  return environment
}

const question = `
import importlib, sys
versions = ["Python " + sys.version.split()[0]]
for name in ("torch", "monai", "numpy"):
    try:
        versions.append(name + " " + importlib.import_module(name).__version__)
    except ImportError:
        versions.append("no " + name)
print(", ".join(versions))
`

/** What the peer runs on, in words. */
export const peerVersions = (python: string): string => {
  const { stdout, stderr, status } = spawnSync(python, ["-c", question], { encoding: "utf8" })
  if (status !== 0) throw new Error(`${python} does not run: ${stderr}`)
  return stdout.trim()
}
