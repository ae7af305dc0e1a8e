#!/usr/bin/env node
import { Command } from 'commander';
import { command, rest, rollBack } from './command.ts';
import { deploy } from './deploy.ts';
import { doctor } from './doctor.ts';
import { consume, endpoints, test } from './endpoint.ts';
import { installation } from './installation.ts';
import { judge } from './judge.ts';
import { terminal } from './output.ts';
import { plan } from './plan.ts';
import { status } from './status.ts';

/** `flowferry`: a thin client of the HTTP API, plus what needs no cloud at all. */
const program = new Command('flowferry')
  .description('Ships flows to Azure Machine Learning managed online endpoints.')
  .configureHelp({ showGlobalOptions: true })
  .option('--api <address>', 'address of the API', process.env['FLOWFERRY_API'] ?? 'http://127.0.0.1:7071/api')
  .option(
    '--audience <uri>',
    'what tokens for the API are made out to: its application id URI; none is sent without',
    process.env['FLOWFERRY_AUDIENCE'],
  );

const withGlobals = <T extends object>(options: T) => ({
  ...program.opts<{ api: string; audience?: string }>(),
  ...options,
});
const exitWith = async (code: Promise<number>): Promise<void> => {
  process.exitCode = await code.catch((error: unknown) => {
    terminal.error(error instanceof Error ? error.message : String(error));
    return 1;
  });
};

program
  .command('deploy [package]')
  .description('release a flow: a folder, a zip of one, or the one that a batch run tested')
  .option('--batch-run <run>', 'the batch run whose flow is released, if its gate lets it pass')
  .option('--evaluation-run <run>', 'the evaluation of that run, where the gate asks for metrics')
  .option('--workspace <name>', 'the workspace, where there are several')
  .option('--dry-run', 'show what the release would do, and change nothing', false)
  .option('--plan-hash <hash>', 'release only if it would do what the dry run with this hash showed')
  .option('--no-wait', 'do not follow the release to its end')
  .option('--json', 'print the release as JSON', false)
  .action((target: string | undefined, options) => exitWith(deploy(target, withGlobals(options), terminal)));

program
  .command('status <release>')
  .description('tell the story of a release')
  .option('-w, --watch', 'follow it to its end', false)
  .option('--json', 'print the release as JSON', false)
  .action((id: string, options) => exitWith(status(id, withGlobals(options), terminal)));

for (const [name, meaning] of [
  ['approve', 'agree to the next step of a rollout that asks'],
  ['reject', 'refuse the next step of a rollout that asks; it goes back'],
  ['promote', 'end the hold at this step and go on'],
  ['pause', 'stay at this step until somebody says otherwise'],
  ['resume', 'take a pause back'],
  ['abort', 'end the rollout and go back'],
] as const) {
  program
    .command(`${name} <release>`)
    .description(meaning)
    .option('--by <who>', 'who says so, where nobody signs in')
    .option('--evidence <text>', 'of the approval that was looked at; for approve and reject')
    .option('--json', 'print the release as JSON', false)
    .action((id: string, options) => exitWith(command(name, id, withGlobals(options), terminal)));
}

program
  .command('endpoints [endpoint]')
  .description('the endpoints of a workspace, or one with its deployments')
  .option('--workspace <name>', 'the workspace, where there are several')
  .option('--json', 'print JSON', false)
  .action((name: string | undefined, options) => exitWith(endpoints(name, withGlobals(options), terminal)));

program
  .command('test <endpoint>')
  .description('send an endpoint a request')
  .option('--request <json>', 'the inputs; those of the smoke test when left out')
  .option('--deployment <name>', 'past the traffic rules, to this one')
  .option('--workspace <name>', 'the workspace, where there are several')
  .option('--json', 'print the answer as JSON', false)
  .action((name: string, options) => exitWith(test(name, withGlobals(options), terminal)));

program
  .command('consume <endpoint>')
  .description('say how to call an endpoint from a program')
  .option('--lang <language>', 'curl, python, csharp or javascript')
  .option('--workspace <name>', 'the workspace, where there are several')
  .option('--json', 'print JSON', false)
  .action((name: string, options) => exitWith(consume(name, withGlobals(options), terminal)));

program
  .command('roll-back <endpoint>')
  .description('go back from the release that serves an endpoint to the deployment before it')
  .option('--reason <text>', 'why, for the record')
  .option('--workspace <name>', 'the workspace, where there are several')
  .option('--json', 'print the release as JSON', false)
  .action((endpoint: string, options) => exitWith(rollBack(endpoint, withGlobals(options), terminal)));

for (const [verb, meaning] of [
  ['retire', 'delete an endpoint, and keep all that it takes to bring it back'],
  ['restore', 'bring back an endpoint that was retired or scaled down, as it was'],
] as const) {
  program
    .command(`${verb} <endpoint>`)
    .description(meaning)
    .option('--reason <text>', 'why, for the record')
    .option('--workspace <name>', 'the workspace, where there are several')
    .option('--json', 'print the release as JSON', false)
    .action((endpoint: string, options) => exitWith(rest(verb, endpoint, withGlobals(options), terminal)));
}

program
  .command('judge <series>')
  .description('judge recorded minutes of a rollout, a line of JSON each; asks nobody')
  .option('--policy <file>', 'what to hold them to, as JSON')
  .option('--json', 'print nothing but JSON', false)
  .action((file: string, options) => exitWith(Promise.resolve().then(() => judge(file, options, terminal))));

program
  .command('plan <package>')
  .description('say what a flow is, what it needs and what is wrong with it; asks nobody')
  .option('--name <name>', 'what the flow is called, if not by its folder or zip')
  .option('--base-image <image>', 'the image to serve it with')
  .option('--json', 'print the plan as JSON', false)
  .action((target: string, options) => exitWith(plan(target, options, terminal)));

program
  .command('doctor [file]')
  .description(
    'say what is wrong with the installation, and what mends it; or what stands behind an error or log that was saved (- for what is piped in), which asks nobody',
  )
  .option('--json', 'print what was found as JSON', false)
  .action((file: string | undefined, options) =>
    exitWith(
      Promise.resolve().then(() =>
        file === undefined ? installation(withGlobals(options), terminal) : doctor(file, options, terminal),
      ),
    ),
  );

program.addHelpText('after', '\nExit codes: 0 done, 1 trouble, 2 refused.');
await program.parseAsync();
