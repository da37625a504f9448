import { implementMask, withMasked } from "ablate/implement"
import { stripes } from "./stripes.ts"

export default implementMask(stripes, {
  draw: ({ every }, cells, random) => {
    const positions = cells.masked.length / cells.modalities
    const first = random.integer(every)
    const masked: [number, number][] = []
    for (let position = first; position < positions; position += every)
      for (let modality = 0; modality < cells.modalities; modality++)
        masked.push([modality, position])
    return withMasked(cells, masked)
  },
})
