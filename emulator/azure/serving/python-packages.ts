import type { FlowFiles } from './definition.ts';
import { textOf } from './definition.ts';
import { flowError } from './flow-error.ts';
import { type PythonFile, readPython } from './python-source.ts';

/** Modules of Python 3.11 that tools import; the interpreter has them always. */
const standardLibrary = new Set(
  (
    '__future__ abc argparse array ast asyncio atexit base64 bisect builtins bz2 calendar cmath codecs collections colorsys ' +
    'concurrent configparser contextlib contextvars copy csv ctypes dataclasses datetime decimal difflib dis email encodings ' +
    'enum errno fnmatch fractions functools gc getpass gettext glob graphlib gzip hashlib heapq hmac html http imaplib ' +
    'importlib inspect io ipaddress itertools json keyword linecache locale logging lzma mailbox math mimetypes ' +
    'multiprocessing numbers operator os pathlib pdb pickle pip pkgutil platform plistlib posixpath pprint queue quopri random re ' +
    'reprlib runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket sqlite3 ssl stat statistics ' +
    'string struct subprocess sys sysconfig tarfile tempfile textwrap threading time timeit token tokenize tomllib traceback ' +
    'types typing unicodedata unittest urllib uuid venv warnings wave weakref xml xmlrpc zipfile zlib zoneinfo'
  ).split(' '),
);

/** Modules that the prompt flow base image brings along. */
const baseImage = new Set(
  (
    'promptflow openai jinja2 ruamel flask fastapi uvicorn pydantic requests urllib3 yaml azure azureml opentelemetry pandas ' +
    'numpy tiktoken bs4 dotenv google PIL httpx aiohttp filetype docutils marshmallow pydash psutil cryptography jsonschema ' +
    'typing_extensions tenacity colorama tabulate pytest setuptools attr attrs certifi jwt msal packaging six tqdm regex ' +
    'dateutil click werkzeug sqlalchemy keyring gunicorn waitress mlflow'
  ).split(' '),
);

/** Distributions whose module has another name. */
const moduleByDistribution: Readonly<Record<string, readonly string[]>> = {
  beautifulsoup4: ['bs4'],
  'python-dotenv': ['dotenv'],
  pyyaml: ['yaml'],
  'scikit-learn': ['sklearn'],
  pillow: ['pil'],
  'opencv-python': ['cv2'],
  'faiss-cpu': ['faiss'],
  'google-search-results': ['serpapi'],
  pymupdf: ['fitz'],
  'python-docx': ['docx'],
  unifyai: ['unify'],
};

/** Says whether a Python module can be imported in the container. */
export type ModuleCheck = (dotted: string) => boolean;

/** The modules of an environment: the base image's, and those of the distributions installed on top of it. */
export function installedModules(distributions: Iterable<string>): ModuleCheck {
  const added = new Set([...distributions].flatMap(modulesOf));
  return (dotted) => {
    const top = dotted.split('.')[0] ?? '';
    return standardLibrary.has(top) || baseImage.has(top) || added.has(top.toLowerCase());
  };
}

/** The distribution that a line of requirements.txt names, normalised as pip does; `undefined` for options and comments. */
export function distributionIn(line: string): string | undefined {
  const name = /^\s*([A-Za-z0-9][\w.-]*)/.exec(line)?.[1];
  return name?.toLowerCase().replaceAll(/[_.]+/g, '-');
}

function modulesOf(line: string): readonly string[] {
  const name = distributionIn(line);
  if (name === undefined) return [];
  const joined = name.replaceAll('-', '_');
  return moduleByDistribution[name] ?? [joined, joined.split('_')[0] ?? joined];
}

/**
 * Loads a Python file of the flow, and the local files that it imports, as Python would.
 * Throws PythonLoadError for the first module that is neither installed nor in the folder.
 */
export function loadPython(files: FlowFiles, path: string, shownPath: string, isInstalled: ModuleCheck): PythonFile {
  const missing = missingModule(files, path, isInstalled, new Set());
  if (missing !== undefined) {
    const reason = `(ModuleNotFoundError) No module named '${missing}'`;
    throw flowError('PythonLoadError', `Failed to load python module from file '${shownPath}': ${reason}`);
  }
  return readPython(textOf(files, path));
}

function missingModule(
  files: FlowFiles,
  path: string,
  isInstalled: ModuleCheck,
  seen: Set<string>,
): string | undefined {
  if (seen.has(path)) return undefined;
  seen.add(path);
  for (const module of readPython(textOf(files, path)).imports) {
    if (module.startsWith('.')) continue;
    const local = localFile(files, module, path);
    const missing =
      local === undefined ? unknownModule(files, module, isInstalled) : missingModule(files, local, isInstalled, seen);
    if (missing !== undefined) return missing;
  }
  return undefined;
}

function localFile(files: FlowFiles, module: string, from: string): string | undefined {
  const below = module.replaceAll('.', '/');
  const beside = from.includes('/') ? `${from.slice(0, from.lastIndexOf('/'))}/${below}` : below;
  return [`${below}.py`, `${below}/__init__.py`, `${beside}.py`].find((path) => files.has(path));
}

function unknownModule(files: FlowFiles, module: string, isInstalled: ModuleCheck): string | undefined {
  const top = module.split('.')[0] ?? '';
  const isFolder = [...files.keys()].some((path) => path.startsWith(`${top}/`));
  return isFolder || isInstalled(module) ? undefined : top;
}
