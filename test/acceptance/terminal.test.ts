import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { Store } from "../../runtime/store/store.ts"
import { attempt } from "../ledger/attempt.ts"
import { temporaryStore } from "../store/temporary.ts"
import { temporaryFolder } from "./ablate.ts"

const bin = fileURLToPath(new URL("../../bin/ablate.js", import.meta.url))
const study = fileURLToPath(new URL("./tiny.ts", import.meta.url))
const [rows, columns] = [12, 60]
const escape = String.fromCharCode(27)

/** A real pseudo-terminal (`script` of util-linux) with `ablate` in it; Ctrl-C can be typed. */
const inTerminal = (args: readonly string[]) => {
  const words = [process.execPath, bin, ...args].map((word) => `'${word}'`).join(" ")
  const command = `stty rows ${rows} cols ${columns}; exec ${words}`
  const child = spawn("script", ["-qefc", command, "/dev/null"], {
    cwd: temporaryFolder(),
    env: { ...process.env, NO_COLOR: "1" },
  })
  let shown = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => (shown += text))
  return {
    shown: () => shown,
    until: async (text: string) => {
      while (!shown.includes(text)) await once(child.stdout, "data")
    },
    type: (keys: string) => child.stdin.write(keys),
    ended: once(child, "close").then(([code]) => code),
  }
}

/** How far up the cursor was sent, each time. */
const ups = (text: string): readonly number[] =>
  text
    .split(`${escape}[`)
    .flatMap((part) => /^(\d+)A/.exec(part)?.[1] ?? [])
    .map(Number)

/** What stands between two pictures: after the cursor went up and the rest was cleared. */
const pictures = (text: string): readonly (readonly string[])[] =>
  text
    .split(`${escape}[0J`)
    .slice(1)
    .map((part) => (part.split(escape)[0] ?? "").split("\r\n").slice(0, -1))

const hasScript = spawnSync("script", ["--version"]).status === 0

describe.skipIf(!hasScript)(
  "in a terminal lower than what is to be shown",
  { timeout: 180_000 },
  () => {
    const store = temporaryStore()
    afterAll(() => store.remove())

    it("watch shows 2,000 failed stages as far as there is room, and says how many more", async () => {
      const failed = Array.from({ length: 2000 }, (_, index) => ({
        ...attempt,
        key: index.toString(16).padStart(64, "0"),
        label: `pretrain ${"long ".repeat(20)}${index}`,
        outcome: "failed" as const,
        error: `the loss is NaN${escape}[2J`,
      }))
      await store.run(
        Effect.flatMap(Store, ({ note }) => Effect.forEach(failed, note, { concurrency: 16 })),
      )
      const terminal = inTerminal(["watch", "--store", store.root])
      await terminal.until("... ")
      const before = ups(terminal.shown()).length
      while (ups(terminal.shown()).length < before + 2)
        await new Promise((resolve) => setTimeout(resolve, 100))
      terminal.type("\u0003")
      await terminal.ended
      const [first = []] = pictures(terminal.shown()).filter((lines) => lines.length > 0)
      expect(first[0]).toContain("0 stages done, 0 running, 0 stopped, 2000 failed")
      expect(first.at(-1)).toMatch(/^ {2}\.\.\. \d+ more$/)
      expect(first.length).toBeLessThan(rows)
      for (const line of first) expect(line.length).toBeLessThan(columns)
      // The cursor never has to go above the terminal's first line, and what a stage said is not obeyed.
      expect(Math.max(...ups(terminal.shown()))).toBeLessThan(rows)
      expect(terminal.shown()).not.toContain(`${escape}[2J`)
      expect(terminal.shown().trimEnd().endsWith(`${escape}[?25h`)).toBe(true)
    })

    it("a run that is stopped by Ctrl-C asks nothing: its stages end with it", async () => {
      const store = join(temporaryFolder(), ".ablate")
      const terminal = inTerminal(["run", study, "--slots", "1", "--store", store])
      await terminal.until("index phantom")
      terminal.type("\u0003")
      expect(await terminal.ended).toBe(130)
      expect(terminal.shown()).toContain("stopping: ")
      expect(terminal.shown()).not.toContain("cluster")
    })

    it("a run draws over its block, and leaves the lines that last and the table", async () => {
      const store = join(temporaryFolder(), ".ablate")
      const terminal = inTerminal(["run", study, "--slots", "8", "--store", store])
      expect(await terminal.ended).toBe(0)
      const text = terminal.shown()
      expect(Math.max(...ups(text))).toBeLessThan(rows)
      expect(text.match(/done {4}pretrain MAE seed 0/g)).toHaveLength(1)
      expect(text).toContain("| MAE")
      expect(text.lastIndexOf(`${escape}[?25h`)).toBeGreaterThan(text.lastIndexOf(`${escape}[?25l`))
    })
  },
)
