import type { Mailer } from '../../src/delivery/mailer.js';
import type { SenderRoom } from '../../src/delivery/room.js';
import { startFaultSink, type FaultSink, type FaultSinkOptions } from '../support/fault-sink.js';
import { openDeliveryWorld, type DeliveryWorld } from './delivery-world.js';
import { mailerTo, openTestSender } from './test-sender.js';

/** An issue that is sending to nobody yet, and a sender that talks to a fault sink; both end with the world. */
export async function openSenderWorld() {
  const world = await openDeliveryWorld({ readers: 0 });
  let sink: FaultSink | undefined;
  let sender: SenderRoom | undefined;

  async function openSender(
    mailer: Mailer,
    deliveries: DeliveryWorld['deliveries'] = world.deliveries,
  ): Promise<SenderRoom> {
    const room = await openTestSender({ ...world, deliveries }, mailer);
    sender = {
      ...room,
      close: async () => {
        sender = undefined;
        await room.close();
      },
    };
    return sender;
  }

  async function start(options: FaultSinkOptions = {}, query?: string, login?: string) {
    sink = await startFaultSink(options);
    return { sink, sender: await openSender(mailerTo(sink.port, query, login)) };
  }

  async function close(): Promise<void> {
    await sender?.close();
    await sink?.close();
    world.remove();
  }

  return { ...world, job: { issueId: world.issueId, batch: 0 }, openSender, start, close };
}

export type SenderWorld = Awaited<ReturnType<typeof openSenderWorld>>;
