import path from 'node:path';
import { bundleApp } from './bundle.ts';

await bundleApp(path.resolve('dist'));
