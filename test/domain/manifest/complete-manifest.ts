/** A manifest that says everything that one may say. */
export const completeManifest = `
endpoint:
  name: my-flow
  auth: aad_token
  identity: {userAssigned: /subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i}
  enforceConnectionSecrets: true
  publicNetworkAccess: false
  description: Answers questions.
  tags: {team: search}
deployment:
  instanceType: Standard_E4s_v3
  instanceCount: 3
  requestTimeoutSeconds: 300
  maxConcurrentRequests: 4
  probes:
    liveness: {initialDelaySeconds: 60, periodSeconds: 5, timeoutSeconds: 3, successThreshold: 1, failureThreshold: 10}
    readiness: {}
  environmentVariables: {PROMPTFLOW_WORKER_NUM: 4, DEBUG: false, MODEL: gpt, API_KEY: "\${{azureml://connections/c/credentials/key}}"}
  tags: {stage: test}
  appInsights: {connectionStringFrom: TEAM_INSIGHTS}
  dataCollection: on
environment: {image: registry.example/pf:1, requirements: deps.txt}
outputs: [answer]
connections: {open_ai_connection: team-openai}
gate:
  metrics: {accuracy: {min: 0.8, noWorseThanStable: 0.02}, latency: {max: 3}, failedLines: {maxRate: 0.01}}
  onNoStable: refuse
smokeTest:
  request: {question: hello}
  sampleFrom: data.jsonl
  turns: [{say: hello, contains: hi}]
  expect: {status: 200, outputs: {answer: hi}, contains: hi, jsonSchema: {type: object}, maxLatencySeconds: 4.5}
rollout:
  strategy: canary
  steps: [{traffic: 5, hold: 90s}, {traffic: 50, hold: 1d}, {traffic: 100}]
  approval: {before: 50, expires: 12h}
  onInconclusive: rollBack
  maxDuration: 7d
health: {errorRate: {max: 0.01, noWorseThanStable: 0}, latencyP95: {maxSeconds: 8, noWorseThanStable: 0.1}, minimumRequests: 50}
keepPrevious: 36h
cost: {maxMonthly: 500, idleAfter: 7d, onIdle: retire}
`;
