import { spawn } from "node:child_process"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"

const Waiting = Schema.fromJsonString(
  Schema.Struct({
    source: Schema.String,
    steps: Schema.Int,
    mae: Schema.Finite,
    unetr: Schema.Finite,
    /** 3-D U-Net with nnU-Net's augmentation. */
    unet: Schema.Finite,
  }),
)

/** Shares of the time of a training loop in which its steps wait for data. */
export type Waiting = typeof Waiting.Type

/** Name of this measurement for `--only`. */
export const waitingName = "wait"

/** Runs the real training loop in a process of its own. */
export const measureWaiting = async (
  threads: number,
  steps: number,
  small: boolean,
  device = "cpu",
): Promise<Waiting> => {
  const program = fileURLToPath(new URL("./dataWait.ts", import.meta.url))
  const args = [program, ...[threads, steps, small ? 1 : 0, device].map(String)]
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
  const kill = (): void => void child.kill("SIGKILL")
  process.once("exit", kill)
  const told = await text(child.stdout)
  process.off("exit", kill)
  return Schema.decodeUnknownSync(Waiting)(told)
}

/** The result in words; the goal is a share under 2 %. */
export const waitingText = ({ source, steps, mae, unetr, unet }: Waiting): string => {
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`
  return `Share of a training loop's time that steps wait for data (${source}, ${steps} steps after the first batch): MAE ${percent(mae)}, UNETR ${percent(unetr)}, 3-D U-Net with nnU-Net's augmentation ${percent(unet)}.`
}
