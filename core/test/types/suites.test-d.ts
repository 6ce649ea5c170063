import { capability } from '@penstock/core';
import { suite } from '@penstock/core/testing';

const Bell = capability<{ ring(): number }, 'loud'>('bell@1', { description: '', features: ['loud'] });

suite(Bell, [
  { name: 'it rings', run: async (bell) => void bell.ring().toFixed() },
  { name: 'it is loud', feature: 'loud', run: async () => {} },
  {
    name: 'it is soft',
    // @ts-expect-error not a feature of the capability
    feature: 'soft',
    run: async () => {},
  },
  {
    name: 'it sings',
    // @ts-expect-error not a method of the contract
    run: async (bell) => bell.sing(),
  },
]);
