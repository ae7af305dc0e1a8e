import { announce, settleAnnouncement, type ToldChannels } from '../domain/contracts.ts';
import { all, branch, type Context, call, type Steps } from './call.ts';

/** Tells all channels at the same time, each with tries of its own. Nobody waits for it. */
export function* tellChannels(context: Context): Steps<object> {
  const { id, channels } = context.df.getInput<ToldChannels>();
  yield* all(
    context,
    channels.map((channel) => branch(announce, { id, channel }, channel)),
  );
  yield* call(context, settleAnnouncement, { id, channels });
  return {};
}
