import { Effect, Option } from "effect"
import { Flag } from "effect/cli"
import { type Card, cardNamed, cardNames, cardOf } from "../cost/cards.ts"
import type { DeviceChoice } from "../devices/device.ts"
import { seeNvidia } from "../devices/seeDevices.ts"
import type { Faulty } from "../faults/faulty.ts"
import { refusal } from "../faults/refusal.ts"
import type { Spawner } from "../processes/childOutput.ts"

export const card = Flag.Literals("card", cardNames).pipe(
  Flag.withDescription(
    "With --device cuda, the GPU whose peaks tell times that the ledger does not (default: this machine's)",
  ),
  Flag.optional,
)

/** The card of this machine that a device means, where nvidia-smi names one that is known. */
export const cardHere = ({
  name,
  index,
}: DeviceChoice): Effect.Effect<Card | undefined, never, Spawner> =>
  name === "cuda"
    ? Effect.map(seeNvidia(process.env), ({ devices }) =>
        cardNamed(devices[index ?? 0]?.name ?? ""),
      )
    : Effect.undefined

/** The card that `--card` names, else that of this machine. */
export const chosenCard = (
  device: DeviceChoice,
  asked: Option.Option<(typeof cardNames)[number]>,
): Effect.Effect<Card | undefined, Faulty, Spawner> => {
  if (Option.isNone(asked)) return cardHere(device)
  return device.name === "cuda"
    ? Effect.succeed(cardOf(asked.value))
    : Effect.fail(
        refusal({
          what: `--card ${asked.value} beside --device ${device.name}`,
          expected: "--device cuda",
        }),
      )
}
