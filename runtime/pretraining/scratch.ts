import { scratch } from "../../dsl/objectives/scratch.ts"
import { implementUntrained } from "./contract.ts"

/** No pre-training: tasks start from the encoder's drawn initialisation. */
export default implementUntrained(scratch)
