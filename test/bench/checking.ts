import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

/** Name of this measurement for `--only`. */
export const checkingName = "check"

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** What it takes to check an experiment file of so many arms. */
export interface Checking {
  readonly arms: number
  /** From the command to its end, seconds. */
  readonly seconds: number
}

const measure = async (side: number): Promise<Checking> => {
  const begun = performance.now()
  const child = spawn(process.execPath, [at("../../bin/ablate.js"), "check", at("./manyArms.ts")], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ABLATE_BENCH_SIDE: String(side) },
  })
  const [code] = await once(child, "close")
  if (code !== 0) throw new Error(`ablate check ended with ${code}`)
  return { arms: side ** 2, seconds: (performance.now() - begun) / 1000 }
}

/** Checks files of 10,000 and of 100,489 arms, the first one twice: the first start fills caches. */
export const measureChecking = async (): Promise<readonly Checking[]> => {
  await measure(100)
  return [await measure(100), await measure(317)]
}

/** The result in words; the goal is 10 seconds for 100,000 arms. */
export const checkingText = (measured: readonly Checking[]): string =>
  `Checking an experiment file: ${measured.map(({ arms, seconds }) => `${arms} arms ${seconds.toFixed(1)} s`).join(", ")}.`
