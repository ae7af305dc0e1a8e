import type { YamlFile } from '../yaml-file.ts';
import type { PackageFiles } from './archive.ts';
import type { DagFlow, DagNode } from './dag.ts';
import type { PackageFault, Warning } from './facts.ts';
import { invalidFlow } from './invalid-flow.ts';
import type { PythonModule } from './python/module.ts';
import { hidesTypes, toolsIn } from './python/tools.ts';
import { pythonModule } from './python-file.ts';
import { textOf } from './yaml-values.ts';

/** The tools of the package promptflow-tools, which every prompt flow image brings. */
const builtInTools = new Set([
  'promptflow.tools.llm.llm',
  'promptflow.tools.llm_vision.llm_vision',
  'promptflow.tools.embedding.embedding',
  'promptflow.tools.azure_content_safety.analyze_text',
  'promptflow.tools.serpapi.SerpAPI.search',
  'promptflow.tools.open_model_llm.OpenModelLLM.call',
  'promptflow.tools.aoai_gpt4v.AzureOpenAI.chat',
  'promptflow.tools.openai_gpt4v.OpenAI.chat',
]);
const builtInModules = new Set([...builtInTools].map((id) => id.split('.').slice(0, 3).join('.')));

/** Nodes whose tool or module the container would not find where they say it is. */
export const toolFaults = (flow: DagFlow, files: PackageFiles, yaml: YamlFile): PackageFault[] =>
  flow.nodes.flatMap((node) => [
    ...moduleFault(node, yaml),
    ...packageToolFault(node, yaml),
    ...codeToolFault(node, files, yaml),
  ]);

/** A node of a model may name its provider's module, which is imported at start-up. */
function moduleFault(node: DagNode, yaml: YamlFile): PackageFault[] {
  const module = textOf(node.settings['module']);
  const isImportable =
    !module || (/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(module) && !/^promptflow\.tools\.\w+\./.test(module));
  if (isImportable) return [];
  const message = `The node ${node.name} names the module ${module}, which does not exist.`;
  return [invalidFlow('FailedToImportModule', message, yaml.placeOf([...node.path, 'module']))];
}

function packageToolFault(node: DagNode, yaml: YamlFile): PackageFault[] {
  const tool = textOf(node.source['tool']) ?? '';
  const module = tool.split('.').slice(0, 3).join('.');
  if (!builtInModules.has(module) || builtInTools.has(tool)) return [];
  const message = `The node ${node.name} names the tool ${tool}, which ${module} does not have.`;
  return [invalidFlow('PackageToolNotFoundError', message, yaml.placeOf([...node.path, 'source', 'tool']))];
}

function codeToolFault(node: DagNode, files: PackageFiles, yaml: YamlFile): PackageFault[] {
  const module = moduleOf(node, files);
  if (!module) return [];
  const { names } = toolsIn(module);
  const place = yaml.placeOf([...node.path, 'source', 'path']);
  const path = textOf(node.source['path']);
  if (names.length > 1) {
    return [invalidFlow('MultipleToolsDefined', `${path} has more than one tool: ${names.join(', ')}.`, place)];
  }
  // A file may make its tool in ways that cannot be read from outside, but not without the word.
  if (names.length === 1 || /\b(tool|ToolProvider)\b|import\s*\*/.test(module.masked)) return [];
  return [invalidFlow('NoToolDefined', `${path} has no function under @tool.`, place)];
}

const moduleOf = (node: DagNode, files: PackageFiles): PythonModule | undefined => {
  const path = textOf(node.source['path']) ?? '';
  return node.type === 'python' && path.endsWith('.py') ? pythonModule(files, path) : undefined;
};

/** Tools that work, and may not do what is meant. */
export const toolWarnings = (flow: DagFlow, files: PackageFiles, yaml: YamlFile): Warning[] =>
  flow.nodes.flatMap((node) => {
    const tool = textOf(node.source['tool']) ?? '';
    const [root = ''] = tool.split('.', 1);
    const place = yaml.placeOf([...node.path, 'source']);
    if (tool !== '' && !builtInModules.has(tool.split('.').slice(0, 3).join('.'))) {
      return [
        {
          message: `The tool ${tool} of the node ${node.name} must come with the requirements or the image (${root}).`,
          place,
        },
      ];
    }
    const module = moduleOf(node, files);
    if (!module || !hidesTypes(module)) return [];
    const message = `In the file of the node ${node.name}, "from __future__ import annotations" hides connection types from the runtime.`;
    return [{ message, place }];
  });
