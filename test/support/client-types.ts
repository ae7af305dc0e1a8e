import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

// Makes the types of a client out of an OpenAPI document: a file in, TypeScript out. A process of its own, because the
// generator builds its text with the interface for programs, which TypeScript 7 does not have yet.
registerHooks({
  resolve: (specifier, context, next) => next(specifier === 'typescript' ? 'typescript-5' : specifier, context),
});
const { default: generate, astToString } = await import('openapi-typescript');
const [file = ''] = process.argv.slice(2);
process.stdout.write(astToString(await generate(JSON.parse(readFileSync(file, 'utf8')))));
