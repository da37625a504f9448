import { scratch } from "../../dsl/pretraining.ts"
import { implementUntrained } from "./contract.ts"

/** No pre-training: tasks start from the encoder's drawn initialisation. */
export default implementUntrained(scratch)
