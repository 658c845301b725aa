import type { StepName } from '../../../../src-shared/domain/step.ts';
import { fit } from './fit.ts';
import { mirror } from './mirror.ts';
import { peaks } from './peaks.ts';
import type { AssetStep } from './step.ts';
import { thumbnail } from './thumbnail.ts';

/** Every step by name. A new one is one file, one line here and its name in `src-shared/domain/step.ts`. */
export const assetSteps: Readonly<Record<StepName, AssetStep>> = { fit, thumbnail, peaks, mirror };
