/** The workspace that tests release to. */
export const workspaceId =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-flowferry/providers/Microsoft.MachineLearningServices/workspaces/flowferry-dev';
