import { fault, type Fault } from "./fault.ts"

/** What a fault says, written where there is one: rules look at 100,000 arms that have none. */
type Said = () => Parameters<typeof fault>[0]

/** A fault where something is wrong. Of the language's rules alone: in a stage its texts would be part of the key. */
export const faultIf = (isWrong: boolean, said: Said): readonly Fault[] =>
  isWrong ? [fault(said())] : []

/** A fault where something does not hold. */
export const faultUnless = (isRight: boolean, said: Said): readonly Fault[] =>
  faultIf(!isRight, said)
