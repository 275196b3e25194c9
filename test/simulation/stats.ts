/** What happened in lives, counted. */
export const newStats = () => ({
  activations: 0,
  runs: 0,
  locals: 0,
  remotes: 0,
  kills: 0,
  replays: 0,
  repeated: 0,
  unhandled: 0,
  lostUpdates: 0,
  continued: 0,
});
export type Stats = ReturnType<typeof newStats>;
