import { resolve } from "node:path"
import { Console, Effect } from "effect"
import { Command } from "effect/cli"
import { pushLacking } from "../remote/push.ts"
import { files, scale, set, store } from "./flags.ts"
import { planned } from "./planned.ts"
import { pushedLine, remoteFor } from "./remotePush.ts"
import { refusal } from "../faults/refusal.ts"
import { inStore } from "./inStore.ts"

/** `ablate store push`: puts what is done of files on the remote store, where that lacks it. */
export const push = Command.make(
  "push",
  { files, scale, set, store },
  Effect.fn("store push")(function* (flags) {
    for (const file of flags.files) {
      const remote = yield* remoteFor(file)
      if (remote === undefined)
        return yield* refusal({
          what: "there is no remote store to put results on",
          where: { file: resolve(file) },
          expected:
            'an ablate.config.ts beside it or above it with store: { remote: { url: "https://..." } }',
        })
      const { plan } = yield* planned(file, flags)
      const pushed = yield* pushLacking(remote, process.env, plan.stages)
      yield* Console.log(pushedLine(pushed, remote))
    }
  }, inStore),
).pipe(
  Command.withDescription("Put what is done of files on the remote store, where that lacks it"),
  Command.withExamples([
    {
      command: "ablate store push experiments/quickstart.ts",
      description: "What was made while the server could not be reached",
    },
  ]),
)
