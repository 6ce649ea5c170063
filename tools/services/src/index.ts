export { type Azurite, type AzuriteOptions, azurite, startAzurite } from './azurite.ts';
export { makeContainer } from './make-container.ts';
export { makeBucket, moto, startMoto } from './moto.ts';
export { type Need, needing } from './needing.ts';
export { type Racers, startRacers } from './racers.ts';
export type { Service } from './service.ts';
