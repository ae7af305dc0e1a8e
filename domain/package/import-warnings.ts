import type { PackageFiles } from './archive.ts';
import type { Warning } from './facts.ts';
import { isOfPython } from './python/standard-library.ts';
import { pythonModule } from './python-file.ts';
import { entriesOf } from './requirements.ts';

/** Top modules that the prompt flow image brings: promptflow, promptflow-tools and what they depend on. */
const ofTheImage = new Set(
  'promptflow azure openai jinja2 requests pydantic flask yaml ruamel numpy pandas aiohttp httpx tiktoken opentelemetry google dateutil pytz dotenv PIL attr attrs msal jsonschema docstring_parser tqdm typing_extensions setuptools pkg_resources'.split(
    ' ',
  ),
);

/** Distributions whose modules go by another name, as in `pip install beautifulsoup4`, `import bs4`. */
const distributions: Readonly<Record<string, readonly string[]>> = {
  bs4: ['bs4', 'beautifulsoup4'],
  sklearn: ['scikit-learn', 'sklearn'],
  cv2: ['opencv-python', 'opencv-python-headless'],
  docx: ['python-docx'],
  fitz: ['pymupdf'],
  faiss: ['faiss-cpu', 'faiss-gpu'],
  rouge: ['rouge', 'py-rouge', 'rouge-score'],
  promptflow_vectordb: ['promptflow-vectordb'],
  unify: ['unifyai'],
  psycopg2: ['psycopg2', 'psycopg2-binary'],
  nltk: ['nltk'],
};

/** Python files that import what neither the image nor the requirements bring: the container would crash on loading them. */
export function importWarnings(paths: readonly string[], files: PackageFiles, requirementsText: string): Warning[] {
  const required = entriesOf(requirementsText).map((entry) => canonical(/^[\w.-]+/.exec(entry)?.[0] ?? ''));
  const own = modulesIn(files);
  return paths.flatMap((file) =>
    importedRoots(file, files)
      .filter((root) => !isOfPython(root) && !ofTheImage.has(root) && !own.has(root) && !isRequired(root, required))
      .map((root) => ({
        message: `${file} imports ${root}, which neither the requirements nor the prompt flow image are known to bring.`,
        place: { file },
      })),
  );
}

/** The top modules that a file cannot load without; more than a few hundred are no import list of a person. */
const importedRoots = (file: string, files: PackageFiles): string[] =>
  [
    ...new Set(
      (pythonModule(files, file)?.imports ?? [])
        .filter(({ isOptional, module }) => !isOptional && !module.startsWith('.'))
        .map(({ module }) => module.split('.', 1)[0] ?? ''),
    ),
  ].slice(0, 300);

/** Names under which the package's own files may be imported: files anywhere, for a file may extend the search path. */
const modulesIn = (files: PackageFiles): ReadonlySet<string> =>
  new Set([...files.keys()].flatMap((path) => [path.split('/', 1)[0] ?? '', /([^/]+)\.py$/.exec(path)?.[1] ?? '']));

function isRequired(root: string, required: readonly string[]): boolean {
  const names = distributions[root] ?? [root];
  return (
    names.some((name) => required.includes(canonical(name))) ||
    required.some((name) => name.split('-').includes(canonical(root)))
  );
}

/** The spelling by which pip tells packages apart. */
const canonical = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-');
