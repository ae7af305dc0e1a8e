import { createWorld } from '../azure/world.ts';
import { readSettings } from '../domain/settings.ts';
import { register } from './main.ts';

/** Where the host comes in: the bundle's entry. */
register(createWorld(readSettings(process.env)));
