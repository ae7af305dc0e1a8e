import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameBasedUuid } from '../../azure/name-based-uuid.ts';

test('a name has one UUID of version 5, as any other implementation makes it', () => {
  // Python: uuid.uuid5(uuid.UUID('5f0e6f1f-7a1c-4c0b-9a5d-e2d8a3c4b7f1'), name)
  const name =
    '/subscriptions/s/resourcegroups/g|11111111-1111-1111-1111-111111111111|7f951dda-4ed3-4680-a7ca-43fe172d538d';

  expect(nameBasedUuid(name)).toBe('d6efe4c3-b2b1-5849-ba3b-299b90daf350');
});

test('every UUID says its version and variant', () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  fc.assert(fc.property(fc.string(), (name) => shape.test(nameBasedUuid(name))));
});
