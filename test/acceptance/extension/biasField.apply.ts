import { eachModality, implementAugmentation, occasionally } from "ablate/implement"
import { biasField } from "./biasField.ts"

export default implementAugmentation(biasField, {
  apply: ({ strength, probability }, crop, size, random) =>
    occasionally(probability, random, crop, () =>
      eachModality(crop, size, random, (values, stream) => {
        const slopes = size.map((length) => stream.uniform(-strength, strength) / length)
        let voxel = 0
        for (let z = 0; z < size[0]; z++)
          for (let y = 0; y < size[1]; y++)
            for (let x = 0; x < size[2]; x++) {
              const field = [z, y, x].reduce((sum, at, axis) => sum + at * (slopes[axis] ?? 0), 0)
              values[voxel] = (values[voxel] ?? 0) * Math.exp(field)
              voxel++
            }
      }),
    ),
})
