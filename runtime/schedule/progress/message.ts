import type { Fault } from "../../../dsl/fault.ts"
import type { RunEvent } from "../event.ts"
import { inWords } from "../../units/inWords.ts"

/** Faults of a stage that are shown at once; all of them are told at the run's end. */
const shownFaults = 3

const faultLines = (faults: readonly Fault[]): readonly string[] => [
  ...faults
    .slice(0, shownFaults)
    .flatMap(({ what, hint }) => [`    ${what}`, ...(hint === undefined ? [] : [`    ${hint}`])]),
  ...(faults.length > shownFaults ? [`    and ${faults.length - shownFaults} more`] : []),
]

/** Lines that an event leaves for good; none for what passes. */
export const messageOf = (event: RunEvent): readonly string[] => {
  switch (event.event) {
    case "runStarted":
      return event.toRun.length === 0
        ? ["nothing to run: the store has it all"]
        : [`${event.toRun.length} stages to run, ${event.slots} at once`]
    case "stageDone":
      return [`done    ${event.stage.label} (${inWords(event.seconds)})`]
    case "stageFailed":
      return [
        `failed  ${event.stage.label}`,
        ...faultLines(event.faults),
        ...(event.log === null ? [] : [`    log: ${event.log}`]),
      ]
    case "stageBlocked":
      return [`not run ${event.stage.label}, because ${event.because.label} failed`]
    case "warning":
      return [`warning ${event.stage.label}: ${event.text}`]
    case "retry":
      return [`again   ${event.stage.label}: its worker ${event.reason}; attempt ${event.attempt}`]
    case "asking":
      return [event.question]
    case "stopping":
      return [
        "stopping: the stages at work write their checkpoints and leave (Ctrl-C again stops now: what came after their last checkpoints is lost)",
      ]
    case "setAside":
      return [
        `corrupt ${event.stage.label}: it is made again, what was there lies in ${event.folder}`,
        ...faultLines(event.faults),
      ]
    default:
      return []
  }
}
