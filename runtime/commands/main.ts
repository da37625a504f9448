import { readFileSync } from "node:fs"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect } from "effect"
import { CliError, Command } from "effect/cli"
import { showFaults } from "../check/frame.ts"
import { thrownAt } from "../faults/authorsPositions.ts"
import { defectFaults } from "../faults/defectFaults.ts"
import { guardParts } from "../faults/guardParts.ts"
import { cliFor } from "./cli.ts"
import { endWithReader } from "./closedPipe.ts"
import { tooFewOpenFiles } from "./openFiles.ts"
import { stopNowOnSecondSignal } from "./signals.ts"
import { stopWithWrapper } from "./wrapper.ts"

const tooFew = tooFewOpenFiles()
if (tooFew !== null) {
  console.error(tooFew)
  process.exit(1)
}
stopWithWrapper()
stopNowOnSecondSignal()
endWithReader()
guardParts()

/** What code has thrown that nothing expects, with the whole stack where it is a bug of ours. */
const defectText = (thrown: unknown): string => {
  const faults = defectFaults(thrown)
  const isOurs = thrown instanceof Error && thrownAt(thrown.stack ?? "") === undefined
  return isOurs ? `${thrown.stack}\n\n${showFaults(faults)}` : showFaults(faults)
}
// A promise of a part that was rejected, and that nobody waits for, ends no study.
process.on("uncaughtException", (thrown, origin) => {
  console.error(defectText(thrown))
  process.exitCode = 1
  if (origin !== "unhandledRejection") process.exit(1)
})

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"))

const leaveWith = (code: number) => Effect.sync(() => void (process.exitCode = code))

cliFor(process.argv.slice(2)).pipe(
  Effect.flatMap((cli) => Command.run(cli, { version: String(version) })),
  Effect.catch((error) => {
    if (CliError.isCliError(error)) return leaveWith(2)
    if (error._tag === "AlreadySaid") return leaveWith(1)
    const text = "faults" in error ? showFaults(error.faults) : error.message
    return Effect.andThen(Console.error(text), leaveWith(1))
  }),
  Effect.catchDefect((thrown) => Effect.andThen(Console.error(defectText(thrown)), leaveWith(1))),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain,
)
