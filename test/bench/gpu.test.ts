import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../acceptance/ablate.ts"

const script = fileURLToPath(new URL("./gpu.ts", import.meta.url))

const bench = (args: readonly string[], plugin: string) =>
  spawnSync(process.execPath, [script, "--python", "none", ...args], {
    encoding: "utf8",
    env: {
      ...process.env,
      ABLATE_XLA_PLUGIN: plugin,
      XDG_DATA_HOME: "/nonexistent",
      VIRTUAL_ENV: "",
      CONDA_PREFIX: "",
    },
  })

describe("bench:gpu", () => {
  it("names what its time leaves out, the most important first", { timeout: 60_000 }, () => {
    const out = join(temporaryFolder(), "out")
    const { status } = bench(["--minutes", "0", "--out", out], "/plugin.so")
    expect(status).toBe(1)
    const { rows, left } = JSON.parse(readFileSync(`${out}.json`, "utf8"))
    expect(rows).toEqual([])
    const names: readonly string[] = left.map(
      ({ row }: { row: { name: string; precision: string } }) => `${row.name} ${row.precision}`,
    )
    expect(names.slice(0, 4)).toEqual([
      "m2mae float32",
      "m2mae bfloat16",
      "unet3d float32",
      "unet3d bfloat16",
    ])
    // Five cases in three precisions, and what convolutions may be tuned by.
    expect(names).toHaveLength(5 * 3 + 4)
    expect(readFileSync(`${out}.md`, "utf8")).toContain("not measured: m2mae float32")
  })

  it("says how to install the plugin that is not there", { timeout: 60_000 }, () => {
    const { status, stderr } = bench([], "")
    expect(status).toBe(2)
    expect(stderr).toContain("ablate devices install cuda")
  })
})
