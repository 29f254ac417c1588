import { Injectable } from '@nestjs/common';

/** The socket.io end of the live channel: who is connected, what they follow, whom they look at. */
@Injectable()
export class LiveGateway {
  /** For metrics: sockets connected, those that follow, batches and changes sent since the start. */
  figures(): { sockets: number; following: number; batches: number; changes: number } { return { sockets: 0, following: 0, batches: 0, changes: 0 }; }
}
