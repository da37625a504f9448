import { Effect } from "effect"
import { isKnownGone } from "../../processes/identity.ts"
import { lastClaim } from "./files.ts"

/**
 * Whether nobody holds a lease, or one who is known to have ended. A holder that cannot be seen from
 * here (another host, another PID namespace) counts as alive.
 */
export const isStageOver = Effect.fnUntraced(
  function* (lease: string) {
    const last = yield* lastClaim(lease)
    if (last === null) return true
    const { holder } = last.claim
    return holder !== undefined && isKnownGone(holder)
  },
  Effect.orElseSucceed(() => false),
)
