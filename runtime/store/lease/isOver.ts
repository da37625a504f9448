import { Effect } from "effect"
import { isKnownGone } from "../../processes/identity.ts"
import { claimNumbers, readClaim, readEarlier } from "./files.ts"

/**
 * Whether nobody holds a lease, or one who is known to have ended. A holder that cannot be seen from
 * here (another host, another PID namespace) counts as alive.
 */
export const isStageOver = Effect.fnUntraced(
  function* (lease: string) {
    const earlier = yield* readEarlier(lease)
    const last = earlier === null ? Math.max(0, ...(yield* claimNumbers(lease))) : 0
    const found = earlier ?? (last === 0 ? null : yield* readClaim(lease, last))
    if (found === null) return true
    return found.holder !== undefined && isKnownGone(found.holder)
  },
  Effect.orElseSucceed(() => false),
)
