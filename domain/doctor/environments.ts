import type { Ailment } from './ailment.ts';

/** The image, what is installed in it, and the network it is fetched through. */
export const environmentAilments: readonly Ailment[] = [
  {
    class: 'environment.no_inference_config',
    signs: [/MissingDriverProgram/i, /could not find driver program/i],
    cause: 'The environment does not say where its container answers, so Azure looks for a scoring script.',
    remedy:
      'Give the environment an inference configuration: liveness and readiness /health, scoring /score, port 8080.',
    isRetryable: false,
  },
  {
    class: 'environment.conflicting_sources',
    signs: [/more than one of BaseImage, BaseDockerfile,? and BuildContext/i],
    cause: 'The environment names an image and a build at once.',
    remedy: 'Name one of them.',
    isRetryable: false,
  },
  {
    class: 'requirements.missing_promptflow_tools',
    signs: [/EmptyLLMApiMapping/i, /LLM api mapping is empty/i],
    cause: 'The image has no promptflow-tools, which nodes of type llm need.',
    remedy: 'Use the prompt flow image, or add promptflow-tools to requirements.txt.',
    isRetryable: false,
  },
  {
    class: 'requirements.missing_module',
    signs: [/no module named '?(?<module>[\w.]+)/i, /ModuleNotFoundError/i],
    cause: 'The code of the flow imports a module that neither the image nor requirements.txt brings.',
    remedy: 'Add the package of that module to requirements.txt.',
    isRetryable: false,
  },
  {
    class: 'requirements.missing_tool',
    signs: [/PackageToolNotFoundError|package tool '(?<tool>[^']+)' is not found/i],
    cause: 'A node names a package tool that is not installed in the image.',
    remedy: 'Add the package that brings the tool to requirements.txt, or correct the id of the tool.',
    isRetryable: false,
  },
  {
    class: 'requirements.broken_pin',
    signs: [
      /cannot import name '[^']+' from '(promptflow|openai|flask|werkzeug|jinja2|azure)/i,
      /module 'openai' has no attribute/i,
    ],
    cause: 'A pinned package does not go with the prompt flow that the image brings.',
    remedy: 'Take pins of promptflow, openai, flask and azure-identity out of requirements.txt.',
    isRetryable: false,
  },
  {
    class: 'environment.image_build_failed',
    signs: [
      /ImageBuildFailure/i,
      /no environment image available/i,
      /image build.{0,40}(failed|failure)/i,
      /could not find a version that satisfies|ResolutionImpossible|conflicting dependencies|dependency conflict/i,
    ],
    cause: 'The image of the environment could not be built.',
    remedy: 'Read the build log that the message names: most often a requirement cannot be installed.',
    isRetryable: false,
  },
  {
    class: 'environment.image_unavailable',
    signs: [
      /unable to download (the )?(user )?container image/i,
      /manifest (unknown|for .* not found)|ImagePullBackOff|ErrImagePull/i,
    ],
    cause: 'The image could not be fetched: it does not exist, or its registry cannot be reached.',
    remedy: 'Check the name and tag of the image, the network rules of its registry, and the AcrPull role.',
    isRetryable: false,
  },
  {
    class: 'model.unavailable',
    signs: [/unable to download (the )?(user )?model/i, /ModelRegistryError|ModelPresetNotFound/i],
    cause: 'The files of the model could not be fetched when the deployment started.',
    remedy:
      'Check that the model version exists, and that the identity of the endpoint may read the storage of the workspace.',
    isRetryable: false,
  },
  {
    class: 'network.not_ready',
    signs: [/WorkspaceManagedNetworkNotReady/i, /managed network.{0,60}(not|provision)/i],
    cause: 'The managed network of the workspace has not been provisioned.',
    remedy: 'Provision it (az ml workspace provision-network), then release again.',
    isRetryable: false,
  },
  {
    class: 'platform.provider_not_registered',
    signs: [/SubscriptionNotRegistered|MissingSubscriptionRegistration/i],
    cause: 'The subscription is not registered for a resource provider that endpoints need.',
    remedy: 'Register Microsoft.MachineLearningServices, Microsoft.Cdn and Microsoft.PolicyInsights.',
    isRetryable: false,
  },
];
