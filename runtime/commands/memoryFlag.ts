import { Option } from "effect"
import { Flag } from "effect/cli"

const units: Readonly<Record<string, number>> = {
  MB: 1e6,
  GB: 1e9,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
}

/** Bytes that a text such as `8GB`, `512 MB` or `7.5GiB` names; `undefined` if it names none. */
const parseBytes = (text: string): number | undefined => {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?) ?([MG]i?B)$/.exec(text) ?? []
  const scale = units[unit]
  return count === undefined || scale === undefined || Number(count) === 0
    ? undefined
    : Math.round(Number(count) * scale)
}

export const memory = Flag.String("memory").pipe(
  Flag.withDescription(
    "Memory that the stages at work may take together, such as 16GB (default: nine tenths of the machine's, or of the control group's)",
  ),
  Flag.filterMap(
    (text) => Option.fromUndefinedOr(parseBytes(text)),
    () => "an amount such as 16GB, 512MB or 7.5GiB",
  ),
  Flag.optional,
)
