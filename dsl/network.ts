import { densenet121 } from "./networks/densenet121.ts"
import { dmfnet } from "./networks/dmfnet.ts"
import { linearProbe } from "./networks/linearProbe.ts"
import { nnunet } from "./networks/nnunet.ts"
import { resnet50 } from "./networks/resnet50.ts"
import { senet101 } from "./networks/senet101.ts"
import { transbts } from "./networks/transbts.ts"
import { transunet } from "./networks/transunet.ts"
import { unet3d } from "./networks/unet3d.ts"
import { unetDecoder } from "./networks/unetDecoder.ts"
import { unetr } from "./networks/unetr.ts"
import { vitClassifier } from "./networks/vitClassifier.ts"

export { defineNetwork, type Network } from "./networks/family.ts"
export {
  densenet121,
  dmfnet,
  linearProbe,
  nnunet,
  resnet50,
  senet101,
  transbts,
  transunet,
  unet3d,
  unetDecoder,
  unetr,
  vitClassifier,
}

export const networkDefinitions = [
  unetr,
  unetDecoder,
  unet3d,
  nnunet,
  dmfnet,
  transbts,
  transunet,
  linearProbe,
  resnet50,
  senet101,
  densenet121,
  vitClassifier,
]
