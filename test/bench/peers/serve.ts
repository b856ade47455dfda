// The process's side of peer.ts.
import { timed } from '../turn';
import type { LoadRequest, PeerReply, PeerRequest } from './peer';

export interface LoadedPeer {
  readonly version: string;
  /** Continues greedily; `onToken` hears of each new token as it comes. */
  generate(ids: readonly number[], maxNew: number, onToken: (id: number) => void): Promise<void>;
}

export function serve(load: (request: LoadRequest) => Promise<LoadedPeer>): void {
  let peer: LoadedPeer | undefined;
  const answer = async (request: PeerRequest): Promise<PeerReply> => {
    if (request.kind === 'load') {
      peer = await load(request);
      return { version: peer.version };
    }
    const { ids, maxNew } = request;
    return { turn: await timed(process.pid, (onToken) => peer!.generate(ids, maxNew, onToken)) };
  };
  process.on('message', (request: PeerRequest) => {
    void answer(request).then((reply) => process.send!(reply));
  });
}
