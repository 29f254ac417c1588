import { Controller, Param } from '@nestjs/common';
import { ROUTES, type ParkedView } from '#contract';
import { Serves } from '#directory';
import { checked, ProblemError, QUEUES, Work, type QueueName } from '#platform';

const { queue: queueSchema, id: idSchema } = ROUTES.retryParked.params.shape;

/** Work of every queue that failed too often and waits for an operator. */
@Controller()
export class ParkedController {
  constructor(private readonly work: Work) {}

  @Serves(ROUTES.parked)
  async parked(): Promise<ParkedView[]> {
    const parked = await this.work.parked();
    return QUEUES.flatMap((queue) => parked[queue].map((p) => ({ queue, id: p.id, reason: p.reason, since: p.since, attempts: p.attempts })));
  }

  @Serves(ROUTES.retryParked)
  async retry(@Param('queue', checked(queueSchema, 'path')) queue: QueueName, @Param('id', checked(idSchema, 'path')) id: string): Promise<void> {
    if (!(await this.work.retry(queue, id))) throw new ProblemError('not-found');
  }
}
