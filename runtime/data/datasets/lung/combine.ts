import { fault, type Fault } from "../../../../dsl/fault.ts"
import { Result } from "effect"
import { CAVITY, DEFECT } from "./layout.ts"

/**
 * One label volume of the cavity and the defects in it: values other than 0 are inside of a mask.
 * Fails where a defect reaches out of the cavity, which one value a voxel cannot say.
 */
export const combineMasks = (
  cavity: Uint8Array,
  defect: Uint8Array,
): Result.Result<Uint8Array, Fault> => {
  const label = new Uint8Array(cavity.length)
  let outside = 0
  let defects = 0
  for (let voxel = 0; voxel < cavity.length; voxel++) {
    const isCavity = cavity[voxel] !== 0
    if (defect[voxel] !== 0) {
      defects++
      label[voxel] = DEFECT
      if (!isCavity) outside++
    } else if (isCavity) label[voxel] = CAVITY
  }
  return outside === 0
    ? Result.succeed(label)
    : Result.fail(
        fault({
          what: `${outside} of the ${defects} voxels of the defect mask lie outside the cavity mask`,
          expected: "defects inside the thoracic cavity",
          hint: "See that the masks are not exchanged or flipped; else cut the defects to the cavity.",
        }),
      )
}
